/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sends the machine to sleep when all uploads have ended, after a notice that can be cancelled. */
#pragma once

#include "hoist-clock.h"
#include "hoist-queue.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define HOIST_TYPE_SUSPEND (hoist_suspend_get_type ())
G_DECLARE_FINAL_TYPE (HoistSuspend, hoist_suspend, HOIST, SUSPEND, GObject)

HoistSuspend *hoist_suspend_new (HoistQueue *queue, HoistClock *clock, GDBusConnection *bus);
gboolean hoist_suspend_is_wanted (HoistSuspend *self);
int hoist_suspend_get_seconds_left (HoistSuspend *self);
void hoist_suspend_cancel (HoistSuspend *self);
void hoist_suspend_now (HoistSuspend *self);

G_END_DECLS
