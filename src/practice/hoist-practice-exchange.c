/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One request on its way through the server, what a service is asked about it, and its faults. */
#include "hoist-practice-exchange.h"

#include <string.h>

#define KEY "hoist-practice-exchange"
#define SLOW_RATE 1024
#define EARLY_HOLD_MS 300
#define REFUSE_MS 1000
#define DEFAULT_STATUS 503
#define DEFAULT_TYPE "application/json"
#define GARBAGE "<html><body>\xef\xbf\xbd{\"code\":0,\"mess"

static void
end (HoistPracticeExchange *self, const char *how)
{
  if (self->message == NULL)
    return;
  self->message = NULL;
  self->entry->ended = how;
  self->entry->end_us =
      self->context->get_monotonic_us (self->context->clock) - self->context->start_us;
  if (self->timer != NULL)
    g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
  if (self->context->throttle != NULL)
    hoist_practice_throttle_forget (self->context->throttle, self);
  g_clear_pointer (&self->throttle, hoist_practice_throttle_free);
  self->service->forget (self->self, self);
}

static void
exchange_free (gpointer data)
{
  HoistPracticeExchange *self = data;

  end (self, "aborted");
  hoist_practice_trouble_clear (&self->trouble);
  g_free (self->body);
  g_ptr_array_unref (self->headers);
  g_free (self);
}

static void
pause_message (HoistPracticeExchange *self)
{
  if (self->pauses++ == 0)
    soup_server_message_pause (self->message);
}

static void
unpause_message (gpointer data)
{
  HoistPracticeExchange *self = data;

  if (--self->pauses == 0 && self->message != NULL)
    soup_server_message_unpause (self->message);
}

static char *
write_date (HoistPracticeExchange *self)
{
  g_autoptr (GDateTime) date =
      g_date_time_new_from_unix_utc (hoist_practice_exchange_get_time (self));

  return soup_date_time_to_string (date, SOUP_DATE_HTTP);
}

static guint
get_fault_status (HoistPracticeFault *fault)
{
  return fault->status != 0 ? fault->status : DEFAULT_STATUS;
}

/* What the service said about its answer, or the usual. */
static GStrv
dup_headers (HoistPracticeExchange *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  gboolean has_type = FALSE;

  for (guint i = 0; i + 1 < self->headers->len; i += 2) {
    const char *name = g_ptr_array_index (self->headers, i);

    has_type |= g_ascii_strcasecmp (name, "Content-Type") == 0;
    g_strv_builder_add_many (builder, name, g_ptr_array_index (self->headers, i + 1), NULL);
  }
  if (!has_type && self->body != NULL)
    g_strv_builder_add_many (builder, "Content-Type", DEFAULT_TYPE, NULL);
  return g_strv_builder_end (builder);
}

/* Takes the connection over and answers by hand; the exchange is gone afterwards. */
static void
send_by_hand (HoistPracticeExchange *self,
              const char *how,
              guint status,
              const char *body,
              gssize kept,
              guint64 rate,
              gint64 hold_ms)
{
  SoupServerMessage *message = self->message;
  HoistPracticeWire *wire = self->context->wire;
  g_auto (GStrv) own = dup_headers (self);
  const char *const *headers = (const char *const *) own;
  g_autofree char *date = write_date (self);
  g_autoptr (GBytes) bytes = NULL;

  if (self->trouble.fault != NULL && self->trouble.fault->headers[0] != NULL)
    headers = (const char *const *) self->trouble.fault->headers;
  bytes = hoist_practice_wire_write_reply (status, headers, date, body, kept);
  self->entry->status = status;
  end (self, how);
  hoist_practice_wire_send (wire, message, bytes, rate, hold_ms);
}

/* The exchange is gone afterwards. */
static void
cut (HoistPracticeExchange *self, const char *how, gboolean is_reset, gint64 hold_ms)
{
  SoupServerMessage *message = self->message;
  HoistPracticeWire *wire = self->context->wire;

  end (self, how);
  if (is_reset)
    hoist_practice_wire_reset (wire, message);
  else
    hoist_practice_wire_send (wire, message, NULL, 0, hold_ms);
}

static void
deliver (HoistPracticeExchange *self)
{
  SoupServerMessage *message = self->message;
  HoistPracticeFault *fault = self->trouble.fault;
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  g_autofree char *date = write_date (self);

  if (fault != NULL && fault->kind == HOIST_PRACTICE_FAULT_SLOW && self->throttle == NULL) {
    send_by_hand (self, "answered", self->status, self->body != NULL ? self->body : "", -1,
                  fault->bytes > 0 ? (guint64) fault->bytes : SLOW_RATE, 0);
    return;
  }
  self->entry->status = self->status;
  soup_message_headers_replace (headers, "Date", date);
  soup_server_message_set_status (message, self->status, NULL);
  if (self->body != NULL)
    soup_server_message_set_response (message, DEFAULT_TYPE, SOUP_MEMORY_COPY, self->body,
                                      strlen (self->body));
  for (guint i = 0; i + 1 < self->headers->len; i += 2)
    soup_message_headers_replace (headers, g_ptr_array_index (self->headers, i),
                                  g_ptr_array_index (self->headers, i + 1));
  if (self->has_struck &&
      (fault->kind == HOIST_PRACTICE_FAULT_STATUS || fault->kind == HOIST_PRACTICE_FAULT_CODE))
    for (gsize i = 0; fault->headers[i] != NULL; i += 2)
      soup_message_headers_replace (headers, fault->headers[i], fault->headers[i + 1]);
  if (!self->is_in_handler)
    unpause_message (self);
}

static void
replace_answer (HoistPracticeExchange *self, guint status, const char *body)
{
  self->has_answer = TRUE;
  self->status = status;
  g_ptr_array_set_size (self->headers, 0);
  g_free (self->body);
  self->body = g_strdup (body);
  deliver (self);
}

static void
work (HoistPracticeExchange *self)
{
  self->service->finish (self->self, self);
}

static gboolean
on_delay_over (gpointer user_data)
{
  HoistPracticeExchange *self = user_data;
  G_GNUC_UNUSED g_autoptr (SoupServerMessage) message = g_object_ref (self->message);

  g_clear_pointer (&self->timer, g_source_unref);
  switch (self->strike_at) {
  case HOIST_PRACTICE_BEFORE_BODY:
    self->service->open (self->self, self);
    unpause_message (self);
    break;
  case HOIST_PRACTICE_MID_BODY:
    unpause_message (self);
    break;
  case HOIST_PRACTICE_AFTER_BODY:
    work (self);
    break;
  case HOIST_PRACTICE_AFTER_STORE:
    deliver (self);
    break;
  }
  return G_SOURCE_REMOVE;
}

static void
start_delay (HoistPracticeExchange *self)
{
  HoistPracticeFault *fault = self->trouble.fault;

  self->timer = g_timeout_source_new (fault->delay_ms >= 0 ? (guint) fault->delay_ms : 1000);
  g_source_set_callback (self->timer, on_delay_over, self, NULL);
  g_source_attach (self->timer, g_main_context_get_thread_default ());
  /* After the body whoever called pauses, since there is no answer yet. */
  if (self->strike_at < HOIST_PRACTICE_AFTER_BODY)
    pause_message (self);
}

static void
truncate_answer (HoistPracticeExchange *self)
{
  HoistPracticeFault *fault = self->trouble.fault;
  g_autofree char *body = g_steal_pointer (&self->body);
  gssize kept;

  if (body == NULL)
    body = g_strdup (fault->body != NULL ? fault->body : "{\"code\":0,\"message\":\"\"}");
  kept = fault->bytes >= 0 ? (gssize) fault->bytes : (gssize) strlen (body) / 2;
  send_by_hand (self, "truncate", self->status != 0 ? self->status : 200, body, kept, 0, 0);
}

static gint64
get_number (gint64 given, gint64 otherwise)
{
  return given >= 0 ? given : otherwise;
}

static void
strike_answer (HoistPracticeExchange *self, HoistPracticeFault *fault)
{
  const char *body = fault->body;

  if (fault->kind == HOIST_PRACTICE_FAULT_STATUS) {
    replace_answer (self, get_fault_status (fault), body != NULL ? body : "");
  } else if (fault->kind == HOIST_PRACTICE_FAULT_GARBAGE) {
    replace_answer (self, 200, body != NULL ? body : GARBAGE);
  } else if (fault->kind == HOIST_PRACTICE_FAULT_TRUNCATE) {
    truncate_answer (self);
  } else if (fault->kind == HOIST_PRACTICE_FAULT_CODE) {
    self->has_answer = FALSE;
    g_clear_pointer (&self->body, g_free);
    g_ptr_array_set_size (self->headers, 0);
    self->service->answer_code (self->self, self, fault->code, fault->can_retry);
  }
}

static void
strike_connection (HoistPracticeExchange *self, HoistPracticeFault *fault)
{
  HoistPracticeContext *context = self->context;
  gint64 for_ms = get_number (fault->delay_ms, REFUSE_MS);

  if (fault->kind == HOIST_PRACTICE_FAULT_RESET) {
    cut (self, "reset", TRUE, 0);
  } else if (fault->kind == HOIST_PRACTICE_FAULT_STALL) {
    cut (self, "stall", FALSE, fault->delay_ms);
  } else if (fault->kind == HOIST_PRACTICE_FAULT_DROP_REPLY) {
    cut (self, "drop-reply", FALSE, 0);
  } else if (fault->kind == HOIST_PRACTICE_FAULT_REFUSE) {
    /* First, so that a client that comes back at once finds nobody. */
    context->refuse (context->server, for_ms);
    cut (self, "refuse", TRUE, 0);
  }
}

/* Lets the fault happen if this is its moment. Returns whether the exchange goes on as usual; if
 * not, it may be gone. */
static gboolean
strike (HoistPracticeExchange *self, HoistPracticeMoment moment)
{
  HoistPracticeFault *fault = self->trouble.fault;

  if (fault == NULL || self->has_struck || self->strike_at != moment)
    return TRUE;
  self->has_struck = TRUE;
  fault->struck++;
  switch (fault->kind) {
  case HOIST_PRACTICE_FAULT_RESET:
  case HOIST_PRACTICE_FAULT_STALL:
  case HOIST_PRACTICE_FAULT_DROP_REPLY:
  case HOIST_PRACTICE_FAULT_REFUSE:
    strike_connection (self, fault);
    return FALSE;
  case HOIST_PRACTICE_FAULT_STATUS:
  case HOIST_PRACTICE_FAULT_GARBAGE:
  case HOIST_PRACTICE_FAULT_TRUNCATE:
  case HOIST_PRACTICE_FAULT_CODE:
    strike_answer (self, fault);
    return FALSE;
  case HOIST_PRACTICE_FAULT_EARLY:
    send_by_hand (self, "early", get_fault_status (fault), fault->body != NULL ? fault->body : "",
                  -1, 0, get_number (fault->delay_ms, EARLY_HOLD_MS));
    return FALSE;
  case HOIST_PRACTICE_FAULT_DELAY:
    start_delay (self);
    return FALSE;
  case HOIST_PRACTICE_FAULT_FLIP:
    self->service->flip (self->self, self, fault->bytes);
    return TRUE;
  case HOIST_PRACTICE_FAULT_SLOW:
  case HOIST_PRACTICE_FAULT_CLOCK:
  case HOIST_PRACTICE_FAULT_VARY:
  case HOIST_PRACTICE_FAULT_NO_RATES:
    return TRUE;
  }
  g_assert_not_reached ();
}

static void
draw (HoistPracticeExchange *self, HoistPracticeThrottle *throttle, gsize size)
{
  if (throttle == NULL || !hoist_practice_throttle_take (throttle, size))
    return;
  pause_message (self);
  hoist_practice_throttle_wait (throttle, unpause_message, self);
}

static gboolean
is_flip_here (HoistPracticeExchange *self, gsize size)
{
  HoistPracticeFault *fault = self->trouble.fault;
  gint64 received = (gint64) self->entry->received;

  return fault != NULL && !self->has_struck && fault->kind == HOIST_PRACTICE_FAULT_FLIP &&
         fault->at == HOIST_PRACTICE_MID_BODY && self->position >= received &&
         self->position < received + (gint64) size;
}

static void
on_got_chunk (SoupServerMessage *message, GBytes *chunk, HoistPracticeExchange *self)
{
  g_autofree guint8 *damaged = NULL;
  gsize size = 0;
  const guint8 *data = g_bytes_get_data (chunk, &size);

  if (is_flip_here (self, size)) {
    damaged = g_memdup2 (data, size);
    damaged[self->position - (gint64) self->entry->received] ^= 0xff;
    data = damaged;
    self->has_struck = TRUE;
  }
  self->entry->received += size;
  if (!self->is_discarding)
    self->service->take (self->self, self, data, size);
  /* Answered early. */
  if (self->message == NULL)
    return;
  draw (self, self->context->throttle, size);
  draw (self, self->throttle, size);
  if ((gint64) self->entry->received > self->position)
    strike (self, HOIST_PRACTICE_MID_BODY);
}

/* An answer in place of the real one needs the whole body first: only “early” comes before. */
static gboolean
is_answer (HoistPracticeFaultKind kind)
{
  return kind == HOIST_PRACTICE_FAULT_STATUS || kind == HOIST_PRACTICE_FAULT_GARBAGE ||
         kind == HOIST_PRACTICE_FAULT_TRUNCATE || kind == HOIST_PRACTICE_FAULT_CODE;
}

static void
prepare_fault (HoistPracticeExchange *self)
{
  HoistPracticeFault *fault = self->trouble.fault;
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (self->message);
  goffset length = soup_message_headers_get_content_length (headers);
  gboolean has_body = length > 0 || soup_message_headers_get_one (headers, "Transfer-Encoding");

  if (fault == NULL)
    return;
  self->entry->fault = hoist_practice_fault_get_name (fault->kind);
  self->strike_at = fault->at;
  self->position = get_number (fault->bytes, length / 2);
  if (fault->kind == HOIST_PRACTICE_FAULT_FLIP && fault->at != HOIST_PRACTICE_MID_BODY)
    self->strike_at = HOIST_PRACTICE_AFTER_STORE;
  if (is_answer (fault->kind) && fault->at < HOIST_PRACTICE_AFTER_BODY) {
    self->strike_at = HOIST_PRACTICE_AFTER_BODY;
    self->is_discarding = fault->at == HOIST_PRACTICE_BEFORE_BODY;
  }
  if (fault->kind == HOIST_PRACTICE_FAULT_SLOW && has_body && fault->at < HOIST_PRACTICE_AFTER_BODY)
    self->throttle =
        hoist_practice_throttle_new (fault->bytes > 0 ? (guint64) fault->bytes : SLOW_RATE);
}

static void
pick_fault (HoistPracticeExchange *self)
{
  hoist_practice_faults_pick (self->context->faults, self->service->id, self->entry->call,
                              self->entry->is_reused, &self->trouble);
  prepare_fault (self);
}

/**
 * hoist_practice_exchange_begin:
 * @service: whose path it is
 * @self: the state @service made
 * @connection: a number that tells connections apart
 * @is_reused: whether the connection has served a request before
 *
 * Takes a request in when its headers are there. @message may be gone afterwards.
 */
void
hoist_practice_exchange_begin (HoistPracticeContext *context,
                               const HoistPracticeService *service,
                               gpointer self,
                               SoupServerMessage *message,
                               guint64 connection,
                               gboolean is_reused)
{
  HoistPracticeExchange *exchange = g_new0 (HoistPracticeExchange, 1);
  gint64 now_us = context->get_monotonic_us (context->clock) - context->start_us;

  exchange->context = context;
  exchange->service = service;
  exchange->self = self;
  exchange->message = message;
  exchange->entry = hoist_practice_journal_add (context->journal, now_us);
  exchange->headers = g_ptr_array_new_with_free_func (g_free);
  exchange->entry->service = service->id;
  exchange->entry->method = g_strdup (soup_server_message_get_method (message));
  exchange->entry->connection = connection;
  exchange->entry->is_reused = is_reused;
  g_object_set_data_full (G_OBJECT (message), KEY, exchange, exchange_free);
  soup_message_body_set_accumulate (soup_server_message_get_request_body (message), FALSE);
  g_signal_connect (message, "got-chunk", G_CALLBACK (on_got_chunk), exchange);

  service->name_call (self, exchange);
  if (exchange->entry->call != NULL || service->name_late == NULL)
    pick_fault (exchange);
  if (strike (exchange, HOIST_PRACTICE_BEFORE_BODY) && !exchange->is_discarding)
    service->open (self, exchange);
}

static void
continue_after_body (HoistPracticeExchange *self)
{
  if (self->entry->call == NULL && self->service->name_late != NULL) {
    self->service->name_late (self->self, self);
    pick_fault (self);
    g_clear_pointer (&self->throttle, hoist_practice_throttle_free);
    self->strike_at = MAX (self->strike_at, HOIST_PRACTICE_AFTER_BODY);
  }
  /* A body shorter than the position of the fault, or none at all. */
  if (self->strike_at == HOIST_PRACTICE_MID_BODY)
    self->strike_at = HOIST_PRACTICE_AFTER_BODY;
  if (strike (self, HOIST_PRACTICE_AFTER_BODY))
    work (self);
}

/**
 * hoist_practice_exchange_complete_body:
 *
 * Goes on when the body of @message is complete. @message may be gone afterwards.
 */
void
hoist_practice_exchange_complete_body (SoupServerMessage *message)
{
  G_GNUC_UNUSED g_autoptr (SoupServerMessage) held = g_object_ref (message);
  HoistPracticeExchange *self = g_object_get_data (G_OBJECT (message), KEY);

  self->is_in_handler = TRUE;
  continue_after_body (self);
  self->is_in_handler = FALSE;
  if (self->message != NULL && soup_server_message_get_status (message) == 0)
    pause_message (self);
}

/**
 * hoist_practice_exchange_end:
 *
 * Notes that the HTTP server is through with @message.
 */
void
hoist_practice_exchange_end (SoupServerMessage *message, gboolean is_aborted)
{
  HoistPracticeExchange *self = g_object_get_data (G_OBJECT (message), KEY);

  if (self != NULL)
    end (self, is_aborted && self->entry->status != 500 ? "aborted" : "answered");
}

/**
 * hoist_practice_exchange_add_header:
 *
 * Adds a header to the answer that is still to come, in place of one of the same name. The type of
 * a body is application/json unless this says otherwise.
 */
void
hoist_practice_exchange_add_header (HoistPracticeExchange *exchange,
                                    const char *name,
                                    const char *value)
{
  GPtrArray *headers = exchange->headers;

  for (guint i = 0; i + 1 < headers->len; i += 2)
    if (g_ascii_strcasecmp (g_ptr_array_index (headers, i), name) == 0) {
      g_ptr_array_remove_range (headers, i, 2);
      break;
    }
  g_ptr_array_add (headers, g_strdup (name));
  g_ptr_array_add (headers, g_strdup (value));
}

/* A rule's own status stands in for the one that goes with its code. */
static guint
choose_status (HoistPracticeExchange *self, guint status)
{
  HoistPracticeFault *fault = self->trouble.fault;
  gboolean is_ruled = fault != NULL && self->has_struck && fault->status != 0 &&
                      fault->kind == HOIST_PRACTICE_FAULT_CODE;

  return is_ruled ? fault->status : status;
}

/**
 * hoist_practice_exchange_answer:
 * @body: (transfer full) (nullable): JSON, unless a header says otherwise; %NULL: an empty answer
 *
 * Answers, once, unless a fault prevents it. The exchange may be gone afterwards.
 */
void
hoist_practice_exchange_answer (HoistPracticeExchange *exchange, guint status, char *body)
{
  G_GNUC_UNUSED g_autoptr (SoupServerMessage) message = g_object_ref (exchange->message);

  g_assert (!exchange->has_answer);
  exchange->has_answer = TRUE;
  exchange->status = choose_status (exchange, status);
  exchange->body = body;
  if (strike (exchange, HOIST_PRACTICE_AFTER_STORE))
    deliver (exchange);
}

/**
 * hoist_practice_exchange_answer_early:
 * @body: (transfer full): JSON, unless a header says otherwise
 *
 * Answers while the client may still be sending, and closes the connection a little later, unless a
 * fault prevents it; to be called instead of hoist_practice_exchange_answer(). The exchange is over
 * afterwards and may be gone.
 */
void
hoist_practice_exchange_answer_early (HoistPracticeExchange *exchange, guint status, char *body)
{
  G_GNUC_UNUSED g_autoptr (SoupServerMessage) message = g_object_ref (exchange->message);

  g_assert (!exchange->has_answer);
  exchange->has_answer = TRUE;
  exchange->status = status;
  exchange->body = body;
  if (strike (exchange, HOIST_PRACTICE_AFTER_STORE))
    send_by_hand (exchange, "early", status, body, -1, 0, EARLY_HOLD_MS);
}

/**
 * hoist_practice_exchange_get_time:
 *
 * Returns: the server's idea of the time for this exchange, in seconds since 1970
 */
gint64
hoist_practice_exchange_get_time (HoistPracticeExchange *exchange)
{
  HoistPracticeContext *context = exchange->context;

  return context->get_wall_us (context->clock) / G_USEC_PER_SEC + exchange->trouble.clock_s;
}
