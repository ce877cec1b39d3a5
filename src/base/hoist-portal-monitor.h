/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a sandbox knows of the network: the portal's word, asked again and again while it matters.
 */
#pragma once

#include "hoist-clock.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define HOIST_TYPE_PORTAL_MONITOR (hoist_portal_monitor_get_type ())
G_DECLARE_FINAL_TYPE (HoistPortalMonitor, hoist_portal_monitor, HOIST, PORTAL_MONITOR, GObject)

void hoist_portal_monitor_register (void);
GNetworkMonitor *hoist_portal_monitor_new (GDBusConnection *bus, GError **error);

void hoist_portal_monitor_watch (GNetworkMonitor *monitor, HoistClock *clock);

G_END_DECLS
