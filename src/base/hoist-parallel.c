/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One piece of work on many items, on all processors: looking at a hundred thousand files is
 * mostly waiting for the system, one file after the other. */
#include "hoist-parallel.h"

/* More only get in each other's way at the file system. */
#define MAX_THREADS 4

typedef struct {
  guint from;
  guint to;
  HoistParallelWork work;
  gpointer data;
  GThread *thread; /* (owned) (nullable): the first has none, nor who could not get one */
} Stretch;

static gpointer
run_stretch (gpointer data)
{
  Stretch *self = data;

  return self->work (self->from, self->to, self->data);
}

/**
 * hoist_parallel_map:
 * @stretch: so many items at least are worth a thread of their own
 *
 * Has @work done on all items, and blocks until that is done: for threads that may.
 *
 * Returns: (transfer container): what @work returned, in the order of the items; one where they
 *   are few, and also where there is none
 */
GPtrArray *
hoist_parallel_map (guint n_items, guint stretch, HoistParallelWork work, gpointer data)
{
  guint n_wanted = n_items / MAX (stretch, 1);
  guint n_stretches = CLAMP (n_wanted, 1, MIN (g_get_num_processors (), MAX_THREADS));
  Stretch stretches[MAX_THREADS];
  GPtrArray *results = g_ptr_array_new ();

  for (guint i = 0; i < n_stretches; i++) {
    stretches[i] = (Stretch){ .from = (guint) ((guint64) n_items * i / n_stretches),
                              .to = (guint) ((guint64) n_items * (i + 1) / n_stretches),
                              .work = work,
                              .data = data };
    if (i > 0)
      stretches[i].thread = g_thread_try_new ("hoist-parallel", run_stretch, &stretches[i], NULL);
  }
  for (guint i = 0; i < n_stretches; i++) {
    gpointer result = stretches[i].thread != NULL ? g_thread_join (stretches[i].thread)
                                                  : run_stretch (&stretches[i]);

    g_ptr_array_add (results, result);
  }
  return results;
}
