/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Old, newer, strange and damaged databases; starts that fail. */
#include "store-fixture.h"

#include "hoist-test-home.h"

#include <glib/gstdio.h>

/* What another program, or a stranger, does to the file. */
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

static guint
count_files (const char *folder, const char *part)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name = NULL;
  guint count = 0;

  while ((name = g_dir_read_name (dir)) != NULL)
    count += strstr (name, part) != NULL;
  return count;
}

static void
test_migrates (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_path_get_dirname (fixture->path);
  HoistFingerprint fingerprint = { 1, 1, 1 };
  HoistDigests digests = { .known = HOIST_DIGEST_MD5 };
  const HoistRecord *record = NULL;

  /* As version 1 wrote it. */
  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  run_sql (fixture->path,
           "PRAGMA journal_mode = WAL;"
           "CREATE TABLE meta (name TEXT PRIMARY KEY, value);"
           "CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT);"
           "CREATE TABLE account (id TEXT PRIMARY KEY, service TEXT, name TEXT UNIQUE,"
           " settings TEXT);"
           "CREATE TABLE upload (id INTEGER PRIMARY KEY AUTOINCREMENT, position INTEGER, path BLOB,"
           " account TEXT, options TEXT, state TEXT, reason TEXT, message TEXT, size INTEGER,"
           " modified_us INTEGER, mount_point BLOB, bytes_done INTEGER, added_us INTEGER,"
           " ended_us INTEGER, remote_id TEXT, link TEXT, verified TEXT, is_instant INTEGER);"
           "CREATE TABLE ticket (upload INTEGER PRIMARY KEY REFERENCES upload (id)"
           " ON DELETE CASCADE, text TEXT, has_sealed INTEGER);"
           "CREATE TABLE part (upload INTEGER REFERENCES upload (id) ON DELETE CASCADE,"
           " number INTEGER, offset INTEGER, length INTEGER, kept INTEGER, phase INTEGER,"
           " is_done INTEGER, etag TEXT, digest_kind TEXT, digest BLOB,"
           " PRIMARY KEY (upload, number)) WITHOUT ROWID;"
           "INSERT INTO meta VALUES ('id', 'b2f5ff47-4366-4c5e-8f6c-0ba5e4d5d8a1');"
           "INSERT INTO account VALUES ('1', 'tencent-vod', 'Work', '{}');"
           "INSERT INTO upload VALUES (7, 3, CAST ('/a.mp4' AS BLOB), '1', NULL, 'paused', NULL,"
           " NULL, 9, 9, NULL, 4, 1, 0, NULL, NULL, NULL, 0);"
           "PRAGMA user_version = 1;");

  fixture_open (fixture);
  g_assert_null (fixture->contents->notice);
  g_assert_cmpstr (fixture->contents->id, ==, "b2f5ff47-4366-4c5e-8f6c-0ba5e4d5d8a1");
  g_assert_cmpuint (fixture->contents->records->len, ==, 1);
  g_assert_cmpuint (fixture->contents->accounts->len, ==, 1);
  record = g_ptr_array_index (fixture->contents->records, 0);
  g_assert_cmpint (record->id, ==, 7);
  g_assert_cmpstr (record->path, ==, "/a.mp4");
  g_assert_cmpint (record->state, ==, HOIST_STATE_PAUSED);

  hoist_journal_keep_digests (HOIST_JOURNAL (fixture->store), "/a", &fingerprint, &digests, NULL);
  g_assert_true (find_digests (fixture->store, "/a", &fingerprint, &digests, NULL));
}

static void
test_refuses_future (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_path_get_dirname (fixture->path);
  g_autoptr (HoistStore) store = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  gsize before_length = 0;
  gsize after_length = 0;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  run_sql (fixture->path, "CREATE TABLE wonder (x); INSERT INTO wonder VALUES (1);"
                          "PRAGMA user_version = 1000;");
  g_assert_true (g_file_get_contents (fixture->path, &before, &before_length, NULL));
  store = hoist_store_new (fixture->path, NULL);
  g_assert_null (open_store (store, &error));
  g_assert_error (error, HOIST_ERROR, HOIST_ERROR_REFUSED);
  g_assert_nonnull (strstr (error->message, "newer version"));
  g_assert_true (g_file_get_contents (fixture->path, &after, &after_length, NULL));
  g_assert_cmpmem (before, before_length, after, after_length);
  g_assert_cmpuint (count_files (folder, ""), ==, 1);
}

static void
test_strange_rows (Fixture *fixture, gconstpointer data)
{
  static const char *const changes[] = {
    "path = NULL",
    "path = CAST ('relative' AS BLOB)",
    "path = 'a text'",
    "path = x'2f6100622f'",
    "path = zeroblob (1000000)",
    "state = 'wonderful'",
    "state = NULL",
    "state = 17",
    "reason = 'none of ours'",
    "size = -1",
    "size = 'big'",
    "size = 1.5",
    "bytes_done = NULL",
    "is_instant = 2",
    "options = 'no settings'",
    "options = '{\"a\": [1]}'",
    "message = x'ff'",
    "account = CAST (x'ff41' AS TEXT)",
    "link = CAST (x'4100ff' AS TEXT)",
    "mount_point = 5",
    "position = 'first'",
  };
  g_autoptr (GPtrArray) records = new_records (G_N_ELEMENTS (changes) + 1);
  g_autoptr (GError) error = NULL;
  guint n_unreadable = 0;

  add_records (fixture->store, records, &error);
  g_assert_no_error (error);
  fixture_close (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (changes); i++) {
    const HoistRecord *record = g_ptr_array_index (records, i);
    g_autofree char *sql = g_strdup_printf ("UPDATE upload SET %s WHERE id = %" G_GINT64_FORMAT,
                                            changes[i], record->id);

    run_sql (fixture->path, sql);
  }

  fixture_open (fixture);
  g_assert_null (fixture->contents->notice);
  g_assert_cmpuint (fixture->contents->records->len, ==, records->len);
  for (guint i = 0; i < G_N_ELEMENTS (changes); i++) {
    const HoistRecord *record = g_ptr_array_index (records, i);
    const HoistRecord *found = find_record (fixture, record->id);

    g_test_message ("%s", changes[i]);
    g_assert_nonnull (found);
    g_assert_cmpint (found->state, ==, HOIST_STATE_ATTENTION);
    g_assert_cmpint (found->reason, ==, HOIST_REASON_PROTOCOL);
    g_assert_nonnull (strstr (found->message, "could not be read"));
    g_assert_true (g_path_is_absolute (found->path));
    n_unreadable++;
  }
  g_assert_cmpuint (n_unreadable, ==, G_N_ELEMENTS (changes));
  assert_same_record (find_record (fixture, G_N_ELEMENTS (changes) + 1),
                      g_ptr_array_index (records, G_N_ELEMENTS (changes)));
}

static void
test_strange_tickets (Fixture *fixture, gconstpointer data)
{
  static const char *const changes[] = {
    "UPDATE ticket SET text = 'nonsense'",
    "UPDATE ticket SET text = NULL",
    "UPDATE ticket SET text = x'7b7d'",
    "DELETE FROM part WHERE number = 2",
    "DELETE FROM part WHERE number = 1",
    "UPDATE part SET offset = offset + 1 WHERE number = 2",
    "UPDATE part SET length = -1 WHERE number = 3",
    "UPDATE part SET kept = length + 1 WHERE number = 1",
    "UPDATE part SET phase = 256 WHERE number = 1",
    "UPDATE part SET digest = x'00' WHERE number = 2",
    "UPDATE part SET digest_kind = 'md6' WHERE number = 2",
    "UPDATE part SET is_done = 'yes' WHERE number = 2",
    "UPDATE part SET etag = x'ff' WHERE number = 2",
  };

  for (guint i = 0; i < G_N_ELEMENTS (changes); i++) {
    g_autoptr (HoistRecord) record = add_one (fixture);
    g_autoptr (HoistTicket) ticket = new_ticket ();
    g_autoptr (GError) error = NULL;

    g_test_message ("%s", changes[i]);
    save_well (fixture, new_ticket_change (record, ticket));
    run_sql (fixture->path, changes[i]);
    g_assert_null (load_ticket (fixture->store, record->id, &error));
    g_assert_error (error, HOIST_ERROR, HOIST_ERROR_PROTOCOL);
    delete_one (fixture, record->id);
  }
}

static void
test_garbage (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_path_get_dirname (fixture->path);
  g_autoptr (HoistStore) guest = hoist_store_new (fixture->path, NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *garbage = g_malloc (100000);

  for (guint i = 0; i < 100000; i++)
    garbage[i] = (char) g_test_rand_int_range (0, 256);
  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (fixture->path, garbage, 100000, NULL));

  /* Who does not run the queue does not repair it. */
  hoist_store_set_guest (guest, TRUE);
  g_assert_null (open_store (guest, &error));
  g_assert_error (error, HOIST_ERROR, HOIST_ERROR_PROTOCOL);
  g_assert_cmpuint (count_files (folder, "-damaged-"), ==, 0);

  fixture_open (fixture);
  g_assert_nonnull (strstr (fixture->contents->notice, "damaged"));
  g_assert_cmpuint (fixture->contents->records->len, ==, 0);
  g_assert_cmpuint (count_files (folder, "-damaged-"), ==, 1);
  fixture_reopen (fixture);
  g_assert_null (fixture->contents->notice);
}

static void
remove_files (Fixture *fixture)
{
  g_autofree char *folder = g_path_get_dirname (fixture->path);

  hoist_test_remove_folder (folder);
}

/* Only the name is gone, and with the end of the program all in it would be. */
static void
test_deleted (Fixture *fixture, gconstpointer data)
{
  struct stat status;

  hoist_record_free (add_one (fixture));
  remove_files (fixture);
  hoist_store_watch_inbox (fixture->store);
  while (!g_file_test (fixture->path, G_FILE_TEST_EXISTS))
    g_assert_true (flush (fixture->store, NULL));
  g_assert_true (flush (fixture->store, NULL));
  settle ();
  g_assert_null (hoist_store_get_trouble (fixture->store));
  g_assert_cmpint (stat (fixture->path, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 0777, ==, 0600);

  hoist_record_free (add_one (fixture));
  fixture_reopen (fixture);
  g_assert_null (fixture->contents->notice);
  g_assert_cmpuint (fixture->contents->records->len, ==, 2);

  remove_files (fixture);
  fixture_reopen (fixture);
  g_assert_cmpuint (fixture->contents->records->len, ==, 2);
}

/* Somebody put it there, perhaps from a backup: it is not overwritten, and that is said. */
static void
test_replaced (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_path_get_dirname (fixture->path);
  g_autofree char *text = NULL;

  hoist_record_free (add_one (fixture));
  remove_files (fixture);
  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (fixture->path, "another", -1, NULL));
  hoist_store_watch_inbox (fixture->store);
  while (hoist_store_get_trouble (fixture->store) == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_nonnull (strstr (hoist_store_get_trouble (fixture->store), "replaced"));
  g_assert_false (close_store (fixture->store, NULL));
  g_assert_true (g_file_get_contents (fixture->path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "another");
}

/* A database of somebody else, with the right version by chance. */
static void
test_foreign_tables (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_path_get_dirname (fixture->path);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  run_sql (fixture->path, "CREATE TABLE upload (id INTEGER PRIMARY KEY, wonder);"
                          "INSERT INTO upload VALUES (1, 1); PRAGMA user_version = 3;");
  fixture_open (fixture);
  g_assert_nonnull (fixture->contents->notice);
  g_assert_cmpuint (count_files (folder, "-damaged-"), ==, 1);
}

/* Some pages in the middle are overwritten, as by a failing disk. */
static void
test_damaged_pages (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_path_get_dirname (fixture->path);
  g_autoptr (GPtrArray) records = new_records (5000);
  g_autoptr (GError) error = NULL;
  g_autofree char *id = g_strdup (fixture->contents->id);
  g_autofree char *garbage = g_malloc (4096);
  struct stat status = { 0 };
  int fd = -1;

  add_records (fixture->store, records, &error);
  g_assert_no_error (error);
  g_assert_true (save_account (fixture->store, "1", "Work", NULL));
  hoist_store_set_setting (fixture->store, "rate", "5");
  fixture_close (fixture);

  memset (garbage, 0x5a, 4096);
  fd = g_open (fixture->path, O_RDWR | O_CLOEXEC, 0);
  g_assert_cmpint (fstat (fd, &status), ==, 0);
  for (guint i = 1; i <= 3; i++)
    g_assert_cmpint (pwrite (fd, garbage, 4096, status.st_size / 4096 * i / 4 * 4096), ==, 4096);
  close (fd);

  fixture_open (fixture);
  g_test_message ("%s", fixture->contents->notice);
  g_assert_nonnull (fixture->contents->notice);
  g_assert_cmpuint (count_files (folder, "-damaged-"), ==, 1);
  g_assert_cmpstr (fixture->contents->id, ==, id);
  g_assert_cmpuint (fixture->contents->accounts->len, ==, 1);
  assert_setting (fixture, "rate", "5");
  g_assert_cmpuint (fixture->contents->records->len, >, 4500);
  g_assert_cmpuint (fixture->contents->records->len, <, 5000);
  for (guint i = 0; i < fixture->contents->records->len; i++) {
    const HoistRecord *record = g_ptr_array_index (fixture->contents->records, i);

    assert_same_record (record, g_ptr_array_index (records, record->id - 1));
  }
}

/* A database with fifty uploads that has lost a table. */
static void
make_damaged (Fixture *fixture)
{
  g_autoptr (GPtrArray) records = new_records (50);

  g_assert_true (add_records (fixture->store, records, NULL));
  fixture_close (fixture);
  run_sql (fixture->path, "DROP TABLE digest");
}

static void
check_repaired (Fixture *fixture)
{
  g_autofree char *folder = g_path_get_dirname (fixture->path);

  fixture_open (fixture);
  g_assert_nonnull (fixture->contents->notice);
  g_assert_cmpuint (fixture->contents->records->len, ==, 50);
  g_assert_cmpuint (count_files (folder, "-damaged-"), ==, 1);
  g_assert_cmpuint (count_files (folder, "-repaired"), ==, 0);
}

/* A repair that did not come to its end has changed nothing: the next start repairs. */
static void
test_repair_on_full_disk (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_path_get_dirname (fixture->path);
  g_autoptr (GError) error = NULL;

  make_damaged (fixture);
  hoist_test_disk_set_full (TRUE);
  fixture->store = hoist_store_new (fixture->path, fixture->vault);
  g_assert_null (open_store (fixture->store, &error));
  g_assert_error (error, HOIST_ERROR, HOIST_ERROR_NO_SPACE);
  g_assert_cmpuint (count_files (folder, "-damaged-"), ==, 0);
  fixture_drop (fixture);

  hoist_test_disk_set_full (FALSE);
  check_repaired (fixture);
}

static void
test_repair_was_killed (Fixture *fixture, gconstpointer data)
{
  g_autofree char *new = g_strconcat (fixture->path, "-repaired", NULL);
  g_autofree char *log = g_strconcat (new, "-wal", NULL);

  make_damaged (fixture);
  g_assert_true (g_file_set_contents (new, "half", -1, NULL));
  g_assert_true (g_file_set_contents (log, "half", -1, NULL));
  check_repaired (fixture);
}

/* Killed between two names: the new file is complete, and takes the place. */
static void
test_repair_was_killed_late (Fixture *fixture, gconstpointer data)
{
  g_autofree char *new = g_strconcat (fixture->path, "-repaired", NULL);
  g_autoptr (GPtrArray) records = new_records (50);

  g_assert_true (add_records (fixture->store, records, NULL));
  fixture_close (fixture);
  g_assert_cmpint (g_rename (fixture->path, new), ==, 0);
  fixture_open (fixture);
  g_assert_cmpuint (fixture->contents->records->len, ==, 50);
  g_assert_false (g_file_test (new, G_FILE_TEST_EXISTS));
}

/* Any byte of the file may be wrong: it always opens, or says why not. */
static void
test_flipped_bytes (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_path_get_dirname (fixture->path);
  g_autoptr (GPtrArray) records = new_records (50);
  g_autoptr (HoistTicket) ticket = new_ticket ();
  g_autofree char *bytes = NULL;
  gsize length = 0;

  g_assert_true (add_records (fixture->store, records, NULL));
  save_well (fixture, new_ticket_change (g_ptr_array_index (records, 0), ticket));
  fixture_close (fixture);
  g_assert_true (g_file_get_contents (fixture->path, &bytes, &length, NULL));

  for (guint round = 0; round < 60; round++) {
    g_autofree char *broken = g_memdup2 (bytes, length);
    g_autoptr (HoistTicket) loaded = NULL;
    g_autoptr (GError) error = NULL;
    guint n_flips = (guint) g_test_rand_int_range (1, 20);

    for (guint i = 0; i < n_flips; i++) {
      gsize limit = round % 3 == 0 ? 200 : length;

      broken[g_test_rand_int_range (0, (gint32) limit)] = (char) g_test_rand_int_range (0, 256);
    }
    hoist_test_remove_folder (folder);
    g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
    g_assert_true (g_file_set_contents (fixture->path, broken, (gssize) length, NULL));
    fixture->store = hoist_store_new (fixture->path, fixture->vault);
    fixture->contents = open_store (fixture->store, &error);
    if (fixture->contents == NULL) {
      g_assert_true (error->domain == HOIST_ERROR);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
    } else {
      loaded = load_ticket (fixture->store, 1, NULL);
      g_assert_true (close_store (fixture->store, NULL));
    }
    fixture_drop (fixture);
  }
}

static void
test_failed_starts (Fixture *fixture, gconstpointer data)
{
  static const gboolean has_failed[] = { FALSE, FALSE, TRUE, TRUE };

  for (guint i = 0; i < G_N_ELEMENTS (has_failed); i++) {
    fixture_open (fixture);
    g_assert_cmpint (fixture->contents->has_failed_starts, ==, has_failed[i]);
    /* the user has paused nothing */
    g_assert_false (fixture->contents->is_paused);
    fixture_drop (fixture);
  }

  /* It is not over with a good start, but when somebody says so. */
  fixture_open (fixture);
  hoist_store_mark_started (fixture->store);
  fixture_reopen (fixture);
  g_assert_true (fixture->contents->has_failed_starts);
  hoist_store_set_setting (fixture->store, HOIST_STORE_FAILED_STARTS, NULL);
  fixture_reopen (fixture);
  g_assert_false (fixture->contents->has_failed_starts);
  g_assert_true (close_store (fixture->store, NULL));
  fixture_drop (fixture);

  /* Guests do not count. */
  fixture_open (fixture);
  hoist_store_mark_started (fixture->store);
  g_assert_true (flush (fixture->store, NULL));
  for (guint i = 0; i < 3; i++)
    g_object_unref (open_guest (fixture, NULL));
  fixture_drop (fixture);
  fixture_open (fixture);
  g_assert_false (fixture->contents->has_failed_starts);
}

int
main (int argc, char **argv)
{
  hoist_test_init_at_home (&argc, &argv);
  hoist_test_disk_install ();

  ADD_CLOSED ("/store/migrates-an-old-file", test_migrates);
  ADD ("/store/is-written-again-when-its-file-was-deleted", test_deleted);
  ADD ("/store/leaves-a-file-alone-that-took-its-place", test_replaced);
  ADD_CLOSED ("/store/refuses-a-newer-file", test_refuses_future);
  ADD ("/store/shows-strange-rows", test_strange_rows);
  ADD ("/store/refuses-strange-tickets", test_strange_tickets);
  ADD_CLOSED ("/store/sets-garbage-aside", test_garbage);
  ADD_CLOSED ("/store/sets-foreign-tables-aside", test_foreign_tables);
  ADD ("/store/rescues-around-damaged-pages", test_damaged_pages);
  ADD ("/store/repairs-when-there-is-space-again", test_repair_on_full_disk);
  ADD ("/store/repairs-after-a-kill", test_repair_was_killed);
  ADD ("/store/ends-a-repair-that-was-killed", test_repair_was_killed_late);
  ADD ("/store/survives-flipped-bytes", test_flipped_bytes);
  ADD_CLOSED ("/store/pauses-after-two-failed-starts", test_failed_starts);

  return g_test_run ();
}
