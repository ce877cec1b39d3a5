/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The digests of a file's slices, packed one behind the other. */
#include "hoist-slices.h"

struct _HoistSlices {
  gatomicrefcount references;
  HoistDigestKinds kind;
  guint64 slice_size;
  GByteArray *packed; /* (owned) */
};

/**
 * hoist_slices_new:
 * @kind: one kind
 * @slice_size: bytes a slice; the last one of a file may be shorter
 *
 * Returns: (transfer full): without any slice yet
 */
HoistSlices *
hoist_slices_new (HoistDigestKinds kind, guint64 slice_size)
{
  HoistSlices *self = NULL;

  g_return_val_if_fail (hoist_digest_kind_get_size (kind) > 0, NULL);
  g_return_val_if_fail (slice_size > 0, NULL);

  self = g_new0 (HoistSlices, 1);
  g_atomic_ref_count_init (&self->references);
  self->kind = kind;
  self->slice_size = slice_size;
  self->packed = g_byte_array_new ();
  return self;
}

/**
 * hoist_slices_new_from_bytes:
 * @kind: as read from the store
 * @slice_size: as read from the store
 * @packed: from hoist_slices_dup_bytes()
 *
 * Returns: (transfer full) (nullable): the slices; %NULL when the three do not fit together
 */
HoistSlices *
hoist_slices_new_from_bytes (HoistDigestKinds kind, guint64 slice_size, GBytes *packed)
{
  HoistSlices *self = NULL;
  gsize digest_size = hoist_digest_kind_get_size (kind);
  gsize length = 0;
  const guint8 *bytes = g_bytes_get_data (packed, &length);

  if (digest_size == 0 || slice_size == 0 || length % digest_size != 0 || length > G_MAXUINT)
    return NULL;

  self = hoist_slices_new (kind, slice_size);
  g_byte_array_append (self->packed, bytes, length);
  return self;
}

HoistSlices *
hoist_slices_ref (HoistSlices *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
hoist_slices_unref (HoistSlices *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->references))
    return;

  g_byte_array_unref (self->packed);
  g_free (self);
}

/**
 * hoist_slices_append:
 * @digests: of the next slice; must know the kind of @self
 *
 * Only while nobody else has a reference.
 */
void
hoist_slices_append (HoistSlices *self, const HoistDigests *digests)
{
  guint8 bytes[32];
  gboolean is_known = hoist_digests_get_bytes (digests, self->kind, bytes);

  g_return_if_fail (is_known);

  g_byte_array_append (self->packed, bytes, hoist_digest_kind_get_size (self->kind));
}

HoistDigestKinds
hoist_slices_get_kind (const HoistSlices *self)
{
  return self->kind;
}

guint64
hoist_slices_get_slice_size (const HoistSlices *self)
{
  return self->slice_size;
}

guint
hoist_slices_get_count (const HoistSlices *self)
{
  return self->packed->len / hoist_digest_kind_get_size (self->kind);
}

/**
 * hoist_slices_lookup:
 * @self: (nullable): what is known of a file
 * @file_size: of that file
 * @offset: of a range
 * @length: of a range
 * @digests: (out caller-allocates): the digest of that range; unchanged on failure
 *
 * Returns: whether that range is exactly one slice whose digest is known
 */
gboolean
hoist_slices_lookup (const HoistSlices *self,
                     guint64 file_size,
                     guint64 offset,
                     guint64 length,
                     HoistDigests *digests)
{
  gsize digest_size = 0;

  if (self == NULL || offset >= file_size || offset % self->slice_size != 0 ||
      length != MIN (self->slice_size, file_size - offset) ||
      offset / self->slice_size >= hoist_slices_get_count (self))
    return FALSE;

  digest_size = hoist_digest_kind_get_size (self->kind);
  *digests = (HoistDigests){ 0 };
  hoist_digests_set_bytes (digests, self->kind,
                           self->packed->data + offset / self->slice_size * digest_size);
  return TRUE;
}

/* Returns: (transfer full): all digests, one behind the other */
GBytes *
hoist_slices_dup_bytes (const HoistSlices *self)
{
  return g_bytes_new (self->packed->data, self->packed->len);
}
