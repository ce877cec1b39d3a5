/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A rate over a window of seconds, and a time left that glides instead of jumping. */
#include "hoist-estimate.h"

#include <math.h>

/* Long enough to bridge the pause between two parts, short enough to notice a slower line. */
#define WINDOW_SECONDS 30

/* Before this much is known a number would only be wrong. */
#define QUIET_US (8 * G_USEC_PER_SEC)

/* Without a byte for so long the line stands still, and no time is the true one. */
#define STALL_US (12 * G_USEC_PER_SEC)

/* How fast the shown time follows the computed one: two thirds of the way in this time. */
#define GLIDE_SECONDS 4.0

/* Between two answers: what is shown of them (hoist_format_time_left()) then changes at most to its
 * half or its double, for rounding adds its share. */
#define MOST_CHANGE 1.6

/* Ten years: no file takes longer, and nobody could read it. */
#define MOST_SECONDS (10.0 * 365 * 24 * 3600)

/**
 * HoistEstimate:
 * @seconds: bytes of each second of the window, a ring indexed by the number of the second
 * @latest: number of the second that was written last, counted from the start
 * @shown: the time left that was answered last, -1 for none
 */
struct _HoistEstimate {
  guint64 seconds[WINDOW_SECONDS];
  gint64 latest;
  gint64 started_us;
  gint64 last_byte_us;
  double shown;
  gint64 shown_us;
};

/**
 * hoist_estimate_new:
 *
 * Returns: (transfer full): an estimate that knows nothing until hoist_estimate_start()
 */
HoistEstimate *
hoist_estimate_new (void)
{
  HoistEstimate *self = g_new0 (HoistEstimate, 1);

  hoist_estimate_start (self, 0);
  return self;
}

void
hoist_estimate_free (HoistEstimate *self)
{
  g_free (self);
}

/**
 * hoist_estimate_start:
 * @now_us: monotonic
 *
 * Forgets what was and begins to measure: when sending begins, and again after a pause.
 */
void
hoist_estimate_start (HoistEstimate *self, gint64 now_us)
{
  *self = (HoistEstimate){ .started_us = now_us, .last_byte_us = now_us, .shown = -1 };
}

/* Empties the seconds that have come since. */
static void
move_window (HoistEstimate *self, gint64 now_us)
{
  gint64 second = (now_us - self->started_us) / G_USEC_PER_SEC;
  gint64 first_new = MAX (self->latest + 1, second - WINDOW_SECONDS + 1);

  for (gint64 i = first_new; i <= second; i++)
    self->seconds[i % WINDOW_SECONDS] = 0;
  self->latest = MAX (self->latest, second);
}

/**
 * hoist_estimate_add:
 * @bytes: that have left since the last call
 * @now_us: monotonic, never less than before
 */
void
hoist_estimate_add (HoistEstimate *self, guint64 bytes, gint64 now_us)
{
  g_return_if_fail (now_us >= self->started_us);

  if (bytes == 0)
    return;

  move_window (self, now_us);
  self->seconds[self->latest % WINDOW_SECONDS] += bytes;
  self->last_byte_us = now_us;
}

static double
get_exact_rate (HoistEstimate *self, gint64 now_us)
{
  gint64 span_us;
  guint64 sum = 0;

  move_window (self, now_us);
  for (guint i = 0; i < WINDOW_SECONDS; i++)
    sum += self->seconds[i];

  /* The window is full seconds plus the begun one. A first second that is not over counts whole,
   * else its first bytes would look like a flood. */
  span_us = now_us - self->started_us;
  if (self->latest >= WINDOW_SECONDS)
    span_us -= (self->latest - WINDOW_SECONDS + 1) * G_USEC_PER_SEC;

  return (double) sum * G_USEC_PER_SEC / (double) MAX (span_us, G_USEC_PER_SEC);
}

/**
 * hoist_estimate_get_rate:
 * @now_us: monotonic
 *
 * Returns: bytes a second over the last 30 s; 0 when the line has stood still for 12 s
 */
guint64
hoist_estimate_get_rate (HoistEstimate *self, gint64 now_us)
{
  g_return_val_if_fail (now_us >= self->started_us, 0);

  if (now_us - self->last_byte_us >= STALL_US)
    return 0;

  return (guint64) get_exact_rate (self, now_us);
}

/* The shown time runs down like a clock and is drawn towards the computed one, but not far between
 * two answers. */
static double
glide (HoistEstimate *self, double computed, gint64 now_us)
{
  double passed = (double) (now_us - self->shown_us) / G_USEC_PER_SEC;
  double expected = self->shown - passed;
  double pull = 1.0 - exp (-passed / GLIDE_SECONDS);

  if (self->shown < 0)
    return computed;

  return CLAMP (expected + (computed - expected) * pull, self->shown / MOST_CHANGE,
                self->shown * MOST_CHANGE);
}

/**
 * hoist_estimate_get_seconds_left:
 * @bytes_left: that have yet to leave
 * @now_us: monotonic
 *
 * Returns: the time left in whole seconds, at least 1 while bytes are left; -1 in the first 8
 *   seconds and while nothing moves
 */
gint64
hoist_estimate_get_seconds_left (HoistEstimate *self, guint64 bytes_left, gint64 now_us)
{
  double rate;

  g_return_val_if_fail (now_us >= self->started_us, -1);

  if (bytes_left == 0)
    return 0;

  rate = get_exact_rate (self, now_us);
  if (now_us - self->started_us < QUIET_US || now_us - self->last_byte_us >= STALL_US ||
      rate <= 0) {
    self->shown = -1;
    return -1;
  }

  self->shown = MAX (glide (self, MIN ((double) bytes_left / rate, MOST_SECONDS), now_us), 1.0);
  self->shown_us = now_us;
  return (gint64) ceil (self->shown);
}
