/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What of a run is not saved yet: finished parts, in batches, and lanes that wait for a save. */
#include "hoist-keeper.h"

/* Finished parts are saved at once, but small ones that come fast in batches: at most this late
 * (design section 3 allows 16 MiB; but not every service can tell which parts it has, and a kill
 * shall not cost more than what was in flight). */
#define SAVE_US (250 * 1000)
#define SAVE_BYTES (1024 * 1024)

struct _HoistKeeper {
  HoistClock *clock; /* (owned) */
  HoistKeeperSave save;
  gpointer data;

  GQueue lanes; /* (owned) (element-type Waiting): that wait for a save, in its order */

  GArray *parts; /* (owned) (element-type guint): indices of those that are not saved */
  guint64 part_bytes;
  gint64 saved_us; /* when the last batch was */
  guint timer;
  gboolean is_saving;
  gboolean is_save_due; /* again, when that save has ended */
};

/* A lane that goes on when its ticket is saved. */
typedef struct {
  HoistKept then;
  gpointer data;
} Waiting;

/**
 * hoist_keeper_new:
 * @save: called when parts have to be saved
 *
 * Returns: (transfer full):
 */
HoistKeeper *
hoist_keeper_new (HoistClock *clock, HoistKeeperSave save, gpointer data)
{
  HoistKeeper *self = g_new0 (HoistKeeper, 1);

  self->clock = g_object_ref (clock);
  self->save = save;
  self->data = data;
  self->parts = g_array_new (FALSE, FALSE, sizeof (guint));
  self->saved_us = -SAVE_US;
  g_queue_init (&self->lanes);
  return self;
}

void
hoist_keeper_free (HoistKeeper *self)
{
  hoist_keeper_stop_waiting (self);
  g_queue_clear_full (&self->lanes, g_free);
  g_array_unref (self->parts);
  g_object_unref (self->clock);
  g_free (self);
}

/* One at a time: while the disk takes nothing, the parts of hours are one change, not thousands. */
static void
save_parts (HoistKeeper *self)
{
  self->is_save_due = self->is_saving;
  if (self->is_saving)
    return;

  self->is_saving = TRUE;
  self->saved_us = hoist_clock_get_monotonic (self->clock);
  self->save (self->data);
}

static void
on_save_due (gpointer user_data)
{
  HoistKeeper *self = user_data;

  self->timer = 0;
  save_parts (self);
}

/**
 * hoist_keeper_add_part:
 * @part: that the service has
 *
 * Has it saved: at once, or a moment later with others.
 */
void
hoist_keeper_add_part (HoistKeeper *self, const HoistPart *part)
{
  guint index = part->number - 1;
  gint64 wait_us = 0;

  g_array_append_val (self->parts, index);
  self->part_bytes += part->length;
  wait_us = self->saved_us + SAVE_US - hoist_clock_get_monotonic (self->clock);
  if (wait_us <= 0 || self->part_bytes >= SAVE_BYTES)
    save_parts (self);
  else if (self->timer == 0)
    self->timer = hoist_clock_add_timer (self->clock, wait_us, on_save_due, self);
}

/**
 * hoist_keeper_parts_saved:
 *
 * The save that was asked for has ended.
 */
void
hoist_keeper_parts_saved (HoistKeeper *self)
{
  self->is_saving = FALSE;
  if (self->is_save_due)
    save_parts (self);
}

/**
 * hoist_keeper_add_lane:
 * @then: called with @data by hoist_keeper_lane_saved(), once for each lane, in the order they came
 */
void
hoist_keeper_add_lane (HoistKeeper *self, HoistKept then, gpointer data)
{
  Waiting *waiting = g_new (Waiting, 1);

  *waiting = (Waiting){ then, data };
  g_queue_push_tail (&self->lanes, waiting);
}

/**
 * hoist_keeper_lane_saved:
 *
 * What the first lane waits for is durable: it goes on.
 */
void
hoist_keeper_lane_saved (HoistKeeper *self)
{
  g_autofree Waiting *waiting = g_queue_pop_head (&self->lanes);

  waiting->then (waiting->data);
}

/**
 * hoist_keeper_stop_waiting:
 *
 * Something else is saved now, and the parts with it: no batch of their own is waited for.
 */
void
hoist_keeper_stop_waiting (HoistKeeper *self)
{
  hoist_clock_clear_timer (self->clock, &self->timer);
}

/**
 * hoist_keeper_fill_change:
 *
 * Adds the parts that are not saved to @change, all parts where the grid is new, and takes them as
 * saved.
 */
void
hoist_keeper_fill_change (HoistKeeper *self, HoistTicket *ticket, HoistChange *change)
{
  change->is_grid_new = ticket->is_grid_new;
  if (ticket->is_grid_new) {
    for (guint i = 0; i < hoist_ticket_get_n_parts (ticket); i++)
      hoist_change_add_part (change, hoist_ticket_get_part (ticket, i));
  } else {
    for (guint i = 0; i < self->parts->len; i++)
      hoist_change_add_part (change,
                             hoist_ticket_get_part (ticket, g_array_index (self->parts, guint, i)));
  }
  ticket->is_grid_new = FALSE;
  g_array_set_size (self->parts, 0);
  self->part_bytes = 0;
}
