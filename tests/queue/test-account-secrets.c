/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An account's secrets: in the vault only, and asked for once. */
#include "accounts-fixture.h"

/* A service without secrets. */
static const HoistField plain_fields[] = {
  { "folder", HOIST_FIELD_TEXT, 0, "Folder", "A folder.", NULL, NULL },
};

static const HoistProvider plain = {
  .id = "plain",
  .name = "Plain service",
  .fields = plain_fields,
  .n_fields = G_N_ELEMENTS (plain_fields),
};

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HoistSettings) secrets =
      hoist_credentials_load_finish (HOIST_CREDENTIALS (source), result, &error);

  if (secrets != NULL)
    g_string_append (data, hoist_settings_get (secrets, "secret-key"));
  else
    g_string_append (data, hoist_error_is_cancelled (error) ? "cancelled" : "failed");
  g_string_append_c (data, ';');
}

/* Whoever asks, the vault is asked once, and one who gives up leaves the others alone. */
static void
test_single_flight (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) loaded = g_string_new (NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  HoistAccount *account = add_well (fixture, "Work", "key");
  guint n_calls = fixture->vault->n_calls;

  hoist_account_forget_secrets (account);
  fixture->vault->is_held = TRUE;
  for (guint i = 0; i < 3; i++)
    hoist_credentials_load_async (HOIST_CREDENTIALS (account), i == 1 ? cancellable : NULL,
                                  on_loaded, loaded);
  settle ();
  g_assert_cmpuint (fixture->vault->n_calls, ==, n_calls + 1);
  g_assert_cmpstr (loaded->str, ==, "");
  g_cancellable_cancel (cancellable);
  settle ();
  g_assert_cmpstr (loaded->str, ==, "cancelled;");
  test_vault_answer (fixture->vault);
  settle ();
  g_assert_cmpstr (loaded->str, ==, "cancelled;key;key;");

  /* From now on from memory. */
  hoist_credentials_load_async (HOIST_CREDENTIALS (account), NULL, on_loaded, loaded);
  settle ();
  g_assert_cmpuint (fixture->vault->n_calls, ==, n_calls + 1);
}

/* All have given up, and one comes back before the vault has answered the first time. */
static void
test_given_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) loaded = g_string_new (NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  HoistAccount *account = add_well (fixture, "Work", "key");

  hoist_account_forget_secrets (account);
  fixture->vault->is_held = TRUE;
  hoist_credentials_load_async (HOIST_CREDENTIALS (account), cancellable, on_loaded, loaded);
  settle ();
  g_cancellable_cancel (cancellable);
  settle ();
  hoist_credentials_load_async (HOIST_CREDENTIALS (account), NULL, on_loaded, loaded);
  test_vault_answer (fixture->vault);
  settle ();
  g_assert_cmpstr (loaded->str, ==, "cancelled;key;");
}

/* What was forgotten while it was on its way is asked for again. */
static void
test_forgotten_while_loading (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) loaded = g_string_new (NULL);
  g_autoptr (HoistSettings) secrets = new_settings ("secret-key", "new");
  HoistAccount *account = add_well (fixture, "Work", "old");

  hoist_account_forget_secrets (account);
  fixture->vault->is_held = TRUE;
  hoist_credentials_load_async (HOIST_CREDENTIALS (account), NULL, on_loaded, loaded);
  settle ();
  fixture->vault->is_held = FALSE;
  g_assert_true (change (fixture, account, NULL, NULL, secrets, NULL));
  hoist_account_forget_secrets (account);
  test_vault_answer (fixture->vault);
  settle ();
  g_assert_cmpstr (loaded->str, ==, "new;");
}

static void
test_lost_secret (Fixture *fixture, gconstpointer data)
{
  static const char *const texts[] = { NULL, "", "{}", "garbage", "{\"secret-key\":\"\"}" };
  HoistAccount *account = add_well (fixture, "Work", SECRET);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GError) error = NULL;

    if (texts[i] != NULL)
      hoist_vault_store_async (fixture->vault->memory, "account", hoist_account_get_id (account),
                               "x", texts[i], NULL, NULL, NULL);
    else
      hoist_vault_clear_async (fixture->vault->memory, "account", hoist_account_get_id (account),
                               NULL, NULL, NULL);
    hoist_account_forget_secrets (account);
    g_assert_null (load (account, &error));
    g_assert_error (error, HOIST_ERROR, HOIST_ERROR_KEYRING);
    g_assert_nonnull (strstr (error->message, "SecretKey"));
    g_assert_nonnull (strstr (error->message, "Work"));
  }
}

static void
test_locked_then_open (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  HoistAccount *account = add_well (fixture, "Work", SECRET);

  hoist_account_forget_secrets (account);
  test_vault_fail (fixture->vault, HOIST_ERROR_LOCKED);
  g_assert_null (load (account, &error));
  g_assert_error (error, HOIST_ERROR, HOIST_ERROR_LOCKED);
  test_vault_fail (fixture->vault, -1);
  assert_secret (account, SECRET);
}

static void
test_no_secret_fields (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HoistSettings) settings = new_settings ("folder", "films");
  g_autoptr (HoistAccount) account = hoist_account_new (
      "1", &plain, "Plain", settings, HOIST_VAULT (fixture->vault), HOIST_CLOCK (fixture->clock));
  g_autoptr (HoistSettings) secrets = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *summary = NULL;

  g_assert_false (hoist_account_has_secret_fields (account));
  secrets = load (account, &error);
  g_assert_no_error (error);
  g_assert_true (hoist_settings_is_empty (secrets));
  g_assert_cmpuint (fixture->vault->n_calls, ==, 0);
  g_object_get (account, "summary", &summary, NULL);
  g_assert_cmpstr (summary, ==, "Plain service");
  settle ();
  g_assert_finalize_object (g_steal_pointer (&account));
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  ADD ("/account-secrets/asks-the-vault-once", test_single_flight);
  ADD ("/account-secrets/asks-again-when-all-gave-up", test_given_up);
  ADD ("/account-secrets/asks-again-when-forgotten", test_forgotten_while_loading);
  ADD ("/account-secrets/says-which-secret-is-lost", test_lost_secret);
  ADD ("/account-secrets/waits-for-a-locked-keyring", test_locked_then_open);
  ADD ("/account-secrets/needs-no-vault-without-secret-fields", test_no_secret_fields);

  return g_test_run ();
}
