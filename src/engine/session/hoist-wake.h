/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Wakes a session that waits for the world: after a while, or when the network changes. */
#pragma once

#include "hoist-engine.h"

G_BEGIN_DECLS

typedef struct _HoistWake HoistWake;

HoistWake *hoist_wake_new (HoistEngine *engine, GSourceOnceFunc wake, gpointer data);
void hoist_wake_free (HoistWake *self);
void hoist_wake_arm (HoistWake *self, gint64 wait_us);
void hoist_wake_arm_network (HoistWake *self);
void hoist_wake_disarm (HoistWake *self);
void hoist_wake_reset (HoistWake *self);
gint64 hoist_wake_get_left (HoistWake *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HoistWake, hoist_wake_free)

G_END_DECLS
