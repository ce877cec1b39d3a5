/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a file's size and a service's rules to the size of its parts. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HoistPartRules:
 * @part_size: the size a service likes best, in bytes
 * @max_part_size: the largest it takes
 * @max_parts: how many parts one upload may have; 0 for any number
 * @max_size: the largest file; 0 for any
 * @step: part sizes are multiples of this; at least 1
 */
typedef struct {
  guint64 part_size;
  guint64 max_part_size;
  guint64 max_parts;
  guint64 max_size;
  guint64 step;
} HoistPartRules;

guint64 hoist_planner_get_part_size (const HoistPartRules *rules, guint64 size, GError **error);

G_END_DECLS
