/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rate and time left on recorded and on drawn lines: right where the line is steady, calm where it
 * is not. */
#include "hoist-estimate.h"

#include "hoist-format.h"
#include "hoist-test-home.h"

#include <math.h>

#define MIB (1024.0 * 1024.0)

/* Updates as the window asks for them. */
#define STEP_US (G_USEC_PER_SEC / 4)

/* Bytes a second that the line carries at a time, in seconds. */
typedef double (*Curve) (double time);

typedef struct {
  gint64 first_shown; /* seconds after the start, -1 for never */
  double worst_jump;  /* largest factor between two texts one after the other */
  double worst_error; /* after 30 s, against the true time left */
  guint n_hidden;     /* hidden again after it was shown */
  guint64 last_rate;
} Observed;

static double
steady (double time)
{
  return 10 * MIB;
}

/* Parts of 16 MiB: 2 s of sending, 6 s of waiting for the answer. */
static double
bursty (double time)
{
  return fmod (time, 8.0) < 2.0 ? 8 * MIB : 0;
}

static double
slow_start (double time)
{
  return MIN (10.0, 0.2 + time) * MIB;
}

static double
stalling (double time)
{
  return time > 60 && time < 120 ? 0 : 5 * MIB;
}

static double
dropping (double time)
{
  return time < 60 ? 20 * MIB : 1 * MIB;
}

static double
ragged (double time)
{
  return MIB * (6 + 5 * sin (time * 1.7) * sin (time * 0.31));
}

/* The number that people read, in seconds: "About 2 minutes left" is 120. */
static double
read_text (gint64 seconds)
{
  g_autofree char *text = hoist_format_time_left (seconds);
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  double number = g_ascii_strtod (words[1], NULL);

  g_assert_cmpstr (words[0], ==, "About");
  g_assert_cmpfloat (number, >, 0);
  switch (*words[2]) {
  case 's':
    return number;
  case 'm':
    return number * 60.0;
  case 'h':
    return number * 3600.0;
  default:
    g_assert_cmpint (*words[2], ==, 'd');
    return number * 24 * 3600.0;
  }
}

static double
get_factor (double one, double other)
{
  return MAX (one / other, other / one);
}

static double
get_true_time_left (Curve curve, double time, double bytes)
{
  double begin = time;

  for (; bytes > 0 && time < begin + 1e6; time += 0.05)
    bytes -= curve (time) * 0.05;

  return time - begin;
}

static Observed
replay (Curve curve, double size)
{
  g_autoptr (HoistEstimate) estimate = hoist_estimate_new ();
  Observed observed = { .first_shown = -1, .worst_jump = 1 };
  gint64 start_us = 77 * G_USEC_PER_SEC;
  gint64 before = -1;
  double left = size;

  hoist_estimate_start (estimate, start_us);
  for (gint64 passed_us = 0; left > 0; passed_us += STEP_US) {
    double time = (double) passed_us / G_USEC_PER_SEC;
    double bytes = MIN (curve (time) * STEP_US / G_USEC_PER_SEC, left);
    gint64 shown;

    hoist_estimate_add (estimate, (guint64) bytes, start_us + passed_us);
    left -= bytes;
    if (left < 1)
      break;

    shown = hoist_estimate_get_seconds_left (estimate, (guint64) left, start_us + passed_us);
    observed.last_rate = hoist_estimate_get_rate (estimate, start_us + passed_us);
    if (shown >= 0 && observed.first_shown < 0)
      observed.first_shown = passed_us / G_USEC_PER_SEC;
    if (shown < 0 && observed.first_shown >= 0)
      observed.n_hidden++;
    if (shown > 0 && before > 0)
      observed.worst_jump =
          MAX (observed.worst_jump, get_factor (read_text (shown), read_text (before)));
    if (shown > 10 && time > 30) {
      double real = get_true_time_left (curve, time, left);

      observed.worst_error = MAX (observed.worst_error, fabs ((double) shown - real) / real);
    }
    before = shown;
  }

  return observed;
}

static void
test_steady (void)
{
  Observed observed = replay (steady, 3000 * MIB);

  g_assert_cmpint (observed.first_shown, ==, 8);
  g_assert_cmpfloat (observed.worst_error, <, 0.1);
  g_assert_cmpuint (observed.n_hidden, ==, 0);
  g_assert_cmpfloat_with_epsilon ((double) observed.last_rate, 10 * MIB, 0.05 * 10 * MIB);
}

static void
test_bursty (void)
{
  Observed observed = replay (bursty, 1000 * MIB);

  g_assert_cmpfloat (observed.worst_error, <, 0.25);
  g_assert_cmpfloat (observed.worst_jump, <=, 2.0);
  g_assert_cmpuint (observed.n_hidden, ==, 0);
}

static void
test_slow_start (void)
{
  Observed observed = replay (slow_start, 3000 * MIB);

  g_assert_cmpint (observed.first_shown, ==, 8);
  g_assert_cmpfloat (observed.worst_error, <, 0.25);
  g_assert_cmpfloat (observed.worst_jump, <=, 2.0);
}

/* Nothing is claimed while nothing moves; afterwards it comes back by itself. */
static void
test_stalled (void)
{
  g_autoptr (HoistEstimate) estimate = hoist_estimate_new ();
  gint64 now_us = 0;
  guint n_shown = 0;

  for (; now_us < 180 * (gint64) G_USEC_PER_SEC; now_us += STEP_US) {
    double time = (double) now_us / G_USEC_PER_SEC;
    gint64 shown;

    hoist_estimate_add (estimate, (guint64) (stalling (time) / 4), now_us);
    shown = hoist_estimate_get_seconds_left (estimate, (guint64) (2000 * MIB), now_us);
    if (time > 73 && time < 120) {
      g_assert_cmpint (shown, ==, -1);
      g_assert_cmpuint (hoist_estimate_get_rate (estimate, now_us), ==, 0);
    } else if (time > 121 || (time > 8 && time < 60)) {
      g_assert_cmpint (shown, >, 0);
      n_shown++;
    }
  }
  g_assert_cmpuint (n_shown, >, 300);
}

/* Whatever the line does, no number is more than twice or less than half of the one before. */
static void
test_calm (void)
{
  const Curve curves[] = { steady, bursty, slow_start, stalling, dropping, ragged };

  for (guint i = 0; i < G_N_ELEMENTS (curves); i++) {
    g_test_message ("curve %u", i);
    g_assert_cmpfloat (replay (curves[i], 2500 * MIB).worst_jump, <=, 2.0);
  }
}

/* Nor when nobody looked for a while and the line has changed meanwhile. */
static void
test_calm_when_rarely_asked (void)
{
  const double rates[] = { 100 * MIB, MIB / 10, 100 * MIB };
  g_autoptr (HoistEstimate) estimate = hoist_estimate_new ();
  gint64 before = -1;
  guint n_clamped = 0;

  for (gint64 now_us = 0; now_us < 360 * (gint64) G_USEC_PER_SEC; now_us += G_USEC_PER_SEC) {
    gint64 second = now_us / G_USEC_PER_SEC;
    gint64 shown;

    hoist_estimate_add (estimate, (guint64) rates[second / 120], now_us);
    if (second < 20 || second % 20 != 0)
      continue;

    shown = hoist_estimate_get_seconds_left (estimate, (guint64) (50000 * MIB), now_us);
    if (before > 0) {
      g_assert_cmpfloat (get_factor (read_text (shown), read_text (before)), <=, 2.0);
      n_clamped += get_factor ((double) shown, (double) before) > 1.5;
    }
    before = shown;
  }
  g_assert_cmpuint (n_clamped, >, 3);
}

/* A slower line is noticed: the time grows, step by step, to what it now is. */
static void
test_drop (void)
{
  g_autoptr (HoistEstimate) estimate = hoist_estimate_new ();
  gint64 shown = 0;
  guint64 left = (guint64) (6000 * MIB);

  for (gint64 now_us = 0; now_us < 180 * (gint64) G_USEC_PER_SEC; now_us += STEP_US) {
    guint64 bytes = (guint64) (dropping ((double) now_us / G_USEC_PER_SEC) / 4);

    left -= bytes;
    hoist_estimate_add (estimate, bytes, now_us);
    shown = hoist_estimate_get_seconds_left (estimate, left, now_us);
  }
  g_assert_cmpfloat_with_epsilon ((double) shown, (double) left / MIB, 0.15 * (double) left / MIB);
}

/* Between two looks nobody took, hours may pass. */
static void
test_long_gap (void)
{
  g_autoptr (HoistEstimate) estimate = hoist_estimate_new ();
  gint64 hour_us = 3600 * (gint64) G_USEC_PER_SEC;

  for (guint i = 0; i < 20; i++)
    hoist_estimate_add (estimate, (guint64) MIB, i * (gint64) G_USEC_PER_SEC);

  g_assert_cmpuint (hoist_estimate_get_rate (estimate, 30 * hour_us), ==, 0);
  g_assert_cmpint (hoist_estimate_get_seconds_left (estimate, 1, 30 * hour_us), ==, -1);

  hoist_estimate_start (estimate, 30 * hour_us);
  hoist_estimate_add (estimate, (guint64) MIB, 30 * hour_us);
  g_assert_cmpuint (hoist_estimate_get_rate (estimate, 30 * hour_us), ==, (guint64) MIB);
}

static void
test_ends (void)
{
  g_autoptr (HoistEstimate) estimate = hoist_estimate_new ();
  gint64 now_us = 0;

  for (; now_us < 20 * G_USEC_PER_SEC; now_us += STEP_US)
    hoist_estimate_add (estimate, 1000, now_us);

  g_assert_cmpint (hoist_estimate_get_seconds_left (estimate, 0, now_us), ==, 0);
  g_assert_cmpint (hoist_estimate_get_seconds_left (estimate, 1, now_us), ==, 1);
  g_assert_cmpint (hoist_estimate_get_seconds_left (estimate, G_MAXUINT64, now_us), >, 0);
}

/* The estimate may change by 1.6 at once; whatever number that is, its text changes by no more
 * than 2. */
static void
test_rounding (void)
{
  for (gint64 seconds = 1; seconds < 40 * 24 * (gint64) 3600;
       seconds += seconds < 100000 ? 1 : 97) {
    gint64 most = (gint64) ceil (1.6 * (double) seconds);

    g_assert_cmpfloat (get_factor (read_text (seconds), read_text (most)), <=, 2.0);
  }
}

typedef struct {
  double *seconds;
  guint64 *bytes;
  gsize length;
} Recording;

static void
recording_clear (Recording *recording)
{
  g_free (recording->seconds);
  g_free (recording->bytes);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Recording, recording_clear)

static void
load (Recording *recording, const char *name)
{
  g_autofree char *file = g_strdup_printf ("%s.txt", name);
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "vectors", "rates", file, NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  lines = g_strsplit (g_strchomp (text), "\n", -1);
  recording->length = g_strv_length (lines);
  recording->seconds = g_new0 (double, recording->length);
  recording->bytes = g_new0 (guint64, recording->length);
  for (gsize i = 0; i < recording->length; i++) {
    char *rest = NULL;

    recording->seconds[i] = (double) g_ascii_strtoull (lines[i], &rest, 10) / 1000;
    recording->bytes[i] = g_ascii_strtoull (rest, NULL, 10);
  }
}

/* As a session does it: each look adds what has left since, and sometimes nothing has. */
static Observed
replay_recording (const Recording *recording, double judged_after)
{
  g_autoptr (HoistEstimate) estimate = hoist_estimate_new ();
  Observed observed = { .first_shown = -1, .worst_jump = 1 };
  guint64 size = recording->bytes[recording->length - 1];
  double end = recording->seconds[recording->length - 1];
  guint64 sent = 0;
  gint64 before = -1;
  gsize at = 0;

  for (gint64 now_us = 0; at < recording->length; now_us += STEP_US) {
    double time = (double) now_us / G_USEC_PER_SEC;
    gint64 shown;

    for (; at < recording->length && recording->seconds[at] <= time; at++) {
      /* bytes that are taken back, as a part is sent again, take no time away */
      if (recording->bytes[at] > sent)
        hoist_estimate_add (estimate, recording->bytes[at] - sent, now_us);
      sent = recording->bytes[at];
    }
    if (sent >= size)
      break;
    shown = hoist_estimate_get_seconds_left (estimate, size - sent, now_us);
    if (shown >= 0 && observed.first_shown < 0)
      observed.first_shown = now_us / G_USEC_PER_SEC;
    if (shown < 0 && before >= 0)
      observed.n_hidden++;
    if (shown > 0 && before > 0)
      observed.worst_jump =
          MAX (observed.worst_jump, get_factor (read_text (shown), read_text (before)));
    if (shown > 10 && time > judged_after)
      observed.worst_error =
          MAX (observed.worst_error, fabs ((double) shown - (end - time)) / (end - time));
    before = shown;
  }

  return observed;
}

/* Recorded from uploads to the practice service: see vectors/rates/record.py. */
static void
test_recorded (void)
{
  static const struct {
    const char *name;
    double steady_since; /* seconds; -1 for never: then nobody can know the time left */
    guint n_hidden;      /* how often there is nothing to say after all */
  } curves[] = {
    { "steady", 0, 0 },
    { "bursty", 0, 0 },
    { "stalled", -1, 1 },
    { "slow-start", 55, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (curves); i++) {
    g_auto (Recording) recording = { 0 };
    Observed observed;

    load (&recording, curves[i].name);
    observed = replay_recording (&recording, curves[i].steady_since + 30);
    g_test_message ("%s: shown after %d s, worst error %.0f %%, worst step %.2f, hidden %u times",
                    curves[i].name, (int) observed.first_shown, observed.worst_error * 100,
                    observed.worst_jump, observed.n_hidden);
    g_assert_cmpint (observed.first_shown, ==, 8);
    g_assert_cmpfloat (observed.worst_jump, <=, 2.0);
    g_assert_cmpuint (observed.n_hidden, ==, curves[i].n_hidden);
    if (curves[i].steady_since >= 0)
      g_assert_cmpfloat (observed.worst_error, <, 0.25);
  }
}

int
main (int argc, char **argv)
{
  hoist_test_init_at_home (&argc, &argv);

  g_test_add_func ("/estimate/is-right-on-a-steady-line", test_steady);
  g_test_add_func ("/estimate/bridges-bursts", test_bursty);
  g_test_add_func ("/estimate/forgets-a-slow-start", test_slow_start);
  g_test_add_func ("/estimate/is-hidden-while-stalled", test_stalled);
  g_test_add_func ("/estimate/is-right-and-calm-on-recorded-lines", test_recorded);
  g_test_add_func ("/estimate/rounding-does-not-make-it-jump", test_rounding);
  g_test_add_func ("/estimate/never-jumps", test_calm);
  g_test_add_func ("/estimate/never-jumps-when-rarely-asked", test_calm_when_rarely_asked);
  g_test_add_func ("/estimate/notices-a-slower-line", test_drop);
  g_test_add_func ("/estimate/survives-a-long-gap", test_long_gap);
  g_test_add_func ("/estimate/ends-at-nothing", test_ends);

  return g_test_run ();
}
