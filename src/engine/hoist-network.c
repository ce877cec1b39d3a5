/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tells when the network changed or the machine woke up, and whether trying makes sense. */
#include "hoist-network.h"

/* A cable or a radio that comes up reports several changes in a row. */
#define SETTLE_US (1 * G_TIME_SPAN_SECOND)

/* With a lane's first wait: below the five seconds in which uploads go on after a wake-up. */
#define LOOK_US (3 * G_TIME_SPAN_SECOND)

/* A clock that jumped by more than this slept. */
#define SLEPT_US (5 * G_TIME_SPAN_SECOND)

struct _HoistNetwork {
  GObject parent_instance;

  GNetworkMonitor *monitor; /* (owned) */
  HoistClock *clock;        /* (owned) */
  gulong monitor_handler;
  guint settle_timer;
  guint look_timer;
  gint64 slept_us; /* boot clock minus monotonic clock at the latest look */
};

enum {
  CHANGED,
  WOKEN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HoistNetwork, hoist_network, G_TYPE_OBJECT)

static void
on_settled (gpointer data)
{
  HoistNetwork *self = data;

  self->settle_timer = 0;
  g_signal_emit (self, signals[CHANGED], 0);
}

/* The first of several changes starts the wait, so that a flapping line is reported too. */
static void
note_change (HoistNetwork *self)
{
  if (self->settle_timer == 0)
    self->settle_timer = hoist_clock_add_timer (self->clock, SETTLE_US, on_settled, self);
}

static void
on_network_changed (GNetworkMonitor *monitor, gboolean is_available, gpointer data)
{
  note_change (HOIST_NETWORK (data));
}

static gint64
get_slept (HoistNetwork *self)
{
  return hoist_clock_get_boot (self->clock) - hoist_clock_get_monotonic (self->clock);
}

static void
on_look (gpointer data)
{
  HoistNetwork *self = data;
  gint64 slept_us = get_slept (self);
  gboolean has_slept = slept_us - self->slept_us > SLEPT_US;

  self->slept_us = slept_us;
  self->look_timer = hoist_clock_add_timer (self->clock, LOOK_US, on_look, self);
  if (!has_slept)
    return;

  /* a sleep is one change, and whatever had a connection waits a second before it tries again */
  hoist_clock_clear_timer (self->clock, &self->settle_timer);
  g_signal_emit (self, signals[WOKEN], 0);
  on_settled (self);
}

static void
hoist_network_dispose (GObject *object)
{
  HoistNetwork *self = HOIST_NETWORK (object);

  if (self->clock != NULL) {
    hoist_clock_clear_timer (self->clock, &self->settle_timer);
    hoist_clock_clear_timer (self->clock, &self->look_timer);
  }
  if (self->monitor != NULL)
    g_clear_signal_handler (&self->monitor_handler, self->monitor);
  g_clear_object (&self->monitor);
  g_clear_object (&self->clock);

  G_OBJECT_CLASS (hoist_network_parent_class)->dispose (object);
}

static void
hoist_network_class_init (HoistNetworkClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hoist_network_dispose;

  /**
   * HoistNetwork::woken:
   *
   * The machine woke up: no connection is alive any more. "changed" follows.
   */
  signals[WOKEN] = g_signal_new ("woken", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);

  /**
   * HoistNetwork::changed:
   *
   * The network changed or the machine woke up: connections are stale, trying again makes sense.
   */
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
hoist_network_init (HoistNetwork *self)
{
}

/**
 * hoist_network_new:
 * @monitor: (nullable): the system's by default
 */
HoistNetwork *
hoist_network_new (GNetworkMonitor *monitor, HoistClock *clock)
{
  HoistNetwork *self = g_object_new (HOIST_TYPE_NETWORK, NULL);

  if (monitor == NULL)
    monitor = g_network_monitor_get_default ();

  self->monitor = g_object_ref (monitor);
  self->clock = g_object_ref (clock);
  self->monitor_handler =
      g_signal_connect (monitor, "network-changed", G_CALLBACK (on_network_changed), self);
  self->slept_us = get_slept (self);
  self->look_timer = hoist_clock_add_timer (clock, LOOK_US, on_look, self);
  return self;
}
