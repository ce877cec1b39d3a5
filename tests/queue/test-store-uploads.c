/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Uploads and their tickets are in the store as they were saved, in order, however many. */
#include "store-fixture.h"

#include "hoist-test-home.h"

#include <glib/gstdio.h>

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
on_look (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

/* What a kill cannot take back need not wait for the disk; but it is there a little later, without
 * another save. */
static void
test_progress (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HoistRecord) record = add_one (fixture);
  guint n_syncs = hoist_test_disk_get_n_syncs ();
  gint64 start_us = g_get_monotonic_time ();
  guint n_waited = 0;
  guint look = 0;

  for (guint i = 0; i < 50; i++) {
    HoistChange *change = NULL;

    record->bytes_done = i;
    change = hoist_change_new (record);
    change->is_progress = TRUE;
    save_well (fixture, change);
  }
  n_waited = hoist_test_disk_get_n_syncs () - n_syncs;
  g_test_message ("50 parts, one by one: %u syncs, %.1f ms", n_waited,
                  (g_get_monotonic_time () - start_us) / 1000.0);
  g_assert_cmpuint (n_waited, <=, 1 + (g_get_monotonic_time () - start_us) / G_TIME_SPAN_SECOND);

  look = g_timeout_add (50, on_look, NULL);
  n_syncs = hoist_test_disk_get_n_syncs ();
  while (hoist_test_disk_get_n_syncs () == n_syncs)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (look);
  fixture_reopen (fixture);
  g_assert_cmpuint (find_record (fixture, record->id)->bytes_done, ==, 49);
}

/* All but progress is on the disk when it is answered, whatever was written before it. */
static void
test_progress_between (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HoistRecord) record = add_one (fixture);

  for (guint i = 0; i < 5; i++) {
    HoistChange *change = NULL;
    guint n_syncs = 0;

    record->bytes_done = 2 * i;
    change = hoist_change_new (record);
    change->is_progress = TRUE;
    save_well (fixture, change);

    n_syncs = hoist_test_disk_get_n_syncs ();
    record->bytes_done = 2 * i + 1;
    save_well (fixture, hoist_change_new (record));
    g_assert_cmpuint (hoist_test_disk_get_n_syncs (), >, n_syncs);
  }
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

int
main (int argc, char **argv)
{
  hoist_test_init_at_home (&argc, &argv);
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
  ADD ("/store/progress-waits-for-no-disk", test_progress);
  ADD ("/store/what-follows-progress-waits-for-the-disk", test_progress_between);
  ADD_CLOSED ("/store/says-that-it-is-not-open", test_not_open);
  ADD_CLOSED ("/store/says-that-a-folder-is-unusable", test_unusable_folder);
  ADD ("/store/takes-100000-records", test_100000);

  return g_test_run ();
}
