/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Xvid MediaHub in all the ways that its documents leave open, and when it goes wrong. */
#include "xvid-client.h"

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
}

static void
stage_close (Stage *self)
{
  started_clear (&self->started);
  reply_clear (&self->reply);
  g_free (self->token);
  practice_end (&self->practice);
}

static void
vary (Stage *self, const char *call, const char *name)
{
  g_autofree char *rule = g_strdup_printf (
      "[{\"service\":\"xvid-mediahub\",\"call\":\"%s\",\"fault\":\"vary\",\"as\":[\"%s\"]}]", call,
      name);

  practice_set_faults (&self->practice, rule);
}

/* Starts an upload and posts its bytes, so that it can be finished. */
static void
post (Stage *self)
{
  practice_set_faults (&self->practice, "[]");
  xvid_start (&self->practice, self->token, &self->started);
  xvid_post (&self->practice, self->started.fields, "abc", 3, &self->reply);
  g_assert_cmpuint (self->reply.status, ==, 201);
}

static void
finish (Stage *self)
{
  post (self);
  xvid_finish (&self->practice, self->token, self->started.id, DONE, &self->reply);
  g_assert_cmpuint (self->reply.status, ==, 200);
}

static void
get_upload (Stage *self)
{
  xvid_get_upload (&self->practice, self->token, self->started.id, &self->reply);
}

static JsonObject *
get_file (Stage *self)
{
  xvid_get_file (&self->practice, self->token, self->started.file_id, &self->reply);
  return self->reply.status == 200 ? reply_get_member (&self->reply, "file") : NULL;
}

static void
get_token (Stage *self)
{
  xvid_send (&self->practice, "POST", XVID "oauth2/token/", FORM_TYPE, GRANT, &self->reply);
}

static void
test_expiry_of_tokens (void)
{
  Stage stage = { 0 };
  JsonObject *answer = NULL;
  g_autofree char *token = NULL;

  stage_open (&stage);
  vary (&stage, "Token", "number-expiry");
  get_token (&stage);
  answer = reply_get_object (&stage.reply);
  g_assert_true (json_node_get_value_type (json_object_get_member (answer, "expires_in")) ==
                 G_TYPE_INT64);
  g_assert_cmpstr (json_object_get_string_member (answer, "token_type"), ==, "Bearer");
  vary (&stage, "Token", "no-expiry");
  get_token (&stage);
  answer = reply_get_object (&stage.reply);
  g_assert_false (json_object_has_member (answer, "expires_in"));
  token = g_strdup (json_object_get_string_member (answer, "access_token"));
  g_atomic_int_set (&stage.practice.skew_s, 3590);
  xvid_call (&stage.practice, token, "GET", "pipelines/", NULL, &stage.reply);
  g_assert_cmpuint (stage.reply.status, ==, 200);
  g_atomic_int_set (&stage.practice.skew_s, 3601);
  xvid_call (&stage.practice, token, "GET", "pipelines/", NULL, &stage.reply);
  g_assert_cmpuint (stage.reply.status, ==, 403);
  stage_close (&stage);
}

static void
test_standard_grant (void)
{
  Stage stage = { 0 };
  g_autofree char *standard =
      g_strconcat ("grant_type=client_credentials&client_id=practice-app-0001&client_secret=",
                   "PRACTICE%2Bonly%2FMADEup%2Bsecret%2F00000000000001%3D%3D", NULL);

  stage_open (&stage);
  vary (&stage, "Token", "standard-grant");
  get_token (&stage);
  assert_refused (&stage.reply, 400, "0x0230001", "grant_type");
  xvid_send (&stage.practice, "POST", XVID "oauth2/token/", FORM_TYPE, standard, &stage.reply);
  g_assert_cmpuint (stage.reply.status, ==, 200);
  stage_close (&stage);
}

static void
test_locks_out (void)
{
  static const char wrong[] = "grant_type=client_credential&client_id=practice-app-0001"
                              "&client_secret=wrong";
  Stage stage = { 0 };

  stage_open (&stage);
  vary (&stage, "Token", "locks-out");
  for (guint i = 0; i < 3; i++) {
    xvid_send (&stage.practice, "POST", XVID "oauth2/token/", FORM_TYPE, wrong, &stage.reply);
    g_assert_cmpuint (stage.reply.status, ==, 401);
  }
  get_token (&stage);
  assert_refused (&stage.reply, 403, "0x0000005", "the client is locked");
  practice_set_faults (&stage.practice, "[]");
  get_token (&stage);
  g_assert_cmpuint (stage.reply.status, ==, 200);
  stage_close (&stage);
}

static void
test_token_ends (void)
{
  Stage stage = { 0 };

  stage_open (&stage);
  practice_set_faults (&stage.practice,
                       "[{\"call\":\"StartUpload\",\"fault\":\"vary\",\"as\":[\"token-expires\"],"
                       "\"times\":1}]");
  xvid_call (&stage.practice, stage.token, "POST", START_QUERY, NULL, &stage.reply);
  assert_refused (&stage.reply, 403, "0x0000003", "the token is not known");
  /* Not only for that one call. */
  xvid_call (&stage.practice, stage.token, "POST", START_QUERY, NULL, &stage.reply);
  assert_refused (&stage.reply, 403, "0x0000003", "the token is not known");
  g_free (stage.token);
  stage.token = xvid_sign_in (&stage.practice);
  xvid_call (&stage.practice, stage.token, "POST", START_QUERY, NULL, &stage.reply);
  g_assert_cmpuint (stage.reply.status, ==, 200);
  vary (&stage, "GetPipeline", "token-401");
  xvid_call (&stage.practice, "x", "GET", "pipelines/" PIPELINE, NULL, &stage.reply);
  assert_refused (&stage.reply, 401, "0x0000003", "the token is not known");
  stage_close (&stage);
}

static void
test_small_page (void)
{
  Stage stage = { 0 };

  stage_open (&stage);
  vary (&stage, "ListPipelines", "small-page");
  xvid_call (&stage.practice, stage.token, "GET", "pipelines/?limit=1000", NULL, &stage.reply);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (
                        reply_get_object (&stage.reply), "pipelines")),
                    ==, 2);
  xvid_call (&stage.practice, stage.token, "GET", "pipelines/?start=2", NULL, &stage.reply);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (
                        reply_get_object (&stage.reply), "pipelines")),
                    ==, 1);
  stage_close (&stage);
}

static void
test_short_policy (void)
{
  Stage stage = { 0 };

  stage_open (&stage);
  vary (&stage, "StartUpload", "short-policy");
  xvid_start (&stage.practice, stage.token, &stage.started);
  g_atomic_int_set (&stage.practice.skew_s, 3);
  xvid_post (&stage.practice, stage.started.fields, "abc", 3, &stage.reply);
  assert_store_refused (&stage.reply, 403, "AccessDenied", "Policy expired.");
  stage_close (&stage);
}

static void
test_other_forms (void)
{
  Stage stage = { 0 };
  JsonObject *form = NULL;

  stage_open (&stage);
  vary (&stage, "StartUpload", "status-204");
  xvid_start (&stage.practice, stage.token, &stage.started);
  xvid_post (&stage.practice, stage.started.fields, "abc", 3, &stage.reply);
  g_assert_cmpuint (stage.reply.status, ==, 204);
  g_assert_cmpuint (stage.reply.size, ==, 0);

  vary (&stage, "StartUpload", "extra-fields");
  xvid_start (&stage.practice, stage.token, &stage.started);
  xvid_post (&stage.practice, stage.started.fields, "abc", 3, &stage.reply);
  g_assert_cmpuint (stage.reply.status, ==, 201);
  params_set (stage.started.fields, "x-amz-meta-note", "cafe");
  xvid_post (&stage.practice, stage.started.fields, "abc", 3, &stage.reply);
  assert_store_refused (&stage.reply, 403, "AccessDenied", "given out: x-amz-meta-note");

  vary (&stage, "StartUpload", "number-fields");
  xvid_call (&stage.practice, stage.token, "POST", START_QUERY, NULL, &stage.reply);
  form =
      json_object_get_object_member (reply_get_member (&stage.reply, "upload"), "form_post_params");
  g_assert_true (json_node_get_value_type (json_object_get_member (form, "chunks")) ==
                 G_TYPE_INT64);
  g_assert_cmpint (json_object_get_int_member (form, "success_action_status"), ==, 201);
  vary (&stage, "StartUpload", "not-s3");
  xvid_call (&stage.practice, stage.token, "POST", START_QUERY, NULL, &stage.reply);
  g_assert_cmpstr (
      json_object_get_string_member (reply_get_member (&stage.reply, "upload"), "storage_type"), !=,
      "S3");
  stage_close (&stage);
}

/* A form is a list of names and values that a client need not understand. */
static void
test_version_4 (void)
{
  Stage stage = { 0 };
  g_autofree char *signature = NULL;

  stage_open (&stage);
  vary (&stage, "StartUpload", "version-4");
  xvid_start (&stage.practice, stage.token, &stage.started);
  g_assert_null (hoist_practice_query_get (stage.started.fields, "AWSAccessKeyId"));
  xvid_post (&stage.practice, stage.started.fields, "abc", 3, &stage.reply);
  g_assert_cmpuint (stage.reply.status, ==, 201);
  signature = g_strdup (hoist_practice_query_get (stage.started.fields, "x-amz-signature"));
  signature[0] = signature[0] == '0' ? '1' : '0';
  params_set (stage.started.fields, "x-amz-signature", signature);
  xvid_post (&stage.practice, stage.started.fields, "abc", 3, &stage.reply);
  assert_store_refused (&stage.reply, 403, "SignatureDoesNotMatch", "");
  stage_close (&stage);
}

static void
test_expires_late (void)
{
  Stage stage = { 0 };
  JsonObject *entry = NULL;

  stage_open (&stage);
  xvid_start (&stage.practice, stage.token, &stage.started);
  vary (&stage, "PostForm", "expires-late");
  xvid_post (&stage.practice, stage.started.fields, "abc", 3, &stage.reply);
  g_assert_cmpuint (stage.reply.status, ==, 201);
  g_atomic_int_set (&stage.practice.skew_s, 30 * 60 + 1);
  xvid_post (&stage.practice, stage.started.fields, "abc", 3, &stage.reply);
  assert_store_refused (&stage.reply, 403, "AccessDenied", "Policy expired.");
  entry = practice_get_last (&stage.practice, "PostForm", &stage.reply);
  g_assert_cmpstr (json_object_get_string_member (entry, "ended"), ==, "answered");
  stage_close (&stage);
}

static void
test_name_taken (void)
{
  Stage stage = { 0 };

  stage_open (&stage);
  vary (&stage, "StartUpload", "name-taken");
  xvid_call (&stage.practice, stage.token, "POST", START_QUERY, NULL, &stage.reply);
  g_assert_cmpuint (stage.reply.status, ==, 200);
  finish (&stage);
  xvid_await (&stage.practice, stage.token, stage.started.id, &stage.reply);
  vary (&stage, "StartUpload", "name-taken");
  xvid_call (&stage.practice, stage.token, "POST", START_QUERY, NULL, &stage.reply);
  assert_refused (&stage.reply, 409, "0x0230001", "object_key is taken");
  stage_close (&stage);
}

static void
test_policy_expires (void)
{
  Stage stage = { 0 };

  stage_open (&stage);
  practice_set_faults (&stage.practice,
                       "[{\"call\":\"PostForm\",\"fault\":\"vary\",\"as\":[\"policy-expires\"],"
                       "\"times\":1}]");
  xvid_start (&stage.practice, stage.token, &stage.started);
  for (guint i = 0; i < 2; i++) {
    xvid_post (&stage.practice, stage.started.fields, "abc", 3, &stage.reply);
    assert_store_refused (&stage.reply, 403, "AccessDenied", "Policy expired.");
  }
  post (&stage);
  stage_close (&stage);
}

static void
test_posts (void)
{
  Stage stage = { 0 };
  g_autofree guint8 *data = vector_new ();

  stage_open (&stage);
  xvid_start (&stage.practice, stage.token, &stage.started);
  vary (&stage, "PostForm", "small-limit");
  xvid_post (&stage.practice, stage.started.fields, data, MIB, &stage.reply);
  g_assert_cmpuint (stage.reply.status, ==, 201);
  xvid_post (&stage.practice, stage.started.fields, data, MIB + 1, &stage.reply);
  assert_store_refused (&stage.reply, 400, "EntityTooLarge", "maximum");
  vary (&stage, "PostForm", "wrong-etag");
  xvid_post (&stage.practice, stage.started.fields, "abc", 3, &stage.reply);
  g_assert_nonnull (strstr (stage.reply.head, "ETag: \"00000000000000000000000000000000\""));
  vary (&stage, "PostForm", "etag-no-md5");
  xvid_post (&stage.practice, stage.started.fields, "abc", 3, &stage.reply);
  g_assert_nonnull (strstr (stage.reply.head, "-1\""));
  vary (&stage, "PostForm", "stores-short");
  xvid_post (&stage.practice, stage.started.fields, "abc", 3, &stage.reply);
  g_assert_nonnull (strstr (stage.reply.head, "ETag: \"900150983cd24fb0d6963f7d28e17f72\""));
  xvid_finish (&stage.practice, stage.token, stage.started.id, DONE, &stage.reply);
  xvid_await (&stage.practice, stage.token, stage.started.id, &stage.reply);
  g_assert_cmpint (json_object_get_int_member (get_file (&stage), "size"), ==, 2);
  stage_close (&stage);
}

/* Damage after the answer shows in the file's checksum, before the answer in the ETag too. */
static void
test_flip (void)
{
  Stage stage = { 0 };
  const char *right = "900150983cd24fb0d6963f7d28e17f72";

  stage_open (&stage);
  xvid_start (&stage.practice, stage.token, &stage.started);
  practice_set_faults (&stage.practice, "[{\"call\":\"PostForm\",\"fault\":\"flip\",\"bytes\":2}]");
  xvid_post (&stage.practice, stage.started.fields, "abc", 3, &stage.reply);
  g_assert_nonnull (strstr (stage.reply.head, right));
  xvid_finish (&stage.practice, stage.token, stage.started.id, DONE, &stage.reply);
  xvid_await (&stage.practice, stage.token, stage.started.id, &stage.reply);
  g_assert_cmpstr (json_object_get_string_member (get_file (&stage), "md5_checksum"), !=, right);
  g_assert_cmpint (json_object_get_int_member (get_file (&stage), "size"), ==, 3);
  stage_close (&stage);
}

static void
test_forgets_upload (void)
{
  Stage stage = { 0 };

  stage_open (&stage);
  post (&stage);
  practice_set_faults (&stage.practice,
                       "[{\"call\":\"FinishUpload\",\"fault\":\"vary\",\"times\":1,"
                       "\"as\":[\"forgets-upload\"]}]");
  for (guint i = 0; i < 2; i++) {
    xvid_finish (&stage.practice, stage.token, stage.started.id, DONE, &stage.reply);
    assert_refused (&stage.reply, 404, "0x0230002", "there is no such upload");
  }
  stage_close (&stage);
}

static guint
count_looks (Stage *self, const char *name, guint most)
{
  guint looks = 1;

  finish (self);
  vary (self, "GetUpload", name);
  /* Putting together may take longer than the wished number of looks, never shorter. */
  for (get_upload (self); strcmp (reply_get_status (&self->reply), "COMPLETING") == 0; looks++) {
    if (looks == most)
      return G_MAXUINT;
    get_upload (self);
  }
  return looks;
}

static void
test_completing (void)
{
  Stage stage = { 0 };

  stage_open (&stage);
  g_assert_cmpuint (count_looks (&stage, "completes-at-once", 1000), <, G_MAXUINT);
  g_assert_cmpuint (count_looks (&stage, "no-md5", 1000), >=, 2);
  g_assert_cmpuint (count_looks (&stage, "completes-slowly", 1000), >=, 6);
  g_assert_cmpuint (count_looks (&stage, "never-completes", 100), ==, G_MAXUINT);
  stage_close (&stage);
}

static void
test_words (void)
{
  static const struct {
    const char *name;
    const char *status;
    gboolean has_file;
  } cases[] = {
    { "says-completed", "COMPLETED", TRUE }, { "says-finished", "FINISHED", TRUE },
    { "says-success", "SUCCESS", TRUE },     { "says-done", "DONE", TRUE },
    { "says-unknown", "STORED", TRUE },      { "fails", "FAILED", FALSE },
    { "says-error", "ERROR", FALSE },        { "says-cancelled", "CANCELLED", FALSE },
    { "says-canceled", "CANCELED", FALSE },  { "says-expired", "EXPIRED", FALSE },
    { "says-aborted", "ABORTED", FALSE },
  };
  Stage stage = { 0 };
  guint files = 0;

  stage_open (&stage);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    finish (&stage);
    vary (&stage, "GetUpload", cases[i].name);
    xvid_await (&stage.practice, stage.token, stage.started.id, &stage.reply);
    g_assert_cmpstr (reply_get_status (&stage.reply), ==, cases[i].status);
    practice_set_faults (&stage.practice, "[]");
    get_upload (&stage);
    g_assert_cmpstr (reply_get_status (&stage.reply), ==, cases[i].status);
    if (cases[i].has_file)
      files++;
    g_assert_cmpint (get_file (&stage) != NULL, ==, cases[i].has_file);
    practice_get (&stage.practice, "/practice/files", &stage.reply);
    g_assert_cmpuint (json_array_get_length (json_node_get_array (stage.reply.json)), ==, files);
  }
  stage_close (&stage);
}

static void
test_vanishes (void)
{
  Stage stage = { 0 };

  stage_open (&stage);
  finish (&stage);
  vary (&stage, "GetUpload", "vanishes");
  xvid_await (&stage.practice, stage.token, stage.started.id, &stage.reply);
  assert_refused (&stage.reply, 404, "0x0230002", "there is no such upload");
  practice_set_faults (&stage.practice, "[]");
  get_upload (&stage);
  g_assert_cmpuint (stage.reply.status, ==, 404);
  g_assert_cmpint (json_object_get_int_member (get_file (&stage), "size"), ==, 3);
  stage_close (&stage);
}

static void
test_proof (void)
{
  Stage stage = { 0 };
  const char *md5 = "900150983cd24fb0d6963f7d28e17f72";
  g_autofree char *capital = g_ascii_strup (md5, -1);
  JsonObject *file = NULL;

  stage_open (&stage);
  finish (&stage);
  xvid_await (&stage.practice, stage.token, stage.started.id, &stage.reply);
  vary (&stage, "GetFile", "no-md5");
  g_assert_false (json_object_has_member (get_file (&stage), "md5_checksum"));
  vary (&stage, "GetFile", "no-size");
  g_assert_false (json_object_has_member (get_file (&stage), "size"));
  vary (&stage, "GetFile", "wrong-md5");
  g_assert_cmpstr (json_object_get_string_member (get_file (&stage), "md5_checksum"), !=, md5);
  vary (&stage, "GetFile", "wrong-size");
  g_assert_cmpint (json_object_get_int_member (get_file (&stage), "size"), ==, 4);
  vary (&stage, "GetFile", "capital-md5");
  g_assert_cmpstr (json_object_get_string_member (get_file (&stage), "md5_checksum"), ==, capital);
  vary (&stage, "GetFile", "string-numbers");
  g_assert_cmpstr (json_object_get_string_member (get_file (&stage), "size"), ==, "3");
  practice_set_faults (&stage.practice, "[]");
  file = get_file (&stage);
  g_assert_cmpint (json_object_get_int_member (file, "size"), ==, 3);
  g_assert_cmpstr (json_object_get_string_member (file, "md5_checksum"), ==, md5);
  stage_close (&stage);
}

static void
test_file_sooner_or_later (void)
{
  Stage stage = { 0 };
  JsonObject *file = NULL;

  stage_open (&stage);
  finish (&stage);
  vary (&stage, "GetFile", "file-late");
  g_assert_null (get_file (&stage));
  vary (&stage, "GetFile", "file-first");
  do
    file = get_file (&stage);
  while (!json_object_has_member (file, "size"));
  g_assert_cmpint (json_object_get_int_member (file, "size"), ==, 3);
  practice_set_faults (&stage.practice, "[]");
  g_assert_false (json_object_has_member (get_file (&stage), "size"));
  stage_close (&stage);
}

static void
test_keeps_unfinished (void)
{
  Stage stage = { 0 };
  g_autofree char *target = NULL;

  stage_open (&stage);
  post (&stage);
  vary (&stage, "DeleteFile", "keeps-unfinished");
  target = g_strconcat ("files/", stage.started.file_id, NULL);
  xvid_call (&stage.practice, stage.token, "DELETE", target, NULL, &stage.reply);
  assert_refused (&stage.reply, 400, "0x0230001", "the upload is not finished");
  xvid_finish (&stage.practice, stage.token, stage.started.id, DONE, &stage.reply);
  g_assert_cmpuint (stage.reply.status, ==, 200);
  stage_close (&stage);
}

/* The general rules do for the rest: any call, any code, any body. */
static void
test_codes (void)
{
  Stage stage = { 0 };

  stage_open (&stage);
  practice_set_faults (&stage.practice,
                       "[{\"call\":\"StartUpload\",\"fault\":\"code\",\"code\":\"0x0230009\","
                       "\"status\":403}]");
  xvid_call (&stage.practice, stage.token, "POST", START_QUERY, NULL, &stage.reply);
  assert_refused (&stage.reply, 403, "0x0230009", "as you wished");
  practice_set_faults (&stage.practice, "[{\"call\":\"Token\",\"fault\":\"code\"}]");
  get_token (&stage);
  assert_refused (&stage.reply, 500, "0x0000001", "as you wished");
  practice_set_faults (&stage.practice,
                       "[{\"service\":\"xvid-mediahub\",\"fault\":\"status\",\"status\":429,"
                       "\"headers\":{\"Retry-After\":\"7\"},\"times\":-1}]");
  get_token (&stage);
  g_assert_cmpuint (stage.reply.status, ==, 429);
  g_assert_nonnull (strstr (stage.reply.head, "Retry-After: 7"));
  xvid_call (&stage.practice, stage.token, "GET", "pipelines/", NULL, &stage.reply);
  g_assert_cmpuint (stage.reply.status, ==, 429);
  stage_close (&stage);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/practice/xvid-variations/expiry-of-tokens", test_expiry_of_tokens);
  g_test_add_func ("/practice/xvid-variations/standard-grant", test_standard_grant);
  g_test_add_func ("/practice/xvid-variations/locks-out", test_locks_out);
  g_test_add_func ("/practice/xvid-variations/token-ends", test_token_ends);
  g_test_add_func ("/practice/xvid-variations/small-page", test_small_page);
  g_test_add_func ("/practice/xvid-variations/short-policy", test_short_policy);
  g_test_add_func ("/practice/xvid-variations/other-forms", test_other_forms);
  g_test_add_func ("/practice/xvid-variations/version-4", test_version_4);
  g_test_add_func ("/practice/xvid-variations/expires-late", test_expires_late);
  g_test_add_func ("/practice/xvid-variations/name-taken", test_name_taken);
  g_test_add_func ("/practice/xvid-variations/policy-expires", test_policy_expires);
  g_test_add_func ("/practice/xvid-variations/posts", test_posts);
  g_test_add_func ("/practice/xvid-variations/flip", test_flip);
  g_test_add_func ("/practice/xvid-variations/forgets-upload", test_forgets_upload);
  g_test_add_func ("/practice/xvid-variations/completing", test_completing);
  g_test_add_func ("/practice/xvid-variations/words", test_words);
  g_test_add_func ("/practice/xvid-variations/vanishes", test_vanishes);
  g_test_add_func ("/practice/xvid-variations/proof", test_proof);
  g_test_add_func ("/practice/xvid-variations/file-sooner-or-later", test_file_sooner_or_later);
  g_test_add_func ("/practice/xvid-variations/keeps-unfinished", test_keeps_unfinished);
  g_test_add_func ("/practice/xvid-variations/codes", test_codes);
  return g_test_run ();
}
