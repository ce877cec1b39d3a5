/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that were dropped, pasted or chosen, and are not in the queue yet. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define HOIST_TYPE_ARRIVALS (hoist_arrivals_get_type ())
G_DECLARE_FINAL_TYPE (HoistArrivals, hoist_arrivals, HOIST, ARRIVALS, GObject)

HoistArrivals *hoist_arrivals_new (guint patience_ms);
GCancellable *hoist_arrivals_begin (HoistArrivals *self, guint n_files);
void hoist_arrivals_set_count (HoistArrivals *self, GCancellable *arrival, guint n_files);
void hoist_arrivals_end (HoistArrivals *self, GCancellable *arrival);
void hoist_arrivals_cancel (HoistArrivals *self);
char *hoist_arrivals_dup_sentence (HoistArrivals *self);

G_END_DECLS
