/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes a HoistBody to its connection in large pieces while libsoup believes that it does so. */
#pragma once

#include "hoist-body.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define HOIST_TYPE_HTTP_PUMP (hoist_http_pump_get_type ())
G_DECLARE_FINAL_TYPE (HoistHttpPump, hoist_http_pump, HOIST, HTTP_PUMP, GInputStream)

/**
 * HoistHttpPumpEvents:
 * @wrote: the connection took @length more bytes
 * @failed: the connection did not take bytes and never will; told before libsoup hears of it
 */
typedef struct {
  void (*wrote) (gsize length, gpointer data);
  void (*failed) (gpointer data);
} HoistHttpPumpEvents;

HoistHttpPump *hoist_http_pump_new (HoistBody *body, int priority);
void
hoist_http_pump_set_events (HoistHttpPump *self, const HoistHttpPumpEvents *events, gpointer data);
void hoist_http_pump_set_output (HoistHttpPump *self, GOutputStream *output);
void hoist_http_pump_set_paused (HoistHttpPump *self, gboolean is_paused);

G_END_DECLS
