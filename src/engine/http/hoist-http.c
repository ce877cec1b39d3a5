/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One exchange over libsoup, and the one place that knows libsoup's traps. */
#include "hoist-http.h"

#include "hoist-block-pool.h"
#include "hoist-body.h"
#include "hoist-config.h"
#include "hoist-error.h"
#include "hoist-http-transfer.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>
#include <string.h>

#define MAX_CONNECTIONS 64
#define MAX_CONNECTIONS_PER_HOST 32
#define IDLE_SECONDS 10

struct _HoistHttp {
  GObject parent_instance;

  HoistClock *clock;       /* (owned) */
  HoistThrottle *throttle; /* (owned) */
  HoistBlockPool *pool;    /* (owned): of all bodies together */
  GTlsDatabase *database;  /* (owned) (nullable): the system's when NULL */
  SoupSession *session;    /* (owned) (nullable): made when first needed */
  SoupSession *loopback;   /* (owned) (nullable): the same without any proxy */
  GCancellable *cut;       /* (owned): cancelled to end all exchanges that are under way */
};

typedef enum { PROP_TLS_DATABASE = 1 } HoistHttpProperty;

static GParamSpec *properties[PROP_TLS_DATABASE + 1];

G_DEFINE_FINAL_TYPE (HoistHttp, hoist_http, G_TYPE_OBJECT)

static gboolean
is_loopback (const char *host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  if (address != NULL)
    return g_inet_address_get_is_loopback (address);
  return g_ascii_strcasecmp (host, "localhost") == 0 || g_str_has_suffix (host, ".localhost");
}

static SoupSession *
make_session (HoistHttp *self)
{
  SoupSession *session = soup_session_new_with_options (
      "max-conns", MAX_CONNECTIONS, "max-conns-per-host", MAX_CONNECTIONS_PER_HOST, "idle-timeout",
      IDLE_SECONDS, "timeout", 0, "user-agent", "Hoist/" HOIST_VERSION, NULL);

  soup_session_remove_feature_by_type (session, SOUP_TYPE_CONTENT_DECODER);
  soup_session_remove_feature_by_type (session, SOUP_TYPE_COOKIE_JAR);
  if (self->database != NULL)
    soup_session_set_tls_database (session, self->database);
  return session;
}

static SoupSession *
get_session (HoistHttp *self, const char *host)
{
  if (!is_loopback (host)) {
    if (self->session == NULL)
      self->session = make_session (self);
    return self->session;
  }

  if (self->loopback == NULL) {
    self->loopback = make_session (self);
    soup_session_set_proxy_resolver (self->loopback, NULL);
  }
  return self->loopback;
}

static gboolean
is_printable (const char *text)
{
  for (const char *at = text; *at != '\0'; at++) {
    if (!g_ascii_isgraph (*at))
      return FALSE;
  }
  return TRUE;
}

/* GUri would rewrite escapes in path and query, and signatures are over what is in the text. */
static GUri *
copy_with_exact_path (GUri *uri, const char *url)
{
  const char *path = strstr (url, "://") + 3;
  g_autofree char *exact_path = NULL;
  g_autofree char *exact_query = NULL;

  path += strcspn (path, "/?#");
  exact_path = g_strndup (path, strcspn (path, "?#"));
  path += strcspn (path, "?#");
  if (*path == '?')
    exact_query = g_strndup (path + 1, strcspn (path + 1, "#"));
  return g_uri_build (SOUP_HTTP_URI_FLAGS, g_uri_get_scheme (uri), NULL, g_uri_get_host (uri),
                      g_uri_get_port (uri), exact_path[0] != '\0' ? exact_path : "/", exact_query,
                      NULL);
}

static GUri *
parse_address (const char *url, GError **error)
{
  g_autoptr (GUri) uri = is_printable (url) ? g_uri_parse (url, SOUP_HTTP_URI_FLAGS, NULL) : NULL;
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;
  const char *scheme = uri != NULL ? g_uri_get_scheme (uri) : NULL;
  g_autofree char *shown = NULL;

  if (host != NULL && host[0] != '\0' && strstr (url, "://") != NULL &&
      (g_str_equal (scheme, "https") || (g_str_equal (scheme, "http") && is_loopback (host))))
    return copy_with_exact_path (uri, url);

  shown = hoist_request_redact_url (url);
  g_set_error (error, HOIST_ERROR, HOIST_ERROR_PROTOCOL,
               _ ("“%s” is not a secure web address. Enter one that begins with “https://”."),
               shown);
  return NULL;
}

static void
add_headers (SoupMessage *message, const HoistRequest *request)
{
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);

  if (request->content_type != NULL)
    soup_message_headers_replace (headers, "Content-Type", request->content_type);
  for (guint i = 0; request->headers != NULL && i + 1 < request->headers->len; i += 2)
    soup_message_headers_append (headers, request->headers->pdata[i],
                                 request->headers->pdata[i + 1]);
}

static SoupMessage *
make_message (const HoistRequest *request, GError **error)
{
  g_autoptr (GUri) uri = parse_address (request->url, error);
  SoupMessage *message = NULL;

  if (uri == NULL)
    return NULL;

  message = soup_message_new_from_uri (request->method, uri);
  /* IDEMPOTENT makes libsoup use a connection again for a POST; it does not send one twice. */
  soup_message_set_flags (message, SOUP_MESSAGE_NO_REDIRECT | SOUP_MESSAGE_IDEMPOTENT |
                                       SOUP_MESSAGE_COLLECT_METRICS);
  soup_message_disable_feature (message, SOUP_TYPE_AUTH_MANAGER);
  add_headers (message, request);
  return message;
}

static void
hoist_http_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  HoistHttp *self = HOIST_HTTP (object);

  switch ((HoistHttpProperty) id) {
  case PROP_TLS_DATABASE:
    g_value_set_object (value, self->database);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
hoist_http_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  HoistHttp *self = HOIST_HTTP (object);

  switch ((HoistHttpProperty) id) {
  case PROP_TLS_DATABASE:
    if (g_set_object (&self->database, g_value_get_object (value))) {
      hoist_http_drop_connections (self);
      g_object_notify_by_pspec (object, pspec);
    }
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
hoist_http_dispose (GObject *object)
{
  HoistHttp *self = HOIST_HTTP (object);

  /* Every exchange holds a reference, so there are idle connections only. */
  if (self->session != NULL)
    soup_session_abort (self->session);
  if (self->loopback != NULL)
    soup_session_abort (self->loopback);
  hoist_http_drop_connections (self);
  g_clear_object (&self->cut);
  g_clear_object (&self->database);
  g_clear_object (&self->pool);
  g_clear_object (&self->throttle);
  g_clear_object (&self->clock);
  G_OBJECT_CLASS (hoist_http_parent_class)->dispose (object);
}

static void
hoist_http_class_init (HoistHttpClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = hoist_http_get_property;
  object_class->set_property = hoist_http_set_property;
  object_class->dispose = hoist_http_dispose;

  /* For tests, which have certificates of their own: NULL is the system's trust store. */
  properties[PROP_TLS_DATABASE] =
      g_param_spec_object ("tls-database", NULL, NULL, G_TYPE_TLS_DATABASE,
                           G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
hoist_http_init (HoistHttp *self)
{
  self->pool = hoist_block_pool_new ();
  self->cut = g_cancellable_new ();
}

/**
 * hoist_http_new:
 * @clock: what time-outs are measured by
 * @throttle: the speed limit of all bodies
 *
 * Needs `SOUP_FORCE_HTTP1` in the environment from the start of the program on.
 *
 * Returns: (transfer full): the carrier of all exchanges
 */
HoistHttp *
hoist_http_new (HoistClock *clock, HoistThrottle *throttle)
{
  HoistHttp *self = g_object_new (HOIST_TYPE_HTTP, NULL);

  self->clock = g_object_ref (clock);
  self->throttle = g_object_ref (throttle);
  return self;
}

/**
 * hoist_http_send_async:
 * @request: what to send; read only during this call
 * @source: (nullable): the file that @request takes a range of
 * @progress: (nullable): called while body bytes leave
 * @cancellable: (nullable): stops the exchange; its reply is then lost. One without it is never
 *   cut short
 *
 * Does one exchange, once: nothing is ever sent again, redirected or authenticated behind the
 * caller's back. Any HTTP status is a reply. A reply that arrives before the whole body has left
 * ends the exchange, unless it is a success: that one counts when the body is out.
 *
 * Fails with %HOIST_ERROR_OFFLINE (no connection, or it was lost, or silence), with
 * %HOIST_ERROR_PROTOCOL (the address or the reply makes no sense), with %HOIST_ERROR_REFUSED for a
 * certificate that cannot be trusted, with what the file gave (%HOIST_ERROR_CHANGED and others),
 * or with %G_IO_ERROR_CANCELLED. Calls back in the thread-default main context.
 */
void
hoist_http_send_async (HoistHttp *self,
                       const HoistRequest *request,
                       HoistSource *source,
                       HoistHttpProgress progress,
                       gpointer progress_data,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);
  g_autoptr (HoistBody) body = NULL;
  g_autoptr (SoupMessage) message = NULL;
  HoistHttpTransfer *transfer = NULL;
  GError *error = NULL;

  g_task_set_source_tag (task, hoist_http_send_async);
  g_task_set_priority (task, HOIST_HTTP_PRIORITY);
  /* What happened has happened: a reply that is there is not thrown away. */
  g_task_set_check_cancellable (task, FALSE);

  if (hoist_request_get_body_size (request) > 0)
    body = hoist_body_new (request, source, self->pool, self->throttle);
  message = make_message (request, &error);
  if (message == NULL) {
    g_task_return_error (task, error);
    return;
  }

  transfer =
      hoist_http_transfer_new (get_session (self, g_uri_get_host (soup_message_get_uri (message))),
                               message, body, request, self->clock);
  hoist_http_transfer_set_progress (transfer, progress, progress_data);
  if (cancellable != NULL)
    hoist_http_transfer_set_cut (transfer, self->cut);
  g_task_set_task_data (task, transfer, (GDestroyNotify) hoist_http_transfer_free);
  hoist_http_transfer_run (transfer, task);
}

/**
 * hoist_http_send_finish:
 * @report: (out) (optional): how much left this machine, also when the exchange failed
 *
 * Returns: (transfer full): the reply, or %NULL
 */
HoistReply *
hoist_http_send_finish (HoistHttp *self,
                        GAsyncResult *result,
                        HoistSendReport *report,
                        GError **error)
{
  HoistHttpTransfer *transfer = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  transfer = g_task_get_task_data (G_TASK (result));
  if (report != NULL)
    *report = transfer != NULL ? *hoist_http_transfer_get_report (transfer)
                               : (HoistSendReport){ HOIST_SENT_NOTHING, 0 };
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * hoist_http_drop_connections:
 *
 * Uses no connection again that exists now; after a suspend or a change of network they may be
 * dead without knowing. Exchanges under way are left to end by themselves.
 */
void
hoist_http_drop_connections (HoistHttp *self)
{
  /* A session lives as long as its exchanges do, so a new one leaves those alone. */
  g_clear_object (&self->session);
  g_clear_object (&self->loopback);
}

/* Returns: (transfer full): libsoup's, the one that runs */
char *
hoist_http_dup_library_version (void)
{
  return g_strdup_printf ("%u.%u.%u", soup_get_major_version (), soup_get_minor_version (),
                          soup_get_micro_version ());
}

/**
 * hoist_http_cut_exchanges:
 *
 * After a sleep all connections are taken as dead: whoever waits for them gets %HOIST_ERROR_OFFLINE
 * now, instead of after the silence that shows it. Only exchanges that may be cut short.
 */
void
hoist_http_cut_exchanges (HoistHttp *self)
{
  g_autoptr (GCancellable) cut = g_steal_pointer (&self->cut);

  self->cut = g_cancellable_new ();
  hoist_http_drop_connections (self);
  g_cancellable_cancel (cut);
}
