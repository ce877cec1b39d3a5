/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Xvid MediaHub: its settings, its steps and its table. Notes: docs/protocols/xvid-mediahub.md. */
#include "hoist-xvid-mediahub.h"

#include "hoist-error.h"
#include "hoist-read.h"
#include "hoist-xvid-account.h"
#include "hoist-xvid-assumptions.h"
#include "hoist-xvid-call.h"
#include "hoist-xvid-finish.h"
#include "hoist-xvid-key.h"
#include "hoist-xvid-post.h"
#include "hoist-xvid-session.h"

#include "hoist-config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MIB (1024 * 1024)
#define GIB (G_GUINT64_CONSTANT (1024) * 1024 * 1024)

/* "≥ 5 MiB (except the last) and ≤ 5 GB; at most 10000 chunks" (notes 10). */
#define MIN_CHUNK (5 * MIB)
#define MAX_POST (5 * GIB)

static const char *const firsts[] = { "0", "1", NULL };
static const char *const resumes[] = { "keep", "start-over", NULL };

static const HoistField fields[] = {
  { "endpoint", HOIST_FIELD_ADDRESS, HOIST_FIELD_ADVANCED, N_ ("Address"),
    N_ ("Where the service is; another address or a practice service may be given."),
    "https://api.xvid.com/v1/", NULL },
  { "client-id", HOIST_FIELD_TEXT, 0, N_ ("Client ID"),
    N_ ("The public half of the access, from the tab “Apps” of the service’s web application; not "
        "needed with an access token."),
    NULL, NULL },
  { "client-secret", HOIST_FIELD_TEXT, HOIST_FIELD_SECRET | HOIST_FIELD_WAY_IN,
    N_ ("Client secret"),
    N_ ("The secret half of the access; it is kept in the keyring and buys access tokens by "
        "itself."),
    NULL, NULL },
  { "access-token", HOIST_FIELD_TEXT, HOIST_FIELD_SECRET | HOIST_FIELD_WAY_IN, N_ ("Access token"),
    N_ ("A token made elsewhere, instead of client ID and secret; it is kept in the keyring and "
        "has to be pasted anew when it has run out."),
    NULL, NULL },
  { "pipeline-id", HOIST_FIELD_TEXT, HOIST_FIELD_REQUIRED | HOIST_FIELD_ASKED, N_ ("Pipeline"),
    N_ ("The id of the pipeline that takes the files; files in a temporary one are removed after "
        "some days."),
    NULL, NULL },
  { "folder", HOIST_FIELD_TEXT, HOIST_FIELD_PER_UPLOAD, N_ ("Folder"),
    N_ ("What object keys begin with, such as “films/2026”; without it files lie at the top."),
    NULL, NULL },
  { "grant-type", HOIST_FIELD_TEXT, HOIST_FIELD_ADVANCED, N_ ("Grant type"),
    N_ ("How the service spells the way to a token: “client_credential”, while the standard has "
        "“client_credentials”."),
    XVID_GRANT_TYPE, NULL },
  { "scope", HOIST_FIELD_TEXT, HOIST_FIELD_ADVANCED, N_ ("Scope"),
    N_ ("What a token may do, separated by commas; “none” leaves that to the service."), XVID_SCOPE,
    NULL },
  { "success-states", HOIST_FIELD_LIST, HOIST_FIELD_ADVANCED, N_ ("Words for success"),
    N_ ("What the service calls an upload that is finished; not all words are documented."),
    XVID_SUCCESS_STATES, NULL },
  { "failure-states", HOIST_FIELD_LIST, HOIST_FIELD_ADVANCED, N_ ("Words for failure"),
    N_ ("What the service calls an upload that has failed; not all words are documented."),
    XVID_FAILURE_STATES, NULL },
  { "poll-minutes", HOIST_FIELD_NUMBER, HOIST_FIELD_ADVANCED, N_ ("Longest wait"),
    N_ ("Minutes for which the service is asked whether it has taken over a file; one minute a GiB "
        "is added."),
    XVID_POLL_MINUTES, NULL },
  { "multi-chunk", HOIST_FIELD_SWITCH, HOIST_FIELD_ADVANCED | HOIST_FIELD_PER_UPLOAD,
    N_ ("Several chunks"),
    N_ ("Send large files in several chunks; nobody has confirmed under which keys the service "
        "expects them."),
    "0", NULL },
  { "chunk-from", HOIST_FIELD_NUMBER, HOIST_FIELD_ADVANCED, N_ ("Chunks above"),
    N_ ("Only files of more bytes are sent in chunks; 0 means all that are larger than one."),
    XVID_CHUNK_FROM, NULL },
  { "chunk-size", HOIST_FIELD_NUMBER, HOIST_FIELD_ADVANCED, N_ ("Chunk size"),
    N_ ("Bytes in one chunk, from 5 MiB to 5 GiB."), XVID_CHUNK_SIZE, NULL },
  { "chunk-key", HOIST_FIELD_TEXT, HOIST_FIELD_ADVANCED, N_ ("Chunk key"),
    N_ ("What is put behind the key of a chunk, with its number for “%d” or, in four digits, "
        "“%04d”."),
    XVID_CHUNK_KEY, NULL },
  { "chunk-key-first", HOIST_FIELD_CHOICE, HOIST_FIELD_ADVANCED, N_ ("First number in keys"),
    N_ ("The number of the first chunk in its key."), XVID_CHUNK_KEY_FIRST, firsts },
  { "chunk-field-first", HOIST_FIELD_CHOICE, HOIST_FIELD_ADVANCED, N_ ("First number in forms"),
    N_ ("The number of the first chunk in the field “chunk”."), XVID_CHUNK_FIELD_FIRST, firsts },
  { "chunk-resume", HOIST_FIELD_CHOICE, HOIST_FIELD_ADVANCED, N_ ("Chunks that are there"),
    N_ ("When the permission has run out between two chunks: “keep” goes on with the old upload, "
        "“start-over” sends all again."),
    "keep", resumes },
  { "delete-removed", HOIST_FIELD_SWITCH, HOIST_FIELD_ADVANCED, N_ ("Delete what was removed"),
    N_ ("Ask the service to delete the file of an upload that is removed before its end; whether "
        "it can is not known."),
    "0", NULL },
};

/* Our own: the service documents none (notes 8.1). */
static const HoistRate rates[] = {
  { HOIST_XVID_API, XVID_CALLS_A_MINUTE, 60 * G_USEC_PER_SEC },
  { HOIST_XVID_STORE, XVID_CALLS_A_MINUTE, 60 * G_USEC_PER_SEC },
};

static gboolean
refuse (GError **error, const char *sentence)
{
  g_set_error_literal (error, HOIST_ERROR, HOIST_ERROR_REFUSED, sentence);
  return FALSE;
}

static gboolean
has_text (const char *text)
{
  return text != NULL && *text != '\0';
}

/* Secrets that are not known yet are no reason: they may come later. */
static gboolean
check_access (const HoistFacts *facts, GError **error)
{
  if (facts->secrets == NULL || has_text (hoist_facts_get_secret (facts, "access-token")))
    return TRUE;
  if (!has_text (hoist_facts_get_secret (facts, "client-secret")))
    return refuse (error, _ ("“Client secret” is missing. Enter it together with “Client ID”, or "
                             "enter an “Access token”."));
  if (!has_text (hoist_facts_get (facts, "client-id")))
    return refuse (error, _ ("“Client ID” is missing, and “Client secret” is of no use without it. "
                             "Enter both, or an “Access token”."));
  return TRUE;
}

static gboolean
check_account (const HoistFacts *facts, GError **error)
{
  guint64 chunk_size = 0;

  if (strchr (hoist_facts_get (facts, "endpoint"), '?') != NULL)
    return refuse (error, _ ("“Address” must not contain a “?”. Enter it without what follows."));
  if (!hoist_read_parse_uint (hoist_facts_get (facts, "chunk-size"), &chunk_size) ||
      chunk_size < MIN_CHUNK || chunk_size > MAX_POST)
    return refuse (error, _ ("“Chunk size” must be between 5242880 and 5368709120 bytes."));
  return check_access (facts, error) &&
         hoist_xvid_key_check_template (hoist_facts_get (facts, "chunk-key"), error) &&
         hoist_xvid_key_check_folder (facts, error);
}

static gboolean
check_file (const HoistFacts *facts, GError **error)
{
  g_autofree char *key = NULL;

  if (!hoist_xvid_key_check_folder (facts, error) || !hoist_xvid_session_check_size (facts, error))
    return FALSE;

  key = hoist_xvid_key_new (facts);
  if (*key == '\0' || strlen (key) > XVID_MAX_KEY)
    return refuse (error, _ ("Folder and name are together too long for the service. Shorten "
                             "“Folder” or rename the file."));
  return TRUE;
}

/* The MD5 is taken while sending. */
static void
get_wanted (const HoistFacts *facts, HoistWanted *wanted)
{
  *wanted = (HoistWanted){ .file = HOIST_DIGEST_NONE };
}

static HoistMove
write_request (const HoistFacts *facts,
               HoistTicket *ticket,
               HoistStep step,
               HoistPart *part,
               HoistRequest **request,
               GError **error)
{
  switch (step) {
  case HOIST_STEP_BEGIN:
  case HOIST_STEP_RENEW:
    return hoist_xvid_session_write (facts, ticket, request, error);
  case HOIST_STEP_PART:
    return hoist_xvid_post_write (facts, ticket, part, request, error);
  case HOIST_STEP_COMMIT:
    return hoist_xvid_finish_write (facts, ticket, request, error);
  case HOIST_STEP_PROBE:
    return hoist_xvid_finish_write_probe (facts, ticket, request, error);
  case HOIST_STEP_ABORT:
    return hoist_xvid_finish_write_abort (facts, ticket, request, error);
  case HOIST_STEP_SIGN_IN:
    return hoist_xvid_account_write_sign_in (facts, request, error);
  case HOIST_STEP_CHECK:
  case HOIST_STEP_CHOICES:
    return hoist_xvid_account_write_pipelines (facts, request, error);
  case HOIST_STEP_WATCH:
  case HOIST_STEP_LEFTOVERS:
  case HOIST_STEP_FOLDER:
  default:
    return HOIST_MOVE (DONE);
  }
}

/* Behind the check of the token. */
static HoistMove
read_answer (const HoistFacts *facts,
             HoistTicket *ticket,
             HoistStep step,
             const HoistReply *reply,
             GError **error)
{
  switch (step) {
  case HOIST_STEP_COMMIT:
    return hoist_xvid_finish_read (facts, ticket, reply, error);
  case HOIST_STEP_PROBE:
    return hoist_xvid_finish_read_probe (facts, ticket, reply, error);
  case HOIST_STEP_ABORT:
    return hoist_xvid_finish_read_abort (reply, error);
  case HOIST_STEP_CHECK:
  case HOIST_STEP_CHOICES:
    return hoist_xvid_account_read_pipelines (facts, reply, error);
  case HOIST_STEP_BEGIN:
  case HOIST_STEP_RENEW:
  case HOIST_STEP_PART:
  case HOIST_STEP_WATCH:
  case HOIST_STEP_SIGN_IN:
  case HOIST_STEP_LEFTOVERS:
  case HOIST_STEP_FOLDER:
  default:
    return hoist_xvid_session_read (facts, ticket, step, reply, error);
  }
}

static HoistMove
read_reply (const HoistFacts *facts,
            HoistTicket *ticket,
            HoistStep step,
            HoistPart *part,
            const HoistReply *reply,
            GError **error)
{
  if (step == HOIST_STEP_PART)
    return hoist_xvid_post_read (facts, ticket, part, reply, error);
  if (step == HOIST_STEP_SIGN_IN)
    return hoist_xvid_account_read_sign_in (facts, reply, error);
  if (hoist_xvid_call_is_refusal (reply))
    return hoist_xvid_call_take_refusal (facts, ticket, step, reply, error);

  hoist_xvid_call_note_accepted (ticket);
  return read_answer (facts, ticket, step, reply, error);
}

const HoistProvider hoist_xvid_mediahub = {
  .id = "xvid-mediahub",
  .name = N_ ("Xvid MediaHub"),
  .summary = N_ ("Video processing by Xvid, with the account’s own application"),
  .guide = N_ ("“Client ID” and “Client secret” are in the service’s web application, on the tab "
               "“Apps”. Make an app for Hoist alone. The pipelines that you can choose from are "
               "made there, too."),
  /* "An upload client needs write … and read" (section 3.1) */
  .rights = "mediahub_read,mediahub_write",
  .steps = 1u << HOIST_STEP_BEGIN | 1u << HOIST_STEP_PROBE | 1u << HOIST_STEP_RENEW |
           1u << HOIST_STEP_PART | 1u << HOIST_STEP_COMMIT | 1u << HOIST_STEP_ABORT |
           1u << HOIST_STEP_SIGN_IN | 1u << HOIST_STEP_CHECK | 1u << HOIST_STEP_CHOICES,
  .fields = fields,
  .n_fields = G_N_ELEMENTS (fields),
  .rates = rates,
  .n_rates = G_N_ELEMENTS (rates),
  /* one form takes it all; chunks are planned by the account's settings (notes 6 and 10) */
  .rules = { .part_size = MAX_POST, .max_part_size = MAX_POST, .max_parts = 10000, .step = 1 },
  /* "ascending; one at a time" (notes 10) */
  .max_parallel = 1,
  .get_wanted = get_wanted,
  .check_account = check_account,
  .check_file = check_file,
  .write_request = write_request,
  .read_reply = read_reply,
};
