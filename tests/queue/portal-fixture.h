/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of wishes to the desktop share: a portal on a bus of its own that is asked for the
 * start at login, and for life without a window. */
#pragma once

#include "hoist-test-await.h"
#include "hoist-test-bus.h"
#include "hoist-test-clock.h"

#include <gio/gio.h>

typedef struct {
  GTestDBus *bus;
  GDBusConnection *portal; /* the portal's side */
  GDBusConnection *client;
  HoistTestClock *clock;
  guint object;
  guint request_object; /* of a portal that has not answered yet */
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

  self->request_object = hoist_test_bus_add_object (self->portal, request, portal_xml,
                                                    "org.freedesktop.portal.Request", &table, self);
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

static inline void
serve (Portal *self)
{
  static const GDBusInterfaceVTable table = { .method_call = on_call };

  self->object =
      hoist_test_bus_add_object (self->portal, "/org/freedesktop/portal/desktop", portal_xml,
                                 "org.freedesktop.portal.Background", &table, self);
  hoist_test_bus_take_name (self->portal, "org.freedesktop.portal.Desktop");
}

static inline void
portal_set_up (Portal *self, gconstpointer data)
{
  self->bus = hoist_test_bus_start ();
  self->portal = hoist_test_bus_connect (self->bus);
  self->client = hoist_test_bus_connect (self->bus);
  self->clock = hoist_test_clock_new ();
  self->allows = TRUE;
}

static inline void
portal_tear_down (Portal *self, gconstpointer data)
{
  if (self->object != 0)
    g_dbus_connection_unregister_object (self->portal, self->object);
  if (self->request_object != 0)
    g_dbus_connection_unregister_object (self->portal, self->request_object);
  hoist_test_bus_disconnect (self->portal);
  hoist_test_bus_disconnect (self->client);
  hoist_test_bus_stop (self->bus);
  g_assert_cmpuint (hoist_test_clock_get_n_timers (self->clock), ==, 0);
  g_object_unref (self->clock);
  g_free (self->line);
}
