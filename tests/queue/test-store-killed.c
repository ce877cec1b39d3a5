/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nothing that was reported as saved is lost when the program is killed. */
#include "store-fixture.h"

#include "hoist-test-home.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *program; /* argv[0], for the child that is killed */

typedef struct {
  HoistStore *store;
  gint64 id;
  guint64 bytes_done;
} Saver;

static void on_child_saved (GObject *source, GAsyncResult *result, gpointer data);

static void
child_save (Saver *saver)
{
  g_autoptr (HoistRecord) record = hoist_record_new ("/child", "");
  g_autoptr (HoistTicket) ticket = hoist_ticket_new ();
  g_autofree char *value = g_strdup_printf ("%" G_GUINT64_FORMAT, ++saver->bytes_done);
  HoistChange *change = NULL;

  record->id = saver->id;
  record->position = saver->id;
  record->size = G_MAXINT64;
  record->bytes_done = saver->bytes_done;
  hoist_ticket_set (ticket, "count", value);
  hoist_ticket_plan (ticket, 1000 + saver->bytes_done % 7 * 1000, 1000, NULL);
  change = new_ticket_change (record, ticket);
  change->is_progress = saver->bytes_done % 2 == 1;
  hoist_journal_save_async (HOIST_JOURNAL (saver->store), change, on_child_saved, saver);
}

static void
on_child_saved (GObject *source, GAsyncResult *result, gpointer data)
{
  Saver *saver = data;
  g_autofree char *line = NULL;

  if (!hoist_journal_save_finish (HOIST_JOURNAL (source), result, NULL))
    _exit (1);
  line = g_strdup_printf ("%" G_GINT64_FORMAT " %" G_GUINT64_FORMAT "\n", saver->id,
                          saver->bytes_done);
  if (write (STDOUT_FILENO, line, strlen (line)) < 0)
    _exit (1);
  child_save (saver);
}

static int
run_child (const char *path)
{
  g_autoptr (HoistStore) store = hoist_store_new (path, NULL);
  g_autoptr (HoistStoreContents) contents = open_store (store, NULL);
  g_autoptr (GPtrArray) records = new_records (8);
  Saver savers[8] = { { 0 } };

  if (contents == NULL || !add_records (store, records, NULL))
    return 1;
  for (guint i = 0; i < 8; i++) {
    savers[i].store = store;
    savers[i].id = ((HoistRecord *) g_ptr_array_index (records, i))->id;
    child_save (&savers[i]);
  }
  for (;;)
    g_main_context_iteration (NULL, TRUE);
}

/* Reads lines until @n_lines were seen, kills, and reads what had been said until then. */
static void
kill_child (Fixture *fixture, guint n_lines, GHashTable *said)
{
  const char *argv[] = { program, "--child", fixture->path, NULL };
  g_autoptr (GSubprocess) child = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDOUT_PIPE, NULL);
  g_autoptr (GDataInputStream) lines =
      g_data_input_stream_new (g_subprocess_get_stdout_pipe (child));
  char *line = NULL;
  guint n_seen = 0;

  while ((line = g_data_input_stream_read_line (lines, NULL, NULL, NULL)) != NULL) {
    g_auto (GStrv) words = g_strsplit (line, " ", 2);
    gint64 id = g_ascii_strtoll (words[0], NULL, 10);
    guint64 bytes_done = g_ascii_strtoull (words[1], NULL, 10);

    g_hash_table_replace (said, g_memdup2 (&id, sizeof id),
                          g_memdup2 (&bytes_done, sizeof bytes_done));
    g_free (line);
    if (++n_seen == n_lines)
      g_subprocess_force_exit (child);
  }
  g_assert_true (g_subprocess_wait (child, NULL, NULL));
  g_assert_true (g_subprocess_get_if_signaled (child));
}

static void
test_killed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GHashTable) said = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);

  for (guint round = 0; round < 12; round++) {
    GHashTableIter iter = { 0 };
    gpointer id = NULL;
    gpointer bytes_done = NULL;

    kill_child (fixture, (guint) g_test_rand_int_range (1, 400), said);
    fixture_open (fixture);
    g_assert_null (fixture->contents->notice);
    g_assert_cmpuint (fixture->contents->records->len, ==, 8 * (round + 1));

    g_hash_table_iter_init (&iter, said);
    while (g_hash_table_iter_next (&iter, &id, &bytes_done)) {
      const HoistRecord *record = find_record (fixture, *(gint64 *) id);
      g_autoptr (HoistTicket) ticket = NULL;
      g_autoptr (GError) error = NULL;

      g_assert_nonnull (record);
      g_assert_cmpuint (record->bytes_done, >=, *(guint64 *) bytes_done);

      /* Row, ticket and parts are of the same save. */
      ticket = load_ticket (fixture->store, record->id, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (g_ascii_strtoull (hoist_ticket_get (ticket, "count"), NULL, 10), ==,
                        record->bytes_done);
      g_assert_cmpuint (hoist_ticket_get_n_parts (ticket), ==, 1 + record->bytes_done % 7);
    }
    fixture_close (fixture);
  }
}

int
main (int argc, char **argv)
{
  if (argc == 3 && g_str_equal (argv[1], "--child"))
    return run_child (argv[2]);

  program = argv[0];
  hoist_test_init_at_home (&argc, &argv);
  hoist_test_disk_install ();

  ADD_CLOSED ("/store/loses-nothing-when-killed", test_killed);

  return g_test_run ();
}
