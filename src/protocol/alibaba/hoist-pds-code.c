/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One row a family of codes. The suffix of a code varies in spelling and case, so a row holds for
 * everything that begins like it (docs/protocols/alibaba-pds.md, section 3). */
#include "hoist-pds-code.h"

#include "hoist-answer.h"
#include "hoist-pds-figures.h"
#include "hoist-quote.h"

#include "hoist-config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Of what is repeated in a sentence. */
#define MAX_CODE 64

/* No server may park an account for longer. */
#define MAX_WAIT_US (24 * 60 * 60 * (gint64) G_USEC_PER_SEC)

/* The first row that fits counts. Sources: notes 4.4, 4.6, 4.8 and 2.5. */
static const struct {
  const char *family;
  HoistErrorCode error;
  const char *sentence;
} rows[] = {
  { "InvalidParameter.Name", HOIST_ERROR_REFUSED,
    N_ ("The service does not take this file’s name. Rename the file, then add it again.") },
  { "InvalidParameter.PartInfoList", HOIST_ERROR_REFUSED,
    N_ ("The service finds that the file has too many parts. Set a larger “Part size” in the "
        "account’s settings.") },
  { "InvalidParameter.RefreshToken", HOIST_ERROR_SIGN_IN,
    N_ ("The sign-in has run out. Sign in again, or enter a new “Refresh token”.") },
  { "RefreshToken", HOIST_ERROR_SIGN_IN,
    N_ ("The sign-in has run out. Sign in again, or enter a new “Refresh token”.") },
  { "InvalidParameterNotSupported", HOIST_ERROR_REFUSED,
    N_ ("The service does not support this way to upload. Report this, with the code.") },
  { "InvalidRapidProof", HOIST_ERROR_REFUSED,
    N_ ("The service wants a proof that only consumer drives ask for. Switch “Rapid upload” off, "
        "or check “Address” in the account’s settings.") },
  { "Invalid", HOIST_ERROR_REFUSED,
    N_ ("The service did not accept the details of the upload. Check the account’s settings, then "
        "try again.") },
  { "ShareLinkTokenInvalid", HOIST_ERROR_REFUSED,
    N_ ("The service took this for an upload through a shared link, which Hoist does not do. Check "
        "“Drive” in the account’s settings.") },
  { "ForbiddenNoPermission", HOIST_ERROR_REFUSED,
    N_ ("You may not write to this drive or folder. Check “Drive” and “Folder” in the account’s "
        "settings, or ask the owner for permission.") },
  { "Forbidden", HOIST_ERROR_REFUSED,
    N_ ("The service forbids this. The drive may be locked, or the key may not be used for it. Ask "
        "the domain’s administrator.") },
  { "NotFound.Domain", HOIST_ERROR_PROTOCOL,
    N_ ("There is no such domain at this address. Check “Address” in the account’s settings: "
        "developer domains end in “api.aliyunpds.com”, enterprise ones in “api.aliyunfile.com”.") },
  { "NotFound.Drive", HOIST_ERROR_REFUSED,
    N_ ("There is no such drive. Check “Drive” in the account’s settings.") },
  { "NotFound.UploadId", HOIST_ERROR_EXPIRED,
    N_ ("The service no longer knows the upload. Hoist begins it again.") },
  { "NotFound.File", HOIST_ERROR_REFUSED,
    N_ ("The folder for the file no longer exists. Check “Folder” in the account’s settings, then "
        "add the file again.") },
  { "NotFound", HOIST_ERROR_REFUSED,
    N_ ("The service does not find what the request is about. Check “Drive” and “Folder” in the "
        "account’s settings.") },
  { "AlreadyExist", HOIST_ERROR_NAME_TAKEN,
    N_ ("There is another file of that name. Rename the file, or change “Name taken” in the "
        "account’s settings.") },
  { "PreHashMatched", HOIST_ERROR_PROTOCOL,
    N_ ("The service asks for a checksum that it has already been told. Switch “Rapid upload” off "
        "in the account’s settings.") },
  { "QuotaExhausted", HOIST_ERROR_NO_SPACE,
    N_ ("There is no space left in the drive. Make some, then try again.") },
  { "TooManyRequests", HOIST_ERROR_THROTTLED,
    N_ ("The service asks for fewer requests. Hoist waits and goes on by itself.") },
};

static gboolean
contains (const char *text, const char *part)
{
  g_autofree char *lower = g_ascii_strdown (text, -1);

  return strstr (lower, part) != NULL;
}

/**
 * hoist_pds_code_is:
 * @code: of an answer
 * @family: how it begins
 *
 * Returns: whether @code is of that family, in whatever case
 */
gboolean
hoist_pds_code_is (const char *code, const char *family)
{
  return g_ascii_strncasecmp (code, family, strlen (family)) == 0;
}

/* Whether an upload's id is no longer good: gone, or its file is complete (notes 4.6 and 6.4). */
gboolean
hoist_pds_code_is_gone (const char *code)
{
  return hoist_pds_code_is (code, "NotFound.UploadId") || hoist_pds_code_is (code, "AlreadyExist");
}

/* Whether the token was refused. "match codes by substring, as clients do" (notes 2.5). */
gboolean
hoist_pds_code_is_token (guint status, const char *code)
{
  if (hoist_pds_code_is (code, "ShareLinkToken") || contains (code, "refreshtoken"))
    return FALSE;
  return status == 401 || contains (code, "accesstokeninvalid") || contains (code, "tokenexpired");
}

/* Whether complete says that the content is another one (notes 4.8). */
gboolean
hoist_pds_code_is_content (const char *code)
{
  return hoist_pds_code_is (code, "InvalidParameter") &&
         (contains (code, HOIST_PDS_CODE_OF_CRC) || contains (code, HOIST_PDS_CODE_OF_HASH));
}

/* (nullable): the text when it is short and of harmless characters only. */
static const char *
get_word (const char *text)
{
  if (text == NULL || *text == '\0' || strlen (text) > MAX_CODE)
    return NULL;
  for (const char *next = text; *next != '\0'; next++) {
    if (!g_ascii_isalnum (*next) && strchr ("._-", *next) == NULL)
      return NULL;
  }
  return text;
}

/**
 * hoist_pds_code_new_own:
 * @what: what happens next
 * @sentence: translated
 * @reply: for the request's id, by which the vendor finds it
 * @code: of the answer; may be empty
 *
 * Returns: (transfer full): the error, with code and request id at the end of its sentence
 */
GError *
hoist_pds_code_new_own (HoistErrorCode what,
                        const char *sentence,
                        const HoistReply *reply,
                        const char *code)
{
  const char *word = get_word (code);
  const char *id = get_word (hoist_reply_get_header (reply, "x-ca-request-id"));

  if (id == NULL)
    id = get_word (hoist_reply_get_header (reply, "x-oss-request-id"));
  if (word != NULL && id != NULL)
    /* Translators: a sentence, the service's code for it, and the number of the request */
    return g_error_new (HOIST_ERROR, what, _ ("%s (code %s, request %s)"), sentence, word, id);
  if (word != NULL)
    /* Translators: a sentence, and the service's code for it */
    return g_error_new (HOIST_ERROR, what, _ ("%s (code %s)"), sentence, word);
  if (id != NULL)
    /* Translators: a sentence, and the service's number of the request */
    return g_error_new (HOIST_ERROR, what, _ ("%s (request %s)"), sentence, id);
  return g_error_new_literal (HOIST_ERROR, what, sentence);
}

/* Puts the wait that the service asks for into @error. */
void
hoist_pds_code_take_wait (GError *error, const HoistReply *reply)
{
  const char *text = hoist_reply_get_header (reply, HOIST_PDS_RETRY_AFTER_HEADER);
  guint64 wait_ms = 0;

  if (reply->retry_after_us >= 0)
    hoist_error_set_wait (error, reply->retry_after_us);
  else if (text != NULL && error->code == HOIST_ERROR_THROTTLED &&
           g_ascii_string_to_unsigned (text, 10, 0, MAX_WAIT_US / 1000, &wait_ms, NULL))
    hoist_error_set_wait (error, (gint64) wait_ms * 1000);
}

/* What the status alone says, with the request's id. */
static GError *
new_by_status (const HoistReply *reply, const char *code, HoistErrorCode unclear)
{
  g_autoptr (GError) plain = hoist_answer_new_error (reply, unclear);

  if (reply->status == 413)
    return hoist_pds_code_new_own (HOIST_ERROR_TOO_LARGE,
                                   _ ("The service does not take a file of this size. Choose "
                                      "another account, or ask the domain’s administrator."),
                                   reply, code);
  return hoist_pds_code_new_own (plain->code, plain->message, reply, code);
}

/* The service's own words, for a code that is not in the table. */
static GError *
new_by_message (const HoistReply *reply, const char *code)
{
  g_autoptr (HoistRead) read = hoist_answer_read (reply);
  g_autofree char *quote = NULL;
  g_autofree char *sentence = NULL;

  if (read != NULL)
    quote = hoist_quote_dup_line (hoist_read_get_text (hoist_read_get_root (read), "message"));
  sentence = quote != NULL
                 ? g_strdup_printf (_ ("The service refused the request and says: “%s”. Check the "
                                       "account’s settings, then try again."),
                                    quote)
                 : g_strdup (_ ("The service refused the request. Check the account’s settings, "
                                "then try again."));
  return hoist_pds_code_new_own (HOIST_ERROR_REFUSED, sentence, reply, code);
}

/**
 * hoist_pds_code_new_error:
 * @reply: one that failed
 * @code: its code; empty when the body has none, as those of gateways
 * @unclear: the code for an end that leaves open whether the request took effect
 *
 * Statuses that speak for themselves come first: what a gateway says about load, size or its own
 * trouble holds whatever the body says.
 *
 * Returns: (transfer full): the error, with the wait that the service asked for
 */
GError *
hoist_pds_code_new_error (const HoistReply *reply, const char *code, HoistErrorCode unclear)
{
  GError *error = NULL;

  if (reply->status < 400 || reply->status >= 500 || reply->status == 413 || reply->status == 429 ||
      *code == '\0') {
    error = new_by_status (reply, code, unclear);
  } else {
    for (gsize i = 0; error == NULL && i < G_N_ELEMENTS (rows); i++) {
      if (hoist_pds_code_is (code, rows[i].family))
        error = hoist_pds_code_new_own (rows[i].error, _ (rows[i].sentence), reply, code);
    }
  }
  if (error == NULL)
    error = new_by_message (reply, code);
  hoist_pds_code_take_wait (error, reply);
  return error;
}
