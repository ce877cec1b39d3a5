/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening and closing a workspace of a test's own, and filling it. */
#include "hoist-test-workspace.h"

#include "hoist-added-file.h"
#include "hoist-test-await.h"
#include "hoist-test-folder.h"
#include "hoist-test-vault.h"

static void
open_it (HoistTestWorkspace *self)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  self->workspace = hoist_workspace_new (self->folder, self->vault,
                                         self->clock != NULL ? HOIST_CLOCK (self->clock) : NULL);
  hoist_workspace_open_async (self->workspace, TRUE, hoist_test_keep_result, &result);
  hoist_workspace_open_finish (self->workspace, hoist_test_await (&result), &error);
  g_assert_no_error (error);
}

static void
close_it (HoistTestWorkspace *self)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  hoist_workspace_close_async (self->workspace, hoist_test_keep_result, &result);
  hoist_workspace_close_finish (self->workspace, hoist_test_await (&result), &error);
  g_assert_no_error (error);
  g_clear_object (&self->workspace);
}

/**
 * hoist_test_workspace_open:
 * @self: (out caller-allocates)
 *
 * In an empty folder, with an empty keyring.
 */
void
hoist_test_workspace_open (HoistTestWorkspace *self, HoistTestTime time)
{
  self->folder = g_dir_make_tmp ("hoist-workspace-XXXXXX", NULL);
  self->vault = hoist_test_vault_new ();
  self->clock = time == HOIST_TEST_TIME_STANDS ? hoist_test_clock_new () : NULL;
  open_it (self);
}

/**
 * hoist_test_workspace_close:
 *
 * And removes its folder. Windows that show it have to be gone.
 */
void
hoist_test_workspace_close (HoistTestWorkspace *self)
{
  close_it (self);
  g_clear_object (&self->vault);
  g_clear_object (&self->clock);
  hoist_test_remove_folder (self->folder);
  g_clear_pointer (&self->folder, g_free);
}

/* As after a restart, with the same keyring. */
void
hoist_test_workspace_reopen (HoistTestWorkspace *self)
{
  close_it (self);
  open_it (self);
}

/* (transfer full): of words in pairs */
static HoistSettings *
read_words (const char *const *words)
{
  HoistSettings *settings = hoist_settings_new ();

  for (guint i = 0; words != NULL && words[i] != NULL; i += 2)
    hoist_settings_set (settings, words[i], words[i + 1]);
  return settings;
}

/**
 * hoist_test_workspace_add_account:
 * @settings: (nullable) (array zero-terminated=1): each name followed by its value
 * @secrets: (nullable) (array zero-terminated=1): likewise; %NULL leaves the keyring alone
 *
 * Returns: (transfer full): the account
 */
HoistAccount *
hoist_test_workspace_add_account (HoistTestWorkspace *self,
                                  const char *service,
                                  const char *name,
                                  const char *const *settings,
                                  const char *const *secrets)
{
  HoistAccounts *accounts = hoist_workspace_get_accounts (self->workspace);
  g_autoptr (HoistSettings) plain = read_words (settings);
  g_autoptr (HoistSettings) secret = secrets != NULL ? read_words (secrets) : NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  HoistAccount *account = NULL;

  hoist_accounts_add_async (accounts, hoist_provider_find (service), name, plain, secret,
                            hoist_test_keep_result, &result);
  account = hoist_accounts_add_finish (accounts, hoist_test_await (&result), &error);
  g_assert_no_error (error);
  return account;
}

/* Returns: (transfer full): an account at a port where nobody answers, with keys */
HoistAccount *
hoist_test_workspace_add_tencent (HoistTestWorkspace *self, const char *name)
{
  static const char *const settings[] = { "endpoint", "http://127.0.0.1:9/", "secret-id", "AKID",
                                          NULL };
  static const char *const secrets[] = { "secret-key", "hush", NULL };

  return hoist_test_workspace_add_account (self, "tencent-vod", name, settings, secrets);
}

/**
 * hoist_test_workspace_add_record:
 * @record: (transfer full): enters the store, and the queue, as it is
 *
 * Returns: (transfer full): the upload
 */
HoistSession *
hoist_test_workspace_add_record (HoistTestWorkspace *self, HoistRecord *record)
{
  HoistStore *store = hoist_workspace_get_store (self->workspace);
  HoistQueue *queue = hoist_workspace_get_queue (self->workspace);
  g_autoptr (GPtrArray) records =
      g_ptr_array_new_with_free_func ((GDestroyNotify) hoist_record_free);
  g_autoptr (GPtrArray) sessions = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  record->position = hoist_queue_take_position (queue);
  g_ptr_array_add (records, record);
  hoist_store_add_async (store, records, hoist_test_keep_result, &result);
  hoist_store_add_finish (store, hoist_test_await (&result), &error);
  g_assert_no_error (error);
  sessions = hoist_queue_enter (queue, records);
  g_assert_cmpuint (sessions->len, ==, 1);
  return g_object_ref (g_ptr_array_index (sessions, 0));
}

/**
 * hoist_test_workspace_add_files:
 * @count: so many small files, made in the workspace's folder and paused
 *
 * Returns: (transfer full) (element-type HoistSession): their uploads
 */
GPtrArray *
hoist_test_workspace_add_files (HoistTestWorkspace *self, HoistAccount *account, guint count)
{
  HoistQueue *queue = hoist_workspace_get_queue (self->workspace);
  g_autoptr (GPtrArray) files = hoist_added_files_new ();
  g_autoptr (GAsyncResult) result = NULL;
  GPtrArray *sessions = NULL;

  for (guint i = 0; i < count; i++) {
    g_autofree char *path = g_strdup_printf ("%s/%u.mp4", self->folder, i);

    g_assert_true (g_file_set_contents (path, "film", -1, NULL));
    g_ptr_array_add (files, hoist_added_file_new (path, NULL));
  }
  hoist_queue_add_async (queue, files, hoist_account_get_id (account), NULL, TRUE,
                         hoist_test_keep_result, &result);
  sessions = hoist_queue_add_finish (queue, hoist_test_await (&result), NULL);
  g_assert_nonnull (sessions);
  g_assert_cmpuint (sessions->len, ==, count);
  return sessions;
}
