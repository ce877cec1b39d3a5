/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A network monitor that says what a test wants. */
#include "hoist-test-monitor.h"

struct _HoistTestMonitor {
  GObject parent_instance;

  gboolean is_available;
  gboolean is_metered;
  gboolean has_portal;
};

enum {
  PROP_AVAILABLE = 1,
  PROP_METERED,
  PROP_CONNECTIVITY,
};

static gboolean
hoist_test_monitor_make (GInitable *initable, GCancellable *cancellable, GError **error)
{
  return TRUE;
}

static void
initable_init (GInitableIface *iface)
{
  iface->init = hoist_test_monitor_make;
}

static void
monitor_init (GNetworkMonitorInterface *iface)
{
}

G_DEFINE_FINAL_TYPE_WITH_CODE (HoistTestMonitor,
                               hoist_test_monitor,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_INITABLE, initable_init)
                                   G_IMPLEMENT_INTERFACE (G_TYPE_NETWORK_MONITOR, monitor_init))

static void
hoist_test_monitor_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  HoistTestMonitor *self = HOIST_TEST_MONITOR (object);

  switch (id) {
  case PROP_AVAILABLE:
    g_value_set_boolean (value, self->is_available);
    break;
  case PROP_METERED:
    g_value_set_boolean (value, self->is_metered);
    break;
  case PROP_CONNECTIVITY:
    g_value_set_enum (value, !self->is_available ? G_NETWORK_CONNECTIVITY_LOCAL
                             : self->has_portal  ? G_NETWORK_CONNECTIVITY_PORTAL
                                                 : G_NETWORK_CONNECTIVITY_FULL);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
hoist_test_monitor_class_init (HoistTestMonitorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = hoist_test_monitor_get_property;
  g_object_class_override_property (object_class, PROP_AVAILABLE, "network-available");
  g_object_class_override_property (object_class, PROP_METERED, "network-metered");
  g_object_class_override_property (object_class, PROP_CONNECTIVITY, "connectivity");
}

static void
hoist_test_monitor_init (HoistTestMonitor *self)
{
  self->is_available = TRUE;
}

/**
 * hoist_test_monitor_new:
 *
 * Returns: (transfer full): a network that is there and costs nothing
 */
HoistTestMonitor *
hoist_test_monitor_new (void)
{
  return g_object_new (HOIST_TYPE_TEST_MONITOR, NULL);
}

/* Tells as the system's monitors do: the network's news first, then the property's. */
void
hoist_test_monitor_set (HoistTestMonitor *self, gboolean is_available, gboolean is_metered)
{
  self->is_available = is_available;
  self->is_metered = is_metered;
  g_signal_emit_by_name (self, "network-changed", is_available);
  g_object_notify (G_OBJECT (self), "network-metered");
}

/* A network that wants to be signed in to. */
void
hoist_test_monitor_set_portal (HoistTestMonitor *self, gboolean has_portal)
{
  self->has_portal = has_portal;
  g_object_notify (G_OBJECT (self), "connectivity");
}

/* From now on g_network_monitor_get_default() is one of these: called before anybody asked it. */
void
hoist_test_monitor_make_default (void)
{
  g_io_extension_point_register (G_NETWORK_MONITOR_EXTENSION_POINT_NAME);
  g_io_extension_point_implement (G_NETWORK_MONITOR_EXTENSION_POINT_NAME, HOIST_TYPE_TEST_MONITOR,
                                  "test", G_MAXINT);
}
