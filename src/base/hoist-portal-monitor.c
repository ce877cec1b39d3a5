/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a sandbox knows of the network: the portal's word, asked again and again while it matters.
 * GLib's own monitor asks only when the portal says "Changed", and that does not come when nothing
 * but the price of the network has changed, or when one begins to want a sign-in:
 * https://github.com/flatpak/xdg-desktop-portal/pull/2008, open in September 2026. */
#include "hoist-portal-monitor.h"

#include "hoist-documents.h"

#define PORTAL_NAME "org.freedesktop.portal.Desktop"
#define PORTAL_PATH "/org/freedesktop/portal/desktop"
#define INTERFACE "org.freedesktop.portal.NetworkMonitor"

/* With the second in which a network settles: below the five seconds in which uploads wait or go
 * on. */
#define LOOK_US (2 * G_TIME_SPAN_SECOND)

/* A portal that is only being started is not waited for longer. */
#define PATIENCE_MS 1500

/* Before GLib's own, which has 40 in its newest versions. */
#define PRIORITY 50

typedef struct {
  gboolean is_available;
  gboolean is_metered;
  GNetworkConnectivity connectivity;
} Status;

struct _HoistPortalMonitor {
  GObject parent_instance;

  GDBusConnection *bus; /* (owned) */
  guint subscription;
  HoistClock *clock; /* (owned) (nullable): while it is watched */
  guint timer;
  Status status;
  gboolean is_asking;
  gboolean is_stale;   /* what it answers may be older than its latest signal */
  gboolean is_changed; /* the portal says so, and nobody was told yet */
};

typedef enum { PROP_AVAILABLE = 1, PROP_METERED, PROP_CONNECTIVITY } HoistPortalMonitorProperty;

static void initable_iface_init (GInitableIface *iface);
static void monitor_iface_init (GNetworkMonitorInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (HoistPortalMonitor,
                               hoist_portal_monitor,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_INITABLE, initable_iface_init)
                                   G_IMPLEMENT_INTERFACE (G_TYPE_NETWORK_MONITOR,
                                                          monitor_iface_init))

/* What is missing is as it was. */
static void
read_status (GVariant *reply, Status *status)
{
  g_autoptr (GVariant) values = g_variant_get_child_value (reply, 0);
  guint32 connectivity = 0;

  g_variant_lookup (values, "available", "b", &status->is_available);
  g_variant_lookup (values, "metered", "b", &status->is_metered);
  if (g_variant_lookup (values, "connectivity", "u", &connectivity) &&
      connectivity >= G_NETWORK_CONNECTIVITY_LOCAL && connectivity <= G_NETWORK_CONNECTIVITY_FULL)
    status->connectivity = (GNetworkConnectivity) connectivity;
}

static void
take_status (HoistPortalMonitor *self, const Status *status, gboolean is_changed)
{
  Status before = self->status;

  self->status = *status;
  g_object_freeze_notify (G_OBJECT (self));
  if (before.is_available != status->is_available)
    g_object_notify (G_OBJECT (self), "network-available");
  if (before.is_metered != status->is_metered)
    g_object_notify (G_OBJECT (self), "network-metered");
  if (before.connectivity != status->connectivity)
    g_object_notify (G_OBJECT (self), "connectivity");
  g_object_thaw_notify (G_OBJECT (self));
  if (is_changed || before.is_available != status->is_available)
    g_signal_emit_by_name (self, "network-changed", status->is_available);
}

/* Asks, hears, and asks again. */
static void ask (HoistPortalMonitor *self);

static void
on_status (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HoistPortalMonitor) self = HOIST_PORTAL_MONITOR (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply =
      g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  gboolean is_changed = self->is_changed;
  Status status = self->status;

  self->is_asking = FALSE;
  if (reply == NULL) {
    g_debug ("the portal does not say how the network is: %s", error->message);
    return;
  }
  self->is_changed = FALSE;
  read_status (reply, &status);
  take_status (self, &status, is_changed);
  if (self->is_stale)
    ask (self);
}

static void
ask (HoistPortalMonitor *self)
{
  if (self->is_asking)
    return;
  self->is_asking = TRUE;
  self->is_stale = FALSE;
  g_dbus_connection_call (self->bus, PORTAL_NAME, PORTAL_PATH, INTERFACE, "GetStatus", NULL,
                          G_VARIANT_TYPE ("(a{sv})"), G_DBUS_CALL_FLAGS_NONE, -1, NULL, on_status,
                          g_object_ref (self));
}

static void
on_changed (GDBusConnection *bus,
            const char *sender,
            const char *path,
            const char *interface,
            const char *signal,
            GVariant *parameters,
            gpointer user_data)
{
  HoistPortalMonitor *self = HOIST_PORTAL_MONITOR (user_data);

  self->is_changed = TRUE;
  self->is_stale = self->is_asking;
  ask (self);
}

static void
on_look (gpointer user_data)
{
  HoistPortalMonitor *self = HOIST_PORTAL_MONITOR (user_data);

  self->timer = hoist_clock_add_timer (self->clock, LOOK_US, on_look, self);
  ask (self);
}

static gboolean
start (HoistPortalMonitor *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (GVariant) reply = NULL;

  self->subscription =
      g_dbus_connection_signal_subscribe (self->bus, PORTAL_NAME, INTERFACE, "Changed", PORTAL_PATH,
                                          NULL, G_DBUS_SIGNAL_FLAGS_NONE, on_changed, self, NULL);
  reply = g_dbus_connection_call_sync (self->bus, PORTAL_NAME, PORTAL_PATH, INTERFACE, "GetStatus",
                                       NULL, G_VARIANT_TYPE ("(a{sv})"), G_DBUS_CALL_FLAGS_NONE,
                                       PATIENCE_MS, cancellable, &local_error);
  if (reply != NULL) {
    read_status (reply, &self->status);
    return TRUE;
  }
  if (g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT)) {
    ask (self);
    return TRUE;
  }
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

/* Outside of a sandbox, and where the portal is too old, GLib takes the next of its own. */
static gboolean
hoist_portal_monitor_initable_init (GInitable *initable, GCancellable *cancellable, GError **error)
{
  HoistPortalMonitor *self = HOIST_PORTAL_MONITOR (initable);

  if (self->bus == NULL && hoist_documents_is_sandbox ())
    self->bus = g_bus_get_sync (G_BUS_TYPE_SESSION, cancellable, error);
  else if (self->bus == NULL)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "this is no sandbox");
  return self->bus != NULL && start (self, cancellable, error);
}

static void
initable_iface_init (GInitableIface *iface)
{
  iface->init = hoist_portal_monitor_initable_init;
}

static gboolean
hoist_portal_monitor_can_reach (GNetworkMonitor *monitor,
                                GSocketConnectable *connectable,
                                GCancellable *cancellable,
                                GError **error)
{
  if (HOIST_PORTAL_MONITOR (monitor)->status.is_available)
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NETWORK_UNREACHABLE, "there is no network");
  return FALSE;
}

static void
monitor_iface_init (GNetworkMonitorInterface *iface)
{
  iface->can_reach = hoist_portal_monitor_can_reach;
}

static void
hoist_portal_monitor_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  HoistPortalMonitor *self = HOIST_PORTAL_MONITOR (object);

  switch ((HoistPortalMonitorProperty) id) {
  case PROP_AVAILABLE:
    g_value_set_boolean (value, self->status.is_available);
    break;
  case PROP_METERED:
    g_value_set_boolean (value, self->status.is_metered);
    break;
  case PROP_CONNECTIVITY:
    g_value_set_enum (value, self->status.connectivity);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
hoist_portal_monitor_dispose (GObject *object)
{
  HoistPortalMonitor *self = HOIST_PORTAL_MONITOR (object);

  hoist_portal_monitor_watch (G_NETWORK_MONITOR (self), NULL);
  if (self->subscription != 0)
    g_dbus_connection_signal_unsubscribe (self->bus, self->subscription);
  self->subscription = 0;
  g_clear_object (&self->bus);

  G_OBJECT_CLASS (hoist_portal_monitor_parent_class)->dispose (object);
}

static void
hoist_portal_monitor_class_init (HoistPortalMonitorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = hoist_portal_monitor_get_property;
  object_class->dispose = hoist_portal_monitor_dispose;
  g_object_class_override_property (object_class, PROP_AVAILABLE, "network-available");
  g_object_class_override_property (object_class, PROP_METERED, "network-metered");
  g_object_class_override_property (object_class, PROP_CONNECTIVITY, "connectivity");
}

static void
hoist_portal_monitor_init (HoistPortalMonitor *self)
{
  self->status.is_available = TRUE;
  self->status.connectivity = G_NETWORK_CONNECTIVITY_FULL;
}

/**
 * hoist_portal_monitor_register:
 *
 * From now on g_network_monitor_get_default() gives one of these to programs in a sandbox. To be
 * called before anybody has asked for it.
 */
void
hoist_portal_monitor_register (void)
{
  /* GLib makes its own when somebody asks for the first time; twice is once */
  g_io_extension_point_register (G_NETWORK_MONITOR_EXTENSION_POINT_NAME);
  g_io_extension_point_implement (G_NETWORK_MONITOR_EXTENSION_POINT_NAME, HOIST_TYPE_PORTAL_MONITOR,
                                  "hoist-portal", PRIORITY);
}

/**
 * hoist_portal_monitor_new:
 * @bus: where the portal is
 *
 * Waits for the portal's first word, but not long; until it has spoken there is a network that
 * costs nothing. Fails when there is no portal, or one that knows nothing of networks.
 *
 * Returns: (transfer full) (nullable):
 */
GNetworkMonitor *
hoist_portal_monitor_new (GDBusConnection *bus, GError **error)
{
  HoistPortalMonitor *self = g_object_new (HOIST_TYPE_PORTAL_MONITOR, NULL);

  self->bus = g_object_ref (bus);
  if (!g_initable_init (G_INITABLE (self), NULL, error))
    g_clear_object (&self);
  return (GNetworkMonitor *) self;
}

/**
 * hoist_portal_monitor_watch:
 * @monitor: any; others look for themselves
 * @clock: (nullable): %NULL when nobody wants to know any more
 *
 * Asks the portal every two seconds, so that nothing is sent for long over a network that has
 * become an expensive one.
 */
void
hoist_portal_monitor_watch (GNetworkMonitor *monitor, HoistClock *clock)
{
  HoistPortalMonitor *self = NULL;

  if (!HOIST_IS_PORTAL_MONITOR (monitor))
    return;
  self = HOIST_PORTAL_MONITOR (monitor);
  if (self->clock != NULL)
    hoist_clock_clear_timer (self->clock, &self->timer);
  g_set_object (&self->clock, clock);
  if (clock != NULL)
    on_look (self);
}
