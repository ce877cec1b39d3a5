/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The server is the truth, our notes are a hint (docs/protocols/alibaba-pds.md, sections 6.2 and
 * 6.4). The parts are listed; when the upload's id is gone, the file object decides between
 * "complete" and "begin again"; after a complete of unknown outcome it is asked first. Where this
 * stands is in the ticket's values:
 *   probe         "look-first", "list" or "look-last"
 *   probe-marker  the marker of the page that is asked for
 *   probe-count   how many parts are listed so far */
#include "hoist-pds-probe.h"

#include "hoist-error.h"
#include "hoist-pds-call.h"
#include "hoist-pds-code.h"
#include "hoist-pds-figures.h"
#include "hoist-pds-grid.h"
#include "hoist-pds-list.h"
#include "hoist-pds-proof.h"

#include "hoist-config.h"

#include <glib/gi18n-lib.h>

static guint
get_number (const HoistTicket *ticket, const char *name)
{
  const char *text = hoist_ticket_get (ticket, name);
  guint64 number = 0;

  return text != NULL && hoist_read_parse_uint (text, &number) && number <= HOIST_PDS_MAX_PARTS
             ? (guint) number
             : 0;
}

static void
set_number (HoistTicket *ticket, const char *name, guint number)
{
  g_autofree char *text = g_strdup_printf ("%u", number);

  hoist_ticket_set (ticket, name, text);
}

static gboolean
is_at (const HoistTicket *ticket, const char *place)
{
  return g_strcmp0 (hoist_ticket_get (ticket, "probe"), place) == 0;
}

static void
forget_place (HoistTicket *ticket)
{
  hoist_ticket_set (ticket, "probe", NULL);
  hoist_ticket_set (ticket, "probe-marker", NULL);
  hoist_ticket_set (ticket, "probe-count", NULL);
}

/* What was listed before is in the grid, unless the grid was lost with the run that listed it. */
static gboolean
is_listing (const HoistTicket *ticket)
{
  guint n_listed = get_number (ticket, "probe-count");

  if (hoist_ticket_get (ticket, "probe-count") == NULL ||
      n_listed > hoist_ticket_get_n_parts (ticket))
    return FALSE;
  for (guint i = 0; i < n_listed; i++) {
    if (hoist_ticket_get_part (ticket, i)->etag == NULL)
      return FALSE;
  }
  return TRUE;
}

static void
begin_listing (const HoistFacts *facts, HoistTicket *ticket)
{
  hoist_ticket_set (ticket, "probe", "list");
  set_number (ticket, "probe-marker", 0);
  set_number (ticket, "probe-count", 0);
  hoist_pds_grid_forget_parts (facts, ticket);
}

HoistMove
hoist_pds_probe_write (const HoistFacts *facts,
                       HoistTicket *ticket,
                       HoistRequest **request,
                       GError **error)
{
  /* the answer to create was lost, or it was about another file: it is harmless to ask again */
  if (hoist_ticket_get (ticket, "upload-id") == NULL ||
      hoist_ticket_get (ticket, "file-id") == NULL)
    return HOIST_MOVE_TO (HOIST_STEP_BEGIN);

  if (hoist_ticket_get (ticket, "probe") == NULL && hoist_ticket_get (ticket, "completing") != NULL)
    hoist_ticket_set (ticket, "probe", "look-first");
  if (is_at (ticket, "look-first") || is_at (ticket, "look-last"))
    return hoist_pds_call_write_get (facts, ticket, hoist_ticket_get (ticket, "file-id"), request,
                                     error);
  if (!is_listing (ticket))
    begin_listing (facts, ticket);
  return hoist_pds_list_write (facts, ticket, get_number (ticket, "probe-marker"), HOIST_PDS_PAGE,
                               request, error);
}

/* What is there cannot be continued. */
static HoistMove
abandon (const HoistReply *reply, const char *sentence, GError **error)
{
  g_propagate_error (error, hoist_pds_code_new_own (HOIST_ERROR_EXPIRED, sentence, reply, ""));
  return HOIST_MOVE (FAILED);
}

/* Listed parts whose local digests are known are compared at once; PART asks for the others. */
static gboolean
compare_known (HoistTicket *ticket, guint n_listed)
{
  for (guint i = 0; i < n_listed; i++) {
    HoistPart *part = hoist_ticket_get_part (ticket, i);
    g_autofree char *md5 = NULL;

    if (part->digest_kind != HOIST_DIGEST_MD5)
      continue;
    md5 = hoist_part_dup_digest_hex (part);
    if (g_strcmp0 (md5, part->etag) != 0)
      return FALSE;
    part->is_done = part->has_crc64;
  }
  return TRUE;
}

static HoistMove
end_listing (const HoistFacts *facts, HoistTicket *ticket, const HoistReply *reply, GError **error)
{
  guint n_listed = get_number (ticket, "probe-count");

  forget_place (ticket);
  if (!hoist_pds_grid_plan_rest (facts, ticket, n_listed))
    return abandon (reply,
                    _ ("The service has so many small parts that the rest does not fit. Hoist "
                       "begins the upload again."),
                    error);
  if (!compare_known (ticket, n_listed))
    return abandon (reply,
                    _ ("What the service has of the upload is not this file. Hoist begins it "
                       "again."),
                    error);
  ticket->is_grid_new = TRUE;
  return HOIST_MOVE (DONE);
}

/* The marker of the next page; 0 at the end. It is passed on unchanged; one that does not grow is
 * replaced by the last number seen, and if that does not grow either the list ends (notes 4.7). */
static guint
get_next_marker (const HoistTicket *ticket, const HoistReadValue *root)
{
  const char *text = hoist_read_get_text (root, "next_part_number_marker");
  guint last = get_number (ticket, "probe-marker");
  guint n_listed = get_number (ticket, "probe-count");
  guint64 marker = 0;

  if (text == NULL || *text == '\0')
    return 0;
  if (hoist_read_parse_uint (text, &marker) && marker > last && marker <= HOIST_PDS_MAX_PARTS)
    return (guint) marker;
  return n_listed > last ? n_listed : 0;
}

/* Takes the parts of a page: from 1 without a gap. Says the first number that is missing before
 * another one, or 0. */
static gboolean
take_page (const HoistFacts *facts, HoistTicket *ticket, GArray *page, guint *missing)
{
  guint n_listed = get_number (ticket, "probe-count");

  *missing = 0;
  for (guint i = 0; i < page->len; i++) {
    const HoistPdsListed *listed = &g_array_index (page, HoistPdsListed, i);

    if (listed->number <= n_listed)
      continue;
    if (listed->number > n_listed + 1) {
      *missing = n_listed + 1;
      break;
    }
    if (listed->md5[0] == '\0' ||
        !hoist_pds_grid_accept (facts, ticket, n_listed, listed->length, listed->md5))
      return FALSE;
    n_listed++;
  }
  set_number (ticket, "probe-count", n_listed);
  return TRUE;
}

static HoistMove
take_list (const HoistFacts *facts,
           HoistTicket *ticket,
           const HoistReadValue *root,
           const HoistReply *reply,
           GError **error)
{
  g_autoptr (GArray) page = hoist_pds_list_read (root);
  guint missing = 0;
  guint marker = 0;

  if (!take_page (facts, ticket, page, &missing))
    return abandon (reply,
                    _ ("The service has parts that do not belong to this file. Hoist begins the "
                       "upload again."),
                    error);
  if (missing > 0) {
    /* the marker was another number than "the last one seen": asked again with that */
    if (missing - 1 == get_number (ticket, "probe-marker"))
      return abandon (reply, _ ("The service has lost parts of the upload. Hoist begins it again."),
                      error);
    set_number (ticket, "probe-marker", missing - 1);
    return HOIST_MOVE (AGAIN);
  }

  marker = get_next_marker (ticket, root);
  if (marker == 0)
    return end_listing (facts, ticket, reply, error);
  set_number (ticket, "probe-marker", marker);
  return HOIST_MOVE (AGAIN);
}

static HoistMove
read_list (const HoistFacts *facts, HoistTicket *ticket, const HoistReply *reply, GError **error)
{
  g_autofree char *code = NULL;
  g_autoptr (HoistRead) read = hoist_pds_call_read (reply, &code);

  if (read != NULL)
    return take_list (facts, ticket, hoist_read_get_root (read), reply, error);
  if (hoist_pds_code_is_gone (code)) {
    hoist_ticket_set (ticket, "probe", "look-last");
    return HOIST_MOVE (AGAIN);
  }
  return hoist_pds_call_fail (facts, reply, code, HOIST_ERROR_BUSY, error);
}

/* The file is not there, or not ours yet. */
static HoistMove
take_nothing (const HoistFacts *facts, HoistTicket *ticket, const HoistReply *reply, GError **error)
{
  if (is_at (ticket, "look-first")) {
    begin_listing (facts, ticket);
    return HOIST_MOVE (AGAIN);
  }
  forget_place (ticket);
  return abandon (reply, _ ("The service no longer knows the upload. Hoist begins it again."),
                  error);
}

static HoistMove
fail_unverified (HoistTicket *ticket,
                 const HoistReply *reply,
                 const char *code,
                 const char *sentence,
                 GError **error)
{
  forget_place (ticket);
  g_propagate_error (error, hoist_pds_code_new_own (HOIST_ERROR_UNVERIFIED, sentence, reply, code));
  return HOIST_MOVE (FAILED);
}

/* In overwrite mode the old content is found, too: only the same content counts then (6.4). */
static HoistMove
take_file (const HoistFacts *facts,
           HoistTicket *ticket,
           const HoistReadValue *root,
           const HoistReply *reply,
           GError **error)
{
  gboolean overwrites = hoist_ticket_get (ticket, "overwrites") != NULL;
  HoistDigestKinds needed = HOIST_DIGEST_NONE;
  const char *verified = NULL;
  HoistPdsProof proof = hoist_pds_proof_compare (facts, ticket, root, &verified, &needed);

  if (!hoist_pds_proof_is_available (root) ||
      (overwrites && (proof == HOIST_PDS_PROOF_DIFFERENT || g_strcmp0 (verified, "size") == 0)))
    return take_nothing (facts, ticket, reply, error);
  if (proof == HOIST_PDS_PROOF_UNKNOWN && needed != HOIST_DIGEST_NONE)
    return (HoistMove){ .kind = HOIST_MOVE_NEEDS, .digests = needed };
  if (proof != HOIST_PDS_PROOF_SAME)
    return fail_unverified (ticket, reply, "",
                            _ ("The service has a file that is not the one that was sent. Start "
                               "the upload over."),
                            error);

  forget_place (ticket);
  hoist_ticket_set_result (ticket, hoist_ticket_get (ticket, "file-id"), NULL, verified);
  return HOIST_MOVE (FINISHED);
}

static HoistMove
read_file (const HoistFacts *facts, HoistTicket *ticket, const HoistReply *reply, GError **error)
{
  g_autofree char *code = NULL;
  g_autoptr (HoistRead) read = hoist_pds_call_read (reply, &code);

  if (read != NULL)
    return take_file (facts, ticket, hoist_read_get_root (read), reply, error);
  if (hoist_pds_code_is (code, "NotFound.File"))
    return take_nothing (facts, ticket, reply, error);
  if (reply->status == 403)
    return fail_unverified (ticket, reply, code,
                            _ ("The service does not let Hoist look whether the file arrived. Look "
                               "for it in the drive, or start the upload over."),
                            error);
  return hoist_pds_call_fail (facts, reply, code, HOIST_ERROR_BUSY, error);
}

HoistMove
hoist_pds_probe_read (const HoistFacts *facts,
                      HoistTicket *ticket,
                      const HoistReply *reply,
                      GError **error)
{
  if (is_at (ticket, "look-first") || is_at (ticket, "look-last"))
    return read_file (facts, ticket, reply, error);
  return read_list (facts, ticket, reply, error);
}
