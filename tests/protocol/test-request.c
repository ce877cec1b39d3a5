/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests and replies as data, and that printing them tells no secret. */
#include "hoist-request.h"

#include <string.h>

/* Every three letters of the secrets below are found nowhere else. */
#define SECRET_ID "AKIDzzqqxxjjvvkk01"
#define SIGNATURE "%2Bjg3tIiFTh5IiwPqZ4sVJcMiDE0%3D"
#define PASSWORD "ppwwyyuuooii"
#define TOKEN "hhffddssaallmmnnbbttrreeggcc1234567890"

static const char *const secrets[] = { "zzqqxxjjvvkk", "jg3tIiFTh5IiwPqZ4sVJcMiDE0", "ppwwyyuuooii",
                                       "hhffddssaallmmnnbb" };

static const char *const urls[] = {
  "https://vod2.qcloud.com/v2/index.php?Action=UploadPart&Nonce=11886&Region=gz&SecretId=" SECRET_ID
  "&Timestamp=1700000000&dataSize=1048576&offset=0&Signature=" SIGNATURE,
  "https://user:" PASSWORD "@host.example:8443/x?uploads&partNumber=7&" TOKEN "&" TOKEN "=",
  "https://host.example/files/" TOKEN "?X-Amz-Signature=" TOKEN "#" TOKEN,
  "https://host.example/a?Action=" TOKEN "&dataSize=" PASSWORD "%20" PASSWORD,
};

/* No piece of a secret that is long enough to be one. */
static void
assert_no_secret (const char *text)
{
  for (gsize i = 0; i < G_N_ELEMENTS (secrets); i++) {
    for (gsize start = 0; start + 6 <= strlen (secrets[i]); start++) {
      g_autofree char *piece = g_strndup (secrets[i] + start, 6);

      g_assert_null (strstr (text, piece));
    }
  }
}

static void
test_redacts (void)
{
  g_autofree char *first = hoist_request_redact_url (urls[0]);
  g_autofree char *second = hoist_request_redact_url (urls[1]);
  g_autofree char *third = hoist_request_redact_url (urls[2]);
  g_autofree char *bad = hoist_request_redact_url ("secret text");
  g_autofree char *none = hoist_request_redact_url (NULL);

  g_assert_cmpstr (first, ==,
                   "https://vod2.qcloud.com/v2/index.php?Action=UploadPart&…&dataSize="
                   "1048576&offset=0&…");
  g_assert_cmpstr (second, ==, "https://…@host.example:8443/…?…&partNumber=7&…");
  g_assert_cmpstr (third, ==, "https://host.example/files/…?…");
  g_assert_cmpstr (bad, ==, "…");
  g_assert_cmpstr (none, ==, "…");
}

/* Cut at every byte, from both ends, and with one byte of another kind anywhere. */
static void
test_redacts_when_cut (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (urls); i++) {
    for (gsize cut = 0; cut <= strlen (urls[i]); cut++) {
      g_autofree char *head = g_strndup (urls[i], cut);
      g_autofree char *changed = g_strdup (urls[i]);
      g_autofree char *spliced = g_strconcat ("https://a.example/b?", urls[i] + cut, NULL);
      g_autofree char *head_text = hoist_request_redact_url (head);
      g_autofree char *tail_text = hoist_request_redact_url (urls[i] + cut);
      g_autofree char *spliced_text = hoist_request_redact_url (spliced);

      assert_no_secret (head_text);
      assert_no_secret (tail_text);
      assert_no_secret (spliced_text);
      for (const char *other = "&=?/#@:% "; *other != '\0'; other++) {
        g_autofree char *changed_text = NULL;

        changed[cut] = cut < strlen (urls[i]) ? *other : '\0';
        changed_text = hoist_request_redact_url (changed);
        assert_no_secret (changed_text);
      }
    }
  }
}

static void
test_log (void)
{
  g_autoptr (HoistRequest) request = hoist_request_new ("POST", urls[0]);
  g_autofree char *text = NULL;

  hoist_request_add_header (request, "Authorization", "Bearer " TOKEN);
  hoist_request_add_header (request, "x-oss-security-token", TOKEN);
  hoist_request_add_header (request, "Cookie", TOKEN);
  hoist_request_add_header (request, "Upload-Offset", "5");
  request->before = g_bytes_new_static (PASSWORD, strlen (PASSWORD));
  request->offset = 10;
  request->length = 100;
  text = hoist_request_to_log (request);
  assert_no_secret (text);
  g_assert_nonnull (strstr (text, "POST https://vod2.qcloud.com/v2/index.php"));
  g_assert_nonnull (strstr (text, "[Authorization: …]"));
  g_assert_nonnull (strstr (text, "[Upload-Offset: 5]"));
  g_assert_nonnull (strstr (text, "bytes 10+100"));
  g_assert_nonnull (strstr (text, "body 112"));
}

static void
test_body (void)
{
  g_autoptr (HoistRequest) request = hoist_request_new ("POST", "https://a.example/");

  g_assert_false (hoist_request_has_body (request));
  request->before = g_bytes_new_static ("", 0);
  g_assert_false (hoist_request_has_body (request));
  request->length = 5;
  g_assert_true (hoist_request_has_body (request));
  request->after = g_bytes_new_static ("1234", 4);
  g_assert_cmpuint (hoist_request_get_body_size (request), ==, 9);
}

static void
test_headers (void)
{
  g_autoptr (HoistReply) reply = hoist_reply_new (200, NULL);

  g_assert_cmpuint (g_bytes_get_size (reply->body), ==, 0);
  g_assert_cmpint (reply->retry_after_us, ==, -1);
  g_assert_cmpint (reply->date_us, ==, 0);
  hoist_reply_set_header (reply, "Content-Type", "text/html", 0);
  g_assert_cmpstr (hoist_reply_get_header (reply, "CONTENT-TYPE"), ==, "text/html");
  g_assert_null (hoist_reply_get_header (reply, "etag"));
}

static void
test_dates (void)
{
  static const struct {
    const char *text;
    gint64 seconds;
  } rows[] = {
    { "Sun, 06 Nov 1994 08:49:37 GMT", 784111777 },
    { "Thu, 01 Jan 1970 00:00:01 GMT", 1 },
    { "Thu, 29 Feb 2024 23:59:59 GMT", 1709251199 },
    { "Thu, 30 Feb 2024 23:59:59 GMT", 0 },
    { "Sun, 06 Nov 1994 08:49:37 PST", 0 },
    { "Sun, 06 nov 1994 08:49:37 GMT", 0 },
    { "Sun, 06 anF 1994 08:49:37 GMT", 0 },
    { "Sun, 06 Nov 1994 08:49:37 GMT ", 0 },
    { "Sun, 06 Nov 1994 25:49:37 GMT", 0 },
    { "Sun, 06 Nov -994 08:49:37 GMT", 0 },
    { "Sunday, 06-Nov-94 08:49:37 GMT", 0 },
    { "", 0 },
    { "%s%n", 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (HoistReply) reply = hoist_reply_new (200, NULL);

    hoist_reply_set_header (reply, "DATE", rows[i].text, 5);
    g_assert_cmpint (reply->date_us, ==, rows[i].seconds * G_USEC_PER_SEC);
  }
}

static void
test_retry_after (void)
{
  static const struct {
    const char *text;
    gint64 seconds; /* -1000000: nothing understood */
  } rows[] = {
    { "0", 0 },
    { "7", 7 },
    { "120", 120 },
    { "86400", 86400 },
    { "86401", 86400 },
    { "99999999999999999999999999", 86400 },
    { "Sun, 06 Nov 1994 08:49:37 GMT", 37 },
    { "Sun, 06 Nov 1994 08:48:37 GMT", 0 },
    { "Sun, 06 Nov 2094 08:49:37 GMT", 86400 },
  };
  static const char *const bad[] = { "", "-1", "+1", " 1", "1.5", "soon", "1e3" };
  gint64 now_us = G_GINT64_CONSTANT (784111740) * G_USEC_PER_SEC;

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (HoistReply) reply = hoist_reply_new (503, NULL);

    hoist_reply_set_header (reply, "Retry-After", rows[i].text, now_us);
    g_assert_cmpint (reply->retry_after_us, ==, rows[i].seconds * G_USEC_PER_SEC);
  }
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (HoistReply) reply = hoist_reply_new (503, NULL);

    hoist_reply_set_header (reply, "Retry-After", bad[i], now_us);
    g_assert_cmpint (reply->retry_after_us, ==, -1);
  }
}

/* The server's own Date counts, for our clock may be wrong. */
static void
test_retry_after_by_server_time (void)
{
  g_autoptr (HoistReply) reply = hoist_reply_new (503, NULL);

  hoist_reply_set_header (reply, "Date", "Sun, 06 Nov 1994 08:49:30 GMT", 0);
  hoist_reply_set_header (reply, "Retry-After", "Sun, 06 Nov 1994 08:49:37 GMT", 0);
  g_assert_cmpint (reply->retry_after_us, ==, 7 * G_USEC_PER_SEC);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/request/address-is-redacted", test_redacts);
  g_test_add_func ("/request/address-is-redacted-when-cut", test_redacts_when_cut);
  g_test_add_func ("/request/log-line-tells-no-secret", test_log);
  g_test_add_func ("/request/body-size", test_body);
  g_test_add_func ("/reply/headers-by-any-case", test_headers);
  g_test_add_func ("/reply/date", test_dates);
  g_test_add_func ("/reply/retry-after", test_retry_after);
  g_test_add_func ("/reply/retry-after-by-server-time", test_retry_after_by_server_time);
  return g_test_run ();
}
