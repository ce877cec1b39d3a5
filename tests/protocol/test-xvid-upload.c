/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Xvid MediaHub from the session to the last byte: BEGIN, RENEW, PART and PROBE. */
#include "xvid-fixture.h"

#define POST_OK                                                                                    \
  "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<PostResponse><Location>https://x</Location>"       \
  "<Bucket>example-bucket</Bucket><Key>tmp/a</Key><ETag>\"" XVID_FILE_MD5                          \
  "\"</ETag></PostResponse>"
#define EXPIRED                                                                                    \
  "<Error><Code>AccessDenied</Code><Message>Invalid according to Policy: Policy "                  \
  "expired.</Message>"                                                                             \
  "<RequestId>ABC</RequestId></Error>"

static HoistPart *
get_part (Fixture *self, guint index)
{
  return hoist_ticket_get_part (self->ticket, index);
}

static HoistMove
read_part (Fixture *self, guint status, const char *text)
{
  HoistPart *part = get_part (self, 0);

  g_assert_cmpint (write_step (self, HOIST_STEP_PART, part).kind, ==, HOIST_MOVE_SEND);
  return read_reply (self, HOIST_STEP_PART, part, new_stored (status, text));
}

static void
renew (Fixture *self)
{
  g_assert_cmpint (write_step (self, HOIST_STEP_RENEW, NULL).kind, ==, HOIST_MOVE_SEND);
  assert_done (read_step (self, HOIST_STEP_RENEW, 200, XVID_SESSION));
}

static void
test_begin (Fixture *self, gconstpointer data)
{
  HoistMove move = write_step (self, HOIST_STEP_BEGIN, NULL);

  assert_sent (self, move, "POST",
               "https://api.xvid.com/v1/files/uploads/?object_key=uploads%2Ftest.mp4"
               "&pipeline_id=" XVID_PIPELINE "&format=json");
  g_assert_false (hoist_request_has_body (self->request));
  g_assert_cmpstr (get_header (self, "Authorization"), ==, "Bearer " XVID_TOKEN);
  g_assert_cmpstr (get_header (self, "Accept"), ==, "application/json");
  g_assert_cmpstr (self->request->bucket, ==, "api");
  g_assert_cmpint (self->request->replay, ==, HOIST_REPLAY_SAFE);
  g_assert_cmpint (self->request->answer_us, ==, 60 * G_USEC_PER_SEC);

  assert_done (read_step (self, HOIST_STEP_BEGIN, 200, XVID_SESSION));
  g_assert_cmpstr (hoist_ticket_get (self->ticket, "upload-id"), ==, XVID_UPLOAD);
  g_assert_cmpstr (hoist_ticket_get (self->ticket, "file-id"), ==, XVID_FILE);
  g_assert_cmpstr (hoist_ticket_get (self->ticket, "object-key"), ==, "uploads/test.mp4");
  g_assert_cmpint (self->ticket->expires_us, ==, XVID_END_US);
  g_assert_cmpuint (hoist_ticket_get_n_parts (self->ticket), ==, 1);
  g_assert_cmpuint (get_part (self, 0)->length, ==, 1000);
  g_assert_true (self->ticket->is_changed);
  g_assert_true (self->ticket->is_grid_new);
}

/* The form is a permission to write: nothing of it may get into the store. */
static void
test_form_is_sealed (Fixture *self, gconstpointer data)
{
  g_autofree char *text = NULL;
  g_autofree char *sealed = NULL;

  begin (self);
  text = hoist_ticket_to_text (self->ticket);
  sealed = hoist_ticket_sealed_to_text (self->ticket);
  g_assert_null (strstr (text, XVID_SIGNATURE));
  g_assert_null (strstr (text, XVID_POLICY));
  g_assert_null (strstr (text, "AKIAEXAMPLE"));
  g_assert_nonnull (strstr (sealed, XVID_SIGNATURE));
}

static void
test_post (Fixture *self, gconstpointer data)
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  begin (self);
  assert_sent (self, write_step (self, HOIST_STEP_PART, get_part (self, 0)), "POST", XVID_BUCKET);
  before = dup_text (self->request->before);
  after = dup_text (self->request->after);

#define HEAD "--HoistFormBoundary0000000000abcdef\r\nContent-Disposition: form-data; name="
  g_assert_cmpstr (
      before, ==,
      HEAD "\"key\"\r\n\r\ntmp/" XVID_PIPELINE "/uploads/test.mp4\r\n" HEAD
           "\"acl\"\r\n\r\nprivate\r\n" HEAD "\"success_action_status\"\r\n\r\n201\r\n" HEAD
           "\"name\"\r\n\r\ntest.mp4\r\n" HEAD "\"filename\"\r\n\r\n\r\n" HEAD
           "\"chunk\"\r\n\r\n0\r\n" HEAD "\"chunks\"\r\n\r\n1\r\n" HEAD
           "\"policy\"\r\n\r\n" XVID_POLICY "\r\n" HEAD "\"signature\"\r\n\r\n" XVID_SIGNATURE
           "\r\n" HEAD "\"AWSAccessKeyId\"\r\n\r\nAKIAEXAMPLE\r\n" HEAD
           "\"file\"; filename=\"file\"\r\n"
           "Content-Type: application/octet-stream\r\n\r\n");
#undef HEAD
  g_assert_cmpstr (after, ==, "\r\n--HoistFormBoundary0000000000abcdef--\r\n");
  g_assert_cmpstr (self->request->content_type, ==,
                   "multipart/form-data; boundary=HoistFormBoundary0000000000abcdef");
  g_assert_cmpuint (self->request->offset, ==, 0);
  g_assert_cmpuint (self->request->length, ==, 1000);
  g_assert_cmpuint (hoist_request_get_body_size (self->request), ==,
                    1000 + strlen (before) + strlen (after));
  g_assert_cmpuint (self->request->headers->len, ==, 0); /* above all no token */
  g_assert_cmpint (self->request->digests, ==, HOIST_DIGEST_MD5);
  g_assert_cmpstr (self->request->bucket, ==, "storage");
  g_assert_cmpint (self->request->replay, ==, HOIST_REPLAY_SAFE);
  g_assert_cmpint (self->request->answer_us, ==, 300 * G_USEC_PER_SEC);
}

static char *
dup_field (const char *form, const char *name)
{
  g_autofree char *head = g_strdup_printf ("name=\"%s\"\r\n\r\n", name);
  const char *start = strstr (form, head);

  g_assert_nonnull (start);
  start += strlen (head);
  return g_strndup (start, strstr (start, "\r\n") - start);
}

/* The vector of the notes' section 11.2: a store that checks the form as it arrives accepts it. */
static void
test_signature_vector (Fixture *self, gconstpointer data)
{
  static const char secret[] = "ExampleS3Secret/0123456789+abcdefghijkl";
  g_autofree char *form = NULL;
  g_autofree char *policy = NULL;
  g_autofree char *signature = NULL;
  g_autofree char *computed = NULL;
  g_autoptr (GHmac) hmac = g_hmac_new (G_CHECKSUM_SHA1, (const guchar *) secret, strlen (secret));
  guint8 digest[20];
  gsize length = sizeof digest;

  begin (self);
  write_step (self, HOIST_STEP_PART, get_part (self, 0));
  form = dup_text (self->request->before);
  policy = dup_field (form, "policy");
  signature = dup_field (form, "signature");
  g_hmac_update (hmac, (const guchar *) policy, strlen (policy));
  g_hmac_get_digest (hmac, digest, &length);
  computed = g_base64_encode (digest, length);
  g_assert_cmpstr (signature, ==, computed);
  g_assert_cmpstr (signature, ==, XVID_SIGNATURE);
}

static void
test_boundary_is_new (Fixture *self, gconstpointer data)
{
  g_autofree char *first = NULL;

  begin (self);
  write_step (self, HOIST_STEP_PART, get_part (self, 0));
  first = g_strdup (self->request->content_type);
  self->facts.nonce++;
  write_step (self, HOIST_STEP_PART, get_part (self, 0));
  g_assert_cmpstr (self->request->content_type, !=, first);
}

static void
test_stored (Fixture *self, gconstpointer data)
{
  static const struct {
    guint status;
    const char *text;
    gboolean is_stored;
  } rows[] = {
    { 201, POST_OK, TRUE },
    { 200, "", TRUE },
    { 204, "", TRUE },
    { 201, "", TRUE },
    { 201, "<PostResponse><Loc", TRUE },
    { 200, "<html><body>Sign in</body></html>", FALSE },
    { 200, "<!DOCTYPE html><p>Sign in", FALSE },
    { 200, "<Error><Code>InternalError</Code></Error>", FALSE },
    { 202, "", FALSE },
    { 206, POST_OK, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    HoistMove move = { 0 };
    g_autofree char *md5 = NULL;

    g_test_message ("%u %s", rows[i].status, rows[i].text);
    hoist_ticket_reset (self->ticket);
    begin (self);
    move = read_part (self, rows[i].status, rows[i].text);
    g_assert_cmpint (move.kind, ==, rows[i].is_stored ? HOIST_MOVE_DONE : HOIST_MOVE_FAILED);
    g_assert_true (get_part (self, 0)->is_done == rows[i].is_stored);
    g_assert_cmpuint (get_part (self, 0)->kept, ==, rows[i].is_stored ? 1000 : 0);
    md5 = hoist_part_dup_digest_hex (get_part (self, 0));
    g_assert_cmpstr (md5, ==, rows[i].is_stored ? XVID_FILE_MD5 : NULL);
  }
}

/* A web page with a good status is a network that wants a sign-in, and no news about the file. */
static void
test_page_is_no_store (Fixture *self, gconstpointer data)
{
  HoistReply *reply = new_stored (201, "Sign in");

  begin (self);
  hoist_reply_set_header (reply, "Content-Type", "text/html; charset=utf-8", 0);
  assert_failed (self, read_reply (self, HOIST_STEP_PART, get_part (self, 0), reply),
                 HOIST_ERROR_OFFLINE);
}

static void
test_etag (Fixture *self, gconstpointer data)
{
  static const struct {
    const char *etag;
    const char *kept;
    gboolean is_same;
  } rows[] = {
    { "\"" XVID_FILE_MD5 "\"", XVID_FILE_MD5, TRUE },
    { "9E107D9D372BB6826BD81D3542A419D6", "9E107D9D372BB6826BD81D3542A419D6", TRUE },
    { "\"00000000000000000000000000000000\"", "00000000000000000000000000000000", FALSE },
    { "\"\"", NULL, TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    HoistReply *reply = new_stored (204, "");

    begin (self);
    hoist_reply_set_header (reply, "ETag", rows[i].etag, 0);
    assert_done (read_reply (self, HOIST_STEP_PART, get_part (self, 0), reply));
    g_assert_cmpstr (get_part (self, 0)->etag, ==, rows[i].kept);
    g_assert_cmpstr (hoist_ticket_get (self->ticket, "etag"), ==,
                     rows[i].is_same ? NULL : "differs");
    hoist_ticket_reset (self->ticket);
  }
  begin (self);
  assert_done (read_part (self, 201, POST_OK));
  g_assert_cmpstr (get_part (self, 0)->etag, ==, XVID_FILE_MD5);
}

static void
test_expired_policy (Fixture *self, gconstpointer data)
{
  begin (self);
  for (guint i = 0; i < 2; i++) {
    assert_jump (read_part (self, 403, EXPIRED), HOIST_STEP_RENEW);
    renew (self);
  }
  /* at most two new sessions without progress */
  assert_failed (self, read_part (self, 403, EXPIRED), HOIST_ERROR_REFUSED);
}

/* Also where the store does not say so, its clock may. */
static void
test_expired_by_date (Fixture *self, gconstpointer data)
{
  static const char denied[] =
      "<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>";

  begin (self);
  self->facts.now_us = XVID_END_US - 100 * (gint64) G_USEC_PER_SEC;
  self->date_us = XVID_END_US - 1;
  assert_failed (self, read_part (self, 403, denied), HOIST_ERROR_REFUSED);
  self->date_us = XVID_END_US;
  assert_jump (read_part (self, 403, denied), HOIST_STEP_RENEW);
}

static void
test_slow_line (Fixture *self, gconstpointer data)
{
  begin (self);
  self->date_us = XVID_NOW_US + 1799 * (gint64) G_USEC_PER_SEC;
  assert_jump (read_part (self, 403, EXPIRED), HOIST_STEP_RENEW);
  self->date_us = XVID_NOW_US + 1800 * (gint64) G_USEC_PER_SEC;
  assert_failed (self, read_part (self, 403, EXPIRED), HOIST_ERROR_REFUSED);
  g_assert_nonnull (strstr (self->error->message, "too slow"));
  g_assert_nonnull (strstr (self->error->message, "Several chunks"));
}

static void
test_refused_form (Fixture *self, gconstpointer data)
{
  static const char *const codes[] = { "SignatureDoesNotMatch", "InvalidAccessKeyId" };

  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++) {
    g_autofree char *text = g_strdup_printf ("<Error><Code>%s</Code></Error>", codes[i]);

    begin (self);
    assert_jump (read_part (self, 403, text), HOIST_STEP_RENEW);
    renew (self);
    assert_failed (self, read_part (self, 403, text), HOIST_ERROR_REFUSED);
    hoist_ticket_reset (self->ticket);
  }
}

/* A session is only used while its policy holds for another minute. */
static void
test_policy_margin (Fixture *self, gconstpointer data)
{
  begin (self);
  self->facts.now_us = XVID_END_US - 60 * (gint64) G_USEC_PER_SEC;
  g_assert_cmpint (write_step (self, HOIST_STEP_PART, get_part (self, 0)).kind, ==,
                   HOIST_MOVE_SEND);
  self->facts.now_us++;
  assert_jump (write_step (self, HOIST_STEP_PART, get_part (self, 0)), HOIST_STEP_RENEW);
  renew (self);
  assert_jump (write_step (self, HOIST_STEP_PART, get_part (self, 0)), HOIST_STEP_RENEW);
  renew (self);
  /* sessions that are born too old lead nowhere */
  assert_failed (self, write_step (self, HOIST_STEP_PART, get_part (self, 0)), HOIST_ERROR_REFUSED);
}

/* The key stays the one that the upload began with. */
static void
test_renew_keeps_key (Fixture *self, gconstpointer data)
{
  begin (self);
  hoist_settings_set (self->settings, "folder", "elsewhere");
  assert_sent (self, write_step (self, HOIST_STEP_RENEW, NULL), "POST",
               "https://api.xvid.com/v1/files/uploads/?object_key=uploads%2Ftest.mp4"
               "&pipeline_id=" XVID_PIPELINE "&format=json");
  assert_done (read_step (self, HOIST_STEP_RENEW, 200,
                          "{\"upload\":{\"id\":\"second\",\"form_post_url\":\"" XVID_BUCKET
                          "\"," XVID_FORM "}}"));
  g_assert_cmpstr (hoist_ticket_get (self->ticket, "upload-id"), ==, "second");
  g_assert_null (hoist_ticket_get (self->ticket, "file-id"));
}

static void
set_location (HoistReply *reply, const char *location)
{
  hoist_reply_set_header (reply, "Location", location, 0);
}

static HoistMove
redirect (Fixture *self, guint status, const char *location)
{
  HoistReply *reply =
      new_stored (status, "<Error><Code>TemporaryRedirect</Code><Endpoint>b.example</Endpoint>"
                          "</Error>");

  set_location (reply, location);
  return read_reply (self, HOIST_STEP_PART, get_part (self, 0), reply);
}

static void
test_temporary_redirect (Fixture *self, gconstpointer data)
{
  g_autofree char *text = NULL;

  begin (self);
  write_step (self, HOIST_STEP_PART, get_part (self, 0));
  assert_again (redirect (self, 307, "https://b.example/x?sig=1"), 0);
  text = hoist_ticket_to_text (self->ticket);
  g_assert_null (strstr (text, "b.example"));
  assert_sent (self, write_step (self, HOIST_STEP_PART, get_part (self, 0)), "POST",
               "https://b.example/x?sig=1");
  g_assert_cmpuint (self->request->headers->len, ==, 0);
  g_assert_cmpuint (self->request->length, ==, 1000);
  assert_done (read_reply (self, HOIST_STEP_PART, get_part (self, 0), new_stored (201, POST_OK)));
}

static void
test_bad_redirects (Fixture *self, gconstpointer data)
{
  static const char *const bad[] = { "http://b.example/", "ftp://b.example/", "/only/a/path", "",
                                     "https://user@b.example/" };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
    begin (self);
    assert_failed (self, redirect (self, 307, bad[i]), HOIST_ERROR_PROTOCOL);
  }

  /* not in circles; and a later try begins at the form's own address */
  begin (self);
  for (guint i = 0; i < 3; i++)
    assert_again (redirect (self, 307, "https://b.example/"), 0);
  assert_failed (self, redirect (self, 307, "https://b.example/"), HOIST_ERROR_PROTOCOL);
  assert_sent (self, write_step (self, HOIST_STEP_PART, get_part (self, 0)), "POST", XVID_BUCKET);
}

static void
test_permanent_redirect (Fixture *self, gconstpointer data)
{
  begin (self);
  assert_failed (self,
                 read_part (self, 301,
                            "<Error><Code>PermanentRedirect</Code><Endpoint>s3.eu.example"
                            "</Endpoint></Error>"),
                 HOIST_ERROR_PROTOCOL);
  g_assert_nonnull (strstr (self->error->message, "s3.eu.example"));
}

static void
test_probe (Fixture *self, gconstpointer data)
{
  /* the very first reply was lost */
  self->ticket->has_begun = TRUE;
  assert_jump (write_step (self, HOIST_STEP_PROBE, NULL), HOIST_STEP_BEGIN);

  /* nothing of an interrupted form is there: the same form, or a new one */
  begin (self);
  assert_done (write_step (self, HOIST_STEP_PROBE, NULL));
  g_assert_cmpint (write_step (self, HOIST_STEP_PART, get_part (self, 0)).kind, ==,
                   HOIST_MOVE_SEND);
  self->facts.now_us = XVID_END_US - 59 * (gint64) G_USEC_PER_SEC;
  assert_jump (write_step (self, HOIST_STEP_PROBE, NULL), HOIST_STEP_RENEW);

  /* the bytes are there, and nobody has said so yet: no permission is needed any more */
  self->facts.now_us = XVID_NOW_US;
  send_part (self, 0);
  self->facts.now_us = XVID_END_US;
  assert_done (write_step (self, HOIST_STEP_PROBE, NULL));
}

/* Without a keyring the form is gone after a restart. */
static void
test_probe_without_seal (Fixture *self, gconstpointer data)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  HoistTicket *again = NULL;

  begin (self);
  text = hoist_ticket_to_text (self->ticket);
  again = hoist_ticket_new_from_text (text, &error);
  g_assert_no_error (error);
  hoist_ticket_free (self->ticket);
  self->ticket = again;
  hoist_ticket_plan (again, 1000, 1000, NULL); /* parts are rows of their own */
  assert_jump (write_step (self, HOIST_STEP_PROBE, NULL), HOIST_STEP_RENEW);
  assert_jump (write_step (self, HOIST_STEP_PART, get_part (self, 0)), HOIST_STEP_RENEW);
}

/* Another run of the same upload has its two sessions again. */
static void
test_probe_is_a_new_try (Fixture *self, gconstpointer data)
{
  begin (self);
  renew (self);
  renew (self);
  assert_failed (self, read_part (self, 403, EXPIRED), HOIST_ERROR_REFUSED);
  assert_done (write_step (self, HOIST_STEP_PROBE, NULL));
  assert_jump (read_part (self, 403, EXPIRED), HOIST_STEP_RENEW);
}

static void
assert_begin_fails (Fixture *self, const char *text, HoistErrorCode code)
{
  g_test_message ("%s", text);
  assert_failed (self, read_step (self, HOIST_STEP_BEGIN, 200, text), code);
  g_assert_cmpuint (hoist_ticket_get_n_parts (self->ticket), ==, 0);
}

static void
test_bad_sessions (Fixture *self, gconstpointer data)
{
#define UPLOAD(rest) "{\"upload\":{" rest "}}"
#define ID "\"id\":\"u\","
#define ADDRESS "\"form_post_url\":\"" XVID_BUCKET "\","
  write_step (self, HOIST_STEP_BEGIN, NULL);
  assert_begin_fails (self, UPLOAD (ID ADDRESS "\"storage_type\":\"AZURE\"," XVID_FORM),
                      HOIST_ERROR_REFUSED);
  assert_begin_fails (self, UPLOAD (ADDRESS XVID_FORM), HOIST_ERROR_PROTOCOL);
  assert_begin_fails (self, UPLOAD ("\"id\":\"../x\"," ADDRESS XVID_FORM), HOIST_ERROR_PROTOCOL);
  assert_begin_fails (self, UPLOAD ("\"id\":\"\"," ADDRESS XVID_FORM), HOIST_ERROR_PROTOCOL);
  assert_begin_fails (self, UPLOAD (ID XVID_FORM), HOIST_ERROR_PROTOCOL);
  assert_begin_fails (self, UPLOAD (ID "\"form_post_url\":\"http://s3.example/\"," XVID_FORM),
                      HOIST_ERROR_PROTOCOL);
  assert_begin_fails (self, UPLOAD (ID "\"form_post_url\":\"" XVID_BUCKET "\""),
                      HOIST_ERROR_PROTOCOL);
  assert_begin_fails (self, UPLOAD (ID ADDRESS "\"form_post_params\":{}"), HOIST_ERROR_PROTOCOL);
  assert_begin_fails (self, UPLOAD (ID ADDRESS "\"form_post_params\":{\"a\\r\\nb\":\"1\"}"),
                      HOIST_ERROR_PROTOCOL);
  assert_begin_fails (self, UPLOAD (ID ADDRESS "\"form_post_params\":{\"a\\\"\":\"1\"}"),
                      HOIST_ERROR_PROTOCOL);
  assert_begin_fails (self, UPLOAD (ID ADDRESS "\"form_post_params\":{\"a\":{\"b\":\"1\"}}"),
                      HOIST_ERROR_PROTOCOL);
  assert_begin_fails (self, "{}", HOIST_ERROR_BUSY);
  assert_begin_fails (self, "{\"upload\":{\"id\"", HOIST_ERROR_BUSY);
  assert_begin_fails (self, "<!DOCTYPE html>", HOIST_ERROR_OFFLINE);
#undef UPLOAD
#undef ID
#undef ADDRESS
}

/* Fields are opaque: of any name, in their order, numbers as they were sent, also empty ones. */
static void
test_opaque_fields (Fixture *self, gconstpointer data)
{
  g_autofree char *before = NULL;
  const char *next = NULL;

  write_step (self, HOIST_STEP_BEGIN, NULL);
  assert_done (read_step (
      self, HOIST_STEP_BEGIN, 200,
      "{\"upload\":{\"id\":7,\"form_post_url\":\"http://127.0.0.1:9/b\",\"form_post_params\":"
      "{\"z\":16092504232103571364,\"x-amz-date\":\"20260115T083000Z\",\"b\":null,\"a\":true,"
      "\"tag\":[\"one\",\"two\"],\"c\":\"\"}}}"));
  g_assert_cmpint (write_step (self, HOIST_STEP_PART, get_part (self, 0)).kind, ==,
                   HOIST_MOVE_SEND);
  before = dup_text (self->request->before);
  next = before;
  for (const char *const *part =
           (const char *const[]){ "\"z\"\r\n\r\n16092504232103571364\r\n",
                                  "\"x-amz-date\"\r\n\r\n20260115T083000Z\r\n", "\"b\"\r\n\r\n\r\n",
                                  "\"a\"\r\n\r\ntrue\r\n", "\"tag\"\r\n\r\none\r\n",
                                  "\"tag\"\r\n\r\ntwo\r\n", "\"c\"\r\n\r\n\r\n", "name=\"file\"",
                                  NULL };
       *part != NULL; part++) {
    next = strstr (next, *part);
    g_assert_nonnull (next);
  }

  /* no policy to read: half an hour from now; no file id: the upload's is as good */
  g_assert_cmpint (self->ticket->expires_us, ==, XVID_END_US);
  g_assert_cmpstr (hoist_ticket_get (self->ticket, "upload-id"), ==, "7");
}

/* Life is counted by the server's clock, whatever ours says. */
static void
test_policy_by_date (Fixture *self, gconstpointer data)
{
  self->date_us = XVID_NOW_US + 10 * (gint64) G_USEC_PER_SEC;
  write_step (self, HOIST_STEP_BEGIN, NULL);
  assert_done (read_step (self, HOIST_STEP_BEGIN, 200,
                          "{\"upload\":{\"id\":\"u\",\"form_post_url\":\"" XVID_BUCKET
                          "\",\"form_post_params\":{\"policy\":\"bm9uc2Vuc2U=\"}}}"));
  g_assert_cmpint (self->ticket->expires_us, ==, self->date_us + 1800 * (gint64) G_USEC_PER_SEC);
}

static void
test_empty_file (Fixture *self, gconstpointer data)
{
  self->file.size = 0;
  g_assert_true (self->provider->check_file (&self->facts, &self->error));
  begin (self);
  g_assert_cmpuint (hoist_ticket_get_n_parts (self->ticket), ==, 1);
  g_assert_cmpint (write_step (self, HOIST_STEP_PART, get_part (self, 0)).kind, ==,
                   HOIST_MOVE_SEND);
  g_assert_cmpuint (self->request->length, ==, 0);
  g_assert_true (hoist_request_has_body (self->request));
  assert_done (read_reply (self, HOIST_STEP_PART, get_part (self, 0), new_reply (201, POST_OK)));
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/xvid-upload/begins-a-session", test_begin);
  ADD ("/xvid-upload/form-is-sealed", test_form_is_sealed);
  ADD ("/xvid-upload/form-is-sent-as-it-came", test_post);
  ADD ("/xvid-upload/signature-vector", test_signature_vector);
  ADD ("/xvid-upload/boundary-is-new-each-time", test_boundary_is_new);
  ADD ("/xvid-upload/which-answers-mean-stored", test_stored);
  ADD ("/xvid-upload/web-page-is-no-store", test_page_is_no_store);
  ADD ("/xvid-upload/etag-is-a-hint", test_etag);
  ADD ("/xvid-upload/expired-policy-is-renewed-twice", test_expired_policy);
  ADD ("/xvid-upload/expired-by-the-store's-clock", test_expired_by_date);
  ADD ("/xvid-upload/slow-line-is-told", test_slow_line);
  ADD ("/xvid-upload/refused-form-is-renewed-once", test_refused_form);
  ADD ("/xvid-upload/policy-must-hold-a-minute", test_policy_margin);
  ADD ("/xvid-upload/new-session-keeps-the-key", test_renew_keeps_key);
  ADD ("/xvid-upload/follows-307-to-https", test_temporary_redirect);
  ADD ("/xvid-upload/refuses-other-307", test_bad_redirects);
  ADD ("/xvid-upload/stops-at-301", test_permanent_redirect);
  ADD ("/xvid-upload/probe", test_probe);
  ADD ("/xvid-upload/probe-without-the-form", test_probe_without_seal);
  ADD ("/xvid-upload/probe-is-a-new-try", test_probe_is_a_new_try);
  ADD ("/xvid-upload/bad-sessions", test_bad_sessions);
  ADD ("/xvid-upload/fields-are-opaque", test_opaque_fields);
  ADD ("/xvid-upload/policy-by-the-server's-clock", test_policy_by_date);
  ADD ("/xvid-upload/empty-file", test_empty_file);
  return g_test_run ();
}
