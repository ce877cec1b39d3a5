/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One zone of the drop frame: where files would go that are let go here. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define HOIST_TYPE_DROP_ZONE (hoist_drop_zone_get_type ())
G_DECLARE_FINAL_TYPE (HoistDropZone, hoist_drop_zone, HOIST, DROP_ZONE, AdwBin)

HoistDropZone *
hoist_drop_zone_new (const char *account, const char *text, const char *service, gboolean has_icon);
const char *hoist_drop_zone_get_account (HoistDropZone *self);
const char *hoist_drop_zone_get_text (HoistDropZone *self);
void hoist_drop_zone_set_marked (HoistDropZone *self, gboolean is_marked);
gboolean hoist_drop_zone_is_marked (HoistDropZone *self);

G_END_DECLS
