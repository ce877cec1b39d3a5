/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rule, not the formula: the parts fit, and none is larger than it need be. */
#include "hoist-planner.h"

#include "hoist-error.h"

#include <string.h>

#define KIB G_GUINT64_CONSTANT (1024)
#define MIB (1024 * KIB)
#define GIB (1024 * MIB)

static const HoistPartRules rules[] = {
  { 8 * MIB, 5 * GIB, 10000, 0, 1 },          /* S3-like */
  { 8 * MIB, 5 * GIB, 10000, 5000 * GIB, 1 }, /* and a largest file */
  { MIB, MIB, 0, 0, 512 * KIB },              /* any number of parts */
  { 100, 1000, 7, 0, 30 },                    /* small and crooked */
  { 90, 1000, 7, 6000, 30 },
  { 1, 1, 1, 0, 1 },
  { 1, G_MAXUINT64, G_MAXUINT64, 0, 1 },
  { 5 * MIB, G_MAXUINT64, 3, 0, MIB },
};

static void
check (const HoistPartRules *rule, guint64 size)
{
  g_autoptr (GError) error = NULL;
  guint64 part = hoist_planner_get_part_size (rule, size, &error);
  guint64 n_parts = 0;
  guint64 smaller = 0;

  if (part == 0) {
    guint64 largest = rule->max_part_size / rule->step * rule->step;

    g_assert_error (error, HOIST_ERROR, HOIST_ERROR_TOO_LARGE);
    g_assert_true (
        (rule->max_size > 0 && size > rule->max_size) ||
        (rule->max_parts > 0 && (size - 1) / MAX (largest, rule->part_size) + 1 > rule->max_parts));
    return;
  }

  g_assert_no_error (error);
  g_assert_true (rule->max_size == 0 || size <= rule->max_size);
  g_assert_cmpuint (part, >=, rule->part_size);
  g_assert_cmpuint (part, <=, rule->max_part_size);
  g_assert_true (part == rule->part_size || part % rule->step == 0);
  n_parts = size / part + (size % part > 0);
  if (rule->max_parts > 0)
    g_assert_cmpuint (n_parts, <=, rule->max_parts);
  if (part > rule->part_size) {
    smaller = part - rule->step;
    if (smaller > rule->part_size)
      g_assert_cmpuint (size / smaller + (size % smaller > 0), >, rule->max_parts);
    g_assert_cmpuint (size / rule->part_size + (size % rule->part_size > 0), >, rule->max_parts);
  }
}

static void
test_fits (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rules); i++) {
    const HoistPartRules *rule = &rules[i];

    for (guint64 size = 0; size < 8000; size++)
      check (rule, size);
    for (guint shift = 0; shift < 64; shift++) {
      for (gint delta = -2; delta <= 2; delta++)
        check (rule, (G_GUINT64_CONSTANT (1) << shift) + (guint64) (gint64) delta);
    }
    for (guint64 n_parts = 1; n_parts <= 10001; n_parts += 2500) {
      for (gint delta = -2; delta <= 2; delta++)
        check (rule, rule->part_size * n_parts + (guint64) (gint64) delta);
    }
    check (rule, G_MAXUINT64);
  }
}

static void
test_too_large (void)
{
  const HoistPartRules small = { 100, 1000, 7, 0, 30 };
  const HoistPartRules capped = { 100, 1000, 0, 5000000000, 1 };
  g_autoptr (GError) error = NULL;

  /* 990 is the largest multiple of 30 */
  g_assert_cmpuint (hoist_planner_get_part_size (&small, 6930, NULL), ==, 990);
  g_assert_cmpuint (hoist_planner_get_part_size (&small, 6931, NULL), ==, 0);
  g_assert_cmpuint (hoist_planner_get_part_size (&capped, 5000000000, NULL), ==, 100);
  g_assert_cmpuint (hoist_planner_get_part_size (&capped, 5000000001, &error), ==, 0);
  g_assert_error (error, HOIST_ERROR, HOIST_ERROR_TOO_LARGE);
  g_assert_nonnull (strstr (error->message, "5.0\302\240GB"));
}

static void
test_prefers (void)
{
  const HoistPartRules rule = { 100, 1000, 7, 0, 30 };

  g_assert_cmpuint (hoist_planner_get_part_size (&rule, 0, NULL), ==, 100);
  g_assert_cmpuint (hoist_planner_get_part_size (&rule, 1, NULL), ==, 100);
  g_assert_cmpuint (hoist_planner_get_part_size (&rule, 700, NULL), ==, 100);
  g_assert_cmpuint (hoist_planner_get_part_size (&rule, 701, NULL), ==, 120);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/planner/parts-fit-and-are-no-larger-than-need-be", test_fits);
  g_test_add_func ("/planner/refuses-too-large", test_too_large);
  g_test_add_func ("/planner/prefers-what-the-service-likes", test_prefers);
  return g_test_run ();
}
