/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Request rates of one account as sliding windows, and its pauses asked for by the service. */
#pragma once

#include "hoist-clock.h"
#include "hoist-provider.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define HOIST_TYPE_LIMITER (hoist_limiter_get_type ())
G_DECLARE_FINAL_TYPE (HoistLimiter, hoist_limiter, HOIST, LIMITER, GObject)

HoistLimiter *hoist_limiter_new (HoistClock *clock, const HoistRate *rates, guint n_rates);

void hoist_limiter_enter_async (HoistLimiter *self,
                                const char *bucket,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer data);
gboolean hoist_limiter_enter_finish (HoistLimiter *self, GAsyncResult *result, GError **error);
gint64 hoist_limiter_get_wait (HoistLimiter *self, const char *bucket);
const GError *hoist_limiter_get_pause (HoistLimiter *self, const char *bucket, gint64 *wait_us);
void
hoist_limiter_pause (HoistLimiter *self, const char *bucket, gint64 wait_us, const GError *why);
void hoist_limiter_set_unlimited (HoistLimiter *self, gboolean is_unlimited);

G_END_DECLS
