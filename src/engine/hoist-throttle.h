/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The speed limit of all uploads together. */
#pragma once

#include "hoist-clock.h"

#include <glib-object.h>

G_BEGIN_DECLS

#define HOIST_TYPE_THROTTLE (hoist_throttle_get_type ())
G_DECLARE_FINAL_TYPE (HoistThrottle, hoist_throttle, HOIST, THROTTLE, GObject)

HoistThrottle *hoist_throttle_new (HoistClock *clock);
guint64 hoist_throttle_get_rate (HoistThrottle *self);
void hoist_throttle_set_rate (HoistThrottle *self, guint64 rate);
gsize hoist_throttle_draw (HoistThrottle *self, gsize wanted, gint64 *wait_us);
void hoist_throttle_wait (HoistThrottle *self, GSourceOnceFunc turn, gpointer data);
void hoist_throttle_stop_waiting (HoistThrottle *self, gpointer data);

G_END_DECLS
