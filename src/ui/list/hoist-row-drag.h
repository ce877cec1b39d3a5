/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows that are dragged to another place in the list. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * HoistRowId:
 * @row: a row of the list
 *
 * Returns: the number of the upload or folder that the row shows; 0 when it cannot be moved now
 */
typedef gint64 (*HoistRowId) (GtkWidget *row);

void hoist_row_drag_attach (GtkWidget *row, HoistRowId get_id);

G_END_DECLS
