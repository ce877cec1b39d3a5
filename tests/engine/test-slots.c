/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Slots: never more than allowed, the first in the queue first, none lost. */
#include "hoist-slots.h"

#include "hoist-test-home.h"

typedef struct {
  HoistSlots *slots;
  GString *events; /* who was let in, and who was not */
} Fixture;

typedef struct {
  Fixture *fixture;
  char name;
} Caller;

static void
settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->slots = hoist_slots_new (2);
  fixture->events = g_string_new (NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  settle ();
  g_assert_finalize_object (fixture->slots);
  g_string_free (fixture->events, TRUE);
}

static void
on_taken (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Caller *caller = data;
  g_autoptr (GError) error = NULL;

  if (hoist_slots_take_finish (HOIST_SLOTS (source), result, &error)) {
    g_string_append_c (caller->fixture->events, caller->name);
    return;
  }
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_string_append_printf (caller->fixture->events, "-%c", caller->name);
}

static void
take (Fixture *fixture, char name, gint64 position, GCancellable *cancellable)
{
  Caller *caller = g_new0 (Caller, 1);

  caller->fixture = fixture;
  caller->name = name;
  hoist_slots_take_async (fixture->slots, position, cancellable, on_taken, caller);
}

static void
assert_events (Fixture *fixture, const char *events)
{
  settle ();
  g_assert_cmpstr (fixture->events->str, ==, events);
}

static void
give_back (Fixture *fixture, guint count)
{
  for (guint i = 0; i < count; i++)
    hoist_slots_give_back (fixture->slots);
}

static void
test_order (Fixture *fixture, gconstpointer data)
{
  take (fixture, 'a', 50, NULL);
  take (fixture, 'b', 60, NULL);
  take (fixture, 'c', 40, NULL);
  take (fixture, 'd', -10, NULL);
  take (fixture, 'e', 30, NULL);
  take (fixture, 'f', 30, NULL);
  assert_events (fixture, "ab");
  g_assert_cmpuint (hoist_slots_get_free (fixture->slots), ==, 0);

  give_back (fixture, 1);
  assert_events (fixture, "abd");
  give_back (fixture, 2);
  assert_events (fixture, "abdef");
  give_back (fixture, 2);
  assert_events (fixture, "abdefc");
  g_assert_cmpuint (hoist_slots_get_free (fixture->slots), ==, 1);
  give_back (fixture, 1);
  g_assert_cmpuint (hoist_slots_get_free (fixture->slots), ==, 2);
}

static void
test_count (Fixture *fixture, gconstpointer data)
{
  for (char name = 'a'; name <= 'e'; name++)
    take (fixture, name, name, NULL);
  assert_events (fixture, "ab");
  hoist_slots_set_count (fixture->slots, 3);
  assert_events (fixture, "abc");

  /* Nobody is thrown out, and the next comes when enough have left. */
  hoist_slots_set_count (fixture->slots, 1);
  g_assert_cmpuint (hoist_slots_get_free (fixture->slots), ==, 0);
  give_back (fixture, 2);
  assert_events (fixture, "abc");
  give_back (fixture, 1);
  assert_events (fixture, "abcd");
  hoist_slots_set_count (fixture->slots, 0);
  give_back (fixture, 1);
  assert_events (fixture, "abcd");
  hoist_slots_set_count (fixture->slots, 9);
  assert_events (fixture, "abcde");
  g_assert_cmpuint (hoist_slots_get_count (fixture->slots), ==, 9);
  give_back (fixture, 1);
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();

  g_cancellable_cancel (cancelled);
  take (fixture, 'a', 1, NULL);
  take (fixture, 'b', 2, NULL);
  take (fixture, 'x', 3, cancelled);
  take (fixture, 'c', 4, cancellable);
  take (fixture, 'd', 5, NULL);
  assert_events (fixture, "ab-x");
  g_cancellable_cancel (cancellable);
  assert_events (fixture, "ab-x-c");
  give_back (fixture, 1);
  assert_events (fixture, "ab-x-cd");
  give_back (fixture, 2);
}

/* Let in and cancelled in the same moment: the slot is taken, so it is not lost. */
static void
test_cancel_too_late (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  take (fixture, 'a', 1, NULL);
  take (fixture, 'b', 2, NULL);
  take (fixture, 'c', 3, cancellable);
  settle ();
  give_back (fixture, 1);
  g_cancellable_cancel (cancellable);
  assert_events (fixture, "abc");
  give_back (fixture, 2);
  g_assert_cmpuint (hoist_slots_get_free (fixture->slots), ==, 2);

  take (fixture, 'd', 4, cancellable);
  assert_events (fixture, "abc-d");
  g_assert_cmpuint (hoist_slots_get_free (fixture->slots), ==, 2);
}

static void
test_many (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  for (guint i = 0; i < 20000; i++)
    take (fixture, 'x', (gint64) (i * 7919 % 20000), cancellable);
  settle ();
  g_cancellable_cancel (cancellable);
  settle ();
  g_assert_cmpuint (fixture->events->len, ==, 2 + 2 * 19998);
  give_back (fixture, 2);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  hoist_test_init_at_home (&argc, &argv);

  ADD ("/slots/lets-the-first-in-first", test_order);
  ADD ("/slots/follows-a-new-count", test_count);
  ADD ("/slots/forgets-who-is-cancelled", test_cancel);
  ADD ("/slots/loses-none-to-a-late-cancel", test_cancel_too_late);
  ADD ("/slots/copes-with-many", test_many);

  return g_test_run ();
}
