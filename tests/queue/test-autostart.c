/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The start at login: the desktop's entry, or what the portal of a sandbox is asked. */
#include "hoist-autostart.h"
#include "hoist-error.h"
#include "portal-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

#define ID "org.example.Hoist"

static gboolean
set (const HoistAutostart *place, gboolean is_wanted, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  hoist_autostart_set_async (place, is_wanted, NULL, hoist_test_keep_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return hoist_autostart_set_finish (result, error);
}

/* A program with a name that a shell would take apart is started all the same. */
static void
test_entry (void)
{
  const HoistAutostart place = { ID, "/opt/my $pecial 100% \"folder\"/hoist", NULL, NULL };
  g_autofree char *path = hoist_autostart_dup_path (ID);
  g_autofree char *program = NULL;
  g_autofree char *line = NULL;
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) error = NULL;

  g_assert_true (g_str_has_prefix (path, g_get_user_config_dir ()));
  g_assert_true (g_str_has_suffix (path, "/autostart/" ID ".desktop"));
  g_assert_true (set (&place, TRUE, &error));
  g_assert_no_error (error);

  g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, &error);
  g_assert_no_error (error);
  program = g_key_file_get_string (file, "Desktop Entry", "TryExec", &error);
  g_assert_cmpstr (program, ==, place.program);
  line = g_key_file_get_string (file, "Desktop Entry", "Exec", &error);
  g_assert_cmpstr (line, ==, "\"/opt/my \\$pecial 100%% \\\"folder\\\"/hoist\" --hidden");

  g_assert_true (set (&place, FALSE, &error));
  g_assert_no_error (error);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_true (set (&place, FALSE, &error));
  g_assert_no_error (error);
}

/* Where a file is in the way, nobody is told that it worked. */
static void
test_no_room (void)
{
  const HoistAutostart place = { ID, "/usr/bin/hoist", NULL, NULL };
  g_autofree char *folder = g_build_filename (g_get_user_config_dir (), "autostart", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (g_get_user_config_dir (), 0700), ==, 0);
  g_assert_true (g_file_set_contents (folder, "in the way", -1, NULL));
  g_assert_false (set (&place, TRUE, &error));
  g_assert_error (error, HOIST_ERROR, HOIST_ERROR_NO_ACCESS);
  g_assert_nonnull (strstr (error->message, ID));
  g_assert_cmpint (g_unlink (folder), ==, 0);
}

static void
test_portal (Portal *self, gconstpointer data)
{
  const HoistAutostart place = { ID, "/app/bin/hoist", self->client, HOIST_CLOCK (self->clock) };
  g_autofree char *path = hoist_autostart_dup_path (ID);
  g_autoptr (GError) error = NULL;

  serve (self);
  g_assert_true (set (&place, TRUE, &error));
  g_assert_no_error (error);
  g_assert_true (self->is_asked_for);
  g_assert_cmpstr (self->line, ==, "hoist --hidden");
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));

  g_assert_true (set (&place, FALSE, &error));
  g_assert_no_error (error);
  g_assert_false (self->is_asked_for);
}

static void
test_portal_refuses (Portal *self, gconstpointer data)
{
  const HoistAutostart place = { ID, "/app/bin/hoist", self->client, HOIST_CLOCK (self->clock) };
  g_autoptr (GError) error = NULL;

  serve (self);
  self->allows = FALSE;
  g_assert_false (set (&place, TRUE, &error));
  g_assert_error (error, HOIST_ERROR, HOIST_ERROR_NO_ACCESS);
  g_clear_error (&error);

  self->allows = TRUE;
  self->response = 1;
  g_assert_false (set (&place, TRUE, &error));
  g_assert_error (error, HOIST_ERROR, HOIST_ERROR_NO_ACCESS);
}

/* Whoever looks away while the desktop asks is told after a while, and may try again. */
static void
test_portal_is_silent (Portal *self, gconstpointer data)
{
  const HoistAutostart place = { ID, "/app/bin/hoist", self->client, HOIST_CLOCK (self->clock) };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  serve (self);
  self->is_silent = TRUE;
  hoist_autostart_set_async (&place, TRUE, NULL, hoist_test_keep_result, &result);
  while (self->request_object == 0)
    g_main_context_iteration (NULL, TRUE);
  hoist_test_clock_advance (self->clock, 59 * G_USEC_PER_SEC);
  g_assert_null (result);
  hoist_test_clock_advance (self->clock, G_USEC_PER_SEC);
  g_assert_false (hoist_autostart_set_finish (hoist_test_await (&result), &error));
  g_assert_error (error, HOIST_ERROR, HOIST_ERROR_NO_ACCESS);
  g_assert_nonnull (strstr (error->message, "Try again"));
  while (!self->is_withdrawn)
    g_main_context_iteration (NULL, TRUE);
  g_clear_error (&error);

  self->is_silent = FALSE;
  g_assert_true (set (&place, TRUE, &error));
  g_assert_no_error (error);
}

static void
test_no_portal (Portal *self, gconstpointer data)
{
  const HoistAutostart place = { ID, "/app/bin/hoist", self->client, HOIST_CLOCK (self->clock) };
  g_autoptr (GError) error = NULL;

  g_assert_false (set (&place, TRUE, &error));
  g_assert_error (error, HOIST_ERROR, HOIST_ERROR_NO_ACCESS);
}

#define ADD(path, test) g_test_add (path, Portal, NULL, portal_set_up, test, portal_tear_down)

int
main (int argc, char **argv)
{
  g_autofree char *daemon = g_find_program_in_path ("dbus-daemon");

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/autostart/the-entry-comes-and-goes", test_entry);
  g_test_add_func ("/autostart/what-cannot-be-written-is-said", test_no_room);
  if (daemon != NULL) {
    ADD ("/autostart/a-portal-is-asked", test_portal);
    ADD ("/autostart/a-portal-that-refuses-is-believed", test_portal_refuses);
    ADD ("/autostart/a-portal-that-never-answers-is-not-waited-for", test_portal_is_silent);
    ADD ("/autostart/without-a-portal-it-is-said", test_no_portal);
  }
  return g_test_run ();
}
