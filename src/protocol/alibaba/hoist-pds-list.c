/* SPDX-License-Identifier: GPL-3.0-or-later */
/* list_uploaded_parts (docs/protocols/alibaba-pds.md, section 4.7). */
#include "hoist-pds-list.h"

#include "hoist-pds-call.h"
#include "hoist-pds-figures.h"

#include <string.h>

/* Entries of one page; one SDK asks for this many. */
#define MAX_ENTRIES 1000

/**
 * hoist_pds_list_read_md5:
 * @etag: (nullable): 32 digits in either case, with or without double quotes (notes 5.4)
 * @md5: (out): the digits in small letters; empty when @etag is no MD5
 *
 * Returns: whether @etag is one
 */
gboolean
hoist_pds_list_read_md5 (const char *etag, char md5[33])
{
  HoistDigests digests = { 0 };
  gsize length = etag != NULL ? strlen (etag) : 0;
  g_autofree char *text = NULL;
  g_autofree char *hex = NULL;

  md5[0] = '\0';
  if (length == 34 && etag[0] == '"' && etag[33] == '"')
    text = g_strndup (etag + 1, 32);
  else
    text = g_strdup (etag);
  if (!hoist_digests_set_hex (&digests, HOIST_DIGEST_MD5, text))
    return FALSE;

  hex = hoist_digests_dup_hex (&digests, HOIST_DIGEST_MD5);
  g_strlcpy (md5, hex, 33);
  return TRUE;
}

static int
compare_listed (gconstpointer a, gconstpointer b)
{
  const HoistPdsListed *one = a;
  const HoistPdsListed *other = b;

  return one->number < other->number ? -1 : one->number > other->number;
}

/* Returns: (transfer full) (element-type HoistPdsListed): the parts of a page, by number */
GArray *
hoist_pds_list_read (const HoistReadValue *root)
{
  const HoistReadValue *list = hoist_read_find_array (root, "uploaded_parts");
  GArray *parts = g_array_new (FALSE, TRUE, sizeof (HoistPdsListed));
  guint n_entries = MIN (hoist_read_get_count (list), MAX_ENTRIES);

  for (guint i = 0; i < n_entries; i++) {
    const HoistReadValue *entry = hoist_read_get_object_at (list, i);
    HoistPdsListed part = { 0 };
    guint64 number = 0;

    if (!hoist_read_uint (entry, "part_number", &number) || number == 0 ||
        number > HOIST_PDS_MAX_PARTS || !hoist_read_uint (entry, "part_size", &part.length))
      continue;
    part.number = (guint) number;
    hoist_pds_list_read_md5 (hoist_read_get_text (entry, "etag"), part.md5);
    g_array_append_val (parts, part);
  }
  g_array_sort (parts, compare_listed);
  return parts;
}

/**
 * hoist_pds_list_write:
 * @behind: the marker: parts with larger numbers are asked for; 0 for the first page
 * @limit: at most so many
 */
HoistMove
hoist_pds_list_write (const HoistFacts *facts,
                      const HoistTicket *ticket,
                      guint behind,
                      guint limit,
                      HoistRequest **request,
                      GError **error)
{
  g_autoptr (HoistPdsBody) body = hoist_pds_call_new_body (ticket);

  hoist_pds_body_add_number (body, "limit", limit);
  if (behind > 0)
    hoist_pds_body_add_number (body, "part_number_marker", behind);
  return hoist_pds_call_write (facts, "/v2/file/list_uploaded_parts", body, request, error);
}
