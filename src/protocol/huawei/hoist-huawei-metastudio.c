/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HUAWEI CLOUD MetaStudio: an asset, a file record in it, bytes to the object store, a
 * confirmation.
 *
 * What the ticket says decides which call comes next in a step, so a step of several exchanges goes
 * on wherever it was cut. "Notes" are docs/protocols/huawei-metastudio.md, which names for each
 * rule the vendor's page. */
#include "hoist-huawei-metastudio.h"

#include "hoist-answer.h"
#include "hoist-error.h"
#include "hoist-huawei-account.h"
#include "hoist-huawei-asset.h"
#include "hoist-huawei-call.h"
#include "hoist-huawei-code.h"
#include "hoist-huawei-details.h"
#include "hoist-huawei-errand.h"
#include "hoist-huawei-figures.h"
#include "hoist-huawei-file.h"
#include "hoist-huawei-look.h"
#include "hoist-huawei-put.h"
#include "hoist-huawei-ticket.h"

#include "hoist-config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* "A client-side limiter of 2 to 3 calls per second across all transfers keeps clear of every
 * edition" (notes 11.5). PUTs to the store are not counted. */
static const HoistRate rates[] = {
  { HOIST_HUAWEI_BUCKET, 3, G_USEC_PER_SEC },
};

typedef enum {
  CALL_NOTHING,
  CALL_PROJECTS,
  CALL_FIND_ASSET,
  CALL_SHOW_ASSET,
  CALL_CREATE_ASSET,
  CALL_CREATE_FILE,
  CALL_UPDATE_ASSET,
  CALL_CONFIRM,
  CALL_CANCEL,
  CALL_DELETE_FILE,
  CALL_DELETE_ASSET,
} Call;

static Call
choose_clean_up (const HoistTicket *ticket)
{
  return hoist_huawei_ticket_has (ticket, HOIST_HUAWEI_IS_CANCELLED) ? CALL_DELETE_FILE
                                                                     : CALL_CANCEL;
}

/* What was confirmed and is not what was sent must not stay under the file's name. */
static Call
choose_removal (const HoistTicket *ticket)
{
  if (hoist_huawei_ticket_has (ticket, HOIST_HUAWEI_OLD_FILE))
    return CALL_DELETE_FILE;
  return hoist_huawei_ticket_has (ticket, HOIST_HUAWEI_ASSET) &&
                 hoist_huawei_ticket_has (ticket, HOIST_HUAWEI_IS_OURS)
             ? CALL_DELETE_ASSET
             : CALL_NOTHING;
}

/* What an upload that was given up has left there: the record, then the asset if we made it. After
 * a COMMIT without an answer the file is only removed if it was not confirmed. */
static Call
choose_abort (const HoistFacts *facts, const HoistTicket *ticket)
{
  if (ticket->next == HOIST_STEP_WATCH ||
      (!hoist_huawei_ticket_has (ticket, HOIST_HUAWEI_ASSET) &&
       !hoist_huawei_ticket_has (ticket, HOIST_HUAWEI_OLD_FILE) &&
       !hoist_huawei_ticket_has (ticket, HOIST_HUAWEI_ASKED_NAME)))
    return CALL_NOTHING;
  if (hoist_huawei_ticket_get_project (facts, ticket) == NULL)
    return CALL_PROJECTS;
  if (ticket->next == HOIST_STEP_COMMIT &&
      hoist_huawei_ticket_has (ticket, HOIST_HUAWEI_OLD_FILE) &&
      hoist_huawei_ticket_has (ticket, HOIST_HUAWEI_ASSET) &&
      !hoist_huawei_ticket_has (ticket, HOIST_HUAWEI_HAS_LOOKED))
    return CALL_SHOW_ASSET;
  if (hoist_huawei_ticket_has (ticket, HOIST_HUAWEI_OLD_FILE))
    return choose_clean_up (ticket);
  if (hoist_huawei_ticket_has (ticket, HOIST_HUAWEI_ASSET))
    return hoist_huawei_ticket_has (ticket, HOIST_HUAWEI_IS_OURS) ? CALL_DELETE_ASSET
                                                                  : CALL_NOTHING;
  return CALL_FIND_ASSET;
}

/* The call that comes next. The same before the request is written and when its reply is read. */
static Call
choose (const HoistFacts *facts, const HoistTicket *ticket, HoistStep step)
{
  if (step == HOIST_STEP_ABORT)
    return choose_abort (facts, ticket);
  if (hoist_huawei_ticket_get_project (facts, ticket) == NULL)
    return CALL_PROJECTS;
  if (step == HOIST_STEP_WATCH)
    return CALL_SHOW_ASSET;
  if (step == HOIST_STEP_COMMIT && hoist_huawei_ticket_has (ticket, HOIST_HUAWEI_IS_WRONG))
    return choose_removal (ticket);
  if (step == HOIST_STEP_COMMIT && hoist_huawei_ticket_has (ticket, HOIST_HUAWEI_IS_CONFIRMED))
    return CALL_SHOW_ASSET;
  if (step == HOIST_STEP_COMMIT)
    return hoist_huawei_details_are_new (facts, ticket) ? CALL_UPDATE_ASSET : CALL_CONFIRM;
  if (step == HOIST_STEP_PROBE)
    return hoist_huawei_ticket_has (ticket, HOIST_HUAWEI_ASSET) ? CALL_SHOW_ASSET : CALL_FIND_ASSET;

  if (hoist_huawei_ticket_has (ticket, HOIST_HUAWEI_OLD_FILE))
    return choose_clean_up (ticket);
  if (!hoist_huawei_ticket_has (ticket, HOIST_HUAWEI_ASSET))
    return CALL_CREATE_ASSET;
  return hoist_huawei_ticket_has (ticket, HOIST_HUAWEI_FILE_ID) ? CALL_NOTHING : CALL_CREATE_FILE;
}

/* RENEW and ABORT begin with the record that there is. No API renews an address: "complete with
 * CANCELLED (best effort), DELETE file, then step 2 with the same asset" (notes 13.2). */
static void
enter (HoistTicket *ticket, HoistStep step)
{
  g_autofree char *file = g_strdup (hoist_ticket_get (ticket, HOIST_HUAWEI_FILE_ID));

  if ((step == HOIST_STEP_RENEW || step == HOIST_STEP_ABORT) && file != NULL &&
      !hoist_huawei_ticket_has (ticket, HOIST_HUAWEI_OLD_FILE))
    hoist_huawei_ticket_retire_file (ticket, file, FALSE);
}

static HoistRequest *
write_create_asset (const HoistFacts *facts,
                    HoistTicket *ticket,
                    const char *project,
                    GError **error)
{
  g_autofree char *name = hoist_huawei_file_dup_asset_name (facts);
  g_autofree char *type = hoist_huawei_file_dup_type (facts);

  hoist_ticket_set (ticket, HOIST_HUAWEI_ASKED_NAME, name);
  hoist_huawei_details_note (facts, ticket, name);
  hoist_ticket_set (ticket, HOIST_HUAWEI_REGION, hoist_facts_get (facts, "region"));
  return hoist_huawei_call_create_asset (facts, project, name,
                                         hoist_huawei_file_get_asset_type (facts, type), error);
}

static HoistRequest *
write_create_file (const HoistFacts *facts,
                   HoistTicket *ticket,
                   const char *project,
                   GError **error)
{
  const char *asset = hoist_ticket_get (ticket, HOIST_HUAWEI_ASSET);
  g_autofree char *type = hoist_huawei_file_dup_type (facts);
  g_autofree char *md5 = hoist_digests_dup_base64 (&facts->file->digests, HOIST_DIGEST_MD5);
  gboolean is_large = hoist_huawei_file_is_large (facts);

  hoist_ticket_set (ticket, HOIST_HUAWEI_FILE_TYPE, type != NULL ? type : "");
  hoist_ticket_set (ticket, HOIST_HUAWEI_LARGE, is_large ? "1" : NULL);
  hoist_ticket_set (ticket, HOIST_HUAWEI_MD5, is_large ? NULL : md5);
  if (is_large)
    return hoist_huawei_call_create_large (facts, project, asset, type != NULL ? type : "",
                                           hoist_huawei_file_get_n_parts (facts), error);
  return hoist_huawei_call_create_file (facts, project, asset, type != NULL ? type : "", md5,
                                        error);
}

static HoistRequest *
write_call (const HoistFacts *facts, HoistTicket *ticket, Call call, GError **error)
{
  const char *project = hoist_huawei_ticket_get_project (facts, ticket);
  const char *asset = hoist_ticket_get (ticket, HOIST_HUAWEI_ASSET);
  const char *old_file = hoist_ticket_get (ticket, HOIST_HUAWEI_OLD_FILE);

  switch (call) {
  case CALL_PROJECTS:
    return hoist_huawei_call_projects (facts, hoist_facts_get (facts, "region"), error);
  case CALL_FIND_ASSET:
    return hoist_huawei_look_write_find (facts, ticket, error);
  case CALL_SHOW_ASSET:
    return hoist_huawei_call_show (facts, project, asset, error);
  case CALL_CREATE_ASSET:
    return write_create_asset (facts, ticket, project, error);
  case CALL_CREATE_FILE:
    return write_create_file (facts, ticket, project, error);
  case CALL_UPDATE_ASSET:
    return hoist_huawei_details_write_update (facts, ticket, error);
  case CALL_CONFIRM:
    return hoist_huawei_call_complete (
        facts, project, hoist_ticket_get (ticket, HOIST_HUAWEI_FILE_ID), "CREATED", error);
  case CALL_CANCEL:
    return hoist_huawei_call_complete (facts, project, old_file, "CANCELLED", error);
  case CALL_DELETE_FILE:
    return hoist_huawei_call_delete_file (facts, project, old_file, error);
  case CALL_DELETE_ASSET:
    return hoist_huawei_call_delete_asset (facts, project, asset, error);
  case CALL_NOTHING:
  default:
    g_return_val_if_reached (NULL);
  }
}

/* A token is renewed in time; keys are just used (notes 3). */
static gboolean
needs_sign_in (const HoistFacts *facts)
{
  return !hoist_huawei_has_keys (facts) &&
         (!hoist_huawei_has_token (facts) || hoist_huawei_get_project (facts) == NULL);
}

static gboolean
needs_md5 (const HoistFacts *facts, HoistStep step)
{
  return (step == HOIST_STEP_BEGIN || step == HOIST_STEP_RENEW) &&
         !hoist_huawei_file_is_large (facts) &&
         (facts->file->digests.known & HOIST_DIGEST_MD5) == 0;
}

/* Assets of another region are out of reach. */
static gboolean
is_elsewhere (const HoistFacts *facts, const HoistTicket *ticket, HoistStep step)
{
  const char *region = hoist_ticket_get (ticket, HOIST_HUAWEI_REGION);

  return step == HOIST_STEP_PROBE && region != NULL &&
         strcmp (region, hoist_facts_get (facts, "region")) != 0;
}

/* A step that asks the service. The first one knows the HOIST_HUAWEI_MD5 before it makes an asset,
 * so that none is left empty for the hours that hashing may take. */
static HoistMove
write_step (const HoistFacts *facts,
            HoistTicket *ticket,
            HoistStep step,
            HoistRequest **request,
            GError **error)
{
  Call call = CALL_NOTHING;

  if (needs_md5 (facts, step))
    return (HoistMove){ .kind = HOIST_MOVE_NEEDS, .digests = HOIST_DIGEST_MD5 };
  if (is_elsewhere (facts, ticket, step))
    return hoist_huawei_look_fail_gone (error);

  enter (ticket, step);
  call = choose (facts, ticket, step);
  if (call == CALL_NOTHING)
    return step == HOIST_STEP_COMMIT ? hoist_huawei_look_fail_unproven (error) : HOIST_MOVE (DONE);
  if (!hoist_huawei_check_keys (facts, error))
    return HOIST_MOVE (FAILED);
  if (needs_sign_in (facts))
    return HOIST_MOVE_TO (HOIST_STEP_SIGN_IN);

  *request = write_call (facts, ticket, call, error);
  return *request != NULL ? HOIST_MOVE (SEND) : HOIST_MOVE (FAILED);
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
    return hoist_huawei_errand_write (facts, step, request, error);
  if ((step == HOIST_STEP_PART || step == HOIST_STEP_COMMIT) &&
      !hoist_huawei_put_check_same (facts, ticket, error))
    return HOIST_MOVE (FAILED);
  if (step == HOIST_STEP_PART)
    return hoist_huawei_put_write (facts, ticket, part, request, error);
  if (step == HOIST_STEP_COMMIT && hoist_huawei_put_drop_damaged (ticket))
    return HOIST_MOVE_TO (HOIST_STEP_PROBE);
  return write_step (facts, ticket, step, request, error);
}

static HoistMove
fail (const HoistFacts *facts, const HoistReply *reply, HoistErrorCode unclear, GError **error)
{
  g_propagate_error (error, hoist_huawei_code_new_error (facts, reply, unclear));
  return HOIST_MOVE (FAILED);
}

static HoistMove
read_project (const HoistFacts *facts, HoistTicket *ticket, const HoistReply *reply, GError **error)
{
  g_autofree char *project = hoist_huawei_errand_dup_project (facts, reply, error);

  if (project == NULL)
    return HOIST_MOVE (FAILED);
  hoist_ticket_set (ticket, HOIST_HUAWEI_PROJECT, project);
  return HOIST_MOVE (AGAIN);
}

/* A name that is taken after an answer was lost may be our own: one more look (notes 13.3). */
static gboolean
may_be_our_own (HoistTicket *ticket, const HoistReply *reply)
{
  if (!hoist_huawei_ticket_has (ticket, HOIST_HUAWEI_ASKED_AGAIN) ||
      hoist_huawei_ticket_has (ticket, HOIST_HUAWEI_LOOKED_AGAIN) ||
      !hoist_huawei_code_is (reply, HOIST_HUAWEI_NAME_EXISTS))
    return FALSE;
  hoist_ticket_set (ticket, HOIST_HUAWEI_LOOKED_AGAIN, "1");
  return TRUE;
}

static HoistMove
read_created_asset (const HoistFacts *facts,
                    HoistTicket *ticket,
                    const HoistReply *reply,
                    GError **error)
{
  g_autoptr (HoistRead) read = hoist_answer_read (reply);
  const char *asset = NULL;

  if (read != NULL)
    asset = hoist_huawei_asset_get_id (hoist_read_get_root (read), "asset_id");
  if (hoist_answer_is_success (reply) && asset != NULL) {
    hoist_ticket_set (ticket, HOIST_HUAWEI_ASSET, asset);
    hoist_ticket_set (ticket, HOIST_HUAWEI_IS_OURS, "1");
    hoist_ticket_set (ticket, HOIST_HUAWEI_ASKED_NAME, NULL);
    return HOIST_MOVE (AGAIN);
  }

  if (may_be_our_own (ticket, reply))
    return HOIST_MOVE_TO (HOIST_STEP_PROBE);
  /* a plain no: nothing was made */
  if (reply->status >= 400 && reply->status <= 499)
    hoist_ticket_set (ticket, HOIST_HUAWEI_ASKED_NAME, NULL);
  return fail (facts, reply, HOIST_ERROR_UNSURE, error);
}

static HoistMove
read_created_file (const HoistFacts *facts,
                   HoistTicket *ticket,
                   const HoistReply *reply,
                   GError **error)
{
  g_autoptr (HoistRead) read = hoist_answer_read (reply);
  const HoistReadValue *root = read != NULL ? hoist_read_get_root (read) : NULL;
  const char *file = hoist_huawei_asset_get_id (root, "file_id");

  if (!hoist_answer_is_success (reply) || file == NULL)
    return fail (facts, reply, HOIST_ERROR_UNSURE, error);

  /* first, for whatever its addresses are, the record exists */
  hoist_ticket_set (ticket, HOIST_HUAWEI_FILE_ID, file);
  hoist_ticket_set (ticket, HOIST_HUAWEI_IS_WRONG, NULL);
  hoist_huawei_ticket_set_number (ticket, HOIST_HUAWEI_LOOKS, 0);
  return hoist_huawei_put_plan (facts, ticket, root, error) ? HOIST_MOVE (DONE)
                                                            : HOIST_MOVE (FAILED);
}

static HoistMove
read_confirmed (const HoistFacts *facts,
                HoistTicket *ticket,
                const HoistReply *reply,
                GError **error)
{
  g_autoptr (HoistRead) read = hoist_answer_read (reply);
  gboolean is_empty = g_bytes_get_size (reply->body) == 0;
  g_autofree char *code = hoist_huawei_code_dup (reply);

  /* "200, empty body" (notes 11.1); a page instead came from somewhere else */
  if (!hoist_answer_is_success (reply) || (!is_empty && read == NULL) || code != NULL)
    return fail (facts, reply, HOIST_ERROR_UNSURE, error);

  hoist_ticket_set (ticket, HOIST_HUAWEI_IS_CONFIRMED, "1");
  return HOIST_MOVE (AGAIN);
}

/* "Each of the calls is best effort" (notes 13.4): the deletion that follows is what counts. */
static HoistMove
read_cancelled (const HoistFacts *facts,
                HoistTicket *ticket,
                const HoistReply *reply,
                GError **error)
{
  if (reply->status == 429 || reply->status == 401)
    return fail (facts, reply, HOIST_ERROR_BUSY, error);

  hoist_ticket_set (ticket, HOIST_HUAWEI_IS_CANCELLED, "1");
  return HOIST_MOVE (AGAIN);
}

/* Whether the thing is no longer there: "accept 200 and 204. Treat file not found (MSS.10001004 or
 * 404) as done" (notes 11.2). But a 404 of the gateway means a wrong address. */
static gboolean
is_deleted (const HoistReply *reply)
{
  g_autofree char *code = hoist_huawei_code_dup (reply);

  if (hoist_answer_is_success (reply))
    return code == NULL;
  if (g_strcmp0 (code, HOIST_HUAWEI_NO_FILE) == 0 || g_strcmp0 (code, HOIST_HUAWEI_NO_ASSET) == 0)
    return TRUE;
  return reply->status == 404 && (code == NULL || !g_str_has_prefix (code, "APIG"));
}

static HoistMove
read_deleted (const HoistFacts *facts,
              HoistTicket *ticket,
              Call call,
              const HoistReply *reply,
              GError **error)
{
  if (!is_deleted (reply))
    return fail (facts, reply, HOIST_ERROR_BUSY, error);

  if (call == CALL_DELETE_FILE) {
    hoist_ticket_set (ticket, HOIST_HUAWEI_OLD_FILE, NULL);
    hoist_ticket_set (ticket, HOIST_HUAWEI_IS_CANCELLED, NULL);
  } else {
    hoist_ticket_set (ticket, HOIST_HUAWEI_ASSET, NULL);
    hoist_ticket_set (ticket, HOIST_HUAWEI_ASKED_NAME, NULL);
  }
  return HOIST_MOVE (AGAIN);
}

static HoistMove
read_reply (const HoistFacts *facts,
            HoistTicket *ticket,
            HoistStep step,
            HoistPart *part,
            const HoistReply *reply,
            GError **error)
{
  Call call = CALL_NOTHING;

  if (ticket == NULL)
    return hoist_huawei_errand_read (facts, step, reply, error);
  if (step == HOIST_STEP_PART)
    return hoist_huawei_put_read (facts, ticket, part, reply, error);
  if (hoist_huawei_code_is_token_refused (facts, reply))
    return HOIST_MOVE_TO (HOIST_STEP_SIGN_IN);

  call = choose (facts, ticket, step);
  switch (call) {
  case CALL_PROJECTS:
    return read_project (facts, ticket, reply, error);
  case CALL_FIND_ASSET:
    return hoist_huawei_look_read_found (facts, ticket, step, reply, error);
  case CALL_SHOW_ASSET:
    return hoist_huawei_look_read_shown (facts, ticket, step, reply, error);
  case CALL_CREATE_ASSET:
    return read_created_asset (facts, ticket, reply, error);
  case CALL_CREATE_FILE:
    return read_created_file (facts, ticket, reply, error);
  case CALL_UPDATE_ASSET:
    return hoist_huawei_details_read_update (facts, ticket, reply, error);
  case CALL_CONFIRM:
    return read_confirmed (facts, ticket, reply, error);
  case CALL_CANCEL:
    return read_cancelled (facts, ticket, reply, error);
  case CALL_DELETE_FILE:
  case CALL_DELETE_ASSET:
    return step == HOIST_STEP_COMMIT && !is_deleted (reply)
               ? hoist_huawei_look_fail_unproven (error)
               : read_deleted (facts, ticket, call, reply, error);
  case CALL_NOTHING:
  default:
    return HOIST_MOVE (DONE);
  }
}

/* "compute HOIST_HUAWEI_MD5 of the file, then POST files" (notes 1); of large files nobody asks for
 * it. */
static void
get_wanted (const HoistFacts *facts, HoistWanted *wanted)
{
  *wanted = (HoistWanted){ .file = hoist_huawei_file_is_large (facts) ? HOIST_DIGEST_NONE
                                                                      : HOIST_DIGEST_MD5 };
}

const HoistProvider hoist_huawei_metastudio = {
  .id = "huawei-metastudio",
  .name = N_ ("HUAWEI CLOUD MetaStudio"),
  .summary = N_ ("The asset library of MetaStudio, with an access key or an IAM user"),
  .guide = N_ ("The console’s page “My Credentials” has both: access keys, and the projects with "
               "their regions. Instead of a key you can enter an IAM user with password; the "
               "“Account name” is on the same page. One of the two ways is enough."),
  .rights = "GET /v1/{project_id}/digital-assets\n"
            "POST /v1/{project_id}/digital-assets\n"
            "GET /v1/{project_id}/digital-assets/{asset_id}\n"
            "PUT /v1/{project_id}/digital-assets/{asset_id}\n"
            "DELETE /v1/{project_id}/digital-assets/{asset_id}\n"
            "POST /v1/{project_id}/files\n"
            "POST /v1/{project_id}/large-files\n"
            "POST /v1/{project_id}/files/{file_id}/complete\n"
            "DELETE /v1/{project_id}/files/{file_id}",
  .steps = 1u << HOIST_STEP_BEGIN | 1u << HOIST_STEP_PROBE | 1u << HOIST_STEP_RENEW |
           1u << HOIST_STEP_PART | 1u << HOIST_STEP_COMMIT | 1u << HOIST_STEP_WATCH |
           1u << HOIST_STEP_ABORT | 1u << HOIST_STEP_SIGN_IN | 1u << HOIST_STEP_CHECK |
           1u << HOIST_STEP_CHOICES | 1u << HOIST_STEP_LEFTOVERS,
  .fields = hoist_huawei_fields,
  .n_fields = HOIST_HUAWEI_N_FIELDS,
  .rates = rates,
  .n_rates = G_N_ELEMENTS (rates),
  .rules = { .part_size = HOIST_HUAWEI_GIB,
             .max_part_size = HOIST_HUAWEI_MAX_PUT,
             .max_parts = HOIST_HUAWEI_MAX_PARTS,
             .max_size = HOIST_HUAWEI_MAX_FILE,
             .step = 1 },
  .max_parallel = 4,
  .get_wanted = get_wanted,
  .check_account = hoist_huawei_check_account,
  .check_file = hoist_huawei_file_check,
  .write_request = write_request,
  .read_reply = read_reply,
};
