/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows the progress of all uploads at the application's icon, where the desktop does that. */
#pragma once

#include "hoist-queue.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _HoistLauncher HoistLauncher;

HoistLauncher *hoist_launcher_new (GDBusConnection *bus, const char *application_id);
void hoist_launcher_free (HoistLauncher *self);
void hoist_launcher_show (HoistLauncher *self, const HoistQueueTotals *totals);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HoistLauncher, hoist_launcher_free)

G_END_DECLS
