/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A clock that moves only when a test says so. */
#pragma once

#include "hoist-clock.h"

G_BEGIN_DECLS

#define HOIST_TYPE_TEST_CLOCK (hoist_test_clock_get_type ())
G_DECLARE_FINAL_TYPE (HoistTestClock, hoist_test_clock, HOIST, TEST_CLOCK, GObject)

HoistTestClock *hoist_test_clock_new (void);
void hoist_test_clock_advance (HoistTestClock *self, gint64 us);
void hoist_test_clock_advance_to_event (HoistTestClock *self);
void hoist_test_clock_suspend (HoistTestClock *self, gint64 us);
void hoist_test_clock_set_real (HoistTestClock *self, gint64 real_us);
gint64 hoist_test_clock_get_next (HoistTestClock *self);
guint hoist_test_clock_get_n_timers (HoistTestClock *self);

G_END_DECLS
