/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The speed limit of all uploads together: one token bucket. */
#include "hoist-throttle.h"

/* What one draw may take, so that several bodies share fairly: this part of a second's bytes. */
#define PIECES_A_SECOND 20
#define SMALLEST_PIECE 1024
#define LARGEST_PIECE (64 * 1024)

/* Unused allowance is kept for at most this part of a second. */
#define BURSTS_A_SECOND 10

/* One who waits for a turn. */
typedef struct {
  GSourceOnceFunc turn;
  gpointer data; /* (unowned) */
} Waiter;

struct _HoistThrottle {
  GObject parent_instance;

  HoistClock *clock; /* (owned) */
  guint64 rate;      /* bytes a second; 0 is no limit */
  double tokens;     /* bytes that may go now; below 0 after a piece that was larger */
  gint64 filled_us;  /* when tokens was last brought up to date */
  GQueue waiting;    /* (element-type Waiter): first come, first served */
  gboolean is_serving;
  guint timer; /* until the first one's turn */
};

typedef enum { PROP_RATE = 1 } HoistThrottleProperty;

static GParamSpec *properties[PROP_RATE + 1];

G_DEFINE_FINAL_TYPE (HoistThrottle, hoist_throttle, G_TYPE_OBJECT)

static gsize
get_piece (HoistThrottle *self)
{
  return CLAMP (self->rate / PIECES_A_SECOND, SMALLEST_PIECE, LARGEST_PIECE);
}

static void
fill (HoistThrottle *self)
{
  gint64 now_us = hoist_clock_get_monotonic (self->clock);
  double burst = MAX (self->rate / BURSTS_A_SECOND, get_piece (self));

  self->tokens += (double) self->rate * (double) (now_us - self->filled_us) / G_USEC_PER_SEC;
  self->tokens = MIN (self->tokens, burst);
  self->filled_us = now_us;
}

static gint64
get_wait (HoistThrottle *self)
{
  return (gint64) ((1 - self->tokens) * G_USEC_PER_SEC / (double) self->rate) + 1;
}

static gboolean
can_draw (HoistThrottle *self)
{
  if (self->rate == 0)
    return TRUE;
  fill (self);
  return self->tokens >= 1;
}

/* Gives turns until the allowance is used up, and comes back when there is more. */
static void
serve (gpointer data)
{
  HoistThrottle *self = data;

  if (self->is_serving)
    return;

  hoist_clock_clear_timer (self->clock, &self->timer);
  self->is_serving = TRUE;
  while (!g_queue_is_empty (&self->waiting) && can_draw (self)) {
    g_autofree Waiter *waiter = g_queue_pop_head (&self->waiting);

    waiter->turn (waiter->data);
  }
  self->is_serving = FALSE;
  if (!g_queue_is_empty (&self->waiting))
    self->timer = hoist_clock_add_timer (self->clock, get_wait (self), serve, self);
}

static void
hoist_throttle_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  HoistThrottle *self = HOIST_THROTTLE (object);

  switch ((HoistThrottleProperty) id) {
  case PROP_RATE:
    g_value_set_uint64 (value, self->rate);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
hoist_throttle_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch ((HoistThrottleProperty) id) {
  case PROP_RATE:
    hoist_throttle_set_rate (HOIST_THROTTLE (object), g_value_get_uint64 (value));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
hoist_throttle_dispose (GObject *object)
{
  HoistThrottle *self = HOIST_THROTTLE (object);

  if (self->clock != NULL)
    hoist_clock_clear_timer (self->clock, &self->timer);
  g_queue_clear_full (&self->waiting, g_free);
  g_clear_object (&self->clock);
  G_OBJECT_CLASS (hoist_throttle_parent_class)->dispose (object);
}

static void
hoist_throttle_class_init (HoistThrottleClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = hoist_throttle_get_property;
  object_class->set_property = hoist_throttle_set_property;
  object_class->dispose = hoist_throttle_dispose;

  properties[PROP_RATE] =
      g_param_spec_uint64 ("rate", NULL, NULL, 0, G_MAXUINT64, 0,
                           G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
hoist_throttle_init (HoistThrottle *self)
{
  g_queue_init (&self->waiting);
}

/**
 * hoist_throttle_new:
 * @clock: the time the limit is measured by
 *
 * A speed limit that limits nothing yet.
 *
 * Returns: (transfer full): the throttle
 */
HoistThrottle *
hoist_throttle_new (HoistClock *clock)
{
  HoistThrottle *self = g_object_new (HOIST_TYPE_THROTTLE, NULL);

  self->clock = g_object_ref (clock);
  self->filled_us = hoist_clock_get_monotonic (clock);
  return self;
}

guint64
hoist_throttle_get_rate (HoistThrottle *self)
{
  return self->rate;
}

/**
 * hoist_throttle_set_rate:
 * @rate: bytes a second; 0 for no limit
 *
 * Changes the limit at once, for those who wait too.
 */
void
hoist_throttle_set_rate (HoistThrottle *self, guint64 rate)
{
  g_return_if_fail (HOIST_IS_THROTTLE (self));

  if (self->rate == rate)
    return;

  /* What was saved up or overdrawn under the old rate says nothing about the new one. */
  self->rate = rate;
  self->tokens = 0;
  self->filled_us = hoist_clock_get_monotonic (self->clock);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RATE]);
  serve (self);
}

/**
 * hoist_throttle_draw:
 * @wanted: bytes the caller could send now
 * @wait_us: (out): when nothing is granted, how long to wait before drawing again; else 0
 *
 * Takes up to @wanted bytes out of the allowance. Callers draw again for what was not granted, and
 * with others about, get in line by hoist_throttle_wait() instead of minding @wait_us.
 *
 * Returns: bytes that may be sent now; 0 says wait, or that @wanted is 0
 */
gsize
hoist_throttle_draw (HoistThrottle *self, gsize wanted, gint64 *wait_us)
{
  gsize granted = 0;

  g_return_val_if_fail (wait_us != NULL, 0);

  *wait_us = 0;
  if (self->rate == 0 || wanted == 0)
    return wanted;

  if (!can_draw (self) || (!self->is_serving && !g_queue_is_empty (&self->waiting))) {
    *wait_us = MAX (get_wait (self), 1);
    return 0;
  }

  granted = MIN (wanted, get_piece (self));
  self->tokens -= (double) granted;
  return granted;
}

/**
 * hoist_throttle_wait:
 * @turn: called once, in the main context, when it is the caller's turn to draw; it draws at once
 * @data: for @turn; also names the caller, who may wait once at a time
 *
 * Gets in line, so that all who send share the limit fairly.
 */
void
hoist_throttle_wait (HoistThrottle *self, GSourceOnceFunc turn, gpointer data)
{
  Waiter *waiter = g_new (Waiter, 1);

  waiter->turn = turn;
  waiter->data = data;
  g_queue_push_tail (&self->waiting, waiter);
  if (self->timer == 0)
    serve (self);
}

/* Leaves the line, if in it. */
void
hoist_throttle_stop_waiting (HoistThrottle *self, gpointer data)
{
  for (GList *link = self->waiting.head; link != NULL; link = link->next) {
    Waiter *waiter = link->data;

    if (waiter->data == data) {
      g_queue_delete_link (&self->waiting, link);
      g_free (waiter);
      break;
    }
  }
  if (g_queue_is_empty (&self->waiting))
    hoist_clock_clear_timer (self->clock, &self->timer);
}
