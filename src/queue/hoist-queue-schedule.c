/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which of the queue's sessions run: what is due, in order, as many as the slots allow. */
#include "hoist-queue-private.h"

#include "hoist-config.h"

#include <glib/gi18n-lib.h>

/* Files beyond the slots that are already read while the present ones are sent. */
#define LOOK_AHEAD 2

/* Sessions handled in one turn of the main loop, so that a long queue never stalls it. */
#define BATCH 256

/* Notes whether a session may start. One that needs no file goes to the janitor instead. */
void
hoist_queue_set_due (HoistQueue *self, HoistQueueEntry *entry, gboolean is_due)
{
  gboolean is_care = is_due && hoist_session_needs_care (entry->session);

  if (is_care)
    hoist_janitor_add (self->janitor, entry);
  else
    hoist_janitor_remove (self->janitor, entry);

  is_due = is_due && !is_care;
  if (entry->is_due == is_due)
    return;
  entry->is_due = is_due;
  if (!entry->is_shown)
    return;
  if (is_due) {
    self->n_due++;
    self->first_due = MIN (self->first_due, hoist_queue_find_row (self, entry->session));
  } else {
    self->n_due--;
  }
}

/* (nullable): what starts next. Each row is passed only once, unless something happens before it.
 */
static HoistQueueEntry *
find_first_due (HoistQueue *self)
{
  while (self->n_due > 0 && self->first_due < self->sessions->len) {
    HoistQueueEntry *entry =
        hoist_queue_find_entry (self, g_ptr_array_index (self->sessions, self->first_due));

    if (entry->is_due)
      return entry;
    self->first_due++;
  }
  return NULL;
}

void
hoist_queue_finish_stopping (HoistQueue *self)
{
  if (self->stopping == NULL || self->active->len > 0 || !hoist_chores_are_done (self->chores) ||
      hoist_janitor_get_n_active (self->janitor) > 0)
    return;

  g_task_return_boolean (self->stopping, TRUE);
  g_clear_object (&self->stopping);
}

/* A file that came before there was any account belongs to the default one. */
static void
adopt (HoistQueue *self, HoistSession *session)
{
  HoistAccount *chosen = hoist_accounts_get_default (self->accounts);

  if (chosen == NULL || *hoist_session_get_account (session) != '\0')
    return;

  hoist_queue_unindex_file (self, session);
  hoist_session_set_account (session, hoist_account_get_id (chosen));
  hoist_queue_index_file (self, session);
}

/* After idle time the rate of the last work says nothing of the next. */
static void
begin_work (HoistQueue *self, HoistQueueEntry *entry)
{
  if (self->active->len == 0)
    hoist_estimate_start (self->estimate, hoist_clock_get_monotonic (hoist_queue_get_clock (self)));
  entry->is_active = TRUE;
  g_ptr_array_add (self->active, entry);
}

static HoistChannel *
find_channel (HoistQueue *self, HoistSession *session)
{
  HoistAccount *account = hoist_accounts_find (self->accounts, hoist_session_get_account (session));

  return account != NULL ? hoist_account_get_channel (account) : NULL;
}

static void
start_entry (HoistQueue *self, HoistQueueEntry *entry)
{
  HoistSession *session = entry->session;
  HoistChannel *channel = NULL;
  const GError *stop = NULL;

  adopt (self, session);
  channel = find_channel (self, session);
  stop = channel != NULL ? hoist_channel_get_stop_error (channel) : NULL;
  hoist_queue_set_due (self, entry, FALSE);
  if (channel == NULL) {
    hoist_session_wait (session, HOIST_REASON_ACCOUNT,
                        _ ("This upload has no account. Set one up, and it goes on."));
  } else if (stop != NULL) {
    hoist_session_wait (session, HOIST_REASON_ACCOUNT, stop->message);
  } else {
    begin_work (self, entry);
    hoist_session_start (session, self->engine, channel);
  }
}

/* For the janitor. A removed upload of an account that is gone cannot be cleaned up by anybody. */
gboolean
hoist_queue_start_care (gpointer item, gpointer user_data)
{
  HoistQueueEntry *entry = item;
  HoistQueue *self = user_data;
  HoistChannel *channel = find_channel (self, entry->session);

  if (!hoist_session_is_due (entry->session))
    return FALSE;
  if (channel != NULL) {
    entry->is_in_care = TRUE;
    hoist_session_start (entry->session, self->engine, channel);
  } else if (hoist_session_get_record (entry->session)->state == HOIST_STATE_REMOVED) {
    hoist_queue_forget (self, entry);
  }
  return channel != NULL;
}

/* Of those that are ready and wait for a slot, one that stands behind @first makes room for it: its
 * turn comes later now. What was read of its file is remembered. */
static void
make_room (HoistQueue *self, HoistQueueEntry *first)
{
  HoistQueueEntry *last = NULL;

  for (guint i = 0; i < self->active->len; i++) {
    HoistQueueEntry *entry = g_ptr_array_index (self->active, i);
    gint64 position = hoist_queue_get_position (entry->session);

    if (hoist_session_get_record (entry->session)->state == HOIST_STATE_QUEUED &&
        position > hoist_queue_get_position ((last != NULL ? last : first)->session))
      last = entry;
  }
  if (last != NULL)
    hoist_session_stop (last->session);
}

/* Whether the queue has to stop here. */
static gboolean
is_kept_out (HoistQueue *self, HoistQueueEntry *entry)
{
  if (self->gate == NULL || self->gate (entry->session, self->gate_data))
    return FALSE;

  hoist_queue_set_due (self, entry, hoist_session_is_due (entry->session));
  return entry->is_due;
}

static gboolean
on_schedule (gpointer user_data)
{
  HoistQueue *self = user_data;
  guint limit = hoist_slots_get_count (hoist_engine_get_slots (self->engine)) + LOOK_AHEAD;

  for (guint i = 0; i < BATCH; i++) {
    HoistQueueEntry *first = find_first_due (self);
    gboolean is_full = self->active->len >= limit;

    if (!self->is_running || self->is_paused || first == NULL || is_full ||
        is_kept_out (self, first)) {
      self->schedule_id = 0;
      if (self->is_running && !self->is_paused && first != NULL && is_full)
        make_room (self, first);
      hoist_queue_notify_idle (self);
      return G_SOURCE_REMOVE;
    }
    if (first->is_due)
      start_entry (self, first);
  }
  return G_SOURCE_CONTINUE;
}

/* Decides anew which sessions run, a moment later: changes come in swarms. */
void
hoist_queue_schedule (HoistQueue *self)
{
  if (self->schedule_id == 0)
    self->schedule_id = g_idle_add_full (G_PRIORITY_DEFAULT, on_schedule, self, NULL);
}

/**
 * hoist_queue_set_running:
 * @is_running: whether sessions that are due are started
 */
void
hoist_queue_set_running (HoistQueue *self, gboolean is_running)
{
  self->is_running = is_running;
  hoist_janitor_set_running (self->janitor, is_running);
  hoist_queue_schedule (self);
}

/**
 * hoist_queue_set_gate:
 * @gate: (nullable): asked before each start
 * @data: for @gate
 */
void
hoist_queue_set_gate (HoistQueue *self, HoistQueueGate gate, gpointer data)
{
  self->gate = gate;
  self->gate_data = data;
  hoist_queue_schedule (self);
}

/**
 * hoist_queue_look_again:
 *
 * For whoever knows that more may start than before: the gate, or more slots.
 */
void
hoist_queue_look_again (HoistQueue *self)
{
  hoist_queue_schedule (self);
}

/**
 * hoist_queue_is_idle:
 *
 * Returns: whether nothing runs, and nothing can start unless the user does something
 */
gboolean
hoist_queue_is_idle (HoistQueue *self)
{
  guint n_waiting = self->tally.n_by_state[HOIST_STATE_WAITING] - self->tally.n_stuck;

  if (self->active->len > 0 || hoist_janitor_get_n_active (self->janitor) > 0 ||
      !hoist_chores_are_done (self->chores))
    return FALSE;
  if (!self->is_running || self->is_paused)
    return TRUE;
  return self->n_due == 0 && n_waiting == 0;
}

/**
 * hoist_queue_stop_async:
 *
 * Ends all runs for quitting. The callback comes when everything that was done is saved.
 */
void
hoist_queue_stop_async (HoistQueue *self, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, data);
  GHashTableIter iter;
  gpointer value = NULL;

  g_task_set_source_tag (task, hoist_queue_stop_async);
  if (self->stopping != NULL) {
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_PENDING, "Already stopping");
    return;
  }

  hoist_queue_set_running (self, FALSE);
  self->stopping = g_object_ref (task);
  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    hoist_session_stop (((HoistQueueEntry *) value)->session);
  hoist_queue_finish_stopping (self);
}

gboolean
hoist_queue_stop_finish (HoistQueue *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
