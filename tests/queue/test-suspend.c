/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Suspending when all is done: asked of a fake logind on a bus of its own. */
#include "hoist-suspend.h"

#include "hoist-test-bus.h"
#include "workspace-fixture.h"

static const char description[] =
    "<node><interface name='org.freedesktop.login1.Manager'>"
    "<method name='CanSuspend'><arg type='s' direction='out'/></method>"
    "<method name='Suspend'><arg type='b' direction='in'/></method>"
    "</interface></node>";

/* A logind that says what the test wants and counts how often it was sent to sleep. */
typedef struct {
  Fixture base;
  GTestDBus *daemon;
  GDBusConnection *server;
  GDBusConnection *client;
  const char *answer; /* to CanSuspend */
  gboolean is_refusing;
  gboolean was_interactive;
  guint n_asked;
  guint n_suspended;
  guint object_id;
  guint n_failed;
  HoistSuspend *suspend;
} Scene;

static void
on_call (GDBusConnection *bus,
         const char *sender,
         const char *path,
         const char *interface,
         const char *method,
         GVariant *parameters,
         GDBusMethodInvocation *invocation,
         gpointer data)
{
  Scene *scene = data;

  if (g_str_equal (method, "CanSuspend")) {
    scene->n_asked++;
    g_dbus_method_invocation_return_value (invocation, g_variant_new ("(s)", scene->answer));
    return;
  }
  scene->n_suspended++;
  g_variant_get (parameters, "(b)", &scene->was_interactive);
  if (scene->is_refusing)
    g_dbus_method_invocation_return_error (invocation, G_DBUS_ERROR, G_DBUS_ERROR_ACCESS_DENIED,
                                           "no");
  else
    g_dbus_method_invocation_return_value (invocation, NULL);
}

static const GDBusInterfaceVTable vtable = { .method_call = on_call };

static void
on_failed (HoistSuspend *suspend, const char *sentence, gpointer data)
{
  g_assert_cmpuint (strlen (sentence), >, 0);
  ((Scene *) data)->n_failed++;
}

static void
set_up_scene (Scene *scene, gconstpointer data)
{
  set_up (&scene->base, NULL);
  scene->answer = data != NULL ? data : "yes";
  scene->daemon = hoist_test_bus_start ();
  scene->server = hoist_test_bus_connect (scene->daemon);
  scene->client = hoist_test_bus_connect (scene->daemon);
  scene->object_id =
      hoist_test_bus_add_object (scene->server, "/org/freedesktop/login1", description,
                                 "org.freedesktop.login1.Manager", &vtable, scene);
  if (g_strcmp0 (data, "absent") != 0)
    hoist_test_bus_take_name (scene->server, "org.freedesktop.login1");
  hoist_queue_set_running (get_queue (&scene->base), TRUE);
  scene->suspend =
      hoist_suspend_new (get_queue (&scene->base), HOIST_CLOCK (scene->base.clock), scene->client);
  g_signal_connect (scene->suspend, "failed", G_CALLBACK (on_failed), scene);
}

static void
tear_down_scene (Scene *scene, gconstpointer data)
{
  /* a call that is on its way holds on to it */
  while (G_OBJECT (scene->suspend)->ref_count > 1)
    g_main_context_iteration (NULL, TRUE);
  g_assert_finalize_object (scene->suspend);
  g_dbus_connection_unregister_object (scene->server, scene->object_id);
  hoist_test_bus_disconnect (scene->server);
  hoist_test_bus_disconnect (scene->client);
  hoist_test_bus_stop (scene->daemon);
  tear_down (&scene->base, NULL);
}

static gboolean
is_possible (Scene *scene)
{
  gboolean answer = FALSE;

  g_object_get (scene->suspend, "is-possible", &answer, NULL);
  return answer;
}

static void
want (Scene *scene)
{
  while (!is_possible (scene))
    g_main_context_iteration (NULL, TRUE);
  g_object_set (scene->suspend, "is-wanted", TRUE, NULL);
  g_assert_true (hoist_suspend_is_wanted (scene->suspend));
}

/* An upload that ends at once: its file is gone when its turn comes. */
static void
let_one_end (Scene *scene)
{
  g_autoptr (GPtrArray) sessions = add_files (&scene->base, 1, TRUE);
  HoistSession *session = g_ptr_array_index (sessions, 0);

  g_assert_cmpint (g_remove (hoist_session_get_path (session)), ==, 0);
  hoist_queue_resume (get_queue (&scene->base), session);
  wait_for_state (sessions, 0, HOIST_STATE_ATTENTION);
  while (!hoist_queue_is_idle (get_queue (&scene->base)))
    g_main_context_iteration (NULL, TRUE);
  settle ();
}

static void
test_suspends (Scene *scene, gconstpointer data)
{
  want (scene);
  let_one_end (scene);
  g_assert_cmpint (hoist_suspend_get_seconds_left (scene->suspend), ==, 30);
  hoist_test_clock_advance (scene->base.clock, 29 * SECOND);
  g_assert_cmpint (hoist_suspend_get_seconds_left (scene->suspend), ==, 1);
  g_assert_cmpuint (scene->n_suspended, ==, 0);
  hoist_test_clock_advance (scene->base.clock, SECOND);
  while (scene->n_suspended == 0)
    g_main_context_iteration (NULL, TRUE);
  settle ();
  g_assert_false (scene->was_interactive);
  g_assert_false (hoist_suspend_is_wanted (scene->suspend));
  g_assert_cmpint (hoist_suspend_get_seconds_left (scene->suspend), ==, -1);
  g_assert_cmpuint (scene->n_failed, ==, 0);

  /* the next batch does not send it to sleep again */
  let_one_end (scene);
  hoist_test_clock_advance (scene->base.clock, 60 * SECOND);
  g_assert_cmpuint (scene->n_suspended, ==, 1);
}

static void
test_cancelled (Scene *scene, gconstpointer data)
{
  want (scene);
  let_one_end (scene);
  hoist_test_clock_advance (scene->base.clock, 10 * SECOND);
  hoist_suspend_cancel (scene->suspend);
  g_assert_cmpint (hoist_suspend_get_seconds_left (scene->suspend), ==, -1);
  g_assert_false (hoist_suspend_is_wanted (scene->suspend));
  hoist_test_clock_advance (scene->base.clock, 60 * SECOND);
  settle ();
  g_assert_cmpuint (scene->n_suspended, ==, 0);
}

static void
test_now (Scene *scene, gconstpointer data)
{
  want (scene);
  hoist_suspend_now (scene->suspend);
  g_assert_true (hoist_suspend_is_wanted (scene->suspend));
  let_one_end (scene);
  hoist_suspend_now (scene->suspend);
  while (scene->n_suspended == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (hoist_suspend_get_seconds_left (scene->suspend), ==, -1);
}

/* More work takes the notice back, and the wish stays. */
static void
test_more_work (Scene *scene, gconstpointer data)
{
  g_autoptr (GPtrArray) sessions = NULL;

  want (scene);
  let_one_end (scene);
  g_assert_cmpint (hoist_suspend_get_seconds_left (scene->suspend), ==, 30);
  sessions = add_files (&scene->base, 1, FALSE);
  wait_for_state (sessions, 0, HOIST_STATE_HASHING);
  g_assert_cmpint (hoist_suspend_get_seconds_left (scene->suspend), ==, -1);
  g_assert_true (hoist_suspend_is_wanted (scene->suspend));
}

static void
test_paused (Scene *scene, gconstpointer data)
{
  g_autoptr (GPtrArray) sessions = NULL;

  want (scene);
  sessions = add_files (&scene->base, 1, FALSE);
  wait_for_state (sessions, 0, HOIST_STATE_HASHING);
  hoist_queue_set_paused (get_queue (&scene->base), TRUE);
  wait_for_state (sessions, 0, HOIST_STATE_PAUSED);
  while (!hoist_queue_is_idle (get_queue (&scene->base)))
    g_main_context_iteration (NULL, TRUE);
  settle ();
  g_assert_cmpint (hoist_suspend_get_seconds_left (scene->suspend), ==, -1);
}

static void
test_refused (Scene *scene, gconstpointer data)
{
  scene->is_refusing = TRUE;
  want (scene);
  let_one_end (scene);
  hoist_suspend_now (scene->suspend);
  while (scene->n_failed == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (scene->n_suspended, ==, 1);
}

/* What cannot be done without a password cannot be done at night. */
static void
test_impossible (Scene *scene, gconstpointer data)
{
  while (scene->n_asked == 0)
    g_main_context_iteration (NULL, TRUE);
  /* until the answer has come */
  while (G_OBJECT (scene->suspend)->ref_count > 1)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (is_possible (scene));
  g_object_set (scene->suspend, "is-wanted", TRUE, NULL);
  g_assert_false (hoist_suspend_is_wanted (scene->suspend));
}

static void
add (const char *path, void (*test) (Scene *scene, gconstpointer data), const char *answer)
{
  g_test_add (path, Scene, answer, set_up_scene, test, tear_down_scene);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  add ("/suspend/comes-after-a-notice", test_suspends, NULL);
  add ("/suspend/can-be-cancelled", test_cancelled, NULL);
  add ("/suspend/need-not-wait", test_now, NULL);
  add ("/suspend/waits-for-more-work", test_more_work, NULL);
  add ("/suspend/is-not-for-a-paused-queue", test_paused, NULL);
  add ("/suspend/tells-that-it-failed", test_refused, NULL);
  add ("/suspend/is-not-offered-with-a-password", test_impossible, "challenge");
  add ("/suspend/is-not-offered-when-it-cannot-be", test_impossible, "na");

  return g_test_run ();
}
