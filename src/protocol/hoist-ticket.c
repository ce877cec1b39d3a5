/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An upload's memory: its grid of parts, and the values that its provider keeps.
 * hoist-ticket-text.c writes and reads it. */
#include "hoist-ticket.h"

#include <string.h>

static GHashTable *
new_values (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

/* Returns: (transfer full): the ticket of an upload that has not begun */
HoistTicket *
hoist_ticket_new (void)
{
  HoistTicket *self = g_new0 (HoistTicket, 1);

  self->next = HOIST_STEP_BEGIN;
  self->parts = hoist_part_new_array ();
  self->values = new_values ();
  self->sealed = new_values ();
  return self;
}

void
hoist_ticket_free (HoistTicket *self)
{
  if (self == NULL)
    return;

  g_array_unref (self->parts);
  g_hash_table_unref (self->values);
  g_hash_table_unref (self->sealed);
  g_free (self->remote_id);
  g_free (self->link);
  g_free (self);
}

/**
 * hoist_ticket_reset:
 *
 * Forgets everything, as for an upload that has not begun. Marks the ticket as changed and its grid
 * as new, so that what was saved goes too.
 */
void
hoist_ticket_reset (HoistTicket *self)
{
  g_return_if_fail (self != NULL);

  g_array_unref (self->parts);
  self->parts = hoist_part_new_array ();
  g_hash_table_remove_all (self->values);
  g_hash_table_remove_all (self->sealed);
  g_clear_pointer (&self->remote_id, g_free);
  g_clear_pointer (&self->link, g_free);
  self->next = HOIST_STEP_BEGIN;
  self->has_begun = FALSE;
  self->starts_over = FALSE;
  self->part_size = 0;
  self->expires_us = 0;
  self->verified = NULL;
  self->is_instant = FALSE;
  self->is_changed = TRUE;
  self->is_grid_new = TRUE;
}

/* (nullable): a provider's own value, until it is set again. */
const char *
hoist_ticket_get (const HoistTicket *self, const char *name)
{
  return g_hash_table_lookup (self->values, name);
}

static void
set_value (HoistTicket *self, GHashTable *values, const char *name, const char *value)
{
  if (g_strcmp0 (g_hash_table_lookup (values, name), value) == 0)
    return;

  if (value != NULL)
    g_hash_table_replace (values, g_strdup (name), g_strdup (value));
  else
    g_hash_table_remove (values, name);
  self->is_changed = TRUE;
}

/**
 * hoist_ticket_set:
 * @name: the provider's own; no two names may differ by case only
 * @value: (nullable): not a secret; %NULL to forget it
 */
void
hoist_ticket_set (HoistTicket *self, const char *name, const char *value)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (name != NULL);

  set_value (self, self->values, name, value);
}

/* (nullable): a value that is itself a credential. */
const char *
hoist_ticket_get_sealed (const HoistTicket *self, const char *name)
{
  return g_hash_table_lookup (self->sealed, name);
}

/* As hoist_ticket_set(), for a value that is itself a credential: never in the store. */
void
hoist_ticket_set_sealed (HoistTicket *self, const char *name, const char *value)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (name != NULL);

  if (g_strcmp0 (hoist_ticket_get_sealed (self, name), value) != 0)
    self->is_sealed_new = TRUE;
  set_value (self, self->sealed, name, value);
}

gboolean
hoist_ticket_has_sealed (const HoistTicket *self)
{
  return g_hash_table_size (self->sealed) > 0;
}

/**
 * hoist_ticket_set_result:
 * @remote_id: (nullable): the service's name for the finished file
 * @link: (nullable): where it can be seen
 * @verified: a static string of design section 3
 */
void
hoist_ticket_set_result (HoistTicket *self,
                         const char *remote_id,
                         const char *link,
                         const char *verified)
{
  char *new_id = g_strdup (remote_id);
  char *new_link = g_strdup (link);

  g_free (self->remote_id);
  self->remote_id = new_id;
  g_free (self->link);
  self->link = new_link;
  self->verified = verified;
  self->is_changed = TRUE;
}

static HoistPart *
find_part (GArray *parts, guint64 offset)
{
  guint low = 0;
  guint high = parts->len;

  while (low < high) {
    guint middle = low + (high - low) / 2;
    HoistPart *part = &g_array_index (parts, HoistPart, middle);

    if (part->offset == offset)
      return part;
    if (part->offset < offset)
      low = middle + 1;
    else
      high = middle;
  }
  return NULL;
}

/* The local digest: from the slices, else from a part of the same range in the grid before. */
static void
find_digest (HoistPart *self, guint64 size, const HoistSlices *slices, GArray *before)
{
  HoistPart *old = find_part (before, self->offset);
  HoistDigests digests = { 0 };

  if (hoist_slices_lookup (slices, size, self->offset, self->length, &digests)) {
    hoist_part_set_digests (self, &digests, hoist_slices_get_kind (slices));
  } else if (old != NULL && old->length == self->length) {
    self->digest_kind = old->digest_kind;
    memcpy (self->digest, old->digest, sizeof (self->digest));
    self->has_crc64 = old->has_crc64;
    self->crc64 = old->crc64;
  }
}

/* The next part of the grid; a local digest of the same range is taken over. */
static guint64
append_part (HoistTicket *self,
             guint64 size,
             guint64 offset,
             guint64 length,
             const HoistSlices *slices,
             GArray *before)
{
  HoistPart part = { .number = self->parts->len + 1, .offset = offset, .length = length };

  find_digest (&part, size, slices, before);
  g_array_append_val (self->parts, part);
  return offset + length;
}

static void
append_rest (HoistTicket *self,
             guint64 size,
             guint64 offset,
             const HoistSlices *slices,
             GArray *before)
{
  while (offset < size)
    offset = append_part (self, size, offset, MIN (self->part_size, size - offset), slices, before);
  self->is_changed = TRUE;
  self->is_grid_new = TRUE;
}

/**
 * hoist_ticket_plan:
 * @size: of the file
 * @part_size: of all parts but the last; above 0, and not so small that there are 2^32 parts
 * @slices: (nullable): digests of slices; used where a slice is a part
 *
 * Makes the whole grid anew: no part is done. An empty file has no parts. Local digests of ranges
 * that were parts before are kept.
 */
void
hoist_ticket_plan (HoistTicket *self, guint64 size, guint64 part_size, const HoistSlices *slices)
{
  g_autoptr (GArray) before = NULL;

  g_return_if_fail (self != NULL);
  g_return_if_fail (part_size > 0 && size / part_size < G_MAXUINT32 / sizeof (HoistPart));

  before = g_steal_pointer (&self->parts);
  self->parts = hoist_part_new_array ();
  self->part_size = part_size;
  append_rest (self, size, 0, slices, before);
}

/**
 * hoist_ticket_plan_behind:
 * @lengths: (array length=n_lengths): of the first parts, as the server has them; together at most
 *   @size
 * @part_size: of all others but the last, as in hoist_ticket_plan()
 *
 * As hoist_ticket_plan(), behind parts of any length. A first part may be empty: the one part of an
 * empty file.
 */
void
hoist_ticket_plan_behind (HoistTicket *self,
                          guint64 size,
                          const guint64 *lengths,
                          guint n_lengths,
                          guint64 part_size)
{
  g_autoptr (GArray) before = NULL;
  guint64 offset = 0;

  g_return_if_fail (self != NULL);
  g_return_if_fail (part_size > 0 && size / part_size < G_MAXUINT32 / sizeof (HoistPart));

  before = g_steal_pointer (&self->parts);
  self->parts = hoist_part_new_array ();
  self->part_size = part_size;
  for (guint i = 0; i < n_lengths; i++)
    offset = append_part (self, size, offset, MIN (lengths[i], size - offset), NULL, before);
  append_rest (self, size, offset, NULL, before);
}

/**
 * hoist_ticket_get_crc64:
 * @crc64: (out): of the whole file, when all is known
 *
 * Returns: whether the CRC-64 of every part is known
 */
gboolean
hoist_ticket_get_crc64 (const HoistTicket *self, guint64 *crc64)
{
  guint64 sum = 0;

  for (guint i = 0; i < self->parts->len; i++) {
    const HoistPart *part = hoist_ticket_get_part (self, i);

    if (!part->has_crc64)
      return FALSE;
    sum = hoist_crc64_combine (sum, part->crc64, part->length);
  }
  *crc64 = sum;
  return TRUE;
}

/* A part by its place from 0, until the grid is planned anew. */
HoistPart *
hoist_ticket_get_part (const HoistTicket *self, guint index)
{
  g_return_val_if_fail (index < self->parts->len, NULL);

  return &g_array_index (self->parts, HoistPart, index);
}

guint
hoist_ticket_get_n_parts (const HoistTicket *self)
{
  return self->parts->len;
}

/* (nullable): the part that begins at @offset, until the grid is planned anew. */
HoistPart *
hoist_ticket_find_part (const HoistTicket *self, guint64 offset)
{
  return find_part (self->parts, offset);
}

/* The bytes of parts that are done. */
guint64
hoist_ticket_get_bytes_done (const HoistTicket *self)
{
  guint64 n_bytes = 0;

  for (guint i = 0; i < self->parts->len; i++) {
    const HoistPart *part = hoist_ticket_get_part (self, i);

    n_bytes += part->is_done ? part->length : 0;
  }
  return n_bytes;
}

/* Whether there is a grid and all of it is done. */
gboolean
hoist_ticket_are_parts_done (const HoistTicket *self)
{
  for (guint i = 0; i < self->parts->len; i++) {
    if (!hoist_ticket_get_part (self, i)->is_done)
      return FALSE;
  }
  return self->parts->len > 0;
}
