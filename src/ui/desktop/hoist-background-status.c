/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the desktop's list of background applications says of Hoist: the portal takes one line, and
 * only from programs in a sandbox. https://flatpak.github.io/xdg-desktop-portal/docs,
 * org.freedesktop.portal.Background, SetStatus */
#include "hoist-background-status.h"

/* In characters; the portal refuses a longer one. */
#define MAX_LENGTH 96

struct _HoistBackgroundStatus {
  GDBusConnection *portal; /* (owned) (nullable): without one nothing is shown */
  GCancellable *cancellable;
  char *shown;  /* (owned) */
  char *wanted; /* (owned) (nullable): while the portal has not answered for the one before */
  gboolean is_asking;
};

/**
 * hoist_background_status_new:
 * @portal: (nullable): the session's bus in a sandbox
 */
HoistBackgroundStatus *
hoist_background_status_new (GDBusConnection *portal)
{
  HoistBackgroundStatus *self = g_new0 (HoistBackgroundStatus, 1);

  self->portal = portal == NULL ? NULL : g_object_ref (portal);
  self->cancellable = g_cancellable_new ();
  self->shown = g_strdup ("");
  return self;
}

void
hoist_background_status_free (HoistBackgroundStatus *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->portal);
  g_free (self->shown);
  g_free (self->wanted);
  g_free (self);
}

static void
on_sent (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply =
      g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  HoistBackgroundStatus *self = user_data;
  g_autofree char *wanted = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return; /* and self is gone */

  self->is_asking = FALSE;
  if (reply == NULL) {
    /* an old portal does not know the call: it is not asked again */
    g_debug ("the portal for the background's line: %s", error->message);
    g_clear_object (&self->portal);
    return;
  }
  wanted = g_steal_pointer (&self->wanted);
  if (wanted != NULL)
    hoist_background_status_show (self, wanted);
}

static void
send_status (HoistBackgroundStatus *self, const char *sentence)
{
  GVariantBuilder options;

  g_variant_builder_init (&options, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&options, "{sv}", "message", g_variant_new_string (sentence));
  self->is_asking = TRUE;
  g_dbus_connection_call (self->portal, "org.freedesktop.portal.Desktop",
                          "/org/freedesktop/portal/desktop", "org.freedesktop.portal.Background",
                          "SetStatus", g_variant_new ("(a{sv})", &options), NULL,
                          G_DBUS_CALL_FLAGS_NONE, -1, self->cancellable, on_sent, self);
}

/**
 * hoist_background_status_show:
 * @sentence: cut behind 96 characters
 *
 * One call at a time is under way; of what is said meanwhile the last counts.
 */
void
hoist_background_status_show (HoistBackgroundStatus *self, const char *sentence)
{
  g_autofree char *line = NULL;

  if (self->portal == NULL)
    return;
  line = g_utf8_substring (sentence, 0, MIN (g_utf8_strlen (sentence, -1), MAX_LENGTH));
  if (self->is_asking) {
    g_free (self->wanted);
    self->wanted = g_steal_pointer (&line);
    return;
  }
  if (g_str_equal (line, self->shown))
    return;
  g_free (self->shown);
  self->shown = g_steal_pointer (&line);
  send_status (self, self->shown);
}
