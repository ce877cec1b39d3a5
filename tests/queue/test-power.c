/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Power: machines of all kinds, as the kernel's table shows them. */
#include "hoist-power.h"

#include "hoist-test-clock.h"
#include "hoist-test-folder.h"

#include <gio/gio.h>
#include <glib/gstdio.h>

#define SECOND ((gint64) G_USEC_PER_SEC)

/* One supply: its name, then attributes and values in turn. */
typedef const char *const Supply[14];

typedef struct {
  const char *name;
  Supply supplies[3];
  gboolean is_on_battery;
  int percent;
} Machine;

static const Machine machines[] = {
  { "a tower", { { NULL } }, FALSE, -1 },
  { "a laptop at the wall",
    { { "AC", "type", "Mains", "online", "1" },
      { "BAT0", "type", "Battery", "present", "1", "status", "Charging", "capacity", "40" } },
    FALSE,
    40 },
  { "a laptop in a train",
    { { "AC", "type", "Mains", "online", "0" },
      { "BAT0", "type", "Battery", "present", "1", "status", "Discharging", "capacity", "40" } },
    TRUE,
    40 },
  { "a charger on a USB port",
    { { "ucsi0", "type", "USB", "online", "1" },
      { "BAT0", "type", "Battery", "status", "Discharging", "capacity", "7" } },
    FALSE,
    7 },
  { "a barrel plug that no supply tells of",
    { { "ucsi0", "type", "USB", "online", "0" },
      { "BAT0", "type", "Battery", "status", "Full", "capacity", "100" } },
    FALSE,
    100 },
  { "a mouse that runs low",
    { { "hid0", "type", "Battery", "scope", "Device", "status", "Discharging", "capacity", "3" } },
    FALSE,
    -1 },
  { "two batteries, one large",
    { { "BAT0", "type", "Battery", "status", "Discharging", "capacity", "10", "energy_full",
        "60000000" },
      { "BAT1", "type", "Battery", "status", "Unknown", "capacity", "90", "energy_full",
        "20000000" } },
    TRUE,
    30 },
  { "a bay without its battery",
    { { "BAT1", "type", "Battery", "present", "0", "status", "Discharging", "capacity", "0" },
      { "BAT0", "type", "Battery", "present", "1", "status", "Discharging", "capacity", "80" } },
    TRUE,
    80 },
  { "a battery that keeps its charge to itself",
    { { "BAT0", "type", "Battery", "status", "Discharging" } },
    TRUE,
    -1 },
  { "nonsense",
    { { "BAT0", "type", "Battery", "status", "Discharging", "capacity", "lots" },
      { "x", "online", "1" } },
    TRUE,
    0 },
};

static void
write_attribute (const char *folder, const char *supply, const char *name, const char *value)
{
  g_autofree char *path = g_build_filename (folder, supply, name, NULL);
  g_autofree char *line = g_strconcat (value, "\n", NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, line, -1, &error);
  g_assert_no_error (error);
}

static void
write_machine (const char *folder, const Machine *machine)
{
  for (guint i = 0; i < G_N_ELEMENTS (machine->supplies) && machine->supplies[i][0] != NULL; i++) {
    const char *const *supply = machine->supplies[i];
    g_autofree char *path = g_build_filename (folder, supply[0], NULL);

    g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
    for (guint j = 1; supply[j] != NULL; j += 2)
      write_attribute (folder, supply[0], supply[j], supply[j + 1]);
  }
}

static void
test_machines (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (machines); i++) {
    g_autofree char *folder = g_dir_make_tmp ("hoist-power-XXXXXX", NULL);
    HoistPowerState state = { 0 };

    g_test_message ("%s", machines[i].name);
    write_machine (folder, &machines[i]);
    hoist_power_read (folder, &state);
    g_assert_cmpint (state.is_on_battery, ==, machines[i].is_on_battery);
    g_assert_cmpint (state.percent, ==, machines[i].percent);
    hoist_test_remove_folder (folder);
  }
}

static void
test_no_table (void)
{
  HoistPowerState state = { TRUE, 5 };

  hoist_power_read ("/nonexistent/power", &state);
  g_assert_false (state.is_on_battery);
  g_assert_cmpint (state.percent, ==, -1);
}

static void
on_changed (HoistPower *power, gpointer data)
{
  (*(guint *) data)++;
}

static void
wait_for (const guint *count, guint wanted)
{
  while (*count < wanted)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_watches (void)
{
  g_autofree char *folder = g_dir_make_tmp ("hoist-power-XXXXXX", NULL);
  HoistTestClock *clock = hoist_test_clock_new ();
  HoistPower *power = hoist_power_new (folder, HOIST_CLOCK (clock));
  HoistPowerState state = { 0 };
  guint n_changed = 0;

  write_machine (folder, &machines[2]);
  g_signal_connect (power, "changed", G_CALLBACK (on_changed), &n_changed);
  hoist_power_get (power, &state);
  g_assert_false (state.is_on_battery);
  g_assert_cmpuint (hoist_test_clock_get_n_timers (clock), ==, 0);

  hoist_power_set_watching (power, TRUE);
  wait_for (&n_changed, 1);
  hoist_power_get (power, &state);
  g_assert_true (state.is_on_battery);

  write_attribute (folder, "AC", "online", "1");
  hoist_test_clock_advance (clock, 3 * SECOND);
  wait_for (&n_changed, 2);
  hoist_power_get (power, &state);
  g_assert_false (state.is_on_battery);

  hoist_power_set_watching (power, FALSE);
  g_assert_cmpuint (hoist_test_clock_get_n_timers (clock), ==, 0);
  g_assert_finalize_object (power);
  g_assert_finalize_object (clock);
  hoist_test_remove_folder (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/power/knows-machines", test_machines);
  g_test_add_func ("/power/without-a-table-is-plugged-in", test_no_table);
  g_test_add_func ("/power/watches-while-asked-to", test_watches);

  return g_test_run ();
}
