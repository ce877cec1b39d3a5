/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether uploads may run now, by what the user prefers: pure functions. */
#pragma once

#include "hoist-power.h"
#include "hoist-preferences.h"
#include "hoist-state.h"

G_BEGIN_DECLS

/* What holds uploads back; several at once. In this order of rank. */
typedef enum {
  HOIST_HOLD_METERED = 1 << 0,
  HOIST_HOLD_BATTERY = 1 << 1,
  HOIST_HOLD_HOURS = 1 << 2,
} HoistHolds;

/**
 * HoistWorld:
 * @is_available: whether there is any network
 * @is_metered: whether its bytes cost something
 * @now: (unowned): local time
 */
typedef struct {
  gboolean is_available;
  gboolean is_metered;
  HoistPowerState power;
  GDateTime *now;
} HoistWorld;

/**
 * HoistVerdict:
 * @holds: a mask of #HoistHolds; 0 lets uploads run
 * @next_us: wall time at which the hours of the day change it; 0 for never
 */
typedef struct {
  guint holds;
  gint64 next_us;
} HoistVerdict;

void hoist_rules_judge (const HoistPreferenceValues *values,
                        const HoistWorld *world,
                        HoistVerdict *verdict);
HoistReason hoist_rules_get_reason (guint holds);
char *hoist_rules_describe (const HoistPreferenceValues *values, guint holds);
char *hoist_rules_describe_all (const HoistPreferenceValues *values, guint holds);

G_END_DECLS
