/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs an errand of an account to its end, once: whoever wants it repeats it. */
#pragma once

#include "hoist-channel.h"
#include "hoist-engine.h"
#include "hoist-errand.h"

#include <gio/gio.h>

G_BEGIN_DECLS

void hoist_errand_run_async (HoistEngine *engine,
                             HoistChannel *channel,
                             HoistErrand *errand,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer data);
gboolean hoist_errand_run_finish (GAsyncResult *result, GError **error);

G_END_DECLS
