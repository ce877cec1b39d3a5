/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Create, and what its four answers lead to (docs/protocols/alibaba-pds.md, section 4.4). Where an
 * upload's beginning stands is in the ticket's values, for each exchange may be the last of a run:
 *   drive-id   the drive; from the settings, the sign-in, or a call of its own
 *   pre-hash   "matched": the whole file's SHA-1 is wanted now
 *   no-hash    the service takes no SHA-1 (a domain with other hashes)
 *   hash-sent  the create that counts told the SHA-1
 *   asked      "1": a create that told the SHA-1 went out and has no answer yet: it may have made a
 *              file; "2": the create that counts is one behind such a one
 *   overwrites the id of the file that is replaced; it is never deleted
 *   begin      "look-existing", "look-rapid" or "look-own": a file object is asked for
 *   file-id, upload-id, name   what create answered */
#include "hoist-pds-begin.h"

#include "hoist-answer.h"
#include "hoist-error.h"
#include "hoist-pds-address.h"
#include "hoist-pds-call.h"
#include "hoist-pds-code.h"
#include "hoist-pds-figures.h"
#include "hoist-pds-grid.h"
#include "hoist-pds-proof.h"
#include "hoist-pds-token.h"

#include "hoist-config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static gboolean
is_value (const HoistTicket *ticket, const char *name, const char *value)
{
  return g_strcmp0 (hoist_ticket_get (ticket, name), value) == 0;
}

static gboolean
is_rapid (const HoistFacts *facts)
{
  return facts->file->size > 0 && strcmp (hoist_facts_get (facts, "rapid-upload"), "1") == 0;
}

/* Above this size the first kilobyte's hash goes first, so that most files are not read for
 * nothing (notes 4.4, "Which hash to send"). */
static gboolean
is_large (const HoistFacts *facts)
{
  guint64 threshold = 0;

  return hoist_read_parse_uint (hoist_facts_get (facts, "pre-hash-threshold"), &threshold) &&
         facts->file->size > threshold;
}

/* Whether the whole file is digested before anything is sent. */
gboolean
hoist_pds_begin_wants_hash (const HoistFacts *facts)
{
  return is_rapid (facts) && !is_large (facts);
}

/**
 * hoist_pds_begin_dup_name:
 * @name: of a file or folder, UTF-8
 *
 * Returns: (transfer full): as the service takes it: no "/" nor "\" and at most 1,024 bytes (notes
 *   4.3); all else stays as it is
 */
char *
hoist_pds_begin_dup_name (const char *name)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *valid = g_utf8_make_valid (name, -1);

  for (const char *next = valid; *next != '\0'; next = g_utf8_next_char (next)) {
    gunichar character = g_utf8_get_char (next);

    if (text->len + (g_utf8_next_char (next) - next) > HOIST_PDS_MAX_NAME)
      break;
    if (character == '/' || character == '\\' || g_unichar_iscntrl (character))
      character = '_';
    g_string_append_unichar (text, character);
  }
  return g_strdup (text->len > 0 ? text->str : "_");
}

/* Where a file or folder goes: into @found (nullable), else as set. */
const char *
hoist_pds_begin_get_parent (const HoistFacts *facts, const char *found)
{
  return found != NULL ? found : hoist_facts_get (facts, "parent-file-id");
}

/* Whether it is known which drive to use, and then it is in the ticket. */
static gboolean
find_drive (const HoistFacts *facts, HoistTicket *ticket)
{
  const char *drive = hoist_ticket_get (ticket, "drive-id");

  if (drive == NULL)
    drive = hoist_facts_get (facts, "drive-id");
  if (drive == NULL || *drive == '\0')
    drive = hoist_pds_token_get_drive (facts);
  if (drive != NULL)
    hoist_ticket_set (ticket, "drive-id", drive);
  return drive != NULL;
}

/* Which hash goes with create: DONE with one or none of them in @body, or NEEDS. */
static HoistMove
add_hash (const HoistFacts *facts, HoistTicket *ticket, HoistPdsBody *body)
{
  const HoistRange *range = facts->range;
  guint64 length = MIN (facts->file->size, HOIST_PDS_PRE_HASH_BYTES);
  g_autofree char *sha1 = hoist_digests_dup_hex (&facts->file->digests, HOIST_DIGEST_SHA1);
  g_autofree char *upper = NULL;

  hoist_ticket_set (ticket, "hash-sent", NULL);
  if (!is_rapid (facts) || is_value (ticket, "no-hash", "1"))
    return HOIST_MOVE (DONE);

  if (sha1 == NULL && (!is_large (facts) || is_value (ticket, "pre-hash", "matched")))
    return (HoistMove){ .kind = HOIST_MOVE_NEEDS,
                        .digests = HOIST_DIGEST_SHA1 | HOIST_DIGEST_CRC64 };
  if (sha1 != NULL) {
    upper = g_ascii_strup (sha1, -1);
    hoist_pds_body_add (body, "content_hash_name", "sha1");
    hoist_pds_body_add (body, "content_hash", upper);
    hoist_ticket_set (ticket, "hash-sent", "1");
    return HOIST_MOVE (DONE);
  }

  if (range == NULL || range->offset != 0 || range->length != length ||
      (range->digests.known & HOIST_DIGEST_SHA1) == 0)
    return (HoistMove){
      .kind = HOIST_MOVE_NEEDS, .digests = HOIST_DIGEST_SHA1, .offset = 0, .length = length
    };
  sha1 = hoist_digests_dup_hex (&range->digests, HOIST_DIGEST_SHA1);
  upper = g_ascii_strup (sha1, -1);
  hoist_pds_body_add (body, "pre_hash", upper);
  return HOIST_MOVE (DONE);
}

/* "refuse" only tells what is there; "ignore" makes two files of one name and is never used (notes
 * 9). An overwrite is a refusal first, then a create with the id that it told. So is keeping both,
 * where the file that is there may be our own, of a create whose answer was lost. */
static HoistMove
write_create (const HoistFacts *facts, HoistTicket *ticket, HoistRequest **request, GError **error)
{
  g_autoptr (HoistPdsBody) body = hoist_pds_body_new ();
  g_autofree char *name = hoist_pds_begin_dup_name (facts->file->name);
  const char *policy = hoist_facts_get (facts, "name-policy");
  gboolean is_second = hoist_ticket_get (ticket, "asked") != NULL;
  gboolean keeps_both = strcmp (policy, "keep-both") == 0 && !is_second;
  HoistMove move = { 0 };

  hoist_pds_body_add (body, "drive_id", hoist_ticket_get (ticket, "drive-id"));
  hoist_pds_body_add (body, "parent_file_id",
                      hoist_pds_begin_get_parent (facts, facts->file->folder_id));
  hoist_pds_body_add (body, "name", name);
  hoist_pds_body_add (body, "type", "file");
  hoist_pds_body_add_number (body, "size", facts->file->size);
  hoist_pds_body_add (body, "check_name_mode", keeps_both ? "auto_rename" : "refuse");
  hoist_pds_body_add (body, "file_id", hoist_ticket_get (ticket, "overwrites"));
  move = add_hash (facts, ticket, body);
  if (move.kind != HOIST_MOVE_DONE)
    return move;

  hoist_pds_body_add_parts (body, 1, MIN (HOIST_PDS_WINDOW, hoist_pds_grid_count_parts (facts)));
  move = hoist_pds_call_write (facts, "/v2/file/create", body, request, error);
  if (move.kind != HOIST_MOVE_SEND)
    return move;

  (*request)->replay = HOIST_REPLAY_ASK_FIRST;
  if (is_second || is_value (ticket, "hash-sent", "1"))
    hoist_ticket_set (ticket, "asked", is_second ? "2" : "1");
  return move;
}

HoistMove
hoist_pds_begin_write (const HoistFacts *facts,
                       HoistTicket *ticket,
                       HoistRequest **request,
                       GError **error)
{
  g_autoptr (HoistPdsBody) body = NULL;

  if (!ticket->has_begun) {
    ticket->has_begun = TRUE;
    ticket->is_changed = TRUE;
  }
  if (!find_drive (facts, ticket)) {
    body = hoist_pds_body_new ();
    return hoist_pds_call_write (facts, "/v2/user/get", body, request, error);
  }
  if (hoist_ticket_get (ticket, "begin") != NULL)
    return hoist_pds_call_write_get (facts, ticket, hoist_ticket_get (ticket, "file-id"), request,
                                     error);
  return write_create (facts, ticket, request, error);
}

static HoistMove
fail (HoistErrorCode what,
      const char *sentence,
      const HoistReply *reply,
      const char *code,
      GError **error)
{
  g_propagate_error (error, hoist_pds_code_new_own (what, sentence, reply, code));
  return HOIST_MOVE (FAILED);
}

static HoistMove
fail_taken (const HoistReply *reply, GError **error)
{
  return fail (HOIST_ERROR_NAME_TAKEN,
               _ ("There is something else of that name in the folder, or an upload of it that is "
                  "not finished. Rename the file, or change “Name taken” in the account’s "
                  "settings."),
               reply, "", error);
}

/* Who we are, asked only for the drive. */
static HoistMove
read_user (const HoistFacts *facts, HoistTicket *ticket, const HoistReply *reply, GError **error)
{
  g_autofree char *code = NULL;
  g_autoptr (HoistRead) read = hoist_pds_call_read (reply, &code);
  const char *drive = NULL;

  if (read == NULL)
    return hoist_pds_call_fail (facts, reply, code, HOIST_ERROR_BUSY, error);

  drive = hoist_pds_call_get_id (hoist_read_get_root (read), "default_drive_id");
  if (drive == NULL)
    return fail (HOIST_ERROR_REFUSED,
                 _ ("This user has no drive of their own. Choose a “Drive” in the account’s "
                    "settings."),
                 reply, "", error);
  hoist_ticket_set (ticket, "drive-id", drive);
  return HOIST_MOVE (AGAIN);
}

/* What is there is not ours: both are kept. */
static HoistMove
create_beside (HoistTicket *ticket)
{
  hoist_ticket_set (ticket, "asked", NULL);
  hoist_ticket_set (ticket, "begin", NULL);
  hoist_ticket_set (ticket, "file-id", NULL);
  return HOIST_MOVE (AGAIN);
}

/* The name is taken: "refuse" says so with a 2xx, some answers with a 409. */
static HoistMove
take_existing (const HoistFacts *facts,
               HoistTicket *ticket,
               const HoistReadValue *root,
               const HoistReply *reply,
               GError **error)
{
  const char *id = hoist_pds_call_get_id (root, "file_id");
  const char *type = hoist_read_get_text (root, "type");
  const char *policy = hoist_facts_get (facts, "name-policy");
  gboolean is_file = id != NULL && (type == NULL || g_ascii_strcasecmp (type, "folder") != 0);

  if (strcmp (policy, "keep-both") == 0 && is_value (ticket, "asked", "2")) {
    if (!is_file)
      return create_beside (ticket);
    hoist_ticket_set (ticket, "file-id", id);
    hoist_ticket_set (ticket, "begin", "look-own");
    return HOIST_MOVE (AGAIN);
  }
  if (!is_file)
    return fail_taken (reply, error);
  if (strcmp (policy, "skip") == 0) {
    hoist_ticket_set (ticket, "file-id", id);
    hoist_ticket_set (ticket, "begin", "look-existing");
    return HOIST_MOVE (AGAIN);
  }
  if (strcmp (policy, "overwrite") == 0 && hoist_ticket_get (ticket, "overwrites") == NULL) {
    hoist_ticket_set (ticket, "overwrites", id);
    return HOIST_MOVE (AGAIN);
  }
  return fail_taken (reply, error);
}

static HoistMove
take_upload (const HoistFacts *facts,
             HoistTicket *ticket,
             const HoistReadValue *root,
             const char *file_id,
             const char *upload_id)
{
  hoist_ticket_set (ticket, "file-id", file_id);
  hoist_ticket_set (ticket, "upload-id", upload_id);
  /* the final name, when the service chose another */
  hoist_ticket_set (ticket, "name", hoist_pds_call_get_id (root, "file_name"));
  hoist_pds_grid_plan (facts, ticket);
  hoist_pds_address_take (facts, ticket, hoist_read_find_array (root, "part_info_list"));
  return HOIST_MOVE (DONE);
}

static gboolean
is_set (const HoistReadValue *root, const char *name)
{
  gboolean value = FALSE;

  return hoist_read_flag (root, name, &value) && value;
}

static HoistMove
take_created (const HoistFacts *facts,
              HoistTicket *ticket,
              const HoistReadValue *root,
              const HoistReply *reply,
              GError **error)
{
  const char *file_id = hoist_pds_call_get_id (root, "file_id");
  const char *upload_id = hoist_pds_call_get_id (root, "upload_id");

  if (is_set (root, "exist"))
    return take_existing (facts, ticket, root, reply, error);
  /* some SDKs know a rapid upload by its status alone (notes 4.4) */
  if (file_id != NULL &&
      (is_set (root, "rapid_upload") ||
       (upload_id == NULL && is_value (ticket, "hash-sent", "1") &&
        hoist_read_get_text (root, "status") != NULL && hoist_pds_proof_is_available (root)))) {
    hoist_ticket_set (ticket, "file-id", file_id);
    hoist_ticket_set (ticket, "begin", "look-rapid");
    return HOIST_MOVE (AGAIN);
  }
  if (file_id != NULL && upload_id != NULL)
    return take_upload (facts, ticket, root, file_id, upload_id);
  return fail (HOIST_ERROR_PROTOCOL,
               _ ("The service’s answer says neither where to send the file nor that it has it. "
                  "Check “Address” in the account’s settings, or report this."),
               reply, "", error);
}

/* 409 alone means nothing: the code decides (notes 4.4). */
static HoistMove
read_refused (const HoistFacts *facts,
              HoistTicket *ticket,
              const HoistReply *reply,
              const char *code,
              GError **error)
{
  g_autoptr (HoistRead) body = NULL;

  if (hoist_pds_code_is (code, "PreHashMatched") && !is_value (ticket, "pre-hash", "matched") &&
      !is_value (ticket, "hash-sent", "1")) {
    hoist_ticket_set (ticket, "pre-hash", "matched");
    return HOIST_MOVE (AGAIN);
  }
  if (hoist_pds_code_is (code, "InvalidParameter.ContentHash") &&
      is_value (ticket, "hash-sent", "1")) {
    hoist_ticket_set (ticket, "no-hash", "1");
    return HOIST_MOVE (AGAIN);
  }
  if (hoist_pds_code_is (code, "AlreadyExist")) {
    body = hoist_answer_read (reply);
    return take_existing (facts, ticket, hoist_read_get_root (body), reply, error);
  }
  return hoist_pds_call_fail_inside (facts, facts->file->folder_id, reply, code, HOIST_ERROR_UNSURE,
                                     error);
}

/* An answer of the service itself, good or bad, says what became of this create. */
static HoistMove
read_create (const HoistFacts *facts, HoistTicket *ticket, const HoistReply *reply, GError **error)
{
  g_autofree char *code = NULL;
  g_autoptr (HoistRead) read = hoist_pds_call_read (reply, &code);
  gboolean is_plain_no = *code != '\0' && reply->status >= 400 && reply->status < 500;
  HoistMove move = read != NULL
                       ? take_created (facts, ticket, hoist_read_get_root (read), reply, error)
                       : read_refused (facts, ticket, reply, code, error);

  if ((read != NULL || is_plain_no) && !is_value (ticket, "begin", "look-own"))
    hoist_ticket_set (ticket, "asked", NULL);
  return move;
}

static HoistMove
finish (HoistTicket *ticket, const char *verified)
{
  ticket->is_instant = TRUE;
  hoist_ticket_set_result (ticket, hoist_ticket_get (ticket, "file-id"), NULL, verified);
  return HOIST_MOVE (FINISHED);
}

/* The file that was there, for "skip". It is not said to be ours unless it is; a file that is not
 * found is an upload of that name that somebody has not finished (notes 4.9). */
static HoistMove
read_existing (const HoistFacts *facts,
               HoistTicket *ticket,
               const HoistReply *reply,
               GError **error)
{
  g_autofree char *code = NULL;
  g_autoptr (HoistRead) read = hoist_pds_call_read (reply, &code);
  HoistDigestKinds needed = HOIST_DIGEST_NONE;
  const char *verified = NULL;

  if (read == NULL && reply->status == 403)
    return finish (ticket, "none");
  if ((read == NULL && hoist_pds_code_is (code, "NotFound.File")) ||
      (read != NULL && !hoist_pds_proof_is_available (hoist_read_get_root (read))))
    return fail_taken (reply, error);
  if (read == NULL)
    return hoist_pds_call_fail (facts, reply, code, HOIST_ERROR_BUSY, error);

  if (hoist_pds_proof_compare (facts, ticket, hoist_read_get_root (read), &verified, &needed) !=
          HOIST_PDS_PROOF_SAME ||
      strcmp (verified, "size") == 0)
    verified = "none";
  return finish (ticket, verified);
}

/* The file of our name, after a create without an answer: ours when it is the same. */
static HoistMove
read_own (const HoistFacts *facts, HoistTicket *ticket, const HoistReply *reply, GError **error)
{
  g_autofree char *code = NULL;
  g_autoptr (HoistRead) read = hoist_pds_call_read (reply, &code);
  HoistDigestKinds needed = HOIST_DIGEST_NONE;
  const char *verified = NULL;

  if (read == NULL && reply->status != 403 && !hoist_pds_code_is (code, "NotFound.File"))
    return hoist_pds_call_fail (facts, reply, code, HOIST_ERROR_BUSY, error);
  if (read == NULL || !hoist_pds_proof_is_available (hoist_read_get_root (read)) ||
      hoist_pds_proof_compare (facts, ticket, hoist_read_get_root (read), &verified, &needed) !=
          HOIST_PDS_PROOF_SAME ||
      strcmp (verified, "size") == 0)
    return create_beside (ticket);
  return finish (ticket, verified);
}

/* A rapid upload. The service found it by the SHA-1 that we told, so that is the proof when the
 * file object cannot be had or says no more. */
static HoistMove
read_rapid (const HoistFacts *facts, HoistTicket *ticket, const HoistReply *reply, GError **error)
{
  g_autofree char *code = NULL;
  g_autoptr (HoistRead) read = hoist_pds_call_read (reply, &code);
  const char *by_service = is_value (ticket, "hash-sent", "1") ? "sha1" : "none";
  HoistDigestKinds needed = HOIST_DIGEST_NONE;
  HoistPdsProof proof = HOIST_PDS_PROOF_DIFFERENT;
  const char *verified = NULL;

  if (read == NULL && reply->status == 403)
    return finish (ticket, by_service);
  if (read == NULL && !hoist_pds_code_is (code, "NotFound.File"))
    return hoist_pds_call_fail (facts, reply, code, HOIST_ERROR_BUSY, error);

  if (read != NULL)
    proof = hoist_pds_proof_compare (facts, ticket, hoist_read_get_root (read), &verified, &needed);
  if (proof == HOIST_PDS_PROOF_DIFFERENT)
    return fail (HOIST_ERROR_UNVERIFIED,
                 _ ("The service says that it has this file already, but shows another one. Switch "
                    "“Rapid upload” off, then start the upload over."),
                 reply, code, error);
  if (proof == HOIST_PDS_PROOF_UNKNOWN || strcmp (verified, "size") == 0)
    verified = by_service;
  return finish (ticket, verified);
}

HoistMove
hoist_pds_begin_read (const HoistFacts *facts,
                      HoistTicket *ticket,
                      const HoistReply *reply,
                      GError **error)
{
  if (hoist_ticket_get (ticket, "drive-id") == NULL)
    return read_user (facts, ticket, reply, error);
  if (is_value (ticket, "begin", "look-existing"))
    return read_existing (facts, ticket, reply, error);
  if (is_value (ticket, "begin", "look-own"))
    return read_own (facts, ticket, reply, error);
  if (is_value (ticket, "begin", "look-rapid"))
    return read_rapid (facts, ticket, reply, error);
  return read_create (facts, ticket, reply, error);
}
