/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window in which preferences are set: each row is bound to a property, and acts at once. */
#include "hoist-config.h"

#include "hoist-preferences-window.h"

#include "hoist-accessible.h"
#include "hoist-accounts-window.h"
#include "hoist-autostart.h"
#include "hoist-documents.h"
#include "hoist-message-heading.h"
#include "hoist-narrow.h"
#include "hoist-time-row.h"
#include "hoist-typeset.h"

#include <glib/gi18n-lib.h>

/* The limit that the switch turns on when none was set before: a megabyte a second. */
#define FIRST_LIMIT_MB 1.0
#define BYTES_A_MB 1e6

struct _HoistPreferencesWindow {
  AdwPreferencesWindow parent;

  GtkWidget *start_row;         /* (unowned) */
  GtkWidget *start_switch;      /* (unowned) */
  GtkWidget *background_row;    /* (unowned) */
  GtkWidget *background_switch; /* (unowned) */
  GtkWidget *notify_row;        /* (unowned) */
  GtkWidget *count_row;         /* (unowned) */
  GtkWidget *speed_row;         /* (unowned) */
  GtkWidget *limit_row;         /* (unowned) */
  GtkWidget *limit_value_row;   /* (unowned) */
  GtkWidget *limit_button;      /* (unowned) */
  GtkWidget *metered_row;       /* (unowned) */
  GtkWidget *awake_row;         /* (unowned) */
  GtkWidget *awake_switch;      /* (unowned) */
  GtkWidget *battery_row;       /* (unowned) */
  GtkWidget *hours_row;         /* (unowned) */
  GtkWidget *from_row;          /* (unowned) */
  GtkWidget *to_row;            /* (unowned) */
  GtkWidget *name_row;          /* (unowned) */
  GtkWidget *hidden_row;        /* (unowned) */
  GtkWidget *hidden_switch;     /* (unowned) */
  GtkWidget *temporary_row;     /* (unowned) */
  GtkWidget *temporary_switch;  /* (unowned) */
  GtkWidget *patterns_row;      /* (unowned) */
  GtkWidget *accounts_row;      /* (unowned) */
  GtkWidget *login_row;         /* (unowned) */
  GtkWidget *login_switch;      /* (unowned) */
  GtkWidget *digests_row;       /* (unowned) */
  GtkWidget *digests_switch;    /* (unowned) */
  GtkWidget *forget_row;        /* (unowned) */
  GtkWidget *forget_button;     /* (unowned) */

  HoistWorkspace *workspace;     /* (owned) (nullable) */
  HoistPreferences *preferences; /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (HoistPreferencesWindow, hoist_preferences_window, ADW_TYPE_PREFERENCES_WINDOW)

static void
bind (HoistPreferencesWindow *self, const char *name, GtkWidget *widget, const char *property)
{
  g_object_bind_property (self->preferences, name, widget, property,
                          G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE);
}

static void
show_limit (HoistPreferencesWindow *self)
{
  guint64 limit = hoist_preferences_get (self->preferences)->speed_limit;

  if (limit > 0)
    gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->limit_button), (double) limit / BYTES_A_MB);
  adw_expander_row_set_enable_expansion (ADW_EXPANDER_ROW (self->limit_row), limit > 0);
}

static void
on_limit_changed (HoistPreferencesWindow *self)
{
  gboolean has_limit = FALSE;
  double value = 0;

  if (self->preferences == NULL)
    return; /* the rows are only being made */
  has_limit = adw_expander_row_get_enable_expansion (ADW_EXPANDER_ROW (self->limit_row));
  value = gtk_spin_button_get_value (GTK_SPIN_BUTTON (self->limit_button));
  g_object_set (self->preferences, "speed-limit",
                has_limit ? (guint64) (value * BYTES_A_MB + 0.5) : (guint64) 0, NULL);
}

static void
show_hours (HoistPreferencesWindow *self)
{
  const HoistPreferenceValues *values = hoist_preferences_get (self->preferences);
  g_autofree char *text = NULL;

  if (!values->has_quiet_hours)
    text = g_strdup (_ ("Uploads rest at times you choose"));
  else if (values->quiet_from == values->quiet_to)
    text = g_strdup (_ ("Both times are the same, so uploads never rest"));
  else
    /* Translators: two times of the day, as in “Uploads rest from 22:00 to 06:30” */
    text = g_strdup_printf (_ ("Uploads rest from %02u:%02u to %02u:%02u"), values->quiet_from / 60,
                            values->quiet_from % 60, values->quiet_to / 60, values->quiet_to % 60);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self->hours_row), text);
}

static void
on_patterns_applied (HoistPreferencesWindow *self)
{
  g_object_set (self->preferences, "ignored-patterns",
                gtk_editable_get_text (GTK_EDITABLE (self->patterns_row)), NULL);
}

static void
show_accounts (HoistPreferencesWindow *self)
{
  HoistAccounts *accounts = hoist_workspace_get_accounts (self->workspace);
  guint count = hoist_accounts_get_count (accounts);
  g_autofree char *text = NULL;

  if (count == 0)
    text = g_strdup (_ ("No account yet"));
  else
    text = g_strdup_printf (ngettext ("%u account", "%u accounts", count), count);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->accounts_row), text);
}

static void
on_accounts (HoistPreferencesWindow *self)
{
  gtk_window_present (GTK_WINDOW (hoist_accounts_window_new (GTK_WINDOW (self), self->workspace)));
}

static void
show_login (HoistPreferencesWindow *self)
{
  gtk_switch_set_active (GTK_SWITCH (self->login_switch),
                         hoist_preferences_get (self->preferences)->starts_at_login);
}

static void
on_login_set (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HoistPreferencesWindow) self = HOIST_PREFERENCES_WINDOW (user_data);
  g_autoptr (GError) error = NULL;
  gboolean is_set = hoist_autostart_set_finish (result, &error);
  g_autofree char *shown = is_set ? NULL : hoist_typeset (error->message);

  if (self->preferences == NULL)
    return;
  if (is_set)
    g_object_set (self->preferences, "starts-at-login",
                  gtk_switch_get_active (GTK_SWITCH (self->login_switch)), NULL);
  else
    adw_action_row_set_subtitle (ADW_ACTION_ROW (self->login_row), shown);
  gtk_widget_set_sensitive (self->login_row, TRUE);
  show_login (self);
}

/* The preference says what the desktop has been told, so it follows when that has worked. */
static void
on_login_switched (HoistPreferencesWindow *self)
{
  gboolean is_wanted = gtk_switch_get_active (GTK_SWITCH (self->login_switch));
  g_autofree char *program = NULL;
  HoistAutostart place = { 0 };

  if (self->preferences == NULL ||
      is_wanted == hoist_preferences_get (self->preferences)->starts_at_login)
    return;
  program = hoist_autostart_dup_program ();
  place.application_id = HOIST_APPLICATION_ID;
  place.program = program;
  if (hoist_documents_is_sandbox () && g_application_get_default () != NULL)
    place.portal = g_application_get_dbus_connection (g_application_get_default ());
  place.clock = hoist_engine_get_clock (hoist_workspace_get_engine (self->workspace));
  /* one wish after the other */
  gtk_widget_set_sensitive (self->login_row, FALSE);
  hoist_autostart_set_async (&place, is_wanted, NULL, on_login_set, g_object_ref (self));
}

static void
on_forgotten (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HoistPreferencesWindow) self = HOIST_PREFERENCES_WINDOW (user_data);
  g_autoptr (GError) error = NULL;
  gboolean is_done = hoist_store_forget_digests_finish (HOIST_STORE (source), result, &error);

  if (self->preferences == NULL)
    return;
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->forget_row),
                               is_done ? _ ("All are forgotten") : error->message);
  gtk_widget_set_sensitive (self->forget_button, TRUE);
}

static void
on_forget_answer (AdwMessageDialog *dialog, const char *answer, gpointer user_data)
{
  HoistPreferencesWindow *self = HOIST_PREFERENCES_WINDOW (user_data);

  if (!g_str_equal (answer, "forget") || self->preferences == NULL)
    return;
  gtk_widget_set_sensitive (self->forget_button, FALSE);
  hoist_store_forget_digests_async (hoist_workspace_get_store (self->workspace), on_forgotten,
                                    g_object_ref (self));
}

static void
on_forget (HoistPreferencesWindow *self)
{
  GtkWidget *dialog =
      adw_message_dialog_new (GTK_WINDOW (self), _ ("Forget All Checksums?"),
                              _ ("Uploads that need some read their files again, and receipts of "
                                 "finished uploads lose theirs. This cannot be undone."));

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "forget",
                                    _ ("_Forget"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "forget",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_forget_answer), self, 0);
  hoist_message_heading_mend (ADW_MESSAGE_DIALOG (dialog));
  gtk_window_present (GTK_WINDOW (dialog));
}

/* libadwaita 1.2 looks through the rows of each group to search them, and keeps the groups for
 * ever: without their rows they are at least empty. */
static void
empty_groups (GtkWidget *widget, AdwPreferencesGroup *group)
{
  GtkWidget *child = gtk_widget_get_first_child (widget);

  while (child != NULL) {
    GtkWidget *next = gtk_widget_get_next_sibling (child);

    if (group != NULL && ADW_IS_PREFERENCES_ROW (child))
      adw_preferences_group_remove (group, child);
    else
      empty_groups (child,
                    ADW_IS_PREFERENCES_GROUP (child) ? ADW_PREFERENCES_GROUP (child) : group);
    child = next;
  }
}

static void
hoist_preferences_window_dispose (GObject *object)
{
  HoistPreferencesWindow *self = HOIST_PREFERENCES_WINDOW (object);

  empty_groups (GTK_WIDGET (self), NULL);
  g_clear_object (&self->preferences);
  g_clear_object (&self->workspace);

  G_OBJECT_CLASS (hoist_preferences_window_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, HoistPreferencesWindow, start_row);
  gtk_widget_class_bind_template_child (widget_class, HoistPreferencesWindow, start_switch);
  gtk_widget_class_bind_template_child (widget_class, HoistPreferencesWindow, background_row);
  gtk_widget_class_bind_template_child (widget_class, HoistPreferencesWindow, background_switch);
  gtk_widget_class_bind_template_child (widget_class, HoistPreferencesWindow, notify_row);
  gtk_widget_class_bind_template_child (widget_class, HoistPreferencesWindow, count_row);
  gtk_widget_class_bind_template_child (widget_class, HoistPreferencesWindow, speed_row);
  gtk_widget_class_bind_template_child (widget_class, HoistPreferencesWindow, limit_row);
  gtk_widget_class_bind_template_child (widget_class, HoistPreferencesWindow, limit_value_row);
  gtk_widget_class_bind_template_child (widget_class, HoistPreferencesWindow, limit_button);
  gtk_widget_class_bind_template_child (widget_class, HoistPreferencesWindow, metered_row);
  gtk_widget_class_bind_template_child (widget_class, HoistPreferencesWindow, battery_row);
  gtk_widget_class_bind_template_child (widget_class, HoistPreferencesWindow, awake_row);
  gtk_widget_class_bind_template_child (widget_class, HoistPreferencesWindow, awake_switch);
  gtk_widget_class_bind_template_child (widget_class, HoistPreferencesWindow, hours_row);
  gtk_widget_class_bind_template_child (widget_class, HoistPreferencesWindow, from_row);
  gtk_widget_class_bind_template_child (widget_class, HoistPreferencesWindow, to_row);
  gtk_widget_class_bind_template_child (widget_class, HoistPreferencesWindow, name_row);
  gtk_widget_class_bind_template_child (widget_class, HoistPreferencesWindow, hidden_row);
  gtk_widget_class_bind_template_child (widget_class, HoistPreferencesWindow, hidden_switch);
  gtk_widget_class_bind_template_child (widget_class, HoistPreferencesWindow, temporary_row);
  gtk_widget_class_bind_template_child (widget_class, HoistPreferencesWindow, temporary_switch);
  gtk_widget_class_bind_template_child (widget_class, HoistPreferencesWindow, patterns_row);
  gtk_widget_class_bind_template_child (widget_class, HoistPreferencesWindow, accounts_row);
  gtk_widget_class_bind_template_child (widget_class, HoistPreferencesWindow, login_row);
  gtk_widget_class_bind_template_child (widget_class, HoistPreferencesWindow, login_switch);
  gtk_widget_class_bind_template_child (widget_class, HoistPreferencesWindow, digests_row);
  gtk_widget_class_bind_template_child (widget_class, HoistPreferencesWindow, digests_switch);
  gtk_widget_class_bind_template_child (widget_class, HoistPreferencesWindow, forget_row);
  gtk_widget_class_bind_template_child (widget_class, HoistPreferencesWindow, forget_button);
  gtk_widget_class_bind_template_callback (widget_class, on_limit_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_login_switched);
  gtk_widget_class_bind_template_callback (widget_class, on_forget);
  gtk_widget_class_bind_template_callback (widget_class, on_patterns_applied);
  gtk_widget_class_bind_template_callback (widget_class, on_accounts);
}

static void
hoist_preferences_window_class_init (HoistPreferencesWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hoist_preferences_window_dispose;
  g_type_ensure (HOIST_TYPE_TIME_ROW);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/hoist_uploader/Hoist/hoist-preferences-window.ui");
  bind_template (widget_class);
}

/* A switch is called what its row is called. */
static void
name_switch (GtkWidget *widget, GtkWidget *row)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), -1);
}

static void
fill_count_row (HoistPreferencesWindow *self)
{
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);
  GParamSpecUInt *pspec = G_PARAM_SPEC_UINT (
      g_object_class_find_property (G_OBJECT_GET_CLASS (self->preferences), "files-at-once"));

  gtk_string_list_append (list, _ ("Automatic"));
  for (guint i = 1; i <= pspec->maximum; i++)
    gtk_string_list_take (list, g_strdup_printf ("%u", i));
  adw_combo_row_set_model (ADW_COMBO_ROW (self->count_row), G_LIST_MODEL (list));
}

static void
hoist_preferences_window_init (HoistPreferencesWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  hoist_accessible_name_buttons (GTK_WIDGET (self));
  hoist_narrow_mend (GTK_WINDOW (self));
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->limit_button), FIRST_LIMIT_MB);
  name_switch (self->start_switch, self->start_row);
  name_switch (self->background_switch, self->background_row);
  name_switch (self->awake_switch, self->awake_row);
  name_switch (self->hidden_switch, self->hidden_row);
  name_switch (self->temporary_switch, self->temporary_row);
  name_switch (self->limit_button, self->limit_value_row);
  name_switch (self->login_switch, self->login_row);
  name_switch (self->digests_switch, self->digests_row);
}

static void
bind_all (HoistPreferencesWindow *self)
{
  bind (self, "starts-when-added", self->start_switch, "active");
  bind (self, "runs-in-background", self->background_switch, "active");
  bind (self, "awake-on-battery", self->awake_switch, "active");
  bind (self, "notifications", self->notify_row, "selected");
  bind (self, "files-at-once", self->count_row, "selected");
  bind (self, "speed-mode", self->speed_row, "selected");
  bind (self, "on-metered", self->metered_row, "selected");
  bind (self, "on-battery", self->battery_row, "selected");
  bind (self, "has-quiet-hours", self->hours_row, "enable-expansion");
  bind (self, "quiet-from", self->from_row, "minute");
  bind (self, "quiet-to", self->to_row, "minute");
  bind (self, "name-taken", self->name_row, "selected");
  bind (self, "ignores-hidden", self->hidden_switch, "active");
  bind (self, "ignores-temporary", self->temporary_switch, "active");
  bind (self, "remembers-digests", self->digests_switch, "active");
  gtk_editable_set_text (GTK_EDITABLE (self->patterns_row),
                         hoist_preferences_get (self->preferences)->ignored_patterns);
}

/**
 * hoist_preferences_window_new:
 * @parent: the window it belongs to
 * @workspace: open
 */
HoistPreferencesWindow *
hoist_preferences_window_new (GtkWindow *parent, HoistWorkspace *workspace)
{
  HoistPreferencesWindow *self =
      g_object_new (HOIST_TYPE_PREFERENCES_WINDOW, "transient-for", parent, NULL);
  HoistPreferences *preferences = hoist_workspace_get_preferences (workspace);

  self->workspace = g_object_ref (workspace);
  self->preferences = g_object_ref (preferences);
  fill_count_row (self);
  bind_all (self);
  show_limit (self);
  show_hours (self);
  show_accounts (self);
  show_login (self);
  g_signal_connect_object (preferences, "notify::speed-limit", G_CALLBACK (show_limit), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (preferences, "notify", G_CALLBACK (show_hours), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (hoist_workspace_get_accounts (workspace), "items-changed",
                           G_CALLBACK (show_accounts), self, G_CONNECT_SWAPPED);
  return self;
}
