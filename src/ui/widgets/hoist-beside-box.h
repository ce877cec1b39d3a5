/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text with its buttons beside it, or below it where there is no room. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HOIST_TYPE_BESIDE_BOX (hoist_beside_box_get_type ())
G_DECLARE_FINAL_TYPE (HoistBesideBox, hoist_beside_box, HOIST, BESIDE_BOX, GtkWidget)

GtkWidget *hoist_beside_box_new (void);

G_END_DECLS
