/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows that are dragged to another place in the list. */
#include "hoist-row-drag.h"

#define MARK_ABOVE "drop-above"
#define MARK_BELOW "drop-below"

static GdkContentProvider *
on_prepare (GtkDragSource *source, double x, double y, HoistRowId get_id)
{
  GtkWidget *row = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (source));
  gint64 id = get_id (row);

  return id == 0 ? NULL : gdk_content_provider_new_typed (G_TYPE_INT64, id);
}

static void
on_drag_begin (GtkDragSource *source, GdkDrag *drag, gpointer user_data)
{
  GtkWidget *row = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (source));
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (row);

  gtk_drag_source_set_icon (source, paintable, 0, 0);
}

/* The halves of a row mean the places above and below it. */
static gboolean
is_below (GtkWidget *row, double y)
{
  return y > gtk_widget_get_height (row) / 2.0;
}

static void
mark (GtkWidget *row, const char *name)
{
  gtk_widget_remove_css_class (row, MARK_ABOVE);
  gtk_widget_remove_css_class (row, MARK_BELOW);
  if (name != NULL)
    gtk_widget_add_css_class (row, name);
}

static GdkDragAction
on_motion (GtkDropTarget *target, double x, double y, HoistRowId get_id)
{
  GtkWidget *row = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (target));

  if (get_id (row) == 0) {
    mark (row, NULL);
    return 0;
  }
  mark (row, is_below (row, y) ? MARK_BELOW : MARK_ABOVE);
  return GDK_ACTION_MOVE;
}

static void
on_leave (GtkDropTarget *target, gpointer user_data)
{
  mark (gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (target)), NULL);
}

static gboolean
on_drop (GtkDropTarget *target, const GValue *value, double x, double y, HoistRowId get_id)
{
  GtkWidget *row = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (target));
  gint64 moved = g_value_get_int64 (value);
  gint64 id = get_id (row);

  mark (row, NULL);
  if (id == 0 || id == moved)
    return FALSE;
  return gtk_widget_activate_action (row, "win.drop-row", "(xxb)", moved, id, is_below (row, y));
}

/**
 * hoist_row_drag_attach:
 * @get_id: asked whenever something is dragged from or over @row
 *
 * Lets @row be dragged, and others be dropped above or below it: action "win.drop-row" with
 * (moved id, id of the row it fell on, whether below). The same is in the row's menu and on keys.
 */
void
hoist_row_drag_attach (GtkWidget *row, HoistRowId get_id)
{
  GtkDragSource *source = gtk_drag_source_new ();
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_INT64, GDK_ACTION_MOVE);

  gtk_drag_source_set_actions (source, GDK_ACTION_MOVE);
  g_signal_connect (source, "prepare", G_CALLBACK (on_prepare), get_id);
  g_signal_connect (source, "drag-begin", G_CALLBACK (on_drag_begin), NULL);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (source));
  g_signal_connect (target, "motion", G_CALLBACK (on_motion), get_id);
  g_signal_connect (target, "leave", G_CALLBACK (on_leave), NULL);
  g_signal_connect (target, "drop", G_CALLBACK (on_drop), get_id);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (target));
}
