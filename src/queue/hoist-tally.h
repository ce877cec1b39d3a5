/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Running totals over all sessions, kept by difference so that a long queue costs nothing. */
#pragma once

#include "hoist-session.h"

G_BEGIN_DECLS

/* What a session was last counted as. */
typedef struct {
  HoistState state;
  HoistReason reason;
  guint64 bytes_left;
} HoistTallyEntry;

typedef struct {
  guint n_by_state[HOIST_N_STATES];
  guint n_stuck; /* waiting for the account: nothing but the user ends that */
  guint64 bytes_left;
} HoistTally;

void hoist_tally_add (HoistTally *self, HoistTallyEntry *entry, HoistSession *session);
void hoist_tally_subtract (HoistTally *self, const HoistTallyEntry *entry);

G_END_DECLS
