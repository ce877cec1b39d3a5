/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The start at login: the desktop's entry, or what the portal of a sandbox is asked. */
#include "hoist-autostart.h"
#include "hoist-error.h"
#include "hoist-test-await.h"
#include "hoist-test-clock.h"

#include <glib/gstdio.h>
#include <string.h>

#define ID "org.example.Hoist"

static gboolean
set (const HoistAutostart *place, gboolean is_wanted, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  hoist_autostart_set_async (place, is_wanted, NULL, hoist_test_keep_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return hoist_autostart_set_finish (result, error);
}

/* A program with a name that a shell would take apart is started all the same. */
static void
test_entry (void)
{
  const HoistAutostart place = { ID, "/opt/my $pecial 100% \"folder\"/hoist", NULL, NULL };
  g_autofree char *path = hoist_autostart_dup_path (ID);
  g_autofree char *program = NULL;
  g_autofree char *line = NULL;
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) error = NULL;

  g_assert_true (g_str_has_prefix (path, g_get_user_config_dir ()));
  g_assert_true (g_str_has_suffix (path, "/autostart/" ID ".desktop"));
  g_assert_true (set (&place, TRUE, &error));
  g_assert_no_error (error);

  g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, &error);
  g_assert_no_error (error);
  program = g_key_file_get_string (file, "Desktop Entry", "TryExec", &error);
  g_assert_cmpstr (program, ==, place.program);
  line = g_key_file_get_string (file, "Desktop Entry", "Exec", &error);
  g_assert_cmpstr (line, ==, "\"/opt/my \\$pecial 100%% \\\"folder\\\"/hoist\" --hidden");

  g_assert_true (set (&place, FALSE, &error));
  g_assert_no_error (error);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_true (set (&place, FALSE, &error));
  g_assert_no_error (error);
}

/* Where a file is in the way, nobody is told that it worked. */
static void
test_no_room (void)
{
  const HoistAutostart place = { ID, "/usr/bin/hoist", NULL, NULL };
  g_autofree char *folder = g_build_filename (g_get_user_config_dir (), "autostart", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (g_get_user_config_dir (), 0700), ==, 0);
  g_assert_true (g_file_set_contents (folder, "in the way", -1, NULL));
  g_assert_false (set (&place, TRUE, &error));
  g_assert_error (error, HOIST_ERROR, HOIST_ERROR_NO_ACCESS);
  g_assert_nonnull (strstr (error->message, ID));
  g_assert_cmpint (g_unlink (folder), ==, 0);
}

/* A portal on a bus of its own. */
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
  gboolean is_silent;
  gboolean is_withdrawn;
  gboolean is_asked_for; /* what it was asked last */
  char *line;            /* the words that it would start */
} Portal;

static const char portal_xml[] =
    "<node><interface name='org.freedesktop.portal.Background'><method name='RequestBackground'>"
    "<arg type='s' direction='in'/><arg type='a{sv}' direction='in'/><arg type='o' "
    "direction='out'/></method></interface>"
    "<interface name='org.freedesktop.portal.Request'><method name='Close'/></interface></node>";

static void
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

static void
listen_for_close (Portal *self, const char *request)
{
  static const GDBusInterfaceVTable table = { .method_call = on_close };
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (portal_xml, NULL);

  self->request_object = g_dbus_connection_register_object (
      self->portal, request, node->interfaces[1], &table, self, NULL, NULL);
  g_assert_cmpuint (self->request_object, !=, 0);
}

/* The signal goes out before the reply, as a quick portal does it. */
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
  g_autoptr (GVariant) options = g_variant_get_child_value (parameters, 1);
  g_autofree char *client = g_strdelimit (g_strdup (sender + 1), ".", '_');
  g_autofree char *request = NULL;
  g_autofree const char **words = NULL;
  const char *token = NULL;
  GVariantBuilder results;

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
  g_variant_builder_add (&results, "{sv}", "background", g_variant_new_boolean (TRUE));
  g_variant_builder_add (&results, "{sv}", "autostart",
                         g_variant_new_boolean (self->is_asked_for && self->allows));
  g_dbus_connection_emit_signal (bus, sender, request, "org.freedesktop.portal.Request", "Response",
                                 g_variant_new ("(ua{sv})", self->response, &results), NULL);
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(o)", request));
}

static GDBusConnection *
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

static void
on_name (GDBusConnection *bus, const char *name, gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
}

static void
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

static void
set_up (Portal *self, gconstpointer data)
{
  self->bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (self->bus);
  self->portal = connect_to (self->bus);
  self->client = connect_to (self->bus);
  self->clock = hoist_test_clock_new ();
  self->allows = TRUE;
}

static void
tear_down (Portal *self, gconstpointer data)
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

static void
test_portal (Portal *self, gconstpointer data)
{
  const HoistAutostart place = { ID, "/app/bin/hoist", self->client, HOIST_CLOCK (self->clock) };
  g_autofree char *path = hoist_autostart_dup_path (ID);
  g_autoptr (GError) error = NULL;

  serve (self);
  g_assert_true (set (&place, TRUE, &error));
  g_assert_no_error (error);
  g_assert_true (self->is_asked_for);
  g_assert_cmpstr (self->line, ==, "hoist --hidden");
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));

  g_assert_true (set (&place, FALSE, &error));
  g_assert_no_error (error);
  g_assert_false (self->is_asked_for);
}

static void
test_portal_refuses (Portal *self, gconstpointer data)
{
  const HoistAutostart place = { ID, "/app/bin/hoist", self->client, HOIST_CLOCK (self->clock) };
  g_autoptr (GError) error = NULL;

  serve (self);
  self->allows = FALSE;
  g_assert_false (set (&place, TRUE, &error));
  g_assert_error (error, HOIST_ERROR, HOIST_ERROR_NO_ACCESS);
  g_clear_error (&error);

  self->allows = TRUE;
  self->response = 1;
  g_assert_false (set (&place, TRUE, &error));
  g_assert_error (error, HOIST_ERROR, HOIST_ERROR_NO_ACCESS);
}

/* Whoever looks away while the desktop asks is told after a while, and may try again. */
static void
test_portal_is_silent (Portal *self, gconstpointer data)
{
  const HoistAutostart place = { ID, "/app/bin/hoist", self->client, HOIST_CLOCK (self->clock) };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  serve (self);
  self->is_silent = TRUE;
  hoist_autostart_set_async (&place, TRUE, NULL, hoist_test_keep_result, &result);
  while (self->request_object == 0)
    g_main_context_iteration (NULL, TRUE);
  hoist_test_clock_advance (self->clock, 59 * G_USEC_PER_SEC);
  g_assert_null (result);
  hoist_test_clock_advance (self->clock, G_USEC_PER_SEC);
  g_assert_false (hoist_autostart_set_finish (hoist_test_await (&result), &error));
  g_assert_error (error, HOIST_ERROR, HOIST_ERROR_NO_ACCESS);
  g_assert_nonnull (strstr (error->message, "Try again"));
  while (!self->is_withdrawn)
    g_main_context_iteration (NULL, TRUE);
  g_clear_error (&error);

  self->is_silent = FALSE;
  g_assert_true (set (&place, TRUE, &error));
  g_assert_no_error (error);
}

static void
test_no_portal (Portal *self, gconstpointer data)
{
  const HoistAutostart place = { ID, "/app/bin/hoist", self->client, HOIST_CLOCK (self->clock) };
  g_autoptr (GError) error = NULL;

  g_assert_false (set (&place, TRUE, &error));
  g_assert_error (error, HOIST_ERROR, HOIST_ERROR_NO_ACCESS);
}

#define ADD(path, test) g_test_add (path, Portal, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_autofree char *daemon = g_find_program_in_path ("dbus-daemon");

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/autostart/the-entry-comes-and-goes", test_entry);
  g_test_add_func ("/autostart/what-cannot-be-written-is-said", test_no_room);
  if (daemon != NULL) {
    ADD ("/autostart/a-portal-is-asked", test_portal);
    ADD ("/autostart/a-portal-that-refuses-is-believed", test_portal_refuses);
    ADD ("/autostart/a-portal-that-never-answers-is-not-waited-for", test_portal_is_silent);
    ADD ("/autostart/without-a-portal-it-is-said", test_no_portal);
  }
  return g_test_run ();
}
