/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file's picture, or the icon of its type while there is none. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define HOIST_TYPE_THUMBNAIL (hoist_thumbnail_get_type ())
G_DECLARE_FINAL_TYPE (HoistThumbnail, hoist_thumbnail, HOIST, THUMBNAIL, AdwBin)

/* Property "icon": (nullable): shown while there is no picture. */

void hoist_thumbnail_set_path (HoistThumbnail *self, const char *path);

G_END_DECLS
