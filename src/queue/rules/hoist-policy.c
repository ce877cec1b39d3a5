/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holds uploads back by the user's rules, and lets them go on by themselves. Only the uploads whose
 * turn it is are told to wait, with the reason; all behind them stay in the queue as they are. So
 * a network that comes and goes costs a few rows, not a hundred thousand. */
#include "hoist-policy.h"

#include "hoist-portal-monitor.h"
#include "hoist-rules.h"

/* A network that comes up tells about itself in pieces. */
#define SETTLE_US (1 * G_TIME_SPAN_SECOND)

/* The clock on the wall may be set, and the machine may sleep: no timer is trusted for longer. */
#define LONGEST_US (60 * G_TIME_SPAN_SECOND)

/* Rows that say why nothing runs, beyond those that would be sent. */
#define MORE_HELD 2

struct _HoistPolicy {
  GObject parent_instance;

  HoistQueue *queue;             /* (owned) (nullable) */
  HoistPreferences *preferences; /* (owned) */
  GNetworkMonitor *monitor;      /* (owned) */
  HoistPower *power;             /* (owned) */
  HoistEngine *engine;           /* (owned) */

  guint holds;             /* what is the case: a mask of HoistHolds */
  guint overridden;        /* what of it the user has overridden for all */
  GHashTable *overrides;   /* (owned) (element-type gint64 guint): for one upload, by its id */
  GHashTable *let_through; /* (owned) (element-type HoistSession): those that were started */
  GHashTable *held;        /* (owned) (element-type HoistSession): those that were told to wait */
  char *sentence;          /* (owned) (nullable): of the present reason */
  gboolean is_metered;     /* when there was a network last */
  gboolean is_awake;       /* there is something to hold back, so the world is watched */
  guint timer;
  guint sweep_id;
};

typedef enum { PROP_REASON = 1 } HoistPolicyProperty;

static GParamSpec *properties[PROP_REASON + 1];

G_DEFINE_FINAL_TYPE (HoistPolicy, hoist_policy, G_TYPE_OBJECT)

static HoistClock *
get_clock (HoistPolicy *self)
{
  return hoist_engine_get_clock (self->engine);
}

static guint
get_holds (HoistPolicy *self, HoistSession *session)
{
  gint64 id = hoist_session_get_id (session);
  guint override = GPOINTER_TO_UINT (g_hash_table_lookup (self->overrides, &id));

  return self->holds & ~self->overridden & ~override;
}

static gboolean
is_held (HoistSession *session)
{
  const HoistRecord *record = hoist_session_get_record (session);

  return record->state == HOIST_STATE_WAITING &&
         (record->reason == HOIST_REASON_METERED || record->reason == HOIST_REASON_BATTERY ||
          record->reason == HOIST_REASON_HOURS);
}

/* One whose last request is on its way is left to end: its bytes are there. */
static gboolean
can_be_held (HoistSession *session)
{
  HoistState state = hoist_session_get_record (session)->state;

  return state == HOIST_STATE_QUEUED || state == HOIST_STATE_HASHING ||
         state == HOIST_STATE_STARTING || state == HOIST_STATE_UPLOADING;
}

static void
hold (HoistPolicy *self, HoistSession *session)
{
  guint holds = get_holds (self, session);
  g_autofree char *sentence =
      hoist_rules_describe (hoist_preferences_get (self->preferences), holds);

  g_hash_table_remove (self->let_through, session);
  g_hash_table_add (self->held, g_object_ref (session));
  hoist_session_wait (session, hoist_rules_get_reason (holds), sentence);
}

/* One that waits for what is no longer the case, or with a sentence that is no longer true. */
static gboolean
is_stale (HoistPolicy *self, HoistSession *session)
{
  const HoistRecord *record = hoist_session_get_record (session);
  guint holds = get_holds (self, session);
  g_autofree char *sentence =
      hoist_rules_describe (hoist_preferences_get (self->preferences), holds);

  return record->reason != hoist_rules_get_reason (holds) ||
         g_strcmp0 (record->message, sentence) != 0;
}

static GPtrArray *
copy_keys (GHashTable *set)
{
  GPtrArray *keys = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  gpointer key = NULL;

  g_hash_table_iter_init (&iter, set);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    g_ptr_array_add (keys, g_object_ref (key));
  return keys;
}

static void
sweep_held (HoistPolicy *self)
{
  g_autoptr (GPtrArray) held = copy_keys (self->held);

  for (guint i = 0; i < held->len; i++) {
    HoistSession *session = g_ptr_array_index (held, i);

    if (is_held (session) && !is_stale (self, session))
      continue;
    g_hash_table_remove (self->held, session);
    if (is_held (session))
      hoist_session_retry (session, FALSE);
  }
}

static void
sweep_let_through (HoistPolicy *self)
{
  g_autoptr (GPtrArray) let_through = copy_keys (self->let_through);

  for (guint i = 0; i < let_through->len; i++) {
    HoistSession *session = g_ptr_array_index (let_through, i);

    if (!hoist_session_is_busy (session))
      g_hash_table_remove (self->let_through, session);
    else if (get_holds (self, session) != 0 && can_be_held (session))
      hold (self, session);
  }
}

static gboolean
on_sweep (gpointer data)
{
  HoistPolicy *self = data;

  self->sweep_id = 0;
  sweep_held (self);
  sweep_let_through (self);
  hoist_queue_look_again (self->queue);
  return G_SOURCE_REMOVE;
}

/* Never from within a session's own news: it is not done with itself then. */
static void
sweep_soon (HoistPolicy *self)
{
  if (self->sweep_id == 0)
    self->sweep_id = g_idle_add_full (G_PRIORITY_DEFAULT, on_sweep, self, NULL);
}

/* What was overridden is asked again when it has ended and comes once more. */
static void
forget_overrides (HoistPolicy *self)
{
  GHashTableIter iter;
  gpointer value = NULL;

  self->overridden &= self->holds;
  g_hash_table_iter_init (&iter, self->overrides);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    guint left = GPOINTER_TO_UINT (value) & self->holds;

    if (left == 0)
      g_hash_table_iter_remove (&iter);
    else
      g_hash_table_iter_replace (&iter, GUINT_TO_POINTER (left));
  }
}

static void
tell (HoistPolicy *self)
{
  g_autofree char *sentence = hoist_rules_describe_all (hoist_preferences_get (self->preferences),
                                                        self->holds & ~self->overridden);

  if (g_strcmp0 (self->sentence, sentence) == 0)
    return;
  g_free (self->sentence);
  self->sentence = g_steal_pointer (&sentence);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REASON]);
}

/* Until the hours change, at most. */
static gint64
judge (HoistPolicy *self)
{
  gint64 now_us = hoist_clock_get_real (get_clock (self));
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_local (now_us / G_USEC_PER_SEC);
  HoistVerdict verdict = { 0 };
  HoistWorld world = { .is_available = TRUE, .now = now };

  /* A network that is away for a moment keeps its name: what was allowed stays so. */
  if (g_network_monitor_get_network_available (self->monitor))
    self->is_metered = g_network_monitor_get_network_metered (self->monitor);
  world.is_metered = self->is_metered;
  hoist_power_get (self->power, &world.power);
  hoist_rules_judge (hoist_preferences_get (self->preferences), &world, &verdict);

  self->holds = verdict.holds;
  forget_overrides (self);
  tell (self);
  sweep_soon (self);
  return verdict.next_us != 0 ? CLAMP (verdict.next_us - now_us, 1, LONGEST_US) : LONGEST_US;
}

static void
on_timer (gpointer data)
{
  HoistPolicy *self = data;

  self->timer = hoist_clock_add_timer (get_clock (self), judge (self), on_timer, self);
}

static void
judge_now (HoistPolicy *self)
{
  hoist_clock_clear_timer (get_clock (self), &self->timer);
  if (self->is_awake)
    on_timer (self);
  else
    judge (self);
}

static void
on_network_changed (HoistPolicy *self)
{
  if (!self->is_awake)
    return;
  hoist_clock_clear_timer (get_clock (self), &self->timer);
  self->timer = hoist_clock_add_timer (get_clock (self), SETTLE_US, on_timer, self);
}

/* While nothing runs or waits, nobody has to know about the world. */
static void
set_awake (HoistPolicy *self, gboolean is_awake)
{
  if (self->is_awake == is_awake)
    return;
  self->is_awake = is_awake;
  hoist_power_set_watching (self->power, is_awake);
  hoist_portal_monitor_watch (self->monitor, is_awake ? get_clock (self) : NULL);
  judge_now (self);
}

static void
on_idle_changed (HoistPolicy *self)
{
  set_awake (self, !hoist_queue_is_idle (self->queue));
}

static void
on_session_changed (HoistQueue *queue, HoistSession *session, HoistPolicy *self)
{
  if (g_hash_table_contains (self->held, session) && !is_held (session))
    sweep_soon (self);
  else if (g_hash_table_contains (self->let_through, session) &&
           (!hoist_session_is_busy (session) ||
            (get_holds (self, session) != 0 && can_be_held (session))))
    sweep_soon (self);
}

/* The queue's question before each start. */
static gboolean
may_start (HoistSession *session, gpointer data)
{
  HoistPolicy *self = data;
  guint most = hoist_slots_get_count (hoist_engine_get_slots (self->engine)) + MORE_HELD;

  set_awake (self, TRUE);
  if (get_holds (self, session) == 0) {
    g_hash_table_remove (self->held, session);
    g_hash_table_add (self->let_through, g_object_ref (session));
    return TRUE;
  }
  if (hoist_session_get_record (session)->state == HOIST_STATE_WAITING)
    hoist_session_retry (session, FALSE); /* what it waited for is over: it comes here again */
  else if (g_hash_table_size (self->held) < most && can_be_held (session))
    hold (self, session);
  return FALSE;
}

static void
hoist_policy_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  HoistPolicy *self = HOIST_POLICY (object);

  switch ((HoistPolicyProperty) id) {
  case PROP_REASON:
    g_value_set_uint (value, hoist_policy_get_reason (self));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
hoist_policy_dispose (GObject *object)
{
  HoistPolicy *self = HOIST_POLICY (object);

  g_clear_handle_id (&self->sweep_id, g_source_remove);
  if (self->engine != NULL)
    hoist_clock_clear_timer (get_clock (self), &self->timer);
  if (self->queue != NULL)
    hoist_queue_set_gate (self->queue, NULL, NULL);
  if (self->power != NULL)
    hoist_power_set_watching (self->power, FALSE);
  if (self->monitor != NULL)
    hoist_portal_monitor_watch (self->monitor, NULL);
  g_hash_table_remove_all (self->held);
  g_hash_table_remove_all (self->let_through);
  g_clear_object (&self->queue);
  g_clear_object (&self->preferences);
  g_clear_object (&self->monitor);
  g_clear_object (&self->power);
  g_clear_object (&self->engine);

  G_OBJECT_CLASS (hoist_policy_parent_class)->dispose (object);
}

static void
hoist_policy_finalize (GObject *object)
{
  HoistPolicy *self = HOIST_POLICY (object);

  g_hash_table_unref (self->overrides);
  g_hash_table_unref (self->let_through);
  g_hash_table_unref (self->held);
  g_free (self->sentence);

  G_OBJECT_CLASS (hoist_policy_parent_class)->finalize (object);
}

static void
hoist_policy_class_init (HoistPolicyClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = hoist_policy_get_property;
  object_class->dispose = hoist_policy_dispose;
  object_class->finalize = hoist_policy_finalize;

  /**
   * HoistPolicy:reason:
   *
   * Why no upload runs by the rules; also notified when only its sentence is new.
   */
  properties[PROP_REASON] =
      g_param_spec_uint ("reason", NULL, NULL, 0, HOIST_N_REASONS - 1, HOIST_REASON_NONE,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
hoist_policy_init (HoistPolicy *self)
{
  self->overrides = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->let_through = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  self->held = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
}

/**
 * hoist_policy_new:
 * @queue: one that has not started anything yet
 * @monitor: (nullable): the system's by default
 * @engine: of @queue
 *
 * Watches the world while uploads run or wait, and applies the preferences to it.
 *
 * Returns: (transfer full):
 */
HoistPolicy *
hoist_policy_new (HoistQueue *queue,
                  HoistPreferences *preferences,
                  GNetworkMonitor *monitor,
                  HoistPower *power,
                  HoistEngine *engine)
{
  HoistPolicy *self = g_object_new (HOIST_TYPE_POLICY, NULL);

  self->queue = g_object_ref (queue);
  self->preferences = g_object_ref (preferences);
  self->monitor = g_object_ref (monitor != NULL ? monitor : g_network_monitor_get_default ());
  self->power = g_object_ref (power);
  self->engine = g_object_ref (engine);
  g_signal_connect_object (self->monitor, "network-changed", G_CALLBACK (on_network_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->monitor, "notify::network-metered",
                           G_CALLBACK (on_network_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (power, "changed", G_CALLBACK (judge_now), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (preferences, "notify", G_CALLBACK (judge_now), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (queue, "notify::is-idle", G_CALLBACK (on_idle_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (queue, "session-changed", G_CALLBACK (on_session_changed), self, 0);
  hoist_queue_set_gate (queue, may_start, self);
  judge_now (self);
  return self;
}

/**
 * hoist_policy_get_reason:
 *
 * Returns: why no upload runs by the rules; %HOIST_REASON_NONE when they may
 */
HoistReason
hoist_policy_get_reason (HoistPolicy *self)
{
  g_return_val_if_fail (HOIST_IS_POLICY (self), HOIST_REASON_NONE);

  return hoist_rules_get_reason (self->holds & ~self->overridden);
}

/**
 * hoist_policy_dup_sentence:
 *
 * Returns: (transfer full) (nullable): about all uploads, for the user; %NULL while they may run
 */
char *
hoist_policy_dup_sentence (HoistPolicy *self)
{
  g_return_val_if_fail (HOIST_IS_POLICY (self), NULL);

  return g_strdup (self->sentence);
}

/**
 * hoist_policy_override:
 * @session: (nullable): this one; %NULL for all
 *
 * Uploads anyway, until what holds uploads back at present has ended. A single one goes to the top.
 */
void
hoist_policy_override (HoistPolicy *self, HoistSession *session)
{
  g_autoptr (GPtrArray) sessions = g_ptr_array_new ();
  gint64 *id = NULL;

  g_return_if_fail (HOIST_IS_POLICY (self));

  if (session == NULL) {
    self->overridden |= self->holds;
    tell (self);
  } else if (self->holds != 0) {
    id = g_new (gint64, 1);
    *id = hoist_session_get_id (session);
    g_hash_table_replace (self->overrides, id, GUINT_TO_POINTER (self->holds));
    /* else it might stand behind others that stay held */
    g_ptr_array_add (sessions, session);
    hoist_queue_move_to_end (self->queue, sessions, TRUE);
  }
  sweep_soon (self);
}
