/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the desktop's list of background applications says of Hoist. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _HoistBackgroundStatus HoistBackgroundStatus;

HoistBackgroundStatus *hoist_background_status_new (GDBusConnection *portal);
void hoist_background_status_free (HoistBackgroundStatus *self);

void hoist_background_status_show (HoistBackgroundStatus *self, const char *sentence);

G_END_DECLS
