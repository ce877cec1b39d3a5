/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sends the parts that the server does not have, several at once. */
#include "hoist-transfer.h"

#include "hoist-lane.h"

struct _HoistTransfer {
  GObject parent_instance;

  const HoistWork *work; /* (unowned) */
  HoistTransferKept kept;
  gpointer data;

  GTask *task;               /* (owned) (nullable) */
  GCancellable *cancellable; /* (owned): of the lanes */
  gulong cancelled_id;
  guint n_lanes;
  guint next_part;
  gboolean is_draining;
  GError *trouble; /* (owned) (nullable): what the first failed lane met */
  HoistRetry retry;
  HoistMove departure; /* JUMP or FINISHED where a part leads away from the others, else DONE */
};

G_DEFINE_FINAL_TYPE (HoistTransfer, hoist_transfer, G_TYPE_OBJECT)

/* One part's lane, as user data of its callback. */
typedef struct {
  HoistTransfer *transfer; /* (owned) */
  HoistPart *part;         /* (unowned) */
} PartLane;

static gboolean
is_departing (HoistTransfer *self)
{
  return self->departure.kind != HOIST_MOVE_DONE;
}

static void
finish (HoistTransfer *self)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->task);

  if (self->cancelled_id != 0)
    g_cancellable_disconnect (g_task_get_cancellable (task), self->cancelled_id);
  self->cancelled_id = 0;
  if (self->trouble != NULL && !is_departing (self))
    g_task_return_error (task, g_steal_pointer (&self->trouble));
  else
    g_task_return_boolean (task, TRUE);
}

/* The first trouble counts, and cuts the other lanes; what is cut is no trouble of its own. */
static void
note_trouble (HoistTransfer *self, GError *error, HoistRetry retry)
{
  if (self->trouble != NULL || is_departing (self)) {
    g_error_free (error);
    return;
  }

  self->trouble = error;
  self->retry = retry;
  g_cancellable_cancel (self->cancellable);
}

/* A part says that all of them need another step: new addresses, say. */
static void
depart (HoistTransfer *self, const HoistMove *move)
{
  if (self->trouble != NULL || is_departing (self))
    return;

  self->departure = *move;
  g_cancellable_cancel (self->cancellable);
}

static HoistPart *
take_next_part (HoistTransfer *self)
{
  guint n_parts = hoist_ticket_get_n_parts (self->work->ticket);

  while (self->next_part < n_parts) {
    HoistPart *part = hoist_ticket_get_part (self->work->ticket, self->next_part++);

    if (!part->is_done)
      return part;
  }
  return NULL;
}

static void open_lanes (HoistTransfer *self);

static void
on_part_ended (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree PartLane *lane = user_data;
  g_autoptr (HoistTransfer) self = lane->transfer;
  HoistLaneResult ended;
  GError *error = NULL;

  self->n_lanes--;
  if (!hoist_lane_run_finish (result, &ended, &error)) {
    note_trouble (self, error, ended.retry);
  } else if (ended.move.kind != HOIST_MOVE_DONE) {
    depart (self, &ended.move);
  } else {
    lane->part->is_done = TRUE;
    lane->part->kept = lane->part->length;
    self->kept (lane->part, ended.sent_bytes, self->data);
  }
  open_lanes (self);
}

static void
open_lane (HoistTransfer *self, HoistPart *part)
{
  PartLane *lane = g_new0 (PartLane, 1);

  lane->transfer = g_object_ref (self);
  lane->part = part;
  self->n_lanes++;
  hoist_lane_run_async (self->work, HOIST_STEP_PART, part, self->cancellable, on_part_ended, lane);
}

/* Keeps as many parts on their way as may be, and ends when none is left. */
static void
open_lanes (HoistTransfer *self)
{
  guint max_lanes = MIN (hoist_channel_get_provider (self->work->channel)->max_parallel,
                         hoist_engine_get_parallel_parts (self->work->engine));
  HoistPart *part = NULL;

  while (self->trouble == NULL && !is_departing (self) && !self->is_draining &&
         self->n_lanes < max_lanes && (part = take_next_part (self)) != NULL)
    open_lane (self, part);
  if (self->n_lanes == 0)
    finish (self);
}

static void
on_cancelled (GCancellable *cancellable, HoistTransfer *self)
{
  g_cancellable_cancel (self->cancellable);
}

static void
hoist_transfer_dispose (GObject *object)
{
  HoistTransfer *self = HOIST_TRANSFER (object);

  g_clear_object (&self->cancellable);
  g_clear_error (&self->trouble);

  G_OBJECT_CLASS (hoist_transfer_parent_class)->dispose (object);
}

static void
hoist_transfer_class_init (HoistTransferClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hoist_transfer_dispose;
}

static void
hoist_transfer_init (HoistTransfer *self)
{
  self->cancellable = g_cancellable_new ();
  self->departure = HOIST_MOVE (DONE);
}

/**
 * hoist_transfer_new:
 * @work: whose ticket's parts; outlives the transfer. The grid must not change meanwhile
 * @kept: told of each part that the server has now
 *
 * Returns: (transfer full):
 */
HoistTransfer *
hoist_transfer_new (const HoistWork *work, HoistTransferKept kept, gpointer data)
{
  HoistTransfer *self = g_object_new (HOIST_TYPE_TRANSFER, NULL);

  self->work = work;
  self->kept = kept;
  self->data = data;
  return self;
}

/**
 * hoist_transfer_run_async:
 * @cancellable: (nullable): cuts all lanes
 *
 * Once only. Ends when every part is done, or, after hoist_transfer_drain(), when those on their
 * way are; then some may be missing. Fails with the first error that a lane could not cure.
 */
void
hoist_transfer_run_async (HoistTransfer *self,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer data)
{
  g_return_if_fail (self->task == NULL);

  self->task = g_task_new (self, cancellable, callback, data);
  g_task_set_check_cancellable (self->task, FALSE);
  g_task_set_source_tag (self->task, hoist_transfer_run_async);
  if (cancellable != NULL)
    self->cancelled_id = g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled), self, NULL);
  open_lanes (self);
}

/**
 * hoist_transfer_run_finish:
 * @move: (out caller-allocates): on success: DONE, or where a part leads to: JUMP or FINISHED
 * @retry: (out caller-allocates): on failure, what is left to do
 */
gboolean
hoist_transfer_run_finish (HoistTransfer *self,
                           GAsyncResult *result,
                           HoistMove *move,
                           HoistRetry *retry,
                           GError **error)
{
  *move = self->departure;
  *retry = self->retry;
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * hoist_transfer_drain:
 *
 * Begins no new part.
 */
void
hoist_transfer_drain (HoistTransfer *self)
{
  self->is_draining = TRUE;
}

guint
hoist_transfer_get_n_lanes (HoistTransfer *self)
{
  return self->n_lanes;
}
