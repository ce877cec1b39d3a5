/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What all sessions share, handed in once: time, HTTP, hashing, speed, slots, the journal. */
#include "hoist-engine.h"

/* Files and parts of one file at once, unless the user says otherwise (design section 4). */
#define DEFAULT_FILES 3
#define DEFAULT_PARALLEL_PARTS 4

struct _HoistEngine {
  GObject parent_instance;

  HoistClock *clock;       /* (owned) */
  HoistThrottle *throttle; /* (owned) */
  HoistHttp *http;         /* (owned) */
  HoistHasher *hasher;     /* (owned) */
  HoistSlots *slots;       /* (owned) */
  HoistNetwork *network;   /* (owned) */
  HoistJournal *journal;   /* (owned) */
  GRand *random;           /* (owned) */
  guint32 nonce;
  guint parallel_parts;
};

G_DEFINE_FINAL_TYPE (HoistEngine, hoist_engine, G_TYPE_OBJECT)

static void
on_network_changed (HoistNetwork *network, HoistEngine *self)
{
  hoist_http_drop_connections (self->http);
}

static void
on_woken (HoistNetwork *network, HoistEngine *self)
{
  hoist_http_cut_exchanges (self->http);
}

static void
hoist_engine_dispose (GObject *object)
{
  HoistEngine *self = HOIST_ENGINE (object);

  if (self->network != NULL)
    g_signal_handlers_disconnect_by_data (self->network, self);
  g_clear_object (&self->network);
  g_clear_object (&self->http);
  g_clear_object (&self->hasher);
  g_clear_object (&self->slots);
  g_clear_object (&self->throttle);
  g_clear_object (&self->journal);
  g_clear_object (&self->clock);

  G_OBJECT_CLASS (hoist_engine_parent_class)->dispose (object);
}

static void
hoist_engine_finalize (GObject *object)
{
  HoistEngine *self = HOIST_ENGINE (object);

  g_rand_free (self->random);

  G_OBJECT_CLASS (hoist_engine_parent_class)->finalize (object);
}

static void
hoist_engine_class_init (HoistEngineClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = hoist_engine_dispose;
  object_class->finalize = hoist_engine_finalize;
}

static void
hoist_engine_init (HoistEngine *self)
{
  self->random = g_rand_new ();
  self->nonce = g_rand_int (self->random);
  self->parallel_parts = DEFAULT_PARALLEL_PARTS;
}

/**
 * hoist_engine_new:
 * @clock: time, for everything below
 * @journal: where sessions keep what must survive
 *
 * Returns: (transfer full): an engine with its own connections and threads
 */
HoistEngine *
hoist_engine_new (HoistClock *clock, HoistJournal *journal)
{
  HoistEngine *self = g_object_new (HOIST_TYPE_ENGINE, NULL);

  self->clock = g_object_ref (clock);
  self->journal = g_object_ref (journal);
  self->throttle = hoist_throttle_new (clock);
  self->http = hoist_http_new (clock, self->throttle);
  self->hasher = hoist_hasher_new (NULL);
  self->slots = hoist_slots_new (DEFAULT_FILES);
  self->network = hoist_network_new (NULL, clock);
  g_signal_connect (self->network, "changed", G_CALLBACK (on_network_changed), self);
  g_signal_connect (self->network, "woken", G_CALLBACK (on_woken), self);
  return self;
}

HoistClock *
hoist_engine_get_clock (HoistEngine *self)
{
  return self->clock;
}

HoistHttp *
hoist_engine_get_http (HoistEngine *self)
{
  return self->http;
}

HoistHasher *
hoist_engine_get_hasher (HoistEngine *self)
{
  return self->hasher;
}

HoistThrottle *
hoist_engine_get_throttle (HoistEngine *self)
{
  return self->throttle;
}

HoistSlots *
hoist_engine_get_slots (HoistEngine *self)
{
  return self->slots;
}

HoistJournal *
hoist_engine_get_journal (HoistEngine *self)
{
  return self->journal;
}

HoistNetwork *
hoist_engine_get_network (HoistEngine *self)
{
  return self->network;
}

guint
hoist_engine_get_parallel_parts (HoistEngine *self)
{
  return self->parallel_parts;
}

/**
 * hoist_engine_set_parallel_parts:
 * @count: parts of one file at once, at least 1; a service may allow fewer
 *
 * Counts from the next part that is started.
 */
void
hoist_engine_set_parallel_parts (HoistEngine *self, guint count)
{
  g_return_if_fail (count > 0);

  self->parallel_parts = count;
}

/**
 * hoist_engine_draw_nonce:
 *
 * A random start and then a walk that meets no number twice before it has met all 2³¹ - 1 of them
 * (the step is odd, so coprime to 2³¹): two requests of one second can never share a nonce.
 *
 * Returns: from 1 to 2³¹ - 1, which every service's integer holds
 */
guint64
hoist_engine_draw_nonce (HoistEngine *self)
{
  do {
    self->nonce += 0x2545f491u;
  } while ((self->nonce & G_MAXINT32) == 0);
  return self->nonce & G_MAXINT32;
}

/**
 * hoist_engine_draw_jitter:
 *
 * Returns: at least 0 and less than 1, for hoist_retry_decide()
 */
double
hoist_engine_draw_jitter (HoistEngine *self)
{
  return g_rand_double (self->random);
}

/**
 * hoist_engine_set_random:
 * @random: (transfer full): where jitter comes from, so that a test knows it
 */
void
hoist_engine_set_random (HoistEngine *self, GRand *random)
{
  g_rand_free (self->random);
  self->random = random;
}
