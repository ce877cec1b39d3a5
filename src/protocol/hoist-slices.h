/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One digest for each slice of a file, taken in the same pass as the digest of the whole. */
#pragma once

#include "hoist-digest.h"

#include <glib.h>

G_BEGIN_DECLS

typedef struct _HoistSlices HoistSlices;

/**
 * HoistWanted:
 * @file: digests of the whole file that BEGIN will need; NONE lets sending start at once
 * @slice_kind: a digest to take of each slice in the same pass; NONE for no slices
 * @slice_size: in bytes; the last slice may be shorter
 */
typedef struct {
  HoistDigestKinds file;
  HoistDigestKinds slice_kind;
  guint64 slice_size;
} HoistWanted;

HoistSlices *hoist_slices_new (HoistDigestKinds kind, guint64 slice_size);
HoistSlices *
hoist_slices_new_from_bytes (HoistDigestKinds kind, guint64 slice_size, GBytes *packed);
HoistSlices *hoist_slices_ref (HoistSlices *self);
void hoist_slices_unref (HoistSlices *self);

void hoist_slices_append (HoistSlices *self, const HoistDigests *digests);
HoistDigestKinds hoist_slices_get_kind (const HoistSlices *self);
guint64 hoist_slices_get_slice_size (const HoistSlices *self);
guint hoist_slices_get_count (const HoistSlices *self);
gboolean hoist_slices_lookup (const HoistSlices *self,
                              guint64 file_size,
                              guint64 offset,
                              guint64 length,
                              HoistDigests *digests);
GBytes *hoist_slices_dup_bytes (const HoistSlices *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HoistSlices, hoist_slices_unref)

G_END_DECLS
