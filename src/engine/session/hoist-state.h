/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The states of an upload, the reasons for them, and which state may follow which. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  HOIST_STATE_QUEUED,
  HOIST_STATE_HASHING,
  HOIST_STATE_STARTING,
  HOIST_STATE_UPLOADING,
  HOIST_STATE_FINISHING,
  HOIST_STATE_PROCESSING,
  HOIST_STATE_FINISHED,
  HOIST_STATE_PAUSED,
  HOIST_STATE_WAITING,
  HOIST_STATE_ATTENTION,
  HOIST_STATE_REMOVED,
} HoistState;

#define HOIST_N_STATES (HOIST_STATE_REMOVED + 1)

/* NONE, then what a WAITING upload waits for, then what an ATTENTION upload needs. */
typedef enum {
  HOIST_REASON_NONE,

  HOIST_REASON_NETWORK,
  HOIST_REASON_METERED,
  HOIST_REASON_BATTERY,
  HOIST_REASON_HOURS,
  HOIST_REASON_RETRY,
  HOIST_REASON_RATE,
  HOIST_REASON_GROWING,
  HOIST_REASON_DRIVE,
  HOIST_REASON_KEYRING,
  HOIST_REASON_ACCOUNT,

  HOIST_REASON_SIGN_IN,
  HOIST_REASON_FILE_CHANGED,
  HOIST_REASON_FILE_MISSING,
  HOIST_REASON_NO_ACCESS,
  HOIST_REASON_NO_SPACE,
  HOIST_REASON_NAME_TAKEN,
  HOIST_REASON_REFUSED,
  HOIST_REASON_TOO_LARGE,
  HOIST_REASON_UNVERIFIED,
  HOIST_REASON_KEYRING_MISSING,
  HOIST_REASON_PROTOCOL,
} HoistReason;

#define HOIST_N_REASONS (HOIST_REASON_PROTOCOL + 1)

const char *hoist_state_to_name (HoistState state);
gboolean hoist_state_from_name (const char *name, HoistState *state);
gboolean hoist_state_may_follow (HoistState from, HoistState to);
gboolean hoist_state_is_running (HoistState state);
gboolean hoist_state_is_ended (HoistState state);

const char *hoist_reason_to_name (HoistReason reason);
gboolean hoist_reason_from_name (const char *name, HoistReason *reason);
gboolean hoist_reason_fits (HoistReason reason, HoistState state);

G_END_DECLS
