/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Time as something that is handed in, so that tests cross hours without waiting. */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define HOIST_TYPE_CLOCK (hoist_clock_get_type ())
G_DECLARE_INTERFACE (HoistClock, hoist_clock, HOIST, CLOCK, GObject)

/**
 * HoistClockInterface:
 * @get_real: wall time in microseconds since 1970, UTC
 * @get_monotonic: microseconds since some start; stands still while the machine sleeps
 * @get_boot: microseconds since some start; goes on while the machine sleeps
 * @add_timer: call @callback once in the thread-default main context when @wait_us of monotonic
 *   time have passed; returns an id that is never 0
 * @remove_timer: forget a timer that has not fired
 */
struct _HoistClockInterface {
  GTypeInterface parent;

  gint64 (*get_real) (HoistClock *self);
  gint64 (*get_monotonic) (HoistClock *self);
  gint64 (*get_boot) (HoistClock *self);
  guint (*add_timer) (HoistClock *self, gint64 wait_us, GSourceOnceFunc callback, gpointer data);
  void (*remove_timer) (HoistClock *self, guint id);
};

gint64 hoist_clock_get_real (HoistClock *self);
gint64 hoist_clock_get_monotonic (HoistClock *self);
gint64 hoist_clock_get_boot (HoistClock *self);
guint
hoist_clock_add_timer (HoistClock *self, gint64 wait_us, GSourceOnceFunc callback, gpointer data);
void hoist_clock_remove_timer (HoistClock *self, guint id);
void hoist_clock_clear_timer (HoistClock *self, guint *id);

#define HOIST_TYPE_SYSTEM_CLOCK (hoist_system_clock_get_type ())
G_DECLARE_FINAL_TYPE (HoistSystemClock, hoist_system_clock, HOIST, SYSTEM_CLOCK, GObject)

HoistClock *hoist_system_clock_new (void);

G_END_DECLS
