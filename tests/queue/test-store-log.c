/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The log of an upload: written with what it tells of, bounded, gone with the upload. */
#include "store-fixture.h"

#define MAX_LINES 400

static void
run_sql (const char *path, const char *sql)
{
  sqlite3 *connection = NULL;
  char *message = NULL;

  g_assert_cmpint (sqlite3_open (path, &connection), ==, SQLITE_OK);
  sqlite3_exec (connection, sql, NULL, NULL, &message);
  g_assert_cmpstr (message, ==, NULL);
  g_assert_cmpint (sqlite3_close (connection), ==, SQLITE_OK);
}

static GPtrArray *
read_log (Fixture *fixture, gint64 id)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *lines = NULL;

  hoist_store_read_log_async (fixture->store, id, hoist_test_keep_result, &result);
  lines = hoist_store_read_log_finish (fixture->store, hoist_test_await (&result), &error);
  g_assert_no_error (error);
  return lines;
}

static HoistChange *
new_line_change (HoistRecord *record, guint first, guint count)
{
  HoistChange *change = hoist_change_new (record);

  change->lines = g_ptr_array_new_with_free_func ((GDestroyNotify) hoist_log_line_free);
  for (guint i = first; i < first + count; i++) {
    g_autofree char *text = g_strdup_printf ("Line %u.", i);

    g_ptr_array_add (change->lines, hoist_log_line_new (1000 + i, i % HOIST_N_LOG_KINDS, text));
  }
  return change;
}

static void
assert_lines (Fixture *fixture, gint64 id, guint first, guint count)
{
  g_autoptr (GPtrArray) lines = read_log (fixture, id);

  g_assert_cmpuint (lines->len, ==, count);
  for (guint i = 0; i < count; i++) {
    const HoistLogLine *line = g_ptr_array_index (lines, i);
    g_autofree char *text = g_strdup_printf ("Line %u.", first + i);

    g_assert_cmpstr (line->text, ==, text);
    g_assert_cmpint (line->time_us, ==, 1000 + first + i);
    g_assert_cmpint (line->kind, ==, (first + i) % HOIST_N_LOG_KINDS);
  }
}

static void
test_kept (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HoistRecord) record = add_one (fixture);
  g_autoptr (HoistRecord) other = add_one (fixture);

  assert_lines (fixture, record->id, 0, 0);
  save_well (fixture, new_line_change (record, 0, 3));
  save_well (fixture, new_line_change (other, 7, 1));
  save_well (fixture, new_line_change (record, 3, 2));
  assert_lines (fixture, record->id, 0, 5);
  fixture_reopen (fixture);
  assert_lines (fixture, record->id, 0, 5);
  assert_lines (fixture, other->id, 7, 1);
}

static void
test_bounded (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HoistRecord) record = add_one (fixture);
  g_autoptr (HoistRecord) other = add_one (fixture);

  save_well (fixture, new_line_change (other, 0, MAX_LINES));
  save_well (fixture, new_line_change (record, 0, MAX_LINES));
  assert_lines (fixture, record->id, 0, MAX_LINES);
  save_well (fixture, new_line_change (record, MAX_LINES, 1));
  assert_lines (fixture, record->id, 1, MAX_LINES);
  save_well (fixture, new_line_change (record, MAX_LINES + 1, 1000));
  assert_lines (fixture, record->id, 1001, MAX_LINES);
  assert_lines (fixture, other->id, 0, MAX_LINES);
}

static void
test_deleted (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HoistRecord) record = add_one (fixture);
  gint64 n_lines = -1;
  sqlite3 *connection = NULL;
  sqlite3_stmt *statement = NULL;

  save_well (fixture, new_line_change (record, 0, 3));
  delete_one (fixture, record->id);
  assert_lines (fixture, record->id, 0, 0);
  /* what comes too late leaves nothing behind */
  save_well (fixture, new_line_change (record, 3, 1));
  fixture_close (fixture);

  g_assert_cmpint (sqlite3_open (fixture->path, &connection), ==, SQLITE_OK);
  g_assert_cmpint (
      sqlite3_prepare_v2 (connection, "SELECT count (*) FROM log", -1, &statement, NULL), ==,
      SQLITE_OK);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  n_lines = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);
  sqlite3_close (connection);
  g_assert_cmpint (n_lines, ==, 0);
  fixture_open (fixture);
}

static void
test_marks (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HoistRecord) record = add_one (fixture);
  g_autoptr (GPtrArray) lines = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  const HoistMark marks[] = { { record->id, HOIST_STATE_PAUSED }, { 4711, HOIST_STATE_PAUSED } };
  GArray *array = g_array_new (FALSE, FALSE, sizeof (HoistMark));
  const HoistLogLine *line = NULL;

  g_array_append_vals (array, marks, G_N_ELEMENTS (marks));
  hoist_store_save_marks_async (fixture->store, array, hoist_test_keep_result, &result);
  hoist_store_save_marks_finish (fixture->store, hoist_test_await (&result), &error);
  g_assert_no_error (error);
  lines = read_log (fixture, record->id);
  g_assert_cmpuint (lines->len, ==, 1);
  line = g_ptr_array_index (lines, 0);
  g_assert_cmpint (line->kind, ==, HOIST_LOG_STATE);
  g_assert_cmpint (line->time_us, >, 0);
  g_assert_cmpstr (line->text, ==, hoist_log_describe_state (HOIST_STATE_PAUSED));
}

/* A file of version 3: the rows stay, a log begins, and what the service may know of is marked. */
static void
test_migrates (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HoistRecord) begun = add_one (fixture);
  g_autoptr (HoistRecord) fresh = add_one (fixture);
  g_autoptr (HoistTicket) ticket = new_ticket ();

  save_well (fixture, new_ticket_change (begun, ticket));
  fixture_close (fixture);
  run_sql (fixture->path, "DROP TABLE log; ALTER TABLE upload DROP COLUMN has_begun;"
                          "ALTER TABLE digest DROP COLUMN changed_us; PRAGMA user_version = 3;");

  fixture_open (fixture);
  g_assert_null (fixture->contents->notice);
  g_assert_cmpuint (fixture->contents->records->len, ==, 2);
  g_assert_true (find_record (fixture, begun->id)->has_begun);
  g_assert_false (find_record (fixture, fresh->id)->has_begun);
  save_well (fixture, new_line_change (fresh, 0, 1));
  assert_lines (fixture, fresh->id, 0, 1);
  fixture_reopen (fixture);
  g_assert_null (fixture->contents->notice);
}

/* A file of version 3 that is damaged besides: its rows are read out of it all the same. */
static void
test_rescues_old (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HoistRecord) record = add_one (fixture);

  fixture_close (fixture);
  run_sql (fixture->path, "DROP TABLE log; ALTER TABLE upload DROP COLUMN has_begun;"
                          "DROP TABLE digest; PRAGMA user_version = 3;");
  fixture_open (fixture);
  g_assert_nonnull (fixture->contents->notice);
  g_assert_cmpuint (fixture->contents->records->len, ==, 1);
  g_assert_cmpstr (find_record (fixture, record->id)->path, ==, record->path);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("/store-log/is-kept", test_kept);
  ADD ("/store-log/is-bounded", test_bounded);
  ADD ("/store-log/goes-with-its-upload", test_deleted);
  ADD ("/store-log/tells-of-bulk-changes", test_marks);
  ADD ("/store-log/begins-in-an-old-file", test_migrates);
  ADD ("/store-log/old-damaged-file-is-rescued", test_rescues_old);
  return g_test_run ();
}
