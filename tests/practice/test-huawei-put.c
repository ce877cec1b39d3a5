/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What MetaStudio's object store takes: headers as they were signed, addresses as they were given.
 */
#include "huawei-client.h"

#define SIZE 300000

typedef struct {
  const char *headers; /* $MD5 stands for the right one */
  guint status;
  const char *code;
} PutCase;

static void
put_each (Practice *practice,
          const char *url,
          const guint8 *data,
          const PutCase *cases,
          gsize count)
{
  g_autofree char *md5 = huawei_md5 (data, SIZE);

  for (gsize i = 0; i < count; i++) {
    g_auto (GStrv) pieces = g_strsplit (cases[i].headers, "$MD5", -1);
    g_autofree char *headers = g_strjoinv (md5, pieces);
    Reply reply = { 0 };

    g_test_message ("%s", headers);
    huawei_put (practice, url, headers, data, SIZE, &reply);
    huawei_expect (&reply, cases[i].status, cases[i].code);
    reply_clear (&reply);
  }
}

#define RIGHT "Content-MD5: $MD5\r\nContent-Type: video/mp4\r\n"

/* What was signed has to come, and nothing of the API. */
static void
test_put_headers (void)
{
  static const PutCase cases[] = {
    { "", 403, "SignatureDoesNotMatch" },
    { "Content-Type: video/mp4\r\n", 403, "SignatureDoesNotMatch" },
    { "Content-MD5: $MD5\r\n", 403, "SignatureDoesNotMatch" },
    { "Content-MD5: $MD5\r\nContent-Type: application/octet-stream\r\n", 403,
      "SignatureDoesNotMatch" },
    { "Content-MD5: 1B2M2Y8AsgTpgAmY7PhCfg==\r\nContent-Type: video/mp4\r\n", 403,
      "SignatureDoesNotMatch" },
    { RIGHT "x-obs-acl: private\r\n", 403, "SignatureDoesNotMatch" },
    { RIGHT "Authorization: SDK-HMAC-SHA256 Access=a\r\n", 400, "InvalidRequest" },
    { RIGHT "X-Auth-Token: token\r\n", 400, "InvalidRequest" },
    { RIGHT "X-Sdk-Date: 20260115T083000Z\r\n", 400, "InvalidRequest" },
    { RIGHT "X-Security-Token: token\r\n", 400, "InvalidRequest" },
    { RIGHT "User-Agent: anything\r\n", 200, "" },
    { RIGHT, 200, "" },
  };
  Practice practice = { 0 };
  g_autofree guint8 *data = vector_new ();
  g_autofree char *asset = NULL, *file = NULL, *url = NULL;

  practice_start (&practice);
  asset = huawei_add_asset (&practice, "clip", "VIDEO");
  file = huawei_add_file (&practice, asset, data, SIZE, &url);
  put_each (&practice, url, data, cases, G_N_ELEMENTS (cases));
  practice_end (&practice);
}

/* A part of a large file carries neither: nobody told the service its MD5. */
static void
test_part_headers (void)
{
  static const PutCase cases[] = {
    { RIGHT, 403, "SignatureDoesNotMatch" },
    { "Content-MD5: $MD5\r\n", 403, "SignatureDoesNotMatch" },
    { "Content-Type: application/octet-stream\r\n", 403, "SignatureDoesNotMatch" },
    { "", 200, "" },
  };
  Practice practice = { 0 };
  g_autofree guint8 *data = vector_new ();
  g_autofree char *asset = NULL, *file = NULL;
  Reply links = { 0 };

  practice_start (&practice);
  asset = huawei_add_asset (&practice, "large", "COMMON_FILE");
  file = huawei_add_large_file (&practice, asset, 2 * SIZE, 2, &links);
  put_each (&practice, huawei_get_url (&links, 0), data, cases, G_N_ELEMENTS (cases));
  reply_clear (&links);
  practice_end (&practice);
}

/* An address is used as it came: its signature has a plus and a slash, and each byte counts. */
static void
test_address_is_used_as_it_is (void)
{
  Practice practice = { 0 };
  g_autofree guint8 *data = vector_new ();
  g_autofree char *asset = NULL, *file = NULL, *url = NULL, *decoded = NULL;
  g_autofree char *other_key = NULL, *query = NULL, *reordered = NULL;
  Reply reply = { 0 };

  practice_start (&practice);
  asset = huawei_add_asset (&practice, "clip", "VIDEO");
  file = huawei_add_file (&practice, asset, data, SIZE, &url);
  g_assert_nonnull (strstr (url, "%2B"));
  g_assert_nonnull (strstr (url, "%2F"));

  decoded = g_uri_unescape_string (url, NULL);
  huawei_put_file (&practice, decoded, data, SIZE, &reply);
  huawei_expect (&reply, 403, "SignatureDoesNotMatch");
  query = g_strdup (strchr (url, '?') + 1);
  *strchr (query, '&') = '\0';
  reordered = g_strdup_printf ("%.*s?%s&%s", (int) (strchr (url, '?') - url), url,
                               strchr (url, '&') + 1, query);
  huawei_put_file (&practice, reordered, data, SIZE, &reply);
  huawei_expect (&reply, 403, "SignatureDoesNotMatch");
  other_key = g_strdup (url);
  memcpy (strstr (other_key, "practice-bucket"), "practice-backup", 15);
  huawei_put_file (&practice, other_key, data, SIZE, &reply);
  huawei_expect (&reply, 404, "NoSuchBucket");
  huawei_put_file (&practice, url, data, SIZE, &reply);
  huawei_expect (&reply, 200, "");
  reply_clear (&reply);
  practice_end (&practice);
}

static void
test_put_bodies (void)
{
  Practice practice = { 0 };
  g_autofree guint8 *data = vector_new ();
  g_autofree char *asset = NULL, *file = NULL, *url = NULL, *headers = NULL, *chunked = NULL;
  Line line = { 0 };
  Reply reply = { 0 };

  practice_start (&practice);
  asset = huawei_add_asset (&practice, "clip", "VIDEO");
  file = huawei_add_file (&practice, asset, data, SIZE, &url);
  headers = huawei_write_put_headers (data, SIZE);
  chunked = g_strconcat (headers, "Transfer-Encoding: chunked\r\n", NULL);

  line_open (&line, &practice);
  line_send_request (&line, "GET", strstr (url, "/huawei"), "", NULL, 0);
  line_read (&line, &reply);
  huawei_expect (&reply, 405, "MethodNotAllowed");
  line_send_request (&line, "PUT", strstr (url, "/huawei"), chunked, "0\r\n\r\n", 5);
  line_read (&line, &reply);
  huawei_expect (&reply, 411, "MissingContentLength");
  line_close (&line);

  data[1000] ^= 1;
  huawei_put (&practice, url, headers, data, SIZE, &reply);
  huawei_expect (&reply, 400, "BadDigest");
  data[1000] ^= 1;
  huawei_put (&practice, url, headers, data, SIZE - 1, &reply);
  huawei_expect (&reply, 400, "BadDigest");
  huawei_complete (&practice, file, "CREATED", &reply);
  huawei_expect (&reply, 400, "MSS.00000003");
  huawei_put (&practice, url, headers, data, SIZE, &reply);
  huawei_expect (&reply, 200, "");
  reply_clear (&reply);
  practice_end (&practice);
}

/* 24 hours on the server's clock. */
static void
test_addresses_expire (void)
{
  Practice practice = { 0 };
  g_autofree guint8 *data = vector_new ();
  g_autofree char *asset = NULL, *file = NULL, *url = NULL;
  Reply reply = { 0 };

  practice_start (&practice);
  asset = huawei_add_asset (&practice, "clip", "VIDEO");
  file = huawei_add_file (&practice, asset, data, SIZE, &url);
  g_atomic_int_set (&practice.skew_s, 24 * 60 * 60 - 10);
  huawei_put_file (&practice, url, data, SIZE, &reply);
  huawei_expect (&reply, 200, "");
  g_atomic_int_set (&practice.skew_s, 24 * 60 * 60);
  huawei_put_file (&practice, url, data, SIZE, &reply);
  huawei_expect (&reply, 403, "AccessDenied");
  reply_clear (&reply);
  practice_end (&practice);
}

/* Only the last part may be small; 100 parts of it would fit otherwise. */
static void
test_small_parts (void)
{
  Practice practice = { 0 };
  g_autofree guint8 *data = vector_new ();
  g_autofree char *asset = NULL, *file = NULL;
  Reply links = { 0 }, reply = { 0 };

  practice_start (&practice);
  asset = huawei_add_asset (&practice, "large", "COMMON_FILE");
  file = huawei_add_large_file (&practice, asset, 100 * KB + 1, 2, &links);
  huawei_put (&practice, huawei_get_url (&links, 0), "", data, 100 * KB - 1, &reply);
  huawei_expect (&reply, 400, "EntityTooSmall");
  huawei_put (&practice, huawei_get_url (&links, 0), "", data, 100 * KB, &reply);
  huawei_expect (&reply, 200, "");
  huawei_put (&practice, huawei_get_url (&links, 1), "", data, 1, &reply);
  huawei_expect (&reply, 200, "");
  huawei_complete (&practice, file, "CREATED", &reply);
  huawei_expect_state (&practice, asset, "CREATED");
  reply_clear (&links);
  reply_clear (&reply);
  practice_end (&practice);
}

/* Parts that are not as long as was said in the beginning. */
static void
test_wrong_size_shows_at_the_end (void)
{
  Practice practice = { 0 };
  g_autofree guint8 *data = vector_new ();
  g_autofree char *asset = NULL, *file = NULL;
  Reply links = { 0 }, reply = { 0 };

  practice_start (&practice);
  asset = huawei_add_asset (&practice, "large", "COMMON_FILE");
  file = huawei_add_large_file (&practice, asset, SIZE + 1, 1, &links);
  huawei_put (&practice, huawei_get_url (&links, 0), "", data, SIZE, &reply);
  huawei_expect (&reply, 200, "");
  huawei_complete (&practice, file, "CREATED", &reply);
  huawei_expect (&reply, 200, "");
  huawei_expect_state (&practice, asset, "FAILED");
  reply_clear (&links);
  reply_clear (&reply);
  practice_end (&practice);
}

/* Faults are the server's, not the service's: after each of them it goes on as if nothing were. */
static void
test_faults (void)
{
  static const char *const faults[] = { "reset",  "drop-reply", "truncate", "garbage",
                                        "status", "early",      "code",     "delay",
                                        "slow",   "flip",       "clock" };
  static const char *const moments[] = { "before-body", "mid-body", "after-body", "after-store" };
  Practice practice = { .options = { .has_no_rates = TRUE } };
  g_autofree guint8 *data = vector_new ();
  Reply reply = { 0 };

  practice_start (&practice);
  for (gsize i = 0; i < G_N_ELEMENTS (faults) * G_N_ELEMENTS (moments); i++) {
    const char *fault = faults[i / G_N_ELEMENTS (moments)];
    const char *moment = moments[i % G_N_ELEMENTS (moments)];
    g_autofree char *name = g_strdup_printf ("%s %s", fault, moment);
    g_autofree char *rules = g_strdup_printf (
        "[{\"call\":\"PutObject\",\"fault\":\"%s\",\"at\":\"%s\",\"times\":1,\"delay_ms\":1,"
        "\"bytes\":100000000},{\"call\":\"CompleteFile\",\"fault\":\"%s\",\"at\":\"%s\","
        "\"times\":1,\"delay_ms\":1,\"bytes\":1000}]",
        fault, moment, fault, moment);
    g_autofree char *asset = NULL, *file = NULL, *url = NULL;

    g_test_message ("%s", name);
    practice_set_faults (&practice, rules);
    asset = huawei_add_asset (&practice, name, "VIDEO");
    file = huawei_add_file (&practice, asset, data, SIZE, &url);
    for (guint j = 0; j < 2; j++)
      huawei_put_file (&practice, url, data, SIZE, &reply);
    huawei_expect (&reply, 200, "");
    for (guint j = 0; j < 2; j++)
      huawei_complete (&practice, file, "CREATED", &reply);
    huawei_expect (&reply, 200, "");
    huawei_expect_state (&practice, asset, "CREATED");
  }
  reply_clear (&reply);
  practice_end (&practice);
}

/* Who confirms and does not wait for the answer has confirmed all the same. */
static void
test_nobody_waits (void)
{
  Practice practice = { .options = { .has_no_rates = TRUE } };
  g_autofree guint8 *data = vector_new ();
  g_autofree char *asset = NULL, *file = NULL, *url = NULL, *path = NULL, *headers = NULL;
  const char *const body = "{\"state\":\"CREATED\"}";
  const Way plain = { 0 };
  Line line = { 0 };
  Reply reply = { 0 };
  gint64 end_us = g_get_monotonic_time () + TIMEOUT_S * G_USEC_PER_SEC;
  gboolean is_done = FALSE;

  practice_start (&practice);
  asset = huawei_add_asset (&practice, "clip", "VIDEO");
  file = huawei_add_file (&practice, asset, data, VECTOR_SIZE, &url);
  huawei_put_file (&practice, url, data, VECTOR_SIZE, &reply);
  huawei_expect (&reply, 200, "");
  path = g_strconcat (V1 "files/", file, "/complete", NULL);
  headers = huawei_write_headers (&practice, &plain, "POST", path, NULL, body);
  line_open (&line, &practice);
  line_send_request (&line, "POST", path, headers, body, strlen (body));
  line_close (&line);
  while (!is_done) {
    JsonObject *shown = huawei_show_file (&practice, asset, &reply);

    is_done = strcmp (json_object_get_string_member (shown, "state"), "CREATED") == 0;
    g_assert_cmpint (g_get_monotonic_time (), <, end_us);
  }
  reply_clear (&reply);
  practice_end (&practice);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/practice/huawei/put-headers", test_put_headers);
  g_test_add_func ("/practice/huawei/part-headers", test_part_headers);
  g_test_add_func ("/practice/huawei/address-is-used-as-it-is", test_address_is_used_as_it_is);
  g_test_add_func ("/practice/huawei/put-bodies", test_put_bodies);
  g_test_add_func ("/practice/huawei/addresses-expire", test_addresses_expire);
  g_test_add_func ("/practice/huawei/small-parts", test_small_parts);
  g_test_add_func ("/practice/huawei/wrong-size", test_wrong_size_shows_at_the_end);
  g_test_add_func ("/practice/huawei/faults", test_faults);
  g_test_add_func ("/practice/huawei/nobody-waits", test_nobody_waits);
  return g_test_run ();
}
