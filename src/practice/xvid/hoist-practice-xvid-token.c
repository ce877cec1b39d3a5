/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Access tokens of Xvid MediaHub: giving them out, and asking for them. */
#include "hoist-practice-xvid-token.h"

#include "hoist-practice-query.h"
#include "hoist-practice-xvid-answer.h"
#include "hoist-practice-xvid.h"

#include <string.h>

/* The sample answer of "api/oauth2/POST", and what clients assume when it is not said. */
#define USUAL_LIFE_S 7200
#define UNSAID_LIFE_S 3600
#define LONGEST_LIFE_S 86400
/* Only with the variation "locks-out": the service documents no lock. */
#define MOST_WRONG_SIGN_INS 3

#define BEARER "Bearer "

static const char *const field_names[] = { "grant_type", "client_id",  "client_secret",
                                           "scope",      "expires_in", NULL };

/* "api/oauth2": which scopes there are, and what an upload needs of them. */
static const struct {
  const char *name;
  gboolean can_write;
  gboolean can_read;
} scopes[] = {
  { "me", FALSE, FALSE },
  { "mediahub", TRUE, TRUE },
  { "mediahub_read", FALSE, TRUE },
  { "mediahub_write", TRUE, FALSE },
  { "mediahub_submit_jobs", FALSE, FALSE },
  { "mediahub_download_files", FALSE, FALSE },
  { "autograph", FALSE, FALSE },
};

static HoistPracticeXvidVerdict
refuse (const char *reason)
{
  return hoist_practice_xvid_say (400, HOIST_PRACTICE_XVID_INVALID, reason);
}

static HoistPracticeXvidVerdict
accept_it (void)
{
  return hoist_practice_xvid_say (0, "", "");
}

static gboolean
is_form (HoistPracticeExchange *exchange)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (exchange->message);
  const char *type = soup_message_headers_get_content_type (headers, NULL);

  return g_strcmp0 (type, "application/x-www-form-urlencoded") == 0;
}

/* What a form's serializer leaves as it is (WHATWG URL, section 5.2); in it a plus is a blank. */
static GPtrArray *
read_fields (GString *body)
{
  g_autoptr (GString) text = g_string_new_len (body->str, (gssize) body->len);

  for (gsize i = 0; i < text->len; i++)
    if (!g_ascii_isalnum (text->str[i]) &&
        (text->str[i] == '\0' || strchr ("*-._~+%&=", text->str[i]) == NULL))
      return NULL;
  g_string_replace (text, "+", "%20", 0);
  return hoist_practice_query_parse (text->str, FALSE, NULL);
}

static gboolean
has_bare_equals (GString *body)
{
  g_auto (GStrv) pairs = g_strsplit (body->str, "&", -1);

  for (gsize i = 0; pairs[i] != NULL; i++)
    if (strchr (pairs[i], '=') != strrchr (pairs[i], '='))
      return TRUE;
  return FALSE;
}

static HoistPracticeXvidVerdict
check_fields (GPtrArray *fields, const char *grant)
{
  for (guint i = 0; i < fields->len; i++)
    if (!g_strv_contains (field_names,
                          ((HoistPracticeParam *) g_ptr_array_index (fields, i))->name))
      return refuse ("the form has an unknown field");
  if (g_strcmp0 (hoist_practice_query_get (fields, "grant_type"), grant) != 0)
    return refuse ("grant_type is missing or another one");
  if (hoist_practice_query_get (fields, "client_id") == NULL ||
      hoist_practice_query_get (fields, "client_secret") == NULL)
    return refuse ("client_id or client_secret is missing");
  return accept_it ();
}

static HoistPracticeXvidVerdict
check_client (HoistPracticeXvid *self, HoistPracticeExchange *exchange, GPtrArray *fields)
{
  gboolean is_right =
      strcmp (hoist_practice_query_get (fields, "client_id"), HOIST_PRACTICE_XVID_CLIENT_ID) == 0 &&
      strcmp (hoist_practice_query_get (fields, "client_secret"),
              HOIST_PRACTICE_XVID_CLIENT_SECRET) == 0;

  if (hoist_practice_xvid_is_varied (exchange, "locks-out") &&
      self->wrong_sign_ins >= MOST_WRONG_SIGN_INS)
    return hoist_practice_xvid_say (403, HOIST_PRACTICE_XVID_BAD_CLIENT, "the client is locked");
  self->wrong_sign_ins = is_right ? 0 : self->wrong_sign_ins + 1;
  if (is_right)
    return accept_it ();
  hoist_practice_xvid_save (self);
  return hoist_practice_xvid_say (401, HOIST_PRACTICE_XVID_BAD_CLIENT,
                                  "client_id or client_secret is wrong");
}

static gboolean
add_scope (HoistPracticeXvidToken *token, const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (scopes); i++)
    if (strcmp (scopes[i].name, name) == 0) {
      token->can_write |= scopes[i].can_write;
      token->can_read |= scopes[i].can_read;
      return TRUE;
    }
  return FALSE;
}

static HoistPracticeXvidVerdict
read_scope (HoistPracticeXvidToken *token, const char *scope)
{
  /* What no scope at all covers is not documented; the vendor's own client sends none. */
  g_auto (GStrv) names = g_strsplit (scope != NULL ? scope : "mediahub", ",", -1);

  for (gsize i = 0; names[i] != NULL; i++)
    if (!add_scope (token, names[i]))
      return refuse ("a scope is not known");
  return accept_it ();
}

static HoistPracticeXvidVerdict
read_life (HoistPracticeExchange *exchange, const char *wished, guint64 *life_s)
{
  *life_s = hoist_practice_xvid_is_varied (exchange, "no-expiry") ? UNSAID_LIFE_S : USUAL_LIFE_S;
  if (wished != NULL && (!hoist_practice_number_parse (wished, life_s) || *life_s == 0))
    return refuse ("expires_in is no positive number");
  *life_s = MIN (*life_s, LONGEST_LIFE_S);
  return accept_it ();
}

static const char *
get_wished_life (GPtrArray *fields, GPtrArray *params)
{
  const char *wished = hoist_practice_query_get (fields, "expires_in");

  return wished != NULL ? wished : hoist_practice_query_get (params, "expires_in");
}

static void
give_token (HoistPracticeXvid *self,
            HoistPracticeExchange *exchange,
            HoistPracticeXvidRequest *request,
            HoistPracticeXvidToken *token,
            guint64 life_s)
{
  g_autofree char *seed = hoist_practice_xvid_make_id (self, token->end_s);
  g_autofree char *life = g_strdup_printf ("%" G_GUINT64_FORMAT, life_s);
  char *text = g_compute_checksum_for_string (G_CHECKSUM_SHA256, seed, -1);
  g_autoptr (JsonObject) answer = json_object_new ();

  json_object_set_string_member (answer, "access_token", text);
  /* The vendor's page shows a text, the vendor's own client has test data with a number. */
  if (hoist_practice_xvid_is_varied (exchange, "number-expiry")) {
    json_object_set_int_member (answer, "expires_in", (gint64) life_s);
    json_object_set_string_member (answer, "token_type", "Bearer");
  } else if (!hoist_practice_xvid_is_varied (exchange, "no-expiry")) {
    json_object_set_string_member (answer, "expires_in", life);
  }
  g_hash_table_insert (self->tokens, text, token);
  hoist_practice_xvid_save (self);
  hoist_practice_xvid_answer (exchange, request, NULL,
                              json_node_init_object (json_node_alloc (), answer));
}

/**
 * hoist_practice_xvid_token_answer:
 * @request: checked for what all calls have in common
 *
 * Gives out a token for the client's id and secret, or refuses. The exchange may be gone
 * afterwards.
 */
void
hoist_practice_xvid_token_answer (HoistPracticeXvid *self,
                                  HoistPracticeExchange *exchange,
                                  HoistPracticeXvidRequest *request)
{
  g_autofree HoistPracticeXvidToken *token = g_new0 (HoistPracticeXvidToken, 1);
  g_autoptr (GPtrArray) fields = NULL;
  HoistPracticeXvidVerdict verdict = accept_it ();
  gboolean is_standard = hoist_practice_xvid_is_varied (exchange, "standard-grant");
  guint64 life_s = 0;

  if (!is_form (exchange))
    verdict = refuse ("the body is not application/x-www-form-urlencoded");
  else if (has_bare_equals (request->body) || (fields = read_fields (request->body)) == NULL)
    verdict = refuse ("the form cannot be read");
  if (verdict.status == 0)
    verdict = check_fields (fields, is_standard ? "client_credentials" : "client_credential");
  if (verdict.status == 0)
    verdict = check_client (self, exchange, fields);
  if (verdict.status == 0)
    verdict = read_scope (token, hoist_practice_query_get (fields, "scope"));
  if (verdict.status == 0)
    verdict = read_life (exchange, get_wished_life (fields, request->params), &life_s);
  if (verdict.status != 0) {
    hoist_practice_xvid_refuse (exchange, verdict);
    return;
  }
  token->end_s = hoist_practice_exchange_get_time (exchange) + (gint64) life_s;
  give_token (self, exchange, request, g_steal_pointer (&token), life_s);
}

static HoistPracticeXvidVerdict
refuse_token (HoistPracticeExchange *exchange, const char *reason)
{
  guint status = hoist_practice_xvid_is_varied (exchange, "token-401") ? 401 : 403;

  return hoist_practice_xvid_say (status, HOIST_PRACTICE_XVID_BAD_TOKEN, reason);
}

/**
 * hoist_practice_xvid_token_admit:
 *
 * Checks the token of a call and what it is good for.
 *
 * Returns: status 0, 403, or 401 if varied so
 */
HoistPracticeXvidVerdict
hoist_practice_xvid_token_admit (HoistPracticeXvid *self,
                                 HoistPracticeExchange *exchange,
                                 HoistPracticeXvidRequest *request)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (exchange->message);
  const char *given = soup_message_headers_get_list (headers, "Authorization");
  gboolean is_write = request->call == HOIST_PRACTICE_XVID_START ||
                      request->call == HOIST_PRACTICE_XVID_FINISH ||
                      request->call == HOIST_PRACTICE_XVID_DELETE_FILE;
  HoistPracticeXvidToken *token = NULL;

  if (given == NULL || !g_str_has_prefix (given, BEARER))
    return refuse_token (exchange, "there is no bearer token");
  if (hoist_practice_xvid_is_varied (exchange, "token-expires") &&
      g_hash_table_remove (self->tokens, given + strlen (BEARER)))
    hoist_practice_xvid_save (self);
  token = g_hash_table_lookup (self->tokens, given + strlen (BEARER));
  if (token == NULL)
    return refuse_token (exchange, "the token is not known");
  if (hoist_practice_exchange_get_time (exchange) >= token->end_s)
    return refuse_token (exchange, "the token is over");
  if (is_write ? !token->can_write : !token->can_read)
    return hoist_practice_xvid_say (403, HOIST_PRACTICE_XVID_NO_SCOPE,
                                    "the token has not the scope for this");
  return accept_it ();
}
