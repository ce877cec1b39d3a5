/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One row a code of OBS (docs/protocols/huawei-metastudio.md, section 12.4, after the vendor's page
 * on error codes). Its messages are not shown: they may repeat a presigned address. */
#include "hoist-huawei-store-code.h"

#include "hoist-answer.h"
#include "hoist-read-xml.h"

#include "hoist-config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define DAMAGED                                                                                    \
  N_ ("The bytes did not arrive as they were sent. Hoist reads the file again and repeats it.")
#define CUT N_ ("The store did not get the whole file. Hoist sends it again.")
#define BUSY N_ ("The store is busy. Hoist waits and tries again.")
#define GONE N_ ("The store no longer knows the upload. Hoist announces the file again.")
#define BUG                                                                                        \
  N_ ("The store did not accept the request. Try again later, and report this if it stays.")

static const struct {
  const char *code;
  HoistErrorCode error;
  const char *sentence;
} rows[] = {
  { "BadDigest", HOIST_ERROR_DAMAGED, DAMAGED },
  { "InvalidDigest", HOIST_ERROR_DAMAGED, DAMAGED },
  { "EntityTooLarge", HOIST_ERROR_TOO_LARGE,
    N_ ("The store does not take this much at once. Choose smaller parts in the account’s "
        "settings, or a smaller file.") },
  { "EntityTooSmall", HOIST_ERROR_REFUSED,
    N_ ("The store does not take parts this small. Choose larger parts in the account’s "
        "settings.") },
  { "IncompleteBody", HOIST_ERROR_BUSY, CUT },
  { "InvalidArgument", HOIST_ERROR_REFUSED, BUG },
  { "InvalidRequest", HOIST_ERROR_REFUSED, BUG },
  { "TooManyWrongSignature", HOIST_ERROR_REFUSED, BUG },
  { "AccessDenied", HOIST_ERROR_REFUSED,
    N_ ("The store does not let this upload in. Look in the console whether the account may use "
        "its storage.") },
  { HOIST_HUAWEI_STORE_BAD_SIGNATURE, HOIST_ERROR_REFUSED, BUG },
  { "RequestTimeTooSkewed", HOIST_ERROR_REFUSED,
    N_ ("The store finds this computer’s clock wrong. Set the clock, then try again.") },
  { "InArrearOrInsufficientBalance", HOIST_ERROR_REFUSED,
    N_ ("The account’s balance is too low. Charge it in the console, then try again.") },
  { "InsufficientStorageSpace", HOIST_ERROR_NO_SPACE,
    N_ ("There is no space left in the account. Make some, then try again.") },
  { "NoSuchBucket", HOIST_ERROR_RENEW, GONE },
  { "NoSuchUpload", HOIST_ERROR_RENEW, GONE },
  { "MethodNotAllowed", HOIST_ERROR_REFUSED, BUG },
  { "RequestTimeout", HOIST_ERROR_BUSY, CUT },
  { "OperationAborted", HOIST_ERROR_BUSY, BUSY },
  { "MissingContentLength", HOIST_ERROR_REFUSED, BUG },
  { "InternalError", HOIST_ERROR_BUSY, BUSY },
  { "ServiceUnavailable", HOIST_ERROR_BUSY, BUSY },
  { "SlowDown", HOIST_ERROR_BUSY, BUSY },
};

/* A short word of letters, digits and "-_.:", as codes and ids are. Returns: (nullable) */
static const char *
get_word (const char *text)
{
  gsize length = text != NULL ? strlen (text) : 0;

  for (gsize i = 0; i < length; i++) {
    if (!g_ascii_isalnum (text[i]) && strchr ("-_.:", text[i]) == NULL)
      return NULL;
  }
  return length > 0 && length <= 64 ? text : NULL;
}

/* Returns: (transfer full) (nullable): the answer, when it is an error in XML */
static HoistReadXml *
read_error (const HoistReply *reply)
{
  g_autoptr (HoistReadXml) xml = hoist_read_xml_new (reply->body, NULL);

  return xml != NULL && strcmp (hoist_read_xml_get_root (xml), "Error") == 0
             ? g_steal_pointer (&xml)
             : NULL;
}

/* Whether the store took the body: "200, empty body" (notes 9). A good status with a page or an
 * error in it came from somewhere else. */
gboolean
hoist_huawei_store_is_success (const HoistReply *reply)
{
  return hoist_answer_is_success (reply) && g_bytes_get_size (reply->body) == 0;
}

/* Whether the store's answer has this code. */
gboolean
hoist_huawei_store_is (const HoistReply *reply, const char *code)
{
  g_autoptr (HoistReadXml) xml = read_error (reply);

  return xml != NULL && g_strcmp0 (hoist_read_xml_get_text (xml, "Code"), code) == 0;
}

/* "most likely the URL is too old (exact code for that case unconfirmed)" (notes 12.4): past its
 * time any refusal that may be about the address is taken for that. */
static gboolean
is_about_address (const HoistReply *reply, const char *code)
{
  return reply->status == 403 && g_strcmp0 (code, "InArrearOrInsufficientBalance") != 0 &&
         g_strcmp0 (code, "InsufficientStorageSpace") != 0;
}

/* Without a code that is known: by the status. A store's 401 is no word about the account. */
static GError *
new_plain_error (const HoistReply *reply)
{
  g_autoptr (GError) plain = hoist_answer_new_error (reply, HOIST_ERROR_BUSY);
  GError *error = NULL;

  if (plain->code != HOIST_ERROR_SIGN_IN)
    return g_steal_pointer (&plain);

  /* Translators: a sentence, and the number of an HTTP status */
  error =
      g_error_new (HOIST_ERROR, HOIST_ERROR_REFUSED, _ ("%s (HTTP %u)"), _ (BUG), reply->status);
  hoist_error_set_wait (error, hoist_error_get_wait (plain));
  return error;
}

/**
 * hoist_huawei_store_new_error:
 * @reply: one that is no success
 * @is_expired: whether the address is past its time
 *
 * Returns: (transfer full): the error, with the wait that the store asked for
 */
GError *
hoist_huawei_store_new_error (const HoistReply *reply, gboolean is_expired)
{
  g_autoptr (HoistReadXml) xml = read_error (reply);
  const char *code = xml != NULL ? get_word (hoist_read_xml_get_text (xml, "Code")) : NULL;
  const char *id = get_word (hoist_reply_get_header (reply, "x-obs-request-id"));
  GError *error = NULL;
  gsize row = 0;

  if (id == NULL && xml != NULL)
    id = get_word (hoist_read_xml_get_text (xml, "RequestId"));
  if (is_expired && is_about_address (reply, code))
    return g_error_new_literal (HOIST_ERROR, HOIST_ERROR_RENEW,
                                _ ("The upload’s address has run out. Hoist gets a new one."));

  while (row < G_N_ELEMENTS (rows) && g_strcmp0 (rows[row].code, code) != 0)
    row++;
  if (row == G_N_ELEMENTS (rows))
    return new_plain_error (reply);

  if (id != NULL)
    /* Translators: a sentence, a code, and what to name when asking the vendor for help */
    error = g_error_new (HOIST_ERROR, rows[row].error, _ ("%s (%s, request %s)"),
                         _ (rows[row].sentence), code, id);
  else
    error = g_error_new (HOIST_ERROR, rows[row].error, "%s (%s)", _ (rows[row].sentence), code);
  if (reply->retry_after_us >= 0)
    hoist_error_set_wait (error, reply->retry_after_us);
  return error;
}
