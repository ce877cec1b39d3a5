/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The clock that tests use is tested too: a wrong fake makes right tests of wrong code. */
#include "hoist-test-clock.h"

typedef struct {
  HoistClock *clock; /* (unowned) */
  GString *log;      /* (unowned) */
  const char *name;
  gint64 again_us;
  guint n_again;
  guint removes;
} Entry;

static void
on_timer (gpointer data)
{
  Entry *entry = data;

  g_string_append_printf (entry->log, "%s@%" G_GINT64_FORMAT " ", entry->name,
                          hoist_clock_get_monotonic (entry->clock) / 1000);
  if (entry->removes != 0)
    hoist_clock_remove_timer (entry->clock, entry->removes);
  if (entry->n_again > 0) {
    entry->n_again--;
    hoist_clock_add_timer (entry->clock, entry->again_us, on_timer, entry);
  }
}

static gboolean
on_idle (gpointer data)
{
  g_string_append (data, "idle ");
  return G_SOURCE_REMOVE;
}

static void
test_order (void)
{
  g_autoptr (HoistTestClock) fake = hoist_test_clock_new ();
  g_autoptr (GString) log = g_string_new (NULL);
  HoistClock *clock = HOIST_CLOCK (fake);
  Entry late = { clock, log, "late", 0, 0, 0 };
  Entry early = { clock, log, "early", 0, 0, 0 };
  Entry same = { clock, log, "same", 0, 0, 0 };

  g_assert_cmpint (hoist_test_clock_get_next (fake), ==, -1);
  hoist_clock_add_timer (clock, 3000, on_timer, &late);
  hoist_clock_add_timer (clock, 1000, on_timer, &early);
  hoist_clock_add_timer (clock, 1000, on_timer, &same);
  g_assert_cmpint (hoist_test_clock_get_next (fake), ==, 1000);

  hoist_test_clock_advance (fake, 999);
  g_assert_cmpstr (log->str, ==, "");
  g_assert_cmpint (hoist_test_clock_get_next (fake), ==, 1);
  hoist_test_clock_advance (fake, 1);
  g_assert_cmpstr (log->str, ==, "early@1001 same@1001 ");
  hoist_test_clock_advance (fake, 10000);
  g_assert_cmpstr (log->str, ==, "early@1001 same@1001 late@1003 ");
  g_assert_cmpint (hoist_clock_get_monotonic (clock), ==, 1000000 + 11000);
}

static void
test_rearmed (void)
{
  g_autoptr (HoistTestClock) fake = hoist_test_clock_new ();
  g_autoptr (GString) log = g_string_new (NULL);
  HoistClock *clock = HOIST_CLOCK (fake);
  Entry entry = { clock, log, "t", 2000, 10, 0 };

  hoist_clock_add_timer (clock, 2000, on_timer, &entry);
  hoist_test_clock_advance (fake, 7000);
  g_assert_cmpstr (log->str, ==, "t@1002 t@1004 t@1006 ");
  g_assert_cmpint (hoist_test_clock_get_next (fake), ==, 1000);
  g_assert_cmpuint (hoist_test_clock_get_n_timers (fake), ==, 1);
}

static void
test_removed (void)
{
  g_autoptr (HoistTestClock) fake = hoist_test_clock_new ();
  g_autoptr (GString) log = g_string_new (NULL);
  HoistClock *clock = HOIST_CLOCK (fake);
  Entry victim = { clock, log, "victim", 0, 0, 0 };
  Entry killer = { clock, log, "killer", 0, 0, 0 };
  guint id = 0;

  hoist_clock_add_timer (clock, 1000, on_timer, &killer);
  id = hoist_clock_add_timer (clock, 1000, on_timer, &victim);
  killer.removes = id;
  hoist_test_clock_advance (fake, 5000);
  g_assert_cmpstr (log->str, ==, "killer@1001 ");

  id = hoist_clock_add_timer (clock, 10, on_timer, &victim);
  hoist_clock_clear_timer (clock, &id);
  hoist_test_clock_advance (fake, 5000);
  g_assert_cmpstr (log->str, ==, "killer@1001 ");
}

static void
test_ids (void)
{
  g_autoptr (HoistTestClock) fake = hoist_test_clock_new ();
  g_autoptr (GHashTable) ids = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < 1000; i++) {
    guint id = hoist_clock_add_timer (HOIST_CLOCK (fake), i, on_timer, NULL);

    g_assert_cmpuint (id, !=, 0);
    g_assert_true (g_hash_table_add (ids, GUINT_TO_POINTER (id)));
  }
}

static void
test_settles (void)
{
  g_autoptr (HoistTestClock) fake = hoist_test_clock_new ();
  g_autoptr (GString) log = g_string_new (NULL);
  HoistClock *clock = HOIST_CLOCK (fake);
  Entry first = { clock, log, "a", 0, 0, 0 };

  g_idle_add (on_idle, log);
  hoist_clock_add_timer (clock, 1000, on_timer, &first);
  hoist_test_clock_advance (fake, 1000);
  g_assert_cmpstr (log->str, ==, "idle a@1001 ");
}

static void
test_suspend (void)
{
  g_autoptr (HoistTestClock) fake = hoist_test_clock_new ();
  g_autoptr (GString) log = g_string_new (NULL);
  HoistClock *clock = HOIST_CLOCK (fake);
  Entry entry = { clock, log, "t", 0, 0, 0 };
  gint64 monotonic = hoist_clock_get_monotonic (clock);
  gint64 boot = hoist_clock_get_boot (clock);
  gint64 real = hoist_clock_get_real (clock);

  hoist_clock_add_timer (clock, 1000, on_timer, &entry);
  hoist_test_clock_suspend (fake, 5000);
  hoist_test_clock_advance (fake, 0);
  g_assert_cmpstr (log->str, ==, "");
  g_assert_cmpint (hoist_clock_get_monotonic (clock), ==, monotonic);
  g_assert_cmpint (hoist_clock_get_boot (clock), ==, boot + 5000);
  g_assert_cmpint (hoist_clock_get_real (clock), ==, real + 5000);

  hoist_test_clock_set_real (fake, 42);
  g_assert_cmpint (hoist_clock_get_real (clock), ==, 42);
  hoist_test_clock_advance (fake, 1000);
  g_assert_cmpint (hoist_clock_get_real (clock), ==, 1042);
  g_assert_cmpint (hoist_clock_get_boot (clock), ==, boot + 6000);
  g_assert_cmpstr (log->str, ==, "t@1001 ");
}

static void
test_finalizes (void)
{
  HoistTestClock *fake = hoist_test_clock_new ();

  hoist_clock_add_timer (HOIST_CLOCK (fake), 1, on_timer, NULL);
  g_assert_finalize_object (fake);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/test-clock/fires-in-order", test_order);
  g_test_add_func ("/test-clock/fires-timers-added-on-the-way", test_rearmed);
  g_test_add_func ("/test-clock/removed-timer-never-fires", test_removed);
  g_test_add_func ("/test-clock/ids-are-unique", test_ids);
  g_test_add_func ("/test-clock/lets-the-main-context-settle", test_settles);
  g_test_add_func ("/test-clock/suspend-stops-timers", test_suspend);
  g_test_add_func ("/test-clock/finalizes", test_finalizes);
  return g_test_run ();
}
