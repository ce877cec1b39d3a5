/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When the machine is kept awake: while something runs, and not on its battery. */
#include "hoist-wake-lock.h"
#include "workspace-fixture.h"

static GtkApplication *application;

static HoistWakeLock *
make_lock (Fixture *fixture)
{
  hoist_queue_set_running (get_queue (fixture), TRUE);
  return hoist_wake_lock_new (application, get_queue (fixture), get_preferences (fixture),
                              fixture->power);
}

/* The queue tells its totals a few times a second, and the battery is looked at now and then. */
static void
wait_for_lock (Fixture *fixture, HoistWakeLock *lock, gboolean is_held)
{
  while (hoist_wake_lock_is_held (lock) != is_held)
    if (!g_main_context_iteration (NULL, FALSE))
      hoist_test_clock_advance (fixture->clock, SECOND);
}

static void
test_work (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) sessions = NULL;
  HoistWakeLock *lock = make_lock (fixture);

  g_assert_false (hoist_wake_lock_is_held (lock));
  sessions = add_files (fixture, 1, FALSE);
  wait_for_lock (fixture, lock, TRUE);
  hoist_queue_set_paused (get_queue (fixture), TRUE);
  wait_for_lock (fixture, lock, FALSE);
  hoist_queue_set_paused (get_queue (fixture), FALSE);
  wait_for_lock (fixture, lock, TRUE);
  g_assert_finalize_object (lock);
}

static void
test_battery (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) sessions = NULL;
  HoistWakeLock *lock = make_lock (fixture);

  sessions = add_files (fixture, 1, FALSE);
  wait_for_lock (fixture, lock, TRUE);
  write_battery (fixture, "Discharging", "80");
  wait_for_lock (fixture, lock, FALSE);

  g_object_set (get_preferences (fixture), "awake-on-battery", TRUE, NULL);
  g_assert_true (hoist_wake_lock_is_held (lock));
  g_object_set (get_preferences (fixture), "awake-on-battery", FALSE, NULL);
  g_assert_false (hoist_wake_lock_is_held (lock));

  write_battery (fixture, "Charging", "80");
  wait_for_lock (fixture, lock, TRUE);
  g_assert_finalize_object (lock);
}

int
main (int argc, char **argv)
{
  int status = 0;

  g_test_init (&argc, &argv, NULL);
  if (!gtk_init_check ()) {
    g_print ("1..0 # SKIP there is no display\n");
    return 0;
  }
  application = gtk_application_new ("io.github.hoist_uploader.Test", G_APPLICATION_NON_UNIQUE);
  g_application_register (G_APPLICATION (application), NULL, NULL);

  ADD ("/wake-lock/only-while-something-runs", test_work);
  ADD ("/wake-lock/spares-the-battery", test_battery);

  status = g_test_run ();
  g_object_unref (application);
  return status;
}
