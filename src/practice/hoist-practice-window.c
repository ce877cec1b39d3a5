/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A sliding window over requests: so many in any stretch of time, and no more. */
#include "hoist-practice-window.h"

struct _HoistPracticeWindow {
  GQueue *recent; /* (owned) (element-type gint64): µs */
  gint64 length_us;
  guint most;
};

/**
 * hoist_practice_window_new:
 * @most: how many in any @length_us
 */
HoistPracticeWindow *
hoist_practice_window_new (guint most, gint64 length_us)
{
  HoistPracticeWindow *self = g_new0 (HoistPracticeWindow, 1);

  self->recent = g_queue_new ();
  self->length_us = length_us;
  self->most = most;
  return self;
}

void
hoist_practice_window_free (HoistPracticeWindow *self)
{
  g_queue_free_full (self->recent, g_free);
  g_free (self);
}

/**
 * hoist_practice_window_take:
 *
 * Returns: whether one more is allowed; those that are refused are not counted
 */
gboolean
hoist_practice_window_take (HoistPracticeWindow *self, gint64 now_us)
{
  gint64 *oldest = NULL;

  while ((oldest = g_queue_peek_head (self->recent)) != NULL && now_us - *oldest >= self->length_us)
    g_free (g_queue_pop_head (self->recent));
  if (g_queue_get_length (self->recent) >= self->most)
    return FALSE;
  g_queue_push_tail (self->recent, g_memdup2 (&now_us, sizeof now_us));
  return TRUE;
}
