/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A folder that is chosen once brings back all uploads whose files a sandbox did not see any more.
 */
#include "hoist-access.h"
#include "hoist-documents.h"
#include "hoist-error.h"

#include "queue-fixture.h"

#include <glib/gstdio.h>

/* Files of a portal that has forgotten them. */
static HoistSession *
add_lost (Fixture *fixture, const char *id, const char *name)
{
  g_autoptr (GPtrArray) files = hoist_added_files_new ();
  g_autoptr (GPtrArray) sessions = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (fixture->folder, "doc", id, name, NULL);

  g_ptr_array_add (files, hoist_added_file_new (path, NULL));
  hoist_queue_add_async (fixture->queue, files, "", NULL, FALSE, hoist_test_keep_result, &result);
  sessions = hoist_queue_add_finish (fixture->queue, hoist_test_await (&result), &error);
  g_assert_no_error (error);
  g_assert_cmpint (hoist_session_get_reason (g_ptr_array_index (sessions, 0)), ==,
                   HOIST_REASON_NO_ACCESS);
  return g_object_ref (g_ptr_array_index (sessions, 0));
}

static char *
make_folder (Fixture *fixture, const char *name, const char *const *files)
{
  char *folder = g_build_filename (fixture->folder, name, NULL);

  g_assert_no_errno (g_mkdir_with_parents (folder, 0700));
  for (gsize i = 0; files[i] != NULL; i++) {
    g_autofree char *path = g_build_filename (folder, files[i], NULL);

    g_assert_true (g_file_set_contents (path, "video", -1, NULL));
  }
  return folder;
}

static guint
allow (Fixture *fixture, HoistSession *session, const char *folder, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  hoist_access_allow_async (fixture->queue, session, folder, hoist_test_keep_result, &result);
  return hoist_access_allow_finish (fixture->queue, hoist_test_await (&result), error);
}

/* The new state is saved before it is shown. */
static void
wait_for_queued (HoistSession *session)
{
  while (hoist_session_get_state (session) == HOIST_STATE_ATTENTION)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (hoist_session_get_state (session), ==, HOIST_STATE_QUEUED);
}

static void
enter_sandbox (Fixture *fixture)
{
  g_autofree char *root = g_build_filename (fixture->folder, "doc", NULL);

  hoist_documents_set_test_place (root, TRUE);
}

static void
test_brings_all_back (Fixture *fixture, gconstpointer data)
{
  const char *const names[] = { "one.mp4", "two.mp4", NULL };
  g_autofree char *folder = make_folder (fixture, "Holiday", names);
  g_autoptr (HoistSession) one = NULL;
  g_autoptr (HoistSession) two = NULL;
  g_autoptr (HoistSession) other = NULL;
  g_autoptr (GError) error = NULL;

  enter_sandbox (fixture);
  one = add_lost (fixture, "1a", "one.mp4");
  two = add_lost (fixture, "2b", "two.mp4");
  other = add_lost (fixture, "3c", "other.mp4");
  g_assert_cmpuint (allow (fixture, one, folder, &error), ==, 2);
  g_assert_no_error (error);
  wait_for_queued (one);
  wait_for_queued (two);
  g_assert_cmpint (hoist_session_get_state (other), ==, HOIST_STATE_ATTENTION);
}

static void
test_says_what_is_not_there (Fixture *fixture, gconstpointer data)
{
  const char *const names[] = { "two.mp4", NULL };
  g_autofree char *folder = make_folder (fixture, "Other", names);
  g_autoptr (HoistSession) one = NULL;
  g_autoptr (GError) error = NULL;

  enter_sandbox (fixture);
  one = add_lost (fixture, "1a", "one.mp4");
  g_assert_cmpuint (allow (fixture, one, folder, &error), ==, 0);
  g_assert_error (error, HOIST_ERROR, HOIST_ERROR_MISSING);
  g_assert_cmpint (hoist_session_get_state (one), ==, HOIST_STATE_ATTENTION);
}

/* A way is as good after a restart. */
static void
test_is_kept (Fixture *fixture, gconstpointer data)
{
  const char *const names[] = { "one.mp4", NULL };
  g_autofree char *folder = make_folder (fixture, "Holiday", names);
  g_autofree char *file = g_build_filename (folder, "one.mp4", NULL);
  g_autofree char *path = NULL;
  g_autofree char *way = NULL;
  g_autoptr (HoistSession) one = NULL;
  g_autoptr (GError) error = NULL;

  enter_sandbox (fixture);
  one = add_lost (fixture, "1a", "one.mp4");
  path = g_strdup (hoist_session_get_path (one));
  g_assert_cmpuint (allow (fixture, one, folder, &error), ==, 1);
  g_clear_object (&one);
  enter_sandbox (fixture);
  reopen (fixture);
  way = hoist_ways_find (hoist_documents_get_ways (), path);
  g_assert_cmpstr (way, ==, file);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("/access/brings-all-back", test_brings_all_back);
  ADD ("/access/says-what-is-not-there", test_says_what_is_not_there);
  ADD ("/access/is-kept", test_is_kept);
  return g_test_run ();
}
