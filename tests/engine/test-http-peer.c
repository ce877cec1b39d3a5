/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HoistHttp and who is at the other end: certificates, names, addresses. */
#include "hoist-test-monitor.h"
#include "http-fixture.h"

static void
test_http_refuses_unknown_certificate (Fixture *self, gconstpointer data)
{
  g_object_set (self->http, "tls-database", NULL, NULL);
  send_one (self, "PUT", MIB);
  assert_failed (self, HOIST_ERROR_REFUSED, HOIST_SENT_NOTHING);
  g_assert_cmpuint (server_count_requests (self->server), ==, 0);
}

/* Its certificate is the network's, which has to be signed in to: the service has done nothing
 * wrong, and a queue that ran through the night must not be refused row by row. */
static void
test_http_waits_behind_a_portal (Fixture *self, gconstpointer data)
{
  HoistTestMonitor *monitor = HOIST_TEST_MONITOR (g_network_monitor_get_default ());

  g_object_set (self->http, "tls-database", NULL, NULL);
  hoist_test_monitor_set_portal (monitor, TRUE);
  send_one (self, "PUT", MIB);
  hoist_test_monitor_set_portal (monitor, FALSE);
  assert_failed (self, HOIST_ERROR_OFFLINE, HOIST_SENT_NOTHING);
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

static const HttpCase cases[] = {
  { "/http/refuses-unknown-certificate",
    test_http_refuses_unknown_certificate,
    { answer_all, TRUE, MIB } },
  { "/http/waits-behind-a-portal", test_http_waits_behind_a_portal, { answer_all, TRUE, MIB } },
  { "/http/refuses-wrong-name", test_http_refuses_wrong_name, { answer_all, TRUE } },
  { "/http/refuses-insecure-addresses", test_http_refuses_insecure_addresses, { NULL } },
  { "/http/refused-connection-is-offline",
    test_http_refused_connection_is_offline,
    { answer_all, 0, MIB } },
};

int
main (int argc, char **argv)
{
  hoist_test_monitor_make_default ();
  return run_cases (argc, argv, cases, G_N_ELEMENTS (cases));
}
