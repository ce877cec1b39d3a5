/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What becomes of a transfer when its reply arrives while the body is still being sent. */
#include "hoist-http-transfer-private.h"

/* Above HOIST_HTTP_PRIORITY, so that an early reply is seen before the write that it makes fail. */
#define EARLY_PRIORITY (HOIST_HTTP_PRIORITY - 50)

void
hoist_http_transfer_unwatch_early (HoistHttpTransfer *self)
{
  if (self->watch != NULL)
    g_source_destroy (self->watch);
  g_clear_pointer (&self->watch, g_source_unref);
  g_clear_object (&self->link);
}

/*
 * While a reply comes in, what is left of the body would only make the server cut the connection.
 * A success is another matter: it counts only when all that it is about has left. libsoup must
 * not see the end of the body before we have the whole reply, for it would read the rest itself.
 */
void
hoist_http_transfer_judge_early (HoistHttpTransfer *self)
{
  gboolean is_success = SOUP_STATUS_IS_SUCCESSFUL (hoist_http_early_get_status (self->early));

  switch (hoist_http_early_get_state (self->early)) {
  case HOIST_HTTP_EARLY_BEGUN:
    hoist_http_pump_set_paused (self->pump, !is_success || hoist_http_transfer_is_body_out (self));
    break;
  case HOIST_HTTP_EARLY_COMPLETE:
    if (is_success && !hoist_http_transfer_is_body_out (self)) {
      hoist_http_transfer_unwatch_early (self);
      hoist_http_pump_set_paused (self->pump, FALSE);
    } else {
      hoist_http_transfer_stop (self, NULL);
    }
    break;
  case HOIST_HTTP_EARLY_CUT:
    hoist_http_transfer_stop (self, hoist_http_transfer_make_lost_error (self));
    break;
  case HOIST_HTTP_EARLY_BROKEN:
    hoist_http_transfer_stop (self, hoist_http_transfer_make_protocol_error (self));
    break;
  case HOIST_HTTP_EARLY_NOTHING:
  default:
    hoist_http_pump_set_paused (self->pump, FALSE);
  }
}

/* Takes all that is there; returns whether more may come. */
static gboolean
read_early (HoistHttpTransfer *self)
{
  GPollableInputStream *input = G_POLLABLE_INPUT_STREAM (g_io_stream_get_input_stream (self->link));
  guint8 buffer[HOIST_HTTP_PIECE];

  while (self->watch != NULL) {
    g_autoptr (GError) error = NULL;
    gssize n =
        g_pollable_input_stream_read_nonblocking (input, buffer, sizeof buffer, NULL, &error);

    /* TLS has messages of its own that make the socket readable and carry nothing for us. */
    if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
      return TRUE;

    hoist_http_watchdog_feed (&self->watchdog);
    if (n > 0) {
      hoist_http_early_add (self->early, buffer, (gsize) n);
    } else if (hoist_http_early_end (self->early) == HOIST_HTTP_EARLY_NOTHING) {
      hoist_http_transfer_stop (self, hoist_http_transfer_make_lost_error (self));
      return FALSE;
    }
    hoist_http_transfer_judge_early (self);
  }
  return FALSE;
}

static gboolean
on_early_readable (GObject *stream, gpointer data)
{
  return read_early (data) ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

/* Before libsoup notices that the connection died under the body: what had come before that? */
void
hoist_http_transfer_read_what_came (gpointer data)
{
  HoistHttpTransfer *self = data;

  if (self->watch != NULL)
    read_early (self);
}

/* The body begins to be written to @link. */
void
hoist_http_transfer_watch_early (HoistHttpTransfer *self, GIOStream *link)
{
  GInputStream *input = g_io_stream_get_input_stream (link);

  self->link = g_object_ref (link);
  self->early = hoist_http_early_new (HOIST_HTTP_REPLY_CAP);
  self->watch = g_pollable_input_stream_create_source (G_POLLABLE_INPUT_STREAM (input), NULL);
  g_source_set_priority (self->watch, EARLY_PRIORITY);
  g_source_set_callback (self->watch, G_SOURCE_FUNC (on_early_readable), self, NULL);
  g_source_attach (self->watch, g_main_context_get_thread_default ());
}
