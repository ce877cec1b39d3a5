/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Settings survive their text, and no other text becomes settings. */
#include "hoist-settings.h"

#include "hoist-error.h"

static void
test_round_trip (void)
{
  g_autoptr (HoistSettings) settings = hoist_settings_new ();
  g_autoptr (HoistSettings) again = NULL;
  g_autofree char *text = NULL;
  g_autofree char *text_again = NULL;

  hoist_settings_set (settings, "tags", "a, \"b\" & \\ \n\t é 😀");
  hoist_settings_set (settings, "region", "gz");
  hoist_settings_set (settings, "class-id", "18446744073709551615");
  hoist_settings_set (settings, "empty", "");
  text = hoist_settings_to_text (settings);
  again = hoist_settings_new_from_text (text, NULL);
  g_assert_nonnull (again);
  text_again = hoist_settings_to_text (again);
  g_assert_cmpstr (text_again, ==, text);
  g_assert_cmpstr (hoist_settings_get (again, "tags"), ==, "a, \"b\" & \\ \n\t é 😀");
  g_assert_cmpstr (hoist_settings_get (again, "class-id"), ==, "18446744073709551615");
  g_assert_cmpstr (hoist_settings_get (again, "empty"), ==, "");
}

static void
test_order (void)
{
  g_autoptr (HoistSettings) one = hoist_settings_new ();
  g_autoptr (HoistSettings) other = hoist_settings_new ();
  g_autofree char *one_text = NULL;
  g_autofree char *other_text = NULL;
  g_auto (GStrv) ids = NULL;

  hoist_settings_set (one, "b", "2");
  hoist_settings_set (one, "a", "1");
  hoist_settings_set (other, "a", "1");
  hoist_settings_set (other, "b", "3");
  hoist_settings_set (other, "b", "2");
  one_text = hoist_settings_to_text (one);
  other_text = hoist_settings_to_text (other);
  ids = hoist_settings_dup_ids (one);
  g_assert_cmpstr (one_text, ==, other_text);
  g_assert_cmpuint (g_strv_length (ids), ==, 2);
  g_assert_cmpstr (ids[0], ==, "a");
  g_assert_cmpstr (ids[1], ==, "b");
}

static void
test_copy (void)
{
  g_autoptr (HoistSettings) settings = hoist_settings_new ();
  g_autoptr (HoistSettings) copy = NULL;

  g_assert_true (hoist_settings_is_empty (settings));
  hoist_settings_set (settings, "a", "1");
  copy = hoist_settings_copy (settings);
  hoist_settings_set (settings, "a", NULL);
  g_assert_true (hoist_settings_is_empty (settings));
  g_assert_null (hoist_settings_get (settings, "a"));
  g_assert_cmpstr (hoist_settings_get (copy, "a"), ==, "1");
  g_assert_false (hoist_settings_is_empty (copy));
}

static void
test_nothing (void)
{
  g_auto (GStrv) ids = hoist_settings_dup_ids (NULL);

  g_assert_null (hoist_settings_get (NULL, "a"));
  g_assert_true (hoist_settings_is_empty (NULL));
  g_assert_cmpuint (g_strv_length (ids), ==, 0);
}

static void
test_hostile (void)
{
  static const char *const bad[] = {
    "",
    "[]",
    "{\"a\":{}}",
    "{\"a\":[\"b\"]}",
    "{\"a\":null}",
    "{\"a\":true}",
    "{\"\":\"x\"}",
    "{\"a\":\"1\",\"a\":\"2\"}",
    "{\"a\":\"1\"",
    "\xff",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (hoist_settings_new_from_text (bad[i], &error));
    g_assert_error (error, HOIST_ERROR, HOIST_ERROR_PROTOCOL);
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/settings/survive-their-text", test_round_trip);
  g_test_add_func ("/settings/same-settings-give-the-same-text", test_order);
  g_test_add_func ("/settings/copies-are-apart", test_copy);
  g_test_add_func ("/settings/none-are-empty", test_nothing);
  g_test_add_func ("/settings/refuse-hostile-text", test_hostile);
  return g_test_run ();
}
