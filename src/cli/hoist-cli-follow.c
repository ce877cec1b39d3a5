/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs the queue, or follows the program that runs it, until uploads have ended. */
#include "hoist-cli-follow.h"

#include <glib/gi18n.h>

/* How often a follower looks into the store: the contract's rate of progress. */
#define LOOK_INTERVAL_MS 250

typedef struct {
  HoistCli *cli;        /* (unowned) */
  HoistCliWatch *watch; /* (unowned) */
  HoistQueue *queue;    /* (unowned): NULL while following */
  gboolean is_everything;
} Follow;

/* In a run of everything: what was already done or put aside before is not news, but what needs
 * the user is. */
static gboolean
is_worth_following (const HoistCliRow *row, gboolean is_wait)
{
  switch (row->state) {
  case HOIST_STATE_FINISHED:
  case HOIST_STATE_PAUSED:
  case HOIST_STATE_REMOVED:
    return FALSE;
  case HOIST_STATE_PROCESSING:
    return is_wait;
  case HOIST_STATE_QUEUED:
  case HOIST_STATE_HASHING:
  case HOIST_STATE_STARTING:
  case HOIST_STATE_UPLOADING:
  case HOIST_STATE_FINISHING:
  case HOIST_STATE_WAITING:
  case HOIST_STATE_ATTENTION:
  default:
    return TRUE;
  }
}

static void
note_row (Follow *follow, const HoistCliRow *row)
{
  if (follow->is_everything && is_worth_following (row, follow->cli->options->is_wait))
    hoist_cli_watch_add (follow->watch, row->id);
  hoist_cli_watch_note (follow->watch, row);
}

static void
note_session (Follow *follow, HoistSession *session)
{
  HoistCliRow row;

  hoist_cli_row_from_session (&row, session, hoist_workspace_get_accounts (follow->cli->workspace));
  note_row (follow, &row);
}

static void
on_session_changed (HoistQueue *queue, HoistSession *session, gpointer data)
{
  note_session (data, session);
}

static void
on_items_changed (GListModel *model, guint position, guint removed, guint added, gpointer data)
{
  for (guint i = 0; i < added; i++) {
    g_autoptr (HoistSession) session = g_list_model_get_item (model, position + i);

    note_session (data, session);
  }
}

static void
finish_sessions (Follow *follow)
{
  HoistAccounts *accounts = hoist_workspace_get_accounts (follow->cli->workspace);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (follow->queue));

  for (guint i = 0; i < n; i++) {
    g_autoptr (HoistSession) session = g_list_model_get_item (G_LIST_MODEL (follow->queue), i);
    HoistCliRow row;

    hoist_cli_row_from_session (&row, session, accounts);
    hoist_cli_watch_finish (follow->watch, &row);
  }
}

/* With --wait a file that the cloud still works on keeps us here, though the queue is idle. */
static gboolean
is_over (Follow *follow)
{
  gboolean is_idle = hoist_queue_is_idle (follow->queue);

  if (hoist_cli_watch_are_all_ended (follow->watch))
    return !follow->is_everything || is_idle;
  if (follow->cli->options->is_wait && !hoist_queue_is_paused (follow->queue))
    return FALSE;
  return is_idle && (follow->is_everything || hoist_queue_is_paused (follow->queue));
}

static void
run_here (Follow *follow)
{
  gulong handlers[2];

  follow->queue = hoist_workspace_get_queue (follow->cli->workspace);
  if (hoist_queue_is_paused (follow->queue))
    hoist_cli_complain (_ ("All uploads are paused. Go on with: hoist-cli resume --all"));

  handlers[0] =
      g_signal_connect (follow->queue, "session-changed", G_CALLBACK (on_session_changed), follow);
  handlers[1] =
      g_signal_connect (follow->queue, "items-changed", G_CALLBACK (on_items_changed), follow);
  on_items_changed (G_LIST_MODEL (follow->queue), 0, 0,
                    g_list_model_get_n_items (G_LIST_MODEL (follow->queue)), follow);
  hoist_queue_set_running (follow->queue, TRUE);

  while (!hoist_cli_is_interrupted (follow->cli) && !is_over (follow))
    g_main_context_iteration (NULL, TRUE);

  if (!hoist_cli_is_interrupted (follow->cli))
    finish_sessions (follow);
  for (guint i = 0; i < G_N_ELEMENTS (handlers); i++)
    g_signal_handler_disconnect (follow->queue, handlers[i]);
}

static void
note_gone (Follow *follow, GHashTable *present)
{
  guint n_ids = 0;
  g_autofree gint64 *ids = hoist_cli_watch_dup_ids (follow->watch, &n_ids);

  for (guint i = 0; i < n_ids; i++) {
    if (!g_hash_table_contains (present, &ids[i]))
      hoist_cli_watch_note_gone (follow->watch, ids[i]);
  }
}

static void
note_records (Follow *follow, const HoistStoreContents *contents, gboolean is_last)
{
  HoistAccounts *accounts = hoist_workspace_get_accounts (follow->cli->workspace);
  g_autoptr (GHashTable) present = g_hash_table_new (g_int64_hash, g_int64_equal);

  for (guint i = 0; i < contents->records->len; i++) {
    HoistRecord *record = g_ptr_array_index (contents->records, i);
    HoistCliRow row;

    g_hash_table_add (present, &record->id);
    hoist_cli_row_from_record (&row, record, accounts);
    if (is_last)
      hoist_cli_watch_finish (follow->watch, &row);
    else
      note_row (follow, &row);
  }
  note_gone (follow, present);
}

static gboolean
on_look_again (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

/* Waits, unless interrupted. */
static void
wait_for_next_look (HoistCli *cli)
{
  gboolean is_time = FALSE;
  guint timer = g_timeout_add (LOOK_INTERVAL_MS, on_look_again, &is_time);

  while (!is_time && !hoist_cli_is_interrupted (cli))
    g_main_context_iteration (NULL, TRUE);
  if (!is_time)
    g_source_remove (timer);
}

/* Returns: %FALSE when the other program went away before the uploads had ended. */
static gboolean
follow_other (Follow *follow)
{
  while (!hoist_cli_is_interrupted (follow->cli)) {
    gboolean has_runner = hoist_workspace_has_runner (follow->cli->workspace);
    g_autoptr (HoistStoreContents) contents = hoist_cli_read_store (follow->cli);

    if (contents == NULL)
      return TRUE;
    note_records (follow, contents, FALSE);
    if (hoist_cli_watch_are_all_ended (follow->watch) ||
        ((contents->is_paused || contents->has_failed_starts) && has_runner)) {
      note_records (follow, contents, TRUE);
      return TRUE;
    }
    if (!has_runner)
      return FALSE;
    wait_for_next_look (follow->cli);
  }
  return TRUE;
}

/**
 * hoist_cli_follow:
 * @watch: what is followed
 * @is_everything: follow all uploads there are, also those added meanwhile, until the queue is
 *   idle; else only those in @watch
 *
 * Where another program runs the queue this one looks on, and takes over when that one ends.
 *
 * Returns: the exit status
 */
int
hoist_cli_follow (HoistCli *self, HoistCliWatch *watch, gboolean is_everything)
{
  Follow follow = { self, watch, NULL, is_everything };

  while (!hoist_workspace_is_runner (self->workspace)) {
    if (follow_other (&follow))
      break;
    hoist_cli_close (self);
    if (!hoist_cli_open (self, TRUE))
      return HOIST_CLI_ATTENTION;
  }
  if (hoist_workspace_is_runner (self->workspace) && !hoist_cli_is_interrupted (self))
    run_here (&follow);

  if (hoist_cli_is_interrupted (self))
    return HOIST_CLI_INTERRUPTED;
  return hoist_cli_watch_get_status (watch);
}
