/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What becomes of uploads whose account is removed. */
#include "hoist-account-removal.h"

#include "hoist-added-file.h"
#include "hoist-test-await.h"
#include "hoist-test-clock.h"
#include "hoist-test-folder.h"
#include "hoist-test-vault.h"

typedef struct {
  char *folder;              /* (owned) */
  HoistTestClock *clock;     /* (owned) */
  HoistWorkspace *workspace; /* (owned) */
  HoistQueue *queue;         /* (unowned): the workspace's */
  HoistAccounts *accounts;   /* (unowned): the workspace's */
  HoistAccount *account;     /* (owned): the one that goes */
} Fixture;

/* (transfer full): */
static HoistAccount *
add_account (Fixture *fixture, const char *service, const char *name)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (HoistSettings) settings = hoist_settings_new ();
  g_autoptr (GError) error = NULL;
  HoistAccount *account = NULL;

  if (g_str_equal (service, "tencent-vod"))
    hoist_settings_set (settings, "secret-id", "AKID");
  else
    hoist_settings_set (settings, "endpoint", "https://a.example");
  hoist_accounts_add_async (fixture->accounts, hoist_provider_find (service), name, settings, NULL,
                            hoist_test_keep_result, &result);
  account = hoist_accounts_add_finish (fixture->accounts, hoist_test_await (&result), &error);
  g_assert_no_error (error);
  return account;
}

/* Nothing runs: what is looked at here is the list. */
static void
add_uploads (Fixture *fixture, guint count)
{
  g_autoptr (GPtrArray) files = hoist_added_files_new ();
  g_autoptr (GPtrArray) added = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (HoistSettings) options = hoist_settings_new ();
  g_autoptr (GError) error = NULL;

  hoist_settings_set (options, "class-id", "12");
  for (guint i = 0; i < count; i++) {
    g_autofree char *name = g_strdup_printf ("clip-%u.mp4", i);
    g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

    g_assert_true (g_file_set_contents (path, "film", -1, NULL));
    g_ptr_array_add (files, hoist_added_file_new (path, i > 0 ? "Holiday" : NULL));
  }
  hoist_queue_add_async (fixture->queue, files, hoist_account_get_id (fixture->account), options,
                         TRUE, hoist_test_keep_result, &result);
  added = hoist_queue_add_finish (fixture->queue, hoist_test_await (&result), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (added->len, ==, count);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HoistVault) vault = hoist_test_vault_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("hoist-removal-XXXXXX", NULL);
  fixture->clock = hoist_test_clock_new ();
  fixture->workspace = hoist_workspace_new (fixture->folder, vault, HOIST_CLOCK (fixture->clock));
  hoist_workspace_open_async (fixture->workspace, TRUE, hoist_test_keep_result, &result);
  hoist_workspace_open_finish (fixture->workspace, hoist_test_await (&result), &error);
  g_assert_no_error (error);
  fixture->queue = hoist_workspace_get_queue (fixture->workspace);
  fixture->accounts = hoist_workspace_get_accounts (fixture->workspace);
  fixture->account = add_account (fixture, "tencent-vod", "Old");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;

  g_object_unref (fixture->account);
  hoist_workspace_close_async (fixture->workspace, hoist_test_keep_result, &result);
  g_assert_true (
      hoist_workspace_close_finish (fixture->workspace, hoist_test_await (&result), NULL));
  g_object_unref (fixture->workspace);
  g_object_unref (fixture->clock);
  hoist_test_remove_folder (fixture->folder);
  g_free (fixture->folder);
}

/* Time passes until it is over. */
static void
run_removal (Fixture *fixture, HoistAccountUploads uploads, HoistAccount *heir)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  hoist_account_removal_run_async (fixture->workspace, fixture->account, uploads, heir,
                                   hoist_test_keep_result, &result);
  while (result == NULL) {
    if (!g_main_context_iteration (NULL, FALSE))
      hoist_test_clock_advance (fixture->clock, G_USEC_PER_SEC / 2);
  }
  hoist_account_removal_run_finish (result, &error);
  g_assert_no_error (error);
  g_assert_null (hoist_accounts_find_by_name (fixture->accounts, "Old"));
}

static guint
count_uploads (Fixture *fixture, const char *account)
{
  guint count = 0;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (fixture->queue)); i++) {
    g_autoptr (HoistSession) session = g_list_model_get_item (G_LIST_MODEL (fixture->queue), i);

    if (g_strcmp0 (hoist_session_get_account (session), account) == 0)
      count++;
  }
  return count;
}

static void
test_heirs (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HoistAccount) same = add_account (fixture, "tencent-vod", "Same service");
  g_autoptr (HoistAccount) other = add_account (fixture, "alibaba-pds", "Another service");
  g_autoptr (GPtrArray) heirs =
      hoist_account_removal_list_heirs (fixture->workspace, fixture->account);

  g_assert_true (hoist_accounts_find_by_name (fixture->accounts, "Another service") == other);
  g_assert_cmpuint (heirs->len, ==, 1);
  g_assert_true (g_ptr_array_index (heirs, 0) == same);
}

static void
test_keep (Fixture *fixture, gconstpointer data)
{
  add_uploads (fixture, 3);
  g_assert_cmpuint (hoist_account_removal_count (fixture->workspace, fixture->account), ==, 3);
  run_removal (fixture, HOIST_ACCOUNT_UPLOADS_KEEP, NULL);
  g_assert_cmpuint (count_uploads (fixture, hoist_account_get_id (fixture->account)), ==, 3);
}

static void
test_remove (Fixture *fixture, gconstpointer data)
{
  add_uploads (fixture, 3);
  run_removal (fixture, HOIST_ACCOUNT_UPLOADS_REMOVE, NULL);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->queue)), ==, 0);
}

/* The same files, in the same order, with their options, folders and pause. */
static void
test_move (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HoistAccount) heir = add_account (fixture, "tencent-vod", "Heir");

  add_uploads (fixture, 3);
  run_removal (fixture, HOIST_ACCOUNT_UPLOADS_MOVE, heir);
  g_assert_cmpuint (count_uploads (fixture, hoist_account_get_id (heir)), ==, 3);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->queue)), ==, 3);
  for (guint i = 0; i < 3; i++) {
    g_autoptr (HoistSession) session = g_list_model_get_item (G_LIST_MODEL (fixture->queue), i);
    const HoistRecord *record = hoist_session_get_record (session);
    g_autofree char *name = g_strdup_printf ("clip-%u.mp4", i);

    g_assert_true (g_str_has_suffix (record->path, name));
    g_assert_cmpstr (record->folder, ==, i > 0 ? "Holiday" : NULL);
    g_assert_cmpstr (hoist_settings_get (record->options, "class-id"), ==, "12");
    g_assert_cmpint (record->state, ==, HOIST_STATE_PAUSED);
  }
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  ADD ("/account-removal/heirs-are-of-the-same-service", test_heirs);
  ADD ("/account-removal/keeps-uploads", test_keep);
  ADD ("/account-removal/removes-uploads", test_remove);
  ADD ("/account-removal/moves-uploads", test_move);
  return g_test_run ();
}
