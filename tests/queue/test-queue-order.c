/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The queue's order: moves, what they cost, and that they survive. */
#include "queue-fixture.h"

static void
move (Fixture *fixture, const char *names, char before)
{
  g_autoptr (GPtrArray) sessions = pick (fixture, names);

  hoist_queue_move (fixture->queue, sessions, before != 0 ? find (fixture, before) : NULL);
}

static void
test_moves (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *names;
    char before;
    const char *after;
  } cases[] = {
    { "e", 'a', "eabcd" },  { "a", 0, "bcdea" },    { "db", 'a', "bdace" },
    { "ace", 0, "bdace" },  { "b", 'b', "abcde" },  { "bc", 'c', "abcde" },
    { "b", 'c', "abcde" },  { "bd", 'c', "abdce" }, { "abcde", 'c', "abcde" },
    { "cd", 'b', "acdbe" }, { "", 'a', "abcde" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GPtrArray) rows = enter (fixture, 0, 5, HOIST_STATE_PAUSED, 0);

    g_test_message ("%s before %c", cases[i].names, cases[i].before);
    move (fixture, cases[i].names, cases[i].before);
    assert_order (fixture, cases[i].after);
    flush (fixture);
    reopen (fixture);
    assert_order (fixture, cases[i].after);
    g_clear_pointer (&rows, g_ptr_array_unref);
    rows = pick (fixture, "abcde");
    hoist_queue_remove_many (fixture->queue, rows);
    flush (fixture);
    hoist_test_clock_advance (fixture->clock, 11 * G_USEC_PER_SEC);
    flush (fixture);
  }
}

static void
test_ends (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) some = NULL;

  fill (fixture, 0, 5, HOIST_STATE_PAUSED, 0);
  some = pick (fixture, "db");
  hoist_queue_move_to_end (fixture->queue, some, TRUE);
  assert_order (fixture, "bdace");
  hoist_queue_move_to_end (fixture->queue, some, FALSE);
  assert_order (fixture, "acebd");
}

/* Rows of an older version stand side by side, and a gap is used up in the end: all rows then make
 * room, and nobody sees a difference. */
static void
test_no_room (Fixture *fixture, gconstpointer data)
{

  fill (fixture, 0, 6, HOIST_STATE_PAUSED, 1);
  move (fixture, "ef", 'b');
  assert_order (fixture, "aefbcd");
  for (guint i = 0; i < 100; i++) {
    move (fixture, i % 2 == 0 ? "c" : "d", 'b');
    assert_order (fixture, i % 2 == 0 ? i == 0 ? "aefcbd" : "aefdcb" : "aefcdb");
  }
  flush (fixture);
  reopen (fixture);
  assert_order (fixture, "aefcdb");
}

/* A place given twice, or out of reach. */
static void
test_damaged_places (Fixture *fixture, gconstpointer data)
{
  HoistStore *store = hoist_workspace_get_store (fixture->workspace);
  g_autoptr (GPtrArray) rows = enter (fixture, 0, 4, HOIST_STATE_PAUSED, 0);
  GArray *places = g_array_new (FALSE, FALSE, sizeof (HoistPlace));
  const gint64 positions[] = { G_MININT64, 7, 7, G_MAXINT64 };

  for (guint i = 0; i < 4; i++) {
    HoistPlace place = { hoist_session_get_id (g_ptr_array_index (rows, i)), positions[i] };

    g_array_append_val (places, place);
  }
  hoist_store_save_places (store, places);
  flush (fixture);
  g_clear_pointer (&rows, g_ptr_array_unref);
  reopen (fixture);
  assert_order (fixture, "abcd");
  move (fixture, "d", 'c');
  assert_order (fixture, "abdc");
  move (fixture, "a", 0);
  rows = enter (fixture, 4, 1, HOIST_STATE_PAUSED, 0);
  assert_order (fixture, "bdcae");
}

/* One signal for each stretch that leaves or comes. */
static void
test_few_signals (Fixture *fixture, gconstpointer data)
{

  fill (fixture, 0, 26, HOIST_STATE_PAUSED, 0);
  fixture->n_signals = 0;
  move (fixture, "defghijklm", 'z');
  g_assert_cmpuint (fixture->n_signals, ==, 2);

  fixture->n_signals = 0;
  move (fixture, "acegikmoqsuwy", 0);
  g_assert_cmpuint (fixture->n_signals, <=, 2);
}

/* Whoever follows the signals alone has the same list. */
static void
follow (GListModel *model, guint position, guint removed, guint added, GPtrArray *copy)
{
  if (removed > 0)
    g_ptr_array_remove_range (copy, position, removed);
  for (guint i = 0; i < added; i++)
    g_ptr_array_insert (copy, (int) (position + i), g_list_model_get_item (model, position + i));
}

static void
assert_same (Fixture *fixture, GPtrArray *copy, GPtrArray *naive)
{
  GListModel *model = G_LIST_MODEL (fixture->queue);

  g_assert_cmpuint (g_list_model_get_n_items (model), ==, copy->len);
  g_assert_cmpuint (naive->len, ==, copy->len);
  for (guint i = 0; i < copy->len; i++) {
    g_autoptr (HoistSession) session = g_list_model_get_item (model, i);

    g_assert_true (session == g_ptr_array_index (copy, i));
    g_assert_true (session == g_ptr_array_index (naive, i));
  }
}

static void
move_naively (GPtrArray *naive, GPtrArray *moved, HoistSession *before)
{
  g_autoptr (GPtrArray) kept = g_ptr_array_new ();
  g_autoptr (GPtrArray) taken = g_ptr_array_new ();
  guint index = 0;

  /* the first from @before on that stays */
  if (before != NULL && g_ptr_array_find (naive, before, &index)) {
    while (index < naive->len && g_ptr_array_find (moved, g_ptr_array_index (naive, index), NULL))
      index++;
    before = index < naive->len ? g_ptr_array_index (naive, index) : NULL;
  }
  for (guint i = 0; i < naive->len; i++) {
    gpointer session = g_ptr_array_index (naive, i);

    g_ptr_array_add (g_ptr_array_find (moved, session, NULL) ? taken : kept, session);
  }
  index = kept->len;
  if (before != NULL)
    g_ptr_array_find (kept, before, &index);
  g_ptr_array_set_size (naive, 0);
  for (guint i = 0; i < index; i++)
    g_ptr_array_add (naive, g_ptr_array_index (kept, i));
  g_ptr_array_extend (naive, taken, NULL, NULL);
  for (guint i = index; i < kept->len; i++)
    g_ptr_array_add (naive, g_ptr_array_index (kept, i));
}

static GPtrArray *
pick_some (GPtrArray *naive, guint one_in)
{
  GPtrArray *some = g_ptr_array_new ();

  for (guint i = 0; i < naive->len; i++) {
    if (g_test_rand_int_range (0, (int) one_in) == 0)
      g_ptr_array_insert (some, g_test_rand_int_range (0, (int) some->len + 1),
                          g_ptr_array_index (naive, i));
  }
  return some;
}

static void
test_random (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) rows = enter (fixture, 0, 60, HOIST_STATE_PAUSED, 3);
  g_autoptr (GPtrArray) copy = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) naive = g_ptr_array_new ();

  for (guint i = 0; i < rows->len; i++) {
    g_ptr_array_add (copy, g_object_ref (g_ptr_array_index (rows, i)));
    g_ptr_array_add (naive, g_ptr_array_index (rows, i));
  }
  g_signal_connect (fixture->queue, "items-changed", G_CALLBACK (follow), copy);

  for (guint i = 0; i < 400; i++) {
    g_autoptr (GPtrArray) some = pick_some (naive, 1 + i % 20);
    guint where = (guint) g_test_rand_int_range (0, (int) naive->len + 1);
    HoistSession *before = where < naive->len ? g_ptr_array_index (naive, where) : NULL;

    if (i % 7 == 0) {
      hoist_queue_remove_many (fixture->queue, some);
      g_assert_cmpuint (hoist_queue_undo_remove_many (fixture->queue, some), ==, some->len);
    } else {
      hoist_queue_move (fixture->queue, some, before);
      move_naively (naive, some, before);
    }
    settle ();
    assert_same (fixture, copy, naive);
  }
  flush (fixture);
  assert_same (fixture, copy, naive);
  g_signal_handlers_disconnect_by_data (fixture->queue, copy);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("/queue-order/moves-before-another-and-survives", test_moves);
  ADD ("/queue-order/moves-to-the-ends", test_ends);
  ADD ("/queue-order/makes-room", test_no_room);
  ADD ("/queue-order/mends-damaged-places", test_damaged_places);
  ADD ("/queue-order/costs-few-signals", test_few_signals);
  ADD ("/queue-order/agrees-with-a-naive-list", test_random);
  return g_test_run ();
}
