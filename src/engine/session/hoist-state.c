/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The names of states and reasons, and the table of which state may follow which. */
#include "hoist-state.h"

#include <string.h>

#define TO(name) (1u << HOIST_STATE_##name)

/* Where any upload that is alive can be sent: by the user, by the world, by an error. */
#define TO_REST (TO (PAUSED) | TO (WAITING) | TO (ATTENTION) | TO (REMOVED))

/* The states of an upload that holds a slot or reads its file. */
#define TO_WORK (TO (HASHING) | TO (STARTING) | TO (UPLOADING) | TO (FINISHING))

static const char *const state_names[HOIST_N_STATES] = {
  [HOIST_STATE_QUEUED] = "queued",       [HOIST_STATE_HASHING] = "hashing",
  [HOIST_STATE_STARTING] = "starting",   [HOIST_STATE_UPLOADING] = "uploading",
  [HOIST_STATE_FINISHING] = "finishing", [HOIST_STATE_PROCESSING] = "processing",
  [HOIST_STATE_FINISHED] = "finished",   [HOIST_STATE_PAUSED] = "paused",
  [HOIST_STATE_WAITING] = "waiting",     [HOIST_STATE_ATTENTION] = "attention",
  [HOIST_STATE_REMOVED] = "removed",
};

static const char *const reason_names[HOIST_N_REASONS] = {
  [HOIST_REASON_NONE] = "none",
  [HOIST_REASON_NETWORK] = "network",
  [HOIST_REASON_METERED] = "metered",
  [HOIST_REASON_BATTERY] = "battery",
  [HOIST_REASON_HOURS] = "hours",
  [HOIST_REASON_RETRY] = "retry",
  [HOIST_REASON_RATE] = "rate",
  [HOIST_REASON_GROWING] = "growing",
  [HOIST_REASON_DRIVE] = "drive",
  [HOIST_REASON_KEYRING] = "keyring",
  [HOIST_REASON_ACCOUNT] = "account",
  [HOIST_REASON_SIGN_IN] = "sign-in",
  [HOIST_REASON_FILE_CHANGED] = "file-changed",
  [HOIST_REASON_FILE_MISSING] = "file-missing",
  [HOIST_REASON_NO_ACCESS] = "no-access",
  [HOIST_REASON_NO_SPACE] = "no-space",
  [HOIST_REASON_NAME_TAKEN] = "name-taken",
  [HOIST_REASON_REFUSED] = "refused",
  [HOIST_REASON_TOO_LARGE] = "too-large",
  [HOIST_REASON_UNVERIFIED] = "unverified",
  [HOIST_REASON_KEYRING_MISSING] = "keyring-missing",
  [HOIST_REASON_PROTOCOL] = "protocol",
};

/* A mask of the states that may come next. No state follows itself: a new reason or message in
 * the same state is not a change of state. */
static const guint followers[HOIST_N_STATES] = {
  /* A slot is free: hash first, or, with the digests known or not needed, begin or probe. */
  [HOIST_STATE_QUEUED] = TO (HASHING) | TO (STARTING) | TO_REST,

  /* QUEUED: the digests are there, but no slot is. FINISHED: the service knows these bytes. */
  [HOIST_STATE_HASHING] = TO (QUEUED) | TO (STARTING) | TO (FINISHED) | TO_REST,

  /* HASHING: the service asks for a digest before it begins. FINISHING: all parts are there, or
   * one request carried the file. PROCESSING, FINISHED: the server has it all, or had it. */
  [HOIST_STATE_STARTING] = TO (QUEUED) | TO (HASHING) | TO (UPLOADING) | TO (FINISHING) |
                           TO (PROCESSING) | TO (FINISHED) | TO_REST,

  /* STARTING: the service forgot the upload, or the connection was lost and it is probed.
   * FINISHED: a reply says that the bytes are there and proven. */
  [HOIST_STATE_UPLOADING] =
      TO (QUEUED) | TO (HASHING) | TO (STARTING) | TO (FINISHING) | TO (FINISHED) | TO_REST,

  /* UPLOADING: the server says that parts are missing. STARTING: it forgot the upload. */
  [HOIST_STATE_FINISHING] =
      TO (QUEUED) | TO (STARTING) | TO (UPLOADING) | TO (PROCESSING) | TO (FINISHED) | TO_REST,

  /* The bytes are proven, so there is nothing to pause; WAITING for an account or the network,
   * ATTENTION when the cloud rejects the film; QUEUED only by "upload again". */
  [HOIST_STATE_PROCESSING] =
      TO (QUEUED) | TO (FINISHED) | TO (WAITING) | TO (ATTENTION) | TO (REMOVED),

  /* QUEUED only by "upload again". */
  [HOIST_STATE_FINISHED] = TO (QUEUED) | TO (REMOVED),

  /* Paused stays paused: only the user resumes it. ATTENTION: resuming finds the file gone. */
  [HOIST_STATE_PAUSED] = TO (QUEUED) | TO (ATTENTION) | TO (REMOVED),

  /* An upload that waits a moment keeps its slot and goes back to what it did. */
  [HOIST_STATE_WAITING] =
      TO (QUEUED) | TO_WORK | TO (PROCESSING) | TO (PAUSED) | TO (ATTENTION) | TO (REMOVED),

  /* QUEUED by retry or start over; WAITING when the cause turns out to lie in the world (drive,
   * account); PROCESSING when the cloud is asked once more about bytes that are proven. */
  [HOIST_STATE_ATTENTION] =
      TO (QUEUED) | TO (PAUSED) | TO (WAITING) | TO (PROCESSING) | TO (REMOVED),

  /* Only by undo, which puts the row back as it was; what ran is queued. */
  [HOIST_STATE_REMOVED] =
      TO (QUEUED) | TO (PAUSED) | TO (ATTENTION) | TO (PROCESSING) | TO (FINISHED),
};

static gboolean
find_name (const char *const *names, guint n_names, const char *name, guint *index)
{
  for (guint i = 0; name != NULL && i < n_names; i++) {
    if (strcmp (names[i], name) == 0) {
      *index = i;
      return TRUE;
    }
  }

  return FALSE;
}

/**
 * hoist_state_to_name:
 *
 * Returns: (transfer none): the stable word for @state, as the store and the command line use it
 */
const char *
hoist_state_to_name (HoistState state)
{
  g_return_val_if_fail ((guint) state < HOIST_N_STATES, NULL);

  return state_names[state];
}

/**
 * hoist_state_from_name:
 * @name: (nullable): a word that may come from a damaged store
 * @state: (out): left alone when the word is unknown
 *
 * Returns: whether @name is a state
 */
gboolean
hoist_state_from_name (const char *name, HoistState *state)
{
  guint index = 0;

  if (!find_name (state_names, HOIST_N_STATES, name, &index))
    return FALSE;

  *state = (HoistState) index;
  return TRUE;
}

/**
 * hoist_state_may_follow:
 *
 * Returns: whether an upload in @from may change to @to; never for the same state
 */
gboolean
hoist_state_may_follow (HoistState from, HoistState to)
{
  g_return_val_if_fail ((guint) from < HOIST_N_STATES && (guint) to < HOIST_N_STATES, FALSE);

  return (followers[from] & (1u << to)) != 0;
}

/**
 * hoist_state_is_running:
 *
 * Returns: whether an upload in @state is at work for itself: it reads, sends or asks
 */
gboolean
hoist_state_is_running (HoistState state)
{
  return (TO_WORK & (1u << state)) != 0;
}

/**
 * hoist_state_is_ended:
 *
 * Returns: whether nothing of an upload in @state is left to send, now or later: it is proven
 *   (%HOIST_STATE_PROCESSING counts as finished) or was removed
 */
gboolean
hoist_state_is_ended (HoistState state)
{
  return ((TO (PROCESSING) | TO (FINISHED) | TO (REMOVED)) & (1u << state)) != 0;
}

/**
 * hoist_reason_to_name:
 *
 * Returns: (transfer none): the stable word for @reason
 */
const char *
hoist_reason_to_name (HoistReason reason)
{
  g_return_val_if_fail ((guint) reason < HOIST_N_REASONS, NULL);

  return reason_names[reason];
}

/**
 * hoist_reason_from_name:
 * @name: (nullable): a word that may come from a damaged store
 * @reason: (out): left alone when the word is unknown
 *
 * Returns: whether @name is a reason
 */
gboolean
hoist_reason_from_name (const char *name, HoistReason *reason)
{
  guint index = 0;

  if (!find_name (reason_names, HOIST_N_REASONS, name, &index))
    return FALSE;

  *reason = (HoistReason) index;
  return TRUE;
}

/**
 * hoist_reason_fits:
 *
 * Returns: whether @reason is one that an upload in @state can have: waiting reasons for
 *   %HOIST_STATE_WAITING, those that ask the user for %HOIST_STATE_ATTENTION, and
 *   %HOIST_REASON_NONE everywhere else
 */
gboolean
hoist_reason_fits (HoistReason reason, HoistState state)
{
  if (state == HOIST_STATE_WAITING)
    return reason >= HOIST_REASON_NETWORK && reason <= HOIST_REASON_ACCOUNT;
  if (state == HOIST_STATE_ATTENTION)
    return reason >= HOIST_REASON_SIGN_IN && reason <= HOIST_REASON_PROTOCOL;

  return reason == HOIST_REASON_NONE;
}
