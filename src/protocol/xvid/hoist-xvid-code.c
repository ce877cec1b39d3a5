/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One row a status of the service, and one a code of the store
 * (docs/protocols/xvid-mediahub.md, sections 8.1 and 8.2). */
#include "hoist-xvid-code.h"

#include "hoist-answer.h"
#include "hoist-read-xml.h"
#include "hoist-read.h"

#include "hoist-config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Of a text of the service that is shown. Longer words are left out: a server may repeat a token.
 */
#define MAX_QUOTED 200
#define MAX_WORD 30

#define INVALID_TOKEN "0x0000003"

/* Where the service says more than HTTP does about an upload. */
static const struct {
  guint status;
  HoistErrorCode code;
  const char *sentence;
} rows[] = {
  { 400, HOIST_ERROR_REFUSED,
    N_ ("The service did not accept the upload’s details. Check pipeline, folder and the file’s "
        "name, then start the upload over.") },
  { 401, HOIST_ERROR_SIGN_IN,
    N_ ("The service did not accept the account’s access. Check the client’s id and secret, or "
        "the access token, in the account’s settings.") },
  { 403, HOIST_ERROR_REFUSED,
    N_ ("The service does not allow this, although it gave access. Check the rights and the quota "
        "of the account, then start the upload over.") },
  { 404, HOIST_ERROR_EXPIRED, N_ ("The service does not know the upload. Hoist begins it again.") },
};

/* Of the store (Amazon S3, "Error responses" and "POST Object"). */
static const struct {
  const char *name;
  HoistErrorCode code;
  HoistXvidStoreKind kind;
  const char *sentence;
} store_rows[] = {
  { "SignatureDoesNotMatch", HOIST_ERROR_REFUSED, HOIST_XVID_STORE_SIGNATURE,
    N_ ("The store does not accept the form that the service made for it. Try again later, and "
        "ask the service if it stays.") },
  { "InvalidAccessKeyId", HOIST_ERROR_REFUSED, HOIST_XVID_STORE_SIGNATURE,
    N_ ("The store does not accept the form that the service made for it. Try again later, and "
        "ask the service if it stays.") },
  { "AccessDenied", HOIST_ERROR_REFUSED, HOIST_XVID_STORE_ERROR,
    N_ ("The store does not accept the form: its rules have changed. Look for a newer Hoist.") },
  { "RequestTimeTooSkewed", HOIST_ERROR_REFUSED, HOIST_XVID_STORE_ERROR,
    N_ ("The store says that the clock is wrong. Set this computer’s clock, then start the upload "
        "over.") },
  { "EntityTooLarge", HOIST_ERROR_TOO_LARGE, HOIST_XVID_STORE_ERROR,
    N_ ("The store takes no file of this size at once. Switch on “Several chunks” in the account’s "
        "settings, or make the file smaller.") },
  { "RequestTimeout", HOIST_ERROR_BUSY, HOIST_XVID_STORE_ERROR,
    N_ ("The connection to the store stood still for too long. Hoist sends the file again.") },
  { "IncompleteBody", HOIST_ERROR_BUSY, HOIST_XVID_STORE_ERROR,
    N_ ("The file did not arrive completely. Hoist sends it again.") },
  { "MalformedPOSTRequest", HOIST_ERROR_REFUSED, HOIST_XVID_STORE_ERROR,
    N_ ("The store did not understand the form. Look for a newer Hoist.") },
  { "InvalidPolicyDocument", HOIST_ERROR_REFUSED, HOIST_XVID_STORE_ERROR,
    N_ ("The store did not understand the form. Look for a newer Hoist.") },
  { "InvalidArgument", HOIST_ERROR_REFUSED, HOIST_XVID_STORE_ERROR,
    N_ ("The store did not understand the form. Look for a newer Hoist.") },
  { "IncorrectNumberOfFilesInPostRequest", HOIST_ERROR_REFUSED, HOIST_XVID_STORE_ERROR,
    N_ ("The store did not understand the form. Look for a newer Hoist.") },
  { "MaxPostPreDataLengthExceeded", HOIST_ERROR_REFUSED, HOIST_XVID_STORE_ERROR,
    N_ ("The store did not understand the form. Look for a newer Hoist.") },
  { "MissingContentLength", HOIST_ERROR_REFUSED, HOIST_XVID_STORE_ERROR,
    N_ ("The store was not told how long the form is. Look for a newer Hoist, or for a proxy in "
        "this network that changes requests.") },
  { "PermanentRedirect", HOIST_ERROR_PROTOCOL, HOIST_XVID_STORE_ERROR,
    N_ ("The service named a store that has moved. Ask the service.") },
  { "TemporaryRedirect", HOIST_ERROR_PROTOCOL, HOIST_XVID_STORE_ELSEWHERE,
    N_ ("The store points to an address that cannot be used. Try again later.") },
  { "InternalError", HOIST_ERROR_BUSY, HOIST_XVID_STORE_ERROR,
    N_ ("The store has trouble of its own. Hoist tries again.") },
  { "SlowDown", HOIST_ERROR_THROTTLED, HOIST_XVID_STORE_ERROR,
    N_ ("The store asks for fewer requests. Hoist waits and goes on by itself.") },
  { "ServiceUnavailable", HOIST_ERROR_BUSY, HOIST_XVID_STORE_ERROR,
    N_ ("The store is busy. Hoist waits and tries again.") },
};

/* One line without control characters, cut between two of its words. */
static char *
dup_quotable (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);
  g_auto (GStrv) words = NULL;
  GString *quotable = g_string_new (NULL);

  for (char *next = valid; *next != '\0'; next++) {
    if (g_ascii_isspace (*next) || g_ascii_iscntrl (*next))
      *next = ' ';
  }
  words = g_strsplit (valid, " ", -1);
  for (guint i = 0; words[i] != NULL && quotable->len + MAX_WORD < MAX_QUOTED; i++) {
    if (*words[i] == '\0')
      continue;
    if (quotable->len > 0)
      g_string_append_c (quotable, ' ');
    g_string_append (quotable, strlen (words[i]) <= MAX_WORD ? words[i] : "…");
  }
  return g_string_free (quotable, FALSE);
}

static const HoistReadValue *
find_error (const HoistRead *read)
{
  return read != NULL ? hoist_read_find_object (hoist_read_get_root (read), "error") : NULL;
}

/* Whether a 403 speaks of the token; others may mean a missing scope or an empty quota. */
gboolean
hoist_xvid_code_is_invalid_token (const HoistReply *reply)
{
  g_autoptr (HoistRead) read = hoist_answer_read (reply);

  return g_strcmp0 (hoist_read_get_text (find_error (read), "error_code"), INVALID_TOKEN) == 0;
}

/* Returns: (transfer full) (nullable): what the service itself says, for the end of a sentence */
static char *
dup_words (const HoistReply *reply)
{
  g_autoptr (HoistRead) read = hoist_answer_read (reply);
  const char *code = hoist_read_get_text (find_error (read), "error_code");
  const char *message = hoist_read_get_text (find_error (read), "error_message");
  g_autofree char *shown_code = dup_quotable (code);
  g_autofree char *shown = dup_quotable (message);

  if (*shown == '\0' && *shown_code == '\0')
    return NULL;
  if (*shown == '\0')
    return g_steal_pointer (&shown_code);
  return *shown_code == '\0' ? g_strdup_printf ("“%s”", shown)
                             : g_strdup_printf ("“%s”, %s", shown, shown_code);
}

/* What a status means in a step, when the service itself has answered. */
static void
judge (guint status, HoistStep step, HoistErrorCode *code, const char **sentence)
{
  gboolean is_begin = step == HOIST_STEP_BEGIN || step == HOIST_STEP_RENEW;

  if (step >= HOIST_STEP_SIGN_IN && status != 401 && status != 403)
    return;

  /* there is no upload yet that could be gone: it is the pipeline */
  if (is_begin && status == 404)
    status = 400;
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    if (rows[i].status != status)
      continue;
    *code = rows[i].code;
    *sentence = _ (rows[i].sentence);
  }
}

/**
 * hoist_xvid_code_new_error:
 * @reply: one of the service's that is no success, or makes no sense
 * @step: what was asked
 * @unclear: as for hoist_answer_new_error()
 *
 * Decides by the status alone: the codes of the vendor's two manuals differ. What a status means
 * beyond HTTP needs an answer of the service itself: a proxy or a wrong address knows no uploads.
 *
 * Returns: (transfer full): the error
 */
GError *
hoist_xvid_code_new_error (const HoistReply *reply, HoistStep step, HoistErrorCode unclear)
{
  g_autoptr (GError) plain = hoist_answer_new_error (reply, unclear);
  g_autofree char *words = dup_words (reply);
  HoistErrorCode code = plain->code;
  const char *sentence = plain->message;
  GError *error = NULL;

  if (words == NULL || hoist_answer_is_success (reply))
    return g_steal_pointer (&plain);

  judge (reply->status, step, &code, &sentence);
  /* Translators: a sentence, and what the service itself says */
  error = g_error_new (HOIST_ERROR, code, _ ("%s (%s)"), sentence, words);
  hoist_error_set_wait (error, hoist_error_get_wait (plain));
  return error;
}

/* Returns: (transfer full) (nullable): an <Error> of the store */
static HoistReadXml *
read_store_error (const HoistReply *reply)
{
  g_autoptr (HoistReadXml) read = hoist_read_xml_new (reply->body, NULL);

  return read != NULL && strcmp (hoist_read_xml_get_root (read), "Error") == 0
             ? g_steal_pointer (&read)
             : NULL;
}

/* The store says what was wrong with a policy only in its message. */
static gboolean
is_expired (const HoistReadXml *read, const HoistReply *reply, gint64 expires_us)
{
  const char *message = hoist_read_xml_get_text (read, "Message");
  g_autofree char *small = g_ascii_strdown (message != NULL ? message : "", -1);

  if (strstr (small, "expired") != NULL)
    return TRUE;
  return strstr (small, "policy") == NULL && strstr (small, "extra input") == NULL &&
         expires_us > 0 && reply->date_us >= expires_us;
}

/* Without an <Error>: by the status. A store's 401 is no word about the account. */
static GError *
new_plain_store_error (const HoistReply *reply)
{
  g_autoptr (GError) plain = hoist_answer_new_error (reply, HOIST_ERROR_BUSY);
  GError *error = NULL;

  if (plain->code != HOIST_ERROR_SIGN_IN)
    return g_steal_pointer (&plain);

  error = g_error_new (HOIST_ERROR, HOIST_ERROR_REFUSED,
                       _ ("The store refused the file. Try again later, and ask the service if it "
                          "stays. (HTTP %u)"),
                       reply->status);
  hoist_error_set_wait (error, hoist_error_get_wait (plain));
  return error;
}

static gboolean
is_host (const char *text)
{
  return *text != '\0' && strlen (text) <= 253 &&
         strspn (text, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-.:") ==
             strlen (text);
}

/* What is behind the sentence: code, where the store has moved to, and the id for the vendor. */
static char *
dup_store_words (const HoistReadXml *read, const char *name)
{
  const char *endpoint = hoist_read_xml_get_text (read, "Endpoint");
  g_autofree char *shown_name = dup_quotable (name);
  g_autofree char *shown_id = dup_quotable (hoist_read_xml_get_text (read, "RequestId"));
  GString *words = g_string_new (shown_name);

  if (endpoint != NULL && is_host (endpoint))
    g_string_append_printf (words, ", %s", endpoint);
  if (*shown_id != '\0')
    g_string_append_printf (words, ", %s", shown_id);
  return g_string_free (words, FALSE);
}

/**
 * hoist_xvid_code_new_store_error:
 * @reply: the store's answer to a form; no success
 * @expires_us: when the form's policy runs out, server time; 0 for unknown
 * @error: (out): set in any case; what to say if nothing else can be done
 *
 * Returns: what can be done about it
 */
HoistXvidStoreKind
hoist_xvid_code_new_store_error (const HoistReply *reply, gint64 expires_us, GError **error)
{
  g_autoptr (HoistReadXml) read = read_store_error (reply);
  const char *name = read != NULL ? hoist_read_xml_get_text (read, "Code") : NULL;
  g_autoptr (GError) plain = new_plain_store_error (reply);
  g_autofree char *words = NULL;

  if (name == NULL) {
    g_propagate_error (error, g_steal_pointer (&plain));
    return reply->status == 307 ? HOIST_XVID_STORE_ELSEWHERE : HOIST_XVID_STORE_ERROR;
  }

  words = dup_store_words (read, name);
  for (gsize i = 0; i < G_N_ELEMENTS (store_rows); i++) {
    if (strcmp (store_rows[i].name, name) != 0)
      continue;
    g_set_error (error, HOIST_ERROR, store_rows[i].code, _ ("%s (%s)"), _ (store_rows[i].sentence),
                 words);
    hoist_error_set_wait (*error, hoist_error_get_wait (plain));
    if (strcmp (name, "AccessDenied") == 0 && is_expired (read, reply, expires_us))
      return HOIST_XVID_STORE_EXPIRED;
    return store_rows[i].kind;
  }

  g_set_error (error, HOIST_ERROR, plain->code, _ ("%s (%s)"), plain->message, words);
  hoist_error_set_wait (*error, hoist_error_get_wait (plain));
  return reply->status == 307 ? HOIST_XVID_STORE_ELSEWHERE : HOIST_XVID_STORE_ERROR;
}
