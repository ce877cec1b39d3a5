/* SPDX-License-Identifier: GPL-3.0-or-later */
/* MetaStudio's answers in ways that its documents leave open, and what goes wrong by script. */
#include "huawei-client.h"

#define SIZE 300000

static void
vary (Practice *practice, const char *call, const char *name, int times)
{
  g_autofree char *rule = g_strdup_printf ("[{\"service\":\"huawei-metastudio\",\"call\":\"%s\","
                                           "\"fault\":\"vary\",\"as\":[\"%s\"],\"times\":%d}]",
                                           call, name, times);

  practice_set_faults (practice, rule);
}

/* An asset whose MAIN file is sent but not confirmed. */
static char *
send_file (Practice *practice, const guint8 *data, char **asset, char **url)
{
  Reply reply = { 0 };
  char *file = NULL;

  *asset = huawei_add_asset (practice, "clip", "VIDEO");
  file = huawei_add_file (practice, *asset, data, SIZE, url);
  huawei_put_file (practice, *url, data, SIZE, &reply);
  huawei_expect (&reply, 200, "");
  reply_clear (&reply);
  return file;
}

static void
test_addresses (void)
{
  const struct {
    const char *name;
    const char *has;
    const char *has_not;
  } cases[] = {
    { "amz-address", "AWSAccessKeyId=", "?AccessKeyId=" },
    { "opaque-address", "Signature=", "Expires=" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    Practice practice = { 0 };
    g_autofree guint8 *data = vector_new ();
    g_autofree char *asset = NULL, *file = NULL, *url = NULL;
    Reply reply = { 0 };

    practice_start (&practice);
    vary (&practice, "CreateFile", cases[i].name, 1);
    asset = huawei_add_asset (&practice, "clip", "VIDEO");
    file = huawei_add_file (&practice, asset, data, SIZE, &url);
    g_assert_nonnull (strstr (url, cases[i].has));
    g_assert_null (strstr (url, cases[i].has_not));
    huawei_put_file (&practice, url, data, SIZE, &reply);
    huawei_expect (&reply, 200, "");
    g_atomic_int_set (&practice.skew_s, 24 * 60 * 60 + 1);
    huawei_put_file (&practice, url, data, SIZE, &reply);
    huawei_expect (&reply, 403, "AccessDenied");
    reply_clear (&reply);
    practice_end (&practice);
  }
}

static void
test_parts (void)
{
  const struct {
    const char *name;
    const char *headers;
    guint first; /* the part that the first address is for */
    gboolean has_number;
  } cases[] = {
    { "plain-parts", "", 0, FALSE },
    { "typed-parts", "Content-Type: application/octet-stream\r\n", 0, TRUE },
    { "reversed-parts", "", 1, TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    Practice practice = { 0 };
    g_autofree guint8 *data = vector_new ();
    g_autofree char *sha1 = g_compute_checksum_for_data (G_CHECKSUM_SHA1, data, 2 * MIB);
    g_autofree char *asset = NULL, *file = NULL;
    Reply links = { 0 }, reply = { 0 };

    g_test_message ("%s", cases[i].name);
    practice_start (&practice);
    vary (&practice, "CreateLargeFile", cases[i].name, 1);
    asset = huawei_add_asset (&practice, "large", "COMMON_FILE");
    file = huawei_add_large_file (&practice, asset, 2 * MIB, 2, &links);
    for (guint j = 0; j < 2; j++) {
      g_assert_cmpint (strstr (huawei_get_url (&links, j), "partNumber=") != NULL, ==,
                       cases[i].has_number);
      huawei_put (&practice, huawei_get_url (&links, j), cases[i].headers,
                  data + (j ^ cases[i].first) * MIB, MIB, &reply);
      huawei_expect (&reply, 200, "");
    }
    huawei_complete (&practice, file, "CREATED", &reply);
    huawei_expect (&reply, 200, "");
    practice_get (&practice, "/practice/files", &reply);
    g_assert_nonnull (strstr (reply.body, sha1));
    reply_clear (&links);
    reply_clear (&reply);
    practice_end (&practice);
  }
}

/* Once expired it stays so; the record can be deleted and made anew. */
static void
test_address_expired (void)
{
  Practice practice = { 0 };
  g_autofree guint8 *data = vector_new ();
  g_autofree char *asset = NULL, *file = NULL, *url = NULL, *path = NULL, *next = NULL;
  g_autofree char *next_url = NULL;
  Reply reply = { 0 };

  practice_start (&practice);
  asset = huawei_add_asset (&practice, "clip", "VIDEO");
  file = huawei_add_file (&practice, asset, data, SIZE, &url);
  vary (&practice, "PutObject", "address-expired", 1);
  for (guint i = 0; i < 2; i++) {
    huawei_put_file (&practice, url, data, SIZE, &reply);
    huawei_expect (&reply, 403, "AccessDenied");
  }
  path = g_strconcat ("files/", file, NULL);
  huawei_call (&practice, "DELETE", path, NULL, &reply);
  next = huawei_add_file (&practice, asset, data, SIZE, &next_url);
  huawei_put_file (&practice, next_url, data, SIZE, &reply);
  huawei_expect (&reply, 200, "");
  reply_clear (&reply);
  practice_end (&practice);
}

static void
test_upload_forgotten (void)
{
  Practice practice = { 0 };
  g_autofree guint8 *data = vector_new ();
  g_autofree char *asset = NULL, *file = NULL;
  Reply links = { 0 }, reply = { 0 };

  practice_start (&practice);
  asset = huawei_add_asset (&practice, "large", "COMMON_FILE");
  file = huawei_add_large_file (&practice, asset, 2 * MIB, 2, &links);
  huawei_put (&practice, huawei_get_url (&links, 0), "", data, MIB, &reply);
  huawei_expect (&reply, 200, "");
  vary (&practice, "PutPart", "upload-forgotten", 1);
  for (guint i = 0; i < 2; i++) {
    huawei_put (&practice, huawei_get_url (&links, 1), "", data + MIB, MIB, &reply);
    huawei_expect (&reply, 404, "NoSuchUpload");
  }
  huawei_complete (&practice, file, "CREATED", &reply);
  huawei_expect (&reply, 400, "MSS.00000003");
  reply_clear (&links);
  reply_clear (&reply);
  practice_end (&practice);
}

/* Only the end shows it. */
static void
test_short_part (void)
{
  Practice practice = { 0 };
  g_autofree guint8 *data = vector_new ();
  g_autofree char *asset = NULL, *file = NULL, *url = NULL;
  Reply reply = { 0 };

  practice_start (&practice);
  vary (&practice, "PutObject", "short-part", 1);
  file = send_file (&practice, data, &asset, &url);
  huawei_complete (&practice, file, "CREATED", &reply);
  huawei_expect (&reply, 200, "");
  huawei_expect_state (&practice, asset, "FAILED");
  reply_clear (&reply);
  practice_end (&practice);
}

static void
test_other_etag (void)
{
  Practice practice = { 0 };
  g_autofree guint8 *data = vector_new ();
  g_autofree char *asset = NULL, *file = NULL, *url = NULL;
  Reply reply = { 0 };

  practice_start (&practice);
  asset = huawei_add_asset (&practice, "clip", "VIDEO");
  file = huawei_add_file (&practice, asset, data, SIZE, &url);
  vary (&practice, "PutObject", "other-etag", 1);
  huawei_put_file (&practice, url, data, SIZE, &reply);
  huawei_expect (&reply, 200, "");
  g_assert_nonnull (strstr (reply.head, "ETag: \"00000000000000000000000000000000-1\""));
  huawei_complete (&practice, file, "CREATED", &reply);
  huawei_expect_state (&practice, asset, "CREATED");
  reply_clear (&reply);
  practice_end (&practice);
}

static void
expect_end (const char *variation, const char *const *states, const char *asset_state)
{
  Practice practice = { .options = { .has_no_rates = TRUE } };
  g_autofree guint8 *data = vector_new ();
  g_autofree char *asset = NULL, *file = NULL, *url = NULL;
  Reply reply = { 0 };
  JsonObject *shown = NULL;

  practice_start (&practice);
  file = send_file (&practice, data, &asset, &url);
  vary (&practice, "CompleteFile", variation, 1);
  huawei_complete (&practice, file, "CREATED", &reply);
  huawei_expect (&reply, 200, "");
  for (gsize i = 0; states[i] != NULL; i++) {
    /* Also across a restart. */
    if (i == 3) {
      practice_stop (&practice);
      practice_start (&practice);
    }
    huawei_expect_state (&practice, asset, states[i]);
  }
  shown = huawei_show_file (&practice, asset, &reply);
  g_assert_cmpstr (json_object_get_string_member (reply_get_object (&reply), "asset_state"), ==,
                   asset_state);
  if (strcmp (asset_state, "UNACTIVED") != 0)
    g_assert_true (json_object_has_member (shown, "reason"));
  reply_clear (&reply);
  practice_end (&practice);
}

static void
test_reviews (void)
{
  const char *const accepted[] = { "UPLOADED", "UPLOADED", "REVIEW", "REVIEW",
                                   "CREATED",  "CREATED",  NULL };
  const char *const rejected[] = { "UPLOADED", "UPLOADED", "REVIEW", "REVIEW", "BLOCK", NULL };
  const char *const failed[] = { "FAILED", NULL };

  expect_end ("review", accepted, "UNACTIVED");
  expect_end ("review-rejects", rejected, "BLOCK");
  expect_end ("md5-differs", failed, "FAILED");
}

static void
test_damaged_store (void)
{
  Practice practice = { 0 };
  g_autofree guint8 *data = vector_new ();
  g_autofree char *asset = NULL, *file = NULL, *url = NULL;
  Reply reply = { 0 };

  practice_start (&practice);
  practice_set_faults (&practice, "[{\"call\":\"PutObject\",\"fault\":\"flip\"}]");
  file = send_file (&practice, data, &asset, &url);
  huawei_complete (&practice, file, "CREATED", &reply);
  huawei_expect (&reply, 200, "");
  huawei_expect_state (&practice, asset, "FAILED");
  reply_clear (&reply);
  practice_end (&practice);
}

static void
test_damaged_on_the_way (void)
{
  Practice practice = { 0 };
  g_autofree guint8 *data = vector_new ();
  g_autofree char *asset = NULL, *file = NULL, *url = NULL;
  Reply reply = { 0 };

  practice_start (&practice);
  practice_set_faults (&practice,
                       "[{\"call\":\"PutObject\",\"fault\":\"flip\",\"at\":\"mid-body\"}]");
  asset = huawei_add_asset (&practice, "clip", "VIDEO");
  file = huawei_add_file (&practice, asset, data, SIZE, &url);
  huawei_put_file (&practice, url, data, SIZE, &reply);
  huawei_expect (&reply, 400, "BadDigest");
  huawei_put_file (&practice, url, data, SIZE, &reply);
  huawei_expect (&reply, 200, "");
  reply_clear (&reply);
  practice_end (&practice);
}

static void
test_small_changes (void)
{
  Practice practice = { .options = { .has_no_rates = TRUE } };
  g_autofree guint8 *data = vector_new ();
  g_autofree char *asset = NULL, *file = NULL, *url = NULL, *path = NULL;
  const Way wrong = { .is_damaged = TRUE };
  const Way plain = { 0 };
  Reply reply = { 0 };
  JsonArray *array = NULL;

  practice_start (&practice);
  file = send_file (&practice, data, &asset, &url);
  vary (&practice, "ShowAsset", "unknown-state", 1);
  huawei_expect_state (&practice, asset, "PONDERING");
  huawei_expect_state (&practice, asset, "CREATING");

  path = g_strconcat ("files/", file, NULL);
  vary (&practice, "DeleteFile", "delete-204", 1);
  huawei_call (&practice, "DELETE", path, NULL, &reply);
  huawei_expect (&reply, 204, "");

  vary (&practice, "*", "apig-prefix", 1);
  huawei_call_as (&practice, &wrong, "GET", V1 "digital-assets", NULL, NULL, &reply);
  huawei_expect (&reply, 401, "APIG.0301");

  for (guint i = 0; i < 3; i++) {
    g_autofree char *name = g_strdup_printf ("more %u", i);

    g_free (huawei_add_asset (&practice, name, "VIDEO"));
  }
  vary (&practice, "ListAssets", "small-pages", 1);
  huawei_call_as (&practice, &plain, "GET", V1 "digital-assets", "limit=50", NULL, &reply);
  array = json_object_get_array_member (reply_get_object (&reply), "assets");
  g_assert_cmpuint (json_array_get_length (array), ==, 2);
  g_assert_cmpint (reply_get_int (&reply, "count"), ==, 4);

  vary (&practice, "ListProjects", "similar-projects", 1);
  huawei_call_as (&practice, &plain, "GET", "/v3/projects", "name=cn-north-4", NULL, &reply);
  array = json_object_get_array_member (reply_get_object (&reply), "projects");
  g_assert_cmpuint (json_array_get_length (array), ==, 2);
  reply_clear (&reply);
  practice_end (&practice);
}

static char *
sign_in (Practice *practice)
{
  const Way way = { .has_no_auth = TRUE };
  Reply reply = { 0 };
  const char *start = NULL;
  char *token = NULL;

  huawei_call_as (practice, &way, "POST", "/v3/auth/tokens", NULL,
                  "{\"auth\":{\"identity\":{\"methods\":[\"password\"],\"password\":{\"user\":{"
                  "\"name\":\"practice-user\",\"password\":\"Practice-Password-1\",\"domain\":{"
                  "\"name\":\"practice-account\"}}}},\"scope\":{\"project\":{\"name\":"
                  "\"cn-north-4\"}}}}",
                  &reply);
  huawei_expect (&reply, 201, "");
  start = strstr (reply.head, "X-Subject-Token: ") + strlen ("X-Subject-Token: ");
  token = g_strndup (start, strcspn (start, "\r\n"));
  reply_clear (&reply);
  return token;
}

/* A token that ends stays ended; a new one is taken. */
static void
test_token_expired (void)
{
  Practice practice = { 0 };
  g_autofree char *token = NULL, *next = NULL;
  Way way = { 0 };
  Reply reply = { 0 };

  practice_start (&practice);
  token = sign_in (&practice);
  way.token = token;
  vary (&practice, "ListAssets", "token-expired", 1);
  for (guint i = 0; i < 2; i++) {
    huawei_call_as (&practice, &way, "GET", V1 "digital-assets", NULL, NULL, &reply);
    huawei_expect (&reply, 401, "APIGW.0307");
  }
  vary (&practice, "ListAssets", "old-gateway", 1);
  huawei_call_as (&practice, &way, "GET", V1 "digital-assets", NULL, NULL, &reply);
  huawei_expect (&reply, 401, "APIGW.0301");
  next = sign_in (&practice);
  way.token = next;
  huawei_call_as (&practice, &way, "GET", V1 "digital-assets", NULL, NULL, &reply);
  huawei_expect (&reply, 200, "");
  reply_clear (&reply);
  practice_end (&practice);
}

/* All calls of the account, but the store does not count. */
static void
test_throttled (void)
{
  Practice practice = { .options = { .has_no_rates = TRUE } };
  g_autofree guint8 *data = vector_new ();
  g_autofree char *asset = NULL, *file = NULL, *url = NULL;
  Reply reply = { 0 };

  practice_start (&practice);
  asset = huawei_add_asset (&practice, "clip", "VIDEO");
  file = huawei_add_file (&practice, asset, data, SIZE, &url);
  vary (&practice, "*", "throttled", -1);
  huawei_complete (&practice, file, "CREATED", &reply);
  huawei_expect (&reply, 429, "APIGW.0308");
  huawei_call (&practice, "GET", "digital-assets", NULL, &reply);
  huawei_expect (&reply, 429, "APIGW.0308");
  huawei_put_file (&practice, url, data, SIZE, &reply);
  huawei_expect (&reply, 200, "");
  reply_clear (&reply);
  practice_end (&practice);
}

/* Each in the shape and with the status of whoever says it; nothing is done. */
static void
test_codes (void)
{
  const struct {
    const char *call;
    const char *rule;
    guint status;
    const char *code;
  } cases[] = {
    { "ListAssets", "\"code\":\"MSS.10001006\"", 400, "MSS.10001006" },
    { "ListAssets", "\"code\":\"MSS.00000001\"", 401, "MSS.00000001" },
    { "ListAssets", "\"code\":\"APIGW.0308\"", 429, "APIGW.0308" },
    { "ListAssets", "\"code\":\"APIG.0601\"", 500, "APIG.0601" },
    { "ListAssets", "\"code\":\"APIGW.0201\",\"status\":504", 504, "APIGW.0201" },
    { "ListAssets", "\"can\":0", 500, "MSS.00000004" },
    { "PutObject", "\"code\":\"InsufficientStorageSpace\"", 403, "InsufficientStorageSpace" },
    { "PutObject", "\"code\":\"SlowDown\"", 503, "SlowDown" },
    { "PutObject", "\"code\":\"TooManyWrongSignature\"", 400, "TooManyWrongSignature" },
    { "PutObject", "\"can\":0", 500, "InternalError" },
    { "ListProjects", "\"code\":403", 403, "403" },
    { "ListProjects", "\"can\":0", 500, "500" },
  };
  Practice practice = { .options = { .has_no_rates = TRUE } };
  g_autofree guint8 *data = vector_new ();
  g_autofree char *asset = NULL, *file = NULL, *url = NULL;
  const Way plain = { 0 };
  Reply reply = { 0 };

  practice_start (&practice);
  asset = huawei_add_asset (&practice, "clip", "VIDEO");
  file = huawei_add_file (&practice, asset, data, SIZE, &url);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    gboolean has_code = strstr (cases[i].rule, "code") != NULL;
    g_autofree char *rule =
        g_strdup_printf ("[{\"call\":\"%s\",\"fault\":\"code\"%s%s}]", cases[i].call,
                         has_code ? "," : "", has_code ? cases[i].rule : "");

    g_test_message ("%s", rule);
    practice_set_faults (&practice, rule);
    if (strcmp (cases[i].call, "ListAssets") == 0)
      huawei_call (&practice, "GET", "digital-assets", NULL, &reply);
    else if (strcmp (cases[i].call, "PutObject") == 0)
      huawei_put_file (&practice, url, data, SIZE, &reply);
    else
      huawei_call_as (&practice, &plain, "GET", "/v3/projects", NULL, NULL, &reply);
    huawei_expect (&reply, cases[i].status, cases[i].code);
  }
  huawei_complete (&practice, file, "CREATED", &reply);
  huawei_expect (&reply, 400, "MSS.00000003");
  reply_clear (&reply);
  practice_end (&practice);
}

/* The answer is lost, the work is done: what a client finds when it asks again. */
static void
test_lost_answers (void)
{
  Practice practice = { .options = { .has_no_rates = TRUE } };
  g_autofree guint8 *data = vector_new ();
  g_autofree char *asset = NULL, *file = NULL, *url = NULL, *body = NULL;
  Reply reply = { 0 };

  practice_start (&practice);
  practice_set_faults (&practice, "[{\"service\":\"huawei-metastudio\",\"fault\":\"drop-reply\","
                                  "\"call\":\"CreateAsset\"},"
                                  "{\"fault\":\"drop-reply\",\"call\":\"CreateFile\",\"nth\":2},"
                                  "{\"fault\":\"drop-reply\",\"call\":\"PutObject\"},"
                                  "{\"fault\":\"drop-reply\",\"call\":\"CompleteFile\"}]");
  huawei_call (&practice, "POST", "digital-assets",
               "{\"asset_name\":\"lost\",\"asset_type\":\"VIDEO\"}", &reply);
  g_assert_cmpuint (reply.status, ==, 0);
  huawei_call (&practice, "POST", "digital-assets",
               "{\"asset_name\":\"lost\",\"asset_type\":\"VIDEO\"}", &reply);
  huawei_expect (&reply, 400, "MSS.10001005");

  asset = huawei_add_asset (&practice, "clip", "VIDEO");
  file = huawei_add_file (&practice, asset, data, SIZE, &url);
  body = huawei_write_file (asset, "COVER", data, SIZE);
  huawei_call (&practice, "POST", "files", body, &reply);
  g_assert_cmpuint (reply.status, ==, 0);
  huawei_call (&practice, "POST", "files", body, &reply);
  huawei_expect (&reply, 400, "MSS.10001009");

  huawei_put_file (&practice, url, data, SIZE, &reply);
  g_assert_cmpuint (reply.status, ==, 0);
  huawei_complete (&practice, file, "CREATED", &reply);
  g_assert_cmpuint (reply.status, ==, 0);
  huawei_expect_state (&practice, asset, "CREATED");
  huawei_complete (&practice, file, "CREATED", &reply);
  huawei_expect (&reply, 200, "");
  reply_clear (&reply);
  practice_end (&practice);
}

/* The log says what each exchange was about. */
static void
test_log (void)
{
  Practice practice = { 0 };
  g_autofree guint8 *data = vector_new ();
  g_autofree char *asset = NULL, *file = NULL;
  Reply links = { 0 }, reply = { 0 };
  JsonObject *entry = NULL;

  practice_start (&practice);
  asset = huawei_add_asset (&practice, "large", "COMMON_FILE");
  file = huawei_add_large_file (&practice, asset, 2 * SIZE, 2, &links);
  huawei_put (&practice, huawei_get_url (&links, 1), "", data, SIZE, &reply);
  entry = practice_get_last (&practice, "PutPart", &reply);
  g_assert_nonnull (entry);
  g_assert_cmpstr (json_object_get_string_member (entry, "upload"), ==, file);
  g_assert_cmpint (json_object_get_int_member (entry, "offset"), ==, SIZE);
  g_assert_cmpint (json_object_get_int_member (entry, "size"), ==, SIZE);
  g_assert_cmpint (json_object_get_int_member (entry, "received"), ==, SIZE);
  g_assert_nonnull (practice_get_last (&practice, "CreateLargeFile", &reply));
  reply_clear (&links);
  reply_clear (&reply);
  practice_end (&practice);
}

/* What the vendor's Node client does, and the server only takes when it is lenient. */
static void
test_lenient (void)
{
  Practice practice = { .options = { .is_lenient = TRUE } };
  const Way hash = { .content_hash = "UNSIGNED-PAYLOAD" };
  const Way plain = { 0 };
  Reply reply = { 0 };

  practice_start (&practice);
  huawei_call_as (&practice, &plain, "GET", V1 "digital-assets", NULL, "{}", &reply);
  huawei_expect (&reply, 200, "");
  huawei_call_as (&practice, &plain, "GET", V1 "digital-assets", NULL, "{} ", &reply);
  huawei_expect (&reply, 400, "MSS.00000002");
  huawei_call_as (&practice, &hash, "GET", V1 "digital-assets", NULL, NULL, &reply);
  huawei_expect (&reply, 200, "");
  reply_clear (&reply);
  practice_end (&practice);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/practice/huawei/addresses", test_addresses);
  g_test_add_func ("/practice/huawei/parts", test_parts);
  g_test_add_func ("/practice/huawei/address-expired", test_address_expired);
  g_test_add_func ("/practice/huawei/upload-forgotten", test_upload_forgotten);
  g_test_add_func ("/practice/huawei/short-part", test_short_part);
  g_test_add_func ("/practice/huawei/other-etag", test_other_etag);
  g_test_add_func ("/practice/huawei/reviews", test_reviews);
  g_test_add_func ("/practice/huawei/damaged-store", test_damaged_store);
  g_test_add_func ("/practice/huawei/damaged-on-the-way", test_damaged_on_the_way);
  g_test_add_func ("/practice/huawei/small-changes", test_small_changes);
  g_test_add_func ("/practice/huawei/token-expired", test_token_expired);
  g_test_add_func ("/practice/huawei/throttled", test_throttled);
  g_test_add_func ("/practice/huawei/codes", test_codes);
  g_test_add_func ("/practice/huawei/lost-answers", test_lost_answers);
  g_test_add_func ("/practice/huawei/log", test_log);
  g_test_add_func ("/practice/huawei/lenient", test_lenient);
  return g_test_run ();
}
