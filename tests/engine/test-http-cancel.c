/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HoistHttp, cancelled at each point of an exchange. */
#include "http-fixture.h"

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

static const HttpCase cases[] = {
  { "/http/cancel-before", test_http_cancel_before, { answer_all, 0, MIB } },
  { "/http/cancel-connecting", test_http_cancel_connecting, { never_shake_hands } },
  { "/http/cancel-sending", test_http_cancel_sending, { read_nothing, 0, 64 * MIB } },
  { "/http/cancel-sending-tls", test_http_cancel_sending, { read_nothing, TRUE, 64 * MIB } },
  { "/http/cancel-held", test_http_cancel_held, { answer_all, 0, MIB } },
  { "/http/cancel-waiting", test_http_cancel_waiting, { read_but_not_answer, 0, MIB } },
  { "/http/cancel-reading", test_http_cancel_reading, { answer_byte_by_byte } },
  { "/http/cancel-in-progress", test_http_cancel_in_progress, { answer_all, 0, 64 * MIB } },
};

int
main (int argc, char **argv)
{
  return run_cases (argc, argv, cases, G_N_ELEMENTS (cases));
}
