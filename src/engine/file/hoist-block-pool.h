/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A fixed number of blocks that parts are read into on threads: the bound on memory. */
#pragma once

#include "hoist-digest.h"
#include "hoist-source.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define HOIST_BLOCK_SIZE ((gsize) 256 * 1024)
#define HOIST_BLOCK_COUNT 96

#define HOIST_TYPE_BLOCK_POOL (hoist_block_pool_get_type ())
G_DECLARE_FINAL_TYPE (HoistBlockPool, hoist_block_pool, HOIST, BLOCK_POOL, GObject)

HoistBlockPool *hoist_block_pool_new (void);
guint hoist_block_pool_get_used (HoistBlockPool *self);
guint hoist_block_pool_get_peak (HoistBlockPool *self);

/* Reads one range of a file ahead of its consumer, block by block and in order. */
typedef struct _HoistBlockReader HoistBlockReader;

HoistBlockReader *hoist_block_pool_read (HoistBlockPool *self,
                                         HoistSource *source,
                                         guint64 offset,
                                         guint64 length,
                                         HoistDigestKinds digests,
                                         GSourceOnceFunc ready,
                                         gpointer data);
gssize hoist_block_reader_get (HoistBlockReader *self, const guint8 **bytes, GError **error);
void hoist_block_reader_skip (HoistBlockReader *self, gsize length);
gboolean hoist_block_reader_get_digests (HoistBlockReader *self, HoistDigests *digests);
void hoist_block_reader_close (HoistBlockReader *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HoistBlockReader, hoist_block_reader_close)

G_END_DECLS
