/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files on their way into the queue: chosen, dropped, pasted or given, looked through, added, and
 * said. */
#pragma once

#include "hoist-arrivals.h"
#include "hoist-preferences.h"
#include "hoist-queue.h"
#include "hoist-uri-list.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HOIST_TYPE_ADD_FILES (hoist_add_files_get_type ())
G_DECLARE_FINAL_TYPE (HoistAddFiles, hoist_add_files, HOIST, ADD_FILES, GObject)

HoistAddFiles *
hoist_add_files_new (GtkWindow *window, AdwToastOverlay *toasts, HoistArrivals *arrivals);

void hoist_add_files_set_queue (HoistAddFiles *self, HoistQueue *queue, HoistAccounts *accounts);
void hoist_add_files_set_preferences (HoistAddFiles *self, HoistPreferences *preferences);
void hoist_add_files_hold (HoistAddFiles *self, gboolean is_held);
gboolean hoist_add_files_is_busy (HoistAddFiles *self);
void hoist_add_files_leave (HoistAddFiles *self);
void hoist_add_files_take (HoistAddFiles *self, HoistDropped *dropped, const char *account);
void hoist_add_files_choose (HoistAddFiles *self, gboolean is_folder, const char *folder);

G_END_DECLS
