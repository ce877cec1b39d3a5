/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who may call: keys and their lock, tokens and passwords. */
#include "hoist-practice-huawei-account.h"

#include "hoist-practice-huawei-sign.h"

#include <string.h>

/* "API signing guide", api-sign-0001: the permitted difference. */
#define SKEW_S (15 * 60)

/* api-sign-errorcode: more than five failures in a row lock a key for five minutes. */
#define MOST_FAILURES 5
#define KEY_LOCK_S (5 * 60)

/* IAM's own default, unconfirmed: five wrong passwords lock the user for fifteen minutes. */
#define MOST_WRONG_PASSWORDS 5
#define USER_LOCK_S (15 * 60)

/* Tokens are "several kB" long. */
#define TOKEN_DIGESTS 80

typedef struct {
  const char *access_key;
  const char *secret_key;
  const char *security_token; /* (nullable): a temporary key goes with it */
} Key;

static const Key keys[] = {
  { HOIST_PRACTICE_HUAWEI_ACCESS_KEY, HOIST_PRACTICE_HUAWEI_SECRET_KEY, NULL },
  { HOIST_PRACTICE_HUAWEI_TEMPORARY_ACCESS_KEY, HOIST_PRACTICE_HUAWEI_TEMPORARY_SECRET_KEY,
    HOIST_PRACTICE_HUAWEI_SECURITY_TOKEN },
};

typedef struct {
  guint failures; /* in a row */
  gint64 locked_until_s;
} Lock;

struct _HoistPracticeHuaweiAccount {
  Lock locks[G_N_ELEMENTS (keys)]; /* in the order of keys */
  Lock user;
  guint last_token;
  GHashTable *tokens; /* (owned) (element-type utf8 gint64): digest, and when it ends in seconds */
};

static char *
digest_token (const char *token)
{
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, token, -1);
}

static void
set_token (HoistPracticeHuaweiAccount *self, char *digest, gint64 expires_s)
{
  g_hash_table_replace (self->tokens, digest, g_memdup2 (&expires_s, sizeof expires_s));
}

/**
 * hoist_practice_huawei_account_new:
 * @saved: (nullable): what an earlier run wrote
 *
 * Locks do not outlive the server; tokens do.
 */
HoistPracticeHuaweiAccount *
hoist_practice_huawei_account_new (JsonObject *saved)
{
  HoistPracticeHuaweiAccount *self = g_new0 (HoistPracticeHuaweiAccount, 1);
  JsonObject *tokens = NULL;
  JsonObjectIter iter;
  const char *digest = NULL;
  JsonNode *expires = NULL;

  self->tokens = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (saved == NULL || !json_object_has_member (saved, "tokens"))
    return self;
  self->last_token = (guint) json_object_get_int_member (saved, "last_token");
  tokens = json_object_get_object_member (saved, "tokens");
  json_object_iter_init (&iter, tokens);
  while (json_object_iter_next (&iter, &digest, &expires))
    set_token (self, g_strdup (digest), json_node_get_int (expires));
  return self;
}

void
hoist_practice_huawei_account_free (HoistPracticeHuaweiAccount *self)
{
  g_hash_table_unref (self->tokens);
  g_free (self);
}

/**
 * hoist_practice_huawei_account_save:
 *
 * Returns: (transfer full): what the next run needs
 */
JsonObject *
hoist_practice_huawei_account_save (HoistPracticeHuaweiAccount *self)
{
  JsonObject *object = json_object_new ();
  JsonObject *tokens = json_object_new ();
  GHashTableIter iter;
  gpointer digest = NULL, expires_s = NULL;

  g_hash_table_iter_init (&iter, self->tokens);
  while (g_hash_table_iter_next (&iter, &digest, &expires_s))
    json_object_set_int_member (tokens, digest, *(gint64 *) expires_s);
  json_object_set_int_member (object, "last_token", self->last_token);
  json_object_set_object_member (object, "tokens", tokens);
  return object;
}

static HoistPracticeHuaweiVerdict
say (const char *code, const char *message)
{
  return (HoistPracticeHuaweiVerdict){ code, message };
}

static gboolean
parse_date (const char *text, gint64 *time_s)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) date = NULL;

  if (text == NULL || strlen (text) != 16 || text[8] != 'T' || text[15] != 'Z')
    return FALSE;
  for (gsize i = 0; i < 15; i++)
    if (i != 8 && !g_ascii_isdigit (text[i]))
      return FALSE;
  date = g_date_time_new_from_iso8601 (text, utc);
  if (date == NULL)
    return FALSE;
  *time_s = g_date_time_to_unix (date);
  return TRUE;
}

static gssize
find_key (const char *access_key)
{
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    if (strcmp (keys[i].access_key, access_key) == 0)
      return (gssize) i;
  return -1;
}

/* The hash of the body may come in a header of its own; it still has to be that of the body. Some
 * of the vendor's clients do not hash a body that is no JSON. */
static gboolean
has_right_hash (HoistPracticeHuaweiRequest *request, gboolean is_lenient)
{
  const char *given = hoist_practice_huawei_request_get_header (request, "x-sdk-content-sha256");
  g_autofree char *hash =
      g_compute_checksum_for_data (G_CHECKSUM_SHA256, request->body->data, request->body->len);

  if (given == NULL || strcmp (given, hash) == 0)
    return TRUE;
  return is_lenient && strcmp (given, "UNSIGNED-PAYLOAD") == 0;
}

static HoistPracticeHuaweiVerdict
check_signature (Lock *lock,
                 HoistPracticeHuaweiRequest *request,
                 HoistPracticeHuaweiAuthorization *authorization,
                 const Key *key,
                 gint64 now_s,
                 gboolean is_lenient,
                 char **canonical)
{
  const HoistPracticeHuaweiVerdict locked = {
    "APIGW.0301", "Incorrect IAM authentication information: AK access failed to reach the limit"
  };

  if (now_s < lock->locked_until_s)
    return locked;
  if (hoist_practice_huawei_is_signed (request, authorization, key->secret_key, canonical) &&
      has_right_hash (request, is_lenient)) {
    lock->failures = 0;
    return say (NULL, NULL);
  }
  if (++lock->failures <= MOST_FAILURES)
    return say ("APIGW.0301",
                "Incorrect IAM authentication information: verify aksk signature fail");
  lock->failures = 0;
  lock->locked_until_s = now_s + KEY_LOCK_S;
  return locked;
}

static HoistPracticeHuaweiVerdict
check_key (HoistPracticeHuaweiAccount *self,
           HoistPracticeHuaweiRequest *request,
           const char *header,
           gint64 now_s,
           gboolean is_lenient,
           char **canonical)
{
  g_autoptr (HoistPracticeHuaweiAuthorization) authorization =
      hoist_practice_huawei_authorization_parse (header);
  const char *security = hoist_practice_huawei_request_get_header (request, "x-security-token");
  gint64 time_s = 0;
  gssize found;

  if (authorization == NULL)
    return say ("APIGW.0301", "Incorrect IAM authentication information: Authorization is wrong");
  if (!hoist_practice_huawei_authorization_covers (authorization, "host") ||
      !hoist_practice_huawei_authorization_covers (authorization, "x-sdk-date") ||
      (security != NULL &&
       !hoist_practice_huawei_authorization_covers (authorization, "x-security-token")))
    return say ("APIGW.0301", "Incorrect IAM authentication information: SignedHeaders lacks one");
  if (!parse_date (hoist_practice_huawei_request_get_header (request, "x-sdk-date"), &time_s))
    return say ("APIGW.0301", "Incorrect IAM authentication information: X-Sdk-Date is wrong");
  if (time_s < now_s - SKEW_S || time_s > now_s + SKEW_S)
    return say ("APIGW.0303", "Incorrect app authentication information: date is expired");
  found = find_key (authorization->access_key);
  if (found < 0)
    return say ("APIGW.0301", "Incorrect IAM authentication information: AK is not known");
  if (g_strcmp0 (keys[found].security_token, security) != 0)
    return say ("APIGW.0301", "Incorrect IAM authentication information: wrong security token");
  return check_signature (&self->locks[found], request, authorization, &keys[found], now_s,
                          is_lenient, canonical);
}

static HoistPracticeHuaweiVerdict
check_token (HoistPracticeHuaweiAccount *self, const char *token, gint64 now_s)
{
  g_autofree char *digest = digest_token (token);
  gint64 *expires_s = g_hash_table_lookup (self->tokens, digest);

  if (expires_s == NULL)
    return say ("APIGW.0301", "Incorrect IAM authentication information: decrypt token fail");
  if (now_s >= *expires_s)
    return say ("APIGW.0307", "The token must be updated");
  return say (NULL, NULL);
}

/**
 * hoist_practice_huawei_account_admit:
 * @is_lenient: take a body that was not hashed
 * @canonical: (out) (nullable): the canonical request as this side sees it, if it came to that
 *
 * Checks the key and its signature, or the token: exactly one of them.
 */
HoistPracticeHuaweiVerdict
hoist_practice_huawei_account_admit (HoistPracticeHuaweiAccount *self,
                                     HoistPracticeHuaweiRequest *request,
                                     gint64 now_s,
                                     gboolean is_lenient,
                                     char **canonical)
{
  const char *header = hoist_practice_huawei_request_get_header (request, "authorization");
  const char *token = hoist_practice_huawei_request_get_header (request, "x-auth-token");

  *canonical = NULL;
  if (header != NULL && token != NULL)
    return say ("APIGW.0301", "Incorrect IAM authentication information: both token and signature");
  if (header != NULL)
    return check_key (self, request, header, now_s, is_lenient, canonical);
  if (token == NULL)
    return say ("APIGW.0301", "Incorrect IAM authentication information: x-auth-token not found");
  return check_token (self, token, now_s);
}

/**
 * hoist_practice_huawei_account_sign_in:
 *
 * Checks a password; several wrong ones lock the user.
 */
HoistPracticeHuaweiVerdict
hoist_practice_huawei_account_sign_in (HoistPracticeHuaweiAccount *self,
                                       const char *domain,
                                       const char *user,
                                       const char *password,
                                       gint64 now_s)
{
  if (now_s < self->user.locked_until_s)
    return say ("401", "The user is locked.");
  if (strcmp (domain, HOIST_PRACTICE_HUAWEI_DOMAIN) == 0 &&
      strcmp (user, HOIST_PRACTICE_HUAWEI_USER) == 0 &&
      strcmp (password, HOIST_PRACTICE_HUAWEI_PASSWORD) == 0) {
    self->user.failures = 0;
    return say (NULL, NULL);
  }
  if (++self->user.failures >= MOST_WRONG_PASSWORDS) {
    self->user.failures = 0;
    self->user.locked_until_s = now_s + USER_LOCK_S;
  }
  return say ("401", "The username or password is wrong.");
}

/**
 * hoist_practice_huawei_account_add_token:
 *
 * Returns: (transfer full): a new token, longer than many a buffer
 */
char *
hoist_practice_huawei_account_add_token (HoistPracticeHuaweiAccount *self, gint64 expires_s)
{
  GString *token = g_string_new ("MII");

  self->last_token++;
  for (guint i = 0; i < TOKEN_DIGESTS; i++) {
    g_autofree char *seed =
        g_strdup_printf ("%u %u %" G_GINT64_FORMAT, self->last_token, i, expires_s);
    g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, seed, -1);

    g_string_append (token, digest);
  }
  set_token (self, digest_token (token->str), expires_s);
  return g_string_free (token, FALSE);
}

/**
 * hoist_practice_huawei_account_end_token:
 *
 * Lets a token end before its time.
 */
void
hoist_practice_huawei_account_end_token (HoistPracticeHuaweiAccount *self, const char *token)
{
  char *digest = digest_token (token);

  if (g_hash_table_contains (self->tokens, digest))
    set_token (self, digest, 0);
  else
    g_free (digest);
}
