/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each row of the error tables of Alibaba PDS and of the object store behind it. */
#include "hoist-pds-code.h"
#include "hoist-pds-store.h"

#include <string.h>

static HoistReply *
make_reply (guint status, const char *text)
{
  g_autoptr (GBytes) body = g_bytes_new (text, strlen (text));

  return hoist_reply_new (status, body);
}

/* Notes 4.4, 4.6, 4.8, 2.5 and 8. */
static void
test_codes (void)
{
  static const struct {
    guint status;
    const char *code;
    HoistErrorCode error;
  } rows[] = {
    { 400, "InvalidParameter.Name", HOIST_ERROR_REFUSED },
    { 400, "InvalidParameter.PartInfoList", HOIST_ERROR_REFUSED },
    { 400, "InvalidParameter.RefreshToken", HOIST_ERROR_SIGN_IN },
    { 400, "RefreshTokenExpired", HOIST_ERROR_SIGN_IN },
    { 401, "RefreshTokenInvalid", HOIST_ERROR_SIGN_IN },
    { 400, "InvalidParameterNotSupported.ParallelUpload", HOIST_ERROR_REFUSED },
    { 400, "InvalidRapidProof", HOIST_ERROR_REFUSED },
    { 400, "InvalidRequestJSONFormat", HOIST_ERROR_REFUSED },
    { 400, "InvalidParameter.DriveId", HOIST_ERROR_REFUSED },
    { 401, "ShareLinkTokenInvalid", HOIST_ERROR_REFUSED },
    { 403, "ForbiddenNoPermission", HOIST_ERROR_REFUSED },
    { 403, "ForbiddenNoPermission.File", HOIST_ERROR_REFUSED },
    { 403, "ForbiddenNoPermission.file", HOIST_ERROR_REFUSED },
    { 403, "Forbidden", HOIST_ERROR_REFUSED },
    { 403, "ForbiddenDriveLocked", HOIST_ERROR_REFUSED },
    { 404, "NotFound.Domain", HOIST_ERROR_PROTOCOL },
    { 404, "NotFound.Drive", HOIST_ERROR_REFUSED },
    { 404, "NotFound.UploadId", HOIST_ERROR_EXPIRED },
    { 400, "notfound.uploadid", HOIST_ERROR_EXPIRED },
    { 404, "NotFound.File", HOIST_ERROR_REFUSED },
    { 404, "NotFound.FileId", HOIST_ERROR_REFUSED },
    { 404, "NotFound.User", HOIST_ERROR_REFUSED },
    { 409, "AlreadyExist", HOIST_ERROR_NAME_TAKEN },
    { 409, "AlreadyExist.File", HOIST_ERROR_NAME_TAKEN },
    { 409, "PreHashMatched", HOIST_ERROR_PROTOCOL },
    { 403, "QuotaExhausted.Drive", HOIST_ERROR_NO_SPACE },
    { 409, "QuotaExhausted.Drive", HOIST_ERROR_NO_SPACE },
    { 400, "TooManyRequests", HOIST_ERROR_THROTTLED },
    { 429, "TooManyRequests", HOIST_ERROR_THROTTLED },
    { 429, "", HOIST_ERROR_THROTTLED },
    { 413, "", HOIST_ERROR_TOO_LARGE },
    { 405, "", HOIST_ERROR_PROTOCOL },
    { 500, "InternalError", HOIST_ERROR_UNSURE },
    { 502, "", HOIST_ERROR_UNSURE },
    { 503, "", HOIST_ERROR_BUSY },
    { 504, "", HOIST_ERROR_UNSURE },
    { 200, "", HOIST_ERROR_UNSURE },
    { 302, "", HOIST_ERROR_PROTOCOL },
    { 400, "NeverHeardOf", HOIST_ERROR_REFUSED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (HoistReply) reply = make_reply (rows[i].status, "");
    g_autoptr (GError) error = hoist_pds_code_new_error (reply, rows[i].code, HOIST_ERROR_UNSURE);

    g_test_message ("%u %s", rows[i].status, rows[i].code);
    g_assert_error (error, HOIST_ERROR, (int) rows[i].error);
    g_assert_cmpint (hoist_error_get_wait (error), ==, -1);
    if (*rows[i].code != '\0')
      g_assert_nonnull (strstr (error->message, rows[i].code));
  }
}

static void
test_tokens (void)
{
  g_assert_true (hoist_pds_code_is_token (401, "AccessTokenInvalid"));
  g_assert_true (hoist_pds_code_is_token (401, "AccessTokenExpired"));
  g_assert_true (hoist_pds_code_is_token (401, "TokenExpired"));
  g_assert_true (hoist_pds_code_is_token (403, "Some.AccessTokenExpired.Thing"));
  g_assert_true (hoist_pds_code_is_token (401, ""));
  g_assert_false (hoist_pds_code_is_token (401, "ShareLinkTokenInvalid"));
  g_assert_false (hoist_pds_code_is_token (400, "RefreshTokenExpired"));
  g_assert_false (hoist_pds_code_is_token (403, "Forbidden"));
}

/* The code for a wrong CRC-64 is unconfirmed: a family of them is taken for one. */
static void
test_content (void)
{
  g_assert_true (hoist_pds_code_is_content ("InvalidParameter.ContentHash"));
  g_assert_true (hoist_pds_code_is_content ("InvalidParameter.Crc64Hash"));
  g_assert_true (hoist_pds_code_is_content ("InvalidParameter.CRC64"));
  g_assert_false (hoist_pds_code_is_content ("InvalidParameter.Name"));
  g_assert_false (hoist_pds_code_is_content ("NotFound.Hash"));
}

/* Seconds in the standard's header, milliseconds in the other one. */
static void
test_waits (void)
{
  static const struct {
    const char *name;
    const char *value;
    gint64 wait_us;
  } rows[] = {
    { "Retry-After", "7", 7 * G_USEC_PER_SEC },
    { "x-retry-after", "2500", 2500000 },
    { "x-retry-after", "soon", -1 },
    { "x-retry-after", "-5", -1 },
    { "x-retry-after", "99999999999999999999", -1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (HoistReply) reply = make_reply (429, "");
    g_autoptr (GError) error = NULL;

    hoist_reply_set_header (reply, rows[i].name, rows[i].value, 0);
    error = hoist_pds_code_new_error (reply, "TooManyRequests", HOIST_ERROR_BUSY);
    g_assert_cmpint (hoist_error_get_wait (error), ==, rows[i].wait_us);
  }
}

/* The service's own words for what is in no table; its request id at the end. */
static void
test_sentences (void)
{
  g_autoptr (HoistReply) reply =
      make_reply (400, "{\"code\":\"Strange.One\",\"message\":\"drive\\nis \\u0007odd\"}");
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) other = NULL;

  hoist_reply_set_header (reply, "x-ca-request-id", "0A1B-2C", 0);
  error = hoist_pds_code_new_error (reply, "Strange.One", HOIST_ERROR_BUSY);
  g_assert_nonnull (strstr (error->message, "“drive is odd”"));
  g_assert_true (g_str_has_suffix (error->message, "(code Strange.One, request 0A1B-2C)"));

  hoist_reply_set_header (reply, "x-ca-request-id", "bad id", 0);
  other = hoist_pds_code_new_error (reply, "bad\ncode", HOIST_ERROR_BUSY);
  g_assert_null (strstr (other->message, "bad"));
}

#define XML(more) "<?xml version=\"1.0\"?><Error>" more "<RequestId>R1</RequestId></Error>"

/* Notes 4.5. */
static void
test_store (void)
{
  static const struct {
    guint status;
    const char *body;
    HoistPdsStoreKind kind;
    HoistErrorCode error;
  } rows[] = {
    { 403, XML ("<Code>AccessDenied</Code><Message>Request has expired.</Message>"),
      HOIST_PDS_STORE_OLD, HOIST_ERROR_REFUSED },
    { 403, XML ("<Code>AccessDenied</Code><EC>0002-00000069</EC>"), HOIST_PDS_STORE_OLD,
      HOIST_ERROR_REFUSED },
    { 403, XML ("<Code>AccessDenied</Code><Message>by IP Control Policy</Message>"),
      HOIST_PDS_STORE_OTHER, HOIST_ERROR_REFUSED },
    { 403, XML ("<Code>SignatureDoesNotMatch</Code>"), HOIST_PDS_STORE_SIGNATURE,
      HOIST_ERROR_PROTOCOL },
    { 400, XML ("<Code>PartNotSequential</Code><PartNumber>2</PartNumber>"), HOIST_PDS_STORE_ORDER,
      HOIST_ERROR_REFUSED },
    { 409, XML ("<Code>PartAlreadyExist</Code>"), HOIST_PDS_STORE_EXISTS, HOIST_ERROR_REFUSED },
    { 404, XML ("<Code>NoSuchUpload</Code>"), HOIST_PDS_STORE_GONE, HOIST_ERROR_PROTOCOL },
    { 400, XML ("<Code>InvalidDigest</Code>"), HOIST_PDS_STORE_OTHER, HOIST_ERROR_REFUSED },
    { 400, XML ("<Code>InvalidArgument</Code>"), HOIST_PDS_STORE_OTHER, HOIST_ERROR_REFUSED },
    { 400, XML ("<Code>RequestTimeout</Code>"), HOIST_PDS_STORE_OTHER, HOIST_ERROR_BUSY },
    { 400, XML ("<Code>EntityTooLarge</Code>"), HOIST_PDS_STORE_OTHER, HOIST_ERROR_REFUSED },
    { 429, "", HOIST_PDS_STORE_OTHER, HOIST_ERROR_THROTTLED },
    { 503, XML ("<Code>SlowDown</Code>"), HOIST_PDS_STORE_OTHER, HOIST_ERROR_BUSY },
    { 500, "Bad Gateway", HOIST_PDS_STORE_OTHER, HOIST_ERROR_BUSY },
    /* nothing that the store says is about the account's keys */
    { 401, "", HOIST_PDS_STORE_OTHER, HOIST_ERROR_REFUSED },
    { 403, "", HOIST_PDS_STORE_OTHER, HOIST_ERROR_REFUSED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (HoistReply) reply = make_reply (rows[i].status, rows[i].body);
    g_auto (HoistPdsStoreAnswer) answer = { 0 };
    g_autoptr (GError) error = NULL;

    g_test_message ("%u %s", rows[i].status, rows[i].body);
    hoist_pds_store_read (reply, 2, &answer);
    g_assert_cmpint (answer.kind, ==, rows[i].kind);
    error = hoist_pds_store_new_error (reply, answer.code);
    g_assert_error (error, HOIST_ERROR, (int) rows[i].error);
  }
}

/* What exists is told only for the part that was sent. */
static void
test_store_etag (void)
{
  static const struct {
    const char *body;
    const char *md5;
  } rows[] = {
    { XML ("<Code>PartAlreadyExist</Code><PartNumber>2</PartNumber>"
           "<PartEtag>\"697308FE0324512864230C122F745FE7\"</PartEtag>"),
      "697308fe0324512864230c122f745fe7" },
    { XML ("<Code>PartAlreadyExist</Code><PartEtag>697308FE0324512864230C122F745FE7</PartEtag>"),
      "697308fe0324512864230c122f745fe7" },
    { XML ("<Code>PartAlreadyExist</Code><PartNumber>3</PartNumber>"
           "<PartEtag>\"697308FE0324512864230C122F745FE7\"</PartEtag>"),
      "" },
    { XML ("<Code>PartAlreadyExist</Code><PartNumber>2</PartNumber><PartEtag>odd</PartEtag>"), "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (HoistReply) reply = make_reply (409, rows[i].body);
    g_auto (HoistPdsStoreAnswer) answer = { 0 };

    hoist_pds_store_read (reply, 2, &answer);
    g_assert_cmpint (answer.kind, ==, HOIST_PDS_STORE_EXISTS);
    g_assert_cmpstr (answer.part_md5, ==, rows[i].md5);
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pds-code/each-row", test_codes);
  g_test_add_func ("/pds-code/which-ones-are-about-the-token", test_tokens);
  g_test_add_func ("/pds-code/which-ones-are-about-the-content", test_content);
  g_test_add_func ("/pds-code/waits-as-told", test_waits);
  g_test_add_func ("/pds-code/quotes-what-it-does-not-know", test_sentences);
  g_test_add_func ("/pds-store/each-row", test_store);
  g_test_add_func ("/pds-store/tells-what-exists", test_store_etag);
  return g_test_run ();
}
