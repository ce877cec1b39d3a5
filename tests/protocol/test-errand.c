/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Errands of an account, and the tokens they bring. */
#include "hoist-errand.h"

static void
test_new (void)
{
  g_autoptr (HoistErrand) errand = hoist_errand_new (HOIST_STEP_CHOICES);

  g_assert_cmpint (errand->step, ==, HOIST_STEP_CHOICES);
  g_assert_cmpuint (errand->findings->len, ==, 0);
  g_assert_cmpuint (errand->phase, ==, 0);
  g_assert_null (errand->marker);
  g_assert_true (hoist_settings_is_empty (errand->secrets));
}

/* All texts are its own. */
static void
test_free (void)
{
  HoistErrand *errand = hoist_errand_new (HOIST_STEP_SIGN_IN);

  errand->field = g_strdup ("drive-id");
  errand->parent = g_strdup ("root");
  errand->name = g_strdup ("Day 1");
  errand->code = g_strdup ("code");
  errand->redirect_uri = g_strdup ("http://127.0.0.1/");
  errand->verifier = g_strdup ("verifier");
  hoist_errand_set_marker (errand, "next");
  hoist_errand_add (errand, "1", "one", "a note");
  hoist_errand_grant (errand, "token", 5);
  hoist_errand_free (errand);
  hoist_errand_free (NULL);
}

static void
test_findings (void)
{
  g_autoptr (HoistErrand) errand = hoist_errand_new (HOIST_STEP_CHOICES);
  char id[] = "1";
  const HoistFinding *finding = NULL;

  hoist_errand_add (errand, id, "one", NULL);
  hoist_errand_add (errand, "2", "two", "the second");
  id[0] = 'x';
  g_assert_cmpuint (errand->findings->len, ==, 2);
  finding = g_ptr_array_index (errand->findings, 0);
  g_assert_cmpstr (finding->id, ==, "1");
  g_assert_cmpstr (finding->name, ==, "one");
  g_assert_null (finding->note);
  finding = g_ptr_array_index (errand->findings, 1);
  g_assert_cmpstr (finding->id, ==, "2");
  g_assert_cmpstr (finding->note, ==, "the second");
}

/* A provider may set it to what it just read there. */
static void
test_marker (void)
{
  g_autoptr (HoistErrand) errand = hoist_errand_new (HOIST_STEP_CHOICES);

  hoist_errand_set_marker (errand, "page 2");
  hoist_errand_set_marker (errand, errand->marker + 5);
  g_assert_cmpstr (errand->marker, ==, "2");
  hoist_errand_set_marker (errand, NULL);
  g_assert_null (errand->marker);
}

static void
test_grant (void)
{
  g_autoptr (HoistErrand) errand = hoist_errand_new (HOIST_STEP_SIGN_IN);

  hoist_errand_grant (errand, "first", 1);
  hoist_errand_grant (errand, "second", G_GINT64_CONSTANT (1700000000123456));
  g_assert_cmpstr (hoist_settings_get (errand->secrets, HOIST_GRANT_TOKEN), ==, "second");
  g_assert_cmpstr (hoist_settings_get (errand->secrets, HOIST_GRANT_UNTIL), ==, "1700000000123456");
  g_assert_true (g_str_has_prefix (HOIST_GRANT_TOKEN, HOIST_GRANT));
  g_assert_true (g_str_has_prefix (HOIST_GRANT_UNTIL, HOIST_GRANT));
}

static void
test_validity (void)
{
  static const struct {
    const char *token;
    const char *until;
    gint64 at_us;
    gboolean is_valid;
  } rows[] = {
    { "t", "1000", 999, TRUE },
    { "t", "1000", 1000, FALSE },
    { "t", "1000", 1001, FALSE },
    { NULL, "1000", 999, FALSE },
    { "t", NULL, 999, FALSE },
    { "t", "", 0, FALSE },
    { "t", "soon", 0, FALSE },
    { "t", "-1", -2, TRUE },
    { "t", "9223372036854775807", 0, TRUE },
    { "t", "99999999999999999999", 0, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (HoistSettings) secrets = hoist_settings_new ();

    hoist_settings_set (secrets, HOIST_GRANT_TOKEN, rows[i].token);
    hoist_settings_set (secrets, HOIST_GRANT_UNTIL, rows[i].until);
    g_test_message ("%s", rows[i].until != NULL ? rows[i].until : "(nothing)");
    g_assert_true (hoist_grant_is_valid (secrets, rows[i].at_us) == rows[i].is_valid);
  }
  g_assert_false (hoist_grant_is_valid (NULL, 0));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/errand/new-one-has-found-nothing", test_new);
  g_test_add_func ("/errand/owns-its-texts", test_free);
  g_test_add_func ("/errand/keeps-what-was-found", test_findings);
  g_test_add_func ("/errand/marker", test_marker);
  g_test_add_func ("/errand/grant", test_grant);
  g_test_add_func ("/errand/how-long-a-grant-holds", test_validity);
  return g_test_run ();
}
