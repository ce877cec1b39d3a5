/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HoistHttp where all goes well; and a file that changes while it is sent. */
#include "http-fixture.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

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

static const HttpCase cases[] = {
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
  { "/http/notices-shrunken-file", test_http_notices_shrunken_file, { answer_all, 0, 3 * MIB } },
  { "/http/notices-grown-file", test_http_notices_grown_file, { answer_all, 0, 3 * MIB } },
};

int
main (int argc, char **argv)
{
  return run_cases (argc, argv, cases, G_N_ELEMENTS (cases));
}
