/* SPDX-License-Identifier: GPL-3.0-or-later */
/* list, history and link; pause, resume, retry and remove. */
#include "hoist-cli-output.h"
#include "hoist-cli.h"

#include <glib/gi18n.h>
#include <inttypes.h>

typedef void (*ShowRow) (HoistCliOutput *output, const HoistCliRow *row);

static gboolean
is_done (HoistState state)
{
  return state == HOIST_STATE_FINISHED || state == HOIST_STATE_PROCESSING;
}

/* Nobody runs the queue: what was at work when the last program ended waits for the next one. */
static void
show_at_rest (HoistCliRow *row)
{
  if (!hoist_state_is_running (row->state) && row->state != HOIST_STATE_WAITING)
    return;
  row->state = HOIST_STATE_QUEUED;
  row->reason = HOIST_REASON_NONE;
  row->message = NULL;
}

static int
show_rows (const HoistCliOptions *options, gboolean is_history, ShowRow show)
{
  g_autoptr (HoistCli) cli = hoist_cli_new (options);
  g_autoptr (HoistStoreContents) contents = NULL;
  g_autoptr (HoistCliOutput) output = hoist_cli_output_new (options->is_json);
  gboolean has_runner = FALSE;

  if (!hoist_cli_open (cli, FALSE))
    return HOIST_CLI_ATTENTION;
  has_runner = hoist_workspace_has_runner (cli->workspace);
  contents = hoist_cli_read_store (cli);
  if (contents == NULL)
    return HOIST_CLI_ATTENTION;

  for (guint i = 0; i < contents->records->len; i++) {
    HoistRecord *record = g_ptr_array_index (contents->records, i);
    HoistCliRow row;

    if (record->state == HOIST_STATE_REMOVED || (is_history && !is_done (record->state)))
      continue;
    hoist_cli_row_from_record (&row, record, hoist_workspace_get_accounts (cli->workspace));
    if (!has_runner)
      show_at_rest (&row);
    show (output, &row);
  }
  return HOIST_CLI_DONE;
}

int
hoist_cli_list (const HoistCliOptions *options)
{
  return show_rows (options, FALSE, hoist_cli_output_listed);
}

int
hoist_cli_history (const HoistCliOptions *options)
{
  return show_rows (options, TRUE, hoist_cli_output_finished);
}

/* (transfer full) (nullable): the uploads that were named, or all; it says what is no number. */
static GArray *
read_ids (const HoistCliOptions *options, const HoistStoreContents *contents)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  if (options->is_all) {
    for (guint i = 0; i < contents->records->len; i++) {
      HoistRecord *record = g_ptr_array_index (contents->records, i);

      if (record->state != HOIST_STATE_REMOVED)
        g_array_append_val (ids, record->id);
    }
    return g_steal_pointer (&ids);
  }

  for (guint i = 0; i < options->n_arguments; i++) {
    gint64 id = 0;

    if (!g_ascii_string_to_signed (options->arguments[i], 10, 1, G_MAXINT64, &id, NULL)) {
      hoist_cli_complain (_ ("“%s” is not the number of an upload. See: hoist-cli list"),
                          options->arguments[i]);
      return NULL;
    }
    g_array_append_val (ids, id);
  }
  return g_steal_pointer (&ids);
}

static HoistRecord *
find_record (const HoistStoreContents *contents, gint64 id)
{
  for (guint i = 0; i < contents->records->len; i++) {
    HoistRecord *record = g_ptr_array_index (contents->records, i);

    if (record->id == id && record->state != HOIST_STATE_REMOVED)
      return record;
  }
  return NULL;
}

static gboolean
contains (const GArray *ids, gint64 id)
{
  for (guint i = 0; i < ids->len; i++) {
    if (g_array_index (ids, gint64, i) == id)
      return TRUE;
  }
  return FALSE;
}

/* Uploads that were named but could not be changed; with --all that is nobody's mistake. */
static int
say_what_was_left (const HoistStoreContents *contents, const GArray *ids, const GArray *done)
{
  int status = HOIST_CLI_DONE;

  for (guint i = 0; i < ids->len; i++) {
    gint64 id = g_array_index (ids, gint64, i);
    HoistRecord *record = find_record (contents, id);

    if (contains (done, id))
      continue;
    status = HOIST_CLI_ATTENTION;
    if (record == NULL)
      hoist_cli_complain (_ ("There is no upload %" PRId64 ". See: hoist-cli list"), id);
    else
      hoist_cli_complain (_ ("Upload %" PRId64 " is “%s”: that cannot be done now."), id,
                          hoist_state_to_name (record->state));
  }
  return status;
}

/* The queue as a whole may be paused too: by the application, or after starts that failed. */
static void
go_on (HoistCli *cli)
{
  g_autoptr (GArray) none = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) done = hoist_cli_apply (cli, HOIST_COMMAND_RESUME_ALL, none, &error);

  if (done == NULL)
    hoist_cli_complain ("%s", error->message);
}

static int
change_uploads (const HoistCliOptions *options, HoistCommandKind kind)
{
  g_autoptr (HoistCli) cli = hoist_cli_new (options);
  g_autoptr (HoistStoreContents) contents = NULL;
  g_autoptr (GArray) ids = NULL;
  g_autoptr (GArray) done = NULL;
  g_autoptr (GError) error = NULL;

  if (!hoist_cli_open (cli, TRUE))
    return HOIST_CLI_ATTENTION;
  contents = hoist_cli_read_store (cli);
  if (contents == NULL)
    return HOIST_CLI_ATTENTION;
  ids = read_ids (options, contents);
  if (ids == NULL)
    return HOIST_CLI_USAGE;

  done = hoist_cli_apply (cli, kind, ids, &error);
  if (done == NULL) {
    hoist_cli_complain ("%s", error->message);
    return HOIST_CLI_ATTENTION;
  }
  if (options->is_all && kind == HOIST_COMMAND_RESUME)
    go_on (cli);
  return options->is_all ? HOIST_CLI_DONE : say_what_was_left (contents, ids, done);
}

int
hoist_cli_pause (const HoistCliOptions *options)
{
  return change_uploads (options, HOIST_COMMAND_PAUSE);
}

int
hoist_cli_resume (const HoistCliOptions *options)
{
  return change_uploads (options, HOIST_COMMAND_RESUME);
}

int
hoist_cli_retry (const HoistCliOptions *options)
{
  return change_uploads (options, HOIST_COMMAND_RETRY);
}

int
hoist_cli_remove (const HoistCliOptions *options)
{
  return change_uploads (options, HOIST_COMMAND_REMOVE);
}

/* Returns: whether there was one to print. */
static gboolean
print_link (const HoistRecord *record, gint64 id)
{
  if (record == NULL) {
    hoist_cli_complain (_ ("There is no upload %" PRId64 ". See: hoist-cli list"), id);
    return FALSE;
  }
  if (record->link == NULL || !is_done (record->state)) {
    hoist_cli_complain (
        _ ("Upload %" PRId64
           " has no link. Wait until it has finished; not every service gives one."),
        id);
    return FALSE;
  }
  g_print ("%s\n", record->link);
  return TRUE;
}

int
hoist_cli_link (const HoistCliOptions *options)
{
  g_autoptr (HoistCli) cli = hoist_cli_new (options);
  g_autoptr (HoistStoreContents) contents = NULL;
  g_autoptr (GArray) ids = NULL;
  int status = HOIST_CLI_DONE;

  if (!hoist_cli_open (cli, FALSE))
    return HOIST_CLI_ATTENTION;
  contents = hoist_cli_read_store (cli);
  if (contents == NULL)
    return HOIST_CLI_ATTENTION;
  ids = read_ids (options, contents);
  if (ids == NULL)
    return HOIST_CLI_USAGE;

  for (guint i = 0; i < ids->len; i++) {
    gint64 id = g_array_index (ids, gint64, i);
    HoistRecord *record = find_record (contents, id);

    if (options->is_all && record->link == NULL)
      continue;
    if (!print_link (record, id))
      status = HOIST_CLI_ATTENTION;
  }
  return status;
}
