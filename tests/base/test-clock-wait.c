/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A wait ends at its time, or when it is cancelled, and leaves no timer behind. */
#include "hoist-clock-wait.h"

#include "hoist-error.h"
#include "hoist-test-clock.h"

typedef struct {
  HoistTestClock *clock;
  GCancellable *cancellable;
  guint n_ended;
  gboolean is_cancelled;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->clock = hoist_test_clock_new ();
  fixture->cancellable = g_cancellable_new ();
}

static void
settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  settle ();
  g_assert_cmpuint (hoist_test_clock_get_n_timers (fixture->clock), ==, 0);
  g_assert_finalize_object (fixture->cancellable);
  g_assert_finalize_object (fixture->clock);
}

static void
on_waited (GObject *source, GAsyncResult *result, gpointer data)
{
  Fixture *fixture = data;
  g_autoptr (GError) error = NULL;

  fixture->n_ended++;
  fixture->is_cancelled = !hoist_clock_wait_finish (result, &error);
  g_assert_true (hoist_error_is_cancelled (error) == fixture->is_cancelled);
}

static void
begin (Fixture *fixture, gint64 wait_us)
{
  hoist_clock_wait_async (HOIST_CLOCK (fixture->clock), wait_us, fixture->cancellable, on_waited,
                          fixture);
  settle ();
}

static void
test_ends (Fixture *fixture, gconstpointer data)
{
  begin (fixture, 1000);
  hoist_test_clock_advance (fixture->clock, 999);
  settle ();
  g_assert_cmpuint (fixture->n_ended, ==, 0);
  hoist_test_clock_advance (fixture->clock, 1);
  settle ();
  g_assert_cmpuint (fixture->n_ended, ==, 1);
  g_assert_false (fixture->is_cancelled);

  /* Too late to be cancelled. */
  g_cancellable_cancel (fixture->cancellable);
  settle ();
  g_assert_cmpuint (fixture->n_ended, ==, 1);
}

static void
test_no_time (Fixture *fixture, gconstpointer data)
{
  const gint64 waits_us[] = { 0, -1, G_MININT64 };

  for (guint i = 0; i < G_N_ELEMENTS (waits_us); i++) {
    begin (fixture, waits_us[i]);
    hoist_test_clock_advance (fixture->clock, 0);
    settle ();
    g_assert_cmpuint (fixture->n_ended, ==, i + 1);
    g_assert_false (fixture->is_cancelled);
  }
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  begin (fixture, 1000);
  g_cancellable_cancel (fixture->cancellable);
  settle ();
  g_assert_cmpuint (fixture->n_ended, ==, 1);
  g_assert_true (fixture->is_cancelled);
  hoist_test_clock_advance (fixture->clock, 1000);
  settle ();
  g_assert_cmpuint (fixture->n_ended, ==, 1);
}

static void
test_cancelled_before (Fixture *fixture, gconstpointer data)
{
  g_cancellable_cancel (fixture->cancellable);
  begin (fixture, 1000);
  g_assert_cmpuint (fixture->n_ended, ==, 1);
  g_assert_true (fixture->is_cancelled);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/clock-wait/ends-at-its-time", test_ends);
  ADD ("/clock-wait/no-time-is-no-wait", test_no_time);
  ADD ("/clock-wait/is-cancelled", test_cancel);
  ADD ("/clock-wait/was-cancelled-before", test_cancelled_before);
  return g_test_run ();
}
