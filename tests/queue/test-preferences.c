/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Preferences: first values, what a restart keeps, and what the store may not talk them into. */
#include "hoist-preferences.h"

#include "store-fixture.h"

typedef struct {
  Fixture store;
  HoistPreferences *preferences;
  guint n_notified;
} Preferences;

static void
set_up_preferences (Preferences *fixture, gconstpointer data)
{
  set_up (&fixture->store, NULL);
  fixture->preferences = hoist_preferences_new (fixture->store.store);
}

static void
tear_down_preferences (Preferences *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->preferences);
  tear_down (&fixture->store, NULL);
}

static void
restart (Preferences *fixture)
{
  g_assert_finalize_object (fixture->preferences);
  fixture_reopen (&fixture->store);
  fixture->preferences = hoist_preferences_new (fixture->store.store);
}

static void
on_notify (Preferences *fixture)
{
  fixture->n_notified++;
}

static void
test_first_values (Preferences *fixture, gconstpointer data)
{
  const HoistPreferenceValues *values = hoist_preferences_get (fixture->preferences);

  g_assert_cmpint (values->speed_mode, ==, HOIST_SPEED_FULL);
  g_assert_cmpuint (values->speed_limit, ==, 0);
  g_assert_false (values->has_quiet_hours);
  g_assert_cmpint (values->on_metered, ==, HOIST_ON_METERED_PAUSE);
  g_assert_cmpint (values->on_battery, ==, HOIST_ON_BATTERY_PAUSE_WHEN_LOW);
  g_assert_cmpuint (values->files_at_once, ==, 0);
  g_assert_true (values->starts_when_added);
  g_assert_true (values->runs_in_background);
  g_assert_false (values->awake_on_battery);
  g_assert_cmpint (values->notifications, ==, HOIST_NOTIFY_ALL_DONE);
  g_assert_true (values->ignores_hidden);
  g_assert_true (values->ignores_temporary);
  g_assert_cmpstr (values->ignored_patterns, ==, "");
  g_assert_null (hoist_preferences_get_name_policy (fixture->preferences));
}

static void
test_survive_a_restart (Preferences *fixture, gconstpointer data)
{
  const HoistPreferenceValues *values = NULL;

  g_object_set (fixture->preferences, "speed-mode", HOIST_SPEED_QUIET, "speed-limit",
                (guint64) 5000000000, "has-quiet-hours", TRUE, "quiet-from", 1380u, "quiet-to",
                389u, "on-metered", HOIST_ON_METERED_GO_ON, "on-battery", HOIST_ON_BATTERY_PAUSE,
                "files-at-once", 5u, "starts-when-added", FALSE, "runs-in-background", FALSE,
                "notifications", HOIST_NOTIFY_PROBLEMS, "ignores-hidden", FALSE,
                "ignores-temporary", FALSE, "ignored-patterns", "*.xmp; *.thm", "name-taken",
                HOIST_NAME_TAKEN_SKIP, "awake-on-battery", TRUE, NULL);
  restart (fixture);
  values = hoist_preferences_get (fixture->preferences);
  g_assert_cmpint (values->speed_mode, ==, HOIST_SPEED_QUIET);
  g_assert_cmpuint (values->speed_limit, ==, 5000000000);
  g_assert_true (values->has_quiet_hours);
  g_assert_cmpuint (values->quiet_from, ==, 1380);
  g_assert_cmpuint (values->quiet_to, ==, 389);
  g_assert_cmpint (values->on_metered, ==, HOIST_ON_METERED_GO_ON);
  g_assert_cmpint (values->on_battery, ==, HOIST_ON_BATTERY_PAUSE);
  g_assert_cmpuint (values->files_at_once, ==, 5);
  g_assert_false (values->starts_when_added);
  g_assert_false (values->runs_in_background);
  g_assert_true (values->awake_on_battery);
  g_assert_cmpint (values->notifications, ==, HOIST_NOTIFY_PROBLEMS);
  g_assert_false (values->ignores_hidden);
  g_assert_false (values->ignores_temporary);
  g_assert_cmpstr (values->ignored_patterns, ==, "*.xmp; *.thm");
  g_assert_cmpstr (hoist_preferences_get_name_policy (fixture->preferences), ==, "skip");
}

static void
test_notify_only_news (Preferences *fixture, gconstpointer data)
{
  g_signal_connect_swapped (fixture->preferences, "notify", G_CALLBACK (on_notify), fixture);
  g_object_set (fixture->preferences, "quiet-from", 60u, "ignored-patterns", "*.a", NULL);
  g_assert_cmpuint (fixture->n_notified, ==, 2);
  g_object_set (fixture->preferences, "quiet-from", 60u, "ignored-patterns", "*.a", "speed-mode",
                HOIST_SPEED_FULL, NULL);
  g_assert_cmpuint (fixture->n_notified, ==, 2);
  g_object_set (fixture->preferences, "ignored-patterns", NULL, NULL);
  g_assert_cmpuint (fixture->n_notified, ==, 3);
  g_assert_cmpstr (hoist_preferences_get (fixture->preferences)->ignored_patterns, ==, "");
}

static const struct {
  const char *name;
  const char *text;
} nonsense[] = {
  { "preference.speed-mode", "fast" },       { "preference.speed-mode", "" },
  { "preference.speed-limit", "-1" },        { "preference.speed-limit", "99999999999999999999" },
  { "preference.has-quiet-hours", "yes" },   { "preference.has-quiet-hours", "2" },
  { "preference.quiet-from", "1440" },       { "preference.quiet-to", "17:00" },
  { "preference.files-at-once", "1000" },    { "preference.notifications", "2" },
  { "preference.ignored-patterns", "\xff" },
};

static void
test_refuse_nonsense (Preferences *fixture, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (nonsense); i++) {
    g_test_message ("%s, case %" G_GSIZE_FORMAT, nonsense[i].name, i);
    hoist_store_set_setting (fixture->store.store, nonsense[i].name, nonsense[i].text);
    restart (fixture);
    g_assert_cmpuint (hoist_preferences_get (fixture->preferences)->quiet_from, ==, 9 * 60);
    g_assert_cmpuint (hoist_preferences_get (fixture->preferences)->quiet_to, ==, 17 * 60);
    test_first_values (fixture, NULL);
  }
}

/* A menu's radio items name the mode by its word. */
static void
test_speed_is_an_action (Preferences *fixture, gconstpointer data)
{
  g_autoptr (GPropertyAction) action =
      g_property_action_new ("speed", fixture->preferences, "speed-mode");
  g_autoptr (GVariant) state = NULL;

  g_action_activate (G_ACTION (action), g_variant_new_string ("half"));
  g_assert_cmpint (hoist_preferences_get (fixture->preferences)->speed_mode, ==, HOIST_SPEED_HALF);
  state = g_action_get_state (G_ACTION (action));
  g_assert_cmpstr (g_variant_get_string (state, NULL), ==, "half");
}

static void
add (const char *path, void (*test) (Preferences *fixture, gconstpointer data))
{
  g_test_add (path, Preferences, NULL, set_up_preferences, test, tear_down_preferences);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  add ("/preferences/first-values", test_first_values);
  add ("/preferences/survive-a-restart", test_survive_a_restart);
  add ("/preferences/notify-only-news", test_notify_only_news);
  add ("/preferences/refuse-nonsense", test_refuse_nonsense);
  add ("/preferences/speed-is-an-action", test_speed_is_an_action);

  return g_test_run ();
}
