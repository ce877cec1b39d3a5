/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The error tables of Xvid MediaHub (notes 8.1) and of the store behind it (8.2), row by row. */
#include "hoist-xvid-code.h"

#include <string.h>

#define BODY(code, message)                                                                        \
  "{\"error\":{\"error_code\":\"" code "\",\"error_message\":\"" message "\"}}"

static HoistReply *
new_reply (guint status, const char *text)
{
  g_autoptr (GBytes) body = g_bytes_new (text, strlen (text));

  return hoist_reply_new (status, body);
}

static void
test_api (void)
{
  static const struct {
    guint status;
    const char *text;
    HoistStep step;
    HoistErrorCode code;
  } rows[] = {
    { 400, BODY ("0x0230001", "Invalid Input"), HOIST_STEP_BEGIN, HOIST_ERROR_REFUSED },
    { 400, BODY ("0060001", "Invalid Input"), HOIST_STEP_COMMIT, HOIST_ERROR_REFUSED },
    { 404, BODY ("0x0230002", "gone"), HOIST_STEP_COMMIT, HOIST_ERROR_EXPIRED },
    { 404, BODY ("0060002", "gone"), HOIST_STEP_PROBE, HOIST_ERROR_EXPIRED },
    { 404, BODY ("0x0230002", "gone"), HOIST_STEP_BEGIN, HOIST_ERROR_REFUSED },
    { 404, BODY ("0x0230002", "gone"), HOIST_STEP_RENEW, HOIST_ERROR_REFUSED },
    { 404, BODY ("0x0230002", "gone"), HOIST_STEP_CHOICES, HOIST_ERROR_PROTOCOL },
    { 404, "<html>no such page</html>", HOIST_STEP_COMMIT, HOIST_ERROR_PROTOCOL },
    { 403, BODY ("0x0000009", "no"), HOIST_STEP_BEGIN, HOIST_ERROR_REFUSED },
    { 500, BODY ("0x0000001", "Internal Error"), HOIST_STEP_BEGIN, HOIST_ERROR_BUSY },
    { 502, "<html>", HOIST_STEP_BEGIN, HOIST_ERROR_BUSY },
    { 503, "", HOIST_STEP_BEGIN, HOIST_ERROR_BUSY },
    { 504, "", HOIST_STEP_BEGIN, HOIST_ERROR_BUSY },
    { 429, "", HOIST_STEP_BEGIN, HOIST_ERROR_THROTTLED },
    { 429, BODY ("x", "slow"), HOIST_STEP_BEGIN, HOIST_ERROR_THROTTLED },
    { 409, BODY ("x", "y"), HOIST_STEP_BEGIN, HOIST_ERROR_REFUSED },
    { 418, "", HOIST_STEP_BEGIN, HOIST_ERROR_REFUSED },
    { 413, "", HOIST_STEP_BEGIN, HOIST_ERROR_TOO_LARGE },
    { 302, "", HOIST_STEP_BEGIN, HOIST_ERROR_PROTOCOL },
    { 407, "", HOIST_STEP_BEGIN, HOIST_ERROR_OFFLINE },
    { 511, "", HOIST_STEP_BEGIN, HOIST_ERROR_OFFLINE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (HoistReply) reply = new_reply (rows[i].status, rows[i].text);
    g_autoptr (GError) error = NULL;

    g_test_message ("%u %s %s", rows[i].status, rows[i].text, hoist_step_to_name (rows[i].step));
    reply->retry_after_us = 7 * G_USEC_PER_SEC;
    error = hoist_xvid_code_new_error (reply, rows[i].step, HOIST_ERROR_BUSY);
    g_assert_error (error, HOIST_ERROR, (int) rows[i].code);
    g_assert_cmpint (hoist_error_get_wait (error), ==, 7 * G_USEC_PER_SEC);
  }
}

static void
test_unclear (void)
{
  g_autoptr (HoistReply) reply = new_reply (500, BODY ("0x0000001", "Internal Error"));
  g_autoptr (GError) error =
      hoist_xvid_code_new_error (reply, HOIST_STEP_COMMIT, HOIST_ERROR_UNSURE);

  g_assert_error (error, HOIST_ERROR, HOIST_ERROR_UNSURE);
}

static void
test_words (void)
{
  static const struct {
    const char *text;
    const char *shown;
    const char *hidden;
  } rows[] = {
    { BODY ("0x0230001", "Invalid Input"), "(“Invalid Input”, 0x0230001)", "error_code" },
    { BODY ("", "two\\nlines\\u0007"), "(“two lines”)", "\n" },
    { BODY ("", "token eyJhbGciOiJIUzI1NiJ9eyJhbGciOiJIUzI1NiJ9 bad"), "“token … bad”", "eyJ" },
    { "{\"error\":{\"error_code\":400}}", "(400)", "“”" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (HoistReply) reply = new_reply (400, rows[i].text);
    g_autoptr (GError) error =
        hoist_xvid_code_new_error (reply, HOIST_STEP_BEGIN, HOIST_ERROR_BUSY);

    g_test_message ("%s", error->message);
    g_assert_nonnull (strstr (error->message, rows[i].shown));
    g_assert_null (strstr (error->message, rows[i].hidden));
  }
}

static void
test_long_words (void)
{
  GString *text = g_string_new ("{\"error\":{\"error_message\":\"");
  g_autoptr (HoistReply) reply = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 1000; i++)
    g_string_append (text, "words ");
  g_string_append (text, "\"}}");
  reply = new_reply (400, text->str);
  g_string_free (text, TRUE);
  error = hoist_xvid_code_new_error (reply, HOIST_STEP_BEGIN, HOIST_ERROR_BUSY);
  g_assert_cmpuint (strlen (error->message), <, 500);
}

static void
test_invalid_token (void)
{
  static const struct {
    const char *text;
    gboolean is_invalid;
  } rows[] = {
    { BODY ("0x0000003", "Invalid access token"), TRUE },
    { BODY ("0x0000009", "Invalid access token"), FALSE },
    { "<html>", FALSE },
    { "", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (HoistReply) reply = new_reply (403, rows[i].text);

    g_assert_true (hoist_xvid_code_is_invalid_token (reply) == rows[i].is_invalid);
  }
}

static void
test_store (void)
{
  static const struct {
    guint status;
    const char *name;
    const char *message;
    HoistErrorCode code;
    HoistXvidStoreKind kind;
  } rows[] = {
    { 403, "AccessDenied", "Invalid according to Policy: Policy expired.", HOIST_ERROR_REFUSED,
      HOIST_XVID_STORE_EXPIRED },
    { 403, "AccessDenied", "Invalid according to Policy: Policy Condition failed: [\\\"eq\\\"]",
      HOIST_ERROR_REFUSED, HOIST_XVID_STORE_ERROR },
    { 403, "AccessDenied", "Invalid according to Policy: Extra input fields: x",
      HOIST_ERROR_REFUSED, HOIST_XVID_STORE_ERROR },
    { 403, "AccessDenied", "Access Denied", HOIST_ERROR_REFUSED, HOIST_XVID_STORE_ERROR },
    { 403, "SignatureDoesNotMatch", "", HOIST_ERROR_REFUSED, HOIST_XVID_STORE_SIGNATURE },
    { 403, "InvalidAccessKeyId", "", HOIST_ERROR_REFUSED, HOIST_XVID_STORE_SIGNATURE },
    { 403, "RequestTimeTooSkewed", "", HOIST_ERROR_REFUSED, HOIST_XVID_STORE_ERROR },
    { 400, "EntityTooLarge", "", HOIST_ERROR_TOO_LARGE, HOIST_XVID_STORE_ERROR },
    { 400, "RequestTimeout", "", HOIST_ERROR_BUSY, HOIST_XVID_STORE_ERROR },
    { 400, "IncompleteBody", "", HOIST_ERROR_BUSY, HOIST_XVID_STORE_ERROR },
    { 400, "MalformedPOSTRequest", "", HOIST_ERROR_REFUSED, HOIST_XVID_STORE_ERROR },
    { 400, "InvalidPolicyDocument", "", HOIST_ERROR_REFUSED, HOIST_XVID_STORE_ERROR },
    { 400, "InvalidArgument", "", HOIST_ERROR_REFUSED, HOIST_XVID_STORE_ERROR },
    { 400, "IncorrectNumberOfFilesInPostRequest", "", HOIST_ERROR_REFUSED, HOIST_XVID_STORE_ERROR },
    { 400, "MaxPostPreDataLengthExceeded", "", HOIST_ERROR_REFUSED, HOIST_XVID_STORE_ERROR },
    { 411, "MissingContentLength", "", HOIST_ERROR_REFUSED, HOIST_XVID_STORE_ERROR },
    { 301, "PermanentRedirect", "", HOIST_ERROR_PROTOCOL, HOIST_XVID_STORE_ERROR },
    { 307, "TemporaryRedirect", "", HOIST_ERROR_PROTOCOL, HOIST_XVID_STORE_ELSEWHERE },
    { 307, "SomethingNew", "", HOIST_ERROR_PROTOCOL, HOIST_XVID_STORE_ELSEWHERE },
    { 500, "InternalError", "", HOIST_ERROR_BUSY, HOIST_XVID_STORE_ERROR },
    { 200, "InternalError", "", HOIST_ERROR_BUSY, HOIST_XVID_STORE_ERROR },
    { 503, "SlowDown", "", HOIST_ERROR_THROTTLED, HOIST_XVID_STORE_ERROR },
    { 503, "ServiceUnavailable", "", HOIST_ERROR_BUSY, HOIST_XVID_STORE_ERROR },
    { 403, "SomethingNew", "", HOIST_ERROR_REFUSED, HOIST_XVID_STORE_ERROR },
    { 401, "SomethingNew", "", HOIST_ERROR_REFUSED, HOIST_XVID_STORE_ERROR },
    { 500, "SomethingNew", "", HOIST_ERROR_BUSY, HOIST_XVID_STORE_ERROR },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *text =
        g_strdup_printf ("<?xml version=\"1.0\"?><Error><Code>%s</Code><Message>%s</Message>"
                         "<RequestId>4442587FB7D0A2F9</RequestId></Error>",
                         rows[i].name, rows[i].message);
    g_autoptr (HoistReply) reply = new_reply (rows[i].status, text);
    g_autoptr (GError) error = NULL;

    g_test_message ("%u %s %s", rows[i].status, rows[i].name, rows[i].message);
    reply->retry_after_us = 3 * G_USEC_PER_SEC;
    g_assert_cmpint (hoist_xvid_code_new_store_error (reply, 0, &error), ==, rows[i].kind);
    g_assert_error (error, HOIST_ERROR, (int) rows[i].code);
    g_assert_nonnull (strstr (error->message, "4442587FB7D0A2F9"));
    g_assert_cmpint (hoist_error_get_wait (error), ==, 3 * G_USEC_PER_SEC);
  }
}

/* Answers of something between us and the store. */
static void
test_store_without_words (void)
{
  static const struct {
    guint status;
    const char *text;
    HoistErrorCode code;
    HoistXvidStoreKind kind;
  } rows[] = {
    { 307, "", HOIST_ERROR_PROTOCOL, HOIST_XVID_STORE_ELSEWHERE },
    { 302, "", HOIST_ERROR_PROTOCOL, HOIST_XVID_STORE_ERROR },
    { 401, "", HOIST_ERROR_REFUSED, HOIST_XVID_STORE_ERROR },
    { 403, "<html>", HOIST_ERROR_REFUSED, HOIST_XVID_STORE_ERROR },
    { 407, "", HOIST_ERROR_OFFLINE, HOIST_XVID_STORE_ERROR },
    { 413, "", HOIST_ERROR_TOO_LARGE, HOIST_XVID_STORE_ERROR },
    { 502, "<html>", HOIST_ERROR_BUSY, HOIST_XVID_STORE_ERROR },
    { 403, "<Error></Error>", HOIST_ERROR_REFUSED, HOIST_XVID_STORE_ERROR },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (HoistReply) reply = new_reply (rows[i].status, rows[i].text);
    g_autoptr (GError) error = NULL;

    g_assert_cmpint (hoist_xvid_code_new_store_error (reply, 0, &error), ==, rows[i].kind);
    g_assert_error (error, HOIST_ERROR, (int) rows[i].code);
  }
}

/* A policy's failed condition is told even when the clock says that it is late, too. */
static void
test_store_clock (void)
{
  static const struct {
    const char *message;
    HoistXvidStoreKind kind;
  } rows[] = {
    { "Access Denied", HOIST_XVID_STORE_EXPIRED },
    { "Invalid according to Policy: Policy Condition failed", HOIST_XVID_STORE_ERROR },
    { "Extra input fields: x", HOIST_XVID_STORE_ERROR },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *text = g_strdup_printf (
        "<Error><Code>AccessDenied</Code><Message>%s</Message></Error>", rows[i].message);
    g_autoptr (HoistReply) reply = new_reply (403, text);
    g_autoptr (GError) error = NULL;

    reply->date_us = 2 * G_USEC_PER_SEC;
    g_assert_cmpint (hoist_xvid_code_new_store_error (reply, G_USEC_PER_SEC, &error), ==,
                     rows[i].kind);
  }
}

static void
test_endpoint (void)
{
  static const char *const hidden[] = { "a b", "x?signature=1", "http://u:p@h/", "" };

  for (gsize i = 0; i < G_N_ELEMENTS (hidden); i++) {
    g_autofree char *text = g_strdup_printf (
        "<Error><Code>PermanentRedirect</Code><Endpoint>%s</Endpoint></Error>", hidden[i]);
    g_autoptr (HoistReply) reply = new_reply (301, text);
    g_autoptr (GError) error = NULL;

    hoist_xvid_code_new_store_error (reply, 0, &error);
    g_assert_true (g_str_has_suffix (error->message, "(PermanentRedirect)"));
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/xvid-code/service", test_api);
  g_test_add_func ("/xvid-code/unclear-end", test_unclear);
  g_test_add_func ("/xvid-code/words-are-quoted", test_words);
  g_test_add_func ("/xvid-code/words-are-capped", test_long_words);
  g_test_add_func ("/xvid-code/invalid-token", test_invalid_token);
  g_test_add_func ("/xvid-code/store", test_store);
  g_test_add_func ("/xvid-code/store-without-words", test_store_without_words);
  g_test_add_func ("/xvid-code/store's-clock", test_store_clock);
  g_test_add_func ("/xvid-code/only-hosts-are-shown", test_endpoint);
  return g_test_run ();
}
