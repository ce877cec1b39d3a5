/* SPDX-License-Identifier: GPL-3.0-or-later */
/* MetaStudio's signatures against the vectors of the protocol notes, sections 5 and 9.1. */
#include "hoist-practice-huawei-address.h"
#include "hoist-practice-huawei-rules.h"
#include "hoist-practice-huawei-sign.h"

#include <string.h>

#define AK1 "EXAMPLEAK00000000001"
#define SK1 "ExampleSecretKey/With+Symbols0123456789a"
#define PROJECT "0a1b2c3d4e5f60718293a4b5c6d7e8f9"
#define EMPTY "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
#define FILE_ID "24bad716-87b1-45e5-8912-000000000001"

typedef struct {
  const char *name;
  const char *access_key;
  const char *secret_key;
  const char *method;
  const char *path;
  const char *query;      /* as on the wire, as a client may order and encode it */
  const char *headers[9]; /* name, value, name, value …, NULL */
  const char *body;
  const char *canonical;
  const char *text;
  const char *authorization;
} Vector;

static const Vector vectors[] = {
  { "V1",
    AK1,
    SK1,
    "POST",
    "/v1/" PROJECT "/files",
    "",
    { "Content-Type", "application/json", "Host", "metastudio.cn-north-4.myhuaweicloud.com",
      "X-Project-Id", PROJECT, "X-Sdk-Date", "20260115T083000Z" },
    "{\"file_name\":\"intro.mp4\",\"file_md5\":\"XUFAKrxLKna5cZ2REBfFkg==\",\"file_size\":5,"
    "\"file_type\":\"mp4\",\"asset_id\":\"3f1c8d6a2b9e4f70a1b2c3d4e5f60718\","
    "\"asset_file_category\":\"MAIN\"}",
    "POST\n/v1/" PROJECT "/files/\n\ncontent-type:application/json\n"
    "host:metastudio.cn-north-4.myhuaweicloud.com\nx-project-id:" PROJECT
    "\nx-sdk-date:20260115T083000Z\n\ncontent-type;host;x-project-id;x-sdk-date\n"
    "7b83bc818e8d82a68c17fd5a45474895505b9730e4cce5d2c05a970e0354d991",
    "SDK-HMAC-SHA256\n20260115T083000Z\n"
    "195830bec8d594c6caa57334e21e5b54edd9a68bd7dc0973d525850f6970487e",
    "SDK-HMAC-SHA256 Access=" AK1 ", SignedHeaders=content-type;host;x-project-id;x-sdk-date, "
    "Signature=ca3b5e52830ffe991b4b23982631958cd11f379d90a086e5c9473c2d31f17fab" },
  { "V2",
    "EXAMPLEAK00000000002",
    "SecondExampleSecretKey0123456789abcdefgh",
    "POST",
    "/v1/" PROJECT "/files/" FILE_ID "/complete",
    "",
    { "Content-Type", "application/json", "Host", "metastudio.cn-east-3.myhuaweicloud.com",
      "X-Sdk-Date", "20260115T083001Z" },
    "{\"state\":\"CREATED\"}",
    "POST\n/v1/" PROJECT "/files/" FILE_ID "/complete/\n\ncontent-type:application/json\n"
    "host:metastudio.cn-east-3.myhuaweicloud.com\nx-sdk-date:20260115T083001Z\n\n"
    "content-type;host;x-sdk-date\n"
    "99220ca031564688ccd5f37c0802500ae8ecdd934a2300eac5de4e9d0d89b534",
    "SDK-HMAC-SHA256\n20260115T083001Z\n"
    "9157638941dbab985b834bba938c132e3c0072cbfc685482e6463d753b1dcdaf",
    "SDK-HMAC-SHA256 Access=EXAMPLEAK00000000002, SignedHeaders=content-type;host;x-sdk-date, "
    "Signature=dd126855932cd1be0285debf67d8ef5f0172c34f80d73af0d55e82d86ef0fc3a" },
  { "V3",
    AK1,
    SK1,
    "DELETE",
    "/v1/" PROJECT "/files/" FILE_ID,
    "",
    { "Host", "metastudio.cn-north-4.myhuaweicloud.com", "X-Sdk-Date", "20260115T083002Z" },
    "",
    "DELETE\n/v1/" PROJECT "/files/" FILE_ID "/\n\n"
    "host:metastudio.cn-north-4.myhuaweicloud.com\nx-sdk-date:20260115T083002Z\n\n"
    "host;x-sdk-date\n" EMPTY,
    "SDK-HMAC-SHA256\n20260115T083002Z\n"
    "c878fcb9052d132066ed7171d54eb5192452b9d94dc5ed688642415b089752b9",
    "SDK-HMAC-SHA256 Access=" AK1 ", SignedHeaders=host;x-sdk-date, "
    "Signature=b190330957fafdba002d20e6c191d3a051be18b979c5f960ab9afce238a36595" },
  { "V4",
    "EXAMPLEAK00000000003",
    "ThirdExampleSecretKey0123456789abcdefghi",
    "GET",
    "/v1/" PROJECT "/digital-assets",
    "offset=0&limit=10&name=caf%C3%A9%20clip%20(1)*~'%2B%E4%B8%AD&asset_type=VIDEO%2CIMAGE",
    { "X-App-UserId", "user-0001", "X-Project-Id", PROJECT, "X-Security-Token",
      "made-up-temporary-token==", "X-Sdk-Date", "20260115T083003Z" },
    "",
    "GET\n/v1/" PROJECT "/digital-assets/\nasset_type=VIDEO%2CIMAGE&limit=10&"
    "name=caf%C3%A9%20clip%20%281%29%2A~%27%2B%E4%B8%AD&offset=0\n"
    "host:metastudio.cn-north-4.myhuaweicloud.com\nx-app-userid:user-0001\nx-project-id:" PROJECT
    "\nx-sdk-date:20260115T083003Z\nx-security-token:made-up-temporary-token==\n\n"
    "host;x-app-userid;x-project-id;x-sdk-date;x-security-token\n" EMPTY,
    "SDK-HMAC-SHA256\n20260115T083003Z\n"
    "8357bcf73cb5b44ea5423c0db8b6125639f0ac1396ab4c6f4347fe778bea73e0",
    "SDK-HMAC-SHA256 Access=EXAMPLEAK00000000003, "
    "SignedHeaders=host;x-app-userid;x-project-id;x-sdk-date;x-security-token, "
    "Signature=02d21262ec5a1895d2a8f6d148258df8a9d56a4999e3f6a130421fd3e22c7cc8" },
  { "V5",
    "LOCALTESTAK",
    "LOCALTESTSK",
    "POST",
    "/v1/testproject/digital-assets",
    "",
    { "Content-Type", "application/json", "Host", "127.0.0.1:18080", "X-Project-Id", "testproject",
      "X-Sdk-Date", "20260115T083004Z" },
    "{\"asset_name\":\"\xe6\xbc\x94\xe7\xa4\xba clip\",\"asset_type\":\"VIDEO\"}",
    "POST\n/v1/testproject/digital-assets/\n\ncontent-type:application/json\n"
    "host:127.0.0.1:18080\nx-project-id:testproject\nx-sdk-date:20260115T083004Z\n\n"
    "content-type;host;x-project-id;x-sdk-date\n"
    "770dc8b39deecd56997d1699918a14bf4e01067e824ee43badafcbd9de46c4bb",
    "SDK-HMAC-SHA256\n20260115T083004Z\n"
    "b4b19619e770594c4b6531eb7f1f4052d9a089406e2814f12b7a22fc02f01711",
    "SDK-HMAC-SHA256 Access=LOCALTESTAK, "
    "SignedHeaders=content-type;host;x-project-id;x-sdk-date, "
    "Signature=89265538e08fdafacd663287a0640ed4a0bba9a5f762d46a6e247b8189bcc91f" },
};

/* V4 has one header more than the table takes: its Host is the same as that of V1. */
static HoistPracticeHuaweiRequest *
make_request (const Vector *vector)
{
  HoistPracticeHuaweiRequest *request =
      hoist_practice_huawei_request_new (vector->method, vector->path, vector->query);
  gboolean has_host = FALSE;

  for (gsize i = 0; i + 1 < G_N_ELEMENTS (vector->headers) && vector->headers[i] != NULL; i += 2) {
    has_host |= strcmp (vector->headers[i], "Host") == 0;
    hoist_practice_huawei_request_add_header (request, vector->headers[i], vector->headers[i + 1]);
  }
  if (!has_host)
    hoist_practice_huawei_request_add_header (request, "Host",
                                              "metastudio.cn-north-4.myhuaweicloud.com");
  g_byte_array_append (request->body, (const guint8 *) vector->body, (guint) strlen (vector->body));
  return request;
}

static gboolean
is_signed (const Vector *vector)
{
  g_autoptr (HoistPracticeHuaweiRequest) request = make_request (vector);
  g_autoptr (HoistPracticeHuaweiAuthorization) authorization =
      hoist_practice_huawei_authorization_parse (vector->authorization);
  g_autofree char *canonical = NULL;

  return authorization != NULL && strcmp (authorization->access_key, vector->access_key) == 0 &&
         hoist_practice_huawei_is_signed (request, authorization, vector->secret_key, &canonical);
}

static void
test_accepts_vectors (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++) {
    g_autoptr (HoistPracticeHuaweiRequest) request = make_request (&vectors[i]);
    g_autoptr (HoistPracticeHuaweiAuthorization) authorization =
        hoist_practice_huawei_authorization_parse (vectors[i].authorization);
    g_autofree char *canonical = NULL;
    g_autofree char *text = NULL;

    g_test_message ("%s", vectors[i].name);
    g_assert_true (is_signed (&vectors[i]));
    canonical = hoist_practice_huawei_write_canonical (
        request, (const char *const *) authorization->signed_headers);
    g_assert_cmpstr (canonical, ==, vectors[i].canonical);
    text = hoist_practice_huawei_write_text (
        canonical, hoist_practice_huawei_request_get_header (request, "x-sdk-date"));
    g_assert_cmpstr (text, ==, vectors[i].text);
  }
}

static void
refuse_any_other_byte (const Vector *vector, gsize offset_of_field)
{
  const char *right = G_STRUCT_MEMBER (const char *, vector, offset_of_field);

  for (gsize at = 0; at < strlen (right); at++) {
    g_autofree char *wrong = g_strdup (right);
    Vector changed = *vector;

    wrong[at] = wrong[at] == 'Q' ? 'R' : 'Q';
    G_STRUCT_MEMBER (const char *, &changed, offset_of_field) = wrong;
    g_test_message ("%s: %s", vector->name, wrong);
    g_assert_false (is_signed (&changed));
  }
}

static void
test_refuses_any_other_byte (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++) {
    refuse_any_other_byte (&vectors[i], G_STRUCT_OFFSET (Vector, authorization));
    refuse_any_other_byte (&vectors[i], G_STRUCT_OFFSET (Vector, body));
    refuse_any_other_byte (&vectors[i], G_STRUCT_OFFSET (Vector, path));
    refuse_any_other_byte (&vectors[i], G_STRUCT_OFFSET (Vector, query));
    refuse_any_other_byte (&vectors[i], G_STRUCT_OFFSET (Vector, method));
    refuse_any_other_byte (&vectors[i], G_STRUCT_OFFSET (Vector, secret_key));
    for (gsize j = 1; j < G_N_ELEMENTS (vectors[i].headers) && vectors[i].headers[j] != NULL;
         j += 2)
      refuse_any_other_byte (&vectors[i], G_STRUCT_OFFSET (Vector, headers) + j * sizeof (char *));
  }
}

/* A header that was signed has to come. */
static void
test_refuses_missing_header (void)
{
  Vector changed = vectors[0];

  changed.headers[4] = "X-Other";
  g_assert_false (is_signed (&changed));
}

static void
test_order_and_encoding_on_the_wire_are_free (void)
{
  Vector changed = vectors[3];

  changed.query = "asset_type=VIDEO,IMAGE&limit=10&name=caf%c3%a9%20clip%20%281%29%2A~%27%2b"
                  "%E4%B8%AD&offset=0";
  g_assert_true (is_signed (&changed));
  /* But a plus is a plus and no blank. */
  changed.query =
      "offset=0&limit=10&name=caf%C3%A9+clip+(1)*~'%2B%E4%B8%AD&asset_type=VIDEO%2CIMAGE";
  g_assert_false (is_signed (&changed));
}

/* Repeated names are sorted by value; an empty value keeps its equals sign. */
static void
test_sorts_query (void)
{
  static const char *const names[] = { "host", NULL };
  g_autoptr (HoistPracticeHuaweiRequest) request =
      hoist_practice_huawei_request_new ("GET", "/v1/p/files", "b=2&a=&b=1&a-b=3");
  g_autofree char *canonical = NULL;

  hoist_practice_huawei_request_add_header (request, "Host", " h ");
  canonical = hoist_practice_huawei_write_canonical (request, names);
  g_assert_cmpstr (canonical, ==, "GET\n/v1/p/files/\na=&a-b=3&b=1&b=2\nhost:h\n\nhost\n" EMPTY);
}

static void
test_parses_one_form_only (void)
{
  static const char *const wrong[] = {
    "",
    "SDK-HMAC-SHA256",
    "V11-HMAC-SHA256 Access=a, SignedHeaders=host, Signature=0",
    "SDK-HMAC-SHA256 Access=a,SignedHeaders=host,Signature=0",
    "SDK-HMAC-SHA256 Access=a,  SignedHeaders=host, Signature=0",
    "SDK-HMAC-SHA256 Access=, SignedHeaders=host, Signature=0",
    "SDK-HMAC-SHA256 Access=a, SignedHeaders=, Signature=0",
    "SDK-HMAC-SHA256 Access=a, SignedHeaders=host, Signature=",
    "SDK-HMAC-SHA256 Access=a, SignedHeaders=host, Signature=0 ",
    "SDK-HMAC-SHA256 Access=a, SignedHeaders=Host, Signature=0",
    "SDK-HMAC-SHA256 Access=a, SignedHeaders=x-sdk-date;host, Signature=0",
    "SDK-HMAC-SHA256 Access=a, SignedHeaders=host;host, Signature=0",
    "SDK-HMAC-SHA256 Access=a, SignedHeaders=host;, Signature=0",
    "SDK-HMAC-SHA256 SignedHeaders=host, Access=a, Signature=0",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_test_message ("%s", wrong[i]);
    g_assert_null (hoist_practice_huawei_authorization_parse (wrong[i]));
  }
}

typedef struct {
  const char *method;
  const char *md5;
  const char *type;
  const char *resource;
  const char *secret_key;
  const char *signature;
} AddressVector;

/* Notes, section 9.1. */
static const AddressVector addresses[] = {
  { "PUT", "XUFAKrxLKna5cZ2REBfFkg==", "video/mp4", "/example-bucket/assets/intro.mp4", SK1,
    "2VLytl+QWbGl96VLL3yS8dXligs=" },
  { "PUT", "", "", "/example-bucket/assets/big.bin?partNumber=2&uploadId=EXAMPLEUPLOADID", SK1,
    "0us/tpZ/2cWzhCisBcnrlJfSX90=" },
};

static gboolean
is_address_signed (const AddressVector *vector, gint64 expires_s)
{
  g_autofree char *signature =
      hoist_practice_huawei_address_sign (vector->method, vector->md5, vector->type, expires_s, "",
                                          vector->resource, vector->secret_key);

  return strcmp (signature, vector->signature) == 0;
}

static void
test_accepts_addresses (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (addresses); i++)
    g_assert_true (is_address_signed (&addresses[i], 1768465800));
}

static void
test_refuses_other_addresses (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (addresses); i++) {
    g_assert_false (is_address_signed (&addresses[i], 1768465801));
    for (gsize offset = 0; offset < sizeof (AddressVector); offset += sizeof (char *)) {
      const char *right = G_STRUCT_MEMBER (const char *, &addresses[i], offset);

      for (gsize at = 0; at < strlen (right); at++) {
        g_autofree char *wrong = g_strdup (right);
        AddressVector changed = addresses[i];

        wrong[at] = wrong[at] == 'Q' ? 'R' : 'Q';
        G_STRUCT_MEMBER (const char *, &changed, offset) = wrong;
        g_test_message ("%s", wrong);
        g_assert_false (is_address_signed (&changed, 1768465800));
      }
    }
  }
}

/* Notes, section 8: the Base64 of 16 bytes in its one right form. */
static void
test_reads_md5 (void)
{
  const struct {
    const char *text;
    const char *hex; /* NULL: wrong */
  } cases[] = {
    { "XUFAKrxLKna5cZ2REBfFkg==", "5d41402abc4b2a76b9719d911017c592" },
    { "1B2M2Y8AsgTpgAmY7PhCfg==", "d41d8cd98f00b204e9800998ecf8427e" },
    { "XUFAKrxLKna5cZ2REBfFkh==", NULL }, /* bits behind the last byte */
    { "5d41402abc4b2a76b9719d91", NULL },
    { "XUFAKrxLKna5cZ2REBfFk===", NULL },
    { "XUFAKrxLKna5cZ2REBfFkg= ", NULL },
    { "", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    char hex[33] = "";

    g_test_message ("%s", cases[i].text);
    g_assert_cmpint (hoist_practice_huawei_read_md5 (cases[i].text, hex), ==, cases[i].hex != NULL);
    if (cases[i].hex != NULL)
      g_assert_cmpstr (hex, ==, cases[i].hex);
  }
}

/* Notes, section 9: not what the desktop thinks a file is. */
static void
test_content_types (void)
{
  const char *const cases[][2] = {
    { "mp4", "video/mp4" },
    { "mp3", "audio/mp3" },
    { "wav", "audio/wav" },
    { "jpg", "image/jpeg" },
    { "jpeg", "image/jpeg" },
    { "gif", "image/gif" },
    { "png", "image/png" },
    { "mov", "application/octet-stream" },
    { "bmp", "application/octet-stream" },
    { "", "application/octet-stream" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpstr (hoist_practice_huawei_get_content_type (cases[i][0]), ==, cases[i][1]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/practice/huawei/accepts-vectors", test_accepts_vectors);
  g_test_add_func ("/practice/huawei/refuses-any-other-byte", test_refuses_any_other_byte);
  g_test_add_func ("/practice/huawei/refuses-missing-header", test_refuses_missing_header);
  g_test_add_func ("/practice/huawei/order-is-free", test_order_and_encoding_on_the_wire_are_free);
  g_test_add_func ("/practice/huawei/sorts-query", test_sorts_query);
  g_test_add_func ("/practice/huawei/parses-one-form-only", test_parses_one_form_only);
  g_test_add_func ("/practice/huawei/accepts-addresses", test_accepts_addresses);
  g_test_add_func ("/practice/huawei/refuses-other-addresses", test_refuses_other_addresses);
  g_test_add_func ("/practice/huawei/reads-md5", test_reads_md5);
  g_test_add_func ("/practice/huawei/content-types", test_content_types);
  return g_test_run ();
}
