/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Measures how long the main loop is away, for whoever hunts stutter. */
#include "hoist-stall-watch.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define BEAT_MS 10
/* Reading style sheets and fonts for the first frames is no stutter. */
#define SETTLE_MS 1500
/* design section 8: no stall above this */
#define STALL_US (50 * G_TIME_SPAN_MILLISECOND)

/* What the kernel says since the start, in microseconds. */
typedef struct {
  gint64 work_us; /* of this thread */
  gint64
      without_us; /* ready to run, but every processor was taken, here or by the machine's host */
} Spent;

static struct {
  FILE *log; /* (owned) (nullable) */
  int thread_fd;
  int machine_fd;
  guint source_id;
  gint64 start_us;
  gint64 due_us;
  Spent spent;
} watch;

static gint64
get_stolen (void)
{
  char text[256] = "";
  guint64 ticks[8] = { 0 };
  char *at = text;

  if (watch.machine_fd < 0 || pread (watch.machine_fd, text, sizeof text - 1, 0) <= 0)
    return 0;
  /* “cpu”, then user, nice, system, idle, iowait, irq, softirq, steal: proc(5) */
  at += strcspn (at, " \n");
  for (gsize i = 0; i < G_N_ELEMENTS (ticks); i++)
    ticks[i] = g_ascii_strtoull (at, &at, 10);
  return ticks[7] * G_USEC_PER_SEC / sysconf (_SC_CLK_TCK);
}

static Spent
get_spent (void)
{
  char text[128] = "";
  char *at = text;
  gint64 work_ns = 0;
  gint64 queue_ns = 0;

  if (watch.thread_fd >= 0 && pread (watch.thread_fd, text, sizeof text - 1, 0) > 0) {
    work_ns = g_ascii_strtoull (at, &at, 10);
    queue_ns = g_ascii_strtoull (at, &at, 10);
  }
  return (Spent){ .work_us = work_ns / 1000, .without_us = queue_ns / 1000 + get_stolen () };
}

static gboolean
on_beat (gpointer user_data)
{
  gint64 now_us = g_get_monotonic_time ();
  gint64 late_us = now_us - watch.due_us;
  Spent spent = get_spent ();
  gint64 without_us = spent.without_us - watch.spent.without_us;

  if (late_us - without_us > STALL_US) {
    fprintf (watch.log,
             "stall %.1f ms at %.3f s: %.1f ms of work, %.1f ms for want of a processor\n",
             late_us / 1000.0, (now_us - watch.start_us) / (double) G_USEC_PER_SEC,
             (spent.work_us - watch.spent.work_us) / 1000.0, without_us / 1000.0);
    fflush (watch.log);
  }
  watch.spent = spent;
  watch.due_us = g_get_monotonic_time () + BEAT_MS * G_TIME_SPAN_MILLISECOND;
  return G_SOURCE_CONTINUE;
}

static gboolean
on_settled (gpointer user_data)
{
  fprintf (watch.log, "watching\n");
  fflush (watch.log);
  watch.spent = get_spent ();
  watch.due_us = g_get_monotonic_time () + BEAT_MS * G_TIME_SPAN_MILLISECOND;
  watch.source_id = g_timeout_add_full (G_PRIORITY_HIGH, BEAT_MS, on_beat, NULL, NULL);
  return G_SOURCE_REMOVE;
}

/**
 * hoist_stall_watch_start:
 * @path: (nullable): a file to append to; %NULL does nothing
 *
 * A moment after the first call, writes “watching”, and then one line for each time the main loop
 * came back more than 50 ms late. Time in which other programs, or other machines on the same host,
 * had taken every processor does not count: it says nothing about this one. To be called by the
 * thread that runs the main loop, when its window is shown.
 */
void
hoist_stall_watch_start (const char *path)
{
  if (path == NULL || *path == '\0' || watch.log != NULL)
    return;
  watch.log = fopen (path, "ae");
  if (watch.log == NULL)
    return;
  watch.thread_fd = open ("/proc/thread-self/schedstat", O_RDONLY | O_CLOEXEC);
  watch.machine_fd = open ("/proc/stat", O_RDONLY | O_CLOEXEC);
  watch.start_us = g_get_monotonic_time ();
  watch.source_id = g_timeout_add (SETTLE_MS, on_settled, NULL);
}

void
hoist_stall_watch_stop (void)
{
  if (watch.log == NULL)
    return;
  g_clear_handle_id (&watch.source_id, g_source_remove);
  if (watch.thread_fd >= 0)
    close (watch.thread_fd);
  if (watch.machine_fd >= 0)
    close (watch.machine_fd);
  g_clear_pointer (&watch.log, fclose);
}
