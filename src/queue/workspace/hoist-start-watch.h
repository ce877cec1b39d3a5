/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Judges how the starts of a queue end: after two crashes in a row everything stays paused until
 * somebody lets uploads go on. */
#pragma once

#include "hoist-queue.h"
#include "hoist-store.h"

G_BEGIN_DECLS

#define HOIST_TYPE_START_WATCH (hoist_start_watch_get_type ())
G_DECLARE_FINAL_TYPE (HoistStartWatch, hoist_start_watch, HOIST, START_WATCH, GObject)

HoistStartWatch *hoist_start_watch_new (HoistStore *store, HoistClock *clock);

void hoist_start_watch_arm (HoistStartWatch *self, const char *folder);
void hoist_start_watch_begin (HoistStartWatch *self, HoistQueue *queue, gboolean has_failed);
gboolean hoist_start_watch_has_failed (HoistStartWatch *self);
void hoist_start_watch_stop (HoistStartWatch *self);
void hoist_start_watch_end (HoistStartWatch *self);

G_END_DECLS
