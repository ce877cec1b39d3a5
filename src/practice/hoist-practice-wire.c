/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Connections taken away from the HTTP server, to be cut, held or answered by hand. */
#include "hoist-practice-wire.h"

#include <string.h>
#include <sys/socket.h>

#define TICK_MS 20

struct _HoistPracticeWire {
  GHashTable *taken; /* (owned) (element-type Taken): a set */
};

typedef struct {
  HoistPracticeWire *wire; /* (unowned) */
  GIOStream *stream;       /* (owned) */
  GSocket *socket;         /* (owned) */
  GBytes *bytes;           /* (owned) (nullable): still to send */
  gsize sent;
  guint64 rate;   /* bytes a second */
  gint64 hold_ms; /* before closing; below zero: for ever */
  GSource *timer; /* (owned) (nullable) */
} Taken;

static void
taken_free (gpointer data)
{
  Taken *taken = data;

  if (taken->timer != NULL) {
    g_source_destroy (taken->timer);
    g_source_unref (taken->timer);
  }
  g_io_stream_close (taken->stream, NULL, NULL);
  g_object_unref (taken->stream);
  g_object_unref (taken->socket);
  g_clear_pointer (&taken->bytes, g_bytes_unref);
  g_free (taken);
}

static void
set_timer (Taken *taken, gint64 wait_ms, GSourceFunc callback)
{
  if (taken->timer != NULL) {
    g_source_destroy (taken->timer);
    g_source_unref (taken->timer);
  }
  taken->timer = g_timeout_source_new ((guint) wait_ms);
  g_source_set_callback (taken->timer, callback, taken, NULL);
  g_source_attach (taken->timer, g_main_context_get_thread_default ());
}

static gboolean
on_hold_over (gpointer user_data)
{
  Taken *taken = user_data;

  g_hash_table_remove (taken->wire->taken, taken);
  return G_SOURCE_REMOVE;
}

static void
hold (Taken *taken)
{
  if (taken->hold_ms == 0)
    g_hash_table_remove (taken->wire->taken, taken);
  else if (taken->hold_ms > 0)
    set_timer (taken, taken->hold_ms, on_hold_over);
}

/* Answers are far smaller than a socket's buffer, so that a plain write does not block. */
static void
write_some (Taken *taken, gsize most)
{
  gsize size = 0;
  const guint8 *data = g_bytes_get_data (taken->bytes, &size);
  gsize count = MIN (most, size - taken->sent);

  if (g_output_stream_write_all (g_io_stream_get_output_stream (taken->stream), data + taken->sent,
                                 count, NULL, NULL, NULL))
    taken->sent += count;
  else
    taken->sent = size;
  if (taken->sent == size)
    g_clear_pointer (&taken->bytes, g_bytes_unref);
}

static gboolean
on_tick (gpointer user_data)
{
  Taken *taken = user_data;

  write_some (taken, MAX (taken->rate * TICK_MS / 1000, 1));
  if (taken->bytes != NULL)
    return G_SOURCE_CONTINUE;
  g_hash_table_remove (taken->wire->taken, taken);
  return G_SOURCE_REMOVE;
}

HoistPracticeWire *
hoist_practice_wire_new (void)
{
  HoistPracticeWire *self = g_new0 (HoistPracticeWire, 1);

  self->taken = g_hash_table_new_full (NULL, NULL, taken_free, NULL);
  return self;
}

/**
 * hoist_practice_wire_free:
 *
 * Closes all connections that are still held.
 */
void
hoist_practice_wire_free (HoistPracticeWire *self)
{
  g_hash_table_unref (self->taken);
  g_free (self);
}

static Taken *
take (HoistPracticeWire *self, SoupServerMessage *message)
{
  Taken *taken = g_new0 (Taken, 1);

  taken->wire = self;
  /* Afterwards the message is gone. */
  taken->socket = g_object_ref (soup_server_message_get_socket (message));
  taken->stream = soup_server_message_steal_connection (message);
  g_hash_table_add (self->taken, taken);
  return taken;
}

/**
 * hoist_practice_wire_reset:
 *
 * Ends the connection of @message with a reset. @message is gone afterwards.
 */
void
hoist_practice_wire_reset (HoistPracticeWire *self, SoupServerMessage *message)
{
  Taken *taken = take (self, message);
  struct linger linger = { .l_onoff = 1, .l_linger = 0 };

  setsockopt (g_socket_get_fd (taken->socket), SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
  /* The socket first: closing the stream would say good-bye under TLS. */
  g_socket_close (taken->socket, NULL);
  g_hash_table_remove (self->taken, taken);
}

/**
 * hoist_practice_wire_send:
 * @bytes: (nullable): what to send
 * @rate: bytes a second; 0 sends all at once
 * @hold_ms: how long the connection stays open afterwards, without being read; -1: for ever
 *
 * Takes the connection of @message over. @message is gone afterwards.
 */
void
hoist_practice_wire_send (HoistPracticeWire *self,
                          SoupServerMessage *message,
                          GBytes *bytes,
                          guint64 rate,
                          gint64 hold_ms)
{
  Taken *taken = take (self, message);

  taken->bytes = bytes != NULL ? g_bytes_ref (bytes) : NULL;
  taken->rate = rate;
  taken->hold_ms = hold_ms;
  if (bytes != NULL && rate > 0) {
    set_timer (taken, TICK_MS, on_tick);
    return;
  }
  if (bytes != NULL) {
    write_some (taken, G_MAXSIZE);
    if (hold_ms != 0)
      g_socket_shutdown (taken->socket, FALSE, TRUE, NULL);
  }
  hold (taken);
}

/**
 * hoist_practice_wire_write_reply:
 * @headers: name, value, name, value …
 * @date: for the Date header
 * @kept: how many bytes of @body really come; -1: all
 *
 * Returns: (transfer full): a whole HTTP answer that ends its connection
 */
GBytes *
hoist_practice_wire_write_reply (guint status,
                                 const char *const *headers,
                                 const char *date,
                                 const char *body,
                                 gssize kept)
{
  GString *text = g_string_new (NULL);
  gsize size = strlen (body);
  gsize count = kept < 0 ? size : MIN ((gsize) kept, size);

  g_string_append_printf (text,
                          "HTTP/1.1 %u %s\r\nDate: %s\r\nContent-Length: %" G_GSIZE_FORMAT
                          "\r\nConnection: close\r\n",
                          status, soup_status_get_phrase (status), date, size);
  for (gsize i = 0; headers[i] != NULL; i += 2)
    g_string_append_printf (text, "%s: %s\r\n", headers[i], headers[i + 1]);
  g_string_append (text, "\r\n");
  g_string_append_len (text, body, (gssize) count);
  return g_string_free_to_bytes (text);
}
