/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The start of the application when the user logs in: an entry of the desktop's, or a wish to the
 * portal where the program is in a sandbox, which also says whether it may go on without a window.
 */
#include "hoist-autostart.h"

#include "hoist-error.h"

#include "hoist-config.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#define PORTAL_NAME "org.freedesktop.portal.Desktop"
#define PORTAL_PATH "/org/freedesktop/portal/desktop"
#define REQUEST_INTERFACE "org.freedesktop.portal.Request"

/* A desktop may ask its user before it answers; a user who answers does it in this time. */
#define PATIENCE_US (60 * G_USEC_PER_SEC)

typedef struct {
  char *application_id; /* (owned) */
  char *program;        /* (owned) (type filename) */
  gboolean is_wanted;
  GDBusConnection *portal; /* (owned) (nullable) */
  HoistClock *clock;       /* (owned) (nullable): with @portal */
  char *request;           /* (owned) (nullable): the path of what was asked */
  guint subscription;
  guint timer;
  gboolean is_forbidden; /* to go on without a window */
} Wish;

static void
wish_free (Wish *self)
{
  g_clear_object (&self->portal);
  g_clear_object (&self->clock);
  g_free (self->request);
  g_free (self->application_id);
  g_free (self->program);
  g_free (self);
}

/**
 * hoist_autostart_dup_path:
 *
 * Returns: (type filename): where the entry is, or would be
 */
char *
hoist_autostart_dup_path (const char *application_id)
{
  g_autofree char *name = g_strconcat (application_id, ".desktop", NULL);

  return g_build_filename (g_get_user_config_dir (), "autostart", name, NULL);
}

/**
 * hoist_autostart_dup_program:
 *
 * Returns: (type filename): this program, wherever it was started from; after an update, the one
 *   that is installed
 */
char *
hoist_autostart_dup_program (void)
{
  g_autofree char *path = g_file_read_link ("/proc/self/exe", NULL);

  if (path != NULL && g_file_test (path, G_FILE_TEST_IS_EXECUTABLE))
    return g_steal_pointer (&path);
  return g_build_filename (HOIST_BIN_DIR, "hoist", NULL);
}

/* Desktop Entry Specification 1.5, "The Exec key": what is quoted, and "%" twice. */
static char *
quote (const char *program)
{
  GString *quoted = g_string_new ("\"");

  for (const char *at = program; *at != '\0'; at++) {
    if (strchr ("\"`$\\", *at) != NULL)
      g_string_append_c (quoted, '\\');
    if (*at == '%')
      g_string_append_c (quoted, '%');
    g_string_append_c (quoted, *at);
  }
  g_string_append_c (quoted, '"');
  return g_string_free (quoted, FALSE);
}

static char *
write_entry (const Wish *self)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *quoted = quote (self->program);
  g_autofree char *line = g_strconcat (quoted, " ", HOIST_AUTOSTART_OPTION, NULL);

  g_key_file_set_string (file, G_KEY_FILE_DESKTOP_GROUP, G_KEY_FILE_DESKTOP_KEY_TYPE,
                         G_KEY_FILE_DESKTOP_TYPE_APPLICATION);
  g_key_file_set_string (file, G_KEY_FILE_DESKTOP_GROUP, G_KEY_FILE_DESKTOP_KEY_NAME, "Hoist");
  g_key_file_set_string (file, G_KEY_FILE_DESKTOP_GROUP, G_KEY_FILE_DESKTOP_KEY_ICON,
                         self->application_id);
  g_key_file_set_string (file, G_KEY_FILE_DESKTOP_GROUP, G_KEY_FILE_DESKTOP_KEY_TRY_EXEC,
                         self->program);
  g_key_file_set_string (file, G_KEY_FILE_DESKTOP_GROUP, G_KEY_FILE_DESKTOP_KEY_EXEC, line);
  return g_key_file_to_data (file, NULL, NULL);
}

static gboolean
make_entry (const Wish *self, const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *text = write_entry (self);
  g_autoptr (GError) error = NULL;

  if (g_mkdir_with_parents (folder, 0700) == 0 && g_file_set_contents (path, text, -1, &error))
    return TRUE;
  g_debug ("%s: %s", path, error != NULL ? error->message : g_strerror (errno));
  return FALSE;
}

static void
set_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Wish *self = task_data;
  g_autofree char *path = hoist_autostart_dup_path (self->application_id);
  g_autofree char *shown = g_filename_display_name (path);

  if (self->is_wanted ? make_entry (self, path) : g_unlink (path) == 0 || errno == ENOENT)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_new_error (task, HOIST_ERROR, HOIST_ERROR_NO_ACCESS,
                             _ ("The entry for the start at login could not be changed. Make sure "
                                "that you may write “%s”."),
                             shown);
}

/* The portal has answered, or never will; until then the subscription holds the task. */
static void
stop_listening (GTask *task)
{
  Wish *self = g_task_get_task_data (task);
  guint subscription = self->subscription;

  self->subscription = 0;
  hoist_clock_clear_timer (self->clock, &self->timer);
  if (subscription != 0)
    g_dbus_connection_signal_unsubscribe (self->portal, subscription);
}

static GError *
new_portal_error (void)
{
  return g_error_new_literal (HOIST_ERROR, HOIST_ERROR_NO_ACCESS,
                              _ ("The desktop does not let Hoist start at login. Allow it in the "
                                 "system’s settings for apps, then try again."));
}

static void
on_response (GDBusConnection *bus,
             const char *sender,
             const char *path,
             const char *interface,
             const char *signal,
             GVariant *parameters,
             gpointer user_data)
{
  g_autoptr (GTask) task = g_object_ref (user_data);
  Wish *self = g_task_get_task_data (task);
  g_autoptr (GVariant) results = NULL;
  guint32 response = 2;
  gboolean is_allowed = TRUE;
  gboolean is_set = FALSE;

  if (self->subscription == 0 || !g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(ua{sv})")))
    return;
  stop_listening (task);
  g_variant_get (parameters, "(u@a{sv})", &response, &results);
  g_variant_lookup (results, "autostart", "b", &is_set);
  g_variant_lookup (results, "background", "b", &is_allowed);
  self->is_forbidden = !is_allowed;
  if (!self->is_wanted || (response == 0 && is_set))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, new_portal_error ());
}

static GError *
new_silence_error (void)
{
  return g_error_new_literal (HOIST_ERROR, HOIST_ERROR_NO_ACCESS,
                              _ ("The desktop has not said whether Hoist may start at login. Try "
                                 "again later."));
}

/* What is withdrawn is not granted later, when nobody listens any more. */
static void
on_time_up (gpointer user_data)
{
  g_autoptr (GTask) task = g_object_ref (user_data);
  Wish *self = g_task_get_task_data (task);

  self->timer = 0;
  g_dbus_connection_call (self->portal, PORTAL_NAME, self->request, REQUEST_INTERFACE, "Close",
                          NULL, NULL, G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL, NULL, NULL);
  stop_listening (task);
  g_task_return_error (task, new_silence_error ());
}

static void
on_asked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = NULL;
  const Wish *self = g_task_get_task_data (task);

  reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  if (reply != NULL || self->subscription == 0)
    return; /* the answer comes as a signal, or has come */
  stop_listening (task);
  g_debug ("the portal for the background: %s", error->message);
  g_task_return_error (task, g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT)
                                 ? new_silence_error ()
                                 : new_portal_error ());
}

/* The signal may come before the reply to the call, so its path is made up here, as the portal's
 * documentation of org.freedesktop.portal.Request allows. */
static char *
make_request_path (GDBusConnection *bus, const char *token)
{
  g_autofree char *sender = g_strdup (g_dbus_connection_get_unique_name (bus) + 1);

  g_strdelimit (sender, ".", '_');
  return g_strdup_printf (PORTAL_PATH "/request/%s/%s", sender, token);
}

/* Takes over @task. */
static void
ask_portal (GTask *task)
{
  static const char *const line[] = { "hoist", HOIST_AUTOSTART_OPTION, NULL };
  Wish *self = g_task_get_task_data (task);
  g_autofree char *token = g_strdup_printf ("hoist%u", g_random_int ());
  GVariantBuilder options;

  self->request = make_request_path (self->portal, token);
  self->subscription = g_dbus_connection_signal_subscribe (
      self->portal, PORTAL_NAME, REQUEST_INTERFACE, "Response", self->request, NULL,
      G_DBUS_SIGNAL_FLAGS_NONE, on_response, g_object_ref (task), g_object_unref);
  self->timer = hoist_clock_add_timer (self->clock, PATIENCE_US, on_time_up, task);
  g_variant_builder_init (&options, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&options, "{sv}", "handle_token", g_variant_new_string (token));
  g_variant_builder_add (&options, "{sv}", "reason",
                         g_variant_new_string (_ ("Uploads that are left go on after a login.")));
  g_variant_builder_add (&options, "{sv}", "autostart", g_variant_new_boolean (self->is_wanted));
  g_variant_builder_add (&options, "{sv}", "commandline", g_variant_new_strv (line, -1));
  g_dbus_connection_call (
      self->portal, PORTAL_NAME, PORTAL_PATH, "org.freedesktop.portal.Background",
      "RequestBackground", g_variant_new ("(sa{sv})", "", &options), G_VARIANT_TYPE ("(o)"),
      G_DBUS_CALL_FLAGS_NONE, -1, g_task_get_cancellable (task), on_asked, task);
}

/**
 * hoist_autostart_set_async:
 * @is_wanted: whether the application shall start at login from now on
 *
 * Makes the entry or takes it away. Fails with %HOIST_ERROR_NO_ACCESS and a sentence that says what
 * to do, also when a portal has not answered in a minute.
 */
void
hoist_autostart_set_async (const HoistAutostart *self,
                           gboolean is_wanted,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);
  Wish *wish = g_new0 (Wish, 1);

  wish->application_id = g_strdup (self->application_id);
  wish->program = g_strdup (self->program);
  wish->is_wanted = is_wanted;
  g_set_object (&wish->portal, self->portal);
  g_set_object (&wish->clock, self->clock);
  g_task_set_source_tag (task, hoist_autostart_set_async);
  g_task_set_task_data (task, wish, (GDestroyNotify) wish_free);
  if (wish->portal != NULL)
    ask_portal (g_steal_pointer (&task));
  else
    g_task_run_in_thread (task, set_in_thread);
}

gboolean
hoist_autostart_set_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * hoist_autostart_may_run_behind:
 * @result: of hoist_autostart_set_async(), also one that failed
 *
 * A portal is asked for both with one call.
 *
 * Returns: whether the program may go on without a window; %TRUE where nobody said otherwise
 */
gboolean
hoist_autostart_may_run_behind (GAsyncResult *result)
{
  const Wish *self = g_task_get_task_data (G_TASK (result));

  return !self->is_forbidden;
}
