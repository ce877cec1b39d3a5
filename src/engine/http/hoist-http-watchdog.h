/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A time-out that starts over with every sign of life, at the cost of one timer. */
#pragma once

#include "hoist-clock.h"

G_BEGIN_DECLS

typedef struct {
  HoistClock *clock; /* (owned) */
  gint64 limit_us;   /* 0 while it is off */
  gint64 alive_us;   /* the last sign of life */
  guint timer;
  GSourceOnceFunc bark; /* called once; then it is off */
  gpointer data;
} HoistHttpWatchdog;

void hoist_http_watchdog_init (HoistHttpWatchdog *self,
                               HoistClock *clock,
                               GSourceOnceFunc bark,
                               gpointer data);
void hoist_http_watchdog_clear (HoistHttpWatchdog *self);
void hoist_http_watchdog_start (HoistHttpWatchdog *self, gint64 limit_us);
void hoist_http_watchdog_stop (HoistHttpWatchdog *self);
void hoist_http_watchdog_feed (HoistHttpWatchdog *self);

G_END_DECLS
