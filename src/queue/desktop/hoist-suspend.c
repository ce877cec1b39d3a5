/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sends the machine to sleep when all uploads have ended: asks logind whether it may, waits for the
 * queue, gives notice, and asks logind to do it. */
#include "hoist-suspend.h"

#include "hoist-config.h"

#include <glib/gi18n-lib.h>

/* https://www.freedesktop.org/software/systemd/man/org.freedesktop.login1.html, "Manager" */
#define NAME "org.freedesktop.login1"
#define PATH "/org/freedesktop/login1"
#define INTERFACE "org.freedesktop.login1.Manager"

/* Long enough to come back from the kettle. */
#define NOTICE_SECONDS 30

struct _HoistSuspend {
  GObject parent_instance;

  HoistQueue *queue;         /* (owned) */
  HoistClock *clock;         /* (owned) */
  GDBusConnection *bus;      /* (owned) (nullable) */
  GCancellable *cancellable; /* (owned): of calls */

  gboolean is_possible;
  gboolean is_wanted;
  guint n_ended_before; /* uploads that had ended when it was wanted */
  int seconds_left;     /* -1 while there is no notice */
  guint timer;
};

typedef enum {
  PROP_IS_POSSIBLE = 1,
  PROP_IS_WANTED,
  PROP_SECONDS_LEFT,
} HoistSuspendProperty;

static GParamSpec *properties[PROP_SECONDS_LEFT + 1];

enum {
  FAILED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HoistSuspend, hoist_suspend, G_TYPE_OBJECT)

static guint
count_ended (HoistSuspend *self)
{
  HoistQueueTotals totals = { 0 };

  hoist_queue_get_totals (self->queue, &totals);
  return totals.n_finished + totals.n_attention;
}

static void
set_seconds_left (HoistSuspend *self, int seconds_left)
{
  if (self->seconds_left == seconds_left)
    return;
  self->seconds_left = seconds_left;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SECONDS_LEFT]);
}

static void
set_wanted (HoistSuspend *self, gboolean is_wanted)
{
  is_wanted = is_wanted && self->is_possible;
  if (self->is_wanted == is_wanted)
    return;
  self->is_wanted = is_wanted;
  self->n_ended_before = count_ended (self);
  if (!is_wanted) {
    hoist_clock_clear_timer (self->clock, &self->timer);
    set_seconds_left (self, -1);
  }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_WANTED]);
}

static void
on_suspended (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (HoistSuspend) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply =
      g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (reply != NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_debug ("the machine does not suspend: %s", error->message);
  g_signal_emit (self, signals[FAILED], 0,
                 _ ("The computer could not be suspended. Suspend it yourself, all uploads have "
                    "ended."));
}

static void
call (HoistSuspend *self, const char *method, GVariant *parameters, GAsyncReadyCallback callback)
{
  g_dbus_connection_call (self->bus, NAME, PATH, INTERFACE, method, parameters, NULL,
                          G_DBUS_CALL_FLAGS_NONE, -1, self->cancellable, callback,
                          g_object_ref (self));
}

/* Once: what comes after is a new day. */
static void
suspend (HoistSuspend *self)
{
  set_wanted (self, FALSE);
  /* not interactive: whoever could answer a question is not there */
  call (self, "Suspend", g_variant_new ("(b)", FALSE), on_suspended);
}

static void
on_second (gpointer data)
{
  HoistSuspend *self = data;

  self->timer = 0;
  if (self->seconds_left <= 1) {
    suspend (self);
    return;
  }
  self->timer = hoist_clock_add_timer (self->clock, G_USEC_PER_SEC, on_second, self);
  set_seconds_left (self, self->seconds_left - 1);
}

/* Rows that were cleared away ended all the same. */
static void
on_totals_changed (HoistSuspend *self)
{
  self->n_ended_before = MIN (self->n_ended_before, count_ended (self));
}

/* A queue that was paused has not ended, and one that never did anything neither. */
static void
on_idle_changed (HoistSuspend *self)
{
  gboolean has_ended = hoist_queue_is_idle (self->queue) && !hoist_queue_is_paused (self->queue) &&
                       count_ended (self) > self->n_ended_before;

  hoist_clock_clear_timer (self->clock, &self->timer);
  if (!self->is_wanted || !has_ended) {
    set_seconds_left (self, -1);
    return;
  }
  self->timer = hoist_clock_add_timer (self->clock, G_USEC_PER_SEC, on_second, self);
  set_seconds_left (self, NOTICE_SECONDS);
}

/* "challenge" would ask for a password that nobody is there to type. */
static void
on_can_suspend (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (HoistSuspend) self = data;
  g_autoptr (GVariant) reply =
      g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);
  const char *answer = NULL;

  if (reply == NULL || !g_variant_is_of_type (reply, G_VARIANT_TYPE ("(s)")))
    return;
  g_variant_get (reply, "(&s)", &answer);
  if (!g_str_equal (answer, "yes") || self->is_possible)
    return;
  self->is_possible = TRUE;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_POSSIBLE]);
}

static void
ask (HoistSuspend *self)
{
  call (self, "CanSuspend", NULL, on_can_suspend);
}

static void
on_bus (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (HoistSuspend) self = data;
  GDBusConnection *bus = g_bus_get_finish (result, NULL);

  if (bus == NULL)
    return;
  self->bus = bus;
  ask (self);
}

static void
hoist_suspend_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  HoistSuspend *self = HOIST_SUSPEND (object);

  switch ((HoistSuspendProperty) id) {
  case PROP_IS_POSSIBLE:
    g_value_set_boolean (value, self->is_possible);
    break;
  case PROP_IS_WANTED:
    g_value_set_boolean (value, self->is_wanted);
    break;
  case PROP_SECONDS_LEFT:
    g_value_set_int (value, self->seconds_left);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
hoist_suspend_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch ((HoistSuspendProperty) id) {
  case PROP_IS_WANTED:
    set_wanted (HOIST_SUSPEND (object), g_value_get_boolean (value));
    break;
  case PROP_IS_POSSIBLE:
  case PROP_SECONDS_LEFT:
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
hoist_suspend_dispose (GObject *object)
{
  HoistSuspend *self = HOIST_SUSPEND (object);

  g_cancellable_cancel (self->cancellable);
  if (self->clock != NULL)
    hoist_clock_clear_timer (self->clock, &self->timer);
  g_clear_object (&self->queue);
  g_clear_object (&self->clock);
  g_clear_object (&self->bus);

  G_OBJECT_CLASS (hoist_suspend_parent_class)->dispose (object);
}

static void
hoist_suspend_finalize (GObject *object)
{
  g_object_unref (HOIST_SUSPEND (object)->cancellable);

  G_OBJECT_CLASS (hoist_suspend_parent_class)->finalize (object);
}

static void
hoist_suspend_class_init (HoistSuspendClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = hoist_suspend_get_property;
  object_class->set_property = hoist_suspend_set_property;
  object_class->dispose = hoist_suspend_dispose;
  object_class->finalize = hoist_suspend_finalize;

  properties[PROP_IS_POSSIBLE] =
      g_param_spec_boolean ("is-possible", NULL, NULL, FALSE, G_PARAM_READABLE | flags);
  properties[PROP_IS_WANTED] =
      g_param_spec_boolean ("is-wanted", NULL, NULL, FALSE, G_PARAM_READWRITE | flags);
  properties[PROP_SECONDS_LEFT] = g_param_spec_int ("seconds-left", NULL, NULL, -1, NOTICE_SECONDS,
                                                    -1, G_PARAM_READABLE | flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  /**
   * HoistSuspend::failed:
   * @sentence: (type utf8): for the user
   */
  signals[FAILED] = g_signal_new ("failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
hoist_suspend_init (HoistSuspend *self)
{
  self->seconds_left = -1;
  self->cancellable = g_cancellable_new ();
}

/**
 * hoist_suspend_new:
 * @bus: (nullable): where logind is; the system's bus by default
 *
 * Returns: (transfer full): one that can be wanted as soon as "is-possible" says so
 */
HoistSuspend *
hoist_suspend_new (HoistQueue *queue, HoistClock *clock, GDBusConnection *bus)
{
  HoistSuspend *self = g_object_new (HOIST_TYPE_SUSPEND, NULL);

  self->queue = g_object_ref (queue);
  self->clock = g_object_ref (clock);
  g_signal_connect_object (queue, "notify::is-idle", G_CALLBACK (on_idle_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (queue, "totals-changed", G_CALLBACK (on_totals_changed), self,
                           G_CONNECT_SWAPPED);
  if (bus != NULL) {
    self->bus = g_object_ref (bus);
    ask (self);
  } else {
    g_bus_get (G_BUS_TYPE_SYSTEM, self->cancellable, on_bus, g_object_ref (self));
  }
  return self;
}

gboolean
hoist_suspend_is_wanted (HoistSuspend *self)
{
  g_return_val_if_fail (HOIST_IS_SUSPEND (self), FALSE);

  return self->is_wanted;
}

/**
 * hoist_suspend_get_seconds_left:
 *
 * Returns: until the machine goes to sleep; -1 while it does not
 */
int
hoist_suspend_get_seconds_left (HoistSuspend *self)
{
  g_return_val_if_fail (HOIST_IS_SUSPEND (self), -1);

  return self->seconds_left;
}

/* The user is there after all. */
void
hoist_suspend_cancel (HoistSuspend *self)
{
  g_return_if_fail (HOIST_IS_SUSPEND (self));

  set_wanted (self, FALSE);
}

/* During the notice: does not wait for its end. */
void
hoist_suspend_now (HoistSuspend *self)
{
  g_return_if_fail (HOIST_IS_SUSPEND (self));

  if (self->seconds_left >= 0)
    suspend (self);
}
