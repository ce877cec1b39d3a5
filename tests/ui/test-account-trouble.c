/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A keyring that is locked, missing, refused or without this account's keys: four sentences, each
 * with the one button that helps. */
#include "hoist-account-trouble.h"
#include "hoist-error.h"
#include "hoist-test-await.h"
#include "hoist-test-vault.h"
#include "hoist-test-widgets.h"
#include "hoist-test-workspace.h"

#include <string.h>

typedef struct {
  HoistTestWorkspace place;
  HoistAccount *account;        /* (owned) */
  GtkWidget *window;            /* (unowned): a toplevel */
  HoistAccountTrouble *trouble; /* (owned) */
  guint n_changed;
} Fixture;

static void
on_changed (Fixture *fixture)
{
  fixture->n_changed++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  hoist_test_workspace_open (&fixture->place, HOIST_TEST_TIME_GOES_ON);
  fixture->account = hoist_test_workspace_add_tencent (&fixture->place, "Studio");
  hoist_account_forget_secrets (fixture->account);
  fixture->window = gtk_window_new ();
  fixture->trouble = hoist_account_trouble_new (fixture->window, fixture->place.workspace);
  g_signal_connect_swapped (fixture->trouble, "changed", G_CALLBACK (on_changed), fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->trouble);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  g_object_unref (fixture->account);
  hoist_test_workspace_close (&fixture->place);
}

/* Somebody needs the account's keys; what comes in their way stops the account as the engine does.
 */
static void
use_account (Fixture *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (HoistSettings) secrets = NULL;

  hoist_credentials_load_async (HOIST_CREDENTIALS (fixture->account), NULL, hoist_test_keep_result,
                                &result);
  secrets = hoist_credentials_load_finish (HOIST_CREDENTIALS (fixture->account),
                                           hoist_test_await (&result), &error);
  if (g_error_matches (error, HOIST_ERROR, HOIST_ERROR_KEYRING))
    hoist_channel_stop (hoist_account_get_channel (fixture->account), error);
}

static void
break_vault (Fixture *fixture, int code)
{
  g_autoptr (GError) error = g_error_new_literal (HOIST_ERROR, code, "The keyring says no.");

  hoist_test_vault_set_error (HOIST_TEST_VAULT (fixture->place.vault), error);
}

static void
assert_says (Fixture *fixture, const char *part, const char *button, const char *action)
{
  HoistBannerText text = { 0 };

  g_assert_true (hoist_account_trouble_write (fixture->trouble, &text));
  g_test_message ("%s [%s]", text.title, text.button);
  g_assert_nonnull (strstr (text.title, part));
  g_assert_cmpstr (text.button, ==, button);
  g_assert_cmpstr (text.action, ==, action);
  g_assert_cmpuint (fixture->n_changed, >, 0);
}

static void
assert_says_nothing (Fixture *fixture)
{
  HoistBannerText text = { 0 };

  g_assert_false (hoist_account_trouble_write (fixture->trouble, &text));
  g_assert_null (text.title);
}

static void
test_well (Fixture *fixture, gconstpointer data)
{
  assert_says_nothing (fixture);
  use_account (fixture);
  assert_says_nothing (fixture);
}

static void
test_locked (Fixture *fixture, gconstpointer data)
{
  break_vault (fixture, HOIST_ERROR_LOCKED);
  use_account (fixture);
  assert_says (fixture, "is locked", "Unlock", "keyring.unlock");

  /* somebody opens it */
  hoist_test_vault_set_error (HOIST_TEST_VAULT (fixture->place.vault), NULL);
  use_account (fixture);
  assert_says_nothing (fixture);
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  break_vault (fixture, HOIST_ERROR_LOCKED);
  hoist_test_vault_set_refusal (HOIST_TEST_VAULT (fixture->place.vault), TRUE);
  use_account (fixture);
  assert_says (fixture, "stayed locked", "Unlock", "keyring.unlock");

  /* the button asks again, and now the user unlocks it */
  hoist_test_vault_set_error (HOIST_TEST_VAULT (fixture->place.vault), NULL);
  g_assert_true (gtk_widget_activate_action (fixture->window, "keyring.unlock", NULL));
  while (hoist_vault_get_state (fixture->place.vault) != HOIST_VAULT_OPEN)
    g_main_context_iteration (NULL, TRUE);
  assert_says_nothing (fixture);
}

static void
test_missing (Fixture *fixture, gconstpointer data)
{
  g_autofree char *line = NULL;

  break_vault (fixture, HOIST_ERROR_KEYRING);
  use_account (fixture);
  assert_says (fixture, "no keyring", "Enter Keys", "win.edit-account");
  line = hoist_account_trouble_describe (fixture->account);
  g_assert_cmpstr (line, ==, "The keyring says no.");
}

static void
test_item_missing (Fixture *fixture, gconstpointer data)
{
  hoist_vault_clear_async (fixture->place.vault, "account", hoist_account_get_id (fixture->account),
                           NULL, NULL, NULL);
  use_account (fixture);
  assert_says (fixture, "no keys for “Studio”", "Sign In", "win.edit-account");
}

static void
test_refused_by_service (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error =
      g_error_new_literal (HOIST_ERROR, HOIST_ERROR_SIGN_IN, "The key was refused.");

  hoist_channel_stop (hoist_account_get_channel (fixture->account), error);
  assert_says (fixture, "“Studio” was refused by its service", "Sign In", "win.edit-account");
  hoist_channel_resume (hoist_account_get_channel (fixture->account));
  assert_says_nothing (fixture);
}

/* Keys that end with the program are said so in the list of accounts, for as long as that is so. */
static void
test_held (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HoistSettings) secrets = hoist_settings_new ();
  g_autofree char *line = NULL;

  g_assert_null (hoist_account_trouble_describe (fixture->account));
  hoist_settings_set (secrets, "secret-key", "hush");
  hoist_account_hold_secrets (fixture->account, secrets);
  line = hoist_account_trouble_describe (fixture->account);
  g_assert_nonnull (strstr (line, "until you quit"));
  hoist_account_set_secrets (fixture->account, secrets);
  g_assert_null (hoist_account_trouble_describe (fixture->account));

  hoist_account_set_practice (fixture->account);
  hoist_account_hold_secrets (fixture->account, secrets);
  g_assert_null (hoist_account_trouble_describe (fixture->account));
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  if (!hoist_test_ui_init (&argc, &argv))
    return 0;

  ADD ("/account-trouble/silent-while-all-is-well", test_well);
  ADD ("/account-trouble/keyring-locked", test_locked);
  ADD ("/account-trouble/keyring-refused", test_refused);
  ADD ("/account-trouble/keyring-missing", test_missing);
  ADD ("/account-trouble/keys-missing", test_item_missing);
  ADD ("/account-trouble/refused-by-the-service", test_refused_by_service);
  ADD ("/account-trouble/keys-in-memory", test_held);
  return g_test_run ();
}
