/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A counted gate that lets the first in the queue in first. */
#include "hoist-slots.h"

struct _HoistSlots {
  GObject parent_instance;

  guint count;
  guint taken;        /* may be above count for a while, after count was lowered */
  guint64 serial;     /* of the latest waiter, for those with the same position */
  GSequence *waiters; /* (owned) (element-type Waiter): by position, then by serial */
};

typedef struct {
  gint64 position;
  guint64 serial;
  GTask *task;            /* (owned) */
  GSource *cancel_source; /* (owned) (nullable) */
  GSequenceIter *place;   /* (unowned) */
} Waiter;

G_DEFINE_FINAL_TYPE (HoistSlots, hoist_slots, G_TYPE_OBJECT)

static void
waiter_free (Waiter *waiter)
{
  if (waiter->cancel_source != NULL) {
    g_source_destroy (waiter->cancel_source);
    g_clear_pointer (&waiter->cancel_source, g_source_unref);
  }
  g_clear_object (&waiter->task);
  g_free (waiter);
}

static int
compare_waiters (gconstpointer a, gconstpointer b, gpointer data)
{
  const Waiter *left = a;
  const Waiter *right = b;

  if (left->position != right->position)
    return left->position < right->position ? -1 : 1;
  return left->serial < right->serial ? -1 : left->serial > right->serial;
}

static gboolean
on_cancelled (GCancellable *cancellable, gpointer data)
{
  Waiter *waiter = data;
  g_autoptr (GTask) task = g_steal_pointer (&waiter->task);

  g_sequence_remove (waiter->place);
  g_task_return_error_if_cancelled (task);
  return G_SOURCE_REMOVE;
}

static void
let_in (HoistSlots *self)
{
  while (self->taken < self->count && !g_sequence_is_empty (self->waiters)) {
    GSequenceIter *first = g_sequence_get_begin_iter (self->waiters);
    Waiter *waiter = g_sequence_get (first);
    g_autoptr (GTask) task = g_steal_pointer (&waiter->task);

    self->taken++;
    g_sequence_remove (first);
    g_task_return_boolean (task, TRUE);
  }
}

static void
hoist_slots_finalize (GObject *object)
{
  HoistSlots *self = HOIST_SLOTS (object);

  g_clear_pointer (&self->waiters, g_sequence_free);

  G_OBJECT_CLASS (hoist_slots_parent_class)->finalize (object);
}

static void
hoist_slots_class_init (HoistSlotsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hoist_slots_finalize;
}

static void
hoist_slots_init (HoistSlots *self)
{
  self->waiters = g_sequence_new ((GDestroyNotify) waiter_free);
}

/**
 * hoist_slots_new:
 * @count: how many may be inside at once
 */
HoistSlots *
hoist_slots_new (guint count)
{
  HoistSlots *self = g_object_new (HOIST_TYPE_SLOTS, NULL);

  self->count = count;
  return self;
}

guint
hoist_slots_get_count (HoistSlots *self)
{
  g_return_val_if_fail (HOIST_IS_SLOTS (self), 0);

  return self->count;
}

/**
 * hoist_slots_set_count:
 *
 * Changes how many may be inside at once. Nobody is thrown out: with a lower count the next ones
 * wait until enough have left.
 */
void
hoist_slots_set_count (HoistSlots *self, guint count)
{
  g_return_if_fail (HOIST_IS_SLOTS (self));

  self->count = count;
  let_in (self);
}

guint
hoist_slots_get_free (HoistSlots *self)
{
  g_return_val_if_fail (HOIST_IS_SLOTS (self), 0);

  return self->taken < self->count ? self->count - self->taken : 0;
}

/**
 * hoist_slots_take_async:
 * @position: the lowest of those who wait is let in first
 * @cancellable: (nullable): ends the waiting
 *
 * Waits for a slot. Fails only when cancelled, and then no slot was taken: who is let in gets
 * %TRUE even if @cancellable was cancelled at the same moment, and has to give the slot back.
 */
void
hoist_slots_take_async (HoistSlots *self,
                        gint64 position,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer data)
{
  g_autoptr (GTask) task = NULL;
  Waiter *waiter = NULL;

  g_return_if_fail (HOIST_IS_SLOTS (self));

  task = g_task_new (self, cancellable, callback, data);
  g_task_set_source_tag (task, hoist_slots_take_async);
  if (g_task_return_error_if_cancelled (task))
    return;
  g_task_set_check_cancellable (task, FALSE);

  waiter = g_new0 (Waiter, 1);
  waiter->position = position;
  waiter->serial = ++self->serial;
  if (cancellable != NULL) {
    waiter->cancel_source = g_cancellable_source_new (cancellable);
    g_source_set_callback (waiter->cancel_source, G_SOURCE_FUNC (on_cancelled), waiter, NULL);
    g_source_attach (waiter->cancel_source, g_task_get_context (task));
  }
  waiter->task = g_steal_pointer (&task);
  waiter->place = g_sequence_insert_sorted (self->waiters, waiter, compare_waiters, NULL);
  let_in (self);
}

/**
 * hoist_slots_take_finish:
 *
 * Returns: whether a slot was taken
 */
gboolean
hoist_slots_take_finish (HoistSlots *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * hoist_slots_give_back:
 *
 * Frees a slot that was taken.
 */
void
hoist_slots_give_back (HoistSlots *self)
{
  g_return_if_fail (HOIST_IS_SLOTS (self));
  g_return_if_fail (self->taken > 0);

  self->taken--;
  let_in (self);
}
