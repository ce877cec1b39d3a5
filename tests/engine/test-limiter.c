/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Request rates: never more than documented, nobody forgotten, pauses obeyed. */
#include "hoist-limiter.h"

#include "hoist-error.h"
#include "hoist-test-clock.h"

#define SECOND ((gint64) G_USEC_PER_SEC)
#define MINUTE (60 * SECOND)

static const HoistRate rates[] = {
  { "init", 100, MINUTE },
  { "part", 10000, MINUTE },
  { "single", 1, MINUTE },
};

typedef struct {
  HoistTestClock *clock;
  HoistLimiter *limiter;
  GArray *times; /* (element-type gint64): when each was let in */
  GArray *order; /* (element-type guint): who was */
  guint n_cancelled;
} Fixture;

typedef struct {
  Fixture *fixture;
  guint number;
} Caller;

static gint64
get_now (Fixture *fixture)
{
  return hoist_clock_get_monotonic (HOIST_CLOCK (fixture->clock));
}

static void
settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* A limiter that has left its first minute behind. */
static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->clock = hoist_test_clock_new ();
  fixture->limiter = hoist_limiter_new (HOIST_CLOCK (fixture->clock), rates, G_N_ELEMENTS (rates));
  fixture->times = g_array_new (FALSE, FALSE, sizeof (gint64));
  fixture->order = g_array_new (FALSE, FALSE, sizeof (guint));
  if (data == NULL)
    hoist_test_clock_advance (fixture->clock, 2 * MINUTE);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  settle ();
  g_assert_finalize_object (fixture->limiter);
  g_assert_cmpuint (hoist_test_clock_get_n_timers (fixture->clock), ==, 0);
  g_assert_finalize_object (fixture->clock);
  g_array_unref (fixture->times);
  g_array_unref (fixture->order);
}

static void
on_entered (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Caller *caller = data;
  Fixture *fixture = caller->fixture;
  g_autoptr (GError) error = NULL;
  gint64 now = get_now (fixture);

  if (!hoist_limiter_enter_finish (HOIST_LIMITER (source), result, &error)) {
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    fixture->n_cancelled++;
    return;
  }

  g_array_append_val (fixture->times, now);
  g_array_append_val (fixture->order, caller->number);
}

static void
enter (Fixture *fixture, const char *bucket, guint number, GCancellable *cancellable)
{
  Caller *caller = g_new (Caller, 1);

  *caller = (Caller){ fixture, number };
  hoist_limiter_enter_async (fixture->limiter, bucket, cancellable, on_entered, caller);
}

static void
enter_many (Fixture *fixture, const char *bucket, guint count)
{
  for (guint i = 0; i < count; i++)
    enter (fixture, bucket, i, NULL);
  settle ();
}

static gint64
get_time (Fixture *fixture, guint index)
{
  return g_array_index (fixture->times, gint64, index);
}

/* The documented rule itself: whichever 60 s one looks at, both ends included. */
static void
check_windows (Fixture *fixture, guint limit)
{
  for (guint i = limit; i < fixture->times->len; i++)
    g_assert_cmpint (get_time (fixture, i) - get_time (fixture, i - limit), >, MINUTE);
}

static void
test_burst (Fixture *fixture, gconstpointer data)
{
  enter_many (fixture, "init", 350);
  g_assert_cmpuint (fixture->times->len, ==, 100);

  hoist_test_clock_advance (fixture->clock, MINUTE);
  g_assert_cmpuint (fixture->times->len, ==, 100);

  /* No longer than needed: each hundred a little more than a minute after the one before. */
  hoist_test_clock_advance (fixture->clock, 3 * SECOND);
  g_assert_cmpuint (fixture->times->len, ==, 200);

  hoist_test_clock_advance (fixture->clock, 2 * (MINUTE + 2 * SECOND));
  g_assert_cmpuint (fixture->times->len, ==, 350);
  check_windows (fixture, 100);
  for (guint i = 0; i < 350; i++)
    g_assert_cmpuint (g_array_index (fixture->order, guint, i), ==, i);
}

/* Arrivals at random moments: the rule holds in every window, and everybody gets in, in order. */
static void
test_random (Fixture *fixture, gconstpointer data)
{
  guint n_sent = 0;

  for (guint i = 0; i < 600; i++) {
    guint n = g_test_rand_bit () ? (guint) g_test_rand_int_range (0, 12) : 0;

    for (guint j = 0; j < n; j++)
      enter (fixture, "init", n_sent++, NULL);
    hoist_test_clock_advance (fixture->clock, g_test_rand_int_range (0, 2 * SECOND));
  }
  hoist_test_clock_advance (fixture->clock, (n_sent / 100 + 2) * 2 * MINUTE);

  g_assert_cmpuint (n_sent, >, 500);
  g_assert_cmpuint (fixture->times->len, ==, n_sent);
  check_windows (fixture, 100);
  for (guint i = 0; i < n_sent; i++)
    g_assert_cmpuint (g_array_index (fixture->order, guint, i), ==, i);
}

static void
test_large (Fixture *fixture, gconstpointer data)
{
  enter_many (fixture, "part", 10001);
  g_assert_cmpuint (fixture->times->len, ==, 10000);

  hoist_test_clock_advance (fixture->clock, 2 * MINUTE);
  g_assert_cmpuint (fixture->times->len, ==, 10001);
  check_windows (fixture, 10000);
}

/* An earlier run of the program may have used up the minute: at first only half may go. */
static void
test_after_start (Fixture *fixture, gconstpointer data)
{
  enter_many (fixture, "init", 300);
  g_assert_cmpuint (fixture->times->len, ==, 50);

  hoist_test_clock_advance (fixture->clock, MINUTE - SECOND);
  g_assert_cmpuint (fixture->times->len, ==, 50);

  hoist_test_clock_advance (fixture->clock, 5 * MINUTE);
  g_assert_cmpuint (fixture->times->len, ==, 300);
  check_windows (fixture, 100);
}

/* A rate of one is not halved to nothing. */
static void
test_half_of_one (Fixture *fixture, gconstpointer data)
{
  enter_many (fixture, "single", 2);
  g_assert_cmpuint (fixture->times->len, ==, 1);

  hoist_test_clock_advance (fixture->clock, MINUTE + 2 * SECOND);
  g_assert_cmpuint (fixture->times->len, ==, 2);
}

static void
test_half_ends (Fixture *fixture, gconstpointer data)
{
  hoist_test_clock_advance (fixture->clock, 40 * SECOND);
  enter_many (fixture, "init", 120);
  g_assert_cmpuint (fixture->times->len, ==, 50);

  /* The other half does not wait for the first one's window, only for the first minute's end. */
  hoist_test_clock_advance (fixture->clock, 22 * SECOND);
  g_assert_cmpuint (fixture->times->len, ==, 100);
  hoist_test_clock_advance (fixture->clock, 2 * MINUTE);
  g_assert_cmpuint (fixture->times->len, ==, 120);
  check_windows (fixture, 100);
}

static void
test_buckets_apart (Fixture *fixture, gconstpointer data)
{
  enter_many (fixture, "init", 101);
  g_assert_cmpuint (fixture->times->len, ==, 100);
  g_assert_cmpint (hoist_limiter_get_wait (fixture->limiter, "init"), >, MINUTE);
  g_assert_cmpint (hoist_limiter_get_wait (fixture->limiter, "part"), ==, 0);

  enter (fixture, "part", 1000, NULL);
  enter (fixture, NULL, 1001, NULL);
  enter (fixture, "unheard-of", 1002, NULL);
  settle ();
  g_assert_cmpuint (fixture->times->len, ==, 103);

  hoist_test_clock_advance (fixture->clock, 2 * MINUTE);
  g_assert_cmpuint (fixture->times->len, ==, 104);
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GCancellable) unused = g_cancellable_new ();

  enter_many (fixture, "init", 100);
  enter (fixture, "init", 200, cancellable);
  enter (fixture, "init", 201, unused);
  enter (fixture, "init", 202, cancellable);
  settle ();
  g_assert_cmpuint (fixture->n_cancelled, ==, 0);

  /* Whoever leaves does so at once, and takes nobody's place. */
  g_cancellable_cancel (cancellable);
  settle ();
  g_assert_cmpuint (fixture->n_cancelled, ==, 2);

  enter (fixture, "init", 203, cancellable);
  settle ();
  g_assert_cmpuint (fixture->n_cancelled, ==, 3);

  hoist_test_clock_advance (fixture->clock, 2 * MINUTE);
  g_assert_cmpuint (fixture->times->len, ==, 101);
  g_assert_cmpuint (g_array_index (fixture->order, guint, 100), ==, 201);

  /* Nor did it use up anything. */
  enter_many (fixture, "init", 99);
  g_assert_cmpuint (fixture->times->len, ==, 200);
}

static void
test_pause (Fixture *fixture, gconstpointer data)
{
  hoist_limiter_pause (fixture->limiter, "init", 30 * SECOND, NULL);
  hoist_limiter_pause (fixture->limiter, "init", 10 * SECOND, NULL);
  g_assert_cmpint (hoist_limiter_get_wait (fixture->limiter, "init"), ==, 30 * SECOND);
  g_assert_cmpint (hoist_limiter_get_wait (fixture->limiter, "part"), ==, 0);

  enter_many (fixture, "init", 3);
  hoist_test_clock_advance (fixture->clock, 30 * SECOND - 1);
  g_assert_cmpuint (fixture->times->len, ==, 0);
  hoist_test_clock_advance (fixture->clock, 1);
  g_assert_cmpuint (fixture->times->len, ==, 3);
}

/* A pause that comes while others wait holds them too; a pause of all holds also what no rate
 * covers. */
static void
test_pause_all (Fixture *fixture, gconstpointer data)
{
  enter_many (fixture, "init", 101);
  hoist_limiter_pause (fixture->limiter, NULL, 3 * MINUTE, NULL);
  enter (fixture, NULL, 0, NULL);
  enter (fixture, "part", 0, NULL);
  settle ();

  hoist_test_clock_advance (fixture->clock, 3 * MINUTE - 1);
  g_assert_cmpuint (fixture->times->len, ==, 100);
  hoist_test_clock_advance (fixture->clock, 1);
  g_assert_cmpuint (fixture->times->len, ==, 103);
}

/* An absurd pause must not overflow into none. */
/* Who is held by a pause can say why, and until when. */
static void
test_why (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) one = g_error_new_literal (HOIST_ERROR, HOIST_ERROR_THROTTLED, "One.");
  g_autoptr (GError) all = g_error_new_literal (HOIST_ERROR, HOIST_ERROR_THROTTLED, "All.");
  gint64 wait_us = -1;

  g_assert_null (hoist_limiter_get_pause (fixture->limiter, "init", &wait_us));
  g_assert_cmpint (wait_us, ==, 0);

  hoist_limiter_pause (fixture->limiter, "init", 30 * SECOND, one);
  hoist_limiter_pause (fixture->limiter, "init", 10 * SECOND, all);
  g_assert_error (hoist_limiter_get_pause (fixture->limiter, "init", &wait_us), HOIST_ERROR,
                  HOIST_ERROR_THROTTLED);
  g_assert_cmpstr (hoist_limiter_get_pause (fixture->limiter, "init", &wait_us)->message, ==,
                   "One.");
  g_assert_cmpint (wait_us, ==, 30 * SECOND);
  g_assert_null (hoist_limiter_get_pause (fixture->limiter, "part", &wait_us));

  hoist_limiter_pause (fixture->limiter, NULL, MINUTE, all);
  g_assert_cmpstr (hoist_limiter_get_pause (fixture->limiter, "init", &wait_us)->message, ==,
                   "All.");
  g_assert_cmpstr (hoist_limiter_get_pause (fixture->limiter, "part", &wait_us)->message, ==,
                   "All.");
  g_assert_cmpint (wait_us, ==, MINUTE);

  hoist_test_clock_advance (fixture->clock, MINUTE);
  g_assert_null (hoist_limiter_get_pause (fixture->limiter, "part", &wait_us));
  g_assert_cmpint (wait_us, ==, 0);
}

static void
test_pause_forever (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  hoist_limiter_pause (fixture->limiter, "init", G_MAXINT64, NULL);
  enter (fixture, "init", 0, cancellable);
  hoist_test_clock_advance (fixture->clock, 1000 * MINUTE);
  g_assert_cmpuint (fixture->times->len, ==, 0);

  g_cancellable_cancel (cancellable);
  settle ();
  g_assert_cmpuint (fixture->n_cancelled, ==, 1);
  hoist_limiter_set_unlimited (fixture->limiter, FALSE);
}

static void
test_unlimited (Fixture *fixture, gconstpointer data)
{
  enter_many (fixture, "init", 150);
  g_assert_cmpuint (fixture->times->len, ==, 100);

  hoist_limiter_set_unlimited (fixture->limiter, TRUE);
  settle ();
  g_assert_cmpuint (fixture->times->len, ==, 150);
  enter_many (fixture, "init", 1000);
  g_assert_cmpuint (fixture->times->len, ==, 1150);

  /* What went meanwhile counts when the rates are back; and the pauses held all along. */
  hoist_limiter_set_unlimited (fixture->limiter, FALSE);
  g_assert_cmpint (hoist_limiter_get_wait (fixture->limiter, "init"), >, MINUTE);
  hoist_limiter_set_unlimited (fixture->limiter, TRUE);
  hoist_limiter_pause (fixture->limiter, "init", SECOND, NULL);
  g_assert_cmpint (hoist_limiter_get_wait (fixture->limiter, "init"), ==, SECOND);
}

static void
on_entered_again (GObject *source, GAsyncResult *result, gpointer data)
{
  Fixture *fixture = data;
  gint64 now = get_now (fixture);

  g_assert_true (hoist_limiter_enter_finish (HOIST_LIMITER (source), result, NULL));
  g_array_append_val (fixture->times, now);
  if (fixture->times->len < 250)
    hoist_limiter_enter_async (fixture->limiter, "init", NULL, on_entered_again, fixture);
}

/* Each that is let in comes back at once, from inside the callback. */
static void
test_comes_back (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 3; i++)
    hoist_limiter_enter_async (fixture->limiter, "init", NULL, on_entered_again, fixture);

  hoist_test_clock_advance (fixture->clock, 5 * MINUTE);
  g_assert_cmpuint (fixture->times->len, >=, 250);
  check_windows (fixture, 100);
}

#define ADD(path, data, function)                                                                  \
  g_test_add ("/limiter/" path, Fixture, data, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  ADD ("spreads-a-burst", NULL, test_burst);
  ADD ("holds-in-every-window", NULL, test_random);
  ADD ("remembers-ten-thousand", NULL, test_large);
  ADD ("lets-half-in-after-a-start", "fresh", test_after_start);
  ADD ("lets-one-in-after-a-start", "fresh", test_half_of_one);
  ADD ("ends-the-half-in-time", "fresh", test_half_ends);
  ADD ("keeps-buckets-apart", NULL, test_buckets_apart);
  ADD ("lets-waiters-leave", NULL, test_cancel);
  ADD ("pauses-a-bucket", NULL, test_pause);
  ADD ("pauses-the-account", NULL, test_pause_all);
  ADD ("says-why-it-pauses", NULL, test_why);
  ADD ("survives-an-endless-pause", NULL, test_pause_forever);
  ADD ("can-be-unlimited", NULL, test_unlimited);
  ADD ("can-be-entered-from-a-callback", NULL, test_comes_back);

  return g_test_run ();
}
