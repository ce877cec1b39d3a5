/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The practice server: all services on one loopback port. */
#include "hoist-practice-server.h"

#include "hoist-practice-exchange.h"
#include "hoist-practice-pages.h"
#include "hoist-practice-services.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#define KEY "hoist-practice-connection"
#define BACKLOG 64

/* With a rate the kernel may keep 20 ms worth of bytes, or the client's progress would run ahead of
 * what was received; and segments as on a real line, since those of loopback, 64 KiB, stall in a
 * small window. */
#define SLOWEST_BUFFER_SIZE (32 * 1024)
#define FASTEST_BUFFER_SIZE (1024 * 1024)
#define SLOW_SEGMENT_SIZE 1400

struct _HoistPracticeServer {
  HoistPracticeContext context;
  SoupServer *soup;             /* (owned) */
  GSocket *listener;            /* (owned) (nullable): NULL while connections are refused */
  GHashTable *connections;      /* (owned) (element-type Connection): a set */
  GSource *return_timer;        /* (owned) (nullable) */
  GTlsCertificate *certificate; /* (owned) (nullable) */
  gpointer *states;             /* (owned): of each service, in their order */
  guint64 last_connection;
  guint64 rate;
  guint16 port;
};

typedef struct {
  HoistPracticeServer *server; /* (unowned) (nullable): NULL when it is gone */
  GSocket *socket;             /* (unowned): owns this */
  guint64 number;
  guint64 served;
} Connection;

static gint64
get_system_wall_us (gpointer clock)
{
  return g_get_real_time ();
}

static gint64
get_system_monotonic_us (gpointer clock)
{
  return g_get_monotonic_time ();
}

static void
connection_free (gpointer data)
{
  Connection *connection = data;

  if (connection->server != NULL)
    g_hash_table_remove (connection->server->connections, connection);
  g_free (connection);
}

static Connection *
get_connection (HoistPracticeServer *self, SoupServerMessage *message)
{
  GSocket *socket = soup_server_message_get_socket (message);
  Connection *connection = g_object_get_data (G_OBJECT (socket), KEY);

  if (connection != NULL)
    return connection;
  connection = g_new0 (Connection, 1);
  connection->server = self;
  connection->socket = socket;
  connection->number = ++self->last_connection;
  g_hash_table_add (self->connections, connection);
  g_object_set_data_full (G_OBJECT (socket), KEY, connection, connection_free);
  return connection;
}

/* The HTTP server reads the end of the stream, closes, and the kernel sends a reset. */
static void
abort_socket (GSocket *socket)
{
  struct linger linger = { .l_onoff = 1, .l_linger = 0 };

  setsockopt (g_socket_get_fd (socket), SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
  g_socket_shutdown (socket, TRUE, FALSE, NULL);
}

static void
set_socket_options (HoistPracticeServer *self, GSocket *socket)
{
  int size = (int) CLAMP (self->rate / 50, SLOWEST_BUFFER_SIZE, FASTEST_BUFFER_SIZE);

  if (self->rate == 0)
    return;
  g_socket_set_option (socket, SOL_SOCKET, SO_RCVBUF, size, NULL);
  g_socket_set_option (socket, IPPROTO_TCP, TCP_MAXSEG, SLOW_SEGMENT_SIZE, NULL);
}

static gboolean
listen_on (HoistPracticeServer *self, guint16 port, GError **error)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) wanted = g_inet_socket_address_new (loopback, port);
  g_autoptr (GSocketAddress) got = NULL;
  g_autoptr (GSocket) socket =
      g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT, error);
  SoupServerListenOptions options = self->certificate != NULL ? SOUP_SERVER_LISTEN_HTTPS : 0;

  if (socket == NULL)
    return FALSE;
  set_socket_options (self, socket);
  g_socket_set_listen_backlog (socket, BACKLOG);
  if (!g_socket_bind (socket, wanted, TRUE, error) || !g_socket_listen (socket, error))
    return FALSE;
  got = g_socket_get_local_address (socket, error);
  if (got == NULL || !soup_server_listen_socket (self->soup, socket, options, error))
    return FALSE;
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (got));
  self->listener = g_steal_pointer (&socket);
  return TRUE;
}

static gboolean
on_return (gpointer user_data)
{
  HoistPracticeServer *self = user_data;
  g_autoptr (GError) error = NULL;

  if (!listen_on (self, self->port, &error)) {
    g_debug ("port %u cannot be taken again yet: %s", self->port, error->message);
    return G_SOURCE_CONTINUE;
  }
  g_clear_pointer (&self->return_timer, g_source_unref);
  return G_SOURCE_REMOVE;
}

/* As if the server were gone: nobody listens, and all connections end. */
static void
refuse (gpointer server, gint64 for_ms)
{
  HoistPracticeServer *self = server;
  GHashTableIter iter;
  gpointer connection = NULL;

  if (self->listener == NULL)
    return;
  g_socket_close (self->listener, NULL);
  g_clear_object (&self->listener);
  g_hash_table_iter_init (&iter, self->connections);
  while (g_hash_table_iter_next (&iter, &connection, NULL))
    if (!g_socket_is_closed (((Connection *) connection)->socket))
      abort_socket (((Connection *) connection)->socket);
  self->return_timer = g_timeout_source_new ((guint) MAX (for_ms, 1));
  g_source_set_callback (self->return_timer, on_return, self, NULL);
  g_source_attach (self->return_timer, g_main_context_get_thread_default ());
}

static void
note_refused (HoistPracticeServer *self, Connection *connection, HoistPracticeFault *fault)
{
  HoistPracticeContext *context = &self->context;
  HoistPracticeEntry *entry = hoist_practice_journal_add (
      context->journal, context->get_monotonic_us (context->clock) - context->start_us);

  entry->call = g_strdup ("connect");
  entry->connection = connection->number;
  entry->fault = hoist_practice_fault_get_name (fault->kind);
  entry->ended = entry->fault;
}

static void
on_request_started (SoupServer *soup, SoupServerMessage *message, HoistPracticeServer *self)
{
  gboolean is_new =
      g_object_get_data (G_OBJECT (soup_server_message_get_socket (message)), KEY) == NULL;
  Connection *connection = get_connection (self, message);
  HoistPracticeTrouble trouble;

  if (!is_new)
    return;
  hoist_practice_faults_pick (self->context.faults, NULL, "connect", FALSE, &trouble);
  if (trouble.fault != NULL) {
    note_refused (self, connection, trouble.fault);
    abort_socket (connection->socket);
  }
  hoist_practice_trouble_clear (&trouble);
}

static void
on_request_finished (SoupServer *soup, SoupServerMessage *message, HoistPracticeServer *self)
{
  hoist_practice_exchange_end (message, FALSE);
}

static void
on_request_aborted (SoupServer *soup, SoupServerMessage *message, HoistPracticeServer *self)
{
  hoist_practice_exchange_end (message, TRUE);
}

static int
find_service (const char *path)
{
  for (guint i = 0; i < hoist_practice_count_services (); i++)
    if (hoist_practice_get_service (i)->owns_path (path))
      return (int) i;
  return -1;
}

static void
on_headers (SoupServer *soup,
            SoupServerMessage *message,
            const char *path,
            GHashTable *query,
            gpointer user_data)
{
  HoistPracticeServer *self = user_data;
  Connection *connection = get_connection (self, message);
  gboolean is_reused = connection->served++ > 0;
  int service = find_service (path);

  if (service >= 0)
    hoist_practice_exchange_begin (&self->context, hoist_practice_get_service ((guint) service),
                                   self->states[service], message, connection->number, is_reused);
}

static void
on_body (SoupServer *soup,
         SoupServerMessage *message,
         const char *path,
         GHashTable *query,
         gpointer user_data)
{
  HoistPracticeServer *self = user_data;

  if (find_service (path) >= 0)
    hoist_practice_exchange_complete_body (message);
  else
    hoist_practice_pages_answer (&self->context, message);
}

static gboolean
check_variations (GStrv names, GError **error)
{
  for (gsize i = 0; names[i] != NULL; i++)
    if (!hoist_practice_is_variation (names[i])) {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "a variation is not known: %s",
                   names[i]);
      return FALSE;
    }
  return TRUE;
}

static gboolean
set_up_context (HoistPracticeServer *self, const HoistPracticeOptions *options, GError **error)
{
  HoistPracticeContext *context = &self->context;

  context->journal = hoist_practice_journal_new ();
  context->wire = hoist_practice_wire_new ();
  context->is_lenient = options->is_lenient;
  context->has_no_rates = options->has_no_rates;
  context->vary = g_strsplit (options->vary != NULL ? options->vary : "", ",", -1);
  context->get_wall_us = options->get_wall_us != NULL ? options->get_wall_us : get_system_wall_us;
  context->get_monotonic_us =
      options->get_monotonic_us != NULL ? options->get_monotonic_us : get_system_monotonic_us;
  context->clock = options->clock;
  context->start_us = context->get_monotonic_us (context->clock);
  context->refuse = refuse;
  context->server = self;
  if (options->rate > 0)
    context->throttle = hoist_practice_throttle_new (options->rate);
  context->faults =
      hoist_practice_faults_parse (options->faults != NULL ? options->faults : "[]", error);
  if (context->faults == NULL || !check_variations (context->vary, error))
    return FALSE;
  context->storage = hoist_practice_storage_new (options->storage, options->is_sink, error);
  return context->storage != NULL;
}

static void
set_up_soup (HoistPracticeServer *self)
{
  self->soup = soup_server_new ("raw-paths", TRUE, NULL);
  soup_server_add_early_handler (self->soup, NULL, on_headers, self, NULL);
  soup_server_add_handler (self->soup, NULL, on_body, self, NULL);
  g_signal_connect (self->soup, "request-started", G_CALLBACK (on_request_started), self);
  g_signal_connect (self->soup, "request-finished", G_CALLBACK (on_request_finished), self);
  g_signal_connect (self->soup, "request-aborted", G_CALLBACK (on_request_aborted), self);
  if (self->certificate != NULL)
    soup_server_set_tls_certificate (self->soup, self->certificate);
}

/**
 * hoist_practice_server_new:
 * @options: read only during this call
 *
 * Starts to serve in the thread-default main context, which has to be that of all later calls.
 * Fails when the port is taken, the storage cannot be opened, or an option makes no sense.
 */
HoistPracticeServer *
hoist_practice_server_new (const HoistPracticeOptions *options, GError **error)
{
  g_autoptr (HoistPracticeServer) self = g_new0 (HoistPracticeServer, 1);

  self->rate = options->rate;
  self->connections = g_hash_table_new (NULL, NULL);
  self->states = g_new0 (gpointer, hoist_practice_count_services ());
  if (!set_up_context (self, options, error))
    return NULL;
  if (options->certificate != NULL) {
    self->certificate =
        g_tls_certificate_new_from_files (options->certificate, options->key, error);
    if (self->certificate == NULL)
      return NULL;
  }
  set_up_soup (self);
  if (!listen_on (self, options->port, error))
    return NULL;
  self->context.address = g_strdup_printf (
      "%s://127.0.0.1:%u", self->certificate != NULL ? "https" : "http", self->port);
  for (guint i = 0; i < hoist_practice_count_services (); i++)
    self->states[i] = hoist_practice_get_service (i)->create (&self->context);
  return g_steal_pointer (&self);
}

static void
forget_connections (HoistPracticeServer *self)
{
  GHashTableIter iter;
  gpointer connection = NULL;

  g_hash_table_iter_init (&iter, self->connections);
  while (g_hash_table_iter_next (&iter, &connection, NULL))
    ((Connection *) connection)->server = NULL;
  g_hash_table_unref (self->connections);
}

/**
 * hoist_practice_server_free:
 *
 * Stops at once and closes all connections. What is stored stays, unless the folder was temporary.
 */
void
hoist_practice_server_free (HoistPracticeServer *self)
{
  HoistPracticeContext *context = &self->context;

  if (self->return_timer != NULL)
    g_source_destroy (self->return_timer);
  g_clear_pointer (&self->return_timer, g_source_unref);
  if (self->soup != NULL) {
    soup_server_disconnect (self->soup);
    g_signal_handlers_disconnect_by_data (self->soup, self);
  }
  g_clear_object (&self->soup);
  g_clear_object (&self->listener);
  g_clear_pointer (&context->wire, hoist_practice_wire_free);
  for (guint i = 0; i < hoist_practice_count_services (); i++)
    if (self->states[i] != NULL)
      hoist_practice_get_service (i)->destroy (self->states[i]);
  g_free (self->states);
  forget_connections (self);
  g_clear_object (&self->certificate);
  g_clear_pointer (&context->throttle, hoist_practice_throttle_free);
  g_clear_pointer (&context->faults, g_ptr_array_unref);
  g_clear_pointer (&context->storage, hoist_practice_storage_free);
  g_clear_pointer (&context->journal, hoist_practice_journal_free);
  g_strfreev (context->vary);
  g_free (context->address);
  g_free (self);
}

guint16
hoist_practice_server_get_port (HoistPracticeServer *self)
{
  return self->port;
}

/* Requests so far that belong to a service. */
guint
hoist_practice_server_count_requests (HoistPracticeServer *self)
{
  return hoist_practice_journal_get_count (self->context.journal);
}

/**
 * hoist_practice_server_describe:
 *
 * Returns: (transfer full): one line of JSON with the port, the storage and each service's settings
 */
char *
hoist_practice_server_describe (HoistPracticeServer *self)
{
  g_autoptr (JsonNode) node = json_node_alloc ();
  JsonObject *object = json_object_new ();
  JsonObject *accounts = json_object_new ();

  for (guint i = 0; i < hoist_practice_count_services (); i++) {
    const HoistPracticeService *service = hoist_practice_get_service (i);
    JsonObject *settings = json_object_new ();

    service->describe (self->states[i], settings);
    json_object_set_object_member (accounts, service->id, settings);
  }
  json_object_set_int_member (object, "port", self->port);
  json_object_set_string_member (object, "storage",
                                 hoist_practice_storage_get_folder (self->context.storage));
  json_object_set_object_member (object, "services", accounts);
  json_node_take_object (json_node_init (node, JSON_NODE_OBJECT), object);
  return json_to_string (node, FALSE);
}

/**
 * hoist_practice_server_set_faults:
 * @faults: rules in JSON
 *
 * Replaces all rules. Fails and changes nothing when one cannot be understood.
 */
gboolean
hoist_practice_server_set_faults (HoistPracticeServer *self, const char *faults, GError **error)
{
  GPtrArray *parsed = hoist_practice_faults_parse (faults, error);

  if (parsed == NULL)
    return FALSE;
  g_ptr_array_unref (self->context.faults);
  self->context.faults = parsed;
  return TRUE;
}
