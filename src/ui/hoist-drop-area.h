/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes files and folders dropped anywhere on it, and shows where they would go. */
#pragma once

#include "hoist-uri-list.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HOIST_TYPE_DROP_AREA (hoist_drop_area_get_type ())
G_DECLARE_FINAL_TYPE (HoistDropArea, hoist_drop_area, HOIST, DROP_AREA, AdwBin)

/* Properties: "content" (GtkWidget), "destination" (the sentence in the frame). Signals:
 * "dropped" (HoistDropped, borrowed); "failed" (a sentence): the drop could not be read. */

HoistDropArea *hoist_drop_area_new (void);
void hoist_drop_area_set_destination (HoistDropArea *self, const char *destination);
void hoist_drop_area_reveal (HoistDropArea *self, gboolean is_over);
void hoist_drop_area_paste (HoistDropArea *self);

G_END_DECLS
