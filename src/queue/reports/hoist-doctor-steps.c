/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The doctor's steps: proxy, name, connection, encryption, clock, account, speed. */
#include "hoist-doctor-private.h"

#include "hoist-account-address.h"
#include "hoist-errand-run.h"
#include "hoist-error.h"
#include "hoist-format.h"

#include "hoist-config.h"

#include <glib/gi18n-lib.h>

/* Somebody is watching. */
#define ANSWER_US (20 * G_USEC_PER_SEC)
#define CONNECT_S 20

/* Services take a signature whose time is off by this much; below this much nobody need care. */
#define TOLERATED_US (5 * 60 * G_TIME_SPAN_SECOND)
#define NOTED_US (30 * G_TIME_SPAN_SECOND)

static const char *
get_host (HoistDoctor *self)
{
  return g_uri_get_host (self->address);
}

static guint16
get_port (HoistDoctor *self)
{
  int port = g_uri_get_port (self->address);

  if (port > 0)
    return (guint16) port;
  return g_str_equal (g_uri_get_scheme (self->address), "https") ? 443 : 80;
}

static gboolean
is_encrypted (HoistDoctor *self)
{
  return g_str_equal (g_uri_get_scheme (self->address), "https");
}

/* Ends the whole: what comes behind this step cannot work. Takes over @task and @error. */
static void
fail (GTask *task, HoistDoctorStep step, GError *error)
{
  HoistDoctor *self = g_task_get_source_object (task);

  if (hoist_error_is_cancelled (error))
    hoist_doctor_end (self, step, HOIST_DOCTOR_NOT_YET, NULL);
  else
    hoist_doctor_end (self, step, HOIST_DOCTOR_FAILED, g_strdup (error->message));
  g_task_return_error (task, error);
  g_object_unref (task);
}

static void
measure_speed (HoistDoctor *self)
{
  g_autofree char *rate = NULL;

  if (self->rate == 0) {
    hoist_doctor_end (
        self, HOIST_DOCTOR_SPEED, HOIST_DOCTOR_SKIPPED,
        g_strdup (_ ("No service takes bytes without making a file of them, so only a "
                     "running upload shows the speed. Start one and look again.")));
    return;
  }
  rate = hoist_format_rate (self->rate);
  /* Translators: %s is a rate, as in “42 MB/s” */
  hoist_doctor_end (self, HOIST_DOCTOR_SPEED, HOIST_DOCTOR_GOOD,
                    g_strdup_printf (_ ("Uploads run at %s now"), rate));
}

static void
on_account_checked (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  HoistDoctor *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (!hoist_errand_run_finish (result, &error)) {
    fail (task, HOIST_DOCTOR_ACCOUNT, error);
    return;
  }
  hoist_doctor_end (self, HOIST_DOCTOR_ACCOUNT, HOIST_DOCTOR_GOOD,
                    g_strdup (_ ("The service lets the account in")));
  measure_speed (self);
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

/* Takes over @task. */
static void
check_account (GTask *task)
{
  HoistDoctor *self = g_task_get_source_object (task);

  hoist_doctor_begin (self, HOIST_DOCTOR_ACCOUNT);
  g_clear_pointer (&self->errand, hoist_errand_free);
  self->errand = hoist_errand_new (HOIST_STEP_CHECK);
  hoist_errand_run_async (self->engine, self->channel, self->errand, g_task_get_cancellable (task),
                          on_account_checked, task);
}

static char *
dup_clock_sentence (gint64 offset_us)
{
  guint64 seconds = (guint64) (ABS (offset_us) / G_USEC_PER_SEC);
  g_autofree char *apart = g_strdup_printf ("%" G_GUINT64_FORMAT ":%02u:%02u", seconds / 3600,
                                            (guint) (seconds / 60 % 60), (guint) (seconds % 60));

  if (offset_us > 0)
    /* Translators: %s is hours, minutes and seconds, as in “0:07:30” */
    return g_strdup_printf (_ ("This computer’s clock is slow by %s. Hoist goes by the service’s; "
                               "set the clock so that other programs work too."),
                            apart);
  return g_strdup_printf (
      _ ("This computer’s clock is fast by %s. Hoist goes by the service’s; set "
         "the clock so that other programs work too."),
      apart);
}

static void
compare_clocks (HoistDoctor *self, const HoistReply *reply)
{
  gint64 offset_us = 0;

  hoist_doctor_begin (self, HOIST_DOCTOR_CLOCK);
  if (reply->date_us == 0) {
    hoist_doctor_end (self, HOIST_DOCTOR_CLOCK, HOIST_DOCTOR_SKIPPED,
                      g_strdup (_ ("The service does not tell the time")));
    return;
  }
  hoist_channel_note_date (self->channel, reply->date_us);
  offset_us = reply->date_us - hoist_clock_get_real (hoist_engine_get_clock (self->engine));
  if (ABS (offset_us) <= NOTED_US)
    hoist_doctor_end (self, HOIST_DOCTOR_CLOCK, HOIST_DOCTOR_GOOD,
                      g_strdup (_ ("Both clocks show the same time")));
  else
    hoist_doctor_end (self, HOIST_DOCTOR_CLOCK,
                      ABS (offset_us) <= TOLERATED_US ? HOIST_DOCTOR_GOOD : HOIST_DOCTOR_NOTED,
                      dup_clock_sentence (offset_us));
}

static void
on_answered (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  HoistDoctor *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr (HoistReply) reply = hoist_http_send_finish (HOIST_HTTP (source), result, NULL, &error);

  if (reply == NULL) {
    fail (task, HOIST_DOCTOR_SECURE, error);
    return;
  }
  if (is_encrypted (self))
    hoist_doctor_end (self, HOIST_DOCTOR_SECURE, HOIST_DOCTOR_GOOD,
                      /* Translators: %s is the name of a computer on the Internet */
                      g_strdup_printf (_ ("The certificate of %s can be trusted, and it answers"),
                                       get_host (self)));
  else
    hoist_doctor_end (self, HOIST_DOCTOR_SECURE, HOIST_DOCTOR_GOOD,
                      g_strdup (_ ("It answers; on this computer nothing need be encrypted")));
  compare_clocks (self, reply);
  check_account (task);
}

/* Takes over @task. */
static void
ask (GTask *task)
{
  HoistDoctor *self = g_task_get_source_object (task);
  g_autofree char *url =
      g_uri_join (G_URI_FLAGS_ENCODED, g_uri_get_scheme (self->address), NULL,
                  g_uri_get_host (self->address), g_uri_get_port (self->address), "/", NULL, NULL);
  g_autoptr (HoistRequest) request = hoist_request_new ("GET", url);

  hoist_doctor_begin (self, HOIST_DOCTOR_SECURE);
  request->answer_us = ANSWER_US;
  hoist_http_send_async (hoist_engine_get_http (self->engine), request, NULL, NULL, NULL,
                         g_task_get_cancellable (task), on_answered, task);
}

static void
on_connected (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  HoistDoctor *self = g_task_get_source_object (task);
  g_autoptr (GError) foreign = NULL;
  g_autoptr (GSocketConnection) connection =
      g_socket_client_connect_finish (G_SOCKET_CLIENT (source), result, &foreign);

  if (connection == NULL) {
    fail (task, HOIST_DOCTOR_CONNECT, hoist_error_new_from_network (foreign, get_host (self)));
    return;
  }
  g_io_stream_close_async (G_IO_STREAM (connection), G_PRIORITY_LOW, NULL, NULL, NULL);
  hoist_doctor_end (self, HOIST_DOCTOR_CONNECT, HOIST_DOCTOR_GOOD,
                    /* Translators: a host’s name and a number, as in “vod.example, port 443” */
                    g_strdup_printf (_ ("There is a connection to %s, port %u"), get_host (self),
                                     get_port (self)));
  ask (task);
}

/* Takes over @task. */
static void
connect_to (GTask *task)
{
  HoistDoctor *self = g_task_get_source_object (task);
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnectable) address = g_network_address_new (get_host (self), get_port (self));

  hoist_doctor_begin (self, HOIST_DOCTOR_CONNECT);
  g_socket_client_set_timeout (client, CONNECT_S);
  g_socket_client_set_enable_proxy (client, self->has_proxy);
  g_socket_client_connect_async (client, address, g_task_get_cancellable (task), on_connected,
                                 task);
}

static void
on_resolved (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  HoistDoctor *self = g_task_get_source_object (task);
  g_autoptr (GError) foreign = NULL;
  GList *addresses = g_resolver_lookup_by_name_finish (G_RESOLVER (source), result, &foreign);

  if (addresses != NULL) {
    g_autofree char *first = g_inet_address_to_string (addresses->data);

    hoist_doctor_end (self, HOIST_DOCTOR_NAME, HOIST_DOCTOR_GOOD,
                      /* Translators: a host’s name, and its address, which is a number */
                      g_strdup_printf (_ ("%s is %s"), get_host (self), first));
    g_resolver_free_addresses (addresses);
  } else if (self->has_proxy && !hoist_error_is_cancelled (foreign)) {
    /* often the proxy alone can look names up */
    hoist_doctor_end (self, HOIST_DOCTOR_NAME, HOIST_DOCTOR_SKIPPED,
                      g_strdup (_ ("This computer does not know the name; the proxy may know it")));
  } else {
    fail (task, HOIST_DOCTOR_NAME, hoist_error_new_from_network (foreign, get_host (self)));
    return;
  }
  connect_to (task);
}

/* Takes over @task. */
static void
resolve (GTask *task)
{
  HoistDoctor *self = g_task_get_source_object (task);
  g_autoptr (GResolver) resolver = g_resolver_get_default ();

  if (g_hostname_is_ip_address (get_host (self))) {
    hoist_doctor_end (self, HOIST_DOCTOR_NAME, HOIST_DOCTOR_SKIPPED,
                      g_strdup (_ ("The address is a number already")));
    connect_to (task);
    return;
  }
  hoist_doctor_begin (self, HOIST_DOCTOR_NAME);
  g_resolver_lookup_by_name_async (resolver, get_host (self), g_task_get_cancellable (task),
                                   on_resolved, task);
}

/* A proxy's address may hold a user's name and password. (transfer full) (nullable) */
static char *
dup_proxy (char **proxies)
{
  for (guint i = 0; proxies != NULL && proxies[i] != NULL; i++) {
    g_autoptr (GUri) uri = g_uri_parse (proxies[i], G_URI_FLAGS_HAS_PASSWORD, NULL);

    if (uri == NULL || g_str_equal (g_uri_get_scheme (uri), "direct"))
      continue;
    return g_strdup_printf ("%s://%s:%d", g_uri_get_scheme (uri), g_uri_get_host (uri),
                            g_uri_get_port (uri));
  }
  return NULL;
}

static void
on_proxies (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  HoistDoctor *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) proxies =
      g_proxy_resolver_lookup_finish (G_PROXY_RESOLVER (source), result, &error);
  g_autofree char *proxy = dup_proxy (proxies);

  self->has_proxy = proxy != NULL;
  if (error != NULL)
    hoist_doctor_end (self, HOIST_DOCTOR_PROXY, HOIST_DOCTOR_NOTED,
                      g_strdup_printf (_ ("The system’s proxy settings cannot be read: %s. Check "
                                          "them in the system’s settings."),
                                       error->message));
  else if (proxy != NULL)
    hoist_doctor_end (self, HOIST_DOCTOR_PROXY, HOIST_DOCTOR_GOOD,
                      /* Translators: %s is a proxy’s address */
                      g_strdup_printf (_ ("The way goes through the proxy %s"), proxy));
  else
    hoist_doctor_end (self, HOIST_DOCTOR_PROXY, HOIST_DOCTOR_GOOD,
                      g_strdup (_ ("None: the way to the service is direct")));
  resolve (task);
}

static gboolean
is_loopback (const char *host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  return address != NULL ? g_inet_address_get_is_loopback (address)
                         : g_ascii_strcasecmp (host, "localhost") == 0;
}

/* Takes over @task. */
static void
look_for_proxy (GTask *task)
{
  HoistDoctor *self = g_task_get_source_object (task);
  g_autofree char *url = g_uri_to_string_partial (self->address, G_URI_HIDE_QUERY);

  if (is_loopback (get_host (self))) {
    self->has_proxy = FALSE;
    hoist_doctor_end (self, HOIST_DOCTOR_PROXY, HOIST_DOCTOR_SKIPPED,
                      g_strdup (_ ("The service is on this computer")));
    resolve (task);
    return;
  }
  hoist_doctor_begin (self, HOIST_DOCTOR_PROXY);
  g_proxy_resolver_lookup_async (g_proxy_resolver_get_default (), url,
                                 g_task_get_cancellable (task), on_proxies, task);
}

static void
on_secrets (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  HoistDoctor *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr (HoistSettings) secrets =
      hoist_credentials_load_finish (HOIST_CREDENTIALS (source), result, &error);

  g_clear_pointer (&self->address, g_uri_unref);
  if (secrets != NULL)
    self->address = hoist_account_address_find (self->engine, self->channel, secrets, &error);
  if (self->address == NULL)
    fail (task, HOIST_DOCTOR_ACCOUNT, error);
  else
    look_for_proxy (task);
}

/**
 * hoist_doctor_run_async:
 * @cancellable: (nullable): gives up
 *
 * Tries one step after the other, and ends at the first that fails, with its error. Nothing is
 * repeated, nothing is changed at the service.
 */
void
hoist_doctor_run_async (HoistDoctor *self,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer data)
{
  GTask *task = NULL;

  g_return_if_fail (HOIST_IS_DOCTOR (self));

  task = g_task_new (self, cancellable, callback, data);
  g_task_set_source_tag (task, hoist_doctor_run_async);
  g_task_set_check_cancellable (task, FALSE);
  for (gsize i = 0; i < HOIST_DOCTOR_N_STEPS; i++) {
    self->findings[i].duration_us = 0;
    hoist_doctor_end (self, (HoistDoctorStep) i, HOIST_DOCTOR_NOT_YET, NULL);
  }
  hoist_credentials_load_async (hoist_channel_get_credentials (self->channel), cancellable,
                                on_secrets, task);
}

gboolean
hoist_doctor_run_finish (HoistDoctor *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
