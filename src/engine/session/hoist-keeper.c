/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What of a run is not saved yet: finished parts, and lanes that wait for a save. */
#include "hoist-keeper.h"

struct _HoistKeeper {
  HoistKeeperSave save;
  gpointer data;

  GQueue lanes; /* (owned) (element-type Waiting): that wait for a save, in its order */

  GArray *parts; /* (owned) (element-type guint): indices of those that are not saved */
  gboolean is_saving;
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
hoist_keeper_new (HoistKeeperSave save, gpointer data)
{
  HoistKeeper *self = g_new0 (HoistKeeper, 1);

  self->save = save;
  self->data = data;
  self->parts = g_array_new (FALSE, FALSE, sizeof (guint));
  g_queue_init (&self->lanes);
  return self;
}

void
hoist_keeper_free (HoistKeeper *self)
{
  g_queue_clear_full (&self->lanes, g_free);
  g_array_unref (self->parts);
  g_free (self);
}

/* At once, so that a kill costs no more than what was on its way; but one save at a time: while the
 * disk is slow, the parts that arrive meanwhile are one change, not thousands. */
static void
save_parts (HoistKeeper *self)
{
  if (self->is_saving || self->parts->len == 0)
    return;

  self->is_saving = TRUE;
  self->save (self->data);
}

/**
 * hoist_keeper_add_part:
 * @part: that the service has
 *
 * Has it saved, as soon as the former parts are.
 */
void
hoist_keeper_add_part (HoistKeeper *self, const HoistPart *part)
{
  guint index = part->number - 1;

  g_array_append_val (self->parts, index);
  save_parts (self);
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
}
