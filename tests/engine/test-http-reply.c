/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HoistHttp and replies that are too short, too long, or none. */
#include "http-fixture.h"

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

static const HttpCase cases[] = {
  { "/http/refuses-short-replies",
    test_http_refuses_short_replies,
    { answer_text_and_close, 0, KIB } },
  { "/http/refuses-garbage", test_http_refuses_garbage, { answer_text_and_close } },
  { "/http/passes-replies-as-they-are",
    test_http_passes_replies_as_they_are,
    { answer_text_and_close } },
  { "/http/caps-replies", test_http_caps_replies, { answer_large } },
};

int
main (int argc, char **argv)
{
  return run_cases (argc, argv, cases, G_N_ELEMENTS (cases));
}
