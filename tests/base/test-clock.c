/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The system's clock: its timers, not its time. */
#include "hoist-clock.h"

static void
count (gpointer data)
{
  (*(guint *) data)++;
}

static void
test_fires_once (void)
{
  g_autoptr (HoistClock) clock = hoist_system_clock_new ();
  guint n_fired = 0;

  g_assert_cmpuint (hoist_clock_add_timer (clock, 0, count, &n_fired), !=, 0);
  g_assert_cmpuint (n_fired, ==, 0);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (n_fired, ==, 1);
  g_assert_false (g_main_context_pending (NULL));
}

static void
test_removed_never_fires (void)
{
  g_autoptr (HoistClock) clock = hoist_system_clock_new ();
  guint n_fired = 0;
  guint id = hoist_clock_add_timer (clock, 0, count, &n_fired);
  guint other = hoist_clock_add_timer (clock, 0, count, &n_fired);

  g_assert_cmpuint (id, !=, other);
  hoist_clock_clear_timer (clock, &id);
  g_assert_cmpuint (id, ==, 0);
  hoist_clock_clear_timer (clock, &id);
  hoist_clock_remove_timer (clock, 4711);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (n_fired, ==, 1);
}

static void
test_waits (void)
{
  g_autoptr (HoistClock) clock = hoist_system_clock_new ();
  gint64 start = hoist_clock_get_monotonic (clock);
  guint n_fired = 0;

  hoist_clock_add_timer (clock, 2000, count, &n_fired);
  while (n_fired == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (hoist_clock_get_monotonic (clock) - start, >=, 2000);
}

static void
test_finalized_forgets (void)
{
  HoistClock *clock = hoist_system_clock_new ();
  guint n_fired = 0;

  hoist_clock_add_timer (clock, 0, count, &n_fired);
  g_assert_finalize_object (clock);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (n_fired, ==, 0);
}

static void
test_uses_own_context (void)
{
  g_autoptr (HoistClock) clock = hoist_system_clock_new ();
  g_autoptr (GMainContext) context = g_main_context_new ();
  guint n_fired = 0;

  g_main_context_push_thread_default (context);
  hoist_clock_add_timer (clock, 0, count, &n_fired);
  g_main_context_pop_thread_default (context);

  g_assert_false (g_main_context_iteration (NULL, FALSE));
  g_assert_cmpuint (n_fired, ==, 0);
  while (g_main_context_iteration (context, FALSE))
    ;
  g_assert_cmpuint (n_fired, ==, 1);
}

static void
test_times (void)
{
  g_autoptr (HoistClock) clock = hoist_system_clock_new ();
  gint64 monotonic = hoist_clock_get_monotonic (clock);
  gint64 boot = hoist_clock_get_boot (clock);

  g_assert_cmpint (boot, >=, monotonic);
  g_assert_cmpint (hoist_clock_get_monotonic (clock), >=, monotonic);
  g_assert_cmpint (ABS (hoist_clock_get_real (clock) - g_get_real_time ()), <, G_USEC_PER_SEC);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/clock/timer-fires-once", test_fires_once);
  g_test_add_func ("/clock/removed-timer-never-fires", test_removed_never_fires);
  g_test_add_func ("/clock/timer-is-not-early", test_waits);
  g_test_add_func ("/clock/finalized-clock-forgets-its-timers", test_finalized_forgets);
  g_test_add_func ("/clock/timer-fires-in-the-thread's-own-context", test_uses_own_context);
  g_test_add_func ("/clock/boot-time-is-never-behind", test_times);
  return g_test_run ();
}
