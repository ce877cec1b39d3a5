/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows come into the queue's list and leave it, many with few signals. */
#include "hoist-queue-private.h"

#include <string.h>

/* So many stretches are told one by one; of more the whole stretch around them is told as new. */
#define MAX_RUNS 8

/* Up to so many are sorted; more are looked for in the list, which is in order already. */
#define MAX_SORTED 256

/* A stretch of the list, or where one is to be. */
typedef struct {
  guint index;
  guint count;
} Run;

/* The index of the first row at or behind @position. */
static guint
find_place (HoistQueue *self, gint64 position)
{
  guint low = 0;
  guint high = self->sessions->len;

  while (low < high) {
    guint middle = low + (high - low) / 2;

    if (hoist_queue_get_position (g_ptr_array_index (self->sessions, middle)) < position)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

/**
 * hoist_queue_find_row:
 * @session: one that is shown
 *
 * Returns: its index; a damaged store may have given one place to several
 */
guint
hoist_queue_find_row (HoistQueue *self, HoistSession *session)
{
  guint index = find_place (self, hoist_queue_get_position (session));

  while (index < self->sessions->len && g_ptr_array_index (self->sessions, index) != session)
    index++;
  return index;
}

static gboolean
is_picked (HoistQueue *self, guint index)
{
  HoistSession *session = g_ptr_array_index (self->sessions, index);

  return hoist_queue_find_entry (self, session)->is_picked;
}

static void
set_picked (HoistQueue *self, GPtrArray *rows, gboolean is_set)
{
  for (guint i = 0; i < rows->len; i++)
    hoist_queue_find_entry (self, g_ptr_array_index (rows, i))->is_picked = is_set;
}

static int
compare_positions (gconstpointer a, gconstpointer b)
{
  gint64 first = hoist_queue_get_position (*(HoistSession *const *) a);
  gint64 second = hoist_queue_get_position (*(HoistSession *const *) b);

  return (first > second) - (first < second);
}

/* Sorts @rows by their positions. */
void
hoist_queue_sort_rows (GPtrArray *rows)
{
  g_ptr_array_sort (rows, compare_positions);
}

static void
sort_rows (HoistQueue *self, GPtrArray *rows)
{
  guint n_left = rows->len;

  if (rows->len <= MAX_SORTED) {
    hoist_queue_sort_rows (rows);
    return;
  }

  set_picked (self, rows, TRUE);
  g_ptr_array_set_size (rows, 0);
  for (guint i = 0; n_left > 0 && i < self->sessions->len; i++) {
    if (!is_picked (self, i))
      continue;
    g_ptr_array_add (rows, g_object_ref (g_ptr_array_index (self->sessions, i)));
    n_left--;
  }
  set_picked (self, rows, FALSE);
}

/**
 * hoist_queue_pick_rows:
 * @sessions: (element-type HoistSession): in any order
 *
 * Returns: (transfer full) (element-type HoistSession): those that are in the list, each once, in
 *   the list's order
 */
GPtrArray *
hoist_queue_pick_rows (HoistQueue *self, GPtrArray *sessions)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < sessions->len; i++) {
    HoistSession *session = g_ptr_array_index (sessions, i);
    HoistQueueEntry *entry = hoist_queue_find_entry (self, session);

    if (entry == NULL || !entry->is_shown || entry->is_picked)
      continue;
    entry->is_picked = TRUE;
    g_ptr_array_add (rows, g_object_ref (session));
  }
  set_picked (self, rows, FALSE);
  sort_rows (self, rows);
  return rows;
}

/* Where @rows, which are picked, stand. */
static GArray *
find_runs (HoistQueue *self, GPtrArray *rows)
{
  GArray *runs = g_array_new (FALSE, FALSE, sizeof (Run));
  guint first = hoist_queue_find_row (self, g_ptr_array_index (rows, 0));
  guint n_left = rows->len;
  Run *run = NULL;

  for (guint i = first; n_left > 0 && i < self->sessions->len; i++) {
    if (!is_picked (self, i)) {
      run = NULL;
      continue;
    }
    if (run == NULL) {
      const Run begun = { i, 0 };

      g_array_append_val (runs, begun);
      run = &g_array_index (runs, Run, runs->len - 1);
    }
    run->count++;
    n_left--;
  }
  return runs;
}

static void
take_run_out (HoistQueue *self, const Run *run)
{
  g_ptr_array_remove_range (self->sessions, run->index, run->count);
  g_list_model_items_changed (G_LIST_MODEL (self), run->index, run->count, 0);
}

/* All of them, and what stands in between is told as new. */
static void
take_runs_out (HoistQueue *self, GArray *runs, GPtrArray *rows)
{
  const Run *first = &g_array_index (runs, Run, 0);
  const Run *last = &g_array_index (runs, Run, runs->len - 1);
  guint end = last->index + last->count;
  gpointer *data = self->sessions->pdata;
  guint n_kept = 0;

  for (guint i = first->index; i < end; i++) {
    if (is_picked (self, i))
      g_object_unref (data[i]);
    else
      data[first->index + n_kept++] = data[i];
  }
  memmove (data + first->index + n_kept, data + end, (self->sessions->len - end) * sizeof *data);
  self->sessions->len -= end - first->index - n_kept;
  set_picked (self, rows, FALSE);
  g_list_model_items_changed (G_LIST_MODEL (self), first->index, end - first->index, n_kept);
}

/**
 * hoist_queue_take_rows_out:
 * @rows: (element-type HoistSession): from hoist_queue_pick_rows()
 */
void
hoist_queue_take_rows_out (HoistQueue *self, GPtrArray *rows)
{
  g_autoptr (GArray) runs = NULL;

  if (rows->len == 0)
    return;

  set_picked (self, rows, TRUE);
  runs = find_runs (self, rows);
  for (guint i = 0; i < rows->len; i++) {
    HoistQueueEntry *entry = hoist_queue_find_entry (self, g_ptr_array_index (rows, i));

    entry->is_shown = FALSE;
    self->n_due -= entry->is_due;
  }
  self->first_due = MIN (self->first_due, g_array_index (runs, Run, 0).index);
  if (runs->len > MAX_RUNS) {
    take_runs_out (self, runs, rows);
    return;
  }
  set_picked (self, rows, FALSE);
  for (guint i = runs->len; i > 0; i--)
    take_run_out (self, &g_array_index (runs, Run, i - 1));
}

/* Where @rows are to be: the index of a run is that before any of them is there. */
static GArray *
plan_runs (HoistQueue *self, GPtrArray *rows)
{
  GArray *runs = g_array_new (FALSE, FALSE, sizeof (Run));
  Run *run = NULL;

  for (guint i = 0; i < rows->len; i++) {
    gint64 position = hoist_queue_get_position (g_ptr_array_index (rows, i));

    if (run == NULL ||
        (run->index < self->sessions->len &&
         hoist_queue_get_position (g_ptr_array_index (self->sessions, run->index)) < position)) {
      const Run begun = { find_place (self, position), 0 };

      g_array_append_val (runs, begun);
      run = &g_array_index (runs, Run, runs->len - 1);
    }
    run->count++;
  }
  return runs;
}

/* Makes room for @count pointers. */
static gpointer *
open_gap (GPtrArray *array, guint index, guint count)
{
  guint behind = array->len - index;

  g_ptr_array_set_size (array, (int) (array->len + count));
  memmove (array->pdata + index + count, array->pdata + index, behind * sizeof (gpointer));
  return array->pdata + index;
}

static void
put_run_in (HoistQueue *self, const Run *run, gpointer *rows)
{
  gpointer *gap = open_gap (self->sessions, run->index, run->count);

  for (guint i = 0; i < run->count; i++)
    gap[i] = g_object_ref (rows[i]);
  g_list_model_items_changed (G_LIST_MODEL (self), run->index, 0, run->count);
}

/* From the end on, so that nothing is moved twice; what lies in between is told as new. */
static void
put_runs_in (HoistQueue *self, GArray *runs, GPtrArray *rows)
{
  guint first = g_array_index (runs, Run, 0).index;
  guint end = g_array_index (runs, Run, runs->len - 1).index;
  guint row = rows->len;
  guint from = end;
  guint to = end + rows->len;
  gpointer *data = NULL;

  open_gap (self->sessions, end, rows->len);
  data = self->sessions->pdata;
  for (guint i = runs->len; i > 0; i--) {
    const Run *run = &g_array_index (runs, Run, i - 1);

    while (from > run->index)
      data[--to] = data[--from];
    for (guint j = 0; j < run->count; j++)
      data[--to] = g_object_ref (g_ptr_array_index (rows, --row));
  }
  g_list_model_items_changed (G_LIST_MODEL (self), first, end - first, end - first + rows->len);
}

/**
 * hoist_queue_put_rows_in:
 * @rows: (element-type HoistSession): ascending by position, not in the list
 */
void
hoist_queue_put_rows_in (HoistQueue *self, GPtrArray *rows)
{
  g_autoptr (GArray) runs = NULL;
  guint row = rows->len;

  if (rows->len == 0)
    return;

  for (guint i = 0; i < rows->len; i++) {
    HoistQueueEntry *entry = hoist_queue_find_entry (self, g_ptr_array_index (rows, i));

    entry->is_shown = TRUE;
    self->n_due += entry->is_due;
  }
  runs = plan_runs (self, rows);
  self->first_due = MIN (self->first_due, g_array_index (runs, Run, 0).index);
  if (runs->len > MAX_RUNS) {
    put_runs_in (self, runs, rows);
    return;
  }
  for (guint i = runs->len; i > 0; i--) {
    const Run *run = &g_array_index (runs, Run, i - 1);

    row -= run->count;
    put_run_in (self, run, rows->pdata + row);
  }
}
