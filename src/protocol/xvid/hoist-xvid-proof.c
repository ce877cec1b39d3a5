/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the two records that tell of an upload's end (docs/protocols/xvid-mediahub.md, section 7).
 * Every name in them has to be taken as optional. */
#include "hoist-xvid-proof.h"

#include "hoist-xvid-assumptions.h"

#include <string.h>

#define MAX_LINK 4096

/* Of the whole file: with one part it was taken while sending. */
static gboolean
get_md5 (const HoistFacts *facts, const HoistTicket *ticket, HoistDigests *md5)
{
  const HoistPart *part = NULL;

  *md5 = facts->file->digests;
  if ((md5->known & HOIST_DIGEST_MD5) != 0)
    return TRUE;
  if (hoist_ticket_get_n_parts (ticket) != 1)
    return FALSE;

  part = hoist_ticket_get_part (ticket, 0);
  if (part->digest_kind != HOIST_DIGEST_MD5 || part->length != facts->file->size)
    return FALSE;
  hoist_digests_set_bytes (md5, HOIST_DIGEST_MD5, part->digest);
  return TRUE;
}

/**
 * hoist_xvid_proof_get:
 * @file: (nullable): the file's record
 *
 * A checksum that is no MD5 counts as none. Its digits may be of either case.
 */
HoistXvidProof
hoist_xvid_proof_get (const HoistFacts *facts,
                      const HoistTicket *ticket,
                      const HoistReadValue *file)
{
  HoistDigests theirs = { 0 };
  HoistDigests ours = { 0 };
  guint64 size = 0;
  gboolean has_size = hoist_read_uint (file, "size", &size);
  gboolean has_md5 =
      hoist_digests_set_hex (&theirs, HOIST_DIGEST_MD5, hoist_read_get_text (file, "md5_checksum"));

  if (has_size && size != facts->file->size)
    return HOIST_XVID_PROOF_OTHER_SIZE;
  if (!has_md5)
    return has_size ? HOIST_XVID_PROOF_SIZE : HOIST_XVID_PROOF_NONE;
  if (!get_md5 (facts, ticket, &ours))
    return HOIST_XVID_PROOF_NEEDS;
  if (hoist_digests_equal (&theirs, &ours, HOIST_DIGEST_MD5))
    return HOIST_XVID_PROOF_MD5;
  return has_size ? HOIST_XVID_PROOF_OTHER_MD5 : HOIST_XVID_PROOF_NONE;
}

/* (nullable): an address that may be shown and kept: one with a query is likely to be a signed one
 * that runs out. */
const char *
hoist_xvid_proof_get_link (const HoistReadValue *file)
{
  static const char *const names[] = { XVID_LINK_NAMES };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    const char *link = hoist_read_get_text (file, names[i]);

    if (link != NULL && strlen (link) <= MAX_LINK && strchr (link, '?') == NULL &&
        g_str_has_prefix (link, "https://") && hoist_field_check_address (link, NULL))
      return link;
  }
  return NULL;
}

static gboolean
is_listed (const HoistFacts *facts, const char *setting, const char *state)
{
  g_auto (GStrv) states = g_strsplit (hoist_facts_get (facts, setting), ",", -1);

  for (guint i = 0; states[i] != NULL; i++) {
    if (g_ascii_strcasecmp (g_strstrip (states[i]), state) == 0)
      return TRUE;
  }
  return FALSE;
}

/* The two documented words first: a list that names them by mistake changes nothing about them. */
HoistXvidState
hoist_xvid_proof_get_state (const HoistFacts *facts, const HoistReadValue *upload)
{
  const char *state = hoist_read_get_text (upload, "status");

  if (state == NULL || *state == '\0' || g_ascii_strcasecmp (state, "COMPLETING") == 0)
    return HOIST_XVID_STATE_WORKING;
  if (g_ascii_strcasecmp (state, "UPLOADING") == 0)
    return HOIST_XVID_STATE_UPLOADING;
  if (is_listed (facts, "failure-states", state))
    return HOIST_XVID_STATE_FAILURE;
  return is_listed (facts, "success-states", state) ? HOIST_XVID_STATE_SUCCESS
                                                    : HOIST_XVID_STATE_WORKING;
}
