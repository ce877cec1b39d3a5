/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the queue keeps of each session, and what it makes of the session's news. */
#include "hoist-queue-private.h"

#include <string.h>

void
hoist_queue_entry_free (HoistQueueEntry *self)
{
  hoist_session_set_watch (self->session, NULL, NULL);
  g_object_unref (self->session);
  g_free (self);
}

/* One upload of a file to an account may be on its way. */
guint
hoist_queue_hash_file (gconstpointer record)
{
  const HoistRecord *file = record;

  return g_str_hash (file->path) * 31 + g_str_hash (file->account);
}

gboolean
hoist_queue_equal_file (gconstpointer a, gconstpointer b)
{
  const HoistRecord *first = a;
  const HoistRecord *second = b;

  return strcmp (first->path, second->path) == 0 && strcmp (first->account, second->account) == 0;
}

static void
count_again (HoistQueue *self, HoistQueueEntry *entry)
{
  hoist_tally_subtract (&self->tally, &entry->counted);
  hoist_tally_add (&self->tally, &entry->counted, entry->session);
  hoist_queue_tell_totals (self);
}

/* Also before its account changes. */
void
hoist_queue_unindex_file (HoistQueue *self, HoistSession *session)
{
  const HoistRecord *record = hoist_session_get_record (session);

  if (g_hash_table_lookup (self->by_file, record) == session)
    g_hash_table_remove (self->by_file, record);
}

/* An ended upload makes room for another one of the same file. */
void
hoist_queue_index_file (HoistQueue *self, HoistSession *session)
{
  const HoistRecord *record = hoist_session_get_record (session);

  if (hoist_state_is_ended (record->state))
    hoist_queue_unindex_file (self, session);
  else
    g_hash_table_replace (self->by_file, (gpointer) record, session);
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

/* Forgets a removed upload that is deleted. */
void
hoist_queue_drop (HoistQueue *self, HoistQueueEntry *entry)
{
  gint64 id = hoist_session_get_id (entry->session);

  hoist_queue_set_due (self, entry, FALSE);
  hoist_queue_unindex_file (self, entry->session);
  hoist_tally_subtract (&self->tally, &entry->counted);
  g_hash_table_remove (self->entries, &id);
}

/* Deletes a removed upload for good. */
void
hoist_queue_forget (HoistQueue *self, HoistQueueEntry *entry)
{
  gint64 id = hoist_session_get_id (entry->session);

  hoist_queue_drop (self, entry);
  hoist_store_delete_async (self->store, &id, 1, NULL, NULL);
}

static void
on_session_ended (HoistSession *session, gpointer user_data)
{
  HoistQueueEntry *entry = user_data;
  HoistQueue *self = entry->queue;

  if (entry->is_active)
    g_ptr_array_remove_fast (self->active, entry);
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

/* Takes over @record: a session that the list does not show, or not yet. */
HoistQueueEntry *
hoist_queue_enter_hidden (HoistQueue *self, HoistRecord *record)
{
  HoistQueueEntry *entry = g_new0 (HoistQueueEntry, 1);

  entry->queue = self;
  entry->session = hoist_session_new (record, hoist_engine_get_journal (self->engine));
  hoist_session_set_watch (entry->session, &session_watch, entry);
  g_hash_table_insert (self->entries, &record->id, entry);
  self->last_position = MAX (self->last_position, record->position);
  hoist_tally_add (&self->tally, &entry->counted, entry->session);
  hoist_queue_index_file (self, entry->session);
  hoist_queue_set_due (self, entry, hoist_session_is_due (entry->session));
  return entry;
}

/* (nullable): what the queue keeps of @session; nothing once it is forgotten. */
HoistQueueEntry *
hoist_queue_find_entry (HoistQueue *self, HoistSession *session)
{
  return hoist_session_get_watch_data (session);
}
