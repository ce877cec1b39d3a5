/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A place in a list whose contents are made when it comes into view. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HOIST_TYPE_LAZY_ROW (hoist_lazy_row_get_type ())
G_DECLARE_FINAL_TYPE (HoistLazyRow, hoist_lazy_row, HOIST, LAZY_ROW, GtkWidget)

/**
 * HoistLazyFill:
 * @child: (nullable): what the place showed before
 * @item: what it shall show
 *
 * Returns: (transfer floating): a widget that shows @item: @child, or another one instead of it
 */
typedef GtkWidget *(*HoistLazyFill) (GtkWidget *child, gpointer item, gpointer data);

/**
 * HoistLazyName:
 *
 * Returns: (transfer full): what a screen reader says of a place with @item
 */
typedef char *(*HoistLazyName) (gpointer item, gpointer data);

GtkWidget *hoist_lazy_row_new (HoistLazyFill fill, HoistLazyName name, gpointer data);
void hoist_lazy_row_set_item (HoistLazyRow *self, gpointer item);
gpointer hoist_lazy_row_get_item (HoistLazyRow *self);
GtkWidget *hoist_lazy_row_get_child (HoistLazyRow *self);

G_END_DECLS
