/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The policy checker of the store: the notes' vector, each change to it, and S3's rules. */
#include "hoist-practice-query.h"
#include "hoist-practice-s3-policy.h"

#include <string.h>

/* Notes section 11.2, computed alike by three other programs. */
#define SECRET "ExampleS3Secret/0123456789+abcdefghijkl"
#define SIGNATURE "fj7ep5o6YWzdLoqNcHZXNMzXVxI="
#define POLICY                                                                                     \
  "eyJleHBpcmF0aW9uIjoiMjAyNi0wMS0xNVQwOTowMDowMC4wMDBaIiwiY29uZGl0aW9ucyI6W3siYnVja2V0IjoiZXhhbX" \
  "Bs"                                                                                             \
  "ZS1idWNrZXQifSxbInN0YXJ0cy13aXRoIiwiJG5hbWUiLCIiXSxbInN0YXJ0cy13aXRoIiwiJGZpbGVuYW1lIiwiIl0sWy" \
  "Jz"                                                                                             \
  "dGFydHMtd2l0aCIsIiRjaHVuayIsIiJdLFsic3RhcnRzLXdpdGgiLCIkY2h1bmtzIiwiIl0sWyJzdGFydHMtd2l0aCIsIi" \
  "Rr"                                                                                             \
  "ZXkiLCJ0bXAvNTQ3ZjNlZWRlNGIwMjViY2JmZjM4NjU3LyJdLHsiYWNsIjoicHJpdmF0ZSJ9LHsic3VjY2Vzc19hY3Rpb2" \
  "5f"                                                                                             \
  "c3RhdHVzIjoiMjAxIn1dfQ=="
#define POLICY_JSON                                                                                \
  "{\"expiration\":\"2026-01-15T09:00:00.000Z\",\"conditions\":[{\"bucket\":\"example-bucket\"},"  \
  "[\"starts-with\",\"$name\",\"\"],[\"starts-with\",\"$filename\",\"\"],[\"starts-with\","        \
  "\"$chunk\",\"\"],[\"starts-with\",\"$chunks\",\"\"],[\"starts-with\",\"$key\","                 \
  "\"tmp/547f3eede4b025bcbff38657/\"],{\"acl\":\"private\"},{\"success_action_status\":\"201\"}]}"
#define ID "AKIAEXAMPLE"
#define BUCKET "example-bucket"
/* 2026-01-15 09:00 UTC */
#define END_S G_GINT64_CONSTANT (1768467600)

/* "Example: browser-based upload using HTTP POST (using AWS Signature Version 4)", S3 API. */
#define ID_4 "AKIAIOSFODNN7EXAMPLE"
#define SECRET_4 "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
#define SIGNATURE_4 "8afdbf4008c03f22c2cd3cdb72e4afbb1f6a588f3255ac628749a66d7f09699e"
#define POLICY_4                                                                                   \
  "eyAiZXhwaXJhdGlvbiI6ICIyMDE1LTEyLTMwVDEyOjAwOjAwLjAwMFoiLA0KICAiY29uZGl0aW9ucyI6IFsNCiAgIC"     \
  "B7ImJ1Y2tldCI6ICJzaWd2NGV4YW1wbGVidWNrZXQifSwNCiAgICBbInN0YXJ0cy13aXRoIiwgIiRrZXkiLCAidXNl"     \
  "ci91c2VyMS8iXSwNCiAgICB7ImFjbCI6ICJwdWJsaWMtcmVhZCJ9LA0KICAgIHsic3VjY2Vzc19hY3Rpb25fcmVkaX"     \
  "JlY3QiOiAiaHR0cDovL3NpZ3Y0ZXhhbXBsZWJ1Y2tldC5zMy5hbWF6b25hd3MuY29tL3N1Y2Nlc3NmdWxfdXBsb2Fk"     \
  "Lmh0bWwifSwNCiAgICBbInN0YXJ0cy13aXRoIiwgIiRDb250ZW50LVR5cGUiLCAiaW1hZ2UvIl0sDQogICAgeyJ4LW"     \
  "Ftei1tZXRhLXV1aWQiOiAiMTQzNjUxMjM2NTEyNzQifSwNCiAgICB7IngtYW16LXNlcnZlci1zaWRlLWVuY3J5cHRp"     \
  "b24iOiAiQUVTMjU2In0sDQogICAgWyJzdGFydHMtd2l0aCIsICIkeC1hbXotbWV0YS10YWciLCAiIl0sDQoNCiAgIC"     \
  "B7IngtYW16LWNyZWRlbnRpYWwiOiAiQUtJQUlPU0ZPRE5ON0VYQU1QTEUvMjAxNTEyMjkvdXMtZWFzdC0xL3MzL2F3"     \
  "czRfcmVxdWVzdCJ9LA0KICAgIHsieC1hbXotYWxnb3JpdGhtIjogIkFXUzQtSE1BQy1TSEEyNTYifSwNCiAgICB7In"     \
  "gtYW16LWRhdGUiOiAiMjAxNTEyMjlUMDAwMDAwWiIgfQ0KICBdDQp9"

static const char *const fields_4[] = {
  "key",
  "user/user1/clip.mp4",
  "policy",
  POLICY_4,
  "x-amz-signature",
  SIGNATURE_4,
  "x-amz-algorithm",
  "AWS4-HMAC-SHA256",
  "x-amz-credential",
  ID_4 "/20151229/us-east-1/s3/aws4_request",
  "x-amz-date",
  "20151229T000000Z",
  NULL,
};

static const char *const good_fields[] = {
  "key",
  "tmp/547f3eede4b025bcbff38657/uploads/test.mp4",
  "acl",
  "private",
  "name",
  "test.mp4",
  "filename",
  "",
  "chunk",
  "0",
  "chunks",
  "1",
  "success_action_status",
  "201",
  "policy",
  POLICY,
  "signature",
  SIGNATURE,
  "AWSAccessKeyId",
  ID,
  NULL,
};

static void
param_free (gpointer data)
{
  HoistPracticeParam *param = data;

  g_free (param->name);
  g_free (param->value);
  g_free (param);
}

static void
add (GPtrArray *fields, const char *name, const char *value)
{
  HoistPracticeParam *param = g_new0 (HoistPracticeParam, 1);

  param->name = g_strdup (name);
  param->value = g_strdup (value);
  g_ptr_array_add (fields, param);
}

/* The right fields but one: with another value, or without it. */
static GPtrArray *
make_fields (const char *name, const char *value)
{
  GPtrArray *fields = g_ptr_array_new_with_free_func (param_free);

  for (gsize i = 0; good_fields[i] != NULL; i += 2)
    if (name == NULL || strcmp (good_fields[i], name) != 0)
      add (fields, good_fields[i], good_fields[i + 1]);
  if (value != NULL)
    add (fields, name, value);
  return fields;
}

static void
test_vector (void)
{
  g_autofree char *policy = g_base64_encode ((const guchar *) POLICY_JSON, strlen (POLICY_JSON));
  g_autofree char *signature = hoist_practice_s3_sign_policy (POLICY, SECRET);

  g_assert_cmpstr (policy, ==, POLICY);
  g_assert_cmpstr (signature, ==, SIGNATURE);
}

static guint
check_signature (GPtrArray *fields, const char *id, const char *secret, const char *code)
{
  HoistPracticeS3Verdict verdict = hoist_practice_s3_check_signature (fields, id, secret);
  guint status = verdict.status;

  if (code != NULL)
    g_assert_cmpstr (verdict.code, ==, code);
  hoist_practice_s3_verdict_clear (&verdict);
  g_ptr_array_unref (fields);
  return status;
}

static void
test_each_byte (void)
{
  static const char *const names[] = { "policy", "signature", "AWSAccessKeyId" };

  g_assert_cmpuint (check_signature (make_fields (NULL, NULL), ID, SECRET, NULL), ==, 0);
  for (gsize n = 0; n < G_N_ELEMENTS (names); n++) {
    g_autoptr (GPtrArray) right = make_fields (NULL, NULL);

    for (gsize i = 0; i < strlen (hoist_practice_query_get (right, names[n])); i++) {
      g_autofree char *wrong = g_strdup (hoist_practice_query_get (right, names[n]));

      wrong[i] = wrong[i] == 'A' ? 'B' : 'A';
      g_assert_cmpuint (check_signature (make_fields (names[n], wrong), ID, SECRET,
                                         n < 2 ? "SignatureDoesNotMatch" : "InvalidAccessKeyId"),
                        ==, 403);
    }
  }
  for (gsize i = 0; i < strlen (SECRET); i++) {
    g_autofree char *wrong = g_strdup (SECRET);

    wrong[i] = wrong[i] == 'A' ? 'B' : 'A';
    g_assert_cmpuint (check_signature (make_fields (NULL, NULL), ID, wrong, NULL), ==, 403);
  }
}

static void
test_missing_credentials (void)
{
  static const struct {
    const char *name;
    guint status;
  } cases[] = {
    { "key", 400 }, { "policy", 403 }, { "signature", 400 }, { "AWSAccessKeyId", 400 }
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpuint (check_signature (make_fields (cases[i].name, NULL), ID, SECRET, NULL), ==,
                      cases[i].status);
  g_assert_cmpuint (check_signature (make_fields ("signature", SIGNATURE "="), ID, SECRET, NULL),
                    ==, 403);
  g_assert_cmpuint (check_signature (make_fields ("signature", ""), ID, SECRET, NULL), ==, 403);
}

static GPtrArray *
make_fields_4 (const char *name, const char *value)
{
  GPtrArray *fields = g_ptr_array_new_with_free_func (param_free);

  for (gsize i = 0; fields_4[i] != NULL; i += 2)
    if (name == NULL || strcmp (fields_4[i], name) != 0)
      add (fields, fields_4[i], fields_4[i + 1]);
  if (value != NULL)
    add (fields, name, value);
  return fields;
}

static void
test_version_4 (void)
{
  static const char *const names[] = { "x-amz-signature", "x-amz-credential", "x-amz-date",
                                       "x-amz-algorithm", "policy" };

  g_assert_cmpuint (check_signature (make_fields_4 (NULL, NULL), ID_4, SECRET_4, NULL), ==, 0);
  g_assert_cmpuint (check_signature (make_fields_4 (NULL, NULL), ID_4, SECRET, NULL), ==, 403);
  g_assert_cmpuint (check_signature (make_fields_4 (NULL, NULL), ID, SECRET_4, NULL), ==, 403);
  for (gsize n = 0; n < G_N_ELEMENTS (names); n++) {
    g_autoptr (GPtrArray) right = make_fields_4 (NULL, NULL);
    const char *value = hoist_practice_query_get (right, names[n]);

    /* Of the date only the day is in the signature; the rest is in the policy. */
    for (gsize i = 0; i < (n == 2 ? 8 : strlen (value)); i++) {
      g_autofree char *wrong = g_strdup (value);

      wrong[i] = wrong[i] == '1' ? '2' : '1';
      g_assert_cmpuint (check_signature (make_fields_4 (names[n], wrong), ID_4, SECRET_4, NULL), >=,
                        400);
    }
    g_assert_cmpuint (check_signature (make_fields_4 (names[n], NULL), ID_4, SECRET_4, NULL), >=,
                      400);
  }
}

static void
check (GPtrArray *fields, const char *bucket, gint64 now_us, const char *code, const char *message)
{
  HoistPracticeS3Verdict verdict = hoist_practice_s3_check_policy (POLICY, bucket, fields, now_us);

  if (code == NULL) {
    g_assert_cmpuint (verdict.status, ==, 0);
  } else {
    g_assert_cmpuint (verdict.status, ==, strcmp (code, "AccessDenied") == 0 ? 403 : 400);
    g_assert_cmpstr (verdict.code, ==, code);
    g_assert_nonnull (strstr (verdict.message, message));
  }
  hoist_practice_s3_verdict_clear (&verdict);
  g_ptr_array_unref (fields);
}

static void
test_expiry (void)
{
  const gint64 end_us = END_S * G_USEC_PER_SEC;

  check (make_fields (NULL, NULL), BUCKET, end_us - 1, NULL, NULL);
  check (make_fields (NULL, NULL), BUCKET, end_us, "AccessDenied", "Policy expired.");
  check (make_fields (NULL, NULL), BUCKET, end_us + 1, "AccessDenied", "Policy expired.");
}

static void
test_conditions (void)
{
  static const struct {
    const char *name;
    const char *value; /* NULL: left out */
    const char *message;
  } cases[] = {
    { "key", "tmp/547f3eede4b025bcbff38658/uploads/test.mp4", "$key" },
    { "key", "TMP/547f3eede4b025bcbff38657/uploads/test.mp4", "$key" },
    { "key", "", "$key" },
    { "acl", "public-read", "$acl" },
    { "acl", "private ", "$acl" },
    { "acl", NULL, "$acl" },
    { "success_action_status", "200", "$success_action_status" },
    { "filename", NULL, "$filename" },
    { "name", NULL, "$name" },
    { "chunk", NULL, "$chunk" },
    { "chunks", NULL, "$chunks" },
    { "Content-Type", "video/mp4", "Extra input fields: Content-Type" },
    { "Content-MD5", "kAFQmDzST7DWlj99KOF/cg==", "Extra input fields: Content-MD5" },
    { "Policy", POLICY, "Extra input fields: Policy" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    check (make_fields (cases[i].name, cases[i].value), BUCKET, 0, "AccessDenied",
           cases[i].message);
  check (make_fields (NULL, NULL), "other-bucket", 0, "AccessDenied", "$bucket");
  check (make_fields ("x-ignore-note", "yes"), BUCKET, 0, NULL, NULL);
  check (make_fields ("chunk", "7"), BUCKET, 0, NULL, NULL);
}

static void
test_documents (void)
{
  static const char *const texts[] = {
    "",
    "{}",
    "[]",
    "{\"conditions\":[]}",
    "{\"expiration\":\"2026-01-15T09:00:00.000Z\"}",
    "{\"expiration\":\"tomorrow\",\"conditions\":[]}",
    "{\"expiration\":\"2026-01-15T09:00:00.000\",\"conditions\":[]}",
    "{\"expiration\":1768467600,\"conditions\":[]}",
    "{\"expiration\":\"2026-01-15T09:00:00.000Z\",\"conditions\":[],\"more\":1}",
    "{\"expiration\":\"2026-01-15T09:00:00.000Z\",\"conditions\":[\"acl\"]}",
    "{\"expiration\":\"2026-01-15T09:00:00.000Z\",\"conditions\":[{}]}",
    "{\"expiration\":\"2026-01-15T09:00:00.000Z\",\"conditions\":[{\"a\":\"\",\"b\":\"\"}]}",
    "{\"expiration\":\"2026-01-15T09:00:00.000Z\",\"conditions\":[[\"eq\",\"$a\"]]}",
    "{\"expiration\":\"2026-01-15T09:00:00.000Z\",\"conditions\":[[\"eq\",\"a\",\"\"]]}",
    "{\"expiration\":\"2026-01-15T09:00:00.000Z\",\"conditions\":[[\"is\",\"$a\",\"\"]]}",
  };
  g_autoptr (GPtrArray) fields = g_ptr_array_new_with_free_func (param_free);

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autofree char *policy = g_base64_encode ((const guchar *) texts[i], strlen (texts[i]));
    HoistPracticeS3Verdict verdict = hoist_practice_s3_check_policy (policy, BUCKET, fields, 0);

    g_test_message ("%s", texts[i]);
    g_assert_cmpuint (verdict.status, ==, 400);
    g_assert_cmpstr (verdict.code, ==, "InvalidPolicyDocument");
    hoist_practice_s3_verdict_clear (&verdict);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/practice/xvid-policy/vector", test_vector);
  g_test_add_func ("/practice/xvid-policy/each-byte-counts", test_each_byte);
  g_test_add_func ("/practice/xvid-policy/missing-credentials", test_missing_credentials);
  g_test_add_func ("/practice/xvid-policy/version-4", test_version_4);
  g_test_add_func ("/practice/xvid-policy/expiry", test_expiry);
  g_test_add_func ("/practice/xvid-policy/conditions", test_conditions);
  g_test_add_func ("/practice/xvid-policy/documents", test_documents);
  return g_test_run ();
}
