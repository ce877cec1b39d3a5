/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How many files upload at once: a counted gate that lets the first in the queue in first. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define HOIST_TYPE_SLOTS (hoist_slots_get_type ())
G_DECLARE_FINAL_TYPE (HoistSlots, hoist_slots, HOIST, SLOTS, GObject)

HoistSlots *hoist_slots_new (guint count);
guint hoist_slots_get_count (HoistSlots *self);
void hoist_slots_set_count (HoistSlots *self, guint count);
guint hoist_slots_get_free (HoistSlots *self);
void hoist_slots_take_async (HoistSlots *self,
                             gint64 position,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer data);
gboolean hoist_slots_take_finish (HoistSlots *self, GAsyncResult *result, GError **error);
void hoist_slots_give_back (HoistSlots *self);

G_END_DECLS
