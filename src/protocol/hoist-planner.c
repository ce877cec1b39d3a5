/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a file's size and a service's rules to the size of its parts. */
#include "hoist-planner.h"

#include "hoist-error.h"
#include "hoist-format.h"

#include "hoist-config.h"

#include <glib/gi18n-lib.h>

static guint64
divide_up (guint64 value, guint64 by)
{
  return value / by + (value % by > 0);
}

/* What the service takes: by its own rule, and by the number and size of parts. */
static guint64
get_max_size (const HoistPartRules *rules)
{
  guint64 largest = rules->max_part_size / MAX (rules->step, 1) * MAX (rules->step, 1);
  guint64 by_parts = G_MAXUINT64;

  if (rules->max_parts > 0 &&
      !g_uint64_checked_mul (&by_parts, MAX (largest, rules->part_size), rules->max_parts))
    by_parts = G_MAXUINT64;
  return rules->max_size > 0 ? MIN (rules->max_size, by_parts) : by_parts;
}

/**
 * hoist_planner_get_part_size:
 * @rules: of a service
 * @size: of the file, in bytes
 *
 * The size that the service likes best, or the smallest larger one with which the parts are few
 * enough. Fails with %HOIST_ERROR_TOO_LARGE.
 *
 * Returns: bytes a part; 0 on failure
 */
guint64
hoist_planner_get_part_size (const HoistPartRules *rules, guint64 size, GError **error)
{
  guint64 max_size = 0;
  guint64 step = 0;

  g_return_val_if_fail (rules != NULL && rules->part_size > 0, 0);
  g_return_val_if_fail (rules->max_part_size >= rules->part_size, 0);

  max_size = get_max_size (rules);
  if (size > max_size) {
    g_autofree char *limit = hoist_format_size (max_size);

    g_set_error (error, HOIST_ERROR, HOIST_ERROR_TOO_LARGE,
                 _ ("The service takes files of up to %s, and this one is larger. Make it smaller, "
                    "or choose another account."),
                 limit);
    return 0;
  }

  step = MAX (rules->step, 1);
  if (rules->max_parts == 0 || divide_up (size, rules->part_size) <= rules->max_parts)
    return rules->part_size;
  return divide_up (divide_up (size, rules->max_parts), step) * step;
}
