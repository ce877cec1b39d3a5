/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the desktop is asked for: the start at login while uploads are left, life without a window.
 */
#include "hoist-autostart.h"
#include "hoist-background.h"

#include "hoist-config.h"
#include "portal-fixture.h"
#include "store-fixture.h"

typedef struct {
  Portal portal;
  Fixture store;
  HoistPreferences *preferences;
  guint n_refused;
} Desktop;

static void
desktop_set_up (Desktop *self, gconstpointer data)
{
  portal_set_up (&self->portal, NULL);
  serve (&self->portal);
  set_up (&self->store, NULL);
  self->preferences = hoist_preferences_new (self->store.store);
}

static void
desktop_tear_down (Desktop *self, gconstpointer data)
{
  g_assert_finalize_object (self->preferences);
  tear_down (&self->store, NULL);
  portal_tear_down (&self->portal, NULL);
}

static void
on_refused (Desktop *self)
{
  self->n_refused++;
}

static HoistBackground *
make_background (Desktop *self, GDBusConnection *portal)
{
  HoistBackground *background =
      hoist_background_new (self->preferences, portal, HOIST_CLOCK (self->portal.clock));

  g_signal_connect_swapped (background, "refused", G_CALLBACK (on_refused), self);
  return background;
}

static void
wait_for_answer (HoistBackground *background)
{
  while (hoist_background_is_asking (background))
    g_main_context_iteration (NULL, TRUE);
}

/* Whoever has not wished for it is not brought into the desktop's list by having work. */
static void
test_unwanted (Desktop *self, gconstpointer data)
{
  HoistBackground *background = make_background (self, self->portal.client);

  hoist_background_set_has_work (background, TRUE);
  hoist_background_set_has_work (background, FALSE);
  g_assert_false (hoist_background_is_asking (background));
  g_assert_cmpuint (self->portal.n_calls, ==, 0);
  g_assert_finalize_object (background);
}

static void
test_login (Desktop *self, gconstpointer data)
{
  HoistBackground *background = make_background (self, self->portal.client);

  g_object_set (self->preferences, "starts-at-login", TRUE, NULL);
  wait_for_answer (background);
  g_assert_false (self->portal.is_asked_for);
  hoist_background_set_has_work (background, TRUE);
  wait_for_answer (background);
  g_assert_true (self->portal.is_asked_for);
  g_assert_cmpuint (self->portal.n_calls, ==, 2);

  /* what changes while the desktop thinks is said to it afterwards */
  hoist_background_set_has_work (background, FALSE);
  hoist_background_set_has_work (background, TRUE);
  wait_for_answer (background);
  g_assert_true (self->portal.is_asked_for);
  hoist_background_set_has_work (background, FALSE);
  wait_for_answer (background);
  g_assert_false (self->portal.is_asked_for);
  g_assert_finalize_object (background);
}

/* A run that was ended by force has left its wish. */
static void
test_next_run (Desktop *self, gconstpointer data)
{
  HoistBackground *background = NULL;

  g_object_set (self->preferences, "starts-at-login", TRUE, NULL);
  self->portal.is_asked_for = TRUE;
  background = make_background (self, self->portal.client);
  hoist_background_set_has_work (background, FALSE);
  wait_for_answer (background);
  g_assert_false (self->portal.is_asked_for);
  g_assert_finalize_object (background);
}

static void
test_leave (Desktop *self, gconstpointer data)
{
  HoistBackground *background = make_background (self, self->portal.client);

  g_object_set (self->preferences, "starts-at-login", TRUE, NULL);
  hoist_background_set_has_work (background, TRUE);
  wait_for_answer (background);
  hoist_background_ask_leave (background);
  wait_for_answer (background);
  g_assert_true (self->portal.is_asked_for); /* the other wish goes with it */
  g_assert_cmpuint (self->n_refused, ==, 0);

  self->portal.forbids_background = TRUE;
  self->portal.response = 1;
  hoist_background_ask_leave (background);
  wait_for_answer (background);
  g_assert_cmpuint (self->n_refused, ==, 1);
  g_assert_finalize_object (background);
}

/* Out of a sandbox nobody has to be asked for leave, and the entry is ours. */
static void
test_entry (Desktop *self, gconstpointer data)
{
  HoistBackground *background = make_background (self, NULL);
  g_autofree char *path = hoist_autostart_dup_path (HOIST_APPLICATION_ID);

  hoist_background_ask_leave (background);
  g_assert_false (hoist_background_is_asking (background));
  g_object_set (self->preferences, "starts-at-login", TRUE, NULL);
  hoist_background_set_has_work (background, TRUE);
  wait_for_answer (background);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  hoist_background_set_has_work (background, FALSE);
  wait_for_answer (background);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (self->n_refused, ==, 0);
  g_assert_finalize_object (background);
}

#define ADD_TEST(path, test)                                                                       \
  g_test_add (path, Desktop, NULL, desktop_set_up, test, desktop_tear_down)

int
main (int argc, char **argv)
{
  g_autofree char *daemon = g_find_program_in_path ("dbus-daemon");

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  if (daemon == NULL) {
    g_print ("1..0 # SKIP dbus-daemon is not installed\n");
    return 0;
  }

  ADD_TEST ("/background/a-start-nobody-wants-is-not-asked-for", test_unwanted);
  ADD_TEST ("/background/a-start-is-wanted-while-uploads-are-left", test_login);
  ADD_TEST ("/background/a-wish-of-an-earlier-run-is-taken-back", test_next_run);
  ADD_TEST ("/background/a-refusal-is-told", test_leave);
  ADD_TEST ("/background/without-a-portal-there-is-an-entry", test_entry);
  return g_test_run ();
}
