/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The policy: uploads wait with a reason while the rules say so, and go on by themselves. */
#include "workspace-fixture.h"

/* As many as say why they wait: the slots and two more. */
#define N_HELD 5

/* A Saturday, so that no test depends on today. */
#define MIDNIGHT_US ((gint64) 1795219200 * G_USEC_PER_SEC)

static void
apply (Fixture *fixture)
{
  hoist_workspace_apply_preferences (fixture->workspace, G_NETWORK_MONITOR (fixture->monitor),
                                     fixture->power);
  hoist_queue_set_running (get_queue (fixture), TRUE);
}

static void
set_metered (Fixture *fixture, gboolean is_metered)
{
  hoist_test_monitor_set (fixture->monitor, TRUE, is_metered);
  hoist_test_clock_advance (fixture->clock, SECOND);
}

static HoistPolicy *
get_policy (Fixture *fixture)
{
  return hoist_workspace_get_policy (fixture->workspace);
}

static void
test_held (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) sessions = NULL;
  g_autofree char *sentence = NULL;

  set_metered (fixture, TRUE);
  apply (fixture);
  sessions = add_files (fixture, N_HELD + 3, FALSE);
  wait_for_state (sessions, N_HELD - 1, HOIST_STATE_WAITING);
  settle ();
  for (guint i = 0; i < N_HELD; i++)
    assert_state (sessions, i, HOIST_STATE_WAITING, HOIST_REASON_METERED);
  for (guint i = N_HELD; i < sessions->len; i++)
    assert_state (sessions, i, HOIST_STATE_QUEUED, HOIST_REASON_NONE);
  g_assert_cmpint (hoist_policy_get_reason (get_policy (fixture)), ==, HOIST_REASON_METERED);
  sentence = hoist_policy_dup_sentence (get_policy (fixture));
  g_assert_cmpstr (sentence, ==, "Uploads wait for an unmetered network, and go on by themselves");
  g_assert_cmpstr (hoist_session_get_message (g_ptr_array_index (sessions, 0)), ==,
                   "Waits for an unmetered network.");
  g_assert_false (hoist_queue_is_idle (get_queue (fixture)));
}

static void
test_goes_on (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) sessions = NULL;

  set_metered (fixture, TRUE);
  apply (fixture);
  sessions = add_files (fixture, 2, FALSE);
  wait_for_state (sessions, 1, HOIST_STATE_WAITING);

  set_metered (fixture, FALSE);
  wait_for_state (sessions, 0, HOIST_STATE_HASHING);
  g_assert_cmpint (hoist_policy_get_reason (get_policy (fixture)), ==, HOIST_REASON_NONE);
  g_assert_null (hoist_policy_dup_sentence (get_policy (fixture)));
}

static void
test_running_is_held (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) sessions = NULL;

  apply (fixture);
  sessions = add_files (fixture, 1, FALSE);
  wait_for_state (sessions, 0, HOIST_STATE_HASHING);
  set_metered (fixture, TRUE);
  wait_for_state (sessions, 0, HOIST_STATE_WAITING);
  assert_state (sessions, 0, HOIST_STATE_WAITING, HOIST_REASON_METERED);
  set_metered (fixture, FALSE);
  wait_for_state (sessions, 0, HOIST_STATE_HASHING);
}

/* A preference is as good as the world: it acts at once. */
static void
test_preference_acts (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) sessions = NULL;

  set_metered (fixture, TRUE);
  apply (fixture);
  sessions = add_files (fixture, 1, FALSE);
  wait_for_state (sessions, 0, HOIST_STATE_WAITING);
  g_object_set (get_preferences (fixture), "on-metered", HOIST_ON_METERED_GO_ON, NULL);
  wait_for_state (sessions, 0, HOIST_STATE_HASHING);
  g_object_set (get_preferences (fixture), "on-metered", HOIST_ON_METERED_PAUSE, NULL);
  wait_for_state (sessions, 0, HOIST_STATE_WAITING);
}

static void
test_override_one (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) sessions = NULL;

  set_metered (fixture, TRUE);
  apply (fixture);
  sessions = add_files (fixture, N_HELD + 3, FALSE);
  wait_for_state (sessions, N_HELD - 1, HOIST_STATE_WAITING);
  hoist_policy_override (get_policy (fixture), g_ptr_array_index (sessions, 3));
  wait_for_state (sessions, 3, HOIST_STATE_HASHING);
  assert_state (sessions, 0, HOIST_STATE_WAITING, HOIST_REASON_METERED);
  assert_state (sessions, N_HELD - 1, HOIST_STATE_WAITING, HOIST_REASON_METERED);
  g_assert_cmpint (hoist_policy_get_reason (get_policy (fixture)), ==, HOIST_REASON_METERED);

  /* nor has one to be told first that it waits */
  assert_state (sessions, N_HELD + 1, HOIST_STATE_QUEUED, HOIST_REASON_NONE);
  hoist_policy_override (get_policy (fixture), g_ptr_array_index (sessions, N_HELD + 1));
  wait_for_state (sessions, N_HELD + 1, HOIST_STATE_HASHING);

  /* once more, and it is asked again */
  set_metered (fixture, FALSE);
  wait_for_state (sessions, 0, HOIST_STATE_HASHING);
  set_metered (fixture, TRUE);
  wait_for_state (sessions, 3, HOIST_STATE_WAITING);
}

static void
test_override_all (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) sessions = NULL;

  set_metered (fixture, TRUE);
  apply (fixture);
  sessions = add_files (fixture, 1, FALSE);
  wait_for_state (sessions, 0, HOIST_STATE_WAITING);
  hoist_policy_override (get_policy (fixture), NULL);
  g_assert_cmpint (hoist_policy_get_reason (get_policy (fixture)), ==, HOIST_REASON_NONE);
  wait_for_state (sessions, 0, HOIST_STATE_HASHING);

  /* a network that is away for a moment does not make the user say it again */
  hoist_test_monitor_set (fixture->monitor, FALSE, FALSE);
  hoist_test_clock_advance (fixture->clock, SECOND);
  set_metered (fixture, TRUE);
  g_assert_cmpint (hoist_policy_get_reason (get_policy (fixture)), ==, HOIST_REASON_NONE);
  assert_state (sessions, 0, HOIST_STATE_HASHING, HOIST_REASON_NONE);

  set_metered (fixture, FALSE);
  set_metered (fixture, TRUE);
  wait_for_state (sessions, 0, HOIST_STATE_WAITING);
}

static void
test_hours (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) sessions = NULL;

  hoist_test_clock_set_real (fixture->clock, MIDNIGHT_US + 10 * 3600 * SECOND);
  g_object_set (get_preferences (fixture), "has-quiet-hours", TRUE, "quiet-from", 9 * 60u,
                "quiet-to", 10 * 60u + 5, NULL);
  apply (fixture);
  sessions = add_files (fixture, 1, FALSE);
  wait_for_state (sessions, 0, HOIST_STATE_WAITING);
  assert_state (sessions, 0, HOIST_STATE_WAITING, HOIST_REASON_HOURS);
  g_assert_cmpstr (hoist_session_get_message (g_ptr_array_index (sessions, 0)), ==,
                   "Waits until 10:05, by the quiet hours.");

  /* the sentence keeps up with the preference */
  g_object_set (get_preferences (fixture), "quiet-to", 10 * 60u + 10, NULL);
  while (g_strcmp0 (hoist_session_get_message (g_ptr_array_index (sessions, 0)),
                    "Waits until 10:10, by the quiet hours.") != 0)
    g_main_context_iteration (NULL, TRUE);

  hoist_test_clock_advance (fixture->clock, 10 * 60 * SECOND - 1);
  assert_state (sessions, 0, HOIST_STATE_WAITING, HOIST_REASON_HOURS);
  hoist_test_clock_advance (fixture->clock, 1);
  wait_for_state (sessions, 0, HOIST_STATE_HASHING);
}

static void
test_battery (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) sessions = NULL;

  write_battery (fixture, "Discharging", "19");
  apply (fixture);
  sessions = add_files (fixture, 1, FALSE);
  wait_for_state (sessions, 0, HOIST_STATE_WAITING);
  assert_state (sessions, 0, HOIST_STATE_WAITING, HOIST_REASON_BATTERY);

  /* the charge is looked at twice a minute, each time on a thread */
  write_battery (fixture, "Charging", "19");
  while (hoist_session_get_state (g_ptr_array_index (sessions, 0)) != HOIST_STATE_HASHING)
    if (!g_main_context_iteration (NULL, FALSE))
      hoist_test_clock_advance (fixture->clock, SECOND);
}

/* The row that waits for something else by now does not hide behind the first reason. */
static void
test_reason_changes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) sessions = NULL;
  HoistSession *session = NULL;

  hoist_test_clock_set_real (fixture->clock, MIDNIGHT_US + 10 * 3600 * SECOND);
  g_object_set (get_preferences (fixture), "has-quiet-hours", TRUE, NULL);
  set_metered (fixture, TRUE);
  apply (fixture);
  sessions = add_files (fixture, 1, FALSE);
  session = g_ptr_array_index (sessions, 0);
  wait_for_state (sessions, 0, HOIST_STATE_WAITING);
  assert_state (sessions, 0, HOIST_STATE_WAITING, HOIST_REASON_METERED);
  set_metered (fixture, FALSE);
  while (hoist_session_get_reason (session) != HOIST_REASON_HOURS)
    g_main_context_iteration (NULL, TRUE);
  assert_state (sessions, 0, HOIST_STATE_WAITING, HOIST_REASON_HOURS);
}

static void
test_held_after_a_restart (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) sessions = NULL;
  g_autoptr (GPtrArray) restored = g_ptr_array_new_with_free_func (g_object_unref);

  set_metered (fixture, TRUE);
  apply (fixture);
  sessions = add_files (fixture, 1, FALSE);
  wait_for_state (sessions, 0, HOIST_STATE_WAITING);
  g_ptr_array_set_size (sessions, 0);
  close_workspace (fixture);

  open_workspace (fixture);
  apply (fixture);
  g_ptr_array_add (restored, g_list_model_get_item (G_LIST_MODEL (get_queue (fixture)), 0));
  wait_for_state (restored, 0, HOIST_STATE_WAITING);
  assert_state (restored, 0, HOIST_STATE_WAITING, HOIST_REASON_METERED);
}

/* With nothing to do, nothing is watched. */
static void
test_sleeps_while_idle (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) sessions = NULL;
  guint n_timers = 0;

  hoist_test_clock_advance (fixture->clock, SECOND);
  n_timers = hoist_test_clock_get_n_timers (fixture->clock);
  apply (fixture);
  settle ();
  g_assert_cmpuint (hoist_test_clock_get_n_timers (fixture->clock), ==, n_timers);
  sessions = add_files (fixture, 1, FALSE);
  wait_for_state (sessions, 0, HOIST_STATE_HASHING);
  g_assert_cmpuint (hoist_test_clock_get_n_timers (fixture->clock), >, n_timers + 1);
  hoist_queue_pause (get_queue (fixture), g_ptr_array_index (sessions, 0));
  while (!hoist_queue_is_idle (get_queue (fixture)))
    g_main_context_iteration (NULL, TRUE);
  hoist_test_clock_advance (fixture->clock, SECOND);
  g_assert_cmpuint (hoist_test_clock_get_n_timers (fixture->clock), ==, n_timers);
}

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "UTC", TRUE);
  g_test_init (&argc, &argv, NULL);

  ADD ("/policy/holds-uploads-with-a-reason", test_held);
  ADD ("/policy/lets-them-go-on-by-themselves", test_goes_on);
  ADD ("/policy/holds-what-runs", test_running_is_held);
  ADD ("/policy/follows-a-preference-at-once", test_preference_acts);
  ADD ("/policy/lets-one-upload-anyway", test_override_one);
  ADD ("/policy/lets-all-upload-anyway", test_override_all);
  ADD ("/policy/rests-in-quiet-hours", test_hours);
  ADD ("/policy/spares-a-low-battery", test_battery);
  ADD ("/policy/tells-the-present-reason", test_reason_changes);
  ADD ("/policy/holds-after-a-restart", test_held_after_a_restart);
  ADD ("/policy/sleeps-while-nothing-runs", test_sleeps_while_idle);

  return g_test_run ();
}
