/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Wakes a session that waits for the world: after a while, or when the network changes. */
#include "hoist-wake.h"

/* Looks at the network grow further apart, for it usually tells of a change by itself. */
#define FIRST_NETWORK_WAIT_US (5 * G_USEC_PER_SEC)
#define MAX_NETWORK_WAIT_US (60 * G_USEC_PER_SEC)
#define MAX_DOUBLINGS 4

#define MIN_WAIT_US (1 * G_USEC_PER_SEC)

struct _HoistWake {
  HoistEngine *engine; /* (owned) */
  GSourceOnceFunc wake;
  gpointer data;
  guint timer;
  gint64 due_us;
  gulong network_id;
  guint n_network_waits;
};

static void
wake (HoistWake *self)
{
  hoist_wake_disarm (self);
  self->wake (self->data);
}

static void
on_due (gpointer user_data)
{
  HoistWake *self = user_data;

  self->timer = 0;
  wake (self);
}

static void
on_network_changed (HoistNetwork *network, HoistWake *self)
{
  wake (self);
}

/**
 * hoist_wake_new:
 * @wake: called once for each time it was armed
 * @data: for @wake
 *
 * Returns: (transfer full):
 */
HoistWake *
hoist_wake_new (HoistEngine *engine, GSourceOnceFunc wake_func, gpointer data)
{
  HoistWake *self = g_new0 (HoistWake, 1);

  self->engine = g_object_ref (engine);
  self->wake = wake_func;
  self->data = data;
  return self;
}

void
hoist_wake_free (HoistWake *self)
{
  hoist_wake_disarm (self);
  g_object_unref (self->engine);
  g_free (self);
}

/**
 * hoist_wake_arm:
 * @wait_us: a second at least is waited in any case
 */
void
hoist_wake_arm (HoistWake *self, gint64 wait_us)
{
  HoistClock *clock = hoist_engine_get_clock (self->engine);

  wait_us = MAX (wait_us, MIN_WAIT_US);
  hoist_wake_disarm (self);
  self->due_us = hoist_clock_get_monotonic (clock) + wait_us;
  self->timer = hoist_clock_add_timer (clock, wait_us, on_due, self);
}

/**
 * hoist_wake_arm_network:
 *
 * Wakes when the network changes, and now and then all the same: 5 s, 10 s … 60 s until
 * hoist_wake_reset().
 */
void
hoist_wake_arm_network (HoistWake *self)
{
  gint64 wait_us = FIRST_NETWORK_WAIT_US << MIN (self->n_network_waits, MAX_DOUBLINGS);

  hoist_wake_arm (self, MIN (wait_us, MAX_NETWORK_WAIT_US));
  self->n_network_waits++;
  self->network_id = g_signal_connect (hoist_engine_get_network (self->engine), "changed",
                                       G_CALLBACK (on_network_changed), self);
}

void
hoist_wake_disarm (HoistWake *self)
{
  hoist_clock_clear_timer (hoist_engine_get_clock (self->engine), &self->timer);
  g_clear_signal_handler (&self->network_id, hoist_engine_get_network (self->engine));
}

/**
 * hoist_wake_reset:
 *
 * The network works: the next wait for it begins short again.
 */
void
hoist_wake_reset (HoistWake *self)
{
  self->n_network_waits = 0;
}

/**
 * hoist_wake_get_left:
 *
 * Returns: microseconds until it wakes; -1 when it is not armed
 */
gint64
hoist_wake_get_left (HoistWake *self)
{
  if (self->timer == 0)
    return -1;
  return MAX (self->due_us - hoist_clock_get_monotonic (hoist_engine_get_clock (self->engine)), 0);
}
