/* SPDX-License-Identifier: GPL-3.0-or-later */
/* upload and add: files into the queue, and for upload until they are there. */
#include "hoist-cli-follow.h"
#include "hoist-cli-paths.h"
#include "hoist-cli-settings.h"
#include "hoist-cli-watch.h"
#include "hoist-cli.h"

#include <glib/gi18n.h>

/* How many paths one command to another program carries. */
#define PATHS_A_COMMAND 500

typedef struct {
  HoistCli *cli;          /* (owned) */
  HoistCliWatch *watch;   /* (owned) */
  HoistCliPaths *paths;   /* (owned) */
  HoistSettings *options; /* (owned) (nullable) */
  HoistAccount *account;  /* (unowned): the workspace's */
} Addition;

static void
addition_clear (Addition *addition)
{
  hoist_cli_free (addition->cli);
  hoist_cli_watch_free (addition->watch);
  hoist_cli_paths_free (addition->paths);
  g_clear_pointer (&addition->options, hoist_settings_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Addition, addition_clear)

/* Everything that can be refused before anything is stored or sent. */
static int
prepare (Addition *addition, const HoistCliOptions *options)
{
  if (!hoist_cli_open (addition->cli, TRUE))
    return HOIST_CLI_ATTENTION;

  addition->account = hoist_cli_choose_account (addition->cli, options->account);
  if (addition->account == NULL)
    return HOIST_CLI_NO_ACCOUNT;
  addition->options = hoist_cli_read_upload_options (hoist_account_get_provider (addition->account),
                                                     options->settings);
  if (addition->options == NULL)
    return HOIST_CLI_USAGE;
  if (options->has_secrets && !hoist_cli_hold_secrets (addition->cli, addition->account))
    return HOIST_CLI_USAGE;
  return HOIST_CLI_DONE;
}

static gboolean
add_here (Addition *addition, GError **error)
{
  HoistQueue *queue = hoist_workspace_get_queue (addition->cli->workspace);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) sessions = NULL;

  hoist_queue_add_async (queue, addition->paths->files, hoist_account_get_id (addition->account),
                         addition->options, addition->cli->options->is_paused,
                         hoist_cli_keep_result, &result);
  sessions = hoist_queue_add_finish (queue, hoist_cli_await (&result), error);
  if (sessions == NULL)
    return FALSE;

  for (guint i = 0; i < sessions->len; i++)
    hoist_cli_watch_add (addition->watch, hoist_session_get_id (g_ptr_array_index (sessions, i)));
  return TRUE;
}

static gboolean
add_there (Addition *addition, GError **error)
{
  const GPtrArray *files = addition->paths->files;

  for (guint i = 0; i < files->len; i += PATHS_A_COMMAND) {
    guint n = MIN (PATHS_A_COMMAND, files->len - i);
    g_autofree char *command = hoist_commands_make_add (
        (HoistAddedFile *const *) files->pdata + i, n, hoist_account_get_id (addition->account),
        addition->options, addition->cli->options->is_paused);
    g_autoptr (HoistSettings) answer = hoist_cli_send (addition->cli, command, error);
    g_autoptr (GArray) ids = NULL;

    if (answer == NULL)
      return FALSE;
    ids = hoist_commands_dup_ids (answer);
    for (guint j = 0; j < ids->len; j++)
      hoist_cli_watch_add (addition->watch, g_array_index (ids, gint64, j));
  }
  return TRUE;
}

/* The program that had the queue may end between our look and our command: then it is our turn. */
static gboolean
add_files (Addition *addition)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *account_id = g_strdup (hoist_account_get_id (addition->account));

  if (!hoist_workspace_is_runner (addition->cli->workspace)) {
    if (add_there (addition, &error))
      return TRUE;
    if (!hoist_workspace_has_runner (addition->cli->workspace)) {
      g_clear_error (&error);
      hoist_cli_close (addition->cli);
      if (!hoist_cli_open (addition->cli, TRUE))
        return FALSE;
      addition->account =
          hoist_accounts_find (hoist_workspace_get_accounts (addition->cli->workspace), account_id);
    }
  }
  if (error == NULL && addition->account != NULL &&
      hoist_workspace_is_runner (addition->cli->workspace) && add_here (addition, &error))
    return TRUE;

  if (error != NULL)
    hoist_cli_complain ("%s", error->message);
  return FALSE;
}

/* "upload" means it: what was paused goes on. */
static void
wake_up (Addition *addition)
{
  guint n_ids = 0;
  g_autofree gint64 *ids = hoist_cli_watch_dup_ids (addition->watch, &n_ids);
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) done = NULL;
  g_autoptr (GError) error = NULL;

  g_array_append_vals (all, ids, n_ids);
  done = hoist_cli_apply (addition->cli, HOIST_COMMAND_RESUME, all, &error);
  if (done == NULL)
    hoist_cli_complain ("%s", error->message);
}

static void
begin (Addition *addition, const HoistCliOptions *options)
{
  addition->cli = hoist_cli_new (options);
  addition->watch = hoist_cli_watch_new (options->is_json, options->is_wait);
  addition->paths = hoist_cli_paths_new (options->arguments);
}

static void
say_missing (Addition *addition)
{
  GPtrArray *missing = addition->paths->missing;

  for (guint i = 0; i < missing->len; i++)
    hoist_cli_watch_add_missing (addition->watch, g_ptr_array_index (missing, i));
  if (missing->len == 0 && addition->paths->files->len == 0)
    hoist_cli_complain (_ ("There is nothing to upload. Name a file, or a folder that has some."));
}

int
hoist_cli_upload (const HoistCliOptions *options)
{
  g_auto (Addition) addition = { 0 };
  int status = HOIST_CLI_DONE;

  begin (&addition, options);
  status = prepare (&addition, options);
  if (status == HOIST_CLI_DONE && hoist_workspace_is_runner (addition.cli->workspace))
    status = hoist_cli_check_secrets (addition.cli, addition.account);
  if (status != HOIST_CLI_DONE)
    return status;

  say_missing (&addition);
  if (addition.paths->files->len == 0 || !add_files (&addition))
    return HOIST_CLI_ATTENTION;
  wake_up (&addition);
  return hoist_cli_follow (addition.cli, addition.watch, FALSE);
}

/* What was added is shown once, as it lies in the store. */
static void
show_added (Addition *addition)
{
  HoistCli *cli = addition->cli;
  HoistStore *store = hoist_workspace_get_store (cli->workspace);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (HoistStoreContents) contents = NULL;
  g_autoptr (HoistCliOutput) output = hoist_cli_output_new (cli->options->is_json);

  hoist_store_reload_async (store, hoist_cli_keep_result, &result);
  contents = hoist_store_reload_finish (store, hoist_cli_await (&result), &error);
  if (contents == NULL)
    return;
  for (guint i = 0; i < contents->records->len; i++) {
    HoistRecord *record = g_ptr_array_index (contents->records, i);
    HoistCliRow row;

    if (!hoist_cli_watch_has (addition->watch, record->id))
      continue;
    hoist_cli_row_from_record (&row, record, hoist_workspace_get_accounts (cli->workspace));
    hoist_cli_output_listed (output, &row);
  }
}

int
hoist_cli_add (const HoistCliOptions *options)
{
  g_auto (Addition) addition = { 0 };
  int status = HOIST_CLI_DONE;

  begin (&addition, options);
  status = prepare (&addition, options);
  if (status != HOIST_CLI_DONE)
    return status;

  say_missing (&addition);
  if (addition.paths->files->len == 0 || !add_files (&addition))
    return HOIST_CLI_ATTENTION;
  show_added (&addition);
  return addition.paths->missing->len > 0 ? HOIST_CLI_ATTENTION : HOIST_CLI_DONE;
}
