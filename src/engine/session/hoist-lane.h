/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Carries one step, or one part, to its end: repeats, waits, takes digests, renews. */
#pragma once

#include "hoist-exchange.h"
#include "hoist-retry.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * HoistLaneResult:
 * @move: DONE, JUMP or FINISHED, AGAIN where the work ends at a wait; FAILED with an error
 * @sent_bytes: of the exchanges that succeeded
 * @retry: on failure: what is left to do, which a lane alone cannot: PROBE, RENEW, BEGIN, WORLD
 *   or GIVE_UP
 */
typedef struct {
  HoistMove move;
  guint64 sent_bytes;
  HoistRetry retry;
} HoistLaneResult;

void hoist_lane_run_async (const HoistWork *work,
                           HoistStep step,
                           HoistPart *part,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer data);
gboolean hoist_lane_run_finish (GAsyncResult *result, HoistLaneResult *lane, GError **error);

G_END_DECLS
