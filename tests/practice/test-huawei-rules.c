/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What MetaStudio's notes forbid is refused as the service would: headers, bodies, states, bytes.
 */
#include "hoist-practice-window.h"
#include "huawei-client.h"

#define SIZE 300000
#define MD5 "\"file_md5\":\"XUFAKrxLKna5cZ2REBfFkg==\""

#define EMPTY_HASH "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

static const Way plain = { 0 };

typedef struct {
  const char *body;
  const char *code; /* empty: taken */
} Case;

static void
post_each (Practice *practice, const char *path, const char *id, const Case *cases, gsize count)
{
  for (gsize i = 0; i < count; i++) {
    g_auto (GStrv) pieces = g_strsplit (cases[i].body, "$ID", -1);
    g_autofree char *body = g_strjoinv (id, pieces);
    Reply reply = { 0 };

    g_test_message ("%s", body);
    huawei_call (practice, "POST", path, body, &reply);
    huawei_expect (&reply, cases[i].code[0] != '\0' ? 400 : 200, cases[i].code);
    reply_clear (&reply);
  }
}

static void
test_headers (void)
{
  static const struct {
    Way way;
    guint status;
    const char *code;
  } cases[] = {
    { { .has_no_auth = TRUE }, 401, "APIGW.0301" },
    { { .token = "unknown" }, 401, "APIGW.0301" },
    { { .headers = "X-Auth-Token: both\r\n" }, 401, "APIGW.0301" },
    { { .access_key = "PRACTICEAK0000000002" }, 401, "APIGW.0301" },
    { { .signed_headers = "x-sdk-date" }, 401, "APIGW.0301" },
    { { .signed_headers = "host" }, 401, "APIGW.0301" },
    { { .signed_headers = "host;x-missing;x-sdk-date" }, 401, "APIGW.0301" },
    { { .content_hash = "UNSIGNED-PAYLOAD" }, 401, "APIGW.0301" },
    { { .content_hash = EMPTY_HASH }, 200, "" },
    { { .headers = "X-Project-Id: ffffffffffffffffffffffffffffffff\r\n" }, 400, "MSS.00010009" },
    { { .headers = "X-Project-Id: " HOIST_PRACTICE_HUAWEI_PROJECT "\r\n" }, 200, "" },
    { { .headers = "X-App-UserId: \xe4\xb8\xad\r\n" }, 400, "MSS.00000003" },
    { { .headers = "X-App-UserId: user-1\r\n" }, 200, "" },
  };
  Practice practice = { .options = { .has_no_rates = TRUE } };
  Reply reply = { 0 };

  practice_start (&practice);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_test_message ("%" G_GSIZE_FORMAT, i);
    huawei_call_as (&practice, &cases[i].way, "GET", V1 "digital-assets", NULL, NULL, &reply);
    huawei_expect (&reply, cases[i].status, cases[i].code);
  }
  reply_clear (&reply);
  practice_end (&practice);
}

static void
test_paths_and_bodies (void)
{
  static const struct {
    const char *method;
    const char *path;
    const char *query;
    const char *body;
    const char *type;
    const char *code;
  } cases[] = {
    { "GET", V1 "files", NULL, NULL, NULL, "MSS.00010004" },
    { "GET", V1 "files/1/completed", NULL, NULL, NULL, "MSS.00010003" },
    { "GET", "/v1/ffffffffffffffffffffffffffffffff/digital-assets", NULL, NULL, NULL,
      "MSS.00010009" },
    { "GET", V1 "digital-assets/none", NULL, NULL, NULL, "MSS.10001001" },
    { "GET", V1 "digital-assets", NULL, "{}", NULL, "MSS.00000002" },
    { "DELETE", V1 "files/none", NULL, NULL, NULL, "MSS.10001004" },
    { "DELETE", V1 "digital-assets/none", NULL, NULL, NULL, "MSS.10001001" },
    { "GET", V1 "digital-assets", "limit=0", NULL, NULL, "MSS.10001002" },
    { "GET", V1 "digital-assets", "limit=101", NULL, NULL, "MSS.10001002" },
    { "GET", V1 "digital-assets", "offset=-1", NULL, NULL, "MSS.10001002" },
    { "GET", V1 "digital-assets", "sort_dir=up", NULL, NULL, "MSS.10001002" },
    { "GET", V1 "digital-assets", "page=1", NULL, NULL, "MSS.10001002" },
    { "POST", V1 "digital-assets", NULL, "{}", "text/plain", "MSS.10000002" },
    { "POST", V1 "digital-assets", NULL, "{}", "application/jsonx", "MSS.10000002" },
    { "POST", V1 "digital-assets", NULL, "[]", NULL, "MSS.00000002" },
    { "POST", V1 "digital-assets", NULL, "{\"asset_name\":}", NULL, "MSS.00000002" },
    { "POST", V1 "digital-assets", NULL, "", NULL, "MSS.00000002" },
    { "POST", V1 "files/none/complete", NULL, "{\"state\":\"CREATED\"}", NULL, "MSS.10001004" },
  };
  Practice practice = { .options = { .has_no_rates = TRUE } };
  Reply reply = { 0 };

  practice_start (&practice);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    Way way = { .type = cases[i].type };

    g_test_message ("%s %s %s", cases[i].method, cases[i].path, cases[i].code);
    huawei_call_as (&practice, &way, cases[i].method, cases[i].path, cases[i].query, cases[i].body,
                    &reply);
    huawei_expect (&reply, 400, cases[i].code);
    g_assert_nonnull (strstr (reply.head, "X-Request-Id: "));
  }
  reply_clear (&reply);
  practice_end (&practice);
}

static void
test_assets (void)
{
  static const Case cases[] = {
    { "{\"asset_name\":\"a\",\"asset_type\":\"VIDEO\"}", "" },
    { "{\"asset_name\":\"a\",\"asset_type\":\"IMAGE\"}", "MSS.10001005" },
    { "{\"asset_name\":\"\",\"asset_type\":\"VIDEO\"}", "MSS.00000003" },
    { "{\"asset_type\":\"VIDEO\"}", "MSS.00000003" },
    { "{\"asset_name\":\"b\"}", "MSS.00000003" },
    { "{\"asset_name\":1,\"asset_type\":\"VIDEO\"}", "MSS.10000003" },
    { "{\"asset_name\":null,\"asset_type\":\"VIDEO\"}", "MSS.10000003" },
    { "{\"asset_name\":\"b\",\"asset_type\":\"video\"}", "MSS.00000003" },
    { "{\"asset_name\":\"b\",\"asset_type\":\"HUMAN_MODEL_2D\"}", "MSS.00000003" },
    { "{\"asset_name\":\"b\",\"asset_type\":\"VIDEO\",\"more\":1}", "MSS.10000003" },
    { "{\"asset_name\":\"b\",\"asset_type\":\"VIDEO\",\"tags\":\"x\"}", "MSS.10000003" },
    { "{\"asset_name\":\"b\",\"asset_type\":\"VIDEO\",\"tags\":[1]}", "MSS.10000003" },
    { "{\"asset_name\":\"b\",\"asset_type\":\"IMAGE\",\"is_need_generate_cover\":true}",
      "MSS.00000003" },
    { "{\"asset_name\":\"b\",\"asset_type\":\"VIDEO\",\"system_properties\":[{\"key\":\"k\"}]}",
      "MSS.10000003" },
    { "{\"asset_name\":\"b\",\"asset_type\":\"VIDEO\",\"supported_service\":[\"VIDEO_3D\"]}",
      "MSS.00000003" },
    { "{\"asset_name\":\"b\",\"asset_type\":\"VIDEO\",\"tags\":[\"x\",\"y\"],"
      "\"is_need_generate_cover\":true,\"supported_service\":[\"VIDEO_2D\"],"
      "\"system_properties\":[{\"key\":\"MATERIAL_VIDEO\",\"value\":\"Yes\"}],"
      "\"asset_description\":\"\"}",
      "" },
  };
  Practice practice = { .options = { .has_no_rates = TRUE } };

  practice_start (&practice);
  post_each (&practice, "digital-assets", "", cases, G_N_ELEMENTS (cases));
  practice_end (&practice);
}

/* Characters count, not bytes. */
static void
test_lengths (void)
{
  const struct {
    const char *name;
    gsize count;
    const char *code;
  } cases[] = {
    { "asset_name", 256, "" },
    { "asset_name", 257, "MSS.00000003" },
    { "asset_description", 4096, "" },
    { "asset_description", 4097, "MSS.00000003" },
  };
  Practice practice = { .options = { .has_no_rates = TRUE } };

  practice_start (&practice);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    gboolean is_name = strcmp (cases[i].name, "asset_name") == 0;
    g_autofree char *plain_text = g_strnfill (cases[i].count, '*');
    g_auto (GStrv) pieces = g_strsplit (plain_text, "*", -1);
    g_autofree char *text = g_strjoinv ("\xc3\xa9", pieces);
    g_autofree char *name = g_strdup_printf ("n%" G_GSIZE_FORMAT, i);
    g_autofree char *body = g_strdup_printf (
        "{\"asset_type\":\"VIDEO\",\"asset_name\":\"%s\"%s%s%s}", is_name ? text : name,
        is_name ? "" : ",\"asset_description\":\"", is_name ? "" : text, is_name ? "" : "\"");
    const Case one = { body, cases[i].code };

    post_each (&practice, "digital-assets", "", &one, 1);
  }
  practice_end (&practice);
}

#define FILE_WITH(md5, size, type, category)                                                       \
  "{\"file_name\":\"a.mp4\"," md5 ",\"file_size\":" size ",\"file_type\":\"" type                  \
  "\",\"asset_id\":\"$ID\",\"asset_file_category\":\"" category "\"}"

static void
test_files (void)
{
  static const Case cases[] = {
    { FILE_WITH ("\"file_md5\":\"5d41402abc4b2a76b9719d91\"", "5", "mp4", "MAIN"), "MSS.00000003" },
    { FILE_WITH ("\"file_md5\":\"5d41402abc4b2a76b9719d911017c592\"", "5", "mp4", "MAIN"),
      "MSS.00000003" },
    { FILE_WITH ("\"file_md5\":\"XUFAKrxLKna5cZ2REBfFkh==\"", "5", "mp4", "MAIN"), "MSS.00000003" },
    { FILE_WITH (MD5, "0", "mp4", "MAIN"), "MSS.00000003" },
    { FILE_WITH (MD5, "5368709121", "mp4", "MAIN"), "MSS.00000003" },
    { FILE_WITH (MD5, "\"5\"", "mp4", "MAIN"), "MSS.10000003" },
    { FILE_WITH (MD5, "5.0", "mp4", "MAIN"), "MSS.10000003" },
    { FILE_WITH (MD5, "5", "", "MAIN"), "MSS.10001003" },
    { FILE_WITH (MD5, "5", ".mp4", "MAIN"), "MSS.00000003" },
    { FILE_WITH (MD5, "5", "MP4", "MAIN"), "MSS.00000003" },
    { FILE_WITH (MD5, "5", "txt", "MAIN"), "MSS.00000003" },
    { FILE_WITH (MD5, "5", "mp4", "main"), "MSS.00000003" },
    { FILE_WITH (MD5, "5", "mp4", "PAGE"), "MSS.00000003" },
    { "{\"file_name\":\"a/b.mp4\"," MD5 ",\"file_size\":5,\"file_type\":\"mp4\",\"asset_id\":"
      "\"$ID\",\"asset_file_category\":\"MAIN\"}",
      "MSS.00000003" },
    { "{\"file_name\":\"a.mp4\"," MD5 ",\"file_size\":5,\"file_type\":\"mp4\",\"asset_id\":"
      "\"none\",\"asset_file_category\":\"MAIN\"}",
      "MSS.10001001" },
    { "{\"file_name\":\"a.mp4\",\"file_size\":5,\"file_type\":\"mp4\",\"asset_id\":\"$ID\","
      "\"asset_file_category\":\"MAIN\"}",
      "MSS.00000003" },
    { "{\"file_name\":\"a.mp4\"," MD5 ",\"file_size\":5,\"file_type\":\"mp4\",\"asset_id\":"
      "\"$ID\"}",
      "MSS.00000003" },
    { FILE_WITH (MD5, "5368709120", "mp4", "MAIN"), "" },
    { FILE_WITH (MD5, "5", "mp4", "MAIN"), "MSS.10001008" },
    { FILE_WITH (MD5, "5", "jpg", "COVER"), "" },
    { FILE_WITH (MD5, "5", "jpg", "COVER"), "MSS.10001009" },
  };
  Practice practice = { .options = { .has_no_rates = TRUE } };
  g_autofree char *asset = NULL;

  practice_start (&practice);
  asset = huawei_add_asset (&practice, "clip", "VIDEO");
  post_each (&practice, "files", asset, cases, G_N_ELEMENTS (cases));
  practice_end (&practice);
}

/* The table of sizes by type: 50 MB of an image and not a byte more. */
static void
test_too_large (void)
{
  static const Case cases[] = {
    { FILE_WITH (MD5, "52428801", "png", "MAIN"), "MSS.10001007" },
    { FILE_WITH (MD5, "52428800", "png", "MAIN"), "" },
    { FILE_WITH (MD5, "5", "png", "COVER"), "MSS.00000003" },
  };
  Practice practice = { .options = { .has_no_rates = TRUE } };
  g_autofree char *asset = NULL;

  practice_start (&practice);
  asset = huawei_add_asset (&practice, "picture", "IMAGE");
  post_each (&practice, "files", asset, cases, G_N_ELEMENTS (cases));
  practice_end (&practice);
}

#define LARGE_WITH(rest)                                                                           \
  "{\"file_name\":\"a.bin\",\"file_type\":\"bin\",\"asset_id\":\"$ID\"," rest "}"

static void
test_large_files (void)
{
  static const Case cases[] = {
    { LARGE_WITH ("\"asset_file_category\":\"COVER\""), "MSS.00000003" },
    { LARGE_WITH ("\"asset_file_category\":\"MAIN\"," MD5), "MSS.10000003" },
    { LARGE_WITH ("\"asset_file_category\":\"MAIN\",\"file_multipart_count\":0"), "MSS.00000003" },
    { LARGE_WITH ("\"asset_file_category\":\"MAIN\",\"file_multipart_count\":101"),
      "MSS.00000003" },
    { LARGE_WITH ("\"asset_file_category\":\"MAIN\",\"file_size\":536870912001"), "MSS.00000003" },
    { LARGE_WITH ("\"asset_file_category\":\"MAIN\",\"file_size\":536870912000,"
                  "\"file_multipart_count\":100"),
      "" },
    { LARGE_WITH ("\"asset_file_category\":\"MAIN\""), "MSS.10001008" },
  };
  Practice practice = { .options = { .has_no_rates = TRUE } };
  g_autofree char *asset = NULL;

  practice_start (&practice);
  asset = huawei_add_asset (&practice, "large", "COMMON_FILE");
  post_each (&practice, "large-files", asset, cases, G_N_ELEMENTS (cases));
  practice_end (&practice);
}

/* The same word may come twice, another one may not; and what was given up is gone. */
static void
test_confirmations (void)
{
  static const Case cases[] = {
    { "{}", "MSS.00000003" },
    { "{\"state\":\"created\"}", "MSS.00000003" },
    { "{\"state\":true}", "MSS.10000003" },
    { "{\"state\":\"CREATED\"}", "MSS.00000003" },
    { "{\"state\":\"CANCELLED\",\"auto_meta_analysis\":1}", "MSS.10000003" },
    { "{\"state\":\"CANCELLED\",\"auto_meta_analysis\":true}", "" },
    { "{\"state\":\"CANCELLED\"}", "" },
    { "{\"state\":\"CREATED\"}", "MSS.00000003" },
  };
  Practice practice = { .options = { .has_no_rates = TRUE } };
  g_autofree guint8 *data = vector_new ();
  g_autofree char *asset = NULL, *file = NULL, *url = NULL, *path = NULL, *again = NULL;
  g_autofree char *removed = NULL, *second_url = NULL;
  Reply reply = { 0 };

  practice_start (&practice);
  asset = huawei_add_asset (&practice, "clip", "VIDEO");
  file = huawei_add_file (&practice, asset, data, SIZE, &url);
  path = g_strconcat ("files/", file, "/complete", NULL);
  post_each (&practice, path, "", cases, G_N_ELEMENTS (cases));
  huawei_expect_state (&practice, asset, "CANCELLED");
  huawei_put_file (&practice, url, data, SIZE, &reply);
  huawei_expect (&reply, 403, "AccessDenied");

  /* The record still takes the place of a MAIN file, until it is deleted. */
  again = huawei_write_file (asset, "MAIN", data, SIZE);
  huawei_call (&practice, "POST", "files", again, &reply);
  huawei_expect (&reply, 400, "MSS.10001008");
  removed = g_strconcat ("files/", file, NULL);
  huawei_call (&practice, "DELETE", removed, NULL, &reply);
  huawei_expect (&reply, 200, "");
  huawei_call (&practice, "DELETE", removed, NULL, &reply);
  huawei_expect (&reply, 400, "MSS.10001004");
  g_free (huawei_add_file (&practice, asset, data, SIZE, &second_url));
  reply_clear (&reply);
  practice_end (&practice);
}

static void
test_update_and_delete (void)
{
  static const struct {
    const char *body;
    const char *code;
  } cases[] = {
    { "{\"asset_state\":\"ACTIVED\"}", "MSS.00000003" }, /* still without its file */
    { "{\"asset_state\":\"ACTIVATED\"}", "MSS.00000003" },
    { "{\"asset_name\":\"other\"}", "MSS.10001005" },
    { "{\"asset_type\":\"IMAGE\"}", "MSS.10000003" },
    { "{\"asset_name\":\"third\"}", "" },
  };
  Practice practice = { .options = { .has_no_rates = TRUE } };
  g_autofree guint8 *data = vector_new ();
  g_autofree char *asset = NULL, *file = NULL, *url = NULL, *path = NULL;
  Reply reply = { 0 };

  practice_start (&practice);
  g_free (huawei_add_asset (&practice, "other", "VIDEO"));
  asset = huawei_add_asset (&practice, "clip", "VIDEO");
  path = g_strconcat ("digital-assets/", asset, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    huawei_call (&practice, "PUT", path, cases[i].body, &reply);
    huawei_expect (&reply, cases[i].code[0] != '\0' ? 400 : 200, cases[i].code);
  }
  file = huawei_add_file (&practice, asset, data, SIZE, &url);
  huawei_put_file (&practice, url, data, SIZE, &reply);
  huawei_complete (&practice, file, "CREATED", &reply);
  huawei_call (&practice, "PUT", path, "{\"asset_state\":\"ACTIVED\"}", &reply);
  huawei_expect (&reply, 200, "");
  g_assert_cmpstr (json_object_get_string_member (reply_get_object (&reply), "asset_state"), ==,
                   "ACTIVED");
  huawei_call (&practice, "DELETE", path, NULL, &reply);
  huawei_expect (&reply, 200, "");
  huawei_call (&practice, "GET", path, NULL, &reply);
  huawei_expect (&reply, 400, "MSS.10001001");
  practice_get (&practice, "/practice/files", &reply);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (reply.json)), ==, 0);
  reply_clear (&reply);
  practice_end (&practice);
}

static void
expect_list (Practice *practice, const char *query, gint64 count, const char *first)
{
  Reply reply = { 0 };
  JsonArray *assets = NULL;

  g_test_message ("%s", query);
  huawei_call_as (practice, &plain, "GET", V1 "digital-assets", query, NULL, &reply);
  huawei_expect (&reply, 200, "");
  g_assert_cmpint (reply_get_int (&reply, "count"), ==, count);
  assets = json_object_get_array_member (reply_get_object (&reply), "assets");
  g_assert_cmpint (json_array_get_length (assets) > 0, ==, first != NULL);
  if (first != NULL)
    g_assert_cmpstr (
        json_object_get_string_member (json_array_get_object_element (assets, 0), "asset_name"), ==,
        first);
  reply_clear (&reply);
}

static void
test_lists (void)
{
  Practice practice = { .options = { .has_no_rates = TRUE } };

  practice_start (&practice);
  g_free (huawei_add_asset (&practice, "clip 1", "VIDEO"));
  g_free (huawei_add_asset (&practice, "Clip 10", "IMAGE"));
  g_free (huawei_add_asset (&practice, "other (1)*~'+", "MUSIC"));
  expect_list (&practice, "limit=10", 3, "clip 1");
  expect_list (&practice, "limit=1&offset=1", 3, "Clip 10");
  expect_list (&practice, "limit=10&offset=3", 3, NULL);
  expect_list (&practice, "name=clip%201", 2, "clip 1");
  expect_list (&practice, "name=%281%29%2A~%27%2B", 1, "other (1)*~'+");
  expect_list (&practice, "asset_type=IMAGE%2CMUSIC&sort_dir=desc", 2, "other (1)*~'+");
  expect_list (&practice, "asset_state=CREATING", 3, "clip 1");
  expect_list (&practice, "asset_state=ACTIVED", 0, NULL);
  practice_end (&practice);
}

/* So many in any second, and not counting those that were refused. */
static void
test_rates (void)
{
  g_autoptr (HoistPracticeWindow) window = hoist_practice_window_new (2, 1000);

  g_assert_true (hoist_practice_window_take (window, 100));
  g_assert_true (hoist_practice_window_take (window, 600));
  g_assert_false (hoist_practice_window_take (window, 1099));
  g_assert_true (hoist_practice_window_take (window, 1100));
  g_assert_false (hoist_practice_window_take (window, 1599));
  g_assert_true (hoist_practice_window_take (window, 1600));
}

static gint64
get_stopped_us (gpointer clock)
{
  return (gint64) g_atomic_int_get (&((Practice *) clock)->skew_s) * G_USEC_PER_SEC;
}

/* Each call has its own limit; the store has none. */
static void
test_too_many_a_second (void)
{
  Practice practice = { 0 };
  Reply reply = { 0 };

  practice_start_with (&practice, get_stopped_us);
  for (guint i = 0; i < 21; i++) {
    huawei_call (&practice, "GET", "digital-assets", NULL, &reply);
    huawei_expect (&reply, i < 20 ? 200 : 429, i < 20 ? "" : "APIGW.0308");
  }
  g_assert_true (json_object_has_member (reply_get_object (&reply), "request_id"));
  huawei_call (&practice, "GET", "digital-assets/none", NULL, &reply);
  huawei_expect (&reply, 400, "MSS.10001001");
  g_atomic_int_set (&practice.skew_s, 1);
  huawei_call (&practice, "GET", "digital-assets", NULL, &reply);
  huawei_expect (&reply, 200, "");
  reply_clear (&reply);
  practice_end (&practice);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/practice/huawei/headers", test_headers);
  g_test_add_func ("/practice/huawei/paths-and-bodies", test_paths_and_bodies);
  g_test_add_func ("/practice/huawei/assets", test_assets);
  g_test_add_func ("/practice/huawei/lengths", test_lengths);
  g_test_add_func ("/practice/huawei/files", test_files);
  g_test_add_func ("/practice/huawei/too-large", test_too_large);
  g_test_add_func ("/practice/huawei/large-files", test_large_files);
  g_test_add_func ("/practice/huawei/confirmations", test_confirmations);
  g_test_add_func ("/practice/huawei/update-and-delete", test_update_and_delete);
  g_test_add_func ("/practice/huawei/lists", test_lists);
  g_test_add_func ("/practice/huawei/rates", test_rates);
  g_test_add_func ("/practice/huawei/too-many-a-second", test_too_many_a_second);
  return g_test_run ();
}
