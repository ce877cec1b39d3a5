/* SPDX-License-Identifier: GPL-3.0-or-later */
/* MetaStudio's PUTs to the object store: headers, addresses, large files, and each code of OBS. */
#include "hoist-huawei-put.h"

#include "hoist-error.h"
#include "hoist-huawei-metastudio.h"
#include "hoist-huawei-store-code.h"
#include "hoist-request.h"

#include <string.h>

#define MD5 "XUFAKrxLKna5cZ2REBfFkg=="
#define MD5_HEX "5d41402abc4b2a76b9719d911017c592"
#define URL                                                                                        \
  "https://example-bucket.obs.example:443/assets/intro.mp4?AccessKeyId=AK&Expires=1768500000"      \
  "&Signature=2VLytl%2BQWbGl96VLL3yS8dXligs%3D"

/* 2026-01-15T08:30:00Z */
#define NOW_US (G_GINT64_CONSTANT (1768465800) * G_USEC_PER_SEC)
#define EXPIRES_US (G_GINT64_CONSTANT (1768500000) * G_USEC_PER_SEC)
#define DAY_US (G_GINT64_CONSTANT (86400) * G_USEC_PER_SEC)
#define MINUTE_US (60 * (gint64) G_USEC_PER_SEC)
#define MIB (1024 * 1024)
#define GIB (G_GUINT64_CONSTANT (1) << 30)

typedef struct {
  HoistSettings *settings;
  HoistFileFacts file;
  HoistFacts facts;
  HoistTicket *ticket;
  HoistRequest *request;
  GError *error;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->settings = hoist_settings_new ();
  hoist_settings_set (self->settings, "access-key", "AK");
  self->file = (HoistFileFacts){ .name = "intro.mp4", .size = 5 };
  g_assert_true (hoist_digests_set_hex (&self->file.digests, HOIST_DIGEST_MD5, MD5_HEX));
  self->facts = (HoistFacts){ .provider = &hoist_huawei_metastudio,
                              .settings = self->settings,
                              .file = &self->file,
                              .now_us = NOW_US };
  self->ticket = hoist_ticket_new ();
  hoist_ticket_set (self->ticket, "md5", MD5);
  hoist_ticket_set (self->ticket, "file-type", "mp4");
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  hoist_settings_unref (self->settings);
  hoist_ticket_free (self->ticket);
  hoist_request_free (self->request);
  g_clear_error (&self->error);
}

static gboolean
plan (Fixture *self, const char *text)
{
  g_autoptr (HoistRead) read = hoist_read_new_from_text (text, NULL);

  g_assert_nonnull (read);
  g_clear_error (&self->error);
  return hoist_huawei_put_plan (&self->facts, self->ticket, hoist_read_get_root (read),
                                &self->error);
}

static void
plan_one (Fixture *self)
{
  g_assert_true (plan (self, "{\"upload_url\":\"" URL "\"}"));
}

/* A large file of @size with these addresses; "%" in each is its number from 1. */
static gboolean
plan_large (Fixture *self, guint64 size, guint n_urls, const char *query)
{
  g_autoptr (GString) text = g_string_new ("{\"upload_urls\":[");

  for (guint i = 1; i <= n_urls; i++) {
    g_autofree char *number = g_strdup_printf ("%u", i);
    g_autoptr (GString) url = g_string_new (query);

    g_string_replace (url, "#", number, 0);
    g_string_append_printf (text, "%s\"https://obs.example/%u?%s\"", i > 1 ? "," : "", i, url->str);
  }
  g_string_append (text, "]}");
  self->file.size = size;
  self->file.digests.known = HOIST_DIGEST_NONE;
  hoist_ticket_set (self->ticket, "large", "1");
  hoist_ticket_set (self->ticket, "md5", NULL);
  return plan (self, text->str);
}

static HoistPart *
get_part (Fixture *self, guint index)
{
  return hoist_ticket_get_part (self->ticket, index);
}

static HoistMove
write_part (Fixture *self, guint index)
{
  g_clear_pointer (&self->request, hoist_request_free);
  g_clear_error (&self->error);
  return hoist_huawei_put_write (&self->facts, self->ticket, get_part (self, index), &self->request,
                                 &self->error);
}

static HoistMove
read_part (Fixture *self, guint index, guint status, const char *text)
{
  g_autoptr (GBytes) body = g_bytes_new (text, strlen (text));
  g_autoptr (HoistReply) reply = hoist_reply_new (status, body);
  HoistMove move = { 0 };

  hoist_reply_set_header (reply, "ETag", "\"5d41402abc4b2a76b9719d911017c592\"", 0);
  hoist_reply_set_header (reply, "x-obs-request-id", "0000018A", 0);
  g_clear_error (&self->error);
  move = hoist_huawei_put_read (&self->facts, self->ticket, get_part (self, index), reply,
                                &self->error);
  g_assert_true ((move.kind == HOIST_MOVE_FAILED) == (self->error != NULL));
  return move;
}

static const char *
get_header (Fixture *self, const char *name)
{
  for (guint i = 0; i + 1 < self->request->headers->len; i += 2) {
    if (g_ascii_strcasecmp (g_ptr_array_index (self->request->headers, i), name) == 0)
      return g_ptr_array_index (self->request->headers, i + 1);
  }
  return NULL;
}

static char *
dup_error (const char *code)
{
  return g_strdup_printf ("<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>%s</Code>"
                          "<Message>planted https://obs.example/?Signature=x</Message>"
                          "<RequestId>1</RequestId></Error>",
                          code);
}

/* "must not be sent to this host": the account's keys; the address is not encoded again. */
static void
test_request (Fixture *self, gconstpointer data)
{
  plan_one (self);
  g_assert_cmpint (write_part (self, 0).kind, ==, HOIST_MOVE_SEND);
  g_assert_cmpstr (self->request->method, ==, "PUT");
  g_assert_cmpstr (self->request->url, ==, URL);
  g_assert_cmpstr (self->request->content_type, ==, "video/mp4");
  g_assert_cmpstr (get_header (self, "Content-MD5"), ==, MD5);
  g_assert_cmpuint (self->request->headers->len, ==, 2);
  g_assert_cmpuint (self->request->offset, ==, 0);
  g_assert_cmpuint (self->request->length, ==, 5);
  g_assert_null (self->request->before);
  g_assert_null (self->request->after);
  g_assert_null (self->request->bucket);
  g_assert_cmpint (self->request->replay, ==, HOIST_REPLAY_SAFE);
  g_assert_cmpint (self->request->answer_us, ==, 5 * MINUTE_US);

  g_assert_cmpint (read_part (self, 0, 200, "").kind, ==, HOIST_MOVE_DONE);
  g_assert_true (get_part (self, 0)->is_done);
  g_assert_cmpuint (get_part (self, 0)->kept, ==, 5);
  g_assert_cmpstr (get_part (self, 0)->etag, ==, MD5_HEX);
  g_assert_cmpint (write_part (self, 0).kind, ==, HOIST_MOVE_DONE);
}

/* The table of section 9, not the desktop's. */
static void
test_content_types (Fixture *self, gconstpointer data)
{
  static const struct {
    const char *type;
    const char *content_type;
  } rows[] = {
    { "gif", "image/gif" },
    { "jpeg", "image/jpeg" },
    { "jpg", "image/jpeg" },
    { "png", "image/png" },
    { "mp4", "video/mp4" },
    { "mp3", "audio/mp3" },
    { "wav", "audio/wav" },
    { "mov", "application/octet-stream" },
    { "webm", "application/octet-stream" },
    { "pdf", "application/octet-stream" },
    { "bmp", "application/octet-stream" },
    { "", "application/octet-stream" },
  };

  plan_one (self);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    hoist_ticket_set (self->ticket, "file-type", rows[i].type);
    write_part (self, 0);
    g_assert_cmpstr (self->request->content_type, ==, rows[i].content_type);
  }
}

static void
test_expiry (Fixture *self, gconstpointer data)
{
  static const struct {
    const char *query;
    gint64 expires_us;
  } rows[] = {
    { "Expires=1768500000", EXPIRES_US },
    { "x=1&Expires=1768500000&y", EXPIRES_US },
    { "X-Amz-Date=20260115T083000Z&X-Amz-Expires=3600", NOW_US + 60 * MINUTE_US },
    { "Expires=soon", NOW_US + DAY_US },
    { "Expires=-1", NOW_US + DAY_US },
    { "X-Amz-Date=20260115T083000Z", NOW_US + DAY_US },
    { "X-Amz-Date=x&X-Amz-Expires=3600", NOW_US + DAY_US },
    { "", NOW_US + DAY_US },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *text =
        g_strdup_printf ("{\"upload_url\":\"https://obs.example/a?%s\"}", rows[i].query);

    g_assert_true (plan (self, text));
    g_assert_cmpint (self->ticket->expires_us, ==, rows[i].expires_us);
    g_assert_true (hoist_huawei_put_can_go_on (&self->facts, self->ticket));
    self->facts.now_us = rows[i].expires_us - MINUTE_US - 1;
    g_assert_cmpint (write_part (self, 0).kind, ==, HOIST_MOVE_SEND);
    self->facts.now_us++;
    g_assert_cmpint (write_part (self, 0).step, ==, HOIST_STEP_RENEW);
    g_assert_false (hoist_huawei_put_can_go_on (&self->facts, self->ticket));
    self->facts.now_us = NOW_US;
  }
  hoist_ticket_set_sealed (self->ticket, "url-1", NULL);
  g_assert_cmpint (write_part (self, 0).kind, ==, HOIST_MOVE_JUMP);
  g_assert_cmpint (write_part (self, 0).step, ==, HOIST_STEP_RENEW);
}

/* Each row of section 12.4, before and after the address has run out. */
static void
test_codes (Fixture *self, gconstpointer data)
{
  static const struct {
    guint status;
    const char *code;
    HoistErrorCode fresh;
    HoistErrorCode expired;
  } rows[] = {
    { 400, "BadDigest", HOIST_ERROR_DAMAGED, HOIST_ERROR_DAMAGED },
    { 400, "InvalidDigest", HOIST_ERROR_DAMAGED, HOIST_ERROR_DAMAGED },
    { 400, "EntityTooLarge", HOIST_ERROR_TOO_LARGE, HOIST_ERROR_TOO_LARGE },
    { 400, "EntityTooSmall", HOIST_ERROR_REFUSED, HOIST_ERROR_REFUSED },
    { 400, "IncompleteBody", HOIST_ERROR_BUSY, HOIST_ERROR_BUSY },
    { 400, "InvalidArgument", HOIST_ERROR_REFUSED, HOIST_ERROR_REFUSED },
    { 400, "InvalidRequest", HOIST_ERROR_REFUSED, HOIST_ERROR_REFUSED },
    { 400, "TooManyWrongSignature", HOIST_ERROR_REFUSED, HOIST_ERROR_REFUSED },
    { 403, "AccessDenied", HOIST_ERROR_REFUSED, HOIST_ERROR_RENEW },
    { 403, "SignatureDoesNotMatch", HOIST_ERROR_REFUSED, HOIST_ERROR_RENEW },
    { 403, "RequestTimeTooSkewed", HOIST_ERROR_REFUSED, HOIST_ERROR_RENEW },
    { 403, "InArrearOrInsufficientBalance", HOIST_ERROR_REFUSED, HOIST_ERROR_REFUSED },
    { 403, "InsufficientStorageSpace", HOIST_ERROR_NO_SPACE, HOIST_ERROR_NO_SPACE },
    { 403, "Unheard", HOIST_ERROR_REFUSED, HOIST_ERROR_RENEW },
    { 404, "NoSuchBucket", HOIST_ERROR_RENEW, HOIST_ERROR_RENEW },
    { 404, "NoSuchUpload", HOIST_ERROR_RENEW, HOIST_ERROR_RENEW },
    { 404, "Unheard", HOIST_ERROR_PROTOCOL, HOIST_ERROR_PROTOCOL },
    { 405, "MethodNotAllowed", HOIST_ERROR_REFUSED, HOIST_ERROR_REFUSED },
    { 408, "RequestTimeout", HOIST_ERROR_BUSY, HOIST_ERROR_BUSY },
    { 409, "OperationAborted", HOIST_ERROR_BUSY, HOIST_ERROR_BUSY },
    { 411, "MissingContentLength", HOIST_ERROR_REFUSED, HOIST_ERROR_REFUSED },
    { 500, "InternalError", HOIST_ERROR_BUSY, HOIST_ERROR_BUSY },
    { 503, "ServiceUnavailable", HOIST_ERROR_BUSY, HOIST_ERROR_BUSY },
    { 503, "SlowDown", HOIST_ERROR_BUSY, HOIST_ERROR_BUSY },
    { 200, "InternalError", HOIST_ERROR_BUSY, HOIST_ERROR_BUSY },
    { 301, "PermanentRedirect", HOIST_ERROR_PROTOCOL, HOIST_ERROR_PROTOCOL },
    { 307, "TemporaryRedirect", HOIST_ERROR_PROTOCOL, HOIST_ERROR_PROTOCOL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *text = dup_error (rows[i].code);

    g_test_message ("%u %s", rows[i].status, rows[i].code);
    plan_one (self);
    g_assert_cmpint (read_part (self, 0, rows[i].status, text).kind, ==, HOIST_MOVE_FAILED);
    g_assert_error (self->error, HOIST_ERROR, (int) rows[i].fresh);
    g_assert_null (strstr (self->error->message, "planted"));
    g_assert_false (get_part (self, 0)->is_done);

    self->facts.now_us = EXPIRES_US;
    read_part (self, 0, rows[i].status, text);
    g_assert_error (self->error, HOIST_ERROR, (int) rows[i].expired);
    self->facts.now_us = NOW_US;
  }
}

static void
test_request_id_and_wait (void)
{
  g_autofree char *text = dup_error ("SlowDown");
  g_autoptr (GBytes) body = g_bytes_new (text, strlen (text));
  g_autoptr (HoistReply) reply = hoist_reply_new (503, body);
  g_autoptr (GError) without = hoist_huawei_store_new_error (reply, FALSE);
  g_autoptr (GError) with = NULL;

  hoist_reply_set_header (reply, "x-obs-request-id", "0000018A", 0);
  hoist_reply_set_header (reply, "Retry-After", "7", 0);
  with = hoist_huawei_store_new_error (reply, FALSE);
  g_assert_true (g_str_has_suffix (without->message, "(SlowDown, request 1)"));
  g_assert_true (g_str_has_suffix (with->message, "(SlowDown, request 0000018A)"));
  g_assert_cmpint (hoist_error_get_wait (without), ==, -1);
  g_assert_cmpint (hoist_error_get_wait (with), ==, 7 * G_USEC_PER_SEC);
}

static HoistMove
read_moved (Fixture *self, guint index, const char *location)
{
  g_autofree char *text = dup_error ("TemporaryRedirect");
  g_autoptr (GBytes) body = g_bytes_new (text, strlen (text));
  g_autoptr (HoistReply) reply = hoist_reply_new (307, body);

  if (location != NULL)
    hoist_reply_set_header (reply, "Location", location, 0);
  g_clear_error (&self->error);
  return hoist_huawei_put_read (&self->facts, self->ticket, get_part (self, index), reply,
                                &self->error);
}

/* "follow 307 only to an https host, with body rewound; otherwise stop" (notes 12.4). */
static void
test_moved (Fixture *self, gconstpointer data)
{
  static const char elsewhere[] = "https://elsewhere.example/1?Signature=a%2Bb";
  static const char *const bad[] = { NULL, "", "http://elsewhere.example/1", "/1", "file:///1" };

  plan_one (self);
  g_assert_cmpint (read_moved (self, 0, elsewhere).kind, ==, HOIST_MOVE_AGAIN);
  g_assert_cmpint (write_part (self, 0).kind, ==, HOIST_MOVE_SEND);
  g_assert_cmpstr (self->request->url, ==, elsewhere);
  g_assert_cmpstr (get_header (self, "Content-MD5"), ==, MD5);
  g_assert_cmpuint (self->request->length, ==, 5);

  /* whatever it says there, the next try begins where the service said */
  g_assert_cmpint (read_part (self, 0, 503, "").kind, ==, HOIST_MOVE_FAILED);
  g_assert_cmpint (write_part (self, 0).kind, ==, HOIST_MOVE_SEND);
  g_assert_cmpstr (self->request->url, ==, URL);

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_assert_cmpint (read_moved (self, 0, bad[i]).kind, ==, HOIST_MOVE_FAILED);
    g_assert_error (self->error, HOIST_ERROR, HOIST_ERROR_PROTOCOL);
  }
}

/* A circle has an end, and parts that arrive begin the count anew. */
static void
test_moved_for_ever (Fixture *self, gconstpointer data)
{
  HoistMove move = { .kind = HOIST_MOVE_AGAIN };
  guint n_moves = 0;

  g_assert_true (plan_large (self, 6 * GIB, 2, "partNumber=#"));
  while (move.kind == HOIST_MOVE_AGAIN && n_moves < 100) {
    move = read_moved (self, 0, "https://elsewhere.example/1");
    n_moves++;
  }
  g_assert_error (self->error, HOIST_ERROR, HOIST_ERROR_PROTOCOL);
  g_assert_cmpuint (n_moves, <, 20);

  g_assert_cmpint (read_part (self, 1, 200, "").kind, ==, HOIST_MOVE_DONE);
  g_assert_cmpint (read_moved (self, 0, "https://elsewhere.example/1").kind, ==, HOIST_MOVE_AGAIN);
  g_assert_cmpint (write_part (self, 0).kind, ==, HOIST_MOVE_SEND);
  g_assert_cmpstr (self->request->url, ==, "https://elsewhere.example/1");
  g_assert_null (self->request->content_type);
}

/* Answers that no store gives. A page or a text under a good status is no proof. */
static void
test_no_answer (Fixture *self, gconstpointer data)
{
  static const struct {
    guint status;
    const char *body;
    HoistErrorCode code;
  } rows[] = {
    { 200, "<html>", HOIST_ERROR_OFFLINE }, { 200, "ok", HOIST_ERROR_BUSY },
    { 403, "", HOIST_ERROR_REFUSED },       { 500, "", HOIST_ERROR_BUSY },
    { 502, "<html>", HOIST_ERROR_BUSY },    { 400, "<Error>", HOIST_ERROR_REFUSED },
    { 413, "", HOIST_ERROR_TOO_LARGE },     { 401, "", HOIST_ERROR_REFUSED },
  };

  plan_one (self);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    read_part (self, 0, rows[i].status, rows[i].body);
    g_assert_error (self->error, HOIST_ERROR, (int) rows[i].code);
    g_assert_false (get_part (self, 0)->is_done);
  }
}

/* "hash again; if the hash differs, new record; if not, one repeat". */
static void
test_bad_digest (Fixture *self, gconstpointer data)
{
  g_autofree char *text = dup_error ("BadDigest");
  HoistDigests digests = self->file.digests;
  HoistMove move = { 0 };

  plan_one (self);
  g_assert_cmpint (write_part (self, 0).kind, ==, HOIST_MOVE_SEND);
  read_part (self, 0, 400, text);
  g_assert_error (self->error, HOIST_ERROR, HOIST_ERROR_DAMAGED);
  move = write_part (self, 0);
  g_assert_cmpint (move.kind, ==, HOIST_MOVE_NEEDS);
  g_assert_cmpint (move.digests, ==, HOIST_DIGEST_MD5);
  g_assert_cmpuint (move.offset, ==, 0);
  g_assert_cmpuint (move.length, ==, 5);

  hoist_part_set_digests (get_part (self, 0), &digests, HOIST_DIGEST_MD5);
  g_assert_cmpint (write_part (self, 0).kind, ==, HOIST_MOVE_SEND);
  digests.md5[15] ^= 1;
  hoist_part_set_digests (get_part (self, 0), &digests, HOIST_DIGEST_MD5);
  g_assert_cmpint (write_part (self, 0).kind, ==, HOIST_MOVE_FAILED);
  g_assert_error (self->error, HOIST_ERROR, HOIST_ERROR_CHANGED);
}

/* Neither Content-Type nor Content-MD5 by default. */
static void
test_large_request (Fixture *self, gconstpointer data)
{
  g_assert_true (plan_large (self, 10 * MIB + 1, 4, "Expires=176850000#"));
  g_assert_cmpuint (hoist_ticket_get_n_parts (self->ticket), ==, 4);
  for (guint i = 0; i < 4; i++) {
    const HoistPart *part = get_part (self, i);
    g_autofree char *url =
        g_strdup_printf ("https://obs.example/%u?Expires=176850000%u", i + 1, i + 1);

    g_assert_cmpuint (part->offset, ==, i * G_GUINT64_CONSTANT (2621441));
    g_assert_cmpuint (part->length, ==, i < 3 ? 2621441 : 10 * MIB + 1 - 3 * 2621441);
    g_assert_cmpint (write_part (self, i).kind, ==, HOIST_MOVE_SEND);
    g_assert_cmpstr (self->request->url, ==, url);
    g_assert_null (self->request->content_type);
    g_assert_cmpuint (self->request->headers->len, ==, 0);
    g_assert_cmpuint (self->request->offset, ==, part->offset);
    g_assert_cmpuint (self->request->length, ==, part->length);
  }
  /* the first that runs out counts */
  g_assert_cmpint (self->ticket->expires_us, ==, EXPIRES_US + G_USEC_PER_SEC);
}

/* Contradiction 10.1: partNumber in an address wins over its place. */
static void
test_large_order (Fixture *self, gconstpointer data)
{
  self->file.size = 10 * MIB;
  hoist_ticket_set (self->ticket, "large", "1");
  g_assert_true (plan (self, "{\"upload_urls\":[\"https://obs.example/a?partNumber=2&uploadId=U\","
                             "\"https://obs.example/b?uploadId=U&partNumber=1\"]}"));
  write_part (self, 0);
  g_assert_true (g_str_has_prefix (self->request->url, "https://obs.example/b"));
  write_part (self, 1);
  g_assert_true (g_str_has_prefix (self->request->url, "https://obs.example/a"));
}

static void
test_large_nonsense (Fixture *self, gconstpointer data)
{
  static const char *const bad[] = {
    "{}",
    "{\"upload_urls\":[]}",
    "{\"upload_urls\":\"https://obs.example/a\"}",
    "{\"upload_urls\":[1]}",
    ("{\"upload_urls\":[\"https://obs.example/a?partNumber=1\","
     "\"https://obs.example/b?partNumber=1\"]}"),
    "{\"upload_urls\":[\"https://obs.example/a?partNumber=2\"]}",
    "{\"upload_urls\":[\"https://obs.example/a\",\"http://obs.example/b\"]}",
  };

  self->file.size = 10 * MIB;
  hoist_ticket_set (self->ticket, "large", "1");
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_assert_false (plan (self, bad[i]));
    g_assert_error (self->error, HOIST_ERROR, HOIST_ERROR_PROTOCOL);
    g_assert_false (hoist_ticket_has_sealed (self->ticket));
  }
  g_assert_false (plan_large (self, 10 * MIB, 101, "a=#"));
  /* more addresses than bytes, or parts larger than one PUT takes */
  g_assert_false (plan_large (self, 5, 4, "a=#"));
  g_assert_false (plan_large (self, 20 * GIB, 3, "a=#"));
  g_assert_true (plan_large (self, 500 * GIB, 100, "a=#"));
}

/* Contradiction 10.2: one retry with the type, without an MD5, before anything was taken. */
static void
test_large_with_type (Fixture *self, gconstpointer data)
{
  g_autofree char *refused = dup_error ("SignatureDoesNotMatch");

  g_assert_true (plan_large (self, 10 * MIB, 4, "a=#"));
  write_part (self, 0);
  g_assert_cmpint (read_part (self, 0, 403, refused).kind, ==, HOIST_MOVE_AGAIN);
  g_assert_cmpint (write_part (self, 0).kind, ==, HOIST_MOVE_SEND);
  g_assert_cmpstr (self->request->content_type, ==, "video/mp4");
  g_assert_cmpuint (self->request->headers->len, ==, 0);
  g_assert_cmpint (read_part (self, 0, 200, "").kind, ==, HOIST_MOVE_DONE);

  /* the others know at once */
  write_part (self, 1);
  g_assert_cmpstr (self->request->content_type, ==, "video/mp4");
  g_assert_cmpint (read_part (self, 1, 403, refused).kind, ==, HOIST_MOVE_FAILED);
  g_assert_error (self->error, HOIST_ERROR, HOIST_ERROR_REFUSED);
}

static void
test_large_with_type_only_once (Fixture *self, gconstpointer data)
{
  g_autofree char *refused = dup_error ("SignatureDoesNotMatch");

  g_assert_true (plan_large (self, 10 * MIB, 4, "a=#"));
  g_assert_cmpint (read_part (self, 0, 403, refused).kind, ==, HOIST_MOVE_AGAIN);
  write_part (self, 0);
  g_assert_cmpint (read_part (self, 0, 403, refused).kind, ==, HOIST_MOVE_FAILED);

  /* something was taken without a type, so the type is not what is wrong */
  g_assert_true (plan_large (self, 10 * MIB, 4, "a=#"));
  write_part (self, 0);
  read_part (self, 0, 200, "");
  write_part (self, 1);
  g_assert_cmpint (read_part (self, 1, 403, refused).kind, ==, HOIST_MOVE_FAILED);
  g_assert_error (self->error, HOIST_ERROR, HOIST_ERROR_REFUSED);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/huawei-put/request-without-keys", test_request);
  ADD ("/huawei-put/content-types-by-table", test_content_types);
  ADD ("/huawei-put/addresses-run-out", test_expiry);
  ADD ("/huawei-put/codes-by-table", test_codes);
  g_test_add_func ("/huawei-put/request-id-and-wait", test_request_id_and_wait);
  ADD ("/huawei-put/replies-that-are-no-answers", test_no_answer);
  ADD ("/huawei-put/follows-a-temporary-redirect", test_moved);
  ADD ("/huawei-put/follows-no-circle", test_moved_for_ever);
  ADD ("/huawei-put/refused-md5-is-taken-again", test_bad_digest);
  ADD ("/huawei-put/part-of-a-large-file", test_large_request);
  ADD ("/huawei-put/part-number-wins-over-order", test_large_order);
  ADD ("/huawei-put/nonsense-about-large-files", test_large_nonsense);
  ADD ("/huawei-put/part-with-content-type", test_large_with_type);
  ADD ("/huawei-put/part-with-content-type-only-once", test_large_with_type_only_once);
  return g_test_run ();
}
