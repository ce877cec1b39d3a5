/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The network: changes and wake-ups are told soon, and once. */
#include "hoist-network.h"

#include "hoist-test-clock.h"

#define SECOND ((gint64) G_USEC_PER_SEC)

/* A monitor that says what the test wants. */
#define TEST_TYPE_MONITOR (test_monitor_get_type ())
G_DECLARE_FINAL_TYPE (TestMonitor, test_monitor, TEST, MONITOR, GObject)

struct _TestMonitor {
  GObject parent_instance;

  gboolean is_available;
};

enum {
  PROP_AVAILABLE = 1,
  PROP_METERED,
  PROP_CONNECTIVITY,
};

static void
test_monitor_initable_init (GInitableIface *iface)
{
}

static void
test_monitor_interface_init (GNetworkMonitorInterface *iface)
{
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TestMonitor,
                               test_monitor,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_INITABLE, test_monitor_initable_init)
                                   G_IMPLEMENT_INTERFACE (G_TYPE_NETWORK_MONITOR,
                                                          test_monitor_interface_init))

static void
test_monitor_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id) {
  case PROP_AVAILABLE:
    g_value_set_boolean (value, TEST_MONITOR (object)->is_available);
    break;
  case PROP_METERED:
    g_value_set_boolean (value, FALSE);
    break;
  case PROP_CONNECTIVITY:
    g_value_set_enum (value, G_NETWORK_CONNECTIVITY_PORTAL);
    break;
  default:
    g_assert_not_reached ();
  }
}

static void
test_monitor_class_init (TestMonitorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = test_monitor_get_property;
  g_object_class_override_property (object_class, PROP_AVAILABLE, "network-available");
  g_object_class_override_property (object_class, PROP_METERED, "network-metered");
  g_object_class_override_property (object_class, PROP_CONNECTIVITY, "connectivity");
}

static void
test_monitor_init (TestMonitor *self)
{
  self->is_available = TRUE;
}

typedef struct {
  HoistTestClock *clock;
  TestMonitor *monitor;
  HoistNetwork *network;
  guint n_changed;
} Fixture;

static void
on_changed (HoistNetwork *network, gpointer data)
{
  ((Fixture *) data)->n_changed++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->clock = hoist_test_clock_new ();
  fixture->monitor = g_object_new (TEST_TYPE_MONITOR, NULL);
  fixture->network =
      hoist_network_new (G_NETWORK_MONITOR (fixture->monitor), HOIST_CLOCK (fixture->clock));
  g_signal_connect (fixture->network, "changed", G_CALLBACK (on_changed), fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->network);
  g_assert_cmpuint (hoist_test_clock_get_n_timers (fixture->clock), ==, 0);
  g_assert_finalize_object (fixture->monitor);
  g_assert_finalize_object (fixture->clock);
}

static void
change (Fixture *fixture)
{
  g_signal_emit_by_name (fixture->monitor, "network-changed", TRUE);
}

static void
test_settles (Fixture *fixture, gconstpointer data)
{
  change (fixture);
  change (fixture);
  g_assert_cmpuint (fixture->n_changed, ==, 0);
  hoist_test_clock_advance (fixture->clock, SECOND);
  g_assert_cmpuint (fixture->n_changed, ==, 1);
  hoist_test_clock_advance (fixture->clock, 60 * SECOND);
  g_assert_cmpuint (fixture->n_changed, ==, 1);
  change (fixture);
  hoist_test_clock_advance (fixture->clock, SECOND);
  g_assert_cmpuint (fixture->n_changed, ==, 2);
}

/* A line that never rests is told about too, but not more than once a second. */
static void
test_flapping (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 100; i++) {
    change (fixture);
    hoist_test_clock_advance (fixture->clock, SECOND / 10);
  }
  g_assert_cmpuint (fixture->n_changed, >=, 8);
  g_assert_cmpuint (fixture->n_changed, <=, 10);
}

static void
on_woken (HoistNetwork *network, gpointer data)
{
  (*(guint *) data)++;
}

static void
test_wakes_up (Fixture *fixture, gconstpointer data)
{
  guint n_woken = 0;

  g_signal_connect (fixture->network, "woken", G_CALLBACK (on_woken), &n_woken);
  hoist_test_clock_advance (fixture->clock, 3600 * SECOND);
  g_assert_cmpuint (fixture->n_changed, ==, 0);
  hoist_test_clock_suspend (fixture->clock, 3600 * SECOND);
  hoist_test_clock_advance (fixture->clock, 3 * SECOND);
  g_assert_cmpuint (fixture->n_changed, ==, 1);
  hoist_test_clock_advance (fixture->clock, 3600 * SECOND);
  g_assert_cmpuint (fixture->n_changed, ==, 1);
  g_assert_cmpuint (n_woken, ==, 1);

  /* Two clocks that are read one after the other differ a little. */
  hoist_test_clock_suspend (fixture->clock, SECOND);
  hoist_test_clock_advance (fixture->clock, 10 * SECOND);
  g_assert_cmpuint (fixture->n_changed, ==, 1);
}

static void
test_reach (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *address;
    gboolean is_loopback;
  } addresses[] = {
    { "https://vod.example.com/path?x=1", FALSE },
    { "https://192.0.2.7:8443/", FALSE },
    { "https://[2001:db8::1]/", FALSE },
    { "https://localhost.example.com/", FALSE },
    { "https://127.0.0.1.example.com/", FALSE },
    { "not an address", FALSE },
    { "", FALSE },
    { NULL, FALSE },
    { "http://127.0.0.1:8080/x", TRUE },
    { "http://127.8.9.10/", TRUE },
    { "http://[::1]:9/", TRUE },
    { "http://localhost:80", TRUE },
    { "http://LOCALHOST/", TRUE },
    { "127.0.0.1", TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (addresses); i++) {
    g_test_message ("%s", addresses[i].address);
    fixture->monitor->is_available = TRUE;
    g_assert_true (hoist_network_can_reach (fixture->network, addresses[i].address));
    fixture->monitor->is_available = FALSE;
    g_assert_cmpint (hoist_network_can_reach (fixture->network, addresses[i].address), ==,
                     addresses[i].is_loopback);
  }
}

static void
test_default_monitor (void)
{
  HoistTestClock *clock = hoist_test_clock_new ();
  HoistNetwork *network = hoist_network_new (NULL, HOIST_CLOCK (clock));

  g_assert_true (hoist_network_can_reach (network, "http://127.0.0.1/"));
  g_assert_finalize_object (network);
  g_assert_finalize_object (clock);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  ADD ("/network/waits-until-a-change-settles", test_settles);
  ADD ("/network/tells-of-a-flapping-line", test_flapping);
  ADD ("/network/notices-a-wake-up-in-five-seconds", test_wakes_up);
  ADD ("/network/can-always-reach-loopback", test_reach);
  g_test_add_func ("/network/has-a-default-monitor", test_default_monitor);

  return g_test_run ();
}
