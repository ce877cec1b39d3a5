/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table from error codes to what an upload does next and what its row says. */
#include "hoist-reaction.h"

#define REACTION(code_, kind_, state_, reason_, can_retry_, given_up_)                             \
  [HOIST_ERROR_##code_] = { HOIST_ERROR_##code_,  HOIST_REACTION_##kind_,                          \
                            HOIST_STATE_##state_, HOIST_REASON_##reason_,                          \
                            can_retry_,           HOIST_REASON_##given_up_ }

/* The reasons metered, battery and hours are missing here on purpose: they come from the queue's
 * rules, never from an error. */
static const HoistReaction reactions[HOIST_N_ERRORS] = {
  REACTION (OFFLINE, WAIT_FOR_WORLD, WAITING, NETWORK, TRUE, REFUSED),
  REACTION (BUSY, RETRY, WAITING, RETRY, TRUE, REFUSED),
  REACTION (THROTTLED, RETRY, WAITING, RATE, TRUE, REFUSED),
  REACTION (UNSURE, PROBE, WAITING, RETRY, TRUE, UNVERIFIED),
  REACTION (RENEW, RENEW, WAITING, RETRY, TRUE, SIGN_IN),
  REACTION (SIGN_IN, STOP_ACCOUNT, ATTENTION, SIGN_IN, TRUE, SIGN_IN),
  /* Another upload of the account was refused; this one has done nothing wrong. */
  REACTION (STOPPED, WAIT_FOR_WORLD, WAITING, ACCOUNT, TRUE, SIGN_IN),
  REACTION (LOCKED, WAIT_FOR_WORLD, WAITING, KEYRING, TRUE, KEYRING_MISSING),
  /* The lost secret is the account's: its other uploads would fail the same way. */
  REACTION (KEYRING, STOP_ACCOUNT, ATTENTION, KEYRING_MISSING, TRUE, KEYRING_MISSING),
  REACTION (EXPIRED, BEGIN_AGAIN, WAITING, RETRY, TRUE, REFUSED),
  REACTION (DAMAGED, RETRY, WAITING, RETRY, TRUE, UNVERIFIED),
  /* Only "start over" helps: what the server has belongs to the former content. */
  REACTION (CHANGED, ASK, ATTENTION, FILE_CHANGED, FALSE, FILE_CHANGED),
  REACTION (GROWING, WAIT_FOR_WORLD, WAITING, GROWING, TRUE, FILE_CHANGED),
  REACTION (MISSING, ASK, ATTENTION, FILE_MISSING, TRUE, FILE_MISSING),
  REACTION (DRIVE, WAIT_FOR_WORLD, WAITING, DRIVE, TRUE, FILE_MISSING),
  REACTION (NO_ACCESS, ASK, ATTENTION, NO_ACCESS, TRUE, NO_ACCESS),
  REACTION (NO_SPACE, ASK, ATTENTION, NO_SPACE, TRUE, NO_SPACE),
  REACTION (NAME_TAKEN, ASK, ATTENTION, NAME_TAKEN, TRUE, NAME_TAKEN),
  REACTION (TOO_LARGE, ASK, ATTENTION, TOO_LARGE, FALSE, TOO_LARGE),
  REACTION (REFUSED, ASK, ATTENTION, REFUSED, FALSE, REFUSED),
  REACTION (UNVERIFIED, ASK, ATTENTION, UNVERIFIED, FALSE, UNVERIFIED),
  REACTION (PROTOCOL, ASK, ATTENTION, PROTOCOL, TRUE, PROTOCOL),
};

/**
 * hoist_reaction_get:
 * @code: of a %HOIST_ERROR
 *
 * Returns: (transfer none): what @code means for an upload
 */
const HoistReaction *
hoist_reaction_get (HoistErrorCode code)
{
  g_return_val_if_fail ((guint) code < HOIST_N_ERRORS, &reactions[HOIST_ERROR_PROTOCOL]);

  return &reactions[code];
}
