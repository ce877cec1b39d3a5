/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The upload session: one upload of one file to one account, its state, progress and result. */
#include "hoist-session-private.h"

#include "hoist-config.h"

#include <glib/gi18n-lib.h>

G_DEFINE_FINAL_TYPE (HoistSession, hoist_session, G_TYPE_OBJECT)

void
hoist_session_tell_due (HoistSession *self)
{
  if (self->watch != NULL && hoist_session_is_due (self))
    self->watch->due (self, self->watch_data);
}

void
hoist_session_stop_waking (HoistSession *self)
{
  self->is_woken = FALSE;
  if (self->wake != NULL)
    hoist_wake_disarm (self->wake);
}

static void
on_wake (gpointer user_data)
{
  HoistSession *self = user_data;

  self->is_woken = TRUE;
  hoist_session_tell_due (self);
}

static void
requeue (HoistSession *self, gboolean is_ticket_dropped)
{
  hoist_session_stop_waking (self);
  hoist_session_set_state (self, HOIST_STATE_QUEUED, HOIST_REASON_NONE, NULL, is_ticket_dropped,
                           NULL, NULL);
  hoist_session_tell_due (self);
}

/* The former upload is done with. Paused stays paused. */
static void
begin_again (HoistSession *self, gboolean is_ticket_dropped)
{
  if (self->record->state == HOIST_STATE_PAUSED)
    hoist_session_set_state (self, HOIST_STATE_PAUSED, HOIST_REASON_NONE, NULL, is_ticket_dropped,
                             NULL, NULL);
  else
    requeue (self, is_ticket_dropped);
}

/* Only what the service needs to forget the former upload is kept of it. */
static void
on_old_ticket (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HoistSession) self = user_data;
  g_autoptr (HoistTicket) ticket = NULL;
  HoistChange *change = NULL;

  ticket = hoist_journal_load_ticket_finish (HOIST_JOURNAL (source), result, NULL);
  self->is_starting_over = FALSE;
  if (self->record->state == HOIST_STATE_REMOVED) {
    hoist_session_tell_due (self); /* its clean-up has waited for this */
    return;
  }
  if (ticket == NULL || !ticket->has_begun) {
    begin_again (self, TRUE);
    return;
  }

  ticket->starts_over = TRUE;
  change = hoist_change_new (self->record);
  change->is_ticket_changed = TRUE;
  change->ticket = hoist_ticket_to_text (ticket);
  hoist_journal_save_async (self->journal, change, NULL, NULL);
  begin_again (self, FALSE);
}

static void
look_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  HoistFingerprint now;
  GError *error = NULL;

  if (hoist_fingerprint_read (task_data, &now, NULL, &error))
    g_task_return_pointer (task, g_memdup2 (&now, sizeof now), g_free);
  else
    g_task_return_error (task, error);
}

static void
on_looked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HoistSession *self = HOIST_SESSION (source);
  g_autofree HoistFingerprint *now = g_task_propagate_pointer (G_TASK (result), NULL);

  if (now != NULL) {
    self->record->size = now->size;
    self->record->modified_us = now->modified_us;
  }
  hoist_journal_load_ticket_async (self->journal, self->record->id, on_old_ticket,
                                   g_object_ref (self));
}

/* The file is taken as it is now. On a thread, because its drive may be one that does not answer.
 */
static void
start_over (HoistSession *self)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, on_looked, NULL);

  self->is_starting_over = TRUE;
  self->record->bytes_done = 0;
  g_task_set_source_tag (task, start_over);
  g_task_set_task_data (task, g_strdup (self->record->path), g_free);
  g_task_run_in_thread (task, look_in_thread);
}

static void
on_runner_save (HoistState state,
                HoistReason reason,
                const char *message,
                HoistRunnerSaved then,
                gpointer user_data)
{
  HoistSession *self = user_data;

  hoist_session_set_state (self, state, reason, message, FALSE, self->runner, then);
}

static void
on_runner_wait (gint64 wait_us, gpointer user_data)
{
  HoistSession *self = user_data;

  if (self->record->state != HOIST_STATE_WAITING)
    return;

  self->n_tries = hoist_runner_get_n_tries (self->runner);
  if (self->record->reason == HOIST_REASON_ACCOUNT)
    return; /* only the user ends that */
  if (self->record->reason == HOIST_REASON_NETWORK)
    hoist_wake_arm_network (self->wake);
  else
    hoist_wake_arm (self->wake, wait_us);
}

static void
on_runner_progress (guint64 sent, gpointer user_data)
{
  HoistSession *self = user_data;

  self->bytes_sent += sent;
  if (sent > 0)
    hoist_wake_reset (self->wake);
  if (self->record->state == HOIST_STATE_HASHING)
    hoist_progress_add_hashed (self->progress, hoist_runner_get_bytes_hashed (self->runner));
  else
    hoist_progress_add_sent (self->progress, sent);
}

static void
on_runner_ended (gpointer user_data)
{
  HoistSession *self = user_data;
  g_autoptr (HoistSession) alive G_GNUC_UNUSED = g_object_ref (self);

  hoist_progress_flush (self->progress);
  g_clear_pointer (&self->progress, hoist_progress_free);
  g_clear_object (&self->runner);
  if (self->is_starting_over)
    start_over (self);
  self->is_woken = self->is_woken || self->record->state == HOIST_STATE_PROCESSING;
  if (self->watch != NULL)
    self->watch->ended (self, self->watch_data);
  hoist_session_tell_due (self);
}

static void
on_runner_log (HoistLogKind kind, const char *text, gpointer user_data)
{
  hoist_session_log (user_data, kind, text);
}

static const HoistRunnerEvents runner_events = {
  .save = on_runner_save,
  .log = on_runner_log,
  .wait = on_runner_wait,
  .progress = on_runner_progress,
  .ended = on_runner_ended,
};

static void
hoist_session_dispose (GObject *object)
{
  HoistSession *self = HOIST_SESSION (object);

  g_clear_pointer (&self->wake, hoist_wake_free);
  g_clear_pointer (&self->progress, hoist_progress_free);
  g_clear_object (&self->runner);
  g_clear_object (&self->care);
  g_clear_object (&self->engine);
  g_clear_object (&self->journal);

  G_OBJECT_CLASS (hoist_session_parent_class)->dispose (object);
}

static void
hoist_session_finalize (GObject *object)
{
  HoistSession *self = HOIST_SESSION (object);

  hoist_record_free (self->record);
  g_clear_pointer (&self->lines, g_ptr_array_unref);
  g_free (self->message);

  G_OBJECT_CLASS (hoist_session_parent_class)->finalize (object);
}

static void
hoist_session_class_init (HoistSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = hoist_session_dispose;
  object_class->finalize = hoist_session_finalize;
  hoist_session_install_properties (object_class);
}

static void
hoist_session_init (HoistSession *self)
{
}

/**
 * hoist_session_new:
 * @record: (transfer full): the upload as it was stored
 * @journal: where it is saved
 *
 * Light: a queue holds one for each of its files. What a running upload needs besides exists only
 * between hoist_session_start() and the end of that run.
 *
 * Returns: (transfer full):
 */
HoistSession *
hoist_session_new (HoistRecord *record, HoistJournal *journal)
{
  HoistSession *self = g_object_new (HOIST_TYPE_SESSION, NULL);

  self->record = record;
  self->journal = g_object_ref (journal);
  self->state = record->state;
  self->reason = record->reason;
  self->message = g_strdup (record->message);
  self->is_woken = hoist_session_needs_care (self);
  return self;
}

/**
 * hoist_session_set_watch:
 * @watch: (nullable): who is told; outlives the session or is replaced before
 */
void
hoist_session_set_watch (HoistSession *self, const HoistSessionWatch *watch, gpointer data)
{
  self->watch = watch;
  self->watch_data = data;
}

/**
 * hoist_session_get_watch_data:
 *
 * Returns: (transfer none) (nullable): what its owner handed to hoist_session_set_watch()
 */
gpointer
hoist_session_get_watch_data (HoistSession *self)
{
  return self->watch_data;
}

/**
 * hoist_session_is_busy:
 *
 * Returns: whether a run is going on, if only its first or last moments
 */
gboolean
hoist_session_is_busy (HoistSession *self)
{
  return self->runner != NULL || self->care != NULL || self->is_starting_over;
}

/**
 * hoist_session_is_due:
 *
 * Returns: whether it may be started now
 */
gboolean
hoist_session_is_due (HoistSession *self)
{
  if (hoist_session_is_busy (self) || self->is_clean)
    return FALSE;
  return self->record->state == HOIST_STATE_QUEUED ||
         (self->is_woken &&
          (hoist_session_needs_care (self) || self->record->state == HOIST_STATE_WAITING));
}

/**
 * hoist_session_start:
 * @engine: what all sessions share
 * @channel: of the session's account
 *
 * Lets it run until it is finished or cannot go on by itself. It must be due. One whose bytes are
 * proven is watched, and one that was removed cleaned up, one round at a time.
 */
void
hoist_session_start (HoistSession *self, HoistEngine *engine, HoistChannel *channel)
{
  g_return_if_fail (hoist_session_is_due (self));

  hoist_session_stop_waking (self);
  if (g_set_object (&self->engine, engine)) {
    g_clear_pointer (&self->wake, hoist_wake_free);
    self->wake = hoist_wake_new (engine, on_wake, self);
  }
  if (hoist_session_needs_care (self)) {
    hoist_session_start_care (self, engine, channel);
    return;
  }

  self->progress =
      hoist_progress_new (hoist_engine_get_clock (engine), hoist_session_notify_progress, self);
  self->runner =
      hoist_runner_new (self->record, &self->last_look, engine, channel, &runner_events, self);
  hoist_runner_start (self->runner);
}

/**
 * hoist_session_pause:
 *
 * Parts on their way may end if they are quick; no new ones are begun. The state is new at once.
 */
void
hoist_session_pause (HoistSession *self)
{
  if (!hoist_session_can_pause (self))
    return;

  hoist_session_stop_waking (self);
  hoist_session_set_state (self, HOIST_STATE_PAUSED, HOIST_REASON_NONE, NULL, FALSE, NULL, NULL);
  if (self->runner != NULL)
    hoist_runner_drain (self->runner);
}

void
hoist_session_resume (HoistSession *self)
{
  if (hoist_session_can_resume (self))
    requeue (self, FALSE);
}

/**
 * hoist_session_retry:
 * @is_start_over: forget what the server has of it
 *
 * Tries again now. An upload whose file has changed always starts over, with the new file.
 */
void
hoist_session_retry (HoistSession *self, gboolean is_start_over)
{
  if (!hoist_session_can_retry (self) && !is_start_over)
    return;

  if (self->runner != NULL) {
    /* Cut the run short; the queue starts it again when it has ended. */
    self->is_starting_over = is_start_over;
    hoist_runner_stop (self->runner);
    if (hoist_session_can_retry (self))
      requeue (self, FALSE);
  } else if (is_start_over || self->record->reason == HOIST_REASON_FILE_CHANGED) {
    if (!self->is_starting_over)
      start_over (self);
  } else {
    requeue (self, FALSE);
  }
}

/**
 * hoist_session_stop:
 *
 * Ends the run at once, for quitting: what was done is saved, and the next start goes on there.
 */
void
hoist_session_stop (HoistSession *self)
{
  hoist_session_stop_waking (self);
  if (self->runner != NULL)
    hoist_runner_stop (self->runner);
  g_cancellable_cancel (self->care);
}

/**
 * hoist_session_wait:
 * @reason: one of the reasons of a waiting upload
 * @message: (nullable): the sentence
 *
 * Holds it back from outside: its account is stopped, say. It goes on with hoist_session_retry().
 */
void
hoist_session_wait (HoistSession *self, HoistReason reason, const char *message)
{
  if (!hoist_state_may_follow (self->record->state, HOIST_STATE_WAITING) ||
      self->record->state == HOIST_STATE_PAUSED || self->record->state == HOIST_STATE_ATTENTION)
    return;

  hoist_session_stop_waking (self);
  hoist_session_set_state (self, HOIST_STATE_WAITING, reason, message, FALSE, NULL, NULL);
  if (self->runner != NULL)
    hoist_runner_stop (self->runner);
}

/**
 * hoist_session_can_change:
 *
 * Returns: whether its options and its account may still be changed: no service knows of it
 */
gboolean
hoist_session_can_change (HoistSession *self)
{
  return !self->record->has_begun && !self->is_starting_over &&
         !hoist_state_is_ended (self->record->state) &&
         (self->runner == NULL || !hoist_runner_has_begun (self->runner));
}

/**
 * hoist_session_can_change_late:
 *
 * The service knows of the upload, but its end was not asked for: what it takes with that may still
 * be changed (%HOIST_FIELD_UNTIL_COMMIT). So also, when it has said that a name is taken: then the
 * end is asked for once more.
 *
 * Returns: whether that may be changed
 */
gboolean
hoist_session_can_change_late (HoistSession *self)
{
  const HoistRecord *record = self->record;
  gboolean has_committed =
      record->has_committed || (self->runner != NULL && hoist_runner_has_committed (self->runner));

  return !self->is_starting_over && !hoist_state_is_ended (record->state) &&
         (!has_committed ||
          (record->state == HOIST_STATE_ATTENTION && record->reason == HOIST_REASON_NAME_TAKEN));
}

static void
replace_options (HoistSession *self, HoistSettings *options)
{
  HoistSettings *former = self->record->options;

  self->record->options = options != NULL ? hoist_settings_ref (options) : NULL;
  g_clear_pointer (&former, hoist_settings_unref);
}

/* A run that reads the file with what counted before is cut, and begins anew. */
static void
save_change (HoistSession *self, const char *text)
{
  hoist_session_log (self, HOIST_LOG_CHANGE, text);
  if (self->runner != NULL)
    hoist_runner_stop (self->runner);
  if (self->runner != NULL &&
      (hoist_state_is_running (self->record->state) || self->record->state == HOIST_STATE_WAITING))
    requeue (self, FALSE);
  else
    hoist_session_set_state (self, self->record->state, self->record->reason, self->record->message,
                             FALSE, NULL, NULL);
}

/**
 * hoist_session_set_options:
 * @options: (nullable): this upload's own settings; left alone by the caller from now on
 *
 * Only while hoist_session_can_change() says so; or hoist_session_can_change_late(), and then only
 * with other values for fields that the service takes until the end. A run that has begun goes on.
 */
void
hoist_session_set_options (HoistSession *self, HoistSettings *options)
{
  g_return_if_fail (hoist_session_can_change (self) || hoist_session_can_change_late (self));

  replace_options (self, options);
  if (hoist_session_can_change (self)) {
    save_change (self, _ ("The options were changed."));
    return;
  }

  if (self->runner != NULL)
    hoist_runner_set_options (self->runner, options);
  hoist_session_log (self, HOIST_LOG_CHANGE, _ ("The options were changed."));
  hoist_session_set_state (self, self->record->state, self->record->reason, self->record->message,
                           FALSE, NULL, NULL);
}

/**
 * hoist_session_assign:
 * @account: the id of another account
 * @options: (nullable): what its service understands of the upload's options
 *
 * Only while hoist_session_can_change() says so.
 */
void
hoist_session_assign (HoistSession *self, const char *account, HoistSettings *options)
{
  g_return_if_fail (hoist_session_can_change (self));

  g_free (self->record->account);
  self->record->account = g_strdup (account);
  replace_options (self, options);
  save_change (self, _ ("It was given to another account."));
}

/**
 * hoist_session_set_account:
 * @account: the id of another account
 *
 * Only before anything was sent.
 */
void
hoist_session_set_account (HoistSession *self, const char *account)
{
  g_return_if_fail (self->runner == NULL);

  g_free (self->record->account);
  self->record->account = g_strdup (account);
  hoist_session_set_state (self, self->record->state, self->record->reason, self->record->message,
                           FALSE, NULL, NULL);
}

/**
 * hoist_session_set_position:
 *
 * Only in memory: whoever orders a queue saves the positions of many at once.
 */
void
hoist_session_set_position (HoistSession *self, gint64 position)
{
  self->record->position = position;
}
