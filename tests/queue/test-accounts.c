/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of accounts: nothing half done, whatever fails. */
#include "accounts-fixture.h"

static void
on_items_changed (GListModel *model, guint position, guint removed, guint added, gpointer data)
{
  g_string_append_printf (data, "%u-%u+%u;", position, removed, added);
}

static void
test_add (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) changes = g_string_new (NULL);
  g_autoptr (HoistAccount) item = NULL;
  g_autofree char *id = NULL;
  g_autofree char *summary = NULL;
  HoistAccount *account = NULL;

  g_signal_connect (fixture->accounts, "items-changed", G_CALLBACK (on_items_changed), changes);
  account = add_well (fixture, "  Work ", SECRET);
  g_assert_cmpstr (changes->str, ==, "0-0+1;");
  g_assert_cmpstr (hoist_account_get_name (account), ==, "Work");
  g_assert_true (hoist_account_has_secret_fields (account));
  g_object_get (account, "summary", &summary, NULL);
  g_assert_nonnull (strstr (summary, "vod2.qcloud.com"));
  g_assert_true (g_list_model_get_item_type (G_LIST_MODEL (fixture->accounts)) ==
                 HOIST_TYPE_ACCOUNT);
  item = g_list_model_get_item (G_LIST_MODEL (fixture->accounts), 0);
  g_assert_true (item == account);
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (fixture->accounts), 1));
  g_assert_true (hoist_accounts_find_by_name (fixture->accounts, "Work") == account);
  g_assert_null (hoist_accounts_find_by_name (fixture->accounts, "work"));
  g_assert_null (hoist_accounts_find (fixture->accounts, ""));
  g_assert_null (hoist_accounts_find (fixture->accounts, NULL));
  g_assert_true (has_vault_secret (fixture, hoist_account_get_id (account)));
  g_assert_true (files_contain (fixture, "AKID"));
  g_assert_false (files_contain (fixture, SECRET));
  id = g_strdup (hoist_account_get_id (account));
  g_clear_object (&item);

  /* After a restart the same, with the secrets from the vault. */
  g_signal_handlers_disconnect_by_data (fixture->accounts, changes);
  fixture_close (fixture);
  fixture_open (fixture);
  g_assert_cmpuint (hoist_accounts_get_count (fixture->accounts), ==, 1);
  account = hoist_accounts_get (fixture->accounts, 0);
  g_assert_cmpstr (hoist_account_get_id (account), ==, id);
  g_assert_cmpstr (hoist_account_get_name (account), ==, "Work");
  g_assert_true (hoist_account_get_provider (account) == fixture->provider);
  g_assert_cmpstr (hoist_settings_get (hoist_account_get_settings (account), "secret-id"), ==,
                   "AKID");
  g_assert_null (hoist_settings_get (hoist_account_get_settings (account), "secret-key"));
  assert_secret (account, SECRET);
}

static void
test_add_without_secrets (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HoistSettings) held = new_settings ("secret-key", SECRET);
  HoistAccount *account = NULL;

  test_vault_fail (fixture->vault, HOIST_ERROR_KEYRING);
  account = add_well (fixture, "Work", NULL);
  g_assert_cmpuint (fixture->vault->n_calls, ==, 0);
  g_assert_null (load (account, &error));
  g_assert_error (error, HOIST_ERROR, HOIST_ERROR_KEYRING);

  /* For this time only. */
  hoist_account_hold_secrets (account, held);
  assert_secret (account, SECRET);
  g_assert_false (has_vault_secret (fixture, hoist_account_get_id (account)));
}

static void
test_refuses (Fixture *fixture, gconstpointer data)
{
  g_autofree char *long_name = g_strnfill (101, 'x');
  const struct {
    const char *name;
    int code;
  } names[] = {
    { "", HOIST_ERROR_REFUSED },        { "   ", HOIST_ERROR_REFUSED },
    { long_name, HOIST_ERROR_REFUSED }, { "\xff", HOIST_ERROR_REFUSED },
    { "Work", HOIST_ERROR_NAME_TAKEN }, { " Work", HOIST_ERROR_NAME_TAKEN },
  };
  g_autoptr (HoistSettings) empty = hoist_settings_new ();
  g_autoptr (HoistSettings) misplaced = new_settings ("secret-id", "AKID");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) misplaced_result = NULL;
  g_autoptr (GError) error = NULL;
  guint n_calls = 0;

  add_well (fixture, "Work", SECRET);
  n_calls = fixture->vault->n_calls;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_assert_null (add (fixture, names[i].name, SECRET, &error));
    g_assert_error (error, HOIST_ERROR, names[i].code);
    g_clear_error (&error);
  }

  hoist_accounts_add_async (fixture->accounts, fixture->provider, "Other", empty, NULL,
                            hoist_test_keep_result, &result);
  g_assert_null (hoist_accounts_add_finish (fixture->accounts, hoist_test_await (&result), &error));
  g_assert_error (error, HOIST_ERROR, HOIST_ERROR_REFUSED);
  g_clear_error (&error);

  /* A secret among the settings would end in the store. */
  hoist_settings_set (misplaced, "secret-key", SECRET);
  hoist_accounts_add_async (fixture->accounts, fixture->provider, "Other", misplaced, NULL,
                            hoist_test_keep_result, &misplaced_result);
  g_assert_null (
      hoist_accounts_add_finish (fixture->accounts, hoist_test_await (&misplaced_result), &error));
  g_assert_error (error, HOIST_ERROR, HOIST_ERROR_REFUSED);
  g_assert_null (strstr (error->message, SECRET));
  g_assert_cmpuint (hoist_accounts_get_count (fixture->accounts), ==, 1);
  g_assert_cmpuint (fixture->vault->n_calls, ==, n_calls);
  g_assert_false (files_contain (fixture, SECRET));
}

static void
test_add_while_locked (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  test_vault_fail (fixture->vault, HOIST_ERROR_LOCKED);
  g_assert_null (add (fixture, "Work", SECRET, &error));
  g_assert_error (error, HOIST_ERROR, HOIST_ERROR_LOCKED);
  test_vault_fail (fixture->vault, -1);
  fixture_close (fixture);
  fixture_open (fixture);
  g_assert_cmpuint (hoist_accounts_get_count (fixture->accounts), ==, 0);
}

/* Two with the same name at once: one is added, and of the other nothing stays. */
static void
test_add_twice_at_once (Fixture *fixture, gconstpointer data)
{
  GAsyncResult *results[2] = { NULL, NULL };
  g_autoptr (HoistSettings) settings = new_settings ("secret-id", "AKID");
  g_autoptr (HoistSettings) secrets = new_settings ("secret-key", SECRET);
  g_autoptr (HoistAccount) first = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 2; i++)
    hoist_accounts_add_async (fixture->accounts, fixture->provider, "Work", settings, secrets,
                              hoist_test_keep_result, &results[i]);
  first = hoist_accounts_add_finish (fixture->accounts, hoist_test_await (&results[0]), &error);
  g_assert_no_error (error);
  g_assert_null (
      hoist_accounts_add_finish (fixture->accounts, hoist_test_await (&results[1]), &error));
  g_assert_error (error, HOIST_ERROR, HOIST_ERROR_NAME_TAKEN);
  settle ();

  /* Two stored, one cleared. */
  g_assert_cmpuint (fixture->vault->n_calls, ==, 3);
  g_assert_cmpuint (hoist_accounts_get_count (fixture->accounts), ==, 1);
  g_clear_object (&results[0]);
  g_clear_object (&results[1]);
}

static void
on_notify (GObject *object, GParamSpec *pspec, gpointer data)
{
  g_string_append_printf (data, "%s;", pspec->name);
}

static void
test_change (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HoistSettings) settings = new_settings ("secret-id", "AKID2");
  g_autoptr (HoistSettings) secrets = new_settings ("secret-key", "another");
  g_autoptr (HoistSettings) blank = new_settings ("secret-key", "");
  g_autoptr (GString) notified = g_string_new (NULL);
  g_autoptr (GError) refused = g_error_new_literal (HOIST_ERROR, HOIST_ERROR_SIGN_IN, "Refused.");
  g_autoptr (GError) error = NULL;
  HoistAccount *account = add_well (fixture, "Work", SECRET);
  HoistChannel *channel = hoist_account_get_channel (account);

  add_well (fixture, "Home", SECRET);
  g_assert_false (change (fixture, account, "Home", NULL, NULL, &error));
  g_assert_error (error, HOIST_ERROR, HOIST_ERROR_NAME_TAKEN);
  g_clear_error (&error);

  g_signal_connect (account, "notify", G_CALLBACK (on_notify), notified);
  hoist_channel_stop (channel, refused);
  g_assert_true (change (fixture, account, "Office", settings, secrets, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (notified->str, ==, "name;summary;");
  g_assert_null (hoist_channel_get_stop_error (channel));
  g_assert_true (hoist_account_get_channel (account) == channel);
  g_assert_cmpstr (
      hoist_settings_get (hoist_credentials_get_settings (hoist_channel_get_credentials (channel)),
                          "secret-id"),
      ==, "AKID2");
  assert_secret (account, "another");

  /* An empty secret in the form means the same one. */
  g_assert_true (change (fixture, account, NULL, NULL, blank, &error));
  g_assert_no_error (error);
  hoist_account_forget_secrets (account);
  assert_secret (account, "another");

  g_signal_handlers_disconnect_by_data (account, notified);
  fixture_close (fixture);
  fixture_open (fixture);
  account = hoist_accounts_find_by_name (fixture->accounts, "Office");
  g_assert_nonnull (account);
  g_assert_cmpstr (hoist_settings_get (hoist_account_get_settings (account), "secret-id"), ==,
                   "AKID2");
  assert_secret (account, "another");
}

static void
test_change_while_locked (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HoistSettings) secrets = new_settings ("secret-key", "another");
  g_autoptr (GError) error = NULL;
  HoistAccount *account = add_well (fixture, "Work", SECRET);

  test_vault_fail (fixture->vault, HOIST_ERROR_LOCKED);
  g_assert_false (change (fixture, account, "Office", NULL, secrets, &error));
  g_assert_error (error, HOIST_ERROR, HOIST_ERROR_LOCKED);
  g_clear_error (&error);
  g_assert_cmpstr (hoist_account_get_name (account), ==, "Work");
  assert_secret (account, SECRET);

  /* A new name needs no keyring. */
  g_assert_true (change (fixture, account, "Office", NULL, NULL, &error));
  g_assert_no_error (error);
}

static void
test_remove (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) changes = g_string_new (NULL);
  g_autoptr (HoistAccount) account = g_object_ref (add_well (fixture, "Work", SECRET));
  g_autoptr (HoistChannel) channel = g_object_ref (hoist_account_get_channel (account));
  g_autoptr (GError) error = NULL;
  HoistAccount *other = add_well (fixture, "Home", SECRET);

  g_signal_connect (fixture->accounts, "items-changed", G_CALLBACK (on_items_changed), changes);
  hoist_accounts_set_default (fixture->accounts, account);
  test_vault_fail (fixture->vault, HOIST_ERROR_LOCKED);
  g_assert_false (remove_account (fixture, account, &error));
  g_assert_error (error, HOIST_ERROR, HOIST_ERROR_LOCKED);
  g_clear_error (&error);
  g_assert_cmpuint (hoist_accounts_get_count (fixture->accounts), ==, 2);

  test_vault_fail (fixture->vault, -1);
  g_assert_true (remove_account (fixture, account, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (changes->str, ==, "0-1+0;");
  g_assert_false (has_vault_secret (fixture, hoist_account_get_id (account)));
  g_assert_true (hoist_accounts_get_default (fixture->accounts) == other);

  /* An upload that still runs holds the channel, and all that it needs of the account. */
  g_clear_object (&account);
  g_assert_true (hoist_channel_get_provider (channel) == fixture->provider);
  g_assert_nonnull (hoist_credentials_get_settings (hoist_channel_get_credentials (channel)));

  /* Without a keyring there is nothing to clear. */
  test_vault_fail (fixture->vault, HOIST_ERROR_KEYRING);
  g_assert_true (remove_account (fixture, other, &error));
  g_assert_no_error (error);
  g_assert_null (hoist_accounts_get_default (fixture->accounts));
}

static void
test_default (Fixture *fixture, gconstpointer data)
{
  HoistAccount *second = NULL;

  g_assert_null (hoist_accounts_get_default (fixture->accounts));
  add_well (fixture, "First", NULL);
  second = add_well (fixture, "Second", NULL);
  g_assert_true (hoist_accounts_get_default (fixture->accounts) != second);
  hoist_accounts_set_default (fixture->accounts, second);
  g_assert_true (hoist_accounts_get_default (fixture->accounts) == second);

  fixture_close (fixture);
  fixture_open (fixture);
  g_assert_cmpstr (hoist_account_get_name (hoist_accounts_get_default (fixture->accounts)), ==,
                   "Second");
  hoist_accounts_set_default (fixture->accounts, NULL);
  g_assert_cmpstr (hoist_account_get_name (hoist_accounts_get_default (fixture->accounts)), ==,
                   "First");
}

/* The vault's own text of an account. (transfer full) */
static HoistSettings *
look_into_vault (Fixture *fixture, HoistAccount *account)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *text = NULL;

  hoist_vault_lookup_async (fixture->vault->memory, "account", hoist_account_get_id (account), NULL,
                            hoist_test_keep_result, &result);
  text = hoist_vault_lookup_finish (fixture->vault->memory, hoist_test_await (&result), NULL);
  g_assert_nonnull (text);
  return hoist_settings_new_from_text (text, NULL);
}

/* A service that takes a key, or a token: what was entered last is what is used, so nothing older
 * stays that would go before it. */
static void
test_new_way_in (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (HoistSettings) settings = new_settings ("endpoint", "https://a.example");
  g_autoptr (HoistSettings) key = new_settings ("api-key", "uk-1");
  g_autoptr (HoistSettings) token = new_settings ("access-token", "token-1");
  g_autoptr (HoistSettings) kept = NULL;
  g_autoptr (HoistAccount) account = NULL;

  hoist_accounts_add_async (fixture->accounts, hoist_provider_find ("alibaba-pds"), "Drive",
                            settings, key, hoist_test_keep_result, &result);
  account = hoist_accounts_add_finish (fixture->accounts, hoist_test_await (&result), &error);
  g_assert_no_error (error);
  hoist_settings_set (settings, "drive-id", "2");
  g_assert_true (change (fixture, account, NULL, settings, NULL, &error));
  kept = look_into_vault (fixture, account);
  g_assert_cmpstr (hoist_settings_get (kept, "api-key"), ==, "uk-1");

  g_assert_true (change (fixture, account, NULL, NULL, token, &error));
  g_clear_pointer (&kept, hoist_settings_unref);
  kept = look_into_vault (fixture, account);
  g_assert_cmpstr (hoist_settings_get (kept, "access-token"), ==, "token-1");
  g_assert_null (hoist_settings_get (kept, "api-key"));
}

static void
assert_order (Fixture *fixture, const char *names)
{
  g_autoptr (GString) found = g_string_new (NULL);

  for (guint i = 0; i < hoist_accounts_get_count (fixture->accounts); i++)
    g_string_append (found, hoist_account_get_name (hoist_accounts_get (fixture->accounts, i)));
  g_assert_cmpstr (found->str, ==, names);
}

/* Where the user put an account it is after a restart, too. */
static void
test_order (Fixture *fixture, gconstpointer data)
{
  HoistAccount *third = NULL;

  add_well (fixture, "A", SECRET);
  add_well (fixture, "B", SECRET);
  third = add_well (fixture, "C", SECRET);
  assert_order (fixture, "ABC");
  hoist_accounts_move (fixture->accounts, third, -1);
  assert_order (fixture, "ACB");
  hoist_accounts_move (fixture->accounts, third, -1);
  hoist_accounts_move (fixture->accounts, third, -1);
  assert_order (fixture, "CAB");
  fixture_close (fixture);
  fixture_open (fixture);
  assert_order (fixture, "CAB");
  add_well (fixture, "D", SECRET);
  assert_order (fixture, "CABD");
  hoist_accounts_move (fixture->accounts, hoist_accounts_get (fixture->accounts, 0), 1);
  assert_order (fixture, "ACBD");
}

/* Rows of a stranger, and rows that another program changed meanwhile. */
static void
test_restore (Fixture *fixture, gconstpointer data)
{
  static const char *const rows[][4] = {
    { "a", "tencent-vod", "Good", "{\"secret-id\":\"1\"}" },
    { "b", "service-of-the-future", "Unknown", "{}" },
    { "c", "tencent-vod", "Broken", "no settings" },
  };
  g_autoptr (GPtrArray) list =
      g_ptr_array_new_with_free_func ((GDestroyNotify) hoist_account_row_free);
  HoistAccount *good = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    HoistAccountRow *row = g_new0 (HoistAccountRow, 1);

    row->id = g_strdup (rows[i][0]);
    row->service = g_strdup (rows[i][1]);
    row->name = g_strdup (rows[i][2]);
    row->settings = g_strdup (rows[i][3]);
    g_ptr_array_add (list, row);
  }
  hoist_accounts_restore (fixture->accounts, list);
  g_assert_cmpuint (hoist_accounts_get_count (fixture->accounts), ==, 2);
  good = hoist_accounts_find (fixture->accounts, "a");
  g_assert_nonnull (hoist_accounts_find (fixture->accounts, "c"));

  g_ptr_array_set_size (list, 2);
  g_free (((HoistAccountRow *) g_ptr_array_index (list, 0))->name);
  ((HoistAccountRow *) g_ptr_array_index (list, 0))->name = g_strdup ("Better");
  hoist_accounts_restore (fixture->accounts, list);
  g_assert_cmpuint (hoist_accounts_get_count (fixture->accounts), ==, 1);
  g_assert_true (hoist_accounts_get (fixture->accounts, 0) == good);
  g_assert_cmpstr (hoist_account_get_name (good), ==, "Better");
}

/* Its name is in the user's language, and may be changed: what it is, is remembered apart. */
static void
test_practice (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  HoistAccount *account = NULL;

  g_assert_null (hoist_accounts_get_practice (fixture->accounts));
  add_well (fixture, "Studio", SECRET);
  account = add_well (fixture, "Übung", SECRET);
  g_assert_null (hoist_accounts_get_practice (fixture->accounts));
  hoist_accounts_set_practice (fixture->accounts, account);
  g_assert_true (hoist_accounts_get_practice (fixture->accounts) == account);
  g_assert_true (change (fixture, account, "Probe", NULL, NULL, &error));
  g_assert_no_error (error);

  fixture_close (fixture);
  fixture_open (fixture);
  account = hoist_accounts_get_practice (fixture->accounts);
  g_assert_nonnull (account);
  g_assert_cmpstr (hoist_account_get_name (account), ==, "Probe");

  g_assert_true (remove_account (fixture, account, &error));
  g_assert_no_error (error);
  g_assert_null (hoist_accounts_get_practice (fixture->accounts));
  account = add_well (fixture, HOIST_PRACTICE_ACCOUNT, SECRET);
  g_assert_true (hoist_accounts_get_practice (fixture->accounts) == account);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  ADD ("/accounts/adds-with-secrets-in-the-vault", test_add);
  ADD ("/accounts/adds-without-secrets-or-a-vault", test_add_without_secrets);
  ADD ("/accounts/refuses-wrong-settings", test_refuses);
  ADD ("/accounts/adds-nothing-while-locked", test_add_while_locked);
  ADD ("/accounts/adds-one-of-two-at-once", test_add_twice_at_once);
  ADD ("/accounts/changes", test_change);
  ADD ("/accounts/changes-nothing-while-locked", test_change_while_locked);
  ADD ("/accounts/removes-with-secrets", test_remove);
  ADD ("/accounts/has-a-default", test_default);
  ADD ("/accounts/know-the-one-for-practice", test_practice);
  ADD ("/accounts/new-way-in-ends-the-others", test_new_way_in);
  ADD ("/accounts/order-is-the-users", test_order);
  ADD ("/accounts/restores-what-makes-sense", test_restore);

  return g_test_run ();
}
