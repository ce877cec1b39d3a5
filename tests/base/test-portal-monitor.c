/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the portal says of the network, and what it does not say by itself. */
#include "hoist-portal-monitor.h"
#include "hoist-test-bus.h"
#include "hoist-test-clock.h"

#define PATH "/org/freedesktop/portal/desktop"
#define INTERFACE "org.freedesktop.portal.NetworkMonitor"

static const char portal_xml[] =
    "<node><interface name='" INTERFACE "'><method name='GetStatus'>"
    "<arg type='a{sv}' direction='out'/></method><signal name='Changed'/></interface></node>";

/* A portal on a bus and a thread of its own: the monitor waits for its first word. */
typedef struct {
  GTestDBus *bus;
  GDBusConnection *client;
  HoistTestClock *clock;
  GThread *thread;
  GMainLoop *loop;
  GDBusConnection *portal; /* of the thread, as all below */
  int is_ready;            /* atomic */
  int is_available;        /* atomic, as all below */
  int is_metered;
  int connectivity;
  int n_calls;
  guint n_metered; /* what was told */
  guint n_connectivity;
  guint n_changed;
} Portal;

static void
on_call (GDBusConnection *bus,
         const char *sender,
         const char *path,
         const char *interface,
         const char *method,
         GVariant *parameters,
         GDBusMethodInvocation *invocation,
         gpointer user_data)
{
  Portal *self = user_data;
  GVariantBuilder status;

  g_variant_builder_init (&status, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&status, "{sv}", "available",
                         g_variant_new_boolean (g_atomic_int_get (&self->is_available)));
  g_variant_builder_add (&status, "{sv}", "metered",
                         g_variant_new_boolean (g_atomic_int_get (&self->is_metered)));
  g_variant_builder_add (&status, "{sv}", "connectivity",
                         g_variant_new_uint32 ((guint) g_atomic_int_get (&self->connectivity)));
  g_atomic_int_inc (&self->n_calls);
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(a{sv})", &status));
}

static gpointer
serve (gpointer user_data)
{
  static const GDBusInterfaceVTable table = { .method_call = on_call };
  Portal *self = user_data;
  g_autoptr (GMainContext) context = g_main_context_new ();
  guint object = 0;

  g_main_context_push_thread_default (context);
  self->loop = g_main_loop_new (context, FALSE);
  self->portal = hoist_test_bus_connect (self->bus);
  object = hoist_test_bus_add_object (self->portal, PATH, portal_xml, INTERFACE, &table, self);
  hoist_test_bus_take_name (self->portal, "org.freedesktop.portal.Desktop");
  g_atomic_int_set (&self->is_ready, TRUE);
  g_main_loop_run (self->loop);
  g_dbus_connection_unregister_object (self->portal, object);
  hoist_test_bus_disconnect (self->portal);
  g_main_loop_unref (self->loop);
  g_main_context_pop_thread_default (context);
  return NULL;
}

static void
set_up (Portal *self, gconstpointer has_portal)
{
  self->bus = hoist_test_bus_start ();
  self->client = hoist_test_bus_connect (self->bus);
  self->clock = hoist_test_clock_new ();
  self->is_available = TRUE;
  self->connectivity = G_NETWORK_CONNECTIVITY_FULL;
  if (has_portal == NULL)
    return;
  self->thread = g_thread_new ("portal", serve, self);
  while (!g_atomic_int_get (&self->is_ready))
    g_thread_yield ();
}

static void
tear_down (Portal *self, gconstpointer has_portal)
{
  if (self->thread != NULL) {
    g_main_loop_quit (self->loop);
    g_thread_join (self->thread);
  }
  hoist_test_bus_disconnect (self->client);
  hoist_test_bus_stop (self->bus);
  g_assert_cmpuint (hoist_test_clock_get_n_timers (self->clock), ==, 0);
  g_object_unref (self->clock);
}

static void
on_metered (Portal *self)
{
  self->n_metered++;
}

static void
on_connectivity (Portal *self)
{
  self->n_connectivity++;
}

static void
on_changed (Portal *self)
{
  self->n_changed++;
}

static GNetworkMonitor *
make_monitor (Portal *self)
{
  g_autoptr (GError) error = NULL;
  GNetworkMonitor *monitor = hoist_portal_monitor_new (self->client, &error);

  g_assert_no_error (error);
  g_signal_connect_swapped (monitor, "notify::network-metered", G_CALLBACK (on_metered), self);
  g_signal_connect_swapped (monitor, "notify::connectivity", G_CALLBACK (on_connectivity), self);
  g_signal_connect_swapped (monitor, "network-changed", G_CALLBACK (on_changed), self);
  return monitor;
}

static void
test_first_word (Portal *self, gconstpointer data)
{
  GNetworkMonitor *monitor = NULL;

  self->is_metered = TRUE;
  self->connectivity = G_NETWORK_CONNECTIVITY_PORTAL;
  monitor = make_monitor (self);
  g_assert_true (g_network_monitor_get_network_available (monitor));
  g_assert_true (g_network_monitor_get_network_metered (monitor));
  g_assert_cmpint (g_network_monitor_get_connectivity (monitor), ==, G_NETWORK_CONNECTIVITY_PORTAL);
  g_assert_cmpuint (self->n_changed, ==, 0);
  g_assert_finalize_object (monitor);
}

/* The price changes, and nobody says so. */
static void
test_silence (Portal *self, gconstpointer data)
{
  GNetworkMonitor *monitor = make_monitor (self);

  hoist_portal_monitor_watch (monitor, HOIST_CLOCK (self->clock));
  while (g_atomic_int_get (&self->n_calls) < 2)
    g_main_context_iteration (NULL, FALSE);
  g_atomic_int_set (&self->is_metered, TRUE);
  g_atomic_int_set (&self->connectivity, G_NETWORK_CONNECTIVITY_PORTAL);
  while (self->n_metered == 0)
    if (!g_main_context_iteration (NULL, FALSE))
      hoist_test_clock_advance (self->clock, G_USEC_PER_SEC);
  g_assert_true (g_network_monitor_get_network_metered (monitor));
  g_assert_cmpuint (self->n_connectivity, ==, 1);
  g_assert_cmpuint (self->n_changed, ==, 0); /* connections are as good as before */

  hoist_portal_monitor_watch (monitor, NULL);
  g_assert_cmpuint (hoist_test_clock_get_n_timers (self->clock), ==, 0);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_object_unref (monitor);
}

static void
test_signal (Portal *self, gconstpointer data)
{
  GNetworkMonitor *monitor = make_monitor (self);

  g_atomic_int_set (&self->is_available, FALSE);
  g_dbus_connection_emit_signal (self->portal, NULL, PATH, INTERFACE, "Changed", NULL, NULL);
  while (self->n_changed == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (g_network_monitor_get_network_available (monitor));
  g_assert_false (g_network_monitor_can_reach (monitor, NULL, NULL, NULL));
  g_assert_finalize_object (monitor);
}

static void
test_no_portal (Portal *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (hoist_portal_monitor_new (self->client, &error));
  g_assert_error (error, G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN);
}

#define ADD(path, has_portal, test)                                                                \
  g_test_add (path, Portal, GINT_TO_POINTER (has_portal), set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_autofree char *daemon = g_find_program_in_path ("dbus-daemon");

  g_test_init (&argc, &argv, NULL);
  if (daemon == NULL) {
    g_print ("1..0 # SKIP dbus-daemon is not installed\n");
    return 0;
  }

  ADD ("/portal-monitor/the-first-word-is-heard", TRUE, test_first_word);
  ADD ("/portal-monitor/what-nobody-says-is-asked-for", TRUE, test_silence);
  ADD ("/portal-monitor/what-is-said-is-asked-about-at-once", TRUE, test_signal);
  ADD ("/portal-monitor/without-a-portal-others-are-asked", FALSE, test_no_portal);
  return g_test_run ();
}
