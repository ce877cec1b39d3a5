/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any program on this computer and any web page can come here: only a GET of the one path with the
 * right state is believed, and nothing of a visitor's is kept or logged. */
#include "hoist-sign-in-listener.h"

#include "hoist-error.h"
#include "hoist-sign-in-redirect.h"

#include "hoist-config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* A request's line and headers; browsers send their cookies for this computer along. */
#define MAX_HEAD (16 * 1024)
#define READ_SIZE 2048

/* Browsers open connections in advance; a program that opens more loses its oldest. */
#define MAX_VISITORS 16

struct _HoistSignInListener {
  GSocketService *service; /* (owned) */
  char *uri;               /* (owned): with the port that was found */
  char *path;              /* (owned) */
  char *state;             /* (owned) */
  GQueue visitors;         /* (element-type Visitor) (unowned): each frees itself */
  HoistSignInHeard heard;
  gpointer data;
};

/* One connection. */
typedef struct {
  HoistSignInListener *listener; /* (unowned) (nullable): %NULL when it is gone */
  GSocketConnection *connection; /* (owned) */
  GCancellable *cancellable;     /* (owned) */
  GString *head;                 /* (owned) */
  char *answer;                  /* (owned) (nullable) */
  char *code;                    /* (owned) (nullable) */
  GError *error;                 /* (owned) (nullable) */
  char buffer[READ_SIZE];
} Visitor;

static void
wipe (char *text)
{
  if (text == NULL)
    return;
  explicit_bzero (text, strlen (text));
  g_free (text);
}

static void
visitor_free (Visitor *self)
{
  if (self->listener != NULL)
    g_queue_remove (&self->listener->visitors, self);
  g_io_stream_close (G_IO_STREAM (self->connection), NULL, NULL);
  g_object_unref (self->connection);
  g_object_unref (self->cancellable);
  explicit_bzero (self->head->str, self->head->len);
  g_string_free (self->head, TRUE);
  explicit_bzero (self->buffer, sizeof self->buffer);
  g_free (self->answer);
  wipe (self->code);
  g_clear_error (&self->error);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Visitor, visitor_free)

/* Cuts the visitor off; its pending call then frees it. */
static void
visitor_leave (Visitor *self)
{
  self->listener = NULL;
  g_cancellable_cancel (self->cancellable);
}

static void
stop_listening (HoistSignInListener *self)
{
  if (self->service == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->service, self);
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_clear_object (&self->service);
}

static void
on_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Visitor) visitor = user_data;
  HoistSignInListener *self = visitor->listener;

  g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, NULL);
  if (self == NULL || (visitor->code == NULL && visitor->error == NULL))
    return;

  /* with or without its page: what the browser brought counts */
  g_queue_remove (&self->visitors, visitor);
  visitor->listener = NULL;
  self->heard (visitor->code, visitor->error, self->data);
}

/* No script, no picture, nothing kept, and no address told to anybody (RFC 9700, 4.2.4). */
static char *
write_page (const char *status, const char *sentence)
{
  g_autofree char *text = g_markup_escape_text (sentence, -1);
  g_autofree char *page = g_strdup_printf ("<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\">"
                                           "<title>Hoist</title></head><body><p>%s</p></body>"
                                           "</html>\n",
                                           text);

  return g_strdup_printf ("HTTP/1.1 %s\r\n"
                          "Content-Type: text/html; charset=utf-8\r\n"
                          "Content-Length: %" G_GSIZE_FORMAT "\r\n"
                          "Content-Security-Policy: default-src 'none'\r\n"
                          "Referrer-Policy: no-referrer\r\n"
                          "Cache-Control: no-store\r\n"
                          "Connection: close\r\n"
                          "\r\n%s",
                          status, strlen (page), page);
}

/* Takes over @visitor. */
static void
answer (Visitor *visitor, const char *status, const char *sentence)
{
  visitor->answer = write_page (status, sentence);
  g_output_stream_write_all_async (
      g_io_stream_get_output_stream (G_IO_STREAM (visitor->connection)), visitor->answer,
      strlen (visitor->answer), G_PRIORITY_DEFAULT, visitor->cancellable, on_answered, visitor);
}

/* (transfer full) (nullable): the target of a GET of our path. */
static char *
dup_target (HoistSignInListener *self, const char *head)
{
  gsize length = strlen (self->path);
  const char *target = head + strlen ("GET ");
  const char *end = NULL;

  if (!g_str_has_prefix (head, "GET "))
    return NULL;
  end = strchr (target, ' ');
  if (end == NULL || !g_str_has_prefix (end, " HTTP/1.") || memchr (target, '\r', end - target))
    return NULL;
  if (strncmp (target, self->path, length) != 0 || target[length] != '?')
    return NULL;
  return g_strndup (target, end - target);
}

/* Takes over @visitor, whose request is there. */
static void
hear (Visitor *visitor)
{
  HoistSignInListener *self = visitor->listener;
  char *target = dup_target (self, visitor->head->str);
  g_autoptr (GError) error = NULL;

  if (target != NULL)
    visitor->code = hoist_sign_in_redirect_read (target, self->state, &error);
  wipe (target);
  if (visitor->code == NULL &&
      (error == NULL || g_error_matches (error, HOIST_ERROR, HOIST_ERROR_PROTOCOL))) {
    answer (visitor, "404 Not Found", _ ("There is nothing here."));
    return;
  }

  stop_listening (self);
  if (visitor->code != NULL) {
    answer (visitor, "200 OK", _ ("You can close this page and go back to Hoist."));
    return;
  }
  visitor->error = g_steal_pointer (&error);
  answer (visitor, "200 OK", visitor->error->message);
}

static void read_on (Visitor *visitor);

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Visitor) visitor = user_data;
  gssize n_read = g_input_stream_read_finish (G_INPUT_STREAM (source), result, NULL);

  /* after the one that counts nobody is answered */
  if (n_read <= 0 || visitor->listener == NULL || visitor->listener->service == NULL)
    return;
  g_string_append_len (visitor->head, visitor->buffer, n_read);
  if (strstr (visitor->head->str, "\r\n\r\n") != NULL)
    hear (g_steal_pointer (&visitor));
  else if (visitor->head->len < MAX_HEAD && strlen (visitor->head->str) == visitor->head->len)
    read_on (g_steal_pointer (&visitor));
}

/* Takes over @visitor. */
static void
read_on (Visitor *visitor)
{
  g_input_stream_read_async (g_io_stream_get_input_stream (G_IO_STREAM (visitor->connection)),
                             visitor->buffer, sizeof visitor->buffer, G_PRIORITY_DEFAULT,
                             visitor->cancellable, on_read, visitor);
}

static gboolean
on_incoming (GSocketService *service,
             GSocketConnection *connection,
             GObject *source,
             gpointer user_data)
{
  HoistSignInListener *self = user_data;
  Visitor *visitor = g_new0 (Visitor, 1);

  if (g_queue_get_length (&self->visitors) >= MAX_VISITORS)
    visitor_leave (g_queue_pop_head (&self->visitors));
  visitor->listener = self;
  visitor->connection = g_object_ref (connection);
  visitor->cancellable = g_cancellable_new ();
  visitor->head = g_string_new (NULL);
  g_queue_push_tail (&self->visitors, visitor);
  read_on (visitor);
  return TRUE;
}

static gboolean
fail_address (const char *redirect_uri, GError **error)
{
  g_set_error (error, HOIST_ERROR, HOIST_ERROR_REFUSED,
               _ ("The browser cannot come back to “%s”: it has to be an address on this computer, "
                  "such as “http://127.0.0.1:0/callback”. Change it in the account’s settings."),
               redirect_uri);
  return FALSE;
}

/* Listens on loopback and nowhere else, whatever the setting says. */
static gboolean
listen_at (HoistSignInListener *self, const char *host, guint16 *port, GError **error)
{
  gboolean is_six = strcmp (host, "::1") == 0;
  g_autoptr (GInetAddress) loopback =
      g_inet_address_new_loopback (is_six ? G_SOCKET_FAMILY_IPV6 : G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, *port);
  g_autoptr (GSocketAddress) bound = NULL;
  g_autoptr (GError) foreign = NULL;

  self->service = g_socket_service_new ();
  if (!g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), address,
                                      G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL, &bound,
                                      &foreign)) {
    g_debug ("cannot listen for the browser: %s", foreign->message);
    g_set_error (error, HOIST_ERROR, HOIST_ERROR_REFUSED,
                 _ ("Port %u, where the browser comes back to, is in use. Close the program that "
                    "uses it, or change the address in the account’s settings."),
                 *port);
    return FALSE;
  }
  *port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  g_signal_connect (self->service, "incoming", G_CALLBACK (on_incoming), self);
  return TRUE;
}

static gboolean
start (HoistSignInListener *self, const char *redirect_uri, GError **error)
{
  static const char *const hosts[] = { "127.0.0.1", "::1", "localhost", NULL };
  g_autoptr (GUri) uri = g_uri_parse (redirect_uri, G_URI_FLAGS_ENCODED, NULL);
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;
  guint16 port = 0;

  if (host == NULL || strcmp (g_uri_get_scheme (uri), "http") != 0 ||
      !g_strv_contains (hosts, host) || g_uri_get_query (uri) != NULL ||
      g_uri_get_fragment (uri) != NULL || g_uri_get_userinfo (uri) != NULL)
    return fail_address (redirect_uri, error);

  /* without a port it is 80, as in any address; only a written 0 is any free one */
  port = g_uri_get_port (uri) >= 0 ? g_uri_get_port (uri) : 80;
  if (!listen_at (self, host, &port, error))
    return FALSE;
  self->path = g_strdup (*g_uri_get_path (uri) != '\0' ? g_uri_get_path (uri) : "/");
  self->uri =
      g_uri_join (G_URI_FLAGS_ENCODED, "http", NULL, host, port, g_uri_get_path (uri), NULL, NULL);
  return TRUE;
}

/**
 * hoist_sign_in_listener_new:
 * @redirect_uri: an http address on this computer; port 0 is any free one
 * @state: what the browser has to bring back
 * @data: for @heard
 *
 * Listens at once. Fails with %HOIST_ERROR_REFUSED for another address, or a port in use.
 */
HoistSignInListener *
hoist_sign_in_listener_new (const char *redirect_uri,
                            const char *state,
                            HoistSignInHeard heard,
                            gpointer data,
                            GError **error)
{
  g_autoptr (HoistSignInListener) self = g_new0 (HoistSignInListener, 1);

  g_return_val_if_fail (redirect_uri != NULL && state != NULL && heard != NULL, NULL);

  g_queue_init (&self->visitors);
  self->state = g_strdup (state);
  self->heard = heard;
  self->data = data;
  if (!start (self, redirect_uri, error))
    return NULL;
  return g_steal_pointer (&self);
}

/* Nobody is heard any more. */
void
hoist_sign_in_listener_free (HoistSignInListener *self)
{
  Visitor *visitor = NULL;

  if (self == NULL)
    return;
  stop_listening (self);
  while ((visitor = g_queue_pop_head (&self->visitors)) != NULL)
    visitor_leave (visitor);
  g_free (self->uri);
  g_free (self->path);
  wipe (self->state);
  g_free (self);
}

/**
 * hoist_sign_in_listener_get_uri:
 *
 * Returns: (transfer none): where the browser has to come back to, with the port
 */
const char *
hoist_sign_in_listener_get_uri (HoistSignInListener *self)
{
  return self->uri;
}
