/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the queue keeps of each session, and what it makes of the session's news. */
#include "hoist-queue-private.h"

void
hoist_queue_entry_free (HoistQueueEntry *self)
{
  hoist_session_set_watch (self->session, NULL, NULL);
  hoist_clock_clear_timer (hoist_queue_get_clock (self->queue), &self->undo_timer);
  g_object_unref (self->session);
  g_free (self);
}

/* One upload of a file to an account may be on its way. */
char *
hoist_queue_make_file_key (const char *path, const char *account)
{
  return g_strconcat (account, "\n", path, NULL);
}

static void
count_again (HoistQueue *self, HoistQueueEntry *entry)
{
  hoist_tally_subtract (&self->tally, &entry->counted);
  hoist_tally_add (&self->tally, &entry->counted, entry->session);
  hoist_queue_tell_totals (self);
}

/* An ended upload makes room for another one of the same file. */
void
hoist_queue_index_file (HoistQueue *self, HoistSession *session)
{
  g_autofree char *key = hoist_queue_make_file_key (hoist_session_get_path (session),
                                                    hoist_session_get_account (session));
  gboolean is_ended = hoist_state_is_ended (hoist_session_get_record (session)->state);

  if (!is_ended)
    g_hash_table_replace (self->by_file, g_steal_pointer (&key), session);
  else if (g_hash_table_lookup (self->by_file, key) == session)
    g_hash_table_remove (self->by_file, key);
}

static void
on_session_changed (HoistSession *session, gpointer user_data)
{
  HoistQueueEntry *entry = user_data;
  HoistQueue *self = entry->queue;

  count_again (self, entry);
  hoist_queue_index_file (self, session);
  hoist_queue_set_due (self, entry, hoist_session_is_due (session));
  hoist_queue_tell_changed (self, session);
  hoist_queue_schedule (self);
}

static void
on_session_progress (HoistSession *session, guint64 sent, gpointer user_data)
{
  HoistQueueEntry *entry = user_data;
  HoistQueue *self = entry->queue;

  if (sent > 0)
    hoist_estimate_add (self->estimate, sent,
                        hoist_clock_get_monotonic (hoist_queue_get_clock (self)));
  count_again (self, entry);
  hoist_queue_tell_changed (self, session);
}

static void
on_session_due (HoistSession *session, gpointer user_data)
{
  HoistQueueEntry *entry = user_data;

  hoist_queue_set_due (entry->queue, entry, hoist_session_is_due (session));
  hoist_queue_schedule (entry->queue);
}

/* Deletes a removed upload for good. */
void
hoist_queue_forget (HoistQueue *self, HoistQueueEntry *entry)
{
  gint64 id = hoist_session_get_id (entry->session);

  hoist_queue_set_due (self, entry, FALSE);
  hoist_tally_subtract (&self->tally, &entry->counted);
  g_hash_table_remove (self->entries, &id);
  hoist_store_delete_async (self->store, &id, 1, NULL, NULL);
}

static void
on_session_ended (HoistSession *session, gpointer user_data)
{
  HoistQueueEntry *entry = user_data;
  HoistQueue *self = entry->queue;

  if (entry->is_active)
    self->n_active--;
  if (entry->is_in_care)
    hoist_janitor_done (self->janitor);
  entry->is_active = FALSE;
  entry->is_in_care = FALSE;
  hoist_queue_finish_stopping (self);
  if (hoist_session_is_clean (session))
    hoist_queue_forget (self, entry);
  hoist_queue_schedule (self);
}

static const HoistSessionWatch session_watch = {
  .changed = on_session_changed,
  .progress = on_session_progress,
  .due = on_session_due,
  .ended = on_session_ended,
};

/* Takes over @record: a session that the list does not show, to be cleaned up. */
HoistQueueEntry *
hoist_queue_enter_hidden (HoistQueue *self, HoistRecord *record)
{
  HoistQueueEntry *entry = g_new0 (HoistQueueEntry, 1);
  gint64 *id = g_new (gint64, 1);

  *id = record->id;
  entry->queue = self;
  entry->session = hoist_session_new (record, hoist_engine_get_journal (self->engine));
  hoist_session_set_watch (entry->session, &session_watch, entry);
  g_hash_table_insert (self->entries, id, entry);
  self->last_position = MAX (self->last_position, record->position);
  hoist_queue_set_due (self, entry, hoist_session_is_due (entry->session));
  return entry;
}

/* Takes over @record: a session at the end of the list, which is not told yet. */
HoistQueueEntry *
hoist_queue_enter_shown (HoistQueue *self, HoistRecord *record)
{
  HoistQueueEntry *entry = hoist_queue_enter_hidden (self, record);

  hoist_tally_add (&self->tally, &entry->counted, entry->session);
  g_ptr_array_add (self->sessions, g_object_ref (entry->session));
  hoist_queue_index_file (self, entry->session);
  return entry;
}

HoistQueueEntry *
hoist_queue_find_entry (HoistQueue *self, HoistSession *session)
{
  gint64 id = hoist_session_get_id (session);

  return g_hash_table_lookup (self->entries, &id);
}
