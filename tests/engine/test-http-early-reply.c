/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HoistHttp and replies that come before the body was sent. */
#include "http-fixture.h"

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

static const HttpCase cases[] = {
  { "/http/takes-early-reply",
    test_http_takes_early_reply,
    { refuse_early_and_close, FALSE, 64 * MIB } },
  { "/http/takes-early-reply-tls",
    test_http_takes_early_reply,
    { refuse_early_and_close, TRUE, 64 * MIB } },
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
  { "/http/takes-early-reply-on-reused",
    test_http_takes_early_reply_on_reused,
    { refuse_at_once_on_second, FALSE, 64 * MIB } },
  { "/http/takes-early-reply-on-reused-tls",
    test_http_takes_early_reply_on_reused,
    { refuse_at_once_on_second, TRUE, 64 * MIB } },
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
};

int
main (int argc, char **argv)
{
  return run_cases (argc, argv, cases, G_N_ELEMENTS (cases));
}
