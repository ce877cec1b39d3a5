/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A session's state: allowed edges only, and saved before it is shown. */
#include "hoist-session-private.h"

/* One save, on its way to the disk. */
typedef struct {
  HoistSession *session; /* (owned) */
  HoistRunner *runner;   /* (owned) (nullable) */
  HoistRunnerSaved then;
  HoistState state;
  HoistReason reason;
  char *message; /* (owned) (nullable) */
} Save;

static void
save_free (Save *self)
{
  g_object_unref (self->session);
  g_clear_object (&self->runner);
  g_free (self->message);
  g_free (self);
}

/* Takes over @message. */
static void
show (HoistSession *self, HoistState state, HoistReason reason, char *message)
{
  g_autofree char *owned = message;
  gboolean is_new =
      self->state != state || self->reason != reason || g_strcmp0 (self->message, message) != 0;

  if (!is_new)
    return;

  self->state = state;
  self->reason = reason;
  g_free (self->message);
  self->message = g_steal_pointer (&owned);
  hoist_session_notify_state (self);
  if (self->watch != NULL)
    self->watch->changed (self, self->watch_data);
}

/* What will never be durable is not shown, and the run that asked for it goes no further. */
static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Save *save = user_data;
  g_autoptr (GError) error = NULL;

  save->session->n_saves--;
  if (hoist_journal_save_finish (HOIST_JOURNAL (source), result, &error)) {
    show (save->session, save->state, save->reason, g_steal_pointer (&save->message));
  } else {
    g_message ("An upload could not be saved: %s", error->message);
    if (save->runner != NULL)
      hoist_runner_stop (save->runner);
  }
  if (save->runner != NULL)
    hoist_runner_saved (save->runner, save->then);
  save_free (save);
}

/* Kept with the next save, in the same transaction. */
void
hoist_session_log (HoistSession *self, HoistLogKind kind, const char *text)
{
  gint64 now_us = 0;

  if (self->engine != NULL)
    now_us = hoist_clock_get_real (hoist_engine_get_clock (self->engine));
  if (self->lines == NULL)
    self->lines = g_ptr_array_new_with_free_func ((GDestroyNotify) hoist_log_line_free);
  g_ptr_array_add (self->lines, hoist_log_line_new (now_us, kind, text));
}

/* The error that led to a state was noted in the same turn, with all that the service said. */
static gboolean
is_logged (HoistSession *self, const char *message)
{
  for (guint i = 0; self->lines != NULL && i < self->lines->len; i++) {
    const HoistLogLine *line = g_ptr_array_index (self->lines, i);

    if (line->kind == HOIST_LOG_RETRY && g_str_has_prefix (line->text, message))
      return TRUE;
  }
  return FALSE;
}

static void
log_state (HoistSession *self, HoistState state, HoistReason reason, const char *message)
{
  const HoistRecord *record = self->record;

  if (record->state == state && record->reason == reason &&
      g_strcmp0 (record->message, message) == 0)
    return;
  if (message == NULL || is_logged (self, message))
    message = hoist_log_describe_state (state);
  hoist_session_log (self, HOIST_LOG_STATE, message);
}

/* What of the run belongs to this save. */
static HoistChange *
make_change (HoistSession *self, gboolean is_ticket_dropped)
{
  HoistChange *change = NULL;

  if (self->runner != NULL) {
    self->record->bytes_done = hoist_runner_get_bytes_kept (self->runner);
    self->record->has_begun = self->record->has_begun || hoist_runner_has_begun (self->runner);
    self->record->has_committed = hoist_runner_has_committed (self->runner);
  }
  if (is_ticket_dropped && self->record->ended_us == 0) {
    self->record->has_begun = FALSE;
    self->record->has_committed = FALSE;
  }

  change = hoist_change_new (self->record);
  change->lines = g_steal_pointer (&self->lines);
  if (self->runner != NULL)
    hoist_runner_fill_change (self->runner, change);
  if (is_ticket_dropped) {
    g_clear_pointer (&change->ticket, g_free);
    change->is_ticket_changed = TRUE;
  }
  return change;
}

/* Parts that arrived, and nothing else is new. */
static gboolean
is_progress (const HoistChange *change)
{
  return change->parts != NULL && change->lines == NULL && !change->is_grid_new &&
         !change->is_ticket_changed && !change->is_sealed_changed;
}

/* The one place where a state changes: allowed edges only, saved before it is shown. When the
 * runner asked for it, it is told when that is durable. */
void
hoist_session_set_state (HoistSession *self,
                         HoistState state,
                         HoistReason reason,
                         const char *message,
                         gboolean is_ticket_dropped,
                         HoistRunner *asker,
                         HoistRunnerSaved then)
{
  HoistRecord *record = self->record;
  HoistChange *change = NULL;
  Save *save = NULL;

  g_return_if_fail (state == record->state || hoist_state_may_follow (record->state, state));

  if (self->progress != NULL && state != record->state)
    hoist_progress_restart (self->progress);
  log_state (self, state, reason, message);
  record->state = state;
  record->reason = reason;
  if (record->message != message) {
    g_free (record->message);
    record->message = g_strdup (message);
  }
  change = make_change (self, is_ticket_dropped);
  change->is_progress = asker != NULL && is_progress (change);
  save = g_new0 (Save, 1);
  save->session = g_object_ref (self);
  save->state = state;
  save->reason = reason;
  save->message = g_strdup (message);
  save->then = then;
  g_set_object (&save->runner, asker);
  self->n_saves++;
  hoist_journal_save_async (self->journal, change, on_saved, save);
}

/**
 * hoist_session_is_at_rest:
 *
 * Returns: whether nothing of it is going on and all of it is saved, so that its state may be
 *   changed together with those of others: see hoist_session_mark()
 */
gboolean
hoist_session_is_at_rest (HoistSession *self)
{
  return !hoist_session_is_busy (self) && self->n_saves == 0;
}

/**
 * hoist_session_mark:
 * @state: a new one, which may follow the present one
 *
 * Gives a session at rest a new state without a reason, which the caller saves, together with
 * those of others, and tells with hoist_session_show_mark().
 */
void
hoist_session_mark (HoistSession *self, HoistState state)
{
  g_return_if_fail (hoist_session_is_at_rest (self));
  g_return_if_fail (hoist_state_may_follow (self->record->state, state));

  hoist_session_stop_waking (self);
  if (state == HOIST_STATE_REMOVED)
    self->removed_from = self->record->state;
  self->record->state = state;
  self->record->reason = HOIST_REASON_NONE;
  g_clear_pointer (&self->record->message, g_free);
  self->n_saves++;
}

/**
 * hoist_session_show_mark:
 * @state: as it was marked
 * @is_saved: %FALSE where that will never be
 *
 * A state that has been followed by another one is not shown any more.
 */
void
hoist_session_show_mark (HoistSession *self, HoistState state, gboolean is_saved)
{
  g_return_if_fail (self->n_saves > 0);

  self->n_saves--;
  if (is_saved && self->record->state == state)
    show (self, state, HOIST_REASON_NONE, NULL);
}
