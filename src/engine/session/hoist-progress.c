/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rate and the time left of a running session, and how often they are shown. */
#include "hoist-progress.h"

#include "hoist-estimate.h"

/* Progress is shown at most this often (design section 4). */
#define SHOW_US (G_USEC_PER_SEC / 10)

struct _HoistProgress {
  HoistClock *clock; /* (owned) */
  HoistProgressShow show;
  gpointer data;
  HoistEstimate *estimate; /* (owned) */
  guint64 hashed;
  guint64 unshown;
  gint64 shown_us;
  guint timer;
};

static gint64
get_now (HoistProgress *self)
{
  return hoist_clock_get_monotonic (self->clock);
}

static void
show (HoistProgress *self)
{
  guint64 sent = self->unshown;

  self->unshown = 0;
  self->shown_us = get_now (self);
  self->show (sent, self->data);
}

static void
on_show_due (gpointer user_data)
{
  HoistProgress *self = user_data;

  self->timer = 0;
  show (self);
}

static void
show_soon (HoistProgress *self)
{
  gint64 wait_us = self->shown_us + SHOW_US - get_now (self);

  if (self->timer != 0)
    return;

  if (wait_us <= 0)
    show (self);
  else
    self->timer = hoist_clock_add_timer (self->clock, wait_us, on_show_due, self);
}

/**
 * hoist_progress_new:
 * @show: called in the main context when there is something new to see
 * @data: for @show
 *
 * Returns: (transfer full):
 */
HoistProgress *
hoist_progress_new (HoistClock *clock, HoistProgressShow show_func, gpointer data)
{
  HoistProgress *self = g_new0 (HoistProgress, 1);

  self->clock = g_object_ref (clock);
  self->show = show_func;
  self->data = data;
  self->estimate = hoist_estimate_new ();
  self->shown_us = get_now (self) - SHOW_US;
  hoist_progress_restart (self);
  return self;
}

/**
 * hoist_progress_free:
 *
 * What was not shown yet is not shown: see hoist_progress_flush().
 */
void
hoist_progress_free (HoistProgress *self)
{
  hoist_clock_clear_timer (self->clock, &self->timer);
  hoist_estimate_free (self->estimate);
  g_object_unref (self->clock);
  g_free (self);
}

/**
 * hoist_progress_restart:
 *
 * Another kind of work begins: its rate has nothing to do with the last one.
 */
void
hoist_progress_restart (HoistProgress *self)
{
  hoist_estimate_start (self->estimate, get_now (self));
}

/**
 * hoist_progress_add_hashed:
 * @hashed: bytes of the file that were read so far
 */
void
hoist_progress_add_hashed (HoistProgress *self, guint64 hashed)
{
  if (hashed > self->hashed)
    hoist_estimate_add (self->estimate, hashed - self->hashed, get_now (self));
  self->hashed = hashed;
  show_soon (self);
}

/**
 * hoist_progress_add_sent:
 * @bytes: body bytes that left; 0 when some were taken back
 */
void
hoist_progress_add_sent (HoistProgress *self, guint64 bytes)
{
  if (bytes > 0)
    hoist_estimate_add (self->estimate, bytes, get_now (self));
  self->unshown += bytes;
  show_soon (self);
}

/**
 * hoist_progress_flush:
 *
 * Shows now what was not shown yet.
 */
void
hoist_progress_flush (HoistProgress *self)
{
  if (self->timer == 0)
    return;

  hoist_clock_clear_timer (self->clock, &self->timer);
  show (self);
}

/**
 * hoist_progress_get_rate:
 *
 * Returns: bytes a second
 */
guint64
hoist_progress_get_rate (HoistProgress *self)
{
  return hoist_estimate_get_rate (self->estimate, get_now (self));
}

/**
 * hoist_progress_get_seconds_left:
 *
 * Returns: -1 when nobody knows
 */
gint64
hoist_progress_get_seconds_left (HoistProgress *self, guint64 bytes_left)
{
  return hoist_estimate_get_seconds_left (self->estimate, bytes_left, get_now (self));
}
