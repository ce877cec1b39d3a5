/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the rows of uploads and of folders have in common: the one button, and the ways to the
 * menu. */
#include "hoist-row-parts.h"

#include "hoist-tooltip.h"

void
hoist_row_set_class (GtkWidget *widget, const char *name, gboolean is_set)
{
  if (is_set)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

/**
 * hoist_row_show_verb:
 * @button: the row's one button
 * @id: of the upload or folder that it is about
 *
 * Makes it the button for @verb; without one it is hidden.
 */
void
hoist_row_show_verb (GtkWidget *button, HoistVerb verb, gint64 id)
{
  GtkActionable *actionable = GTK_ACTIONABLE (button);
  const char *label = hoist_closure_verb_label (verb);

  gtk_widget_set_visible (button, verb != HOIST_VERB_NONE);
  gtk_actionable_set_action_name (actionable, NULL);
  if (verb == HOIST_VERB_NONE)
    return;

  gtk_button_set_icon_name (GTK_BUTTON (button), hoist_closure_verb_icon (verb));
  hoist_tooltip_set (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  gtk_actionable_set_action_target (actionable, "x", id);
  gtk_actionable_set_action_name (actionable, hoist_closure_verb_action (verb));
}

static void
on_secondary_pressed (GtkGestureClick *gesture, int n_press, double x, double y, gpointer user_data)
{
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_menu_button_popup (GTK_MENU_BUTTON (user_data));
}

static void
on_long_pressed (GtkGestureLongPress *gesture, double x, double y, gpointer user_data)
{
  gtk_menu_button_popup (GTK_MENU_BUTTON (user_data));
}

/**
 * hoist_row_attach_menu:
 * @menu_button: (type GtkMenuButton): a part of @row
 *
 * The menu also opens where the row is clicked with the second button, or held with a finger.
 */
void
hoist_row_attach_menu (GtkWidget *row, GtkWidget *menu_button)
{
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *hold = gtk_gesture_long_press_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  g_signal_connect (click, "pressed", G_CALLBACK (on_secondary_pressed), menu_button);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (click));
  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (hold), TRUE);
  g_signal_connect (hold, "pressed", G_CALLBACK (on_long_pressed), menu_button);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (hold));
}

/**
 * hoist_row_add_item:
 * @action: takes @id, the number of an upload or folder
 */
void
hoist_row_add_item (GMenu *menu, const char *label, const char *action, gint64 id)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, action, "x", id);
  g_menu_append_item (menu, item);
}
