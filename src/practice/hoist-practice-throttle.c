/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A token bucket for received bytes: who took too much waits until the bucket is level again. */
#include "hoist-practice-throttle.h"

typedef struct {
  GSourceOnceFunc callback;
  gpointer data; /* (unowned) */
} Waiter;

struct _HoistPracticeThrottle {
  guint64 rate;   /* bytes a second */
  double level;   /* bytes that may still be taken; below zero: a debt */
  gint64 last_us; /* when level was last brought up to date */
  GArray *waiters;
  GSource *timer; /* (owned) */
};

static void
refill (HoistPracticeThrottle *self)
{
  gint64 now_us = g_get_monotonic_time ();
  /* 20 ms of saved-up allowance: enough to be even, too little to be a burst. */
  double most = MAX (self->rate / 50.0, 1);

  self->level += (double) (now_us - self->last_us) * self->rate / G_USEC_PER_SEC;
  self->level = MIN (self->level, most);
  self->last_us = now_us;
}

static void
schedule (HoistPracticeThrottle *self)
{
  double debt = MAX (1 - self->level, 1);

  if (self->waiters->len == 0)
    g_source_set_ready_time (self->timer, -1);
  else
    g_source_set_ready_time (self->timer,
                             self->last_us + (gint64) (debt * G_USEC_PER_SEC / self->rate) + 1);
}

static gboolean
on_timer (gpointer user_data)
{
  HoistPracticeThrottle *self = user_data;
  g_autoptr (GArray) waiters = NULL;

  refill (self);
  if (self->level > 0) {
    waiters = g_steal_pointer (&self->waiters);
    self->waiters = g_array_new (FALSE, FALSE, sizeof (Waiter));
  }
  schedule (self);
  for (guint i = 0; waiters != NULL && i < waiters->len; i++) {
    Waiter *waiter = &g_array_index (waiters, Waiter, i);

    waiter->callback (waiter->data);
  }
  return G_SOURCE_CONTINUE;
}

static gboolean
dispatch_timer (GSource *source, GSourceFunc callback, gpointer user_data)
{
  return callback (user_data);
}

static GSourceFuncs timer_funcs = { .dispatch = dispatch_timer };

/**
 * hoist_practice_throttle_new:
 * @rate: bytes a second, above zero
 *
 * Works in the thread-default main context of the caller.
 */
HoistPracticeThrottle *
hoist_practice_throttle_new (guint64 rate)
{
  HoistPracticeThrottle *self = g_new0 (HoistPracticeThrottle, 1);

  g_assert (rate > 0);
  self->rate = rate;
  self->last_us = g_get_monotonic_time ();
  self->waiters = g_array_new (FALSE, FALSE, sizeof (Waiter));
  self->timer = g_source_new (&timer_funcs, sizeof (GSource));
  g_source_set_callback (self->timer, on_timer, self, NULL);
  g_source_attach (self->timer, g_main_context_get_thread_default ());
  return self;
}

/**
 * hoist_practice_throttle_free:
 *
 * Forgets all who wait; their callbacks do not come.
 */
void
hoist_practice_throttle_free (HoistPracticeThrottle *self)
{
  g_source_destroy (self->timer);
  g_source_unref (self->timer);
  g_array_unref (self->waiters);
  g_free (self);
}

/**
 * hoist_practice_throttle_take:
 *
 * Counts @size bytes that were received.
 *
 * Returns: whether the caller has to wait before it reads on
 */
gboolean
hoist_practice_throttle_take (HoistPracticeThrottle *self, gsize size)
{
  refill (self);
  self->level -= size;
  return self->level < 0;
}

/**
 * hoist_practice_throttle_wait:
 * @callback: called once, from the main context, when reading may go on
 */
void
hoist_practice_throttle_wait (HoistPracticeThrottle *self, GSourceOnceFunc callback, gpointer data)
{
  Waiter waiter = { callback, data };

  g_array_append_val (self->waiters, waiter);
  schedule (self);
}

/**
 * hoist_practice_throttle_forget:
 *
 * Drops what waits with @data.
 */
void
hoist_practice_throttle_forget (HoistPracticeThrottle *self, gpointer data)
{
  for (guint i = self->waiters->len; i > 0; i--)
    if (g_array_index (self->waiters, Waiter, i - 1).data == data)
      g_array_remove_index (self->waiters, i - 1);
}
