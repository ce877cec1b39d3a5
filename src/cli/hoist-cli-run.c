/* SPDX-License-Identifier: GPL-3.0-or-later */
/* run: everything in the queue, until nothing can run. */
#include "hoist-cli-follow.h"
#include "hoist-cli-settings.h"
#include "hoist-cli-watch.h"
#include "hoist-cli.h"

static gboolean
can_run (HoistState state)
{
  return !hoist_state_is_ended (state) && state != HOIST_STATE_PAUSED &&
         state != HOIST_STATE_ATTENTION;
}

/* Without any usable account nothing can run; with one, the others' uploads tell for themselves. */
static int
check_accounts (HoistCli *cli)
{
  HoistQueue *queue = hoist_workspace_get_queue (cli->workspace);
  HoistAccounts *accounts = hoist_workspace_get_accounts (cli->workspace);
  g_autoptr (GHashTable) needed = g_hash_table_new (NULL, NULL);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (queue));
  GHashTableIter iter;
  gpointer account = NULL;
  int status = HOIST_CLI_DONE;

  for (guint i = 0; i < n; i++) {
    g_autoptr (HoistSession) session = g_list_model_get_item (G_LIST_MODEL (queue), i);
    HoistAccount *found = hoist_accounts_find (accounts, hoist_session_get_account (session));

    if (found != NULL && can_run (hoist_session_get_state (session)))
      g_hash_table_add (needed, found);
  }

  g_hash_table_iter_init (&iter, needed);
  while (g_hash_table_iter_next (&iter, &account, NULL)) {
    status = hoist_cli_check_secrets (cli, account);
    if (status == HOIST_CLI_DONE)
      break;
  }
  return status;
}

int
hoist_cli_run (const HoistCliOptions *options)
{
  g_autoptr (HoistCli) cli = hoist_cli_new (options);
  g_autoptr (HoistCliWatch) watch = hoist_cli_watch_new (options->is_json, options->is_wait);
  int status = HOIST_CLI_DONE;

  if (!hoist_cli_open (cli, TRUE))
    return HOIST_CLI_ATTENTION;
  if (options->has_secrets && !hoist_cli_hold_secrets (cli, NULL))
    return HOIST_CLI_USAGE;
  if (hoist_workspace_is_runner (cli->workspace))
    status = check_accounts (cli);
  if (status == HOIST_CLI_DONE)
    status = hoist_cli_follow (cli, watch, TRUE);
  return status;
}
