/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Work in stretches: every item once, in order, on as many threads as are worth it. */
#include "hoist-parallel.h"

typedef struct {
  guint n_items;
  int n_done[1000];
} Job;

/* Returns: the first and the last item. */
static gpointer
work (guint from, guint to, gpointer data)
{
  Job *job = data;

  g_assert_cmpuint (from, <=, to);
  for (guint i = from; i < to; i++)
    g_atomic_int_inc (&job->n_done[i]);
  return g_strdup_printf ("%u-%u", from, to);
}

static void
check (guint n_items, guint stretch, guint most)
{
  Job job = { n_items, { 0 } };
  g_autoptr (GPtrArray) results = hoist_parallel_map (n_items, stretch, work, &job);
  g_autoptr (GString) expected_from = g_string_new ("0");

  g_assert_cmpuint (results->len, >=, 1);
  g_assert_cmpuint (results->len, <=, most);
  g_ptr_array_set_free_func (results, g_free);
  for (guint i = 0; i < results->len; i++) {
    g_auto (GStrv) ends = g_strsplit (g_ptr_array_index (results, i), "-", 2);

    g_assert_cmpstr (ends[0], ==, expected_from->str);
    g_string_assign (expected_from, ends[1]);
  }
  g_assert_cmpuint (g_ascii_strtoull (expected_from->str, NULL, 10), ==, n_items);
  for (guint i = 0; i < G_N_ELEMENTS (job.n_done); i++)
    g_assert_cmpint (job.n_done[i], ==, i < n_items ? 1 : 0);
}

static void
test_every_item_once (void)
{
  guint n_processors = g_get_num_processors ();

  check (0, 10, 1);
  check (1, 10, 1);
  check (19, 10, 1);
  check (20, 10, MIN (n_processors, 2));
  check (999, 10, MIN (n_processors, 4));
  check (1000, 1, MIN (n_processors, 4));
  check (1000, 0, MIN (n_processors, 4));
  check (1000, 1001, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/parallel/every-item-once", test_every_item_once);

  return g_test_run ();
}
