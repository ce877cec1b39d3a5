/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One call of Tencent Cloud VOD: common parameters, signature, and what an answer's code says. */
#include "hoist-tencent-call.h"

#include "hoist-answer.h"
#include "hoist-error.h"
#include "hoist-tencent-code.h"

#include "hoist-config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* "Notes" below are docs/protocols/tencent-vod.md. */

/* Nonces of the official SDKs end at 2^31 - 2 (notes 1.2). */
#define NONCE_RANGE G_GUINT64_CONSTANT (2147483647)

/* How long an answer to a call may take (design section 4.5). */
#define CALL_ANSWER_US (60 * (gint64) G_USEC_PER_SEC)

/* The common parameters (notes 1.2). A nonce and a time of its own for every exchange. */
HoistQuery *
hoist_tencent_call_new_query (const HoistFacts *facts, const char *action)
{
  HoistQuery *query = hoist_query_new ();
  const char *signature = hoist_facts_get (facts, "signature");

  hoist_query_add (query, "Action", action);
  hoist_query_add (query, "Region", hoist_facts_get (facts, "region"));
  hoist_query_add_uint (query, "Timestamp", facts->now_us / G_USEC_PER_SEC);
  hoist_query_add_uint (query, "Nonce", MAX (facts->nonce % NONCE_RANGE, 1));
  hoist_query_add (query, "SecretId", hoist_facts_get (facts, "secret-id"));
  /* only when it is not the default: the upload pages of the time do not know it (notes 7, A20) */
  if (strcmp (signature, "HmacSHA1") != 0)
    hoist_query_add (query, "SignatureMethod", signature);
  return query;
}

/* Signs @query and makes it the next request. @bucket is also the call's name. */
HoistMove
hoist_tencent_call_send (const HoistFacts *facts,
                         HoistQuery *query,
                         const char *method,
                         const char *bucket,
                         HoistRequest **request,
                         GError **error)
{
  gboolean is_sha256 = strcmp (hoist_facts_get (facts, "signature"), "HmacSHA256") == 0;
  g_autofree char *url =
      hoist_sign_legacy_url (query, method, hoist_facts_get (facts, "endpoint"),
                             hoist_facts_get_secret (facts, "secret-key"), is_sha256, error);

  if (url == NULL)
    return HOIST_MOVE (FAILED);

  *request = hoist_request_new (method, url);
  (*request)->bucket = bucket;
  (*request)->answer_us = CALL_ANSWER_US;
  return HOIST_MOVE (SEND);
}

/* Fails with %HOIST_ERROR_SIGN_IN for want of the id, %HOIST_ERROR_KEYRING for want of the key. */
gboolean
hoist_tencent_call_check_keys (const HoistFacts *facts, GError **error)
{
  const char *id = hoist_facts_get (facts, "secret-id");
  const char *key = hoist_facts_get_secret (facts, "secret-key");

  if (id == NULL || *id == '\0') {
    g_set_error_literal (error, HOIST_ERROR, HOIST_ERROR_SIGN_IN,
                         _ ("The account has no SecretId. Enter it in the account’s settings."));
    return FALSE;
  }
  if (key == NULL || *key == '\0') {
    g_set_error_literal (error, HOIST_ERROR, HOIST_ERROR_KEYRING,
                         _ ("The account’s SecretKey is not in the keyring. Enter it again."));
    return FALSE;
  }
  return TRUE;
}

/* Returns: (transfer full) (nullable): an answer with its code, whatever the code says */
HoistRead *
hoist_tencent_call_read (const HoistReply *reply, HoistStep step, gint64 *code, GError **error)
{
  g_autoptr (HoistRead) read = hoist_answer_read (reply);
  gboolean has_code = read != NULL && hoist_read_int (hoist_read_get_root (read), "code", code);
  HoistErrorCode unclear = step == HOIST_STEP_COMMIT ? HOIST_ERROR_UNSURE : HOIST_ERROR_BUSY;

  /* API errors come with a status of 200 or 400 (notes 1.1), so a body with a code is believed; but
   * not that all is well under a status that says otherwise, and 413 and 429 speak for themselves
   */
  if (!has_code || reply->status == 413 || reply->status == 429 ||
      (*code >= 0 && *code <= 2 && !hoist_answer_is_success (reply))) {
    g_propagate_error (error, hoist_answer_new_error (reply, unclear));
    return NULL;
  }
  return g_steal_pointer (&read);
}

/* Whether the answer says canRetry 1; the documents' examples omit it (notes 7, A14). */
gboolean
hoist_tencent_call_can_retry (const HoistReadValue *root)
{
  gint64 value = 0;

  return hoist_read_int (root, "canRetry", &value) && value == 1;
}

HoistMove
hoist_tencent_call_fail (const HoistFacts *facts,
                         HoistStep step,
                         const HoistReply *reply,
                         const HoistReadValue *root,
                         gint64 code,
                         GError **error)
{
  g_propagate_error (error, hoist_tencent_code_new_error (code, hoist_tencent_call_can_retry (root),
                                                          step, reply, facts->now_us));
  return HOIST_MOVE (FAILED);
}
