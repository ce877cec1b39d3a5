/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows a file in the desktop's file manager. */
#include "hoist-show-file.h"

/* No file manager answers on the bus: open the folder by whatever opens folders. */
static void
on_shown (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GFile) file = G_FILE (user_data);
  g_autoptr (GFile) folder = g_file_get_parent (file);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = NULL;
  g_autofree char *uri = NULL;

  reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  if (reply != NULL || folder == NULL)
    return;
  g_debug ("no file manager on the bus: %s", error->message);
  uri = g_file_get_uri (folder);
  gtk_show_uri (NULL, uri, GDK_CURRENT_TIME);
}

void
hoist_show_file (GtkWindow *window, const char *uri)
{
  GApplication *application = g_application_get_default ();
  GDBusConnection *bus =
      application == NULL ? NULL : g_application_get_dbus_connection (application);
  g_autoptr (GFile) file = g_file_new_for_uri (uri);
  g_autoptr (GFile) folder = g_file_get_parent (file);
  const char *const uris[] = { uri, NULL };

  if (bus != NULL) {
    g_dbus_connection_call (bus, "org.freedesktop.FileManager1", "/org/freedesktop/FileManager1",
                            "org.freedesktop.FileManager1", "ShowItems",
                            g_variant_new ("(^ass)", uris, ""), NULL, G_DBUS_CALL_FLAGS_NONE, -1,
                            NULL, on_shown, g_steal_pointer (&file));
  } else if (folder != NULL) {
    g_autofree char *folder_uri = g_file_get_uri (folder);

    gtk_show_uri (window, folder_uri, GDK_CURRENT_TIME);
  }
}
