/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The signer against the vendor's published examples (P1 to P3) and our notes' own vectors (L1 to
 * L8), which equal the output of the vendor's Python signer. */
#include "hoist-sign.h"

#include "hoist-error.h"

#include <string.h>

#define PUBLISHED_ID "AKIDz8krbsJ5yKBZQpn74WFkmLPx3gnPhESA"
#define PUBLISHED_KEY "Gu5t9xGARNpq86cd98joQYCN3Cozk1qA"
#define OWN_ID "AKIDEXAMPLEEXAMPLEEXAMPLEEXAMPLE01"
#define OWN_KEY "EXAMPLEsecretKEYforTESTvectors01"
#define FILE_SHA "4ff38043a7d1757be9eb5fbe5674cf8813525ab2"
#define V2 "https://vod2.qcloud.com/v2/index.php"
#define V3 "https://vod2.qcloud.com/v3/index.php"

typedef struct {
  const char *name;
  const char *key;
  gboolean is_sha256;
  const char *method;
  const char *endpoint;
  const char *host;
  const char *path;
  const char *query[50]; /* names and raw values, in no order that matters */
  const char *text;
  const char *signature;
  const char *url; /* NULL: not in the sources */
} Vector;

static const Vector vectors[] = {
  { "P1",
    PUBLISHED_KEY,
    FALSE,
    "GET",
    "https://cvm.api.qcloud.com/v2/index.php",
    "cvm.api.qcloud.com",
    "/v2/index.php",
    { "Action", "DescribeInstances", "Nonce", "11886", "Region", "gz", "SecretId", PUBLISHED_ID,
      "Timestamp", "1465185768", "instanceIds.0", "ins-09dx96dg", "limit", "20", "offset", "0",
      NULL },
    "GETcvm.api.qcloud.com/v2/"
    "index.php?Action=DescribeInstances&Nonce=11886&Region=gz&SecretId=" PUBLISHED_ID
    "&Timestamp=1465185768&instanceIds.0=ins-09dx96dg&limit=20&offset=0",
    "NSI3UqqD99b/UJb4tbG/xZpRW64=",
    NULL },
  { "P2",
    PUBLISHED_KEY,
    TRUE,
    "GET",
    "https://cvm.api.qcloud.com/v2/index.php",
    "cvm.api.qcloud.com",
    "/v2/index.php",
    { "Timestamp", "1465185768", "SignatureMethod", "HmacSHA256", "Action", "DescribeInstances",
      "InstanceIds.0", "ins-09dx96dg", "Nonce", "11886", "Region", "ap-guangzhou", "SecretId",
      PUBLISHED_ID, NULL },
    "GETcvm.api.qcloud.com/v2/"
    "index.php?Action=DescribeInstances&InstanceIds.0=ins-09dx96dg&Nonce=11886&Region=ap-guangzhou&"
    "SecretId=" PUBLISHED_ID "&SignatureMethod=HmacSHA256&Timestamp=1465185768",
    "0EEm/HtGRr/VJXTAD9tYMth1Bzm3lLHz5RCDv1GdM8s=",
    NULL },
  { "P3",
    PUBLISHED_KEY,
    FALSE,
    "GET",
    "https://cvm.api.qcloud.com/v2/index.php",
    "cvm.api.qcloud.com",
    "/v2/index.php",
    { "Timestamp", "1465185768", "SignatureMethod", "HmacSHA1", "Action", "DescribeInstances",
      "InstanceIds.0", "ins-09dx96dg", "Nonce", "11886", "Region", "ap-guangzhou", "SecretId",
      PUBLISHED_ID, NULL },
    "GETcvm.api.qcloud.com/v2/"
    "index.php?Action=DescribeInstances&InstanceIds.0=ins-09dx96dg&Nonce=11886&Region=ap-guangzhou&"
    "SecretId=" PUBLISHED_ID "&SignatureMethod=HmacSHA1&Timestamp=1465185768",
    "nPVnY6njQmwQ8ciqbPl5Qe+Oru4=",
    NULL },
  { "L1",
    OWN_KEY,
    FALSE,
    "GET",
    V2,
    "vod2.qcloud.com",
    "/v2/index.php",
    { "tags.2",      "bar",     "tags.1",       "foo",        "isWatermark", "1",
      "isTranscode", "1",       "isScreenshot", "1",          "fileType",    "mp4",
      "fileSize",    "6000000", "fileSha",      FILE_SHA,     "fileName",    "test",
      "dataSize",    "1048576", "Timestamp",    "1700000000", "SecretId",    OWN_ID,
      "Region",      "gz",      "Nonce",        "11886",      "Action",      "InitUpload",
      NULL },
    "GETvod2.qcloud.com/v2/index.php?Action=InitUpload&Nonce=11886&Region=gz&SecretId=" OWN_ID
    "&Timestamp=1700000000&dataSize=1048576&fileName=test&fileSha=" FILE_SHA
    "&fileSize=6000000&fileType=mp4&isScreenshot=1&isTranscode=1&isWatermark=1&tags.1=foo&tags.2="
    "bar",
    "+jg3tIiFTh5IiwPqZ4sVJcMiDE0=",
    V2 "?Action=InitUpload&Nonce=11886&Region=gz&SecretId=" OWN_ID
       "&Timestamp=1700000000&dataSize=1048576&fileName=test&fileSha=" FILE_SHA
       "&fileSize=6000000&fileType=mp4&isScreenshot=1&isTranscode=1&isWatermark=1&tags.1=foo&tags."
       "2=bar&Signature=%2Bjg3tIiFTh5IiwPqZ4sVJcMiDE0%3D" },
  { "L2",
    OWN_KEY,
    FALSE,
    "POST",
    V2,
    "vod2.qcloud.com",
    "/v2/index.php",
    { "Action",    "InitUpload", "Nonce",    "2147483646",
      "Region",    "gz",         "SecretId", OWN_ID,
      "Timestamp", "1700000001", "classId",  "42",
      "dataSize",  "524288",     "fileName", "Été 夏+&=%~'()#1",
      "fileSha",   FILE_SHA,     "fileSize", "6000000",
      "fileType",  "mov",        "tags.1",   "旅行",
      "tags.2",    "a b",        "tags.3",   "t3",
      "tags.4",    "t4",         "tags.5",   "t5",
      "tags.6",    "t6",         "tags.7",   "t7",
      "tags.8",    "t8",         "tags.9",   "t9",
      "tags.10",   "t10",        NULL },
    "POSTvod2.qcloud.com/v2/index.php?Action=InitUpload&Nonce=2147483646&Region=gz&SecretId=" OWN_ID
    "&Timestamp=1700000001&classId=42&dataSize=524288&fileName=Été 夏+&=%~'()#1&fileSha=" FILE_SHA
    "&fileSize=6000000&fileType=mov&tags.1=旅行&tags.10=t10&tags.2=a "
    "b&tags.3=t3&tags.4=t4&tags.5=t5&tags.6=t6&tags.7=t7&tags.8=t8&tags.9=t9",
    "bIBJdgXZuazkLyPuq1ceQm/t+aY=",
    V2 "?Action=InitUpload&Nonce=2147483646&Region=gz&SecretId=" OWN_ID
       "&Timestamp=1700000001&classId=42&dataSize=524288&fileName="
       "%C3%89t%C3%A9%20%E5%A4%8F%2B%26%3D%25~%27%28%29%231&fileSha=" FILE_SHA
       "&fileSize=6000000&fileType=mov&tags.1=%E6%97%85%E8%A1%8C&tags.10=t10&tags.2=a%20b&tags.3="
       "t3&tags.4=t4&tags.5=t5&tags.6=t6&tags.7=t7&tags.8=t8&tags.9=t9&Signature="
       "bIBJdgXZuazkLyPuq1ceQm%2Ft%2BaY%3D" },
  { "L3",
    OWN_KEY,
    FALSE,
    "POST",
    V2,
    "vod2.qcloud.com",
    "/v2/index.php",
    { "Action", "UploadPart", "Nonce", "345122", "Region", "gz", "SecretId", OWN_ID, "Timestamp",
      "1700000002", "dataMd5", "cfaf770556eef9f408cc896470c3f624", "dataSize", "1048576", "fileSha",
      FILE_SHA, "offset", "0", NULL },
    "POSTvod2.qcloud.com/v2/index.php?Action=UploadPart&Nonce=345122&Region=gz&SecretId=" OWN_ID
    "&Timestamp=1700000002&dataMd5=cfaf770556eef9f408cc896470c3f624&dataSize=1048576&"
    "fileSha=" FILE_SHA "&offset=0",
    "dYsnwtssMG9SUqKCLthINA2aqpI=",
    V2 "?Action=UploadPart&Nonce=345122&Region=gz&SecretId=" OWN_ID
       "&Timestamp=1700000002&dataMd5=cfaf770556eef9f408cc896470c3f624&dataSize=1048576&"
       "fileSha=" FILE_SHA "&offset=0&Signature=dYsnwtssMG9SUqKCLthINA2aqpI%3D" },
  { "L4",
    OWN_KEY,
    FALSE,
    "POST",
    V2,
    "vod2.qcloud.com",
    "/v2/index.php",
    { "Action", "UploadPart", "Nonce", "345123", "Region", "gz", "SecretId", OWN_ID, "Timestamp",
      "1700000003", "dataMd5", "1105eeb98a5d20aaffafcf8e3e365619", "dataSize", "757120", "fileSha",
      FILE_SHA, "offset", "5242880", NULL },
    "POSTvod2.qcloud.com/v2/index.php?Action=UploadPart&Nonce=345123&Region=gz&SecretId=" OWN_ID
    "&Timestamp=1700000003&dataMd5=1105eeb98a5d20aaffafcf8e3e365619&dataSize=757120&"
    "fileSha=" FILE_SHA "&offset=5242880",
    "a27XAKFyOb5PJLDuUHzFUfXggP0=",
    V2 "?Action=UploadPart&Nonce=345123&Region=gz&SecretId=" OWN_ID
       "&Timestamp=1700000003&dataMd5=1105eeb98a5d20aaffafcf8e3e365619&dataSize=757120&"
       "fileSha=" FILE_SHA "&offset=5242880&Signature=a27XAKFyOb5PJLDuUHzFUfXggP0%3D" },
  { "L5",
    OWN_KEY,
    FALSE,
    "GET",
    V2,
    "VOD2.Qcloud.com",
    "/v2/index.php",
    { "Action", "FinishUpload", "Nonce", "7", "Region", "gz", "SecretId", OWN_ID, "Timestamp",
      "1700000004", "fileSha", FILE_SHA, NULL },
    "GETvod2.qcloud.com/v2/index.php?Action=FinishUpload&Nonce=7&Region=gz&SecretId=" OWN_ID
    "&Timestamp=1700000004&fileSha=" FILE_SHA,
    "mCnPQ7qUJJnbtDtJtjJXmi1fwp4=",
    V2 "?Action=FinishUpload&Nonce=7&Region=gz&SecretId=" OWN_ID
       "&Timestamp=1700000004&fileSha=" FILE_SHA "&Signature=mCnPQ7qUJJnbtDtJtjJXmi1fwp4%3D" },
  { "L6",
    OWN_KEY,
    FALSE,
    "POST",
    V2,
    "vod2.qcloud.com",
    "/v2/index.php",
    { "Action", "FinishUpload", "Nonce", "7", "Region", "gz", "SecretId", OWN_ID, "Timestamp",
      "1700000004", "fileSha", FILE_SHA, NULL },
    "POSTvod2.qcloud.com/v2/index.php?Action=FinishUpload&Nonce=7&Region=gz&SecretId=" OWN_ID
    "&Timestamp=1700000004&fileSha=" FILE_SHA,
    "GHGM5IlCvTlFXTWfaN6w4rXc8/Y=",
    V2 "?Action=FinishUpload&Nonce=7&Region=gz&SecretId=" OWN_ID
       "&Timestamp=1700000004&fileSha=" FILE_SHA "&Signature=GHGM5IlCvTlFXTWfaN6w4rXc8%2FY%3D" },
  { "L7",
    OWN_KEY,
    TRUE,
    "GET",
    V2,
    "vod2.qcloud.com",
    "/v2/index.php",
    { "Action", "FinishUpload", "Nonce", "7", "Region", "gz", "SecretId", OWN_ID, "SignatureMethod",
      "HmacSHA256", "Timestamp", "1700000004", "fileSha", FILE_SHA, NULL },
    "GETvod2.qcloud.com/v2/index.php?Action=FinishUpload&Nonce=7&Region=gz&SecretId=" OWN_ID
    "&SignatureMethod=HmacSHA256&Timestamp=1700000004&fileSha=" FILE_SHA,
    "NOvmzh3YDRkBI28slU25vxaiHFi27fdxdkYYs4RILls=",
    V2 "?Action=FinishUpload&Nonce=7&Region=gz&SecretId=" OWN_ID
       "&SignatureMethod=HmacSHA256&Timestamp=1700000004&fileSha=" FILE_SHA
       "&Signature=NOvmzh3YDRkBI28slU25vxaiHFi27fdxdkYYs4RILls%3D" },
  { "L8",
    OWN_KEY,
    FALSE,
    "POST",
    V3,
    "vod2.qcloud.com",
    "/v3/index.php",
    { "Action", "FinishUpload", "Nonce", "7", "Region", "gz", "SecretId", OWN_ID, "Timestamp",
      "1700000004", "fileSha", FILE_SHA, NULL },
    "POSTvod2.qcloud.com/v3/index.php?Action=FinishUpload&Nonce=7&Region=gz&SecretId=" OWN_ID
    "&Timestamp=1700000004&fileSha=" FILE_SHA,
    "Lr6868laHNwHzTr9GmWcWNiwgH4=",
    V3 "?Action=FinishUpload&Nonce=7&Region=gz&SecretId=" OWN_ID
       "&Timestamp=1700000004&fileSha=" FILE_SHA "&Signature=Lr6868laHNwHzTr9GmWcWNiwgH4%3D" },
};

static HoistQuery *
make_query (const Vector *vector)
{
  HoistQuery *query = hoist_query_new ();

  for (guint i = 0; vector->query[i] != NULL; i += 2)
    hoist_query_add (query, vector->query[i], vector->query[i + 1]);
  return query;
}

static void
test_vector (gconstpointer data)
{
  const Vector *vector = data;
  g_autoptr (HoistQuery) query = make_query (vector);
  g_autoptr (GError) error = NULL;
  g_autofree char *text =
      hoist_sign_legacy_text (query, vector->method, vector->host, vector->path);
  g_autofree char *signature = hoist_sign_legacy_signature (text, vector->key, vector->is_sha256);
  g_autofree char *url = hoist_sign_legacy_url (query, vector->method, vector->endpoint,
                                                vector->key, vector->is_sha256, &error);
  g_autofree char *escaped = hoist_sign_escape (vector->signature);

  g_assert_cmpstr (text, ==, vector->text);
  g_assert_cmpstr (signature, ==, vector->signature);
  g_assert_no_error (error);
  g_assert_true (g_str_has_suffix (url, escaped));
  if (vector->url != NULL)
    g_assert_cmpstr (url, ==, vector->url);
}

/* One bit of one byte, of the text or of the key, and nothing of the signature is left. */
static void
test_one_byte (gconstpointer data)
{
  const Vector *vector = data;

  for (gsize i = 0; i < strlen (vector->text); i++) {
    g_autofree char *text = g_strdup (vector->text);
    g_autofree char *signature = NULL;

    text[i] ^= 1;
    signature = hoist_sign_legacy_signature (text, vector->key, vector->is_sha256);
    g_assert_cmpstr (signature, !=, vector->signature);
  }
  for (gsize i = 0; i < strlen (vector->key); i++) {
    g_autofree char *key = g_strdup (vector->key);
    g_autofree char *signature = NULL;

    key[i] ^= 1;
    signature = hoist_sign_legacy_signature (vector->text, key, vector->is_sha256);
    g_assert_cmpstr (signature, !=, vector->signature);
  }
}

static void
test_lengths (void)
{
  g_autofree char *sha1 = g_compute_checksum_for_string (G_CHECKSUM_SHA1, vectors[3].text, -1);
  g_autofree char *sha2 = g_compute_checksum_for_string (G_CHECKSUM_SHA1, vectors[4].text, -1);

  /* the vectors themselves, as the notes give their length and digest */
  g_assert_cmpuint (strlen (vectors[3].text), ==, 311);
  g_assert_cmpstr (sha1, ==, "ca512a3384d4878323da8d0906e77cb5202ca683");
  g_assert_cmpuint (strlen (vectors[4].text), ==, 384);
  g_assert_cmpstr (sha2, ==, "3f0cb68c814b1ee1e0b66f2e840b4af196f576aa");
}

static void
test_host (void)
{
  static const struct {
    const char *endpoint;
    const char *start;
    const char *text;
  } rows[] = {
    { "http://127.0.0.1:8080/v2/index.php",
      "http://127.0.0.1:8080/v2/index.php?a=1&Signature=", "GET127.0.0.1/v2/index.php?a=1" },
    { "https://VOD2.qcloud.com:443/v2",
      "https://VOD2.qcloud.com:443/v2?a=1&Signature=", "GETvod2.qcloud.com/v2?a=1" },
    { "https://vod2.qcloud.com",
      "https://vod2.qcloud.com/?a=1&Signature=", "GETvod2.qcloud.com/?a=1" },
    { "http://[::1]:99/x", "http://[::1]:99/x?a=1&Signature=", "GET[::1]/x?a=1" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (HoistQuery) query = hoist_query_new ();
    g_autofree char *signature = hoist_sign_legacy_signature (rows[i].text, "key", FALSE);
    g_autofree char *escaped = hoist_sign_escape (signature);
    g_autofree char *wanted = g_strconcat (rows[i].start, escaped, NULL);
    g_autofree char *url = NULL;

    hoist_query_add_uint (query, "a", 1);
    url = hoist_sign_legacy_url (query, "GET", rows[i].endpoint, "key", FALSE, NULL);
    g_assert_cmpstr (url, ==, wanted);
  }
}

static void
test_refuses (void)
{
  static const char *const bad[] = { "http://vod2.qcloud.com/v2", "vod2.qcloud.com", "",
                                     "https://vod2.qcloud.com/v2?a=1",
                                     "https://u@vod2.qcloud.com" };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (HoistQuery) query = hoist_query_new ();
    g_autoptr (GError) error = NULL;

    g_assert_null (hoist_sign_legacy_url (query, "GET", bad[i], "key", FALSE, &error));
    g_assert_error (error, HOIST_ERROR, HOIST_ERROR_PROTOCOL);
  }
}

static void
test_escape (void)
{
  g_autoptr (GString) all = g_string_new (NULL);
  g_autofree char *escaped = NULL;
  g_autofree char *back = NULL;

  for (guint byte = 1; byte < 256; byte++)
    g_string_append_c (all, byte);
  escaped = hoist_sign_escape (all->str);
  for (const char *next = escaped; *next != '\0'; next++)
    g_assert_true (g_ascii_isalnum (*next) || strchr ("-._~%", *next) != NULL);
  back = g_uri_unescape_string (escaped, NULL);
  g_assert_cmpstr (back, ==, all->str);

  g_free (escaped);
  escaped = hoist_sign_escape ("AZaz09-._~ *+%é");
  g_assert_cmpstr (escaped, ==, "AZaz09-._~%20%2A%2B%25%C3%A9");
}

static void
test_underscore (void)
{
  g_autoptr (HoistQuery) query = hoist_query_new ();
  g_autofree char *text = NULL;
  g_autofree char *wire = NULL;

  hoist_query_add (query, "a_b", "c_d");
  text = hoist_sign_legacy_text (query, "GET", "h", "/p_q");
  wire = hoist_query_to_wire (query);
  g_assert_cmpstr (text, ==, "GETh/p_q?a.b=c_d");
  g_assert_cmpstr (wire, ==, "a_b=c_d");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++) {
    g_autofree char *lower = g_ascii_strdown (vectors[i].name, -1);
    g_autofree char *path = g_strconcat ("/sign-legacy/vector-", lower, NULL);
    g_autofree char *byte_path = g_strconcat (path, "-changed-by-a-byte", NULL);

    g_test_add_data_func (path, &vectors[i], test_vector);
    g_test_add_data_func (byte_path, &vectors[i], test_one_byte);
  }
  g_test_add_func ("/sign-legacy/vectors-are-copied-right", test_lengths);
  g_test_add_func ("/sign-legacy/host-without-port-and-small", test_host);
  g_test_add_func ("/sign-legacy/refuses-unsafe-addresses", test_refuses);
  g_test_add_func ("/sign-legacy/escapes-once-and-as-rfc-3986", test_escape);
  g_test_add_func ("/sign-legacy/underscore-in-a-name-is-signed-as-a-dot", test_underscore);
  return g_test_run ();
}
