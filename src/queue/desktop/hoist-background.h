/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the desktop is asked for: to go on without a window, and to be started at login while
 * uploads are left. */
#pragma once

#include "hoist-clock.h"
#include "hoist-preferences.h"

G_BEGIN_DECLS

#define HOIST_TYPE_BACKGROUND (hoist_background_get_type ())
G_DECLARE_FINAL_TYPE (HoistBackground, hoist_background, HOIST, BACKGROUND, GObject)

/* Signals: "refused": it may not go on without a window; "settled": all that was asked is answered.
 */

HoistBackground *
hoist_background_new (HoistPreferences *preferences, GDBusConnection *portal, HoistClock *clock);

void hoist_background_set_has_work (HoistBackground *self, gboolean has_work);
void hoist_background_ask_leave (HoistBackground *self);
gboolean hoist_background_is_asking (HoistBackground *self);

G_END_DECLS
