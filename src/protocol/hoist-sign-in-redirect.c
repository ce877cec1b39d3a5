/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any program on this computer and any web page can call that address, so nothing is believed
 * before the state is right. */
#include "hoist-sign-in-redirect.h"

#include "hoist-error.h"
#include "hoist-form.h"
#include "hoist-quote.h"

#include "hoist-config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Far above any code; browsers send no longer addresses than this. */
#define MAX_TARGET 8192

static char *
fail (HoistErrorCode code, const char *sentence, GError **error)
{
  g_set_error_literal (error, HOIST_ERROR, code, sentence);
  return NULL;
}

static gboolean
is_printable (const char *text)
{
  for (; *text != '\0'; text++) {
    if (!g_ascii_isgraph (*text))
      return FALSE;
  }
  return TRUE;
}

static guint
count (const char *query, const char *name)
{
  g_auto (GStrv) pairs = g_strsplit (query, "&", -1);
  gsize length = strlen (name);
  guint n_found = 0;

  for (guint i = 0; pairs[i] != NULL; i++) {
    if (strncmp (pairs[i], name, length) == 0 && pairs[i][length] == '=')
      n_found++;
  }
  return n_found;
}

/* Byte for byte, and in a time that does not tell where the first difference is. */
static gboolean
is_same (const char *text, const char *wanted)
{
  gsize length = strlen (wanted);
  guint difference = 0;

  if (text == NULL || strlen (text) != length || length == 0)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    difference |= (guint) (guchar) (text[i] ^ wanted[i]);
  return difference == 0;
}

/* The user said no, or the service did (RFC 6749, 4.1.2.1). */
static char *
fail_refused (const char *query, const char *reason, GError **error)
{
  g_autofree char *description = hoist_form_dup_value (query, "error_description");
  g_autofree char *quote = hoist_quote_dup_line (description != NULL ? description : reason);

  if (strcmp (reason, "access_denied") == 0)
    return fail (HOIST_ERROR_SIGN_IN,
                 _ ("The sign-in was refused in the browser. Sign in again and allow it."), error);
  g_set_error (error, HOIST_ERROR, HOIST_ERROR_SIGN_IN,
               _ ("The service did not sign you in and says: “%s”. Check the account’s settings, "
                  "then sign in again."),
               quote != NULL ? quote : "");
  return NULL;
}

/**
 * hoist_sign_in_redirect_read:
 * @target: what stands between GET and HTTP in the browser's request, such as
 *   "/callback?code=…&state=…"; a stranger may have written it
 * @state: the one that the sign-in began with
 *
 * Fails with %HOIST_ERROR_PROTOCOL when this is not the answer to our sign-in (a request for an
 * icon, a page that tries its luck): then the answer is still awaited. Fails with
 * %HOIST_ERROR_SIGN_IN when it is, and says no.
 *
 * Returns: (transfer full) (nullable): the code to exchange
 */
char *
hoist_sign_in_redirect_read (const char *target, const char *state, GError **error)
{
  const char *query = NULL;
  g_autofree char *found = NULL;
  g_autofree char *reason = NULL;
  g_autofree char *code = NULL;

  g_return_val_if_fail (target != NULL && state != NULL, NULL);

  query = strchr (target, '?');
  if (*target != '/' || query == NULL || strlen (target) > MAX_TARGET || !is_printable (target))
    return fail (HOIST_ERROR_PROTOCOL,
                 _ ("This is not the answer to the sign-in. Sign in again from Hoist."), error);

  query++;
  found = hoist_form_dup_value (query, "state");
  if (!is_same (found, state) || count (query, "state") != 1)
    return fail (HOIST_ERROR_PROTOCOL,
                 _ ("This answer does not belong to the sign-in that was begun. Sign in again from "
                    "Hoist."),
                 error);

  reason = hoist_form_dup_value (query, "error");
  if (reason != NULL)
    return fail_refused (query, reason, error);

  code = hoist_form_dup_value (query, "code");
  if (code == NULL || *code == '\0' || !is_printable (code) || count (query, "code") != 1)
    return fail (HOIST_ERROR_SIGN_IN,
                 _ ("The service signed you in but gave no code. Sign in again."), error);
  return g_steal_pointer (&code);
}
