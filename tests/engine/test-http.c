/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HoistHttp against servers that misbehave in every way that it guards against. */
#include "hoist-http.h"

#include "hoist-error.h"
#include "hoist-test-clock.h"
#include "hoist-test-threads.h"
#include "test-certificates.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define KIB ((guint64) 1024)
#define MIB (1024 * KIB)
#define SECOND ((gint64) G_USEC_PER_SEC)

/* --- a server on raw sockets: one script a connection, each on a thread --- */

typedef struct _Server Server;

typedef struct {
  Server *server;    /* (unowned) */
  GSocket *socket;   /* (owned) */
  GIOStream *stream; /* (owned): TLS when the server has it */
  GString *rest;     /* (owned): read and not yet used */
  GString *head;     /* (owned): of the last request */
} Peer;

typedef void (*Script) (Peer *peer);

struct _Server {
  GSocketListener *listener;    /* (owned) */
  GTlsCertificate *certificate; /* (owned) (nullable) */
  GThread *thread;              /* (owned) */
  GCancellable *cancellable;    /* (owned) */
  Script script;
  guint16 port;
  GMutex mutex;
  GCond cond;
  GPtrArray *heads; /* (owned) (element-type utf8): of all requests, in their order */
  guint64 n_body;   /* body bytes that arrived */
  GChecksum *body;  /* (owned): of them */
  int n_connections;
  int n_steps; /* how often scripts were told to go on, less how often they did */
};

static gboolean
peer_fill (Peer *peer)
{
  char buffer[16 * 1024];
  gssize n = g_input_stream_read (g_io_stream_get_input_stream (peer->stream), buffer,
                                  sizeof buffer, NULL, NULL);

  if (n <= 0)
    return FALSE;
  g_string_append_len (peer->rest, buffer, n);
  return TRUE;
}

static gboolean
peer_read_head (Peer *peer)
{
  char *end = NULL;

  while ((end = strstr (peer->rest->str, "\r\n\r\n")) == NULL) {
    if (!peer_fill (peer))
      return FALSE;
  }
  g_string_truncate (peer->head, 0);
  g_string_append_len (peer->head, peer->rest->str, end + 4 - peer->rest->str);
  g_string_erase (peer->rest, 0, end + 4 - peer->rest->str);

  g_mutex_lock (&peer->server->mutex);
  g_ptr_array_add (peer->server->heads, g_strdup (peer->head->str));
  g_mutex_unlock (&peer->server->mutex);
  g_main_context_wakeup (NULL);
  return TRUE;
}

static gboolean
peer_read_body (Peer *peer, guint64 length)
{
  while (length > 0) {
    gsize n = MIN (length, peer->rest->len);

    g_mutex_lock (&peer->server->mutex);
    g_checksum_update (peer->server->body, (const guchar *) peer->rest->str, (gssize) n);
    peer->server->n_body += n;
    g_mutex_unlock (&peer->server->mutex);
    g_string_erase (peer->rest, 0, (gssize) n);
    length -= n;
    if (length > 0 && !peer_fill (peer))
      return FALSE;
  }
  return TRUE;
}

static guint64
peer_get_length (Peer *peer)
{
  const char *field = strstr (peer->head->str, "Content-Length: ");

  return field != NULL ? g_ascii_strtoull (field + 16, NULL, 10) : 0;
}

static gboolean
peer_read_request (Peer *peer)
{
  return peer_read_head (peer) && peer_read_body (peer, peer_get_length (peer));
}

static void
peer_write (Peer *peer, const char *text)
{
  g_output_stream_write_all (g_io_stream_get_output_stream (peer->stream), text, strlen (text),
                             NULL, NULL, NULL);
}

/* Ends the connection with a reset instead of an orderly end. */
static void
peer_reset (Peer *peer)
{
  struct linger linger = { 1, 0 };

  setsockopt (g_socket_get_fd (peer->socket), SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
  g_socket_close (peer->socket, NULL);
}

/* Until the client ends the connection. */
static void
peer_hold (Peer *peer)
{
  char buffer[16 * 1024];

  while (g_input_stream_read (g_io_stream_get_input_stream (peer->stream), buffer, sizeof buffer,
                              peer->server->cancellable, NULL) > 0)
    ;
}

/* Until the test says so. */
static void
peer_wait (Peer *peer)
{
  g_mutex_lock (&peer->server->mutex);
  while (peer->server->n_steps == 0 && !g_cancellable_is_cancelled (peer->server->cancellable))
    g_cond_wait (&peer->server->cond, &peer->server->mutex);
  peer->server->n_steps--;
  g_mutex_unlock (&peer->server->mutex);
}

static gboolean
peer_start_tls (Peer *peer)
{
  GIOStream *tls = NULL;

  if (peer->server->certificate == NULL)
    return TRUE;

  tls = g_tls_server_connection_new (peer->stream, peer->server->certificate, NULL);
  g_object_unref (peer->stream);
  peer->stream = tls;
  return g_tls_connection_handshake (G_TLS_CONNECTION (tls), peer->server->cancellable, NULL);
}

static gpointer
serve_peer (gpointer data)
{
  Peer *peer = data;

  if (peer_start_tls (peer))
    peer->server->script (peer);

  g_io_stream_close (peer->stream, NULL, NULL);
  g_object_unref (peer->stream);
  g_object_unref (peer->socket);
  g_string_free (peer->rest, TRUE);
  g_string_free (peer->head, TRUE);
  g_free (peer);
  return NULL;
}

static void
join (gpointer thread)
{
  g_thread_join (thread);
}

static gpointer
serve (gpointer data)
{
  Server *self = data;
  g_autoptr (GPtrArray) threads = g_ptr_array_new_with_free_func (join);

  for (;;) {
    GSocketConnection *connection =
        g_socket_listener_accept (self->listener, NULL, self->cancellable, NULL);
    Peer *peer = NULL;

    if (connection == NULL)
      return NULL;
    peer = g_new0 (Peer, 1);
    peer->server = self;
    peer->stream = G_IO_STREAM (connection);
    peer->socket = g_object_ref (g_socket_connection_get_socket (connection));
    peer->rest = g_string_new (NULL);
    peer->head = g_string_new (NULL);
    g_atomic_int_inc (&self->n_connections);
    g_ptr_array_add (threads, g_thread_new ("peer", serve_peer, peer));
  }
}

static Server *
server_new (Script script, gboolean has_tls)
{
  Server *self = g_new0 (Server, 1);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) effective = NULL;

  self->script = script;
  self->listener = g_socket_listener_new ();
  g_socket_listener_set_backlog (self->listener, 128);
  self->cancellable = g_cancellable_new ();
  self->heads = g_ptr_array_new_with_free_func (g_free);
  self->body = g_checksum_new (G_CHECKSUM_MD5);
  if (has_tls)
    self->certificate = g_tls_certificate_new_from_pem (TEST_SERVER_PEM, -1, NULL);
  g_assert_true (g_socket_listener_add_address (self->listener, address, G_SOCKET_TYPE_STREAM,
                                                G_SOCKET_PROTOCOL_TCP, NULL, &effective, NULL));
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (effective));
  self->thread = g_thread_new ("server", serve, self);
  return self;
}

static void
server_step (Server *self)
{
  g_mutex_lock (&self->mutex);
  self->n_steps++;
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->mutex);
}

static void
server_free (Server *self)
{
  g_cancellable_cancel (self->cancellable);
  g_mutex_lock (&self->mutex);
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->mutex);
  g_thread_join (self->thread);
  g_ptr_array_unref (self->heads);
  g_checksum_free (self->body);
  g_clear_object (&self->certificate);
  g_object_unref (self->listener);
  g_object_unref (self->cancellable);
  g_free (self);
}

static guint
server_count_requests (Server *self)
{
  guint count = 0;

  g_mutex_lock (&self->mutex);
  count = self->heads->len;
  g_mutex_unlock (&self->mutex);
  return count;
}

/* --- what each test has at hand --- */

typedef struct {
  HoistTestClock *clock;
  HoistThrottle *throttle;
  HoistHttp *http;
  HoistSource *source;
  GCancellable *cancellable;
  Server *server;
  char *path;

  gboolean is_done;
  HoistReply *reply;
  HoistSendReport report;
  GError *error;
  guint64 progress;
  gint64 progress_us; /* when the last byte of it left */
} Fixture;

/* How a test's server is to be. */
typedef struct {
  Script script;
  gboolean has_tls;
  guint64 file_size;
} Setting;

static void
trust_authority (Fixture *self)
{
  g_autofree char *path = g_build_filename (g_get_user_cache_dir (), "authority.pem", NULL);
  g_autoptr (GTlsDatabase) database = NULL;

  g_assert_true (g_file_set_contents (path, TEST_AUTHORITY_PEM, -1, NULL));
  database = g_tls_file_database_new (path, NULL);
  g_assert_nonnull (database);
  g_object_set (self->http, "tls-database", database, NULL);
}

static void
make_file (Fixture *self, guint64 size)
{
  g_autoptr (GError) error = NULL;
  g_autofree guint8 *bytes = g_malloc (size);
  guint32 state = 1;

  for (guint64 i = 0; i < size; i++) {
    state = state * 1664525 + 1013904223;
    bytes[i] = state >> 24;
  }
  g_mkdir_with_parents (g_get_user_cache_dir (), 0700);
  self->path = g_build_filename (g_get_user_cache_dir (), "file", NULL);
  g_assert_true (g_file_set_contents (self->path, (char *) bytes, (gssize) size, &error));
  self->source = hoist_source_open (self->path, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  const Setting *setting = data;

  self->clock = hoist_test_clock_new ();
  self->throttle = hoist_throttle_new (HOIST_CLOCK (self->clock));
  self->http = hoist_http_new (HOIST_CLOCK (self->clock), self->throttle);
  self->cancellable = g_cancellable_new ();
  make_file (self, MAX (setting->file_size, 1));
  trust_authority (self);
  if (setting->script != NULL)
    self->server = server_new (setting->script, setting->has_tls);
}

static void
clear_outcome (Fixture *self)
{
  g_clear_pointer (&self->reply, hoist_reply_free);
  g_clear_error (&self->error);
  self->is_done = FALSE;
  self->progress = 0;
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  clear_outcome (self);
  g_assert_cmpuint (hoist_test_clock_get_n_timers (self->clock), ==, 0);
  g_assert_finalize_object (self->http);
  g_clear_pointer (&self->server, server_free);
  g_object_unref (self->source);
  g_object_unref (self->throttle);
  g_object_unref (self->cancellable);
  g_object_unref (self->clock);
  g_unlink (self->path);
  g_free (self->path);
}

static void
on_progress (guint64 bytes, gpointer data)
{
  Fixture *self = data;

  self->progress += bytes;
  self->progress_us = hoist_clock_get_monotonic (HOIST_CLOCK (self->clock));
}

static void
on_done (GObject *object, GAsyncResult *result, gpointer data)
{
  Fixture *self = data;

  self->reply = hoist_http_send_finish (self->http, result, &self->report, &self->error);
  g_assert_true ((self->reply == NULL) != (self->error == NULL));
  g_assert_cmpuint (self->report.body_bytes, ==, self->progress);
  self->is_done = TRUE;
}

static char *
get_url (Fixture *self, const char *path)
{
  return g_strdup_printf ("%s://127.0.0.1:%u%s",
                          self->server->certificate != NULL ? "https" : "http", self->server->port,
                          path);
}

static HoistRequest *
make_request (Fixture *self, const char *method, guint64 length)
{
  g_autofree char *url = get_url (self, "/part");
  HoistRequest *request = hoist_request_new (method, url);

  request->length = length;
  request->answer_us = 10 * SECOND;
  return request;
}

static void
start (Fixture *self, const HoistRequest *request)
{
  clear_outcome (self);
  hoist_http_send_async (self->http, request, request->length > 0 ? self->source : NULL,
                         on_progress, self, self->cancellable, on_done, self);
}

static void
finish (Fixture *self)
{
  while (!self->is_done)
    g_main_context_iteration (NULL, TRUE);
}

static void
settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* For servers that close without saying so: the next request must not meet a dying connection. */
static void
send_one_afresh (Fixture *self, const char *method, guint64 length)
{
  g_autoptr (HoistRequest) request = make_request (self, method, length);

  hoist_http_drop_connections (self->http);
  start (self, request);
  finish (self);
}

static void
send_one (Fixture *self, const char *method, guint64 length)
{
  g_autoptr (HoistRequest) request = make_request (self, method, length);

  start (self, request);
  finish (self);
}

static void
wait_for_requests (Fixture *self, guint count)
{
  while (server_count_requests (self->server) < count)
    g_main_context_iteration (NULL, TRUE);
}

/* Lets time pass in small steps until the exchange ends; returns how much passed. */
static gint64
pass_time_until_done (Fixture *self)
{
  gint64 passed_us = 0;

  while (!self->is_done) {
    settle ();
    if (self->is_done)
      break;
    /* Time has done its part and threads have to do theirs. */
    if (hoist_test_clock_get_n_timers (self->clock) == 0) {
      g_main_context_iteration (NULL, TRUE);
      continue;
    }
    /* A server that is ready to run but has no processor is not late. */
    if (!hoist_test_do_other_threads_sleep ()) {
      g_thread_yield ();
      continue;
    }
    hoist_test_clock_advance (self->clock, SECOND / 10);
    passed_us += SECOND / 10;
    g_assert_cmpint (passed_us, <, 3600 * SECOND);
  }
  return passed_us;
}

static void
assert_failed (Fixture *self, HoistErrorCode code, HoistSent sent)
{
  g_assert_error (self->error, HOIST_ERROR, (int) code);
  g_assert_cmpint (self->report.sent, ==, sent);
}

static void
assert_replied (Fixture *self, guint status, const char *body)
{
  g_assert_no_error (self->error);
  g_assert_cmpuint (self->reply->status, ==, status);
  if (body != NULL)
    g_assert_cmpmem (g_bytes_get_data (self->reply->body, NULL),
                     g_bytes_get_size (self->reply->body), body, strlen (body));
}

/* --- exchanges that go well --- */

static void
answer_all (Peer *peer)
{
  while (peer_read_request (peer))
    peer_write (peer, "HTTP/1.1 200 OK\r\nDate: Tue, 14 Nov 2023 22:13:20 GMT\r\n"
                      "Retry-After: Tue, 14 Nov 2023 22:13:27 GMT\r\nETag: \"x\"\r\n"
                      "Content-Length: 2\r\n\r\nok");
}

static void
test_http_sends_whole_body (Fixture *self, gconstpointer data)
{
  g_autofree char *url = get_url (self, "/a%2Fb+c%20%7e?q=%C3%BC&r=a+b");
  g_autoptr (HoistRequest) request = hoist_request_new ("POST", url);
  g_autoptr (GChecksum) expected = g_checksum_new (G_CHECKSUM_MD5);
  g_autoptr (GChecksum) range = g_checksum_new (G_CHECKSUM_MD5);
  g_autofree char *bytes = NULL;
  g_autofree char *range_md5 = NULL;
  const char *head = NULL;

  request->before = g_bytes_new_static ("before", 6);
  request->after = g_bytes_new_static ("after", 5);
  request->offset = 1000;
  request->length = 3 * MIB - 2000;
  request->content_type = g_strdup ("multipart/form-data; boundary=x");
  request->digests = HOIST_DIGEST_MD5;
  hoist_request_add_header (request, "X-Mine", "a; b=\"c\"");
  start (self, request);
  finish (self);

  assert_replied (self, 200, "ok");
  g_assert_cmpint (self->report.sent, ==, HOIST_SENT_ALL);
  g_assert_cmpuint (self->report.body_bytes, ==, request->length + 11);
  g_assert_cmpuint (self->server->n_body, ==, request->length + 11);

  g_assert_true (g_file_get_contents (self->path, &bytes, NULL, NULL));
  g_checksum_update (expected, (const guchar *) "before", 6);
  g_checksum_update (expected, (const guchar *) bytes + 1000, (gssize) request->length);
  g_checksum_update (expected, (const guchar *) "after", 5);
  g_assert_cmpstr (g_checksum_get_string (self->server->body), ==,
                   g_checksum_get_string (expected));
  g_checksum_update (range, (const guchar *) bytes + 1000, (gssize) request->length);
  range_md5 = hoist_digests_dup_hex (&self->reply->sent, HOIST_DIGEST_MD5);
  g_assert_cmpstr (range_md5, ==, g_checksum_get_string (range));

  head = self->server->heads->pdata[0];
  g_assert_true (g_str_has_prefix (head, "POST /a%2Fb+c%20%7e?q=%C3%BC&r=a+b HTTP/1.1\r\n"));
  g_assert_nonnull (strstr (head, "\r\nX-Mine: a; b=\"c\"\r\n"));
  g_assert_nonnull (strstr (head, "\r\nContent-Type: multipart/form-data; boundary=x\r\n"));
  g_assert_nonnull (strstr (head, "\r\nUser-Agent: Hoist/"));
  g_assert_null (strstr (head, "Accept-Encoding"));
  g_assert_null (strstr (head, "Cookie"));
}

static void
test_http_reads_headers (Fixture *self, gconstpointer data)
{
  send_one (self, "GET", 0);

  assert_replied (self, 200, "ok");
  g_assert_cmpint (self->report.sent, ==, HOIST_SENT_ALL);
  g_assert_cmpuint (self->report.body_bytes, ==, 0);
  g_assert_cmpstr (hoist_reply_get_header (self->reply, "etag"), ==, "\"x\"");
  g_assert_cmpint (self->reply->date_us, ==, 1700000000 * SECOND);
  g_assert_cmpint (self->reply->retry_after_us, ==, 7 * SECOND);
}

/* POST too: a connection for each part would be a TLS handshake for each part. */
static void
test_http_uses_connections_again (Fixture *self, gconstpointer data)
{
  const char *methods[] = { "POST", "PUT", "GET", "POST", "PUT", "PATCH", "DELETE" };

  for (gsize i = 0; i < G_N_ELEMENTS (methods); i++) {
    send_one (self, methods[i], g_str_equal (methods[i], "GET") ? 0 : 100 * KIB);
    assert_replied (self, 200, "ok");
  }
  g_assert_cmpint (self->server->n_connections, ==, 1);
}

static void
test_http_sends_empty_body_as_such (Fixture *self, gconstpointer data)
{
  send_one (self, "POST", 0);
  assert_replied (self, 200, "ok");
  g_assert_nonnull (strstr (self->server->heads->pdata[0], "\r\nContent-Length: 0\r\n"));
}

static void
test_http_drops_connections (Fixture *self, gconstpointer data)
{
  send_one (self, "PUT", 10);
  hoist_http_drop_connections (self->http);
  send_one (self, "PUT", 10);

  assert_replied (self, 200, "ok");
  g_assert_cmpint (self->server->n_connections, ==, 2);
}

typedef struct {
  Fixture *fixture;
  guint n_open;
} Many;

static void
on_one_of_many (GObject *object, GAsyncResult *result, gpointer data)
{
  Many *many = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (HoistReply) reply = hoist_http_send_finish (many->fixture->http, result, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (reply->status, ==, 200);
  many->n_open--;
}

static void
test_http_sends_many_at_once (Fixture *self, gconstpointer data)
{
  Many many = { self, 0 };

  for (guint i = 0; i < 100; i++) {
    g_autoptr (HoistRequest) request = make_request (self, "PUT", MIB);

    request->offset = i * 1000;
    hoist_http_send_async (self->http, request, self->source, NULL, NULL, NULL, on_one_of_many,
                           &many);
    many.n_open++;
  }
  while (many.n_open > 0)
    g_main_context_iteration (NULL, TRUE);

  g_assert_cmpuint (self->server->n_body, ==, 100 * MIB);
  g_assert_cmpint (self->server->n_connections, <=, 32);
}

/* --- a connection that dies while it is used again --- */

static void
answer_once_then_reset (Peer *peer)
{
  peer_read_request (peer);
  peer_write (peer, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  if (peer_read_head (peer))
    peer_reset (peer);
}

static void
answer_once_then_reset_inside (Peer *peer)
{
  peer_read_request (peer);
  peer_write (peer, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  if (peer_read_head (peer) && peer_read_body (peer, 100 * KIB))
    peer_reset (peer);
}

static void
answer_once_then_close (Peer *peer)
{
  peer_read_request (peer);
  peer_write (peer, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  peer_read_request (peer);
}

static void
check_nothing_is_sent_twice (Fixture *self, const char *method, guint64 length)
{
  send_one (self, "POST", 0);
  assert_replied (self, 200, "");
  send_one (self, method, length);

  g_assert_error (self->error, HOIST_ERROR, HOIST_ERROR_OFFLINE);
  g_assert_cmpint (self->report.sent, !=, HOIST_SENT_NOTHING);
  if (length == 0)
    g_assert_cmpint (self->report.sent, ==, HOIST_SENT_ALL);

  settle ();
  g_assert_cmpint (self->server->n_connections, ==, 1);
  g_assert_cmpuint (server_count_requests (self->server), ==, 2);
}

static void
test_http_never_repeats_get (Fixture *self, gconstpointer data)
{
  check_nothing_is_sent_twice (self, "GET", 0);
}

static void
test_http_never_repeats_put (Fixture *self, gconstpointer data)
{
  check_nothing_is_sent_twice (self, "PUT", 2 * MIB);
}

static void
test_http_never_repeats_small_put (Fixture *self, gconstpointer data)
{
  check_nothing_is_sent_twice (self, "PUT", 10);
}

static void
test_http_never_repeats_post (Fixture *self, gconstpointer data)
{
  check_nothing_is_sent_twice (self, "POST", 2 * MIB);
}

static void
test_http_never_repeats_delete (Fixture *self, gconstpointer data)
{
  check_nothing_is_sent_twice (self, "DELETE", 0);
}

/* --- replies that come too early --- */

#define FORBIDDEN_BODY "{\"code\":\"TokenExpired\"}"
#define FORBIDDEN                                                                                  \
  "HTTP/1.1 403 Forbidden\r\nX-Why: token\r\nContent-Length: 23\r\n\r\n" FORBIDDEN_BODY

static void
refuse_early_and_close (Peer *peer)
{
  if (!peer_read_head (peer) || !peer_read_body (peer, 64 * KIB))
    return;
  peer_write (peer, FORBIDDEN);
}

static void
refuse_early_chunked (Peer *peer)
{
  if (!peer_read_head (peer) || !peer_read_body (peer, 64 * KIB))
    return;
  peer_write (peer, "HTTP/1.1 403 Forbidden\r\nX-Why: token\r\nTransfer-Encoding: chunked\r\n\r\n"
                    "1\r\n{\r\n16\r\n\"code\":\"TokenExpired\"}\r\n0\r\n\r\n");
  peer_hold (peer);
}

static void
refuse_early_by_close (Peer *peer)
{
  if (!peer_read_head (peer) || !peer_read_body (peer, 64 * KIB))
    return;
  peer_write (peer, "HTTP/1.1 403 Forbidden\r\nX-Why: token\r\n\r\n" FORBIDDEN_BODY);
}

static void
refuse_early_in_pieces (Peer *peer)
{
  const char *text = FORBIDDEN;

  if (!peer_read_head (peer) || !peer_read_body (peer, 64 * KIB))
    return;
  for (gsize i = 0; text[i] != '\0'; i++)
    peer_write (peer, (char[]){ text[i], '\0' });
  peer_hold (peer);
}

static void
refuse_at_once_on_second (Peer *peer)
{
  peer_read_request (peer);
  peer_write (peer, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  if (peer_read_head (peer))
    peer_write (peer, FORBIDDEN);
}

static void
check_early_refusal (Fixture *self)
{
  assert_replied (self, 403, FORBIDDEN_BODY);
  g_assert_cmpstr (hoist_reply_get_header (self->reply, "x-why"), ==, "token");
  g_assert_cmpint (self->report.sent, ==, HOIST_SENT_SOME);
  g_assert_cmpuint (self->report.body_bytes, <, 64 * MIB);
  g_assert_cmpint (self->reply->sent.known, ==, HOIST_DIGEST_NONE);
}

/* TLS loads all authorities of the system for each connection, which takes its time. */
static guint
get_rounds (Fixture *self)
{
  return self->server->certificate != NULL ? 2 : 10;
}

static void
test_http_takes_early_reply (Fixture *self, gconstpointer data)
{
  for (guint i = 0; i < get_rounds (self); i++) {
    send_one_afresh (self, i % 2 == 0 ? "PUT" : "POST", 64 * MIB);
    check_early_refusal (self);
  }
}

static void
test_http_takes_early_reply_on_reused (Fixture *self, gconstpointer data)
{
  for (guint i = 0; i < get_rounds (self); i++) {
    send_one_afresh (self, "PUT", 10);
    assert_replied (self, 200, "");
    send_one (self, "PUT", 64 * MIB);
    check_early_refusal (self);
  }
}

static void
accept_early (Peer *peer)
{
  if (!peer_read_head (peer) || !peer_read_body (peer, 64 * KIB))
    return;
  peer_write (peer,
              "HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
  peer_read_body (peer, peer_get_length (peer) - 64 * KIB);
}

static void
accept_early_and_close (Peer *peer)
{
  if (peer_read_head (peer) && peer_read_body (peer, 64 * KIB))
    peer_write (peer, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
}

/* The body may be in the kernel's hands only, but not in ours, when a success is believed. */
static void
test_http_early_success_waits_for_body (Fixture *self, gconstpointer data)
{
  send_one (self, "PUT", 64 * MIB);
  assert_replied (self, 200, "ok");
  g_assert_cmpint (self->report.sent, ==, HOIST_SENT_ALL);
  g_assert_cmpuint (self->report.body_bytes, ==, 64 * MIB);
}

static void
test_http_early_success_without_body_is_none (Fixture *self, gconstpointer data)
{
  send_one (self, "PUT", 64 * MIB);
  assert_failed (self, HOIST_ERROR_OFFLINE, HOIST_SENT_SOME);
}

static void
continue_then_answer (Peer *peer)
{
  if (!peer_read_head (peer) || !peer_read_body (peer, 64 * KIB))
    return;
  peer_write (peer, "HTTP/1.1 100 Continue\r\n\r\n");
  peer_read_body (peer, peer_get_length (peer) - 64 * KIB);
  peer_write (peer, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
  peer_hold (peer);
}

static void
test_http_passes_informational_reply (Fixture *self, gconstpointer data)
{
  send_one (self, "PUT", 64 * MIB);
  assert_replied (self, 200, "ok");
}

static void
talk_garbage_early (Peer *peer)
{
  if (!peer_read_head (peer) || !peer_read_body (peer, 64 * KIB))
    return;
  peer_write (peer, "SSH-2.0-OpenSSH_9.2\r\n\r\n");
  peer_hold (peer);
}

static void
test_http_refuses_early_garbage (Fixture *self, gconstpointer data)
{
  send_one (self, "PUT", 64 * MIB);
  assert_failed (self, HOIST_ERROR_PROTOCOL, HOIST_SENT_SOME);
}

static void
close_early (Peer *peer)
{
  if (peer_read_head (peer))
    peer_read_body (peer, 64 * KIB);
}

static void
test_http_early_close_is_offline (Fixture *self, gconstpointer data)
{
  send_one (self, "PUT", 64 * MIB);
  assert_failed (self, HOIST_ERROR_OFFLINE, HOIST_SENT_SOME);
}

/* --- silence --- */

static void
read_nothing (Peer *peer)
{
  peer_wait (peer);
}

static void
test_http_cuts_stalled_body (Fixture *self, gconstpointer data)
{
  gint64 now_us = 0;
  g_autoptr (HoistRequest) request = make_request (self, "PUT", 64 * MIB);

  start (self, request);
  while (self->progress == 0)
    g_main_context_iteration (NULL, TRUE);
  pass_time_until_done (self);
  now_us = hoist_clock_get_monotonic (HOIST_CLOCK (self->clock));

  assert_failed (self, HOIST_ERROR_OFFLINE, HOIST_SENT_SOME);
  g_assert_cmpint (now_us - self->progress_us, >=, 30 * SECOND);
  g_assert_cmpint (now_us - self->progress_us, <=, 31 * SECOND);
}

/* The peer reads nothing, so what counts as sent is what kernels hold, and that is bounded. */
static void
test_http_counts_honestly (Fixture *self, gconstpointer data)
{
  test_http_cuts_stalled_body (self, data);
  g_test_message ("counted %" G_GUINT64_FORMAT, self->report.body_bytes);
  g_assert_cmpuint (self->report.body_bytes, <=, 300 * 1000);
}

static void
read_but_not_answer (Peer *peer)
{
  peer_read_request (peer);
  peer_hold (peer);
}

static void
test_http_cuts_missing_answer (Fixture *self, gconstpointer data)
{
  g_autoptr (HoistRequest) request = make_request (self, "PUT", MIB);
  gint64 passed_us = 0;

  start (self, request);
  while (self->progress < MIB)
    g_main_context_iteration (NULL, TRUE);
  passed_us = pass_time_until_done (self);

  assert_failed (self, HOIST_ERROR_OFFLINE, HOIST_SENT_ALL);
  g_assert_cmpuint (self->report.body_bytes, ==, MIB);
  g_assert_cmpint (passed_us, >=, 10 * SECOND);
  g_assert_cmpint (passed_us, <=, 11 * SECOND);
}

static void
answer_byte_by_byte (Peer *peer)
{
  peer_read_request (peer);
  peer_write (peer, "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n");
  for (guint i = 0; i < 20; i++) {
    peer_wait (peer);
    peer_write (peer, "x");
  }
  peer_hold (peer);
}

static void
test_http_waits_while_answer_trickles (Fixture *self, gconstpointer data)
{
  g_autoptr (HoistRequest) request = make_request (self, "GET", 0);

  start (self, request);
  wait_for_requests (self, 1);
  for (guint i = 0; i < 20; i++) {
    server_step (self->server);
    g_main_context_iteration (NULL, TRUE);
    settle ();
    /* Two such waits would be too long, were the byte not noticed. */
    hoist_test_clock_advance (self->clock, 5 * SECOND);
  }
  finish (self);
  assert_replied (self, 200, "xxxxxxxxxxxxxxxxxxxx");
}

static void
test_http_does_not_blame_own_limit (Fixture *self, gconstpointer data)
{
  g_autoptr (HoistRequest) request = make_request (self, "PUT", 64 * KIB);
  gint64 passed_us = 0;

  hoist_throttle_set_rate (self->throttle, 32);
  start (self, request);
  wait_for_requests (self, 1);
  passed_us = pass_time_until_done (self);

  assert_replied (self, 200, "ok");
  g_assert_cmpint (passed_us, >, 1000 * SECOND);
}

static void
never_shake_hands (Peer *peer)
{
  peer_wait (peer);
}

static void
test_http_cuts_stalled_connect (Fixture *self, gconstpointer data)
{
  g_autofree char *url = g_strdup_printf ("https://127.0.0.1:%u/", self->server->port);
  g_autoptr (HoistRequest) request = hoist_request_new ("POST", url);
  gint64 passed_us = 0;

  start (self, request);
  while (g_atomic_int_get (&self->server->n_connections) == 0)
    g_main_context_iteration (NULL, FALSE);
  passed_us = pass_time_until_done (self);

  assert_failed (self, HOIST_ERROR_OFFLINE, HOIST_SENT_NOTHING);
  g_assert_cmpint (passed_us, >=, 29 * SECOND);
  g_assert_cmpint (passed_us, <=, 31 * SECOND);
}

/* --- replies that are no good --- */

static const char *reply_text;

static void
answer_text_and_close (Peer *peer)
{
  peer_read_request (peer);
  peer_write (peer, reply_text);
}

static void
test_http_refuses_short_replies (Fixture *self, gconstpointer data)
{
  const char *texts[] = {
    "",
    "HTTP/1.1 200 OK\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc",
    "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 10\r\n\r\nabc",
    "HTTP/1.0 200 OK\r\nContent-Length: 10\r\n\r\nabc",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_test_message ("reply %s", texts[i]);
    reply_text = texts[i];
    send_one_afresh (self, "PUT", 100);
    assert_failed (self, HOIST_ERROR_OFFLINE, HOIST_SENT_ALL);
  }
}

static void
test_http_refuses_garbage (Fixture *self, gconstpointer data)
{
  const char *texts[] = {
    "SSH-2.0-OpenSSH_9.2\r\n\r\n",
    "HTTP/1.1 200",
    "HTTP/1.1 200 OK\r\nConte",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: rot13\r\n\r\nabc",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_test_message ("reply %s", texts[i]);
    reply_text = texts[i];
    send_one_afresh (self, "GET", 0);
    assert_failed (self, HOIST_ERROR_PROTOCOL, HOIST_SENT_ALL);
  }
}

/* Redirects, requests for a password and packed bodies are replies like any other. */
static void
test_http_passes_replies_as_they_are (Fixture *self, gconstpointer data)
{
  const struct {
    const char *text;
    guint status;
    const char *body;
  } replies[] = {
    { "HTTP/1.1 302 Found\r\nLocation: /b\r\nContent-Length: 1\r\n\r\na", 302, "a" },
    { "HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm=\"x\"\r\nContent-Length: 1\r\n\r\na", 401,
      "a" },
    { "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 1\r\n\r\na", 200, "a" },
    { "HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\nContent-Length: 0\r\n\r\n", 200, "" },
    { "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nto the end", 200, "to the end" },
    { "HTTP/1.1 200 OK\r\n\r\nto the end", 200, "to the end" },
    { "HTTP/1.1 204 No Content\r\n\r\n", 204, "" },
    { "HTTP/1.1 503 Busy\r\nRetry-After: 3\r\nContent-Length: 0\r\n\r\n", 503, "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (replies); i++) {
    g_test_message ("reply %s", replies[i].text);
    reply_text = replies[i].text;
    send_one_afresh (self, "GET", 0);
    assert_replied (self, replies[i].status, replies[i].body);
    g_assert_null (strstr (self->server->heads->pdata[i], "ookie:"));
  }
  g_assert_cmpuint (server_count_requests (self->server), ==, G_N_ELEMENTS (replies));
}

static gsize reply_size;

static void
answer_large (Peer *peer)
{
  g_autofree char *head = g_strdup_printf (
      "HTTP/1.1 200 OK\r\nContent-Length: %" G_GSIZE_FORMAT "\r\n\r\n", reply_size);
  g_autofree char *body = g_strnfill (reply_size, 'x');

  peer_read_request (peer);
  peer_write (peer, head);
  peer_write (peer, body);
}

static void
test_http_caps_replies (Fixture *self, gconstpointer data)
{
  reply_size = 16 * MIB;
  send_one_afresh (self, "GET", 0);
  assert_replied (self, 200, NULL);
  g_assert_cmpuint (g_bytes_get_size (self->reply->body), ==, 16 * MIB);

  reply_size = 16 * MIB + 1;
  send_one_afresh (self, "GET", 0);
  assert_failed (self, HOIST_ERROR_PROTOCOL, HOIST_SENT_ALL);

  reply_size = 50 * MIB;
  send_one_afresh (self, "GET", 0);
  assert_failed (self, HOIST_ERROR_PROTOCOL, HOIST_SENT_ALL);
}

/* --- who is at the other end --- */

static void
test_http_refuses_unknown_certificate (Fixture *self, gconstpointer data)
{
  g_object_set (self->http, "tls-database", NULL, NULL);
  send_one (self, "PUT", MIB);
  assert_failed (self, HOIST_ERROR_REFUSED, HOIST_SENT_NOTHING);
  g_assert_cmpuint (server_count_requests (self->server), ==, 0);
}

static void
test_http_refuses_wrong_name (Fixture *self, gconstpointer data)
{
  g_autofree char *url = g_strdup_printf ("https://other.localhost:%u/", self->server->port);
  g_autoptr (HoistRequest) request = hoist_request_new ("GET", url);

  start (self, request);
  finish (self);
  assert_failed (self, HOIST_ERROR_REFUSED, HOIST_SENT_NOTHING);
}

static void
test_http_refuses_insecure_addresses (Fixture *self, gconstpointer data)
{
  const char *urls[] = { "http://example.org/",
                         "http://127.0.0.1.example.org/",
                         "ftp://localhost/",
                         "file:///etc/passwd",
                         "nonsense",
                         "",
                         "https://",
                         "http://[::2]/" };

  for (gsize i = 0; i < G_N_ELEMENTS (urls); i++) {
    g_autoptr (HoistRequest) request = hoist_request_new ("GET", urls[i]);

    g_test_message ("address %s", urls[i]);
    start (self, request);
    finish (self);
    assert_failed (self, HOIST_ERROR_PROTOCOL, HOIST_SENT_NOTHING);
  }
}

static void
test_http_refused_connection_is_offline (Fixture *self, gconstpointer data)
{
  Server *gone = server_new (answer_all, FALSE);
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u/", gone->port);
  g_autoptr (HoistRequest) request = hoist_request_new ("POST", url);

  server_free (gone);
  start (self, request);
  finish (self);
  assert_failed (self, HOIST_ERROR_OFFLINE, HOIST_SENT_NOTHING);
}

/* --- cancelling --- */

static void
check_cancelled (Fixture *self)
{
  g_assert_error (self->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_http_cancel_before (Fixture *self, gconstpointer data)
{
  g_cancellable_cancel (self->cancellable);
  send_one (self, "PUT", MIB);
  check_cancelled (self);
  g_assert_cmpint (self->report.sent, ==, HOIST_SENT_NOTHING);
  g_assert_cmpint (self->server->n_connections, ==, 0);
}

static void
test_http_cancel_connecting (Fixture *self, gconstpointer data)
{
  g_autofree char *url = g_strdup_printf ("https://127.0.0.1:%u/", self->server->port);
  g_autoptr (HoistRequest) request = hoist_request_new ("POST", url);

  start (self, request);
  while (g_atomic_int_get (&self->server->n_connections) == 0)
    g_main_context_iteration (NULL, FALSE);
  g_cancellable_cancel (self->cancellable);
  finish (self);
  check_cancelled (self);
  g_assert_cmpint (self->report.sent, ==, HOIST_SENT_NOTHING);
}

static void
test_http_cancel_sending (Fixture *self, gconstpointer data)
{
  g_autoptr (HoistRequest) request = make_request (self, "PUT", 64 * MIB);

  start (self, request);
  while (self->progress == 0)
    g_main_context_iteration (NULL, TRUE);
  settle ();
  g_cancellable_cancel (self->cancellable);
  finish (self);
  check_cancelled (self);
  g_assert_cmpint (self->report.sent, ==, HOIST_SENT_SOME);
  g_assert_cmpuint (self->report.body_bytes, >, 0);
}

static void
test_http_cancel_held (Fixture *self, gconstpointer data)
{
  g_autoptr (HoistRequest) request = make_request (self, "PUT", MIB);

  hoist_throttle_set_rate (self->throttle, 1);
  start (self, request);
  wait_for_requests (self, 1);
  settle ();
  g_cancellable_cancel (self->cancellable);
  finish (self);
  check_cancelled (self);
}

static void
test_http_cancel_waiting (Fixture *self, gconstpointer data)
{
  g_autoptr (HoistRequest) request = make_request (self, "PUT", MIB);

  start (self, request);
  while (self->progress < MIB)
    g_main_context_iteration (NULL, TRUE);
  settle ();
  g_cancellable_cancel (self->cancellable);
  finish (self);
  check_cancelled (self);
  g_assert_cmpint (self->report.sent, ==, HOIST_SENT_ALL);
}

static void
test_http_cancel_reading (Fixture *self, gconstpointer data)
{
  g_autoptr (HoistRequest) request = make_request (self, "GET", 0);

  start (self, request);
  wait_for_requests (self, 1);
  for (guint i = 0; i < 3; i++) {
    server_step (self->server);
    g_main_context_iteration (NULL, TRUE);
    settle ();
  }
  g_cancellable_cancel (self->cancellable);
  finish (self);
  check_cancelled (self);
  g_assert_cmpint (self->report.sent, ==, HOIST_SENT_ALL);
}

/* A caller that cancels from inside its own progress callback must not pull the rug away. */
static void
on_progress_cancel (guint64 bytes, gpointer data)
{
  Fixture *self = data;

  self->progress += bytes;
  g_cancellable_cancel (self->cancellable);
}

static void
test_http_cancel_in_progress (Fixture *self, gconstpointer data)
{
  g_autoptr (HoistRequest) request = make_request (self, "PUT", 64 * MIB);

  hoist_http_send_async (self->http, request, self->source, on_progress_cancel, self,
                         self->cancellable, on_done, self);
  finish (self);
  check_cancelled (self);
}

/* --- the file --- */

static void
test_http_notices_shrunken_file (Fixture *self, gconstpointer data)
{
  send_one (self, "PUT", 10);
  assert_replied (self, 200, "ok");

  /* On a connection that is used again, where libsoup would begin anew. */
  g_assert_cmpint (truncate (self->path, (off_t) MIB), ==, 0);
  send_one (self, "PUT", 3 * MIB);
  assert_failed (self, HOIST_ERROR_CHANGED, HOIST_SENT_SOME);
  g_assert_cmpuint (self->report.body_bytes, <=, MIB);
  g_assert_cmpuint (self->server->n_body, <=, MIB + 10);
}

static void
test_http_notices_grown_file (Fixture *self, gconstpointer data)
{
  g_assert_cmpint (truncate (self->path, (off_t) (4 * MIB)), ==, 0);
  send_one (self, "PUT", 3 * MIB);
  g_assert_true (g_error_matches (self->error, HOIST_ERROR, HOIST_ERROR_CHANGED) ||
                 g_error_matches (self->error, HOIST_ERROR, HOIST_ERROR_GROWING));
  g_assert_cmpuint (self->report.body_bytes, <, 3 * MIB);
}

typedef void (*Test) (Fixture *self, gconstpointer data);

static const struct {
  const char *path;
  Test test;
  Setting setting;
} tests[] = {
  { "/http/sends-whole-body", test_http_sends_whole_body, { answer_all, FALSE, 3 * MIB } },
  { "/http/sends-whole-body-tls", test_http_sends_whole_body, { answer_all, TRUE, 3 * MIB } },
  { "/http/reads-headers", test_http_reads_headers, { answer_all } },
  { "/http/uses-connections-again", test_http_uses_connections_again, { answer_all, 0, MIB } },
  { "/http/uses-connections-again-tls",
    test_http_uses_connections_again,
    { answer_all, TRUE, MIB } },
  { "/http/sends-empty-body-as-such", test_http_sends_empty_body_as_such, { answer_all } },
  { "/http/drops-connections", test_http_drops_connections, { answer_all, 0, MIB } },
  { "/http/sends-many-at-once", test_http_sends_many_at_once, { answer_all, 0, 2 * MIB } },
  { "/http/never-repeats-get", test_http_never_repeats_get, { answer_once_then_reset } },
  { "/http/never-repeats-get-after-close",
    test_http_never_repeats_get,
    { answer_once_then_close } },
  { "/http/never-repeats-put",
    test_http_never_repeats_put,
    { answer_once_then_reset, 0, 2 * MIB } },
  { "/http/never-repeats-put-inside",
    test_http_never_repeats_put,
    { answer_once_then_reset_inside, 0, 2 * MIB } },
  { "/http/never-repeats-put-after-close",
    test_http_never_repeats_put,
    { answer_once_then_close, 0, 2 * MIB } },
  { "/http/never-repeats-small-put",
    test_http_never_repeats_small_put,
    { answer_once_then_reset, 0, 2 * MIB } },
  { "/http/never-repeats-put-tls",
    test_http_never_repeats_put,
    { answer_once_then_reset_inside, TRUE, 2 * MIB } },
  { "/http/never-repeats-post",
    test_http_never_repeats_post,
    { answer_once_then_reset_inside, 0, 2 * MIB } },
  { "/http/never-repeats-delete", test_http_never_repeats_delete, { answer_once_then_reset } },
  { "/http/takes-early-reply",
    test_http_takes_early_reply,
    { refuse_early_and_close, FALSE, 64 * MIB } },
  { "/http/takes-early-reply-tls",
    test_http_takes_early_reply,
    { refuse_early_and_close, TRUE, 64 * MIB } },
  { "/http/takes-early-reply-on-reused",
    test_http_takes_early_reply_on_reused,
    { refuse_at_once_on_second, FALSE, 64 * MIB } },
  { "/http/takes-early-reply-on-reused-tls",
    test_http_takes_early_reply_on_reused,
    { refuse_at_once_on_second, TRUE, 64 * MIB } },
  { "/http/takes-early-chunks",
    test_http_takes_early_reply,
    { refuse_early_chunked, FALSE, 64 * MIB } },
  { "/http/takes-early-reply-until-close",
    test_http_takes_early_reply,
    { refuse_early_by_close, FALSE, 64 * MIB } },
  { "/http/takes-early-reply-in-pieces",
    test_http_takes_early_reply,
    { refuse_early_in_pieces, FALSE, 64 * MIB } },
  { "/http/takes-early-reply-in-pieces-tls",
    test_http_takes_early_reply,
    { refuse_early_in_pieces, TRUE, 64 * MIB } },
  { "/http/early-success-waits-for-body",
    test_http_early_success_waits_for_body,
    { accept_early, FALSE, 64 * MIB } },
  { "/http/early-success-waits-for-body-tls",
    test_http_early_success_waits_for_body,
    { accept_early, TRUE, 64 * MIB } },
  { "/http/early-success-without-body-is-none",
    test_http_early_success_without_body_is_none,
    { accept_early_and_close, FALSE, 64 * MIB } },
  { "/http/passes-informational-reply",
    test_http_passes_informational_reply,
    { continue_then_answer, FALSE, 64 * MIB } },
  { "/http/passes-informational-reply-tls",
    test_http_passes_informational_reply,
    { continue_then_answer, TRUE, 64 * MIB } },
  { "/http/refuses-early-garbage",
    test_http_refuses_early_garbage,
    { talk_garbage_early, FALSE, 64 * MIB } },
  { "/http/early-close-is-offline",
    test_http_early_close_is_offline,
    { close_early, FALSE, 64 * MIB } },
  { "/http/early-close-is-offline-tls",
    test_http_early_close_is_offline,
    { close_early, TRUE, 64 * MIB } },
  { "/http/cuts-stalled-body", test_http_cuts_stalled_body, { read_nothing, TRUE, 64 * MIB } },
  { "/http/counts-honestly", test_http_counts_honestly, { read_nothing, FALSE, 64 * MIB } },
  { "/http/cuts-missing-answer", test_http_cuts_missing_answer, { read_but_not_answer, 0, MIB } },
  { "/http/waits-while-answer-trickles",
    test_http_waits_while_answer_trickles,
    { answer_byte_by_byte } },
  { "/http/does-not-blame-own-limit",
    test_http_does_not_blame_own_limit,
    { answer_all, 0, 64 * KIB } },
  { "/http/cuts-stalled-connect", test_http_cuts_stalled_connect, { never_shake_hands } },
  { "/http/refuses-short-replies",
    test_http_refuses_short_replies,
    { answer_text_and_close, 0, KIB } },
  { "/http/refuses-garbage", test_http_refuses_garbage, { answer_text_and_close } },
  { "/http/passes-replies-as-they-are",
    test_http_passes_replies_as_they_are,
    { answer_text_and_close } },
  { "/http/caps-replies", test_http_caps_replies, { answer_large } },
  { "/http/refuses-unknown-certificate",
    test_http_refuses_unknown_certificate,
    { answer_all, TRUE, MIB } },
  { "/http/refuses-wrong-name", test_http_refuses_wrong_name, { answer_all, TRUE } },
  { "/http/refuses-insecure-addresses", test_http_refuses_insecure_addresses, { NULL } },
  { "/http/refused-connection-is-offline",
    test_http_refused_connection_is_offline,
    { answer_all, 0, MIB } },
  { "/http/cancel-before", test_http_cancel_before, { answer_all, 0, MIB } },
  { "/http/cancel-connecting", test_http_cancel_connecting, { never_shake_hands } },
  { "/http/cancel-sending", test_http_cancel_sending, { read_nothing, 0, 64 * MIB } },
  { "/http/cancel-sending-tls", test_http_cancel_sending, { read_nothing, TRUE, 64 * MIB } },
  { "/http/cancel-held", test_http_cancel_held, { answer_all, 0, MIB } },
  { "/http/cancel-waiting", test_http_cancel_waiting, { read_but_not_answer, 0, MIB } },
  { "/http/cancel-reading", test_http_cancel_reading, { answer_byte_by_byte } },
  { "/http/cancel-in-progress", test_http_cancel_in_progress, { answer_all, 0, 64 * MIB } },
  { "/http/notices-shrunken-file", test_http_notices_shrunken_file, { answer_all, 0, 3 * MIB } },
  { "/http/notices-grown-file", test_http_notices_grown_file, { answer_all, 0, 3 * MIB } },
};

int
main (int argc, char **argv)
{
  g_setenv ("SOUP_FORCE_HTTP1", "1", TRUE);
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, &tests[i].setting, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
