/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of the store share: a store in a folder of its own, and one call at a time. */
#pragma once

#include "hoist-error.h"
#include "hoist-store.h"
#include "hoist-test-await.h"
#include "hoist-test-disk.h"
#include "hoist-test-folder.h"
#include "hoist-test-vault.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/stat.h>

#define SECRET "plantedSecretValue9317"

typedef struct {
  char *folder;
  char *path;
  HoistVault *vault;
  HoistStore *store;            /* (nullable) */
  HoistStoreContents *contents; /* (nullable): of the latest opening */
} Fixture;

static inline void
settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static inline HoistStoreContents *
open_store (HoistStore *store, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  hoist_store_open_async (store, hoist_test_keep_result, &result);
  return hoist_store_open_finish (store, hoist_test_await (&result), error);
}

static inline gboolean
close_store (HoistStore *store, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  hoist_store_close_async (store, hoist_test_keep_result, &result);
  return hoist_store_close_finish (store, hoist_test_await (&result), error);
}

static inline void
fixture_open (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  fixture->store = hoist_store_new (fixture->path, fixture->vault);
  fixture->contents = open_store (fixture->store, &error);
  g_assert_no_error (error);
  g_assert_nonnull (fixture->contents);
}

/* As after a kill: nothing is said to the store. */
static inline void
fixture_drop (Fixture *fixture)
{
  settle ();
  if (fixture->store != NULL)
    g_assert_finalize_object (g_steal_pointer (&fixture->store));
  g_clear_pointer (&fixture->contents, hoist_store_contents_free);
}

static inline void
fixture_close (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  close_store (fixture->store, &error);
  g_assert_no_error (error);
  fixture_drop (fixture);
}

static inline void
fixture_reopen (Fixture *fixture)
{
  fixture_close (fixture);
  fixture_open (fixture);
}

static inline void
set_up_closed (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("hoist-store-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "data", "queue.db", NULL);
  fixture->vault = hoist_test_vault_new ();
}

static inline void
set_up (Fixture *fixture, gconstpointer data)
{
  set_up_closed (fixture, data);
  fixture_open (fixture);
}

static inline void
tear_down (Fixture *fixture, gconstpointer data)
{
  hoist_test_disk_set_full (FALSE);
  hoist_test_disk_set_sync_delay (0);
  fixture_drop (fixture);
  g_assert_finalize_object (fixture->vault);
  hoist_test_remove_folder (fixture->folder);
  g_free (fixture->path);
  g_free (fixture->folder);
}

static inline GPtrArray *
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

static inline gboolean
add_records (HoistStore *store, GPtrArray *records, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  hoist_store_add_async (store, records, hoist_test_keep_result, &result);
  return hoist_store_add_finish (store, hoist_test_await (&result), error);
}

/* Adds one and leaves it to the caller. */
static inline HoistRecord *
add_one (Fixture *fixture)
{
  g_autoptr (GPtrArray) records = new_records (1);
  g_autoptr (GError) error = NULL;

  add_records (fixture->store, records, &error);
  g_assert_no_error (error);
  return g_ptr_array_steal_index (records, 0);
}

static inline gboolean
save (HoistStore *store, HoistChange *change, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  hoist_journal_save_async (HOIST_JOURNAL (store), change, hoist_test_keep_result, &result);
  return hoist_journal_save_finish (HOIST_JOURNAL (store), hoist_test_await (&result), error);
}

static inline void
save_well (Fixture *fixture, HoistChange *change)
{
  g_autoptr (GError) error = NULL;

  save (fixture->store, change, &error);
  g_assert_no_error (error);
}

static inline HoistTicket *
load_ticket (HoistStore *store, gint64 id, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  hoist_journal_load_ticket_async (HOIST_JOURNAL (store), id, hoist_test_keep_result, &result);
  return hoist_journal_load_ticket_finish (HOIST_JOURNAL (store), hoist_test_await (&result),
                                           error);
}

static inline gboolean
flush (HoistStore *store, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  hoist_store_flush_async (store, hoist_test_keep_result, &result);
  return hoist_store_flush_finish (store, hoist_test_await (&result), error);
}

static inline HoistRecord *
find_record (Fixture *fixture, gint64 id)
{
  for (guint i = 0; i < fixture->contents->records->len; i++) {
    HoistRecord *record = g_ptr_array_index (fixture->contents->records, i);

    if (record->id == id)
      return record;
  }
  return NULL;
}

static inline void
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

static inline HoistChange *
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

static inline HoistTicket *
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

static inline void
delete_one (Fixture *fixture, gint64 id)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  hoist_store_delete_async (fixture->store, &id, 1, hoist_test_keep_result, &result);
  hoist_store_delete_finish (fixture->store, hoist_test_await (&result), &error);
  g_assert_no_error (error);
}

typedef struct {
  guint n_done;
  guint number;
} Order;

typedef struct {
  Order *order;
  guint number;
} Turn;

static inline void
on_turn (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Turn *turn = data;
  g_autoptr (GError) error = NULL;

  hoist_journal_save_finish (HOIST_JOURNAL (source), result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (turn->number, ==, turn->order->n_done);
  turn->order->n_done++;
}

static inline void
push_save (HoistStore *store, HoistChange *change, Order *order)
{
  Turn *turn = g_new0 (Turn, 1);

  turn->order = order;
  turn->number = order->number++;
  hoist_journal_save_async (HOIST_JOURNAL (store), change, on_turn, turn);
}

static inline HoistChange *
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

static inline gboolean
find_digests (HoistStore *store,
              const char *path,
              const HoistFingerprint *fingerprint,
              HoistDigests *digests,
              HoistSlices **slices)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gboolean is_known = FALSE;

  hoist_journal_find_digests_async (HOIST_JOURNAL (store), path, fingerprint,
                                    hoist_test_keep_result, &result);
  is_known = hoist_journal_find_digests_finish (HOIST_JOURNAL (store), hoist_test_await (&result),
                                                digests, slices, &error);
  g_assert_no_error (error);
  return is_known;
}

static inline void
assert_setting (Fixture *fixture, const char *name, const char *value)
{
  g_autofree char *found = hoist_store_dup_setting (fixture->store, name);

  g_assert_cmpstr (found, ==, value);
}

static inline gboolean
save_account (HoistStore *store, const char *id, const char *name, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  HoistAccountRow row = { (char *) id, (char *) "tencent-vod", (char *) name, (char *) "{}" };

  hoist_store_save_account_async (store, &row, hoist_test_keep_result, &result);
  return hoist_store_save_account_finish (store, hoist_test_await (&result), error);
}

static inline HoistStore *
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

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
#define ADD_CLOSED(path, function)                                                                 \
  g_test_add (path, Fixture, NULL, set_up_closed, function, tear_down)
