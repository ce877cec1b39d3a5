/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps the machine from going to sleep by itself while files are hashed or sent. */
#pragma once

#include "hoist-power.h"
#include "hoist-preferences.h"
#include "hoist-queue.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HOIST_TYPE_WAKE_LOCK (hoist_wake_lock_get_type ())
G_DECLARE_FINAL_TYPE (HoistWakeLock, hoist_wake_lock, HOIST, WAKE_LOCK, GObject)

HoistWakeLock *hoist_wake_lock_new (GtkApplication *application,
                                    HoistQueue *queue,
                                    HoistPreferences *preferences,
                                    HoistPower *power);
gboolean hoist_wake_lock_is_held (HoistWakeLock *self);

G_END_DECLS
