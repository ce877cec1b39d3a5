/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files as each former version of the store wrote them, sound and damaged. */
#include "store-fixture.h"

/* Each leads from the version of its index to the next, word for word as it was when that was the
 * newest one. */
static const char *const versions[] = {
  "CREATE TABLE meta (name TEXT PRIMARY KEY, value);"
  "CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT);"
  "CREATE TABLE account (id TEXT PRIMARY KEY, service TEXT, name TEXT UNIQUE, settings TEXT);"
  "CREATE TABLE upload (id INTEGER PRIMARY KEY AUTOINCREMENT, position INTEGER, path BLOB,"
  " account TEXT, options TEXT, state TEXT, reason TEXT, message TEXT, size INTEGER,"
  " modified_us INTEGER, mount_point BLOB, bytes_done INTEGER, added_us INTEGER,"
  " ended_us INTEGER, remote_id TEXT, link TEXT, verified TEXT, is_instant INTEGER);"
  "CREATE TABLE ticket (upload INTEGER PRIMARY KEY REFERENCES upload (id) ON DELETE CASCADE,"
  " text TEXT, has_sealed INTEGER);"
  "CREATE TABLE part (upload INTEGER REFERENCES upload (id) ON DELETE CASCADE, number INTEGER,"
  " offset INTEGER, length INTEGER, kept INTEGER, phase INTEGER, is_done INTEGER, etag TEXT,"
  " digest_kind TEXT, digest BLOB, PRIMARY KEY (upload, number)) WITHOUT ROWID;",

  "CREATE TABLE digest (id INTEGER PRIMARY KEY AUTOINCREMENT, path BLOB UNIQUE, size INTEGER,"
  " modified_us INTEGER, md5 BLOB, sha1 BLOB, sha256 BLOB, crc64 BLOB, slice_kind TEXT,"
  " slice_size INTEGER, slices BLOB);"
  "CREATE TABLE inbox (id INTEGER PRIMARY KEY AUTOINCREMENT, command TEXT, posted_us INTEGER,"
  " answer TEXT, answered_us INTEGER);",

  "ALTER TABLE part ADD COLUMN crc64 INTEGER;"
  "ALTER TABLE upload ADD COLUMN folder TEXT;"
  "CREATE TABLE folder (account TEXT, parent TEXT, name TEXT, id TEXT,"
  " PRIMARY KEY (account, parent, name)) WITHOUT ROWID;",

  "ALTER TABLE upload ADD COLUMN has_begun INTEGER;"
  "UPDATE upload SET has_begun = 1 WHERE id IN (SELECT upload FROM ticket);"
  "CREATE TABLE log (id INTEGER PRIMARY KEY AUTOINCREMENT,"
  " upload INTEGER REFERENCES upload (id) ON DELETE CASCADE, time_us INTEGER, kind TEXT,"
  " text TEXT);"
  "CREATE INDEX log_by_upload ON log (upload, id);",
};

/* What of the rows below a version had besides. */
static const char *const more_rows[G_N_ELEMENTS (versions)] = {
  [3] = "UPDATE upload SET has_begun = id = 7;",
};

/* After which a file of that version is no sound one. */
static const char *const damages[G_N_ELEMENTS (versions)] = {
  "CREATE TABLE log (x)",
  "CREATE TABLE log (x)",
  "CREATE TABLE log (x)",
  "DROP TABLE folder",
};

/* An upload that runs and one that waits for its turn. */
static const char rows[] =
    "INSERT INTO meta VALUES ('id', 'b2f5ff47-4366-4c5e-8f6c-0ba5e4d5d8a1');"
    "INSERT INTO setting VALUES ('rate', '5');"
    "INSERT INTO account VALUES ('1', 'tencent-vod', 'Work', '{}');"
    "INSERT INTO upload (id, position, path, account, state, size, modified_us, bytes_done,"
    " added_us, ended_us, is_instant) VALUES"
    " (7, 3, CAST ('/a.mp4' AS BLOB), '1', 'uploading', 2500, 9, 1000, 1, 0, 0),"
    " (8, 4, CAST ('/b.mp4' AS BLOB), '1', 'queued', 2500, 9, 0, 1, 0, 0);"
    "INSERT INTO ticket VALUES (7, '{\"version\":1,\"next\":\"part\",\"has-begun\":true,"
    "\"is-instant\":false,\"part-size\":\"2000\",\"expires-us\":0,"
    "\"values\":{\"upload-id\":\"abc\"}}', 0);"
    "INSERT INTO part (upload, number, offset, length, kept, phase, is_done, etag, digest_kind,"
    " digest) VALUES (7, 1, 0, 2000, 2000, 0, 1, 'tag', 'md5', zeroblob (16)),"
    " (7, 2, 2000, 500, 0, 0, 0, NULL, NULL, NULL);";

static void
run_sql (sqlite3 *connection, const char *sql)
{
  char *message = NULL;

  sqlite3_exec (connection, sql, NULL, NULL, &message);
  g_assert_cmpstr (message, ==, NULL);
}

static void
make_file (Fixture *fixture, guint version, const char *damage)
{
  g_autofree char *folder = g_path_get_dirname (fixture->path);
  g_autofree char *mark = g_strdup_printf ("PRAGMA user_version = %u", version);
  sqlite3 *connection = NULL;

  hoist_test_remove_folder (folder);
  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_cmpint (sqlite3_open (fixture->path, &connection), ==, SQLITE_OK);
  run_sql (connection, "PRAGMA journal_mode = WAL");
  for (guint i = 0; i < version; i++)
    run_sql (connection, versions[i]);
  run_sql (connection, rows);
  if (more_rows[version - 1] != NULL)
    run_sql (connection, more_rows[version - 1]);
  run_sql (connection, mark);
  run_sql (connection, damage);
  g_assert_cmpint (sqlite3_close (connection), ==, SQLITE_OK);
}

/* All that is not just memory of work is there. */
static void
check_contents (Fixture *fixture)
{
  g_autoptr (HoistTicket) ticket = NULL;
  g_autoptr (GError) error = NULL;
  const HoistRecord *begun = find_record (fixture, 7);

  g_assert_cmpstr (fixture->contents->id, ==, "b2f5ff47-4366-4c5e-8f6c-0ba5e4d5d8a1");
  g_assert_cmpuint (fixture->contents->accounts->len, ==, 1);
  g_assert_cmpuint (fixture->contents->records->len, ==, 2);
  assert_setting (fixture, "rate", "5");
  g_assert_cmpstr (begun->path, ==, "/a.mp4");
  g_assert_cmpint (begun->state, ==, HOIST_STATE_UPLOADING);
  g_assert_true (begun->has_begun);

  ticket = load_ticket (fixture->store, 7, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (hoist_ticket_get (ticket, "upload-id"), ==, "abc");
  g_assert_cmpuint (hoist_ticket_get_n_parts (ticket), ==, 2);
  g_assert_cmpuint (hoist_ticket_get_bytes_done (ticket), ==, 2000);
  g_assert_cmpint (hoist_ticket_get_part (ticket, 0)->digest_kind, ==, HOIST_DIGEST_MD5);
  g_assert_false (hoist_ticket_get_part (ticket, 0)->has_crc64);
}

static void
test_opens (Fixture *fixture, gconstpointer data)
{
  for (guint version = 1; version <= G_N_ELEMENTS (versions); version++) {
    g_test_message ("version %u", version);
    make_file (fixture, version, "");
    fixture_open (fixture);
    g_assert_null (fixture->contents->notice);
    check_contents (fixture);
    g_assert_false (find_record (fixture, 8)->has_begun);
    fixture_reopen (fixture);
    g_assert_null (fixture->contents->notice);
    check_contents (fixture);
    fixture_drop (fixture);
  }
}

/* What a damaged file has lost is nothing that the rescue needs: all rows come out of it. */
static void
test_rescues (Fixture *fixture, gconstpointer data)
{
  for (guint version = 1; version <= G_N_ELEMENTS (versions); version++) {
    g_test_message ("version %u", version);
    make_file (fixture, version, damages[version - 1]);
    fixture_open (fixture);
    g_assert_nonnull (fixture->contents->notice);
    check_contents (fixture);
    fixture_drop (fixture);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD_CLOSED ("/store-versions/each-opens", test_opens);
  ADD_CLOSED ("/store-versions/each-is-rescued", test_rescues);
  return g_test_run ();
}
