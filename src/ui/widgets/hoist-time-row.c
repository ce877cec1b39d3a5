/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row in which a time of the day is set: hours and minutes, both go round. */
#include "hoist-config.h"

#include "hoist-time-row.h"

#include <glib/gi18n-lib.h>

#define LAST_MINUTE (24 * 60 - 1)

struct _HoistTimeRow {
  AdwActionRow parent;

  GtkWidget *hours;   /* (unowned) */
  GtkWidget *minutes; /* (unowned) */
  guint minute;
};

typedef enum { PROP_MINUTE = 1 } HoistTimeRowProperty;

static GParamSpec *properties[PROP_MINUTE + 1];

G_DEFINE_FINAL_TYPE (HoistTimeRow, hoist_time_row, ADW_TYPE_ACTION_ROW)

static gboolean
on_output (GtkSpinButton *button, gpointer user_data)
{
  g_autofree char *text = g_strdup_printf ("%02d", gtk_spin_button_get_value_as_int (button));

  gtk_editable_set_text (GTK_EDITABLE (button), text);
  return TRUE;
}

static void
on_changed (HoistTimeRow *self)
{
  guint minute = (guint) (gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (self->hours)) * 60 +
                          gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (self->minutes)));

  if (self->minute == minute)
    return;
  self->minute = minute;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MINUTE]);
}

static void
set_minute (HoistTimeRow *self, guint minute)
{
  if (self->minute == minute)
    return;
  /* first, so that the half-set buttons tell nobody of a time that was never meant */
  self->minute = minute;
  g_signal_handlers_block_by_func (self->hours, on_changed, self);
  g_signal_handlers_block_by_func (self->minutes, on_changed, self);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->hours), minute / 60);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->minutes), minute % 60);
  g_signal_handlers_unblock_by_func (self->hours, on_changed, self);
  g_signal_handlers_unblock_by_func (self->minutes, on_changed, self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MINUTE]);
}

static void
hoist_time_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch ((HoistTimeRowProperty) id) {
  case PROP_MINUTE:
    g_value_set_uint (value, HOIST_TIME_ROW (object)->minute);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
hoist_time_row_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch ((HoistTimeRowProperty) id) {
  case PROP_MINUTE:
    set_minute (HOIST_TIME_ROW (object), g_value_get_uint (value));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
hoist_time_row_class_init (HoistTimeRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = hoist_time_row_get_property;
  object_class->set_property = hoist_time_row_set_property;
  properties[PROP_MINUTE] =
      g_param_spec_uint ("minute", NULL, NULL, 0, LAST_MINUTE, 0,
                         G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static GtkWidget *
make_button (HoistTimeRow *self, const char *label, double last, double step)
{
  GtkWidget *button = gtk_spin_button_new_with_range (0, last, step);

  gtk_spin_button_set_wrap (GTK_SPIN_BUTTON (button), TRUE);
  gtk_spin_button_set_numeric (GTK_SPIN_BUTTON (button), TRUE);
  gtk_editable_set_width_chars (GTK_EDITABLE (button), 2);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (button), 2);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  g_signal_connect (button, "output", G_CALLBACK (on_output), NULL);
  g_signal_connect_object (button, "value-changed", G_CALLBACK (on_changed), self,
                           G_CONNECT_SWAPPED);
  return button;
}

static void
hoist_time_row_init (HoistTimeRow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  /* a time is written from left to right everywhere */
  gtk_widget_set_direction (box, GTK_TEXT_DIR_LTR);
  self->hours = make_button (self, _ ("Hours"), 23, 1);
  self->minutes = make_button (self, _ ("Minutes"), 59, 5);
  gtk_box_append (GTK_BOX (box), self->hours);
  gtk_box_append (GTK_BOX (box), gtk_label_new (":"));
  gtk_box_append (GTK_BOX (box), self->minutes);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), box);
}
