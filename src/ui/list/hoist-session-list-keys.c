/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The keyboard in the list: the row that has it, where it comes in, and how folders open by it. */
#include "hoist-session-list-private.h"

#include "hoist-folder-row.h"
#include "hoist-lazy-row.h"
#include "hoist-session-row.h"

static GtkWidget *
find_row (GtkWidget *focus)
{
  GtkWidget *child = focus == NULL ? NULL : gtk_widget_get_first_child (focus);

  if (focus == NULL || HOIST_IS_LAZY_ROW (child))
    return child;
  return gtk_widget_get_ancestor (focus, HOIST_TYPE_LAZY_ROW);
}

static GtkWidget *
find_focused_row (HoistSessionList *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root == NULL ? NULL : gtk_root_get_focus (root);

  if (focus == NULL || !gtk_widget_is_ancestor (focus, self->list))
    return NULL;
  return find_row (focus);
}

/**
 * hoist_session_list_get_focused:
 *
 * Returns: (transfer none) (nullable): the upload or folder that has the keyboard focus
 */
gpointer
hoist_session_list_get_focused (HoistSessionList *self)
{
  GtkWidget *row = find_focused_row (self);

  return row == NULL ? NULL : hoist_session_list_get_row_item (row);
}

/* The keyboard has moved, in the list or to somewhere else. */
void
hoist_session_list_note_focus (HoistSessionList *self)
{
  gpointer item = hoist_session_list_get_focused (self);

  if (self->all != NULL)
    hoist_sections_set_kept (hoist_session_list_get_sections (self), item);
  if (item != NULL)
    self->last_focused = item;
}

/* The row that had the keyboard last, else the first one on the screen. */
static gboolean
focus_row (HoistSessionList *self)
{
  GtkWidget *best = NULL;

  for (GtkWidget *cell = gtk_widget_get_first_child (self->list); cell != NULL;
       cell = gtk_widget_get_next_sibling (cell)) {
    GtkWidget *row = gtk_widget_get_first_child (cell);
    gpointer item = row == NULL ? NULL : hoist_session_list_get_row_item (row);

    if (item != NULL && item == self->last_focused)
      return gtk_widget_child_focus (cell, GTK_DIR_TAB_FORWARD);
    if (item != NULL && best == NULL)
      best = cell;
  }
  return best != NULL && gtk_widget_child_focus (best, GTK_DIR_TAB_FORWARD);
}

/* Left to itself, the view would take the keyboard to the first heading, and no further.
 * Returns: whether the keyboard is in a row now */
gboolean
hoist_session_list_take_focus (HoistSessionList *self, GtkDirectionType direction)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root == NULL ? NULL : gtk_root_get_focus (root);
  gboolean is_inside = focus != NULL && gtk_widget_is_ancestor (focus, self->list);
  gboolean is_in_entry = focus != NULL && gtk_widget_is_ancestor (focus, self->search_bar);
  gboolean has_entry = gtk_search_bar_get_search_mode (GTK_SEARCH_BAR (self->search_bar));

  return !is_inside && (direction == GTK_DIR_TAB_FORWARD || direction == GTK_DIR_DOWN) &&
         (is_in_entry || !has_entry) && gtk_widget_get_mapped (self->list) && focus_row (self);
}

static gboolean
on_key_pressed (GtkEventControllerKey *controller,
                guint key,
                guint code,
                GdkModifierType state,
                gpointer user_data)
{
  HoistSessionList *self = HOIST_SESSION_LIST (user_data);
  gboolean is_rtl = gtk_widget_get_direction (self->list) == GTK_TEXT_DIR_RTL;
  gpointer item = hoist_session_list_get_focused (self);
  gboolean is_open = FALSE;

  if ((key != GDK_KEY_Right && key != GDK_KEY_Left) || !HOIST_IS_FOLDER (item) ||
      (state & gtk_accelerator_get_default_mod_mask ()) != 0)
    return GDK_EVENT_PROPAGATE;
  is_open = (key == GDK_KEY_Right) != is_rtl;
  hoist_sections_set_expanded (hoist_session_list_get_sections (self), item, is_open);
  return GDK_EVENT_STOP;
}

/* Opens the menu of the row that has the focus. */
void
hoist_session_list_open_menu (HoistSessionList *self)
{
  GtkWidget *place = find_focused_row (self);
  GtkWidget *row = place == NULL ? NULL : hoist_lazy_row_get_child (HOIST_LAZY_ROW (place));

  if (HOIST_IS_SESSION_ROW (row))
    hoist_session_row_open_menu (HOIST_SESSION_ROW (row));
  else if (HOIST_IS_FOLDER_ROW (row))
    hoist_folder_row_open_menu (HOIST_FOLDER_ROW (row));
}

/* For a class that is being made: the callback of the list's keys. */
void
hoist_session_list_bind_keys (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, on_key_pressed);
}
