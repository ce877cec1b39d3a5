/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Renews an account's token: once, whoever of its uploads asks, and written down before use. */
#include "hoist-renewal.h"

#include "hoist-errand-run.h"
#include "hoist-waiters.h"

struct _HoistRenewal {
  HoistWaiters *waiters;     /* (owned) */
  GCancellable *cancellable; /* (owned) (nullable): of the errand that runs */
  HoistSettings *former;     /* (owned) (nullable): secrets that were renewed before */
};

/* One sign-in on its way. */
typedef struct {
  HoistRenewal *self;    /* (unowned): the channel's */
  HoistChannel *channel; /* (owned) */
  HoistErrand *errand;   /* (owned) */
  HoistSettings *used;   /* (owned) */
} SignIn;

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

/* Takes over @sign_in. */
static void
end_sign_in (SignIn *sign_in, const GError *error)
{
  HoistRenewal *self = sign_in->self;
  g_autoptr (HoistChannel) channel G_GNUC_UNUSED = sign_in->channel;

  g_clear_object (&self->cancellable);
  if (error == NULL) {
    g_clear_pointer (&self->former, hoist_settings_unref);
    self->former = g_steal_pointer (&sign_in->used);
  }
  g_clear_pointer (&sign_in->used, hoist_settings_unref);
  hoist_errand_free (sign_in->errand);
  g_free (sign_in);
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
start_sign_in (HoistRenewal *self, HoistEngine *engine, HoistChannel *channel, HoistSettings *used)
{
  SignIn *sign_in = g_new0 (SignIn, 1);

  sign_in->self = self;
  sign_in->channel = g_object_ref (channel);
  sign_in->errand = hoist_errand_new (HOIST_STEP_SIGN_IN);
  sign_in->used = hoist_settings_ref (used);
  self->cancellable = g_cancellable_new ();
  hoist_errand_run_async (engine, channel, sign_in->errand, self->cancellable, on_signed_in,
                          sign_in);
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
    start_sign_in (self, engine, channel, used);
}

gboolean
hoist_renewal_run_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
