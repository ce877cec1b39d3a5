/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of the list: made for the places in view, and used again for items of their kind. */
#include "hoist-session-list-private.h"

#include "hoist-folder-row.h"
#include "hoist-lazy-row.h"
#include "hoist-row-drag.h"
#include "hoist-section-heading.h"
#include "hoist-session-row.h"

static gint64
get_item_id (gpointer item)
{
  return HOIST_IS_FOLDER (item) ? hoist_folder_get_id (item) : hoist_session_get_id (item);
}

/* Returns: (transfer none) (nullable): what a row shows, or will when it comes into view. */
gpointer
hoist_session_list_get_row_item (GtkWidget *row)
{
  GtkWidget *place = gtk_widget_get_ancestor (row, HOIST_TYPE_LAZY_ROW);

  return place == NULL ? NULL : hoist_lazy_row_get_item (HOIST_LAZY_ROW (place));
}

/* Only the order of what waits means anything. */
static gint64
get_movable_id (GtkWidget *row)
{
  GtkWidget *list = gtk_widget_get_ancestor (row, HOIST_TYPE_SESSION_LIST);
  gpointer item = hoist_session_list_get_row_item (row);
  HoistSection section = HOIST_SECTION_FINISHED;

  if (list == NULL || item == NULL || HOIST_SESSION_LIST (list)->found != NULL ||
      !hoist_sections_get_section (HOIST_SESSION_LIST (list)->all, item, &section))
    return 0;
  return section == HOIST_SECTION_WAITING ? get_item_id (item) : 0;
}

static GtkWidget *
make_session_row (HoistSessionList *self)
{
  HoistSessionRow *row = hoist_session_row_new ();

  hoist_session_row_set_accounts (row, self->accounts);
  hoist_row_drag_attach (GTK_WIDGET (row), get_movable_id);
  return GTK_WIDGET (row);
}

static GtkWidget *
make_folder_row (void)
{
  GtkWidget *row = GTK_WIDGET (hoist_folder_row_new ());

  hoist_row_drag_attach (row, get_movable_id);
  return row;
}

static void
fill_session (HoistSessionList *self, GtkWidget *row, HoistSession *session)
{
  HoistSections *sections = hoist_session_list_get_sections (self);

  if (hoist_sections_get_folder (sections, session) != NULL)
    gtk_widget_add_css_class (row, "inside");
  else
    gtk_widget_remove_css_class (row, "inside");
  hoist_session_row_set_session (HOIST_SESSION_ROW (row), session);
}

/* Rows are used again for items of their own kind. */
static GtkWidget *
fill_place (GtkWidget *child, gpointer item, gpointer data)
{
  HoistSessionList *self = HOIST_SESSION_LIST (data);
  GtkWidget *row = child;

  if (HOIST_IS_FOLDER (item)) {
    row = HOIST_IS_FOLDER_ROW (child) ? child : make_folder_row ();
    hoist_folder_row_set_folder (HOIST_FOLDER_ROW (row), item);
  } else {
    row = HOIST_IS_SESSION_ROW (child) ? child : make_session_row (self);
    fill_session (self, row, item);
  }
  return row;
}

static char *
name_place (gpointer item, gpointer data)
{
  return HOIST_IS_FOLDER (item)
             ? hoist_folder_row_make_label (item)
             : hoist_session_row_make_label (item, HOIST_SESSION_LIST (data)->accounts);
}

static GtkWidget *
fit_row (HoistSessionList *self, GtkListItem *list_item, gpointer item)
{
  GtkWidget *row = gtk_list_item_get_child (list_item);
  GtkWidget *fitting = row;

  if (HOIST_IS_SECTION_HEADER (item) && !HOIST_IS_SECTION_HEADING (row))
    fitting = GTK_WIDGET (hoist_section_heading_new ());
  else if (!HOIST_IS_SECTION_HEADER (item) && !HOIST_IS_LAZY_ROW (row))
    fitting = hoist_lazy_row_new (fill_place, name_place, self);
  if (fitting != row)
    gtk_list_item_set_child (list_item, fitting);
  return fitting;
}

static void
mark_heading (GtkWidget *row, gboolean is_heading)
{
  GtkWidget *cell = gtk_widget_get_parent (row);

  if (cell != NULL && is_heading)
    gtk_widget_add_css_class (cell, "heading-cell");
  else if (cell != NULL)
    gtk_widget_remove_css_class (cell, "heading-cell");
}

static void
on_row_bind (GtkSignalListItemFactory *factory, GtkListItem *list_item, gpointer user_data)
{
  HoistSessionList *self = HOIST_SESSION_LIST (user_data);
  gpointer item = gtk_list_item_get_item (list_item);
  GtkWidget *row = fit_row (self, list_item, item);

  /* a heading does nothing, but the arrow keys cannot pass what cannot be activated */
  gtk_list_item_set_selectable (list_item, !HOIST_IS_SECTION_HEADER (item));
  mark_heading (row, HOIST_IS_SECTION_HEADER (item));
  if (HOIST_IS_SECTION_HEADER (item))
    hoist_section_heading_set_header (HOIST_SECTION_HEADING (row), item);
  else
    hoist_lazy_row_set_item (HOIST_LAZY_ROW (row), item);
}

static void
on_row_unbind (GtkSignalListItemFactory *factory, GtkListItem *list_item, gpointer user_data)
{
  GtkWidget *row = gtk_list_item_get_child (list_item);
  GtkWidget *child = NULL;

  if (HOIST_IS_SECTION_HEADING (row)) {
    hoist_section_heading_set_header (HOIST_SECTION_HEADING (row), NULL);
    return;
  }
  child = hoist_lazy_row_get_child (HOIST_LAZY_ROW (row));
  hoist_lazy_row_set_item (HOIST_LAZY_ROW (row), NULL);
  if (HOIST_IS_FOLDER_ROW (child))
    hoist_folder_row_set_folder (HOIST_FOLDER_ROW (child), NULL);
  else if (HOIST_IS_SESSION_ROW (child))
    hoist_session_row_set_session (HOIST_SESSION_ROW (child), NULL);
}

static void
on_activate (GtkListView *list, guint position, gpointer user_data)
{
  HoistSections *sections = hoist_session_list_get_sections (HOIST_SESSION_LIST (user_data));
  g_autoptr (GObject) item = g_list_model_get_item (G_LIST_MODEL (sections), position);

  if (HOIST_IS_FOLDER (item) || HOIST_IS_SESSION (item))
    gtk_widget_activate_action (GTK_WIDGET (list),
                                HOIST_IS_FOLDER (item) ? "win.toggle-folder" : "win.details", "x",
                                get_item_id (item));
}

/* For a class that is being made: the callbacks of the list's factory. */
void
hoist_session_list_bind_rows (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, on_row_bind);
  gtk_widget_class_bind_template_callback (widget_class, on_row_unbind);
  gtk_widget_class_bind_template_callback (widget_class, on_activate);
}
