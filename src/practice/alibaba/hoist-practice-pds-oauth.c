/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signing in: the browser's page, which agrees at once, and the token call. */
#include "hoist-practice-pds-oauth.h"

#include "hoist-practice-pds.h"
#include "hoist-practice-query.h"

#include <string.h>

/* Notes 2.2. */
static const char *const login_types[] = { "default", "ding",       "ding_sns", "ram",
                                           "wechat",  "wechat_app", NULL };

static gboolean
is_loopback (const char *text)
{
  g_autoptr (GUri) uri = g_uri_parse (text, G_URI_FLAGS_NONE, NULL);
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;

  return host != NULL && strcmp (g_uri_get_scheme (uri), "http") == 0 &&
         (strcmp (host, "127.0.0.1") == 0 || strcmp (host, "::1") == 0) &&
         g_uri_get_port (uri) > 0 && g_uri_get_fragment (uri) == NULL;
}

/* Names the parameter that is wrong. */
static const char *
find_wrong (GPtrArray *params)
{
  const char *redirect = hoist_practice_query_get (params, "redirect_uri");
  const char *state = hoist_practice_query_get (params, "state");
  const char *login_type = hoist_practice_query_get (params, "login_type");

  if (g_strcmp0 (hoist_practice_query_get (params, "client_id"), HOIST_PRACTICE_PDS_CLIENT_ID) != 0)
    return "client_id";
  if (redirect == NULL || !is_loopback (redirect))
    return "redirect_uri";
  if (g_strcmp0 (hoist_practice_query_get (params, "response_type"), "code") != 0)
    return "response_type";
  /* Notes 2.2: it is checked byte for byte, so there has to be one. */
  if (state == NULL || state[0] == '\0')
    return "state";
  if (login_type != NULL && !g_strv_contains (login_types, login_type))
    return "login_type";
  return NULL;
}

/**
 * hoist_practice_pds_authorize:
 *
 * What a browser shows; there is nobody to click, so it goes on at once.
 */
void
hoist_practice_pds_authorize (HoistPracticePds *self, HoistPracticeExchange *exchange)
{
  const char *query = g_uri_get_query (soup_server_message_get_uri (exchange->message));
  g_autoptr (GPtrArray) params = hoist_practice_query_parse (query, FALSE, NULL);
  const char *wrong = params != NULL ? find_wrong (params) : "query";
  g_autofree char *code = NULL;
  g_autofree char *result = NULL;
  g_autofree char *state = NULL;
  g_autofree char *location = NULL;
  const char *redirect = NULL;

  if (wrong != NULL) {
    hoist_practice_pds_refuse_parameter (exchange, wrong);
    return;
  }
  redirect = hoist_practice_query_get (params, "redirect_uri");
  state = g_uri_escape_string (hoist_practice_query_get (params, "state"), NULL, FALSE);
  if (!hoist_practice_pds_varies (exchange, "authorize-denied"))
    code = hoist_practice_pds_tokens_make_code (self->tokens, redirect,
                                                hoist_practice_exchange_get_time (exchange));
  result = code != NULL ? g_strconcat ("code=", code, NULL) : g_strdup ("error=access_denied");
  location = g_strconcat (redirect, strchr (redirect, '?') != NULL ? "&" : "?", result,
                          "&state=", state, NULL);
  hoist_practice_exchange_add_header (exchange, "Location", location);
  hoist_practice_pds_answer (exchange, 302, NULL);
}

static JsonObject *
make_answer (HoistPracticePds *self, HoistPracticeExchange *exchange)
{
  gint64 now_s = hoist_practice_exchange_get_time (exchange);
  g_autofree char *end = hoist_practice_pds_write_time (now_s + HOIST_PRACTICE_PDS_TOKEN_LIFE_S);
  JsonObject *answer = json_object_new ();

  json_object_set_string_member (answer, "access_token",
                                 hoist_practice_pds_tokens_renew (self->tokens, now_s));
  /* Notes 2.4: "if an answer has none, keep the old one". */
  if (!hoist_practice_pds_varies (exchange, "no-refresh-token"))
    json_object_set_string_member (answer, "refresh_token",
                                   hoist_practice_pds_tokens_make_refresh (self->tokens));
  json_object_set_int_member (answer, "expires_in", HOIST_PRACTICE_PDS_TOKEN_LIFE_S);
  json_object_set_string_member (answer, "expire_time", end);
  json_object_set_string_member (answer, "token_type", "Bearer");
  json_object_set_string_member (answer, "user_id", "practice-user-1");
  json_object_set_string_member (answer, "user_name", "practice");
  json_object_set_string_member (answer, "nick_name", "Practice");
  json_object_set_string_member (answer, "domain_id", "practice");
  json_object_set_string_member (answer, "default_drive_id", "1");
  json_object_set_string_member (answer, "role", "user");
  json_object_set_string_member (answer, "status", "enabled");
  hoist_practice_pds_save (self);
  return answer;
}

static void
grant (HoistPracticePds *self, HoistPracticeExchange *exchange, GPtrArray *params)
{
  const char *type = hoist_practice_query_get (params, "grant_type");
  const char *code = hoist_practice_query_get (params, "code");
  const char *redirect = hoist_practice_query_get (params, "redirect_uri");
  const char *refresh = hoist_practice_query_get (params, "refresh_token");
  gboolean is_refresh = g_strcmp0 (type, "refresh_token") == 0;
  /* Notes 2.4: the vendor's JavaScript SDK sends "code". */
  gboolean is_code = g_strcmp0 (type, "authorization_code") == 0 ||
                     (exchange->context->is_lenient && g_strcmp0 (type, "code") == 0);

  if (!is_refresh && !is_code)
    hoist_practice_pds_refuse_parameter (exchange, "grant_type");
  else if (g_strcmp0 (hoist_practice_query_get (params, "client_id"),
                      HOIST_PRACTICE_PDS_CLIENT_ID) != 0)
    hoist_practice_pds_refuse_parameter (exchange, "client_id");
  else if (hoist_practice_query_get (params, "client_secret") != NULL)
    hoist_practice_pds_refuse_parameter (exchange, "client_secret");
  else if (is_refresh &&
           (refresh == NULL || !hoist_practice_pds_tokens_use_refresh (self->tokens, refresh)))
    hoist_practice_pds_refuse_parameter (exchange, "refresh_token");
  else if (is_code &&
           (code == NULL || redirect == NULL ||
            !hoist_practice_pds_tokens_use_code (self->tokens, code, redirect,
                                                 hoist_practice_exchange_get_time (exchange))))
    hoist_practice_pds_refuse_parameter (exchange, "code");
  else
    hoist_practice_pds_answer (exchange, 200, make_answer (self, exchange));
}

/**
 * hoist_practice_pds_token:
 *
 * The one call with a form for a body, and without Authorization.
 */
void
hoist_practice_pds_token (HoistPracticePds *self, HoistPracticeExchange *exchange)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (exchange->message);
  const char *type = soup_message_headers_get_content_type (headers, NULL);
  HoistPracticePdsCall *call = exchange->data;
  g_auto (GStrv) words = g_strsplit (call->body->str, "+", -1);
  g_autofree char *query = g_strjoinv ("%20", words);
  g_autoptr (GPtrArray) params = NULL;

  if (g_strcmp0 (type, "application/x-www-form-urlencoded") != 0) {
    hoist_practice_pds_fail (exchange, 400, "InvalidParameter.ContentType", "This takes a form.");
    return;
  }
  if (soup_message_headers_get_one (headers, "Authorization") != NULL) {
    hoist_practice_pds_refuse_parameter (exchange, "authorization");
    return;
  }
  params = hoist_practice_query_parse (query, FALSE, NULL);
  if (params == NULL)
    hoist_practice_pds_fail (exchange, 400, "InvalidParameter.Form", "The form cannot be read.");
  else
    grant (self, exchange, params);
}
