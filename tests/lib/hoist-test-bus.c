/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A message bus of a test's own, for services that it plays and for those who ask them. */
#include "hoist-test-bus.h"

/* Returns: (transfer full): for hoist_test_bus_stop() */
GTestDBus *
hoist_test_bus_start (void)
{
  GTestDBus *bus = g_test_dbus_new (G_TEST_DBUS_NONE);

  g_test_dbus_up (bus);
  return bus;
}

/* @bus: (transfer full) */
void
hoist_test_bus_stop (GTestDBus *bus)
{
  g_test_dbus_down (bus);
  g_object_unref (bus);
}

/* Returns: (transfer full): one more connection, for hoist_test_bus_disconnect() */
GDBusConnection *
hoist_test_bus_connect (GTestDBus *bus)
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

/* With it go its names. @connection: (transfer full) */
void
hoist_test_bus_disconnect (GDBusConnection *connection)
{
  g_dbus_connection_close_sync (connection, NULL, NULL);
  g_object_unref (connection);
}

/**
 * hoist_test_bus_add_object:
 * @interfaces: a node with them, as XML
 * @name: of the one that is played
 *
 * Returns: for g_dbus_connection_unregister_object()
 */
guint
hoist_test_bus_add_object (GDBusConnection *connection,
                           const char *path,
                           const char *interfaces,
                           const char *name,
                           const GDBusInterfaceVTable *table,
                           gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (interfaces, &error);
  guint id = 0;

  g_assert_no_error (error);
  id = g_dbus_connection_register_object (
      connection, path, g_dbus_node_info_lookup_interface (node, name), table, data, NULL, &error);
  g_assert_no_error (error);
  return id;
}

/* Returns when it has the name. */
void
hoist_test_bus_take_name (GDBusConnection *connection, const char *name)
{
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GError) error = NULL;

  reply = g_dbus_connection_call_sync (connection, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                       "org.freedesktop.DBus", "RequestName",
                                       g_variant_new ("(su)", name, 0), NULL,
                                       G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);
}
