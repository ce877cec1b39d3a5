/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One SoupMessage from its first byte to the last of its reply, with all guards around it. */
#include "hoist-http-transfer-private.h"

#include "hoist-error.h"
#include "hoist-http-link.h"

#define CONNECT_LIMIT_US (30 * G_USEC_PER_SEC)
#define BODY_LIMIT_US (30 * G_USEC_PER_SEC)
#define ANSWER_LIMIT_US (60 * G_USEC_PER_SEC)

gboolean
hoist_http_transfer_is_body_out (HoistHttpTransfer *self)
{
  return self->report.body_bytes >= self->body_size;
}

/* Ends what libsoup does; @verdict (transfer full) (nullable) is the outcome then. */
void
hoist_http_transfer_stop (HoistHttpTransfer *self, GError *verdict)
{
  if (self->verdict != NULL || self->has_early_reply) {
    g_clear_error (&verdict);
    return;
  }

  self->verdict = verdict;
  self->has_early_reply = verdict == NULL;
  hoist_http_watchdog_stop (&self->watchdog);
  hoist_http_transfer_unwatch_early (self);
  g_cancellable_cancel (self->cancellable);
}

static void
on_outer_cancelled (HoistHttpTransfer *self)
{
  hoist_http_transfer_stop (self,
                            g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled"));
}

static void
on_cut (HoistHttpTransfer *self)
{
  hoist_http_transfer_stop (self, hoist_http_transfer_make_lost_error (self));
}

static guint64
count_received (HoistHttpTransfer *self)
{
  SoupMessageMetrics *metrics = soup_message_get_metrics (self->message);

  return soup_message_metrics_get_response_header_bytes_received (metrics) +
         soup_message_metrics_get_response_body_bytes_received (metrics);
}

static void
on_silence (gpointer data)
{
  HoistHttpTransfer *self = data;
  guint64 received = count_received (self);

  /* Time in which we ourselves hold the body back is not the network's fault. */
  if (!hoist_http_transfer_is_body_out (self) && self->body != NULL &&
      hoist_body_is_held (self->body)) {
    hoist_http_watchdog_start (&self->watchdog, BODY_LIMIT_US);
    return;
  }
  /* Headers that trickle in are not told by any signal. */
  if (received > self->received) {
    self->received = received;
    hoist_http_watchdog_start (&self->watchdog, self->answer_us);
    return;
  }
  hoist_http_transfer_stop (self,
                            hoist_http_transfer_make_network_error (self, G_IO_ERROR_TIMED_OUT));
}

static void
on_body_held (gboolean is_held, gpointer data)
{
  HoistHttpTransfer *self = data;

  if (!is_held)
    hoist_http_watchdog_feed (&self->watchdog);
}

static void
on_network_event (HoistHttpTransfer *self, GSocketClientEvent event, GIOStream *stream)
{
  if (self->verdict == NULL && self->watchdog.limit_us == 0)
    hoist_http_watchdog_start (&self->watchdog, CONNECT_LIMIT_US);
  hoist_http_link_note (self->session, self->message, event, stream);
}

static void
on_starting (HoistHttpTransfer *self)
{
  GIOStream *link = hoist_http_link_get (self->session, self->message);

  if (self->verdict != NULL)
    return;

  self->report.sent = HOIST_SENT_SOME;
  hoist_http_watchdog_start (&self->watchdog, BODY_LIMIT_US);
  if (self->body == NULL || link == NULL)
    return;
  hoist_http_pump_set_output (self->pump, g_io_stream_get_output_stream (link));
  hoist_http_transfer_watch_early (self, link);
}

static void
note_all_sent (HoistHttpTransfer *self)
{
  self->report.sent = HOIST_SENT_ALL;
  hoist_http_watchdog_start (&self->watchdog, self->answer_us);
  if (self->early != NULL && hoist_http_early_get_state (self->early) != HOIST_HTTP_EARLY_NOTHING)
    hoist_http_transfer_judge_early (self);
  else
    hoist_http_transfer_unwatch_early (self); /* from here on libsoup reads */
}

static void
on_wrote_headers (HoistHttpTransfer *self)
{
  if (self->verdict == NULL && self->body == NULL)
    note_all_sent (self);
}

static void
on_wrote (gsize length, gpointer data)
{
  HoistHttpTransfer *self = data;

  self->report.body_bytes += length;
  hoist_http_watchdog_feed (&self->watchdog);
  if (self->progress != NULL)
    self->progress (length, self->progress_data);
  if (hoist_http_transfer_is_body_out (self))
    note_all_sent (self);
}

/* libsoup would now send the message again behind our back, a PUT even without its body. Over
 * another idle connection that would begin at once, before libsoup was told of the first end, and
 * it would then take both ends for the same one; a connection that must be new is not made any
 * more once the message is cancelled. */
static void
on_restarted (HoistHttpTransfer *self)
{
  soup_message_add_flags (self->message, SOUP_MESSAGE_NEW_CONNECTION);
  hoist_http_transfer_stop (self, hoist_http_transfer_make_lost_error (self));
}

static void
log_outcome (HoistHttpTransfer *self, const HoistReply *reply, const GError *error)
{
  static const char *const sents[] = { "nothing", "some", "all" };
  gint64 took_us = hoist_clock_get_monotonic (self->clock) - self->started_us;
  g_autofree char *outcome = NULL;

  if (self->log == NULL)
    return;

  if (reply != NULL)
    outcome = g_strdup_printf ("%u%s", reply->status, self->has_early_reply ? " early" : "");
  else
    outcome = g_strdup_printf ("%s %d", g_quark_to_string (error->domain), error->code);
  g_debug ("%s -> %s, sent %s, %" G_GUINT64_FORMAT " body bytes, %" G_GINT64_FORMAT " ms",
           self->log, outcome, sents[self->report.sent], self->report.body_bytes, took_us / 1000);
}

static void
detach (HoistHttpTransfer *self)
{
  hoist_http_watchdog_stop (&self->watchdog);
  hoist_http_transfer_unwatch_early (self);
  if (self->body != NULL) {
    hoist_body_set_held_func (self->body, NULL, NULL);
    hoist_http_pump_set_events (self->pump, NULL, NULL);
    g_input_stream_close (G_INPUT_STREAM (self->body), NULL, NULL);
  }
  g_signal_handlers_disconnect_by_data (self->message, self);
  if (self->outer_id != 0)
    g_signal_handler_disconnect (self->outer, self->outer_id);
  self->outer_id = 0;
  if (self->cut_id != 0)
    g_signal_handler_disconnect (self->cut, self->cut_id);
  self->cut_id = 0;
}

/* @task (transfer full) */
static void
finish (HoistHttpTransfer *self, GTask *task)
{
  g_autoptr (GTask) owned = task;
  HoistReply *reply = NULL;
  GError *outcome = g_steal_pointer (&self->verdict);
  const GError *unreadable = self->body != NULL ? hoist_body_get_error (self->body) : NULL;

  detach (self);
  /* A file that fails makes libsoup drop the connection, which then looks like the reason. */
  if (unreadable != NULL && !self->has_early_reply && !hoist_error_is_cancelled (outcome)) {
    g_clear_error (&outcome);
    outcome = g_error_copy (unreadable);
  }
  if (outcome == NULL && self->has_early_reply)
    reply = hoist_http_transfer_make_reply (self, hoist_http_early_get_status (self->early),
                                            hoist_http_early_get_headers (self->early),
                                            hoist_http_early_get_body (self->early));
  else if (outcome == NULL && self->failure != NULL)
    outcome = hoist_http_transfer_convert_error (self, self->failure);
  else if (outcome == NULL)
    reply = hoist_http_transfer_make_reply (self, soup_message_get_status (self->message),
                                            soup_message_get_response_headers (self->message),
                                            self->reply);

  log_outcome (self, reply, outcome);
  if (reply != NULL)
    g_task_return_pointer (owned, reply, (GDestroyNotify) hoist_reply_free);
  else
    g_task_return_error (owned, outcome);
}

static gboolean
on_let_go (gpointer data)
{
  GTask *task = G_TASK (data);

  finish (g_task_get_task_data (task), task);
  return G_SOURCE_REMOVE;
}

/*
 * Ends the exchange once libsoup has let go of the connection, which it does in a source of
 * default priority: when ours of low priority comes, the connection is free to be used again, or
 * closed. @task and @failure (transfer full) (nullable).
 */
static void
finish_soon (HoistHttpTransfer *self, GTask *task, GError *failure)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  hoist_http_watchdog_stop (&self->watchdog);
  self->failure = failure;
  if (self->stream != NULL)
    g_input_stream_close (self->stream, NULL, NULL);
  g_clear_object (&self->stream);
  g_source_set_priority (source, HOIST_HTTP_PRIORITY);
  g_source_set_callback (source, on_let_go, task, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = G_TASK (data);
  HoistHttpTransfer *self = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GBytes) bytes =
      g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);

  if (bytes != NULL && g_bytes_get_size (bytes) == 0 && hoist_http_transfer_is_cut_short (self))
    hoist_http_transfer_stop (self, hoist_http_transfer_make_lost_error (self));
  if (bytes == NULL || g_bytes_get_size (bytes) == 0 || self->verdict != NULL) {
    finish_soon (self, task, error);
    return;
  }

  hoist_http_watchdog_feed (&self->watchdog);
  g_byte_array_append (self->reply, g_bytes_get_data (bytes, NULL),
                       (guint) g_bytes_get_size (bytes));
  if (self->reply->len > HOIST_HTTP_REPLY_CAP)
    hoist_http_transfer_stop (self, hoist_http_transfer_make_too_large_error (self));
  g_input_stream_read_bytes_async (self->stream, HOIST_HTTP_PIECE, HOIST_HTTP_PRIORITY,
                                   self->cancellable, on_read, task);
}

static void
on_sent (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = G_TASK (data);
  HoistHttpTransfer *self = g_task_get_task_data (task);
  GError *error = NULL;

  self->stream = soup_session_send_finish (SOUP_SESSION (source), result, &error);
  if (self->stream == NULL || self->verdict != NULL) {
    finish_soon (self, task, error);
    return;
  }

  hoist_http_watchdog_feed (&self->watchdog);
  g_input_stream_read_bytes_async (self->stream, HOIST_HTTP_PIECE, HOIST_HTTP_PRIORITY,
                                   self->cancellable, on_read, task);
}

static void
attach (HoistHttpTransfer *self, GCancellable *outer)
{
  static const HoistHttpPumpEvents events = { on_wrote, hoist_http_transfer_read_what_came };

  g_object_connect (self->message, "swapped-signal::network-event", on_network_event, self,
                    "swapped-signal::starting", on_starting, self, "swapped-signal::wrote-headers",
                    on_wrote_headers, self, "swapped-signal::restarted", on_restarted, self, NULL);
  if (self->body != NULL) {
    hoist_body_set_held_func (self->body, on_body_held, self);
    hoist_http_pump_set_events (self->pump, &events, self);
    soup_message_set_request_body (self->message, NULL, G_INPUT_STREAM (self->pump),
                                   (gssize) self->body_size);
  }
  if (outer != NULL) {
    self->outer = g_object_ref (outer);
    self->outer_id =
        g_signal_connect_swapped (outer, "cancelled", G_CALLBACK (on_outer_cancelled), self);
  }
  if (self->cut != NULL)
    self->cut_id = g_signal_connect_swapped (self->cut, "cancelled", G_CALLBACK (on_cut), self);
}

/**
 * hoist_http_transfer_new:
 * @body: (nullable): what @message sends
 * @request: what @message was made of; read only during this call
 */
HoistHttpTransfer *
hoist_http_transfer_new (SoupSession *session,
                         SoupMessage *message,
                         HoistBody *body,
                         const HoistRequest *request,
                         HoistClock *clock)
{
  HoistHttpTransfer *self = g_new0 (HoistHttpTransfer, 1);

  self->session = g_object_ref (session);
  self->message = g_object_ref (message);
  self->body = body != NULL ? g_object_ref (body) : NULL;
  self->pump = body != NULL ? hoist_http_pump_new (body, HOIST_HTTP_PRIORITY) : NULL;
  self->clock = g_object_ref (clock);
  self->body_size = hoist_request_get_body_size (request);
  self->answer_us = request->answer_us > 0 ? request->answer_us : ANSWER_LIMIT_US;
  self->started_us = hoist_clock_get_monotonic (clock);
  self->cancellable = g_cancellable_new ();
  self->reply = g_byte_array_new ();
  if (!g_log_writer_default_would_drop (G_LOG_LEVEL_DEBUG, G_LOG_DOMAIN))
    self->log = hoist_request_to_log (request);
  hoist_http_watchdog_init (&self->watchdog, clock, on_silence, self);
  return self;
}

/* The exchange ends as a lost connection does when @cut is cancelled. Before it runs. */
void
hoist_http_transfer_set_cut (HoistHttpTransfer *self, GCancellable *cut)
{
  g_set_object (&self->cut, cut);
}

void
hoist_http_transfer_free (HoistHttpTransfer *self)
{
  detach (self);
  hoist_http_watchdog_clear (&self->watchdog);
  g_clear_pointer (&self->early, hoist_http_early_free);
  g_clear_pointer (&self->reply, g_byte_array_unref);
  g_clear_error (&self->verdict);
  g_clear_error (&self->failure);
  g_clear_object (&self->stream);
  g_clear_object (&self->outer);
  g_clear_object (&self->cut);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->pump);
  g_clear_object (&self->body);
  g_clear_object (&self->message);
  g_clear_object (&self->session);
  g_clear_object (&self->clock);
  g_free (self->log);
  g_free (self);
}

void
hoist_http_transfer_set_progress (HoistHttpTransfer *self,
                                  HoistHttpProgress progress,
                                  gpointer data)
{
  self->progress = progress;
  self->progress_data = data;
}

/**
 * hoist_http_transfer_run:
 * @task: returns a #HoistReply or an error; @self is its task data
 */
void
hoist_http_transfer_run (HoistHttpTransfer *self, GTask *task)
{
  attach (self, g_task_get_cancellable (task));
  if (self->outer != NULL && g_cancellable_is_cancelled (self->outer)) {
    on_outer_cancelled (self);
    finish (self, g_object_ref (task));
    return;
  }
  soup_session_send_async (self->session, self->message, HOIST_HTTP_PRIORITY, self->cancellable,
                           on_sent, g_object_ref (task));
}

/* How much left, at any time. */
const HoistSendReport *
hoist_http_transfer_get_report (HoistHttpTransfer *self)
{
  return &self->report;
}
