/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is left to do for an upload without its file: to wait for what the service makes of it, and
 * to clean up what one that was removed has left there. */
#pragma once

#include "hoist-channel.h"
#include "hoist-engine.h"
#include "hoist-record.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * HoistAftercareEnd:
 * @HOIST_AFTERCARE_DONE: nothing is left to do
 * @HOIST_AFTERCARE_LATER: ask again after the wait
 * @HOIST_AFTERCARE_REFUSED: the service says no, with an error; nothing is left to do either
 */
typedef enum {
  HOIST_AFTERCARE_DONE,
  HOIST_AFTERCARE_LATER,
  HOIST_AFTERCARE_REFUSED,
} HoistAftercareEnd;

void hoist_aftercare_run_async (HoistRecord *record,
                                HoistEngine *engine,
                                HoistChannel *channel,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer data);
HoistAftercareEnd
hoist_aftercare_run_finish (GAsyncResult *result, gint64 *wait_us, GError **error);

G_END_DECLS
