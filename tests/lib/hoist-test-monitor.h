/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A network monitor that says what a test wants. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define HOIST_TYPE_TEST_MONITOR (hoist_test_monitor_get_type ())
G_DECLARE_FINAL_TYPE (HoistTestMonitor, hoist_test_monitor, HOIST, TEST_MONITOR, GObject)

HoistTestMonitor *hoist_test_monitor_new (void);
void hoist_test_monitor_set (HoistTestMonitor *self, gboolean is_available, gboolean is_metered);
void hoist_test_monitor_set_portal (HoistTestMonitor *self, gboolean has_portal);
void hoist_test_monitor_make_default (void);

G_END_DECLS
