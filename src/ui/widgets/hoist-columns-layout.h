/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Buttons side by side, or in several lines where words of double size leave no room. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HOIST_TYPE_COLUMNS_LAYOUT (hoist_columns_layout_get_type ())
G_DECLARE_FINAL_TYPE (HoistColumnsLayout,
                      hoist_columns_layout,
                      HOIST,
                      COLUMNS_LAYOUT,
                      GtkLayoutManager)

GtkLayoutManager *hoist_columns_layout_new (void);

G_END_DECLS
