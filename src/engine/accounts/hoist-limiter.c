/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sliding windows over the times of past requests, and the queues of those who must wait. */
#include "hoist-limiter.h"

#include <string.h>

/* Our windows are longer than the service's by this fraction (1 s in 60 s), for it counts when
 * requests arrive, and they do not all travel equally long. */
#define MARGIN 60

/**
 * Bucket:
 * @name: (unowned) (nullable): %NULL for the requests that no rate covers
 * @count: at most so many requests in any @window_us; 0 for any number
 * @times: (owned): a ring of when the last @count requests went, monotonic
 * @n_times: how many requests ever went
 * @paused_until_us: nothing goes before this time, monotonic
 * @why: (owned) (nullable): what the service said when it asked for the pause
 * @timer: when the first waiter may go, 0 for none
 * @waiters: (element-type Waiter): first come, first served
 */
typedef struct {
  HoistLimiter *limiter; /* (unowned) */
  const char *name;
  guint count;
  gint64 window_us;
  gint64 *times;
  guint64 n_times;
  gint64 paused_until_us;
  GError *why;
  guint timer;
  GQueue waiters;
} Bucket;

typedef struct {
  Bucket *bucket;
  GTask *task;        /* (owned): keeps the limiter and with it the bucket */
  GSource *cancelled; /* (owned) (nullable) */
} Waiter;

struct _HoistLimiter {
  GObject parent;

  HoistClock *clock; /* (owned) */
  gint64 started_us;
  gint64 paused_until_us;
  GError *why; /* (owned) (nullable): of that pause */
  gboolean is_unlimited;
  guint n_buckets;
  Bucket *buckets; /* (owned): the last one has no name */
};

G_DEFINE_FINAL_TYPE (HoistLimiter, hoist_limiter, G_TYPE_OBJECT)

static void
waiter_free (Waiter *waiter)
{
  if (waiter->cancelled != NULL) {
    g_source_destroy (waiter->cancelled);
    g_source_unref (waiter->cancelled);
  }

  g_object_unref (waiter->task);
  g_free (waiter);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Waiter, waiter_free)

static Bucket *
find_bucket (HoistLimiter *self, const char *name)
{
  for (guint i = 0; name != NULL && i + 1 < self->n_buckets; i++) {
    if (strcmp (self->buckets[i].name, name) == 0)
      return &self->buckets[i];
  }

  return &self->buckets[self->n_buckets - 1];
}

static gint64
get_window_wait (Bucket *bucket, gint64 now_us)
{
  gint64 since_start_us = now_us - bucket->limiter->started_us;
  guint limit = bucket->count;
  gint64 wait_us;

  if (bucket->count == 0 || bucket->limiter->is_unlimited)
    return 0;

  /* In the first window after a start only half may go: what an earlier run of the program sent
   * just before it ended still counts for the service. */
  if (since_start_us < bucket->window_us)
    limit = MAX (bucket->count / 2, 1);

  if (bucket->n_times < limit)
    return 0;

  wait_us = bucket->times[(bucket->n_times - limit) % bucket->count] + bucket->window_us - now_us;
  if (since_start_us < bucket->window_us)
    wait_us = MIN (wait_us, bucket->window_us - since_start_us);

  return MAX (wait_us, 0);
}

static gint64
get_wait (Bucket *bucket, gint64 now_us)
{
  gint64 pause_us = MAX (bucket->paused_until_us, bucket->limiter->paused_until_us) - now_us;

  return MAX (pause_us, get_window_wait (bucket, now_us));
}

static void
note_request (Bucket *bucket, gint64 now_us)
{
  if (bucket->count > 0)
    bucket->times[bucket->n_times++ % bucket->count] = now_us;
}

/* Lets in as many as may go now, and sets the timer for the next one. A callback of those let in
 * may come back here by hoist_limiter_enter_async(). */
static void
on_timer (gpointer data)
{
  Bucket *bucket = data;
  g_autoptr (HoistLimiter) self = g_object_ref (bucket->limiter);

  bucket->timer = 0;
  while (!g_queue_is_empty (&bucket->waiters)) {
    gint64 now_us = hoist_clock_get_monotonic (self->clock);
    gint64 wait_us = get_wait (bucket, now_us);
    g_autoptr (Waiter) waiter = NULL;

    if (wait_us > 0) {
      hoist_clock_clear_timer (self->clock, &bucket->timer);
      bucket->timer = hoist_clock_add_timer (self->clock, wait_us, on_timer, bucket);
      return;
    }

    waiter = g_queue_pop_head (&bucket->waiters);
    note_request (bucket, now_us);
    g_task_return_boolean (waiter->task, TRUE);
  }
}

static void
pump (Bucket *bucket)
{
  hoist_clock_clear_timer (bucket->limiter->clock, &bucket->timer);
  on_timer (bucket);
}

static gboolean
on_cancelled (GCancellable *cancellable, gpointer data)
{
  g_autoptr (Waiter) waiter = data;

  g_queue_remove (&waiter->bucket->waiters, waiter);
  g_task_return_new_error (waiter->task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled");
  return G_SOURCE_REMOVE;
}

static void
hoist_limiter_dispose (GObject *object)
{
  HoistLimiter *self = HOIST_LIMITER (object);

  for (guint i = 0; self->clock != NULL && i < self->n_buckets; i++)
    hoist_clock_clear_timer (self->clock, &self->buckets[i].timer);
  g_clear_object (&self->clock);

  G_OBJECT_CLASS (hoist_limiter_parent_class)->dispose (object);
}

static void
hoist_limiter_finalize (GObject *object)
{
  HoistLimiter *self = HOIST_LIMITER (object);

  for (guint i = 0; i < self->n_buckets; i++) {
    g_assert (g_queue_is_empty (&self->buckets[i].waiters));
    g_clear_error (&self->buckets[i].why);
    g_free (self->buckets[i].times);
  }
  g_clear_error (&self->why);
  g_free (self->buckets);

  G_OBJECT_CLASS (hoist_limiter_parent_class)->finalize (object);
}

static void
hoist_limiter_class_init (HoistLimiterClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = hoist_limiter_dispose;
  object_class->finalize = hoist_limiter_finalize;
}

static void
hoist_limiter_init (HoistLimiter *self)
{
}

/**
 * hoist_limiter_new:
 * @rates: (array length=n_rates) (nullable): copied, but the names must live as long as the limiter
 *
 * Returns: (transfer full): the limits of one account; all its sessions share it
 */
HoistLimiter *
hoist_limiter_new (HoistClock *clock, const HoistRate *rates, guint n_rates)
{
  HoistLimiter *self = g_object_new (HOIST_TYPE_LIMITER, NULL);

  self->clock = g_object_ref (clock);
  self->started_us = hoist_clock_get_monotonic (clock);
  self->paused_until_us = G_MININT64 / 2;
  self->n_buckets = n_rates + 1;
  self->buckets = g_new0 (Bucket, self->n_buckets);
  for (guint i = 0; i < self->n_buckets; i++) {
    Bucket *bucket = &self->buckets[i];

    bucket->limiter = self;
    bucket->paused_until_us = G_MININT64 / 2;
    g_queue_init (&bucket->waiters);
    if (i == n_rates)
      break;

    bucket->name = rates[i].bucket;
    bucket->count = rates[i].count;
    bucket->window_us = rates[i].window_us + rates[i].window_us / MARGIN;
    bucket->times = g_new (gint64, MAX (bucket->count, 1));
  }

  return self;
}

/**
 * hoist_limiter_enter_async:
 * @bucket: (nullable): which rate the request counts for; %NULL or an unknown one waits for pauses
 *   of the whole account only
 * @cancellable: (nullable): leaves the line
 *
 * Waits for the turn of one request, first come first served within @bucket. Fails only when
 * cancelled. Calls back in the thread-default main context; the request counts from then on, so
 * it must be sent at once.
 */
void
hoist_limiter_enter_async (HoistLimiter *self,
                           const char *bucket,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);
  Bucket *line = find_bucket (self, bucket);
  Waiter *waiter;

  g_task_set_source_tag (task, hoist_limiter_enter_async);
  if (g_task_return_error_if_cancelled (task))
    return;

  waiter = g_new0 (Waiter, 1);
  waiter->bucket = line;
  waiter->task = g_steal_pointer (&task);
  if (cancellable != NULL) {
    waiter->cancelled = g_cancellable_source_new (cancellable);
    g_source_set_callback (waiter->cancelled, G_SOURCE_FUNC (on_cancelled), waiter, NULL);
    g_source_attach (waiter->cancelled, g_task_get_context (waiter->task));
  }

  g_queue_push_tail (&line->waiters, waiter);
  if (g_queue_get_length (&line->waiters) == 1)
    pump (line);
}

/**
 * hoist_limiter_enter_finish:
 *
 * Returns: %TRUE when it is the request's turn
 */
gboolean
hoist_limiter_enter_finish (HoistLimiter *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * hoist_limiter_get_wait:
 * @bucket: (nullable): as in hoist_limiter_enter_async()
 *
 * Returns: how long the first in line has to wait from now on, in microseconds; 0 if nobody
 *   would have to
 */
gint64
hoist_limiter_get_wait (HoistLimiter *self, const char *bucket)
{
  gint64 wait_us = get_wait (find_bucket (self, bucket), hoist_clock_get_monotonic (self->clock));

  return MAX (wait_us, 0);
}

/**
 * hoist_limiter_get_pause:
 * @bucket: (nullable): as in hoist_limiter_enter_async()
 * @wait_us: (out): how long it lasts from now on
 *
 * Returns: (transfer none) (nullable): why nobody is let in, in the words that came with the pause;
 *   %NULL when there is none
 */
const GError *
hoist_limiter_get_pause (HoistLimiter *self, const char *bucket, gint64 *wait_us)
{
  const Bucket *line = find_bucket (self, bucket);
  gboolean is_all = self->paused_until_us >= line->paused_until_us;
  gint64 until_us = MAX (self->paused_until_us, line->paused_until_us);

  *wait_us = MAX (until_us - hoist_clock_get_monotonic (self->clock), 0);
  if (*wait_us == 0)
    return NULL;
  return is_all ? self->why : line->why;
}

static void
extend_pause (gint64 *paused_until_us, GError **paused_why, gint64 until_us, const GError *why)
{
  if (until_us <= *paused_until_us)
    return;

  *paused_until_us = until_us;
  g_clear_error (paused_why);
  *paused_why = why != NULL ? g_error_copy (why) : NULL;
}

/**
 * hoist_limiter_pause:
 * @bucket: (nullable): what the service wants fewer of; %NULL stops all of the account, also the
 *   requests that no rate covers
 * @wait_us: from now on; a shorter pause does not end a longer one
 * @why: (nullable): what the service said; copied
 *
 * Lets nobody in for a while, as the service has asked.
 */
void
hoist_limiter_pause (HoistLimiter *self, const char *bucket, gint64 wait_us, const GError *why)
{
  /* Half the range is longer than any computer runs and cannot overflow. */
  gint64 until_us = hoist_clock_get_monotonic (self->clock) + MIN (wait_us, G_MAXINT64 / 2);
  Bucket *line = find_bucket (self, bucket);

  /* An unknown bucket has no line of its own: better all wait than that the pause is lost. */
  if (line->name != NULL)
    extend_pause (&line->paused_until_us, &line->why, until_us, why);
  else
    extend_pause (&self->paused_until_us, &self->why, until_us, why);
}

/**
 * hoist_limiter_set_unlimited:
 *
 * Sets the rates aside, but not the pauses: for measuring against a server that has no rates.
 */
void
hoist_limiter_set_unlimited (HoistLimiter *self, gboolean is_unlimited)
{
  self->is_unlimited = is_unlimited;
  for (guint i = 0; i < self->n_buckets; i++)
    pump (&self->buckets[i]);
}
