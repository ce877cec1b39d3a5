/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What all uploads of one account share. */
#include "hoist-channel.h"

#include "hoist-error.h"
#include "hoist-folders.h"
#include "hoist-renewal.h"
#include "hoist-slots.h"

/* Services take a signature whose time is off by this much. */
#define TOLERATED_US (5 * 60 * G_TIME_SPAN_SECOND)

/* More exchanges at once than there will ever be. */
#define WIDE_OPEN G_MAXINT

/* A Date header has whole seconds and travels for some more: a known offset is kept until it is
 * off by this much. */
#define WOBBLE_US (30 * G_TIME_SPAN_SECOND)

struct _HoistChannel {
  GObject parent_instance;

  HoistCredentials *credentials; /* (owned) */
  HoistClock *clock;             /* (owned) */
  HoistLimiter *limiter;         /* (owned) */
  HoistSlots *gate;              /* (owned): one at a time until the service let one in */
  HoistRenewal *renewal;         /* (owned) */
  HoistFolders *folders;         /* (owned) */
  GError *stop_error;            /* (owned) (nullable) */
  gint64 clock_offset_us;
};

typedef enum {
  PROP_CLOCK_OFFSET = 1,
  PROP_IS_STOPPED,
} HoistChannelProperty;

static GParamSpec *properties[PROP_IS_STOPPED + 1];

G_DEFINE_FINAL_TYPE (HoistChannel, hoist_channel, G_TYPE_OBJECT)

static void
hoist_channel_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  HoistChannel *self = HOIST_CHANNEL (object);

  switch ((HoistChannelProperty) id) {
  case PROP_CLOCK_OFFSET:
    g_value_set_int64 (value, self->clock_offset_us);
    break;
  case PROP_IS_STOPPED:
    g_value_set_boolean (value, self->stop_error != NULL);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
hoist_channel_dispose (GObject *object)
{
  HoistChannel *self = HOIST_CHANNEL (object);

  g_clear_object (&self->credentials);
  g_clear_object (&self->limiter);
  g_clear_object (&self->gate);
  g_clear_object (&self->clock);

  G_OBJECT_CLASS (hoist_channel_parent_class)->dispose (object);
}

static void
hoist_channel_finalize (GObject *object)
{
  HoistChannel *self = HOIST_CHANNEL (object);

  g_clear_error (&self->stop_error);
  hoist_renewal_free (self->renewal);
  hoist_folders_free (self->folders);

  G_OBJECT_CLASS (hoist_channel_parent_class)->finalize (object);
}

static void
hoist_channel_class_init (HoistChannelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = hoist_channel_get_property;
  object_class->dispose = hoist_channel_dispose;
  object_class->finalize = hoist_channel_finalize;

  /**
   * HoistChannel:clock-offset:
   *
   * Server time minus this computer's, in microseconds; 0 while they agree well enough.
   */
  properties[PROP_CLOCK_OFFSET] =
      g_param_spec_int64 ("clock-offset", NULL, NULL, G_MININT64, G_MAXINT64, 0,
                          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  /**
   * HoistChannel:is-stopped:
   *
   * The service refused the account; nothing is sent until the user has looked at it.
   */
  properties[PROP_IS_STOPPED] =
      g_param_spec_boolean ("is-stopped", NULL, NULL, FALSE,
                            G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
hoist_channel_init (HoistChannel *self)
{
  self->gate = hoist_slots_new (1);
  self->renewal = hoist_renewal_new ();
  self->folders = hoist_folders_new ();
}

/**
 * hoist_channel_new:
 * @credentials: whose channel it is; the rates are those of its service
 */
HoistChannel *
hoist_channel_new (HoistCredentials *credentials, HoistClock *clock)
{
  HoistChannel *self = g_object_new (HOIST_TYPE_CHANNEL, NULL);
  const HoistProvider *provider = hoist_credentials_get_provider (credentials);

  self->credentials = g_object_ref (credentials);
  self->clock = g_object_ref (clock);
  self->limiter = hoist_limiter_new (clock, provider->rates, provider->n_rates);
  return self;
}

HoistCredentials *
hoist_channel_get_credentials (HoistChannel *self)
{
  g_return_val_if_fail (HOIST_IS_CHANNEL (self), NULL);

  return self->credentials;
}

const HoistProvider *
hoist_channel_get_provider (HoistChannel *self)
{
  g_return_val_if_fail (HOIST_IS_CHANNEL (self), NULL);

  return hoist_credentials_get_provider (self->credentials);
}

HoistLimiter *
hoist_channel_get_limiter (HoistChannel *self)
{
  g_return_val_if_fail (HOIST_IS_CHANNEL (self), NULL);

  return self->limiter;
}

/* (transfer none): */
HoistRenewal *
hoist_channel_get_renewal (HoistChannel *self)
{
  g_return_val_if_fail (HOIST_IS_CHANNEL (self), NULL);

  return self->renewal;
}

/* (transfer none): */
HoistFolders *
hoist_channel_get_folders (HoistChannel *self)
{
  g_return_val_if_fail (HOIST_IS_CHANNEL (self), NULL);

  return self->folders;
}

static void
on_entered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HoistChannel *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (!hoist_slots_take_finish (self->gate, result, &error)) {
    g_task_return_error (task, error);
  } else if (self->stop_error != NULL) {
    hoist_slots_give_back (self->gate);
    g_task_return_new_error (task, HOIST_ERROR, HOIST_ERROR_STOPPED, "%s",
                             self->stop_error->message);
  } else {
    g_task_return_boolean (task, TRUE);
  }
}

/**
 * hoist_channel_enter_async:
 * @cancellable: (nullable): no longer waits
 *
 * Waits until an upload may ask the service something. Nobody knows yet whether the service
 * accepts an account that was new, changed or refused: then one exchange goes ahead and the others
 * wait for its end, for a service may lock a key after a few failures. Fails with
 * %HOIST_ERROR_STOPPED once the account is stopped, or cancelled.
 */
void
hoist_channel_enter_async (HoistChannel *self,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer data)
{
  GTask *task = NULL;

  g_return_if_fail (HOIST_IS_CHANNEL (self));

  task = g_task_new (self, cancellable, callback, data);
  g_task_set_source_tag (task, hoist_channel_enter_async);
  g_task_set_check_cancellable (task, FALSE);
  hoist_slots_take_async (self->gate, 0, cancellable, on_entered, task);
}

gboolean
hoist_channel_enter_finish (HoistChannel *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * hoist_channel_leave:
 * @is_accepted: the service has let this exchange in
 *
 * Ends what hoist_channel_enter_async() began. After hoist_channel_stop(), where that is called
 * for: else the next one would try the same key.
 */
void
hoist_channel_leave (HoistChannel *self, gboolean is_accepted)
{
  g_return_if_fail (HOIST_IS_CHANNEL (self));

  if (is_accepted && self->stop_error == NULL)
    hoist_slots_set_count (self->gate, WIDE_OPEN);
  hoist_slots_give_back (self->gate);
}

/**
 * hoist_channel_get_now:
 *
 * Returns: the server's time as far as it is known, in microseconds since 1970
 */
gint64
hoist_channel_get_now (HoistChannel *self)
{
  g_return_val_if_fail (HOIST_IS_CHANNEL (self), 0);

  return hoist_clock_get_real (self->clock) + self->clock_offset_us;
}

gint64
hoist_channel_get_clock_offset (HoistChannel *self)
{
  g_return_val_if_fail (HOIST_IS_CHANNEL (self), 0);

  return self->clock_offset_us;
}

/**
 * hoist_channel_note_date:
 * @date_us: what a reply's Date header says, microseconds since 1970; 0 without one
 *
 * Compares the server's clock with ours. From a difference of more than five minutes on the
 * server's time is used; below that ours is right enough, so an older offset is dropped.
 *
 * Returns: whether this call moved the time in use by more than five minutes, so that a refused
 *   signature is worth another try
 */
gboolean
hoist_channel_note_date (HoistChannel *self, gint64 date_us)
{
  gint64 offset_us = 0;
  gint64 change_us = 0;

  g_return_val_if_fail (HOIST_IS_CHANNEL (self), FALSE);

  if (date_us <= 0)
    return FALSE;

  offset_us = date_us - hoist_clock_get_real (self->clock);
  if (ABS (offset_us) <= TOLERATED_US)
    offset_us = 0;

  change_us = ABS (offset_us - self->clock_offset_us);
  if (change_us == 0 || (change_us <= WOBBLE_US && offset_us != 0))
    return FALSE;

  self->clock_offset_us = offset_us;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CLOCK_OFFSET]);
  return change_us > TOLERATED_US;
}

/**
 * hoist_channel_stop:
 * @error: what the service said; copied
 *
 * Stops the account: its uploads wait until hoist_channel_resume().
 */
void
hoist_channel_stop (HoistChannel *self, const GError *error)
{
  gboolean was_stopped = FALSE;

  g_return_if_fail (HOIST_IS_CHANNEL (self));
  g_return_if_fail (error != NULL);

  if (error == self->stop_error)
    return;

  was_stopped = self->stop_error != NULL;
  g_clear_error (&self->stop_error);
  self->stop_error = g_error_copy (error);
  hoist_slots_set_count (self->gate, 1);
  if (!was_stopped)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_STOPPED]);
}

/**
 * hoist_channel_resume:
 *
 * Lets the account's uploads go on, after the user changed or confirmed its secrets.
 */
void
hoist_channel_resume (HoistChannel *self)
{
  g_return_if_fail (HOIST_IS_CHANNEL (self));

  if (self->stop_error == NULL)
    return;

  g_clear_error (&self->stop_error);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_STOPPED]);
}

/**
 * hoist_channel_get_stop_error:
 *
 * Returns: (nullable): why the account is stopped; %NULL while it is not
 */
const GError *
hoist_channel_get_stop_error (HoistChannel *self)
{
  g_return_val_if_fail (HOIST_IS_CHANNEL (self), NULL);

  return self->stop_error;
}
