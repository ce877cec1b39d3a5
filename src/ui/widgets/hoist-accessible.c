/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names and keys of what lies inside of the platform's own widgets. */
#include "hoist-config.h"

#include "hoist-accessible.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

/* libadwaita 1.7 names some of what is named here by titles that are empty: a name of ours counts.
 */
static void
set_name (GtkWidget *widget, const char *name)
{
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

/* GTK 4.18 takes the name of an entry from its label, and the label is one that must not have any:
 * a screen reader would say nothing. */
static void
name_entry (GtkWidget *entry)
{
  g_autofree char *text = NULL;

  g_object_get (entry, "text", &text, NULL);
  set_name (entry, text);
}

/* Whatever changes of an entry, its keys for one, has GTK go back to the label. */
static void
name_entries (GtkWidget *menu)
{
  for (GtkWidget *at = gtk_widget_get_first_child (menu); at != NULL;
       at = gtk_widget_get_next_sibling (at)) {
    if (g_str_equal (G_OBJECT_TYPE_NAME (at), "GtkModelButton")) {
      g_signal_handlers_disconnect_by_func (at, name_entry, NULL);
      g_signal_connect (at, "notify", G_CALLBACK (name_entry), NULL);
      name_entry (at);
    }
    name_entries (at);
  }
}

/* At each opening, for entries come and go. GTK 4.8 has no such property, and names for all. */
static void
on_active_changed (GtkMenuButton *button)
{
  GtkPopover *menu = gtk_menu_button_get_popover (button);

  if (GTK_IS_POPOVER_MENU (menu))
    name_entries (GTK_WIDGET (menu));
}

/* The keyboard goes to the button inside, which has neither the label nor the tooltip of the outer
 * widget. */
static void
name_menu_button (GtkWidget *button, const char *name)
{
  GtkWidget *inner = gtk_widget_get_first_child (button);

  g_signal_handlers_disconnect_by_func (button, on_active_changed, NULL);
  g_signal_connect (button, "notify::active", G_CALLBACK (on_active_changed), NULL);
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

/* Returns: (nullable): what the platform's own buttons show, where it is neither label nor tooltip
 */
static const char *
get_shown_name (GtkWidget *button)
{
  GtkWidget *child = gtk_button_get_child (GTK_BUTTON (button));

  if (GTK_IS_LABEL (child))
    return gtk_label_get_text (GTK_LABEL (child));
  if (GTK_IS_IMAGE (child) &&
      g_strcmp0 (gtk_image_get_icon_name (GTK_IMAGE (child)), "edit-find-symbolic") == 0)
    return _ ("Search");
  return NULL;
}

/* An icon is no name. */
static void
name_icon_button (GtkWidget *button)
{
  const char *name = gtk_widget_get_tooltip_text (button);

  if (name == NULL)
    name = get_shown_name (button);
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

/* Returns: (nullable): what @widget is titled, for what lies in it without a name */
static const char *
get_title (GtkWidget *widget)
{
  if (GTK_IS_WINDOW (widget))
    return gtk_window_get_title (GTK_WINDOW (widget));
  if (ADW_IS_PREFERENCES_PAGE (widget))
    return adw_preferences_page_get_title (ADW_PREFERENCES_PAGE (widget));
  if (ADW_IS_PREFERENCES_GROUP (widget))
    return adw_preferences_group_get_title (ADW_PREFERENCES_GROUP (widget));
  if (ADW_IS_PREFERENCES_ROW (widget))
    return adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget));
  return NULL;
}

/* @title: (nullable): of what is around */
static void
name_below (GtkWidget *root, const char *title)
{
  const char *own = get_title (root);

  if (own != NULL && *own != '\0')
    title = own;
  if (title != NULL && (ADW_IS_EXPANDER_ROW (root) || GTK_IS_LIST_BOX (root) ||
                        GTK_IS_LIST_VIEW (root) || GTK_IS_SWITCH (root) || GTK_IS_TEXT_VIEW (root)))
    set_name (root, title);
  for (GtkWidget *at = gtk_widget_get_first_child (root); at != NULL;
       at = gtk_widget_get_next_sibling (at)) {
    if (ADW_IS_SPLIT_BUTTON (at))
      name_split_button (at);
    else if (GTK_IS_MENU_BUTTON (at) && gtk_widget_get_tooltip_text (at) != NULL)
      name_menu_button (at, gtk_widget_get_tooltip_text (at));
    else if (GTK_IS_MENU_BUTTON (at) && title != NULL)
      name_menu_button (at, title);
    else if (GTK_IS_SEARCH_ENTRY (at) && !GTK_IS_APPLICATION_WINDOW (gtk_widget_get_root (at)))
      set_name (at, _ ("Search"));
    else if (GTK_IS_BUTTON (at))
      name_icon_button (at);
    else
      name_below (at, title);
  }
}

/**
 * hoist_accessible_name_buttons:
 * @root: a widget whose template is made
 *
 * Gives the buttons under @root that only have an icon, also those inside of menu and split
 * buttons, the names that their tooltips show, and the entries of their menus what they say; rows
 * that open their title; lists, switches and texts the title of what they are in; search what it is
 * for: GTK 4.8 and libadwaita 1.2 leave them without one, and a screen reader would say the name of
 * their class.
 */
void
hoist_accessible_name_buttons (GtkWidget *root)
{
  name_below (root, NULL);
}

/**
 * hoist_accessible_let_pills_wrap:
 * @root: a widget whose template is made
 *
 * Lets the large buttons under @root have several lines, where the window is too narrow for text of
 * double size in one.
 */
void
hoist_accessible_let_pills_wrap (GtkWidget *root)
{
  for (GtkWidget *at = gtk_widget_get_first_child (root); at != NULL;
       at = gtk_widget_get_next_sibling (at)) {
    GtkWidget *label = GTK_IS_BUTTON (at) && gtk_widget_has_css_class (at, "pill")
                           ? gtk_button_get_child (GTK_BUTTON (at))
                           : NULL;

    if (GTK_IS_LABEL (label)) {
      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
    } else {
      hoist_accessible_let_pills_wrap (at);
    }
  }
}

/**
 * hoist_accessible_describe:
 * @text: (nullable): what a screen reader says after the name
 *
 * Also of a row: libadwaita 1.7 would have its subtitle said in place of @text, or nothing.
 */
void
hoist_accessible_describe (GtkWidget *widget, const char *text)
{
  GtkAccessible *accessible = GTK_ACCESSIBLE (widget);

  if (text == NULL) {
    gtk_accessible_reset_property (accessible, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
    return;
  }
  gtk_accessible_reset_relation (accessible, GTK_ACCESSIBLE_RELATION_DESCRIBED_BY);
  gtk_accessible_update_property (accessible, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
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
