/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A message bus of a test's own, for services that it plays and for those who ask them. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

GTestDBus *hoist_test_bus_start (void);
void hoist_test_bus_stop (GTestDBus *bus);

GDBusConnection *hoist_test_bus_connect (GTestDBus *bus);
void hoist_test_bus_disconnect (GDBusConnection *connection);

guint hoist_test_bus_add_object (GDBusConnection *connection,
                                 const char *path,
                                 const char *interfaces,
                                 const char *name,
                                 const GDBusInterfaceVTable *table,
                                 gpointer data);
void hoist_test_bus_take_name (GDBusConnection *connection, const char *name);

G_END_DECLS
