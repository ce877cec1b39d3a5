/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Walks a running session through its steps; exists only while the session runs. */
#include "hoist-runner-private.h"

#include "hoist-config.h"

#include <glib/gi18n-lib.h>

G_DEFINE_FINAL_TYPE (HoistRunner, hoist_runner, G_TYPE_OBJECT)

/* Steps lead to steps: the circle in this file. */
static void begin_anew (HoistRunner *self);
static void follow_step (HoistRunner *self, HoistStep step, const HoistMove *move);

static void
end_finished (HoistRunner *self)
{
  hoist_runner_end_proven (self, HOIST_STATE_FINISHED);
}

static void
on_lane_sent (guint64 bytes, gpointer user_data)
{
  HoistRunner *self = user_data;

  self->in_flight += bytes;
  self->events->progress (bytes, self->data);
}

static void
on_lane_log (HoistLogKind kind, const char *text, gpointer user_data)
{
  HoistRunner *self = user_data;

  self->events->log (kind, text, self->data);
}

static void
on_lane_unsent (guint64 bytes, gpointer user_data)
{
  HoistRunner *self = user_data;

  self->in_flight -= MIN (bytes, self->in_flight);
  self->events->progress (0, self->data);
}

/* What the service does with the file from now on is watched from outside: it takes no slot. */
static void
on_committed (HoistRunner *self)
{
  if (!hoist_provider_has_step (hoist_runner_get_provider (self), HOIST_STEP_WATCH)) {
    end_finished (self);
    return;
  }

  self->ticket->next = HOIST_STEP_WATCH;
  self->ticket->is_changed = TRUE;
  hoist_runner_end_proven (self, HOIST_STATE_PROCESSING);
}

static void
on_ready_to_commit (HoistRunner *self)
{
  hoist_runner_run_step (self, HOIST_STEP_COMMIT);
}

static void
on_last_look (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HoistRunner) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean is_same = hoist_source_check_finish (HOIST_SOURCE (source), result, &error);

  if (!hoist_runner_is_going_on (self))
    return;
  if (!is_same) {
    gint64 wait_us = hoist_error_get_wait (error);

    hoist_runner_end_with_error (self, g_steal_pointer (&error), wait_us, FALSE);
    return;
  }

  self->ticket->next = HOIST_STEP_COMMIT;
  self->ticket->is_changed = TRUE;
  if (hoist_provider_has_step (hoist_runner_get_provider (self), HOIST_STEP_COMMIT))
    hoist_runner_enter_phase (self, HOIST_STATE_FINISHING, on_ready_to_commit);
  else
    on_committed (self);
}

/* All parts are there. The file is looked at a last time, and what is known is durable, before
 * the step that cannot be undone. */
static void
commit (HoistRunner *self)
{
  self->n_pending++;
  hoist_source_check_async (self->made->source, self->cancellable, on_last_look,
                            g_object_ref (self));
}

static void
on_part_kept (HoistPart *part, guint64 sent_bytes, gpointer user_data)
{
  HoistRunner *self = user_data;

  self->kept += part->length;
  self->in_flight -= MIN (sent_bytes, self->in_flight);
  self->n_turns = 0;
  hoist_runner_note_tries (self, 0);
  hoist_keeper_add_part (self->keeper, part);
  self->events->progress (0, self->data);
}

static void
on_transferred (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HoistRunner) self = user_data;
  HoistMove move;
  HoistRetry retry;
  GError *error = NULL;
  gboolean is_done =
      hoist_transfer_run_finish (HOIST_TRANSFER (source), result, &move, &retry, &error);

  g_clear_object (&self->transfer);
  if (!hoist_runner_is_going_on (self))
    g_clear_error (&error);
  else if (self->is_draining)
    hoist_runner_end (self);
  else if (is_done && move.kind == HOIST_MOVE_DONE)
    commit (self);
  else if (is_done)
    follow_step (self, HOIST_STEP_PART, &move);
  else
    hoist_runner_turn (self, retry, g_steal_pointer (&error));
  g_clear_error (&error);
}

static void
send_parts (HoistRunner *self)
{
  self->n_pending++;
  self->work.former_attempts = self->n_failed;
  self->transfer = hoist_transfer_new (&self->work, on_part_kept, self);
  hoist_transfer_run_async (self->transfer, self->cancellable, on_transferred, g_object_ref (self));
}

/* The grid may be new. */
static void
begin_parts (HoistRunner *self)
{
  self->in_flight = 0;
  self->kept = hoist_ticket_get_bytes_done (self->ticket);
  if (self->ticket->next != HOIST_STEP_PART) {
    self->ticket->next = HOIST_STEP_PART;
    self->ticket->is_changed = TRUE;
  }
  hoist_runner_enter_phase (self, HOIST_STATE_UPLOADING, send_parts);
}

/* A step, or a part, leads to another step. */
static void
jump (HoistRunner *self, HoistStep step)
{
  if (!hoist_runner_is_turn_allowed (self, step))
    hoist_runner_end_with_error (
        self,
        g_error_new_literal (HOIST_ERROR, HOIST_ERROR_PROTOCOL,
                             _ ("The service sends this upload round in circles. "
                                "Try again later.")),
        0, TRUE);
  else if (step == HOIST_STEP_COMMIT)
    commit (self);
  else if (step == HOIST_STEP_WATCH)
    on_committed (self);
  else
    hoist_runner_run_step (self, step);
}

static void
follow_step (HoistRunner *self, HoistStep step, const HoistMove *move)
{
  if (step == HOIST_STEP_RENEW && move->kind == HOIST_MOVE_DONE)
    self->events->log (HOIST_LOG_ADDRESS, _ ("The service gave new addresses for the parts."),
                       self->data);
  if (move->kind == HOIST_MOVE_FINISHED)
    end_finished (self);
  else if (move->kind == HOIST_MOVE_JUMP)
    jump (self, move->step);
  else if (step == HOIST_STEP_COMMIT)
    on_committed (self);
  else if (step == HOIST_STEP_ABORT)
    begin_anew (self);
  else
    begin_parts (self);
}

/* User data of a step's callback. */
typedef struct {
  HoistRunner *runner; /* (owned) */
  HoistStep step;
} StepLane;

static void
on_step_ended (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree StepLane *lane = user_data;
  g_autoptr (HoistRunner) self = lane->runner;
  HoistLaneResult ended;
  g_autoptr (GError) error = NULL;
  gboolean is_done = FALSE;

  is_done = hoist_lane_run_finish (result, &ended, &error);
  if (is_done && self->is_ending && self->record->state == HOIST_STATE_FINISHING &&
      (ended.move.kind == HOIST_MOVE_FINISHED || lane->step == HOIST_STEP_COMMIT)) {
    /* It was cut a moment too late: done is done. */
    self->is_ending = FALSE;
    self->has_end_state = FALSE;
  }
  if (!hoist_runner_is_going_on (self))
    return;

  if (self->is_draining)
    hoist_runner_end (self);
  else if (is_done)
    follow_step (self, lane->step, &ended.move);
  else {
    if (lane->step == HOIST_STEP_BEGIN && ended.retry.kind == HOIST_RETRY_BEGIN &&
        self->made->file.folder_id != NULL)
      hoist_runner_forget_folders (self);
    hoist_runner_turn (self, ended.retry, g_steal_pointer (&error));
  }
}

/* Asks the service for a step other than PART. A PROBE that it does not have is the step that the
 * ticket goes on with. */
void
hoist_runner_run_step (HoistRunner *self, HoistStep step)
{
  StepLane *lane = g_new0 (StepLane, 1);

  if (step == HOIST_STEP_PROBE && !hoist_provider_has_step (hoist_runner_get_provider (self), step))
    step = self->ticket->has_begun ? self->ticket->next : HOIST_STEP_BEGIN;
  lane->runner = g_object_ref (self);
  lane->step = step;
  self->work.former_attempts = MAX (self->n_failed, step == HOIST_STEP_COMMIT ? self->n_turns : 0);
  self->n_pending++;
  hoist_lane_run_async (&self->work, step, NULL, self->cancellable, on_step_ended, lane);
}

static void
on_intent_saved (HoistRunner *self)
{
  if (self->ticket->next == HOIST_STEP_WATCH)
    on_committed (self);
  else
    hoist_runner_run_step (self, self->first_step);
}

static void
on_ready_to_abort (HoistRunner *self)
{
  hoist_runner_run_step (self, HOIST_STEP_ABORT);
}

/* What the service had of the upload was in the way of the next one. */
static void
begin_anew (HoistRunner *self)
{
  hoist_ticket_reset (self->ticket);
  hoist_runner_begin_upload (self);
}

/* Before anything is asked of the service, the store knows that it may know of this upload. Only
 * folders come earlier: they are the account's. */
void
hoist_runner_begin_upload (HoistRunner *self)
{
  if (self->ticket->starts_over && self->ticket->has_begun &&
      hoist_provider_has_step (hoist_runner_get_provider (self), HOIST_STEP_ABORT)) {
    hoist_runner_enter_phase (self, HOIST_STATE_STARTING, on_ready_to_abort);
    return;
  }
  if (self->ticket->starts_over)
    hoist_ticket_reset (self->ticket);
  if (hoist_runner_needs_folder (self)) {
    hoist_runner_enter_phase (self, HOIST_STATE_STARTING, hoist_runner_find_folder);
    return;
  }

  self->first_step = self->ticket->has_begun ? HOIST_STEP_PROBE : HOIST_STEP_BEGIN;
  if (!self->ticket->has_begun) {
    self->ticket->has_begun = TRUE;
    self->ticket->is_changed = TRUE;
  }
  hoist_runner_enter_phase (self, HOIST_STATE_STARTING, on_intent_saved);
}

static void
hoist_runner_dispose (GObject *object)
{
  HoistRunner *self = HOIST_RUNNER (object);

  if (self->engine != NULL) {
    hoist_clock_clear_timer (hoist_runner_get_clock (self), &self->drain_timer);
    hoist_clock_clear_timer (hoist_runner_get_clock (self), &self->turn_timer);
  }
  g_clear_pointer (&self->keeper, hoist_keeper_free);
  g_clear_object (&self->transfer);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->channel);
  g_clear_object (&self->engine);

  G_OBJECT_CLASS (hoist_runner_parent_class)->dispose (object);
}

static void
hoist_runner_finalize (GObject *object)
{
  HoistRunner *self = HOIST_RUNNER (object);

  g_clear_pointer (&self->made, hoist_preparation_free);
  g_clear_pointer (&self->options, hoist_settings_unref);
  g_clear_pointer (&self->former_options, g_ptr_array_unref);
  g_free (self->end_message);

  G_OBJECT_CLASS (hoist_runner_parent_class)->finalize (object);
}

static void
hoist_runner_class_init (HoistRunnerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = hoist_runner_dispose;
  object_class->finalize = hoist_runner_finalize;
}

static void
hoist_runner_init (HoistRunner *self)
{
  self->cancellable = g_cancellable_new ();
  self->former_options = g_ptr_array_new_with_free_func ((GDestroyNotify) hoist_settings_unref);
  self->end_wait_us = -1;
}

/**
 * hoist_runner_new:
 * @record: the session's record; outlives the runner's last callback
 * @last_look: the session's memory of a growing file, as long-lived
 * @events: what the runner asks of its session
 * @data: for @events
 *
 * Returns: (transfer full):
 */
HoistRunner *
hoist_runner_new (HoistRecord *record,
                  HoistFingerprint *last_look,
                  HoistEngine *engine,
                  HoistChannel *channel,
                  const HoistRunnerEvents *events,
                  gpointer data)
{
  HoistRunner *self = g_object_new (HOIST_TYPE_RUNNER, NULL);

  self->record = record;
  self->last_look = last_look;
  self->engine = g_object_ref (engine);
  self->keeper = hoist_keeper_new (hoist_runner_save_parts, self);
  self->channel = g_object_ref (channel);
  self->options = record->options != NULL ? hoist_settings_ref (record->options) : NULL;
  self->events = events;
  self->data = data;
  self->work = (HoistWork){
    .engine = engine,
    .channel = channel,
    .options = self->options,
    .sent = on_lane_sent,
    .unsent = on_lane_unsent,
    .waiting = hoist_runner_lane_waiting,
    .waiting_longer = hoist_runner_lane_waiting_longer,
    .hashing = hoist_runner_lane_hashing,
    .log = on_lane_log,
    .keep = hoist_runner_keep_lane,
    .data = self,
  };
  return self;
}

/**
 * hoist_runner_has_begun:
 *
 * Returns: whether the service knows of this upload, or may do so
 */
gboolean
hoist_runner_has_begun (HoistRunner *self)
{
  return self->ticket != NULL && self->ticket->has_begun;
}

/**
 * hoist_runner_has_committed:
 *
 * Returns: whether the end of this upload was asked for, or may have been
 */
gboolean
hoist_runner_has_committed (HoistRunner *self)
{
  if (self->ticket == NULL)
    return self->record->has_committed;
  if (!self->ticket->has_begun)
    return FALSE;
  return self->record->has_committed || self->ticket->next == HOIST_STEP_COMMIT ||
         self->ticket->next == HOIST_STEP_WATCH;
}

/**
 * hoist_runner_set_options:
 * @options: (nullable): what the user has changed of fields that may change while the upload runs
 *
 * Requests that are written from now on have them.
 */
void
hoist_runner_set_options (HoistRunner *self, HoistSettings *options)
{
  /* one that is on its way still looks at the former ones */
  if (self->options != NULL)
    g_ptr_array_add (self->former_options, self->options);
  self->options = options != NULL ? hoist_settings_ref (options) : NULL;
  self->work.options = self->options;
}

/**
 * hoist_runner_get_bytes_done:
 *
 * Returns: bytes that the server has, and those on their way
 */
guint64
hoist_runner_get_bytes_done (HoistRunner *self)
{
  return MIN (self->kept + self->in_flight, self->record->size);
}

guint64
hoist_runner_get_bytes_kept (HoistRunner *self)
{
  return MIN (self->kept, self->record->size);
}

guint64
hoist_runner_get_bytes_hashed (HoistRunner *self)
{
  return self->hashed;
}

/**
 * hoist_runner_get_wait_until:
 *
 * Returns: monotonic time of the next attempt, while all lanes wait
 */
gint64
hoist_runner_get_wait_until (HoistRunner *self)
{
  return self->wait_until;
}

/* How often it tries again, the time that it waits for included; 0 where that is not counted. */
guint
hoist_runner_get_n_tries (HoistRunner *self)
{
  return self->n_tries;
}
