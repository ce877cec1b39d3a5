/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What comes of a transfer: a whole reply, or the error that says why there is none. */
#include "hoist-http-transfer-private.h"

#include "hoist-config.h"
#include "hoist-error.h"
#include "hoist-http-link.h"

#include <glib/gi18n-lib.h>

static const char *
get_host (HoistHttpTransfer *self)
{
  const char *host = g_uri_get_host (soup_message_get_uri (self->message));

  return host != NULL ? host : "";
}

GError *
hoist_http_transfer_make_network_error (HoistHttpTransfer *self, GIOErrorEnum code)
{
  g_autoptr (GError) foreign = g_error_new_literal (G_IO_ERROR, (int) code, "ended by Hoist");

  return hoist_error_new_from_network (foreign, get_host (self));
}

GError *
hoist_http_transfer_make_lost_error (HoistHttpTransfer *self)
{
  return g_error_new (HOIST_ERROR, HOIST_ERROR_OFFLINE,
                      _ ("The connection to %s was lost before an answer came. Check the internet "
                         "connection."),
                      get_host (self));
}

GError *
hoist_http_transfer_make_protocol_error (HoistHttpTransfer *self)
{
  return g_error_new (HOIST_ERROR, HOIST_ERROR_PROTOCOL,
                      _ ("%s answered something that makes no sense. Check the address of the "
                         "account, or try again later."),
                      get_host (self));
}

GError *
hoist_http_transfer_make_too_large_error (HoistHttpTransfer *self)
{
  return g_error_new (HOIST_ERROR, HOIST_ERROR_PROTOCOL,
                      _ ("%s answered far more than expected. Check the address of the account, or "
                         "try again later."),
                      get_host (self));
}

/* A network that wants a sign-in answers in everybody's name, with a certificate of its own. */
static gboolean
is_behind_portal (void)
{
  return g_network_monitor_get_connectivity (g_network_monitor_get_default ()) ==
         G_NETWORK_CONNECTIVITY_PORTAL;
}

GError *
hoist_http_transfer_convert_error (HoistHttpTransfer *self, const GError *error)
{
  g_autoptr (GError) portal = NULL;

  if (g_error_matches (error, SOUP_SESSION_ERROR, SOUP_SESSION_ERROR_PARSING) ||
      g_error_matches (error, SOUP_SESSION_ERROR, SOUP_SESSION_ERROR_ENCODING))
    return hoist_http_transfer_make_protocol_error (self);
  if (g_error_matches (error, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE) && is_behind_portal ())
    error = portal = g_error_new_literal (G_TLS_ERROR, G_TLS_ERROR_HANDSHAKE, error->message);
  return hoist_error_new_from_network (error, get_host (self));
}

HoistReply *
hoist_http_transfer_make_reply (HoistHttpTransfer *self,
                                guint status,
                                SoupMessageHeaders *headers,
                                GByteArray *body)
{
  gint64 now_us = hoist_clock_get_real (self->clock);
  g_autoptr (GBytes) bytes = g_bytes_new (body->data, body->len);
  HoistReply *reply = hoist_reply_new (status, bytes);
  const char *date = soup_message_headers_get_one (headers, "Date");
  SoupMessageHeadersIter iter;
  const char *name = NULL;
  const char *value = NULL;

  /* First, since a Retry-After that is a date is relative to it. */
  if (date != NULL)
    hoist_reply_set_header (reply, "Date", date, now_us);
  soup_message_headers_iter_init (&iter, headers);
  while (soup_message_headers_iter_next (&iter, &name, &value)) {
    if (g_ascii_strcasecmp (name, "Date") != 0)
      hoist_reply_set_header (reply, name, value, now_us);
  }

  if (self->body != NULL && hoist_http_transfer_is_body_out (self))
    hoist_body_get_digests (self->body, &reply->sent);
  return reply;
}

static gboolean
is_connection_ended (HoistHttpTransfer *self)
{
  GIOStream *link = hoist_http_link_get (self->session, self->message);
  g_autoptr (GError) error = NULL;
  char byte;

  if (link == NULL)
    return TRUE;
  g_pollable_input_stream_read_nonblocking (
      G_POLLABLE_INPUT_STREAM (g_io_stream_get_input_stream (link)), &byte, 1, NULL, &error);
  return !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK);
}

/*
 * libsoup passes as complete what is cut inside the headers, between two chunks, or, when the
 * connection is to be closed, anywhere in the body. A server that did not announce to close and
 * closed shows the first two.
 */
gboolean
hoist_http_transfer_is_cut_short (HoistHttpTransfer *self)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (self->message);
  SoupEncoding encoding = soup_message_headers_get_encoding (headers);
  guint status = soup_message_get_status (self->message);
  gboolean may_close = soup_message_headers_header_contains (headers, "Connection", "close") ||
                       soup_message_get_http_version (self->message) == SOUP_HTTP_1_0;

  if (soup_message_get_method (self->message) == SOUP_METHOD_HEAD ||
      status == SOUP_STATUS_NO_CONTENT || status == SOUP_STATUS_NOT_MODIFIED)
    return FALSE;
  if (encoding == SOUP_ENCODING_CONTENT_LENGTH)
    return (goffset) self->reply->len < soup_message_headers_get_content_length (headers);
  if (encoding == SOUP_ENCODING_CHUNKED)
    return !may_close && is_connection_ended (self);
  return !may_close && self->reply->len == 0;
}
