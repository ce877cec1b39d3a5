/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tells when the network changed or the machine woke up, and whether trying makes sense. */
#pragma once

#include "hoist-clock.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define HOIST_TYPE_NETWORK (hoist_network_get_type ())
G_DECLARE_FINAL_TYPE (HoistNetwork, hoist_network, HOIST, NETWORK, GObject)

HoistNetwork *hoist_network_new (GNetworkMonitor *monitor, HoistClock *clock);

G_END_DECLS
