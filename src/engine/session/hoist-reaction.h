/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What each error code means for an upload: one table. */
#pragma once

#include "hoist-error.h"
#include "hoist-state.h"

G_BEGIN_DECLS

/**
 * HoistReactionKind:
 * @HOIST_REACTION_WAIT_FOR_WORLD: wait until network, drive, keyring or file are ready; uncounted
 * @HOIST_REACTION_RETRY: the same request again after a wait; counted
 * @HOIST_REACTION_PROBE: ask the server what it has, then go on
 * @HOIST_REACTION_RENEW: renew address or token, then the same request; uncounted, but bounded
 * @HOIST_REACTION_BEGIN_AGAIN: forget the upload and begin it anew; counted
 * @HOIST_REACTION_STOP_ACCOUNT: stop the account's uploads and ask the user
 * @HOIST_REACTION_ASK: stop this upload and ask the user
 */
typedef enum {
  HOIST_REACTION_WAIT_FOR_WORLD,
  HOIST_REACTION_RETRY,
  HOIST_REACTION_PROBE,
  HOIST_REACTION_RENEW,
  HOIST_REACTION_BEGIN_AGAIN,
  HOIST_REACTION_STOP_ACCOUNT,
  HOIST_REACTION_ASK,
} HoistReactionKind;

/**
 * HoistReaction:
 * @state: WAITING or ATTENTION: what is shown when it is not cured at once
 * @can_retry: whether a Retry button can help; where it cannot, "start over" or a new setting may
 * @given_up: the reason shown with ATTENTION when HoistRetry gives up
 */
typedef struct {
  HoistErrorCode code;
  HoistReactionKind kind;
  HoistState state;
  HoistReason reason;
  gboolean can_retry;
  HoistReason given_up;
} HoistReaction;

const HoistReaction *hoist_reaction_get (HoistErrorCode code);

G_END_DECLS
