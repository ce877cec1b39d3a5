/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What follows from a look at the library: whether an upload can go on, how its review stands, and
 * what may be removed. "Notes" are docs/protocols/huawei-metastudio.md. */
#include "hoist-huawei-look.h"

#include "hoist-answer.h"
#include "hoist-error.h"
#include "hoist-huawei-asset.h"
#include "hoist-huawei-call.h"
#include "hoist-huawei-code.h"
#include "hoist-huawei-figures.h"
#include "hoist-huawei-file.h"
#include "hoist-huawei-put.h"
#include "hoist-huawei-ticket.h"

#include "hoist-config.h"

#include <glib/gi18n-lib.h>

static HoistMove
fail (const HoistFacts *facts, const HoistReply *reply, GError **error)
{
  g_propagate_error (error, hoist_huawei_code_new_error (facts, reply, HOIST_ERROR_BUSY));
  return HOIST_MOVE (FAILED);
}

/* The asset was deleted, or is out of reach: begin again. */
HoistMove
hoist_huawei_look_fail_gone (GError **error)
{
  g_set_error_literal (error, HOIST_ERROR, HOIST_ERROR_EXPIRED,
                       _ ("The service no longer has the asset that was made for this file. Hoist "
                          "makes a new one."));
  return HOIST_MOVE (FAILED);
}

/* The name to look for: as it was asked for, else as it would be. */
static char *
dup_name (const HoistFacts *facts, const HoistTicket *ticket)
{
  const char *asked = hoist_ticket_get (ticket, HOIST_HUAWEI_ASKED_NAME);

  return asked != NULL ? g_strdup (asked) : hoist_huawei_file_dup_asset_name (facts);
}

/* Looks for an asset whose creation has no answer (notes 13.3). */
HoistRequest *
hoist_huawei_look_write_find (const HoistFacts *facts, const HoistTicket *ticket, GError **error)
{
  g_autofree char *name = dup_name (facts, ticket);
  guint64 offset = hoist_huawei_ticket_get_number (ticket, HOIST_HUAWEI_OFFSET);

  return hoist_huawei_call_list (facts, hoist_huawei_ticket_get_project (facts, ticket), name,
                                 "CREATING", HOIST_HUAWEI_PAGE,
                                 (guint) MIN (offset, HOIST_HUAWEI_MAX_LISTED), error);
}

/* The first answer may have been lost: is there an asset of ours? Its record's address is lost for
 * good, so that is deleted, and step 2 comes anew (notes 13.3). */
static void
adopt (HoistTicket *ticket, const HoistReadValue *asset)
{
  const HoistReadValue *file = hoist_huawei_asset_find_main (asset);
  const char *file_id = hoist_huawei_asset_get_id (file, "file_id");

  hoist_ticket_set (ticket, HOIST_HUAWEI_ASSET, hoist_huawei_asset_get_id (asset, "asset_id"));
  hoist_ticket_set (ticket, HOIST_HUAWEI_IS_OURS, "1");
  hoist_ticket_set (ticket, HOIST_HUAWEI_ASKED_NAME, NULL);
  if (file_id != NULL)
    hoist_huawei_ticket_retire_file (ticket, file_id, TRUE);
}

/* Where the next page of a list begins; FALSE when this was the last one. */
static gboolean
turn_page (HoistTicket *ticket, const HoistReadValue *root, guint n_listed)
{
  guint64 offset = hoist_huawei_ticket_get_number (ticket, HOIST_HUAWEI_OFFSET);
  guint64 count = G_MAXUINT64;
  gboolean has_more = FALSE;

  hoist_read_uint (root, "count", &count);
  offset = MIN (offset, HOIST_HUAWEI_MAX_LISTED) + n_listed;
  has_more = n_listed > 0 && offset < count && offset < HOIST_HUAWEI_MAX_LISTED;
  hoist_huawei_ticket_set_number (ticket, HOIST_HUAWEI_OFFSET, has_more ? offset : 0);
  return has_more;
}

/* The answer to the search, in PROBE and ABORT. */
HoistMove
hoist_huawei_look_read_found (const HoistFacts *facts,
                              HoistTicket *ticket,
                              HoistStep step,
                              const HoistReply *reply,
                              GError **error)
{
  g_autoptr (HoistRead) read = hoist_answer_read (reply);
  const HoistReadValue *root = read != NULL ? hoist_read_get_root (read) : NULL;
  const HoistReadValue *list = hoist_read_find_array (root, "assets");
  guint n_listed = hoist_read_get_count (list);
  g_autofree char *name = dup_name (facts, ticket);
  gboolean is_found = FALSE;

  if (!hoist_answer_is_success (reply) || list == NULL)
    return fail (facts, reply, error);

  for (guint i = 0; !is_found && i < n_listed; i++) {
    const HoistReadValue *asset = hoist_read_get_object_at (list, i);

    is_found = hoist_huawei_asset_is_ours (facts, asset, name);
    if (is_found)
      adopt (ticket, asset);
  }
  if (turn_page (ticket, root, is_found ? 0 : n_listed))
    return HOIST_MOVE (AGAIN);
  if (!is_found && hoist_huawei_ticket_has (ticket, HOIST_HUAWEI_ASKED_NAME))
    hoist_ticket_set (ticket, HOIST_HUAWEI_ASKED_AGAIN, "1");
  if (step == HOIST_STEP_PROBE)
    return HOIST_MOVE_TO (HOIST_STEP_BEGIN);
  hoist_ticket_set (ticket, HOIST_HUAWEI_ASKED_NAME, NULL);
  return HOIST_MOVE (AGAIN);
}

/* PROBE, when no record of ours is known: its answer may have been lost. */
static HoistMove
probe_unknown_file (const HoistFacts *facts,
                    HoistTicket *ticket,
                    const HoistReadValue *asset,
                    GError **error)
{
  const HoistReadValue *file = hoist_huawei_asset_find_main (asset);
  const char *id = hoist_huawei_asset_get_id (file, "file_id");
  HoistHuaweiState state = hoist_huawei_asset_get_state (NULL, file);

  /* a renewal that was cut between its two calls */
  if (hoist_huawei_ticket_has (ticket, HOIST_HUAWEI_OLD_FILE))
    return HOIST_MOVE_TO (HOIST_STEP_RENEW);
  if (file == NULL)
    return HOIST_MOVE_TO (HOIST_STEP_BEGIN);
  if (id != NULL && hoist_huawei_asset_is_same_file (facts, file) &&
      (state == HOIST_HUAWEI_CREATING || state == HOIST_HUAWEI_ENDED)) {
    hoist_huawei_ticket_retire_file (ticket, id, TRUE);
    return HOIST_MOVE_TO (HOIST_STEP_BEGIN);
  }

  g_set_error_literal (error, HOIST_ERROR, HOIST_ERROR_NAME_TAKEN,
                       _ ("The asset of this name has another main file already. Set another "
                          "“Asset name”, or rename the file."));
  return HOIST_MOVE (FAILED);
}

/* PROBE, when the record is not confirmed: on with the parts as long as their addresses hold. */
static HoistMove
probe_open_file (const HoistFacts *facts, HoistTicket *ticket, GError **error)
{
  if (!hoist_huawei_put_check_same (facts, ticket, error))
    return HOIST_MOVE (FAILED);
  if (!hoist_huawei_put_can_go_on (facts, ticket))
    return HOIST_MOVE_TO (HOIST_STEP_RENEW);
  if (ticket->next == HOIST_STEP_COMMIT && hoist_ticket_are_parts_done (ticket))
    return HOIST_MOVE_TO (HOIST_STEP_COMMIT);
  return HOIST_MOVE (DONE);
}

/* PROBE, when the record is confirmed: by us, if all was sent. */
static HoistMove
probe_confirmed_file (HoistTicket *ticket, GError **error)
{
  if (hoist_ticket_are_parts_done (ticket)) {
    hoist_ticket_set (ticket, HOIST_HUAWEI_IS_CONFIRMED, "1");
    return HOIST_MOVE_TO (HOIST_STEP_COMMIT);
  }

  g_set_error_literal (error, HOIST_ERROR, HOIST_ERROR_UNVERIFIED,
                       _ ("The service calls the file complete, but not all of it was sent. Look "
                          "at it in the console, or start the upload over."));
  return HOIST_MOVE (FAILED);
}

static HoistMove
probe_asset (const HoistFacts *facts,
             HoistTicket *ticket,
             const HoistReadValue *asset,
             GError **error)
{
  const char *id = hoist_ticket_get (ticket, HOIST_HUAWEI_FILE_ID);
  const HoistReadValue *file = hoist_huawei_asset_find_file (asset, id);
  HoistHuaweiState state = hoist_huawei_asset_get_state (asset, file);

  if (hoist_huawei_asset_get_state (asset, asset) == HOIST_HUAWEI_GONE)
    return hoist_huawei_look_fail_gone (error);
  if (id == NULL)
    return probe_unknown_file (facts, ticket, asset, error);
  /* a value that is in no document is not "not confirmed", so it counts as done where we had said
   * that it is (notes 13.2: "file no longer CREATING") */
  if (state == HOIST_HUAWEI_UNKNOWN)
    state = ticket->next == HOIST_STEP_COMMIT ? HOIST_HUAWEI_PROCESSING : HOIST_HUAWEI_CREATING;

  switch (state) {
  case HOIST_HUAWEI_PROCESSING:
  case HOIST_HUAWEI_READY:
  case HOIST_HUAWEI_REJECTED:
    return probe_confirmed_file (ticket, error);
  case HOIST_HUAWEI_ENDED:
    return HOIST_MOVE_TO (HOIST_STEP_RENEW);
  case HOIST_HUAWEI_GONE:
    hoist_ticket_set (ticket, HOIST_HUAWEI_FILE_ID, NULL);
    return HOIST_MOVE_TO (HOIST_STEP_BEGIN);
  case HOIST_HUAWEI_CREATING:
  case HOIST_HUAWEI_UNKNOWN:
  default:
    return probe_open_file (facts, ticket, error);
  }
}

/* 2, 4, 8 … at most 60 s. */
static HoistMove
look_again (HoistTicket *ticket)
{
  guint64 looks = hoist_huawei_ticket_get_number (ticket, HOIST_HUAWEI_LOOKS);

  if (looks >= HOIST_HUAWEI_MAX_LOOKS)
    return HOIST_MOVE (DONE);

  hoist_huawei_ticket_set_number (ticket, HOIST_HUAWEI_LOOKS, looks + 1);
  return (HoistMove){ .kind = HOIST_MOVE_AGAIN,
                      .wait_us = MIN (HOIST_HUAWEI_FIRST_LOOK_US << MIN (looks, 5),
                                      HOIST_HUAWEI_LONGEST_LOOK_US) };
}

/* What arrived is not what was sent, or nobody can tell. */
HoistMove
hoist_huawei_look_fail_unproven (GError **error)
{
  g_set_error_literal (error, HOIST_ERROR, HOIST_ERROR_UNVERIFIED,
                       _ ("What the service has is not the file that was sent. Look at the asset "
                          "in the console, or start the upload over."));
  return HOIST_MOVE (FAILED);
}

/* Whether the record has the checksum and the size that we know, as far as it says. */
static gboolean
is_proven (const HoistFacts *facts, const HoistTicket *ticket, const HoistReadValue *file)
{
  const char *md5 = hoist_ticket_get (ticket, HOIST_HUAWEI_MD5);
  const char *listed = hoist_read_get_text (file, "file_md5");
  guint64 size = 0;

  if (hoist_read_uint (file, "file_size", &size) && size != facts->file->size)
    return FALSE;
  return md5 == NULL || listed == NULL || *listed == '\0' || g_strcmp0 (md5, listed) == 0;
}

/* COMMIT, behind step 4: the store took the bytes and checked their MD5, or of a large file each
 * part's length, and the service's record says the same. A download_url is not kept as a link: it
 * runs out after a day, and whoever has it has the file (notes 11.3). */
static HoistMove
prove_asset (const HoistFacts *facts,
             HoistTicket *ticket,
             const HoistReadValue *asset,
             GError **error)
{
  const HoistReadValue *file =
      hoist_huawei_asset_find_file (asset, hoist_ticket_get (ticket, HOIST_HUAWEI_FILE_ID));
  HoistHuaweiState state = hoist_huawei_asset_get_state (asset, file);
  g_autofree char *id = g_strdup (hoist_ticket_get (ticket, HOIST_HUAWEI_ASSET));

  if (state == HOIST_HUAWEI_CREATING &&
      hoist_huawei_ticket_get_number (ticket, HOIST_HUAWEI_LOOKS) < HOIST_HUAWEI_MAX_PROOF_LOOKS)
    return look_again (ticket);
  if (state == HOIST_HUAWEI_CREATING || file == NULL)
    return hoist_huawei_look_fail_unproven (error);
  if (state == HOIST_HUAWEI_ENDED || !is_proven (facts, ticket, file)) {
    g_autofree char *wrong = g_strdup (hoist_ticket_get (ticket, HOIST_HUAWEI_FILE_ID));

    hoist_huawei_ticket_retire_file (ticket, wrong, TRUE);
    hoist_ticket_set (ticket, HOIST_HUAWEI_IS_WRONG, "1");
    return HOIST_MOVE (AGAIN);
  }

  hoist_huawei_ticket_set_number (ticket, HOIST_HUAWEI_LOOKS, 0);
  hoist_ticket_set_result (ticket, id, NULL,
                           hoist_huawei_ticket_has (ticket, HOIST_HUAWEI_LARGE) ? "size" : "md5");
  return HOIST_MOVE (DONE);
}

static HoistMove
fail_rejected (const HoistFacts *facts,
               const HoistReadValue *asset,
               const HoistReadValue *file,
               GError **error)
{
  g_autofree char *reason = hoist_huawei_asset_dup_reason (facts, asset, file);

  if (reason != NULL)
    g_set_error (error, HOIST_ERROR, HOIST_ERROR_REFUSED,
                 _ ("The file arrived, but the service rejected it: “%s”. Look at the asset in the "
                    "console."),
                 reason);
  else
    g_set_error_literal (error, HOIST_ERROR, HOIST_ERROR_REFUSED,
                         _ ("The file arrived, but the service rejected it and does not say why. "
                            "Look at the asset in the console."));
  return HOIST_MOVE (FAILED);
}

static HoistMove
fail_removed (GError **error)
{
  g_set_error_literal (error, HOIST_ERROR, HOIST_ERROR_REFUSED,
                       _ ("The file arrived, but it was deleted at the service since. Upload it "
                          "again if that was not meant."));
  return HOIST_MOVE (FAILED);
}

static HoistMove
watch_asset (const HoistFacts *facts,
             HoistTicket *ticket,
             const HoistReadValue *asset,
             GError **error)
{
  const HoistReadValue *file =
      hoist_huawei_asset_find_file (asset, hoist_ticket_get (ticket, HOIST_HUAWEI_FILE_ID));

  switch (hoist_huawei_asset_get_state (asset, file)) {
  case HOIST_HUAWEI_READY:
    return HOIST_MOVE (DONE);
  case HOIST_HUAWEI_REJECTED:
  case HOIST_HUAWEI_ENDED:
    return fail_rejected (facts, asset, file, error);
  case HOIST_HUAWEI_GONE:
    return fail_removed (error);
  case HOIST_HUAWEI_UNKNOWN:
    g_debug ("the file is in a state that no document names");
    return look_again (ticket);
  case HOIST_HUAWEI_CREATING:
  case HOIST_HUAWEI_PROCESSING:
  default:
    return look_again (ticket);
  }
}

/* ABORT after a COMMIT without an answer: what was confirmed stays. */
static HoistMove
abort_asset (HoistTicket *ticket, const HoistReadValue *asset)
{
  const HoistReadValue *file =
      hoist_huawei_asset_find_file (asset, hoist_ticket_get (ticket, HOIST_HUAWEI_OLD_FILE));
  HoistHuaweiState state = hoist_huawei_asset_get_state (asset, file);

  hoist_ticket_set (ticket, HOIST_HUAWEI_HAS_LOOKED, "1");
  if (state != HOIST_HUAWEI_CREATING && state != HOIST_HUAWEI_ENDED && state != HOIST_HUAWEI_GONE) {
    hoist_ticket_set (ticket, HOIST_HUAWEI_OLD_FILE, NULL);
    hoist_ticket_set (ticket, HOIST_HUAWEI_IS_OURS, NULL);
  }
  return HOIST_MOVE (AGAIN);
}

static HoistMove
read_gone (const HoistFacts *facts, HoistTicket *ticket, HoistStep step, GError **error)
{
  if (step == HOIST_STEP_WATCH)
    return fail_removed (error);
  if (step == HOIST_STEP_COMMIT)
    return hoist_huawei_look_fail_unproven (error);
  if (step != HOIST_STEP_ABORT)
    return hoist_huawei_look_fail_gone (error);
  hoist_ticket_set (ticket, HOIST_HUAWEI_OLD_FILE, NULL);
  hoist_ticket_set (ticket, HOIST_HUAWEI_ASSET, NULL);
  return HOIST_MOVE (AGAIN);
}

/* The answer about the asset, in PROBE, COMMIT, WATCH and ABORT. */
HoistMove
hoist_huawei_look_read_shown (const HoistFacts *facts,
                              HoistTicket *ticket,
                              HoistStep step,
                              const HoistReply *reply,
                              GError **error)
{
  g_autoptr (HoistRead) read = hoist_answer_read (reply);
  const HoistReadValue *root = read != NULL ? hoist_read_get_root (read) : NULL;

  if (hoist_huawei_code_is (reply, HOIST_HUAWEI_NO_ASSET))
    return read_gone (facts, ticket, step, error);
  if (!hoist_answer_is_success (reply) || hoist_read_get_text (root, "asset_state") == NULL)
    return fail (facts, reply, error);
  if (step == HOIST_STEP_WATCH)
    return watch_asset (facts, ticket, root, error);
  if (step == HOIST_STEP_COMMIT)
    return prove_asset (facts, ticket, root, error);
  if (step == HOIST_STEP_ABORT)
    return abort_asset (ticket, root);
  return probe_asset (facts, ticket, root, error);
}
