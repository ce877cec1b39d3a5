/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A time-out that starts over with every sign of life, at the cost of one timer. */
#include "hoist-http-watchdog.h"

static void
on_timer (gpointer data)
{
  HoistHttpWatchdog *self = data;
  gint64 left_us = self->alive_us + self->limit_us - hoist_clock_get_monotonic (self->clock);

  self->timer = 0;
  if (left_us > 0) {
    self->timer = hoist_clock_add_timer (self->clock, left_us, on_timer, self);
    return;
  }

  self->limit_us = 0;
  self->bark (self->data);
}

/* @bark is called in the main context when a started watchdog was not fed for its limit. */
void
hoist_http_watchdog_init (HoistHttpWatchdog *self,
                          HoistClock *clock,
                          GSourceOnceFunc bark,
                          gpointer data)
{
  self->clock = g_object_ref (clock);
  self->limit_us = 0;
  self->timer = 0;
  self->bark = bark;
  self->data = data;
}

void
hoist_http_watchdog_clear (HoistHttpWatchdog *self)
{
  hoist_http_watchdog_stop (self);
  g_clear_object (&self->clock);
}

/* Starts, or goes over to another limit; the time runs from now. */
void
hoist_http_watchdog_start (HoistHttpWatchdog *self, gint64 limit_us)
{
  hoist_http_watchdog_stop (self);
  self->limit_us = limit_us;
  self->alive_us = hoist_clock_get_monotonic (self->clock);
  self->timer = hoist_clock_add_timer (self->clock, limit_us, on_timer, self);
}

void
hoist_http_watchdog_stop (HoistHttpWatchdog *self)
{
  self->limit_us = 0;
  hoist_clock_clear_timer (self->clock, &self->timer);
}

/* A sign of life: costs reading the clock, the timer looks at it when it fires. */
void
hoist_http_watchdog_feed (HoistHttpWatchdog *self)
{
  if (self->limit_us != 0)
    self->alive_us = hoist_clock_get_monotonic (self->clock);
}
