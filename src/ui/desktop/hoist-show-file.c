/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows a file in the desktop's file manager. */
#include "hoist-show-file.h"

#include "hoist-documents.h"

#include <fcntl.h>
#include <gio/gunixfdlist.h>

/* Nobody shows files on the bus: open the folder by whatever opens folders. */
static void
open_folder (GFile *file, GtkWindow *window)
{
  g_autoptr (GFile) folder = g_file_get_parent (file);
  g_autofree char *uri = folder == NULL ? NULL : g_file_get_uri (folder);

  if (uri != NULL)
    gtk_show_uri (window, uri, GDK_CURRENT_TIME);
}

static void
on_shown (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GFile) file = G_FILE (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = NULL;

  reply = g_dbus_connection_call_with_unix_fd_list_finish (G_DBUS_CONNECTION (source), NULL, result,
                                                           &error);
  if (reply != NULL)
    return;
  g_debug ("no file manager on the bus: %s", error->message);
  open_folder (file, NULL);
}

/* On a thread: the file may be on a drive that has to wake up. One that is only looked at is not to
 * be written, or the portal would want to know why. */
static void
open_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  g_autofree char *path = g_file_get_path (G_FILE (source));
  g_autofree char *way = path == NULL ? NULL : hoist_ways_find (hoist_documents_get_ways (), path);
  int descriptor = way == NULL ? -1 : open (way, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);

  g_task_return_int (task, descriptor);
}

/* Takes over @descriptor. */
static void
show_descriptor (GDBusConnection *bus, int descriptor, GFile *file)
{
  g_autoptr (GUnixFDList) descriptors = g_unix_fd_list_new_from_array (&descriptor, 1);

  g_dbus_connection_call_with_unix_fd_list (
      bus, "org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop",
      "org.freedesktop.portal.OpenURI", "OpenDirectory", g_variant_new ("(sha{sv})", "", 0, NULL),
      NULL, G_DBUS_CALL_FLAGS_NONE, -1, descriptors, NULL, on_shown, g_object_ref (file));
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GDBusConnection) bus = G_DBUS_CONNECTION (user_data);
  int descriptor = (int) g_task_propagate_int (G_TASK (result), NULL);

  if (descriptor >= 0)
    show_descriptor (bus, descriptor, G_FILE (source));
  else
    open_folder (G_FILE (source), NULL);
}

/* Out of a sandbox a file manager is asked by the portal, which wants to see that we may read it.
 */
static void
ask_portal (GDBusConnection *bus, GFile *file)
{
  g_autoptr (GTask) task = g_task_new (file, NULL, on_opened, g_object_ref (bus));

  g_task_set_source_tag (task, ask_portal);
  g_task_run_in_thread (task, open_in_thread);
}

void
hoist_show_file (GtkWindow *window, const char *uri)
{
  GApplication *application = g_application_get_default ();
  GDBusConnection *bus =
      application == NULL ? NULL : g_application_get_dbus_connection (application);
  g_autoptr (GFile) file = g_file_new_for_uri (uri);
  const char *const uris[] = { uri, NULL };

  if (bus == NULL)
    open_folder (file, window);
  else if (hoist_documents_is_sandbox ())
    ask_portal (bus, file);
  else
    g_dbus_connection_call_with_unix_fd_list (
        bus, "org.freedesktop.FileManager1", "/org/freedesktop/FileManager1",
        "org.freedesktop.FileManager1", "ShowItems", g_variant_new ("(^ass)", uris, ""), NULL,
        G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL, on_shown, g_steal_pointer (&file));
}
