/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signing in from the account's form, and its lists of choices, with a service and a browser that
 * are played here. */
#include "hoist-account-form.h"
#include "hoist-error.h"
#include "hoist-sign-in-row.h"
#include "hoist-test-await.h"
#include "hoist-test-widgets.h"
#include "hoist-test-workspace.h"

#include <string.h>

#define SERVICE "alibaba-pds"

static const struct {
  const char *path;
  const char *answer;
} answers[] = {
  { "/v2/oauth/token", "{\"access_token\":\"token-1\",\"refresh_token\":\"refresh-1\","
                       "\"expires_in\":7200,\"default_drive_id\":\"1\"}" },
  { "/v2/user/get", "{\"user_id\":\"u1\",\"user_name\":\"Ann\",\"domain_id\":\"d1\","
                    "\"default_drive_id\":\"1\"}" },
  { "/v2/drive/get", "{\"drive_id\":\"1\",\"drive_name\":\"Films\",\"status\":\"enabled\","
                     "\"used_size\":0,\"total_size\":0}" },
  { "/v2/drive/list_my_drives",
    "{\"items\":[{\"drive_id\":\"1\",\"drive_name\":\"Films <b>\",\"status\":\"enabled\"},"
    "{\"drive_id\":\"2\",\"drive_name\":\"Archive\",\"status\":\"enabled\"}]}" },
  { "/v2/drive/list_my_group_drive", "{\"items\":[]}" },
};

/* One request to the service. */
typedef struct {
  GSocketConnection *connection; /* (owned) */
  GString *text;                 /* (owned) */
  char buffer[4096];
} Request;

typedef struct {
  HoistTestWorkspace place;
  GSocketService *service;    /* (owned) */
  char *endpoint;             /* (owned) */
  GString *asked;             /* (owned): the paths that the service was asked for */
  HoistAccountForm *form;     /* (unowned) (nullable): until it closes */
  HoistSignInRow *row;        /* (unowned): in @form */
  HoistAccount *saved;        /* (owned) (nullable) */
  const char *values;         /* what the browser brings beside the state; %NULL: nothing */
  char *address;              /* (owned) (nullable): what the browser was to open */
  GSocketConnection *browser; /* (owned) (nullable) */
} Fixture;

static void
request_free (Request *request)
{
  g_io_stream_close (G_IO_STREAM (request->connection), NULL, NULL);
  g_object_unref (request->connection);
  g_string_free (request->text, TRUE);
  g_free (request);
}

static gboolean
is_whole (const Request *request)
{
  const char *end = strstr (request->text->str, "\r\n\r\n");
  const char *length = strstr (request->text->str, "Content-Length: ");

  return end != NULL &&
         (length == NULL || length > end ||
          strlen (end + 4) >= g_ascii_strtoull (length + strlen ("Content-Length: "), NULL, 10));
}

static void
answer (Fixture *fixture, Request *request)
{
  g_auto (GStrv) words = g_strsplit (request->text->str, " ", 3);
  g_autofree char *text = NULL;

  g_string_append_printf (fixture->asked, "%s;", words[1]);
  for (guint i = 0; i < G_N_ELEMENTS (answers) && text == NULL; i++) {
    if (g_strcmp0 (answers[i].path, words[1]) == 0)
      text = g_strdup_printf ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                              "Content-Length: %u\r\nConnection: close\r\n\r\n%s",
                              (guint) strlen (answers[i].answer), answers[i].answer);
  }
  g_assert_nonnull (text);
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (request->connection)),
                             text, strlen (text), NULL, NULL, NULL);
}

static void read_on (Request *request, Fixture *fixture);

static void
on_read (GObject *source, GAsyncResult *result, gpointer data)
{
  Fixture *fixture = data;
  Request *request = g_object_get_data (source, "request");
  gssize n_read = g_input_stream_read_finish (G_INPUT_STREAM (source), result, NULL);

  if (n_read > 0)
    g_string_append_len (request->text, request->buffer, n_read);
  if (n_read > 0 && !is_whole (request)) {
    read_on (request, fixture);
    return;
  }
  if (n_read > 0)
    answer (fixture, request);
  request_free (request);
}

static void
read_on (Request *request, Fixture *fixture)
{
  GInputStream *input = g_io_stream_get_input_stream (G_IO_STREAM (request->connection));

  g_object_set_data (G_OBJECT (input), "request", request);
  g_input_stream_read_async (input, request->buffer, sizeof request->buffer, G_PRIORITY_DEFAULT,
                             NULL, on_read, fixture);
}

static gboolean
on_incoming (GSocketService *service, GSocketConnection *connection, GObject *source, gpointer data)
{
  Request *request = g_new0 (Request, 1);

  request->connection = g_object_ref (connection);
  request->text = g_string_new (NULL);
  read_on (request, data);
  return TRUE;
}

static void
start_service (Fixture *fixture)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) bound = NULL;

  fixture->service = g_socket_service_new ();
  g_assert_true (g_socket_listener_add_address (G_SOCKET_LISTENER (fixture->service), address,
                                                G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL,
                                                &bound, NULL));
  fixture->endpoint = g_strdup_printf (
      "http://127.0.0.1:%u", g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound)));
  g_signal_connect (fixture->service, "incoming", G_CALLBACK (on_incoming), fixture);
}

/* (transfer full) (nullable): to where the browser is sent back from @address. */
static GSocketConnection *
connect_back (const char *address)
{
  g_autoptr (GUri) uri = g_uri_parse (address, G_URI_FLAGS_ENCODED, NULL);
  g_autoptr (GHashTable) query =
      g_uri_parse_params (g_uri_get_query (uri), -1, "&", G_URI_PARAMS_NONE, NULL);
  g_autoptr (GUri) back =
      g_uri_parse (g_hash_table_lookup (query, "redirect_uri"), G_URI_FLAGS_NONE, NULL);
  g_autoptr (GSocketClient) client = g_socket_client_new ();

  g_assert_cmpstr (g_hash_table_lookup (query, "client_id"), ==, "app-1");
  g_assert_cmpstr (g_uri_get_path (back), ==, "/callback");
  g_socket_client_set_enable_proxy (client, FALSE);
  return g_socket_client_connect_to_host (client, g_uri_get_host (back), g_uri_get_port (back),
                                          NULL, NULL);
}

/* The user signs in at once, and the service sends the browser back. */
static void
browse (const char *address, gpointer data)
{
  Fixture *fixture = data;
  g_autoptr (GUri) uri = g_uri_parse (address, G_URI_FLAGS_ENCODED, NULL);
  g_autoptr (GHashTable) query =
      g_uri_parse_params (g_uri_get_query (uri), -1, "&", G_URI_PARAMS_NONE, NULL);
  g_autofree char *request = NULL;

  g_assert_null (fixture->address);
  fixture->address = g_strdup (address);
  if (fixture->values == NULL)
    return;
  fixture->browser = connect_back (address);
  g_assert_nonnull (fixture->browser);
  request = g_strdup_printf ("GET /callback?%s&state=%s HTTP/1.1\r\n\r\n", fixture->values,
                             (char *) g_hash_table_lookup (query, "state"));
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (fixture->browser)),
                             request, strlen (request), NULL, NULL, NULL);
}

static void
on_saved (HoistAccountForm *form, HoistAccount *account, gpointer data)
{
  Fixture *fixture = data;

  fixture->saved = g_object_ref (account);
}

static void
open_form (Fixture *fixture, HoistAccount *account)
{
  fixture->form = hoist_account_form_new (NULL, fixture->place.workspace, account);
  g_object_add_weak_pointer (G_OBJECT (fixture->form), (gpointer *) &fixture->form);
  g_signal_connect (fixture->form, "saved", G_CALLBACK (on_saved), fixture);
  gtk_window_present (GTK_WINDOW (fixture->form));
  fixture->row =
      HOIST_SIGN_IN_ROW (hoist_test_find_type (GTK_WIDGET (fixture->form), HOIST_TYPE_SIGN_IN_ROW));
  g_assert_nonnull (fixture->row);
  hoist_sign_in_row_set_browser (fixture->row, browse, fixture);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  hoist_test_workspace_open (&fixture->place, HOIST_TEST_TIME_GOES_ON);
  fixture->asked = g_string_new (NULL);
  start_service (fixture);
  open_form (fixture, NULL);
}

static void
close_form (Fixture *fixture)
{
  if (fixture->form != NULL)
    gtk_window_close (GTK_WINDOW (fixture->form));
  hoist_test_await_gone ((gpointer *) &fixture->form);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  close_form (fixture);
  g_clear_object (&fixture->saved);
  g_clear_object (&fixture->browser);
  g_socket_service_stop (fixture->service);
  g_socket_listener_close (G_SOCKET_LISTENER (fixture->service));
  g_clear_object (&fixture->service);
  hoist_test_workspace_close (&fixture->place);
  g_free (fixture->endpoint);
  g_free (fixture->address);
  g_string_free (fixture->asked, TRUE);
}

static void
type (Fixture *fixture, const char *id, const char *value)
{
  hoist_field_editor_set_value (hoist_account_form_find_editor (fixture->form, id), value);
}

/* The name is no field of the service's: its row is the first that is an entry. */
static void
fill_in (Fixture *fixture)
{
  GtkWidget *name = NULL;

  hoist_account_form_set_provider (fixture->form, hoist_provider_find (SERVICE));
  name = hoist_test_find_type (GTK_WIDGET (fixture->form), ADW_TYPE_ENTRY_ROW);
  gtk_editable_set_text (GTK_EDITABLE (name), "Drive");
  type (fixture, "endpoint", fixture->endpoint);
  type (fixture, "client-id", "app-1");
}

static void
click (Fixture *fixture, const char *label)
{
  GtkWidget *button = hoist_test_find_button (GTK_WIDGET (fixture->row), label);

  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
}

static const char *
get_sentence (Fixture *fixture)
{
  return adw_action_row_get_subtitle (ADW_ACTION_ROW (fixture->row));
}

static void
wait_for_end (Fixture *fixture)
{
  while (hoist_sign_in_row_is_waiting (fixture->row))
    g_main_context_iteration (NULL, TRUE);
}

/* Only services with such a sign-in have the button. */
static void
test_only_where_it_is (Fixture *fixture, gconstpointer data)
{
  guint n_providers = 0;
  const HoistProvider *const *providers = hoist_provider_list (&n_providers);

  for (guint i = 0; i < n_providers; i++) {
    hoist_account_form_set_provider (fixture->form, providers[i]);
    g_assert_cmpint (gtk_widget_is_visible (GTK_WIDGET (fixture->row)), ==,
                     providers[i]->write_sign_in_address != NULL);
  }
  hoist_account_form_set_provider (fixture->form, hoist_provider_find (SERVICE));
  g_assert_true (gtk_widget_is_visible (GTK_WIDGET (fixture->row)));
}

static void
assert_secret (HoistAccount *account, const char *id, const char *value)
{
  HoistCredentials *credentials =
      hoist_channel_get_credentials (hoist_account_get_channel (account));
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (HoistSettings) secrets = NULL;

  hoist_credentials_load_async (credentials, NULL, hoist_test_keep_result, &result);
  secrets = hoist_credentials_load_finish (credentials, hoist_test_await (&result), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (hoist_settings_get (secrets, id), ==, value);
}

static void
sign_in (Fixture *fixture)
{
  fixture->values = "code=abc";
  click (fixture, "_Sign In…");
  while (fixture->saved == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_new_account (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  fill_in (fixture);
  sign_in (fixture);
  g_assert_cmpstr (hoist_account_get_name (fixture->saved), ==, "Drive");
  g_assert_cmpstr (fixture->asked->str, ==, "/v2/oauth/token;/v2/user/get;/v2/drive/get;");
  assert_secret (fixture->saved, "refresh-token", "refresh-1");
  assert_secret (fixture->saved, HOIST_GRANT_TOKEN, "token-1");

  /* in the vault, not only in memory */
  hoist_vault_lookup_async (fixture->place.vault, "account", hoist_account_get_id (fixture->saved),
                            NULL, hoist_test_keep_result, &result);
  text = hoist_vault_lookup_finish (fixture->place.vault, hoist_test_await (&result), NULL);
  g_assert_nonnull (strstr (text, "refresh-1"));
  g_assert_nonnull (strstr (text, "token-1"));
}

/* A key would go before a sign-in: the newest way in wins, so the key is over. */
static void
test_beats_key (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  fill_in (fixture);
  type (fixture, "api-key", "uk-old");
  sign_in (fixture);
  assert_secret (fixture->saved, "refresh-token", "refresh-1");
  assert_secret (fixture->saved, "api-key", "");
  hoist_vault_lookup_async (fixture->place.vault, "account", hoist_account_get_id (fixture->saved),
                            NULL, hoist_test_keep_result, &result);
  text = hoist_vault_lookup_finish (fixture->place.vault, hoist_test_await (&result), NULL);
  g_assert_null (strstr (text, "uk-old"));
  g_assert_nonnull (strstr (text, "refresh-1"));
}

/* An account that was stopped goes on after a sign-in; its name and settings stay. */
static void
test_again (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HoistAccount) account = NULL;
  g_autoptr (GError) refusal =
      g_error_new_literal (HOIST_ERROR, HOIST_ERROR_SIGN_IN, "The sign-in has run out.");
  HoistChannel *channel = NULL;

  fill_in (fixture);
  sign_in (fixture);
  close_form (fixture);
  account = g_steal_pointer (&fixture->saved);
  g_clear_pointer (&fixture->address, g_free);
  g_clear_object (&fixture->browser);
  channel = hoist_account_get_channel (account);
  hoist_channel_stop (channel, refusal);

  open_form (fixture, account);
  sign_in (fixture);
  g_assert_true (fixture->saved == account);
  g_assert_null (hoist_channel_get_stop_error (channel));
  g_assert_cmpuint (
      hoist_accounts_get_count (hoist_workspace_get_accounts (fixture->place.workspace)), ==, 1);
  assert_secret (account, HOIST_GRANT_TOKEN, "token-1");
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  fill_in (fixture);
  fixture->values = "error=access_denied";
  click (fixture, "_Sign In…");
  wait_for_end (fixture);
  g_assert_nonnull (strstr (get_sentence (fixture), "refused"));
  g_assert_nonnull (hoist_test_find_button (GTK_WIDGET (fixture->row), "_Sign In…"));
  g_assert_cmpstr (fixture->asked->str, ==, "");
  g_assert_null (fixture->saved);
}

/* While the browser is awaited nothing can be changed, and one can cancel. */
static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  g_autofree char *before = NULL;
  GtkWidget *endpoint = NULL;

  fill_in (fixture);
  before = g_strdup (get_sentence (fixture));
  endpoint =
      hoist_field_editor_get_row (hoist_account_form_find_editor (fixture->form, "endpoint"));
  click (fixture, "_Sign In…");
  while (fixture->address == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (gtk_widget_is_sensitive (endpoint));
  g_assert_true (gtk_widget_is_sensitive (GTK_WIDGET (fixture->row)));
  g_assert_true (
      gtk_widget_get_visible (hoist_test_find_button (GTK_WIDGET (fixture->row), "Copy _Address")));
  g_assert_cmpstr (get_sentence (fixture), !=, before);

  click (fixture, "_Cancel");
  wait_for_end (fixture);
  g_assert_true (gtk_widget_is_sensitive (endpoint));
  g_assert_cmpstr (get_sentence (fixture), ==, before);
  g_assert_false (
      gtk_widget_get_visible (hoist_test_find_button (GTK_WIDGET (fixture->row), "Copy _Address")));
}

/* A form that is closed waits for nobody. */
static void
test_close (Fixture *fixture, gconstpointer data)
{
  GSocketConnection *connection = NULL;

  fill_in (fixture);
  click (fixture, "_Sign In…");
  while (fixture->address == NULL)
    g_main_context_iteration (NULL, TRUE);
  close_form (fixture);
  while ((connection = connect_back (fixture->address)) != NULL) {
    g_object_unref (connection);
    g_main_context_iteration (NULL, TRUE);
  }
  g_assert_cmpstr (fixture->asked->str, ==, "");
}

static void
test_what_is_missing (Fixture *fixture, gconstpointer data)
{
  fill_in (fixture);
  type (fixture, "endpoint", "");
  click (fixture, "_Sign In…");
  g_assert_false (hoist_sign_in_row_is_waiting (fixture->row));
  g_assert_nonnull (
      hoist_field_editor_get_error (hoist_account_form_find_editor (fixture->form, "endpoint")));

  type (fixture, "endpoint", fixture->endpoint);
  type (fixture, "client-id", "");
  click (fixture, "_Sign In…");
  wait_for_end (fixture);
  g_assert_nonnull (strstr (get_sentence (fixture), "Client ID"));
  g_assert_null (fixture->address);
}

static HoistChoiceButton *
ask (Fixture *fixture)
{
  HoistFieldEditor *editor = hoist_account_form_find_editor (fixture->form, "drive-id");
  HoistChoiceButton *choices = hoist_field_editor_get_choices (editor);
  GtkWidget *button = NULL;

  g_assert_nonnull (choices);
  button = hoist_test_find_type (GTK_WIDGET (choices), GTK_TYPE_MENU_BUTTON);
  gtk_menu_button_popup (GTK_MENU_BUTTON (button));
  while (g_strcmp0 (hoist_choice_button_get_sentence (choices), "Asking the service…") == 0)
    g_main_context_iteration (NULL, TRUE);
  return choices;
}

/* The service's words are shown as text; what is chosen is the id, and another can be typed. */
static void
test_choices (Fixture *fixture, gconstpointer data)
{
  HoistFieldEditor *editor = NULL;
  HoistChoiceButton *choices = NULL;
  GtkListBoxRow *first = NULL;
  GtkListBoxRow *second = NULL;
  g_autofree char *value = NULL;

  fill_in (fixture);
  type (fixture, "access-token", "pasted");
  choices = ask (fixture);
  g_assert_null (hoist_choice_button_get_sentence (choices));
  first = gtk_list_box_get_row_at_index (hoist_choice_button_get_list (choices), 0);
  second = gtk_list_box_get_row_at_index (hoist_choice_button_get_list (choices), 1);
  g_assert_null (gtk_list_box_get_row_at_index (hoist_choice_button_get_list (choices), 2));
  g_assert_cmpstr (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (first)), ==, "Films <b>");
  g_assert_false (adw_preferences_row_get_use_markup (ADW_PREFERENCES_ROW (first)));

  g_signal_emit_by_name (hoist_choice_button_get_list (choices), "row-activated", second);
  editor = hoist_account_form_find_editor (fixture->form, "drive-id");
  value = hoist_field_editor_dup_value (editor);
  g_assert_cmpstr (value, ==, "2");
  hoist_field_editor_set_value (editor, "typed");
  g_clear_pointer (&value, g_free);
  value = hoist_field_editor_dup_value (editor);
  g_assert_cmpstr (value, ==, "typed");
}

static void
test_no_choices (Fixture *fixture, gconstpointer data)
{
  HoistChoiceButton *choices = NULL;

  fill_in (fixture);
  choices = ask (fixture);
  g_assert_nonnull (strstr (hoist_choice_button_get_sentence (choices), "Nobody is signed in"));
}

/* Each field that a service can be asked for has the list, and no other. */
static void
test_asked_fields (Fixture *fixture, gconstpointer data)
{
  guint n_providers = 0;
  guint n_asked = 0;
  const HoistProvider *const *providers = hoist_provider_list (&n_providers);

  for (guint i = 0; i < n_providers; i++) {
    hoist_account_form_set_provider (fixture->form, providers[i]);
    for (guint j = 0; j < providers[i]->n_fields; j++) {
      const HoistField *field = &providers[i]->fields[j];
      gboolean is_asked = (field->flags & HOIST_FIELD_ASKED) != 0;
      HoistFieldEditor *editor = hoist_account_form_find_editor (fixture->form, field->id);

      n_asked += is_asked;
      g_assert_cmpint (hoist_field_editor_get_choices (editor) != NULL, ==, is_asked);
    }
  }
  g_assert_cmpuint (n_asked, >=, 3);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  if (!hoist_test_ui_init (&argc, &argv))
    return 0;

  ADD ("/sign-in/button-only-where-it-works", test_only_where_it_is);
  ADD ("/sign-in/new-account-is-saved", test_new_account);
  ADD ("/sign-in/newest-way-in-wins", test_beats_key);
  ADD ("/sign-in/stopped-account-goes-on", test_again);
  ADD ("/sign-in/refusal-is-a-sentence", test_refused);
  ADD ("/sign-in/can-be-cancelled", test_cancel);
  ADD ("/sign-in/closing-gives-up", test_close);
  ADD ("/sign-in/says-what-is-missing", test_what_is_missing);
  ADD ("/choices/are-offered-by-name", test_choices);
  ADD ("/choices/say-why-there-are-none", test_no_choices);
  ADD ("/choices/only-where-asked", test_asked_fields);
  return g_test_run ();
}
