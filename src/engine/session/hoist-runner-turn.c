/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Errors that send a run to another step, and the waits before it goes on. */
#include "hoist-runner-private.h"

#include "hoist-reaction.h"
#include "hoist-read.h"

/* Of the turns that a run may take, so many may begin the upload anew. */
#define MAX_BEGINS 3

/* In the ticket's values: how often the upload has failed in a row without progress. It goes on
 * counting over a restart, which is no progress either. */
#define TRIES "engine-tries"

void
hoist_runner_load_tries (HoistRunner *self)
{
  const char *text = hoist_ticket_get (self->ticket, TRIES);
  guint64 number = 0;

  if (text != NULL && hoist_read_parse_uint (text, &number))
    self->n_failed = (guint) MIN (number, HOIST_RETRY_ATTEMPTS_BUSY);
}

/* Saved with whatever is saved next. */
void
hoist_runner_note_tries (HoistRunner *self, guint n_failed)
{
  g_autofree char *text = n_failed > 0 ? g_strdup_printf ("%u", n_failed) : NULL;

  if (n_failed == 0)
    self->n_failed = 0;
  if (self->ticket != NULL && g_strcmp0 (hoist_ticket_get (self->ticket, TRIES), text) != 0)
    hoist_ticket_set (self->ticket, TRIES, text);
}

static void
show_wait (HoistRunner *self, const GError *error, gint64 wait_us, guint n_tries)
{
  const HoistReaction *reaction = hoist_reaction_get (error->code);

  if (reaction->state != HOIST_STATE_WAITING)
    return;

  self->n_tries = n_tries;
  if (n_tries > 0)
    hoist_runner_note_tries (self, n_tries);
  self->wait_until = hoist_clock_get_monotonic (hoist_runner_get_clock (self)) + wait_us;
  hoist_runner_save (self, HOIST_STATE_WAITING, reaction->reason, error->message, NULL);
}

static gboolean
do_all_lanes_wait (HoistRunner *self)
{
  return self->transfer == NULL || self->n_waiting >= hoist_transfer_get_n_lanes (self->transfer);
}

/* The session waits when all of its lanes do; @error is %NULL when one goes on. */
void
hoist_runner_lane_waiting (const GError *error, gint64 wait_us, guint n_tries, gpointer user_data)
{
  HoistRunner *self = user_data;

  self->n_waiting = error != NULL ? self->n_waiting + 1 : self->n_waiting - 1;
  if (self->is_ending || self->is_draining)
    return;

  if (error == NULL) {
    if (self->record->state == HOIST_STATE_WAITING)
      hoist_runner_save (self, self->phase, HOIST_REASON_NONE, NULL, NULL);
    return;
  }

  if (do_all_lanes_wait (self))
    show_wait (self, error, wait_us, n_tries);
}

void
hoist_runner_lane_waiting_longer (const GError *error, gint64 wait_us, gpointer user_data)
{
  HoistRunner *self = user_data;

  if (!self->is_ending && !self->is_draining && do_all_lanes_wait (self))
    show_wait (self, error, wait_us, self->n_tries);
}

/* A service wants to know the whole file before it begins; reading it takes its time. */
void
hoist_runner_lane_hashing (gboolean is_hashing, guint64 done, gpointer user_data)
{
  HoistRunner *self = user_data;

  self->hashed = is_hashing ? done : self->record->size;
  if (self->is_ending || self->is_draining)
    return;

  if (is_hashing && self->record->state == HOIST_STATE_STARTING)
    hoist_runner_save (self, HOIST_STATE_HASHING, HOIST_REASON_NONE, NULL, NULL);
  else if (!is_hashing && self->record->state == HOIST_STATE_HASHING)
    hoist_runner_save (self, self->phase, HOIST_REASON_NONE, NULL, NULL);
  self->events->progress (0, self->data);
}

static void
on_turn_ready (HoistRunner *self)
{
  hoist_runner_run_step (self, self->turn_step);
}

static void
on_turn_waited (gpointer user_data)
{
  HoistRunner *self = user_data;

  self->turn_timer = 0;
  if (!hoist_runner_is_going_on (self))
    return;

  if (self->turn_step == HOIST_STEP_BEGIN || self->turn_step == HOIST_STEP_FOLDER)
    hoist_runner_begin_upload (self);
  else
    hoist_runner_enter_phase (self, self->phase, on_turn_ready);
}

/* Goes on with @step after a wait, which @error explains. */
void
hoist_runner_turn_to (HoistRunner *self, HoistStep step, gint64 wait_us, const GError *error)
{
  self->turn_step = step;
  if (wait_us > 0)
    show_wait (self, error, wait_us, self->n_tries);
  self->n_pending++;
  self->turn_timer =
      hoist_clock_add_timer (hoist_runner_get_clock (self), MAX (wait_us, 0), on_turn_waited, self);
}

gboolean
hoist_runner_is_turn_allowed (HoistRunner *self, HoistStep step)
{
  if (++self->n_turns > HOIST_RUNNER_MAX_TURNS)
    return FALSE;
  if (step == HOIST_STEP_BEGIN)
    return ++self->n_begins <= MAX_BEGINS;
  return step != HOIST_STEP_RENEW ||
         hoist_provider_has_step (hoist_runner_get_provider (self), step);
}

/* What to do about an error that a lane could not cure. Takes over @error. */
void
hoist_runner_turn (HoistRunner *self, HoistRetry retry, GError *error)
{
  g_autoptr (GError) owned = error;
  HoistStep step = HOIST_STEP_BEGIN;

  self->n_tries = retry.n_failed;
  if (retry.is_counted)
    hoist_runner_note_tries (self, retry.n_failed);
  if (retry.kind == HOIST_RETRY_PROBE)
    step = HOIST_STEP_PROBE;
  else if (retry.kind == HOIST_RETRY_RENEW)
    step = HOIST_STEP_RENEW;
  else if (retry.kind != HOIST_RETRY_BEGIN) {
    hoist_runner_end_with_error (self, g_steal_pointer (&owned), retry.wait_us,
                                 retry.kind == HOIST_RETRY_GIVE_UP);
    return;
  }

  if (!hoist_runner_is_turn_allowed (self, step)) {
    hoist_runner_end_with_error (self, g_steal_pointer (&owned), 0, TRUE);
    return;
  }

  if (step == HOIST_STEP_BEGIN) {
    hoist_ticket_reset (self->ticket);
    hoist_runner_note_tries (self, retry.n_failed);
  }
  hoist_runner_turn_to (self, step, retry.wait_us, owned);
}
