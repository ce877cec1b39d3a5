/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which uploads are followed, what was already said about each, and whether all have ended. */
#include "hoist-cli-watch.h"

#include "hoist-cli.h"

/* The contract: progress at most four times a second for each upload. */
#define PROGRESS_INTERVAL_US (G_USEC_PER_SEC / 4)

typedef struct {
  gint64 id;
  char *path; /* (owned) (nullable): once it was seen */
  gboolean is_seen;
  gboolean is_ended;
  gboolean is_good;
  gboolean has_result;
  HoistState state;
  HoistReason reason;
  guint64 first_done;
  guint64 shown_done;
  gint64 shown_us;
  gint64 started_us;
} Entry;

struct _HoistCliWatch {
  HoistCliOutput *output; /* (owned) */
  GHashTable *entries;    /* (owned) (element-type gint64 Entry) */
  gboolean is_wait;
  guint n_open; /* entries that have not ended */
  guint n_missing;
};

static void
entry_free (Entry *entry)
{
  g_free (entry->path);
  g_free (entry);
}

HoistCliWatch *
hoist_cli_watch_new (gboolean is_json, gboolean is_wait)
{
  HoistCliWatch *self = g_new0 (HoistCliWatch, 1);

  self->output = hoist_cli_output_new (is_json);
  self->entries =
      g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, (GDestroyNotify) entry_free);
  self->is_wait = is_wait;
  return self;
}

void
hoist_cli_watch_free (HoistCliWatch *self)
{
  hoist_cli_output_free (self->output);
  g_hash_table_unref (self->entries);
  g_free (self);
}

/* The same file named twice is one upload. */
void
hoist_cli_watch_add (HoistCliWatch *self, gint64 id)
{
  Entry *entry = NULL;

  if (hoist_cli_watch_has (self, id))
    return;
  entry = g_new0 (Entry, 1);
  entry->id = id;
  g_hash_table_insert (self->entries, &entry->id, entry);
  self->n_open++;
}

/* A path that is no file: said at once, and remembered for the exit status. */
void
hoist_cli_watch_add_missing (HoistCliWatch *self, const HoistCliMissingPath *missing)
{
  hoist_cli_output_missing (self->output, missing);
  self->n_missing++;
}

gboolean
hoist_cli_watch_has (HoistCliWatch *self, gint64 id)
{
  return g_hash_table_contains (self->entries, &id);
}

/* Returns: (transfer full) (array length=n_ids): all that is followed, in no order */
gint64 *
hoist_cli_watch_dup_ids (HoistCliWatch *self, guint *n_ids)
{
  GHashTableIter iter;
  Entry *entry = NULL;
  gint64 *ids = g_new0 (gint64, g_hash_table_size (self->entries) + 1);

  *n_ids = 0;
  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &entry))
    ids[(*n_ids)++] = entry->id;
  return ids;
}

static gboolean
has_ended (HoistCliWatch *self, const HoistCliRow *row)
{
  switch (row->state) {
  case HOIST_STATE_FINISHED:
  case HOIST_STATE_PAUSED:
  case HOIST_STATE_ATTENTION:
  case HOIST_STATE_REMOVED:
    return TRUE;
  case HOIST_STATE_PROCESSING:
    return !self->is_wait;
  case HOIST_STATE_WAITING:
    /* The account was refused: nothing here goes on without the user. */
    return row->reason == HOIST_REASON_ACCOUNT;
  case HOIST_STATE_QUEUED:
  case HOIST_STATE_HASHING:
  case HOIST_STATE_STARTING:
  case HOIST_STATE_UPLOADING:
  case HOIST_STATE_FINISHING:
  default:
    return FALSE;
  }
}

static void
show_result (HoistCliWatch *self, Entry *entry, const HoistCliRow *row)
{
  HoistCliRow shown = *row;
  gint64 now_us = g_get_monotonic_time ();

  if (entry->has_result)
    return;

  entry->has_result = TRUE;
  /* Where another program does the work, what the server got meanwhile is the best that is known.
   */
  if (shown.sent == HOIST_CLI_SENT_UNKNOWN)
    shown.sent = shown.done > entry->first_done ? shown.done - entry->first_done : 0;
  hoist_cli_output_result (
      self->output, &shown,
      entry->started_us > 0 ? (double) (now_us - entry->started_us) / G_USEC_PER_SEC : 0.0);
}

static void
show_state (HoistCliWatch *self, Entry *entry, const HoistCliRow *row)
{
  gint64 now_us = g_get_monotonic_time ();
  gboolean is_news = !entry->is_seen || entry->state != row->state || entry->reason != row->reason;
  gboolean is_progress = hoist_state_is_running (row->state) &&
                         (entry->shown_done != row->done || row->state == HOIST_STATE_HASHING);

  if (!is_news && (!is_progress || now_us - entry->shown_us < PROGRESS_INTERVAL_US))
    return;

  if (!entry->is_seen) {
    entry->first_done = row->done;
    entry->path = g_strdup (row->path);
  }
  if (entry->started_us == 0 && hoist_state_is_running (row->state))
    entry->started_us = now_us;
  entry->is_seen = TRUE;
  entry->state = row->state;
  entry->reason = row->reason;
  entry->shown_done = row->done;
  entry->shown_us = now_us;
  hoist_cli_output_state (self->output, row, is_news);
}

/**
 * hoist_cli_watch_note:
 * @row: as it is now; of any upload, followed or not
 *
 * Says what is new about an upload, and its result when it has ended.
 */
void
hoist_cli_watch_note (HoistCliWatch *self, const HoistCliRow *row)
{
  Entry *entry = g_hash_table_lookup (self->entries, &row->id);
  gboolean is_ended = has_ended (self, row);

  if (entry == NULL)
    return;

  show_state (self, entry, row);
  if (is_ended != entry->is_ended)
    self->n_open += is_ended ? -1 : 1;
  entry->is_ended = is_ended;
  entry->is_good = row->state == HOIST_STATE_FINISHED || row->state == HOIST_STATE_PROCESSING;
  /* A stopped account may be let in again by another upload's success: its result can wait. */
  if (is_ended && row->state != HOIST_STATE_WAITING)
    show_result (self, entry, row);
}

/* Followed, but no longer in the store: somebody removed it. */
void
hoist_cli_watch_note_gone (HoistCliWatch *self, gint64 id)
{
  Entry *entry = g_hash_table_lookup (self->entries, &id);
  HoistCliRow row = { .id = id, .state = HOIST_STATE_REMOVED, .account = "" };

  if (entry == NULL || entry->has_result)
    return;
  row.path = entry->path != NULL ? entry->path : "/";
  hoist_cli_watch_note (self, &row);
}

gboolean
hoist_cli_watch_are_all_ended (HoistCliWatch *self)
{
  return self->n_open == 0;
}

/* Nothing more will happen: the result of an upload that had none yet. */
void
hoist_cli_watch_finish (HoistCliWatch *self, const HoistCliRow *row)
{
  Entry *entry = g_hash_table_lookup (self->entries, &row->id);

  if (entry != NULL)
    show_result (self, entry, row);
}

/* 0 if all are finished, else 1. */
int
hoist_cli_watch_get_status (HoistCliWatch *self)
{
  GHashTableIter iter;
  Entry *entry = NULL;

  if (self->n_missing > 0)
    return HOIST_CLI_ATTENTION;
  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &entry)) {
    if (!entry->is_good)
      return HOIST_CLI_ATTENTION;
  }
  return HOIST_CLI_DONE;
}
