/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The workspace: one runner at a time, guests beside it, and nothing left when it is closed. */
#include "hoist-test-await.h"
#include "hoist-workspace.h"

#include "hoist-error.h"
#include "hoist-lock.h"
#include "hoist-test-clock.h"
#include "hoist-test-folder.h"
#include "hoist-test-vault.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SECOND ((gint64) G_USEC_PER_SEC)

static const char *program; /* argv[0], for the child that is killed */

typedef struct {
  char *folder;
  HoistVault *vault;
  HoistTestClock *clock;
} Fixture;

static void
settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *outer = g_dir_make_tmp ("hoist-workspace-XXXXXX", NULL);

  fixture->folder = g_build_filename (outer, "hoist", NULL);
  fixture->vault = hoist_test_vault_new ();
  fixture->clock = hoist_test_clock_new ();
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autofree char *outer = g_path_get_dirname (fixture->folder);

  settle ();
  g_assert_finalize_object (fixture->vault);
  g_assert_cmpuint (hoist_test_clock_get_n_timers (fixture->clock), ==, 0);
  g_assert_finalize_object (fixture->clock);
  hoist_test_remove_folder (outer);
  g_free (fixture->folder);
}

static HoistWorkspace *
open_workspace (Fixture *fixture, gboolean is_runner, GError **error)
{
  HoistWorkspace *workspace =
      hoist_workspace_new (fixture->folder, fixture->vault, HOIST_CLOCK (fixture->clock));
  g_autoptr (GAsyncResult) result = NULL;

  hoist_workspace_open_async (workspace, is_runner, hoist_test_keep_result, &result);
  if (hoist_workspace_open_finish (workspace, hoist_test_await (&result), error))
    return workspace;
  g_clear_object (&result);
  g_assert_finalize_object (workspace);
  return NULL;
}

static HoistWorkspace *
open_well (Fixture *fixture, gboolean is_runner)
{
  g_autoptr (GError) error = NULL;
  HoistWorkspace *workspace = open_workspace (fixture, is_runner, &error);

  g_assert_no_error (error);
  g_assert_nonnull (workspace);
  return workspace;
}

static void
close_well (HoistWorkspace *workspace)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  hoist_workspace_close_async (workspace, hoist_test_keep_result, &result);
  hoist_workspace_close_finish (workspace, hoist_test_await (&result), &error);
  g_assert_no_error (error);
  g_clear_object (&result);
  settle ();
  g_assert_finalize_object (workspace);
}

static void
test_opens (Fixture *fixture, gconstpointer data)
{
  HoistWorkspace *workspace = open_well (fixture, TRUE);
  g_autoptr (GDir) dir = g_dir_open (fixture->folder, 0, NULL);
  GStatBuf status = { 0 };
  const char *name = NULL;

  g_assert_true (hoist_workspace_is_runner (workspace));
  g_assert_nonnull (hoist_workspace_get_store (workspace));
  g_assert_nonnull (hoist_workspace_get_accounts (workspace));
  g_assert_nonnull (hoist_workspace_get_engine (workspace));
  g_assert_nonnull (hoist_workspace_get_queue (workspace));
  g_assert_true (hoist_workspace_get_vault (workspace) == fixture->vault);
  g_assert_null (hoist_workspace_get_notice (workspace));
  g_assert_false (hoist_queue_is_paused (hoist_workspace_get_queue (workspace)));

  g_assert_cmpint (g_stat (fixture->folder, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 0777, ==, 0700);
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

    g_assert_cmpint (g_stat (path, &status), ==, 0);
    g_test_message ("%s %o", name, status.st_mode);
    g_assert_cmpuint (status.st_mode & 0077, ==, 0);
  }
  close_well (workspace);
  close_well (open_well (fixture, TRUE));
}

/* A folder that others could read, from an older time. */
static void
test_closes_an_open_folder (Fixture *fixture, gconstpointer data)
{
  GStatBuf status = { 0 };

  g_assert_cmpint (g_mkdir_with_parents (fixture->folder, 0755), ==, 0);
  g_assert_cmpint (g_chmod (fixture->folder, 0755), ==, 0);
  close_well (open_well (fixture, TRUE));
  g_assert_cmpint (g_stat (fixture->folder, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 0777, ==, 0700);
}

static void
test_one_runner (Fixture *fixture, gconstpointer data)
{
  HoistWorkspace *runner = open_well (fixture, TRUE);
  HoistWorkspace *guest = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (open_workspace (fixture, TRUE, &error));
  g_assert_error (error, HOIST_ERROR, HOIST_ERROR_BUSY);
  g_clear_error (&error);

  guest = open_well (fixture, FALSE);
  g_assert_false (hoist_workspace_is_runner (guest));
  close_well (runner);

  /* The guest does not keep the next runner away. */
  runner = open_well (fixture, TRUE);
  close_well (guest);
  close_well (runner);
}

static void
on_posted (HoistStore *store, gint64 id, const char *command, gpointer data)
{
  hoist_store_answer (store, id, "done");
}

static void
test_posts (Fixture *fixture, gconstpointer data)
{
  HoistWorkspace *runner = open_well (fixture, TRUE);
  HoistWorkspace *guest = open_well (fixture, FALSE);
  HoistStore *store = hoist_workspace_get_store (guest);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) late_result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *answer = NULL;

  g_signal_connect (hoist_workspace_get_store (runner), "posted", G_CALLBACK (on_posted), NULL);
  hoist_store_watch_inbox (hoist_workspace_get_store (runner));
  hoist_store_post_async (store, "add", NULL, hoist_test_keep_result, &result);
  answer = hoist_store_post_finish (store, hoist_test_await (&result), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (answer, ==, "done");

  close_well (runner);
  hoist_store_post_async (store, "add", NULL, hoist_test_keep_result, &late_result);
  g_assert_null (hoist_store_post_finish (store, hoist_test_await (&late_result), &error));
  g_assert_error (error, HOIST_ERROR, HOIST_ERROR_BUSY);
  g_clear_object (&result);
  g_clear_object (&late_result);
  close_well (guest);
}

/* A guest changes accounts; the next runner finds them. */
static void
test_guest_adds_account (Fixture *fixture, gconstpointer data)
{
  HoistWorkspace *runner = open_well (fixture, TRUE);
  HoistWorkspace *guest = open_well (fixture, FALSE);
  HoistAccounts *accounts = hoist_workspace_get_accounts (guest);
  g_autoptr (HoistSettings) settings = hoist_settings_new ();
  g_autoptr (HoistAccount) account = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  hoist_settings_set (settings, "secret-id", "AKID");
  hoist_accounts_add_async (accounts, hoist_provider_find ("tencent-vod"), "Work", settings, NULL,
                            hoist_test_keep_result, &result);
  account = hoist_accounts_add_finish (accounts, hoist_test_await (&result), &error);
  g_assert_no_error (error);
  g_clear_object (&account);
  g_clear_object (&result);
  close_well (guest);
  close_well (runner);

  runner = open_well (fixture, TRUE);
  g_assert_cmpuint (hoist_accounts_get_count (hoist_workspace_get_accounts (runner)), ==, 1);
  close_well (runner);
}

static void
test_damaged (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "queue.db", NULL);
  HoistWorkspace *workspace = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (fixture->folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, "This is no database at all, is it? ", -1, NULL));
  g_assert_null (open_workspace (fixture, FALSE, &error));
  g_assert_error (error, HOIST_ERROR, HOIST_ERROR_PROTOCOL);

  workspace = open_well (fixture, TRUE);
  g_assert_nonnull (strstr (hoist_workspace_get_notice (workspace), "damaged"));
  close_well (workspace);
}

static void
test_unusable_folder (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (fixture->folder, "", 0, NULL));
  g_assert_null (open_workspace (fixture, TRUE, &error));
  g_assert_error (error, HOIST_ERROR, HOIST_ERROR_NO_ACCESS);
}

static void
test_never_opened (Fixture *fixture, gconstpointer data)
{
  HoistWorkspace *workspace =
      hoist_workspace_new (fixture->folder, fixture->vault, HOIST_CLOCK (fixture->clock));

  close_well (workspace);
  g_assert_false (g_file_test (fixture->folder, G_FILE_TEST_EXISTS));
}

/* Dropped without a word, as when a program ends in a hurry. */
static void
test_dropped (Fixture *fixture, gconstpointer data)
{
  HoistWorkspace *workspace = open_well (fixture, TRUE);

  hoist_test_clock_advance (fixture->clock, 11 * SECOND);
  settle ();
  g_assert_finalize_object (workspace);
  close_well (open_well (fixture, TRUE));
}

/* As after a crash: nothing was closed, and the mark lies there. */
static void
crash (Fixture *fixture)
{
  HoistWorkspace *workspace = open_well (fixture, TRUE);
  g_autofree char *mark = g_build_filename (fixture->folder, "crashed", NULL);

  settle ();
  g_assert_finalize_object (workspace);
  g_assert_true (g_file_set_contents (mark, "", 0, NULL));
}

static void
test_failed_starts (Fixture *fixture, gconstpointer data)
{
  HoistWorkspace *workspace = NULL;

  crash (fixture);
  crash (fixture);
  workspace = open_well (fixture, TRUE);
  g_assert_true (hoist_workspace_has_failed_starts (workspace));
  g_assert_true (hoist_queue_is_paused (hoist_workspace_get_queue (workspace)));
  close_well (workspace);

  /* a good end does not decide it for the user */
  workspace = open_well (fixture, TRUE);
  g_assert_true (hoist_workspace_has_failed_starts (workspace));
  g_assert_true (hoist_queue_is_paused (hoist_workspace_get_queue (workspace)));
  hoist_queue_set_paused (hoist_workspace_get_queue (workspace), FALSE);
  g_assert_false (hoist_workspace_has_failed_starts (workspace));

  /* to pause by oneself is no failure */
  hoist_queue_set_paused (hoist_workspace_get_queue (workspace), TRUE);
  g_assert_false (hoist_workspace_has_failed_starts (workspace));
  close_well (workspace);
  workspace = open_well (fixture, TRUE);
  g_assert_false (hoist_workspace_has_failed_starts (workspace));
  g_assert_true (hoist_queue_is_paused (hoist_workspace_get_queue (workspace)));
  close_well (workspace);
}

/* One crash is no rule, nor is one between good ends. */
static void
test_one_failed_start (Fixture *fixture, gconstpointer data)
{
  HoistWorkspace *workspace = NULL;

  crash (fixture);
  close_well (open_well (fixture, TRUE));
  crash (fixture);
  workspace = open_well (fixture, TRUE);
  g_assert_false (hoist_workspace_has_failed_starts (workspace));
  g_assert_false (hoist_queue_is_paused (hoist_workspace_get_queue (workspace)));
  close_well (workspace);
}

static int
run_child (const char *path)
{
  g_autoptr (GError) error = NULL;
  HoistLock *lock = hoist_lock_take (path, &error);

  if (lock == NULL || write (STDOUT_FILENO, "locked\n", 7) != 7)
    return 1;
  for (;;)
    pause ();
}

/* Another process, and the kernel. */
static void
test_lock_is_freed_by_a_kill (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "queue.lock", NULL);
  const char *argv[] = { program, "--child", path, NULL };
  g_autoptr (GSubprocess) child = NULL;
  g_autoptr (GError) error = NULL;
  char line[8] = "";

  g_assert_cmpint (g_mkdir_with_parents (fixture->folder, 0700), ==, 0);
  g_assert_true (hoist_lock_is_free (path));
  child = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_input_stream_read (g_subprocess_get_stdout_pipe (child), line, 7, NULL, NULL),
                   ==, 7);
  g_assert_false (hoist_lock_is_free (path));
  g_assert_null (open_workspace (fixture, TRUE, &error));
  g_assert_error (error, HOIST_ERROR, HOIST_ERROR_BUSY);

  g_subprocess_send_signal (child, SIGKILL);
  g_assert_true (g_subprocess_wait (child, NULL, NULL));
  g_assert_true (hoist_lock_is_free (path));
  close_well (open_well (fixture, TRUE));
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  if (argc == 3 && g_str_equal (argv[1], "--child"))
    return run_child (argv[2]);

  program = argv[0];
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  ADD ("/workspace/opens-and-closes", test_opens);
  ADD ("/workspace/closes-its-folder-to-others", test_closes_an_open_folder);
  ADD ("/workspace/has-one-runner", test_one_runner);
  ADD ("/workspace/hands-commands-to-the-runner", test_posts);
  ADD ("/workspace/lets-a-guest-add-an-account", test_guest_adds_account);
  ADD ("/workspace/tells-of-a-damaged-queue", test_damaged);
  ADD ("/workspace/says-that-a-folder-is-unusable", test_unusable_folder);
  ADD ("/workspace/closes-without-having-opened", test_never_opened);
  ADD ("/workspace/may-be-dropped", test_dropped);
  ADD ("/workspace/opens-paused-after-two-crashes", test_failed_starts);
  ADD ("/workspace/opens-as-it-was-after-one-crash", test_one_failed_start);
  ADD ("/workspace/lock-is-freed-by-a-kill", test_lock_is_freed_by_a_kill);

  return g_test_run ();
}
