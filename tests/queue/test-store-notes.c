/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the store knows besides uploads: digests, settings, accounts, folders. */
#include "store-fixture.h"

#include "hoist-test-home.h"

static void
test_digests (Fixture *fixture, gconstpointer data)
{
  const char *path = "/media/\xff/film.mp4";
  HoistFingerprint fingerprint = { 2500, 1700000000123456, 1700000000654321 };
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

  /* Another file of the same size that was given the old one's time; a receipt knows of no more. */
  other = fingerprint;
  other.changed_us++;
  g_assert_false (find_digests (fixture->store, path, &other, &found, NULL));
  other.changed_us = 0;
  g_assert_true (find_digests (fixture->store, path, &other, &found, NULL));
  other = fingerprint;
  other.size++;

  /* Changed on the way back, it is another file: nothing of the old one may be mixed in. */
  hoist_journal_keep_digests (HOIST_JOURNAL (fixture->store), path, &other, &md5, NULL);
  g_assert_true (find_digests (fixture->store, path, &other, &found, NULL));
  g_assert_cmpuint (found.known, ==, HOIST_DIGEST_MD5);
  g_assert_false (find_digests (fixture->store, path, &fingerprint, &found, NULL));
}

/* Switched off, the memory is neither filled nor asked; what it had is there when it is back. */
static void
test_digests_not_wanted (Fixture *fixture, gconstpointer data)
{
  HoistJournal *journal = HOIST_JOURNAL (fixture->store);
  HoistFingerprint fingerprint = { 1, 1, 1 };
  HoistDigests digests = { .known = HOIST_DIGEST_MD5 };
  HoistDigests found = { 0 };

  hoist_journal_keep_digests (journal, "/before", &fingerprint, &digests, NULL);
  hoist_store_set_remembers_digests (fixture->store, FALSE);
  hoist_journal_keep_digests (journal, "/meanwhile", &fingerprint, &digests, NULL);
  g_assert_false (find_digests (fixture->store, "/before", &fingerprint, &found, NULL));
  g_assert_cmpuint (found.known, ==, HOIST_DIGEST_NONE);

  hoist_store_set_remembers_digests (fixture->store, TRUE);
  g_assert_true (find_digests (fixture->store, "/before", &fingerprint, &found, NULL));
  g_assert_false (find_digests (fixture->store, "/meanwhile", &fingerprint, &found, NULL));
}

static void
test_digests_are_forgotten (Fixture *fixture, gconstpointer data)
{
  HoistJournal *journal = HOIST_JOURNAL (fixture->store);
  HoistFingerprint fingerprint = { 1, 1, 1 };
  HoistDigests digests = { .known = HOIST_DIGEST_MD5 };
  HoistDigests found = { 0 };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  hoist_journal_keep_digests (journal, "/before", &fingerprint, &digests, NULL);
  hoist_store_forget_digests_async (fixture->store, hoist_test_keep_result, &result);
  g_assert_true (
      hoist_store_forget_digests_finish (fixture->store, hoist_test_await (&result), &error));
  g_assert_no_error (error);
  g_assert_false (find_digests (fixture->store, "/before", &fingerprint, &found, NULL));
  hoist_journal_keep_digests (journal, "/after", &fingerprint, &digests, NULL);
  g_assert_true (find_digests (fixture->store, "/after", &fingerprint, &found, NULL));
}

static void
test_digests_are_capped (Fixture *fixture, gconstpointer data)
{
  HoistFingerprint fingerprint = { 1, 1, 1 };
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

static char *
find_folder (HoistStore *store, const char *account, const char *parent, const char *name)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  char *id = NULL;

  hoist_journal_find_folder_async (HOIST_JOURNAL (store), account, parent, name,
                                   hoist_test_keep_result, &result);
  id = hoist_journal_find_folder_finish (HOIST_JOURNAL (store), hoist_test_await (&result), &error);
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

  hoist_journal_keep_folder_async (HOIST_JOURNAL (store), account, parent, name, id,
                                   hoist_test_keep_result, &result);
  g_assert_true (
      hoist_journal_keep_folder_finish (HOIST_JOURNAL (store), hoist_test_await (&result), &error));
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
  hoist_store_delete_account_async (fixture->store, "1", hoist_test_keep_result, &result);
  g_assert_true (
      hoist_store_delete_account_finish (fixture->store, hoist_test_await (&result), NULL));
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
  hoist_store_delete_account_async (fixture->store, "2", hoist_test_keep_result, &result);
  g_assert_true (
      hoist_store_delete_account_finish (fixture->store, hoist_test_await (&result), NULL));
  g_clear_object (&result);

  fixture_reopen (fixture);
  g_assert_cmpuint (fixture->contents->accounts->len, ==, 1);
  row = g_ptr_array_index (fixture->contents->accounts, 0);
  g_assert_cmpstr (row->id, ==, "1");
  g_assert_cmpstr (row->service, ==, "tencent-vod");
  g_assert_cmpstr (row->name, ==, "Office");
  g_assert_cmpstr (row->settings, ==, "{}");
}

int
main (int argc, char **argv)
{
  hoist_test_init_at_home (&argc, &argv);
  hoist_test_disk_install ();

  ADD ("/store/remembers-digests", test_digests);
  ADD ("/store/forgets-the-oldest-digests", test_digests_are_capped);
  ADD ("/store/remembers-no-digests-that-nobody-wants", test_digests_not_wanted);
  ADD ("/store/forgets-all-digests-when-told", test_digests_are_forgotten);
  ADD ("/store/keeps-settings", test_settings);
  ADD ("/store/keeps-accounts", test_accounts);
  ADD ("/store/remembers-folders", test_folders);
  ADD ("/store/folders-go-with-their-account", test_folders_go_with_their_account);

  return g_test_run ();
}
