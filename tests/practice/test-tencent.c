/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tencent VOD's legacy calls as the practice server answers them, over real connections. */
#include "practice-client.h"

typedef struct {
  const char *name;
  const char *value; /* NULL: left out */
  gint64 code;
} Wrong;

static void
test_full_upload (void)
{
  Practice practice = { 0 };
  g_autofree guint8 *data = vector_new ();
  g_autofree char *first = NULL;
  g_autofree char *url = NULL;
  Reply reply = { 0 };

  practice_start (&practice);
  g_assert_cmpint (practice_init (&practice, &reply), ==, 0);
  practice_send_parts (&practice, data, 0, &reply);
  practice_finish (&practice, &reply);
  g_assert_cmpint (reply_get_int (&reply, "code"), ==, 0);
  first = g_strdup (json_object_get_string_member (reply_get_object (&reply), "fileId"));
  url = g_strdup (json_object_get_string_member (reply_get_object (&reply), "url"));

  practice_finish (&practice, &reply);
  g_assert_cmpstr (json_object_get_string_member (reply_get_object (&reply), "fileId"), ==, first);
  g_assert_cmpint (practice_init (&practice, &reply), ==, 2);
  g_assert_cmpstr (json_object_get_string_member (reply_get_object (&reply), "fileId"), ==, first);
  g_assert_cmpstr (json_object_get_string_member (reply_get_object (&reply), "url"), ==, url);
  practice_finish (&practice, &reply);
  g_assert_cmpstr (json_object_get_string_member (reply_get_object (&reply), "fileId"), ==, first);

  practice_get (&practice, strstr (url, "/practice/"), &reply);
  g_assert_cmpuint (reply.status, ==, 200);
  g_assert_cmpmem (reply.body, reply.size, data, VECTOR_SIZE);
  reply_clear (&reply);
  practice_end (&practice);
}

static void
assert_listed (Reply *reply, guint count)
{
  JsonObject *object = reply_get_object (reply);
  JsonArray *parts = json_object_get_array_member (object, "listParts");

  g_assert_cmpint (json_object_get_int_member (object, "code"), ==, 1);
  g_assert_cmpint (json_object_get_int_member (object, "dataSize"), ==, MIB);
  g_assert_cmpuint (json_array_get_length (parts), ==, count);
  for (guint i = 0; i < count; i++) {
    JsonObject *part = json_array_get_object_element (parts, i);

    g_assert_cmpint (json_object_get_int_member (part, "offset"), ==, (gint64) i * MIB);
    g_assert_cmpint (json_object_get_int_member (part, "dataSize"), ==, MIB);
  }
}

/* Code 1 brings the part size of the first attempt, whatever is asked for later. */
static void
test_resumes_after_restart (void)
{
  Practice practice = { 0 };
  g_autofree guint8 *data = vector_new ();
  g_autoptr (GPtrArray) other = NULL;
  Reply reply = { 0 };

  practice_start (&practice);
  g_assert_cmpint (practice_init (&practice, &reply), ==, 0);
  g_assert_cmpint (practice_init (&practice, &reply), ==, 0);
  practice_part (&practice, NULL, data, 0, &reply);
  practice_part (&practice, NULL, data, MIB, &reply);
  practice_part (&practice, NULL, data, MIB, &reply);
  g_assert_cmpint (reply_get_int (&reply, "code"), ==, 0);
  practice_stop (&practice);

  practice_start (&practice);
  other = params_new_init (&practice, VECTOR_SHA1, VECTOR_SIZE, MIB / 2);
  practice_call (&practice, NULL, other, "POST", NULL, 0, &reply);
  assert_listed (&reply, 2);
  practice_finish (&practice, &reply);
  g_assert_cmpint (reply_get_int (&reply, "code"), ==, -10005);
  practice_send_parts (&practice, data, 2 * MIB, &reply);
  practice_finish (&practice, &reply);
  g_assert_cmpint (reply_get_int (&reply, "code"), ==, 0);
  practice_stop (&practice);

  practice_start (&practice);
  g_assert_cmpint (practice_init (&practice, &reply), ==, 2);
  reply_clear (&reply);
  practice_end (&practice);
}

static void
refuse_each (Practice *practice, GPtrArray *(*make) (Practice *), const Wrong *wrongs, gsize count)
{
  Reply reply = { 0 };

  for (gsize i = 0; i < count; i++) {
    g_autoptr (GPtrArray) params = make (practice);

    g_test_message ("%s=%s", wrongs[i].name, wrongs[i].value);
    params_set (params, wrongs[i].name, wrongs[i].value);
    practice_call (practice, NULL, params, "POST", NULL, 0, &reply);
    g_assert_cmpint (reply_get_int (&reply, "code"), ==, wrongs[i].code);
    if (wrongs[i].code < 0 && wrongs[i].code != -10006)
      g_assert_cmpint (reply_get_int (&reply, "canRetry"), ==, 0);
  }
  reply_clear (&reply);
}

static GPtrArray *
make_init (Practice *practice)
{
  return params_new_init (practice, VECTOR_SHA1, VECTOR_SIZE, MIB);
}

static GPtrArray *
make_part (Practice *practice)
{
  g_autofree guint8 *data = vector_new ();

  return params_new_part (practice, VECTOR_SHA1, 0, data, MIB);
}

static void
test_refuses_wrong_common (void)
{
  const Wrong wrongs[] = {
    { "Action", NULL, -10001 },
    { "Action", "uploadPart", -10001 },
    { "Region", NULL, -10001 },
    { "Region", "ap-guangzhou", -10001 },
    { "Timestamp", NULL, -10001 },
    { "Timestamp", "1.7e9", -10001 },
    { "Timestamp", "01700000000", -10001 },
    { "Nonce", NULL, -10001 },
    { "Nonce", "0", -10001 },
    { "Nonce", "-1", -10001 },
    { "SecretId", NULL, -10001 },
    { "SecretId", "AKIDPRACTICEPRACTICEPRACTICE0002", 4104 },
    { "Signature", "AAAAAAAAAAAAAAAAAAAAAAAAAAA=", -10002 },
    { "Timestamp", "1700000000", 4500 },
    { "Timestamp", "1700000000000", 4500 },
    { "SignatureMethod", "HmacSHA256", 0 },
  };
  Practice practice = { 0 };

  practice_start (&practice);
  refuse_each (&practice, make_init, wrongs, G_N_ELEMENTS (wrongs));
  practice_end (&practice);
}

static const Wrong wrong_inits[] = {
  { "fileName", NULL, -10003 },
  { "fileName", "", -10003 },
  { "fileName", "a/b", -10003 },
  { "fileName", "a\\b", -10003 },
  { "fileName", "a:b", -10003 },
  { "fileName", "a*b", -10003 },
  { "fileName", "a?b", -10003 },
  { "fileName", "a\"b", -10003 },
  { "fileName", "a<b", -10003 },
  { "fileName", "a>b", -10003 },
  { "fileName", "a|b", -10003 },
  { "fileName", "a\nb", -10003 },
  { "fileName", "12345678901234567890123456789012345678901", -10003 },
  { "fileName", "1234567890123456789012345678901234567890", 0 },
  { "fileName",
    "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9"
    "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9"
    "a",
    -10003 },
  { "fileName", "Et\xc3\xa9 +&=%~'()#1@", 0 },
  { "fileType", NULL, -10003 },
  { "fileType", ".mp4", -10003 },
  { "fileType", "../mp4", -10003 },
  { "fileSha", NULL, -10003 },
  { "fileSha", "4ff38043", -10003 },
  { "fileSha", "4FF38043A7D1757BE9EB5FBE5674CF8813525AB2", -10003 },
  { "fileSha", "4ff38043a7d1757be9eb5fbe5674cf8813525abz", -10003 },
  { "fileSize", NULL, -10003 },
  { "fileSize", "0", -10003 },
  { "fileSize", "06000000", -10003 },
  { "fileSize", "99999999999999999999", -10003 },
  { "dataSize", NULL, -10003 },
  { "dataSize", "1048575", -10003 },
  { "dataSize", "524288", 0 },
  { "DataSize", "1048576", -10003 },
  { "isTranscode", "2", -10003 },
  { "classId", "one", -10003 },
  { "tags.1", "foo", 0 },
  { "tags.0", "foo", -10003 },
  { "tags.2", "foo", -10003 },
  { "tags.1", "", -10003 },
  { "tag.1", "foo", -10003 },
  { "RequestClient", "SDK", -10003 },
};

static void
test_refuses_wrong_init (void)
{
  Practice practice = { 0 };

  practice_start (&practice);
  refuse_each (&practice, make_init, wrong_inits, G_N_ELEMENTS (wrong_inits));
  practice_end (&practice);
}

static void
test_refuses_wrong_part (void)
{
  const Wrong wrongs[] = {
    { "fileSha", "0000000000000000000000000000000000000000", -10005 },
    { "offset", NULL, -10003 },
    { "offset", "1", -10003 },
    { "offset", "524288", -10003 },
    { "offset", "6291456", -10003 },
    { "offset", "-1048576", -10003 },
    { "offset", "5242880", -10003 },
    { "dataSize", NULL, -10003 },
    { "dataSize", "1048575", -10003 },
    { "dataSize", "524288", -10003 },
    { "dataMd5", NULL, -10003 },
    { "dataMd5", "CFAF770556EEF9F408CC896470C3F624", -10003 },
    /* Nothing wrong but the body, which is not there. */
    { "dataMd5", "cfaf770556eef9f408cc896470c3f624", -10006 },
  };
  Practice practice = { 0 };
  Reply reply = { 0 };

  practice_start (&practice);
  practice_init (&practice, &reply);
  reply_clear (&reply);
  refuse_each (&practice, make_part, wrongs, G_N_ELEMENTS (wrongs));
  practice_end (&practice);
}

static void
test_refuses_wrong_body (void)
{
  Practice practice = { 0 };
  g_autofree guint8 *data = vector_new ();
  g_autoptr (GPtrArray) damaged = NULL, chunked = NULL, longer = NULL, fetched = NULL;
  g_autofree char *target = NULL;
  Line line = { 0 };
  Reply reply = { 0 };

  practice_start (&practice);
  practice_init (&practice, &reply);

  damaged = params_new_part (&practice, VECTOR_SHA1, 0, data, MIB);
  data[1000] ^= 1;
  practice_call (&practice, NULL, damaged, "POST", data, MIB, &reply);
  g_assert_cmpint (reply_get_int (&reply, "code"), ==, -10006);
  g_assert_cmpint (reply_get_int (&reply, "canRetry"), ==, 1);
  data[1000] ^= 1;

  longer = params_new_part (&practice, VECTOR_SHA1, 0, data, MIB);
  practice_call (&practice, NULL, longer, "POST", data, MIB + 1, &reply);
  g_assert_cmpint (reply_get_int (&reply, "code"), ==, -10006);

  chunked = params_new_part (&practice, VECTOR_SHA1, 0, data, MIB);
  target = params_write (chunked, "POST", "/v2/index.php");
  line_open (&line, &practice);
  line_send_request (&line, "POST", target, "Transfer-Encoding: chunked\r\n", "100000\r\n", 8);
  line_send (&line, data, MIB);
  line_send (&line, "\r\n0\r\n\r\n", 7);
  line_read (&line, &reply);
  g_assert_cmpint (reply_get_int (&reply, "code"), ==, -10006);
  line_close (&line);

  fetched = params_new_part (&practice, VECTOR_SHA1, 0, data, MIB);
  practice_call (&practice, NULL, fetched, "GET", NULL, 0, &reply);
  g_assert_cmpint (reply_get_int (&reply, "code"), ==, 4600);

  g_assert_cmpint (practice_init (&practice, &reply), ==, 0);
  reply_clear (&reply);
  practice_end (&practice);
}

static void
test_lenient (void)
{
  Practice practice = { .options = { .is_lenient = TRUE } };
  const Wrong wrongs[] = {
    { "fileSha", "4FF38043A7D1757BE9EB5FBE5674CF8813525AB2", 0 },
    { "Timestamp", "1700000000000", 4500 },
    { "tag.1", "foo", 0 },
    { "RequestClient", "SDK", 0 },
    { "Region", "ap-guangzhou", 0 },
  };
  g_autofree guint8 *data = vector_new ();
  g_autofree char *target = NULL;
  g_autoptr (GPtrArray) chunked = NULL, late = NULL;
  Line line = { 0 };
  Reply reply = { 0 };

  practice_start (&practice);
  refuse_each (&practice, make_init, wrongs, G_N_ELEMENTS (wrongs));
  late = make_init (&practice);
  params_set_number (late, "Timestamp", (guint64) (g_get_real_time () / 1000));
  practice_call (&practice, NULL, late, "GET", NULL, 0, &reply);
  g_assert_cmpint (reply_get_int (&reply, "code"), ==, 0);

  chunked = params_new_part (&practice, VECTOR_SHA1, 0, data, MIB);
  target = params_write (chunked, "POST", "/v2/index.php");
  line_open (&line, &practice);
  line_send_request (&line, "POST", target, "Transfer-Encoding: chunked\r\n", "100000\r\n", 8);
  line_send (&line, data, MIB);
  line_send (&line, "\r\n0\r\n\r\n", 7);
  line_read (&line, &reply);
  g_assert_cmpint (reply_get_int (&reply, "code"), ==, 0);
  line_close (&line);
  reply_clear (&reply);
  practice_end (&practice);
}

static void
test_other_path_and_host (void)
{
  Practice practice = { 0 };
  g_autoptr (GPtrArray) params = NULL, again = NULL;
  g_autofree char *third = NULL, *moved = NULL;
  Line line = { 0 };
  Reply reply = { 0 };

  practice_start (&practice);
  line_open (&line, &practice);
  params = make_init (&practice);
  third = params_write (params, "GET", "/v3/index.php");
  line_send_request (&line, "GET", third, "", NULL, 0);
  line_read (&line, &reply);
  g_assert_cmpint (reply_get_int (&reply, "code"), ==, 0);

  again = make_init (&practice);
  moved = params_write (again, "GET", "/v2/index.php");
  memcpy (moved, "/v3", 3);
  line_send_request (&line, "GET", moved, "", NULL, 0);
  line_read (&line, &reply);
  g_assert_cmpint (reply_get_int (&reply, "code"), ==, -10002);
  line_close (&line);
  reply_clear (&reply);
  practice_end (&practice);
}

static void
test_nonce_counts_once (void)
{
  Practice practice = { 0 };
  g_autoptr (GPtrArray) params = NULL;
  Reply reply = { 0 };

  practice_start (&practice);
  params = make_init (&practice);
  practice_call (&practice, NULL, params, "GET", NULL, 0, &reply);
  g_assert_cmpint (reply_get_int (&reply, "code"), ==, 0);
  practice_call (&practice, NULL, params, "GET", NULL, 0, &reply);
  g_assert_cmpint (reply_get_int (&reply, "code"), ==, 4500);
  reply_clear (&reply);
  practice_end (&practice);
}

static void
test_time_window (void)
{
  const struct {
    gint64 off_s;
    gint64 code;
  } cases[] = { { -7190, 0 }, { 7190, 0 }, { -7210, 4500 }, { 7210, 4500 } };
  Practice practice = { 0 };
  Reply reply = { 0 };

  practice_start (&practice);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GPtrArray) params = make_init (&practice);

    params_set_number (params, "Timestamp",
                       (guint64) (g_get_real_time () / G_USEC_PER_SEC + cases[i].off_s));
    practice_call (&practice, NULL, params, "GET", NULL, 0, &reply);
    g_assert_cmpint (reply_get_int (&reply, "code"), ==, cases[i].code);
  }
  reply_clear (&reply);
  practice_end (&practice);
}

static gint64
call_init (Practice *practice, Line *line)
{
  g_autoptr (GPtrArray) params = make_init (practice);
  Reply reply = { 0 };
  gint64 code = 0;

  line_call (line, params, "GET", NULL, 0, &reply);
  code = reply_get_int (&reply, "code");
  reply_clear (&reply);
  return code;
}

/* 100 in any 60 s: the window slides, it is not a bucket that fills up. */
static void
test_hundred_a_minute (void)
{
  Practice practice = { 0 };
  Line line = { 0 };
  Reply reply = { 0 };
  JsonObject *calls = NULL;

  practice_start (&practice);
  line_open (&line, &practice);
  for (guint i = 0; i < 60; i++)
    g_assert_cmpint (call_init (&practice, &line), ==, 0);
  g_atomic_int_set (&practice.skew_s, 40);
  for (guint i = 0; i < 40; i++)
    g_assert_cmpint (call_init (&practice, &line), ==, 0);
  g_assert_cmpint (call_init (&practice, &line), ==, 4400);
  g_atomic_int_set (&practice.skew_s, 61);
  for (guint i = 0; i < 60; i++)
    g_assert_cmpint (call_init (&practice, &line), ==, 0);
  g_assert_cmpint (call_init (&practice, &line), ==, 4400);
  line_close (&line);

  practice_get (&practice, "/practice/stats", &reply);
  calls = json_object_get_object_member (reply_get_object (&reply), "calls");
  calls = json_object_get_object_member (calls, "InitUpload");
  g_assert_cmpint (json_object_get_int_member (calls, "count"), ==, 162);
  g_assert_cmpint (json_object_get_int_member (calls, "most_in_60s"), ==, 102);
  reply_clear (&reply);
  practice_end (&practice);
}

static void
test_no_rates (void)
{
  Practice practice = { .options = { .has_no_rates = TRUE } };
  Line line = { 0 };

  practice_start (&practice);
  line_open (&line, &practice);
  for (guint i = 0; i < 101; i++)
    g_assert_cmpint (call_init (&practice, &line), ==, 0);
  line_close (&line);
  practice_end (&practice);
}

/* Damage behind the MD5's back shows in the whole file's SHA-1; then all parts have to come again.
 */
static void
test_damaged_store_never_finishes (void)
{
  Practice practice = { 0 };
  g_autofree guint8 *data = vector_new ();
  Reply reply = { 0 };

  practice_start (&practice);
  practice_init (&practice, &reply);
  practice_send_parts (&practice, data, 0, &reply);
  practice_post (&practice, "/practice/flip", "{\"upload\":\"" VECTOR_SHA1 "\",\"offset\":5999999}",
                 &reply);
  g_assert_cmpuint (reply.status, ==, 200);
  practice_finish (&practice, &reply);
  g_assert_cmpint (reply_get_int (&reply, "code"), <, 0);
  g_assert_cmpint (reply_get_int (&reply, "canRetry"), ==, 0);
  g_assert_cmpint (practice_init (&practice, &reply), ==, 0);
  practice_send_parts (&practice, data, 0, &reply);
  practice_finish (&practice, &reply);
  g_assert_cmpint (reply_get_int (&reply, "code"), ==, 0);
  reply_clear (&reply);
  practice_end (&practice);
}

static void
test_same_sha_other_size (void)
{
  Practice practice = { 0 };
  g_autoptr (GPtrArray) params = NULL;
  Reply reply = { 0 };

  practice_start (&practice);
  practice_init (&practice, &reply);
  params = params_new_init (&practice, VECTOR_SHA1, VECTOR_SIZE + 1, MIB);
  practice_call (&practice, NULL, params, "GET", NULL, 0, &reply);
  g_assert_cmpint (reply_get_int (&reply, "code"), ==, -10003);
  reply_clear (&reply);
  practice_end (&practice);
}

/* For about every second file the identifier does not fit a signed 64-bit number. */
static void
test_large_file_ids (void)
{
  Practice practice = { .options = { .is_sink = TRUE } };
  Reply reply = { 0 };
  guint large = 0, small = 0;

  practice_start (&practice);
  for (guint i = 0; i < 16; i++) {
    guint8 body[1] = { (guint8) i };
    g_autofree char *sha1 = g_compute_checksum_for_data (G_CHECKSUM_SHA1, body, 1);
    g_autoptr (GPtrArray) init = params_new_init (&practice, sha1, 1, MIB);
    g_autoptr (GPtrArray) part = params_new_part (&practice, sha1, 0, body, 1);
    g_autoptr (GPtrArray) finish = params_new_finish (&practice, sha1);
    guint64 id = 0;

    practice_call (&practice, NULL, init, "GET", NULL, 0, &reply);
    practice_call (&practice, NULL, part, "POST", body, 1, &reply);
    practice_call (&practice, NULL, finish, "GET", NULL, 0, &reply);
    g_assert_true (g_ascii_string_to_unsigned (
        json_object_get_string_member (reply_get_object (&reply), "fileId"), 10, 1, G_MAXUINT64,
        &id, NULL));
    if (id > G_MAXINT64)
      large++;
    else
      small++;
  }
  g_assert_cmpuint (large, >, 0);
  g_assert_cmpuint (small, >, 0);
  reply_clear (&reply);
  practice_end (&practice);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/practice/tencent/full-upload", test_full_upload);
  g_test_add_func ("/practice/tencent/resumes-after-restart", test_resumes_after_restart);
  g_test_add_func ("/practice/tencent/refuses-wrong-common", test_refuses_wrong_common);
  g_test_add_func ("/practice/tencent/refuses-wrong-init", test_refuses_wrong_init);
  g_test_add_func ("/practice/tencent/refuses-wrong-part", test_refuses_wrong_part);
  g_test_add_func ("/practice/tencent/refuses-wrong-body", test_refuses_wrong_body);
  g_test_add_func ("/practice/tencent/lenient", test_lenient);
  g_test_add_func ("/practice/tencent/other-path", test_other_path_and_host);
  g_test_add_func ("/practice/tencent/nonce-counts-once", test_nonce_counts_once);
  g_test_add_func ("/practice/tencent/time-window", test_time_window);
  g_test_add_func ("/practice/tencent/hundred-a-minute", test_hundred_a_minute);
  g_test_add_func ("/practice/tencent/no-rates", test_no_rates);
  g_test_add_func ("/practice/tencent/damaged-store", test_damaged_store_never_finishes);
  g_test_add_func ("/practice/tencent/same-sha-other-size", test_same_sha_other_size);
  g_test_add_func ("/practice/tencent/large-file-ids", test_large_file_ids);
  return g_test_run ();
}
