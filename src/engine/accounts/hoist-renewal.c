/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Renews an account's token: once, whoever of its uploads asks, and written down before use. */
#include "hoist-renewal.h"

#include "hoist-errand-run.h"
#include "hoist-error.h"
#include "hoist-waiters.h"

struct _HoistRenewal {
  HoistWaiters *waiters;     /* (owned) */
  GCancellable *cancellable; /* (owned) (nullable): of the errand that runs */
  HoistSettings *former;     /* (owned) (nullable): secrets that were renewed before */
};

/* One sign-in on its way. */
typedef struct {
  HoistRenewal *self;    /* (unowned): the channel's */
  HoistEngine *engine;   /* (owned) */
  HoistChannel *channel; /* (owned) */
  HoistErrand *errand;   /* (owned) */
  HoistSettings *used;   /* (owned) */
} SignIn;

static void
sign_in_free (SignIn *sign_in)
{
  g_clear_pointer (&sign_in->errand, hoist_errand_free);
  g_clear_pointer (&sign_in->used, hoist_settings_unref);
  g_object_unref (sign_in->engine);
  g_object_unref (sign_in->channel);
  g_free (sign_in);
}

static void
on_all_gone (gpointer data)
{
  HoistRenewal *self = data;

  g_cancellable_cancel (self->cancellable);
}

HoistRenewal *
hoist_renewal_new (void)
{
  HoistRenewal *self = g_new0 (HoistRenewal, 1);

  self->waiters = hoist_waiters_new (on_all_gone, self);
  return self;
}

void
hoist_renewal_free (HoistRenewal *self)
{
  if (self == NULL)
    return;

  hoist_waiters_free (self->waiters);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->former, hoist_settings_unref);
  g_free (self);
}

/* One that was given up leads to another, where somebody came meanwhile. */
static void start_sign_in (SignIn *sign_in);

/* Takes over @sign_in. */
static void
end_sign_in (SignIn *sign_in, const GError *error)
{
  HoistRenewal *self = sign_in->self;
  g_autoptr (HoistChannel) alive G_GNUC_UNUSED = g_object_ref (sign_in->channel);

  g_clear_object (&self->cancellable);
  if (error != NULL && hoist_error_is_cancelled (error) &&
      !hoist_waiters_is_empty (self->waiters)) {
    start_sign_in (sign_in);
    return;
  }
  if (error == NULL) {
    g_clear_pointer (&self->former, hoist_settings_unref);
    self->former = g_steal_pointer (&sign_in->used);
  }
  sign_in_free (sign_in);
  hoist_waiters_answer (self->waiters, error, NULL, NULL, NULL);
}

static void
on_stored (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  hoist_credentials_store_finish (HOIST_CREDENTIALS (source), result, &error);
  end_sign_in (user_data, error);
}

static void
on_signed_in (GObject *source, GAsyncResult *result, gpointer user_data)
{
  SignIn *sign_in = user_data;
  g_autoptr (GError) error = NULL;

  if (hoist_errand_run_finish (result, &error))
    hoist_credentials_store_async (hoist_channel_get_credentials (sign_in->channel),
                                   sign_in->errand->secrets, on_stored, sign_in);
  else
    end_sign_in (sign_in, error);
}

static void
start_sign_in (SignIn *sign_in)
{
  g_clear_pointer (&sign_in->errand, hoist_errand_free);
  sign_in->errand = hoist_errand_new (HOIST_STEP_SIGN_IN);
  sign_in->self->cancellable = g_cancellable_new ();
  hoist_errand_run_async (sign_in->engine, sign_in->channel, sign_in->errand,
                          sign_in->self->cancellable, on_signed_in, sign_in);
}

static SignIn *
sign_in_new (HoistRenewal *self, HoistEngine *engine, HoistChannel *channel, HoistSettings *used)
{
  SignIn *sign_in = g_new0 (SignIn, 1);

  sign_in->self = self;
  sign_in->engine = g_object_ref (engine);
  sign_in->channel = g_object_ref (channel);
  sign_in->used = hoist_settings_ref (used);
  return sign_in;
}

/**
 * hoist_renewal_run_async:
 * @channel: the account's, whose renewal this is
 * @used: the secrets that no longer do
 * @cancellable: (nullable): ends this caller's waiting, not the sign-in others wait for
 *
 * Gets a new token. Where a sign-in is on its way already, its end is that of all who ask; where
 * @used were renewed meanwhile, there is nothing to do. Fails with %HOIST_ERROR_SIGN_IN when the
 * service refuses, and with whatever else keeps a request or the vault from doing its work.
 */
void
hoist_renewal_run_async (HoistRenewal *self,
                         HoistEngine *engine,
                         HoistChannel *channel,
                         HoistSettings *used,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);

  g_task_set_source_tag (task, hoist_renewal_run_async);
  if (g_task_return_error_if_cancelled (task))
    return;
  if (used == self->former) {
    g_task_return_boolean (task, TRUE);
    return;
  }

  hoist_waiters_add (self->waiters, g_steal_pointer (&task));
  if (self->cancellable == NULL)
    start_sign_in (sign_in_new (self, engine, channel, used));
}

gboolean
hoist_renewal_run_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
