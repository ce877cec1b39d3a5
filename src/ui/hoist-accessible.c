/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names and keys of what lies inside of the platform's own widgets. */
#include "hoist-config.h"

#include "hoist-accessible.h"

#include <adwaita.h>

static void
set_name (GtkWidget *widget, const char *name)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

/* The keyboard goes to the button inside, which has neither the label nor the tooltip of the outer
 * widget. */
static void
name_menu_button (GtkWidget *button, const char *name)
{
  GtkWidget *inner = gtk_widget_get_first_child (button);

  set_name (button, name);
  if (GTK_IS_BUTTON (inner))
    set_name (inner, name);
}

static void
name_split_button (GtkWidget *button)
{
  const char *name = gtk_widget_get_tooltip_text (button);
  const char *menu_name = adw_split_button_get_dropdown_tooltip (ADW_SPLIT_BUTTON (button));

  for (GtkWidget *at = gtk_widget_get_first_child (button); at != NULL;
       at = gtk_widget_get_next_sibling (at)) {
    if (GTK_IS_MENU_BUTTON (at) && menu_name != NULL && *menu_name != '\0')
      name_menu_button (at, menu_name);
    else if (GTK_IS_BUTTON (at) && name != NULL)
      set_name (at, name);
  }
}

/* An icon is no name. */
static void
name_icon_button (GtkWidget *button)
{
  const char *name = gtk_widget_get_tooltip_text (button);

  if (name != NULL && gtk_button_get_label (GTK_BUTTON (button)) == NULL)
    set_name (button, name);
}

/**
 * hoist_accessible_name_cell:
 * @row: what a list shows for an item
 *
 * Names the list's own widget around @row: it is what a screen reader stops at.
 */
void
hoist_accessible_name_cell (GtkWidget *row, const char *label)
{
  GtkWidget *cell = row;

  while (cell != NULL && !GTK_IS_LIST_VIEW (gtk_widget_get_parent (cell)))
    cell = gtk_widget_get_parent (cell);
  if (cell != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (cell), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                    -1);
}

/**
 * hoist_accessible_name_buttons:
 * @root: a widget whose template is made
 *
 * Gives the buttons under @root that only have an icon, also those inside of menu and split
 * buttons, the names that their tooltips show, and rows that open their title: GTK 4.8 and
 * libadwaita 1.2 leave them without one, and a screen reader would say the name of their class.
 */
void
hoist_accessible_name_buttons (GtkWidget *root)
{
  const char *name = gtk_widget_get_tooltip_text (root);

  if (ADW_IS_SPLIT_BUTTON (root)) {
    name_split_button (root);
    return;
  }
  if (GTK_IS_MENU_BUTTON (root)) {
    if (name != NULL)
      name_menu_button (root, name);
    return;
  }
  if (GTK_IS_BUTTON (root)) {
    name_icon_button (root);
    return;
  }
  if (ADW_IS_EXPANDER_ROW (root))
    set_name (root, adw_preferences_row_get_title (ADW_PREFERENCES_ROW (root)));
  for (GtkWidget *at = gtk_widget_get_first_child (root); at != NULL;
       at = gtk_widget_get_next_sibling (at))
    hoist_accessible_name_buttons (at);
}

static void
on_focus_moved (GtkWindow *window)
{
  GtkWidget *focus = gtk_window_get_focus (window);

  if (GTK_IS_LIST_BOX_ROW (focus))
    gtk_widget_set_receives_default (focus, TRUE);
}

/**
 * hoist_accessible_let_rows_have_return:
 * @window: one with a default button
 *
 * Return opens or activates the row that has the focus. GTK would press the default button instead.
 */
void
hoist_accessible_let_rows_have_return (GtkWindow *window)
{
  g_signal_connect (window, "notify::focus-widget", G_CALLBACK (on_focus_moved), NULL);
}
