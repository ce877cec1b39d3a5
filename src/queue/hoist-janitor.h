/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is left to do for uploads that are over, a few at a time, beside the queue's real work. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _HoistJanitor HoistJanitor;

/* Starts the work for @item; says whether there was any, and if so tells its end later. */
typedef gboolean (*HoistJanitorStart) (gpointer item, gpointer data);

HoistJanitor *hoist_janitor_new (HoistJanitorStart start, gpointer data);
void hoist_janitor_free (HoistJanitor *self);
void hoist_janitor_set_running (HoistJanitor *self, gboolean is_running);
void hoist_janitor_add (HoistJanitor *self, gpointer item);
void hoist_janitor_remove (HoistJanitor *self, gpointer item);
void hoist_janitor_done (HoistJanitor *self);
guint hoist_janitor_get_n_active (HoistJanitor *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HoistJanitor, hoist_janitor_free)

G_END_DECLS
