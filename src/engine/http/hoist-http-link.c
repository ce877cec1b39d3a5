/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The connections under a SoupSession: which one carries a message, set up as uploads need it. */
#include "hoist-http-link.h"

#include <netinet/in.h>
#include <netinet/tcp.h>

/*
 * Bytes that the kernel may hold and not have sent yet. Without this bound a socket takes
 * megabytes at once, and progress, watchdog and `sent` tell of bytes that never left.
 */
#define UNSENT_LIMIT (128 * 1024)

#define LINKS_KEY "hoist-http-links"

typedef struct {
  GHashTable *links; /* (unowned): of the session, which outlives its connections */
  guint64 id;
} Link;

static void
on_stream_gone (gpointer data, GObject *stream)
{
  g_autofree Link *link = data;

  if (g_hash_table_lookup (link->links, &link->id) == stream)
    g_hash_table_remove (link->links, &link->id);
  g_hash_table_unref (link->links);
}

static GHashTable *
get_links (SoupSession *session)
{
  GHashTable *links = g_object_get_data (G_OBJECT (session), LINKS_KEY);

  if (links == NULL) {
    links = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
    g_object_set_data_full (G_OBJECT (session), LINKS_KEY, links,
                            (GDestroyNotify) g_hash_table_unref);
  }
  return links;
}

static void
bound_unsent (GIOStream *stream)
{
  g_autoptr (GError) error = NULL;
  GSocket *socket = NULL;

  if (!G_IS_SOCKET_CONNECTION (stream))
    return;

  socket = g_socket_connection_get_socket (G_SOCKET_CONNECTION (stream));
  if (!g_socket_set_option (socket, IPPROTO_TCP, TCP_NOTSENT_LOWAT, UNSENT_LIMIT, &error))
    g_debug ("TCP_NOTSENT_LOWAT: %s", error->message);
}

static void
remember (SoupSession *session, guint64 id, GIOStream *stream)
{
  GHashTable *links = get_links (session);
  Link *link = NULL;

  if (g_hash_table_lookup (links, &id) == stream)
    return;

  link = g_new (Link, 1);
  link->links = g_hash_table_ref (links);
  link->id = id;
  g_hash_table_insert (links, g_memdup2 (&id, sizeof id), stream);
  g_object_weak_ref (G_OBJECT (stream), on_stream_gone, link);
}

/**
 * hoist_http_link_note:
 * @event: from SoupMessage::network-event
 * @stream: from SoupMessage::network-event
 *
 * Sets a new connection up, and remembers it: libsoup tells the stream under a message only when
 * it connects, not when a later message uses the same connection again.
 */
void
hoist_http_link_note (SoupSession *session,
                      SoupMessage *message,
                      GSocketClientEvent event,
                      GIOStream *stream)
{
  if (event == G_SOCKET_CLIENT_CONNECTED)
    bound_unsent (stream);
  else if (event == G_SOCKET_CLIENT_COMPLETE && stream != NULL)
    remember (session, soup_message_get_connection_id (message), stream);
}

/**
 * hoist_http_link_get:
 *
 * Returns: (transfer none) (nullable): the connection that carries @message now, TLS included
 */
GIOStream *
hoist_http_link_get (SoupSession *session, SoupMessage *message)
{
  guint64 id = soup_message_get_connection_id (message);

  return g_hash_table_lookup (get_links (session), &id);
}
