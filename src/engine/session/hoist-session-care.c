/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A session whose file is no longer needed: proven ones are watched, removed ones cleaned up. */
#include "hoist-session-private.h"

#include "hoist-aftercare.h"
#include "hoist-reaction.h"

static void
end_care (HoistSession *self, HoistAftercareEnd end, const GError *error)
{
  HoistReason reason = HOIST_REASON_REFUSED;

  if (self->record->state == HOIST_STATE_REMOVED) {
    self->is_clean = TRUE;
  } else if (end == HOIST_AFTERCARE_DONE) {
    hoist_session_set_state (self, HOIST_STATE_FINISHED, HOIST_REASON_NONE, NULL, TRUE, NULL, NULL);
  } else {
    if (error->domain == HOIST_ERROR)
      reason = hoist_reaction_get (error->code)->given_up;
    hoist_session_set_state (self, HOIST_STATE_ATTENTION, reason, error->message, FALSE, NULL,
                             NULL);
  }
}

static void
on_care_ended (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HoistSession) self = user_data;
  g_autoptr (GError) error = NULL;
  gint64 wait_us = 0;
  HoistAftercareEnd end = hoist_aftercare_run_finish (result, &wait_us, &error);
  /* what was asked about one that has been removed, or put back, meanwhile is old news */
  gboolean is_news = hoist_session_needs_care (self) && self->record->state == self->cared_for;

  g_clear_object (&self->care);
  if (is_news && end == HOIST_AFTERCARE_LATER)
    hoist_wake_arm (self->wake, wait_us);
  else if (is_news)
    end_care (self, end, error);
  if (self->watch != NULL)
    self->watch->ended (self, self->watch_data);
  hoist_session_tell_due (self);
}

void
hoist_session_start_care (HoistSession *self, HoistEngine *engine, HoistChannel *channel)
{
  self->care = g_cancellable_new ();
  self->cared_for = self->record->state;
  hoist_aftercare_run_async (self->record, engine, channel, self->care, on_care_ended,
                             g_object_ref (self));
}

/**
 * hoist_session_needs_care:
 *
 * Returns: whether its next run needs neither its file nor a slot
 */
gboolean
hoist_session_needs_care (HoistSession *self)
{
  return self->record->state == HOIST_STATE_PROCESSING ||
         self->record->state == HOIST_STATE_REMOVED;
}

/**
 * hoist_session_is_clean:
 *
 * Returns: whether nothing of a removed upload is left to clean up
 */
gboolean
hoist_session_is_clean (HoistSession *self)
{
  return self->is_clean;
}

/**
 * hoist_session_remove:
 *
 * Ends the run and marks the upload as removed. Its ticket is kept until the row is deleted.
 * hoist_session_clean_up() makes the service forget it too.
 */
void
hoist_session_remove (HoistSession *self)
{
  if (self->record->state == HOIST_STATE_REMOVED)
    return;

  hoist_session_stop_waking (self);
  self->removed_from = self->record->state;
  hoist_session_set_state (self, HOIST_STATE_REMOVED, HOIST_REASON_NONE, NULL, FALSE, NULL, NULL);
  if (self->runner != NULL)
    hoist_runner_stop (self->runner);
  g_cancellable_cancel (self->care);
}

/**
 * hoist_session_clean_up:
 *
 * A removed upload is due now, to be cleaned up; it cannot be put back any more.
 */
void
hoist_session_clean_up (HoistSession *self)
{
  g_return_if_fail (self->record->state == HOIST_STATE_REMOVED);

  self->is_woken = TRUE;
  hoist_session_tell_due (self);
}

/**
 * hoist_session_get_undone_state:
 *
 * Returns: what a removed one becomes when it is put back: a finished one is finished, a paused one
 *   paused, one the service still works on is watched again, any other is queued
 */
HoistState
hoist_session_get_undone_state (HoistSession *self)
{
  if (hoist_state_is_ended (self->removed_from) || self->removed_from == HOIST_STATE_PAUSED)
    return self->removed_from;
  return self->record->ended_us != 0 ? HOIST_STATE_FINISHED : HOIST_STATE_QUEUED;
}

/**
 * hoist_session_undo_remove:
 *
 * Puts it back, with its parts, as hoist_session_get_undone_state() says.
 */
void
hoist_session_undo_remove (HoistSession *self)
{
  if (self->record->state != HOIST_STATE_REMOVED)
    return;

  hoist_session_stop_waking (self);
  hoist_session_set_state (self, hoist_session_get_undone_state (self), HOIST_REASON_NONE, NULL,
                           FALSE, NULL, NULL);
  self->is_woken = self->record->state == HOIST_STATE_PROCESSING;
  hoist_session_tell_due (self);
}
