/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a run has its session save on the way, and what goes on when that is durable. */
#include "hoist-runner-private.h"

/* Counts as pending; @then is called when it is durable, unless the run ends meanwhile. */
void
hoist_runner_save (HoistRunner *self,
                   HoistState state,
                   HoistReason reason,
                   const char *message,
                   HoistRunnerSaved then)
{
  self->n_pending++;
  self->events->save (state, reason, message, then, self->data);
}

static void
on_lane_saved (HoistRunner *self)
{
  hoist_keeper_lane_saved (self->keeper);
}

void
hoist_runner_keep_lane (HoistKept then, gpointer then_data, gpointer user_data)
{
  HoistRunner *self = user_data;

  hoist_keeper_add_lane (self->keeper, then, then_data);
  hoist_runner_save (self, self->record->state, self->record->reason, self->record->message,
                     on_lane_saved);
}

void
hoist_runner_enter_phase (HoistRunner *self, HoistState phase, HoistRunnerSaved then)
{
  self->phase = phase;
  hoist_runner_save (self, phase, HOIST_REASON_NONE, NULL, then);
}

static void
on_parts_saved (HoistRunner *self)
{
  hoist_keeper_parts_saved (self->keeper);
}

/* For the keeper. */
void
hoist_runner_save_parts (gpointer user_data)
{
  HoistRunner *self = user_data;

  hoist_runner_save (self, self->record->state, self->record->reason, self->record->message,
                     on_parts_saved);
}

/**
 * hoist_runner_saved:
 * @then: (nullable): as handed to the save event
 *
 * What the save event asked for is durable.
 */
void
hoist_runner_saved (HoistRunner *self, HoistRunnerSaved then)
{
  if (self->is_closing) {
    /* the last save of the run, so that nobody else waits */
    self->n_pending--;
    then (self);
  } else if (then == on_lane_saved) {
    /* a lane is never left waiting: it notices by itself that the run ends */
    self->n_pending--;
    on_lane_saved (self);
    if (self->is_ending)
      hoist_runner_end_if_quiet (self);
  } else if (hoist_runner_is_going_on (self) && then != NULL) {
    then (self);
  }
}

/**
 * hoist_runner_fill_change:
 *
 * Adds to @change what is new in the ticket since the last call.
 */
void
hoist_runner_fill_change (HoistRunner *self, HoistChange *change)
{
  HoistTicket *ticket = self->ticket;

  if (ticket == NULL)
    return;

  if (self->has_end_state && self->end_state == HOIST_STATE_FINISHED) {
    change->is_ticket_changed = TRUE;
    return;
  }

  change->is_ticket_changed = ticket->is_changed;
  if (ticket->is_changed)
    change->ticket = hoist_ticket_to_text (ticket);
  hoist_keeper_fill_change (self->keeper, ticket, change);
  if (ticket->is_sealed_new && hoist_ticket_has_sealed (ticket)) {
    change->sealed = hoist_ticket_sealed_to_text (ticket);
    change->is_sealed_changed = TRUE;
  }
  ticket->is_changed = FALSE;
  ticket->is_sealed_new = FALSE;
}
