/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One reading of a file: blocks go in, the digests of the whole and of its slices come out. */
#pragma once

#include "hoist-digest.h"
#include "hoist-slices.h"

#include <glib.h>

G_BEGIN_DECLS

/* What is read at once. */
#define HOIST_HASH_PASS_BLOCK (1024 * 1024)

typedef struct _HoistHashPass HoistHashPass;

HoistHashPass *hoist_hash_pass_new (HoistDigestKinds kinds,
                                    HoistDigestKinds slice_kind,
                                    guint64 slice_size,
                                    gboolean is_threaded);
void hoist_hash_pass_free (HoistHashPass *self);
guint8 *hoist_hash_pass_take_block (HoistHashPass *self);
void hoist_hash_pass_put_block (HoistHashPass *self, gsize length);
void hoist_hash_pass_finish (HoistHashPass *self, HoistDigests *digests, HoistSlices **slices);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HoistHashPass, hoist_hash_pass_free)

G_END_DECLS
