/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The queue's order, and moves in it. Places have gaps between them, so that a move changes only
 * the rows that move. */
#include "hoist-queue-private.h"

/* Between two files that were added one after the other. */
#define GAP (G_GINT64_CONSTANT (1) << 20)

/* No place lies further out, so that differences of two of them do not overflow. */
#define FURTHEST (G_GINT64_CONSTANT (1) << 61)

/**
 * hoist_queue_take_position:
 *
 * Returns: the position behind the last one; nobody gets it twice
 */
gint64
hoist_queue_take_position (HoistQueue *self)
{
  self->last_position += GAP;
  return self->last_position;
}

static gint64
get_position_at (HoistQueue *self, guint index)
{
  return hoist_queue_get_position (g_ptr_array_index (self->sessions, index));
}

/* The rows, and those that may come back among them, in order. */
static GPtrArray *
list_places (HoistQueue *self)
{
  GPtrArray *all = g_ptr_array_new_full (self->sessions->len, NULL);
  GHashTableIter iter;
  gpointer value = NULL;

  if (self->removals->len == 0) {
    g_ptr_array_extend (all, self->sessions, NULL, NULL);
    return all;
  }

  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    HoistQueueEntry *entry = value;

    if (entry->is_shown || entry->removal != NULL)
      g_ptr_array_add (all, entry->session);
  }
  hoist_queue_sort_rows (all);
  return all;
}

/* Makes room for @count rows everywhere. The last place stays what it is, for files on their way in
 * have places behind it already. */
static void
spread (HoistQueue *self, guint count)
{
  g_autoptr (GPtrArray) all = list_places (self);
  GArray *places = g_array_sized_new (FALSE, FALSE, sizeof (HoistPlace), all->len);
  gint64 gap = MAX (GAP, 2 * ((gint64) count + 1));
  gint64 last = 0;

  if (all->len > 0)
    last = hoist_queue_get_position (g_ptr_array_index (all, all->len - 1));
  for (guint i = 0; i < all->len; i++) {
    HoistSession *session = g_ptr_array_index (all, i);
    const HoistPlace place = { hoist_session_get_id (session), last - (all->len - 1 - i) * gap };

    hoist_session_set_position (session, place.position);
    g_array_append_val (places, place);
  }
  hoist_store_save_places (self->store, places);
}

/**
 * hoist_queue_mend_places:
 *
 * Puts places right that a damaged store has given twice, or too far out. Only before anything is
 * on its way in.
 */
void
hoist_queue_mend_places (HoistQueue *self)
{
  gint64 former = -FURTHEST;
  gboolean is_good = self->last_position < FURTHEST;

  for (guint i = 0; is_good && i < self->sessions->len; i++) {
    gint64 position = get_position_at (self, i);

    is_good = position > former;
    former = position;
  }
  if (is_good)
    return;

  self->last_position = (gint64) self->sessions->len * GAP;
  if (self->sessions->len > 0)
    hoist_session_set_position (g_ptr_array_index (self->sessions, self->sessions->len - 1),
                                self->last_position);
  spread (self, 0);
}

/* The first of @count places, and the distance to the next, between the row before @index and the
 * one there. Says whether there is room. */
static gboolean
find_room (HoistQueue *self, guint index, guint count, gint64 *first, gint64 *distance)
{
  gboolean has_upper = index < self->sessions->len;
  gint64 lower = 0;
  gint64 upper = 0;

  *distance = GAP;
  if (!has_upper) {
    *first = self->last_position + GAP;
    self->last_position += (gint64) count * GAP;
    return self->last_position < FURTHEST;
  }

  upper = get_position_at (self, index);
  lower = index > 0 ? get_position_at (self, index - 1) : upper - (gint64) (count + 1) * GAP;
  *distance = (upper - lower) / ((gint64) count + 1);
  *first = lower + *distance;
  return *distance > 0 && lower > -FURTHEST;
}

/* Gives @rows, which are not in the list, their new places, and puts them in. */
static void
settle (HoistQueue *self, GPtrArray *rows)
{
  GArray *places = g_array_sized_new (FALSE, FALSE, sizeof (HoistPlace), rows->len);

  for (guint i = 0; i < rows->len; i++) {
    HoistSession *session = g_ptr_array_index (rows, i);
    const HoistPlace place = { hoist_session_get_id (session), hoist_queue_get_position (session) };

    g_array_append_val (places, place);
  }
  hoist_queue_put_rows_in (self, rows);
  hoist_store_save_places (self->store, places);
  hoist_queue_schedule (self);
}

/* The first row from @before on that stays where it is. */
static guint
find_target (HoistQueue *self, GPtrArray *rows, HoistSession *before)
{
  guint index = hoist_queue_find_row (self, before);

  for (guint i = 0; i < rows->len; i++)
    hoist_queue_find_entry (self, g_ptr_array_index (rows, i))->is_picked = TRUE;
  while (index < self->sessions->len &&
         hoist_queue_find_entry (self, g_ptr_array_index (self->sessions, index))->is_picked)
    index++;
  for (guint i = 0; i < rows->len; i++)
    hoist_queue_find_entry (self, g_ptr_array_index (rows, i))->is_picked = FALSE;
  return index;
}

/* Whether @rows stand there already, one behind the other. */
static gboolean
is_in_place (HoistQueue *self, GPtrArray *rows, guint target)
{
  return target >= rows->len &&
         g_ptr_array_index (self->sessions, target - rows->len) == g_ptr_array_index (rows, 0) &&
         g_ptr_array_index (self->sessions, target - 1) == g_ptr_array_index (rows, rows->len - 1);
}

/**
 * hoist_queue_move:
 * @sessions: (element-type HoistSession): in any order; those that are not in the list are passed
 *   over
 * @before: (nullable): who stands behind them then; %NULL for the end
 *
 * Moves sessions to another place; among themselves they keep their order. The order decides what
 * starts next, and survives a restart. Costs one transaction and few signals.
 */
void
hoist_queue_move (HoistQueue *self, GPtrArray *sessions, HoistSession *before)
{
  g_autoptr (GPtrArray) rows = hoist_queue_pick_rows (self, sessions);
  g_autoptr (HoistSession) behind = NULL;
  const HoistQueueEntry *entry = before != NULL ? hoist_queue_find_entry (self, before) : NULL;
  guint target = self->sessions->len;
  gint64 first = 0;
  gint64 distance = 0;

  if (rows->len == 0)
    return;
  if (entry != NULL && entry->is_shown)
    target = find_target (self, rows, before);
  if (is_in_place (self, rows, target))
    return;

  if (target < self->sessions->len)
    behind = g_object_ref (g_ptr_array_index (self->sessions, target));
  hoist_queue_take_rows_out (self, rows);
  target = behind != NULL ? hoist_queue_find_row (self, behind) : self->sessions->len;
  if (!find_room (self, target, rows->len, &first, &distance)) {
    spread (self, rows->len);
    find_room (self, target, rows->len, &first, &distance);
  }
  for (guint i = 0; i < rows->len; i++)
    hoist_session_set_position (g_ptr_array_index (rows, i), first + i * distance);
  settle (self, rows);
}

/**
 * hoist_queue_move_to_end:
 * @sessions: (element-type HoistSession): in any order
 * @is_top: to the beginning of the list, so that they start next; else to its end
 *
 * As hoist_queue_move().
 */
void
hoist_queue_move_to_end (HoistQueue *self, GPtrArray *sessions, gboolean is_top)
{
  HoistSession *first = NULL;

  if (is_top && self->sessions->len > 0)
    first = g_ptr_array_index (self->sessions, 0);
  hoist_queue_move (self, sessions, first);
}
