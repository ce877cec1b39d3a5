/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who may call: access tokens, refresh tokens, codes of the browser, and an API key. */
#include "hoist-practice-pds-tokens.h"

#include <string.h>

/* RFC 6749 section 4.1.2: "A maximum authorization code lifetime of 10 minutes is RECOMMENDED". */
#define CODE_LIFE_S 600

typedef struct {
  char *redirect_uri; /* (owned) */
  gint64 until_s;
} Code;

struct _HoistPracticePdsTokens {
  char *api_key;      /* (owned) */
  GHashTable *access; /* (owned) (element-type utf8 gint64): token to the end of its life */
  GHashTable *codes;  /* (owned) (element-type utf8 Code): for one use, and not kept */
  char *last_access;  /* (owned) */
  char *refresh;      /* (owned): the only one that is good */
  gint64 serial;
};

static void
code_free (gpointer data)
{
  Code *code = data;

  g_free (code->redirect_uri);
  g_free (code);
}

/* Tokens nobody can guess from the one before, so that a client has to read them. */
static char *
make_token (HoistPracticePdsTokens *self, const char *kind)
{
  g_autofree char *random = g_uuid_string_random ();

  return g_strdup_printf ("PRACTICE-%s-%" G_GINT64_FORMAT "-%s", kind, ++self->serial, random);
}

static void
add_access (HoistPracticePdsTokens *self, const char *token, gint64 until_s)
{
  g_hash_table_replace (self->access, g_strdup (token), g_memdup2 (&until_s, sizeof until_s));
}

static void
load (HoistPracticePdsTokens *self, JsonObject *state)
{
  JsonObjectIter iter;
  const char *token = NULL;
  JsonNode *until = NULL;

  self->serial = json_object_get_int_member (state, "serial");
  self->last_access = g_strdup (json_object_get_string_member (state, "last_access"));
  self->refresh = g_strdup (json_object_get_string_member (state, "refresh"));
  json_object_iter_init (&iter, json_object_get_object_member (state, "access"));
  while (json_object_iter_next (&iter, &token, &until))
    add_access (self, token, json_node_get_int (until));
}

/**
 * hoist_practice_pds_tokens_new:
 * @state: what hoist_practice_pds_tokens_save() wrote, or empty
 *
 * Takes up the tokens of an earlier run; without one it makes a first pair.
 */
HoistPracticePdsTokens *
hoist_practice_pds_tokens_new (JsonObject *state, const char *api_key, gint64 now_s)
{
  HoistPracticePdsTokens *self = g_new0 (HoistPracticePdsTokens, 1);

  self->api_key = g_strdup (api_key);
  self->access = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->codes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, code_free);
  if (json_object_has_member (state, "access")) {
    load (self, state);
  } else {
    hoist_practice_pds_tokens_renew (self, now_s);
    hoist_practice_pds_tokens_make_refresh (self);
  }
  return self;
}

void
hoist_practice_pds_tokens_free (HoistPracticePdsTokens *self)
{
  g_free (self->api_key);
  g_hash_table_unref (self->access);
  g_hash_table_unref (self->codes);
  g_free (self->last_access);
  g_free (self->refresh);
  g_free (self);
}

/**
 * hoist_practice_pds_tokens_save:
 *
 * Writes all that has to be known after a restart into @state.
 */
void
hoist_practice_pds_tokens_save (HoistPracticePdsTokens *self, JsonObject *state)
{
  JsonObject *access = json_object_new ();
  GHashTableIter iter;
  gpointer token = NULL, until = NULL;

  g_hash_table_iter_init (&iter, self->access);
  while (g_hash_table_iter_next (&iter, &token, &until))
    json_object_set_int_member (access, token, *(gint64 *) until);
  json_object_set_object_member (state, "access", access);
  json_object_set_int_member (state, "serial", self->serial);
  json_object_set_string_member (state, "last_access", self->last_access);
  json_object_set_string_member (state, "refresh", self->refresh);
}

/**
 * hoist_practice_pds_tokens_check:
 * @authorization: (nullable): the header as it came
 *
 * Returns: whose call it is
 */
HoistPracticePdsBearer
hoist_practice_pds_tokens_check (HoistPracticePdsTokens *self,
                                 const char *authorization,
                                 gint64 now_s)
{
  const char *token = NULL;
  gint64 *until_s = NULL;

  if (authorization == NULL || !g_str_has_prefix (authorization, "Bearer "))
    return HOIST_PRACTICE_PDS_NOBODY;
  token = authorization + strlen ("Bearer ");
  if (strcmp (token, self->api_key) == 0)
    return HOIST_PRACTICE_PDS_KEY;
  until_s = g_hash_table_lookup (self->access, token);
  if (until_s == NULL)
    return HOIST_PRACTICE_PDS_NOBODY;
  return now_s < *until_s ? HOIST_PRACTICE_PDS_USER : HOIST_PRACTICE_PDS_EXPIRED;
}

/**
 * hoist_practice_pds_tokens_expire_all:
 *
 * Ends the life of all access tokens given so far.
 */
void
hoist_practice_pds_tokens_expire_all (HoistPracticePdsTokens *self)
{
  GHashTableIter iter;
  gpointer until = NULL;

  g_hash_table_iter_init (&iter, self->access);
  while (g_hash_table_iter_next (&iter, NULL, &until))
    *(gint64 *) until = 0;
}

/**
 * hoist_practice_pds_tokens_renew:
 *
 * Returns: (transfer none): a new access token; earlier ones live on until their end
 */
const char *
hoist_practice_pds_tokens_renew (HoistPracticePdsTokens *self, gint64 now_s)
{
  g_free (self->last_access);
  self->last_access = make_token (self, "access");
  add_access (self, self->last_access, now_s + HOIST_PRACTICE_PDS_TOKEN_LIFE_S);
  return self->last_access;
}

/**
 * hoist_practice_pds_tokens_use_refresh:
 *
 * Returns: whether the refresh token is the one that is good now
 */
gboolean
hoist_practice_pds_tokens_use_refresh (HoistPracticePdsTokens *self, const char *token)
{
  return strcmp (token, self->refresh) == 0;
}

/**
 * hoist_practice_pds_tokens_make_refresh:
 *
 * Returns: (transfer none): a new refresh token; the one before is refused from now on
 */
const char *
hoist_practice_pds_tokens_make_refresh (HoistPracticePdsTokens *self)
{
  g_free (self->refresh);
  self->refresh = make_token (self, "refresh");
  return self->refresh;
}

const char *
hoist_practice_pds_tokens_get_access (HoistPracticePdsTokens *self)
{
  return self->last_access;
}

const char *
hoist_practice_pds_tokens_get_refresh (HoistPracticePdsTokens *self)
{
  return self->refresh;
}

/**
 * hoist_practice_pds_tokens_make_code:
 *
 * Returns: (transfer full): a code that goes through the browser
 */
char *
hoist_practice_pds_tokens_make_code (HoistPracticePdsTokens *self,
                                     const char *redirect_uri,
                                     gint64 now_s)
{
  char *text = make_token (self, "code");
  Code *code = g_new0 (Code, 1);

  code->redirect_uri = g_strdup (redirect_uri);
  code->until_s = now_s + CODE_LIFE_S;
  g_hash_table_insert (self->codes, g_strdup (text), code);
  return text;
}

/**
 * hoist_practice_pds_tokens_use_code:
 *
 * Returns: whether the code was good; it is not any more
 */
gboolean
hoist_practice_pds_tokens_use_code (HoistPracticePdsTokens *self,
                                    const char *code,
                                    const char *redirect_uri,
                                    gint64 now_s)
{
  Code *known = g_hash_table_lookup (self->codes, code);
  gboolean is_good =
      known != NULL && strcmp (known->redirect_uri, redirect_uri) == 0 && now_s < known->until_s;

  g_hash_table_remove (self->codes, code);
  return is_good;
}
