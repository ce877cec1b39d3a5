/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The speed limit: how much may go when, for one and for several, and when the limit changes. */
#include "hoist-throttle.h"

#include "hoist-test-clock.h"

#define SECOND ((gint64) G_USEC_PER_SEC)

typedef struct {
  HoistTestClock *clock;
  HoistThrottle *throttle;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->clock = hoist_test_clock_new ();
  self->throttle = hoist_throttle_new (HOIST_CLOCK (self->clock));
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_assert_finalize_object (self->throttle);
  g_assert_finalize_object (self->clock);
}

/* Draws as @n greedy bodies would for @us; fills in what each got. */
static void
draw_for (Fixture *self, gint64 us, guint n, guint64 *got)
{
  gint64 end_us = hoist_clock_get_monotonic (HOIST_CLOCK (self->clock)) + us;

  while (hoist_clock_get_monotonic (HOIST_CLOCK (self->clock)) < end_us) {
    gint64 next_us = G_MAXINT64;

    for (guint i = 0; i < n; i++) {
      gint64 wait_us = 0;
      gsize granted = hoist_throttle_draw (self->throttle, 256 * 1024, &wait_us);

      g_assert_true ((granted == 0) == (wait_us > 0));
      got[i] += granted;
      next_us = MIN (next_us, granted > 0 ? 1 : wait_us);
    }
    hoist_test_clock_advance (self->clock, next_us);
  }
}

static void
test_throttle_no_limit_grants_all (Fixture *self, gconstpointer data)
{
  gint64 wait_us = -1;

  g_assert_cmpuint (hoist_throttle_draw (self->throttle, 123456789, &wait_us), ==, 123456789);
  g_assert_cmpint (wait_us, ==, 0);
  g_assert_cmpuint (hoist_test_clock_get_n_timers (self->clock), ==, 0);
}

static void
test_throttle_keeps_rate (Fixture *self, gconstpointer data)
{
  const guint64 rates[] = { 100, 5000, 100 * 1000, 3 * 1000 * 1000, 500 * 1000 * 1000 };

  for (gsize i = 0; i < G_N_ELEMENTS (rates); i++) {
    guint64 got = 0;

    hoist_throttle_set_rate (self->throttle, rates[i]);
    draw_for (self, 30 * SECOND, 1, &got);
    g_test_message ("%" G_GUINT64_FORMAT " bytes at %" G_GUINT64_FORMAT, got, rates[i]);
    g_assert_cmpuint (got, >=, 30 * rates[i] * 95 / 100);
    g_assert_cmpuint (got, <=, 30 * rates[i] * 105 / 100 + 64 * 1024);
  }
}

static void
test_throttle_shares_the_limit (Fixture *self, gconstpointer data)
{
  guint64 got[7] = { 0 };
  guint64 sum = 0;

  hoist_throttle_set_rate (self->throttle, 1000 * 1000);
  draw_for (self, 60 * SECOND, 7, got);
  for (guint i = 0; i < 7; i++)
    sum += got[i];
  g_assert_cmpuint (sum, <=, 61 * 1000 * 1000);
  g_assert_cmpuint (sum, >=, 57 * 1000 * 1000);
}

/* Time in which nobody sends gives no right to a flood afterwards. */
static void
test_throttle_saves_little (Fixture *self, gconstpointer data)
{
  guint64 got = 0;

  hoist_throttle_set_rate (self->throttle, 1000 * 1000);
  hoist_test_clock_advance (self->clock, 3600 * SECOND);
  draw_for (self, SECOND, 1, &got);
  g_assert_cmpuint (got, <=, 1200 * 1000);
}

static void
test_throttle_change_acts_at_once (Fixture *self, gconstpointer data)
{
  guint64 got = 0;

  hoist_throttle_set_rate (self->throttle, 100 * 1000 * 1000);
  draw_for (self, 5 * SECOND, 1, &got);
  hoist_throttle_set_rate (self->throttle, 10 * 1000);
  got = 0;
  draw_for (self, 2 * SECOND, 1, &got);
  g_assert_cmpuint (got, <=, 22 * 1000);

  hoist_throttle_set_rate (self->throttle, 10 * 1000 * 1000);
  got = 0;
  draw_for (self, 2 * SECOND, 1, &got);
  g_assert_cmpuint (got, >=, 19 * 1000 * 1000);
}

static void
on_notify (guint *count)
{
  (*count)++;
}

static void
test_throttle_tells_of_changes_only (Fixture *self, gconstpointer data)
{
  guint count = 0;
  guint64 rate = 0;

  g_signal_connect_swapped (self->throttle, "notify::rate", G_CALLBACK (on_notify), &count);
  hoist_throttle_set_rate (self->throttle, 0);
  g_assert_cmpuint (count, ==, 0);
  hoist_throttle_set_rate (self->throttle, 7);
  hoist_throttle_set_rate (self->throttle, 7);
  g_assert_cmpuint (count, ==, 1);
  g_object_get (self->throttle, "rate", &rate, NULL);
  g_assert_cmpuint (rate, ==, 7);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/throttle/no-limit-grants-all", test_throttle_no_limit_grants_all);
  ADD ("/throttle/keeps-rate", test_throttle_keeps_rate);
  ADD ("/throttle/shares-the-limit", test_throttle_shares_the_limit);
  ADD ("/throttle/saves-little", test_throttle_saves_little);
  ADD ("/throttle/change-acts-at-once", test_throttle_change_acts_at_once);
  ADD ("/throttle/tells-of-changes-only", test_throttle_tells_of_changes_only);
  return g_test_run ();
}
