/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The janitor: a few at a time, in order, each once, and only while it may run. */
#include "hoist-janitor.h"

#define AT_ONCE 4
#define N_ITEMS 9

typedef struct {
  HoistJanitor *janitor;
  char items[N_ITEMS];
  GString *started; /* the numbers of those whose work has begun */
  int idle;         /* the item that turns out to have no work; -1 for none */
} Fixture;

static gboolean
start (gpointer item, gpointer data)
{
  Fixture *fixture = data;
  int number = (int) ((char *) item - fixture->items);

  g_string_append_printf (fixture->started, "%d", number);
  return number != fixture->idle;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->started = g_string_new (NULL);
  fixture->idle = -1;
  fixture->janitor = hoist_janitor_new (start, fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  hoist_janitor_free (fixture->janitor);
  g_string_free (fixture->started, TRUE);
}

static void
settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
add_all (Fixture *fixture)
{
  for (guint i = 0; i < N_ITEMS; i++)
    hoist_janitor_add (fixture->janitor, &fixture->items[i]);
}

static void
assert_started (Fixture *fixture, const char *numbers)
{
  settle ();
  g_assert_cmpstr (fixture->started->str, ==, numbers);
}

static void
test_few_at_a_time (Fixture *fixture, gconstpointer data)
{
  hoist_janitor_set_running (fixture->janitor, TRUE);
  add_all (fixture);
  assert_started (fixture, "0123");
  g_assert_cmpuint (hoist_janitor_get_n_active (fixture->janitor), ==, AT_ONCE);
  hoist_janitor_done (fixture->janitor);
  assert_started (fixture, "01234");
  for (guint i = 0; i < AT_ONCE; i++)
    hoist_janitor_done (fixture->janitor);
  assert_started (fixture, "012345678");
  for (guint i = 0; i < AT_ONCE; i++)
    hoist_janitor_done (fixture->janitor);
  assert_started (fixture, "012345678");
  g_assert_cmpuint (hoist_janitor_get_n_active (fixture->janitor), ==, 0);
}

static void
test_not_running (Fixture *fixture, gconstpointer data)
{
  add_all (fixture);
  assert_started (fixture, "");
  hoist_janitor_set_running (fixture->janitor, TRUE);
  assert_started (fixture, "0123");
  hoist_janitor_set_running (fixture->janitor, FALSE);
  hoist_janitor_done (fixture->janitor);
  assert_started (fixture, "0123");
  hoist_janitor_set_running (fixture->janitor, TRUE);
  assert_started (fixture, "01234");
}

static void
test_once (Fixture *fixture, gconstpointer data)
{
  hoist_janitor_set_running (fixture->janitor, TRUE);
  add_all (fixture);
  add_all (fixture);
  hoist_janitor_remove (fixture->janitor, &fixture->items[1]);
  hoist_janitor_remove (fixture->janitor, &fixture->items[1]);
  assert_started (fixture, "0234");

  /* What has been started may wait for its next round already. */
  hoist_janitor_add (fixture->janitor, &fixture->items[0]);
  for (guint i = 0; i < AT_ONCE; i++)
    hoist_janitor_done (fixture->janitor);
  assert_started (fixture, "02345678");
  hoist_janitor_done (fixture->janitor);
  assert_started (fixture, "023456780");
}

/* One without work takes nobody's place. */
static void
test_no_work (Fixture *fixture, gconstpointer data)
{
  fixture->idle = 2;
  hoist_janitor_set_running (fixture->janitor, TRUE);
  add_all (fixture);
  assert_started (fixture, "01234");
  g_assert_cmpuint (hoist_janitor_get_n_active (fixture->janitor), ==, AT_ONCE);
}

/* Freed with work to do: nothing is started any more. */
static void
test_freed (Fixture *fixture, gconstpointer data)
{
  hoist_janitor_set_running (fixture->janitor, TRUE);
  add_all (fixture);
  g_clear_pointer (&fixture->janitor, hoist_janitor_free);
  assert_started (fixture, "");
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("/janitor/does-a-few-at-a-time-in-order", test_few_at_a_time);
  ADD ("/janitor/starts-nothing-while-it-may-not-run", test_not_running);
  ADD ("/janitor/does-each-once", test_once);
  ADD ("/janitor/one-without-work-takes-no-place", test_no_work);
  ADD ("/janitor/freed-starts-nothing", test_freed);
  return g_test_run ();
}
