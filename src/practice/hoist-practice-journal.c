/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every request that came, for people and tests to look at, and sums over them. */
#include "hoist-practice-journal.h"

#define MINUTE_US (60 * G_USEC_PER_SEC)

struct _HoistPracticeJournal {
  GPtrArray *entries; /* (owned) (element-type HoistPracticeEntry) */
};

typedef struct {
  guint64 count;
  guint64 answered;
  guint64 received;
  guint64 most;  /* in any 60 s */
  GQueue recent; /* (element-type HoistPracticeEntry): of the last 60 s while counting */
} Sum;

static void
entry_free (gpointer data)
{
  HoistPracticeEntry *entry = data;

  g_free (entry->call);
  g_free (entry->method);
  g_free (entry->upload);
  g_free (entry->nonce);
  g_free (entry->error);
  g_free (entry);
}

static void
sum_free (gpointer data)
{
  Sum *sum = data;

  g_queue_clear (&sum->recent);
  g_free (sum);
}

HoistPracticeJournal *
hoist_practice_journal_new (void)
{
  HoistPracticeJournal *self = g_new0 (HoistPracticeJournal, 1);

  self->entries = g_ptr_array_new_with_free_func (entry_free);
  return self;
}

void
hoist_practice_journal_free (HoistPracticeJournal *self)
{
  g_ptr_array_unref (self->entries);
  g_free (self);
}

/**
 * hoist_practice_journal_add:
 *
 * Returns: (transfer none): a new entry to fill in; it stays for as long as the journal
 */
HoistPracticeEntry *
hoist_practice_journal_add (HoistPracticeJournal *self, gint64 now_us)
{
  HoistPracticeEntry *entry = g_new0 (HoistPracticeEntry, 1);

  entry->offset = -1;
  entry->size = -1;
  entry->start_us = now_us;
  entry->ended = "open";
  g_ptr_array_add (self->entries, entry);
  return entry;
}

guint
hoist_practice_journal_get_count (HoistPracticeJournal *self)
{
  return self->entries->len;
}

static void
add_text (JsonObject *object, const char *name, const char *text)
{
  if (text != NULL)
    json_object_set_string_member (object, name, text);
  else
    json_object_set_null_member (object, name);
}

static JsonObject *
entry_to_json (const HoistPracticeEntry *entry)
{
  JsonObject *object = json_object_new ();

  add_text (object, "service", entry->service);
  add_text (object, "call", entry->call);
  add_text (object, "method", entry->method);
  add_text (object, "upload", entry->upload);
  json_object_set_int_member (object, "offset", entry->offset);
  json_object_set_int_member (object, "size", entry->size);
  json_object_set_int_member (object, "received", (gint64) entry->received);
  json_object_set_int_member (object, "status", entry->status);
  if (entry->error != NULL)
    json_object_set_string_member (object, "code", entry->error);
  else if (entry->has_code)
    json_object_set_int_member (object, "code", entry->code);
  else
    json_object_set_null_member (object, "code");
  add_text (object, "nonce", entry->nonce);
  json_object_set_int_member (object, "connection", (gint64) entry->connection);
  json_object_set_boolean_member (object, "reused", entry->is_reused);
  add_text (object, "fault", entry->fault);
  add_text (object, "remark", entry->remark);
  add_text (object, "ended", entry->ended);
  json_object_set_double_member (object, "time_ms", entry->start_us / 1000.0);
  json_object_set_double_member (object, "end_ms", entry->end_us / 1000.0);
  return object;
}

/**
 * hoist_practice_journal_to_json:
 *
 * Returns: (transfer full): an array of all entries, oldest first
 */
JsonNode *
hoist_practice_journal_to_json (HoistPracticeJournal *self)
{
  g_autoptr (JsonArray) array = json_array_sized_new (self->entries->len);

  for (guint i = 0; i < self->entries->len; i++)
    json_array_add_object_element (array, entry_to_json (g_ptr_array_index (self->entries, i)));
  return json_node_init_array (json_node_alloc (), array);
}

static void
count_entry (GHashTable *sums, HoistPracticeEntry *entry)
{
  const char *call = entry->call != NULL ? entry->call : "unknown";
  Sum *sum = g_hash_table_lookup (sums, call);
  HoistPracticeEntry *oldest = NULL;

  if (sum == NULL) {
    sum = g_new0 (Sum, 1);
    g_hash_table_insert (sums, (gpointer) call, sum);
  }
  sum->count++;
  sum->received += entry->received;
  sum->answered += entry->status != 0;
  g_queue_push_tail (&sum->recent, entry);
  while ((oldest = g_queue_peek_head (&sum->recent)) != NULL &&
         entry->start_us - oldest->start_us >= MINUTE_US)
    g_queue_pop_head (&sum->recent);
  sum->most = MAX (sum->most, g_queue_get_length (&sum->recent));
}

/**
 * hoist_practice_journal_sum_up:
 *
 * Returns: (transfer full): all body bytes received, and for each call its number, its answers,
 *   its bytes and the largest number in any 60 s
 */
JsonNode *
hoist_practice_journal_sum_up (HoistPracticeJournal *self)
{
  g_autoptr (GHashTable) sums = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, sum_free);
  g_autoptr (JsonObject) result = json_object_new ();
  JsonObject *calls = json_object_new ();
  GHashTableIter iter;
  gpointer call = NULL, value = NULL;
  guint64 received = 0;

  for (guint i = 0; i < self->entries->len; i++)
    count_entry (sums, g_ptr_array_index (self->entries, i));
  g_hash_table_iter_init (&iter, sums);
  while (g_hash_table_iter_next (&iter, &call, &value)) {
    JsonObject *object = json_object_new ();
    Sum *sum = value;

    received += sum->received;
    json_object_set_int_member (object, "count", (gint64) sum->count);
    json_object_set_int_member (object, "answered", (gint64) sum->answered);
    json_object_set_int_member (object, "received", (gint64) sum->received);
    json_object_set_int_member (object, "most_in_60s", (gint64) sum->most);
    json_object_set_object_member (calls, call, object);
  }
  json_object_set_int_member (result, "requests", self->entries->len);
  json_object_set_int_member (result, "received", (gint64) received);
  json_object_set_object_member (result, "calls", calls);
  return json_node_init_object (json_node_alloc (), result);
}
