/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Those who wait for the end of one operation; each may give up by itself. */
#include "hoist-waiters.h"

struct _HoistWaiters {
  GPtrArray *list; /* (owned) (element-type Waiter) */
  void (*all_gone) (gpointer data);
  gpointer data;
};

typedef struct {
  HoistWaiters *waiters;  /* (unowned) */
  GTask *task;            /* (owned) (nullable) */
  GSource *cancel_source; /* (owned) (nullable) */
} Waiter;

static void
waiter_free (Waiter *waiter)
{
  if (waiter->cancel_source != NULL)
    g_source_destroy (waiter->cancel_source);
  g_clear_pointer (&waiter->cancel_source, g_source_unref);
  g_clear_object (&waiter->task);
  g_free (waiter);
}

static gboolean
on_cancelled (GCancellable *cancellable, gpointer user_data)
{
  Waiter *waiter = user_data;
  HoistWaiters *self = waiter->waiters;
  g_autoptr (GTask) task = g_steal_pointer (&waiter->task);

  g_ptr_array_remove (self->list, waiter);
  if (self->list->len == 0 && self->all_gone != NULL)
    self->all_gone (self->data);
  g_task_return_error_if_cancelled (task);
  return G_SOURCE_REMOVE;
}

/**
 * hoist_waiters_new:
 * @all_gone: (nullable): the last one gave up; must not free the waiters
 *
 * Returns: (transfer full):
 */
HoistWaiters *
hoist_waiters_new (void (*all_gone) (gpointer data), gpointer data)
{
  HoistWaiters *self = g_new0 (HoistWaiters, 1);

  self->list = g_ptr_array_new_with_free_func ((GDestroyNotify) waiter_free);
  self->all_gone = all_gone;
  self->data = data;
  return self;
}

/**
 * hoist_waiters_free:
 *
 * Nobody may wait any more.
 */
void
hoist_waiters_free (HoistWaiters *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->list);
  g_free (self);
}

gboolean
hoist_waiters_is_empty (const HoistWaiters *self)
{
  return self->list->len == 0;
}

/**
 * hoist_waiters_add:
 * @task: (transfer full): returns cancelled as soon as its cancellable is, else with
 *   hoist_waiters_answer()
 */
void
hoist_waiters_add (HoistWaiters *self, GTask *task)
{
  GCancellable *cancellable = g_task_get_cancellable (task);
  Waiter *waiter = g_new0 (Waiter, 1);

  waiter->waiters = self;
  waiter->task = task;
  g_ptr_array_add (self->list, waiter);
  if (cancellable == NULL)
    return;

  waiter->cancel_source = g_cancellable_source_new (cancellable);
  g_source_set_callback (waiter->cancel_source, G_SOURCE_FUNC (on_cancelled), waiter, NULL);
  g_source_attach (waiter->cancel_source, g_task_get_context (task));
}

/**
 * hoist_waiters_answer:
 * @error: (nullable): what all of them get, else
 * @value: (nullable): a copy of this; %NULL returns %TRUE
 * @copy: (nullable): for @value
 * @free: (nullable): for the copy
 *
 * Answers all who wait now; who asks again from a callback is none of them.
 */
void
hoist_waiters_answer (HoistWaiters *self,
                      const GError *error,
                      gpointer value,
                      GBoxedCopyFunc copy,
                      GDestroyNotify free)
{
  g_autoptr (GPtrArray) list = g_steal_pointer (&self->list);

  self->list = g_ptr_array_new_with_free_func ((GDestroyNotify) waiter_free);
  for (guint i = 0; i < list->len; i++) {
    Waiter *waiter = g_ptr_array_index (list, i);

    if (waiter->cancel_source != NULL)
      g_source_destroy (waiter->cancel_source);
    if (error != NULL)
      g_task_return_error (waiter->task, g_error_copy (error));
    else if (value != NULL)
      g_task_return_pointer (waiter->task, copy (value), free);
    else
      g_task_return_boolean (waiter->task, TRUE);
  }
}
