/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One part of an upload: a range of the file, and what is known of it. */
#include "hoist-part.h"

#include <string.h>

/**
 * hoist_part_set_digests:
 * @digests: of the part's local bytes
 * @kinds: which of them to keep: one of MD5, SHA-1 and SHA-256, with or without CRC-64
 *
 * Forgets of @kinds what @digests does not know.
 */
void
hoist_part_set_digests (HoistPart *self, const HoistDigests *digests, HoistDigestKinds kinds)
{
  HoistDigestKinds kind = kinds & ~HOIST_DIGEST_CRC64;

  g_return_if_fail (self != NULL);
  g_return_if_fail (digests != NULL);

  if ((kinds & HOIST_DIGEST_CRC64) != 0) {
    self->has_crc64 = (digests->known & HOIST_DIGEST_CRC64) != 0;
    self->crc64 = self->has_crc64 ? digests->crc64 : 0;
  }
  if (kind == HOIST_DIGEST_NONE)
    return;

  memset (self->digest, 0, sizeof (self->digest));
  self->digest_kind =
      hoist_digests_get_bytes (digests, kind, self->digest) ? kind : HOIST_DIGEST_NONE;
}

/* Returns: (transfer full) (nullable): the local digest in small hexadecimal digits */
char *
hoist_part_dup_digest_hex (const HoistPart *self)
{
  if (self->digest_kind == HOIST_DIGEST_NONE)
    return NULL;
  return hoist_digest_to_hex (self->digest, hoist_digest_kind_get_size (self->digest_kind));
}

/* Keeps a copy of @etag, which may be %NULL. */
void
hoist_part_set_etag (HoistPart *self, const char *etag)
{
  char *copy = g_strdup (etag);

  g_free (self->etag);
  self->etag = copy;
}

static void
clear_part (gpointer part)
{
  g_free (((HoistPart *) part)->etag);
}

/* Returns: (transfer full) (element-type HoistPart): with none in it */
GArray *
hoist_part_new_array (void)
{
  GArray *parts = g_array_new (FALSE, TRUE, sizeof (HoistPart));

  g_array_set_clear_func (parts, clear_part);
  return parts;
}
