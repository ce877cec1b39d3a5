/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A token comes from an API key, a sign-in, a refresh token, or is pasted; in this order one is
 * chosen (docs/protocols/alibaba-pds.md, section 2). */
#include "hoist-pds-token.h"

#include "hoist-error.h"
#include "hoist-form.h"
#include "hoist-pds-call.h"
#include "hoist-pds-code.h"
#include "hoist-pds-figures.h"

#include "hoist-config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Beside the two names that the engine knows: when a token is renewed, and the user's drive. */
#define GRANT_RENEW HOIST_GRANT "renew"
#define GRANT_DRIVE HOIST_GRANT "drive"

/* Nobody grants a token for longer, and a nonsense must not overflow. */
#define MAX_LIFE_S G_GINT64_CONSTANT (315360000)

/* (nullable): a secret that is not empty. */
static const char *
get_secret (const HoistFacts *facts, const char *id)
{
  const char *secret = hoist_settings_get (facts->secrets, id);

  return secret != NULL && *secret != '\0' ? secret : NULL;
}

static const char *
get_client_id (const HoistFacts *facts)
{
  const char *id = hoist_facts_get (facts, "client-id");

  return id != NULL && *id != '\0' ? id : NULL;
}

static gboolean
can_renew (const HoistFacts *facts)
{
  return get_client_id (facts) != NULL && get_secret (facts, "refresh-token") != NULL;
}

/* Whether the granted token is good for a while yet, so that none runs out on its way. */
static gboolean
is_grant_fresh (const HoistFacts *facts)
{
  const char *renew = get_secret (facts, GRANT_RENEW);
  gint64 renew_us = 0;

  if (renew != NULL && hoist_read_parse_int (renew, &renew_us))
    return facts->now_us < renew_us && hoist_grant_is_valid (facts->secrets, facts->now_us);
  return hoist_grant_is_valid (facts->secrets, facts->now_us + HOIST_PDS_TOKEN_MARGIN_US);
}

static HoistMove
fail_without_token (const HoistFacts *facts, GError **error)
{
  if (get_client_id (facts) != NULL)
    g_set_error_literal (error, HOIST_ERROR, HOIST_ERROR_SIGN_IN,
                         _ ("Nobody is signed in to this account. Sign in, or enter an “API key” "
                            "or an “Access token” in the account’s settings."));
  else
    g_set_error_literal (error, HOIST_ERROR, HOIST_ERROR_KEYRING,
                         _ ("The account’s “API key” or “Access token” is not in the keyring. "
                            "Enter it again."));
  return HOIST_MOVE (FAILED);
}

/**
 * hoist_pds_token_choose:
 * @token: (out) (transfer none): what stands behind "Bearer"
 *
 * Answers SEND with @token, JUMP to SIGN_IN when it has to be renewed first, or FAILED.
 */
HoistMove
hoist_pds_token_choose (const HoistFacts *facts, const char **token, GError **error)
{
  const char *pasted = get_secret (facts, "access-token");

  *token = get_secret (facts, "api-key");
  if (*token != NULL)
    return HOIST_MOVE (SEND);

  *token = get_secret (facts, HOIST_GRANT_TOKEN);
  if (*token != NULL && is_grant_fresh (facts))
    return HOIST_MOVE (SEND);
  if (can_renew (facts) && (*token != NULL || pasted == NULL))
    return HOIST_MOVE_TO (HOIST_STEP_SIGN_IN);

  /* what cannot be renewed is used to its last second */
  if (*token != NULL && hoist_grant_is_valid (facts->secrets, facts->now_us))
    return HOIST_MOVE (SEND);
  *token = pasted;
  return *token != NULL ? HOIST_MOVE (SEND) : fail_without_token (facts, error);
}

/**
 * hoist_pds_token_refused:
 * @reply: the one that says so
 * @code: its code
 *
 * Answers JUMP to SIGN_IN when a token can be got without the user, else FAILED. An API key has
 * nothing to renew (notes 2.5).
 */
HoistMove
hoist_pds_token_refused (const HoistFacts *facts,
                         const HoistReply *reply,
                         const char *code,
                         GError **error)
{
  const char *sentence = NULL;

  if (get_secret (facts, "api-key") != NULL)
    sentence = _ ("The service did not accept the “API key”. Make a new one in the console, and "
                  "enter it in the account’s settings.");
  else if (can_renew (facts))
    return HOIST_MOVE_TO (HOIST_STEP_SIGN_IN);
  else if (get_client_id (facts) != NULL)
    sentence = _ ("The service no longer accepts the sign-in. Sign in again.");
  else
    sentence = _ ("The service no longer accepts the “Access token”. Enter a new one in the "
                  "account’s settings.");

  g_propagate_error (error, hoist_pds_code_new_own (HOIST_ERROR_SIGN_IN, sentence, reply, code));
  return HOIST_MOVE (FAILED);
}

/* (nullable): the user's own drive, as the sign-in told it. */
const char *
hoist_pds_token_get_drive (const HoistFacts *facts)
{
  return get_secret (facts, GRANT_DRIVE);
}

/* Where "/v2/oauth/…" is: the account's address, unless another is set (notes 1). */
static char *
dup_auth_url (const HoistFacts *facts, const char *path, GError **error)
{
  const char *endpoint = hoist_facts_get (facts, "auth-endpoint");

  if (endpoint == NULL || *endpoint == '\0')
    endpoint = hoist_facts_get (facts, "endpoint");
  return hoist_pds_call_dup_url (endpoint, path, error);
}

static gboolean
is_pkce (const HoistFacts *facts)
{
  return strcmp (hoist_facts_get (facts, "pkce"), "1") == 0;
}

static gboolean
check_client_id (const HoistFacts *facts, GError **error)
{
  if (get_client_id (facts) != NULL)
    return TRUE;

  g_set_error_literal (error, HOIST_ERROR, HOIST_ERROR_SIGN_IN,
                       _ ("“Client ID” is missing. Enter the one of an app of type “Native” that "
                          "the domain’s administrator has made."));
  return FALSE;
}

/**
 * hoist_pds_token_write_address:
 *
 * The address that the browser opens (notes 2.2), as HoistProvider.write_sign_in_address.
 *
 * Returns: (transfer full) (nullable): the address
 */
char *
hoist_pds_token_write_address (const HoistFacts *facts,
                               const char *redirect_uri,
                               const char *state,
                               const char *challenge,
                               GError **error)
{
  const char *scope = hoist_facts_get (facts, "scope");
  g_autofree char *url = NULL;
  g_autoptr (GString) query = g_string_new (NULL);

  if (!check_client_id (facts, error))
    return NULL;
  url = dup_auth_url (facts, "/v2/oauth/authorize", error);
  if (url == NULL)
    return NULL;

  hoist_form_append (query, "client_id", get_client_id (facts));
  hoist_form_append (query, "redirect_uri", redirect_uri);
  hoist_form_append (query, "response_type", "code");
  hoist_form_append (query, "state", state);
  if (strcmp (scope, HOIST_PDS_NO_SCOPE) != 0)
    hoist_form_append (query, "scope", scope);
  hoist_form_append (query, "login_type", hoist_facts_get (facts, "login-type"));
  if (is_pkce (facts) && challenge != NULL) {
    hoist_form_append (query, "code_challenge", challenge);
    hoist_form_append (query, "code_challenge_method", "S256");
  }
  return g_strdup_printf ("%s?%s", url, query->str);
}

/* A code from the browser, else the refresh token. No client_secret: the app is a native one (notes
 * 2.4). "authorization_code", not "code" as one SDK has it (notes 9). */
static gboolean
write_grant (const HoistFacts *facts, GString *form, GError **error)
{
  const HoistErrand *errand = facts->errand;

  if (errand->code != NULL) {
    hoist_form_append (form, "grant_type", "authorization_code");
    hoist_form_append (form, "code", errand->code);
    if (errand->redirect_uri != NULL)
      hoist_form_append (form, "redirect_uri", errand->redirect_uri);
    if (is_pkce (facts) && errand->verifier != NULL)
      hoist_form_append (form, "code_verifier", errand->verifier);
    return TRUE;
  }
  if (get_secret (facts, "refresh-token") == NULL) {
    g_set_error_literal (error, HOIST_ERROR, HOIST_ERROR_SIGN_IN,
                         _ ("The sign-in has run out. Sign in again."));
    return FALSE;
  }
  hoist_form_append (form, "grant_type", "refresh_token");
  hoist_form_append (form, "refresh_token", get_secret (facts, "refresh-token"));
  return TRUE;
}

/* SIGN_IN: the token endpoint, a form without Authorization (notes 2.4). */
HoistMove
hoist_pds_token_write (const HoistFacts *facts, HoistRequest **request, GError **error)
{
  g_autofree char *url = dup_auth_url (facts, "/v2/oauth/token", error);
  g_autoptr (GString) form = g_string_new (NULL);

  if (url == NULL || !check_client_id (facts, error))
    return HOIST_MOVE (FAILED);
  hoist_form_append (form, "client_id", get_client_id (facts));
  if (!write_grant (facts, form, error))
    return HOIST_MOVE (FAILED);

  *request = hoist_request_new ("POST", url);
  (*request)->content_type = g_strdup (HOIST_FORM_TYPE);
  (*request)->before = g_bytes_new (form->str, form->len);
  (*request)->answer_us = HOIST_PDS_CALL_ANSWER_US;
  return HOIST_MOVE (SEND);
}

/* How long a token lives: expires_in counted from now, for expire_time depends on two clocks. */
static gint64
read_life (const HoistReadValue *root, gint64 now_us)
{
  const char *text = hoist_read_get_text (root, "expire_time");
  g_autoptr (GDateTime) time = NULL;
  gint64 life_s = 0;

  if (hoist_read_int (root, "expires_in", &life_s) && life_s > 0)
    return MIN (life_s, MAX_LIFE_S) * G_USEC_PER_SEC;

  if (text != NULL)
    time = g_date_time_new_from_iso8601 (text, NULL);
  if (time != NULL) {
    life_s = g_date_time_to_unix (time) - now_us / G_USEC_PER_SEC;
    if (life_s > 0)
      return MIN (life_s, MAX_LIFE_S) * G_USEC_PER_SEC;
  }
  return HOIST_PDS_TOKEN_LIFE_US;
}

static void
grant (const HoistFacts *facts, const HoistReadValue *root)
{
  const char *refresh = hoist_read_get_text (root, "refresh_token");
  const char *drive = hoist_pds_call_get_id (root, "default_drive_id");
  gint64 life_us = read_life (root, facts->now_us);
  gint64 renew_us = facts->now_us + life_us - MIN (HOIST_PDS_TOKEN_MARGIN_US, life_us / 2);
  g_autofree char *renew = g_strdup_printf ("%" G_GINT64_FORMAT, renew_us);

  hoist_errand_grant (facts->errand, hoist_read_get_text (root, "access_token"),
                      facts->now_us + life_us);
  hoist_settings_set (facts->errand->secrets, GRANT_RENEW, renew);
  /* it may rotate; an answer without one leaves the old one in force (notes 2.4) */
  if (refresh != NULL && *refresh != '\0')
    hoist_settings_set (facts->errand->secrets, "refresh-token", refresh);
  if (drive != NULL)
    hoist_settings_set (facts->errand->secrets, GRANT_DRIVE, drive);
}

/* Refused for good: what the user has to do depends on where the grant came from. */
static HoistMove
fail_for_good (const HoistFacts *facts, const HoistReply *reply, const char *code, GError **error)
{
  const char *sentence =
      facts->errand->code != NULL
          ? _ ("The service did not accept the sign-in. Check “Client ID” in the account’s "
               "settings, and that the app there allows this way back, then sign in again.")
          : _ ("The sign-in has run out. Sign in again, or enter a new “Refresh token”; the "
               "uploads then go on where they were.");

  g_propagate_error (error, hoist_pds_code_new_own (HOIST_ERROR_SIGN_IN, sentence, reply, code));
  return HOIST_MOVE (FAILED);
}

/* Whether a token may stand in a header. */
static gboolean
is_token (const char *text)
{
  if (text == NULL || *text == '\0')
    return FALSE;
  for (; *text != '\0'; text++) {
    if (!g_ascii_isgraph (*text))
      return FALSE;
  }
  return TRUE;
}

/* SIGN_IN's answer. Trouble of the network or the server never costs the refresh token. */
HoistMove
hoist_pds_token_read (const HoistFacts *facts, const HoistReply *reply, GError **error)
{
  g_autofree char *code = NULL;
  g_autoptr (HoistRead) read = hoist_pds_call_read (reply, &code);

  if (read != NULL && is_token (hoist_read_get_text (hoist_read_get_root (read), "access_token"))) {
    grant (facts, hoist_read_get_root (read));
    return HOIST_MOVE (DONE);
  }
  if ((reply->status == 400 || reply->status == 401 || reply->status == 403) &&
      !hoist_pds_code_is (code, "NotFound"))
    return fail_for_good (facts, reply, code, error);

  g_propagate_error (error, hoist_pds_code_new_error (reply, code, HOIST_ERROR_BUSY));
  return HOIST_MOVE (FAILED);
}
