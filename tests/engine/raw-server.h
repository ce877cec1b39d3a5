/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A server on raw sockets: one script a connection, each on a thread of its own. */
#pragma once

#include "test-certificates.h"

#include <gio/gio.h>
#include <string.h>
#include <sys/socket.h>

typedef struct _Server Server;

typedef struct {
  Server *server;    /* (unowned) */
  GSocket *socket;   /* (owned) */
  GIOStream *stream; /* (owned): TLS when the server has it */
  GString *rest;     /* (owned): read and not yet used */
  GString *head;     /* (owned): of the last request */
} Peer;

typedef void (*Script) (Peer *peer);

struct _Server {
  GSocketListener *listener;    /* (owned) */
  GTlsCertificate *certificate; /* (owned) (nullable) */
  GThread *thread;              /* (owned) */
  GCancellable *cancellable;    /* (owned) */
  Script script;
  guint16 port;
  GMutex mutex;
  GCond cond;
  GPtrArray *heads; /* (owned) (element-type utf8): of all requests, in their order */
  guint64 n_body;   /* body bytes that arrived */
  GChecksum *body;  /* (owned): of them */
  int n_connections;
  int n_steps; /* how often scripts were told to go on, less how often they did */
};

static inline gboolean
peer_fill (Peer *peer)
{
  char buffer[16 * 1024];
  gssize n = g_input_stream_read (g_io_stream_get_input_stream (peer->stream), buffer,
                                  sizeof buffer, NULL, NULL);

  if (n <= 0)
    return FALSE;
  g_string_append_len (peer->rest, buffer, n);
  return TRUE;
}

static inline gboolean
peer_read_head (Peer *peer)
{
  char *end = NULL;

  while ((end = strstr (peer->rest->str, "\r\n\r\n")) == NULL) {
    if (!peer_fill (peer))
      return FALSE;
  }
  g_string_truncate (peer->head, 0);
  g_string_append_len (peer->head, peer->rest->str, end + 4 - peer->rest->str);
  g_string_erase (peer->rest, 0, end + 4 - peer->rest->str);

  g_mutex_lock (&peer->server->mutex);
  g_ptr_array_add (peer->server->heads, g_strdup (peer->head->str));
  g_mutex_unlock (&peer->server->mutex);
  g_main_context_wakeup (NULL);
  return TRUE;
}

static inline gboolean
peer_read_body (Peer *peer, guint64 length)
{
  while (length > 0) {
    gsize n = MIN (length, peer->rest->len);

    g_mutex_lock (&peer->server->mutex);
    g_checksum_update (peer->server->body, (const guchar *) peer->rest->str, (gssize) n);
    peer->server->n_body += n;
    g_mutex_unlock (&peer->server->mutex);
    g_string_erase (peer->rest, 0, (gssize) n);
    length -= n;
    if (length > 0 && !peer_fill (peer))
      return FALSE;
  }
  return TRUE;
}

static inline guint64
peer_get_length (Peer *peer)
{
  const char *field = strstr (peer->head->str, "Content-Length: ");

  return field != NULL ? g_ascii_strtoull (field + 16, NULL, 10) : 0;
}

static inline gboolean
peer_read_request (Peer *peer)
{
  return peer_read_head (peer) && peer_read_body (peer, peer_get_length (peer));
}

static inline void
peer_write (Peer *peer, const char *text)
{
  g_output_stream_write_all (g_io_stream_get_output_stream (peer->stream), text, strlen (text),
                             NULL, NULL, NULL);
}

/* Until the client ends the connection. */
static inline void
peer_hold (Peer *peer)
{
  char buffer[16 * 1024];

  while (g_input_stream_read (g_io_stream_get_input_stream (peer->stream), buffer, sizeof buffer,
                              peer->server->cancellable, NULL) > 0)
    ;
}

/* Until the test says so. */
static inline void
peer_wait (Peer *peer)
{
  g_mutex_lock (&peer->server->mutex);
  while (peer->server->n_steps == 0 && !g_cancellable_is_cancelled (peer->server->cancellable))
    g_cond_wait (&peer->server->cond, &peer->server->mutex);
  peer->server->n_steps--;
  g_mutex_unlock (&peer->server->mutex);
}

static inline gboolean
peer_start_tls (Peer *peer)
{
  GIOStream *tls = NULL;

  if (peer->server->certificate == NULL)
    return TRUE;

  tls = g_tls_server_connection_new (peer->stream, peer->server->certificate, NULL);
  g_object_unref (peer->stream);
  peer->stream = tls;
  return g_tls_connection_handshake (G_TLS_CONNECTION (tls), peer->server->cancellable, NULL);
}

static inline gpointer
serve_peer (gpointer data)
{
  Peer *peer = data;

  if (peer_start_tls (peer))
    peer->server->script (peer);

  g_io_stream_close (peer->stream, NULL, NULL);
  g_object_unref (peer->stream);
  g_object_unref (peer->socket);
  g_string_free (peer->rest, TRUE);
  g_string_free (peer->head, TRUE);
  g_free (peer);
  return NULL;
}

static inline void
join (gpointer thread)
{
  g_thread_join (thread);
}

static inline gpointer
serve (gpointer data)
{
  Server *self = data;
  g_autoptr (GPtrArray) threads = g_ptr_array_new_with_free_func (join);

  for (;;) {
    GSocketConnection *connection =
        g_socket_listener_accept (self->listener, NULL, self->cancellable, NULL);
    Peer *peer = NULL;

    if (connection == NULL)
      return NULL;
    peer = g_new0 (Peer, 1);
    peer->server = self;
    peer->stream = G_IO_STREAM (connection);
    peer->socket = g_object_ref (g_socket_connection_get_socket (connection));
    peer->rest = g_string_new (NULL);
    peer->head = g_string_new (NULL);
    g_atomic_int_inc (&self->n_connections);
    g_ptr_array_add (threads, g_thread_new ("peer", serve_peer, peer));
  }
}

static inline Server *
server_new (Script script, gboolean has_tls)
{
  Server *self = g_new0 (Server, 1);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) effective = NULL;

  self->script = script;
  self->listener = g_socket_listener_new ();
  g_socket_listener_set_backlog (self->listener, 128);
  self->cancellable = g_cancellable_new ();
  self->heads = g_ptr_array_new_with_free_func (g_free);
  self->body = g_checksum_new (G_CHECKSUM_MD5);
  if (has_tls)
    self->certificate = g_tls_certificate_new_from_pem (TEST_SERVER_PEM, -1, NULL);
  g_assert_true (g_socket_listener_add_address (self->listener, address, G_SOCKET_TYPE_STREAM,
                                                G_SOCKET_PROTOCOL_TCP, NULL, &effective, NULL));
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (effective));
  self->thread = g_thread_new ("server", serve, self);
  return self;
}

static inline void
server_step (Server *self)
{
  g_mutex_lock (&self->mutex);
  self->n_steps++;
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->mutex);
}

static inline void
server_free (Server *self)
{
  g_cancellable_cancel (self->cancellable);
  g_mutex_lock (&self->mutex);
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->mutex);
  g_thread_join (self->thread);
  g_ptr_array_unref (self->heads);
  g_checksum_free (self->body);
  g_clear_object (&self->certificate);
  g_object_unref (self->listener);
  g_object_unref (self->cancellable);
  g_free (self);
}

static inline guint
server_count_requests (Server *self)
{
  guint count = 0;

  g_mutex_lock (&self->mutex);
  count = self->heads->len;
  g_mutex_unlock (&self->mutex);
  return count;
}
