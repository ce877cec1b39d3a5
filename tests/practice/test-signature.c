/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The signature checker against the published vectors and those of the protocol notes. */
#include "hoist-practice-query.h"
#include "hoist-practice-tencent-sign.h"

#include <string.h>

#define VENDOR_ID "AKIDz8krbsJ5yKBZQpn74WFkmLPx3gnPhESA"
#define VENDOR_KEY "Gu5t9xGARNpq86cd98joQYCN3Cozk1qA"
#define OWN_ID "AKIDEXAMPLEEXAMPLEEXAMPLEEXAMPLE01"
#define OWN_KEY "EXAMPLEsecretKEYforTESTvectors01"
#define SHA1 "4ff38043a7d1757be9eb5fbe5674cf8813525ab2"
#define CVM "cvm.api.qcloud.com"
#define VOD "vod2.qcloud.com"

typedef struct {
  const char *name;
  const char *key;
  const char *method;
  const char *host;
  const char *path;
  const char *query; /* as on the wire */
} Vector;

/* Document "API authentication" (P1), "request signature" (P2, P3), notes section 2.2 (L1 to L8).
 */
static const Vector vectors[] = {
  { "P1", VENDOR_KEY, "GET", CVM, "/v2/index.php",
    "Action=DescribeInstances&Nonce=11886&Region=gz&SecretId=" VENDOR_ID
    "&Timestamp=1465185768&instanceIds.0=ins-09dx96dg&limit=20&offset=0"
    "&Signature=NSI3UqqD99b%2FUJb4tbG%2FxZpRW64%3D" },
  { "P2", VENDOR_KEY, "GET", CVM, "/v2/index.php",
    "Action=DescribeInstances&InstanceIds.0=ins-09dx96dg&Nonce=11886&Region=ap-guangzhou"
    "&SecretId=" VENDOR_ID "&SignatureMethod=HmacSHA256&Timestamp=1465185768"
    "&Signature=0EEm%2FHtGRr%2FVJXTAD9tYMth1Bzm3lLHz5RCDv1GdM8s%3D" },
  { "P3", VENDOR_KEY, "GET", CVM, "/v2/index.php",
    "Action=DescribeInstances&InstanceIds.0=ins-09dx96dg&Nonce=11886&Region=ap-guangzhou"
    "&SecretId=" VENDOR_ID "&SignatureMethod=HmacSHA1&Timestamp=1465185768"
    "&Signature=nPVnY6njQmwQ8ciqbPl5Qe%2BOru4%3D" },
  { "L1", OWN_KEY, "GET", VOD, "/v2/index.php",
    "Action=InitUpload&Nonce=11886&Region=gz&SecretId=" OWN_ID
    "&Timestamp=1700000000&dataSize=1048576&fileName=test&fileSha=" SHA1
    "&fileSize=6000000&fileType=mp4&isScreenshot=1&isTranscode=1&isWatermark=1&tags.1=foo"
    "&tags.2=bar&Signature=%2Bjg3tIiFTh5IiwPqZ4sVJcMiDE0%3D" },
  { "L2", OWN_KEY, "POST", VOD, "/v2/index.php",
    "Action=InitUpload&Nonce=2147483646&Region=gz&SecretId=" OWN_ID
    "&Timestamp=1700000001&classId=42&dataSize=524288"
    "&fileName=%C3%89t%C3%A9%20%E5%A4%8F%2B%26%3D%25~%27%28%29%231&fileSha=" SHA1
    "&fileSize=6000000&fileType=mov&tags.1=%E6%97%85%E8%A1%8C&tags.10=t10&tags.2=a%20b&tags.3=t3"
    "&tags.4=t4&tags.5=t5&tags.6=t6&tags.7=t7&tags.8=t8&tags.9=t9"
    "&Signature=bIBJdgXZuazkLyPuq1ceQm%2Ft%2BaY%3D" },
  { "L3", OWN_KEY, "POST", VOD, "/v2/index.php",
    "Action=UploadPart&Nonce=345122&Region=gz&SecretId=" OWN_ID
    "&Timestamp=1700000002&dataMd5=cfaf770556eef9f408cc896470c3f624&dataSize=1048576&fileSha=" SHA1
    "&offset=0&Signature=dYsnwtssMG9SUqKCLthINA2aqpI%3D" },
  { "L4", OWN_KEY, "POST", VOD, "/v2/index.php",
    "Action=UploadPart&Nonce=345123&Region=gz&SecretId=" OWN_ID
    "&Timestamp=1700000003&dataMd5=1105eeb98a5d20aaffafcf8e3e365619&dataSize=757120&fileSha=" SHA1
    "&offset=5242880&Signature=a27XAKFyOb5PJLDuUHzFUfXggP0%3D" },
  { "L5", OWN_KEY, "GET", VOD, "/v2/index.php",
    "Action=FinishUpload&Nonce=7&Region=gz&SecretId=" OWN_ID "&Timestamp=1700000004&fileSha=" SHA1
    "&Signature=mCnPQ7qUJJnbtDtJtjJXmi1fwp4%3D" },
  { "L6", OWN_KEY, "POST", VOD, "/v2/index.php",
    "Action=FinishUpload&Nonce=7&Region=gz&SecretId=" OWN_ID "&Timestamp=1700000004&fileSha=" SHA1
    "&Signature=GHGM5IlCvTlFXTWfaN6w4rXc8%2FY%3D" },
  { "L7", OWN_KEY, "GET", VOD, "/v2/index.php",
    "Action=FinishUpload&Nonce=7&Region=gz&SecretId=" OWN_ID
    "&SignatureMethod=HmacSHA256&Timestamp=1700000004&fileSha=" SHA1
    "&Signature=NOvmzh3YDRkBI28slU25vxaiHFi27fdxdkYYs4RILls%3D" },
  { "L8", OWN_KEY, "POST", VOD, "/v3/index.php",
    "Action=FinishUpload&Nonce=7&Region=gz&SecretId=" OWN_ID "&Timestamp=1700000004&fileSha=" SHA1
    "&Signature=Lr6868laHNwHzTr9GmWcWNiwgH4%3D" },
};

static gboolean
is_signed (const Vector *vector, const char *query, gboolean is_lenient)
{
  g_autoptr (GPtrArray) params = hoist_practice_query_parse (query, FALSE, NULL);

  return params != NULL &&
         hoist_practice_tencent_is_signed (vector->method, vector->host, vector->path, params,
                                           vector->key, is_lenient);
}

static void
test_accepts_vectors (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++) {
    g_test_message ("%s", vectors[i].name);
    g_assert_true (is_signed (&vectors[i], vectors[i].query, FALSE));
  }
}

/* Every byte of the query takes part: those of names, values and the signature itself. */
static void
test_refuses_any_other_byte (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    for (gsize at = 0; at < strlen (vectors[i].query); at++) {
      g_autofree char *query = g_strdup (vectors[i].query);

      query[at] = query[at] == 'Q' ? 'R' : 'Q';
      if (is_signed (&vectors[i], query, FALSE))
        g_error ("%s is accepted with byte %" G_GSIZE_FORMAT " changed", vectors[i].name, at);
    }
}

static void
test_refuses_other_request (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++) {
    Vector method = vectors[i], host = vectors[i], path = vectors[i], key = vectors[i];

    method.method = strcmp (method.method, "GET") == 0 ? "POST" : "GET";
    host.host = "vod3.qcloud.com";
    path.path = strcmp (path.path, "/v2/index.php") == 0 ? "/v3/index.php" : "/v2/index.php";
    key.key = "EXAMPLEsecretKEYforTESTvectors02";
    g_assert_false (is_signed (&method, method.query, FALSE));
    g_assert_false (is_signed (&host, host.query, FALSE));
    g_assert_false (is_signed (&path, path.query, FALSE));
    g_assert_false (is_signed (&key, key.query, FALSE));
  }
}

static void
test_order_on_the_wire_is_free (void)
{
  g_assert_true (is_signed (&vectors[7],
                            "Signature=mCnPQ7qUJJnbtDtJtjJXmi1fwp4%3D&fileSha=" SHA1
                            "&Timestamp=1700000004&SecretId=" OWN_ID
                            "&Region=gz&Nonce=7&Action=FinishUpload",
                            FALSE));
}

/* In names an underscore is signed as a dot; in values it is left alone. */
static void
test_underscores (void)
{
  const char *keys[] = { "a_b=c_d&a=1", "a.b=c_d&a=1", "a.b=c.d&a=1" };
  g_autofree char *first = NULL, *second = NULL, *third = NULL;
  g_autoptr (GPtrArray) one = hoist_practice_query_parse (keys[0], FALSE, NULL);
  g_autoptr (GPtrArray) two = hoist_practice_query_parse (keys[1], FALSE, NULL);
  g_autoptr (GPtrArray) three = hoist_practice_query_parse (keys[2], FALSE, NULL);

  first = hoist_practice_tencent_sign ("GET", "h", "/", one, "k", FALSE);
  second = hoist_practice_tencent_sign ("GET", "h", "/", two, "k", FALSE);
  third = hoist_practice_tencent_sign ("GET", "h", "/", three, "k", FALSE);
  g_assert_cmpstr (first, ==, second);
  g_assert_cmpstr (first, !=, third);
}

/* Some of the vendor's clients leave values beginning with an at sign out of the text of a POST. */
static void
test_at_sign_is_a_matter_of_leniency (void)
{
  g_autoptr (GPtrArray) short_params = hoist_practice_query_parse ("a=1", FALSE, NULL);
  g_autofree char *signature =
      hoist_practice_tencent_sign ("POST", "h", "/", short_params, "k", FALSE);
  g_autofree char *escaped = g_uri_escape_string (signature, NULL, FALSE);
  g_autofree char *query = g_strconcat ("a=1&b=@2&Signature=", escaped, NULL);
  Vector post = { "at", "k", "POST", "h", "/", NULL };
  Vector get = { "at", "k", "GET", "h", "/", NULL };

  g_assert_false (is_signed (&post, query, FALSE));
  g_assert_true (is_signed (&post, query, TRUE));
  g_assert_false (is_signed (&get, query, TRUE));
}

static void
test_decodes_strictly (void)
{
  const struct {
    const char *query;
    const char *value; /* of a; NULL: refused */
  } cases[] = {
    { "a=b+c", "b+c" },
    { "a=b%20c", "b c" },
    { "a=%C3%A9", "\xc3\xa9" },
    { "a=%c3%a9", "\xc3\xa9" },
    { "a=", "" },
    { "a=b=c", "b=c" },
    { "a=%2525", "%25" },
    { "a=%00", NULL },
    { "a=%", NULL },
    { "a=%4", NULL },
    { "a=%4g", NULL },
    { "a=%C3", NULL },
    { "a=\xc3\xa9", NULL },
    { "a=b c", NULL },
    { "a", NULL },
    { "=b", NULL },
    { "a=1&", NULL },
    { "&a=1", NULL },
    { "a=1&a=2", NULL },
    { "a%2e=1", NULL },
    { "a=\"", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GPtrArray) params = hoist_practice_query_parse (cases[i].query, FALSE, &error);

    g_test_message ("%s", cases[i].query);
    g_assert_true ((params != NULL) == (cases[i].value != NULL));
    if (params != NULL)
      g_assert_cmpstr (hoist_practice_query_get (params, "a"), ==, cases[i].value);
    else
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
  }
}

static void
test_numbers (void)
{
  const struct {
    const char *text;
    gboolean is_good;
    guint64 number;
  } cases[] = {
    { "0", TRUE, 0 },
    { "1048576", TRUE, 1048576 },
    { "", FALSE, 0 },
    { "01", FALSE, 0 },
    { "+1", FALSE, 0 },
    { "-1", FALSE, 0 },
    { "1 ", FALSE, 0 },
    { " 1", FALSE, 0 },
    { "1.0", FALSE, 0 },
    { "0x10", FALSE, 0 },
    { NULL, FALSE, 0 },
    { "9223372036854775807", TRUE, G_MAXINT64 },
    { "9223372036854775808", FALSE, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    guint64 number = 0;

    g_test_message ("%s", cases[i].text);
    g_assert_cmpint (hoist_practice_number_parse (cases[i].text, &number), ==, cases[i].is_good);
    if (cases[i].is_good)
      g_assert_cmpuint (number, ==, cases[i].number);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/practice/signature/accepts-vectors", test_accepts_vectors);
  g_test_add_func ("/practice/signature/refuses-any-other-byte", test_refuses_any_other_byte);
  g_test_add_func ("/practice/signature/refuses-other-request", test_refuses_other_request);
  g_test_add_func ("/practice/signature/order-is-free", test_order_on_the_wire_is_free);
  g_test_add_func ("/practice/signature/underscores", test_underscores);
  g_test_add_func ("/practice/signature/at-sign", test_at_sign_is_a_matter_of_leniency);
  g_test_add_func ("/practice/query/decodes-strictly", test_decodes_strictly);
  g_test_add_func ("/practice/query/numbers", test_numbers);
  return g_test_run ();
}
