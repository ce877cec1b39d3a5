/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rate and time left that do not jump. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _HoistEstimate HoistEstimate;

HoistEstimate *hoist_estimate_new (void);
void hoist_estimate_free (HoistEstimate *self);
void hoist_estimate_start (HoistEstimate *self, gint64 now_us);
void hoist_estimate_add (HoistEstimate *self, guint64 bytes, gint64 now_us);
guint64 hoist_estimate_get_rate (HoistEstimate *self, gint64 now_us);
gint64 hoist_estimate_get_seconds_left (HoistEstimate *self, guint64 bytes_left, gint64 now_us);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HoistEstimate, hoist_estimate_free)

G_END_DECLS
