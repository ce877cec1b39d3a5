/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long the main thread works in one turn of its loop: its own work, since on a busy machine it
 * also waits for the processor. */
#include "hoist-bench-loop.h"

#include <time.h>

static gint64 woke_us;
static gint64 longest_us;

/* Microseconds that this thread has worked so far. */
gint64
hoist_bench_get_work (void)
{
  struct timespec time = { 0 };

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return time.tv_sec * G_USEC_PER_SEC + time.tv_nsec / 1000;
}

static gint
watch_poll (GPollFD *fds, guint n_fds, gint timeout)
{
  gint n_ready = 0;

  longest_us = MAX (longest_us, hoist_bench_get_work () - woke_us);
  n_ready = g_poll (fds, n_fds, timeout);
  woke_us = hoist_bench_get_work ();
  return n_ready;
}

void
hoist_bench_watch_loop (void)
{
  g_main_context_set_poll_func (NULL, watch_poll);
}

/* From here on the longest turn is looked for. */
void
hoist_bench_begin_turns (void)
{
  woke_us = hoist_bench_get_work ();
  longest_us = 0;
}

double
hoist_bench_get_longest_ms (void)
{
  return (double) longest_us / 1000;
}
