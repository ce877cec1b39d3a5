/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window's actions about speed, waiting by the rules, suspending, preferences and help. */
#include "hoist-config.h"

#include "hoist-speed-actions.h"

#include "hoist-help-bundle-window.h"
#include "hoist-help-window.h"
#include "hoist-message-heading.h"
#include "hoist-preferences-window.h"

#include <glib/gi18n-lib.h>

struct _HoistSpeedActions {
  GObject parent;

  HoistWindow *window;       /* (unowned) (nullable) */
  HoistWorkspace *workspace; /* (owned) */
  HoistSuspend *suspend;     /* (owned) */
  AdwMessageDialog *notice;  /* (unowned) (nullable): while it is open */
};

G_DEFINE_FINAL_TYPE (HoistSpeedActions, hoist_speed_actions, G_TYPE_OBJECT)

static void
on_upload_anyway (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  HoistSpeedActions *self = HOIST_SPEED_ACTIONS (user_data);
  HoistPolicy *policy = hoist_workspace_get_policy (self->workspace);
  HoistSession *session = hoist_queue_find (hoist_workspace_get_queue (self->workspace),
                                            g_variant_get_int64 (parameter));

  if (session != NULL && policy != NULL)
    hoist_policy_override (policy, session);
}

static void
on_upload_all_anyway (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  HoistPolicy *policy = hoist_workspace_get_policy (HOIST_SPEED_ACTIONS (user_data)->workspace);

  if (policy != NULL)
    hoist_policy_override (policy, NULL);
}

static void
on_preferences (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  HoistSpeedActions *self = HOIST_SPEED_ACTIONS (user_data);

  gtk_window_present (
      GTK_WINDOW (hoist_preferences_window_new (GTK_WINDOW (self->window), self->workspace)));
}

static void
on_help (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  HoistSpeedActions *self = HOIST_SPEED_ACTIONS (user_data);

  gtk_window_present (GTK_WINDOW (hoist_help_window_new (GTK_WINDOW (self->window))));
}

static void
on_help_bundle (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  HoistSpeedActions *self = HOIST_SPEED_ACTIONS (user_data);

  gtk_window_present (
      GTK_WINDOW (hoist_help_bundle_window_new (GTK_WINDOW (self->window), self->workspace)));
}

static void
on_notice_answered (AdwMessageDialog *dialog, const char *response, gpointer user_data)
{
  HoistSpeedActions *self = HOIST_SPEED_ACTIONS (user_data);

  self->notice = NULL;
  if (g_str_equal (response, "suspend"))
    hoist_suspend_now (self->suspend);
  else if (hoist_suspend_get_seconds_left (self->suspend) >= 0)
    hoist_suspend_cancel (self->suspend);
}

static void
open_notice (HoistSpeedActions *self)
{
  /* the window may be closed while uploads go on; the notice has to be seen all the same */
  gtk_window_present (GTK_WINDOW (self->window));
  self->notice = ADW_MESSAGE_DIALOG (
      adw_message_dialog_new (GTK_WINDOW (self->window), _ ("Suspend the Computer?"), NULL));
  adw_message_dialog_add_responses (self->notice, "cancel", _ ("_Cancel"), "suspend",
                                    _ ("_Suspend Now"), NULL);
  adw_message_dialog_set_default_response (self->notice, "cancel");
  adw_message_dialog_set_close_response (self->notice, "cancel");
  g_signal_connect_object (self->notice, "response", G_CALLBACK (on_notice_answered), self, 0);
  hoist_message_heading_mend (self->notice);
}

static void
on_seconds_left (HoistSpeedActions *self)
{
  int seconds_left = hoist_suspend_get_seconds_left (self->suspend);
  g_autofree char *body = NULL;
  gboolean is_new = FALSE;

  if (seconds_left < 0) {
    if (self->notice != NULL)
      gtk_window_close (GTK_WINDOW (self->notice));
    return;
  }
  if (self->window == NULL)
    return;
  is_new = self->notice == NULL;
  if (is_new)
    open_notice (self);
  body = g_strdup_printf (ngettext ("All uploads have ended. The computer suspends in %d second.",
                                    "All uploads have ended. The computer suspends in %d seconds.",
                                    (gulong) seconds_left),
                          seconds_left);
  adw_message_dialog_set_body (self->notice, body);
  if (is_new)
    gtk_window_present (GTK_WINDOW (self->notice));
}

static void
on_failed (HoistSuspend *suspend, const char *sentence, gpointer user_data)
{
  HoistSpeedActions *self = HOIST_SPEED_ACTIONS (user_data);

  if (self->window != NULL)
    hoist_window_say (self->window, sentence);
}

/* Menu items for what cannot be done are hidden as long as their action is missing. */
static void
on_possible (HoistSpeedActions *self)
{
  g_autoptr (GPropertyAction) action =
      g_property_action_new ("suspend-when-finished", self->suspend, "is-wanted");
  gboolean is_possible = FALSE;

  g_object_get (self->suspend, "is-possible", &is_possible, NULL);
  if (is_possible && self->window != NULL)
    g_action_map_add_action (G_ACTION_MAP (self->window), G_ACTION (action));
}

static void
hoist_speed_actions_dispose (GObject *object)
{
  HoistSpeedActions *self = HOIST_SPEED_ACTIONS (object);

  if (self->notice != NULL)
    gtk_window_destroy (GTK_WINDOW (self->notice));
  self->notice = NULL;
  g_clear_weak_pointer (&self->window);
  g_clear_object (&self->suspend);
  g_clear_object (&self->workspace);

  G_OBJECT_CLASS (hoist_speed_actions_parent_class)->dispose (object);
}

static void
hoist_speed_actions_class_init (HoistSpeedActionsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hoist_speed_actions_dispose;
}

static void
hoist_speed_actions_init (HoistSpeedActions *self)
{
}

static void
add_action (HoistSpeedActions *self,
            const char *name,
            const GVariantType *type,
            void (*activate) (GSimpleAction *, GVariant *, gpointer))
{
  g_autoptr (GSimpleAction) action = g_simple_action_new (name, type);

  g_signal_connect_object (action, "activate", G_CALLBACK (activate), self, 0);
  g_action_map_add_action (G_ACTION_MAP (self->window), G_ACTION (action));
}

/**
 * hoist_speed_actions_new:
 * @window: gets the actions; they do nothing any more when this object is gone
 * @workspace: open
 *
 * Returns: (transfer full):
 */
HoistSpeedActions *
hoist_speed_actions_new (HoistWindow *window, HoistWorkspace *workspace, HoistSuspend *suspend)
{
  HoistSpeedActions *self = g_object_new (HOIST_TYPE_SPEED_ACTIONS, NULL);
  g_autoptr (GPropertyAction) speed =
      g_property_action_new ("speed", hoist_workspace_get_preferences (workspace), "speed-mode");

  g_set_weak_pointer (&self->window, window);
  self->workspace = g_object_ref (workspace);
  self->suspend = g_object_ref (suspend);
  g_action_map_add_action (G_ACTION_MAP (window), G_ACTION (speed));
  add_action (self, "upload-anyway", G_VARIANT_TYPE_INT64, on_upload_anyway);
  add_action (self, "upload-all-anyway", NULL, on_upload_all_anyway);
  add_action (self, "preferences", NULL, on_preferences);
  add_action (self, "help", NULL, on_help);
  add_action (self, "help-bundle", NULL, on_help_bundle);
  g_signal_connect_object (suspend, "notify::is-possible", G_CALLBACK (on_possible), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (suspend, "notify::seconds-left", G_CALLBACK (on_seconds_left), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (suspend, "failed", G_CALLBACK (on_failed), self, 0);
  on_possible (self);
  return self;
}
