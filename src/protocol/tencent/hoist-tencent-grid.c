/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of an upload to Tencent Cloud VOD: as asked for, as imposed, and what is there. */
#include "hoist-tencent-grid.h"

#include <string.h>

/* "Notes" below are docs/protocols/tencent-vod.md. */

/* Parts that a server may impose on an upload it remembers (notes 1.8). The documents know only the
 * two sizes above; these bounds just keep a senseless answer from making a senseless grid. */
#define MIN_IMPOSED_PART 65536
#define MAX_IMPOSED_PART (64 * 1024 * 1024)

guint64
hoist_tencent_grid_get_asked (const HoistFacts *facts)
{
  return strcmp (hoist_facts_get (facts, "part-size"), "524288") == 0 ? HOIST_TENCENT_SMALL_PART
                                                                      : HOIST_TENCENT_LARGE_PART;
}

/* What the server listed is compared before anything is sent again. DONE when it is ours. */
HoistMove
hoist_tencent_grid_compare (HoistPart *part)
{
  HoistDigestKinds kind = strlen (part->etag) == 40 ? HOIST_DIGEST_SHA1 : HOIST_DIGEST_MD5;
  g_autofree char *digest = NULL;

  if (part->digest_kind != kind)
    return (HoistMove){
      .kind = HOIST_MOVE_NEEDS, .digests = kind, .offset = part->offset, .length = part->length
    };

  digest = hoist_part_dup_digest_hex (part);
  part->is_done = strcmp (digest, part->etag) == 0;
  part->kept = part->is_done ? part->length : 0;
  if (!part->is_done)
    hoist_part_set_etag (part, NULL);
  return part->is_done ? HOIST_MOVE (DONE) : HOIST_MOVE (SEND);
}

/* Offset and length of a listed part; the length has two names (notes 7, A4). */
static gboolean
read_listed_range (const HoistReadValue *entry, guint64 *offset, guint64 *length)
{
  return hoist_read_uint (entry, "offset", offset) &&
         (hoist_read_uint (entry, "dataSize", length) ||
          hoist_read_uint (entry, "dataLen", length));
}

static gboolean
is_part_size (guint64 size)
{
  return size >= MIN_IMPOSED_PART && size <= MAX_IMPOSED_PART;
}

/* The grid that the server has: by its own word, else by a listed part that is not the file's last
 * one, else as asked; the documents' example has only the list (notes 1.8, and 7, A6). */
static guint64
get_imposed_part_size (const HoistFacts *facts, const HoistReadValue *root)
{
  const HoistReadValue *list = hoist_read_find_array (root, "listParts");
  guint64 size = 0;

  if (hoist_read_uint (root, "dataSize", &size) && is_part_size (size))
    return size;

  for (guint i = 0; i < hoist_read_get_count (list); i++) {
    guint64 offset = 0;

    if (read_listed_range (hoist_read_get_object_at (list, i), &offset, &size) &&
        is_part_size (size) && offset % size == 0 && offset < facts->file->size &&
        size < facts->file->size - offset)
      return size;
  }
  return hoist_tencent_grid_get_asked (facts);
}

/* The digest of a listed part. It has two names, and its length says what it is: 32 digits are an
 * MD5, 40 a SHA-1 (notes 7, A3). Returns: (transfer full) (nullable) */
static char *
dup_listed_digest (const HoistReadValue *entry)
{
  static const char *const names[] = { "dataMd5", "dataSha" };
  HoistDigests digests = { 0 };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    const char *text = hoist_read_get_text (entry, names[i]);

    if (hoist_digests_set_hex (&digests, HOIST_DIGEST_MD5, text))
      return hoist_digests_dup_hex (&digests, HOIST_DIGEST_MD5);
    if (hoist_digests_set_hex (&digests, HOIST_DIGEST_SHA1, text))
      return hoist_digests_dup_hex (&digests, HOIST_DIGEST_SHA1);
  }
  return NULL;
}

/* What we noted when the server took the same part from us. (nullable) */
static const char *
get_noted_digest (const HoistPart *part, GArray *before)
{
  const HoistPart *old = NULL;

  if (part->number > before->len)
    return NULL;
  old = &g_array_index (before, HoistPart, part->number - 1);
  return old->offset == part->offset && old->length == part->length && old->is_done ? old->etag
                                                                                    : NULL;
}

/* A listed part need not be sent again if its bytes are ours. Without a digest in the list that is
 * known only when the server took this very part from us before, and then checked its MD5; anything
 * else would be a part that nobody has proven, so it is sent again. */
static void
accept_listed (HoistTicket *ticket, GArray *before, const HoistReadValue *entry)
{
  g_autofree char *digest = dup_listed_digest (entry);
  HoistPart *part = NULL;
  guint64 offset = 0;
  guint64 length = 0;

  if (!read_listed_range (entry, &offset, &length))
    return;
  part = hoist_ticket_find_part (ticket, offset);
  if (part == NULL || part->length != length)
    return;

  if (digest == NULL)
    digest = g_strdup (get_noted_digest (part, before));
  if (digest == NULL)
    return;

  hoist_part_set_etag (part, digest);
  part->is_done = FALSE;
  part->kept = part->length;
  hoist_tencent_grid_compare (part); /* when the local digest is not known yet, PART asks for it */
}

/* Code 0: nothing is there, or no longer. Code 1: what is in the list is there. */
HoistMove
hoist_tencent_grid_plan (const HoistFacts *facts,
                         HoistTicket *ticket,
                         const HoistReadValue *root,
                         gboolean has_parts)
{
  g_autoptr (GArray) before = g_array_ref (ticket->parts);
  const HoistReadValue *list = has_parts ? hoist_read_find_array (root, "listParts") : NULL;
  guint64 part_size =
      has_parts ? get_imposed_part_size (facts, root) : hoist_tencent_grid_get_asked (facts);

  hoist_ticket_plan (ticket, facts->file->size, part_size, facts->file->slices);
  hoist_ticket_set (ticket, "asked-for-id", NULL);
  ticket->is_instant = FALSE;
  for (guint i = 0; i < hoist_read_get_count (list); i++)
    accept_listed (ticket, before, hoist_read_get_object_at (list, i));
  return HOIST_MOVE (DONE);
}
