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
#define BUCKET "example-bucket"
/* 2026-01-15 09:00 UTC */
#define END_S G_GINT64_CONSTANT (1768467600)

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
  "AKIAEXAMPLE",
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
  g_assert_true (hoist_practice_s3_is_signed (POLICY, SIGNATURE, SECRET));
}

static void
test_each_byte (void)
{
  const char *const right[] = { POLICY, SIGNATURE, SECRET };

  for (gsize part = 0; part < G_N_ELEMENTS (right); part++)
    for (gsize i = 0; i < strlen (right[part]); i++) {
      g_autofree char *wrong = g_strdup (right[part]);

      wrong[i] = wrong[i] == 'A' ? 'B' : 'A';
      g_assert_false (hoist_practice_s3_is_signed (
          part == 0 ? wrong : POLICY, part == 1 ? wrong : SIGNATURE, part == 2 ? wrong : SECRET));
    }
  g_assert_false (hoist_practice_s3_is_signed (POLICY, "fj7ep5o6YWzdLoqNcHZXNMzXVxI", SECRET));
  g_assert_false (hoist_practice_s3_is_signed (POLICY, SIGNATURE "=", SECRET));
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
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/practice/xvid-policy/vector", test_vector);
  g_test_add_func ("/practice/xvid-policy/each-byte-counts", test_each_byte);
  g_test_add_func ("/practice/xvid-policy/expiry", test_expiry);
  g_test_add_func ("/practice/xvid-policy/conditions", test_conditions);
  g_test_add_func ("/practice/xvid-policy/documents", test_documents);
  return g_test_run ();
}
