/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holds uploads back while the network costs money, the battery is low or the hours are quiet. */
#pragma once

#include "hoist-power.h"
#include "hoist-preferences.h"
#include "hoist-queue.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define HOIST_TYPE_POLICY (hoist_policy_get_type ())
G_DECLARE_FINAL_TYPE (HoistPolicy, hoist_policy, HOIST, POLICY, GObject)

HoistPolicy *hoist_policy_new (HoistQueue *queue,
                               HoistPreferences *preferences,
                               GNetworkMonitor *monitor,
                               HoistPower *power,
                               HoistEngine *engine);
HoistReason hoist_policy_get_reason (HoistPolicy *self);
char *hoist_policy_dup_sentence (HoistPolicy *self);
void hoist_policy_override (HoistPolicy *self, HoistSession *session);

G_END_DECLS
