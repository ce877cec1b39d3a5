/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One table from HTTP statuses to errors, for replies that say nothing else. */
#include "hoist-answer.h"

#include "hoist-config.h"

#include <glib/gi18n-lib.h>

/* Which code stands for "the request may or may not have taken effect". */
#define UNCLEAR HOIST_N_ERRORS

/* The first row that holds counts. Statuses by RFC 9110 section 15, RFC 6585 and RFC 4918. */
static const struct {
  guint first;
  guint last;
  guint code;
  const char *sentence;
} rows[] = {
  { 407, 407, HOIST_ERROR_OFFLINE,
    N_ ("The proxy of this network wants a password. Enter it in the network settings.") },
  { 511, 511, HOIST_ERROR_OFFLINE,
    N_ ("This network wants you to sign in. Open a web page and do so.") },
  { 300, 399, HOIST_ERROR_PROTOCOL,
    N_ ("The service points to another address, which is not followed. Check the address "
        "of the account.") },
  { 401, 401, HOIST_ERROR_SIGN_IN,
    N_ ("The service did not accept the account’s keys. Check them in the account’s "
        "settings.") },
  { 404, 405, HOIST_ERROR_PROTOCOL,
    N_ ("There is no such service at this address. Check the address of the account.") },
  { 408, 408, HOIST_ERROR_BUSY,
    N_ ("The service waited too long for the request. Hoist tries again.") },
  { 413, 413, HOIST_ERROR_TOO_LARGE,
    N_ ("The service does not take this much at once. Choose smaller parts in the "
        "account’s settings, or a smaller file.") },
  { 429, 429, HOIST_ERROR_THROTTLED,
    N_ ("The service asks for fewer requests. Hoist waits and goes on by itself.") },
  { 507, 507, HOIST_ERROR_NO_SPACE,
    N_ ("There is no space left in the account. Make some, then try again.") },
  { 400, 499, HOIST_ERROR_REFUSED,
    N_ ("The service refused the request. Check the account’s settings, then try "
        "again.") },
  { 501, 501, HOIST_ERROR_PROTOCOL,
    N_ ("The service does not know this request. Check the address of the account.") },
  { 503, 503, HOIST_ERROR_BUSY, N_ ("The service is busy. Hoist waits and tries again.") },
  { 500, 599, UNCLEAR, N_ ("The service has trouble of its own. Hoist tries again.") },
  { 200, 299, UNCLEAR, N_ ("The service’s answer was cut short or garbled. Hoist tries again.") },
  { 0, G_MAXUINT, HOIST_ERROR_PROTOCOL,
    N_ ("The service’s answer makes no sense. Check the address of the account.") },
};

gboolean
hoist_answer_is_success (const HoistReply *reply)
{
  return reply->status >= 200 && reply->status <= 299;
}

/* Whether a web page came instead of an answer. */
static gboolean
is_page (const HoistReply *reply)
{
  const char *type = hoist_reply_get_header (reply, "content-type");
  gsize length = 0;
  const char *body = g_bytes_get_data (reply->body, &length);
  g_autofree char *start = NULL;

  if (type != NULL && g_ascii_strncasecmp (type, "text/html", 9) == 0)
    return TRUE;

  start = g_strchug (g_strndup (body != NULL ? body : "", MIN (length, 64)));
  return g_ascii_strncasecmp (start, "<!doctype html", 14) == 0 ||
         g_ascii_strncasecmp (start, "<html", 5) == 0;
}

/**
 * hoist_answer_read:
 *
 * Returns: (transfer full) (nullable): the body's JSON object, at any status; %NULL when there is
 *   none
 */
HoistRead *
hoist_answer_read (const HoistReply *reply)
{
  return hoist_read_new (reply->body, NULL);
}

/**
 * hoist_answer_new_error:
 * @reply: one whose body does not say what is wrong
 * @unclear: the code for an end that leaves open whether the request took effect:
 *   %HOIST_ERROR_UNSURE if that matters, else %HOIST_ERROR_BUSY
 *
 * What a reply means by its status. A web page with a good status is no answer at all: behind TLS
 * it comes from a wrong address or from a network that inspects connections and wants a sign-in.
 * The latter ends when the user has signed in, so it is waited for like any missing network.
 *
 * Returns: (transfer full): the error, with the wait that the server asked for
 */
GError *
hoist_answer_new_error (const HoistReply *reply, HoistErrorCode unclear)
{
  GError *error = NULL;
  gsize row = 0;

  while (reply->status < rows[row].first || reply->status > rows[row].last)
    row++;

  if (hoist_answer_is_success (reply) && is_page (reply)) {
    error = g_error_new_literal (
        HOIST_ERROR, unclear == HOIST_ERROR_UNSURE ? unclear : HOIST_ERROR_OFFLINE,
        _ ("A web page came instead of the service’s answer. Check the address of the account, or "
           "sign in to this network in a web browser."));
  } else {
    /* Translators: a sentence, and the number of an HTTP status */
    error = g_error_new (HOIST_ERROR, rows[row].code == UNCLEAR ? unclear : rows[row].code,
                         _ ("%s (HTTP %u)"), _ (rows[row].sentence), reply->status);
  }
  if (reply->retry_after_us >= 0)
    hoist_error_set_wait (error, reply->retry_after_us);
  return error;
}
