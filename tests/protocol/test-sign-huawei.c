/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Vectors V1 to V5 of the protocol notes, byte for byte, and what a signature must not depend on.
 */
#include "hoist-sign-huawei.h"

#include <string.h>

#define HOST "https://metastudio.cn-north-4.myhuaweicloud.com"
#define PROJECT "0a1b2c3d4e5f60718293a4b5c6d7e8f9"
#define FILE_ID "24bad716-87b1-45e5-8912-000000000001"
#define EMPTY "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

/* 2026-01-15T08:30:00Z */
#define NOW_US (G_GINT64_CONSTANT (1768465800) * G_USEC_PER_SEC)

typedef struct {
  const char *path;
  const char *method;
  const char *url;
  const char *headers[8];
  const char *body;
  guint seconds;
  const char *access_key;
  const char *secret_key;
  const char *canonical;
  const char *text;
  const char *authorization;
} Vector;

static const Vector vectors[] = {
  { "/sign-huawei/v1-post-with-body",
    "POST",
    HOST "/v1/" PROJECT "/files",
    { "X-Project-Id", PROJECT },
    "{\"file_name\":\"intro.mp4\",\"file_md5\":\"XUFAKrxLKna5cZ2REBfFkg==\",\"file_size\":5,"
    "\"file_type\":\"mp4\",\"asset_id\":\"3f1c8d6a2b9e4f70a1b2c3d4e5f60718\","
    "\"asset_file_category\":\"MAIN\"}",
    0,
    "EXAMPLEAK00000000001",
    "ExampleSecretKey/With+Symbols0123456789a",
    "POST\n/v1/" PROJECT "/files/\n\ncontent-type:application/json\n"
    "host:metastudio.cn-north-4.myhuaweicloud.com\nx-project-id:" PROJECT
    "\nx-sdk-date:20260115T083000Z\n\ncontent-type;host;x-project-id;x-sdk-date\n"
    "7b83bc818e8d82a68c17fd5a45474895505b9730e4cce5d2c05a970e0354d991",
    "SDK-HMAC-SHA256\n20260115T083000Z\n"
    "195830bec8d594c6caa57334e21e5b54edd9a68bd7dc0973d525850f6970487e",
    "SDK-HMAC-SHA256 Access=EXAMPLEAK00000000001, "
    "SignedHeaders=content-type;host;x-project-id;x-sdk-date, "
    "Signature=ca3b5e52830ffe991b4b23982631958cd11f379d90a086e5c9473c2d31f17fab" },
  { "/sign-huawei/v2-other-region",
    "POST",
    "https://metastudio.cn-east-3.myhuaweicloud.com/v1/" PROJECT "/files/" FILE_ID "/complete",
    { NULL },
    "{\"state\":\"CREATED\"}",
    1,
    "EXAMPLEAK00000000002",
    "SecondExampleSecretKey0123456789abcdefgh",
    "POST\n/v1/" PROJECT "/files/" FILE_ID "/complete/\n\ncontent-type:application/json\n"
    "host:metastudio.cn-east-3.myhuaweicloud.com\nx-sdk-date:20260115T083001Z\n\n"
    "content-type;host;x-sdk-date\n"
    "99220ca031564688ccd5f37c0802500ae8ecdd934a2300eac5de4e9d0d89b534",
    "SDK-HMAC-SHA256\n20260115T083001Z\n"
    "9157638941dbab985b834bba938c132e3c0072cbfc685482e6463d753b1dcdaf",
    "SDK-HMAC-SHA256 Access=EXAMPLEAK00000000002, SignedHeaders=content-type;host;x-sdk-date, "
    "Signature=dd126855932cd1be0285debf67d8ef5f0172c34f80d73af0d55e82d86ef0fc3a" },
  { "/sign-huawei/v3-no-body",
    "DELETE",
    HOST "/v1/" PROJECT "/files/" FILE_ID,
    { NULL },
    NULL,
    2,
    "EXAMPLEAK00000000001",
    "ExampleSecretKey/With+Symbols0123456789a",
    "DELETE\n/v1/" PROJECT "/files/" FILE_ID "/\n\n"
    "host:metastudio.cn-north-4.myhuaweicloud.com\nx-sdk-date:20260115T083002Z\n\n"
    "host;x-sdk-date\n" EMPTY,
    "SDK-HMAC-SHA256\n20260115T083002Z\n"
    "c878fcb9052d132066ed7171d54eb5192452b9d94dc5ed688642415b089752b9",
    "SDK-HMAC-SHA256 Access=EXAMPLEAK00000000001, SignedHeaders=host;x-sdk-date, "
    "Signature=b190330957fafdba002d20e6c191d3a051be18b979c5f960ab9afce238a36595" },
  { "/sign-huawei/v4-query-and-temporary-keys",
    "GET",
    HOST "/v1/" PROJECT "/digital-assets?offset=0&limit=10&name=caf%C3%A9%20clip%20"
         "(1)*~'%2B%E4%B8%AD&asset_type=VIDEO,IMAGE",
    { "X-App-UserId", "user-0001", "X-Project-Id", PROJECT, "X-Security-Token",
      "made-up-temporary-token==" },
    NULL,
    3,
    "EXAMPLEAK00000000003",
    "ThirdExampleSecretKey0123456789abcdefghi",
    "GET\n/v1/" PROJECT "/digital-assets/\n"
    "asset_type=VIDEO%2CIMAGE&limit=10&name=caf%C3%A9%20clip%20%281%29%2A~%27%2B%E4%B8%AD&offset=0"
    "\nhost:metastudio.cn-north-4.myhuaweicloud.com\nx-app-userid:user-0001\nx-project-id:" PROJECT
    "\nx-sdk-date:20260115T083003Z\nx-security-token:made-up-temporary-token==\n\n"
    "host;x-app-userid;x-project-id;x-sdk-date;x-security-token\n" EMPTY,
    "SDK-HMAC-SHA256\n20260115T083003Z\n"
    "8357bcf73cb5b44ea5423c0db8b6125639f0ac1396ab4c6f4347fe778bea73e0",
    "SDK-HMAC-SHA256 Access=EXAMPLEAK00000000003, "
    "SignedHeaders=host;x-app-userid;x-project-id;x-sdk-date;x-security-token, "
    "Signature=02d21262ec5a1895d2a8f6d148258df8a9d56a4999e3f6a130421fd3e22c7cc8" },
  { "/sign-huawei/v5-port-and-other-letters",
    "POST",
    "http://127.0.0.1:18080/v1/testproject/digital-assets",
    { "X-Project-Id", "testproject" },
    "{\"asset_name\":\"演示 clip\",\"asset_type\":\"VIDEO\"}",
    4,
    "LOCALTESTAK",
    "LOCALTESTSK",
    "POST\n/v1/testproject/digital-assets/\n\ncontent-type:application/json\n"
    "host:127.0.0.1:18080\nx-project-id:testproject\nx-sdk-date:20260115T083004Z\n\n"
    "content-type;host;x-project-id;x-sdk-date\n"
    "770dc8b39deecd56997d1699918a14bf4e01067e824ee43badafcbd9de46c4bb",
    "SDK-HMAC-SHA256\n20260115T083004Z\n"
    "b4b19619e770594c4b6531eb7f1f4052d9a089406e2814f12b7a22fc02f01711",
    "SDK-HMAC-SHA256 Access=LOCALTESTAK, SignedHeaders=content-type;host;x-project-id;x-sdk-date, "
    "Signature=89265538e08fdafacd663287a0640ed4a0bba9a5f762d46a6e247b8189bcc91f" },
};

static const char *
get_header (const HoistRequest *request, const char *name)
{
  for (guint i = 0; i + 1 < request->headers->len; i += 2) {
    if (strcmp (g_ptr_array_index (request->headers, i), name) == 0)
      return g_ptr_array_index (request->headers, i + 1);
  }
  return NULL;
}

static HoistRequest *
make_request (const Vector *vector)
{
  HoistRequest *request = hoist_request_new (vector->method, vector->url);

  for (gsize i = 0; i + 1 < G_N_ELEMENTS (vector->headers) && vector->headers[i] != NULL; i += 2)
    hoist_request_add_header (request, vector->headers[i], vector->headers[i + 1]);
  if (vector->body != NULL) {
    request->content_type = g_strdup ("application/json");
    request->before = g_bytes_new_static (vector->body, strlen (vector->body));
  }
  return request;
}

static void
test_vector (gconstpointer data)
{
  const Vector *vector = data;
  g_autoptr (HoistRequest) request = make_request (vector);
  g_autofree char *canonical = NULL;
  g_autofree char *text = NULL;

  hoist_sign_huawei (request, vector->access_key, vector->secret_key,
                     NOW_US + vector->seconds * G_USEC_PER_SEC);
  canonical = hoist_sign_huawei_canonical (request);
  text = hoist_sign_huawei_text (canonical, get_header (request, "X-Sdk-Date"));
  g_assert_cmpstr (canonical, ==, vector->canonical);
  g_assert_cmpstr (text, ==, vector->text);
  g_assert_cmpstr (get_header (request, "Authorization"), ==, vector->authorization);
  g_assert_cmpstr (request->url, ==, vector->url);
}

static char *
dup_line (const char *url, guint index)
{
  g_autoptr (HoistRequest) request = hoist_request_new ("GET", url);
  g_autofree char *canonical = hoist_sign_huawei_canonical (request);
  g_auto (GStrv) lines = g_strsplit (canonical, "\n", -1);

  g_assert_cmpuint (g_strv_length (lines), >, index);
  return g_strdup (lines[index]);
}

static void
test_parts (void)
{
  static const struct {
    const char *url;
    guint line; /* 1: path, 2: query, 3: host */
    const char *wanted;
  } rows[] = {
    { "https://a.example", 1, "/" },
    { "https://a.example/", 1, "/" },
    { "https://a.example/a/", 1, "/a/" },
    { "https://a.example/a%20b/%e4%b8%ad", 1, "/a%20b/%E4%B8%AD/" },
    { "https://a.example/a+b/(c)", 1, "/a%2Bb/%28c%29/" },
    { "https://a.example/a", 2, "" },
    { "https://a.example/a?", 2, "" },
    { "https://a.example/a?b", 2, "b=" },
    { "https://a.example/a?b=&a", 2, "a=&b=" },
    { "https://a.example/a?b=2&b=10&B=1&a=9", 2, "B=1&a=9&b=10&b=2" },
    { "https://a.example/a?b=c=d", 2, "b=c%3Dd" },
    { "https://a.example:443/a", 3, "host:a.example" },
    { "http://127.0.0.1:80/a", 3, "host:127.0.0.1" },
    { "https://a.example:80/a", 3, "host:a.example:80" },
    { "http://[::1]:8080/a", 3, "host:[::1]:8080" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *line = dup_line (rows[i].url, rows[i].line);

    g_test_message ("%s", rows[i].url);
    g_assert_cmpstr (line, ==, rows[i].wanted);
  }
}

/* Blanks around a header's value do not count. */
static void
test_header_value (void)
{
  g_autoptr (HoistRequest) one = hoist_request_new ("GET", "https://a.example/");
  g_autoptr (HoistRequest) other = hoist_request_new ("GET", "https://a.example/");
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  hoist_request_add_header (one, "X-App-UserId", " user ");
  hoist_request_add_header (other, "x-app-userid", "user");
  first = hoist_sign_huawei_canonical (one);
  second = hoist_sign_huawei_canonical (other);
  g_assert_cmpstr (first, ==, second);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    g_test_add_data_func (vectors[i].path, &vectors[i], test_vector);
  g_test_add_func ("/sign-huawei/path-query-and-host", test_parts);
  g_test_add_func ("/sign-huawei/blanks-around-a-value", test_header_value);
  return g_test_run ();
}
