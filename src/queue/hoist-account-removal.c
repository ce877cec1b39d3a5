/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Removes an account, and does with its unfinished uploads what the user wants. */
#include "hoist-account-removal.h"

#include "hoist-added-file.h"

/* A removed upload may be put back for ten seconds, and is then cleaned up at the service, which
 * needs the account. One that cannot be reached does not keep the account for longer. */
#define LOOK_US G_USEC_PER_SEC
#define PATIENCE_US (60 * G_USEC_PER_SEC)

typedef struct {
  HoistWorkspace *workspace; /* (owned) */
  HoistAccount *account;     /* (owned) */
  HoistAccount *heir;        /* (owned) (nullable) */
  GPtrArray *sessions;       /* (owned) (element-type HoistSession): its unfinished ones */
  GPtrArray *groups;         /* (owned) (element-type Group): still to be added for the heir */
  gint64 begun_us;
} Removal;

/* Files that are added in one go, for they have the same options. */
typedef struct {
  GPtrArray *files;       /* (owned) (element-type HoistAddedFile) */
  HoistSettings *options; /* (owned) (nullable) */
  gboolean is_paused;
} Group;

static void
group_free (Group *self)
{
  g_ptr_array_unref (self->files);
  g_clear_pointer (&self->options, hoist_settings_unref);
  g_free (self);
}

static void
removal_free (Removal *self)
{
  g_object_unref (self->workspace);
  g_object_unref (self->account);
  g_clear_object (&self->heir);
  g_ptr_array_unref (self->sessions);
  g_ptr_array_unref (self->groups);
  g_free (self);
}

static gboolean
is_unfinished (HoistSession *session, const char *account)
{
  HoistState state = hoist_session_get_record (session)->state;

  return state != HOIST_STATE_REMOVED && state != HOIST_STATE_FINISHED &&
         state != HOIST_STATE_PROCESSING &&
         g_strcmp0 (hoist_session_get_account (session), account) == 0;
}

static GPtrArray *
find_unfinished (HoistWorkspace *workspace, HoistAccount *account)
{
  GListModel *queue = G_LIST_MODEL (hoist_workspace_get_queue (workspace));
  GPtrArray *found = g_ptr_array_new_with_free_func (g_object_unref);
  guint n_sessions = g_list_model_get_n_items (queue);

  for (guint i = 0; i < n_sessions; i++) {
    g_autoptr (HoistSession) session = g_list_model_get_item (queue, i);

    if (is_unfinished (session, hoist_account_get_id (account)))
      g_ptr_array_add (found, g_steal_pointer (&session));
  }
  return found;
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

/* One that was put back keeps nothing waiting either: it stays, without the account. */
static gboolean
is_cleaned_up (Removal *self)
{
  HoistQueue *queue = hoist_workspace_get_queue (self->workspace);

  while (self->sessions->len > 0) {
    HoistSession *last = g_ptr_array_index (self->sessions, self->sessions->len - 1);

    if (hoist_session_get_record (last)->state == HOIST_STATE_REMOVED &&
        hoist_queue_find (queue, hoist_session_get_id (last)) == last)
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

  if (is_cleaned_up (self) || now_us - self->begun_us >= PATIENCE_US)
    remove_account (task);
  else
    hoist_clock_add_timer (get_clock (self), LOOK_US, look, task);
}

/* Takes over @task. */
static void
remove_uploads (GTask *task)
{
  Removal *self = g_task_get_task_data (task);

  hoist_queue_remove_many (hoist_workspace_get_queue (self->workspace), self->sessions);
  self->begun_us = hoist_clock_get_monotonic (get_clock (self));
  hoist_clock_add_timer (get_clock (self), LOOK_US, look, task);
}

static gboolean
is_same (const Group *group, const HoistRecord *record)
{
  g_autofree char *ours = group->options != NULL ? hoist_settings_to_text (group->options) : NULL;
  g_autofree char *theirs =
      record->options != NULL ? hoist_settings_to_text (record->options) : NULL;

  return group->is_paused == (record->state == HOIST_STATE_PAUSED) && g_strcmp0 (ours, theirs) == 0;
}

static void
make_groups (Removal *self)
{
  Group *group = NULL;

  for (guint i = 0; i < self->sessions->len; i++) {
    const HoistRecord *record = hoist_session_get_record (g_ptr_array_index (self->sessions, i));

    if (group == NULL || !is_same (group, record)) {
      group = g_new0 (Group, 1);
      group->files = hoist_added_files_new ();
      group->options = record->options != NULL ? hoist_settings_ref (record->options) : NULL;
      group->is_paused = record->state == HOIST_STATE_PAUSED;
      g_ptr_array_add (self->groups, group);
    }
    g_ptr_array_add (group->files, hoist_added_file_new (record->path, record->folder));
  }
}

static void add_next (GTask *task);

static void
on_added (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Removal *self = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GPtrArray) added = hoist_queue_add_finish (HOIST_QUEUE (source), result, &error);

  if (added == NULL) {
    g_task_return_error (task, error);
    return;
  }
  g_ptr_array_remove_index (self->groups, 0);
  add_next (g_steal_pointer (&task));
}

/* The new ones are durable before the old ones go. Takes over @task. */
static void
add_next (GTask *task)
{
  Removal *self = g_task_get_task_data (task);
  Group *group = NULL;

  if (self->groups->len == 0) {
    remove_uploads (task);
    return;
  }
  group = g_ptr_array_index (self->groups, 0);
  hoist_queue_add_async (hoist_workspace_get_queue (self->workspace), group->files,
                         hoist_account_get_id (self->heir), group->options, group->is_paused,
                         on_added, task);
}

/**
 * hoist_account_removal_run_async:
 * @heir: (nullable): who takes over, for %HOIST_ACCOUNT_UPLOADS_MOVE
 *
 * What becomes of the uploads is done first, as far as it needs the account: cleaning up at the
 * service takes until nobody can put them back any more, a minute at most. Fails as
 * hoist_accounts_remove_async(), or when the rows for the heir cannot be saved; then the account
 * stays.
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
  self->heir = heir != NULL ? g_object_ref (heir) : NULL;
  self->sessions = find_unfinished (workspace, account);
  self->groups = g_ptr_array_new_with_free_func ((GDestroyNotify) group_free);
  task = g_task_new (workspace, NULL, callback, data);
  g_task_set_source_tag (task, hoist_account_removal_run_async);
  g_task_set_task_data (task, self, (GDestroyNotify) removal_free);
  if (uploads == HOIST_ACCOUNT_UPLOADS_MOVE)
    make_groups (self);
  if (self->sessions->len == 0 || uploads == HOIST_ACCOUNT_UPLOADS_KEEP)
    remove_account (task);
  else
    add_next (task);
}

gboolean
hoist_account_removal_run_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
