/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Measures how long the main loop is away, for whoever hunts stutter. */
#include "hoist-stall-watch.h"

#include <stdio.h>

#define BEAT_MS 10
/* design section 8: no stall above this */
#define STALL_US (50 * G_TIME_SPAN_MILLISECOND)

static struct {
  FILE *log; /* (owned) (nullable) */
  guint source_id;
  gint64 start_us;
  gint64 due_us;
  gint64 longest_us;
  guint64 n_beats;
} watch;

static gboolean
on_beat (gpointer user_data)
{
  gint64 now_us = g_get_monotonic_time ();
  gint64 late_us = now_us - watch.due_us;

  watch.n_beats++;
  watch.longest_us = MAX (watch.longest_us, late_us);
  if (late_us > STALL_US) {
    fprintf (watch.log, "stall %.1f ms at %.3f s\n", late_us / 1000.0,
             (now_us - watch.start_us) / (double) G_USEC_PER_SEC);
    fflush (watch.log);
  }
  watch.due_us = g_get_monotonic_time () + BEAT_MS * G_TIME_SPAN_MILLISECOND;
  return G_SOURCE_CONTINUE;
}

/**
 * hoist_stall_watch_start:
 * @path: (nullable): a file to append to; %NULL does nothing
 *
 * Writes “watching”, then a line “stall MS ms at S s” for each time the main loop came back more
 * than 50 ms late, and at the end “longest MS ms in N beats”.
 */
void
hoist_stall_watch_start (const char *path)
{
  if (path == NULL || *path == '\0' || watch.log != NULL)
    return;
  watch.log = fopen (path, "ae");
  if (watch.log == NULL)
    return;
  fprintf (watch.log, "watching\n");
  fflush (watch.log);
  watch.start_us = g_get_monotonic_time ();
  watch.due_us = watch.start_us + BEAT_MS * G_TIME_SPAN_MILLISECOND;
  watch.source_id = g_timeout_add_full (G_PRIORITY_HIGH, BEAT_MS, on_beat, NULL, NULL);
}

void
hoist_stall_watch_stop (void)
{
  if (watch.log == NULL)
    return;
  g_clear_handle_id (&watch.source_id, g_source_remove);
  fprintf (watch.log, "longest %.1f ms in %" G_GUINT64_FORMAT " beats\n", watch.longest_us / 1000.0,
           watch.n_beats);
  g_clear_pointer (&watch.log, fclose);
}
