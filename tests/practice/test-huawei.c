/* SPDX-License-Identifier: GPL-3.0-or-later */
/* MetaStudio as the practice server plays it: uploads from end to end, restarts, keys and tokens.
 */
#include "huawei-client.h"

#define SIZE 300000

static const Way plain = { 0 };

/* The bytes that arrived are those that were sent. */
static void
expect_stored (Practice *practice, const guint8 *data, gsize size)
{
  g_autofree char *sha1 = g_compute_checksum_for_data (G_CHECKSUM_SHA1, data, size);
  Reply reply = { 0 };
  JsonObject *file = NULL;

  practice_get (practice, "/practice/files", &reply);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (reply.json)), ==, 1);
  file = json_array_get_object_element (json_node_get_array (reply.json), 0);
  g_assert_cmpstr (json_object_get_string_member (file, "service"), ==, "huawei-metastudio");
  g_assert_cmpstr (json_object_get_string_member (file, "sha1"), ==, sha1);
  g_assert_cmpint (json_object_get_int_member (file, "size"), ==, (gint64) size);
  reply_clear (&reply);
}

static void
test_full_upload (void)
{
  Practice practice = { 0 };
  g_autofree guint8 *data = vector_new ();
  g_autofree char *md5 = g_compute_checksum_for_data (G_CHECKSUM_MD5, data, SIZE);
  g_autofree char *etag = g_strdup_printf ("\r\nETag: \"%s\"\r\n", md5);
  g_autofree char *asset = NULL, *file = NULL, *url = NULL;
  Reply reply = { 0 };
  JsonObject *shown = NULL;

  practice_start (&practice);
  asset = huawei_add_asset (&practice, "clip 1", "VIDEO");
  file = huawei_add_file (&practice, asset, data, SIZE, &url);
  huawei_expect_state (&practice, asset, "CREATING");
  huawei_put_file (&practice, url, data, SIZE, &reply);
  huawei_expect (&reply, 200, "");
  g_assert_cmpuint (reply.size, ==, 0);
  g_assert_nonnull (strstr (reply.head, etag));
  g_assert_nonnull (strstr (reply.head, "x-obs-request-id: "));
  huawei_complete (&practice, file, "CREATED", &reply);
  huawei_expect (&reply, 200, "");
  g_assert_cmpuint (reply.size, ==, 0);
  g_assert_nonnull (strstr (reply.head, "X-Request-Id: "));
  g_assert_null (strstr (reply.head, "Content-Type"));

  shown = huawei_show_file (&practice, asset, &reply);
  g_assert_cmpstr (json_object_get_string_member (shown, "state"), ==, "CREATED");
  g_assert_cmpstr (json_object_get_string_member (reply_get_object (&reply), "asset_state"), ==,
                   "UNACTIVED");
  g_assert_true (json_object_has_member (shown, "download_url"));
  g_assert_null (strstr (reply.body, "\"_"));
  expect_stored (&practice, data, SIZE);
  reply_clear (&reply);
  practice_end (&practice);
}

/* In any order and one of them twice: the number decides. */
static void
test_large_file (void)
{
  const guint order[] = { 2, 0, 1, 0 };
  Practice practice = { 0 };
  g_autofree guint8 *data = vector_new ();
  g_autofree char *asset = NULL, *file = NULL;
  Reply links = { 0 }, reply = { 0 };

  practice_start (&practice);
  asset = huawei_add_asset (&practice, "large", "COMMON_FILE");
  file = huawei_add_large_file (&practice, asset, 3 * MIB, 3, &links);
  for (gsize i = 0; i < G_N_ELEMENTS (order); i++) {
    huawei_complete (&practice, file, "CREATED", &reply);
    if (i < 3)
      huawei_expect (&reply, 400, "MSS.00000003");
    huawei_put (&practice, huawei_get_url (&links, order[i]), "", data + order[i] * MIB, MIB,
                &reply);
    huawei_expect (&reply, i < 3 ? 200 : 404, i < 3 ? "" : "NoSuchUpload");
  }
  huawei_expect_state (&practice, asset, "CREATED");
  expect_stored (&practice, data, 3 * MIB);
  reply_clear (&links);
  reply_clear (&reply);
  practice_end (&practice);
}

/* One part has a plain address, without a number. */
static void
test_large_file_in_one_part (void)
{
  Practice practice = { 0 };
  g_autofree guint8 *data = vector_new ();
  g_autofree char *asset = NULL, *file = NULL;
  Reply links = { 0 }, reply = { 0 };

  practice_start (&practice);
  asset = huawei_add_asset (&practice, "large", "COMMON_FILE");
  file = huawei_add_large_file (&practice, asset, 1, 1, &links);
  g_assert_null (strstr (huawei_get_url (&links, 0), "partNumber"));
  huawei_put (&practice, huawei_get_url (&links, 0), "", data, 1, &reply);
  huawei_expect (&reply, 200, "");
  huawei_complete (&practice, file, "CREATED", &reply);
  huawei_expect (&reply, 200, "");
  huawei_expect_state (&practice, asset, "CREATED");
  reply_clear (&links);
  reply_clear (&reply);
  practice_end (&practice);
}

/* Records, addresses, parts and tokens are there again; so is what was finished. */
static void
test_goes_on_after_restart (void)
{
  Practice practice = { 0 };
  g_autofree guint8 *data = vector_new ();
  g_autofree char *asset = NULL, *file = NULL;
  Reply links = { 0 }, reply = { 0 };

  practice_start (&practice);
  asset = huawei_add_asset (&practice, "large", "COMMON_FILE");
  file = huawei_add_large_file (&practice, asset, 3 * MIB, 3, &links);
  huawei_put (&practice, huawei_get_url (&links, 1), "", data + MIB, MIB, &reply);
  huawei_expect (&reply, 200, "");
  practice_stop (&practice);

  practice_start (&practice);
  for (guint i = 0; i < 3; i += 2) {
    huawei_put (&practice, huawei_get_url (&links, i), "", data + i * MIB, MIB, &reply);
    huawei_expect (&reply, 200, "");
  }
  huawei_complete (&practice, file, "CREATED", &reply);
  huawei_expect (&reply, 200, "");
  practice_stop (&practice);

  practice_start (&practice);
  huawei_expect_state (&practice, asset, "CREATED");
  huawei_complete (&practice, file, "CREATED", &reply);
  huawei_expect (&reply, 200, "");
  expect_stored (&practice, data, 3 * MIB);
  reply_clear (&links);
  reply_clear (&reply);
  practice_end (&practice);
}

/* All works, and nothing is kept. */
static void
test_sink (void)
{
  Practice practice = { .options = { .is_sink = TRUE } };
  g_autofree guint8 *data = vector_new ();
  g_autofree char *asset = NULL, *file = NULL, *url = NULL, *state = NULL;
  Reply reply = { 0 };

  practice_start (&practice);
  asset = huawei_add_asset (&practice, "clip", "VIDEO");
  file = huawei_add_file (&practice, asset, data, SIZE, &url);
  huawei_put_file (&practice, url, data, SIZE, &reply);
  huawei_expect (&reply, 200, "");
  huawei_complete (&practice, file, "CREATED", &reply);
  huawei_expect (&reply, 200, "");
  huawei_expect_state (&practice, asset, "CREATED");
  state = g_build_filename (practice.folder, "huawei-metastudio", NULL);
  g_assert_false (g_file_test (state, G_FILE_TEST_EXISTS));
  reply_clear (&reply);
  practice_end (&practice);
}

static char *
get_token (Reply *reply)
{
  const char *start = strstr (reply->head, "X-Subject-Token: ");

  g_assert_nonnull (start);
  start += strlen ("X-Subject-Token: ");
  return g_strndup (start, strcspn (start, "\r\n"));
}

static void
sign_in (Practice *practice, const char *password, const char *scope, Reply *reply)
{
  const Way way = { .has_no_auth = TRUE, .type = "application/json;charset=utf8" };
  g_autofree char *body = g_strdup_printf (
      "{\"auth\":{\"identity\":{\"methods\":[\"password\"],\"password\":{\"user\":{\"name\":"
      "\"practice-user\",\"password\":\"%s\",\"domain\":{\"name\":\"practice-account\"}}}},"
      "\"scope\":{\"project\":{%s}}}}",
      password, scope);

  huawei_call_as (practice, &way, "POST", "/v3/auth/tokens", "nocatalog=true", body, reply);
}

static void
test_token (void)
{
  Practice practice = { 0 };
  g_autofree char *token = NULL;
  Way way = { 0 };
  Reply reply = { 0 };
  JsonObject *object = NULL;

  practice_start (&practice);
  sign_in (&practice, HOIST_PRACTICE_HUAWEI_PASSWORD, "\"name\":\"cn-north-4\"", &reply);
  huawei_expect (&reply, 201, "");
  token = get_token (&reply);
  g_assert_cmpuint (strlen (token), >, 4096);
  object = json_object_get_object_member (reply_get_object (&reply), "token");
  g_assert_cmpstr (
      json_object_get_string_member (json_object_get_object_member (object, "project"), "id"), ==,
      HOIST_PRACTICE_HUAWEI_PROJECT);
  g_assert_true (g_str_has_suffix (json_object_get_string_member (object, "expires_at"), "Z"));

  way.token = token;
  huawei_call_as (&practice, &way, "GET", V1 "digital-assets", NULL, NULL, &reply);
  huawei_expect (&reply, 200, "");
  /* Another run knows it too, until it ends. */
  practice_stop (&practice);
  practice_start (&practice);
  huawei_call_as (&practice, &way, "GET", V1 "digital-assets", NULL, NULL, &reply);
  huawei_expect (&reply, 200, "");
  g_atomic_int_set (&practice.skew_s, 24 * 60 * 60 + 5);
  huawei_call_as (&practice, &way, "GET", V1 "digital-assets", NULL, NULL, &reply);
  huawei_expect (&reply, 401, "APIGW.0307");
  token[100] ^= 1;
  huawei_call_as (&practice, &way, "GET", V1 "digital-assets", NULL, NULL, &reply);
  huawei_expect (&reply, 401, "APIGW.0301");
  reply_clear (&reply);
  practice_end (&practice);
}

static void
test_wrong_passwords_lock_the_user (void)
{
  Practice practice = { 0 };
  Reply reply = { 0 };

  practice_start (&practice);
  sign_in (&practice, HOIST_PRACTICE_HUAWEI_PASSWORD, "\"name\":\"cn-east-3\"", &reply);
  huawei_expect (&reply, 404, "404");
  sign_in (&practice, HOIST_PRACTICE_HUAWEI_PASSWORD, "", &reply);
  huawei_expect (&reply, 404, "404");
  for (guint i = 0; i < 5; i++) {
    sign_in (&practice, "wrong", "\"name\":\"cn-north-4\"", &reply);
    huawei_expect (&reply, 401, "401");
  }
  sign_in (&practice, HOIST_PRACTICE_HUAWEI_PASSWORD, "\"name\":\"cn-north-4\"", &reply);
  huawei_expect (&reply, 401, "401");
  g_atomic_int_set (&practice.skew_s, 15 * 60 + 1);
  sign_in (&practice, HOIST_PRACTICE_HUAWEI_PASSWORD,
           "\"id\":\"" HOIST_PRACTICE_HUAWEI_PROJECT "\"", &reply);
  huawei_expect (&reply, 201, "");
  reply_clear (&reply);
  practice_end (&practice);
}

static void
test_projects (void)
{
  Practice practice = { 0 };
  Reply reply = { 0 };
  JsonArray *projects = NULL;

  practice_start (&practice);
  huawei_call_as (&practice, &plain, "GET", "/v3/projects", "name=cn-north-4", NULL, &reply);
  huawei_expect (&reply, 200, "");
  projects = json_object_get_array_member (reply_get_object (&reply), "projects");
  g_assert_cmpuint (json_array_get_length (projects), ==, 1);
  g_assert_cmpstr (
      json_object_get_string_member (json_array_get_object_element (projects, 0), "id"), ==,
      HOIST_PRACTICE_HUAWEI_PROJECT);
  huawei_call_as (&practice, &plain, "GET", "/v3/projects", "name=cn-east-3", NULL, &reply);
  projects = json_object_get_array_member (reply_get_object (&reply), "projects");
  g_assert_cmpuint (json_array_get_length (projects), ==, 0);
  reply_clear (&reply);
  practice_end (&practice);
}

static void
list_with (Practice *practice, const Way *way, guint status, const char *code)
{
  Reply reply = { 0 };

  huawei_call_as (practice, way, "GET", V1 "digital-assets", "limit=10", NULL, &reply);
  huawei_expect (&reply, status, code);
  reply_clear (&reply);
}

static void
test_temporary_key (void)
{
  const Way right = { .access_key = HOIST_PRACTICE_HUAWEI_TEMPORARY_ACCESS_KEY,
                      .secret_key = HOIST_PRACTICE_HUAWEI_TEMPORARY_SECRET_KEY,
                      .security_token = HOIST_PRACTICE_HUAWEI_SECURITY_TOKEN };
  Practice practice = { 0 };
  Way other = right, missing = right, unsigned_token = right, permanent = { 0 };

  practice_start (&practice);
  list_with (&practice, &right, 200, "");
  other.security_token = "made-up-temporary-token=";
  list_with (&practice, &other, 401, "APIGW.0301");
  missing.security_token = NULL;
  list_with (&practice, &missing, 401, "APIGW.0301");
  unsigned_token.signed_headers = "host;x-sdk-date";
  list_with (&practice, &unsigned_token, 401, "APIGW.0301");
  permanent.security_token = HOIST_PRACTICE_HUAWEI_SECURITY_TOKEN;
  list_with (&practice, &permanent, 401, "APIGW.0301");
  practice_end (&practice);
}

/* Five failures in a row are forgiven by one success; more than five lock the key, also for right
 * signatures, for five minutes on the server's clock. Other keys are not concerned. */
static void
test_lock_out (void)
{
  const Way wrong = { .is_damaged = TRUE };
  const Way temporary = { .access_key = HOIST_PRACTICE_HUAWEI_TEMPORARY_ACCESS_KEY,
                          .secret_key = HOIST_PRACTICE_HUAWEI_TEMPORARY_SECRET_KEY,
                          .security_token = HOIST_PRACTICE_HUAWEI_SECURITY_TOKEN };
  Practice practice = { .options = { .has_no_rates = TRUE } };
  Reply reply = { 0 };

  practice_start (&practice);
  for (guint round = 0; round < 2; round++) {
    for (guint i = 0; i < 5; i++)
      list_with (&practice, &wrong, 401, "APIGW.0301");
    list_with (&practice, &plain, 200, "");
  }
  for (guint i = 0; i < 6; i++)
    list_with (&practice, &wrong, 401, "APIGW.0301");
  huawei_call (&practice, "GET", "digital-assets", NULL, &reply);
  huawei_expect (&reply, 401, "APIGW.0301");
  g_assert_nonnull (strstr (reply.body, "reach the limit"));
  list_with (&practice, &temporary, 200, "");
  g_atomic_int_set (&practice.skew_s, 299);
  list_with (&practice, &plain, 401, "APIGW.0301");
  g_atomic_int_set (&practice.skew_s, 302);
  list_with (&practice, &plain, 200, "");
  reply_clear (&reply);
  practice_end (&practice);
}

static void
test_time_window (void)
{
  const struct {
    gint64 off_s;
    const char *code;
  } cases[] = { { -895, "" }, { 895, "" }, { -905, "APIGW.0303" }, { 905, "APIGW.0303" } };
  Practice practice = { 0 };

  practice_start (&practice);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    Way way = { .off_s = cases[i].off_s };

    list_with (&practice, &way, cases[i].code[0] != '\0' ? 401 : 200, cases[i].code);
  }
  practice_end (&practice);
}

/* The server's own canonical request helps to find the differing line. */
static void
test_shows_canonical_request (void)
{
  const Way wrong = { .is_damaged = TRUE };
  Practice practice = { 0 };
  Reply reply = { 0 };

  practice_start (&practice);
  huawei_call_as (&practice, &wrong, "GET", V1 "digital-assets", "limit=10", NULL, &reply);
  huawei_expect (&reply, 401, "APIGW.0301");
  g_assert_nonnull (strstr (reply.body, "GET|" V1 "digital-assets/|limit=10|host:127.0.0.1|"));
  g_assert_true (json_object_has_member (reply_get_object (&reply), "request_id"));
  reply_clear (&reply);
  practice_end (&practice);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/practice/huawei/full-upload", test_full_upload);
  g_test_add_func ("/practice/huawei/large-file", test_large_file);
  g_test_add_func ("/practice/huawei/large-file-in-one-part", test_large_file_in_one_part);
  g_test_add_func ("/practice/huawei/goes-on-after-restart", test_goes_on_after_restart);
  g_test_add_func ("/practice/huawei/sink", test_sink);
  g_test_add_func ("/practice/huawei/token", test_token);
  g_test_add_func ("/practice/huawei/wrong-passwords", test_wrong_passwords_lock_the_user);
  g_test_add_func ("/practice/huawei/projects", test_projects);
  g_test_add_func ("/practice/huawei/temporary-key", test_temporary_key);
  g_test_add_func ("/practice/huawei/lock-out", test_lock_out);
  g_test_add_func ("/practice/huawei/time-window", test_time_window);
  g_test_add_func ("/practice/huawei/shows-canonical-request", test_shows_canonical_request);
  return g_test_run ();
}
