/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the store of Xvid MediaHub refuses, how early, and as S3 says it. */
#include "xvid-client.h"

#define TYPE "Content-Type: multipart/form-data; boundary=" BOUNDARY "\r\n"
#define POLICY_LIFE_S (30 * 60)

typedef struct {
  Practice practice;
  char *token; /* (owned) */
  Started started;
  Reply reply;
} Stage;

static void
stage_open (Stage *self)
{
  practice_start (&self->practice);
  self->token = xvid_sign_in (&self->practice);
  xvid_start (&self->practice, self->token, &self->started);
}

/* Whatever was refused before, nothing is stored and the right form still goes in. */
static void
stage_close (Stage *self)
{
  xvid_finish (&self->practice, self->token, self->started.id, DONE, &self->reply);
  assert_refused (&self->reply, 400, "0x0230001", "nothing was posted");
  started_clear (&self->started);
  xvid_start (&self->practice, self->token, &self->started);
  xvid_post (&self->practice, self->started.fields, "abc", 3, &self->reply);
  g_assert_cmpuint (self->reply.status, ==, 201);
  started_clear (&self->started);
  reply_clear (&self->reply);
  g_free (self->token);
  practice_end (&self->practice);
}

static void
test_fields (void)
{
  static const struct {
    const char *name;
    const char *value; /* NULL: left out */
    guint status;
    const char *code;
    const char *message;
  } cases[] = {
    { "key", NULL, 400, "InvalidArgument", "key" },
    { "policy", NULL, 403, "AccessDenied", "Access Denied" },
    { "signature", NULL, 400, "InvalidArgument", "signature" },
    { "AWSAccessKeyId", NULL, 400, "InvalidArgument", "AWSAccessKeyId" },
    { "AWSAccessKeyId", "AKIAPRACTICE00000002", 403, "InvalidAccessKeyId", "does not exist" },
    { "signature", "fj7ep5o6YWzdLoqNcHZXNMzXVxI=", 403, "SignatureDoesNotMatch", "signature" },
    { "policy", "e30=", 403, "SignatureDoesNotMatch", "signature" },
    { "acl", "public-read", 403, "AccessDenied", "$acl" },
    { "acl", NULL, 403, "AccessDenied", "$acl" },
    { "success_action_status", "200", 403, "AccessDenied", "$success_action_status" },
    { "filename", NULL, 403, "AccessDenied", "$filename" },
    { "name", NULL, 403, "AccessDenied", "$name" },
    { "key", "tmp/547f3eede4b025bcbff38658/uploads/test.mp4", 403, "AccessDenied", "$key" },
    { "Content-Type", "video/mp4", 403, "AccessDenied", "Extra input fields: Content-Type" },
    { "Content-MD5", "x", 403, "AccessDenied", "Extra input fields: Content-MD5" },
    /* S3 would let these through. */
    { "key", "tmp/" PIPELINE "/uploads/other.mp4", 403, "AccessDenied", "given out: key" },
    { "key", "tmp/" PIPELINE "/uploads/test.mp4.0", 403, "AccessDenied", "given out: key" },
    { "filename", "test.mp4", 403, "AccessDenied", "given out: filename" },
    { "name", "other.mp4", 403, "AccessDenied", "given out: name" },
    { "chunk", "1", 403, "AccessDenied", "given out: chunk" },
    { "chunk", "00", 403, "AccessDenied", "given out: chunk" },
    { "chunks", "2", 403, "AccessDenied", "given out: key" },
    { "chunks", "0", 403, "AccessDenied", "given out: chunks" },
    { "x-ignore-me", "1", 403, "AccessDenied", "given out: x-ignore-me" },
  };
  Stage stage = { 0 };

  stage_open (&stage);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    const char *right = hoist_practice_query_get (stage.started.fields, cases[i].name);
    g_autofree char *kept = g_strdup (right);

    g_test_message ("%s: %s", cases[i].name, cases[i].value);
    params_set (stage.started.fields, cases[i].name, cases[i].value);
    xvid_post (&stage.practice, stage.started.fields, "abc", 3, &stage.reply);
    assert_store_refused (&stage.reply, cases[i].status, cases[i].code, cases[i].message);
    params_set (stage.started.fields, cases[i].name, kept);
  }
  stage_close (&stage);
}

/* Whatever byte of policy or signature is changed, the form is refused. */
static void
test_each_byte (void)
{
  static const char *const names[] = { "policy", "signature" };
  Stage stage = { 0 };

  stage_open (&stage);
  for (gsize n = 0; n < G_N_ELEMENTS (names); n++) {
    g_autofree char *right = g_strdup (hoist_practice_query_get (stage.started.fields, names[n]));

    for (gsize i = 0; i < strlen (right); i++) {
      g_autofree char *wrong = g_strdup (right);

      wrong[i] = wrong[i] == 'A' ? 'B' : 'A';
      params_set (stage.started.fields, names[n], wrong);
      xvid_post (&stage.practice, stage.started.fields, "abc", 3, &stage.reply);
      assert_store_refused (&stage.reply, 403, "SignatureDoesNotMatch", "signature");
    }
    params_set (stage.started.fields, names[n], right);
  }
  stage_close (&stage);
}

static void
test_any_order (void)
{
  Stage stage = { 0 };
  GPtrArray *fields = NULL;
  GString *form = NULL;

  stage_open (&stage);
  fields = stage.started.fields;
  form = g_string_new (NULL);
  for (guint i = fields->len; i > 0; i--) {
    HoistPracticeParam *param = g_ptr_array_index (fields, i - 1);

    form_add_field (form, param->name, param->value);
  }
  form_add_file (form, "abc", 3);
  /* The line's end after the last boundary may be missing. */
  g_string_append (form, "--" BOUNDARY "--");
  xvid_post_form (&stage.practice, form, &stage.reply);
  g_assert_cmpuint (stage.reply.status, ==, 201);
  xvid_finish (&stage.practice, stage.token, stage.started.id, DONE, &stage.reply);
  g_assert_cmpuint (stage.reply.status, ==, 200);
  xvid_await (&stage.practice, stage.token, stage.started.id, &stage.reply);
  g_string_free (form, TRUE);
  started_clear (&stage.started);
  xvid_start (&stage.practice, stage.token, &stage.started);
  stage_close (&stage);
}

typedef enum {
  NO_FILE,
  TWO_FILES,
  FIELD_AFTER_FILE,
  FIELD_TWICE,
  FILE_WITHOUT_NAME,
  FIELD_WITH_FILENAME,
  NO_END,
  LONG_FIELD,
  EPILOGUE,
  PREAMBLE,
} Shape;

static GString *
make_shape (GPtrArray *fields, Shape shape)
{
  GString *form = form_new (fields);
  g_autofree char *filler = g_strnfill (21 * 1024, 'x');

  if (shape == PREAMBLE)
    g_string_prepend (form, "\r\n");
  if (shape == FIELD_TWICE)
    form_add_field (form, "acl", "private");
  if (shape == LONG_FIELD)
    form_add_field (form, "x-ignore-me", filler);
  if (shape == FIELD_WITH_FILENAME)
    g_string_append (form, "--" BOUNDARY "\r\nContent-Disposition: form-data; name=\"more\"; "
                           "filename=\"x\"\r\n\r\n\r\n");
  if (shape == FILE_WITHOUT_NAME)
    form_add_field (form, "file", "abc");
  else if (shape != NO_FILE)
    form_add_file (form, "abc", 3);
  if (shape == TWO_FILES)
    form_add_file (form, "def", 3);
  if (shape == FIELD_AFTER_FILE)
    form_add_field (form, "x-ignore-me", "");
  if (shape != NO_END)
    form_end (form);
  if (shape == EPILOGUE)
    g_string_append (form, "\r\n");
  return form;
}

static void
test_shapes (void)
{
  static const struct {
    Shape shape;
    const char *code;
  } cases[] = {
    { NO_FILE, "IncorrectNumberOfFilesInPostRequest" },
    { TWO_FILES, "IncorrectNumberOfFilesInPostRequest" },
    { FIELD_AFTER_FILE, "InvalidArgument" },
    { FIELD_TWICE, "InvalidArgument" },
    { FILE_WITHOUT_NAME, "InvalidArgument" },
    { FIELD_WITH_FILENAME, "InvalidArgument" },
    { NO_END, "MalformedPOSTRequest" },
    { LONG_FIELD, "MaxPostPreDataLengthExceeded" },
    { EPILOGUE, "MalformedPOSTRequest" },
    { PREAMBLE, "MalformedPOSTRequest" },
  };
  Stage stage = { 0 };

  stage_open (&stage);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    GString *form = make_shape (stage.started.fields, cases[i].shape);

    g_test_message ("%d", cases[i].shape);
    xvid_post_form (&stage.practice, form, &stage.reply);
    assert_store_refused (&stage.reply, 400, cases[i].code, "");
    g_string_free (form, TRUE);
  }
  stage_close (&stage);
}

static void
test_headers (void)
{
  static const struct {
    const char *headers;
    const char *target;
    guint status;
    const char *code;
    const char *message;
  } cases[] = {
    { TYPE "Content-Length: 1\r\nAuthorization: Bearer x\r\n", STORE, 400, "InvalidArgument",
      "Only one auth mechanism" },
    { TYPE "Content-Length: 1\r\nCookie: a=b\r\n", STORE, 400, "InvalidArgument", "cookie" },
    { TYPE "Content-Length: 1\r\n", STORE "?a=b", 400, "InvalidArgument", "query" },
    { TYPE "Transfer-Encoding: chunked\r\n", STORE, 411, "MissingContentLength", "Content-Length" },
    { TYPE, STORE, 411, "MissingContentLength", "Content-Length" },
    { "Content-Length: 1\r\n", STORE, 412, "PreconditionFailed", "multipart/form-data" },
    { "Content-Length: 1\r\n" JSON_TYPE, STORE, 412, "PreconditionFailed", "multipart/form-data" },
    { "Content-Length: 1\r\nContent-Type: multipart/form-data\r\n", STORE, 412,
      "PreconditionFailed", "multipart/form-data" },
    { TYPE "Content-Length: 5368750081\r\n", STORE, 400, "EntityTooLarge", "maximum" },
  };
  Stage stage = { 0 };

  stage_open (&stage);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_test_message ("%s", cases[i].headers);
    /* Only the head is sent: all of these are known before the body. */
    xvid_post_raw (&stage.practice, cases[i].target, cases[i].headers, NULL, 0, &stage.reply);
    assert_store_refused (&stage.reply, cases[i].status, cases[i].code, cases[i].message);
  }
  stage_close (&stage);
}

static void
test_other_addresses (void)
{
  Stage stage = { 0 };

  stage_open (&stage);
  xvid_post_raw (&stage.practice, "/xvid-store/other-bucket/", TYPE "Content-Length: 0\r\n", NULL,
                 0, &stage.reply);
  g_assert_cmpuint (stage.reply.status, ==, 404);
  xvid_send (&stage.practice, "PUT", STORE, "", NULL, &stage.reply);
  g_assert_cmpuint (stage.reply.status, ==, 405);
  stage_close (&stage);
}

static void
test_expiry (void)
{
  Stage stage = { 0 };

  stage_open (&stage);
  g_atomic_int_set (&stage.practice.skew_s, POLICY_LIFE_S + 1);
  xvid_post (&stage.practice, stage.started.fields, "abc", 3, &stage.reply);
  assert_store_refused (&stage.reply, 403, "AccessDenied",
                        "Invalid according to Policy: Policy expired.");
  stage_close (&stage);
}

static void
test_not_yet_expired (void)
{
  Stage stage = { 0 };

  stage_open (&stage);
  g_atomic_int_set (&stage.practice.skew_s, POLICY_LIFE_S - 60);
  xvid_post (&stage.practice, stage.started.fields, "abc", 3, &stage.reply);
  g_assert_cmpuint (stage.reply.status, ==, 201);
  started_clear (&stage.started);
  reply_clear (&stage.reply);
  g_free (stage.token);
  practice_end (&stage.practice);
}

/* The refusal is there while nearly all of the file is still to be sent. */
static void
test_refuses_early (void)
{
  Stage stage = { 0 };
  g_autofree guint8 *data = vector_new ();
  JsonObject *entry = NULL;
  GString *form = NULL;

  stage_open (&stage);
  g_atomic_int_set (&stage.practice.skew_s, POLICY_LIFE_S + 1);
  form = form_new (stage.started.fields);
  form_add_file (form, data, 100000);
  xvid_post_raw (&stage.practice, STORE, TYPE "Content-Length: 4000000000\r\n", form->str,
                 form->len, &stage.reply);
  assert_store_refused (&stage.reply, 403, "AccessDenied", "Policy expired.");
  g_assert_nonnull (strstr (stage.reply.head, "Connection: close"));
  entry = practice_get_last (&stage.practice, "PostForm", &stage.reply);
  g_assert_cmpstr (json_object_get_string_member (entry, "ended"), ==, "early");
  g_assert_cmpint (json_object_get_int_member (entry, "status"), ==, 403);
  g_assert_cmpint (json_object_get_int_member (entry, "received"), <=, (gint64) form->len);
  g_string_free (form, TRUE);
  stage_close (&stage);
}

/* Faults of the line fit to the form as well. */
static void
test_faults (void)
{
  Stage stage = { 0 };

  stage_open (&stage);
  practice_set_faults (&stage.practice, "[{\"call\":\"PostForm\",\"fault\":\"code\","
                                        "\"code\":\"SlowDown\"}]");
  xvid_post (&stage.practice, stage.started.fields, "abc", 3, &stage.reply);
  assert_store_refused (&stage.reply, 503, "SlowDown", "As you wished.");
  practice_set_faults (&stage.practice, "[{\"call\":\"PostForm\",\"fault\":\"code\","
                                        "\"code\":\"RequestTimeout\",\"at\":\"before-body\"}]");
  xvid_post (&stage.practice, stage.started.fields, "abc", 3, &stage.reply);
  assert_store_refused (&stage.reply, 400, "RequestTimeout", "As you wished.");
  practice_set_faults (&stage.practice, "[{\"call\":\"PostForm\",\"fault\":\"early\","
                                        "\"status\":500}]");
  xvid_post (&stage.practice, stage.started.fields, "abc", 3, &stage.reply);
  g_assert_cmpuint (stage.reply.status, ==, 500);
  practice_set_faults (&stage.practice, "[{\"call\":\"PostForm\",\"fault\":\"reset\","
                                        "\"at\":\"mid-body\"}]");
  xvid_post (&stage.practice, stage.started.fields, "abc", 3, &stage.reply);
  g_assert_cmpuint (stage.reply.status, ==, 0);
  /* The answer is lost also where it is a refusal. */
  g_atomic_int_set (&stage.practice.skew_s, POLICY_LIFE_S + 1);
  practice_set_faults (&stage.practice, "[{\"call\":\"PostForm\",\"fault\":\"drop-reply\"}]");
  xvid_post (&stage.practice, stage.started.fields, "abc", 3, &stage.reply);
  g_assert_cmpuint (stage.reply.status, ==, 0);
  practice_set_faults (&stage.practice, "[{\"call\":\"PostForm\",\"fault\":\"delay\","
                                        "\"delay_ms\":1}]");
  xvid_post (&stage.practice, stage.started.fields, "abc", 3, &stage.reply);
  g_assert_cmpuint (stage.reply.status, ==, 403);
  practice_set_faults (&stage.practice, "[{\"call\":\"PostForm\",\"fault\":\"delay\","
                                        "\"delay_ms\":1}]");
  xvid_post_raw (&stage.practice, STORE, "Content-Length: 0\r\n", NULL, 0, &stage.reply);
  g_assert_cmpuint (stage.reply.status, ==, 412);
  stage_close (&stage);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/practice/xvid-form/fields", test_fields);
  g_test_add_func ("/practice/xvid-form/each-byte", test_each_byte);
  g_test_add_func ("/practice/xvid-form/any-order", test_any_order);
  g_test_add_func ("/practice/xvid-form/shapes", test_shapes);
  g_test_add_func ("/practice/xvid-form/headers", test_headers);
  g_test_add_func ("/practice/xvid-form/other-addresses", test_other_addresses);
  g_test_add_func ("/practice/xvid-form/expiry", test_expiry);
  g_test_add_func ("/practice/xvid-form/not-yet-expired", test_not_yet_expired);
  g_test_add_func ("/practice/xvid-form/refuses-early", test_refuses_early);
  g_test_add_func ("/practice/xvid-form/faults", test_faults);
  return g_test_run ();
}
