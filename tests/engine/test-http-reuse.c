/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HoistHttp and a connection that dies while it is used again: nothing is sent twice. */
#include "http-fixture.h"

/* Ends the connection with a reset instead of an orderly end. */
static void
peer_reset (Peer *peer)
{
  struct linger linger = { 1, 0 };

  setsockopt (g_socket_get_fd (peer->socket), SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
  g_socket_close (peer->socket, NULL);
}

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

static const HttpCase cases[] = {
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
  { "/http/never-repeats-put-tls",
    test_http_never_repeats_put,
    { answer_once_then_reset_inside, TRUE, 2 * MIB } },
  { "/http/never-repeats-small-put",
    test_http_never_repeats_small_put,
    { answer_once_then_reset, 0, 2 * MIB } },
  { "/http/never-repeats-post",
    test_http_never_repeats_post,
    { answer_once_then_reset_inside, 0, 2 * MIB } },
  { "/http/never-repeats-delete", test_http_never_repeats_delete, { answer_once_then_reset } },
};

int
main (int argc, char **argv)
{
  return run_cases (argc, argv, cases, G_N_ELEMENTS (cases));
}
