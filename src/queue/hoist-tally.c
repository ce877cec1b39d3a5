/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Running totals over all sessions, kept by difference so that a long queue costs nothing. */
#include "hoist-tally.h"

static gboolean
is_stuck (const HoistTallyEntry *entry)
{
  return entry->state == HOIST_STATE_WAITING && entry->reason == HOIST_REASON_ACCOUNT;
}

/* Bytes count as left when they will be sent without anybody doing something. */
static guint64
get_bytes_left (HoistSession *session)
{
  HoistState state = hoist_session_get_state (session);

  if (hoist_state_is_ended (state) || state == HOIST_STATE_PAUSED || state == HOIST_STATE_ATTENTION)
    return 0;
  return hoist_session_get_size (session) -
         MIN (hoist_session_get_bytes_done (session), hoist_session_get_size (session));
}

/**
 * hoist_tally_add:
 * @entry: (out caller-allocates): what to hand to hoist_tally_subtract() before it is counted anew
 */
void
hoist_tally_add (HoistTally *self, HoistTallyEntry *entry, HoistSession *session)
{
  entry->state = hoist_session_get_state (session);
  entry->reason = hoist_session_get_reason (session);
  entry->bytes_left = get_bytes_left (session);

  self->n_by_state[entry->state]++;
  self->n_stuck += is_stuck (entry);
  self->bytes_left += entry->bytes_left;
}

void
hoist_tally_subtract (HoistTally *self, const HoistTallyEntry *entry)
{
  self->n_by_state[entry->state]--;
  self->n_stuck -= is_stuck (entry);
  self->bytes_left -= entry->bytes_left;
}
