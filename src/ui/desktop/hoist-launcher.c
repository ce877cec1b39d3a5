/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows the progress of all uploads at the application's icon, where the desktop does that: the
 * signal of "Unity Launcher API", which Plasma, Dash to Dock and others listen to. */
#include "hoist-launcher.h"

#define PATH "/io/github/hoist_uploader/Hoist/Launcher"
#define INTERFACE "com.canonical.Unity.LauncherEntry"

struct _HoistLauncher {
  GDBusConnection *bus; /* (owned) (nullable): without one nothing is shown */
  char *address;        /* (owned): of the application's entry */
  guint64 bytes_done;   /* of the work since something began to run */
  guint64 bytes_left;
  int shown_percent; /* -1 while nothing is shown */
};

/**
 * hoist_launcher_new:
 * @bus: (nullable): the session's
 */
HoistLauncher *
hoist_launcher_new (GDBusConnection *bus, const char *application_id)
{
  HoistLauncher *self = g_new0 (HoistLauncher, 1);

  self->bus = bus == NULL ? NULL : g_object_ref (bus);
  self->address = g_strdup_printf ("application://%s.desktop", application_id);
  self->shown_percent = -1;
  return self;
}

static void
emit (HoistLauncher *self, int percent)
{
  GVariantBuilder builder;

  self->shown_percent = percent;
  if (self->bus == NULL)
    return;
  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&builder, "{sv}", "progress",
                         g_variant_new_double (MAX (percent, 0) / 100.0));
  g_variant_builder_add (&builder, "{sv}", "progress-visible",
                         g_variant_new_boolean (percent >= 0));
  g_dbus_connection_emit_signal (self->bus, NULL, PATH, INTERFACE, "Update",
                                 g_variant_new ("(sa{sv})", self->address, &builder), NULL);
}

void
hoist_launcher_free (HoistLauncher *self)
{
  if (self->shown_percent >= 0)
    emit (self, -1);
  g_clear_object (&self->bus);
  g_free (self->address);
  g_free (self);
}

/**
 * hoist_launcher_show:
 *
 * A bar is shown only while something runs. It is of the bytes that were left when it began, and of
 * those that were added since.
 */
void
hoist_launcher_show (HoistLauncher *self, const HoistQueueTotals *totals)
{
  int percent = -1;

  if (totals->n_running == 0) {
    self->bytes_done = 0;
  } else {
    if (self->shown_percent >= 0 && totals->bytes_left < self->bytes_left)
      self->bytes_done += self->bytes_left - totals->bytes_left;
    percent = self->bytes_done == 0 ? 0
                                    : (int) (100.0 * (double) self->bytes_done /
                                             (double) (self->bytes_done + totals->bytes_left));
  }
  self->bytes_left = totals->bytes_left;
  if (percent != self->shown_percent)
    emit (self, percent);
}
