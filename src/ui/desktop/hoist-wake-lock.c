/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps the machine from going to sleep by itself: only while something is hashed or sent, and on
 * its battery only if the user wants it so. The desktop is asked through GtkApplication, which
 * knows session managers and the portal, but complains where the portal does not have the call. */
#include "hoist-config.h"

#include "hoist-wake-lock.h"

#include <glib/gi18n-lib.h>

struct _HoistWakeLock {
  GObject parent;

  GtkApplication *application;   /* (unowned) (nullable): it owns this */
  HoistQueue *queue;             /* (owned) */
  HoistPreferences *preferences; /* (owned) */
  HoistPower *power;             /* (owned) */
  GCancellable *cancellable;     /* (owned): of looking for somebody to ask */
  gboolean has_desktop;          /* there is somebody to ask */
  gboolean is_held;
  guint cookie; /* 0 also while nobody was asked */
};

G_DEFINE_FINAL_TYPE (HoistWakeLock, hoist_wake_lock, G_TYPE_OBJECT)

static void
ask (HoistWakeLock *self)
{
  if (!self->has_desktop || self->cookie != 0)
    return;
  self->cookie = gtk_application_inhibit (
      self->application, gtk_application_get_active_window (self->application),
      GTK_APPLICATION_INHIBIT_SUSPEND,
      /* Translators: why the computer does not go to sleep, told by the desktop */
      _ ("Files are being uploaded"));
}

static void
give_back (HoistWakeLock *self)
{
  self->is_held = FALSE;
  if (self->cookie != 0 && self->application != NULL)
    gtk_application_uninhibit (self->application, self->cookie);
  self->cookie = 0;
}

static void
look (HoistWakeLock *self)
{
  HoistQueueTotals totals = { 0 };
  HoistPowerState power = { 0 };
  gboolean is_due = FALSE;

  hoist_queue_get_totals (self->queue, &totals);
  hoist_power_set_watching (self->power, totals.n_running > 0);
  hoist_power_get (self->power, &power);
  is_due = totals.n_running > 0 &&
           (!power.is_on_battery || hoist_preferences_get (self->preferences)->awake_on_battery);
  if (is_due && !self->is_held) {
    self->is_held = TRUE;
    ask (self);
  } else if (!is_due && self->is_held) {
    give_back (self);
  }
}

static void
find_desktop (HoistWakeLock *self)
{
  self->has_desktop = TRUE;
  if (self->is_held)
    ask (self);
}

static void
on_portal (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply =
      g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (reply != NULL)
    find_desktop (HOIST_WAKE_LOCK (user_data));
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) /* and it is gone */
    g_debug ("nobody keeps this machine awake: %s", error->message);
}

static void
ask_for_portal (HoistWakeLock *self, GDBusConnection *bus)
{
  g_dbus_connection_call (bus, "org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop",
                          "org.freedesktop.DBus.Properties", "Get",
                          g_variant_new ("(ss)", "org.freedesktop.portal.Inhibit", "version"), NULL,
                          G_DBUS_CALL_FLAGS_NONE, -1, self->cancellable, on_portal, self);
}

static void
on_manager (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GDBusConnection *bus = G_DBUS_CONNECTION (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (bus, result, &error);
  gboolean has_owner = FALSE;

  if (reply == NULL)
    return; /* cancelled, and it is gone; or there is no bus any more */

  g_variant_get (reply, "(b)", &has_owner);
  if (has_owner)
    find_desktop (HOIST_WAKE_LOCK (user_data));
  else
    ask_for_portal (HOIST_WAKE_LOCK (user_data), bus);
}

/* The same two that GTK knows, in its order. */
static void
look_for_desktop (HoistWakeLock *self)
{
  GDBusConnection *bus = g_application_get_dbus_connection (G_APPLICATION (self->application));

  if (bus != NULL)
    g_dbus_connection_call (
        bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
        "NameHasOwner", g_variant_new ("(s)", "org.gnome.SessionManager"), G_VARIANT_TYPE ("(b)"),
        G_DBUS_CALL_FLAGS_NONE, -1, self->cancellable, on_manager, self);
}

static void
hoist_wake_lock_dispose (GObject *object)
{
  HoistWakeLock *self = HOIST_WAKE_LOCK (object);

  g_cancellable_cancel (self->cancellable);
  if (self->is_held)
    give_back (self);
  if (self->power != NULL)
    hoist_power_set_watching (self->power, FALSE);
  g_clear_weak_pointer (&self->application);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->queue);
  g_clear_object (&self->preferences);
  g_clear_object (&self->power);

  G_OBJECT_CLASS (hoist_wake_lock_parent_class)->dispose (object);
}

static void
hoist_wake_lock_class_init (HoistWakeLockClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hoist_wake_lock_dispose;
}

static void
hoist_wake_lock_init (HoistWakeLock *self)
{
  self->cancellable = g_cancellable_new ();
}

/**
 * hoist_wake_lock_new:
 * @preferences: say what holds on battery
 * @power: nobody else's: it is watched while something runs
 */
HoistWakeLock *
hoist_wake_lock_new (GtkApplication *application,
                     HoistQueue *queue,
                     HoistPreferences *preferences,
                     HoistPower *power)
{
  HoistWakeLock *self = g_object_new (HOIST_TYPE_WAKE_LOCK, NULL);

  g_set_weak_pointer (&self->application, application);
  self->queue = g_object_ref (queue);
  self->preferences = g_object_ref (preferences);
  self->power = g_object_ref (power);
  g_signal_connect_object (queue, "totals-changed", G_CALLBACK (look), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (preferences, "notify::awake-on-battery", G_CALLBACK (look), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (power, "changed", G_CALLBACK (look), self, G_CONNECT_SWAPPED);
  look_for_desktop (self);
  look (self);
  return self;
}

/* Returns: whether the machine is being kept awake, as far as the desktop does it */
gboolean
hoist_wake_lock_is_held (HoistWakeLock *self)
{
  g_return_val_if_fail (HOIST_IS_WAKE_LOCK (self), FALSE);

  return self->is_held;
}
