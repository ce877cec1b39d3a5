/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a program that does not run the queue asks of the one that does. */
#include "hoist-commands.h"

#include "hoist-config.h"
#include "hoist-error.h"
#include "hoist-provider.h"

#include <glib/gi18n-lib.h>

/* A command and its answer are the text of a HoistSettings: a strict reader is there already, and
 * no secret can be among them because nobody puts one in. Paths travel as addresses, which keep
 * every byte of an undecodable name; beside them, as many and escaped, the folders they keep: empty
 * for a file that was added by itself, and missing where no file has any. */

#define SEPARATOR " "

typedef struct {
  HoistWorkspace *workspace; /* (unowned): the server lives on it */
} HoistCommandServer;

/* One command at work, while the queue or the accounts are busy with it. */
typedef struct {
  HoistWorkspace *workspace; /* (owned) */
  gint64 id;
} HoistCommandWork;

static const char *const kind_names[HOIST_N_COMMANDS] = {
  [HOIST_COMMAND_PAUSE] = "pause",           [HOIST_COMMAND_RESUME] = "resume",
  [HOIST_COMMAND_RETRY] = "retry",           [HOIST_COMMAND_START_OVER] = "start-over",
  [HOIST_COMMAND_REMOVE] = "remove",         [HOIST_COMMAND_PAUSE_ALL] = "pause-all",
  [HOIST_COMMAND_RESUME_ALL] = "resume-all",
};

static char *
write_ids (const gint64 *ids, guint n_ids)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n_ids; i++)
    g_string_append_printf (text, "%s%" G_GINT64_FORMAT, i > 0 ? SEPARATOR : "", ids[i]);
  return g_string_free (text, FALSE);
}

static GArray *
read_ids (const char *text)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_auto (GStrv) words = g_strsplit (text != NULL ? text : "", SEPARATOR, -1);

  for (guint i = 0; words[i] != NULL; i++) {
    gint64 id = 0;

    if (g_ascii_string_to_signed (words[i], 10, 1, G_MAXINT64, &id, NULL))
      g_array_append_val (ids, id);
  }
  return ids;
}

static void
work_free (HoistCommandWork *work)
{
  g_object_unref (work->workspace);
  g_free (work);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HoistCommandWork, work_free)

static HoistCommandWork *
work_new (HoistWorkspace *workspace, gint64 id)
{
  HoistCommandWork *work = g_new0 (HoistCommandWork, 1);

  work->workspace = g_object_ref (workspace);
  work->id = id;
  return work;
}

static void
answer (HoistWorkspace *workspace, gint64 id, const char *name, const char *value)
{
  g_autoptr (HoistSettings) reply = hoist_settings_new ();
  g_autofree char *text = NULL;

  hoist_settings_set (reply, name, value);
  text = hoist_settings_to_text (reply);
  hoist_store_answer (hoist_workspace_get_store (workspace), id, text);
}

static void
on_added (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (HoistCommandWork) work = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) sessions = NULL;
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autofree char *text = NULL;

  sessions = hoist_queue_add_finish (HOIST_QUEUE (source), result, &error);
  if (sessions == NULL) {
    answer (work->workspace, work->id, "error", error->message);
    return;
  }

  for (guint i = 0; i < sessions->len; i++) {
    gint64 id = hoist_session_get_id (g_ptr_array_index (sessions, i));

    g_array_append_val (ids, id);
  }
  text = write_ids ((const gint64 *) (gpointer) ids->data, ids->len);
  answer (work->workspace, work->id, "ids", text);
}

/* (transfer full) (element-type HoistAddedFile): */
static GPtrArray *
read_files (const HoistSettings *command)
{
  const char *uris = hoist_settings_get (command, "uris");
  const char *folders = hoist_settings_get (command, "folders");
  g_auto (GStrv) words = g_strsplit (uris != NULL ? uris : "", SEPARATOR, -1);
  g_auto (GStrv) folder_words = g_strsplit (folders != NULL ? folders : "", SEPARATOR, -1);
  guint n_folders = g_strv_length (folder_words);
  GPtrArray *files = hoist_added_files_new ();

  for (guint i = 0; words[i] != NULL; i++) {
    g_autofree char *path = g_filename_from_uri (words[i], NULL, NULL);
    g_autofree char *folder = NULL;

    if (i < n_folders && *folder_words[i] != '\0')
      folder = g_uri_unescape_string (folder_words[i], NULL);
    if (folder != NULL && !g_utf8_validate (folder, -1, NULL))
      g_clear_pointer (&folder, g_free);
    if (path != NULL)
      g_ptr_array_add (files, hoist_added_file_new (path, folder));
  }
  return files;
}

static void
add (HoistWorkspace *workspace, gint64 id, const HoistSettings *command)
{
  const char *account = hoist_settings_get (command, "account");
  const char *options_text = hoist_settings_get (command, "options");
  g_autoptr (GPtrArray) files = read_files (command);
  g_autoptr (HoistSettings) options = NULL;

  /* what was remembered in the window is not for scripts */
  if (options_text != NULL)
    options = hoist_settings_new_from_text (options_text, NULL);
  if (options == NULL)
    options = hoist_settings_new ();
  hoist_queue_add_async (hoist_workspace_get_queue (workspace), files, account, options,
                         g_strcmp0 (hoist_settings_get (command, "paused"), "1") == 0, on_added,
                         work_new (workspace, id));
}

static void
on_account_added (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (HoistCommandWork) work = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (HoistAccount) account = NULL;

  account = hoist_accounts_add_finish (HOIST_ACCOUNTS (source), result, &error);
  if (account == NULL)
    answer (work->workspace, work->id, "error", error->message);
  else
    answer (work->workspace, work->id, "account", hoist_account_get_id (account));
}

static void
add_account (HoistWorkspace *workspace, gint64 id, const HoistSettings *command)
{
  const char *service = hoist_settings_get (command, "service");
  const char *name = hoist_settings_get (command, "name");
  const char *text = hoist_settings_get (command, "settings");
  const HoistProvider *provider = service != NULL ? hoist_provider_find (service) : NULL;
  g_autoptr (HoistSettings) settings = NULL;

  if (text != NULL)
    settings = hoist_settings_new_from_text (text, NULL);
  if (provider == NULL || name == NULL || settings == NULL) {
    answer (workspace, id, "error", _ ("The account could not be read."));
    return;
  }
  hoist_accounts_add_async (hoist_workspace_get_accounts (workspace), provider, name, settings,
                            NULL, on_account_added, work_new (workspace, id));
}

static void
on_account_removed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (HoistCommandWork) work = data;
  g_autoptr (GError) error = NULL;

  if (!hoist_accounts_remove_finish (HOIST_ACCOUNTS (source), result, &error))
    answer (work->workspace, work->id, "error", error->message);
  else
    answer (work->workspace, work->id, "ids", "");
}

static void
remove_account (HoistWorkspace *workspace, gint64 id, const HoistSettings *command)
{
  HoistAccounts *accounts = hoist_workspace_get_accounts (workspace);
  const char *account_id = hoist_settings_get (command, "account");
  HoistAccount *account = account_id != NULL ? hoist_accounts_find (accounts, account_id) : NULL;

  if (account == NULL) {
    answer (workspace, id, "error", _ ("There is no such account."));
    return;
  }
  hoist_accounts_remove_async (accounts, account, on_account_removed, work_new (workspace, id));
}

/* Another program has signed the account in: what is in memory here is from before. */
static void
refresh_account (HoistWorkspace *workspace, gint64 id, const HoistSettings *command)
{
  HoistAccounts *accounts = hoist_workspace_get_accounts (workspace);
  HoistAccount *account = hoist_accounts_find (accounts, hoist_settings_get (command, "account"));

  if (account == NULL) {
    answer (workspace, id, "error", _ ("There is no such account."));
    return;
  }
  hoist_account_forget_secrets (account);
  hoist_channel_resume (hoist_account_get_channel (account));
  answer (workspace, id, "ids", "");
}

static void
change (HoistWorkspace *workspace, gint64 id, HoistCommandKind kind, const HoistSettings *command)
{
  g_autoptr (GArray) ids = read_ids (hoist_settings_get (command, "ids"));
  g_autoptr (GArray) done = NULL;
  g_autofree char *text = NULL;

  done = hoist_commands_apply (hoist_workspace_get_queue (workspace), kind, ids);
  text = write_ids ((const gint64 *) (gpointer) done->data, done->len);
  answer (workspace, id, "ids", text);
}

static void
on_posted (HoistStore *store, gint64 id, const char *text, gpointer data)
{
  HoistCommandServer *server = data;
  g_autoptr (HoistSettings) command = hoist_settings_new_from_text (text, NULL);
  const char *name = command != NULL ? hoist_settings_get (command, "command") : NULL;

  g_debug ("inbox: command %" G_GINT64_FORMAT ": %s", id, name != NULL ? name : "unreadable");
  if (g_strcmp0 (name, "add") == 0) {
    add (server->workspace, id, command);
    return;
  }
  if (g_strcmp0 (name, "add-account") == 0) {
    add_account (server->workspace, id, command);
    return;
  }
  if (g_strcmp0 (name, "remove-account") == 0) {
    remove_account (server->workspace, id, command);
    return;
  }
  if (g_strcmp0 (name, "refresh-account") == 0) {
    refresh_account (server->workspace, id, command);
    return;
  }
  for (guint i = 0; i < HOIST_N_COMMANDS; i++) {
    if (g_strcmp0 (name, kind_names[i]) == 0) {
      change (server->workspace, id, i, command);
      return;
    }
  }
  answer (server->workspace, id, "error", _ ("The running Hoist does not know this command."));
}

static gboolean
can_apply (HoistCommandKind kind, HoistSession *session)
{
  switch (kind) {
  case HOIST_COMMAND_PAUSE:
    return hoist_session_can_pause (session);
  case HOIST_COMMAND_RESUME:
    return hoist_session_can_resume (session);
  case HOIST_COMMAND_RETRY:
  case HOIST_COMMAND_START_OVER:
    return hoist_session_can_retry (session);
  case HOIST_COMMAND_REMOVE:
    return hoist_session_get_state (session) != HOIST_STATE_REMOVED;
  case HOIST_COMMAND_PAUSE_ALL:
  case HOIST_COMMAND_RESUME_ALL:
  default:
    return FALSE;
  }
}

static void
apply (HoistQueue *queue, HoistCommandKind kind, GPtrArray *sessions)
{
  switch (kind) {
  case HOIST_COMMAND_PAUSE:
    hoist_queue_pause_many (queue, sessions);
    break;
  case HOIST_COMMAND_RESUME:
    hoist_queue_resume_many (queue, sessions);
    break;
  case HOIST_COMMAND_RETRY:
  case HOIST_COMMAND_START_OVER:
    hoist_queue_retry_many (queue, sessions, kind == HOIST_COMMAND_START_OVER);
    break;
  case HOIST_COMMAND_REMOVE:
    hoist_queue_remove_many (queue, sessions);
    break;
  case HOIST_COMMAND_PAUSE_ALL:
  case HOIST_COMMAND_RESUME_ALL:
  default:
    hoist_queue_set_paused (queue, kind == HOIST_COMMAND_PAUSE_ALL);
  }
}

/**
 * hoist_commands_apply:
 * @ids: (element-type gint64): uploads; unknown ones are passed over
 *
 * Does it at once, in the program that runs the queue.
 *
 * Returns: (transfer full) (element-type gint64): those it was done to
 */
GArray *
hoist_commands_apply (HoistQueue *queue, HoistCommandKind kind, const GArray *ids)
{
  GArray *done = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GPtrArray) sessions = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < ids->len; i++) {
    gint64 id = g_array_index (ids, gint64, i);
    HoistSession *session = hoist_queue_find (queue, id);

    if (session == NULL || !can_apply (kind, session))
      continue;
    g_ptr_array_add (sessions, g_object_ref (session));
    g_array_append_val (done, id);
  }
  apply (queue, kind, sessions);
  return done;
}

/**
 * hoist_commands_make:
 *
 * Returns: (transfer full): the text of a command for hoist_commands_send_async()
 */
char *
hoist_commands_make (HoistCommandKind kind, const gint64 *ids, guint n_ids)
{
  g_autoptr (HoistSettings) command = hoist_settings_new ();
  g_autofree char *text = write_ids (ids, n_ids);

  hoist_settings_set (command, "command", kind_names[kind]);
  hoist_settings_set (command, "ids", text);
  return hoist_settings_to_text (command);
}

/**
 * hoist_commands_make_add:
 * @files: (array length=n_files): with absolute paths
 * @account: an account's id
 * @options: (nullable): these uploads' own settings, without secrets
 *
 * Returns: (transfer full): the text of a command that adds files
 */
char *
hoist_commands_make_add (HoistAddedFile *const *files,
                         guint n_files,
                         const char *account,
                         const HoistSettings *options,
                         gboolean is_paused)
{
  g_autoptr (HoistSettings) command = hoist_settings_new ();
  g_autoptr (GString) uris = g_string_new (NULL);
  g_autoptr (GString) folders = g_string_new (NULL);
  gboolean has_folders = FALSE;

  for (guint i = 0; i < n_files; i++) {
    g_autofree char *uri = g_filename_to_uri (files[i]->path, NULL, NULL);

    if (uri == NULL)
      continue;
    if (uris->len > 0) {
      g_string_append (uris, SEPARATOR);
      g_string_append (folders, SEPARATOR);
    }
    g_string_append (uris, uri);
    if (files[i]->folder != NULL)
      g_string_append_uri_escaped (folders, files[i]->folder, "/", FALSE);
    has_folders = has_folders || files[i]->folder != NULL;
  }

  hoist_settings_set (command, "command", "add");
  hoist_settings_set (command, "uris", uris->str);
  if (has_folders)
    hoist_settings_set (command, "folders", folders->str);
  hoist_settings_set (command, "account", account);
  hoist_settings_set (command, "paused", is_paused ? "1" : "0");
  if (options != NULL && !hoist_settings_is_empty (options)) {
    g_autofree char *text = hoist_settings_to_text (options);

    hoist_settings_set (command, "options", text);
  }
  return hoist_settings_to_text (command);
}

/**
 * hoist_commands_make_account:
 * @settings: without secrets: those are put into the vault by whoever has them
 *
 * Returns: (transfer full): the text of a command that adds an account
 */
char *
hoist_commands_make_account (const char *service, const char *name, const HoistSettings *settings)
{
  g_autoptr (HoistSettings) command = hoist_settings_new ();
  g_autofree char *text = hoist_settings_to_text (settings);

  hoist_settings_set (command, "command", "add-account");
  hoist_settings_set (command, "service", service);
  hoist_settings_set (command, "name", name);
  hoist_settings_set (command, "settings", text);
  return hoist_settings_to_text (command);
}

/**
 * hoist_commands_make_remove_account:
 * @account: an account's id
 *
 * Returns: (transfer full): the text of a command that removes an account
 */
char *
hoist_commands_make_remove_account (const char *account)
{
  g_autoptr (HoistSettings) command = hoist_settings_new ();

  hoist_settings_set (command, "command", "remove-account");
  hoist_settings_set (command, "account", account);
  return hoist_settings_to_text (command);
}

/**
 * hoist_commands_make_refresh_account:
 * @account: an account's id
 *
 * Returns: (transfer full): the text of a command that has an account's new secrets read from the
 *   vault, and its uploads go on
 */
char *
hoist_commands_make_refresh_account (const char *account)
{
  g_autoptr (HoistSettings) command = hoist_settings_new ();

  hoist_settings_set (command, "command", "refresh-account");
  hoist_settings_set (command, "account", account);
  return hoist_settings_to_text (command);
}

/**
 * hoist_commands_serve:
 * @workspace: an open one that runs the queue
 *
 * Carries out what other programs leave in the store's inbox, for as long as the store lives.
 */
void
hoist_commands_serve (HoistWorkspace *workspace)
{
  HoistStore *store = hoist_workspace_get_store (workspace);
  HoistCommandServer *server = g_new0 (HoistCommandServer, 1);

  g_return_if_fail (hoist_workspace_is_runner (workspace));

  server->workspace = workspace;
  g_signal_connect_data (store, "posted", G_CALLBACK (on_posted), server,
                         (GClosureNotify) (void (*) (void)) g_free, 0);
  hoist_store_watch_inbox (store);
}

static void
on_answered (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (HoistSettings) settings = NULL;
  g_autofree char *text = hoist_store_post_finish (HOIST_STORE (source), result, &error);

  if (text != NULL)
    settings = hoist_settings_new_from_text (text, &error);
  if (settings == NULL) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }
  if (hoist_settings_get (settings, "error") != NULL) {
    g_task_return_new_error (task, HOIST_ERROR, HOIST_ERROR_REFUSED, "%s",
                             hoist_settings_get (settings, "error"));
    return;
  }
  g_task_return_pointer (task, g_steal_pointer (&settings), (GDestroyNotify) hoist_settings_unref);
}

/**
 * hoist_commands_send_async:
 * @command: from one of the functions that make commands
 * @cancellable: (nullable): stops waiting; the command is taken back if nobody took it yet
 *
 * Leaves a command for the program that runs the queue and waits for its answer. Fails with
 * %HOIST_ERROR_REFUSED and that program's sentence, with the store's errors, or cancelled.
 */
void
hoist_commands_send_async (HoistWorkspace *workspace,
                           const char *command,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer data)
{
  GTask *task = g_task_new (workspace, cancellable, callback, data);

  g_task_set_source_tag (task, hoist_commands_send_async);
  g_task_set_check_cancellable (task, FALSE);
  hoist_store_post_async (hoist_workspace_get_store (workspace), command, cancellable, on_answered,
                          task);
}

/**
 * hoist_commands_send_finish:
 *
 * Returns: (transfer full): the answer: "ids" of the uploads it was done to, or "account"
 */
HoistSettings *
hoist_commands_send_finish (HoistWorkspace *workspace, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, workspace), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * hoist_commands_dup_ids:
 *
 * Returns: (transfer full) (element-type gint64): the uploads an answer names
 */
GArray *
hoist_commands_dup_ids (const HoistSettings *answer_settings)
{
  return read_ids (hoist_settings_get (answer_settings, "ids"));
}
