/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One row a code. "Notes" are docs/protocols/huawei-metastudio.md, whose section 12 names the
 * vendor's pages. */
#include "hoist-huawei-code.h"

#include "hoist-answer.h"
#include "hoist-huawei-account.h"
#include "hoist-quote.h"

#include "hoist-config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* "Parse leniently: cap the size (64 kB)" (notes 12.1): of error answers only. */
#define MAX_ERROR_SIZE (64 * 1024)

/* Signatures may be this old or early (notes 4.1). */
#define MAX_CLOCK_ERROR_US (15 * 60 * (gint64) G_USEC_PER_SEC)

/* Shorter values are words that may stand anywhere. */
#define MIN_SECRET 4

/* Which code stands for "the request may or may not have taken effect". */
#define UNCLEAR HOIST_N_ERRORS

/**
 * Row:
 * @code: of MetaStudio, or what follows the dot of a gateway's code
 * @status: 0 for any; a gateway's code may mean two things
 * @error: a #HoistErrorCode or UNCLEAR
 */
typedef struct {
  const char *code;
  guint status;
  guint error;
  const char *sentence;
} Row;

#define CHECK_KEYS                                                                                  \
  N_ ("The service did not accept the account’s keys or password. Check them in the account’s " \
      "settings; after several wrong tries the service locks a key for some minutes.")
#define OWN_TROUBLE N_ ("The service has trouble of its own. Hoist tries again.")
#define BAD_REQUEST                                                                                \
  N_ ("The service did not accept the request. Check asset type, file type and name, then try "    \
      "again.")

/* Notes 12.2. The vendor's list goes on behind these; the rest follows its HTTP status. */
static const Row service_rows[] = {
  { HOIST_HUAWEI_UNAUTHORIZED, 0, HOIST_ERROR_SIGN_IN, CHECK_KEYS },
  { "MSS.00000002", 0, HOIST_ERROR_REFUSED, BAD_REQUEST },
  { "MSS.00000003", 0, HOIST_ERROR_REFUSED, BAD_REQUEST },
  { "MSS.00000004", 0, UNCLEAR, OWN_TROUBLE },
  { "MSS.00010003", 0, HOIST_ERROR_PROTOCOL,
    N_ ("The service does not know this call. Check region and address in the account’s "
        "settings.") },
  { "MSS.00010004", 0, HOIST_ERROR_PROTOCOL,
    N_ ("The service does not know this call. Check region and address in the account’s "
        "settings.") },
  { HOIST_HUAWEI_BAD_TOKEN, 0, HOIST_ERROR_SIGN_IN, CHECK_KEYS },
  { "MSS.00010009", 0, HOIST_ERROR_SIGN_IN,
    N_ ("The project does not belong to the account’s keys. Check “Project ID” in the account’s "
        "settings.") },
  { "MSS.10000002", 0, HOIST_ERROR_REFUSED, BAD_REQUEST },
  { "MSS.10000003", 0, HOIST_ERROR_REFUSED, BAD_REQUEST },
  { HOIST_HUAWEI_NO_ASSET, 0, HOIST_ERROR_EXPIRED,
    N_ ("The service no longer has the asset that was made for this file. Hoist makes a new "
        "one.") },
  { "MSS.10001002", 0, HOIST_ERROR_REFUSED, BAD_REQUEST },
  { "MSS.10001003", 0, HOIST_ERROR_REFUSED,
    N_ ("The service wants to know the file’s type. Set “File type”, or give the file an "
        "ending.") },
  { HOIST_HUAWEI_NO_FILE, 0, HOIST_ERROR_RENEW,
    N_ ("The service no longer has its notes about this file. Hoist announces it again.") },
  { HOIST_HUAWEI_NAME_EXISTS, 0, HOIST_ERROR_NAME_TAKEN,
    N_ ("The library has an asset of this name already. Set another “Asset name”, or rename the "
        "file.") },
  { "MSS.10001006", 0, HOIST_ERROR_BUSY,
    N_ ("The service could not begin its work on the asset. Hoist tries again.") },
  { "MSS.10001007", 0, HOIST_ERROR_TOO_LARGE,
    N_ ("The service finds the file too large for this kind of asset. Make it smaller, or choose "
        "another “Asset type”.") },
  /* our own record of a lost answer, or somebody else's: PROBE looks (notes 13.3) */
  { HOIST_HUAWEI_MAIN_EXISTS, 0, HOIST_ERROR_UNSURE,
    N_ ("The asset has its main file already. Hoist looks whether it is this one.") },
  { "MSS.10001009", 0, HOIST_ERROR_REFUSED,
    N_ ("The asset has its cover already. Remove it in the console, then try again.") },
};

/* Notes 12.3. */
static const Row gateway_rows[] = {
  { "0101", 404, HOIST_ERROR_PROTOCOL,
    N_ ("The service does not know this call. Check region and address in the account’s "
        "settings.") },
  { "0201", 413, HOIST_ERROR_REFUSED, BAD_REQUEST },
  { "0201", 0, UNCLEAR, OWN_TROUBLE },
  { "0301", 0, HOIST_ERROR_SIGN_IN, CHECK_KEYS },
  { "0302", 0, HOIST_ERROR_REFUSED,
    N_ ("The account’s user may not do this. Ask whoever manages the account for the right to use "
        "MetaStudio.") },
  { "0303", 0, HOIST_ERROR_SIGN_IN, CHECK_KEYS },
  { "0305", 0, HOIST_ERROR_SIGN_IN, CHECK_KEYS },
  { "0307", 0, HOIST_ERROR_SIGN_IN, CHECK_KEYS },
  { "0308", 0, HOIST_ERROR_THROTTLED,
    N_ ("The service asks for fewer requests. Hoist waits and goes on by itself.") },
  { "0310", 0, HOIST_ERROR_REFUSED,
    N_ ("The project cannot be used at present. Look at it in the console.") },
  { "0401", 0, HOIST_ERROR_REFUSED,
    N_ ("The service does not let this computer’s address in. Ask whoever manages the account.") },
  { "0402", 0, HOIST_ERROR_REFUSED,
    N_ ("The service does not let this computer’s address in. Ask whoever manages the account.") },
  { "0601", 0, UNCLEAR, OWN_TROUBLE },
};

static const Row *
find_row (const Row *rows, gsize n_rows, const char *code, guint status)
{
  for (gsize i = 0; i < n_rows; i++) {
    if (strcmp (rows[i].code, code) == 0 && (rows[i].status == 0 || rows[i].status == status))
      return &rows[i];
  }
  return NULL;
}

/* "code prefix is APIGW. or APIG.: compare only what follows the dot" (notes 12.1). */
static const Row *
find_code (const char *code, guint status)
{
  if (code == NULL)
    return NULL;
  if (g_str_has_prefix (code, "APIG.") || g_str_has_prefix (code, "APIGW."))
    return find_row (gateway_rows, G_N_ELEMENTS (gateway_rows), strchr (code, '.') + 1, status);
  return find_row (service_rows, G_N_ELEMENTS (service_rows), code, status);
}

/* Returns: (transfer full) (nullable): the answer's JSON */
static HoistRead *
read_small (const HoistReply *reply)
{
  return g_bytes_get_size (reply->body) <= MAX_ERROR_SIZE ? hoist_answer_read (reply) : NULL;
}

/* A short word of ASCII, as codes and ids are. */
static gboolean
is_word (const char *text)
{
  gsize length = text != NULL ? strlen (text) : 0;

  for (gsize i = 0; i < length; i++) {
    if (!g_ascii_isalnum (text[i]) && strchr ("-._", text[i]) == NULL)
      return FALSE;
  }
  return length > 0 && length <= 64;
}

/**
 * hoist_huawei_code_dup:
 *
 * Returns: (transfer full) (nullable): the error_code of an answer of MetaStudio or its gateway, in
 *   capitals; %NULL when the answer has none
 */
char *
hoist_huawei_code_dup (const HoistReply *reply)
{
  g_autoptr (HoistRead) read = read_small (reply);
  const char *code = NULL;

  if (read != NULL)
    code = hoist_read_get_text (hoist_read_get_root (read), "error_code");
  return is_word (code) ? g_ascii_strup (code, -1) : NULL;
}

/* Whether the answer has this error_code. */
gboolean
hoist_huawei_code_is (const HoistReply *reply, const char *code)
{
  g_autofree char *found = hoist_huawei_code_dup (reply);

  return g_strcmp0 (found, code) == 0;
}

/* Whether the answer is about a token that ran out or was never good: a new one is asked for, once.
 * With keys there is nothing to renew, and a second try only brings the lock nearer (notes 3). */
gboolean
hoist_huawei_code_is_token_refused (const HoistFacts *facts, const HoistReply *reply)
{
  if (hoist_huawei_has_keys (facts))
    return FALSE;
  return reply->status == 401 || hoist_huawei_code_is (reply, HOIST_HUAWEI_UNAUTHORIZED) ||
         hoist_huawei_code_is (reply, HOIST_HUAWEI_BAD_TOKEN);
}

/* Whether a text repeats one of the account's secrets. */
static gboolean
has_secret (const HoistFacts *facts, const char *text)
{
  g_auto (GStrv) ids = hoist_settings_dup_ids (facts->secrets);

  for (guint i = 0; ids[i] != NULL; i++) {
    const char *value = hoist_settings_get (facts->secrets, ids[i]);

    if (strlen (value) >= MIN_SECRET && strstr (text, value) != NULL)
      return TRUE;
  }
  return FALSE;
}

/**
 * hoist_huawei_code_dup_quote:
 * @message: (nullable): what the service says, in its own language
 *
 * Returns: (transfer full) (nullable): one line of it to show; %NULL when there is nothing, or
 *   something in it that must not be shown
 */
char *
hoist_huawei_code_dup_quote (const HoistFacts *facts, const char *message)
{
  if (message == NULL || strstr (message, "://") != NULL || has_secret (facts, message))
    return NULL;
  return hoist_quote_dup_line (message);
}

/* (nullable): what to name when asking the vendor for help (notes 2). */
static const char *
get_request_id (const HoistReply *reply, const HoistReadValue *root)
{
  const char *id = hoist_reply_get_header (reply, "x-request-id");

  if (!is_word (id))
    id = hoist_read_get_text (root, "request_id");
  return is_word (id) ? id : NULL;
}

/* The words of an error: a sentence, the service's own when it helps, code and request id. */
static char *
dup_words (const HoistFacts *facts,
           const HoistReply *reply,
           const HoistReadValue *root,
           const char *code,
           const char *sentence,
           gboolean is_quoting)
{
  const char *id = get_request_id (reply, root);
  g_autofree char *quote = NULL;
  GString *words = g_string_new (sentence);

  if (is_quoting)
    quote = hoist_huawei_code_dup_quote (facts, hoist_read_get_text (root, "error_msg"));
  if (quote != NULL)
    /* Translators: behind a sentence; the service's own words */
    g_string_append_printf (words, _ (" The service says: “%s”"), quote);
  if (code != NULL && id != NULL)
    /* Translators: behind a sentence; what to name when asking the vendor for help */
    g_string_append_printf (words, _ (" (%s, request %s)"), code, id);
  else if (code != NULL)
    g_string_append_printf (words, " (%s)", code);
  return g_string_free (words, FALSE);
}

/* For answers without a known code: by the status, with code and request id if there are any. */
static GError *
new_error_by_status (const HoistFacts *facts,
                     const HoistReply *reply,
                     const HoistReadValue *root,
                     const char *code,
                     HoistErrorCode unclear)
{
  GError *error = hoist_answer_new_error (reply, unclear);
  g_autofree char *sentence = g_steal_pointer (&error->message);

  error->message =
      dup_words (facts, reply, root, code, sentence, error->code == HOIST_ERROR_REFUSED);
  return error;
}

/**
 * hoist_huawei_code_new_error:
 * @reply: one that is no success, or whose body makes no sense
 * @unclear: the code for an end that leaves open whether the request took effect:
 *   %HOIST_ERROR_UNSURE if that matters, else %HOIST_ERROR_BUSY
 *
 * What an answer of MetaStudio means, by its code if it has one that is known, else by its status.
 * A signature that fails while the clock is wrong is said to; the engine then goes by the server's
 * Date.
 *
 * Returns: (transfer full): the error, with the wait that the server asked for
 */
GError *
hoist_huawei_code_new_error (const HoistFacts *facts,
                             const HoistReply *reply,
                             HoistErrorCode unclear)
{
  g_autoptr (HoistRead) read = read_small (reply);
  const HoistReadValue *root = read != NULL ? hoist_read_get_root (read) : NULL;
  g_autofree char *code = hoist_huawei_code_dup (reply);
  const Row *row = find_code (code, reply->status);
  g_autofree char *words = NULL;
  HoistErrorCode what = HOIST_ERROR_PROTOCOL;
  GError *error = NULL;

  if (row == NULL)
    return new_error_by_status (facts, reply, root, code, unclear);

  what = row->error == UNCLEAR ? unclear : row->error;
  if (what == HOIST_ERROR_SIGN_IN && reply->date_us > 0 &&
      ABS (reply->date_us - facts->now_us) > MAX_CLOCK_ERROR_US)
    words = dup_words (facts, reply, root, code,
                       _ ("This computer’s clock is wrong, so the service did not accept the "
                          "account’s keys. Set the clock, then try again."),
                       FALSE);
  else
    words = dup_words (facts, reply, root, code, _ (row->sentence),
                       what == HOIST_ERROR_REFUSED || what == HOIST_ERROR_TOO_LARGE);
  error = g_error_new_literal (HOIST_ERROR, what, words);
  if (reply->retry_after_us >= 0)
    hoist_error_set_wait (error, reply->retry_after_us);
  return error;
}

/**
 * hoist_huawei_code_new_iam_error:
 * @reply: of IAM, which has errors of another shape: 400 malformed, 401 wrong credentials, 403 no
 *   right, 404 no such project (notes 6.1)
 *
 * Each of these would be the answer again, and repeated wrong passwords lock a user: the account is
 * stopped and the user asked.
 *
 * Returns: (transfer full): the error
 */
GError *
hoist_huawei_code_new_iam_error (const HoistFacts *facts, const HoistReply *reply)
{
  g_autoptr (HoistRead) read = read_small (reply);
  const HoistReadValue *root = read != NULL ? hoist_read_get_root (read) : NULL;
  g_autofree char *status = g_strdup_printf ("HTTP %u", reply->status);
  g_autofree char *words = NULL;
  const char *sentence = NULL;

  if (reply->status == 400)
    sentence = _ ("IAM did not accept the sign-in. Check user, domain and region in the account’s "
                  "settings.");
  else if (reply->status == 401)
    sentence = _ ("IAM did not accept user, password or keys. Check them in the account’s "
                  "settings; repeated wrong passwords lock the user.");
  else if (reply->status == 403)
    sentence = _ ("The account’s user may not sign in this way. Ask whoever manages the account, "
                  "or use an access key and a project ID.");
  else if (reply->status == 404)
    sentence = _ ("IAM does not know this region or project. Check them in the account’s "
                  "settings.");
  if (sentence == NULL)
    return new_error_by_status (facts, reply, root, NULL, HOIST_ERROR_BUSY);

  words = dup_words (facts, reply, root, status, sentence, FALSE);
  return g_error_new_literal (HOIST_ERROR, HOIST_ERROR_SIGN_IN, words);
}
