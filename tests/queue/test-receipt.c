/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Receipts: the JSON text is a contract with whoever reads it, so it is compared with a file. */
#include "hoist-receipt-collect.h"

#include "hoist-error.h"
#include "hoist-test-await.h"
#include "hoist-test-clock.h"
#include "hoist-test-vault.h"

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>

/* 2026-11-21 08:00:00 UTC */
#define MORNING_US (1795248000 * (gint64) G_USEC_PER_SEC)
#define MINUTE_US (60 * (gint64) G_USEC_PER_SEC)

static HoistRecord *
make_record (const char *path, HoistState state)
{
  HoistRecord *record = hoist_record_new (path, "1");

  record->state = state;
  record->size = 4200000000;
  record->modified_us = MORNING_US - MINUTE_US;
  record->added_us = MORNING_US;
  record->ended_us = MORNING_US + 25 * MINUTE_US;
  return record;
}

static HoistReceipt *
make_receipt (void)
{
  HoistReceipt *receipt = hoist_receipt_new (MORNING_US + 30 * MINUTE_US);
  g_autoptr (HoistRecord) full = make_record ("/v/“Sunset” \\ 1.mp4", HOIST_STATE_FINISHED);
  g_autoptr (HoistRecord) bare = make_record ("/v/b\xff.mp4", HOIST_STATE_PROCESSING);
  HoistDigests digests = { .known = HOIST_DIGEST_CRC64, .crc64 = G_MAXUINT64 };

  full->remote_id = g_strdup ("5285890784");
  full->link = g_strdup ("https://vod.example/5285890784.mp4");
  full->verified = g_strdup ("md5-parts");
  g_assert_true (
      hoist_digests_set_hex (&digests, HOIST_DIGEST_MD5, "d41d8cd98f00b204e9800998ecf8427e"));
  g_assert_true (hoist_digests_set_hex (&digests, HOIST_DIGEST_SHA1,
                                        "da39a3ee5e6b4b0d3255bfef95601890afd80709"));
  hoist_receipt_add (receipt, full, &digests, hoist_provider_find ("tencent-vod"), "Studio A");
  bare->ended_us = 0;
  bare->is_instant = TRUE;
  hoist_receipt_add (receipt, bare, NULL, NULL, NULL);
  return receipt;
}

static void
test_json (void)
{
  g_autoptr (HoistReceipt) receipt = make_receipt ();
  g_autofree char *text = hoist_receipt_to_json (receipt);
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "queue", "receipt.json", NULL);
  g_autofree char *golden = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &golden, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, golden);
}

static void
test_json_is_readable (void)
{
  g_autoptr (HoistReceipt) receipt = make_receipt ();
  g_autofree char *text = hoist_receipt_to_json (receipt);
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;
  JsonArray *uploads = NULL;
  JsonObject *first = NULL;

  json_parser_load_from_data (parser, text, -1, &error);
  g_assert_no_error (error);
  uploads = json_object_get_array_member (json_node_get_object (json_parser_get_root (parser)),
                                          "uploads");
  g_assert_cmpuint (json_array_get_length (uploads), ==, 2);
  first = json_array_get_object_element (uploads, 0);
  g_assert_cmpstr (json_object_get_string_member (first, "name"), ==, "“Sunset” \\ 1.mp4");
  g_assert_cmpint (json_object_get_int_member (first, "size"), ==, 4200000000);
}

static void
test_due (void)
{
  for (int state = HOIST_STATE_QUEUED; state < (int) HOIST_N_STATES; state++) {
    g_autoptr (HoistRecord) record = make_record ("/v/a.mp4", (HoistState) state);

    g_test_message ("%s", hoist_state_to_name ((HoistState) state));
    g_assert_cmpint (hoist_receipt_is_due (record), ==,
                     state == HOIST_STATE_FINISHED || state == HOIST_STATE_PROCESSING);
  }
}

static void
test_names (void)
{
  g_autoptr (HoistReceipt) many = make_receipt ();
  g_autoptr (HoistReceipt) one = hoist_receipt_new (MORNING_US);
  g_autoptr (HoistRecord) record = make_record ("/v/Sunset.mp4", HOIST_STATE_FINISHED);
  g_autofree char *many_name = hoist_receipt_dup_file_name (many);
  g_autofree char *one_name = NULL;

  hoist_receipt_add (one, record, NULL, NULL, NULL);
  one_name = hoist_receipt_dup_file_name (one);
  g_assert_cmpstr (one_name, ==, "Receipt for Sunset.mp4.json");
  g_assert_cmpstr (many_name, ==, "Upload receipts 2026-11-21.json");
}

/* Whatever a ticket may say has a sentence of its own. */
static void
test_proofs (void)
{
  const char *const proofs[] = { "md5-parts",  "instant-sha1", "crc64",    "sha1",   "md5",
                                 "size",       "sha1-parts",   "none",     "sha256", "crc32",
                                 "etag-parts", "crc32c",       "crc64nvme" };
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (gsize i = 0; i < G_N_ELEMENTS (proofs); i++) {
    g_test_message ("%s", proofs[i]);
    g_assert_true (g_hash_table_add (seen, (gpointer) hoist_receipt_describe_proof (proofs[i])));
  }
  g_assert_true (g_hash_table_add (seen, (gpointer) hoist_receipt_describe_proof (NULL)));
}

static void
remember_digest (HoistWorkspace *workspace, const HoistRecord *record)
{
  HoistFingerprint fingerprint = { .size = record->size, .modified_us = record->modified_us };
  HoistDigests digests = { .known = HOIST_DIGEST_CRC64, .crc64 = 7 };

  hoist_journal_keep_digests (HOIST_JOURNAL (hoist_workspace_get_store (workspace)), record->path,
                              &fingerprint, &digests, NULL);
}

static void
assert_collected (HoistWorkspace *workspace)
{
  HoistJournal *journal = HOIST_JOURNAL (hoist_workspace_get_store (workspace));
  HoistRecord *done = make_record ("/v/done.mp4", HOIST_STATE_FINISHED);
  g_autoptr (GPtrArray) sessions = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) empty_result = NULL;
  g_autoptr (HoistReceipt) receipt = NULL;
  g_autoptr (GError) error = NULL;
  const HoistReceiptEntry *entry = NULL;

  remember_digest (workspace, done);
  g_ptr_array_add (sessions,
                   hoist_session_new (make_record ("/v/left.mp4", HOIST_STATE_QUEUED), journal));
  hoist_receipt_collect_async (workspace, sessions, MORNING_US, hoist_test_keep_result,
                               &empty_result);
  g_assert_null (hoist_receipt_collect_finish (hoist_test_await (&empty_result), &error));
  g_assert_error (error, HOIST_ERROR, HOIST_ERROR_REFUSED);
  g_clear_error (&error);

  g_ptr_array_add (sessions, hoist_session_new (done, journal));
  hoist_receipt_collect_async (workspace, sessions, MORNING_US, hoist_test_keep_result, &result);
  receipt = hoist_receipt_collect_finish (hoist_test_await (&result), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (receipt->entries->len, ==, 1);
  entry = g_ptr_array_index (receipt->entries, 0);
  g_assert_cmpstr (entry->name, ==, "done.mp4");
  g_assert_cmphex (entry->digests.known, ==, HOIST_DIGEST_CRC64);
  g_assert_cmpuint (entry->digests.crc64, ==, 7);
  g_assert_null (entry->account);
}

static void
test_collect (void)
{
  g_autofree char *folder = g_dir_make_tmp ("hoist-receipt-XXXXXX", NULL);
  g_autoptr (HoistVault) vault = hoist_test_vault_new ();
  g_autoptr (HoistTestClock) clock = hoist_test_clock_new ();
  g_autoptr (HoistWorkspace) workspace = hoist_workspace_new (folder, vault, HOIST_CLOCK (clock));
  g_autoptr (GAsyncResult) opened = NULL;
  g_autoptr (GAsyncResult) closed = NULL;
  g_autoptr (GError) error = NULL;

  hoist_workspace_open_async (workspace, TRUE, hoist_test_keep_result, &opened);
  hoist_workspace_open_finish (workspace, hoist_test_await (&opened), &error);
  g_assert_no_error (error);
  assert_collected (workspace);
  hoist_workspace_close_async (workspace, hoist_test_keep_result, &closed);
  g_assert_true (hoist_workspace_close_finish (workspace, hoist_test_await (&closed), NULL));
}

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "UTC", TRUE);
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/receipt/json-is-as-agreed", test_json);
  g_test_add_func ("/receipt/json-can-be-read", test_json_is_readable);
  g_test_add_func ("/receipt/is-due-when-the-service-has-the-bytes", test_due);
  g_test_add_func ("/receipt/has-a-file-name", test_names);
  g_test_add_func ("/receipt/says-each-proof-in-words", test_proofs);
  g_test_add_func ("/receipt/collects-what-is-known", test_collect);

  return g_test_run ();
}
