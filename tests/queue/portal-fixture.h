/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of wishes to the desktop share: a portal on a bus of its own that is asked for the
 * start at login, and for life without a window. */
#pragma once

#include "hoist-test-await.h"
#include "hoist-test-clock.h"

#include <gio/gio.h>

typedef struct {
  GTestDBus *bus;
  GDBusConnection *portal; /* the portal's side */
  GDBusConnection *client;
  HoistTestClock *clock;
  guint object;
  guint request_object; /* of a portal that has not answered yet */
  guint owner;
  guint32 response;
  gboolean allows;
  gboolean forbids_background; /* to go on without a window */
  gboolean is_silent;
  gboolean is_withdrawn;
  gboolean is_asked_for; /* what it was asked last */
  guint n_calls;
  char *line; /* the words that it would start */
} Portal;

static const char portal_xml[] =
    "<node><interface name='org.freedesktop.portal.Background'><method name='RequestBackground'>"
    "<arg type='s' direction='in'/><arg type='a{sv}' direction='in'/><arg type='o' "
    "direction='out'/></method></interface>"
    "<interface name='org.freedesktop.portal.Request'><method name='Close'/></interface></node>";

static inline void
on_close (GDBusConnection *bus,
          const char *sender,
          const char *path,
          const char *interface,
          const char *method,
          GVariant *parameters,
          GDBusMethodInvocation *invocation,
          gpointer user_data)
{
  ((Portal *) user_data)->is_withdrawn = TRUE;
  g_dbus_method_invocation_return_value (invocation, NULL);
}

static inline void
listen_for_close (Portal *self, const char *request)
{
  static const GDBusInterfaceVTable table = { .method_call = on_close };
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (portal_xml, NULL);

  self->request_object = g_dbus_connection_register_object (
      self->portal, request, node->interfaces[1], &table, self, NULL, NULL);
  g_assert_cmpuint (self->request_object, !=, 0);
}

/* The signal goes out before the reply, as a quick portal does it. */
static inline void
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
  g_autoptr (GVariant) options = g_variant_get_child_value (parameters, 1);
  g_autofree char *client = g_strdelimit (g_strdup (sender + 1), ".", '_');
  g_autofree char *request = NULL;
  g_autofree const char **words = NULL;
  const char *token = NULL;
  GVariantBuilder results;

  self->n_calls++;
  g_assert_true (g_variant_lookup (options, "handle_token", "&s", &token));
  g_assert_true (g_variant_lookup (options, "autostart", "b", &self->is_asked_for));
  g_assert_true (g_variant_lookup (options, "commandline", "^a&s", &words));
  g_free (self->line);
  self->line = g_strjoinv (" ", (char **) words);
  request = g_strdup_printf ("/org/freedesktop/portal/desktop/request/%s/%s", client, token);
  if (self->is_silent) {
    listen_for_close (self, request);
    g_dbus_method_invocation_return_value (invocation, g_variant_new ("(o)", request));
    return;
  }
  g_variant_builder_init (&results, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&results, "{sv}", "background",
                         g_variant_new_boolean (!self->forbids_background));
  g_variant_builder_add (&results, "{sv}", "autostart",
                         g_variant_new_boolean (self->is_asked_for && self->allows));
  g_dbus_connection_emit_signal (bus, sender, request, "org.freedesktop.portal.Request", "Response",
                                 g_variant_new ("(ua{sv})", self->response, &results), NULL);
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(o)", request));
}

static inline GDBusConnection *
connect_to (GTestDBus *bus)
{
  g_autoptr (GError) error = NULL;
  GDBusConnection *connection =
      g_dbus_connection_new_for_address_sync (g_test_dbus_get_bus_address (bus),
                                              G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                                  G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                              NULL, NULL, &error);

  g_assert_no_error (error);
  return connection;
}

static inline void
on_name (GDBusConnection *bus, const char *name, gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
}

static inline void
serve (Portal *self)
{
  static const GDBusInterfaceVTable table = { .method_call = on_call };
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (portal_xml, NULL);
  gboolean is_owned = FALSE;

  self->object = g_dbus_connection_register_object (self->portal, "/org/freedesktop/portal/desktop",
                                                    node->interfaces[0], &table, self, NULL, NULL);
  self->owner =
      g_bus_own_name_on_connection (self->portal, "org.freedesktop.portal.Desktop",
                                    G_BUS_NAME_OWNER_FLAGS_NONE, on_name, NULL, &is_owned, NULL);
  while (!is_owned)
    g_main_context_iteration (NULL, TRUE);
}

static inline void
portal_set_up (Portal *self, gconstpointer data)
{
  self->bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (self->bus);
  self->portal = connect_to (self->bus);
  self->client = connect_to (self->bus);
  self->clock = hoist_test_clock_new ();
  self->allows = TRUE;
}

static inline void
portal_tear_down (Portal *self, gconstpointer data)
{
  if (self->owner != 0)
    g_bus_unown_name (self->owner);
  if (self->object != 0)
    g_dbus_connection_unregister_object (self->portal, self->object);
  if (self->request_object != 0)
    g_dbus_connection_unregister_object (self->portal, self->request_object);
  g_dbus_connection_close_sync (self->portal, NULL, NULL);
  g_dbus_connection_close_sync (self->client, NULL, NULL);
  g_object_unref (self->portal);
  g_object_unref (self->client);
  g_test_dbus_down (self->bus);
  g_object_unref (self->bus);
  g_assert_cmpuint (hoist_test_clock_get_n_timers (self->clock), ==, 0);
  g_object_unref (self->clock);
  g_free (self->line);
}
