/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The store: nothing that was reported as saved is lost, whatever happens to program or disk. */
#include "hoist-store.h"

#include "hoist-error.h"
#include "hoist-lock.h"
#include "hoist-test-disk.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define SECRET "plantedSecretValue9317"

/* The sanitizer's allocator is what would be measured otherwise. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define MANY 5000
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define MANY 5000
#endif
#ifndef MANY
#define MANY 100000
#endif

static const char *program; /* argv[0], for the child that is killed */

typedef struct {
  char *folder;
  char *path;
  HoistVault *vault;
  HoistStore *store;            /* (nullable) */
  HoistStoreContents *contents; /* (nullable): of the latest opening */
} Fixture;

static void
keep_result (GObject *source, GAsyncResult *result, gpointer data)
{
  GAsyncResult **slot = data;

  *slot = g_object_ref (result);
}

static GAsyncResult *
await (GAsyncResult **slot)
{
  while (*slot == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *slot;
}

static void
settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static HoistStoreContents *
open_store (HoistStore *store, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  hoist_store_open_async (store, keep_result, &result);
  return hoist_store_open_finish (store, await (&result), error);
}

static gboolean
close_store (HoistStore *store, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  hoist_store_close_async (store, keep_result, &result);
  return hoist_store_close_finish (store, await (&result), error);
}

static void
fixture_open (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  fixture->store = hoist_store_new (fixture->path, fixture->vault);
  fixture->contents = open_store (fixture->store, &error);
  g_assert_no_error (error);
  g_assert_nonnull (fixture->contents);
}

/* As after a kill: nothing is said to the store. */
static void
fixture_drop (Fixture *fixture)
{
  settle ();
  if (fixture->store != NULL)
    g_assert_finalize_object (g_steal_pointer (&fixture->store));
  g_clear_pointer (&fixture->contents, hoist_store_contents_free);
}

static void
fixture_close (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  close_store (fixture->store, &error);
  g_assert_no_error (error);
  fixture_drop (fixture);
}

static void
fixture_reopen (Fixture *fixture)
{
  fixture_close (fixture);
  fixture_open (fixture);
}

static void
set_up_closed (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("hoist-store-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "data", "queue.db", NULL);
  fixture->vault = hoist_memory_vault_new ();
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  set_up_closed (fixture, data);
  fixture_open (fixture);
}

static void
remove_all (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name = NULL;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL) {
    g_autofree char *child = g_build_filename (path, name, NULL);

    remove_all (child);
  }
  g_remove (path);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  hoist_test_disk_set_full (FALSE);
  hoist_test_disk_set_sync_delay (0);
  fixture_drop (fixture);
  g_assert_finalize_object (fixture->vault);
  remove_all (fixture->folder);
  g_free (fixture->path);
  g_free (fixture->folder);
}

static GPtrArray *
new_records (guint count)
{
  GPtrArray *records = g_ptr_array_new_with_free_func ((GDestroyNotify) hoist_record_free);

  for (guint i = 0; i < count; i++) {
    g_autofree char *path = g_strdup_printf ("/home/somebody/Videos/holiday/clip-%06u.mp4", i);
    HoistRecord *record = hoist_record_new (path, "account-1");

    record->size = 1000000 + i;
    record->modified_us = 1700000000000000 + i;
    g_ptr_array_add (records, record);
  }
  return records;
}

static gboolean
add_records (HoistStore *store, GPtrArray *records, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  hoist_store_add_async (store, records, keep_result, &result);
  return hoist_store_add_finish (store, await (&result), error);
}

/* Adds one and leaves it to the caller. */
static HoistRecord *
add_one (Fixture *fixture)
{
  g_autoptr (GPtrArray) records = new_records (1);
  g_autoptr (GError) error = NULL;

  add_records (fixture->store, records, &error);
  g_assert_no_error (error);
  return g_ptr_array_steal_index (records, 0);
}

static gboolean
save (HoistStore *store, HoistChange *change, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  hoist_journal_save_async (HOIST_JOURNAL (store), change, keep_result, &result);
  return hoist_journal_save_finish (HOIST_JOURNAL (store), await (&result), error);
}

static void
save_well (Fixture *fixture, HoistChange *change)
{
  g_autoptr (GError) error = NULL;

  save (fixture->store, change, &error);
  g_assert_no_error (error);
}

static HoistTicket *
load_ticket (HoistStore *store, gint64 id, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  hoist_journal_load_ticket_async (HOIST_JOURNAL (store), id, keep_result, &result);
  return hoist_journal_load_ticket_finish (HOIST_JOURNAL (store), await (&result), error);
}

static gboolean
flush (HoistStore *store, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  hoist_store_flush_async (store, keep_result, &result);
  return hoist_store_flush_finish (store, await (&result), error);
}

static HoistRecord *
find_record (Fixture *fixture, gint64 id)
{
  for (guint i = 0; i < fixture->contents->records->len; i++) {
    HoistRecord *record = g_ptr_array_index (fixture->contents->records, i);

    if (record->id == id)
      return record;
  }
  return NULL;
}

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

static gboolean
files_contain (const char *folder, const char *text)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name = NULL;

  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    g_autofree char *bytes = NULL;
    gsize length = 0;

    g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
    if (memmem (bytes, length, text, strlen (text)) != NULL)
      return TRUE;
  }
  return FALSE;
}

static void
test_private_files (Fixture *fixture, gconstpointer data)
{
  static const char *const suffixes[] = { "", "-wal", "-shm" };
  g_autofree char *folder = g_path_get_dirname (fixture->path);
  g_autoptr (HoistRecord) record G_GNUC_UNUSED = add_one (fixture);
  GStatBuf status = { 0 };

  g_assert_cmpint (g_stat (folder, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 0777, ==, 0700);
  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++) {
    g_autofree char *path = g_strconcat (fixture->path, suffixes[i], NULL);

    g_assert_cmpint (g_stat (path, &status), ==, 0);
    g_assert_cmpuint (status.st_mode & 0777, ==, 0600);
  }
}

static void
test_empty (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = g_strdup (fixture->contents->id);

  g_assert_true (g_uuid_string_is_valid (id));
  g_assert_cmpuint (fixture->contents->records->len, ==, 0);
  g_assert_cmpuint (fixture->contents->accounts->len, ==, 0);
  g_assert_null (fixture->contents->notice);
  g_assert_false (fixture->contents->is_paused);

  fixture_reopen (fixture);
  g_assert_cmpstr (fixture->contents->id, ==, id);
}

static HoistRecord *
new_full_record (void)
{
  HoistRecord *record = hoist_record_new ("/media/karte/\xff\xfe film \n\xe2\x98\x83.mp4", "acc");

  record->position = 77;
  record->options = hoist_settings_new ();
  hoist_settings_set (record->options, "tags", "a,b");
  record->state = HOIST_STATE_WAITING;
  record->reason = HOIST_REASON_NETWORK;
  record->message = g_strdup ("No network, so it waits.");
  record->size = 123456789012345;
  record->modified_us = -5;
  record->mount_point = g_strdup ("/media/\xffkarte");
  record->bytes_done = 42;
  record->added_us = 1234;
  record->ended_us = 5678;
  record->remote_id = g_strdup ("5285890784273533167");
  record->link = g_strdup ("https://example.com/v/1");
  record->verified = g_strdup ("md5-parts");
  record->is_instant = TRUE;
  return record;
}

static void
assert_same_record (const HoistRecord *a, const HoistRecord *b)
{
  g_assert_cmpint (a->id, ==, b->id);
  g_assert_cmpint (a->position, ==, b->position);
  g_assert_cmpstr (a->path, ==, b->path);
  g_assert_cmpstr (a->account, ==, b->account);
  g_assert_cmpint (a->state, ==, b->state);
  g_assert_cmpint (a->reason, ==, b->reason);
  g_assert_cmpstr (a->message, ==, b->message);
  g_assert_cmpuint (a->size, ==, b->size);
  g_assert_cmpint (a->modified_us, ==, b->modified_us);
  g_assert_cmpstr (a->mount_point, ==, b->mount_point);
  g_assert_cmpuint (a->bytes_done, ==, b->bytes_done);
  g_assert_cmpint (a->added_us, ==, b->added_us);
  g_assert_cmpint (a->ended_us, ==, b->ended_us);
  g_assert_cmpstr (a->remote_id, ==, b->remote_id);
  g_assert_cmpstr (a->link, ==, b->link);
  g_assert_cmpstr (a->verified, ==, b->verified);
  g_assert_cmpint (a->is_instant, ==, b->is_instant);
  g_assert_cmpint (a->options != NULL, ==, b->options != NULL);
}

static void
test_whole_record (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) records =
      g_ptr_array_new_with_free_func ((GDestroyNotify) hoist_record_free);
  g_autoptr (GError) error = NULL;
  const HoistRecord *record = NULL;

  g_ptr_array_add (records, new_full_record ());
  add_records (fixture->store, records, &error);
  g_assert_no_error (error);
  record = g_ptr_array_index (records, 0);
  g_assert_cmpint (record->id, >, 0);

  fixture_reopen (fixture);
  g_assert_cmpuint (fixture->contents->records->len, ==, 1);
  assert_same_record (g_ptr_array_index (fixture->contents->records, 0), record);
  record = g_ptr_array_index (fixture->contents->records, 0);
  g_assert_cmpstr (hoist_settings_get (record->options, "tags"), ==, "a,b");
}

static void
test_all_states (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HoistRecord) record = add_one (fixture);

  for (guint state = 0; state < HOIST_N_STATES; state++) {
    for (guint reason = 0; reason < HOIST_N_REASONS; reason++) {
      record->state = state;
      record->reason = reason;
      save_well (fixture, hoist_change_new (record));
    }
    fixture_reopen (fixture);
    assert_same_record (g_ptr_array_index (fixture->contents->records, 0), record);
  }
}

static void
test_order (Fixture *fixture, gconstpointer data)
{
  static const gint64 positions[] = { 30, -10, 20, 0 };
  g_autoptr (GPtrArray) records = new_records (G_N_ELEMENTS (positions));
  g_autoptr (GError) error = NULL;
  gint64 last = G_MININT64;

  for (guint i = 0; i < records->len; i++)
    ((HoistRecord *) g_ptr_array_index (records, i))->position = positions[i];
  add_records (fixture->store, records, &error);
  g_assert_no_error (error);

  /* Without a position it goes behind those before it by its number. */
  g_assert_cmpint (((HoistRecord *) g_ptr_array_index (records, 3))->position, ==, 4);

  fixture_reopen (fixture);
  for (guint i = 0; i < fixture->contents->records->len; i++) {
    const HoistRecord *record = g_ptr_array_index (fixture->contents->records, i);

    g_assert_cmpint (record->position, >, last);
    g_assert_cmpint (record->added_us, >, 0);
    last = record->position;
  }
}

static HoistChange *
new_ticket_change (HoistRecord *record, HoistTicket *ticket)
{
  HoistChange *change = hoist_change_new (record);

  change->is_ticket_changed = TRUE;
  change->ticket = hoist_ticket_to_text (ticket);
  change->is_grid_new = TRUE;
  for (guint i = 0; i < hoist_ticket_get_n_parts (ticket); i++)
    hoist_change_add_part (change, hoist_ticket_get_part (ticket, i));
  return change;
}

static HoistTicket *
new_ticket (void)
{
  HoistTicket *ticket = hoist_ticket_new ();
  HoistDigests digests = { .known = HOIST_DIGEST_SHA256 | HOIST_DIGEST_MD5 };

  ticket->next = HOIST_STEP_PART;
  ticket->has_begun = TRUE;
  hoist_ticket_set (ticket, "upload-id", "abc");
  hoist_ticket_plan (ticket, 2500, 1000, NULL);
  memset (digests.sha256, 0xa5, sizeof digests.sha256);
  hoist_part_set_digests (hoist_ticket_get_part (ticket, 1), &digests, HOIST_DIGEST_SHA256);
  hoist_part_set_etag (hoist_ticket_get_part (ticket, 1), "\"etag\"");
  hoist_ticket_get_part (ticket, 1)->is_done = TRUE;
  hoist_ticket_get_part (ticket, 1)->kept = 1000;
  hoist_ticket_get_part (ticket, 2)->phase = 3;
  return ticket;
}

static void
test_ticket (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HoistRecord) record = add_one (fixture);
  g_autoptr (HoistTicket) ticket = new_ticket ();
  g_autoptr (HoistTicket) loaded = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = hoist_ticket_to_text (ticket);
  g_autofree char *loaded_text = NULL;
  HoistChange *change = NULL;

  save_well (fixture, new_ticket_change (record, ticket));
  fixture_reopen (fixture);
  loaded = load_ticket (fixture->store, record->id, &error);
  g_assert_no_error (error);
  loaded_text = hoist_ticket_to_text (loaded);
  g_assert_cmpstr (loaded_text, ==, text);
  g_assert_cmpuint (hoist_ticket_get_n_parts (loaded), ==, 3);
  g_assert_false (loaded->is_changed);
  g_assert_false (loaded->is_grid_new);
  for (guint i = 0; i < 3; i++) {
    const HoistPart *a = hoist_ticket_get_part (ticket, i);
    const HoistPart *b = hoist_ticket_get_part (loaded, i);

    g_assert_cmpuint (a->number, ==, b->number);
    g_assert_cmpuint (a->offset, ==, b->offset);
    g_assert_cmpuint (a->length, ==, b->length);
    g_assert_cmpuint (a->kept, ==, b->kept);
    g_assert_cmpuint (a->phase, ==, b->phase);
    g_assert_cmpint (a->is_done, ==, b->is_done);
    g_assert_cmpstr (a->etag, ==, b->etag);
    g_assert_cmpint (a->digest_kind, ==, b->digest_kind);
    g_assert_cmpmem (a->digest, sizeof a->digest, b->digest, sizeof b->digest);
  }

  /* One part alone leaves the others. */
  change = hoist_change_new (record);
  hoist_ticket_get_part (loaded, 0)->is_done = TRUE;
  hoist_change_add_part (change, hoist_ticket_get_part (loaded, 0));
  save_well (fixture, change);
  g_clear_pointer (&loaded, hoist_ticket_free);
  loaded = load_ticket (fixture->store, record->id, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (hoist_ticket_get_bytes_done (loaded), ==, 2000);
}

static void
test_new_grid (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HoistRecord) record = add_one (fixture);
  g_autoptr (HoistTicket) ticket = new_ticket ();
  g_autoptr (HoistTicket) loaded = NULL;
  g_autoptr (GError) error = NULL;
  HoistChange *change = NULL;

  save_well (fixture, new_ticket_change (record, ticket));
  hoist_ticket_plan (ticket, 2500, 2000, NULL);
  save_well (fixture, new_ticket_change (record, ticket));
  loaded = load_ticket (fixture->store, record->id, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (hoist_ticket_get_n_parts (loaded), ==, 2);

  change = hoist_change_new (record);
  change->is_ticket_changed = TRUE;
  save_well (fixture, change);
  g_clear_pointer (&loaded, hoist_ticket_free);
  loaded = load_ticket (fixture->store, record->id, &error);
  g_assert_no_error (error);
  g_assert_false (loaded->has_begun);
  g_assert_cmpuint (hoist_ticket_get_n_parts (loaded), ==, 0);
}

static void
delete_one (Fixture *fixture, gint64 id)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  hoist_store_delete_async (fixture->store, &id, 1, keep_result, &result);
  hoist_store_delete_finish (fixture->store, await (&result), &error);
  g_assert_no_error (error);
}

static void
test_deleted (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HoistRecord) record = add_one (fixture);
  g_autoptr (HoistRecord) next = NULL;
  g_autoptr (HoistTicket) ticket = new_ticket ();
  g_autoptr (HoistTicket) loaded = NULL;

  save_well (fixture, new_ticket_change (record, ticket));
  delete_one (fixture, record->id);
  save_well (fixture, new_ticket_change (record, ticket));
  fixture_reopen (fixture);
  g_assert_cmpuint (fixture->contents->records->len, ==, 0);
  loaded = load_ticket (fixture->store, record->id, NULL);
  g_assert_false (loaded->has_begun);

  /* Numbers are not used twice: the vault and other programs know uploads by them. */
  next = add_one (fixture);
  g_assert_cmpint (next->id, >, record->id);
}

typedef struct {
  guint n_done;
  guint number;
} Order;

typedef struct {
  Order *order;
  guint number;
} Turn;

static void
on_turn (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Turn *turn = data;
  g_autoptr (GError) error = NULL;

  hoist_journal_save_finish (HOIST_JOURNAL (source), result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (turn->number, ==, turn->order->n_done);
  turn->order->n_done++;
}

static void
push_save (HoistStore *store, HoistChange *change, Order *order)
{
  Turn *turn = g_new0 (Turn, 1);

  turn->order = order;
  turn->number = order->number++;
  hoist_journal_save_async (HOIST_JOURNAL (store), change, on_turn, turn);
}

/* One that seals and one that unseals between plain ones, all asked for at once. */
static void
test_saves_in_order (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HoistRecord) record = add_one (fixture);
  g_autoptr (HoistTicket) ticket = new_ticket ();
  g_autoptr (HoistTicket) loaded = NULL;
  g_autoptr (GError) error = NULL;
  Order order = { 0 };

  hoist_ticket_set_sealed (ticket, "address", SECRET);
  for (guint i = 0; i < 30; i++) {
    HoistChange *change = NULL;

    record->bytes_done = i;
    change = hoist_change_new (record);
    if (i % 10 == 4) {
      hoist_change_free (change);
      change = new_ticket_change (record, ticket);
      change->is_sealed_changed = TRUE;
      change->sealed = hoist_ticket_sealed_to_text (ticket);
    } else if (i % 10 == 2) {
      change->is_ticket_changed = TRUE;
      change->is_sealed_changed = TRUE;
    }
    push_save (fixture->store, change, &order);
  }
  while (order.n_done < order.number)
    g_main_context_iteration (NULL, TRUE);

  loaded = load_ticket (fixture->store, record->id, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (hoist_ticket_get_sealed (loaded, "address"), ==, SECRET);
  fixture_reopen (fixture);
  g_assert_cmpuint (find_record (fixture, record->id)->bytes_done, ==, 29);
}

/* Wall time between turns of the main loop. */
typedef struct {
  gint64 last_us;
  gint64 longest_us;
  guint n_long;
} Latency;

static gboolean
on_tick (gpointer data)
{
  Latency *latency = data;
  gint64 now_us = g_get_monotonic_time ();

  latency->longest_us = MAX (latency->longest_us, now_us - latency->last_us);
  latency->n_long += now_us - latency->last_us > 50000;
  latency->last_us = now_us;
  return G_SOURCE_CONTINUE;
}

static guint
start_latency (Latency *latency)
{
  *latency = (Latency){ .last_us = g_get_monotonic_time () };
  return g_timeout_add (2, on_tick, latency);
}

/* Real waiting, here only: it is what is measured. */
static void
test_slow_disk (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) records = new_records (100);
  g_autoptr (GError) error = NULL;
  Latency latency = { 0 };
  Order order = { 0 };
  guint n_syncs = 0;
  guint tick = 0;
  gint64 start_us = 0;

  add_records (fixture->store, records, &error);
  g_assert_no_error (error);
  hoist_test_disk_set_sync_delay (50);
  n_syncs = hoist_test_disk_get_n_syncs ();
  start_us = g_get_monotonic_time ();
  tick = start_latency (&latency);
  for (guint round = 0; round < 10; round++) {
    for (guint i = 0; i < records->len; i++) {
      HoistRecord *record = g_ptr_array_index (records, i);

      /* SQLite does not write what is the same. */
      record->bytes_done = round + 1;
      push_save (fixture->store, hoist_change_new (record), &order);
    }
    while (order.n_done < order.number)
      g_main_context_iteration (NULL, TRUE);
  }
  g_source_remove (tick);
  n_syncs = hoist_test_disk_get_n_syncs () - n_syncs;
  g_test_message (
      "1000 saves over a disk with 50 ms a sync: %u syncs, %.0f ms, longest turn %.1f ms", n_syncs,
      (g_get_monotonic_time () - start_us) / 1000.0, latency.longest_us / 1000.0);

  /* Each round is one or two commits, and a sync does not stall the main loop. */
  g_assert_cmpuint (n_syncs, >=, 10);
  g_assert_cmpuint (n_syncs, <=, 40);
  g_assert_cmpuint (latency.n_long, <, n_syncs / 2);
}

static gboolean
has_vault_secret (Fixture *fixture, gint64 id)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *name = g_strdup_printf ("%s/%" G_GINT64_FORMAT, fixture->contents->id, id);
  g_autofree char *text = NULL;

  hoist_vault_lookup_async (fixture->vault, "session", name, NULL, keep_result, &result);
  text = hoist_vault_lookup_finish (fixture->vault, await (&result), NULL);
  return text != NULL;
}

static HoistChange *
new_sealed_change (HoistRecord *record)
{
  g_autoptr (HoistTicket) ticket = new_ticket ();
  HoistChange *change = NULL;

  hoist_ticket_set_sealed (ticket, "address", "https://example.com/?signature=" SECRET);
  change = new_ticket_change (record, ticket);
  change->is_sealed_changed = TRUE;
  change->sealed = hoist_ticket_sealed_to_text (ticket);
  return change;
}

static void
test_sealed (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_path_get_dirname (fixture->path);
  g_autoptr (HoistRecord) record = add_one (fixture);
  g_autoptr (HoistTicket) loaded = NULL;
  g_autoptr (GError) error = NULL;

  save_well (fixture, new_sealed_change (record));
  g_assert_true (has_vault_secret (fixture, record->id));
  g_assert_false (hoist_store_is_sealed_in_memory (fixture->store, record->id));
  g_assert_true (files_contain (folder, "upload-id"));
  g_assert_false (files_contain (folder, SECRET));

  fixture_reopen (fixture);
  loaded = load_ticket (fixture->store, record->id, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (hoist_ticket_get_sealed (loaded, "address"), SECRET));
  g_assert_false (loaded->is_changed);

  delete_one (fixture, record->id);
  settle ();
  g_assert_false (has_vault_secret (fixture, record->id));
}

static void
test_sealed_forgotten (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HoistRecord) record = add_one (fixture);
  HoistChange *change = hoist_change_new (record);

  save_well (fixture, new_sealed_change (record));
  change->is_ticket_changed = TRUE;
  save_well (fixture, change);
  settle ();
  g_assert_false (has_vault_secret (fixture, record->id));
}

/* A locked keyring holds no upload up: until it takes the next one, the half is in memory. */
static void
test_sealed_while_locked (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HoistRecord) record = add_one (fixture);
  g_autoptr (HoistTicket) loaded = NULL;
  g_autoptr (GError) locked = g_error_new_literal (HOIST_ERROR, HOIST_ERROR_LOCKED, "Locked.");
  g_autoptr (GError) error = NULL;

  hoist_memory_vault_set_error (HOIST_MEMORY_VAULT (fixture->vault), locked);
  record->bytes_done = 99;
  save_well (fixture, new_sealed_change (record));
  g_assert_true (hoist_store_is_sealed_in_memory (fixture->store, record->id));
  loaded = load_ticket (fixture->store, record->id, &error);
  g_assert_no_error (error);
  g_assert_true (hoist_ticket_has_sealed (loaded));
  g_clear_pointer (&loaded, hoist_ticket_free);

  hoist_memory_vault_set_error (HOIST_MEMORY_VAULT (fixture->vault), NULL);
  save_well (fixture, new_sealed_change (record));
  g_assert_false (hoist_store_is_sealed_in_memory (fixture->store, record->id));
  hoist_memory_vault_set_error (HOIST_MEMORY_VAULT (fixture->vault), locked);
  g_assert_null (load_ticket (fixture->store, record->id, &error));
  g_assert_error (error, HOIST_ERROR, HOIST_ERROR_LOCKED);
  fixture_reopen (fixture);
  g_assert_cmpuint (find_record (fixture, record->id)->bytes_done, ==, 99);
}

static void
test_sealed_without_keyring (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_path_get_dirname (fixture->path);
  g_autoptr (HoistRecord) record = add_one (fixture);
  g_autoptr (HoistTicket) loaded = NULL;
  g_autoptr (GError) none = g_error_new_literal (HOIST_ERROR, HOIST_ERROR_KEYRING, "None.");
  g_autoptr (GError) error = NULL;

  hoist_memory_vault_set_error (HOIST_MEMORY_VAULT (fixture->vault), none);
  save_well (fixture, new_sealed_change (record));
  g_assert_true (hoist_store_is_sealed_in_memory (fixture->store, record->id));
  loaded = load_ticket (fixture->store, record->id, &error);
  g_assert_no_error (error);
  g_assert_true (hoist_ticket_has_sealed (loaded));
  g_assert_false (files_contain (folder, SECRET));
  g_clear_pointer (&loaded, hoist_ticket_free);

  /* After a restart the ticket is there without that half. */
  fixture_reopen (fixture);
  loaded = load_ticket (fixture->store, record->id, &error);
  g_assert_no_error (error);
  g_assert_true (loaded->has_begun);
  g_assert_false (hoist_ticket_has_sealed (loaded));
}

static gboolean
find_digests (HoistStore *store,
              const char *path,
              const HoistFingerprint *fingerprint,
              HoistDigests *digests,
              HoistSlices **slices)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gboolean is_known = FALSE;

  hoist_journal_find_digests_async (HOIST_JOURNAL (store), path, fingerprint, keep_result, &result);
  is_known = hoist_journal_find_digests_finish (HOIST_JOURNAL (store), await (&result), digests,
                                                slices, &error);
  g_assert_no_error (error);
  return is_known;
}

static void
test_digests (Fixture *fixture, gconstpointer data)
{
  const char *path = "/media/\xff/film.mp4";
  HoistFingerprint fingerprint = { 2500, 1700000000123456 };
  HoistFingerprint other = fingerprint;
  HoistDigests sha1 = { .known = HOIST_DIGEST_SHA1 | HOIST_DIGEST_CRC64,
                        .crc64 = 0x8123456789abcdef };
  HoistDigests md5 = { .known = HOIST_DIGEST_MD5 };
  HoistDigests found = { 0 };
  g_autoptr (HoistSlices) slices = hoist_slices_new (HOIST_DIGEST_MD5, 1000);
  g_autoptr (HoistSlices) found_slices = NULL;

  memset (sha1.sha1, 0x11, sizeof sha1.sha1);
  memset (md5.md5, 0x22, sizeof md5.md5);
  for (guint i = 0; i < 3; i++)
    hoist_slices_append (slices, &md5);
  g_assert_false (find_digests (fixture->store, path, &fingerprint, &found, &found_slices));
  hoist_journal_keep_digests (HOIST_JOURNAL (fixture->store), path, &fingerprint, &sha1, slices);
  hoist_journal_keep_digests (HOIST_JOURNAL (fixture->store), path, &fingerprint, &md5, NULL);

  fixture_reopen (fixture);
  g_assert_true (find_digests (fixture->store, path, &fingerprint, &found, &found_slices));
  g_assert_cmpuint (found.known, ==, HOIST_DIGEST_SHA1 | HOIST_DIGEST_CRC64 | HOIST_DIGEST_MD5);
  g_assert_true (hoist_digests_equal (&found, &sha1, HOIST_DIGEST_SHA1 | HOIST_DIGEST_CRC64));
  g_assert_true (hoist_digests_equal (&found, &md5, HOIST_DIGEST_MD5));
  g_assert_nonnull (found_slices);
  g_assert_cmpuint (hoist_slices_get_count (found_slices), ==, 3);
  g_assert_cmpuint (hoist_slices_get_slice_size (found_slices), ==, 1000);

  other.modified_us++;
  g_assert_false (find_digests (fixture->store, path, &other, &found, NULL));
  other = fingerprint;
  other.size++;
  g_assert_false (find_digests (fixture->store, path, &other, &found, NULL));

  /* Changed on the way back, it is another file: nothing of the old one may be mixed in. */
  hoist_journal_keep_digests (HOIST_JOURNAL (fixture->store), path, &other, &md5, NULL);
  g_assert_true (find_digests (fixture->store, path, &other, &found, NULL));
  g_assert_cmpuint (found.known, ==, HOIST_DIGEST_MD5);
  g_assert_false (find_digests (fixture->store, path, &fingerprint, &found, NULL));
}

static void
test_digests_are_capped (Fixture *fixture, gconstpointer data)
{
  HoistFingerprint fingerprint = { 1, 1 };
  HoistDigests digests = { .known = HOIST_DIGEST_MD5 };
  HoistDigests found = { 0 };

  for (guint i = 0; i < 5010; i++) {
    g_autofree char *path = g_strdup_printf ("/file-%u", i);

    hoist_journal_keep_digests (HOIST_JOURNAL (fixture->store), path, &fingerprint, &digests, NULL);
  }
  g_assert_false (find_digests (fixture->store, "/file-9", &fingerprint, &found, NULL));
  g_assert_true (find_digests (fixture->store, "/file-10", &fingerprint, &found, NULL));
  g_assert_true (find_digests (fixture->store, "/file-5009", &fingerprint, &found, NULL));
}

static void
assert_setting (Fixture *fixture, const char *name, const char *value)
{
  g_autofree char *found = hoist_store_dup_setting (fixture->store, name);

  g_assert_cmpstr (found, ==, value);
}

static void
test_settings (Fixture *fixture, gconstpointer data)
{
  hoist_store_set_setting (fixture->store, "rate", "1000");
  hoist_store_set_setting (fixture->store, "gone", "1");
  hoist_store_set_setting (fixture->store, "gone", NULL);
  assert_setting (fixture, "rate", "1000");

  fixture_reopen (fixture);
  assert_setting (fixture, "rate", "1000");
  assert_setting (fixture, "gone", NULL);
  g_assert_false (fixture->contents->is_paused);

  hoist_store_set_setting (fixture->store, "paused", "1");
  fixture_reopen (fixture);
  g_assert_true (fixture->contents->is_paused);
}

static gboolean
save_account (HoistStore *store, const char *id, const char *name, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  HoistAccountRow row = { (char *) id, (char *) "tencent-vod", (char *) name, (char *) "{}" };

  hoist_store_save_account_async (store, &row, keep_result, &result);
  return hoist_store_save_account_finish (store, await (&result), error);
}

static char *
find_folder (HoistStore *store, const char *account, const char *parent, const char *name)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  char *id = NULL;

  hoist_journal_find_folder_async (HOIST_JOURNAL (store), account, parent, name, keep_result,
                                   &result);
  id = hoist_journal_find_folder_finish (HOIST_JOURNAL (store), await (&result), &error);
  g_assert_no_error (error);
  return id;
}

static void
keep_folder (HoistStore *store,
             const char *account,
             const char *parent,
             const char *name,
             const char *id)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  hoist_journal_keep_folder_async (HOIST_JOURNAL (store), account, parent, name, id, keep_result,
                                   &result);
  g_assert_true (hoist_journal_keep_folder_finish (HOIST_JOURNAL (store), await (&result), &error));
  g_assert_no_error (error);
}

static void
assert_folder (Fixture *fixture,
               const char *account,
               const char *parent,
               const char *name,
               const char *id)
{
  g_autofree char *found = find_folder (fixture->store, account, parent, name);

  g_assert_cmpstr (found, ==, id);
}

static void
test_folders (Fixture *fixture, gconstpointer data)
{
  g_assert_true (save_account (fixture->store, "1", "Work", NULL));
  g_assert_true (save_account (fixture->store, "2", "Home", NULL));
  assert_folder (fixture, "1", "top", "Holiday", NULL);
  keep_folder (fixture->store, "1", "top", "Holiday", "f1");
  keep_folder (fixture->store, "1", "f1", "Holiday", "f2");
  keep_folder (fixture->store, "2", "top", "Holiday", "g1");
  keep_folder (fixture->store, "2", "top", "Holiday", "g2");

  /* durable when it was said: as after a kill */
  fixture_drop (fixture);
  fixture_open (fixture);
  assert_folder (fixture, "1", "top", "Holiday", "f1");
  assert_folder (fixture, "1", "f1", "Holiday", "f2");
  assert_folder (fixture, "2", "top", "Holiday", "g2");
  assert_folder (fixture, "2", "top", "holiday", NULL);

  hoist_journal_forget_folders (HOIST_JOURNAL (fixture->store), "1");
  assert_folder (fixture, "1", "top", "Holiday", NULL);
  assert_folder (fixture, "1", "f1", "Holiday", NULL);
  assert_folder (fixture, "2", "top", "Holiday", "g2");
}

static void
test_folders_go_with_their_account (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;

  g_assert_true (save_account (fixture->store, "1", "Work", NULL));
  keep_folder (fixture->store, "1", "top", "Holiday", "f1");
  hoist_store_delete_account_async (fixture->store, "1", keep_result, &result);
  g_assert_true (hoist_store_delete_account_finish (fixture->store, await (&result), NULL));
  assert_folder (fixture, "1", "top", "Holiday", NULL);

  /* an upload that was at work meanwhile brings nothing back */
  keep_folder (fixture->store, "1", "top", "Holiday", "f1");
  assert_folder (fixture, "1", "top", "Holiday", NULL);
}

static void
test_accounts (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  const HoistAccountRow *row = NULL;

  g_assert_true (save_account (fixture->store, "1", "Work", NULL));
  g_assert_true (save_account (fixture->store, "2", "Home", NULL));
  g_assert_false (save_account (fixture->store, "3", "Work", &error));
  g_assert_error (error, HOIST_ERROR, HOIST_ERROR_NAME_TAKEN);
  g_assert_true (save_account (fixture->store, "1", "Office", NULL));
  hoist_store_delete_account_async (fixture->store, "2", keep_result, &result);
  g_assert_true (hoist_store_delete_account_finish (fixture->store, await (&result), NULL));
  g_clear_object (&result);

  fixture_reopen (fixture);
  g_assert_cmpuint (fixture->contents->accounts->len, ==, 1);
  row = g_ptr_array_index (fixture->contents->accounts, 0);
  g_assert_cmpstr (row->id, ==, "1");
  g_assert_cmpstr (row->service, ==, "tencent-vod");
  g_assert_cmpstr (row->name, ==, "Office");
  g_assert_cmpstr (row->settings, ==, "{}");
}

static void
on_posted (HoistStore *store, gint64 id, const char *command, gpointer data)
{
  GString *seen = data;
  g_autofree char *answer = g_strdup_printf ("answer to %s", command);

  g_string_append_printf (seen, "%s;", command);
  if (!g_str_equal (command, "ignored"))
    hoist_store_answer (store, id, answer);
}

static HoistStore *
open_guest (Fixture *fixture, const char *lock_path)
{
  HoistStore *guest = hoist_store_new (fixture->path, NULL);
  g_autoptr (HoistStoreContents) contents = NULL;
  g_autoptr (GError) error = NULL;

  hoist_store_set_guest (guest, TRUE);
  hoist_store_set_lock_path (guest, lock_path);
  contents = open_store (guest, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (contents->id, ==, fixture->contents->id);
  return guest;
}

static void
test_inbox (Fixture *fixture, gconstpointer data)
{
  g_autofree char *lock_path = g_build_filename (fixture->folder, "queue.lock", NULL);
  g_autoptr (HoistLock) lock = hoist_lock_take (lock_path, NULL);
  g_autoptr (HoistStore) guest = open_guest (fixture, lock_path);
  g_autoptr (GString) seen = g_string_new (NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_signal_connect (fixture->store, "posted", G_CALLBACK (on_posted), seen);
  hoist_store_watch_inbox (fixture->store);
  for (guint i = 0; i < 2; i++) {
    g_autoptr (GAsyncResult) result = NULL;
    g_autofree char *answer = NULL;

    hoist_store_post_async (guest, "add", NULL, keep_result, &result);
    answer = hoist_store_post_finish (guest, await (&result), &error);
    g_assert_no_error (error);
    g_assert_cmpstr (answer, ==, "answer to add");
  }
  g_assert_cmpstr (seen->str, ==, "add;add;");

  /* Cancelled, it is taken back. */
  {
    g_autoptr (GAsyncResult) result = NULL;

    hoist_store_post_async (guest, "ignored", cancellable, keep_result, &result);
    while (strstr (seen->str, "ignored") == NULL)
      g_main_context_iteration (NULL, TRUE);
    g_cancellable_cancel (cancellable);
    g_assert_null (hoist_store_post_finish (guest, await (&result), &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    g_clear_error (&error);
  }

  /* The runner is gone before it answered. */
  {
    g_autoptr (GAsyncResult) result = NULL;

    hoist_store_post_async (guest, "ignored", NULL, keep_result, &result);
    g_clear_pointer (&lock, hoist_lock_free);
    g_assert_null (hoist_store_post_finish (guest, await (&result), &error));
    g_assert_error (error, HOIST_ERROR, HOIST_ERROR_BUSY);
    g_clear_error (&error);
  }
  g_assert_true (close_store (guest, NULL));
}

static void
test_inbox_of_closed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HoistStore) guest = open_guest (fixture, NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  hoist_store_post_async (guest, "add", NULL, keep_result, &result);
  g_assert_true (flush (guest, NULL));
  g_assert_true (close_store (guest, NULL));
  g_assert_null (hoist_store_post_finish (guest, await (&result), &error));
  g_assert_true (error->domain == HOIST_ERROR);
}

static void
test_reload (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HoistStore) guest = open_guest (fixture, NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (HoistStoreContents) contents = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (HoistRecord) record = add_one (fixture);
  g_autofree char *value = NULL;

  hoist_store_set_setting (fixture->store, "rate", "7");
  g_assert_true (flush (fixture->store, NULL));
  hoist_store_reload_async (guest, keep_result, &result);
  contents = hoist_store_reload_finish (guest, await (&result), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (contents->records->len, ==, 1);
  g_assert_cmpint (((HoistRecord *) g_ptr_array_index (contents->records, 0))->id, ==, record->id);
  value = hoist_store_dup_setting (guest, "rate");
  g_assert_cmpstr (value, ==, "7");
  g_assert_true (close_store (guest, NULL));
}

static void
on_trouble (GObject *object, GParamSpec *pspec, gpointer data)
{
  (*(guint *) data)++;
}

/* Asks for a save that the full disk does not take, and sees that nobody is told that it did. */
static void
begin_held_save (Fixture *fixture, HoistChange *change, GAsyncResult **held)
{
  g_autoptr (GError) error = NULL;

  hoist_journal_save_async (HOIST_JOURNAL (fixture->store), change, keep_result, held);
  settle (); /* the vault comes first */
  g_assert_false (flush (fixture->store, &error));
  g_assert_error (error, HOIST_ERROR, HOIST_ERROR_NO_SPACE);
  g_assert_null (*held);
}

static void
assert_saved (Fixture *fixture, GAsyncResult **held)
{
  g_autoptr (GError) error = NULL;

  hoist_journal_save_finish (HOIST_JOURNAL (fixture->store), await (held), &error);
  g_assert_no_error (error);
  g_clear_object (held);
}

static void
test_full_disk (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HoistRecord) record = add_one (fixture);
  g_autoptr (HoistTicket) loaded = NULL;
  g_autoptr (HoistTicket) ticket = new_ticket ();
  g_autoptr (GPtrArray) more = new_records (3);
  g_autoptr (GAsyncResult) held = NULL;
  g_autoptr (GError) error = NULL;

  hoist_test_disk_set_full (TRUE);
  record->bytes_done = 500;
  begin_held_save (fixture, new_ticket_change (record, ticket), &held);
  hoist_store_set_setting (fixture->store, "rate", "5");
  g_assert_false (add_records (fixture->store, more, &error));
  g_assert_error (error, HOIST_ERROR, HOIST_ERROR_NO_SPACE);
  g_assert_nonnull (strstr (error->message, "disk"));
  g_clear_error (&error);
  g_assert_cmpint (((HoistRecord *) g_ptr_array_index (more, 2))->id, ==, 0);

  /* Reading goes on, and as soon as there is space nothing was lost. */
  loaded = load_ticket (fixture->store, record->id, &error);
  g_assert_no_error (error);
  g_assert_null (held);
  hoist_test_disk_set_full (FALSE);
  assert_saved (fixture, &held);
  fixture_reopen (fixture);
  g_assert_cmpuint (fixture->contents->records->len, ==, 1);
  g_assert_cmpuint (find_record (fixture, record->id)->bytes_done, ==, 500);
  g_clear_pointer (&loaded, hoist_ticket_free);
  loaded = load_ticket (fixture->store, record->id, &error);
  g_assert_cmpuint (hoist_ticket_get_n_parts (loaded), ==, 3);
  assert_setting (fixture, "rate", "5");
}

/* Said once when it begins and once when it is over, however often it is tried. */
static void
test_full_disk_is_said (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HoistRecord) record = add_one (fixture);
  g_autoptr (GPtrArray) more = new_records (1);
  g_autoptr (GAsyncResult) first = NULL;
  g_autoptr (GAsyncResult) second = NULL;
  guint n_notified = 0;

  g_signal_connect (fixture->store, "notify::trouble", G_CALLBACK (on_trouble), &n_notified);
  hoist_test_disk_set_full (TRUE);

  /* Who adds files is told there and then: nothing waits. */
  g_assert_false (add_records (fixture->store, more, NULL));
  settle ();
  g_assert_null (hoist_store_get_trouble (fixture->store));

  record->bytes_done = 1;
  begin_held_save (fixture, hoist_change_new (record), &first);
  record->bytes_done = 2;
  begin_held_save (fixture, hoist_change_new (record), &second);
  settle ();
  g_assert_cmpuint (n_notified, ==, 1);
  g_assert_nonnull (strstr (hoist_store_get_trouble (fixture->store), "disk is full"));

  hoist_test_disk_set_full (FALSE);
  g_assert_true (flush (fixture->store, NULL));
  assert_saved (fixture, &first);
  assert_saved (fixture, &second);
  while (hoist_store_get_trouble (fixture->store) != NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (n_notified, ==, 2);
}

/* The vault has the sealed half already; the saves behind it wait in line all the same. */
static void
test_full_disk_holds_sealed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HoistRecord) record = add_one (fixture);
  g_autoptr (HoistTicket) loaded = NULL;
  g_autoptr (GAsyncResult) sealed = NULL;
  g_autoptr (GAsyncResult) plain = NULL;
  g_autoptr (GError) error = NULL;

  hoist_test_disk_set_full (TRUE);
  begin_held_save (fixture, new_sealed_change (record), &sealed);
  record->bytes_done = 7;
  begin_held_save (fixture, hoist_change_new (record), &plain);
  g_assert_null (sealed);

  hoist_test_disk_set_full (FALSE);
  g_assert_true (flush (fixture->store, NULL));
  assert_saved (fixture, &plain);
  assert_saved (fixture, &sealed);
  loaded = load_ticket (fixture->store, record->id, &error);
  g_assert_no_error (error);
  g_assert_true (hoist_ticket_has_sealed (loaded));
  fixture_reopen (fixture);
  g_assert_cmpuint (find_record (fixture, record->id)->bytes_done, ==, 7);
}

static void
assert_given_up (Fixture *fixture, GAsyncResult **held)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (hoist_journal_save_finish (HOIST_JOURNAL (fixture->store), await (held), &error));
  g_assert_error (error, HOIST_ERROR, HOIST_ERROR_NO_SPACE);
  g_clear_object (held);
}

static void
test_given_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HoistRecord) record = add_one (fixture);
  g_autoptr (GAsyncResult) first = NULL;
  g_autoptr (GAsyncResult) second = NULL;
  g_autoptr (GError) error = NULL;

  hoist_test_disk_set_full (TRUE);
  record->bytes_done = 1;
  begin_held_save (fixture, hoist_change_new (record), &first);
  hoist_store_give_up (fixture->store);
  assert_given_up (fixture, &first);
  record->bytes_done = 2;
  hoist_journal_save_async (HOIST_JOURNAL (fixture->store), hoist_change_new (record), keep_result,
                            &second);
  assert_given_up (fixture, &second);

  /* Space that comes in the last moment still saves all of it. */
  hoist_test_disk_set_full (FALSE);
  fixture_reopen (fixture);
  g_assert_cmpuint (find_record (fixture, record->id)->bytes_done, ==, 2);
}

static void
test_full_disk_on_closing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HoistRecord) record = add_one (fixture);
  g_autoptr (GAsyncResult) held = NULL;
  g_autoptr (GError) error = NULL;

  hoist_test_disk_set_full (TRUE);
  record->bytes_done = 1;
  begin_held_save (fixture, hoist_change_new (record), &held);
  g_assert_false (close_store (fixture->store, &error));
  g_assert_error (error, HOIST_ERROR, HOIST_ERROR_NO_SPACE);
  assert_given_up (fixture, &held);
  hoist_test_disk_set_full (FALSE);
  fixture_drop (fixture);
  fixture_open (fixture);
  g_assert_cmpuint (fixture->contents->records->len, ==, 1);
  g_assert_cmpuint (find_record (fixture, record->id)->bytes_done, ==, 0);
}

/* One change that cannot be made does not take the others of its commit with it. */
static void
test_one_of_many_fails (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HoistRecord) record = add_one (fixture);
  g_autoptr (GAsyncResult) taken = NULL;
  g_autoptr (GError) error = NULL;
  HoistAccountRow row = { (char *) "2", (char *) "tencent-vod", (char *) "Work", (char *) "{}" };
  Order order = { 0 };

  g_assert_true (save_account (fixture->store, "1", "Work", NULL));
  hoist_test_disk_set_sync_delay (20);
  for (guint i = 0; i < 20; i++) {
    record->bytes_done = i;
    push_save (fixture->store, hoist_change_new (record), &order);
    if (i == 10)
      hoist_store_save_account_async (fixture->store, &row, keep_result, &taken);
  }
  g_assert_false (hoist_store_save_account_finish (fixture->store, await (&taken), &error));
  g_assert_error (error, HOIST_ERROR, HOIST_ERROR_NAME_TAKEN);
  g_clear_object (&taken);
  while (order.n_done < order.number)
    g_main_context_iteration (NULL, TRUE);
  fixture_reopen (fixture);
  g_assert_cmpuint (find_record (fixture, record->id)->bytes_done, ==, 19);
  g_assert_cmpuint (fixture->contents->accounts->len, ==, 1);
}

static void
test_migrates (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_path_get_dirname (fixture->path);
  HoistFingerprint fingerprint = { 1, 1 };
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
    remove_all (folder);
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
  static const gboolean is_paused[] = { FALSE, FALSE, TRUE, TRUE };

  for (guint i = 0; i < G_N_ELEMENTS (is_paused); i++) {
    fixture_open (fixture);
    g_assert_cmpint (fixture->contents->is_paused, ==, is_paused[i]);
    fixture_drop (fixture);
  }

  /* Guests do not count. */
  fixture_open (fixture);
  hoist_store_mark_started (fixture->store);
  g_assert_true (flush (fixture->store, NULL));
  for (guint i = 0; i < 3; i++)
    g_object_unref (open_guest (fixture, NULL));
  fixture_drop (fixture);
  fixture_open (fixture);
  g_assert_false (fixture->contents->is_paused);
}

static void
test_not_open (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HoistStore) store = hoist_store_new (fixture->path, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (HoistRecord) record = hoist_record_new ("/a", "");

  record->id = 1;
  g_assert_false (save (store, hoist_change_new (record), &error));
  g_assert_error (error, HOIST_ERROR, HOIST_ERROR_NO_ACCESS);
  g_assert_finalize_object (g_steal_pointer (&store));
}

static void
test_unusable_folder (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "file", "queue.db", NULL);
  g_autofree char *file = g_build_filename (fixture->folder, "file", NULL);
  g_autoptr (HoistStore) store = hoist_store_new (path, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (file, "", 0, NULL));
  g_assert_null (open_store (store, &error));
  g_assert_error (error, HOIST_ERROR, HOIST_ERROR_NO_ACCESS);
}

/* Timing is printed, and asserted with wide margins only. */
static void
test_100000 (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) records = new_records (MANY);
  g_autoptr (GError) error = NULL;
  Latency latency = { 0 };
  guint tick = 0;
  gint64 start_us = g_get_monotonic_time ();
  gint64 added_us = 0;
  gint64 opened_us = 0;

  tick = start_latency (&latency);
  add_records (fixture->store, records, &error);
  g_assert_no_error (error);
  g_source_remove (tick);
  added_us = g_get_monotonic_time () - start_us;
  for (guint i = 0; i < records->len; i++)
    g_assert_cmpint (((HoistRecord *) g_ptr_array_index (records, i))->id, ==, i + 1);
  fixture_close (fixture);

  start_us = g_get_monotonic_time ();
  fixture_open (fixture);
  opened_us = g_get_monotonic_time () - start_us;
  g_assert_cmpuint (fixture->contents->records->len, ==, MANY);
  g_test_message ("%u records: added in %.0f ms (longest turn %.1f ms), opened in %.0f ms",
                  records->len, added_us / 1000.0, latency.longest_us / 1000.0, opened_us / 1000.0);
  g_assert_cmpint (added_us, <, 30 * G_USEC_PER_SEC);
  g_assert_cmpint (opened_us, <, 10 * G_USEC_PER_SEC);
}

/* The child that is killed: adds and saves as fast as it can, and says what is durable. */

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

  record->id = saver->id;
  record->position = saver->id;
  record->size = G_MAXINT64;
  record->bytes_done = saver->bytes_done;
  hoist_ticket_set (ticket, "count", value);
  hoist_ticket_plan (ticket, 1000 + saver->bytes_done % 7 * 1000, 1000, NULL);
  hoist_journal_save_async (HOIST_JOURNAL (saver->store), new_ticket_change (record, ticket),
                            on_child_saved, saver);
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

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
#define ADD_CLOSED(path, function)                                                                 \
  g_test_add (path, Fixture, NULL, set_up_closed, function, tear_down)

int
main (int argc, char **argv)
{
  if (argc == 3 && g_str_equal (argv[1], "--child"))
    return run_child (argv[2]);

  program = argv[0];
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  hoist_test_disk_install ();

  ADD ("/store/begins-empty", test_empty);
  ADD ("/store/files-are-private", test_private_files);
  ADD ("/store/keeps-a-whole-record", test_whole_record);
  ADD ("/store/keeps-all-states", test_all_states);
  ADD ("/store/keeps-the-order", test_order);
  ADD ("/store/keeps-a-ticket-with-its-parts", test_ticket);
  ADD ("/store/replaces-a-grid", test_new_grid);
  ADD ("/store/deleted-stays-deleted", test_deleted);
  ADD ("/store/saves-end-in-order", test_saves_in_order);
  ADD ("/store/slow-disk-stalls-nobody", test_slow_disk);
  ADD ("/store/sealed-half-is-in-the-vault-only", test_sealed);
  ADD ("/store/sealed-half-goes-with-its-ticket", test_sealed_forgotten);
  ADD ("/store/sealed-half-stays-in-memory-while-locked", test_sealed_while_locked);
  ADD ("/store/sealed-half-stays-in-memory-without-a-keyring", test_sealed_without_keyring);
  ADD ("/store/remembers-digests", test_digests);
  ADD ("/store/forgets-the-oldest-digests", test_digests_are_capped);
  ADD ("/store/keeps-settings", test_settings);
  ADD ("/store/keeps-accounts", test_accounts);
  ADD ("/store/remembers-folders", test_folders);
  ADD ("/store/folders-go-with-their-account", test_folders_go_with_their_account);
  ADD ("/store/inbox-is-answered", test_inbox);
  ADD ("/store/inbox-of-a-closed-store", test_inbox_of_closed);
  ADD ("/store/reads-again-what-others-wrote", test_reload);
  ADD ("/store/full-disk-loses-nothing", test_full_disk);
  ADD ("/store/full-disk-is-said-once", test_full_disk_is_said);
  ADD ("/store/full-disk-holds-a-sealed-half-and-those-behind", test_full_disk_holds_sealed);
  ADD ("/store/full-disk-holds-up-no-quitting", test_given_up);
  ADD ("/store/full-disk-on-closing-is-said", test_full_disk_on_closing);
  ADD ("/store/one-failure-spares-the-others", test_one_of_many_fails);
  ADD_CLOSED ("/store/migrates-an-old-file", test_migrates);
  ADD_CLOSED ("/store/refuses-a-newer-file", test_refuses_future);
  ADD ("/store/shows-strange-rows", test_strange_rows);
  ADD ("/store/refuses-strange-tickets", test_strange_tickets);
  ADD_CLOSED ("/store/sets-garbage-aside", test_garbage);
  ADD_CLOSED ("/store/sets-foreign-tables-aside", test_foreign_tables);
  ADD ("/store/rescues-around-damaged-pages", test_damaged_pages);
  ADD ("/store/survives-flipped-bytes", test_flipped_bytes);
  ADD_CLOSED ("/store/pauses-after-two-failed-starts", test_failed_starts);
  ADD_CLOSED ("/store/says-that-it-is-not-open", test_not_open);
  ADD_CLOSED ("/store/says-that-a-folder-is-unusable", test_unusable_folder);
  ADD ("/store/takes-100000-records", test_100000);
  ADD_CLOSED ("/store/loses-nothing-when-killed", test_killed);

  return g_test_run ();
}
