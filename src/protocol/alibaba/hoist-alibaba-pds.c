/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Alibaba Cloud PDS: what the user is asked, the rules, and where each step is written. "Notes" in
 * the files hoist-pds-… are docs/protocols/alibaba-pds.md. */
#include "hoist-alibaba-pds.h"

#include "hoist-error.h"
#include "hoist-pds-begin.h"
#include "hoist-pds-commit.h"
#include "hoist-pds-errand.h"
#include "hoist-pds-figures.h"
#include "hoist-pds-part.h"
#include "hoist-pds-probe.h"
#include "hoist-pds-token.h"
#include "hoist-read.h"

#include "hoist-config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const char *const name_policies[] = { "keep-both", "skip", "overwrite", NULL };
static const char *const login_types[] = { "default", "ding",       "ding_sns", "ram",
                                           "wechat",  "wechat_app", NULL };

static const HoistField fields[] = {
  { "endpoint", HOIST_FIELD_ADDRESS, HOIST_FIELD_REQUIRED, N_ ("Address"),
    N_ ("The domain’s address, such as “https://bj123.api.aliyunpds.com”; enterprise drives end in "
        "“api.aliyunfile.com”."),
    NULL, NULL },
  { "drive-id", HOIST_FIELD_TEXT, HOIST_FIELD_PER_UPLOAD | HOIST_FIELD_ASKED, N_ ("Drive"),
    N_ ("The id of the drive that takes the files; without one, the user’s own drive."), NULL,
    NULL },
  { "parent-file-id", HOIST_FIELD_TEXT, HOIST_FIELD_PER_UPLOAD, N_ ("Folder"),
    N_ ("The id of the folder that takes the files; “root” is the top of the drive."), "root",
    NULL },
  { "client-id", HOIST_FIELD_TEXT, 0, N_ ("Client ID"),
    N_ ("The id of an app of type “Native” that the domain’s administrator has made; needed to "
        "sign in with a browser, and for a refresh token."),
    NULL, NULL },
  { "access-token", HOIST_FIELD_TEXT, HOIST_FIELD_SECRET | HOIST_FIELD_WAY_IN, N_ ("Access token"),
    N_ ("A token got elsewhere; it works for an hour or two, and is kept in the keyring."), NULL,
    NULL },
  { "refresh-token", HOIST_FIELD_TEXT, HOIST_FIELD_SECRET | HOIST_FIELD_WAY_IN,
    N_ ("Refresh token"),
    N_ ("Gets new access tokens by itself; a sign-in with the browser fills it in. It is kept in "
        "the keyring."),
    NULL, NULL },
  { "api-key", HOIST_FIELD_TEXT, HOIST_FIELD_SECRET | HOIST_FIELD_WAY_IN, N_ ("API key"),
    N_ ("A user’s key from the console, used instead of a sign-in; it is kept in the keyring."),
    NULL, NULL },
  { "name-policy", HOIST_FIELD_CHOICE, HOIST_FIELD_PER_UPLOAD, N_ ("Name taken"),
    N_ ("What to do when the folder has a file of that name: keep both (the new one gets another "
        "name), skip the upload, or overwrite."),
    "keep-both", name_policies },
  { "rapid-upload", HOIST_FIELD_SWITCH, HOIST_FIELD_PER_UPLOAD, N_ ("Rapid upload"),
    N_ ("Files that the service has already are not sent; for this the service is told a checksum "
        "of each file before it is sent."),
    "1", NULL },
  { "pre-hash-threshold", HOIST_FIELD_NUMBER, HOIST_FIELD_ADVANCED, N_ ("Large files"),
    N_ ("Of files with more bytes than this only the beginning is checked first, so that most are "
        "not read twice."),
    "104857600", NULL },
  { "part-size", HOIST_FIELD_NUMBER, HOIST_FIELD_ADVANCED, N_ ("Part size"),
    N_ ("Bytes sent in one request, from 102400 to 5368709120; very large files have larger "
        "parts."),
    "10485760", NULL },
  { "auth-endpoint", HOIST_FIELD_ADDRESS, HOIST_FIELD_ADVANCED, N_ ("Sign-in address"),
    N_ ("Where to sign in, if not at the domain’s address."), NULL, NULL },
  { "scope", HOIST_FIELD_TEXT, HOIST_FIELD_ADVANCED, N_ ("Scope"),
    N_ ("What the sign-in asks for, as registered for the app; a single “-” leaves it out."), "all",
    NULL },
  { "login-type", HOIST_FIELD_CHOICE, HOIST_FIELD_ADVANCED, N_ ("Kind of sign-in"),
    N_ ("How users of the domain prove who they are."), "default", login_types },
  { "redirect-uri", HOIST_FIELD_ADDRESS, HOIST_FIELD_ADVANCED, N_ ("Way back"),
    N_ ("Where the browser returns to after a sign-in, as registered for the app; port 0 stands "
        "for any free port."),
    "http://127.0.0.1:0/callback", NULL },
  { "pkce", HOIST_FIELD_SWITCH, HOIST_FIELD_ADVANCED, N_ ("PKCE"),
    N_ ("Protect the sign-in with a challenge; it is not known whether the service takes one."),
    "0", NULL },
};

static void
get_wanted (const HoistFacts *facts, HoistWanted *wanted)
{
  *wanted = (HoistWanted){ 0 };
  /* the CRC-64 costs little in the same pass, and proves the file without reading it again */
  if (hoist_pds_begin_wants_hash (facts))
    wanted->file = HOIST_DIGEST_SHA1 | HOIST_DIGEST_CRC64;
}

static gboolean
is_empty (const char *text)
{
  return text == NULL || *text == '\0';
}

static gboolean
refuse (const char *sentence, GError **error)
{
  g_set_error_literal (error, HOIST_ERROR, HOIST_ERROR_REFUSED, sentence);
  return FALSE;
}

/* Secrets may come later (a machine without a keyring), so only what is there has to fit. */
static gboolean
check_account (const HoistFacts *facts, GError **error)
{
  const char *endpoint = hoist_facts_get (facts, "endpoint");
  guint64 part_size = 0;

  if (endpoint != NULL && strchr (endpoint, '?') != NULL)
    return refuse (_ ("“Address” has a part behind “?”. Enter one such as "
                      "“https://bj123.api.aliyunpds.com”."),
                   error);
  if (!is_empty (hoist_facts_get_secret (facts, "refresh-token")) &&
      is_empty (hoist_facts_get (facts, "client-id")))
    return refuse (_ ("“Client ID” is missing: a refresh token works with the app only that it was "
                      "made for. Enter its id."),
                   error);
  if (!hoist_read_parse_uint (hoist_facts_get (facts, "part-size"), &part_size) ||
      part_size < HOIST_PDS_MIN_PART || part_size > HOIST_PDS_MAX_PART)
    return refuse (_ ("“Part size” must be from 102400 to 5368709120 bytes."), error);
  return TRUE;
}

static gboolean
check_file (const HoistFacts *facts, GError **error)
{
  return hoist_planner_get_part_size (&facts->provider->rules, facts->file->size, error) > 0;
}

static HoistMove
write_request (const HoistFacts *facts,
               HoistTicket *ticket,
               HoistStep step,
               HoistPart *part,
               HoistRequest **request,
               GError **error)
{
  if (ticket == NULL)
    return hoist_pds_errand_write (facts, request, error);
  if (step == HOIST_STEP_BEGIN)
    return hoist_pds_begin_write (facts, ticket, request, error);
  if (step == HOIST_STEP_PROBE)
    return hoist_pds_probe_write (facts, ticket, request, error);
  if (step == HOIST_STEP_PART)
    return hoist_pds_part_write (facts, ticket, part, request, error);
  if (step == HOIST_STEP_ABORT)
    return hoist_pds_abort_write (facts, ticket, request, error);
  return hoist_pds_commit_write (facts, ticket, request, error);
}

static HoistMove
read_reply (const HoistFacts *facts,
            HoistTicket *ticket,
            HoistStep step,
            HoistPart *part,
            const HoistReply *reply,
            GError **error)
{
  if (ticket == NULL)
    return hoist_pds_errand_read (facts, reply, error);
  if (step == HOIST_STEP_BEGIN)
    return hoist_pds_begin_read (facts, ticket, reply, error);
  if (step == HOIST_STEP_PROBE)
    return hoist_pds_probe_read (facts, ticket, reply, error);
  if (step == HOIST_STEP_PART)
    return hoist_pds_part_read (facts, ticket, part, reply, error);
  if (step == HOIST_STEP_ABORT)
    return hoist_pds_abort_read (facts, reply, error);
  return hoist_pds_commit_read (facts, ticket, reply, error);
}

const HoistProvider hoist_alibaba_pds = {
  .id = "alibaba-pds",
  .name = N_ ("Alibaba Cloud PDS"),
  .summary = N_ ("Drive and Photo Service by Alibaba Cloud, also as an enterprise drive"),
  .guide = N_ ("The domain’s administrator knows its “Address”, and makes an app of type “Native” "
               "whose id is the “Client ID”; then you sign in with the browser. In an enterprise "
               "drive you can make an “API key” for yourself in the console instead. One of these "
               "ways is enough."),
  .rights = "POST /v2/user/get\n"
            "POST /v2/drive/get\n"
            "POST /v2/drive/list_my_drives\n"
            "POST /v2/drive/list_my_group_drive\n"
            "POST /v2/file/create\n"
            "POST /v2/file/get\n"
            "POST /v2/file/get_upload_url\n"
            "POST /v2/file/list_uploaded_parts\n"
            "POST /v2/file/complete\n"
            "POST /v2/file/delete",
  .steps = 1u << HOIST_STEP_BEGIN | 1u << HOIST_STEP_PROBE | 1u << HOIST_STEP_PART |
           1u << HOIST_STEP_COMMIT | 1u << HOIST_STEP_ABORT | 1u << HOIST_STEP_SIGN_IN |
           1u << HOIST_STEP_CHECK | 1u << HOIST_STEP_CHOICES | 1u << HOIST_STEP_FOLDER,
  .fields = fields,
  .n_fields = G_N_ELEMENTS (fields),
  /* no rates are published (notes 7), and a 429 holds for the whole account: no buckets */
  .rates = NULL,
  .n_rates = 0,
  /* what the store takes; how many parts are planned is in hoist-pds-grid.c */
  .rules = { .part_size = 10 * 1024 * 1024,
             .max_part_size = HOIST_PDS_MAX_PART,
             .max_parts = HOIST_PDS_MAX_PARTS,
             .max_size = HOIST_PDS_MAX_SIZE,
             .step = HOIST_PDS_PART_STEP },
  /* part n is taken only when n-1 is there (notes 4.5, sequential rules) */
  .max_parallel = 1,
  .get_wanted = get_wanted,
  .check_account = check_account,
  .check_file = check_file,
  .write_sign_in_address = hoist_pds_token_write_address,
  .write_request = write_request,
  .read_reply = read_reply,
};
