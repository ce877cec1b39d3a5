/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The preferred speed as a limit for the engine. */
#include "hoist-speed.h"

#include "workspace-fixture.h"

#define KIB ((guint64) 1024)
#define MB ((guint64) 1000 * 1000)

static const struct {
  HoistSpeedMode mode;
  guint64 limit;
  guint64 full_rate;
  guint64 expected;
} cases[] = {
  { HOIST_SPEED_FULL, 0, 0, 0 },
  { HOIST_SPEED_FULL, 0, 40 * MB, 0 },
  { HOIST_SPEED_FULL, 3 * MB, 40 * MB, 3 * MB },
  { HOIST_SPEED_HALF, 0, 0, 0 },
  { HOIST_SPEED_HALF, 0, 40 * MB, 20 * MB },
  { HOIST_SPEED_HALF, 3 * MB, 40 * MB, 3 * MB },
  { HOIST_SPEED_HALF, 30 * MB, 40 * MB, 20 * MB },
  { HOIST_SPEED_HALF, 3 * MB, 0, 3 * MB },
  { HOIST_SPEED_HALF, 0, 10 * KIB, 64 * KIB },
  { HOIST_SPEED_QUIET, 0, 40 * MB, 4 * MB },
  { HOIST_SPEED_QUIET, 0, 640 * KIB, 64 * KIB },
  { HOIST_SPEED_QUIET, 0, 639 * KIB, 64 * KIB },
  { HOIST_SPEED_QUIET, 0, 1 * KIB, 64 * KIB },
  { HOIST_SPEED_QUIET, 10 * KIB, 40 * MB, 10 * KIB },
  { HOIST_SPEED_QUIET, 0, 0, 0 },
};

static void
test_table (Fixture *fixture, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    const HoistPreferenceValues values = { .speed_mode = cases[i].mode,
                                           .speed_limit = cases[i].limit };

    g_test_message ("case %" G_GSIZE_FORMAT, i);
    g_assert_cmpuint (hoist_speed_compute_limit (&values, cases[i].full_rate), ==,
                      cases[i].expected);
  }
}

static void
test_applied (Fixture *fixture, gconstpointer data)
{
  HoistEngine *engine = hoist_workspace_get_engine (fixture->workspace);
  HoistThrottle *throttle = hoist_engine_get_throttle (engine);
  HoistSlots *slots = hoist_engine_get_slots (engine);
  guint automatic = hoist_slots_get_count (slots);

  hoist_store_set_setting (hoist_workspace_get_store (fixture->workspace), "full-rate", "8000000");
  hoist_workspace_apply_preferences (fixture->workspace, G_NETWORK_MONITOR (fixture->monitor),
                                     fixture->power);
  g_assert_cmpuint (hoist_throttle_get_rate (throttle), ==, 0);
  g_object_set (get_preferences (fixture), "speed-mode", HOIST_SPEED_HALF, NULL);
  g_assert_cmpuint (hoist_throttle_get_rate (throttle), ==, 4 * MB);
  g_object_set (get_preferences (fixture), "speed-limit", 3 * MB, NULL);
  g_assert_cmpuint (hoist_throttle_get_rate (throttle), ==, 3 * MB);
  g_object_set (get_preferences (fixture), "speed-mode", HOIST_SPEED_FULL, "speed-limit",
                (guint64) 0, NULL);
  g_assert_cmpuint (hoist_throttle_get_rate (throttle), ==, 0);

  g_object_set (get_preferences (fixture), "files-at-once", automatic + 4, NULL);
  g_assert_cmpuint (hoist_slots_get_count (slots), ==, automatic + 4);
  g_object_set (get_preferences (fixture), "files-at-once", 0u, NULL);
  g_assert_cmpuint (hoist_slots_get_count (slots), ==, automatic);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/speed/is-a-share-of-the-line", test_table);
  ADD ("/speed/limits-the-engine", test_applied);

  return g_test_run ();
}
