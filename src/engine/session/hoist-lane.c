/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Carries one step, or one part, to its end: repeats, waits, takes digests, renews. */
#include "hoist-lane.h"

#include "hoist-error.h"

#include "hoist-config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* A lane gives a lost connection this many short waits (1, 2, 4 s) before it gives the upload's
 * slot to another file and waits outside. */
#define OFFLINE_WAITS 3

/* Renewals and digests in a row that a service may ask for before we call it a loop. */
#define MAX_RENEWALS 3
#define MAX_NEEDS 4

/* Exchanges in a row without a wait: the longest honest list of parts has far fewer pages. */
#define MAX_AT_ONCE 1000

typedef struct {
  const HoistWork *work; /* (unowned) */
  HoistStep step;
  HoistPart *part; /* (unowned) (nullable) */
  guint attempt;
  guint n_good; /* exchanges in a row that succeeded */
  guint n_offline;
  guint n_renewals;
  guint n_needs;
  guint n_at_once;
  gboolean has_new_clock;
  HoistMove needs;
  HoistMove kept; /* what follows when the ticket is saved */
  HoistRange range;
  gboolean has_range;
  HoistLaneResult result;

  /* while waiting */
  guint timer;
  guint idle;
  gulong cancelled_id;
  gulong network_id;
  gboolean is_waiting;
  gboolean is_told; /* whoever watches was told that this lane waits */
} Lane;

/* A lane is a loop. */
static void ask_again (GTask *task);

static void
stop_waiting (GTask *task)
{
  Lane *self = g_task_get_task_data (task);

  self->is_waiting = FALSE;
  hoist_clock_clear_timer (hoist_engine_get_clock (self->work->engine), &self->timer);
  g_clear_handle_id (&self->idle, g_source_remove);
  g_clear_signal_handler (&self->network_id, hoist_engine_get_network (self->work->engine));
  if (self->cancelled_id != 0)
    g_cancellable_disconnect (g_task_get_cancellable (task), self->cancelled_id);
  self->cancelled_id = 0;
  if (self->is_told && self->work->waiting != NULL)
    self->work->waiting (NULL, 0, 0, self->work->data);
  self->is_told = FALSE;
}

/* Owns the reference that wait_for() took. */
static void
end_wait (GTask *task)
{
  stop_waiting (task);
  ask_again (task);
}

static void
on_waited (gpointer user_data)
{
  Lane *self = g_task_get_task_data (user_data);

  self->timer = 0;
  end_wait (user_data);
}

static gboolean
on_wait_cancelled_idle (gpointer user_data)
{
  Lane *self = g_task_get_task_data (user_data);

  self->idle = 0;
  end_wait (user_data);
  return G_SOURCE_REMOVE;
}

/* A handler of a cancellable may not disconnect itself, so the wait ends a moment later. */
static void
on_wait_cancelled (GCancellable *cancellable, gpointer user_data)
{
  Lane *self = g_task_get_task_data (user_data);

  if (self->is_waiting && self->idle == 0)
    self->idle = g_idle_add (on_wait_cancelled_idle, user_data);
}

static void
on_network_changed (HoistNetwork *network, gpointer user_data)
{
  on_wait_cancelled (NULL, user_data);
}

/* Takes over @task. @error is why it waits; without one the wait belongs to the step itself. */
static void
wait_for (GTask *task, gint64 wait_us, const GError *error)
{
  Lane *self = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);

  self->is_waiting = TRUE;
  self->timer = hoist_clock_add_timer (hoist_engine_get_clock (self->work->engine),
                                       MAX (wait_us, 0), on_waited, task);
  if (error != NULL) {
    self->is_told = TRUE;
    if (self->work->waiting != NULL)
      self->work->waiting (error, wait_us, self->attempt - 1, self->work->data);
    if (error->code == HOIST_ERROR_OFFLINE)
      self->network_id = g_signal_connect (hoist_engine_get_network (self->work->engine), "changed",
                                           G_CALLBACK (on_network_changed), task);
  }
  if (cancellable != NULL)
    self->cancelled_id =
        g_cancellable_connect (cancellable, G_CALLBACK (on_wait_cancelled), task, NULL);
}

/* Takes over @task. */
static void
end_lane (GTask *task, HoistMove move)
{
  Lane *self = g_task_get_task_data (task);

  self->result.move = move;
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

/* Takes over @task and @error. */
static void
fail_lane (GTask *task, HoistRetry retry, GError *error)
{
  Lane *self = g_task_get_task_data (task);

  self->result.move = HOIST_MOVE (FAILED);
  self->result.retry = retry;
  g_task_return_error (task, error);
  g_object_unref (task);
}

/* A connection that was lost: a few short waits here, the long one outside. Says whether the lane
 * goes on, and then has taken @task. */
static gboolean
wait_for_connection (GTask *task, const GError *error)
{
  Lane *self = g_task_get_task_data (task);

  if (error->code != HOIST_ERROR_OFFLINE || self->n_offline >= OFFLINE_WAITS)
    return FALSE;

  wait_for (task, (G_USEC_PER_SEC << self->n_offline), error);
  self->n_offline++;
  return TRUE;
}

/* A renewal that needs no step of its own: a new request has a new time and nonce. */
static gboolean
renew_in_place (GTask *task)
{
  Lane *self = g_task_get_task_data (task);
  const HoistProvider *provider = hoist_channel_get_provider (self->work->channel);

  if (hoist_provider_has_step (provider, HOIST_STEP_RENEW) || self->n_renewals >= MAX_RENEWALS)
    return FALSE;

  self->n_renewals++;
  ask_again (task);
  return TRUE;
}

/* What went wrong, with all that the service's own people ask for. */
static void
log_error (Lane *self, const GError *error, const HoistExchangeResult *exchange)
{
  g_autofree char *step = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GString) details = NULL;

  if (self->work->log == NULL)
    return;

  step = hoist_log_dup_step (self->step, self->part != NULL ? self->part->number : 0);
  details = g_string_new (step);
  g_string_append_printf (details, _ (", attempt %u"), self->attempt);
  if (exchange->status != 0)
    g_string_append_printf (details, _ (", HTTP %u"), exchange->status);
  if (exchange->request_id[0] != '\0' && strstr (error->message, exchange->request_id) == NULL)
    g_string_append_printf (details, _ (", request id %s"), exchange->request_id);
  text = g_strdup_printf (_ ("%s (%s)"), error->message, details->str);
  self->work->log (HOIST_LOG_RETRY, text, self->work->data);
}

/* Decides what follows an error. Takes over @task and @error. */
static void
judge (GTask *task, GError *error, const HoistExchangeResult *exchange)
{
  Lane *self = g_task_get_task_data (task);
  HoistLimiter *limiter = hoist_channel_get_limiter (self->work->channel);
  g_autoptr (GError) owned = error;
  HoistRetry retry = { .kind = HOIST_RETRY_GIVE_UP };

  if (error->domain != HOIST_ERROR) {
    fail_lane (task, retry, g_steal_pointer (&owned));
    return;
  }

  self->n_good = 0;
  g_debug ("%s, attempt %u: %s", hoist_step_to_name (self->step), self->attempt, error->message);
  log_error (self, error, exchange);
  if (exchange->is_clock_new && !self->has_new_clock &&
      (error->code == HOIST_ERROR_SIGN_IN || error->code == HOIST_ERROR_RENEW)) {
    self->has_new_clock = TRUE;
    ask_again (task);
    return;
  }

  retry = hoist_retry_decide (error, self->attempt, exchange->replay, exchange->report.sent,
                              hoist_engine_draw_jitter (self->work->engine));
  if (retry.is_counted)
    self->attempt++;
  if (error->code == HOIST_ERROR_THROTTLED)
    hoist_limiter_pause (limiter, exchange->bucket, retry.wait_us, error);

  if (retry.kind == HOIST_RETRY_SAME)
    wait_for (task, retry.wait_us, error);
  else if ((retry.kind != HOIST_RETRY_WORLD || !wait_for_connection (task, error)) &&
           (retry.kind != HOIST_RETRY_RENEW || !renew_in_place (task)))
    fail_lane (task, retry, g_steal_pointer (&owned));
}

static void
judge_local (GTask *task, GError *error)
{
  const HoistExchangeResult nothing = { .replay = HOIST_REPLAY_SAFE };

  judge (task, error, &nothing);
}

static void
tell_hashing (Lane *self, gboolean is_hashing, guint64 done)
{
  if (self->work->hashing != NULL)
    self->work->hashing (is_hashing, done, self->work->data);
}

static void
on_hash_progress (guint64 done, gpointer user_data)
{
  tell_hashing (g_task_get_task_data (user_data), TRUE, done);
}

static void
on_file_digested (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Lane *self = g_task_get_task_data (task);
  HoistSource *file = self->work->source;
  HoistDigests digests = { 0 };
  GError *error = NULL;

  tell_hashing (self, FALSE, 0);
  if (!hoist_hasher_digest_file_finish (HOIST_HASHER (source), result, &digests, NULL, &error)) {
    judge_local (task, error);
    return;
  }

  hoist_journal_keep_digests (hoist_engine_get_journal (self->work->engine),
                              hoist_source_get_path (file), hoist_source_get_fingerprint (file),
                              &digests, NULL);
  hoist_digests_merge (&self->work->file->digests, &digests);
  ask_again (task);
}

static void
on_range_digested (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Lane *self = g_task_get_task_data (task);
  HoistDigests digests = { 0 };
  GError *error = NULL;

  if (!hoist_hasher_digest_range_finish (HOIST_HASHER (source), result, &digests, &error)) {
    judge_local (task, error);
    return;
  }

  if (self->part != NULL)
    hoist_part_set_digests (self->part, &digests, self->needs.digests);
  self->range = (HoistRange){ self->needs.offset, self->needs.length, digests };
  self->has_range = TRUE;
  ask_again (task);
}

/* Takes over @task. */
static void
take_digests (GTask *task, const HoistMove *move)
{
  Lane *self = g_task_get_task_data (task);
  HoistHasher *hasher = hoist_engine_get_hasher (self->work->engine);

  if (++self->n_needs > MAX_NEEDS || self->work->source == NULL) {
    judge_local (task, g_error_new_literal (HOIST_ERROR, HOIST_ERROR_PROTOCOL,
                                            _ ("The service asks for the same checksum over and "
                                               "over. Report this, and try again later.")));
    return;
  }

  self->needs = *move;
  if (move->length > 0) {
    hoist_hasher_digest_range_async (hasher, self->work->source, move->digests, move->offset,
                                     move->length, g_task_get_cancellable (task), on_range_digested,
                                     task);
    return;
  }

  tell_hashing (self, TRUE, 0);
  hoist_hasher_digest_file_async (hasher, self->work->source,
                                  &(HoistWanted){ .file = move->digests }, on_hash_progress, task,
                                  g_task_get_cancellable (task), on_file_digested, task);
}

/* One success between failures is none: what fails may be what each of them leads to. */
static void
note_progress (Lane *self)
{
  if (++self->n_good > 1)
    self->attempt = 1;
}

/* Takes over @task. */
static void
go_round (GTask *task, const HoistMove *move)
{
  Lane *self = g_task_get_task_data (task);

  self->n_needs = 0;
  self->n_at_once = move->wait_us > 0 ? 0 : self->n_at_once + 1;
  note_progress (self);
  if (self->n_at_once > MAX_AT_ONCE)
    judge_local (task, g_error_new_literal (HOIST_ERROR, HOIST_ERROR_PROTOCOL,
                                            _ ("The service’s answer has no end. Try again later, "
                                               "and report this if it stays.")));
  else if (self->work->ends_at_wait && move->wait_us > 0)
    end_lane (task, *move);
  else
    wait_for (task, move->wait_us, NULL);
}

/* Takes over @task. */
static void
follow (GTask *task, const HoistMove *move)
{
  switch (move->kind) {
  case HOIST_MOVE_NEEDS:
    take_digests (task, move);
    break;
  case HOIST_MOVE_AGAIN:
    go_round (task, move);
    break;
  case HOIST_MOVE_DONE:
  case HOIST_MOVE_JUMP:
  case HOIST_MOVE_FINISHED:
    end_lane (task, *move);
    break;
  case HOIST_MOVE_SEND:
  case HOIST_MOVE_FAILED:
  default:
    g_assert_not_reached ();
  }
}

static void
on_kept (gpointer user_data)
{
  Lane *self = g_task_get_task_data (user_data);

  follow (user_data, &self->kept);
}

/* What an exchange brought is durable before the next one is asked for. At the end of a step
 * whoever runs it saves it. */
static gboolean
must_keep (Lane *self, HoistMoveKind kind)
{
  return (kind == HOIST_MOVE_AGAIN || kind == HOIST_MOVE_NEEDS) && self->work->keep != NULL &&
         self->work->ticket != NULL && self->work->ticket->is_changed;
}

static void
on_exchanged (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Lane *self = g_task_get_task_data (task);
  HoistExchangeResult exchange;
  GError *error = NULL;

  if (!hoist_exchange_run_finish (result, &exchange, &error)) {
    judge (task, error, &exchange);
    return;
  }

  self->result.sent_bytes += exchange.sent_bytes;
  self->kept = exchange.move;
  if (must_keep (self, exchange.move.kind))
    self->work->keep (on_kept, task, self->work->data);
  else
    follow (task, &exchange.move);
}

/* Takes over @task. */
static void
exchange (GTask *task)
{
  Lane *self = g_task_get_task_data (task);

  hoist_exchange_run_async (self->work, self->step, self->part,
                            self->has_range ? &self->range : NULL, g_task_get_cancellable (task),
                            on_exchanged, task);
}

static void
on_checked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  GError *error = NULL;

  if (hoist_source_check_finish (HOIST_SOURCE (source), result, &error))
    exchange (task);
  else
    judge_local (task, error);
}

/* Takes over @task. A part is only sent of a file that is still the same. */
static void
ask_again (GTask *task)
{
  Lane *self = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  GError *error = NULL;

  if (g_cancellable_set_error_if_cancelled (cancellable, &error))
    fail_lane (task, (HoistRetry){ .kind = HOIST_RETRY_GIVE_UP }, error);
  else if (self->step == HOIST_STEP_PART)
    hoist_source_check_async (self->work->source, cancellable, on_checked, task);
  else
    exchange (task);
}

/**
 * hoist_lane_run_async:
 * @work: what it is about; stays alive until the callback
 * @step: the step
 * @part: (nullable): the part, in %HOIST_STEP_PART
 * @cancellable: (nullable): ends it soon, whatever it does
 *
 * Does the exchanges of a step until it is done. Takes the digests that the provider needs,
 * checks before each attempt of a part that the file is still the same, and repeats as
 * hoist_retry_decide() says. Fails with the error that it could not cure; what has to happen then
 * is in the result.
 */
void
hoist_lane_run_async (const HoistWork *work,
                      HoistStep step,
                      HoistPart *part,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, data);
  Lane *self = g_new0 (Lane, 1);

  g_task_set_check_cancellable (task, FALSE);
  g_task_set_source_tag (task, hoist_lane_run_async);
  g_task_set_task_data (task, self, g_free);
  self->work = work;
  self->step = step;
  self->part = part;
  self->attempt = work->former_attempts + 1;
  ask_again (task);
}

/**
 * hoist_lane_run_finish:
 * @lane: (out caller-allocates): filled in also on failure
 */
gboolean
hoist_lane_run_finish (GAsyncResult *result, HoistLaneResult *lane, GError **error)
{
  Lane *self = g_task_get_task_data (G_TASK (result));

  *lane = self->result;
  return g_task_propagate_boolean (G_TASK (result), error);
}
