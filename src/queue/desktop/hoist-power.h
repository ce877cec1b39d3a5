/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether the machine runs on its battery, and how full that is. */
#pragma once

#include "hoist-clock.h"

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * HoistPowerState:
 * @percent: of all batteries together; -1 when there is none, or nobody knows
 */
typedef struct {
  gboolean is_on_battery;
  int percent;
} HoistPowerState;

void hoist_power_read (const char *folder, HoistPowerState *state);

#define HOIST_TYPE_POWER (hoist_power_get_type ())
G_DECLARE_FINAL_TYPE (HoistPower, hoist_power, HOIST, POWER, GObject)

HoistPower *hoist_power_new (const char *folder, HoistClock *clock);
void hoist_power_set_watching (HoistPower *self, gboolean is_watching);
void hoist_power_get (HoistPower *self, HoistPowerState *state);

G_END_DECLS
