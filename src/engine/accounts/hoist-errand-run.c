/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs an errand of an account to its end, once: whoever wants it repeats it. */
#include "hoist-errand-run.h"

#include "hoist-clock-wait.h"
#include "hoist-error.h"
#include "hoist-exchange.h"
#include "hoist-retry.h"

#include "hoist-config.h"

#include <glib/gi18n-lib.h>

/* Pages of the longest honest list; more is a service that goes round in circles. */
#define MAX_EXCHANGES 1000

typedef struct {
  HoistWork work;
  HoistEngine *engine;   /* (owned) */
  HoistChannel *channel; /* (owned) */
  guint n_exchanges;
  gboolean has_new_clock;
} Run;

static void
run_free (Run *self)
{
  g_object_unref (self->engine);
  g_object_unref (self->channel);
  g_free (self);
}

static void exchange (GTask *task);

static void
on_waited (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  GError *error = NULL;

  if (hoist_clock_wait_finish (result, &error)) {
    exchange (task);
    return;
  }

  g_task_return_error (task, error);
  g_object_unref (task);
}

/* The first answer told us the server's time; now the signature can be right. */
static gboolean
is_worth_again (Run *self, const HoistExchangeResult *ended, const GError *error)
{
  if (!ended->is_clock_new || self->has_new_clock || error->domain != HOIST_ERROR)
    return FALSE;

  self->has_new_clock = TRUE;
  return error->code == HOIST_ERROR_SIGN_IN || error->code == HOIST_ERROR_RENEW;
}

/* What an upload asks for counts for all uploads of the account. The user's own errands do not: who
 * presses a button again must not find it hanging. */
static void
pause_account (Run *self, const HoistExchangeResult *ended, const GError *error)
{
  HoistRetry retry = { 0 };

  if (!g_error_matches (error, HOIST_ERROR, HOIST_ERROR_THROTTLED) ||
      self->work.errand->step != HOIST_STEP_FOLDER)
    return;

  retry = hoist_retry_decide (error, 1, HOIST_REPLAY_SAFE, HOIST_SENT_ALL,
                              hoist_engine_draw_jitter (self->engine));
  hoist_limiter_pause (hoist_channel_get_limiter (self->channel), ended->bucket, retry.wait_us,
                       error);
}

static GError *
new_circle_error (void)
{
  return g_error_new_literal (HOIST_ERROR, HOIST_ERROR_PROTOCOL,
                              _ ("The service’s answer has no end. Try again later, and report "
                                 "this if it stays."));
}

static void
on_exchanged (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Run *self = g_task_get_task_data (task);
  HoistExchangeResult ended;
  GError *error = NULL;
  gboolean is_good = hoist_exchange_run_finish (result, &ended, &error);

  if (!is_good && is_worth_again (self, &ended, error)) {
    g_clear_error (&error);
    exchange (task);
    return;
  }
  if (is_good && ended.move.kind == HOIST_MOVE_AGAIN && ++self->n_exchanges < MAX_EXCHANGES) {
    hoist_clock_wait_async (hoist_engine_get_clock (self->engine), ended.move.wait_us,
                            g_task_get_cancellable (task), on_waited, task);
    return;
  }

  if (!is_good)
    pause_account (self, &ended, error);
  if (is_good && ended.move.kind == HOIST_MOVE_DONE)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, is_good ? new_circle_error () : error);
  g_object_unref (task);
}

/* Takes over @task. */
static void
exchange (GTask *task)
{
  Run *self = g_task_get_task_data (task);

  hoist_exchange_run_async (&self->work, self->work.errand->step, NULL, NULL,
                            g_task_get_cancellable (task), on_exchanged, task);
}

/**
 * hoist_errand_run_async:
 * @errand: what is asked, and where the answers are put; stays alive until the callback
 * @cancellable: (nullable): gives up
 *
 * Does the exchanges of one errand. Nothing is repeated but a signature that failed for a wrong
 * clock alone: somebody is watching, or repeats it from outside. Fails with the error of the one
 * try.
 */
void
hoist_errand_run_async (HoistEngine *engine,
                        HoistChannel *channel,
                        HoistErrand *errand,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, data);
  Run *self = g_new0 (Run, 1);

  /* What the service has answered counts, even if somebody cancelled: a token may be in it. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_source_tag (task, hoist_errand_run_async);
  g_task_set_task_data (task, self, (GDestroyNotify) run_free);
  self->engine = g_object_ref (engine);
  self->channel = g_object_ref (channel);
  self->work = (HoistWork){
    .engine = engine,
    .channel = channel,
    .errand = errand,
    .options = errand->options,
  };
  exchange (task);
}

gboolean
hoist_errand_run_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
