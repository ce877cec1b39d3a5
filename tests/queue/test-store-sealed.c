/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sealed half of a ticket is in the vault only, and as long as its upload. */
#include "store-fixture.h"

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

static gboolean
has_vault_secret (Fixture *fixture, gint64 id)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *name = g_strdup_printf ("%s/%" G_GINT64_FORMAT, fixture->contents->id, id);
  g_autofree char *text = NULL;

  hoist_vault_lookup_async (fixture->vault, "session", name, NULL, hoist_test_keep_result, &result);
  text = hoist_vault_lookup_finish (fixture->vault, hoist_test_await (&result), NULL);
  return text != NULL;
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

  hoist_test_vault_set_error (HOIST_TEST_VAULT (fixture->vault), locked);
  record->bytes_done = 99;
  save_well (fixture, new_sealed_change (record));
  g_assert_true (hoist_store_is_sealed_in_memory (fixture->store, record->id));
  loaded = load_ticket (fixture->store, record->id, &error);
  g_assert_no_error (error);
  g_assert_true (hoist_ticket_has_sealed (loaded));
  g_clear_pointer (&loaded, hoist_ticket_free);

  hoist_test_vault_set_error (HOIST_TEST_VAULT (fixture->vault), NULL);
  save_well (fixture, new_sealed_change (record));
  g_assert_false (hoist_store_is_sealed_in_memory (fixture->store, record->id));
  hoist_test_vault_set_error (HOIST_TEST_VAULT (fixture->vault), locked);
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

  hoist_test_vault_set_error (HOIST_TEST_VAULT (fixture->vault), none);
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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  hoist_test_disk_install ();

  ADD ("/store/sealed-half-is-in-the-vault-only", test_sealed);
  ADD ("/store/sealed-half-goes-with-its-ticket", test_sealed_forgotten);
  ADD ("/store/sealed-half-stays-in-memory-while-locked", test_sealed_while_locked);
  ADD ("/store/sealed-half-stays-in-memory-without-a-keyring", test_sealed_without_keyring);

  return g_test_run ();
}
