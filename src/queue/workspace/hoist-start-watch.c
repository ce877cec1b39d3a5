/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Judges how the starts of a queue end. The store counts them; a mark in the data folder tells
 * whether one ended in a crash. */
#include "hoist-start-watch.h"

#include "hoist-crash-mark.h"

/* A start that lasts so long is a good one. */
#define STARTED_US (10 * G_TIME_SPAN_SECOND)

struct _HoistStartWatch {
  GObject parent_instance;

  HoistStore *store; /* (owned) */
  HoistClock *clock; /* (owned) */
  guint timer;
  gboolean is_armed;
  gboolean has_failed;
};

G_DEFINE_FINAL_TYPE (HoistStartWatch, hoist_start_watch, G_TYPE_OBJECT)

static void
hoist_start_watch_dispose (GObject *object)
{
  HoistStartWatch *self = HOIST_START_WATCH (object);

  if (self->clock != NULL)
    hoist_clock_clear_timer (self->clock, &self->timer);
  g_clear_object (&self->store);
  g_clear_object (&self->clock);

  G_OBJECT_CLASS (hoist_start_watch_parent_class)->dispose (object);
}

static void
hoist_start_watch_class_init (HoistStartWatchClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hoist_start_watch_dispose;
}

static void
hoist_start_watch_init (HoistStartWatch *self)
{
}

HoistStartWatch *
hoist_start_watch_new (HoistStore *store, HoistClock *clock)
{
  HoistStartWatch *self = g_object_new (HOIST_TYPE_START_WATCH, NULL);

  self->store = g_object_ref (store);
  self->clock = g_object_ref (clock);
  return self;
}

/**
 * hoist_start_watch_arm:
 * @folder: (type filename): the queue's
 *
 * From now on a crash counts against this start. For the program that runs the queue, before the
 * store is opened, which counts the start then.
 */
void
hoist_start_watch_arm (HoistStartWatch *self, const char *folder)
{
  g_return_if_fail (HOIST_IS_START_WATCH (self));

  hoist_store_set_was_killed (self->store, !hoist_crash_mark_take (folder));
  hoist_crash_mark_arm (folder);
  self->is_armed = TRUE;
}

static void
on_started (gpointer data)
{
  HoistStartWatch *self = data;

  self->timer = 0;
  hoist_crash_mark_disarm ();
  hoist_store_mark_started (self->store);
}

/* Whoever lets uploads go on has seen why they did not. */
static void
on_paused (HoistQueue *queue, GParamSpec *pspec, HoistStartWatch *self)
{
  if (!self->has_failed || hoist_queue_is_paused (queue))
    return;

  self->has_failed = FALSE;
  hoist_store_set_setting (self->store, HOIST_STORE_FAILED_STARTS, NULL);
}

/**
 * hoist_start_watch_begin:
 * @queue: restored, and paused where starts have failed
 * @has_failed: what the store says of the starts before
 *
 * The store is open. A start that was armed is a good one after a while.
 */
void
hoist_start_watch_begin (HoistStartWatch *self, HoistQueue *queue, gboolean has_failed)
{
  g_return_if_fail (HOIST_IS_START_WATCH (self));

  self->has_failed = has_failed;
  g_signal_connect_object (queue, "notify::is-paused", G_CALLBACK (on_paused), self, 0);
  if (self->is_armed)
    self->timer = hoist_clock_add_timer (self->clock, STARTED_US, on_started, self);
}

/**
 * hoist_start_watch_has_failed:
 *
 * Returns: whether two starts in a row ended in a crash, and nobody let uploads go on since
 */
gboolean
hoist_start_watch_has_failed (HoistStartWatch *self)
{
  g_return_val_if_fail (HOIST_IS_START_WATCH (self), FALSE);

  return self->has_failed;
}

/**
 * hoist_start_watch_stop:
 *
 * The program is about to end: it will not be said any more that this start went well by its age.
 */
void
hoist_start_watch_stop (HoistStartWatch *self)
{
  g_return_if_fail (HOIST_IS_START_WATCH (self));

  hoist_clock_clear_timer (self->clock, &self->timer);
}

/**
 * hoist_start_watch_end:
 *
 * The queue is closed: what happens from now on does not count against the start.
 */
void
hoist_start_watch_end (HoistStartWatch *self)
{
  g_return_if_fail (HOIST_IS_START_WATCH (self));

  hoist_crash_mark_disarm ();
}
