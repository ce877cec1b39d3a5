/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The policy of an S3 form upload: who may post what until when, and its signature. */
#include "hoist-practice-s3-policy.h"

#include "hoist-practice-query.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define INVALID "Invalid according to Policy: "
#define IGNORED "x-ignore-"

/* "Creating a POST policy" in the S3 user guide: what needs no condition. The bucket is the
 * address's, and has one. */
static const char *const free_names[] = { "file",           "policy",
                                          "signature",      "x-amz-signature",
                                          "AWSAccessKeyId", NULL };

static HoistPracticeS3Verdict
accept_it (void)
{
  return (HoistPracticeS3Verdict){ 0, "", NULL };
}

static HoistPracticeS3Verdict
refuse (guint status, const char *code, char *message)
{
  return (HoistPracticeS3Verdict){ status, code, message };
}

static HoistPracticeS3Verdict
refuse_policy (const char *why)
{
  return refuse (400, "InvalidPolicyDocument", g_strconcat ("Invalid Policy: ", why, NULL));
}

/**
 * hoist_practice_s3_verdict_clear:
 *
 * Frees what is in @verdict.
 */
void
hoist_practice_s3_verdict_clear (HoistPracticeS3Verdict *verdict)
{
  g_clear_pointer (&verdict->message, g_free);
}

/**
 * hoist_practice_s3_sign_policy:
 * @policy: in Base64, as it is sent
 *
 * Returns: (transfer full): Base64 of the HMAC-SHA1 of the policy's text ("Browser-based uploads
 *   using POST", the scheme before version 4)
 */
char *
hoist_practice_s3_sign_policy (const char *policy, const char *secret)
{
  g_autoptr (GHmac) hmac = g_hmac_new (G_CHECKSUM_SHA1, (const guint8 *) secret, strlen (secret));
  guint8 digest[20];
  gsize size = sizeof digest;

  g_hmac_update (hmac, (const guint8 *) policy, (gssize) strlen (policy));
  g_hmac_get_digest (hmac, digest, &size);
  return g_base64_encode (digest, size);
}

static void
sign_with (guint8 key[32], gsize secret_size, const guint8 *secret, const char *text)
{
  g_autoptr (GHmac) hmac = g_hmac_new (G_CHECKSUM_SHA256, secret, secret_size);
  gsize size = 32;

  g_hmac_update (hmac, (const guint8 *) text, (gssize) strlen (text));
  g_hmac_get_digest (hmac, key, &size);
}

/**
 * hoist_practice_s3_sign_policy_4:
 * @policy: in Base64, as it is sent
 * @credential: ID/DATE/REGION/SERVICE/aws4_request
 *
 * Returns: (transfer full) (nullable): the signature of version 4 ("Authenticating requests:
 *   browser-based uploads using POST"); %NULL if @credential is not one
 */
char *
hoist_practice_s3_sign_policy_4 (const char *policy, const char *credential, const char *secret)
{
  g_auto (GStrv) words = g_strsplit (credential, "/", -1);
  g_autofree char *start = g_strconcat ("AWS4", secret, NULL);
  guint8 key[32], next[32];
  GString *text = NULL;

  if (g_strv_length (words) != 5 || strcmp (words[4], "aws4_request") != 0)
    return NULL;
  sign_with (key, strlen (start), (const guint8 *) start, words[1]);
  for (gsize i = 2; i <= 5; i++) {
    sign_with (next, sizeof key, key, i < 5 ? words[i] : policy);
    memcpy (key, next, sizeof key);
  }
  text = g_string_new (NULL);
  for (gsize i = 0; i < sizeof key; i++)
    g_string_append_printf (text, "%02x", key[i]);
  return g_string_free (text, FALSE);
}

static HoistPracticeS3Verdict
refuse_argument (const char *name)
{
  return refuse (400, "InvalidArgument",
                 g_strdup_printf ("Bucket POST must contain a field named '%s'.  If it is "
                                  "specified, please check the order of the fields.",
                                  name));
}

static HoistPracticeS3Verdict
compare (const char *right, const char *given)
{
  if (right != NULL && strcmp (right, given) == 0)
    return accept_it ();
  return refuse (403, "SignatureDoesNotMatch",
                 g_strdup ("The request signature we calculated does not match the signature you "
                           "provided. Check your key and signing method."));
}

static HoistPracticeS3Verdict
check_signature_4 (GPtrArray *fields, const char *id, const char *secret)
{
  const char *credential = hoist_practice_query_get (fields, "x-amz-credential");
  const char *algorithm = hoist_practice_query_get (fields, "x-amz-algorithm");
  const char *date = hoist_practice_query_get (fields, "x-amz-date");
  g_autofree char *start = NULL;
  g_autofree char *right = NULL;

  if (credential == NULL)
    return refuse_argument ("x-amz-credential");
  if (g_strcmp0 (algorithm, "AWS4-HMAC-SHA256") != 0)
    return refuse_argument ("x-amz-algorithm");
  if (date == NULL || strlen (date) != strlen ("20151229T000000Z"))
    return refuse_argument ("x-amz-date");
  start = g_strdup_printf ("%s/%.8s/", id, date);
  if (!g_str_has_prefix (credential, start))
    return refuse (403, "InvalidAccessKeyId",
                   g_strdup ("The AWS Access Key Id you provided does not exist in our records."));
  right = hoist_practice_s3_sign_policy_4 (hoist_practice_query_get (fields, "policy"), credential,
                                           secret);
  return compare (right, hoist_practice_query_get (fields, "x-amz-signature"));
}

/**
 * hoist_practice_s3_check_signature:
 * @fields: (element-type HoistPracticeParam): all fields of the form before the file
 * @id: the key id that is known
 *
 * Checks that key, policy and credentials are there and that the policy is signed, in the old or in
 * the new scheme.
 *
 * Returns: status 0, or what S3 answers; to be cleared
 */
HoistPracticeS3Verdict
hoist_practice_s3_check_signature (GPtrArray *fields, const char *id, const char *secret)
{
  const char *policy = hoist_practice_query_get (fields, "policy");
  const char *signature = hoist_practice_query_get (fields, "signature");
  const char *given_id = hoist_practice_query_get (fields, "AWSAccessKeyId");
  g_autofree char *right = NULL;

  if (hoist_practice_query_get (fields, "key") == NULL)
    return refuse_argument ("key");
  if (policy == NULL)
    return refuse (403, "AccessDenied", g_strdup ("Access Denied"));
  if (hoist_practice_query_get (fields, "x-amz-signature") != NULL)
    return check_signature_4 (fields, id, secret);
  if (signature == NULL)
    return refuse_argument ("signature");
  if (given_id == NULL)
    return refuse_argument ("AWSAccessKeyId");
  if (strcmp (given_id, id) != 0)
    return refuse (403, "InvalidAccessKeyId",
                   g_strdup ("The AWS Access Key Id you provided does not exist in our records."));
  right = hoist_practice_s3_sign_policy (policy, secret);
  return compare (right, signature);
}

/* GLib passes over what is not Base64, which a byte-exact check must not. */
static char *
decode (const char *policy)
{
  gsize size = 0;
  g_autofree guint8 *data = g_base64_decode (policy, &size);
  g_autofree char *again = g_base64_encode (data, size);

  if (strcmp (again, policy) != 0 || !g_utf8_validate_len ((char *) data, size, NULL))
    return NULL;
  return g_strndup ((char *) data, size);
}

static const char *
get_text (JsonNode *node)
{
  return node != NULL && json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_get_string (node)
             : NULL;
}

static const char *
get_field (GPtrArray *fields, const char *bucket, const char *name)
{
  return strcmp (name, "bucket") == 0 ? bucket : hoist_practice_query_get (fields, name);
}

static HoistPracticeS3Verdict
check_condition (const char *kind,
                 const char *name,
                 const char *wanted,
                 const char *bucket,
                 GPtrArray *fields)
{
  const char *value = get_field (fields, bucket, name);
  gboolean is_met = FALSE;

  if (strcmp (kind, "eq") == 0)
    is_met = value != NULL && strcmp (value, wanted) == 0;
  else if (strcmp (kind, "starts-with") == 0)
    is_met = value != NULL && g_str_has_prefix (value, wanted);
  else
    return refuse_policy ("a condition's kind is not known");
  if (is_met)
    return accept_it ();
  return refuse (403, "AccessDenied",
                 g_strdup_printf (INVALID "Policy Condition failed: [\"%s\", \"$%s\", \"%s\"]",
                                  kind, name, wanted));
}

/* ["eq", "$name", "value"] */
static HoistPracticeS3Verdict
check_list (JsonArray *list, const char *bucket, GPtrArray *fields, GHashTable *named)
{
  const char *words[3] = { NULL };

  if (json_array_get_length (list) != 3)
    return refuse_policy ("a condition has not three elements");
  for (guint i = 0; i < 3; i++) {
    words[i] = get_text (json_array_get_element (list, i));
    if (words[i] == NULL)
      return refuse_policy ("a condition is not made of texts");
  }
  if (words[1][0] != '$')
    return refuse_policy ("a condition's name has no dollar sign");
  g_hash_table_add (named, (gpointer) (words[1] + 1));
  return check_condition (words[0], words[1] + 1, words[2], bucket, fields);
}

/* {"name": "value"} */
static HoistPracticeS3Verdict
check_pair (JsonObject *pair, const char *bucket, GPtrArray *fields, GHashTable *named)
{
  JsonObjectIter iter;
  const char *name = NULL;
  JsonNode *value = NULL;

  json_object_iter_init_ordered (&iter, pair);
  if (json_object_get_size (pair) != 1 || !json_object_iter_next_ordered (&iter, &name, &value) ||
      get_text (value) == NULL)
    return refuse_policy ("a condition is not one name and text");
  g_hash_table_add (named, (gpointer) name);
  return check_condition ("eq", name, get_text (value), bucket, fields);
}

static HoistPracticeS3Verdict
check_conditions (JsonArray *conditions, const char *bucket, GPtrArray *fields, GHashTable *named)
{
  for (guint i = 0; i < json_array_get_length (conditions); i++) {
    JsonNode *node = json_array_get_element (conditions, i);
    HoistPracticeS3Verdict verdict;

    if (JSON_NODE_HOLDS_ARRAY (node))
      verdict = check_list (json_node_get_array (node), bucket, fields, named);
    else if (JSON_NODE_HOLDS_OBJECT (node))
      verdict = check_pair (json_node_get_object (node), bucket, fields, named);
    else
      verdict = refuse_policy ("a condition is neither a list nor a pair");
    if (verdict.status != 0)
      return verdict;
  }
  return accept_it ();
}

static HoistPracticeS3Verdict
check_extra (GPtrArray *fields, GHashTable *named)
{
  for (guint i = 0; i < fields->len; i++) {
    const char *name = ((HoistPracticeParam *) g_ptr_array_index (fields, i))->name;

    if (!g_hash_table_contains (named, name) && !g_strv_contains (free_names, name) &&
        !g_str_has_prefix (name, IGNORED))
      return refuse (403, "AccessDenied", g_strdup_printf (INVALID "Extra input fields: %s", name));
  }
  return accept_it ();
}

static HoistPracticeS3Verdict
check_expiration (const char *text, gint64 now_us)
{
  g_autoptr (GDateTime) end = text != NULL ? g_date_time_new_from_iso8601 (text, NULL) : NULL;

  if (end == NULL || !g_str_has_suffix (text, "Z"))
    return refuse_policy ("expiration is not a time");
  if (now_us >= g_date_time_to_unix (end) * G_USEC_PER_SEC + g_date_time_get_microsecond (end))
    return refuse (403, "AccessDenied", g_strdup (INVALID "Policy expired."));
  return accept_it ();
}

/**
 * hoist_practice_s3_check_policy:
 * @policy: in Base64, as it was sent
 * @bucket: the one of the address
 * @fields: (element-type HoistPracticeParam): all fields of the form before the file
 * @now_us: the server's wall clock
 *
 * Checks that the policy can be read, still holds, that its conditions are met and that no field is
 * without one; in this order.
 *
 * Returns: status 0, or what S3 answers; to be cleared
 */
HoistPracticeS3Verdict
hoist_practice_s3_check_policy (const char *policy,
                                const char *bucket,
                                GPtrArray *fields,
                                gint64 now_us)
{
  g_autofree char *text = decode (policy);
  g_autoptr (JsonNode) root = text != NULL ? json_from_string (text, NULL) : NULL;
  g_autoptr (GHashTable) named = g_hash_table_new (g_str_hash, g_str_equal);
  JsonNode *conditions = NULL;
  HoistPracticeS3Verdict verdict;
  JsonObject *object = NULL;

  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return refuse_policy ("it is not JSON in Base64");
  object = json_node_get_object (root);
  conditions = json_object_get_member (object, "conditions");
  if (conditions == NULL || !JSON_NODE_HOLDS_ARRAY (conditions) ||
      json_object_get_size (object) != 2)
    return refuse_policy ("it has not expiration and conditions and nothing else");
  verdict = check_expiration (get_text (json_object_get_member (object, "expiration")), now_us);
  if (verdict.status == 0)
    verdict = check_conditions (json_node_get_array (conditions), bucket, fields, named);
  return verdict.status == 0 ? check_extra (fields, named) : verdict;
}
