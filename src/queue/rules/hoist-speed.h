/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How much of the line uploads may take, and how many run at once. */
#pragma once

#include "hoist-preferences.h"
#include "hoist-queue.h"

G_BEGIN_DECLS

#define HOIST_TYPE_SPEED (hoist_speed_get_type ())
G_DECLARE_FINAL_TYPE (HoistSpeed, hoist_speed, HOIST, SPEED, GObject)

guint64 hoist_speed_compute_limit (const HoistPreferenceValues *values, guint64 full_rate);

HoistSpeed *hoist_speed_new (HoistStore *store,
                             HoistPreferences *preferences,
                             HoistQueue *queue,
                             HoistEngine *engine);

G_END_DECLS
