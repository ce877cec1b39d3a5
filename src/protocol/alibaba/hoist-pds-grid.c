/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parts in sequence may have any sizes, so those that the server has stand, and only the rest is
 * planned (docs/protocols/alibaba-pds.md, sections 6.2 and 7). */
#include "hoist-pds-grid.h"

#include "hoist-pds-figures.h"
#include "hoist-read.h"

static guint64
divide_up (guint64 value, guint64 by)
{
  return value / by + (value % by > 0);
}

/* The asked size, or the smallest larger one with which the parts are few enough. */
static guint64
fit_part_size (guint64 size, guint64 asked, guint64 max_parts)
{
  guint64 needed = 0;

  if (divide_up (size, asked) <= max_parts)
    return asked;
  needed = divide_up (divide_up (size, max_parts), HOIST_PDS_PART_STEP) * HOIST_PDS_PART_STEP;
  return MIN (needed, HOIST_PDS_MAX_PART);
}

static guint64
get_asked_part_size (const HoistFacts *facts)
{
  guint64 asked = 0;

  if (!hoist_read_parse_uint (hoist_facts_get (facts, "part-size"), &asked))
    asked = facts->provider->rules.part_size;
  return CLAMP (asked, HOIST_PDS_MIN_PART, HOIST_PDS_MAX_PART);
}

/* Bytes a part: as set, but at most 9,000 parts as long as they may be that large (notes 7). */
static guint64
get_part_size (const HoistFacts *facts)
{
  return fit_part_size (facts->file->size, get_asked_part_size (facts), HOIST_PDS_PLANNED_PARTS);
}

/* How many parts a new grid has: an empty file has one of no bytes (notes 7). */
guint
hoist_pds_grid_count_parts (const HoistFacts *facts)
{
  return MAX (divide_up (facts->file->size, get_part_size (facts)), 1);
}

/* Makes the grid anew. */
void
hoist_pds_grid_plan (const HoistFacts *facts, HoistTicket *ticket)
{
  const guint64 nothing[] = { 0 };

  hoist_ticket_plan_behind (ticket, facts->file->size, nothing, facts->file->size == 0 ? 1 : 0,
                            get_part_size (facts));
}

static GArray *
get_lengths (const HoistTicket *ticket, guint n_parts)
{
  GArray *lengths = g_array_new (FALSE, FALSE, sizeof (guint64));

  for (guint i = 0; i < n_parts; i++)
    g_array_append_val (lengths, hoist_ticket_get_part (ticket, i)->length);
  return lengths;
}

static guint64
get_end (const HoistTicket *ticket, guint n_parts)
{
  const HoistPart *last = n_parts > 0 ? hoist_ticket_get_part (ticket, n_parts - 1) : NULL;

  return last != NULL ? last->offset + last->length : 0;
}

/**
 * hoist_pds_grid_forget_parts:
 *
 * The same grid, of which the server has nothing until it says so; local digests stay. Without a
 * grid, or with one of another file, a new one.
 */
void
hoist_pds_grid_forget_parts (const HoistFacts *facts, HoistTicket *ticket)
{
  guint n_parts = hoist_ticket_get_n_parts (ticket);
  g_autoptr (GArray) lengths = NULL;

  if (n_parts == 0 || ticket->part_size == 0 || get_end (ticket, n_parts) != facts->file->size) {
    hoist_pds_grid_plan (facts, ticket);
    return;
  }
  lengths = get_lengths (ticket, n_parts);
  hoist_ticket_plan_behind (ticket, facts->file->size, (const guint64 *) (gpointer) lengths->data,
                            n_parts, ticket->part_size);
}

/* The first @n_kept parts as they are, then one of length @next if there is one, then parts of
 * @part_size.
 */
static void
replan (const HoistFacts *facts,
        HoistTicket *ticket,
        guint n_kept,
        const guint64 *next,
        guint64 part_size)
{
  g_autoptr (GArray) lengths = get_lengths (ticket, n_kept);
  g_autoptr (GArray) before = g_array_ref (ticket->parts);

  if (next != NULL)
    g_array_append_val (lengths, *next);
  hoist_ticket_plan_behind (ticket, facts->file->size, (const guint64 *) (gpointer) lengths->data,
                            lengths->len, part_size);
  for (guint i = 0; i < n_kept; i++) {
    const HoistPart *old = &g_array_index (before, HoistPart, i);
    HoistPart *part = hoist_ticket_get_part (ticket, i);

    hoist_part_set_etag (part, old->etag);
    part->kept = old->kept;
    part->is_done = old->is_done;
  }
}

/**
 * hoist_pds_grid_accept:
 * @index: of the part, from 0; all before it are accepted
 * @length: its length at the server
 * @md5: what the server calls its content
 *
 * Notes that the server has this part; whether the bytes are ours is compared later.
 *
 * Returns: %FALSE when no file like ours can have such a part
 */
gboolean
hoist_pds_grid_accept (const HoistFacts *facts,
                       HoistTicket *ticket,
                       guint index,
                       guint64 length,
                       const char *md5)
{
  guint64 size = facts->file->size;
  guint64 offset = get_end (ticket, index);
  HoistPart *part = NULL;

  if (index >= HOIST_PDS_MAX_PARTS || offset > size || length > size - offset ||
      (length == 0 && size > 0) || (offset == size && index > 0) ||
      (length < HOIST_PDS_MIN_PART && length < size - offset))
    return FALSE;

  if (index >= hoist_ticket_get_n_parts (ticket) ||
      hoist_ticket_get_part (ticket, index)->length != length)
    replan (facts, ticket, index, &length,
            MAX (length, MAX (divide_up (size, HOIST_PDS_MAX_PARTS), HOIST_PDS_MIN_PART)));

  part = hoist_ticket_get_part (ticket, index);
  hoist_part_set_etag (part, md5);
  part->kept = length;
  return TRUE;
}

/**
 * hoist_pds_grid_plan_rest:
 * @n_listed: how many parts the server has
 *
 * Plans what is missing, with as few parts as are left. Does nothing when the grid is good.
 *
 * Returns: %FALSE when the parts that are left cannot hold the rest
 */
gboolean
hoist_pds_grid_plan_rest (const HoistFacts *facts, HoistTicket *ticket, guint n_listed)
{
  guint64 planned = get_part_size (facts);
  guint64 rest = facts->file->size - get_end (ticket, n_listed);
  guint n_left = HOIST_PDS_MAX_PARTS - n_listed;

  if (rest > 0 && (n_left == 0 || divide_up (rest, n_left) > HOIST_PDS_MAX_PART))
    return FALSE;

  if (rest > 0)
    planned = fit_part_size (rest, planned, n_left);
  if (ticket->part_size != planned || hoist_ticket_get_n_parts (ticket) > HOIST_PDS_MAX_PARTS)
    replan (facts, ticket, n_listed, NULL, planned);
  return TRUE;
}
