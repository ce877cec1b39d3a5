/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Removes an account, and does with its unfinished uploads what the user wants. */
#include "hoist-account-removal.h"

/* A removed upload may be put back for ten seconds, and is then cleaned up at the service, which
 * needs the account. One that cannot be reached does not keep the account for longer. */
#define LOOK_US G_USEC_PER_SEC
#define PATIENCE_US (60 * G_USEC_PER_SEC)

typedef struct {
  HoistWorkspace *workspace; /* (owned) */
  HoistAccount *account;     /* (owned) */
  GPtrArray *sessions;       /* (owned) (element-type HoistSession): its unfinished ones */
  gint64 begun_us;
} Removal;

static void
removal_free (Removal *self)
{
  g_object_unref (self->workspace);
  g_object_unref (self->account);
  g_ptr_array_unref (self->sessions);
  g_free (self);
}

static gboolean
is_unfinished (HoistSession *session, gconstpointer account)
{
  HoistState state = hoist_session_get_record (session)->state;

  return state != HOIST_STATE_REMOVED && state != HOIST_STATE_FINISHED &&
         state != HOIST_STATE_PROCESSING &&
         g_strcmp0 (hoist_session_get_account (session), account) == 0;
}

static GPtrArray *
find_unfinished (HoistWorkspace *workspace, HoistAccount *account)
{
  return hoist_queue_find_all (hoist_workspace_get_queue (workspace), is_unfinished,
                               hoist_account_get_id (account));
}

/**
 * hoist_account_removal_count:
 *
 * Returns: how many uploads of @account are not finished
 */
guint
hoist_account_removal_count (HoistWorkspace *workspace, HoistAccount *account)
{
  g_autoptr (GPtrArray) found = find_unfinished (workspace, account);

  return found->len;
}

/**
 * hoist_account_removal_list_heirs:
 *
 * Returns: (transfer full) (element-type HoistAccount): who could take over the uploads of @account
 */
GPtrArray *
hoist_account_removal_list_heirs (HoistWorkspace *workspace, HoistAccount *account)
{
  HoistAccounts *accounts = hoist_workspace_get_accounts (workspace);
  GPtrArray *heirs = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < hoist_accounts_get_count (accounts); i++) {
    HoistAccount *other = hoist_accounts_get (accounts, i);

    if (other != account &&
        hoist_account_get_provider (other) == hoist_account_get_provider (account))
      g_ptr_array_add (heirs, g_object_ref (other));
  }
  return heirs;
}

static void
on_account_removed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (hoist_accounts_remove_finish (HOIST_ACCOUNTS (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* Takes over @task. */
static void
remove_account (GTask *task)
{
  Removal *self = g_task_get_task_data (task);

  /* the user is here and means it */
  hoist_vault_ask_again (hoist_workspace_get_vault (self->workspace));
  hoist_accounts_remove_async (hoist_workspace_get_accounts (self->workspace), self->account,
                               on_account_removed, task);
}

static HoistClock *
get_clock (Removal *self)
{
  return hoist_engine_get_clock (hoist_workspace_get_engine (self->workspace));
}

/* Whether @session still needs the account: it is to be cleaned up, or its turn to be removed or to
 * go to another account has not come. */
static gboolean
is_waited_for (Removal *self, HoistSession *session)
{
  HoistQueue *queue = hoist_workspace_get_queue (self->workspace);

  if (hoist_queue_find (queue, hoist_session_get_id (session)) != session)
    return FALSE;
  return hoist_session_get_record (session)->state == HOIST_STATE_REMOVED ||
         is_unfinished (session, hoist_account_get_id (self->account));
}

static gboolean
are_gone (Removal *self)
{
  while (self->sessions->len > 0) {
    if (is_waited_for (self, g_ptr_array_index (self->sessions, self->sessions->len - 1)))
      return FALSE;
    g_ptr_array_set_size (self->sessions, (int) self->sessions->len - 1);
  }
  return TRUE;
}

static void
look (gpointer data)
{
  GTask *task = data;
  Removal *self = g_task_get_task_data (task);
  gint64 now_us = hoist_clock_get_monotonic (get_clock (self));

  if (are_gone (self) || now_us - self->begun_us >= PATIENCE_US)
    remove_account (task);
  else
    hoist_clock_add_timer (get_clock (self), LOOK_US, look, task);
}

/**
 * hoist_account_removal_run_async:
 * @heir: (nullable): who takes over, for %HOIST_ACCOUNT_UPLOADS_MOVE
 *
 * What becomes of the uploads is done first, as far as it needs the account: cleaning up at the
 * service takes until nobody can put them back any more, a minute at most. Fails as
 * hoist_accounts_remove_async(); then the account stays.
 */
void
hoist_account_removal_run_async (HoistWorkspace *workspace,
                                 HoistAccount *account,
                                 HoistAccountUploads uploads,
                                 HoistAccount *heir,
                                 GAsyncReadyCallback callback,
                                 gpointer data)
{
  GTask *task = NULL;
  Removal *self = NULL;

  g_return_if_fail (HOIST_IS_WORKSPACE (workspace));
  g_return_if_fail (HOIST_IS_ACCOUNT (account));
  g_return_if_fail (uploads != HOIST_ACCOUNT_UPLOADS_MOVE || HOIST_IS_ACCOUNT (heir));

  self = g_new0 (Removal, 1);
  self->workspace = g_object_ref (workspace);
  self->account = g_object_ref (account);
  self->sessions = find_unfinished (workspace, account);
  task = g_task_new (workspace, NULL, callback, data);
  g_task_set_source_tag (task, hoist_account_removal_run_async);
  g_task_set_task_data (task, self, (GDestroyNotify) removal_free);
  if (self->sessions->len == 0 || uploads == HOIST_ACCOUNT_UPLOADS_KEEP) {
    remove_account (task);
    return;
  }
  if (uploads == HOIST_ACCOUNT_UPLOADS_MOVE)
    hoist_queue_set_account (hoist_workspace_get_queue (workspace), self->sessions,
                             hoist_account_get_id (heir));
  else
    hoist_queue_remove_many (hoist_workspace_get_queue (workspace), self->sessions);
  self->begun_us = hoist_clock_get_monotonic (get_clock (self));
  hoist_clock_add_timer (get_clock (self), LOOK_US, look, task);
}

gboolean
hoist_account_removal_run_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
