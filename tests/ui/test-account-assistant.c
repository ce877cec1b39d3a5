/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Setting up an account with the assistant, for each service, and whatever can go wrong on the way.
 */
#include "assistant-fixture.h"
#include "hoist-test-vault.h"

/* A port where nobody listens. (transfer full) */
static char *
find_closed_address (void)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  guint16 port = g_socket_listener_add_any_inet_port (listener, NULL, NULL);

  g_socket_listener_close (listener);
  return g_strdup_printf ("http://127.0.0.1:%u/", port);
}

static void
test_services (Fixture *fixture, gconstpointer data)
{
  guint n_providers = 0;
  const HoistProvider *const *providers = hoist_provider_list (&n_providers);

  assert_page (fixture, "service");
  for (guint i = 0; i < n_providers; i++) {
    GtkWidget *row = hoist_test_find_row (GTK_WIDGET (fixture->assistant), providers[i]->name);

    g_assert_nonnull (row);
    g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), ==, providers[i]->summary);
    g_signal_emit_by_name (row, "activate");
    assert_page (fixture, "access");
    g_assert_nonnull (
        hoist_account_assistant_find_editor (fixture->assistant, providers[i]->fields[0].id));
    act (fixture, "assistant.back");
    assert_page (fixture, "service");
  }
}

static void
assert_in_vault (Fixture *fixture, const char *secret)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *text = NULL;

  hoist_vault_lookup_async (fixture->place.vault, "account", hoist_account_get_id (fixture->saved),
                            NULL, hoist_test_keep_result, &result);
  text = hoist_vault_lookup_finish (fixture->place.vault, hoist_test_await (&result), NULL);
  if (secret == NULL)
    g_assert_null (text);
  else
    g_assert_nonnull (strstr (text, secret));
}

/* From the list of services to the account, with keys. */
static void
walk (Fixture *fixture, const char *service, const char *secret)
{
  const HoistProvider *provider = hoist_provider_find (service);

  choose (fixture, service);
  assert_page (fixture, "access");
  fill_in (fixture, service);
  act (fixture, "assistant.next");
  await_test (fixture);
  for (guint i = 0; i < HOIST_ACCOUNT_TEST_N_STEPS; i++) {
    g_test_message ("%s: %s", hoist_account_test_get_title (i),
                    hoist_account_test_get_sentence (get_test (fixture), i));
    g_assert_cmpint (get_state (fixture, i), ==, HOIST_ACCOUNT_TEST_GOOD);
    g_assert_nonnull (hoist_account_test_get_sentence (get_test (fixture), i));
  }
  act (fixture, "assistant.next");
  assert_page (fixture, "finish");
  act (fixture, "assistant.next");
  await_saved (fixture);
  /* the name is suggested, and fits as it is */
  g_assert_cmpstr (hoist_account_get_name (fixture->saved), ==, provider->name);
  g_assert_true (hoist_account_get_provider (fixture->saved) == provider);
  assert_in_vault (fixture, get_setting (fixture, service, secret));
}

static void
test_tencent (Fixture *fixture, gconstpointer data)
{
  walk (fixture, "tencent-vod", "secret-key");
}

static void
test_pds (Fixture *fixture, gconstpointer data)
{
  walk (fixture, "alibaba-pds", "refresh-token");
}

static void
test_huawei (Fixture *fixture, gconstpointer data)
{
  walk (fixture, "huawei-metastudio", "secret-key");
}

static void
test_xvid (Fixture *fixture, gconstpointer data)
{
  walk (fixture, "xvid-mediahub", "client-secret");
}

static void
test_empty_fields (Fixture *fixture, gconstpointer data)
{
  choose (fixture, "tencent-vod");
  act (fixture, "assistant.next");
  assert_page (fixture, "access");
  g_assert_nonnull (hoist_field_editor_get_error (find_editor (fixture, "secret-id")));
  g_assert_nonnull (hoist_field_editor_get_error (find_editor (fixture, "secret-key")));
  g_assert_null (hoist_field_editor_get_error (find_editor (fixture, "class-id")));
}

/* The key is refused: the step says so, the field says so, and the right one works. */
static void
test_refused (Fixture *fixture, gconstpointer data)
{
  g_autofree char *kept = NULL;

  choose (fixture, "tencent-vod");
  fill_in (fixture, "tencent-vod");
  type (fixture, "secret-key", "wrong");
  act (fixture, "assistant.next");
  await_test (fixture);
  g_assert_cmpint (get_state (fixture, HOIST_ACCOUNT_TEST_REACH), ==, HOIST_ACCOUNT_TEST_GOOD);
  g_assert_cmpint (get_state (fixture, HOIST_ACCOUNT_TEST_ACCESS), ==, HOIST_ACCOUNT_TEST_FAILED);
  g_assert_cmpint (get_state (fixture, HOIST_ACCOUNT_TEST_SERVICE), ==, HOIST_ACCOUNT_TEST_NOT_YET);
  act (fixture, "assistant.back");
  assert_page (fixture, "access");
  g_assert_nonnull (hoist_field_editor_get_error (find_editor (fixture, "secret-key")));
  kept = hoist_field_editor_dup_value (find_editor (fixture, "secret-key"));
  g_assert_cmpstr (kept, ==, "wrong");

  fill_in (fixture, "tencent-vod");
  g_assert_null (hoist_field_editor_get_error (find_editor (fixture, "secret-key")));
  act (fixture, "assistant.next");
  await_test (fixture);
  g_assert_cmpint (get_state (fixture, HOIST_ACCOUNT_TEST_SERVICE), ==, HOIST_ACCOUNT_TEST_GOOD);
}

/* The keys are good, but not what uploads need; the sentence stands at the field that it names. */
static void
test_missing_thing (Fixture *fixture, gconstpointer data)
{
  choose (fixture, "xvid-mediahub");
  fill_in (fixture, "xvid-mediahub");
  type (fixture, "pipeline-id", "nowhere");
  act (fixture, "assistant.next");
  await_test (fixture);
  g_assert_cmpint (get_state (fixture, HOIST_ACCOUNT_TEST_ACCESS), ==, HOIST_ACCOUNT_TEST_GOOD);
  g_assert_cmpint (get_state (fixture, HOIST_ACCOUNT_TEST_SERVICE), ==, HOIST_ACCOUNT_TEST_FAILED);
  act (fixture, "assistant.back");
  g_assert_cmpstr (
      hoist_field_editor_get_error (find_editor (fixture, "pipeline-id")), ==,
      hoist_account_test_get_sentence (get_test (fixture), HOIST_ACCOUNT_TEST_SERVICE));
  g_assert_null (hoist_field_editor_get_error (find_editor (fixture, "client-secret")));
}

/* An upload is tried again by itself, a test is not. */
static void
assert_no_promise (Fixture *fixture, HoistAccountTestStep step)
{
  const char *sentence = hoist_account_test_get_sentence (get_test (fixture), step);

  g_assert_nonnull (sentence);
  g_assert_null (strstr (sentence, "Hoist "));
}

static void
test_busy (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  const char *faults =
      "[{\"service\":\"tencent-vod\",\"fault\":\"status\",\"status\":503,\"times\":-1}]";

  hoist_practice_server_set_faults (fixture->server, faults, &error);
  g_assert_no_error (error);
  choose (fixture, "tencent-vod");
  fill_in (fixture, "tencent-vod");
  act (fixture, "assistant.next");
  await_test (fixture);
  g_assert_cmpint (get_state (fixture, HOIST_ACCOUNT_TEST_ACCESS), ==, HOIST_ACCOUNT_TEST_FAILED);
  assert_no_promise (fixture, HOIST_ACCOUNT_TEST_ACCESS);
}

/* Nobody is there; the account can be kept all the same, for a day with a network. */
static void
test_out_of_reach (Fixture *fixture, gconstpointer data)
{
  g_autofree char *address = find_closed_address ();

  choose (fixture, "tencent-vod");
  fill_in (fixture, "tencent-vod");
  type (fixture, "endpoint", address);
  act (fixture, "assistant.next");
  await_test (fixture);
  g_assert_cmpint (get_state (fixture, HOIST_ACCOUNT_TEST_REACH), ==, HOIST_ACCOUNT_TEST_FAILED);
  g_assert_cmpint (get_state (fixture, HOIST_ACCOUNT_TEST_CLOCK), ==, HOIST_ACCOUNT_TEST_NOT_YET);
  g_assert_cmpint (get_state (fixture, HOIST_ACCOUNT_TEST_ACCESS), ==, HOIST_ACCOUNT_TEST_NOT_YET);
  assert_no_promise (fixture, HOIST_ACCOUNT_TEST_REACH);

  act (fixture, "assistant.test");
  await_test (fixture);
  g_assert_cmpint (get_state (fixture, HOIST_ACCOUNT_TEST_REACH), ==, HOIST_ACCOUNT_TEST_FAILED);
  act (fixture, "assistant.go-on");
  act (fixture, "assistant.next");
  await_saved (fixture);
}

/* An hour between the clocks is told, and does not keep anybody out. */
static void
test_clock (Fixture *fixture, gconstpointer data)
{
  const char *sentence = NULL;

  choose (fixture, "huawei-metastudio");
  fill_in (fixture, "huawei-metastudio");
  act (fixture, "assistant.next");
  await_test (fixture);
  sentence = hoist_account_test_get_sentence (get_test (fixture), HOIST_ACCOUNT_TEST_CLOCK);
  g_assert_cmpint (get_state (fixture, HOIST_ACCOUNT_TEST_CLOCK), ==, HOIST_ACCOUNT_TEST_NOTED);
  g_assert_nonnull (strstr (sentence, "slow"));
  g_assert_cmpint (get_state (fixture, HOIST_ACCOUNT_TEST_SERVICE), ==, HOIST_ACCOUNT_TEST_GOOD);
}

/* Back and forth, also to another service: what was typed is there. */
static void
test_back_and_forth (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = NULL;
  g_autofree char *secret = NULL;

  choose (fixture, "tencent-vod");
  type (fixture, "secret-id", "AKID");
  type (fixture, "secret-key", "hush");
  act (fixture, "assistant.back");
  choose (fixture, "huawei-metastudio");
  type (fixture, "region", "cn-east-3");
  act (fixture, "assistant.back");
  choose (fixture, "tencent-vod");
  id = hoist_field_editor_dup_value (find_editor (fixture, "secret-id"));
  secret = hoist_field_editor_dup_value (find_editor (fixture, "secret-key"));
  g_assert_cmpstr (id, ==, "AKID");
  g_assert_cmpstr (secret, ==, "hush");
}

/* Going back while the test runs gives it up; nothing comes of it later. */
static void
test_back_from_test (Fixture *fixture, gconstpointer data)
{
  choose (fixture, "tencent-vod");
  fill_in (fixture, "tencent-vod");
  act (fixture, "assistant.next");
  assert_page (fixture, "test");
  act (fixture, "assistant.back");
  while (get_state (fixture, HOIST_ACCOUNT_TEST_REACH) == HOIST_ACCOUNT_TEST_RUNNING)
    g_main_context_iteration (NULL, TRUE);
  assert_page (fixture, "access");
  g_assert_cmpint (get_state (fixture, HOIST_ACCOUNT_TEST_REACH), ==, HOIST_ACCOUNT_TEST_NOT_YET);
}

static void
reach_finish (Fixture *fixture)
{
  choose (fixture, "tencent-vod");
  fill_in (fixture, "tencent-vod");
  act (fixture, "assistant.next");
  await_test (fixture);
  act (fixture, "assistant.next");
  assert_page (fixture, "finish");
}

static void
test_names (Fixture *fixture, gconstpointer data)
{
  GtkWidget *row = NULL;

  reach_finish (fixture);
  type_name (fixture, "");
  act (fixture, "assistant.next");
  assert_page (fixture, "finish");
  g_assert_null (fixture->saved);
  type_name (fixture, "Studio");
  act (fixture, "assistant.next");
  await_saved (fixture);
  g_assert_cmpstr (hoist_account_get_name (fixture->saved), ==, "Studio");
  g_clear_object (&fixture->saved);

  /* a second one of the same service: the name is taken, another is suggested from the start */
  open_assistant (fixture);
  reach_finish (fixture);
  type_name (fixture, "Studio");
  act (fixture, "assistant.next");
  row = hoist_test_find_row (GTK_WIDGET (fixture->assistant), "Name of this account");
  g_assert_true (gtk_widget_has_css_class (row, "error"));
  g_assert_null (fixture->saved);
}

static void
test_suggestion_is_free (Fixture *fixture, gconstpointer data)
{
  reach_finish (fixture);
  act (fixture, "assistant.next");
  await_saved (fixture);
  g_clear_object (&fixture->saved);

  open_assistant (fixture);
  reach_finish (fixture);
  act (fixture, "assistant.next");
  await_saved (fixture);
  g_assert_cmpstr (hoist_account_get_name (fixture->saved), ==, "Tencent Cloud VOD 2");
}

static void
test_default (Fixture *fixture, gconstpointer data)
{
  HoistAccounts *accounts = hoist_workspace_get_accounts (fixture->place.workspace);
  g_autoptr (HoistAccount) first = NULL;
  GtkWidget *row = NULL;

  reach_finish (fixture);
  row = hoist_test_find_row (GTK_WIDGET (fixture->assistant), "Use for New Uploads");
  g_assert_false (gtk_widget_is_visible (row)); /* there is no other */
  type (fixture, "class-id", "12");
  act (fixture, "assistant.next");
  await_saved (fixture);
  g_assert_cmpstr (hoist_settings_get (hoist_account_get_settings (fixture->saved), "class-id"), ==,
                   "12");
  first = g_steal_pointer (&fixture->saved);
  g_assert_true (hoist_accounts_get_default (accounts) == first);

  open_assistant (fixture);
  reach_finish (fixture);
  row = hoist_test_find_row (GTK_WIDGET (fixture->assistant), "Use for New Uploads");
  g_assert_true (gtk_widget_is_visible (row));
  gtk_switch_set_active (GTK_SWITCH (hoist_test_find_type (row, GTK_TYPE_SWITCH)), TRUE);
  act (fixture, "assistant.next");
  await_saved (fixture);
  g_assert_true (hoist_accounts_get_default (accounts) == fixture->saved);
}

/* Without a keyring nothing is lost silently: the user says that the keys may go with the program.
 */
static void
test_no_keyring (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error =
      g_error_new_literal (HOIST_ERROR, HOIST_ERROR_KEYRING, "There is no keyring.");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (HoistSettings) secrets = NULL;
  GtkWidget *row = NULL;

  hoist_test_vault_set_error (HOIST_TEST_VAULT (fixture->place.vault), error);
  reach_finish (fixture);
  act (fixture, "assistant.next");
  while ((row = hoist_test_find_row (GTK_WIDGET (fixture->assistant), "The Keys Cannot Be Kept")) ==
         NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (gtk_widget_is_visible (row));
  g_assert_null (fixture->saved);
  g_assert_cmpuint (
      hoist_accounts_get_count (hoist_workspace_get_accounts (fixture->place.workspace)), ==, 0);
  act (fixture, "assistant.hold");
  await_saved (fixture);
  hoist_credentials_load_async (HOIST_CREDENTIALS (fixture->saved), NULL, hoist_test_keep_result,
                                &result);
  secrets = hoist_credentials_load_finish (HOIST_CREDENTIALS (fixture->saved),
                                           hoist_test_await (&result), NULL);
  g_assert_cmpstr (hoist_settings_get (secrets, "secret-key"), ==,
                   get_setting (fixture, "tencent-vod", "secret-key"));
  hoist_test_vault_set_error (HOIST_TEST_VAULT (fixture->place.vault), NULL);
  assert_in_vault (fixture, NULL);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  if (!hoist_test_ui_init (&argc, &argv))
    return 0;

  ADD ("/assistant/lists-every-service", test_services);
  ADD ("/assistant/tencent-vod", test_tencent);
  ADD ("/assistant/alibaba-pds", test_pds);
  ADD ("/assistant/huawei-metastudio", test_huawei);
  ADD ("/assistant/xvid-mediahub", test_xvid);
  ADD ("/assistant/empty-fields-say-so", test_empty_fields);
  ADD ("/assistant/refused-key-is-told-at-the-field", test_refused);
  ADD ("/assistant/what-is-missing-is-told-at-the-field", test_missing_thing);
  ADD ("/assistant/out-of-reach", test_out_of_reach);
  ADD ("/assistant/service-is-busy", test_busy);
  g_test_add ("/assistant/wrong-clock-is-told", Fixture, "3600", set_up, test_clock, tear_down);
  ADD ("/assistant/back-keeps-what-was-typed", test_back_and_forth);
  ADD ("/assistant/back-gives-up-the-test", test_back_from_test);
  ADD ("/assistant/names", test_names);
  ADD ("/assistant/suggested-name-is-free", test_suggestion_is_free);
  ADD ("/assistant/default-account", test_default);
  ADD ("/assistant/without-a-keyring", test_no_keyring);
  return g_test_run ();
}
