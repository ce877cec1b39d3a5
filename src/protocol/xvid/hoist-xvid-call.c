/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What all calls of the API share (docs/protocols/xvid-mediahub.md, sections 2, 3 and 8.1). */
#include "hoist-xvid-call.h"

#include "hoist-answer.h"
#include "hoist-error.h"
#include "hoist-form.h"
#include "hoist-xvid-code.h"

#include "hoist-config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* "Renew about 30 s before the end, as the vendor's client does" (section 3.1). */
#define RENEW_MARGIN_US (30 * (gint64) G_USEC_PER_SEC)

/* How long an answer may take (design section 4.5). */
#define ANSWER_US (60 * (gint64) G_USEC_PER_SEC)

#define MAX_ID 256

/* Set while a refusal that does not speak of the token has been answered by a new token. */
#define FORBIDDEN "forbidden"

/* Ids are opaque, but they become a segment of a path. */
gboolean
hoist_xvid_call_is_id (const char *text)
{
  if (text == NULL || *text == '\0' || strlen (text) > MAX_ID || *text == '.')
    return FALSE;

  for (; *text != '\0'; text++) {
    if (!g_ascii_isgraph (*text) || strchr ("/\\?#%", *text) != NULL)
      return FALSE;
  }
  return TRUE;
}

/* (nullable) */
static const char *
get_secret (const HoistFacts *facts, const char *id)
{
  const char *secret = hoist_facts_get_secret (facts, id);

  return secret != NULL && *secret != '\0' ? secret : NULL;
}

/* A pasted token counts above all else, and nothing can renew it. */
static gboolean
is_pasted (const HoistFacts *facts)
{
  return get_secret (facts, "access-token") != NULL;
}

/* A token goes into a header. */
static gboolean
is_token (const char *text)
{
  for (; *text != '\0'; text++) {
    if (!g_ascii_isgraph (*text))
      return FALSE;
  }
  return TRUE;
}

static gboolean
check_keys (const HoistFacts *facts, GError **error)
{
  const char *id = hoist_facts_get (facts, "client-id");

  if (is_pasted (facts)) {
    if (is_token (get_secret (facts, "access-token")))
      return TRUE;
    g_set_error_literal (error, HOIST_ERROR, HOIST_ERROR_SIGN_IN,
                         _ ("“Access token” has characters that no token has. Paste it again."));
    return FALSE;
  }
  if (get_secret (facts, "client-secret") == NULL) {
    g_set_error_literal (error, HOIST_ERROR, HOIST_ERROR_KEYRING,
                         _ ("The account’s “Client secret” is not in the keyring. Enter it again, "
                            "or paste an access token."));
    return FALSE;
  }
  if (id == NULL || *id == '\0') {
    g_set_error_literal (error, HOIST_ERROR, HOIST_ERROR_SIGN_IN,
                         _ ("The account has no “Client ID”. Enter it in the account’s settings."));
    return FALSE;
  }
  return TRUE;
}

/**
 * hoist_xvid_call_new_request:
 *
 * A call without a token. Answers are asked for as JSON in both ways, for another form is not
 * documented. Fails with %HOIST_ERROR_PROTOCOL for an address that is not safe.
 *
 * Returns: (transfer full) (nullable): the request
 */
HoistRequest *
hoist_xvid_call_new_request (const HoistFacts *facts, const HoistXvidCall *call, GError **error)
{
  const char *endpoint = hoist_facts_get (facts, "endpoint");
  g_autoptr (GString) url = NULL;
  g_autoptr (GString) query = g_string_new (call->query != NULL ? call->query->str : NULL);
  HoistRequest *request = NULL;

  if (!hoist_field_check_address (endpoint, error))
    return NULL;

  url = g_string_new (endpoint);
  if (!g_str_has_suffix (endpoint, "/"))
    g_string_append_c (url, '/');
  g_string_append (url, call->path);
  if (call->id != NULL)
    g_string_append_uri_escaped (url, call->id, NULL, FALSE);
  hoist_form_append (query, "format", "json");
  g_string_append_printf (url, "?%s", query->str);

  request = hoist_request_new (call->method, url->str);
  hoist_request_add_header (request, "Accept", "application/json");
  request->bucket = HOIST_XVID_API;
  request->answer_us = ANSWER_US;
  return request;
}

/**
 * hoist_xvid_call_write:
 *
 * A call with the account's token.
 *
 * Returns: SEND with @request, a JUMP to SIGN_IN, or FAILED
 */
HoistMove
hoist_xvid_call_write (const HoistFacts *facts,
                       const HoistXvidCall *call,
                       HoistRequest **request,
                       GError **error)
{
  const char *token = get_secret (facts, "access-token");
  g_autofree char *header = NULL;

  if (!check_keys (facts, error))
    return HOIST_MOVE (FAILED);
  if (token == NULL && !hoist_grant_is_valid (facts->secrets, facts->now_us + RENEW_MARGIN_US))
    return HOIST_MOVE_TO (HOIST_STEP_SIGN_IN);

  *request = hoist_xvid_call_new_request (facts, call, error);
  if (*request == NULL)
    return HOIST_MOVE (FAILED);
  if (token == NULL)
    token = hoist_settings_get (facts->secrets, HOIST_GRANT_TOKEN);
  header = g_strdup_printf ("Bearer %s", token);
  hoist_request_add_header (*request, "Authorization", header);
  return HOIST_MOVE (SEND);
}

/* "403, not 401; handle 401 the same way" (section 8.1). A web page in between has no say. */
gboolean
hoist_xvid_call_is_refusal (const HoistReply *reply)
{
  return reply->status == 401 || reply->status == 403;
}

static gboolean
was_forbidden (const HoistFacts *facts, const HoistTicket *ticket)
{
  if (ticket == NULL)
    return facts->errand->phase > 0;
  return hoist_ticket_get (ticket, FORBIDDEN) != NULL;
}

static void
note_forbidden (const HoistFacts *facts, HoistTicket *ticket)
{
  if (ticket == NULL)
    facts->errand->phase++;
  else
    hoist_ticket_set (ticket, FORBIDDEN, "1");
}

/* A call was let through: another refusal begins anew. */
void
hoist_xvid_call_note_accepted (HoistTicket *ticket)
{
  if (ticket != NULL)
    hoist_ticket_set (ticket, FORBIDDEN, NULL);
}

/**
 * hoist_xvid_call_take_refusal:
 * @ticket: (nullable): in an upload's steps
 * @reply: a refusal
 *
 * A refused token is renewed once: the engine ends it if the new one fares no better. A refusal
 * that does not speak of the token may have another reason (section 11.1, point 4); that one too
 * gets a new token first, and the second time in a row it is told as it is.
 *
 * Returns: a JUMP to SIGN_IN, or FAILED
 */
HoistMove
hoist_xvid_call_take_refusal (const HoistFacts *facts,
                              HoistTicket *ticket,
                              HoistStep step,
                              const HoistReply *reply,
                              GError **error)
{
  gboolean is_token_bad = reply->status == 401 || hoist_xvid_code_is_invalid_token (reply);

  if (is_pasted (facts) && is_token_bad) {
    g_set_error_literal (error, HOIST_ERROR, HOIST_ERROR_SIGN_IN,
                         _ ("The service did not accept the access token; it may have run out. "
                            "Paste a new one, or remove it and enter client ID and secret."));
    return HOIST_MOVE (FAILED);
  }
  if (is_token_bad || (!is_pasted (facts) && !was_forbidden (facts, ticket))) {
    if (!is_token_bad)
      note_forbidden (facts, ticket);
    return HOIST_MOVE_TO (HOIST_STEP_SIGN_IN);
  }

  hoist_xvid_call_note_accepted (ticket);
  g_propagate_error (error, hoist_xvid_code_new_error (reply, step, HOIST_ERROR_BUSY));
  return HOIST_MOVE (FAILED);
}

/**
 * hoist_xvid_call_read:
 * @name: the one object that the answer holds
 * @object: (out): that object, as long as what is returned lives
 *
 * Returns: (transfer full) (nullable): a successful answer; %NULL for anything else
 */
HoistRead *
hoist_xvid_call_read (const HoistReply *reply, const char *name, const HoistReadValue **object)
{
  g_autoptr (HoistRead) read = hoist_answer_is_success (reply) ? hoist_answer_read (reply) : NULL;

  if (read == NULL)
    return NULL;
  *object = hoist_read_find (hoist_read_get_root (read), name);
  return *object != NULL ? g_steal_pointer (&read) : NULL;
}
