/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Many wait for one end: each is answered once, and each may give up alone. */
#include "hoist-waiters.h"

typedef struct {
  HoistWaiters *waiters;
  GString *log;
  guint n_gone;
} Fixture;

typedef struct {
  Fixture *fixture;
  const char *name;
  gboolean asks_again;
} Caller;

static void
on_all_gone (gpointer data)
{
  ((Fixture *) data)->n_gone++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->waiters = hoist_waiters_new (on_all_gone, fixture);
  fixture->log = g_string_new (NULL);
}

static void
settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  settle ();
  hoist_waiters_free (fixture->waiters);
  g_string_free (fixture->log, TRUE);
}

static void on_answered (GObject *source, GAsyncResult *result, gpointer data);

static void
wait (Caller *caller, GCancellable *cancellable)
{
  hoist_waiters_add (caller->fixture->waiters, g_task_new (NULL, cancellable, on_answered, caller));
}

static void
on_answered (GObject *source, GAsyncResult *result, gpointer data)
{
  Caller *caller = data;
  g_autoptr (GError) error = NULL;
  gboolean is_good = g_task_propagate_boolean (G_TASK (result), &error);

  g_string_append_printf (caller->fixture->log, "%s:%s ", caller->name,
                          is_good ? "good" : error->message);
  if (caller->asks_again) {
    caller->asks_again = FALSE;
    wait (caller, NULL);
  }
}

static void
test_all (Fixture *fixture, gconstpointer data)
{
  Caller one = { fixture, "one", FALSE };
  Caller two = { fixture, "two", FALSE };

  g_assert_true (hoist_waiters_is_empty (fixture->waiters));
  wait (&one, NULL);
  wait (&two, NULL);
  settle ();
  g_assert_false (hoist_waiters_is_empty (fixture->waiters));
  g_assert_cmpstr (fixture->log->str, ==, "");
  hoist_waiters_answer (fixture->waiters, NULL, NULL, NULL, NULL);
  settle ();
  g_assert_cmpstr (fixture->log->str, ==, "one:good two:good ");
  g_assert_true (hoist_waiters_is_empty (fixture->waiters));
  g_assert_cmpuint (fixture->n_gone, ==, 0);
}

static void
test_error (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "bad");
  Caller one = { fixture, "one", FALSE };
  Caller two = { fixture, "two", FALSE };

  wait (&one, NULL);
  wait (&two, NULL);
  hoist_waiters_answer (fixture->waiters, error, NULL, NULL, NULL);
  settle ();
  g_assert_cmpstr (fixture->log->str, ==, "one:bad two:bad ");
}

/* Who asks again from the callback waits for the next answer. */
static void
test_again (Fixture *fixture, gconstpointer data)
{
  Caller one = { fixture, "one", TRUE };

  wait (&one, NULL);
  hoist_waiters_answer (fixture->waiters, NULL, NULL, NULL, NULL);
  settle ();
  g_assert_cmpstr (fixture->log->str, ==, "one:good ");
  g_assert_false (hoist_waiters_is_empty (fixture->waiters));
  hoist_waiters_answer (fixture->waiters, NULL, NULL, NULL, NULL);
  settle ();
  g_assert_cmpstr (fixture->log->str, ==, "one:good one:good ");
}

/* The others still wait; only the last one's end is told. */
static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) first = g_cancellable_new ();
  g_autoptr (GCancellable) second = g_cancellable_new ();
  Caller one = { fixture, "one", FALSE };
  Caller two = { fixture, "two", FALSE };

  wait (&one, first);
  wait (&two, second);
  g_cancellable_cancel (first);
  settle ();
  g_assert_true (g_str_has_prefix (fixture->log->str, "one:"));
  g_assert_null (g_strstr_len (fixture->log->str, -1, "two:"));
  g_assert_cmpuint (fixture->n_gone, ==, 0);
  g_string_truncate (fixture->log, 0);

  g_cancellable_cancel (second);
  settle ();
  g_assert_true (g_str_has_prefix (fixture->log->str, "two:"));
  g_assert_cmpuint (fixture->n_gone, ==, 1);
  g_assert_true (hoist_waiters_is_empty (fixture->waiters));

  /* Nobody hears anything twice. */
  g_string_truncate (fixture->log, 0);
  hoist_waiters_answer (fixture->waiters, NULL, NULL, NULL, NULL);
  settle ();
  g_assert_cmpstr (fixture->log->str, ==, "");
}

/* One that gives up after the answer changes nothing any more. */
static void
test_cancel_too_late (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Caller one = { fixture, "one", FALSE };

  wait (&one, cancellable);
  hoist_waiters_answer (fixture->waiters, NULL, NULL, NULL, NULL);
  settle ();
  g_cancellable_cancel (cancellable);
  settle ();
  g_assert_cmpstr (fixture->log->str, ==, "one:good ");
  g_assert_cmpuint (fixture->n_gone, ==, 0);
}

static void
on_text (GObject *source, GAsyncResult *result, gpointer data)
{
  char **text = data;

  *text = g_task_propagate_pointer (G_TASK (result), NULL);
}

/* Each gets a copy of its own. */
static void
test_value (Fixture *fixture, gconstpointer data)
{
  char value[] = "token";
  g_autofree char *one = NULL;
  g_autofree char *two = NULL;

  hoist_waiters_add (fixture->waiters, g_task_new (NULL, NULL, on_text, &one));
  hoist_waiters_add (fixture->waiters, g_task_new (NULL, NULL, on_text, &two));
  hoist_waiters_answer (fixture->waiters, NULL, value, (GBoxedCopyFunc) g_strdup, g_free);
  settle ();
  g_assert_cmpstr (one, ==, "token");
  g_assert_cmpstr (two, ==, "token");
  g_assert_true (one != two);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/waiters/all-are-answered", test_all);
  ADD ("/waiters/all-get-the-error", test_error);
  ADD ("/waiters/asking-again-waits-again", test_again);
  ADD ("/waiters/one-gives-up-alone", test_cancel);
  ADD ("/waiters/giving-up-too-late", test_cancel_too_late);
  ADD ("/waiters/each-gets-a-copy", test_value);
  return g_test_run ();
}
