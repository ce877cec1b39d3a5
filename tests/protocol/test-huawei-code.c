/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each documented code of MetaStudio, its gateway and IAM, with what the user is told. */
#include "hoist-huawei-code.h"

#include "hoist-huawei-metastudio.h"

#include <string.h>

#define SECRET_KEY "hunter2hunter2"
#define NOW_US (G_GINT64_CONSTANT (1768465800) * G_USEC_PER_SEC)

/* Short names for the columns. */
#define BUSY HOIST_ERROR_BUSY
#define EXPIRED HOIST_ERROR_EXPIRED
#define NAME_TAKEN HOIST_ERROR_NAME_TAKEN
#define PROTOCOL HOIST_ERROR_PROTOCOL
#define REFUSED HOIST_ERROR_REFUSED
#define RENEW HOIST_ERROR_RENEW
#define SIGN_IN HOIST_ERROR_SIGN_IN
#define THROTTLED HOIST_ERROR_THROTTLED
#define TOO_LARGE HOIST_ERROR_TOO_LARGE
#define UNSURE HOIST_ERROR_UNSURE

typedef struct {
  HoistSettings *settings;
  HoistSettings *secrets;
  HoistFacts facts;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->settings = hoist_settings_new ();
  self->secrets = hoist_settings_new ();
  hoist_settings_set (self->settings, "access-key", "AK");
  hoist_settings_set (self->secrets, "secret-key", SECRET_KEY);
  self->facts = (HoistFacts){ .provider = &hoist_huawei_metastudio,
                              .settings = self->settings,
                              .secrets = self->secrets,
                              .now_us = NOW_US };
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  hoist_settings_unref (self->settings);
  hoist_settings_unref (self->secrets);
}

static HoistReply *
new_reply (guint status, const char *text)
{
  g_autoptr (GBytes) body = g_bytes_new (text, strlen (text));

  return hoist_reply_new (status, body);
}

/* The second column is for calls of which it matters whether they took effect. */
static const struct {
  guint status;
  const char *code;
  HoistErrorCode plain;
  HoistErrorCode unclear;
} rows[] = {
  { 401, "MSS.00000001", SIGN_IN, SIGN_IN },
  { 400, "MSS.00000002", REFUSED, REFUSED },
  { 400, "MSS.00000003", REFUSED, REFUSED },
  { 500, "MSS.00000004", BUSY, UNSURE },
  { 400, "MSS.00010003", PROTOCOL, PROTOCOL },
  { 400, "MSS.00010004", PROTOCOL, PROTOCOL },
  { 400, "MSS.00010008", SIGN_IN, SIGN_IN },
  { 400, "MSS.00010009", SIGN_IN, SIGN_IN },
  { 400, "MSS.10000002", REFUSED, REFUSED },
  { 400, "MSS.10000003", REFUSED, REFUSED },
  { 400, "MSS.10001001", EXPIRED, EXPIRED },
  { 400, "MSS.10001002", REFUSED, REFUSED },
  { 400, "MSS.10001003", REFUSED, REFUSED },
  { 400, "MSS.10001004", RENEW, RENEW },
  { 400, "MSS.10001005", NAME_TAKEN, NAME_TAKEN },
  { 400, "MSS.10001006", BUSY, BUSY },
  { 400, "MSS.10001007", TOO_LARGE, TOO_LARGE },
  { 400, "MSS.10001008", UNSURE, UNSURE },
  { 400, "MSS.10001009", REFUSED, REFUSED },
  /* not in the list: by the status */
  { 400, "MSS.10001010", REFUSED, REFUSED },
  { 500, "MSS.10001010", BUSY, UNSURE },
  { 401, "APIG.0301", SIGN_IN, SIGN_IN },
  { 401, "APIGW.0301", SIGN_IN, SIGN_IN },
  { 401, "APIGW.0303", SIGN_IN, SIGN_IN },
  { 401, "APIG.0305", SIGN_IN, SIGN_IN },
  { 401, "APIG.0307", SIGN_IN, SIGN_IN },
  { 403, "APIG.0302", REFUSED, REFUSED },
  { 403, "APIG.0310", REFUSED, REFUSED },
  { 403, "APIG.0401", REFUSED, REFUSED },
  { 403, "APIGW.0402", REFUSED, REFUSED },
  { 404, "APIG.0101", PROTOCOL, PROTOCOL },
  { 413, "APIG.0201", REFUSED, REFUSED },
  { 429, "APIG.0308", THROTTLED, THROTTLED },
  { 500, "APIG.0601", BUSY, UNSURE },
  { 502, "APIG.0201", BUSY, UNSURE },
  { 503, "APIG.0201", BUSY, UNSURE },
  { 504, "APIG.0201", BUSY, UNSURE },
  { 403, "OTHER.0308", REFUSED, REFUSED },
  { 408, "", BUSY, BUSY },
  { 429, "", THROTTLED, THROTTLED },
  { 503, "", BUSY, BUSY },
  { 502, "", BUSY, UNSURE },
};

static void
test_rows (Fixture *self, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *text =
        g_strdup_printf ("{\"error_code\":\"%s\",\"error_msg\":\"m\"}", rows[i].code);
    g_autoptr (HoistReply) reply = new_reply (rows[i].status, text);
    g_autoptr (GError) plain = hoist_huawei_code_new_error (&self->facts, reply, HOIST_ERROR_BUSY);
    g_autoptr (GError) unclear =
        hoist_huawei_code_new_error (&self->facts, reply, HOIST_ERROR_UNSURE);

    g_test_message ("%u %s", rows[i].status, rows[i].code);
    g_assert_error (plain, HOIST_ERROR, (int) rows[i].plain);
    g_assert_error (unclear, HOIST_ERROR, (int) rows[i].unclear);
    g_assert_nonnull (strstr (plain->message, rows[i].code));
    g_assert_cmpint (hoist_error_get_wait (plain), ==, -1);
  }
}

static void
test_wait (Fixture *self, gconstpointer data)
{
  static const char *const bodies[] = { "{\"error_code\":\"APIG.0308\"}", "" };

  for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++) {
    g_autoptr (HoistReply) reply = new_reply (429, bodies[i]);
    g_autoptr (GError) error = NULL;

    hoist_reply_set_header (reply, "Retry-After", "4", 0);
    error = hoist_huawei_code_new_error (&self->facts, reply, HOIST_ERROR_BUSY);
    g_assert_error (error, HOIST_ERROR, THROTTLED);
    g_assert_cmpint (hoist_error_get_wait (error), ==, 4 * G_USEC_PER_SEC);
  }
}

static void
test_request_id (Fixture *self, gconstpointer data)
{
  g_autoptr (HoistReply) reply =
      new_reply (400, "{\"error_code\":\"MSS.10001005\",\"request_id\":\"body-1\"}");
  g_autoptr (GError) by_body = hoist_huawei_code_new_error (&self->facts, reply, BUSY);
  g_autoptr (GError) by_header = NULL;
  g_autoptr (GError) hostile = NULL;

  g_assert_true (g_str_has_suffix (by_body->message, "(MSS.10001005, request body-1)"));
  hoist_reply_set_header (reply, "X-Request-Id", "head-1", 0);
  by_header = hoist_huawei_code_new_error (&self->facts, reply, BUSY);
  g_assert_true (g_str_has_suffix (by_header->message, "(MSS.10001005, request head-1)"));
  hoist_reply_set_header (reply, "X-Request-Id", "a b\nc", 0);
  hostile = hoist_huawei_code_new_error (&self->facts, reply, BUSY);
  g_assert_true (g_str_has_suffix (hostile->message, "(MSS.10001005, request body-1)"));
}

/* The service's words help where the user can mend something, and are shown only then. */
static void
test_quotes (Fixture *self, gconstpointer data)
{
  static const struct {
    guint status;
    const char *code;
    const char *message;
    const char *shown; /* NULL: nothing of it */
  } quotes[] = {
    { 400, "MSS.00000003", "bad\\nfield  x", "“bad field  x”" },
    { 400, "MSS.10001007", "over 5242880", "“over 5242880”" },
    { 400, "MSS.10001010", "unheard of", "“unheard of”" },
    { 400, "MSS.00000003", "key " SECRET_KEY, NULL },
    { 400, "MSS.00000003", "see https://a.example/?Signature=planted", NULL },
    { 401, "APIG.0301", "canonicalRequest:planted|x", NULL },
    { 500, "MSS.00000004", "planted", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (quotes); i++) {
    g_autofree char *text = g_strdup_printf ("{\"error_code\":\"%s\",\"error_msg\":\"%s\"}",
                                             quotes[i].code, quotes[i].message);
    g_autoptr (HoistReply) reply = new_reply (quotes[i].status, text);
    g_autoptr (GError) error = hoist_huawei_code_new_error (&self->facts, reply, BUSY);

    g_test_message ("%s", error->message);
    g_assert_null (strstr (error->message, "planted"));
    g_assert_null (strstr (error->message, SECRET_KEY));
    if (quotes[i].shown != NULL)
      g_assert_nonnull (strstr (error->message, quotes[i].shown));
    else
      g_assert_null (strstr (error->message, "The service says"));
  }
}

static void
test_long_quote (Fixture *self, gconstpointer data)
{
  g_autofree char *message = g_strnfill (5000, 'x');
  g_autofree char *quote = hoist_huawei_code_dup_quote (&self->facts, message);

  g_assert_cmpuint (g_utf8_strlen (quote, -1), ==, 201); /* with the sign that it was cut */
  g_assert_null (hoist_huawei_code_dup_quote (&self->facts, " \n"));
  g_assert_null (hoist_huawei_code_dup_quote (&self->facts, NULL));
}

/* More than 15 minutes off: then it is the clock, not the keys. */
static void
test_clock (Fixture *self, gconstpointer data)
{
  static const gint64 quarter_us = 15 * 60 * (gint64) G_USEC_PER_SEC;
  g_autoptr (HoistReply) reply = new_reply (401, "{\"error_code\":\"APIG.0301\"}");
  g_autoptr (GError) just = NULL;
  g_autoptr (GError) early = NULL;
  g_autoptr (GError) late = NULL;

  reply->date_us = NOW_US + quarter_us;
  just = hoist_huawei_code_new_error (&self->facts, reply, BUSY);
  reply->date_us = NOW_US + quarter_us + 1;
  early = hoist_huawei_code_new_error (&self->facts, reply, BUSY);
  reply->date_us = NOW_US - quarter_us - 1;
  late = hoist_huawei_code_new_error (&self->facts, reply, BUSY);
  g_assert_error (just, HOIST_ERROR, SIGN_IN);
  g_assert_error (early, HOIST_ERROR, SIGN_IN);
  g_assert_error (late, HOIST_ERROR, SIGN_IN);
  g_assert_null (strstr (just->message, "clock"));
  g_assert_nonnull (strstr (early->message, "clock"));
  g_assert_nonnull (strstr (late->message, "clock"));
}

/* "Parse leniently: cap the size (64 kB), accept HTML or nothing". */
static void
test_odd_bodies (Fixture *self, gconstpointer data)
{
  g_autofree char *filler = g_strnfill (64 * 1024, ' ');
  g_autofree char *long_body = g_strconcat ("{\"error_code\":\"MSS.10001005\"}", filler, NULL);
  const char *bodies[] = { "",
                           "<html>",
                           "[]",
                           "{\"error_code\":5}",
                           "{\"error_code\":\"\"}",
                           "{\"error_code\":\"a b\"}",
                           long_body };

  for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++) {
    g_autoptr (HoistReply) reply = new_reply (400, bodies[i]);
    g_autoptr (GError) error = hoist_huawei_code_new_error (&self->facts, reply, BUSY);

    g_assert_error (error, HOIST_ERROR, REFUSED);
    g_assert_false (hoist_huawei_code_is (reply, HOIST_HUAWEI_NAME_EXISTS));
  }
}

static void
test_token (Fixture *self, gconstpointer data)
{
  static const struct {
    guint status;
    const char *code;
    gboolean is_refused;
  } cases[] = {
    { 401, "APIG.0301", TRUE },
    { 401, "APIG.0307", TRUE },
    { 401, "", TRUE },
    { 401, "MSS.00000001", TRUE },
    { 400, "MSS.00010008", TRUE },
    { 400, "MSS.00010009", FALSE },
    { 403, "APIG.0302", FALSE },
    { 200, "", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = g_strdup_printf ("{\"error_code\":\"%s\"}", cases[i].code);
    g_autoptr (HoistReply) reply = new_reply (cases[i].status, text);

    /* with keys there is nothing to renew */
    hoist_settings_set (self->settings, "access-key", "AK");
    g_assert_false (hoist_huawei_code_is_token_refused (&self->facts, reply));
    hoist_settings_set (self->settings, "access-key", NULL);
    g_assert_true (hoist_huawei_code_is_token_refused (&self->facts, reply) == cases[i].is_refused);
  }
}

static void
test_iam (Fixture *self, gconstpointer data)
{
  static const struct {
    guint status;
    HoistErrorCode code;
  } cases[] = { { 400, SIGN_IN },   { 401, SIGN_IN }, { 403, SIGN_IN }, { 404, SIGN_IN },
                { 429, THROTTLED }, { 500, BUSY },    { 503, BUSY },    { 200, BUSY } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = g_strdup_printf (
        "{\"error\":{\"code\":%u,\"message\":\"planted\",\"title\":\"t\"}}", cases[i].status);
    g_autoptr (HoistReply) reply = new_reply (cases[i].status, text);
    g_autoptr (GError) error = hoist_huawei_code_new_iam_error (&self->facts, reply);

    g_assert_error (error, HOIST_ERROR, (int) cases[i].code);
    g_assert_null (strstr (error->message, "planted"));
  }
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/huawei-code/by-table", test_rows);
  ADD ("/huawei-code/retry-after-is-obeyed", test_wait);
  ADD ("/huawei-code/request-id-is-named", test_request_id);
  ADD ("/huawei-code/service's-words-where-they-help", test_quotes);
  ADD ("/huawei-code/service's-words-are-capped", test_long_quote);
  ADD ("/huawei-code/wrong-clock-is-named", test_clock);
  ADD ("/huawei-code/odd-bodies", test_odd_bodies);
  ADD ("/huawei-code/refused-tokens", test_token);
  ADD ("/huawei-code/iam", test_iam);
  return g_test_run ();
}
