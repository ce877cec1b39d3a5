/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One question and one answer: a provider writes the request, HoistHttp carries it, the provider
 * reads the reply. */
#include "hoist-exchange.h"

#include "hoist-clock-wait.h"
#include "hoist-error.h"
#include "hoist-reaction.h"
#include "hoist-renewal.h"

#include "hoist-config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* A request that was admitted later than this carries a new time and nonce. */
#define STALE_US (1 * G_USEC_PER_SEC)

typedef struct {
  const HoistWork *work; /* (unowned) */
  HoistStep step;
  HoistPart *part;         /* (unowned) (nullable) */
  const HoistRange *range; /* (unowned) (nullable) */
  HoistSettings *secrets;  /* (owned) */
  HoistFacts facts;
  HoistRequest *request; /* (owned) */
  gint64 written_us;
  guint64 body_bytes; /* that have left */
  gboolean has_entered;
  gboolean is_renewed;
  gboolean is_held; /* whoever watches was told that a pause of the account holds it */
  HoistExchangeResult result;
} Exchange;

static void
exchange_free (Exchange *self)
{
  g_clear_pointer (&self->secrets, hoist_settings_unref);
  g_clear_pointer (&self->request, hoist_request_free);
  g_free (self);
}

/* Whether the service, or the keyring, has refused the account's secrets. */
static gboolean
is_refusal (const GError *error)
{
  return error->domain == HOIST_ERROR &&
         hoist_reaction_get (error->code)->kind == HOIST_REACTION_STOP_ACCOUNT;
}

static void
leave (Exchange *self, gboolean is_accepted)
{
  if (self->has_entered)
    hoist_channel_leave (self->work->channel, is_accepted);
  self->has_entered = FALSE;
}

/* @why is %NULL when it goes on. */
static void
tell_held (Exchange *self, const GError *why, gint64 wait_us)
{
  const HoistWork *work = self->work;

  if (why != NULL && self->is_held && work->waiting_longer != NULL)
    work->waiting_longer (why, wait_us, work->data);
  else if (work->waiting != NULL)
    work->waiting (why, wait_us, 0, work->data);
  self->is_held = why != NULL;
}

static void
return_success (GTask *task, gboolean is_accepted)
{
  Exchange *self = g_task_get_task_data (task);

  if (self->is_held)
    tell_held (self, NULL, 0);
  leave (self, is_accepted);
  g_task_return_boolean (task, TRUE);
}

static void
return_failure (GTask *task, GError *error)
{
  Exchange *self = g_task_get_task_data (task);

  if (self->is_held)
    tell_held (self, NULL, 0);
  /* A signature that failed for its time alone is tried again with the right one. */
  if (self->has_entered && is_refusal (error) && !self->result.is_clock_new)
    hoist_channel_stop (self->work->channel, error);
  leave (self, FALSE);

  self->result.move = HOIST_MOVE (FAILED);
  if (self->result.sent_bytes > 0 && self->work->unsent != NULL)
    self->work->unsent (self->result.sent_bytes, self->work->data);
  g_task_return_error (task, error);
}

static void load_secrets (GTask *task);

static void
on_renewed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (hoist_renewal_run_finish (result, &error))
    load_secrets (task);
  else
    return_failure (task, error);
}

/* The token ran out, or was refused: once for each exchange a new one is asked for. */
static void
renew (GTask *task)
{
  Exchange *self = g_task_get_task_data (task);
  HoistChannel *channel = self->work->channel;

  if (self->is_renewed || self->step == HOIST_STEP_SIGN_IN ||
      !hoist_provider_has_step (self->facts.provider, HOIST_STEP_SIGN_IN)) {
    return_failure (task, g_error_new_literal (
                              HOIST_ERROR, HOIST_ERROR_SIGN_IN,
                              _ ("The service does not accept the account’s sign-in any more. Sign "
                                 "in again in the account’s settings.")));
    return;
  }

  self->is_renewed = TRUE;
  hoist_renewal_run_async (hoist_channel_get_renewal (channel), self->work->engine, channel,
                           self->secrets, g_task_get_cancellable (task), on_renewed,
                           g_object_ref (task));
}

/* Where nothing is sent, or nothing more. */
static void
follow (GTask *task, gboolean is_accepted)
{
  Exchange *self = g_task_get_task_data (task);

  if (self->result.move.kind == HOIST_MOVE_JUMP && self->result.move.step == HOIST_STEP_SIGN_IN)
    renew (task);
  else
    return_success (task, is_accepted);
}

static gint64
get_monotonic (Exchange *self)
{
  return hoist_clock_get_monotonic (hoist_engine_get_clock (self->work->engine));
}

/* Asks the provider for the request, with the time and nonce of now. */
static gboolean
write_request (Exchange *self, GError **error)
{
  const HoistProvider *provider = hoist_channel_get_provider (self->work->channel);

  g_clear_pointer (&self->request, hoist_request_free);
  self->body_bytes = 0;
  self->written_us = get_monotonic (self);
  self->facts = (HoistFacts){
    .provider = provider,
    .settings =
        hoist_credentials_get_settings (hoist_channel_get_credentials (self->work->channel)),
    .secrets = self->secrets,
    .options = self->work->options,
    .file = self->work->file,
    .range = self->range,
    .errand = self->work->errand,
    .now_us = hoist_channel_get_now (self->work->channel),
    .nonce = hoist_engine_draw_nonce (self->work->engine),
  };
  self->result.move = provider->write_request (&self->facts, self->work->ticket, self->step,
                                               self->part, &self->request, error);
  return self->result.move.kind != HOIST_MOVE_FAILED;
}

/* Only the file's bytes count, not what a form or a call puts around them. */
static void
on_progress (guint64 bytes, gpointer user_data)
{
  Exchange *self = user_data;
  guint64 first = self->request->before != NULL ? g_bytes_get_size (self->request->before) : 0;
  guint64 before = CLAMP (self->body_bytes, first, first + self->request->length);
  guint64 now = 0;

  self->body_bytes += bytes;
  now = CLAMP (self->body_bytes, first, first + self->request->length);
  self->result.sent_bytes += now - before;
  if (self->work->sent != NULL && now > before)
    self->work->sent (now - before, self->work->data);
}

static void
hide_secrets (const HoistFacts *facts, GError *error)
{
  g_autofree char *message = error->message;

  error->message = hoist_facts_hide_secrets (facts, message);
}

/* A stranger's word: letters and digits of a sensible length, or nothing. */
static void
note_reply (Exchange *self, const HoistReply *reply)
{
  static const char *const headers[] = {
    "x-request-id",     "x-ca-request-id",  "x-oss-request-id", "x-obs-request-id",
    "x-cos-request-id", "x-amz-request-id", "x-amzn-requestid",
  };
  const char *id = NULL;

  self->result.status = reply->status;
  for (guint i = 0; id == NULL && i < G_N_ELEMENTS (headers); i++)
    id = hoist_reply_get_header (reply, headers[i]);
  if (id == NULL || strlen (id) >= sizeof self->result.request_id)
    return;
  for (const char *c = id; *c != '\0'; c++) {
    if (!g_ascii_isalnum (*c) && strchr ("-_=+/.", *c) == NULL)
      return;
  }
  g_strlcpy (self->result.request_id, id, sizeof self->result.request_id);
}

static void
on_sent (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (HoistReply) reply = NULL;
  g_autoptr (GError) error = NULL;
  Exchange *self = g_task_get_task_data (task);
  const HoistProvider *provider = self->facts.provider;

  reply = hoist_http_send_finish (HOIST_HTTP (source), result, &self->result.report, &error);
  if (reply == NULL) {
    return_failure (task, g_steal_pointer (&error));
    return;
  }

  note_reply (self, reply);
  g_debug ("%s %s: HTTP %u", provider->id, hoist_step_to_name (self->step), reply->status);
  if (reply->date_us != 0)
    self->result.is_clock_new = hoist_channel_note_date (self->work->channel, reply->date_us);
  self->result.move = provider->read_reply (&self->facts, self->work->ticket, self->step,
                                            self->part, reply, &error);
  if (error != NULL)
    hide_secrets (&self->facts, error);
  if (self->result.move.kind == HOIST_MOVE_FAILED)
    return_failure (task, g_steal_pointer (&error));
  else
    follow (task, TRUE);
}

/* A renewal's answer may hold the only token that the service still takes: once it is asked for,
 * nobody gives it up. */
static gboolean
is_cuttable (Exchange *self)
{
  return self->step != HOIST_STEP_SIGN_IN || self->work->errand->code != NULL;
}

/* While it waited for its turn another exchange may have been refused. */
static gboolean
check_stop (Exchange *self, GError **error)
{
  const GError *stop = NULL;

  if (self->has_entered)
    stop = hoist_channel_get_stop_error (self->work->channel);
  if (stop == NULL)
    return TRUE;

  g_set_error_literal (error, HOIST_ERROR, HOIST_ERROR_STOPPED, stop->message);
  return FALSE;
}

static void
on_admitted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  Exchange *self = g_task_get_task_data (task);
  gboolean is_stale = get_monotonic (self) - self->written_us > STALE_US;

  if (!hoist_limiter_enter_finish (HOIST_LIMITER (source), result, &error) ||
      !check_stop (self, &error) || (is_stale && !write_request (self, &error))) {
    return_failure (task, g_steal_pointer (&error));
    return;
  }
  if (self->result.move.kind != HOIST_MOVE_SEND) {
    follow (task, FALSE);
    return;
  }

  hoist_http_send_async (hoist_engine_get_http (self->work->engine), self->request,
                         self->request->length > 0 ? self->work->source : NULL, on_progress, self,
                         is_cuttable (self) ? g_task_get_cancellable (task) : NULL, on_sent,
                         g_object_ref (task));
}

static void begin (GTask *task);

static void
on_pause_over (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Exchange *self = g_task_get_task_data (task);
  HoistLimiter *limiter = hoist_channel_get_limiter (self->work->channel);
  GError *error = NULL;
  gint64 wait_us = 0;
  gboolean is_over = hoist_clock_wait_finish (result, &error);

  /* It may have become longer meanwhile. */
  if (is_over && hoist_limiter_get_pause (limiter, self->request->bucket, &wait_us) == NULL)
    tell_held (self, NULL, 0);
  if (is_over)
    begin (task);
  else
    return_failure (task, error);
}

/* The service has asked the whole account, or all requests of this kind, to wait: this one waits
 * with the others, and says why. It leaves the channel for so long, where there may be a line in
 * which the others would wait without a word. */
static void
hold (GTask *task, const GError *why, gint64 wait_us)
{
  Exchange *self = g_task_get_task_data (task);

  leave (self, FALSE);
  tell_held (self, why, wait_us);
  hoist_clock_wait_async (hoist_engine_get_clock (self->work->engine), wait_us,
                          g_task_get_cancellable (task), on_pause_over, g_object_ref (task));
}

static void
enter_limiter (GTask *task)
{
  Exchange *self = g_task_get_task_data (task);
  HoistLimiter *limiter = hoist_channel_get_limiter (self->work->channel);
  gint64 wait_us = 0;
  const GError *why = hoist_limiter_get_pause (limiter, self->request->bucket, &wait_us);

  if (why != NULL)
    hold (task, why, wait_us);
  else
    hoist_limiter_enter_async (limiter, self->request->bucket, g_task_get_cancellable (task),
                               on_admitted, g_object_ref (task));
}

/* What the provider noted before it sends is durable before it is sent. */
static void
on_kept (gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  enter_limiter (task);
}

static void
on_secrets (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  Exchange *self = g_task_get_task_data (task);

  g_clear_pointer (&self->secrets, hoist_settings_unref);
  self->secrets = hoist_credentials_load_finish (HOIST_CREDENTIALS (source), result, &error);
  if (self->secrets == NULL || !write_request (self, &error)) {
    return_failure (task, g_steal_pointer (&error));
    return;
  }
  if (self->result.move.kind != HOIST_MOVE_SEND) {
    follow (task, FALSE);
    return;
  }

  self->result.replay = self->request->replay;
  self->result.bucket = self->request->bucket;
  if (self->work->ticket != NULL && self->work->ticket->is_changed && self->work->keep != NULL)
    self->work->keep (on_kept, g_object_ref (task), self->work->data);
  else
    enter_limiter (task);
}

static void
load_secrets (GTask *task)
{
  Exchange *self = g_task_get_task_data (task);

  hoist_credentials_load_async (hoist_channel_get_credentials (self->work->channel),
                                g_task_get_cancellable (task), on_secrets, g_object_ref (task));
}

static void
on_entered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Exchange *self = g_task_get_task_data (task);
  GError *error = NULL;

  self->has_entered = hoist_channel_enter_finish (HOIST_CHANNEL (source), result, &error);
  if (self->has_entered)
    load_secrets (task);
  else
    return_failure (task, error);
}

/* An account's own steps are the user's doing: they may try whatever the account's state. Only
 * folders are looked for because an upload needs them. */
static void
begin (GTask *task)
{
  Exchange *self = g_task_get_task_data (task);

  if (self->work->ticket != NULL || self->step == HOIST_STEP_FOLDER)
    hoist_channel_enter_async (self->work->channel, g_task_get_cancellable (task), on_entered,
                               g_object_ref (task));
  else
    load_secrets (task);
}

/**
 * hoist_exchange_run_async:
 * @work: what it is about; stays alive until the callback
 * @part: (nullable): the part, in %HOIST_STEP_PART
 * @range: (nullable): what the provider needed before; stays alive until the callback
 * @cancellable: (nullable): its reply is then lost, unless it renews a token
 *
 * Asks the provider what to send, waits until the account's rate admits it, sends it and has the
 * reply read. Where the provider sends nothing, its move is the result. A token that no longer does
 * is renewed on the way. Fails with any code of the %HOIST_ERROR domain, or cancelled. Nothing is
 * repeated here: see hoist_lane_run_async().
 */
void
hoist_exchange_run_async (const HoistWork *work,
                          HoistStep step,
                          HoistPart *part,
                          const HoistRange *range,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);
  Exchange *self = g_new0 (Exchange, 1);

  /* What the server did is done: a reply that was read counts, even if somebody cancelled. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_source_tag (task, hoist_exchange_run_async);
  g_task_set_task_data (task, self, (GDestroyNotify) exchange_free);
  self->work = work;
  self->step = step;
  self->part = part;
  self->range = range;
  begin (task);
}

/**
 * hoist_exchange_run_finish:
 * @exchange: (out caller-allocates): filled in also on failure
 *
 * Returns: %FALSE with @error set where the move is %HOIST_MOVE_FAILED
 */
gboolean
hoist_exchange_run_finish (GAsyncResult *result, HoistExchangeResult *exchange, GError **error)
{
  Exchange *self = g_task_get_task_data (G_TASK (result));

  *exchange = self->result;
  return g_task_propagate_boolean (G_TASK (result), error);
}
