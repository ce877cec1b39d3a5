/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A sign-in with a browser that is played here: what it brings back, and what others try. */
#include "hoist-sign-in.h"

#include "hoist-error.h"
#include "hoist-sign-in-proof.h"
#include "hoist-test-clock.h"

#include <string.h>

#define MINUTE ((gint64) 60 * G_USEC_PER_SEC)
#define ICON "GET /favicon.ico HTTP/1.1\r\nHost: x\r\n\r\n"

/* A journal that nobody asks anything. */
#define TEST_TYPE_JOURNAL (test_journal_get_type ())
G_DECLARE_FINAL_TYPE (TestJournal, test_journal, TEST, JOURNAL, GObject)

struct _TestJournal {
  GObject parent_instance;
};

G_DEFINE_FINAL_TYPE_WITH_CODE (TestJournal,
                               test_journal,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (HOIST_TYPE_JOURNAL, NULL))

static void
test_journal_class_init (TestJournalClass *klass)
{
}

static void
test_journal_init (TestJournal *self)
{
}

/* What the service was told. */
static struct {
  guint n_codes;
  char *code;         /* (owned) */
  char *redirect_uri; /* (owned) */
  char *verifier;     /* (owned) */
  gboolean has_no_address;
} service;

static char *
write_address (const HoistFacts *facts,
               const char *redirect_uri,
               const char *state,
               const char *challenge,
               GError **error)
{
  if (service.has_no_address) {
    g_set_error_literal (error, HOIST_ERROR, HOIST_ERROR_SIGN_IN, "“Client ID” is missing.");
    return NULL;
  }
  return g_strdup_printf ("%s %s %s", redirect_uri, state, challenge);
}

static HoistMove
write_request (const HoistFacts *facts,
               HoistTicket *ticket,
               HoistStep step,
               HoistPart *part,
               HoistRequest **request,
               GError **error)
{
  g_assert_cmpint (step, ==, HOIST_STEP_SIGN_IN);
  service.n_codes++;
  service.code = g_strdup (facts->errand->code);
  service.redirect_uri = g_strdup (facts->errand->redirect_uri);
  service.verifier = g_strdup (facts->errand->verifier);
  hoist_errand_grant (facts->errand, "token-1", G_MAXINT64);
  return HOIST_MOVE (DONE);
}

static const HoistField fields[] = {
  { HOIST_SIGN_IN_REDIRECT_FIELD, HOIST_FIELD_ADDRESS, 0, "Way back", "", NULL, NULL },
};

static const HoistProvider provider = {
  .id = "test",
  .steps = 1 << HOIST_STEP_SIGN_IN,
  .fields = fields,
  .n_fields = G_N_ELEMENTS (fields),
  .write_sign_in_address = write_address,
  .write_request = write_request,
};

static const HoistProvider provider_without = {
  .id = "test",
  .write_request = write_request,
};

/* Credentials in memory, or behind a locked keyring. */
#define TEST_TYPE_CREDENTIALS (test_credentials_get_type ())
G_DECLARE_FINAL_TYPE (TestCredentials, test_credentials, TEST, CREDENTIALS, GObject)

struct _TestCredentials {
  GObject parent_instance;

  const HoistProvider *provider; /* (unowned) */
  HoistSettings *settings;       /* (owned) */
  HoistSettings *secrets;        /* (owned) */
  gboolean is_locked;
};

static const HoistProvider *
get_provider (HoistCredentials *credentials)
{
  return TEST_CREDENTIALS (credentials)->provider;
}

static const HoistSettings *
get_settings (HoistCredentials *credentials)
{
  return TEST_CREDENTIALS (credentials)->settings;
}

static void
load_async (HoistCredentials *credentials,
            GCancellable *cancellable,
            GAsyncReadyCallback callback,
            gpointer data)
{
  TestCredentials *self = TEST_CREDENTIALS (credentials);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);

  if (self->is_locked)
    g_task_return_new_error (task, HOIST_ERROR, HOIST_ERROR_LOCKED, "Locked.");
  else
    g_task_return_pointer (task, hoist_settings_ref (self->secrets),
                           (GDestroyNotify) hoist_settings_unref);
}

static HoistSettings *
load_finish (HoistCredentials *credentials, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
store_async (HoistCredentials *credentials,
             const HoistSettings *secrets,
             GAsyncReadyCallback callback,
             gpointer data)
{
  TestCredentials *self = TEST_CREDENTIALS (credentials);
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, data);

  hoist_settings_merge (self->secrets, secrets);
  g_task_return_boolean (task, TRUE);
}

static gboolean
store_finish (HoistCredentials *credentials, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
test_credentials_interface_init (HoistCredentialsInterface *iface)
{
  iface->get_provider = get_provider;
  iface->get_settings = get_settings;
  iface->load_async = load_async;
  iface->load_finish = load_finish;
  iface->store_async = store_async;
  iface->store_finish = store_finish;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TestCredentials,
                               test_credentials,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (HOIST_TYPE_CREDENTIALS,
                                                      test_credentials_interface_init))

static void
test_credentials_finalize (GObject *object)
{
  TestCredentials *self = TEST_CREDENTIALS (object);

  hoist_settings_unref (self->settings);
  hoist_settings_unref (self->secrets);

  G_OBJECT_CLASS (test_credentials_parent_class)->finalize (object);
}

static void
test_credentials_class_init (TestCredentialsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = test_credentials_finalize;
}

static void
test_credentials_init (TestCredentials *self)
{
  self->settings = hoist_settings_new ();
  self->secrets = hoist_settings_new ();
}

typedef struct {
  HoistTestClock *clock;
  TestJournal *journal;
  TestCredentials *credentials;
  HoistEngine *engine;
  GCancellable *cancellable;
  char *redirect;  /* (owned) (nullable): the three words of the address */
  char *state;     /* (owned) (nullable) */
  char *challenge; /* (owned) (nullable) */
  guint n_opened;
  gboolean is_ended;
  GError *error; /* (owned) (nullable): what it ended with */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  memset (&service, 0, sizeof service);
  fixture->clock = hoist_test_clock_new ();
  fixture->journal = g_object_new (TEST_TYPE_JOURNAL, NULL);
  fixture->credentials = g_object_new (TEST_TYPE_CREDENTIALS, NULL);
  fixture->credentials->provider = &provider;
  fixture->engine =
      hoist_engine_new (HOIST_CLOCK (fixture->clock), HOIST_JOURNAL (fixture->journal));
  fixture->cancellable = g_cancellable_new ();
}

static void
settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  settle ();
  g_clear_error (&fixture->error);
  g_object_unref (fixture->cancellable);
  g_assert_finalize_object (fixture->engine);
  g_assert_finalize_object (fixture->credentials);
  g_assert_finalize_object (fixture->journal);
  g_assert_cmpuint (hoist_test_clock_get_n_timers (fixture->clock), ==, 0);
  g_assert_finalize_object (fixture->clock);
  g_free (fixture->redirect);
  g_free (fixture->state);
  g_free (fixture->challenge);
  g_free (service.code);
  g_free (service.redirect_uri);
  g_free (service.verifier);
}

static void
on_open (const char *address, gpointer data)
{
  Fixture *fixture = data;
  g_auto (GStrv) words = g_strsplit (address, " ", -1);

  fixture->n_opened++;
  fixture->redirect = g_strdup (words[0]);
  fixture->state = g_strdup (words[1]);
  fixture->challenge = g_strdup (words[2]);
}

static void
on_ended (GObject *source, GAsyncResult *result, gpointer data)
{
  Fixture *fixture = data;

  g_assert_false (fixture->is_ended);
  fixture->is_ended = TRUE;
  hoist_sign_in_run_finish (result, &fixture->error);
}

static void
begin (Fixture *fixture)
{
  g_autoptr (HoistChannel) channel =
      hoist_channel_new (HOIST_CREDENTIALS (fixture->credentials), HOIST_CLOCK (fixture->clock));

  hoist_sign_in_run_async (fixture->engine, channel, on_open, fixture, fixture->cancellable,
                           on_ended, fixture);
  while (fixture->n_opened == 0 && !fixture->is_ended)
    g_main_context_iteration (NULL, TRUE);
}

static void
assert_succeeded (Fixture *fixture)
{
  while (!fixture->is_ended)
    g_main_context_iteration (NULL, TRUE);
  g_assert_no_error (fixture->error);
}

static void
assert_ended (Fixture *fixture, GQuark domain, int code)
{
  while (!fixture->is_ended)
    g_main_context_iteration (NULL, TRUE);
  g_assert_error (fixture->error, domain, code);
}

static GSocketConnection *
try_visit (Fixture *fixture)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GUri) uri = g_uri_parse (fixture->redirect, G_URI_FLAGS_NONE, NULL);

  /* which would ask the desktop's settings */
  g_socket_client_set_enable_proxy (client, FALSE);
  return g_socket_client_connect_to_host (client, g_uri_get_host (uri), g_uri_get_port (uri), NULL,
                                          NULL);
}

static void
write_text (GSocketConnection *connection, const char *text)
{
  g_autoptr (GError) error = NULL;

  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), text,
                             strlen (text), NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
on_spliced (GObject *source, GAsyncResult *result, gpointer data)
{
  gboolean *is_read = data;

  g_output_stream_splice_finish (G_OUTPUT_STREAM (source), result, NULL);
  *is_read = TRUE;
}

/* (transfer full): all that comes until the other side closes; "" when it just closes. */
static char *
read_answer (GSocketConnection *connection)
{
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  gboolean is_read = FALSE;

  g_output_stream_splice_async (memory, g_io_stream_get_input_stream (G_IO_STREAM (connection)),
                                G_OUTPUT_STREAM_SPLICE_NONE, G_PRIORITY_DEFAULT, NULL, on_spliced,
                                &is_read);
  while (!is_read)
    g_main_context_iteration (NULL, TRUE);
  g_output_stream_write_all (memory, "", 1, NULL, NULL, NULL);
  g_output_stream_close (memory, NULL, NULL);
  return g_memory_output_stream_steal_data (G_MEMORY_OUTPUT_STREAM (memory));
}

static char *
visit (Fixture *fixture, const char *request)
{
  g_autoptr (GSocketConnection) connection = try_visit (fixture);

  g_assert_nonnull (connection);
  write_text (connection, request);
  return read_answer (connection);
}

/* (transfer full): the request of a browser that brings @values; "%s" there is the state. */
static char *
write_get (Fixture *fixture, const char *values)
{
  g_auto (GStrv) parts = g_strsplit (values, "%s", -1);
  g_autofree char *query = g_strjoinv (fixture->state, parts);

  return g_strdup_printf ("GET /callback?%s HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", query);
}

static void
assert_page (Fixture *fixture, const char *request, const char *status, const char *word)
{
  g_autofree char *answer = visit (fixture, request);
  g_autofree char *head = g_strdup_printf ("HTTP/1.1 %s ", status);

  g_test_message ("%s", answer);
  g_assert_true (g_str_has_prefix (answer, head));
  g_assert_nonnull (strstr (answer, word));
  /* whatever it is, it is not repeated in the page */
  g_assert_null (strstr (answer, fixture->state));
}

static void
test_success (Fixture *fixture, gconstpointer data)
{
  g_autofree char *request = NULL;
  g_autofree char *challenge = NULL;

  begin (fixture);
  g_assert_true (g_str_has_prefix (fixture->redirect, "http://127.0.0.1:"));
  g_assert_true (g_str_has_suffix (fixture->redirect, "/callback"));
  g_assert_cmpuint (strlen (fixture->state), ==, 43);
  request = write_get (fixture, "code=abc%2F1&state=%s");
  assert_page (fixture, request, "200", "close this page");
  assert_succeeded (fixture);

  g_assert_cmpuint (service.n_codes, ==, 1);
  g_assert_cmpstr (service.redirect_uri, ==, fixture->redirect);
  challenge = hoist_sign_in_proof_dup_challenge (service.verifier);
  g_assert_cmpstr (challenge, ==, fixture->challenge);
  g_assert_cmpstr (hoist_settings_get (fixture->credentials->secrets, HOIST_GRANT_TOKEN), ==,
                   "token-1");
}

/* RFC 7636, appendix B. */
static void
test_challenge (void)
{
  g_autofree char *challenge =
      hoist_sign_in_proof_dup_challenge ("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");

  g_assert_cmpstr (challenge, ==, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
}

static void
test_proofs_differ (void)
{
  g_autoptr (HoistSignInProof) one = hoist_sign_in_proof_new (NULL);
  g_autoptr (HoistSignInProof) other = hoist_sign_in_proof_new (NULL);

  g_assert_cmpstr (one->state, !=, other->state);
  g_assert_cmpstr (one->verifier, !=, other->verifier);
  g_assert_cmpstr (one->state, !=, one->verifier);
}

/* None of these is the browser, and it is still awaited. */
static void
test_strangers (Fixture *fixture, gconstpointer data)
{
  static const char *const values[] = { "code=abc&state=wrong", "code=abc", "state=%s&state=%s",
                                        "error=access_denied&state=wrong" };
  static const char *const requests[] = {
    ICON,
    "POST /callback?code=abc&state=x HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n",
    "GET /callback HTTP/1.1\r\n\r\n",
    "GET /callback2?code=abc HTTP/1.1\r\n\r\n",
    "GET http://127.0.0.1/callback?code=abc HTTP/1.1\r\n\r\n",
    "nonsense\r\n\r\n",
    "\r\n\r\n",
  };
  g_autofree char *request = NULL;

  begin (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (values); i++) {
    g_autofree char *stranger = write_get (fixture, values[i]);

    assert_page (fixture, stranger, "404", "nothing here");
  }
  for (guint i = 0; i < G_N_ELEMENTS (requests); i++)
    assert_page (fixture, requests[i], "404", "nothing here");
  g_assert_false (fixture->is_ended);

  request = write_get (fixture, "state=%s&code=abc");
  assert_page (fixture, request, "200", "close this page");
  assert_succeeded (fixture);
  g_assert_cmpstr (service.code, ==, "abc");
}

/* A POST with the right state is no browser that was sent back. */
static void
test_post (Fixture *fixture, gconstpointer data)
{
  g_autofree char *request = NULL;

  begin (fixture);
  request = g_strdup_printf ("POST /callback?code=abc&state=%s HTTP/1.1\r\n\r\n", fixture->state);
  assert_page (fixture, request, "404", "nothing here");
  g_assert_false (fixture->is_ended);
  g_cancellable_cancel (fixture->cancellable);
  assert_ended (fixture, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_denied (Fixture *fixture, gconstpointer data)
{
  g_autofree char *request = NULL;

  begin (fixture);
  request = write_get (fixture, "error=access_denied&state=%s");
  assert_page (fixture, request, "200", "refused");
  assert_ended (fixture, HOIST_ERROR, HOIST_ERROR_SIGN_IN);
  g_assert_cmpuint (service.n_codes, ==, 0);
}

/* What a stranger writes must not become a part of the page. */
static void
test_page_is_text (Fixture *fixture, gconstpointer data)
{
  g_autofree char *request = NULL;
  g_autofree char *answer = NULL;

  begin (fixture);
  request = write_get (fixture, "error=%3Cb%3Eno&state=%s");
  answer = visit (fixture, request);
  g_assert_nonnull (strstr (answer, "&lt;b&gt;no"));
  g_assert_null (strstr (answer, "<b>"));
  assert_ended (fixture, HOIST_ERROR, HOIST_ERROR_SIGN_IN);
}

static void
test_time_out (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GSocketConnection) idle = NULL;
  g_autofree char *rest = NULL;

  begin (fixture);
  idle = try_visit (fixture);
  settle ();
  hoist_test_clock_advance (fixture->clock, 10 * MINUTE - 1);
  settle ();
  g_assert_false (fixture->is_ended);
  hoist_test_clock_advance (fixture->clock, 1);
  assert_ended (fixture, HOIST_ERROR, HOIST_ERROR_SIGN_IN);
  g_assert_null (try_visit (fixture));
  /* who was there without a word is sent away too */
  rest = read_answer (idle);
  g_assert_cmpstr (rest, ==, "");
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  begin (fixture);
  g_cancellable_cancel (fixture->cancellable);
  assert_ended (fixture, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_null (try_visit (fixture));
  g_assert_cmpuint (service.n_codes, ==, 0);
}

/* The browser comes twice (reloaded, or a page that listens in): the code is used once. */
static void
test_second_request (Fixture *fixture, gconstpointer data)
{
  g_autofree char *request = NULL;
  g_autofree char *late = NULL;
  g_autoptr (GSocketConnection) second = NULL;

  begin (fixture);
  second = try_visit (fixture);
  g_assert_nonnull (second);
  settle ();
  request = write_get (fixture, "code=abc&state=%s");
  assert_page (fixture, request, "200", "close this page");
  assert_succeeded (fixture);
  late = read_answer (second);
  g_assert_cmpstr (late, ==, "");
  g_assert_null (try_visit (fixture));
  g_assert_cmpuint (service.n_codes, ==, 1);
}

/* A request that never ends is not kept. */
static void
test_endless (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GString) request = g_string_new ("GET /callback?code=");
  g_autofree char *answer = NULL;

  begin (fixture);
  connection = try_visit (fixture);
  while (request->len < 17 * 1024)
    g_string_append_c (request, 'a');
  write_text (connection, request->str);
  answer = read_answer (connection);
  g_assert_cmpstr (answer, ==, "");
  g_assert_false (fixture->is_ended);
  g_cancellable_cancel (fixture->cancellable);
  assert_ended (fixture, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* Whoever opens many connections keeps nobody else out. */
static void
test_crowd (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) crowd = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *request = NULL;

  begin (fixture);
  for (guint i = 0; i < 50; i++) {
    g_ptr_array_add (crowd, try_visit (fixture));
    settle ();
  }
  request = write_get (fixture, "code=abc&state=%s");
  assert_page (fixture, request, "200", "close this page");
  assert_succeeded (fixture);
}

/* A request in pieces is the same request. */
static void
test_pieces (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GSocketConnection) connection = NULL;
  g_autofree char *request = NULL;
  g_autofree char *answer = NULL;

  begin (fixture);
  connection = try_visit (fixture);
  request = write_get (fixture, "code=abc&state=%s");
  for (const char *byte = request; *byte != '\0'; byte++) {
    char piece[2] = { *byte, '\0' };

    write_text (connection, piece);
    settle ();
  }
  answer = read_answer (connection);
  g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 200 "));
  assert_succeeded (fixture);
}

static void
test_addresses (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *address;
    int code; /* -1: a good one */
  } cases[] = {
    { "http://127.0.0.1:0/", -1 },
    { "http://127.0.0.1:0", -1 },
    { "http://localhost:0/a/b", -1 },
    { "http://[::1]:0/callback", -1 },
    { "https://127.0.0.1:0/callback", HOIST_ERROR_REFUSED },
    { "http://192.0.2.1:0/callback", HOIST_ERROR_REFUSED },
    { "http://example.org/callback", HOIST_ERROR_REFUSED },
    { "http://127.0.0.1:0/callback?a=b", HOIST_ERROR_REFUSED },
    { "http://me@127.0.0.1:0/callback", HOIST_ERROR_REFUSED },
    { "http://127.0.0.1:0/callback#top", HOIST_ERROR_REFUSED },
    { "nonsense", HOIST_ERROR_REFUSED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_test_message ("%s", cases[i].address);
    g_clear_object (&fixture->cancellable);
    g_clear_error (&fixture->error);
    g_clear_pointer (&fixture->redirect, g_free);
    g_clear_pointer (&fixture->state, g_free);
    g_clear_pointer (&fixture->challenge, g_free);
    fixture->cancellable = g_cancellable_new ();
    fixture->is_ended = FALSE;
    fixture->n_opened = 0;
    hoist_settings_set (fixture->credentials->settings, HOIST_SIGN_IN_REDIRECT_FIELD,
                        cases[i].address);
    begin (fixture);
    if (cases[i].code >= 0) {
      assert_ended (fixture, HOIST_ERROR, cases[i].code);
      g_assert_cmpuint (fixture->n_opened, ==, 0);
      continue;
    }
    if (fixture->n_opened == 0 && strstr (cases[i].address, "::1") != NULL) {
      g_test_message ("this machine has no IPv6");
      continue;
    }
    g_assert_cmpuint (fixture->n_opened, ==, 1);
    g_cancellable_cancel (fixture->cancellable);
    assert_ended (fixture, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  }
}

static void
test_port_in_use (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GSocketListener) other = g_socket_listener_new ();
  guint16 port = g_socket_listener_add_any_inet_port (other, NULL, NULL);
  g_autofree char *address = g_strdup_printf ("http://127.0.0.1:%u/callback", port);
  g_autofree char *number = g_strdup_printf ("%u", port);

  hoist_settings_set (fixture->credentials->settings, HOIST_SIGN_IN_REDIRECT_FIELD, address);
  begin (fixture);
  assert_ended (fixture, HOIST_ERROR, HOIST_ERROR_REFUSED);
  g_assert_nonnull (strstr (fixture->error->message, number));
  g_assert_cmpuint (fixture->n_opened, ==, 0);
}

/* What stands in the way is said before anybody is sent to the browser. */
static void
test_first_things_first (Fixture *fixture, gconstpointer data)
{
  fixture->credentials->is_locked = TRUE;
  begin (fixture);
  assert_ended (fixture, HOIST_ERROR, HOIST_ERROR_LOCKED);
  g_assert_cmpuint (fixture->n_opened, ==, 0);

  fixture->credentials->is_locked = FALSE;
  service.has_no_address = TRUE;
  fixture->is_ended = FALSE;
  g_clear_error (&fixture->error);
  begin (fixture);
  assert_ended (fixture, HOIST_ERROR, HOIST_ERROR_SIGN_IN);

  fixture->credentials->provider = &provider_without;
  fixture->is_ended = FALSE;
  g_clear_error (&fixture->error);
  begin (fixture);
  assert_ended (fixture, HOIST_ERROR, HOIST_ERROR_REFUSED);
  g_assert_cmpuint (fixture->n_opened, ==, 0);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/sign-in/challenge-is-the-standards", test_challenge);
  g_test_add_func ("/sign-in/each-has-a-proof-of-its-own", test_proofs_differ);
  ADD ("/sign-in/brings-a-token", test_success);
  ADD ("/sign-in/strangers-change-nothing", test_strangers);
  ADD ("/sign-in/only-a-get-counts", test_post);
  ADD ("/sign-in/user-says-no", test_denied);
  ADD ("/sign-in/page-is-plain-text", test_page_is_text);
  ADD ("/sign-in/ends-after-ten-minutes", test_time_out);
  ADD ("/sign-in/is-cancelled", test_cancel);
  ADD ("/sign-in/code-is-used-once", test_second_request);
  ADD ("/sign-in/endless-request", test_endless);
  ADD ("/sign-in/crowd-keeps-nobody-out", test_crowd);
  ADD ("/sign-in/request-in-pieces", test_pieces);
  ADD ("/sign-in/only-this-computer", test_addresses);
  ADD ("/sign-in/port-in-use", test_port_in_use);
  ADD ("/sign-in/first-things-first", test_first_things_first);
  return g_test_run ();
}
