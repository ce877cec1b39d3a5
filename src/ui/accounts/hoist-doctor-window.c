/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows the connection doctor at work on one account, step by step. */
#include "hoist-config.h"

#include "hoist-doctor-window.h"

#include "hoist-accessible.h"
#include "hoist-doctor.h"
#include "hoist-narrow.h"
#include "hoist-toasts.h"
#include "hoist-typeset.h"

#include <glib/gi18n-lib.h>

struct _HoistDoctorWindow {
  AdwWindow parent;

  GtkWidget *toasts;                      /* (unowned) */
  GtkWidget *group;                       /* (unowned) */
  GtkWidget *rows[HOIST_DOCTOR_N_STEPS];  /* (unowned) */
  GtkWidget *icons[HOIST_DOCTOR_N_STEPS]; /* (unowned): in the rows */

  HoistWorkspace *workspace; /* (owned) */
  HoistDoctor *doctor;       /* (owned) */
  GCancellable *cancellable; /* (owned) */
};

G_DEFINE_FINAL_TYPE (HoistDoctorWindow, hoist_doctor_window, ADW_TYPE_WINDOW)

static const char *
get_icon (HoistDoctorState state)
{
  switch (state) {
  case HOIST_DOCTOR_GOOD:
    return "hoist-done-symbolic";
  case HOIST_DOCTOR_NOTED:
  case HOIST_DOCTOR_FAILED:
    return "hoist-attention-symbolic";
  case HOIST_DOCTOR_SKIPPED:
  case HOIST_DOCTOR_NOT_YET:
  case HOIST_DOCTOR_RUNNING:
  default:
    return "hoist-waiting-symbolic";
  }
}

/* The icon only repeats what the words say. */
static char *
write_line (HoistDoctor *doctor, HoistDoctorStep step)
{
  HoistDoctorState state = hoist_doctor_get_state (doctor, step);
  const char *sentence = hoist_doctor_get_sentence (doctor, step);
  gint64 duration_us = hoist_doctor_get_duration (doctor, step);

  if (state == HOIST_DOCTOR_RUNNING)
    return g_strdup (_ ("Checking…"));
  if (sentence == NULL)
    return g_strdup (_ ("Not checked"));
  if (duration_us < 1000)
    return g_strdup (sentence);
  /* Translators: what was found, and how long that took, in milliseconds */
  return g_strdup_printf (_ ("%s · %d ms"), sentence, (int) (duration_us / 1000));
}

static void
show_all (HoistDoctorWindow *self)
{
  for (guint i = 0; i < HOIST_DOCTOR_N_STEPS; i++) {
    HoistDoctorStep step = (HoistDoctorStep) i;
    g_autofree char *line = write_line (self->doctor, step);
    g_autofree char *shown = hoist_typeset (line);

    adw_action_row_set_subtitle (ADW_ACTION_ROW (self->rows[i]), shown);
    hoist_accessible_describe (self->rows[i], line);
    gtk_image_set_from_icon_name (GTK_IMAGE (self->icons[i]),
                                  get_icon (hoist_doctor_get_state (self->doctor, step)));
  }
}

static void
on_run (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HoistDoctorWindow) self = HOIST_DOCTOR_WINDOW (user_data);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  /* the steps have said it */
  if (!hoist_doctor_run_finish (HOIST_DOCTOR (source), result, &error))
    g_debug ("the doctor found: %s", error->message);
  text = hoist_doctor_dup_text (HOIST_DOCTOR (source));
  if (self->workspace != NULL)
    hoist_workspace_set_diagnosis (self->workspace, text);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "doctor.run", TRUE);
}

static void
run (HoistDoctorWindow *self)
{
  HoistQueueTotals totals = { 0 };

  hoist_queue_get_totals (hoist_workspace_get_queue (self->workspace), &totals);
  hoist_doctor_set_rate (self->doctor, totals.n_running > 0 ? totals.rate : 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "doctor.run", FALSE);
  hoist_doctor_run_async (self->doctor, self->cancellable, on_run, g_object_ref (self));
}

static void
on_run_again (GtkWidget *widget, const char *action, GVariant *parameter)
{
  run (HOIST_DOCTOR_WINDOW (widget));
}

static void
on_copy (GtkWidget *widget, const char *action, GVariant *parameter)
{
  HoistDoctorWindow *self = HOIST_DOCTOR_WINDOW (widget);
  g_autofree char *text = hoist_doctor_dup_text (self->doctor);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
  hoist_toasts_say (ADW_TOAST_OVERLAY (self->toasts), _ ("Copied"));
}

/* Closed, or destroyed together with others: nobody reads the answers any more. */
static void
on_unrealize (GtkWidget *widget, gpointer user_data)
{
  g_cancellable_cancel (HOIST_DOCTOR_WINDOW (widget)->cancellable);
}

static void
hoist_doctor_window_dispose (GObject *object)
{
  HoistDoctorWindow *self = HOIST_DOCTOR_WINDOW (object);

  if (self->doctor != NULL)
    g_signal_handlers_disconnect_by_data (self->doctor, self);
  g_clear_object (&self->doctor);
  g_clear_object (&self->workspace);
  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (hoist_doctor_window_parent_class)->dispose (object);
}

static void
hoist_doctor_window_class_init (HoistDoctorWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hoist_doctor_window_dispose;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/hoist_uploader/Hoist/hoist-doctor-window.ui");
  gtk_widget_class_bind_template_child (widget_class, HoistDoctorWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, HoistDoctorWindow, group);
  gtk_widget_class_install_action (widget_class, "doctor.run", NULL, on_run_again);
  gtk_widget_class_install_action (widget_class, "doctor.copy", NULL, on_copy);
}

static void
hoist_doctor_window_init (HoistDoctorWindow *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  hoist_narrow_mend (GTK_WINDOW (self));
  g_signal_connect (self, "unrealize", G_CALLBACK (on_unrealize), NULL);
  for (guint i = 0; i < HOIST_DOCTOR_N_STEPS; i++) {
    self->rows[i] = adw_action_row_new ();
    self->icons[i] =
        g_object_new (GTK_TYPE_IMAGE, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
    adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self->rows[i]), FALSE);
    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->rows[i]),
                                   hoist_doctor_get_title ((HoistDoctorStep) i));
    adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (self->rows[i]), 0);
    adw_action_row_add_prefix (ADW_ACTION_ROW (self->rows[i]), self->icons[i]);
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->group), self->rows[i]);
  }
}

/**
 * hoist_doctor_window_new:
 * @parent: (nullable)
 * @account: the one that is looked at, at once
 */
HoistDoctorWindow *
hoist_doctor_window_new (GtkWindow *parent, HoistWorkspace *workspace, HoistAccount *account)
{
  HoistDoctorWindow *self = g_object_new (HOIST_TYPE_DOCTOR_WINDOW, "transient-for", parent, NULL);
  g_autofree char *markup = g_markup_escape_text (hoist_account_get_name (account), -1);

  self->workspace = g_object_ref (workspace);
  self->doctor =
      hoist_doctor_new (hoist_workspace_get_engine (workspace), hoist_account_get_channel (account),
                        hoist_account_get_name (account));
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self->group), markup);
  g_signal_connect_object (self->doctor, "changed", G_CALLBACK (show_all), self, G_CONNECT_SWAPPED);
  show_all (self);
  run (self);
  return self;
}
