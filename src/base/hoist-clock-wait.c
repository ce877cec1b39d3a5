/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A wait on a clock as an asynchronous call that can be cancelled. */
#include "hoist-clock-wait.h"

typedef struct {
  HoistClock *clock;      /* (owned) */
  GSource *cancel_source; /* (owned) (nullable) */
  guint timer;
} Wait;

static void
wait_free (Wait *self)
{
  g_object_unref (self->clock);
  g_clear_pointer (&self->cancel_source, g_source_unref);
  g_free (self);
}

/* Takes over the reference that the wait held. */
static void
end_wait (GTask *task)
{
  Wait *self = g_task_get_task_data (task);

  hoist_clock_clear_timer (self->clock, &self->timer);
  if (self->cancel_source != NULL)
    g_source_destroy (self->cancel_source);
  if (!g_task_return_error_if_cancelled (task))
    g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static void
on_waited (gpointer user_data)
{
  Wait *self = g_task_get_task_data (user_data);

  self->timer = 0;
  end_wait (user_data);
}

static gboolean
on_cancelled (GCancellable *cancellable, gpointer user_data)
{
  end_wait (user_data);
  return G_SOURCE_REMOVE;
}

/**
 * hoist_clock_wait_async:
 * @wait_us: microseconds of monotonic time
 * @cancellable: (nullable): ends the wait, which then fails as cancelled
 */
void
hoist_clock_wait_async (HoistClock *clock,
                        gint64 wait_us,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, data);
  Wait *self = g_new0 (Wait, 1);

  g_task_set_source_tag (task, hoist_clock_wait_async);
  g_task_set_task_data (task, self, (GDestroyNotify) wait_free);
  self->clock = g_object_ref (clock);
  if (cancellable != NULL) {
    self->cancel_source = g_cancellable_source_new (cancellable);
    g_source_set_callback (self->cancel_source, G_SOURCE_FUNC (on_cancelled), task, NULL);
    g_source_attach (self->cancel_source, g_task_get_context (task));
  }
  self->timer = hoist_clock_add_timer (clock, MAX (wait_us, 0), on_waited, task);
}

gboolean
hoist_clock_wait_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
