/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The application's actions, and the keys of all actions. */
#include "hoist-application-private.h"

static void
on_quit (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  hoist_application_leave (HOIST_APPLICATION (user_data));
}

static void
on_practice (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  hoist_application_want_practice (HOIST_APPLICATION (user_data));
}

/* From the desktop's menu of the application, which may not be running yet. */
static void
on_add_files (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  HoistApplication *self = HOIST_APPLICATION (user_data);

  g_application_activate (G_APPLICATION (self));
  if (self->window != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self->window), "win.add-files", NULL);
}

static void
on_pause_all (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  HoistApplication *self = HOIST_APPLICATION (user_data);

  if (self->window == NULL)
    g_application_activate (G_APPLICATION (self));
  hoist_application_want_pause (self);
}

static void
on_open_again (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  hoist_application_open_workspace (HOIST_APPLICATION (user_data));
}

/**
 * hoist_application_fulfil_wish:
 *
 * Does what a notification was pressed for, if the workspace is open; else it is kept until then.
 */
void
hoist_application_fulfil_wish (HoistApplication *self)
{
  g_autoptr (GVariant) target = NULL;

  if (!self->is_open || self->window == NULL || self->wish == NULL)
    return;
  target = g_steal_pointer (&self->wish_target);
  gtk_widget_activate_action_variant (GTK_WIDGET (self->window), self->wish, target);
  self->wish = NULL;
}

/* From a notification, which outlives the program that sent it. In front, because some desktops let
 * only the window there change the clipboard. */
static void
wish_for (HoistApplication *self, const char *action, GVariant *target)
{
  g_clear_pointer (&self->wish_target, g_variant_unref);
  self->wish = action;
  self->wish_target = g_variant_ref (target);
  g_application_activate (G_APPLICATION (self));
  hoist_application_fulfil_wish (self);
}

static void
on_show_uploads (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  wish_for (HOIST_APPLICATION (user_data), "win.show-section", parameter);
}

static void
on_copy_links (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  wish_for (HOIST_APPLICATION (user_data), "win.copy-links", parameter);
}

static const GActionEntry actions[] = {
  { "quit", on_quit },
  { "practice", on_practice },
  { "add-files", on_add_files },
  { "pause-all", on_pause_all },
  { "open-again", on_open_again },
  { "show-uploads", on_show_uploads, "u" },
  { "copy-links", on_copy_links, "ax" },
};

static const struct {
  const char *action;
  const char *keys[3];
} shortcuts[] = {
  { "app.quit", { "<Control>q" } },
  { "window.close", { "<Control>w" } },
  { "win.add-files", { "<Control>o" } },
  { "win.add-folder", { "<Control><Shift>o" } },
  { "win.paste", { "<Control>v" } },
  { "win.search", { "<Control>f" } },
  { "win.is-paused", { "<Control><Shift>p" } },
  { "win.retry-selected", { "<Control>r" } },
  { "win.copy-selected", { "<Control><Shift>c" } },
  { "win.undo", { "<Control>z" } },
  { "win.open-menu", { "F10" } },
  { "win.preferences", { "<Control>comma" } },
  { "win.help", { "F1" } },
  { "win.show-help-overlay", { "<Control>question" } },
};

static gboolean
on_quit_key (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  hoist_application_leave (HOIST_APPLICATION (user_data));
  return TRUE;
}

/* The application's keys work in its main window only; these two belong to every window. */
static void
add_keys (HoistApplication *self, GtkWidget *window)
{
  GtkShortcutController *keys = GTK_SHORTCUT_CONTROLLER (gtk_shortcut_controller_new ());

  gtk_shortcut_controller_add_shortcut (
      keys, gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_q, GDK_CONTROL_MASK),
                              gtk_callback_action_new (on_quit_key, self, NULL)));
  gtk_shortcut_controller_add_shortcut (
      keys, gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_w, GDK_CONTROL_MASK),
                              gtk_named_action_new ("window.close")));
  gtk_widget_add_controller (window, GTK_EVENT_CONTROLLER (keys));
}

static void
on_windows_changed (GListModel *windows,
                    guint position,
                    guint n_removed,
                    guint n_added,
                    gpointer user_data)
{
  for (guint i = 0; i < n_added; i++) {
    g_autoptr (GtkWidget) window = g_list_model_get_item (windows, position + i);

    add_keys (HOIST_APPLICATION (user_data), window);
  }
}

void
hoist_application_add_actions (HoistApplication *self)
{
  g_signal_connect_object (gtk_window_get_toplevels (), "items-changed",
                           G_CALLBACK (on_windows_changed), self, 0);
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  for (gsize i = 0; i < G_N_ELEMENTS (shortcuts); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (self), shortcuts[i].action,
                                           shortcuts[i].keys);
}
