/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be done with uploads, as actions of the window: for buttons, menus and keys. */
#include "hoist-config.h"

#include "hoist-session-actions.h"

#include "hoist-allow-access.h"
#include "hoist-selection-actions.h"
#include "hoist-show-file.h"
#include "hoist-toasts.h"

#include <glib/gi18n-lib.h>

#define UNDO_SECONDS 10

struct _HoistSessionActions {
  GObject parent;

  GtkApplicationWindow *window; /* (unowned): owns this */
  AdwToastOverlay *toasts;      /* (unowned): in the window */
  HoistQueue *queue;            /* (owned) */
  HoistSessionList *list;       /* (unowned): in the window */
  GPtrArray *removals;  /* (owned) (element-type GPtrArray): of sessions, the last one at the end */
  AdwToast *undo_toast; /* (unowned) (nullable): the one on show */
};

typedef void (*Deed) (HoistSessionActions *self, GPtrArray *sessions);

enum { SIGNAL_SIGN_IN, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HoistSessionActions, hoist_session_actions, G_TYPE_OBJECT)

static void
say (HoistSessionActions *self, const char *text)
{
  hoist_toasts_say (self->toasts, text);
}

static void
do_pause (HoistSessionActions *self, GPtrArray *sessions)
{
  hoist_queue_pause_many (self->queue, sessions);
}

static void
do_resume (HoistSessionActions *self, GPtrArray *sessions)
{
  hoist_queue_resume_many (self->queue, sessions);
}

static void
do_retry (HoistSessionActions *self, GPtrArray *sessions)
{
  hoist_queue_retry_many (self->queue, sessions, FALSE);
}

static void
do_start_over (HoistSessionActions *self, GPtrArray *sessions)
{
  hoist_queue_retry_many (self->queue, sessions, TRUE);
}

static void
do_send_to_top (HoistSessionActions *self, GPtrArray *sessions)
{
  hoist_session_actions_move (self, sessions, NULL, TRUE);
}

/* When the slots are full, it is the next one. */
static void
do_start_now (HoistSessionActions *self, GPtrArray *sessions)
{
  hoist_session_actions_move (self, sessions, NULL, TRUE);
  hoist_queue_resume_many (self->queue, sessions);
}

static void
do_upload_again (HoistSessionActions *self, GPtrArray *sessions)
{
  for (guint i = 0; i < sessions->len; i++)
    hoist_queue_upload_again (self->queue, g_ptr_array_index (sessions, i));
}

static void
do_copy_id (HoistSessionActions *self, GPtrArray *sessions)
{
  const char *remote_id = hoist_session_get_remote_id (g_ptr_array_index (sessions, 0));

  if (remote_id == NULL)
    return;
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self->window)), remote_id);
  say (self, _ ("ID copied"));
}

static void
do_show_file (HoistSessionActions *self, GPtrArray *sessions)
{
  g_autofree char *uri = hoist_session_dup_uri (g_ptr_array_index (sessions, 0));

  hoist_show_file (GTK_WINDOW (self->window), uri);
}

static void
do_sign_in (HoistSessionActions *self, GPtrArray *sessions)
{
  g_signal_emit (self, signals[SIGNAL_SIGN_IN], 0,
                 hoist_session_get_account (g_ptr_array_index (sessions, 0)));
}

static void
do_allow_access (HoistSessionActions *self, GPtrArray *sessions)
{
  hoist_allow_access (GTK_WINDOW (self->window), self->toasts, self->queue,
                      g_ptr_array_index (sessions, 0));
}

static void
on_undo_dismissed (AdwToast *toast, gpointer user_data)
{
  HoistSessionActions *self = HOIST_SESSION_ACTIONS (user_data);

  if (self->undo_toast == toast)
    self->undo_toast = NULL;
}

static char *
describe_removed (GPtrArray *sessions)
{
  g_autofree char *name = NULL;

  if (sessions->len != 1)
    return g_strdup_printf (ngettext ("%'u upload removed", "%'u uploads removed", sessions->len),
                            sessions->len);
  name = hoist_session_dup_name (g_ptr_array_index (sessions, 0));
  return g_strdup_printf (_ ("“%s” removed"), name);
}

static void
offer_undo (HoistSessionActions *self, GPtrArray *sessions)
{
  g_autofree char *text = describe_removed (sessions);

  g_ptr_array_add (self->removals, g_ptr_array_ref (sessions));
  /* its button undoes the last removal: never show it for an earlier one */
  if (self->undo_toast != NULL)
    hoist_toasts_dismiss (self->toasts, self->undo_toast);
  self->undo_toast = hoist_toasts_new (text);
  adw_toast_set_button_label (self->undo_toast, _ ("_Undo"));
  adw_toast_set_action_name (self->undo_toast, "win.undo");
  adw_toast_set_timeout (self->undo_toast, UNDO_SECONDS);
  g_signal_connect_object (self->undo_toast, "dismissed", G_CALLBACK (on_undo_dismissed), self, 0);
  hoist_toasts_add_urgent (self->toasts, self->undo_toast);
}

static void
on_undo (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  HoistSessionActions *self = HOIST_SESSION_ACTIONS (user_data);
  g_autoptr (GPtrArray) sessions = NULL;

  if (self->removals->len == 0)
    return;
  sessions = g_ptr_array_steal_index (self->removals, self->removals->len - 1);
  if (self->undo_toast != NULL)
    hoist_toasts_dismiss (self->toasts, self->undo_toast);
  if (hoist_queue_undo_remove_many (self->queue, sessions) == 0) {
    /* what is older than this one is gone as well */
    g_ptr_array_set_size (self->removals, 0);
    say (self, _ ("Too late: it has been removed from the server"));
  }
}

static void
on_retry_all (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  hoist_queue_retry_all_failed (HOIST_SESSION_ACTIONS (user_data)->queue);
}

static void
on_clear_finished (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  HoistSessionActions *self = HOIST_SESSION_ACTIONS (user_data);
  g_autoptr (GPtrArray) sessions = hoist_queue_clear_finished (self->queue);

  if (sessions->len > 0)
    offer_undo (self, sessions);
  else
    say (self, _ ("There are no finished uploads to clear"));
}

static void
on_show_all_finished (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  HoistSessionActions *self = HOIST_SESSION_ACTIONS (user_data);
  g_autoptr (GVariant) state = g_action_get_state (G_ACTION (action));
  gboolean is_complete = !g_variant_get_boolean (state);

  g_simple_action_set_state (action, g_variant_new_boolean (is_complete));
  hoist_session_list_show_all_finished (self->list, is_complete);
}

static void
on_toggle_folder (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  HoistSessionActions *self = HOIST_SESSION_ACTIONS (user_data);
  HoistSections *sections = hoist_session_list_get_all (self->list);
  HoistFolder *folder = hoist_sections_find_folder (sections, g_variant_get_int64 (parameter));

  if (folder != NULL)
    hoist_sections_set_expanded (sections, folder, !hoist_folder_is_expanded (folder));
}

static const struct {
  const char *name;
  Deed run;
} deeds[] = {
  { "pause", do_pause },
  { "resume", do_resume },
  { "retry", do_retry },
  { "start-over", do_start_over },
  { "start-now", do_start_now },
  { "send-to-top", do_send_to_top },
  { "upload-again", do_upload_again },
  { "copy-link", hoist_session_actions_copy_links },
  { "copy-id", do_copy_id },
  { "show-file", do_show_file },
  { "sign-in", do_sign_in },
  { "allow-access", do_allow_access },
  { "remove", hoist_session_actions_remove },
};

static void
on_deed (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  HoistSessionActions *self = HOIST_SESSION_ACTIONS (user_data);
  gpointer row = hoist_session_actions_find_row (self, g_variant_get_int64 (parameter));
  g_autoptr (GPtrArray) sessions = NULL;

  if (row == NULL)
    return;
  sessions = hoist_sections_dup_sessions (hoist_session_list_get_all (self->list), row);
  for (gsize i = 0; sessions->len > 0 && i < G_N_ELEMENTS (deeds); i++) {
    if (g_str_equal (deeds[i].name, g_action_get_name (G_ACTION (action)))) {
      deeds[i].run (self, sessions);
      return;
    }
  }
}

static const GActionEntry entries[] = {
  { "undo", on_undo },
  { "retry-all", on_retry_all },
  { "clear-finished", on_clear_finished },
  { "show-all-finished", on_show_all_finished, NULL, "false" },
  { "toggle-folder", on_toggle_folder, "x" },
};

static void
hoist_session_actions_dispose (GObject *object)
{
  HoistSessionActions *self = HOIST_SESSION_ACTIONS (object);

  g_clear_object (&self->queue);
  g_clear_pointer (&self->removals, g_ptr_array_unref);

  G_OBJECT_CLASS (hoist_session_actions_parent_class)->dispose (object);
}

static void
hoist_session_actions_class_init (HoistSessionActionsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hoist_session_actions_dispose;

  signals[SIGNAL_SIGN_IN] = g_signal_new ("sign-in", HOIST_TYPE_SESSION_ACTIONS, G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
hoist_session_actions_init (HoistSessionActions *self)
{
  self->removals = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
}

static void
add_actions (HoistSessionActions *self)
{
  GActionMap *map = G_ACTION_MAP (self->window);

  g_action_map_add_action_entries (map, entries, G_N_ELEMENTS (entries), self);
  for (gsize i = 0; i < G_N_ELEMENTS (deeds); i++) {
    g_autoptr (GSimpleAction) action = g_simple_action_new (deeds[i].name, G_VARIANT_TYPE_INT64);

    g_signal_connect (action, "activate", G_CALLBACK (on_deed), self);
    g_action_map_add_action (map, G_ACTION (action));
  }
  hoist_selection_actions_add (self);
}

/**
 * hoist_session_actions_new:
 * @window: gets the actions; it must keep this object as long as it has them
 * @toasts: where the result is said
 * @list: where rows are found, and what is selected
 *
 * Actions with a number mean an upload, or a folder where it is below zero.
 */
HoistSessionActions *
hoist_session_actions_new (GtkApplicationWindow *window,
                           AdwToastOverlay *toasts,
                           HoistQueue *queue,
                           HoistSessionList *list)
{
  HoistSessionActions *self = g_object_new (HOIST_TYPE_SESSION_ACTIONS, NULL);

  self->window = window;
  self->toasts = toasts;
  self->queue = g_object_ref (queue);
  self->list = list;
  add_actions (self);
  return self;
}

GtkApplicationWindow *
hoist_session_actions_get_window (HoistSessionActions *self)
{
  return self->window;
}

HoistQueue *
hoist_session_actions_get_queue (HoistSessionActions *self)
{
  return self->queue;
}

HoistSessionList *
hoist_session_actions_get_list (HoistSessionActions *self)
{
  return self->list;
}

/**
 * hoist_session_actions_find_row:
 * @id: of an upload, or below zero of a folder
 *
 * Returns: (transfer none) (nullable): the session or folder
 */
gpointer
hoist_session_actions_find_row (HoistSessionActions *self, gint64 id)
{
  HoistSections *sections = hoist_session_list_get_all (self->list);

  return id < 0 ? (gpointer) hoist_sections_find_folder (sections, id)
                : (gpointer) hoist_queue_find (self->queue, id);
}

/* Takes them out of the list, and offers to put them back: all with one button or key. */
void
hoist_session_actions_remove (HoistSessionActions *self, GPtrArray *sessions)
{
  if (sessions->len == 0)
    return;
  hoist_queue_remove_many (self->queue, sessions);
  offer_undo (self, sessions);
}

/* One link a line; says so, if there is any. */
void
hoist_session_actions_copy_links (HoistSessionActions *self, GPtrArray *sessions)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint n_links = 0;

  for (guint i = 0; i < sessions->len; i++) {
    const char *link = hoist_session_get_link (g_ptr_array_index (sessions, i));

    if (link != NULL)
      g_string_append_printf (text, "%s%s", n_links++ > 0 ? "\n" : "", link);
  }
  if (n_links == 0)
    return;
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self->window)), text->str);
  say (self, n_links == 1 ? _ ("Link copied") : _ ("Links copied"));
}

/**
 * hoist_session_actions_move:
 * @sessions: they stay together, in their order
 * @before: (nullable): what they shall stand before
 * @is_top: without @before: whether to the top or the end
 *
 * The rows stay selected, and folders open.
 */
void
hoist_session_actions_move (HoistSessionActions *self,
                            GPtrArray *sessions,
                            HoistSession *before,
                            gboolean is_top)
{
  HoistSections *sections = hoist_session_list_get_all (self->list);

  if (sessions->len == 0)
    return;
  hoist_sections_hold (sections);
  if (before != NULL)
    hoist_queue_move (self->queue, sessions, before);
  else
    hoist_queue_move_to_end (self->queue, sessions, is_top);
  hoist_sections_release (sections);
}
