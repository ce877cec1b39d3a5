/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands on many uploads: what they do, and that nothing is lost or doubled. */
#include "queue-fixture.h"

#include "hoist-test-home.h"

#define MANY 3000
#define SECOND ((gint64) G_USEC_PER_SEC)

static guint
count_state (Fixture *fixture, HoistState state)
{
  GListModel *model = G_LIST_MODEL (fixture->queue);
  guint count = 0;

  for (guint i = 0; i < g_list_model_get_n_items (model); i++) {
    g_autoptr (HoistSession) session = g_list_model_get_item (model, i);

    count += hoist_session_get_state (session) == state;
  }
  return count;
}

static guint
count_rows (Fixture *fixture)
{
  return g_list_model_get_n_items (G_LIST_MODEL (fixture->queue));
}

static void
test_pause_and_resume (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) rows = enter (fixture, 0, MANY, HOIST_STATE_QUEUED, 0);
  HoistQueueTotals totals;

  hoist_queue_pause_many (fixture->queue, rows);
  g_assert_cmpuint (count_state (fixture, HOIST_STATE_QUEUED), ==, MANY); /* not saved yet */
  flush (fixture);
  g_assert_cmpuint (count_state (fixture, HOIST_STATE_PAUSED), ==, MANY);
  hoist_queue_get_totals (fixture->queue, &totals);
  g_assert_cmpuint (totals.n_paused, ==, MANY);
  g_assert_cmpuint (totals.n_left, ==, MANY);
  g_clear_pointer (&rows, g_ptr_array_unref);
  reopen (fixture);
  g_assert_cmpuint (count_state (fixture, HOIST_STATE_PAUSED), ==, MANY);

  rows = pick (fixture, "abc");
  hoist_queue_resume_many (fixture->queue, rows);
  flush (fixture);
  g_assert_cmpuint (count_state (fixture, HOIST_STATE_QUEUED), ==, 3);
  g_assert_cmpuint (count_state (fixture, HOIST_STATE_PAUSED), ==, MANY - 3);
}

/* The later command counts, also where the former one is still on its way. */
static void
test_commands_in_order (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) rows = enter (fixture, 0, MANY, HOIST_STATE_QUEUED, 0);

  hoist_queue_pause_many (fixture->queue, rows);
  hoist_queue_resume_many (fixture->queue, rows);
  hoist_queue_pause (fixture->queue, g_ptr_array_index (rows, 5));
  flush (fixture);
  g_assert_cmpuint (count_state (fixture, HOIST_STATE_QUEUED), >=, MANY - 1);

  hoist_queue_resume (fixture->queue, g_ptr_array_index (rows, 5));
  hoist_queue_pause (fixture->queue, g_ptr_array_index (rows, 6));
  hoist_queue_resume (fixture->queue, g_ptr_array_index (rows, 6));
  hoist_queue_pause (fixture->queue, g_ptr_array_index (rows, 6));
  flush (fixture);
  g_assert_cmpint (hoist_session_get_state (g_ptr_array_index (rows, 6)), ==, HOIST_STATE_PAUSED);
  g_assert_cmpint (hoist_session_get_state (g_ptr_array_index (rows, 5)), ==, HOIST_STATE_QUEUED);
}

/* Quitting in the middle of a command loses none of it. */
static void
test_quit_in_between (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) rows = enter (fixture, 0, 5 * MANY, HOIST_STATE_QUEUED, 0);

  hoist_queue_pause_many (fixture->queue, rows);
  g_clear_pointer (&rows, g_ptr_array_unref);
  reopen (fixture);
  g_assert_cmpuint (count_state (fixture, HOIST_STATE_PAUSED), ==, 5 * MANY);
}

static void
test_retry (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) paused = enter (fixture, MANY, 2, HOIST_STATE_PAUSED, 0);

  fill (fixture, 0, MANY, HOIST_STATE_ATTENTION, 0);
  g_assert_cmpuint (hoist_queue_retry_all_failed (fixture->queue), ==, MANY);
  flush (fixture);
  g_assert_cmpuint (count_state (fixture, HOIST_STATE_QUEUED), ==, MANY);
  g_assert_cmpuint (count_state (fixture, HOIST_STATE_PAUSED), ==, 2);
  hoist_queue_retry_many (fixture->queue, paused, FALSE);
  flush (fixture);
  g_assert_cmpuint (count_state (fixture, HOIST_STATE_PAUSED), ==, 2);
}

static void
test_remove_and_undo (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) first = enter (fixture, 0, 3, HOIST_STATE_PAUSED, 0);
  g_autoptr (GPtrArray) middle = enter (fixture, 3, MANY, HOIST_STATE_QUEUED, 0);
  g_autoptr (GPtrArray) all = g_ptr_array_new ();
  g_autofree char *order = spell (fixture);
  HoistQueueTotals totals;

  g_ptr_array_extend (all, middle, NULL, NULL);
  g_ptr_array_extend (all, first, NULL, NULL);
  hoist_queue_remove_many (fixture->queue, all);
  settle ();
  g_assert_cmpuint (count_rows (fixture), ==, 0);
  g_assert_cmpuint (hoist_queue_undo_remove_many (fixture->queue, all), ==, MANY + 3);
  flush (fixture);
  assert_order (fixture, order);
  g_assert_cmpuint (count_state (fixture, HOIST_STATE_PAUSED), ==, 3);
  g_assert_cmpuint (count_state (fixture, HOIST_STATE_QUEUED), ==, MANY);
  hoist_queue_get_totals (fixture->queue, &totals);
  g_assert_cmpuint (totals.n_left, ==, MANY + 3);
  g_clear_pointer (&first, g_ptr_array_unref);
  g_clear_pointer (&middle, g_ptr_array_unref);
  g_ptr_array_set_size (all, 0);
  reopen (fixture);
  assert_order (fixture, order);
}

/* One of a removal comes back by itself; the others are gone when their time is over. */
static void
test_undo_is_over (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) rows = enter (fixture, 0, MANY, HOIST_STATE_QUEUED, 0);
  g_autoptr (HoistSession) kept = g_object_ref (g_ptr_array_index (rows, 7));
  HoistQueueTotals totals;

  hoist_queue_remove_many (fixture->queue, rows);
  flush (fixture);
  hoist_test_clock_advance (fixture->clock, 9 * SECOND);
  g_assert_true (hoist_queue_undo_remove (fixture->queue, kept));
  g_assert_false (hoist_queue_undo_remove (fixture->queue, kept));
  flush (fixture);
  hoist_test_clock_advance (fixture->clock, 2 * SECOND);
  g_assert_cmpuint (hoist_queue_undo_remove_many (fixture->queue, rows), ==, 0);
  flush (fixture);
  g_assert_cmpuint (count_rows (fixture), ==, 1);
  hoist_queue_get_totals (fixture->queue, &totals);
  g_assert_cmpuint (totals.n_left, ==, 1);
  for (guint i = 0; i < rows->len; i++) {
    HoistSession *session = g_ptr_array_index (rows, i);

    g_assert_cmpint (hoist_queue_find (fixture->queue, hoist_session_get_id (session)) != NULL, ==,
                     session == kept);
  }
  g_assert_true (hoist_queue_find_path (fixture->queue, hoist_session_get_path (kept), "nobody") ==
                 kept);
}

static void
test_removed_alone (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) rows = enter (fixture, 0, 2, HOIST_STATE_QUEUED, 0);
  HoistSession *session = g_ptr_array_index (rows, 0);

  hoist_queue_remove (fixture->queue, session);
  assert_order (fixture, "b");
  g_assert_null (hoist_queue_find (fixture->queue, hoist_session_get_id (session)));
  hoist_queue_remove (fixture->queue, session);
  g_assert_true (hoist_queue_undo_remove (fixture->queue, session));
  assert_order (fixture, "ab");
}

static void
test_clear_finished (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) cleared = NULL;
  HoistQueueTotals totals;

  fill (fixture, 0, 3, HOIST_STATE_FINISHED, 0);
  fill (fixture, 3, 2, HOIST_STATE_QUEUED, 0);
  cleared = hoist_queue_clear_finished (fixture->queue);
  g_assert_cmpuint (cleared->len, ==, 3);
  assert_order (fixture, "de");
  hoist_queue_get_totals (fixture->queue, &totals);
  g_assert_cmpuint (totals.n_left, ==, 2);
  g_assert_cmpuint (hoist_queue_undo_remove_many (fixture->queue, cleared), ==, 3);
  assert_order (fixture, "abcde");
  flush (fixture);
  g_assert_cmpuint (count_state (fixture, HOIST_STATE_QUEUED), ==, 2);
  hoist_queue_get_totals (fixture->queue, &totals);
  g_assert_cmpuint (totals.n_left, ==, 2);
}

static void
add (Fixture *fixture, const char *const *paths, guint n_new, guint n_joined, guint n_rows)
{
  g_autoptr (GPtrArray) files = hoist_added_files_new ();
  g_autoptr (GPtrArray) sessions = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  guint came = 99;
  guint joined = 99;

  for (guint i = 0; paths[i] != NULL; i++)
    g_ptr_array_add (files, hoist_added_file_new (paths[i], NULL));
  hoist_queue_add_async (fixture->queue, files, NULL, NULL, FALSE, hoist_test_keep_result, &result);
  sessions = hoist_queue_add_finish_counted (fixture->queue, hoist_test_await (&result), &came,
                                             &joined, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (came, ==, n_new);
  g_assert_cmpuint (joined, ==, n_joined);
  g_assert_cmpuint (count_rows (fixture), ==, n_rows);
}

static void
test_counts_added (Fixture *fixture, gconstpointer data)
{
  static const char *const two[] = { "/nonexistent/a", "/nonexistent/b", NULL };
  static const char *const more[] = { "/nonexistent/b", "/nonexistent/c", "/nonexistent/./c",
                                      "/nonexistent/d", NULL };

  add (fixture, two, 2, 0, 2);
  add (fixture, two, 0, 2, 2);
  add (fixture, more, 2, 2, 4);
}

/* More than one thread looks at so many; each file comes once, in its order. */
static void
test_many_at_once (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) paths = NULL;
  guint n_files = 9000;

  for (guint i = 0; i < n_files; i++) {
    g_autofree char *path = g_strdup_printf ("/nonexistent/%u", i % (n_files - 1000));

    g_strv_builder_add (builder, path);
  }
  paths = g_strv_builder_end (builder);
  add (fixture, (const char *const *) paths, n_files - 1000, 1000, n_files - 1000);
  for (guint i = 0; i < n_files - 1000; i++) {
    g_autoptr (HoistSession) session = g_list_model_get_item (G_LIST_MODEL (fixture->queue), i);

    g_assert_cmpstr (hoist_session_get_path (session), ==, paths[i]);
  }
}

static GPtrArray *
make_many (const char *name, guint count)
{
  GPtrArray *files = hoist_added_files_new ();

  for (guint i = 0; i < count; i++) {
    g_autofree char *path = g_strdup_printf ("/nonexistent/%s-%05u", name, i);

    g_ptr_array_add (files, hoist_added_file_new (path, NULL));
  }
  return files;
}

static void
on_items_changed (GListModel *model,
                  guint position,
                  guint n_removed,
                  guint n_added,
                  gpointer user_data)
{
  guint *first = user_data;

  if (*first == 0)
    *first = g_list_model_get_n_items (model);
}

/* A window has rows while the other files are still looked at. */
static void
test_first_load (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) files = make_many ("a", MANY);
  g_autoptr (GPtrArray) sessions = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  guint first = 0;

  g_signal_connect (fixture->queue, "items-changed", G_CALLBACK (on_items_changed), &first);
  hoist_queue_add_async (fixture->queue, files, NULL, NULL, FALSE, hoist_test_keep_result, &result);
  sessions = hoist_queue_add_finish (fixture->queue, hoist_test_await (&result), NULL);
  g_signal_handlers_disconnect_by_func (fixture->queue, on_items_changed, &first);
  g_assert_cmpuint (first, >, 0);
  g_assert_cmpuint (first, <=, MANY / 2);
  g_assert_cmpuint (sessions->len, ==, MANY);
  g_assert_cmpuint (count_rows (fixture), ==, MANY);
}

/* Two drops of many at the same moment: each stays together. */
static void
test_two_of_many (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) first = make_many ("a", MANY);
  g_autoptr (GPtrArray) second = make_many ("b", MANY);
  GAsyncResult *results[2] = { NULL };
  guint n_changes = 0;

  hoist_queue_add_async (fixture->queue, first, NULL, NULL, FALSE, hoist_test_keep_result,
                         &results[0]);
  hoist_queue_add_async (fixture->queue, second, NULL, NULL, FALSE, hoist_test_keep_result,
                         &results[1]);
  for (guint i = 0; i < 2; i++) {
    g_autoptr (GPtrArray) sessions =
        hoist_queue_add_finish (fixture->queue, hoist_test_await (&results[i]), NULL);

    g_assert_cmpuint (sessions->len, ==, MANY);
    g_clear_object (&results[i]);
  }
  for (guint i = 1; i < 2 * MANY; i++) {
    g_autoptr (HoistSession) before = g_list_model_get_item (G_LIST_MODEL (fixture->queue), i - 1);
    g_autoptr (HoistSession) session = g_list_model_get_item (G_LIST_MODEL (fixture->queue), i);

    n_changes += g_str_has_prefix (hoist_session_get_path (session), "/nonexistent/a") !=
                 g_str_has_prefix (hoist_session_get_path (before), "/nonexistent/a");
  }
  g_assert_cmpuint (n_changes, ==, 1);
}

/* Two drops at the same moment are one after the other. */
static void
test_added_twice_at_once (Fixture *fixture, gconstpointer data)
{
  GAsyncResult *results[3] = { NULL };
  guint all_new = 0;

  for (guint i = 0; i < 3; i++) {
    g_autoptr (GPtrArray) files = hoist_added_files_new ();

    g_ptr_array_add (files, hoist_added_file_new ("/nonexistent/a", NULL));
    g_ptr_array_add (files, hoist_added_file_new ("/nonexistent/b", NULL));
    hoist_queue_add_async (fixture->queue, files, NULL, NULL, FALSE, hoist_test_keep_result,
                           &results[i]);
  }
  for (guint i = 0; i < 3; i++) {
    g_autoptr (GPtrArray) sessions = NULL;
    guint n_new = 0;

    sessions = hoist_queue_add_finish_counted (fixture->queue, hoist_test_await (&results[i]),
                                               &n_new, NULL, NULL);
    g_assert_cmpuint (sessions->len, ==, 2);
    all_new += n_new;
    g_clear_object (&results[i]);
  }
  g_assert_cmpuint (all_new, ==, 2);
  g_assert_cmpuint (count_rows (fixture), ==, 2);
}

static void
test_upload_again (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) rows = enter (fixture, 0, 1, HOIST_STATE_FINISHED, 0);
  HoistSession *session = g_ptr_array_index (rows, 0);

  hoist_queue_upload_again (fixture->queue, session);
  hoist_queue_upload_again (fixture->queue, session);
  while (count_rows (fixture) < 2)
    g_main_context_iteration (NULL, TRUE);
  flush (fixture);
  assert_order (fixture, "aa");
  g_assert_cmpstr (hoist_session_get_account (find (fixture, 'a')), ==, "nobody");
}

int
main (int argc, char **argv)
{
  hoist_test_init_at_home (&argc, &argv);
  ADD ("/queue-many/are-paused-and-resumed", test_pause_and_resume);
  ADD ("/queue-many/last-command-counts", test_commands_in_order);
  ADD ("/queue-many/quitting-in-between-loses-nothing", test_quit_in_between);
  ADD ("/queue-many/are-tried-again", test_retry);
  ADD ("/queue-many/are-removed-and-put-back", test_remove_and_undo);
  ADD ("/queue-many/are-gone-when-the-time-is-over", test_undo_is_over);
  ADD ("/queue-many/one-is-removed-and-put-back", test_removed_alone);
  ADD ("/queue-many/finished-ones-are-cleared", test_clear_finished);
  ADD ("/queue-many/added-ones-are-counted", test_counts_added);
  ADD ("/queue-many/many-at-once-keep-their-order", test_many_at_once);
  ADD ("/queue-many/first-load-comes-before-the-others", test_first_load);
  ADD ("/queue-many/two-drops-of-many-stay-together", test_two_of_many);
  ADD ("/queue-many/same-files-twice-at-once-join", test_added_twice_at_once);
  ADD ("/queue-many/finished-one-is-uploaded-again", test_upload_again);
  return g_test_run ();
}
