/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A wait on a clock as an asynchronous call that can be cancelled. */
#pragma once

#include "hoist-clock.h"

#include <gio/gio.h>

G_BEGIN_DECLS

void hoist_clock_wait_async (HoistClock *clock,
                             gint64 wait_us,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer data);
gboolean hoist_clock_wait_finish (GAsyncResult *result, GError **error);

G_END_DECLS
