/* SPDX-License-Identifier: GPL-3.0-or-later */
/* In this order: size, CRC-64, else SHA-1 (docs/protocols/alibaba-pds.md, section 4.8). */
#include "hoist-pds-proof.h"

/**
 * hoist_pds_proof_get_crc64:
 * @crc64: (out): of the whole file, when it is known
 *
 * What was sent counts first: the CRC-64 of the parts, taken on their way.
 *
 * Returns: whether the CRC-64 is known
 */
gboolean
hoist_pds_proof_get_crc64 (const HoistFacts *facts, const HoistTicket *ticket, guint64 *crc64)
{
  if (hoist_ticket_get_n_parts (ticket) > 0 && hoist_ticket_get_crc64 (ticket, crc64))
    return TRUE;
  if ((facts->file->digests.known & HOIST_DIGEST_CRC64) != 0) {
    *crc64 = facts->file->digests.crc64;
    return TRUE;
  }
  return FALSE;
}

/* A file object without a status is taken for a finished one. */
gboolean
hoist_pds_proof_is_available (const HoistReadValue *object)
{
  const char *status = hoist_read_get_text (object, "status");

  return status == NULL || *status == '\0' || g_ascii_strcasecmp (status, "available") == 0;
}

/* Whether the object has a SHA-1: other kinds of content_hash are named (notes 9). */
static gboolean
read_sha1 (const HoistReadValue *object, HoistDigests *digests)
{
  const char *kind = hoist_read_get_text (object, "content_hash_name");

  if (kind != NULL && *kind != '\0' && g_ascii_strcasecmp (kind, "sha1") != 0)
    return FALSE;
  return hoist_digests_set_hex (digests, HOIST_DIGEST_SHA1,
                                hoist_read_get_text (object, "content_hash"));
}

static HoistPdsProof
judge (gboolean is_same, const char *name, const char **verified)
{
  *verified = is_same ? name : NULL;
  return is_same ? HOIST_PDS_PROOF_SAME : HOIST_PDS_PROOF_DIFFERENT;
}

/**
 * hoist_pds_proof_compare:
 * @object: a file object
 * @verified: (out) (nullable): by what it is the same; "size" when it offers nothing else
 * @needed: (out): the digest of the whole file without which this cannot be told; NONE when that
 *   would not help
 *
 * Returns: whether it is our file
 */
HoistPdsProof
hoist_pds_proof_compare (const HoistFacts *facts,
                         const HoistTicket *ticket,
                         const HoistReadValue *object,
                         const char **verified,
                         HoistDigestKinds *needed)
{
  HoistDigests remote = { 0 };
  guint64 size = 0;
  guint64 crc64 = 0;
  gboolean has_size = hoist_read_uint (object, "size", &size);
  gboolean has_crc64 = hoist_read_uint (object, "crc64_hash", &remote.crc64);
  gboolean has_sha1 = read_sha1 (object, &remote);

  *verified = NULL;
  *needed = HOIST_DIGEST_NONE;
  if (has_size && size != facts->file->size)
    return HOIST_PDS_PROOF_DIFFERENT;
  if (has_crc64 && hoist_pds_proof_get_crc64 (facts, ticket, &crc64))
    return judge (crc64 == remote.crc64, "crc64", verified);
  if (has_sha1 && (facts->file->digests.known & HOIST_DIGEST_SHA1) != 0)
    return judge (hoist_digests_equal (&remote, &facts->file->digests, HOIST_DIGEST_SHA1), "sha1",
                  verified);
  if (has_crc64 || has_sha1) {
    *needed = has_crc64 ? HOIST_DIGEST_CRC64 : HOIST_DIGEST_SHA1;
    return HOIST_PDS_PROOF_UNKNOWN;
  }
  if (!has_size)
    return HOIST_PDS_PROOF_UNKNOWN;
  return judge (TRUE, "size", verified);
}
