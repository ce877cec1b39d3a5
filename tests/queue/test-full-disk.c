/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A full disk as both faces see it: what the workspace says, and that it can be closed. */
#include "hoist-error.h"
#include "hoist-test-await.h"
#include "hoist-test-clock.h"
#include "hoist-test-disk.h"
#include "hoist-test-folder.h"
#include "hoist-test-vault.h"
#include "hoist-workspace.h"

#include <string.h>

typedef struct {
  char *folder;
  HoistVault *vault;
  HoistTestClock *clock;
  HoistWorkspace *workspace;
  guint n_notified;
} Fixture;

static void
settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
on_notify (GObject *object, GParamSpec *pspec, gpointer data)
{
  (*(guint *) data)++;
}

static void
open_workspace (Fixture *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  fixture->workspace =
      hoist_workspace_new (fixture->folder, fixture->vault, HOIST_CLOCK (fixture->clock));
  g_signal_connect (fixture->workspace, "notify::trouble", G_CALLBACK (on_notify),
                    &fixture->n_notified);
  g_assert_null (hoist_workspace_get_trouble (fixture->workspace));
  hoist_workspace_open_async (fixture->workspace, TRUE, hoist_test_keep_result, &result);
  hoist_workspace_open_finish (fixture->workspace, hoist_test_await (&result), &error);
  g_assert_no_error (error);
}

static gboolean
close_workspace (Fixture *fixture, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  gboolean is_good = FALSE;

  hoist_workspace_close_async (fixture->workspace, hoist_test_keep_result, &result);
  is_good = hoist_workspace_close_finish (fixture->workspace, hoist_test_await (&result), error);
  g_clear_object (&result);
  settle ();
  g_assert_finalize_object (g_steal_pointer (&fixture->workspace));
  return is_good;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("hoist-full-disk-XXXXXX", NULL);
  fixture->vault = hoist_test_vault_new ();
  fixture->clock = hoist_test_clock_new ();
  open_workspace (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  hoist_test_disk_set_full (FALSE);
  if (fixture->workspace != NULL)
    close_workspace (fixture, NULL);
  g_assert_finalize_object (fixture->vault);
  g_assert_finalize_object (fixture->clock);
  hoist_test_remove_folder (fixture->folder);
  g_free (fixture->folder);
}

static HoistSession *
add (Fixture *fixture)
{
  HoistQueue *queue = hoist_workspace_get_queue (fixture->workspace);
  HoistRecord *record = hoist_record_new ("/nonexistent/film.mp4", "nobody");
  g_autoptr (GPtrArray) records =
      g_ptr_array_new_with_free_func ((GDestroyNotify) hoist_record_free);
  g_autoptr (GPtrArray) sessions = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (records, record);
  hoist_store_add_async (hoist_workspace_get_store (fixture->workspace), records,
                         hoist_test_keep_result, &result);
  hoist_store_add_finish (hoist_workspace_get_store (fixture->workspace),
                          hoist_test_await (&result), &error);
  g_assert_no_error (error);
  sessions = hoist_queue_enter (queue, records);
  return g_object_ref (g_ptr_array_index (sessions, 0));
}

static void
wait_for_trouble (Fixture *fixture, gboolean is_trouble)
{
  while ((hoist_workspace_get_trouble (fixture->workspace) != NULL) != is_trouble)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_said (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HoistSession) session = add (fixture);

  hoist_test_disk_set_full (TRUE);
  hoist_session_pause (session);
  wait_for_trouble (fixture, TRUE);
  g_assert_nonnull (strstr (hoist_workspace_get_trouble (fixture->workspace), "disk is full"));
  g_assert_cmpuint (fixture->n_notified, ==, 1);
  g_assert_cmpint (hoist_session_get_state (session), ==, HOIST_STATE_QUEUED);

  hoist_test_disk_set_full (FALSE);
  wait_for_trouble (fixture, FALSE);
  g_assert_cmpuint (fixture->n_notified, ==, 2);
  g_assert_cmpint (hoist_session_get_state (session), ==, HOIST_STATE_PAUSED);
}

/* Closing waits neither for the disk nor for what it holds back, says so, and loses no row. */
static void
test_closed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  HoistSession *session = add (fixture);

  hoist_test_disk_set_full (TRUE);
  hoist_session_pause (session);
  wait_for_trouble (fixture, TRUE);
  g_object_unref (session);
  g_test_expect_message ("hoist-engine", G_LOG_LEVEL_MESSAGE, "*could not be saved*");
  g_assert_false (close_workspace (fixture, &error));
  g_test_assert_expected_messages ();
  g_assert_error (error, HOIST_ERROR, HOIST_ERROR_NO_SPACE);

  hoist_test_disk_set_full (FALSE);
  open_workspace (fixture);
  g_assert_cmpuint (
      g_list_model_get_n_items (G_LIST_MODEL (hoist_workspace_get_queue (fixture->workspace))), ==,
      1);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  hoist_test_disk_install ();
  ADD ("/full-disk/is-said-and-nothing-is-shown-before", test_said);
  ADD ("/full-disk/holds-up-no-closing", test_closed);
  return g_test_run ();
}
