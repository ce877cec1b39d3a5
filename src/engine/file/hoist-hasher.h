/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Digests of whole files and of ranges, on threads, as many at once as each disk likes. */
#pragma once

#include "hoist-digest.h"
#include "hoist-slices.h"
#include "hoist-source.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define HOIST_TYPE_HASHER (hoist_hasher_get_type ())
G_DECLARE_FINAL_TYPE (HoistHasher, hoist_hasher, HOIST, HASHER, GObject)

/* @done is the number of bytes read so far, in the main context. */
typedef void (*HoistHasherProgress) (guint64 done, gpointer data);

HoistHasher *hoist_hasher_new (const char *sys_root);

void hoist_hasher_digest_file_async (HoistHasher *self,
                                     HoistSource *source,
                                     const HoistWanted *wanted,
                                     HoistHasherProgress progress,
                                     gpointer progress_data,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer data);
gboolean hoist_hasher_digest_file_finish (HoistHasher *self,
                                          GAsyncResult *result,
                                          HoistDigests *digests,
                                          HoistSlices **slices,
                                          GError **error);
void hoist_hasher_digest_range_async (HoistHasher *self,
                                      HoistSource *source,
                                      HoistDigestKinds kinds,
                                      guint64 offset,
                                      guint64 length,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer data);
gboolean hoist_hasher_digest_range_finish (HoistHasher *self,
                                           GAsyncResult *result,
                                           HoistDigests *digests,
                                           GError **error);

G_END_DECLS
