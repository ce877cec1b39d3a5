/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Measures how long the main loop is away, for whoever hunts stutter. */
#include "hoist-stall-watch.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Reading style sheets and fonts for the first frames is no stutter. */
#define SETTLE_MS 1500
#define LOOK_US (2 * G_TIME_SPAN_MILLISECOND)
/* design section 8: no stall above this */
#define STALL_US (50 * G_TIME_SPAN_MILLISECOND)

static struct {
  FILE *log; /* (owned) (nullable) */
  int state_fd;
  int place_fd;
  guint settle_id;
  gint64 start_us;
  gint64 work_us; /* of the main thread, when it last had something to do */
  GPollFunc poll;
  GThread *looker; /* (owned) (nullable) */

  GMutex lock;
  GCond ending;
  gboolean is_ending;
  gint64 away_since_us; /* 0 while the main loop waits for something to do */
  gint64 asleep_us;     /* since then, in calls that wait */
} watch;

static gint64
get_work (void)
{
  struct timespec time = { 0 };

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return time.tv_sec * G_USEC_PER_SEC + time.tv_nsec / 1000;
}

/* Whether the main thread sleeps in a call of ours. Else it runs, or wants to while others have the
 * processors, or GTK waits for the X server's answer, which it asks for in each frame (seen with
 * 4.8.3: gdk_display_get_monitor_at_surface()): on a busy machine that is the same thing. */
static gboolean
is_asleep (void)
{
  char text[256] = "";
  char place[64] = "";
  const char *state = NULL;

  if (pread (watch.state_fd, text, sizeof text - 1, 0) > 0)
    state = strrchr (text, ')');
  if (state == NULL || strlen (state) < 3 || (state[2] != 'S' && state[2] != 'D'))
    return FALSE;
  return pread (watch.place_fd, place, sizeof place - 1, 0) <= 0 ||
         !g_str_has_prefix (place, "poll_schedule_timeout");
}

/* A thread beside the main one, since the kernel's own figures leave out much of the time that a
 * busy machine takes away. */
static gpointer
look (gpointer user_data)
{
  g_mutex_lock (&watch.lock);
  while (!watch.is_ending) {
    gint64 before_us = g_get_monotonic_time ();
    gboolean is_sleeping = FALSE;

    g_cond_wait_until (&watch.ending, &watch.lock, before_us + LOOK_US);
    g_mutex_unlock (&watch.lock);
    is_sleeping = is_asleep ();
    g_mutex_lock (&watch.lock);
    /* late itself, it knows nothing of the time between */
    if (is_sleeping && watch.away_since_us != 0 && watch.away_since_us < before_us)
      watch.asleep_us += MIN (g_get_monotonic_time () - before_us, 2 * LOOK_US);
  }
  g_mutex_unlock (&watch.lock);
  return NULL;
}

static void
judge (void)
{
  gint64 now_us = g_get_monotonic_time ();
  gint64 work_us = get_work () - watch.work_us;
  gint64 away_us = 0;
  gint64 asleep_us = 0;

  g_mutex_lock (&watch.lock);
  away_us = now_us - watch.away_since_us;
  asleep_us = watch.asleep_us;
  watch.away_since_us = 0;
  g_mutex_unlock (&watch.lock);
  if (away_us <= STALL_US || work_us + asleep_us <= STALL_US)
    return;
  fprintf (watch.log,
           "stall %.1f ms at %.3f s: %.1f ms of work, %.1f ms asleep, "
           "%.1f ms for want of a processor\n",
           away_us / 1000.0, (now_us - watch.start_us) / (double) G_USEC_PER_SEC, work_us / 1000.0,
           asleep_us / 1000.0, MAX (away_us - work_us - asleep_us, 0) / 1000.0);
  fflush (watch.log);
}

static void
begin (void)
{
  watch.work_us = get_work ();
  g_mutex_lock (&watch.lock);
  watch.away_since_us = g_get_monotonic_time ();
  watch.asleep_us = 0;
  g_mutex_unlock (&watch.lock);
}

/* Between two polls the main loop does something and answers nobody. */
static int
poll_and_judge (GPollFD *fds, guint n_fds, int timeout)
{
  int n_ready = 0;

  judge ();
  n_ready = watch.poll (fds, n_fds, timeout);
  begin ();
  return n_ready;
}

static gboolean
on_settled (gpointer user_data)
{
  watch.settle_id = 0;
  fprintf (watch.log, "watching\n");
  fflush (watch.log);
  begin ();
  watch.looker = g_thread_new ("stall-watch", look, NULL);
  watch.poll = g_main_context_get_poll_func (NULL);
  g_main_context_set_poll_func (NULL, poll_and_judge);
  return G_SOURCE_REMOVE;
}

/**
 * hoist_stall_watch_start:
 * @path: (nullable): a file to append to; %NULL does nothing
 *
 * A moment after the first call, writes “watching”, and then one line for each time the main loop
 * was away for more than 50 ms, at work or asleep in a call. Time that it lost to other programs
 * and to the display server does not count. To be called by the main thread, when its window is
 * shown.
 */
void
hoist_stall_watch_start (const char *path)
{
  if (path == NULL || *path == '\0' || watch.log != NULL)
    return;
  watch.log = fopen (path, "ae");
  if (watch.log == NULL)
    return;
  watch.state_fd = open ("/proc/thread-self/stat", O_RDONLY | O_CLOEXEC);
  watch.place_fd = open ("/proc/thread-self/wchan", O_RDONLY | O_CLOEXEC);
  watch.start_us = g_get_monotonic_time ();
  watch.settle_id = g_timeout_add (SETTLE_MS, on_settled, NULL);
}

/* Waits for the thread that looks, and closes the log. Does nothing where nobody watches. */
void
hoist_stall_watch_stop (void)
{
  if (watch.log == NULL)
    return;
  g_clear_handle_id (&watch.settle_id, g_source_remove);
  if (watch.poll != NULL)
    g_main_context_set_poll_func (NULL, watch.poll);
  g_mutex_lock (&watch.lock);
  watch.is_ending = TRUE;
  g_cond_signal (&watch.ending);
  g_mutex_unlock (&watch.lock);
  g_clear_pointer (&watch.looker, g_thread_join);
  if (watch.state_fd >= 0)
    close (watch.state_fd);
  if (watch.place_fd >= 0)
    close (watch.place_fd);
  g_clear_pointer (&watch.log, fclose);
}
