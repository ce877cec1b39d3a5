/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a run ends: with what state, and only when nothing of it is on its way any more. */
#include "hoist-runner-private.h"

#include "hoist-reaction.h"

/* A pause lets parts end that need no longer than this. */
#define DRAIN_US (2 * G_USEC_PER_SEC)

static void
on_ended (HoistRunner *self)
{
  if (self->end_wait_us >= 0)
    self->events->wait (self->end_wait_us, self->data);
  self->events->ended (self->data);
}

/* Ends the run as soon as nothing of it is under way any more: the slot is given back, and the end
 * is saved before anybody is told. */
void
hoist_runner_end_if_quiet (HoistRunner *self)
{
  if (self->n_pending > 0 || self->is_closing)
    return;

  self->is_closing = TRUE;
  hoist_clock_clear_timer (hoist_runner_get_clock (self), &self->drain_timer);
  if (self->has_slot)
    hoist_slots_give_back (hoist_engine_get_slots (self->engine));
  self->has_slot = FALSE;
  if (self->has_end_state)
    hoist_runner_save (self, self->end_state, self->end_reason, self->end_message, on_ended);
  else
    hoist_runner_save (self, self->record->state, self->record->reason, self->record->message,
                       on_ended);
}

/* One pending operation called back. Says whether the runner goes on. */
gboolean
hoist_runner_is_going_on (HoistRunner *self)
{
  self->n_pending--;
  if (!self->is_ending)
    return TRUE;

  hoist_runner_end_if_quiet (self);
  return FALSE;
}

/* What is in flight is cut, what waits no longer does. */
static void
begin_ending (HoistRunner *self)
{
  self->is_ending = TRUE;
  if (self->turn_timer != 0)
    self->n_pending--;
  hoist_clock_clear_timer (hoist_runner_get_clock (self), &self->turn_timer);
  g_cancellable_cancel (self->cancellable);
  hoist_runner_end_if_quiet (self);
}

/* Ends the run where it is. Only the first end counts. */
void
hoist_runner_end (HoistRunner *self)
{
  if (self->is_ending)
    return;

  self->end_wait_us = -1;
  begin_ending (self);
}

static void
end_with (HoistRunner *self, HoistState state, HoistReason reason, const char *message, gint64 wait)
{
  if (self->is_ending)
    return;

  /* Whoever paused does not want to hear of anything else; the next run meets it again. */
  self->has_end_state = !self->is_draining;
  self->end_state = state;
  self->end_reason = reason;
  self->end_message = g_strdup (message);
  self->end_wait_us = self->has_end_state ? wait : -1;
  begin_ending (self);
}

/* Ends the run with what an error means for the upload. Takes over @error. */
void
hoist_runner_end_with_error (HoistRunner *self, GError *error, gint64 wait_us, gboolean is_final)
{
  g_autoptr (GError) owned G_GNUC_UNUSED = error;
  const HoistReaction *reaction = NULL;

  if (error->domain != HOIST_ERROR) {
    hoist_runner_end (self);
    return;
  }

  reaction = hoist_reaction_get (error->code);
  /* whoever asks the user has ended counting: what the user tries begins anew */
  if (is_final)
    hoist_runner_note_tries (self, 0);
  if (is_final)
    end_with (self, HOIST_STATE_ATTENTION, reaction->given_up, error->message, -1);
  else
    end_with (self, reaction->state, reaction->reason, error->message,
              reaction->state == HOIST_STATE_WAITING ? MAX (wait_us, 0) : -1);
}

static void
replace_text (char **text, const char *value)
{
  g_free (*text);
  *text = g_strdup (value);
}

/* The bytes are there and proven; @state says whether the cloud still works on them. */
void
hoist_runner_end_proven (HoistRunner *self, HoistState state)
{
  HoistRecord *record = self->record;
  HoistTicket *ticket = self->ticket;
  g_autofree char *proof = NULL;

  replace_text (&record->remote_id, ticket->remote_id);
  replace_text (&record->link, ticket->link);
  replace_text (&record->verified, ticket->verified != NULL ? ticket->verified : "none");
  proof = hoist_log_describe_proof (record->verified, &self->made->file.digests);
  self->events->log (HOIST_LOG_PROOF, proof, self->data);
  record->is_instant = ticket->is_instant;
  record->ended_us = hoist_clock_get_real (hoist_runner_get_clock (self));
  self->kept = record->size;
  self->in_flight = 0;
  self->is_draining = FALSE;
  end_with (self, state, HOIST_REASON_NONE, NULL, -1);
}

static void
on_drain_due (gpointer user_data)
{
  HoistRunner *self = user_data;

  self->drain_timer = 0;
  hoist_runner_end (self);
}

/**
 * hoist_runner_drain:
 *
 * Ends the run for a pause: no new part is begun, and those on their way have two seconds.
 */
void
hoist_runner_drain (HoistRunner *self)
{
  if (self->is_draining || self->is_ending)
    return;

  self->is_draining = TRUE;
  if (self->transfer == NULL || self->n_waiting >= hoist_transfer_get_n_lanes (self->transfer)) {
    hoist_runner_end (self);
    return;
  }

  hoist_transfer_drain (self->transfer);
  self->drain_timer =
      hoist_clock_add_timer (hoist_runner_get_clock (self), DRAIN_US, on_drain_due, self);
}

/**
 * hoist_runner_stop:
 *
 * Ends the run at once, wherever it is; the state stays as it was saved.
 */
void
hoist_runner_stop (HoistRunner *self)
{
  self->is_draining = TRUE;
  hoist_runner_end (self);
}
