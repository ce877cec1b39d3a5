/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pictures of files that the desktop has made already: read, never made. */
#pragma once

#include <gdk/gdk.h>

G_BEGIN_DECLS

#define HOIST_TYPE_THUMBNAIL_CACHE (hoist_thumbnail_cache_get_type ())
G_DECLARE_FINAL_TYPE (HoistThumbnailCache, hoist_thumbnail_cache, HOIST, THUMBNAIL_CACHE, GObject)

HoistThumbnailCache *hoist_thumbnail_cache_new (const char *folder);
HoistThumbnailCache *hoist_thumbnail_cache_get_default (void);

GdkTexture *hoist_thumbnail_cache_find (HoistThumbnailCache *self, const char *path);
void hoist_thumbnail_cache_load_async (HoistThumbnailCache *self,
                                       const char *path,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer data);
GdkTexture *
hoist_thumbnail_cache_load_finish (HoistThumbnailCache *self, GAsyncResult *result, GError **error);
guint hoist_thumbnail_cache_get_count (HoistThumbnailCache *self);

G_END_DECLS
