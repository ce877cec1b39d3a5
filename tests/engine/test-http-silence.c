/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HoistHttp and servers that fall silent. */
#include "http-fixture.h"

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

/* After a sleep nobody waits for the silence to be long enough. */
static void
test_http_is_cut (Fixture *self, gconstpointer data)
{
  gint64 start_us = hoist_clock_get_monotonic (HOIST_CLOCK (self->clock));
  g_autoptr (HoistRequest) request = make_request (self, "PUT", 64 * MIB);

  start (self, request);
  while (self->progress == 0)
    g_main_context_iteration (NULL, TRUE);
  hoist_http_cut_exchanges (self->http);
  while (!self->is_done)
    g_main_context_iteration (NULL, TRUE);

  assert_failed (self, HOIST_ERROR_OFFLINE, HOIST_SENT_SOME);
  g_assert_cmpint (hoist_clock_get_monotonic (HOIST_CLOCK (self->clock)), ==, start_us);
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

static const HttpCase cases[] = {
  { "/http/cuts-stalled-body", test_http_cuts_stalled_body, { read_nothing, TRUE, 64 * MIB } },
  { "/http/is-cut-after-a-sleep", test_http_is_cut, { read_nothing, TRUE, 64 * MIB } },
  { "/http/counts-honestly", test_http_counts_honestly, { read_nothing, FALSE, 64 * MIB } },
  { "/http/cuts-missing-answer", test_http_cuts_missing_answer, { read_but_not_answer, 0, MIB } },
  { "/http/waits-while-answer-trickles",
    test_http_waits_while_answer_trickles,
    { answer_byte_by_byte } },
  { "/http/does-not-blame-own-limit",
    test_http_does_not_blame_own_limit,
    { answer_all, 0, 64 * KIB } },
  { "/http/cuts-stalled-connect", test_http_cuts_stalled_connect, { never_shake_hands } },
};

int
main (int argc, char **argv)
{
  return run_cases (argc, argv, cases, G_N_ELEMENTS (cases));
}
