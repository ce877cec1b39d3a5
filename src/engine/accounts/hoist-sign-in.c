/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signs a user in with the browser. */
#include "hoist-sign-in.h"

#include "hoist-errand-run.h"
#include "hoist-error.h"
#include "hoist-sign-in-listener.h"
#include "hoist-sign-in-proof.h"

#include "hoist-config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Time enough to find a password and a second factor. */
#define PATIENCE_US (10 * G_TIME_SPAN_MINUTE)

/* RFC 8252, 7.3: any free port. */
#define USUAL_REDIRECT "http://127.0.0.1:0/callback"

typedef struct {
  HoistEngine *engine;   /* (owned) */
  HoistChannel *channel; /* (owned) */
  HoistSignInOpen open;
  gpointer open_data;
  HoistSettings *secrets;        /* (owned) (nullable) */
  HoistSignInProof *proof;       /* (owned) (nullable) */
  HoistSignInListener *listener; /* (owned) (nullable): while the browser is awaited */
  HoistErrand *errand;           /* (owned) (nullable) */
  guint timer;
  GSource *cancelled; /* (owned) (nullable) */
} SignIn;

static void
stop_waiting (SignIn *self)
{
  hoist_clock_clear_timer (hoist_engine_get_clock (self->engine), &self->timer);
  if (self->cancelled != NULL)
    g_source_destroy (self->cancelled);
  g_clear_pointer (&self->cancelled, g_source_unref);
  g_clear_pointer (&self->listener, hoist_sign_in_listener_free);
}

static void
sign_in_free (SignIn *self)
{
  stop_waiting (self);
  g_clear_pointer (&self->errand, hoist_errand_free);
  g_clear_pointer (&self->proof, hoist_sign_in_proof_free);
  g_clear_pointer (&self->secrets, hoist_settings_unref);
  g_object_unref (self->engine);
  g_object_unref (self->channel);
  g_free (self);
}

/* Takes over @task, for which nothing is awaited any more. */
static void
end (GTask *task, GError *error)
{
  stop_waiting (g_task_get_task_data (task));
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static void
on_stored (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GError *error = NULL;

  hoist_credentials_store_finish (HOIST_CREDENTIALS (source), result, &error);
  end (user_data, error);
}

/* This is the newest way in: an older key that would go before it is over. */
static void
end_other_ways (SignIn *self)
{
  const HoistProvider *provider = hoist_channel_get_provider (self->channel);

  for (guint i = 0; i < provider->n_fields; i++) {
    const HoistField *field = &provider->fields[i];

    if ((field->flags & HOIST_FIELD_WAY_IN) &&
        hoist_settings_get (self->errand->secrets, field->id) == NULL)
      hoist_settings_set (self->errand->secrets, field->id, "");
  }
}

static void
on_granted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  SignIn *self = g_task_get_task_data (task);
  GError *error = NULL;

  /* a code works once, so what it brought is kept even if the user gave up meanwhile */
  if (!hoist_errand_run_finish (result, &error)) {
    end (task, error);
    return;
  }
  end_other_ways (self);
  hoist_credentials_store_async (hoist_channel_get_credentials (self->channel),
                                 self->errand->secrets, on_stored, task);
}

static void
on_heard (const char *code, const GError *error, gpointer user_data)
{
  GTask *task = user_data;
  SignIn *self = g_task_get_task_data (task);

  if (error != NULL) {
    end (task, g_error_copy (error));
    return;
  }
  self->errand = hoist_errand_new (HOIST_STEP_SIGN_IN);
  self->errand->code = g_strdup (code);
  self->errand->redirect_uri = g_strdup (hoist_sign_in_listener_get_uri (self->listener));
  self->errand->verifier = g_strdup (self->proof->verifier);
  stop_waiting (self);
  hoist_errand_run_async (self->engine, self->channel, self->errand, g_task_get_cancellable (task),
                          on_granted, task);
}

static void
on_patience_lost (gpointer user_data)
{
  GTask *task = user_data;
  SignIn *self = g_task_get_task_data (task);

  self->timer = 0;
  end (task, g_error_new_literal (HOIST_ERROR, HOIST_ERROR_SIGN_IN,
                                  _ ("Nobody signed in within ten minutes. Sign in again.")));
}

static gboolean
on_cancelled (GCancellable *cancellable, gpointer user_data)
{
  end (user_data, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled"));
  return G_SOURCE_REMOVE;
}

static void
wait_for_browser (GTask *task)
{
  SignIn *self = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);

  self->timer = hoist_clock_add_timer (hoist_engine_get_clock (self->engine), PATIENCE_US,
                                       on_patience_lost, task);
  if (cancellable == NULL)
    return;
  self->cancelled = g_cancellable_source_new (cancellable);
  g_source_set_callback (self->cancelled, G_SOURCE_FUNC (on_cancelled), task, NULL);
  g_source_attach (self->cancelled, g_main_context_get_thread_default ());
}

/* (transfer full) (nullable): with everything in place for the browser's way back. */
static char *
prepare (GTask *task, GError **error)
{
  SignIn *self = g_task_get_task_data (task);
  HoistCredentials *credentials = hoist_channel_get_credentials (self->channel);
  const HoistFacts facts = {
    .provider = hoist_channel_get_provider (self->channel),
    .settings = hoist_credentials_get_settings (credentials),
    .secrets = self->secrets,
    .now_us = hoist_channel_get_now (self->channel),
    .nonce = hoist_engine_draw_nonce (self->engine),
  };
  const char *redirect = hoist_facts_get (&facts, HOIST_SIGN_IN_REDIRECT_FIELD);

  self->proof = hoist_sign_in_proof_new (error);
  if (self->proof == NULL)
    return NULL;
  if (redirect == NULL || *redirect == '\0')
    redirect = USUAL_REDIRECT;
  self->listener = hoist_sign_in_listener_new (redirect, self->proof->state, on_heard, task, error);
  if (self->listener == NULL)
    return NULL;
  return facts.provider->write_sign_in_address (&facts,
                                                hoist_sign_in_listener_get_uri (self->listener),
                                                self->proof->state, self->proof->challenge, error);
}

static void
on_secrets (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  SignIn *self = g_task_get_task_data (task);
  GError *error = NULL;
  char *address = NULL;

  self->secrets = hoist_credentials_load_finish (HOIST_CREDENTIALS (source), result, &error);
  if (self->secrets != NULL)
    address = prepare (task, &error);
  if (address == NULL) {
    end (task, error);
    return;
  }

  wait_for_browser (task);
  self->open (address, self->open_data);
  explicit_bzero (address, strlen (address));
  g_free (address);
}

/**
 * hoist_sign_in_run_async:
 * @open: takes the address to open
 * @open_data: for @open
 * @cancellable: (nullable): no longer waits for the browser
 *
 * Awaits the browser on this computer for ten minutes, exchanges what it brings and writes that
 * down. The vault is asked first: without one nobody is sent to the browser in vain. Fails with
 * %HOIST_ERROR_SIGN_IN where the user, the service or the time said no, with %HOIST_ERROR_REFUSED
 * for a setting that stands in the way, with what the exchange or the vault fails with, or
 * cancelled.
 */
void
hoist_sign_in_run_async (HoistEngine *engine,
                         HoistChannel *channel,
                         HoistSignInOpen open,
                         gpointer open_data,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, data);
  SignIn *self = g_new0 (SignIn, 1);

  g_task_set_source_tag (task, hoist_sign_in_run_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, self, (GDestroyNotify) sign_in_free);
  self->engine = g_object_ref (engine);
  self->channel = g_object_ref (channel);
  self->open = open;
  self->open_data = open_data;
  if (hoist_channel_get_provider (channel)->write_sign_in_address == NULL) {
    end (task, g_error_new_literal (HOIST_ERROR, HOIST_ERROR_REFUSED,
                                    _ ("This service has no sign-in with a browser. Enter its keys "
                                       "in the account’s settings.")));
    return;
  }
  hoist_credentials_load_async (hoist_channel_get_credentials (channel), cancellable, on_secrets,
                                task);
}

gboolean
hoist_sign_in_run_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
