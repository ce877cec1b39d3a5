/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The preferred speed, as a limit for the engine. “Half” needs to know of what: the line's own rate
 * is measured while nothing but the line (or a fixed limit) slows uploads down. */
#include "hoist-speed.h"

/* Kept for the next start. */
#define FULL_RATE_SETTING "full-rate"

/* Quiet leaves room for a call; below the least an upload would look broken. */
#define QUIET_SHARE 10
#define LEAST_RATE (64 * 1024)

/* The first seconds are too fast (buffers) or too slow (beginnings). */
#define WARM_UP_US (8 * G_TIME_SPAN_SECOND)

/* The line's rate is the best of these: the end of a file, or a busy server, does not count. */
#define N_SPANS 6
#define SPAN_US (10 * G_TIME_SPAN_SECOND)

struct _HoistSpeed {
  GObject parent_instance;

  HoistStore *store;             /* (owned) */
  HoistPreferences *preferences; /* (owned) */
  HoistQueue *queue;             /* (owned) */
  HoistEngine *engine;           /* (owned) */

  guint automatic_count;  /* files at once when the user does not say */
  guint64 full_rate;      /* bytes a second; 0 before anything was measured */
  guint64 spans[N_SPANS]; /* the best rate in each of the latest spans of time */
  gint64 latest_span;
  gint64 begun_us; /* when the present work began; 0 while nothing runs */
};

G_DEFINE_FINAL_TYPE (HoistSpeed, hoist_speed, G_TYPE_OBJECT)

static guint64
get_lower (guint64 first, guint64 second)
{
  if (first == 0 || second == 0)
    return MAX (first, second);
  return MIN (first, second);
}

/**
 * hoist_speed_compute_limit:
 * @full_rate: what the line can do; 0 while that is not known
 *
 * Without a known rate nothing can be halved: uploads run at full speed until it is measured, which
 * takes seconds and happens once.
 *
 * Returns: bytes a second; 0 for no limit
 */
guint64
hoist_speed_compute_limit (const HoistPreferenceValues *values, guint64 full_rate)
{
  guint64 share = 0;

  if (full_rate > 0 && values->speed_mode == HOIST_SPEED_HALF)
    share = MAX (full_rate / 2, LEAST_RATE);
  else if (full_rate > 0 && values->speed_mode == HOIST_SPEED_QUIET)
    share = MAX (full_rate / QUIET_SHARE, LEAST_RATE);
  return get_lower (share, values->speed_limit);
}

static void
save (HoistSpeed *self)
{
  g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, self->full_rate);

  if (self->full_rate > 0)
    hoist_store_set_setting (self->store, FULL_RATE_SETTING, text);
}

static void
apply (HoistSpeed *self)
{
  const HoistPreferenceValues *values = hoist_preferences_get (self->preferences);
  HoistSlots *slots = hoist_engine_get_slots (self->engine);
  guint count = values->files_at_once > 0 ? values->files_at_once : self->automatic_count;

  hoist_throttle_set_rate (hoist_engine_get_throttle (self->engine),
                           hoist_speed_compute_limit (values, self->full_rate));
  if (hoist_slots_get_count (slots) == count)
    return;
  hoist_slots_set_count (slots, count);
  hoist_queue_look_again (self->queue);
}

static gboolean
is_measuring (HoistSpeed *self)
{
  return hoist_preferences_get (self->preferences)->speed_mode == HOIST_SPEED_FULL ||
         self->full_rate == 0;
}

static void
note_rate (HoistSpeed *self, guint64 rate, gint64 now_us)
{
  gint64 span = now_us / SPAN_US;
  guint64 best = 0;

  for (gint64 i = MAX (self->latest_span + 1, span - N_SPANS + 1); i <= span; i++)
    self->spans[i % N_SPANS] = 0;
  self->latest_span = span;
  self->spans[span % N_SPANS] = MAX (self->spans[span % N_SPANS], rate);
  for (guint i = 0; i < N_SPANS; i++)
    best = MAX (best, self->spans[i]);
  self->full_rate = best;
}

static void
on_totals_changed (HoistSpeed *self)
{
  gint64 now_us = hoist_clock_get_monotonic (hoist_engine_get_clock (self->engine));
  gboolean was_known = self->full_rate > 0;
  HoistQueueTotals totals = { 0 };

  hoist_queue_get_totals (self->queue, &totals);
  if (totals.n_running == 0) {
    if (self->begun_us != 0)
      save (self);
    self->begun_us = 0;
    return;
  }
  if (self->begun_us == 0)
    self->begun_us = now_us;
  if (totals.rate == 0 || now_us - self->begun_us < WARM_UP_US || !is_measuring (self))
    return;

  note_rate (self, totals.rate, now_us);
  if (!was_known)
    apply (self);
}

static void
on_mode_changed (HoistSpeed *self)
{
  save (self);
}

static void
hoist_speed_dispose (GObject *object)
{
  HoistSpeed *self = HOIST_SPEED (object);

  g_clear_object (&self->store);
  g_clear_object (&self->preferences);
  g_clear_object (&self->queue);
  g_clear_object (&self->engine);

  G_OBJECT_CLASS (hoist_speed_parent_class)->dispose (object);
}

static void
hoist_speed_class_init (HoistSpeedClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hoist_speed_dispose;
}

static void
hoist_speed_init (HoistSpeed *self)
{
}

/**
 * hoist_speed_new:
 * @engine: of @queue; what its slots are at present counts as automatic
 *
 * Returns: (transfer full): one that keeps the engine to the preferences
 */
HoistSpeed *
hoist_speed_new (HoistStore *store,
                 HoistPreferences *preferences,
                 HoistQueue *queue,
                 HoistEngine *engine)
{
  HoistSpeed *self = g_object_new (HOIST_TYPE_SPEED, NULL);
  g_autofree char *text = hoist_store_dup_setting (store, FULL_RATE_SETTING);

  self->store = g_object_ref (store);
  self->preferences = g_object_ref (preferences);
  self->queue = g_object_ref (queue);
  self->engine = g_object_ref (engine);
  self->automatic_count = hoist_slots_get_count (hoist_engine_get_slots (engine));
  if (text != NULL && !g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT64, &self->full_rate, NULL))
    self->full_rate = 0;
  g_signal_connect_object (preferences, "notify::speed-mode", G_CALLBACK (on_mode_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (preferences, "notify", G_CALLBACK (apply), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (queue, "totals-changed", G_CALLBACK (on_totals_changed), self,
                           G_CONNECT_SWAPPED);
  apply (self);
  return self;
}
