/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What Xvid MediaHub's API refuses, with the status, code and reason of each rule. */
#include "xvid-client.h"

#define TOKEN_PATH XVID "oauth2/token/"
#define INVALID "0x0230001"

typedef struct {
  const char *what;
  const char *reason; /* NULL: accepted */
} Case;

static void
test_token_fields (void)
{
  static const struct {
    const char *body;
    guint status; /* 200: accepted */
    const char *reason;
  } cases[] = {
    { GRANT, 200, NULL },
    { GRANT "&scope=mediahub", 200, NULL },
    { GRANT "&scope=mediahub_read%2Cmediahub_write&expires_in=600", 200, NULL },
    { GRANT "&scope=everything", 400, "a scope is not known" },
    { GRANT "&expires_in=soon", 400, "expires_in is no positive number" },
    { GRANT "&expires_in=0", 400, "expires_in is no positive number" },
    { GRANT "&more=1", 400, "the form has an unknown field" },
    { GRANT "&scope=me&scope=me", 400, "the form cannot be read" },
    { "", 400, "grant_type is missing" },
    { "grant_type=client_credentials&client_id=practice-app-0001&client_secret=x", 400,
      "grant_type is missing or another one" },
    { "grant_type=client_credential&client_id=practice-app-0001", 400,
      "client_id or client_secret is missing" },
    { "grant_type=client_credential&client_id=practice-app-0002"
      "&client_secret=PRACTICE%2Bonly%2FMADEup%2Bsecret%2F00000000000001%3D%3D",
      401, "client_id or client_secret is wrong" },
    /* A plus that was not encoded is a blank. */
    { "grant_type=client_credential&client_id=practice-app-0001"
      "&client_secret=PRACTICE+only%2FMADEup+secret%2F00000000000001%3D%3D",
      401, "client_id or client_secret is wrong" },
    { "grant_type=client_credential&client_id=practice-app-0001"
      "&client_secret=PRACTICE%2Bonly/MADEup%2Bsecret/00000000000001%3D%3D",
      400, "the form cannot be read" },
    { "grant_type=client_credential&client_id=practice-app-0001"
      "&client_secret=PRACTICE%2Bonly%2FMADEup%2Bsecret%2F00000000000001==",
      400, "the form cannot be read" },
  };
  Practice practice = { 0 };
  Reply reply = { 0 };

  practice_start (&practice);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_test_message ("%s", cases[i].body);
    xvid_send (&practice, "POST", TOKEN_PATH, FORM_TYPE, cases[i].body, &reply);
    if (cases[i].status == 200)
      g_assert_cmpuint (reply.status, ==, 200);
    else
      assert_refused (&reply, cases[i].status, cases[i].status == 401 ? "0x0000005" : INVALID,
                      cases[i].reason);
  }
  reply_clear (&reply);
  practice_end (&practice);
}

/* One byte changed anywhere in the secret is another secret. */
static void
test_each_byte_of_the_secret (void)
{
  static const char secret[] = HOIST_PRACTICE_XVID_CLIENT_SECRET;
  Practice practice = { 0 };
  Reply reply = { 0 };

  practice_start (&practice);
  for (gsize i = 0; i < strlen (secret); i++) {
    g_autofree char *wrong = g_strdup (secret);
    g_autofree char *escaped = NULL;
    g_autofree char *body = NULL;

    wrong[i] = wrong[i] == 'A' ? 'B' : 'A';
    escaped = g_uri_escape_string (wrong, NULL, FALSE);
    body = g_strconcat (
        "grant_type=client_credential&client_id=practice-app-0001&client_secret=", escaped, NULL);
    xvid_send (&practice, "POST", TOKEN_PATH, FORM_TYPE, body, &reply);
    g_assert_cmpuint (reply.status, ==, 401);
  }
  reply_clear (&reply);
  practice_end (&practice);
}

static void
test_token_requests (void)
{
  Practice practice = { 0 };
  Reply reply = { 0 };

  practice_start (&practice);
  xvid_send (&practice, "POST", TOKEN_PATH, "", GRANT, &reply);
  assert_refused (&reply, 400, INVALID, "the body is not application/x-www-form-urlencoded");
  xvid_send (&practice, "POST", TOKEN_PATH, JSON_TYPE, GRANT, &reply);
  assert_refused (&reply, 400, INVALID, "the body is not application/x-www-form-urlencoded");
  xvid_send (&practice, "POST", XVID "oauth2/token", FORM_TYPE, GRANT, &reply);
  assert_refused (&reply, 404, "0x0230002", "no such address");
  xvid_send (&practice, "GET", TOKEN_PATH, "", NULL, &reply);
  assert_refused (&reply, 405, INVALID, "that method is not for this address");
  xvid_send (&practice, "POST", TOKEN_PATH "?expires_in=600", FORM_TYPE, GRANT, &reply);
  assert_refused (&reply, 400, INVALID, "the query has an unknown parameter");
  xvid_send (&practice, "POST", TOKEN_PATH "?format=json&human=true", FORM_TYPE, GRANT, &reply);
  g_assert_cmpuint (reply.status, ==, 200);
  g_assert_nonnull (strstr (reply.body, "\n"));
  g_assert_cmpstr (json_object_get_string_member (reply_get_object (&reply), "expires_in"), ==,
                   "7200");
  reply_clear (&reply);
  practice_end (&practice);
}

static void
test_token_expires (void)
{
  Practice practice = { 0 };
  g_autofree char *token = NULL;
  g_autofree char *other = NULL;
  Reply reply = { 0 };

  practice_start (&practice);
  token = xvid_sign_in (&practice);
  g_atomic_int_set (&practice.skew_s, 7190);
  xvid_call (&practice, token, "GET", "pipelines/", NULL, &reply);
  g_assert_cmpuint (reply.status, ==, 200);
  g_atomic_int_set (&practice.skew_s, 7201);
  xvid_call (&practice, token, "GET", "pipelines/", NULL, &reply);
  assert_refused (&reply, 403, "0x0000003", "the token is over");
  other = xvid_sign_in (&practice);
  g_assert_cmpstr (token, !=, other);
  xvid_call (&practice, other, "GET", "pipelines/", NULL, &reply);
  g_assert_cmpuint (reply.status, ==, 200);

  xvid_send (&practice, "POST", TOKEN_PATH, FORM_TYPE, GRANT "&expires_in=60", &reply);
  g_free (token);
  token = g_strdup (json_object_get_string_member (reply_get_object (&reply), "access_token"));
  g_atomic_int_set (&practice.skew_s, 7201 + 61);
  xvid_call (&practice, token, "GET", "pipelines/", NULL, &reply);
  assert_refused (&reply, 403, "0x0000003", "the token is over");
  reply_clear (&reply);
  practice_end (&practice);
}

static void
test_token_is_asked_for (void)
{
  static const char *const headers[] = {
    "",
    "Authorization: Bearer\r\n",
    "Authorization: bearer %s\r\n",
    "Authorization: Basic %s\r\n",
    "Authorization: Bearer x%s\r\n",
    "Authorization: Bearer %s, Bearer x\r\n",
    "Authorization: Bearer %.63s\r\n",
    "X-Token: %s\r\n",
  };
  static const struct {
    const char *method;
    const char *target;
    const char *body;
  } calls[] = {
    { "GET", XVID "pipelines/", NULL },
    { "GET", XVID "pipelines/" PIPELINE, NULL },
    { "POST", XVID START_QUERY, NULL },
    { "PUT", XVID "files/uploads/547f3eede4b025bcbff38657", DONE },
    { "GET", XVID "files/uploads/547f3eede4b025bcbff38657", NULL },
    { "GET", XVID "files/547f3eede4b025bcbff38657", NULL },
    { "DELETE", XVID "files/547f3eede4b025bcbff38657", NULL },
  };
  Practice practice = { 0 };
  g_autofree char *token = NULL;
  Reply reply = { 0 };

  practice_start (&practice);
  token = xvid_sign_in (&practice);
  for (gsize i = 0; i < G_N_ELEMENTS (headers); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (calls); j++) {
      g_autoptr (GString) header = g_string_new (headers[i]);
      g_autofree char *most = g_strndup (token, 63);

      g_string_replace (header, "%s", token, 0);
      g_string_replace (header, "%.63s", most, 0);
      xvid_send (&practice, calls[j].method, calls[j].target, header->str, calls[j].body, &reply);
      g_assert_cmpuint (reply.status, ==, 403);
      g_assert_cmpstr (reply_get_error (&reply), ==, "0x0000003");
    }
  reply_clear (&reply);
  practice_end (&practice);
}

static void
test_scopes (void)
{
  static const struct {
    const char *scope;
    gboolean can_read;
    gboolean can_write;
  } cases[] = {
    { "mediahub", TRUE, TRUE },
    { "mediahub_read", TRUE, FALSE },
    { "mediahub_write", FALSE, TRUE },
    { "me", FALSE, FALSE },
    { "autograph%2Cmediahub_read", TRUE, FALSE },
  };
  Practice practice = { 0 };
  Reply reply = { 0 };

  practice_start (&practice);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *body = g_strconcat (GRANT "&scope=", cases[i].scope, NULL);
    g_autofree char *token = NULL;

    xvid_send (&practice, "POST", TOKEN_PATH, FORM_TYPE, body, &reply);
    token = g_strdup (json_object_get_string_member (reply_get_object (&reply), "access_token"));
    xvid_call (&practice, token, "GET", "pipelines/", NULL, &reply);
    g_assert_cmpuint (reply.status, ==, cases[i].can_read ? 200 : 403);
    xvid_call (&practice, token, "POST", START_QUERY, NULL, &reply);
    g_assert_cmpuint (reply.status, ==, cases[i].can_write ? 200 : 403);
    if (!cases[i].can_write)
      g_assert_cmpstr (reply_get_error (&reply), !=, "0x0000003");
  }
  reply_clear (&reply);
  practice_end (&practice);
}

static void
test_start (void)
{
#define KEY "files/uploads/?pipeline_id=" PIPELINE "&object_key="
  static const Case cases[] = {
    { KEY "a", NULL },
    { KEY "a&ip=2130706433&expires_at=0&format=json&show_null=true", NULL },
    { KEY "%C3%A9t%C3%A9%20%2B%26%2Fclip~1.mp4", NULL },
    { "files/uploads/?pipeline_id=" PIPELINE, "object_key is missing" },
    { KEY, "object_key is missing" },
    { KEY "%2Fa", "object_key is missing" },
    { KEY "a%2F", "object_key is missing" },
    { KEY "a%2F..%2Fb", "object_key is missing" },
    { KEY "a%0Ab", "object_key is missing" },
    { KEY "%FF", "the query cannot be read" },
    { KEY "a/b", "the query has characters" },
    { KEY "a+b", "the query has characters" },
    { KEY "a*b", "the query has characters" },
    { "files/uploads/?object_key=a", "pipeline_id is missing" },
    { "files/uploads/?object_key=a&pipeline_id=547f3eede4b025bcbff3865", "pipeline_id is missing" },
    { KEY "a&ip=127.0.0.1", "ip is not an address" },
    { KEY "a&ip=4294967296", "ip is not an address" },
    { KEY "a&expires_at=never", "expires_at is not a time" },
    { KEY "a&size=5", "the query has an unknown parameter" },
    { KEY "a&object_key=b", "the query cannot be read" },
    { KEY "a&format=xml", "format is not json" },
    { KEY "a&human=1", "human or show_null" },
  };
#undef KEY
  Practice practice = { 0 };
  g_autofree char *token = NULL;
  Reply reply = { 0 };

  practice_start (&practice);
  token = xvid_sign_in (&practice);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_test_message ("%s", cases[i].what);
    xvid_call (&practice, token, "POST", cases[i].what, NULL, &reply);
    if (cases[i].reason == NULL)
      g_assert_cmpuint (reply.status, ==, 200);
    else
      assert_refused (&reply, 400, INVALID, cases[i].reason);
  }
  xvid_call (&practice, token, "POST", START_QUERY, "{}", &reply);
  assert_refused (&reply, 400, INVALID, "this call has no body");
  reply_clear (&reply);
  practice_end (&practice);
}

static void
test_headers (void)
{
  static const Case cases[] = {
    { "", NULL },
    { "Accept: */*\r\n", NULL },
    { "Accept: text/html, application/json;q=0.9\r\n", NULL },
    { "Accept: application/xml\r\n", "Accept is not for JSON" },
    { "Cookie: a=b\r\n", "nobody gave a cookie out" },
  };
  Practice practice = { 0 };
  g_autofree char *token = NULL;
  Reply reply = { 0 };

  practice_start (&practice);
  token = xvid_sign_in (&practice);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *headers =
        g_strconcat ("Authorization: Bearer ", token, "\r\n", cases[i].what, NULL);

    xvid_send (&practice, "GET", XVID "pipelines/", headers, NULL, &reply);
    if (cases[i].reason == NULL)
      g_assert_cmpuint (reply.status, ==, 200);
    else
      assert_refused (&reply, 400, INVALID, cases[i].reason);
    xvid_send (&practice, "GET", XVID "pipelines/?format=json", headers, NULL, &reply);
    g_assert_cmpuint (reply.status, ==, i == 4 ? 400 : 200);
  }
  reply_clear (&reply);
  practice_end (&practice);
}

static void
test_finish (void)
{
  static const Case cases[] = {
    { "", "the body is not" },
    { "[]", "the body is not" },
    { "{\"nb_chunks\":1}", "the body is not" },
    { "{\"upload\":{}}", "the body is not" },
    { "{\"upload\":{\"nb_chunks\":\"1\"}}", "the body is not" },
    { "{\"upload\":{\"nb_chunks\":1.5}}", "the body is not" },
    { "{\"upload\":{\"nb_chunks\":1,}}", "the body is not" },
    { "{\"upload\":{\"nb_chunks\":1,\"size\":3}}", "the body has more than nb_chunks" },
    { "{\"upload\":{\"nb_chunks\":1},\"a\":1}", "the body has more than nb_chunks" },
    { "{\"upload\":{\"nb_chunks\":0}}", "nb_chunks is out of range" },
    { "{\"upload\":{\"nb_chunks\":-1}}", "nb_chunks is out of range" },
    { "{\"upload\":{\"nb_chunks\":2}}", "a chunk was not posted" },
  };
  Practice practice = { 0 };
  g_autofree char *token = NULL;
  g_autofree char *path = NULL;
  g_autofree char *headers = NULL;
  Started started = { 0 };
  Reply reply = { 0 };

  practice_start (&practice);
  token = xvid_sign_in (&practice);
  xvid_start (&practice, token, &started);
  xvid_post (&practice, started.fields, "abc", 3, &reply);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_test_message ("%s", cases[i].what);
    xvid_finish (&practice, token, started.id, cases[i].what, &reply);
    assert_refused (&reply, 400, INVALID, cases[i].reason);
  }
  path = g_strconcat (XVID "files/uploads/", started.id, NULL);
  headers = g_strconcat ("Authorization: Bearer ", token, "\r\n" FORM_TYPE, NULL);
  xvid_send (&practice, "PUT", path, headers, DONE, &reply);
  assert_refused (&reply, 400, INVALID, "the body is not application/json");
  xvid_finish (&practice, token, started.file_id, DONE, &reply);
  assert_refused (&reply, 404, "0x0230002", "there is no such upload");
  /* The DELETE of an upload is not documented. */
  xvid_send (&practice, "DELETE", path, headers, NULL, &reply);
  assert_refused (&reply, 405, INVALID, "that method is not for this address");
  xvid_finish (&practice, token, started.id, " { \"upload\" : { \"nb_chunks\" : 1 } }\n", &reply);
  g_assert_cmpuint (reply.status, ==, 200);
  started_clear (&started);
  reply_clear (&reply);
  practice_end (&practice);
}

/* What the vendor's own sample lines do against the vendor's documents. */
static void
test_lenient (void)
{
  Practice practice = { .options = { .is_lenient = TRUE } };
  g_autofree char *token = NULL;
  g_autofree char *path = NULL;
  g_autofree char *headers = NULL;
  Started started = { 0 };
  Reply reply = { 0 };

  practice_start (&practice);
  xvid_send (&practice, "POST", TOKEN_PATH "?expires_in=600", FORM_TYPE, GRANT, &reply);
  g_assert_cmpstr (json_object_get_string_member (reply_get_object (&reply), "expires_in"), ==,
                   "600");
  token = xvid_sign_in (&practice);
  xvid_start (&practice, token, &started);
  xvid_post (&practice, started.fields, "abc", 3, &reply);
  path = g_strconcat (XVID "files/uploads/", started.id, "?human=true&show_null=true", NULL);
  headers = g_strconcat ("Authorization: Bearer ", token, "\r\n" FORM_TYPE, NULL);
  xvid_send (&practice, "PUT", path, headers,
             "{ \\ \n \"upload\": { \\\n     \"nb_chunks\": 1, \\\n  } \\\n}", &reply);
  g_assert_cmpuint (reply.status, ==, 200);
  g_assert_cmpstr (reply_get_status (&reply), ==, "COMPLETING");
  started_clear (&started);
  reply_clear (&reply);
  practice_end (&practice);
}

static void
test_pipelines (void)
{
  Practice practice = { 0 };
  g_autofree char *token = NULL;
  Reply reply = { 0 };
  JsonArray *list = NULL;
  JsonObject *pipeline = NULL;

  practice_start (&practice);
  token = xvid_sign_in (&practice);
  xvid_call (&practice, token, "GET", "pipelines/", NULL, &reply);
  list = json_object_get_array_member (reply_get_object (&reply), "pipelines");
  g_assert_cmpuint (json_array_get_length (list), ==, 3);
  pipeline = json_array_get_object_element (list, 0);
  g_assert_cmpstr (json_object_get_string_member (pipeline, "id"), ==, PIPELINE);
  g_assert_cmpstr (json_object_get_string_member (pipeline, "name"), ==, "Default Pipeline");
  xvid_call (&practice, token, "GET", "pipelines/?start=1&limit=1&direction=-1&sort=name", NULL,
             &reply);
  list = json_object_get_array_member (reply_get_object (&reply), "pipelines");
  g_assert_cmpuint (json_array_get_length (list), ==, 1);
  xvid_call (&practice, token, "GET", "pipelines/?start=3", NULL, &reply);
  list = json_object_get_array_member (reply_get_object (&reply), "pipelines");
  g_assert_cmpuint (json_array_get_length (list), ==, 0);
  xvid_call (&practice, token, "GET", "pipelines/?limit=5001", NULL, &reply);
  assert_refused (&reply, 400, INVALID, "limit is not a number from 1 to 5000");
  xvid_call (&practice, token, "GET", "pipelines/?limit=0", NULL, &reply);
  assert_refused (&reply, 400, INVALID, "limit is not a number from 1 to 5000");
  xvid_call (&practice, token, "GET", "pipelines/?start=x", NULL, &reply);
  assert_refused (&reply, 400, INVALID, "start is not a number");
  xvid_call (&practice, token, "GET", "pipelines/?direction=2", NULL, &reply);
  assert_refused (&reply, 400, INVALID, "direction is neither 1 nor -1");
  xvid_call (&practice, token, "GET", "pipelines/" PIPELINE, NULL, &reply);
  g_assert_cmpstr (json_object_get_string_member (reply_get_member (&reply, "pipeline"), "id"), ==,
                   PIPELINE);
  xvid_call (&practice, token, "GET", "pipelines/nothing", NULL, &reply);
  assert_refused (&reply, 404, "0x0230002", "there is no such pipeline");
  reply_clear (&reply);
  practice_end (&practice);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/practice/xvid-rules/token-fields", test_token_fields);
  g_test_add_func ("/practice/xvid-rules/each-byte-of-the-secret", test_each_byte_of_the_secret);
  g_test_add_func ("/practice/xvid-rules/token-requests", test_token_requests);
  g_test_add_func ("/practice/xvid-rules/token-expires", test_token_expires);
  g_test_add_func ("/practice/xvid-rules/token-is-asked-for", test_token_is_asked_for);
  g_test_add_func ("/practice/xvid-rules/scopes", test_scopes);
  g_test_add_func ("/practice/xvid-rules/start", test_start);
  g_test_add_func ("/practice/xvid-rules/headers", test_headers);
  g_test_add_func ("/practice/xvid-rules/finish", test_finish);
  g_test_add_func ("/practice/xvid-rules/lenient", test_lenient);
  g_test_add_func ("/practice/xvid-rules/pipelines", test_pipelines);
  return g_test_run ();
}
