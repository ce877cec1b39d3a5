/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Walks a running session through its steps; exists only while the session runs. */
#include "hoist-runner.h"

#include "hoist-folders.h"
#include "hoist-lane.h"
#include "hoist-preparation.h"
#include "hoist-reaction.h"
#include "hoist-transfer.h"

#include "hoist-config.h"

#include <glib/gi18n-lib.h>

/* Finished parts are saved at once, but small ones that come fast in batches: at most this late
 * (design section 3 allows 16 MiB; not every service can tell which parts it has). */
#define SAVE_US (250 * 1000)
#define SAVE_BYTES (4 * 1024 * 1024)

/* A pause lets parts end that need no longer than this. */
#define DRAIN_US (2 * G_USEC_PER_SEC)

/* Turns in a row without one part done, before the service is called unreliable. */
#define MAX_BEGINS 3
#define MAX_TURNS 8

struct _HoistRunner {
  GObject parent_instance;

  HoistRecord *record;         /* (unowned): the session's */
  HoistFingerprint *last_look; /* (unowned): the session's */
  HoistEngine *engine;         /* (owned) */
  HoistChannel *channel;       /* (owned) */
  const HoistRunnerEvents *events;
  gpointer data;

  GCancellable *cancellable; /* (owned) */
  HoistPreparation *made;    /* (owned) (nullable) */
  HoistTransfer *transfer;   /* (owned) (nullable) */
  HoistTicket *ticket;       /* (unowned) (nullable): of @made */
  HoistStep first_step;
  HoistWork work;

  guint n_pending; /* operations that will call back */
  guint n_waiting; /* lanes that wait */
  guint n_begins;
  guint n_turns;
  guint n_searches; /* for the file's folder, that failed */
  gboolean has_folder;
  gboolean has_forgotten_folders;
  gboolean has_slot;
  gboolean is_draining;
  HoistState phase; /* the state to go back to when lanes no longer wait */
  guint64 kept;
  guint64 in_flight;
  guint64 hashed;
  gint64 wait_until;
  guint drain_timer;
  guint turn_timer;
  HoistStep turn_step;

  GQueue keeping; /* (owned) (element-type Keeping): lanes that wait for a save */

  GArray *unsaved; /* (owned) (element-type guint): indices of parts */
  guint64 unsaved_bytes;
  gint64 saved_us; /* when the last batch was */
  guint save_timer;
  gboolean is_saving_parts;
  gboolean is_save_due; /* again, when that save has ended */

  gboolean is_ending;
  gboolean is_closing;
  gboolean has_end_state;
  HoistState end_state;
  HoistReason end_reason;
  char *end_message; /* (owned) (nullable) */
  gint64 end_wait_us;
};

G_DEFINE_FINAL_TYPE (HoistRunner, hoist_runner, G_TYPE_OBJECT)

/* A lane that goes on when its ticket is saved. */
typedef struct {
  HoistKept then;
  gpointer data;
} Keeping;

/* Steps lead to steps: the circle in this file. */
static void run_step (HoistRunner *self, HoistStep step);
static void begin_upload (HoistRunner *self);
static void begin_anew (HoistRunner *self);
static void follow_step (HoistRunner *self, HoistStep step, const HoistMove *move);

/* One save of parts leads to the next. */
static void on_parts_saved (HoistRunner *self);

static HoistClock *
get_clock (HoistRunner *self)
{
  return hoist_engine_get_clock (self->engine);
}

static const HoistProvider *
get_provider (HoistRunner *self)
{
  return hoist_channel_get_provider (self->channel);
}

static void
save (HoistRunner *self,
      HoistState state,
      HoistReason reason,
      const char *message,
      HoistRunnerSaved then)
{
  hoist_clock_clear_timer (get_clock (self), &self->save_timer);
  self->n_pending++;
  self->events->save (state, reason, message, then, self->data);
}

static void
on_ended (HoistRunner *self)
{
  if (self->end_wait_us >= 0)
    self->events->wait (self->end_wait_us, self->data);
  self->events->ended (self->data);
}

static void
end_if_quiet (HoistRunner *self)
{
  if (self->n_pending > 0 || self->is_closing)
    return;

  self->is_closing = TRUE;
  hoist_clock_clear_timer (get_clock (self), &self->drain_timer);
  if (self->has_slot)
    hoist_slots_give_back (hoist_engine_get_slots (self->engine));
  self->has_slot = FALSE;
  if (self->has_end_state)
    save (self, self->end_state, self->end_reason, self->end_message, on_ended);
  else
    save (self, self->record->state, self->record->reason, self->record->message, on_ended);
}

/* One pending operation called back. Says whether the runner goes on. */
static gboolean
is_going_on (HoistRunner *self)
{
  self->n_pending--;
  if (!self->is_ending)
    return TRUE;

  end_if_quiet (self);
  return FALSE;
}

/* What is in flight is cut, what waits no longer does. */
static void
begin_ending (HoistRunner *self)
{
  self->is_ending = TRUE;
  if (self->turn_timer != 0)
    self->n_pending--;
  hoist_clock_clear_timer (get_clock (self), &self->turn_timer);
  g_cancellable_cancel (self->cancellable);
  end_if_quiet (self);
}

/* Ends the run where it is. Only the first end counts. */
static void
end_run (HoistRunner *self)
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
static void
end_with_error (HoistRunner *self, GError *error, gint64 wait_us, gboolean is_final)
{
  g_autoptr (GError) owned G_GNUC_UNUSED = error;
  const HoistReaction *reaction = NULL;

  if (error->domain != HOIST_ERROR) {
    end_run (self);
    return;
  }

  reaction = hoist_reaction_get (error->code);
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
static void
end_proven (HoistRunner *self, HoistState state)
{
  HoistRecord *record = self->record;
  HoistTicket *ticket = self->ticket;

  replace_text (&record->remote_id, ticket->remote_id);
  replace_text (&record->link, ticket->link);
  replace_text (&record->verified, ticket->verified != NULL ? ticket->verified : "none");
  record->is_instant = ticket->is_instant;
  record->ended_us = hoist_clock_get_real (get_clock (self));
  self->kept = record->size;
  self->in_flight = 0;
  self->is_draining = FALSE;
  end_with (self, state, HOIST_REASON_NONE, NULL, -1);
}

static void
end_finished (HoistRunner *self)
{
  end_proven (self, HOIST_STATE_FINISHED);
}

static void
on_lane_sent (guint64 bytes, gpointer user_data)
{
  HoistRunner *self = user_data;

  self->in_flight += bytes;
  self->events->progress (bytes, self->data);
}

static void
on_lane_unsent (guint64 bytes, gpointer user_data)
{
  HoistRunner *self = user_data;

  self->in_flight -= MIN (bytes, self->in_flight);
  self->events->progress (0, self->data);
}

static void
on_kept (HoistRunner *self)
{
  Keeping *keeping = g_queue_pop_head (&self->keeping);
  HoistKept then = keeping->then;
  gpointer data = keeping->data;

  g_free (keeping);
  then (data);
}

static void
on_lane_keep (HoistKept then, gpointer then_data, gpointer user_data)
{
  HoistRunner *self = user_data;
  Keeping *keeping = g_new (Keeping, 1);

  *keeping = (Keeping){ then, then_data };
  g_queue_push_tail (&self->keeping, keeping);
  save (self, self->record->state, self->record->reason, self->record->message, on_kept);
}

static void
show_wait (HoistRunner *self, const GError *error, gint64 wait_us)
{
  const HoistReaction *reaction = hoist_reaction_get (error->code);

  if (reaction->state != HOIST_STATE_WAITING)
    return;

  self->wait_until = hoist_clock_get_monotonic (get_clock (self)) + wait_us;
  save (self, HOIST_STATE_WAITING, reaction->reason, error->message, NULL);
}

/* The session waits when all of its lanes do; @error is %NULL when one goes on. */
static void
on_lane_waiting (const GError *error, gint64 wait_us, gpointer user_data)
{
  HoistRunner *self = user_data;

  self->n_waiting = error != NULL ? self->n_waiting + 1 : self->n_waiting - 1;
  if (self->is_ending || self->is_draining)
    return;

  if (error == NULL) {
    if (self->record->state == HOIST_STATE_WAITING)
      save (self, self->phase, HOIST_REASON_NONE, NULL, NULL);
    return;
  }

  if (self->transfer == NULL || self->n_waiting >= hoist_transfer_get_n_lanes (self->transfer))
    show_wait (self, error, wait_us);
}

static void
enter_phase (HoistRunner *self, HoistState phase, HoistRunnerSaved then)
{
  self->phase = phase;
  save (self, phase, HOIST_REASON_NONE, NULL, then);
}

static void
on_turn_ready (HoistRunner *self)
{
  run_step (self, self->turn_step);
}

static void
on_turn_waited (gpointer user_data)
{
  HoistRunner *self = user_data;

  self->turn_timer = 0;
  if (!is_going_on (self))
    return;

  if (self->turn_step == HOIST_STEP_BEGIN || self->turn_step == HOIST_STEP_FOLDER)
    begin_upload (self);
  else
    enter_phase (self, self->phase, on_turn_ready);
}

/* Goes on with @step after a wait, which @error explains. */
static void
turn_to (HoistRunner *self, HoistStep step, gint64 wait_us, const GError *error)
{
  self->turn_step = step;
  if (wait_us > 0)
    show_wait (self, error, wait_us);
  self->n_pending++;
  self->turn_timer =
      hoist_clock_add_timer (get_clock (self), MAX (wait_us, 0), on_turn_waited, self);
}

static gboolean
is_turn_allowed (HoistRunner *self, HoistStep step)
{
  if (++self->n_turns > MAX_TURNS)
    return FALSE;
  if (step == HOIST_STEP_BEGIN)
    return ++self->n_begins <= MAX_BEGINS;
  return step != HOIST_STEP_RENEW || hoist_provider_has_step (get_provider (self), step);
}

/* What to do about an error that a lane could not cure. Takes over @error. */
static void
turn (HoistRunner *self, HoistRetry retry, GError *error)
{
  g_autoptr (GError) owned = error;
  HoistStep step = HOIST_STEP_BEGIN;

  if (retry.kind == HOIST_RETRY_PROBE)
    step = HOIST_STEP_PROBE;
  else if (retry.kind == HOIST_RETRY_RENEW)
    step = HOIST_STEP_RENEW;
  else if (retry.kind != HOIST_RETRY_BEGIN) {
    end_with_error (self, g_steal_pointer (&owned), retry.wait_us,
                    retry.kind == HOIST_RETRY_GIVE_UP);
    return;
  }

  if (!is_turn_allowed (self, step)) {
    end_with_error (self, g_steal_pointer (&owned), 0, TRUE);
    return;
  }

  if (step == HOIST_STEP_BEGIN)
    hoist_ticket_reset (self->ticket);
  turn_to (self, step, retry.wait_us, owned);
}

/* What the service does with the file from now on is watched from outside: it takes no slot. */
static void
on_committed (HoistRunner *self)
{
  if (!hoist_provider_has_step (get_provider (self), HOIST_STEP_WATCH)) {
    end_finished (self);
    return;
  }

  self->ticket->next = HOIST_STEP_WATCH;
  self->ticket->is_changed = TRUE;
  end_proven (self, HOIST_STATE_PROCESSING);
}

static void
on_ready_to_commit (HoistRunner *self)
{
  run_step (self, HOIST_STEP_COMMIT);
}

static void
on_last_look (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HoistRunner) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean is_same = hoist_source_check_finish (HOIST_SOURCE (source), result, &error);

  if (!is_going_on (self))
    return;
  if (!is_same) {
    gint64 wait_us = hoist_error_get_wait (error);

    end_with_error (self, g_steal_pointer (&error), wait_us, FALSE);
    return;
  }

  self->ticket->next = HOIST_STEP_COMMIT;
  self->ticket->is_changed = TRUE;
  if (hoist_provider_has_step (get_provider (self), HOIST_STEP_COMMIT))
    enter_phase (self, HOIST_STATE_FINISHING, on_ready_to_commit);
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

/* One at a time: while the disk takes nothing, the parts of hours are one change, not thousands. */
static void
save_parts (HoistRunner *self)
{
  self->is_save_due = self->is_saving_parts;
  if (self->is_saving_parts)
    return;

  self->is_saving_parts = TRUE;
  self->saved_us = hoist_clock_get_monotonic (get_clock (self));
  save (self, self->record->state, self->record->reason, self->record->message, on_parts_saved);
}

static void
on_parts_saved (HoistRunner *self)
{
  self->is_saving_parts = FALSE;
  if (self->is_save_due)
    save_parts (self);
}

static void
on_save_due (gpointer user_data)
{
  HoistRunner *self = user_data;

  self->save_timer = 0;
  save_parts (self);
}

static void
on_part_kept (HoistPart *part, guint64 sent_bytes, gpointer user_data)
{
  HoistRunner *self = user_data;
  guint index = part->number - 1;
  gint64 wait_us = 0;

  self->kept += part->length;
  self->in_flight -= MIN (sent_bytes, self->in_flight);
  self->n_turns = 0;
  g_array_append_val (self->unsaved, index);
  self->unsaved_bytes += part->length;
  wait_us = self->saved_us + SAVE_US - hoist_clock_get_monotonic (get_clock (self));
  if (wait_us <= 0 || self->unsaved_bytes >= SAVE_BYTES)
    save_parts (self);
  else if (self->save_timer == 0)
    self->save_timer = hoist_clock_add_timer (get_clock (self), wait_us, on_save_due, self);
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
  if (!is_going_on (self))
    g_clear_error (&error);
  else if (self->is_draining)
    end_run (self);
  else if (is_done && move.kind == HOIST_MOVE_DONE)
    commit (self);
  else if (is_done)
    follow_step (self, HOIST_STEP_PART, &move);
  else
    turn (self, retry, g_steal_pointer (&error));
  g_clear_error (&error);
}

static void
send_parts (HoistRunner *self)
{
  self->n_pending++;
  self->work.former_attempts = 0;
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
  enter_phase (self, HOIST_STATE_UPLOADING, send_parts);
}

/* A step, or a part, leads to another step. */
static void
jump (HoistRunner *self, HoistStep step)
{
  if (!is_turn_allowed (self, step))
    end_with_error (self,
                    g_error_new_literal (HOIST_ERROR, HOIST_ERROR_PROTOCOL,
                                         _ ("The service sends this upload round in circles. "
                                            "Try again later.")),
                    0, TRUE);
  else if (step == HOIST_STEP_COMMIT)
    commit (self);
  else if (step == HOIST_STEP_WATCH)
    on_committed (self);
  else
    run_step (self, step);
}

static void
follow_step (HoistRunner *self, HoistStep step, const HoistMove *move)
{
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

/* The folder that the service named before is gone: once in a run all folders are looked for anew.
 * Says whether that is so. */
static gboolean
forget_folders (HoistRunner *self)
{
  if (self->has_forgotten_folders)
    return FALSE;

  self->has_forgotten_folders = TRUE;
  self->has_folder = FALSE;
  hoist_preparation_take_folder_id (self->made, NULL);
  hoist_folders_forget (self->engine, self->channel);
  return TRUE;
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
  if (!is_going_on (self))
    return;

  if (self->is_draining)
    end_run (self);
  else if (is_done)
    follow_step (self, lane->step, &ended.move);
  else {
    if (lane->step == HOIST_STEP_BEGIN && ended.retry.kind == HOIST_RETRY_BEGIN &&
        self->made->file.folder_id != NULL)
      forget_folders (self);
    turn (self, ended.retry, g_steal_pointer (&error));
  }
}

static void
run_step (HoistRunner *self, HoistStep step)
{
  StepLane *lane = g_new0 (StepLane, 1);

  if (step == HOIST_STEP_PROBE && !hoist_provider_has_step (get_provider (self), step))
    step = self->ticket->has_begun ? self->ticket->next : HOIST_STEP_BEGIN;
  lane->runner = g_object_ref (self);
  lane->step = step;
  self->work.former_attempts = step == HOIST_STEP_COMMIT ? self->n_turns : 0;
  self->n_pending++;
  hoist_lane_run_async (&self->work, step, NULL, self->cancellable, on_step_ended, lane);
}

static void
on_intent_saved (HoistRunner *self)
{
  if (self->ticket->next == HOIST_STEP_WATCH)
    on_committed (self);
  else
    run_step (self, self->first_step);
}

/* Finding or making a folder may be repeated whatever became of the last try, so here is no lane:
 * the file's folder is looked for again after a wait. Takes over @error. */
static void
judge_search (HoistRunner *self, GError *error)
{
  g_autoptr (GError) owned = error;
  HoistRetry retry = hoist_retry_decide (error, ++self->n_searches, HOIST_REPLAY_SAFE,
                                         HOIST_SENT_ALL, hoist_engine_draw_jitter (self->engine));
  gboolean is_final = retry.kind == HOIST_RETRY_GIVE_UP ||
                      (retry.kind == HOIST_RETRY_RENEW && self->n_searches > MAX_TURNS) ||
                      (retry.kind == HOIST_RETRY_BEGIN && !forget_folders (self));

  if (!retry.is_counted && retry.kind == HOIST_RETRY_SAME)
    self->n_searches--;
  if (is_final || retry.kind == HOIST_RETRY_WORLD)
    end_with_error (self, g_steal_pointer (&owned), retry.wait_us, is_final);
  else
    turn_to (self, HOIST_STEP_FOLDER, retry.wait_us, owned);
}

static void
on_folder (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HoistRunner) self = user_data;
  g_autofree char *id = NULL;
  g_autoptr (GError) error = NULL;

  id = hoist_folders_find_finish (result, &error);
  if (!is_going_on (self))
    return;
  if (error != NULL) {
    judge_search (self, g_steal_pointer (&error));
    return;
  }

  self->has_folder = TRUE;
  self->n_searches = 0;
  hoist_preparation_take_folder_id (self->made, g_steal_pointer (&id));
  begin_upload (self);
}

static void
find_folder (HoistRunner *self)
{
  self->n_pending++;
  hoist_folders_find_async (hoist_channel_get_folders (self->channel), self->engine, self->channel,
                            self->record->folder, self->record->options, self->cancellable,
                            on_folder, g_object_ref (self));
}

static gboolean
needs_folder (HoistRunner *self)
{
  return self->record->folder != NULL && !self->has_folder &&
         self->ticket->next != HOIST_STEP_WATCH &&
         hoist_provider_has_step (get_provider (self), HOIST_STEP_FOLDER);
}

static void
on_ready_to_abort (HoistRunner *self)
{
  run_step (self, HOIST_STEP_ABORT);
}

/* What the service had of the upload was in the way of the next one. */
static void
begin_anew (HoistRunner *self)
{
  hoist_ticket_reset (self->ticket);
  begin_upload (self);
}

/* Before anything is asked of the service, the store knows that it may know of this upload. Only
 * folders come earlier: they are the account's. */
static void
begin_upload (HoistRunner *self)
{
  if (self->ticket->starts_over && self->ticket->has_begun &&
      hoist_provider_has_step (get_provider (self), HOIST_STEP_ABORT)) {
    enter_phase (self, HOIST_STATE_STARTING, on_ready_to_abort);
    return;
  }
  if (self->ticket->starts_over)
    hoist_ticket_reset (self->ticket);
  if (needs_folder (self)) {
    enter_phase (self, HOIST_STATE_STARTING, find_folder);
    return;
  }

  self->first_step = self->ticket->has_begun ? HOIST_STEP_PROBE : HOIST_STEP_BEGIN;
  if (!self->ticket->has_begun) {
    self->ticket->has_begun = TRUE;
    self->ticket->is_changed = TRUE;
  }
  enter_phase (self, HOIST_STATE_STARTING, on_intent_saved);
}

static void
on_slot (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HoistRunner) self = user_data;

  self->has_slot = hoist_slots_take_finish (HOIST_SLOTS (source), result, NULL);
  if (is_going_on (self))
    begin_upload (self);
}

static void
take_slot (HoistRunner *self)
{
  HoistSlots *slots = hoist_engine_get_slots (self->engine);

  if (hoist_slots_get_free (slots) == 0 && self->record->state == HOIST_STATE_HASHING)
    save (self, HOIST_STATE_QUEUED, HOIST_REASON_NONE, NULL, NULL);
  self->n_pending++;
  hoist_slots_take_async (slots, self->record->position, self->cancellable, on_slot,
                          g_object_ref (self));
}

static void
on_hashing (gpointer user_data)
{
  HoistRunner *self = user_data;

  if (!self->is_ending)
    enter_phase (self, HOIST_STATE_HASHING, NULL);
}

static void
on_hash_progress (guint64 done, gpointer user_data)
{
  HoistRunner *self = user_data;

  self->hashed = done;
  self->events->progress (0, self->data);
}

static const HoistPreparationEvents preparation_events = {
  .hashing = on_hashing,
  .progress = on_hash_progress,
};

static void
on_prepared (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HoistRunner) self = user_data;
  g_autoptr (GError) error = NULL;

  self->made = hoist_preparation_run_finish (result, &error);
  if (!is_going_on (self))
    return;
  if (self->made == NULL) {
    gint64 wait_us = hoist_error_get_wait (error);

    end_with_error (self, g_steal_pointer (&error), wait_us, FALSE);
    return;
  }

  self->ticket = self->made->ticket;
  self->kept = hoist_ticket_get_bytes_done (self->ticket);
  self->hashed = self->record->size;
  self->work.ticket = self->ticket;
  self->work.file = &self->made->file;
  self->work.source = self->made->source;
  take_slot (self);
}

static void
hoist_runner_dispose (GObject *object)
{
  HoistRunner *self = HOIST_RUNNER (object);

  if (self->engine != NULL) {
    hoist_clock_clear_timer (get_clock (self), &self->drain_timer);
    hoist_clock_clear_timer (get_clock (self), &self->turn_timer);
    hoist_clock_clear_timer (get_clock (self), &self->save_timer);
  }
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
  g_clear_pointer (&self->unsaved, g_array_unref);
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
  self->unsaved = g_array_new (FALSE, FALSE, sizeof (guint));
  g_queue_init (&self->keeping);
  self->end_wait_us = -1;
  self->saved_us = -SAVE_US;
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
  self->channel = g_object_ref (channel);
  self->events = events;
  self->data = data;
  self->work = (HoistWork){
    .engine = engine,
    .channel = channel,
    .options = record->options,
    .sent = on_lane_sent,
    .unsent = on_lane_unsent,
    .waiting = on_lane_waiting,
    .keep = on_lane_keep,
    .data = self,
  };
  return self;
}

/**
 * hoist_runner_start:
 *
 * Goes through the steps until the upload is finished or cannot go on.
 */
void
hoist_runner_start (HoistRunner *self)
{
  self->n_pending++;
  hoist_preparation_run_async (self->record, self->last_look, self->engine, self->channel,
                               &preparation_events, self, self->cancellable, on_prepared,
                               g_object_ref (self));
}

static void
on_drain_due (gpointer user_data)
{
  HoistRunner *self = user_data;

  self->drain_timer = 0;
  end_run (self);
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
    end_run (self);
    return;
  }

  hoist_transfer_drain (self->transfer);
  self->drain_timer = hoist_clock_add_timer (get_clock (self), DRAIN_US, on_drain_due, self);
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
  end_run (self);
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
  if (then == on_ended) {
    self->n_pending--;
    on_ended (self);
  } else if (then == on_kept) {
    /* a lane is never left waiting: it notices by itself that the run ends */
    self->n_pending--;
    on_kept (self);
    if (self->is_ending)
      end_if_quiet (self);
  } else if (is_going_on (self) && then != NULL) {
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
  change->is_grid_new = ticket->is_grid_new;
  if (ticket->is_grid_new) {
    for (guint i = 0; i < hoist_ticket_get_n_parts (ticket); i++)
      hoist_change_add_part (change, hoist_ticket_get_part (ticket, i));
  } else {
    for (guint i = 0; i < self->unsaved->len; i++)
      hoist_change_add_part (
          change, hoist_ticket_get_part (ticket, g_array_index (self->unsaved, guint, i)));
  }
  if (hoist_ticket_has_sealed (ticket)) {
    change->sealed = hoist_ticket_sealed_to_text (ticket);
    change->is_sealed_changed = ticket->is_changed;
  }
  ticket->is_changed = FALSE;
  ticket->is_grid_new = FALSE;
  g_array_set_size (self->unsaved, 0);
  self->unsaved_bytes = 0;
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
