/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The network: changes and wake-ups are told soon, and once. */
#include "hoist-network.h"

#include "hoist-test-clock.h"
#include "hoist-test-monitor.h"

#define SECOND ((gint64) G_USEC_PER_SEC)

typedef struct {
  HoistTestClock *clock;
  HoistTestMonitor *monitor;
  HoistNetwork *network;
  guint n_changed;
} Fixture;

static void
on_changed (HoistNetwork *network, gpointer data)
{
  ((Fixture *) data)->n_changed++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->clock = hoist_test_clock_new ();
  fixture->monitor = hoist_test_monitor_new ();
  fixture->network =
      hoist_network_new (G_NETWORK_MONITOR (fixture->monitor), HOIST_CLOCK (fixture->clock));
  g_signal_connect (fixture->network, "changed", G_CALLBACK (on_changed), fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->network);
  g_assert_cmpuint (hoist_test_clock_get_n_timers (fixture->clock), ==, 0);
  g_assert_finalize_object (fixture->monitor);
  g_assert_finalize_object (fixture->clock);
}

static void
change (Fixture *fixture)
{
  g_signal_emit_by_name (fixture->monitor, "network-changed", TRUE);
}

static void
test_settles (Fixture *fixture, gconstpointer data)
{
  change (fixture);
  change (fixture);
  g_assert_cmpuint (fixture->n_changed, ==, 0);
  hoist_test_clock_advance (fixture->clock, SECOND);
  g_assert_cmpuint (fixture->n_changed, ==, 1);
  hoist_test_clock_advance (fixture->clock, 60 * SECOND);
  g_assert_cmpuint (fixture->n_changed, ==, 1);
  change (fixture);
  hoist_test_clock_advance (fixture->clock, SECOND);
  g_assert_cmpuint (fixture->n_changed, ==, 2);
}

/* A line that never rests is told about too, but not more than once a second. */
static void
test_flapping (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 100; i++) {
    change (fixture);
    hoist_test_clock_advance (fixture->clock, SECOND / 10);
  }
  g_assert_cmpuint (fixture->n_changed, >=, 8);
  g_assert_cmpuint (fixture->n_changed, <=, 10);
}

static void
on_woken (HoistNetwork *network, gpointer data)
{
  (*(guint *) data)++;
}

static void
test_wakes_up (Fixture *fixture, gconstpointer data)
{
  guint n_woken = 0;

  g_signal_connect (fixture->network, "woken", G_CALLBACK (on_woken), &n_woken);
  hoist_test_clock_advance (fixture->clock, 3600 * SECOND);
  g_assert_cmpuint (fixture->n_changed, ==, 0);
  hoist_test_clock_suspend (fixture->clock, 3600 * SECOND);
  hoist_test_clock_advance (fixture->clock, 3 * SECOND);
  g_assert_cmpuint (fixture->n_changed, ==, 1);
  hoist_test_clock_advance (fixture->clock, 3600 * SECOND);
  g_assert_cmpuint (fixture->n_changed, ==, 1);
  g_assert_cmpuint (n_woken, ==, 1);

  /* Two clocks that are read one after the other differ a little. */
  hoist_test_clock_suspend (fixture->clock, SECOND);
  hoist_test_clock_advance (fixture->clock, 10 * SECOND);
  g_assert_cmpuint (fixture->n_changed, ==, 1);
}

static void
test_default_monitor (void)
{
  HoistTestClock *clock = hoist_test_clock_new ();
  HoistNetwork *network = hoist_network_new (NULL, HOIST_CLOCK (clock));

  g_assert_finalize_object (network);
  g_assert_finalize_object (clock);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  ADD ("/network/waits-until-a-change-settles", test_settles);
  ADD ("/network/tells-of-a-flapping-line", test_flapping);
  ADD ("/network/notices-a-wake-up-in-five-seconds", test_wakes_up);
  g_test_add_func ("/network/has-a-default-monitor", test_default_monitor);

  return g_test_run ();
}
