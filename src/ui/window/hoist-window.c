/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The main window: its header and its pages. */
#include "hoist-window-private.h"

#include "hoist-accessible.h"
#include "hoist-closures.h"
#include "hoist-details-actions.h"
#include "hoist-drop-area.h"
#include "hoist-empty-page.h"
#include "hoist-session-list.h"
#include "hoist-toasts.h"
#include "hoist-typeset.h"

typedef enum { PROP_IS_PAUSED = 1, PROP_IS_SEARCHING } HoistWindowProperty;

static GParamSpec *properties[PROP_IS_SEARCHING + 1];

G_DEFINE_FINAL_TYPE (HoistWindow, hoist_window, ADW_TYPE_APPLICATION_WINDOW)

static void
show_fitting_page (HoistWindow *self)
{
  gboolean is_empty = self->sessions == NULL || g_list_model_get_n_items (self->sessions) == 0;

  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), is_empty ? "empty" : "list");
  gtk_widget_set_sensitive (self->pause_button, !is_empty);
}

HoistArrivals *
hoist_window_get_arrivals (HoistWindow *self)
{
  return hoist_drop_area_get_arrivals (HOIST_DROP_AREA (self->drop_area));
}

/* Header and banner once more, as things are now. */
void
hoist_window_update (HoistWindow *self)
{
  HoistQueueTotals totals = { 0 };

  if (self->queue == NULL)
    return;
  hoist_queue_get_totals (self->queue, &totals);
  hoist_window_show_progress (self, &totals, hoist_queue_is_paused (self->queue));
}

static void
on_accounts_changed (HoistWindow *self)
{
  hoist_drop_area_set_accounts (HOIST_DROP_AREA (self->drop_area), self->accounts);
  hoist_empty_page_set_has_account (HOIST_EMPTY_PAGE (self->empty_page),
                                    hoist_accounts_get_count (self->accounts) > 0);
  hoist_window_update (self);
}

static void
set_paused (HoistWindow *self, gboolean is_paused)
{
  if (self->is_paused == is_paused)
    return;
  self->is_paused = is_paused;
  if (self->queue != NULL && hoist_queue_is_paused (self->queue) != is_paused)
    hoist_queue_set_paused (self->queue, is_paused);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_PAUSED]);
  hoist_window_update (self);
}

static void
on_queue_paused (HoistWindow *self)
{
  set_paused (self, hoist_queue_is_paused (self->queue));
}

static void
on_dropped (HoistDropArea *area, HoistDropped *dropped, const char *account, gpointer user_data)
{
  HoistDropped *copy = hoist_dropped_new ();

  for (guint i = 0; i < dropped->paths->len; i++)
    g_ptr_array_add (copy->paths, g_strdup (g_ptr_array_index (dropped->paths, i)));
  for (guint i = 0; i < dropped->refused->len; i++)
    g_ptr_array_add (copy->refused, g_strdup (g_ptr_array_index (dropped->refused, i)));
  hoist_add_files_take (HOIST_WINDOW (user_data)->adder, copy, account);
}

static void
on_drop_failed (HoistDropArea *area, const char *sentence, gpointer user_data)
{
  hoist_window_say (HOIST_WINDOW (user_data), sentence);
}

static void
on_sign_in (HoistSessionActions *actions, const char *account, gpointer user_data)
{
  hoist_window_edit_account (HOIST_WINDOW (user_data), account);
}

static void
on_is_searching (HoistWindow *self)
{
  g_object_get (self->list, "is-searching", &self->is_searching, NULL);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_SEARCHING]);
}

static gboolean
on_laid_out (gpointer user_data)
{
  gtk_widget_queue_resize (GTK_WIDGET (user_data));
  return G_SOURCE_REMOVE;
}

/* That its title has no room is known to the header only while it is laid out: what the bar below
 * asks for then, GTK forgets. */
static void
on_title_changed (HoistWindow *self)
{
  g_idle_add_full (G_PRIORITY_HIGH_IDLE, on_laid_out, g_object_ref (self->status), g_object_unref);
}

static void
hoist_window_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch ((HoistWindowProperty) id) {
  case PROP_IS_PAUSED:
    g_value_set_boolean (value, HOIST_WINDOW (object)->is_paused);
    break;
  case PROP_IS_SEARCHING:
    g_value_set_boolean (value, HOIST_WINDOW (object)->is_searching);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
hoist_window_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch ((HoistWindowProperty) id) {
  case PROP_IS_PAUSED:
    set_paused (HOIST_WINDOW (object), g_value_get_boolean (value));
    break;
  case PROP_IS_SEARCHING:
    g_object_set_property (G_OBJECT (HOIST_WINDOW (object)->list), "is-searching", value);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
hoist_window_dispose (GObject *object)
{
  HoistWindow *self = HOIST_WINDOW (object);

  g_clear_object (&self->adder);
  g_clear_object (&self->actions);
  g_clear_object (&self->sessions);
  g_clear_object (&self->queue);
  g_clear_object (&self->accounts);
  g_clear_object (&self->account_trouble);
  g_clear_object (&self->workspace);

  G_OBJECT_CLASS (hoist_window_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hoist_uploader/Hoist/hoist-window.ui");
  gtk_widget_class_bind_template_child (widget_class, HoistWindow, title);
  gtk_widget_class_bind_template_child (widget_class, HoistWindow, pause_button);
  gtk_widget_class_bind_template_child (widget_class, HoistWindow, menu_button);
  gtk_widget_class_bind_template_child (widget_class, HoistWindow, banner);
  gtk_widget_class_bind_template_child (widget_class, HoistWindow, drop_area);
  gtk_widget_class_bind_template_child (widget_class, HoistWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, HoistWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, HoistWindow, trouble_page);
  gtk_widget_class_bind_template_child (widget_class, HoistWindow, empty_page);
  gtk_widget_class_bind_template_child (widget_class, HoistWindow, list);
  gtk_widget_class_bind_template_child (widget_class, HoistWindow, status);
  gtk_widget_class_bind_template_callback (widget_class, on_dropped);
  gtk_widget_class_bind_template_callback (widget_class, on_drop_failed);
  gtk_widget_class_bind_template_callback (widget_class, on_is_searching);
  gtk_widget_class_bind_template_callback (widget_class, on_title_changed);
  gtk_widget_class_bind_template_callback (widget_class, hoist_closure_needs_status_bar);
}

static void
hoist_window_class_init (HoistWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = hoist_window_get_property;
  object_class->set_property = hoist_window_set_property;
  object_class->dispose = hoist_window_dispose;
  properties[PROP_IS_SEARCHING] =
      g_param_spec_boolean ("is-searching", NULL, NULL, FALSE,
                            G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_IS_PAUSED] =
      g_param_spec_boolean ("is-paused", NULL, NULL, FALSE,
                            G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  bind_template (widget_class);
  hoist_window_install_actions (widget_class);
}

static void
hoist_window_init (HoistWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  hoist_accessible_name_buttons (GTK_WIDGET (self));
  self->adder = hoist_add_files_new (GTK_WINDOW (self), ADW_TOAST_OVERLAY (self->toasts),
                                     hoist_window_get_arrivals (self));
  g_signal_connect_object (hoist_window_get_arrivals (self), "changed",
                           G_CALLBACK (hoist_window_update), self, G_CONNECT_SWAPPED);
  gtk_widget_set_sensitive (self->pause_button, FALSE);
  g_signal_connect_object (g_network_monitor_get_default (), "network-changed",
                           G_CALLBACK (hoist_window_update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (g_network_monitor_get_default (), "notify::connectivity",
                           G_CALLBACK (hoist_window_update), self, G_CONNECT_SWAPPED);
}

HoistWindow *
hoist_window_new (GtkApplication *application)
{
  HoistWindow *self = g_object_new (HOIST_TYPE_WINDOW, "application", application, NULL);
  GtkShortcutsWindow *shortcuts =
      gtk_application_window_get_help_overlay (GTK_APPLICATION_WINDOW (self));

  if (shortcuts != NULL)
    hoist_accessible_name_buttons (GTK_WIDGET (shortcuts));
  return self;
}

/**
 * hoist_window_say:
 * @text: an event of the moment, as plain text
 */
void
hoist_window_say (HoistWindow *self, const char *text)
{
  g_return_if_fail (HOIST_IS_WINDOW (self));

  hoist_toasts_say (ADW_TOAST_OVERLAY (self->toasts), text);
}

/**
 * hoist_window_say_at_once:
 * @text: why what the user has just done has not come to pass; before all that waits to be said
 */
void
hoist_window_say_at_once (HoistWindow *self, const char *text)
{
  g_return_if_fail (HOIST_IS_WINDOW (self));

  hoist_toasts_add_urgent (ADW_TOAST_OVERLAY (self->toasts), hoist_toasts_new (text));
}

/**
 * hoist_window_show_trouble:
 * @sentence: why there is no list; the page has a button to try again
 */
void
hoist_window_show_trouble (HoistWindow *self, const char *sentence)
{
  g_autofree char *shown = NULL;
  g_autofree char *markup = NULL;

  g_return_if_fail (HOIST_IS_WINDOW (self));

  shown = hoist_typeset (sentence);
  markup = g_markup_escape_text (shown, -1);
  adw_status_page_set_description (ADW_STATUS_PAGE (self->trouble_page), markup);
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "trouble");
}

void
hoist_window_show_progress (HoistWindow *self, const HoistQueueTotals *totals, gboolean is_paused)
{
  g_autofree char *subtitle = NULL;

  g_return_if_fail (HOIST_IS_WINDOW (self));

  subtitle = hoist_closure_subtitle (totals, is_paused);
  adw_window_title_set_subtitle (ADW_WINDOW_TITLE (self->title), subtitle);
  hoist_window_show_banner (self, totals);
}

/**
 * hoist_window_show_list:
 * @sessions: a list of #HoistSession
 *
 * Shows a list by itself. hoist_window_set_workspace() does so with the queue.
 */
void
hoist_window_show_list (HoistWindow *self, GListModel *sessions, HoistAccounts *accounts)
{
  g_return_if_fail (HOIST_IS_WINDOW (self));

  g_set_object (&self->sessions, sessions);
  g_set_object (&self->accounts, accounts);
  g_signal_connect_object (sessions, "items-changed", G_CALLBACK (show_fitting_page), self,
                           G_CONNECT_SWAPPED);
  if (accounts != NULL) {
    g_signal_connect_object (accounts, "items-changed", G_CALLBACK (on_accounts_changed), self,
                             G_CONNECT_SWAPPED);
    on_accounts_changed (self);
  }
  hoist_session_list_set_sessions (HOIST_SESSION_LIST (self->list), sessions, accounts);
  show_fitting_page (self);
  /* what there is to do, instead of the first button of the header */
  if (g_list_model_get_n_items (sessions) == 0)
    gtk_widget_grab_focus (self->empty_page);
}

/**
 * hoist_window_set_workspace:
 * @workspace: open, as the one that runs the queue
 */
void
hoist_window_set_workspace (HoistWindow *self, HoistWorkspace *workspace)
{
  g_return_if_fail (HOIST_IS_WINDOW (self));
  g_return_if_fail (self->workspace == NULL);

  self->workspace = g_object_ref (workspace);
  self->queue = g_object_ref (hoist_workspace_get_queue (workspace));
  hoist_window_show_list (self, G_LIST_MODEL (self->queue),
                          hoist_workspace_get_accounts (workspace));
  self->actions =
      hoist_session_actions_new (GTK_APPLICATION_WINDOW (self), ADW_TOAST_OVERLAY (self->toasts),
                                 self->queue, HOIST_SESSION_LIST (self->list));
  hoist_details_actions_add (GTK_APPLICATION_WINDOW (self), ADW_TOAST_OVERLAY (self->toasts),
                             workspace);
  g_signal_connect_object (self->actions, "sign-in", G_CALLBACK (on_sign_in), self, 0);
  if (hoist_workspace_get_policy (workspace) != NULL)
    g_signal_connect_object (hoist_workspace_get_policy (workspace), "notify::reason",
                             G_CALLBACK (hoist_window_update), self, G_CONNECT_SWAPPED);
  self->account_trouble = hoist_account_trouble_new (GTK_WIDGET (self), workspace);
  g_signal_connect_object (self->account_trouble, "changed", G_CALLBACK (hoist_window_update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (workspace, "notify::trouble", G_CALLBACK (hoist_window_update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->queue, "session-changed",
                           G_CALLBACK (hoist_session_list_session_changed), self->list,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->queue, "totals-changed", G_CALLBACK (hoist_window_update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->queue, "notify::is-paused", G_CALLBACK (on_queue_paused), self,
                           G_CONNECT_SWAPPED);
  on_queue_paused (self);
  hoist_window_update (self);
  hoist_add_files_set_preferences (self->adder, hoist_workspace_get_preferences (workspace));
  hoist_add_files_set_queue (self->adder, self->queue, self->accounts);
}

/**
 * hoist_window_hold_files:
 * @is_held: files that come meanwhile wait, since the account they are meant for is being made
 */
void
hoist_window_hold_files (HoistWindow *self, gboolean is_held)
{
  g_return_if_fail (HOIST_IS_WINDOW (self));

  hoist_add_files_hold (self->adder, is_held);
}

/* (transfer none): what brings files into the queue. */
HoistAddFiles *
hoist_window_get_adder (HoistWindow *self)
{
  return self->adder;
}

/**
 * hoist_window_add_paths:
 * @paths: (array zero-terminated=1) (element-type filename): files and folders; they wait while
 *   the workspace is not open yet
 */
void
hoist_window_add_paths (HoistWindow *self, const char *const *paths)
{
  HoistDropped *dropped = NULL;

  g_return_if_fail (HOIST_IS_WINDOW (self));

  dropped = hoist_dropped_new ();
  for (guint i = 0; paths[i] != NULL; i++)
    g_ptr_array_add (dropped->paths, g_strdup (paths[i]));
  hoist_add_files_take (self->adder, dropped, NULL);
}
