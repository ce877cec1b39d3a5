/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A fixed number of blocks that parts are read into on threads: the bound on memory. */
#pragma once

#include "hoist-source.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define HOIST_TYPE_BLOCK_POOL (hoist_block_pool_get_type ())
G_DECLARE_FINAL_TYPE (HoistBlockPool, hoist_block_pool, HOIST, BLOCK_POOL, GObject)

HoistBlockPool *hoist_block_pool_new (void);

G_END_DECLS
