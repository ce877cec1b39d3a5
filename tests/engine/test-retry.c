/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The retry policy: what, when, and how often. */
#include "hoist-retry.h"

#include <math.h>

#define SECOND ((gint64) G_USEC_PER_SEC)
#define ALMOST_1 0.999999

static HoistRetry
decide (HoistErrorCode code,
        gint64 told_us,
        guint attempt,
        HoistReplay replay,
        HoistSent sent,
        double jitter)
{
  g_autoptr (GError) error = g_error_new_literal (HOIST_ERROR, code, "A test.");

  if (told_us >= 0)
    hoist_error_set_wait (error, told_us);

  return hoist_retry_decide (error, attempt, replay, sent, jitter);
}

static HoistRetry
decide_plain (HoistErrorCode code, guint attempt)
{
  return decide (code, -1, attempt, HOIST_REPLAY_SAFE, HOIST_SENT_ALL, 0.5);
}

#define ROW(code, retry, is_counted)                                                               \
  {                                                                                                \
    HOIST_ERROR_##code, HOIST_RETRY_##retry, is_counted                                            \
  }

static void
test_kinds (void)
{
  const struct {
    HoistErrorCode code;
    HoistRetryKind kind;
    gboolean is_counted;
  } rows[] = {
    ROW (OFFLINE, WORLD, FALSE),      ROW (BUSY, SAME, TRUE),
    ROW (THROTTLED, SAME, TRUE),      ROW (UNSURE, PROBE, TRUE),
    ROW (RENEW, RENEW, FALSE),        ROW (SIGN_IN, GIVE_UP, FALSE),
    ROW (STOPPED, WORLD, FALSE),      ROW (LOCKED, WORLD, FALSE),
    ROW (KEYRING, GIVE_UP, FALSE),    ROW (EXPIRED, BEGIN, TRUE),
    ROW (DAMAGED, SAME, TRUE),        ROW (CHANGED, GIVE_UP, FALSE),
    ROW (GROWING, WORLD, FALSE),      ROW (MISSING, GIVE_UP, FALSE),
    ROW (DRIVE, WORLD, FALSE),        ROW (NO_ACCESS, GIVE_UP, FALSE),
    ROW (NO_SPACE, GIVE_UP, FALSE),   ROW (NAME_TAKEN, GIVE_UP, FALSE),
    ROW (TOO_LARGE, GIVE_UP, FALSE),  ROW (REFUSED, GIVE_UP, FALSE),
    ROW (UNVERIFIED, GIVE_UP, FALSE), ROW (PROTOCOL, GIVE_UP, FALSE),
  };

  g_assert_cmpuint (G_N_ELEMENTS (rows), ==, HOIST_N_ERRORS);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    HoistRetry retry = decide_plain (rows[i].code, 1);

    g_test_message ("code %d", rows[i].code);
    g_assert_cmpint (rows[i].code, ==, i);
    g_assert_cmpint (retry.kind, ==, rows[i].kind);
    g_assert_cmpint (retry.is_counted, ==, rows[i].is_counted);
  }
}

static void
test_back_off (void)
{
  const gint64 shortest[] = { 1, 2, 4, 8, 16, 30, 30 };
  const gint64 longest[] = { 2, 4, 8, 16, 32, 60, 60 };

  for (guint i = 0; i < G_N_ELEMENTS (shortest); i++) {
    HoistReplay safe = HOIST_REPLAY_SAFE;
    HoistRetry first = decide (HOIST_ERROR_BUSY, -1, i + 1, safe, HOIST_SENT_ALL, 0.0);
    HoistRetry last = decide (HOIST_ERROR_BUSY, -1, i + 1, safe, HOIST_SENT_ALL, ALMOST_1);

    g_assert_cmpint (first.wait_us, ==, shortest[i] * SECOND);
    g_assert_cmpint (last.wait_us, >, longest[i] * SECOND - SECOND / 10);
    g_assert_cmpint (last.wait_us, <=, longest[i] * SECOND);
  }
}

/* Whatever is handed in, the wait is between 1 s and 60 s. */
static void
test_back_off_bounds (void)
{
  const guint attempts[] = { 0, 1, 2, 5, 6, 7 };
  const double jitters[] = { -1.0, 0.0, 0.5, ALMOST_1, 1.0, 17.0, NAN, INFINITY };

  for (guint i = 0; i < G_N_ELEMENTS (attempts); i++) {
    for (guint j = 0; j < G_N_ELEMENTS (jitters); j++) {
      HoistRetry retry =
          decide (HOIST_ERROR_BUSY, -1, attempts[i], HOIST_REPLAY_SAFE, HOIST_SENT_ALL, jitters[j]);

      g_assert_cmpint (retry.wait_us, >=, SECOND);
      g_assert_cmpint (retry.wait_us, <=, 60 * SECOND);
    }
  }
}

/* A failure that is the upload's own is given up soon. A service in trouble is waited for: soon
 * without a slot, and for a day. */
static void
test_gives_up (void)
{
  for (guint code = 0; code < HOIST_N_ERRORS; code++) {
    gboolean is_busy = code == HOIST_ERROR_BUSY;
    guint most = is_busy ? HOIST_RETRY_ATTEMPTS_BUSY : HOIST_RETRY_ATTEMPTS;

    for (guint attempt = 1; attempt < 2 * most; attempt++) {
      HoistRetry first = decide_plain ((HoistErrorCode) code, 1);
      HoistRetry retry = decide_plain ((HoistErrorCode) code, attempt);
      gboolean is_over = first.is_counted && attempt >= most;
      gboolean is_outside = is_busy && attempt >= HOIST_RETRY_ATTEMPTS;

      g_test_message ("code %u, attempt %u", code, attempt);
      g_assert_cmpint (retry.kind, ==,
                       is_over      ? HOIST_RETRY_GIVE_UP
                       : is_outside ? HOIST_RETRY_WORLD
                                    : first.kind);
      if (first.is_counted && !is_over)
        g_assert_cmpuint (retry.n_failed, ==, attempt);
    }
  }
}

/* All waits for a service in trouble together: longer than a night, and not for ever. */
static void
test_patience (void)
{
  const double jitters[] = { 0.0, 0.5, ALMOST_1 };
  const gint64 shortest[] = { 14, 20, 28 };
  const gint64 longest[] = { 20, 28, 36 };

  for (guint i = 0; i < G_N_ELEMENTS (jitters); i++) {
    gint64 sum = 0;

    for (guint attempt = 1; attempt < HOIST_RETRY_ATTEMPTS_BUSY; attempt++) {
      HoistRetry retry =
          decide (HOIST_ERROR_BUSY, -1, attempt, HOIST_REPLAY_SAFE, HOIST_SENT_ALL, jitters[i]);

      g_assert_cmpint (retry.wait_us, <=, 300 * SECOND);
      sum += retry.wait_us;
    }
    g_assert_cmpint (sum, >, shortest[i] * 3600 * SECOND);
    g_assert_cmpint (sum, <, longest[i] * 3600 * SECOND);
  }
}

/* The service's own wait is a floor, is never undercut, and does not run away. */
static void
test_told_wait (void)
{
  const gint64 told[] = { 0, 1, SECOND, 10 * SECOND, 59 * SECOND, 120 * SECOND, 3600 * SECOND };
  const double jitters[] = { 0.0, 0.5, ALMOST_1 };

  for (guint i = 0; i < G_N_ELEMENTS (told); i++) {
    for (guint j = 0; j < G_N_ELEMENTS (jitters); j++) {
      HoistRetry retry =
          decide (HOIST_ERROR_BUSY, told[i], 1, HOIST_REPLAY_SAFE, HOIST_SENT_ALL, jitters[j]);

      g_assert_cmpint (retry.wait_us, >=, told[i]);
      g_assert_cmpint (retry.wait_us, >=, SECOND);
      g_assert_cmpint (retry.wait_us, <=, MAX (told[i] + SECOND, 2 * SECOND));
    }
  }

  g_assert_cmpint (
      decide (HOIST_ERROR_BUSY, G_MAXINT64, 1, HOIST_REPLAY_SAFE, HOIST_SENT_ALL, 0.9).wait_us, <=,
      25 * 3600 * SECOND);
  g_assert_cmpint (
      decide (HOIST_ERROR_RENEW, 7 * SECOND, 1, HOIST_REPLAY_SAFE, HOIST_SENT_ALL, 0).wait_us, ==,
      7 * SECOND);
}

/* To wait as told is no failure; an unexplained "too many" is. */
static void
test_throttled (void)
{
  HoistRetry retry = decide (HOIST_ERROR_THROTTLED, 60 * SECOND, 100, HOIST_REPLAY_ONLY_IF_UNSENT,
                             HOIST_SENT_ALL, 0.5);

  g_assert_cmpint (retry.kind, ==, HOIST_RETRY_SAME);
  g_assert_false (retry.is_counted);
  g_assert_cmpint (retry.wait_us, >=, 60 * SECOND);

  retry = decide_plain (HOIST_ERROR_THROTTLED, HOIST_RETRY_ATTEMPTS);
  g_assert_cmpint (retry.kind, ==, HOIST_RETRY_GIVE_UP);
}

/* The rule: what may not be carried out twice is asked about once any of it has left, unless the
 * answer itself says that it was not carried out. */
static void
test_unclear_end (void)
{
  const HoistErrorCode codes[] = { HOIST_ERROR_OFFLINE, HOIST_ERROR_BUSY };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++) {
    for (HoistReplay replay = HOIST_REPLAY_SAFE; replay <= HOIST_REPLAY_ONLY_IF_UNSENT; replay++) {
      for (HoistSent sent = HOIST_SENT_NOTHING; sent <= HOIST_SENT_ALL; sent++) {
        HoistRetry retry = decide (codes[i], -1, 1, replay, sent, 0.5);
        gboolean is_clear = replay == HOIST_REPLAY_SAFE || sent == HOIST_SENT_NOTHING;

        g_test_message ("code %d, replay %d, sent %d", codes[i], replay, sent);
        if (is_clear)
          g_assert_cmpint (retry.kind, !=, HOIST_RETRY_PROBE);
        else
          g_assert_cmpint (retry.kind, ==, HOIST_RETRY_PROBE);
        g_assert_cmpint (retry.is_counted, ==, codes[i] != HOIST_ERROR_OFFLINE);
      }
    }
  }
}

static void
test_clear_answers (void)
{
  const HoistErrorCode codes[] = { HOIST_ERROR_THROTTLED, HOIST_ERROR_DAMAGED };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++) {
    HoistRetry retry = decide (codes[i], -1, 1, HOIST_REPLAY_ONLY_IF_UNSENT, HOIST_SENT_ALL, 0.5);

    g_assert_cmpint (retry.kind, ==, HOIST_RETRY_SAME);
  }
}

/* Being offline is never held against an upload, and it goes on within 5 s of the network. */
static void
test_offline (void)
{
  for (guint attempt = 1; attempt < 100; attempt++) {
    HoistRetry retry = decide (HOIST_ERROR_OFFLINE, -1, attempt, HOIST_REPLAY_ASK_FIRST,
                               HOIST_SENT_SOME, ALMOST_1);

    g_assert_cmpint (retry.kind, ==, HOIST_RETRY_PROBE);
    g_assert_false (retry.is_counted);
    g_assert_cmpint (retry.wait_us, <, 5 * SECOND);
    g_assert_cmpint (retry.wait_us, >=, SECOND);
  }
}

static void
test_growing (void)
{
  g_assert_cmpint (decide_plain (HOIST_ERROR_GROWING, 1).wait_us, ==, 2 * SECOND);
  g_assert_cmpint (decide_plain (HOIST_ERROR_DRIVE, 1).wait_us, ==, 0);
}

/* A prompt that was dismissed does not come back the next second. */
static void
test_locked (void)
{
  g_assert_cmpint (decide_plain (HOIST_ERROR_LOCKED, 1).wait_us, >=, 60 * SECOND);
}

static void
test_foreign (void)
{
  g_autoptr (GError) cancelled = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Stop");
  g_autoptr (GError) unknown = g_error_new_literal (HOIST_ERROR, 4711, "Later");
  g_autoptr (GError) negative = g_error_new_literal (HOIST_ERROR, -1, "Never");
  const GError *errors[] = { cancelled, unknown, negative };

  for (guint i = 0; i < G_N_ELEMENTS (errors); i++) {
    HoistRetry retry = hoist_retry_decide (errors[i], 1, HOIST_REPLAY_SAFE, HOIST_SENT_ALL, 0.5);

    g_assert_cmpint (retry.kind, ==, HOIST_RETRY_GIVE_UP);
    g_assert_false (retry.is_counted);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/retry/one-kind-for-each-code", test_kinds);
  g_test_add_func ("/retry/backs-off-from-1-to-60-seconds", test_back_off);
  g_test_add_func ("/retry/stays-in-bounds", test_back_off_bounds);
  g_test_add_func ("/retry/gives-up-after-so-many", test_gives_up);
  g_test_add_func ("/retry/waits-a-day-for-a-service-in-trouble", test_patience);
  g_test_add_func ("/retry/obeys-a-told-wait", test_told_wait);
  g_test_add_func ("/retry/does-not-count-a-told-throttle", test_throttled);
  g_test_add_func ("/retry/asks-after-an-unclear-end", test_unclear_end);
  g_test_add_func ("/retry/trusts-a-clear-answer", test_clear_answers);
  g_test_add_func ("/retry/never-counts-offline", test_offline);
  g_test_add_func ("/retry/looks-again-at-a-growing-file", test_growing);
  g_test_add_func ("/retry/leaves-a-locked-keyring-alone", test_locked);
  g_test_add_func ("/retry/gives-up-on-foreign-errors", test_foreign);

  return g_test_run ();
}
