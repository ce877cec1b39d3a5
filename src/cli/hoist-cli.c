/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What all subcommands share: opening and closing the workspace, signals, and waiting in line. */
#include "hoist-cli.h"

#include "hoist-error.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <stdio.h>
#include <unistd.h>

/* How long the program that runs the queue may take to answer a command. */
#define ANSWER_SECONDS 10

/* A command is carried out on the main context, one step after the other: on a terminal nothing
 * else happens meanwhile but the uploads themselves, so straight lines read better than callbacks.
 */
void
hoist_cli_keep_result (GObject *source, GAsyncResult *result, gpointer data)
{
  GAsyncResult **place = data;

  *place = g_object_ref (result);
  g_main_context_wakeup (NULL);
}

/**
 * hoist_cli_await:
 * @result: (out caller-allocates): where hoist_cli_keep_result() puts it
 *
 * Runs the main context until the result is there.
 *
 * Returns: (transfer none): the result
 */
GAsyncResult *
hoist_cli_await (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *result;
}

/* One sentence to standard error. */
void
hoist_cli_complain (const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  fputs ("hoist-cli: ", stderr);
  vfprintf (stderr, format, arguments);
  fputc ('\n', stderr);
  va_end (arguments);
}

static gboolean
on_signal (gpointer data)
{
  HoistCli *self = data;

  /* The second time at once: every state that counts is on disk already. */
  if (g_cancellable_is_cancelled (self->interrupted))
    _exit (HOIST_CLI_INTERRUPTED);

  g_cancellable_cancel (self->interrupted);
  return G_SOURCE_CONTINUE;
}

HoistCli *
hoist_cli_new (const HoistCliOptions *options)
{
  const int signals[] = { SIGINT, SIGTERM, SIGHUP };
  HoistCli *self = g_new0 (HoistCli, 1);

  self->options = options;
  self->secrets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                         (GDestroyNotify) hoist_settings_unref);
  self->interrupted = g_cancellable_new ();
  for (guint i = 0; i < G_N_ELEMENTS (signals); i++)
    self->signal_sources[i] = g_unix_signal_add (signals[i], on_signal, self);
  return self;
}

gboolean
hoist_cli_is_interrupted (HoistCli *self)
{
  return g_cancellable_is_cancelled (self->interrupted);
}

/**
 * hoist_cli_close:
 *
 * Stops what runs, keeps its state, and closes the workspace.
 */
void
hoist_cli_close (HoistCli *self)
{
  g_autoptr (GAsyncResult) closed = NULL;
  g_autoptr (GError) error = NULL;

  if (self->workspace == NULL)
    return;

  hoist_workspace_close_async (self->workspace, hoist_cli_keep_result, &closed);
  if (!hoist_workspace_close_finish (self->workspace, hoist_cli_await (&closed), &error))
    hoist_cli_complain ("%s", error->message);
  g_clear_object (&self->workspace);
}

void
hoist_cli_free (HoistCli *self)
{
  hoist_cli_close (self);
  for (guint i = 0; i < G_N_ELEMENTS (self->signal_sources); i++)
    g_source_remove (self->signal_sources[i]);
  g_hash_table_unref (self->secrets);
  g_object_unref (self->interrupted);
  g_free (self);
}

static void
hold_secrets (HoistCli *self)
{
  HoistAccounts *accounts = hoist_workspace_get_accounts (self->workspace);
  GHashTableIter iter;
  gpointer id = NULL;
  gpointer secrets = NULL;

  g_hash_table_iter_init (&iter, self->secrets);
  while (g_hash_table_iter_next (&iter, &id, &secrets)) {
    HoistAccount *account = hoist_accounts_find (accounts, id);

    if (account != NULL)
      hoist_account_hold_secrets (account, secrets);
  }
}

static HoistWorkspace *
open_workspace (gboolean is_runner, GError **error)
{
  g_autoptr (HoistWorkspace) workspace = hoist_workspace_new (NULL, NULL, NULL);
  g_autoptr (GAsyncResult) result = NULL;

  hoist_workspace_open_async (workspace, is_runner, hoist_cli_keep_result, &result);
  if (!hoist_workspace_open_finish (workspace, hoist_cli_await (&result), error))
    return NULL;
  return g_steal_pointer (&workspace);
}

static void
on_trouble (HoistWorkspace *workspace)
{
  const char *trouble = hoist_workspace_get_trouble (workspace);

  hoist_cli_complain ("%s", trouble != NULL ? trouble : _ ("The queue is saved again."));
}

/**
 * hoist_cli_open:
 * @is_runner: run the queue, if no other program does; else be its guest
 *
 * Opens the workspace; says why on standard error where that fails.
 */
gboolean
hoist_cli_open (HoistCli *self, gboolean is_runner)
{
  g_autoptr (GError) error = NULL;

  self->workspace = open_workspace (is_runner, &error);
  if (is_runner && g_error_matches (error, HOIST_ERROR, HOIST_ERROR_BUSY)) {
    g_clear_error (&error);
    self->workspace = open_workspace (FALSE, &error);
  }
  if (self->workspace == NULL) {
    hoist_cli_complain ("%s", error->message);
    return FALSE;
  }

  if (hoist_workspace_get_notice (self->workspace) != NULL)
    hoist_cli_complain ("%s", hoist_workspace_get_notice (self->workspace));
  g_signal_connect (self->workspace, "notify::trouble", G_CALLBACK (on_trouble), NULL);
  hold_secrets (self);
  if (hoist_workspace_is_runner (self->workspace))
    hoist_commands_serve (self->workspace);
  return TRUE;
}

/**
 * hoist_cli_read_store:
 *
 * Returns: (transfer full) (nullable): all uploads as they lie in the store now, with what other
 *   programs wrote; else it said why not
 */
HoistStoreContents *
hoist_cli_read_store (HoistCli *self)
{
  HoistStore *store = hoist_workspace_get_store (self->workspace);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  HoistStoreContents *contents = NULL;

  hoist_store_reload_async (store, hoist_cli_keep_result, &result);
  contents = hoist_store_reload_finish (store, hoist_cli_await (&result), &error);
  if (contents == NULL)
    hoist_cli_complain ("%s", error->message);
  return contents;
}

/**
 * hoist_cli_choose_account:
 * @name: (nullable): %NULL for the default one
 *
 * Returns: (transfer none) (nullable): the account; else it said why there is none
 */
HoistAccount *
hoist_cli_choose_account (HoistCli *self, const char *name)
{
  HoistAccounts *accounts = hoist_workspace_get_accounts (self->workspace);
  HoistAccount *account = NULL;

  if (name != NULL) {
    account = hoist_accounts_find_by_name (accounts, name);
    if (account == NULL && g_str_equal (name, HOIST_PRACTICE_ACCOUNT))
      account = hoist_accounts_get_practice (accounts);
    if (account == NULL)
      hoist_cli_complain (_ ("There is no account “%s”. See: hoist-cli account list"), name);
    return account;
  }

  account = hoist_accounts_get_default (accounts);
  if (account == NULL)
    hoist_cli_complain (_ ("There is no account yet. Add one with: hoist-cli account add SERVICE "
                           "NAME"));
  return account;
}

static gboolean
on_answer_late (gpointer data)
{
  g_cancellable_cancel (data);
  return G_SOURCE_REMOVE;
}

/**
 * hoist_cli_send:
 * @command: made by one of hoist_commands_make…()
 *
 * Hands a command to the program that runs the queue and waits for the answer.
 */
HoistSettings *
hoist_cli_send (HoistCli *self, const char *command, GError **error)
{
  g_autoptr (GCancellable) patience = g_cancellable_new ();
  g_autoptr (GSource) timer = g_timeout_source_new_seconds (ANSWER_SECONDS);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) local_error = NULL;
  g_autoptr (HoistSettings) answer = NULL;

  g_source_set_callback (timer, on_answer_late, patience, NULL);
  g_source_attach (timer, NULL);
  hoist_commands_send_async (self->workspace, command, patience, hoist_cli_keep_result, &result);
  answer = hoist_commands_send_finish (self->workspace, hoist_cli_await (&result), &local_error);
  g_source_destroy (timer);

  if (answer == NULL && hoist_error_is_cancelled (local_error))
    g_set_error (error, HOIST_ERROR, HOIST_ERROR_BUSY,
                 _ ("Another Hoist runs the uploads and does not answer. Try again."));
  else if (answer == NULL)
    g_propagate_error (error, g_steal_pointer (&local_error));
  return g_steal_pointer (&answer);
}

/**
 * hoist_cli_apply:
 * @ids: (element-type gint64)
 *
 * Does something with uploads: here if this program has the queue, else by the one that has it.
 *
 * Returns: (transfer full) (element-type gint64): those it was done to
 */
GArray *
hoist_cli_apply (HoistCli *self, HoistCommandKind kind, const GArray *ids, GError **error)
{
  g_autofree char *command = NULL;
  g_autoptr (HoistSettings) answer = NULL;

  if (hoist_workspace_is_runner (self->workspace))
    return hoist_commands_apply (hoist_workspace_get_queue (self->workspace), kind, ids);

  command = hoist_commands_make (kind, (const gint64 *) (gpointer) ids->data, ids->len);
  answer = hoist_cli_send (self, command, error);
  return answer != NULL ? hoist_commands_dup_ids (answer) : NULL;
}
