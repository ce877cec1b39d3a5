/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window of the help bundle: it shows what would be saved, and names of files only when told.
 */
#include "hoist-help-bundle-window.h"
#include "hoist-test-await.h"
#include "hoist-test-clock.h"
#include "hoist-ui.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct {
  char *folder;
  HoistWorkspace *workspace;
  HoistHelpBundleWindow *window;
} Fixture;

static void
add_upload (Fixture *fixture, const char *path)
{
  HoistStore *store = hoist_workspace_get_store (fixture->workspace);
  g_autoptr (GPtrArray) records =
      g_ptr_array_new_with_free_func ((GDestroyNotify) hoist_record_free);
  g_autoptr (GAsyncResult) result = NULL;
  HoistRecord *record = hoist_record_new (path, "");

  record->state = HOIST_STATE_PAUSED;
  record->size = 4200000123;
  g_ptr_array_add (records, record);
  hoist_store_add_async (store, records, hoist_test_keep_result, &result);
  g_assert_true (hoist_store_add_finish (store, hoist_test_await (&result), NULL));
  g_ptr_array_unref (hoist_queue_enter (hoist_workspace_get_queue (fixture->workspace), records));
}

static GtkTextBuffer *
find_text (GtkWidget *widget)
{
  GtkTextBuffer *found = NULL;

  if (GTK_IS_TEXT_VIEW (widget))
    return gtk_text_view_get_buffer (GTK_TEXT_VIEW (widget));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_text (child);
  return found;
}

static char *
dup_shown (Fixture *fixture)
{
  GtkTextBuffer *buffer = find_text (GTK_WIDGET (fixture->window));
  char *text = NULL;

  g_object_get (buffer, "text", &text, NULL);
  return text;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HoistVault) vault = hoist_memory_vault_new ();
  g_autoptr (HoistTestClock) clock = hoist_test_clock_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("hoist-bundle-XXXXXX", NULL);
  fixture->workspace = hoist_workspace_new (fixture->folder, vault, HOIST_CLOCK (clock));
  hoist_workspace_open_async (fixture->workspace, TRUE, hoist_test_keep_result, &result);
  hoist_workspace_open_finish (fixture->workspace, hoist_test_await (&result), &error);
  g_assert_no_error (error);
  add_upload (fixture, "/media/EOS/First Kiss.MOV");
  fixture->window = hoist_help_bundle_window_new (NULL, fixture->workspace);
  gtk_window_present (GTK_WINDOW (fixture->window));
}

static void
wait_for_text (Fixture *fixture)
{
  while (gtk_text_buffer_get_char_count (find_text (GTK_WIDGET (fixture->window))) == 0)
    g_main_context_iteration (NULL, TRUE);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GDir) dir = NULL;
  const char *name = NULL;

  g_object_add_weak_pointer (G_OBJECT (fixture->window), (gpointer *) &fixture->window);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  while (fixture->window != NULL)
    g_main_context_iteration (NULL, TRUE);
  hoist_workspace_close_async (fixture->workspace, hoist_test_keep_result, &result);
  g_assert_true (
      hoist_workspace_close_finish (fixture->workspace, hoist_test_await (&result), NULL));
  g_object_unref (fixture->workspace);
  dir = g_dir_open (fixture->folder, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

    g_remove (path);
  }
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
}

static void
test_names (Fixture *fixture, gconstpointer data)
{
  g_autofree char *without = NULL;
  g_autofree char *with = NULL;

  wait_for_text (fixture);
  without = dup_shown (fixture);
  g_assert_nonnull (strstr (without, "GTK = "));
  g_assert_nonnull (strstr (without, "libadwaita = "));
  g_assert_nonnull (strstr (without, "4200000123 bytes"));
  g_assert_null (strstr (without, "First Kiss"));

  g_object_set (fixture->window, "has-names", TRUE, NULL);
  with = dup_shown (fixture);
  g_assert_nonnull (strstr (with, "/media/EOS/First Kiss.MOV"));
}

static void
on_text (GObject *source, GAsyncResult *result, gpointer data)
{
  char **text = data;

  *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
}

static void
test_copy (Fixture *fixture, gconstpointer data)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (fixture->window));
  g_autofree char *shown = NULL;
  g_autofree char *copied = NULL;

  wait_for_text (fixture);
  shown = dup_shown (fixture);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->window), "bundle.copy", NULL));
  gdk_clipboard_read_text_async (clipboard, NULL, on_text, &copied);
  while (copied == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (copied, ==, shown);
}

/* Closed before everything was collected. */
static void
test_closed_early (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpint (gtk_text_buffer_get_char_count (find_text (GTK_WIDGET (fixture->window))), ==,
                   0);
  gtk_window_close (GTK_WINDOW (fixture->window));
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (!gtk_init_check ()) {
    g_print ("1..0 # SKIP there is no display\n");
    return 0;
  }
  adw_init ();
  hoist_ui_init ();

  ADD ("/help-bundle/names-only-when-told", test_names);
  ADD ("/help-bundle/copies-what-it-shows", test_copy);
  ADD ("/help-bundle/may-be-closed-early", test_closed_early);

  return g_test_run ();
}
