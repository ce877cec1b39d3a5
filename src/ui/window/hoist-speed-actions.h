/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window's actions about speed, waiting by the rules, suspending, preferences and help. */
#pragma once

#include "hoist-suspend.h"
#include "hoist-window.h"
#include "hoist-workspace.h"

G_BEGIN_DECLS

#define HOIST_TYPE_SPEED_ACTIONS (hoist_speed_actions_get_type ())
G_DECLARE_FINAL_TYPE (HoistSpeedActions, hoist_speed_actions, HOIST, SPEED_ACTIONS, GObject)

HoistSpeedActions *
hoist_speed_actions_new (HoistWindow *window, HoistWorkspace *workspace, HoistSuspend *suspend);

G_END_DECLS
