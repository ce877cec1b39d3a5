/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Complete with the CRC-64 of what was sent, and its proof; and the clean-up, which the service has
 * no call for but to delete the file (docs/protocols/alibaba-pds.md, sections 4.8 and 4.9). In the
 * ticket's values:
 *   completing  a complete was sent whose outcome is not known: never delete
 *   refused     the last complete was certainly not carried out
 *   looked      its answer did not tell enough, so the file object was asked for */
#include "hoist-pds-commit.h"

#include "hoist-answer.h"
#include "hoist-error.h"
#include "hoist-pds-call.h"
#include "hoist-pds-code.h"
#include "hoist-pds-figures.h"
#include "hoist-pds-proof.h"

#include "hoist-config.h"

#include <glib/gi18n-lib.h>

/* Errors of complete that a list of the parts may cure, once (notes 4.8; which of them the service
 * hands on is unconfirmed). */
static const char *const about_parts[] = { "InvalidPart", "EntityTooSmall", "PartNotSequential",
                                           "InvalidParameter.Part" };

/* What was read before the upload and what was sent must be the same file. */
static gboolean
check_same (const HoistFacts *facts, guint64 crc64, GError **error)
{
  if ((facts->file->digests.known & HOIST_DIGEST_CRC64) == 0 || facts->file->digests.crc64 == crc64)
    return TRUE;

  g_set_error_literal (error, HOIST_ERROR, HOIST_ERROR_CHANGED,
                       _ ("The file changed while it was sent. Start the upload over to send it "
                          "as it is now."));
  return FALSE;
}

HoistMove
hoist_pds_commit_write (const HoistFacts *facts,
                        HoistTicket *ticket,
                        HoistRequest **request,
                        GError **error)
{
  g_autoptr (HoistPdsBody) body = hoist_pds_call_new_body (ticket);
  g_autofree char *decimal = NULL;
  HoistMove move = { 0 };
  guint64 crc64 = 0;

  if (!hoist_pds_proof_get_crc64 (facts, ticket, &crc64))
    return (HoistMove){ .kind = HOIST_MOVE_NEEDS, .digests = HOIST_DIGEST_CRC64 };
  if (!check_same (facts, crc64, error))
    return HOIST_MOVE (FAILED);

  decimal = g_strdup_printf ("%" G_GUINT64_FORMAT, crc64);
  hoist_pds_body_add (body, "crc64_hash", decimal);
  move = hoist_pds_call_write (facts, "/v2/file/complete", body, request, error);
  if (move.kind != HOIST_MOVE_SEND)
    return move;

  (*request)->answer_us = HOIST_PDS_COMPLETE_ANSWER_US;
  (*request)->replay = HOIST_REPLAY_ASK_FIRST;
  hoist_ticket_set (ticket, "completing", "1");
  hoist_ticket_set (ticket, "refused", NULL);
  return move;
}

static HoistMove
fail_unverified (const HoistReply *reply, const char *code, GError **error)
{
  g_propagate_error (
      error, hoist_pds_code_new_own (HOIST_ERROR_UNVERIFIED,
                                     _ ("What arrived is not the file that was sent. Start the "
                                        "upload over."),
                                     reply, code));
  return HOIST_MOVE (FAILED);
}

/* The file object tells what the answer did not, or what became of the upload; once. */
static HoistMove
look (HoistTicket *ticket, const HoistReply *reply, const char *code, GError **error)
{
  if (hoist_ticket_get (ticket, "looked") != NULL)
    return fail_unverified (reply, code, error);

  hoist_ticket_set (ticket, "looked", "1");
  return HOIST_MOVE_TO (HOIST_STEP_PROBE);
}

static HoistMove
take_file (const HoistFacts *facts,
           HoistTicket *ticket,
           const HoistReadValue *root,
           const HoistReply *reply,
           GError **error)
{
  const char *id = hoist_pds_call_get_id (root, "file_id");
  HoistDigestKinds needed = HOIST_DIGEST_NONE;
  const char *verified = NULL;
  HoistPdsProof proof = hoist_pds_proof_compare (facts, ticket, root, &verified, &needed);
  guint64 size = 0;

  /* a SHA-1 that we do not have is not worth reading the file again: its size was right */
  if (proof == HOIST_PDS_PROOF_UNKNOWN && hoist_read_uint (root, "size", &size)) {
    proof = HOIST_PDS_PROOF_SAME;
    verified = "size";
  }
  if (proof == HOIST_PDS_PROOF_DIFFERENT)
    return fail_unverified (reply, "", error);
  if (proof == HOIST_PDS_PROOF_UNKNOWN)
    return look (ticket, reply, "", error);

  hoist_ticket_set_result (ticket, id != NULL ? id : hoist_ticket_get (ticket, "file-id"), NULL,
                           verified);
  return HOIST_MOVE (DONE);
}

static gboolean
is_about_parts (const char *code)
{
  for (gsize i = 0; i < G_N_ELEMENTS (about_parts); i++) {
    if (hoist_pds_code_is (code, about_parts[i]))
      return TRUE;
  }
  return FALSE;
}

HoistMove
hoist_pds_commit_read (const HoistFacts *facts,
                       HoistTicket *ticket,
                       const HoistReply *reply,
                       GError **error)
{
  g_autofree char *code = NULL;
  g_autoptr (HoistRead) read = hoist_pds_call_read (reply, &code);

  if (read != NULL)
    return take_file (facts, ticket, hoist_read_get_root (read), reply, error);
  /* the file object tells which: it worked before, or the upload is gone (notes 6.4) */
  if (hoist_pds_code_is_gone (code))
    return HOIST_MOVE_TO (HOIST_STEP_PROBE);

  if (*code != '\0' && reply->status >= 400 && reply->status < 500) {
    hoist_ticket_set (ticket, "completing", NULL);
    hoist_ticket_set (ticket, "refused", "1");
  }
  if (is_about_parts (code))
    return look (ticket, reply, code, error);
  if (hoist_pds_code_is_content (code))
    return fail_unverified (reply, code, error);
  return hoist_pds_call_fail (facts, reply, code, HOIST_ERROR_UNSURE, error);
}

/* The three cases in which the file may be the user's: an overwritten one, one that was there
 * before or is found by its hash, and one whose complete may have worked (notes 4.9). The last is
 * also told by the step: a run that was killed could not save that complete went out. */
static gboolean
may_delete (const HoistTicket *ticket)
{
  return hoist_ticket_get (ticket, "upload-id") != NULL &&
         hoist_ticket_get (ticket, "file-id") != NULL &&
         hoist_ticket_get (ticket, "overwrites") == NULL &&
         hoist_ticket_get (ticket, "begin") == NULL &&
         hoist_ticket_get (ticket, "completing") == NULL && ticket->remote_id == NULL &&
         (ticket->next != HOIST_STEP_COMMIT || hoist_ticket_get (ticket, "refused") != NULL);
}

HoistMove
hoist_pds_abort_write (const HoistFacts *facts,
                       const HoistTicket *ticket,
                       HoistRequest **request,
                       GError **error)
{
  g_autoptr (HoistPdsBody) body = hoist_pds_body_new ();

  if (!may_delete (ticket))
    return HOIST_MOVE (DONE);

  hoist_pds_body_add (body, "drive_id", hoist_ticket_get (ticket, "drive-id"));
  hoist_pds_body_add (body, "file_id", hoist_ticket_get (ticket, "file-id"));
  return hoist_pds_call_write (facts, "/v2/file/delete", body, request, error);
}

/* A 202 deletes in its own time; a file that is not found is gone. */
HoistMove
hoist_pds_abort_read (const HoistFacts *facts, const HoistReply *reply, GError **error)
{
  g_autofree char *code = NULL;
  g_autoptr (HoistRead) read G_GNUC_UNUSED = hoist_pds_call_read (reply, &code);

  if (hoist_answer_is_success (reply) || hoist_pds_code_is (code, "NotFound.File"))
    return HOIST_MOVE (DONE);
  if (reply->status == 403 || reply->status == 404) {
    g_propagate_error (
        error, hoist_pds_code_new_own (HOIST_ERROR_REFUSED,
                                       _ ("The service does not let Hoist remove what was sent. It "
                                          "removes unfinished uploads by itself after ten days."),
                                       reply, code));
    return HOIST_MOVE (FAILED);
  }
  return hoist_pds_call_fail (facts, reply, code, HOIST_ERROR_BUSY, error);
}
