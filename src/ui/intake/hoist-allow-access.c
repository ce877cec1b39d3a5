/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks for the folder of a file that the sandbox may not read any more. */
#include "hoist-config.h"

#include "hoist-allow-access.h"

#include "hoist-access.h"
#include "hoist-toasts.h"

#include <glib/gi18n-lib.h>

/* One question, from the button to the toast. */
typedef struct {
  GtkFileChooserNative *chooser; /* (owned) */
  AdwToastOverlay *toasts;       /* (owned) */
  HoistQueue *queue;             /* (owned) */
  HoistSession *session;         /* (owned) */
} Question;

static void
question_free (Question *self)
{
  gtk_native_dialog_destroy (GTK_NATIVE_DIALOG (self->chooser));
  g_object_unref (self->chooser);
  g_object_unref (self->toasts);
  g_object_unref (self->queue);
  g_object_unref (self->session);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Question, question_free)

static void
on_allowed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Question) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  guint n_found = hoist_access_allow_finish (HOIST_QUEUE (source), result, &error);

  if (error != NULL) {
    hoist_toasts_say (self->toasts, error->message);
    return;
  }
  text = g_strdup_printf (ngettext ("%'u upload goes on", "%'u uploads go on", n_found), n_found);
  hoist_toasts_say (self->toasts, text);
}

static void
on_chosen (GtkNativeDialog *dialog, int response, gpointer user_data)
{
  g_autoptr (Question) self = user_data;
  HoistQueue *queue = self->queue;
  HoistSession *session = self->session;
  g_autoptr (GFile) file = NULL;
  const char *path = NULL;

  if (response != GTK_RESPONSE_ACCEPT)
    return;
  file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  path = file == NULL ? NULL : g_file_peek_path (file);
  if (path == NULL)
    return;
  hoist_access_allow_async (queue, session, path, on_allowed, g_steal_pointer (&self));
}

static char *
make_title (const char *folder)
{
  g_autofree char *name = folder == NULL ? NULL : g_filename_display_basename (folder);

  if (name == NULL)
    return g_strdup (_ ("Allow Access to the Folder of the File"));
  /* Translators: the name of a folder */
  return g_strdup_printf (_ ("Allow Access to “%s”"), name);
}

/**
 * hoist_allow_access:
 * @window: what the dialog belongs to
 * @toasts: where the result is said
 * @session: whose file cannot be read
 *
 * Opens the file chooser at the folder of the file. What is chosen there stays readable; all
 * uploads below it go on.
 */
void
hoist_allow_access (GtkWindow *window,
                    AdwToastOverlay *toasts,
                    HoistQueue *queue,
                    HoistSession *session)
{
  g_autofree char *folder = hoist_access_dup_folder (session);
  g_autofree char *title = make_title (folder);
  /* not among recent files, where no folder can be chosen */
  g_autoptr (GFile) file = g_file_new_for_path (folder == NULL ? g_get_home_dir () : folder);
  Question *self = g_new0 (Question, 1);

  self->toasts = g_object_ref (toasts);
  self->queue = g_object_ref (queue);
  self->session = g_object_ref (session);
  self->chooser = gtk_file_chooser_native_new (title, window, GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER,
                                               _ ("_Allow"), NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  gtk_file_chooser_set_current_folder (GTK_FILE_CHOOSER (self->chooser), file, NULL);
  g_signal_connect (self->chooser, "response", G_CALLBACK (on_chosen), self);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}
