/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be done with uploads, as actions of the window: for buttons, menus and keys. */
#include "hoist-config.h"

#include "hoist-session-actions.h"

#include "hoist-show-file.h"
#include "hoist-toasts.h"

#include <glib/gi18n-lib.h>

#define UNDO_SECONDS 10

struct _HoistSessionActions {
  GObject parent;

  GtkApplicationWindow *window; /* (unowned): owns this */
  AdwToastOverlay *toasts;      /* (unowned): in the window */
  HoistQueue *queue;            /* (owned) */
  GtkSelectionModel *selection; /* (owned) */
  GPtrArray *removals;  /* (owned) (element-type GPtrArray): of sessions, the last one at the end */
  AdwToast *undo_toast; /* (unowned) (nullable): the one on show */
};

typedef void (*Deed) (HoistSessionActions *self, HoistSession *session);

enum { SIGNAL_SIGN_IN, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HoistSessionActions, hoist_session_actions, G_TYPE_OBJECT)

static void
say (HoistSessionActions *self, const char *text)
{
  hoist_toasts_say (self->toasts, text);
}

static GPtrArray *
dup_selected (HoistSessionActions *self)
{
  g_autoptr (GtkBitset) selected = gtk_selection_model_get_selection (self->selection);
  GPtrArray *sessions = g_ptr_array_new_with_free_func (g_object_unref);
  GtkBitsetIter iter;
  guint position = 0;

  if (!gtk_bitset_iter_init_first (&iter, selected, &position))
    return sessions;
  do {
    gpointer session = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

    if (session != NULL)
      g_ptr_array_add (sessions, session);
  } while (gtk_bitset_iter_next (&iter, &position));
  return sessions;
}

static void
do_pause (HoistSessionActions *self, HoistSession *session)
{
  hoist_queue_pause (self->queue, session);
}

static void
do_resume (HoistSessionActions *self, HoistSession *session)
{
  hoist_queue_resume (self->queue, session);
}

static void
do_retry (HoistSessionActions *self, HoistSession *session)
{
  hoist_queue_retry (self->queue, session, FALSE);
}

static void
do_start_over (HoistSessionActions *self, HoistSession *session)
{
  hoist_queue_retry (self->queue, session, TRUE);
}

static void
do_copy_link (HoistSessionActions *self, HoistSession *session)
{
  const char *link = hoist_session_get_link (session);

  if (link == NULL)
    return;
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self->window)), link);
  say (self, _ ("Link copied"));
}

static void
do_copy_id (HoistSessionActions *self, HoistSession *session)
{
  const char *remote_id = hoist_session_get_remote_id (session);

  if (remote_id == NULL)
    return;
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self->window)), remote_id);
  say (self, _ ("ID copied"));
}

static void
do_show_file (HoistSessionActions *self, HoistSession *session)
{
  g_autofree char *uri = hoist_session_dup_uri (session);

  hoist_show_file (GTK_WINDOW (self->window), uri);
}

static void
do_sign_in (HoistSessionActions *self, HoistSession *session)
{
  g_signal_emit (self, signals[SIGNAL_SIGN_IN], 0, hoist_session_get_account (session));
}

static void
on_undo_dismissed (AdwToast *toast, gpointer user_data)
{
  HoistSessionActions *self = HOIST_SESSION_ACTIONS (user_data);

  if (self->undo_toast == toast)
    self->undo_toast = NULL;
}

static void
offer_undo (HoistSessionActions *self, GPtrArray *sessions)
{
  g_autofree char *text = NULL;
  g_autofree char *markup = NULL;

  if (sessions->len == 1) {
    g_autofree char *name = hoist_session_dup_name (g_ptr_array_index (sessions, 0));

    text = g_strdup_printf (_ ("“%s” removed"), name);
  } else
    text = g_strdup_printf (ngettext ("%u upload removed", "%u uploads removed", sessions->len),
                            sessions->len);
  markup = g_markup_escape_text (text, -1);

  /* its button undoes the last removal: never show it for an earlier one */
  if (self->undo_toast != NULL)
    adw_toast_dismiss (self->undo_toast);
  self->undo_toast = adw_toast_new (markup);
  adw_toast_set_button_label (self->undo_toast, _ ("_Undo"));
  adw_toast_set_action_name (self->undo_toast, "win.undo");
  adw_toast_set_timeout (self->undo_toast, UNDO_SECONDS);
  g_signal_connect_object (self->undo_toast, "dismissed", G_CALLBACK (on_undo_dismissed), self, 0);
  hoist_toasts_add_urgent (self->toasts, self->undo_toast);
}

static void
remove_sessions (HoistSessionActions *self, GPtrArray *sessions)
{
  if (sessions->len == 0)
    return;
  g_ptr_array_add (self->removals, g_ptr_array_ref (sessions));
  for (guint i = 0; i < sessions->len; i++)
    hoist_queue_remove (self->queue, g_ptr_array_index (sessions, i));
  offer_undo (self, sessions);
}

static void
on_undo (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  HoistSessionActions *self = HOIST_SESSION_ACTIONS (user_data);
  g_autoptr (GPtrArray) sessions = NULL;
  guint n_back = 0;

  if (self->removals->len == 0)
    return;
  sessions = g_ptr_array_steal_index (self->removals, self->removals->len - 1);
  if (self->undo_toast != NULL)
    adw_toast_dismiss (self->undo_toast);
  for (guint i = 0; i < sessions->len; i++)
    n_back += hoist_queue_undo_remove (self->queue, g_ptr_array_index (sessions, i)) ? 1 : 0;
  if (n_back == 0) {
    /* what is older than this one is gone as well */
    g_ptr_array_set_size (self->removals, 0);
    say (self, _ ("Too late: it has been removed from the server"));
  }
}

static void
do_remove (HoistSessionActions *self, HoistSession *session)
{
  g_autoptr (GPtrArray) sessions = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (sessions, g_object_ref (session));
  remove_sessions (self, sessions);
}

static const struct {
  const char *name;
  Deed run;
} deeds[] = {
  { "pause", do_pause },           { "resume", do_resume },       { "retry", do_retry },
  { "start-over", do_start_over }, { "copy-link", do_copy_link }, { "copy-id", do_copy_id },
  { "show-file", do_show_file },   { "sign-in", do_sign_in },     { "remove", do_remove },
};

static void
on_deed (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  HoistSessionActions *self = HOIST_SESSION_ACTIONS (user_data);
  HoistSession *session = hoist_queue_find (self->queue, g_variant_get_int64 (parameter));

  for (gsize i = 0; session != NULL && i < G_N_ELEMENTS (deeds); i++) {
    if (g_str_equal (deeds[i].name, g_action_get_name (G_ACTION (action)))) {
      g_autoptr (HoistSession) kept = g_object_ref (session);

      deeds[i].run (self, kept);
      return;
    }
  }
}

static void
on_remove_selected (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  HoistSessionActions *self = HOIST_SESSION_ACTIONS (user_data);
  g_autoptr (GPtrArray) sessions = dup_selected (self);

  remove_sessions (self, sessions);
}

/* One key for both: pauses while anything of the selection can be paused, else resumes. */
static void
on_toggle_selected (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  HoistSessionActions *self = HOIST_SESSION_ACTIONS (user_data);
  g_autoptr (GPtrArray) sessions = dup_selected (self);
  gboolean is_pause = FALSE;

  for (guint i = 0; i < sessions->len; i++)
    is_pause |= hoist_session_can_pause (g_ptr_array_index (sessions, i));
  for (guint i = 0; i < sessions->len; i++) {
    if (is_pause)
      do_pause (self, g_ptr_array_index (sessions, i));
    else
      do_resume (self, g_ptr_array_index (sessions, i));
  }
}

static void
on_retry_selected (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  HoistSessionActions *self = HOIST_SESSION_ACTIONS (user_data);
  g_autoptr (GPtrArray) sessions = dup_selected (self);

  for (guint i = 0; i < sessions->len; i++)
    do_retry (self, g_ptr_array_index (sessions, i));
}

static void
on_copy_selected (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  HoistSessionActions *self = HOIST_SESSION_ACTIONS (user_data);
  g_autoptr (GPtrArray) sessions = dup_selected (self);
  g_autoptr (GString) text = g_string_new (NULL);
  guint n_links = 0;

  for (guint i = 0; i < sessions->len; i++) {
    const char *link = hoist_session_get_link (g_ptr_array_index (sessions, i));

    if (link != NULL) {
      g_string_append_printf (text, "%s%s", n_links > 0 ? "\n" : "", link);
      n_links++;
    }
  }
  if (n_links == 0)
    return;
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self->window)), text->str);
  say (self, n_links == 1 ? _ ("Link copied") : _ ("Links copied"));
}

static const GActionEntry entries[] = {
  { "undo", on_undo },
  { "remove-selected", on_remove_selected },
  { "toggle-selected", on_toggle_selected },
  { "retry-selected", on_retry_selected },
  { "copy-selected", on_copy_selected },
};

static void
on_selection_changed (GtkSelectionModel *model, guint position, guint n_items, gpointer user_data)
{
  HoistSessionActions *self = HOIST_SESSION_ACTIONS (user_data);
  g_autoptr (GtkBitset) selected = gtk_selection_model_get_selection (model);
  gboolean has_some = !gtk_bitset_is_empty (selected);

  for (gsize i = 1; i < G_N_ELEMENTS (entries); i++) {
    GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->window), entries[i].name);

    g_simple_action_set_enabled (G_SIMPLE_ACTION (action), has_some);
  }
}

static void
on_items_changed (GListModel *model, guint position, guint removed, guint added, gpointer user_data)
{
  on_selection_changed (GTK_SELECTION_MODEL (model), position, added, user_data);
}

static void
hoist_session_actions_dispose (GObject *object)
{
  HoistSessionActions *self = HOIST_SESSION_ACTIONS (object);

  g_clear_object (&self->queue);
  g_clear_object (&self->selection);
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
}

/**
 * hoist_session_actions_new:
 * @window: gets the actions; it must keep this object as long as it has them
 * @toasts: where the result is said
 * @selection: what the actions for selected uploads mean
 */
HoistSessionActions *
hoist_session_actions_new (GtkApplicationWindow *window,
                           AdwToastOverlay *toasts,
                           HoistQueue *queue,
                           GtkSelectionModel *selection)
{
  HoistSessionActions *self = g_object_new (HOIST_TYPE_SESSION_ACTIONS, NULL);

  self->window = window;
  self->toasts = toasts;
  self->queue = g_object_ref (queue);
  self->selection = g_object_ref (selection);
  add_actions (self);
  g_signal_connect_object (selection, "selection-changed", G_CALLBACK (on_selection_changed), self,
                           0);
  g_signal_connect_object (selection, "items-changed", G_CALLBACK (on_items_changed), self, 0);
  on_selection_changed (selection, 0, 0, self);
  return self;
}
