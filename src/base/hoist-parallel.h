/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One piece of work on many items, on all processors. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HoistParallelWork:
 * @from: the first item
 * @to: behind the last one
 *
 * Called on several threads at once, for another stretch on each.
 *
 * Returns: (transfer full): what came of it
 */
typedef gpointer (*HoistParallelWork) (guint from, guint to, gpointer data);

GPtrArray *hoist_parallel_map (guint n_items, guint stretch, HoistParallelWork work, gpointer data);

G_END_DECLS
