/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Telling the service that all is there, and asking until it proves it: the upload's record and the
 * file's in turn (docs/protocols/xvid-mediahub.md, sections 7 and 9). */
#include "hoist-xvid-finish.h"

#include "hoist-answer.h"
#include "hoist-error.h"
#include "hoist-xvid-assumptions.h"
#include "hoist-xvid-call.h"
#include "hoist-xvid-code.h"
#include "hoist-xvid-proof.h"
#include "hoist-xvid-session.h"

#include "hoist-config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* "10 min Complete" (design section 4.5). */
#define FINISH_ANSWER_US (600 * (gint64) G_USEC_PER_SEC)

/* "Poll after 1, 2, 4 ... at most 30 s" (section 7). */
#define LONGEST_WAIT_S 30
#define MAX_DOUBLINGS 5

/* Of a state that is shown. */
#define MAX_WORD 40

#define GIB (G_GUINT64_CONSTANT (1024) * 1024 * 1024)

/* What the ticket keeps of the end. FINISHED_US: when polling began, server time; without it the
 * service has not been told yet. DOUBT: telling was refused, and the records say why. KNOWN: what
 * the upload's record said last, "success" or "gone". LOOK: at the "file" next. */
#define FINISHED_US "finished-us"
#define DOUBT "doubt"
#define KNOWN "known"
#define LOOK "look"
#define ROUND "round"
#define LATE "late"

static guint64
get_number (const HoistTicket *ticket, const char *name)
{
  const char *text = hoist_ticket_get (ticket, name);
  guint64 number = 0;

  return text != NULL && hoist_read_parse_uint (text, &number) ? number : 0;
}

static void
set_number (HoistTicket *ticket, const char *name, guint64 number)
{
  g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, number);

  hoist_ticket_set (ticket, name, text);
}

static gboolean
is_known (const HoistTicket *ticket, const char *what)
{
  return g_strcmp0 (hoist_ticket_get (ticket, KNOWN), what) == 0;
}

static HoistMove
fail (GError **error, HoistErrorCode code, const char *sentence)
{
  g_set_error_literal (error, HOIST_ERROR, code, sentence);
  return HOIST_MOVE (FAILED);
}

static HoistMove
again_after (guint64 seconds)
{
  return (HoistMove){ .kind = HOIST_MOVE_AGAIN, .wait_us = seconds * G_USEC_PER_SEC };
}

static HoistMove
look_at_file (HoistTicket *ticket)
{
  hoist_ticket_set (ticket, LOOK, "file");
  return again_after (0);
}

static void
begin_polling (const HoistFacts *facts, HoistTicket *ticket)
{
  set_number (ticket, FINISHED_US, facts->now_us);
  hoist_ticket_set (ticket, DOUBT, NULL);
}

static void
forget_end (HoistTicket *ticket)
{
  static const char *const names[] = { FINISHED_US, DOUBT, KNOWN, LOOK, ROUND, LATE };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    hoist_ticket_set (ticket, names[i], NULL);
}

/* (nullable): the file's id; it is the upload's in all samples, should the service not say. */
static const char *
get_file_id (const HoistTicket *ticket)
{
  const char *id = hoist_ticket_get (ticket, HOIST_XVID_FILE_ID);

  return id != NULL ? id : hoist_ticket_get (ticket, HOIST_XVID_UPLOAD_ID);
}

static HoistMove
write_look (const HoistFacts *facts,
            HoistTicket *ticket,
            gboolean is_file,
            HoistRequest **request,
            GError **error)
{
  const HoistXvidCall call = { .method = "GET",
                               .path = is_file ? "files/" : "files/uploads/",
                               .id = is_file ? get_file_id (ticket)
                                             : hoist_ticket_get (ticket, HOIST_XVID_UPLOAD_ID) };

  return hoist_xvid_call_write (facts, &call, request, error);
}

/* After an unclear end the record is asked before this is said again: a second time is refused as
 * invalid input (section 8.1). */
static HoistMove
write_finish (const HoistFacts *facts, HoistTicket *ticket, HoistRequest **request, GError **error)
{
  const HoistXvidCall call = { .method = "PUT",
                               .path = "files/uploads/",
                               .id = hoist_ticket_get (ticket, HOIST_XVID_UPLOAD_ID) };
  HoistMove move = hoist_xvid_call_write (facts, &call, request, error);
  g_autofree char *body = g_strdup_printf ("{\"upload\":{\"nb_chunks\":%u}}",
                                           MAX (hoist_ticket_get_n_parts (ticket), 1));

  if (move.kind != HOIST_MOVE_SEND)
    return move;

  (*request)->content_type = g_strdup ("application/json");
  (*request)->before = g_bytes_new (body, strlen (body));
  (*request)->answer_us = FINISH_ANSWER_US;
  (*request)->replay = HOIST_REPLAY_ASK_FIRST;
  return move;
}

HoistMove
hoist_xvid_finish_write (const HoistFacts *facts,
                         HoistTicket *ticket,
                         HoistRequest **request,
                         GError **error)
{
  if (hoist_ticket_get (ticket, HOIST_XVID_UPLOAD_ID) == NULL)
    return HOIST_MOVE_TO (HOIST_STEP_BEGIN);
  if (hoist_ticket_get (ticket, FINISHED_US) == NULL && hoist_ticket_get (ticket, DOUBT) == NULL)
    return write_finish (facts, ticket, request, error);
  return write_look (facts, ticket, hoist_ticket_get (ticket, LOOK) != NULL, request, error);
}

/* One word that may be shown. */
static gboolean
is_word (const char *text)
{
  for (const char *next = text; *next != '\0'; next++) {
    if (!g_ascii_isalnum (*next) && *next != '_' && *next != '-')
      return FALSE;
  }
  return *text != '\0' && strlen (text) <= MAX_WORD;
}

static HoistMove
fail_with_state (const HoistReadValue *upload, GError **error)
{
  const char *state = hoist_read_get_text (upload, "status");

  g_set_error (error, HOIST_ERROR, HOIST_ERROR_REFUSED,
               _ ("The service could not take over the file; it calls the upload “%s”. Start the "
                  "upload over."),
               state != NULL && is_word (state) ? state : "?");
  return HOIST_MOVE (FAILED);
}

/* The answer to "all is there". */
static HoistMove
read_finish (const HoistFacts *facts, HoistTicket *ticket, const HoistReply *reply, GError **error)
{
  const HoistReadValue *upload = NULL;
  g_autoptr (HoistRead) read = hoist_xvid_call_read (reply, "upload", &upload);
  g_autoptr (GError) trouble = NULL;
  HoistXvidState state = HOIST_XVID_STATE_WORKING;

  if (read == NULL) {
    trouble = hoist_xvid_code_new_error (reply, HOIST_STEP_COMMIT, HOIST_ERROR_UNSURE);
    if (reply->status != 400 && trouble->code != HOIST_ERROR_EXPIRED) {
      g_propagate_error (error, g_steal_pointer (&trouble));
      return HOIST_MOVE (FAILED);
    }
    /* it may have been told before */
    hoist_ticket_set (ticket, DOUBT, "1");
    hoist_ticket_set (ticket, LOOK, NULL);
    return again_after (0);
  }

  state = hoist_xvid_proof_get_state (facts, upload);
  if (state == HOIST_XVID_STATE_FAILURE)
    return fail_with_state (upload, error);
  hoist_xvid_session_take_ids (ticket, upload);
  forget_end (ticket);
  begin_polling (facts, ticket);
  if (state != HOIST_XVID_STATE_SUCCESS)
    return again_after (1);
  hoist_ticket_set (ticket, KNOWN, "success");
  return look_at_file (ticket);
}

/* What the upload's record says, for COMMIT and PROBE. @is_gone: there is none any more. */
static HoistRead *
read_upload (const HoistReply *reply,
             HoistStep step,
             const HoistReadValue **upload,
             gboolean *is_gone,
             GError **error)
{
  g_autoptr (HoistRead) read = hoist_xvid_call_read (reply, "upload", upload);
  g_autoptr (GError) trouble = NULL;

  *is_gone = FALSE;
  if (read != NULL)
    return g_steal_pointer (&read);

  trouble = hoist_xvid_code_new_error (reply, step, HOIST_ERROR_BUSY);
  *is_gone = trouble->code == HOIST_ERROR_EXPIRED;
  g_propagate_error (error, g_steal_pointer (&trouble));
  return NULL;
}

static HoistMove
look_at_upload (const HoistFacts *facts,
                HoistTicket *ticket,
                const HoistReply *reply,
                GError **error)
{
  const HoistReadValue *upload = NULL;
  gboolean is_gone = FALSE;
  g_autoptr (GError) trouble = NULL;
  g_autoptr (HoistRead) read = read_upload (reply, HOIST_STEP_COMMIT, &upload, &is_gone, &trouble);
  HoistXvidState state = HOIST_XVID_STATE_WORKING;

  if (is_gone) {
    hoist_ticket_set (ticket, KNOWN, "gone");
    return look_at_file (ticket);
  }
  if (read == NULL) {
    g_propagate_error (error, g_steal_pointer (&trouble));
    return HOIST_MOVE (FAILED);
  }

  state = hoist_xvid_proof_get_state (facts, upload);
  if (state == HOIST_XVID_STATE_FAILURE)
    return fail_with_state (upload, error);
  if (state == HOIST_XVID_STATE_UPLOADING && hoist_ticket_get (ticket, DOUBT) != NULL)
    return fail (error, HOIST_ERROR_REFUSED,
                 _ ("The service did not accept the end of the upload, and does not say why. Start "
                    "the upload over."));
  hoist_xvid_session_take_ids (ticket, upload);
  if (hoist_ticket_get (ticket, DOUBT) != NULL)
    begin_polling (facts, ticket);
  hoist_ticket_set (ticket, KNOWN, state == HOIST_XVID_STATE_SUCCESS ? "success" : NULL);
  return look_at_file (ticket);
}

/* Says whether waiting has taken too long: 10 minutes, and something for the size. */
static gboolean
is_over (const HoistFacts *facts, const HoistTicket *ticket)
{
  gint64 since_us = facts->now_us - (gint64) get_number (ticket, FINISHED_US);
  guint64 limit_s = 0;

  hoist_read_parse_uint (hoist_facts_get (facts, "poll-minutes"), &limit_s);
  limit_s = MIN (limit_s, 24 * 60) * 60 + facts->file->size / GIB * XVID_POLL_S_PER_GIB;
  return since_us / G_USEC_PER_SEC > (gint64) limit_s;
}

static HoistMove
finish (HoistTicket *ticket, const HoistReadValue *file, const char *verified)
{
  hoist_ticket_set_result (ticket, get_file_id (ticket), hoist_xvid_proof_get_link (file),
                           verified);
  return HOIST_MOVE (DONE);
}

static HoistMove
fail_unverified (const HoistTicket *ticket, GError **error)
{
  if (hoist_ticket_get_n_parts (ticket) > 1)
    return fail (error, HOIST_ERROR_UNVERIFIED,
                 _ ("The service did not put the chunks together to the file that was sent: it "
                    "expects them under other keys. Switch off “Several chunks” and start the "
                    "upload over."));
  return fail (error, HOIST_ERROR_UNVERIFIED,
               _ ("What the service has is not the file that was sent. Start the upload over."));
}

/* Neither record has settled it: ask again, until that has taken too long. Only then the service's
 * own word has to do, where it gave one and offers nothing to compare. */
static HoistMove
look_again (const HoistFacts *facts,
            HoistTicket *ticket,
            const HoistReadValue *file,
            HoistXvidProof proof,
            GError **error)
{
  guint64 round = get_number (ticket, ROUND) + 1;

  if (!is_over (facts, ticket)) {
    set_number (ticket, ROUND, round);
    if (hoist_ticket_get (ticket, KNOWN) == NULL)
      hoist_ticket_set (ticket, LOOK, NULL);
    return again_after (MIN (1 << MIN (round, MAX_DOUBLINGS), LONGEST_WAIT_S));
  }
  if (proof == HOIST_XVID_PROOF_SIZE)
    return finish (ticket, file, "size");
  if (proof == HOIST_XVID_PROOF_NONE && file != NULL && is_known (ticket, "success"))
    return finish (ticket, file, "none");

  return fail (error, HOIST_ERROR_UNSURE,
               _ ("The file was sent, but whether the service has taken it over is unknown. Try "
                  "again later: then Hoist asks once more, and sends nothing twice."));
}

/* The service calls it done; a size may come before its checksum. Says whether to wait for it. */
static gboolean
is_late_allowed (HoistTicket *ticket, HoistMove *move)
{
  guint64 late = get_number (ticket, LATE) + 1;

  if (late > XVID_LATE_LOOKS)
    return FALSE;

  set_number (ticket, LATE, late);
  *move = again_after (1 << (late - 1));
  return TRUE;
}

static HoistMove
judge_file (const HoistFacts *facts,
            HoistTicket *ticket,
            const HoistReadValue *file,
            GError **error)
{
  HoistXvidProof proof = hoist_xvid_proof_get (facts, ticket, file);
  gboolean is_final =
      hoist_ticket_get (ticket, KNOWN) != NULL || hoist_read_get_text (file, "finished_at") != NULL;
  HoistMove move = { 0 };

  switch (proof) {
  case HOIST_XVID_PROOF_MD5:
    return finish (ticket, file, "md5");
  case HOIST_XVID_PROOF_OTHER_MD5:
    return fail_unverified (ticket, error);
  case HOIST_XVID_PROOF_NEEDS:
    return (HoistMove){ .kind = HOIST_MOVE_NEEDS, .digests = HOIST_DIGEST_MD5 };
  case HOIST_XVID_PROOF_SIZE:
    if (!is_final)
      break;
    return is_late_allowed (ticket, &move) ? move : finish (ticket, file, "size");
  case HOIST_XVID_PROOF_OTHER_SIZE:
    if (!is_final)
      break;
    return is_late_allowed (ticket, &move) ? move : fail_unverified (ticket, error);
  case HOIST_XVID_PROOF_NONE:
  default:
    break;
  }
  return look_again (facts, ticket, file, proof, error);
}

static HoistMove
read_file (const HoistFacts *facts, HoistTicket *ticket, const HoistReply *reply, GError **error)
{
  const HoistReadValue *file = NULL;
  g_autoptr (HoistRead) read = hoist_xvid_call_read (reply, "file", &file);
  g_autoptr (GError) trouble = NULL;

  if (read == NULL) {
    trouble = hoist_xvid_code_new_error (reply, HOIST_STEP_COMMIT, HOIST_ERROR_BUSY);
    /* a file whose upload works on may not be there yet; one that was never told of never will */
    if (trouble->code == HOIST_ERROR_EXPIRED && hoist_ticket_get (ticket, DOUBT) == NULL)
      return look_again (facts, ticket, NULL, HOIST_XVID_PROOF_NONE, error);
    g_propagate_error (error, g_steal_pointer (&trouble));
    return HOIST_MOVE (FAILED);
  }

  if (hoist_ticket_get (ticket, DOUBT) != NULL)
    begin_polling (facts, ticket);
  return judge_file (facts, ticket, file, error);
}

HoistMove
hoist_xvid_finish_read (const HoistFacts *facts,
                        HoistTicket *ticket,
                        const HoistReply *reply,
                        GError **error)
{
  if (hoist_ticket_get (ticket, FINISHED_US) == NULL && hoist_ticket_get (ticket, DOUBT) == NULL)
    return read_finish (facts, ticket, reply, error);
  if (hoist_ticket_get (ticket, LOOK) == NULL)
    return look_at_upload (facts, ticket, reply, error);
  return read_file (facts, ticket, reply, error);
}

/**
 * hoist_xvid_finish_write_probe:
 *
 * Of the bytes of a form that was interrupted nothing can be asked: they are sent again while the
 * policy holds, else in a new session. Only behind a request to finish is there something to ask
 * (section 9).
 */
HoistMove
hoist_xvid_finish_write_probe (const HoistFacts *facts,
                               HoistTicket *ticket,
                               HoistRequest **request,
                               GError **error)
{
  if (hoist_ticket_get (ticket, HOIST_XVID_UPLOAD_ID) == NULL ||
      hoist_ticket_get_n_parts (ticket) == 0)
    return HOIST_MOVE_TO (HOIST_STEP_BEGIN);

  hoist_xvid_session_note_progress (ticket);
  if (!hoist_ticket_are_parts_done (ticket))
    return hoist_xvid_session_is_usable (facts, ticket) ? HOIST_MOVE (DONE)
                                                        : HOIST_MOVE_TO (HOIST_STEP_RENEW);
  if (ticket->next != HOIST_STEP_COMMIT)
    return HOIST_MOVE (DONE);
  return write_look (facts, ticket, FALSE, request, error);
}

HoistMove
hoist_xvid_finish_read_probe (const HoistFacts *facts,
                              HoistTicket *ticket,
                              const HoistReply *reply,
                              GError **error)
{
  const HoistReadValue *upload = NULL;
  gboolean is_gone = FALSE;
  g_autoptr (GError) trouble = NULL;
  g_autoptr (HoistRead) read = read_upload (reply, HOIST_STEP_PROBE, &upload, &is_gone, &trouble);
  HoistXvidState state = HOIST_XVID_STATE_WORKING;

  if (read == NULL && !is_gone) {
    g_propagate_error (error, g_steal_pointer (&trouble));
    return HOIST_MOVE (FAILED);
  }

  if (read != NULL)
    state = hoist_xvid_proof_get_state (facts, upload);
  if (state == HOIST_XVID_STATE_FAILURE)
    return fail_with_state (upload, error);
  if (state == HOIST_XVID_STATE_UPLOADING) {
    forget_end (ticket);
    return HOIST_MOVE_TO (HOIST_STEP_COMMIT);
  }
  /* no record of the upload, and we do not know that it was told: the file's record decides */
  if (hoist_ticket_get (ticket, FINISHED_US) == NULL) {
    if (is_gone)
      hoist_ticket_set (ticket, DOUBT, "1");
    else
      begin_polling (facts, ticket);
  }
  hoist_ticket_set (ticket, KNOWN,
                    is_gone                             ? "gone"
                    : state == HOIST_XVID_STATE_SUCCESS ? "success"
                                                        : NULL);
  hoist_ticket_set (ticket, LOOK, "file");
  hoist_ticket_set (ticket, LATE, NULL);
  hoist_ticket_set (ticket, ROUND, NULL);
  return HOIST_MOVE_TO (HOIST_STEP_COMMIT);
}

/**
 * hoist_xvid_finish_write_abort:
 *
 * The store keeps nothing of an interrupted form, and sessions run out by themselves. There is no
 * documented way to remove an upload; for files there is one, which may or may not work for one
 * that is not finished (section 9), so it is asked only where the user wants it. A file that may be
 * finished is never removed.
 */
HoistMove
hoist_xvid_finish_write_abort (const HoistFacts *facts,
                               HoistTicket *ticket,
                               HoistRequest **request,
                               GError **error)
{
  const HoistXvidCall call = { .method = "DELETE", .path = "files/", .id = get_file_id (ticket) };

  if (strcmp (hoist_facts_get (facts, "delete-removed"), "1") != 0 || call.id == NULL ||
      ticket->next == HOIST_STEP_COMMIT || ticket->next == HOIST_STEP_WATCH)
    return HOIST_MOVE (DONE);
  return hoist_xvid_call_write (facts, &call, request, error);
}

/* "Best effort, ignore 400/404" (section 9). */
HoistMove
hoist_xvid_finish_read_abort (const HoistReply *reply, GError **error)
{
  GError *trouble = NULL;

  if (hoist_answer_is_success (reply) || reply->status == 400 || reply->status == 404)
    return HOIST_MOVE (DONE);

  trouble = hoist_xvid_code_new_error (reply, HOIST_STEP_ABORT, HOIST_ERROR_BUSY);
  if (trouble->code == HOIST_ERROR_PROTOCOL)
    trouble->code = HOIST_ERROR_REFUSED; /* it cannot be removed, and that is the end of it */
  g_propagate_error (error, trouble);
  return HOIST_MOVE (FAILED);
}
