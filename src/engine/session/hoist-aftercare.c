/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is left to do for an upload without its file. */
#include "hoist-aftercare.h"

#include "hoist-error.h"
#include "hoist-lane.h"
#include "hoist-reaction.h"

/* After a trouble that is none of this upload's: the network, the account, the server. */
#define TROUBLE_WAIT_US (5 * 60 * G_USEC_PER_SEC)

typedef struct {
  HoistRecord *record;   /* (unowned) */
  HoistEngine *engine;   /* (owned) */
  HoistChannel *channel; /* (owned) */
  HoistTicket *ticket;   /* (owned) (nullable) */
  char *name;            /* (owned) */
  HoistStep step;
  HoistFileFacts file;
  HoistWork work;
  HoistKept then; /* (nullable): of the save that is on its way */
  gpointer then_data;
  HoistAftercareEnd end;
  gint64 wait_us;
  GError *error; /* (owned) (nullable): with REFUSED */
} Care;

static void
care_free (Care *self)
{
  g_object_unref (self->engine);
  g_object_unref (self->channel);
  g_clear_pointer (&self->ticket, hoist_ticket_free);
  g_clear_error (&self->error);
  g_free (self->name);
  g_free (self);
}

static void
return_end (GTask *task)
{
  Care *self = g_task_get_task_data (task);

  if (self->error != NULL)
    g_task_return_error (task, g_steal_pointer (&self->error));
  else
    g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Care *self = g_task_get_task_data (task);
  HoistKept then = self->then;
  g_autoptr (GError) error = NULL;

  /* what cannot be written down is not built upon */
  if (!hoist_journal_save_finish (HOIST_JOURNAL (source), result, &error)) {
    g_message ("An upload could not be saved: %s", error->message);
    g_cancellable_cancel (g_task_get_cancellable (task));
  }
  self->then = NULL;
  if (then != NULL)
    then (self->then_data);
  else
    return_end (task);
}

static void
save_ticket (GTask *task)
{
  Care *self = g_task_get_task_data (task);
  HoistChange *change = hoist_change_new (self->record);

  change->is_ticket_changed = TRUE;
  change->ticket = hoist_ticket_to_text (self->ticket);
  if (hoist_ticket_has_sealed (self->ticket)) {
    change->sealed = hoist_ticket_sealed_to_text (self->ticket);
    change->is_sealed_changed = TRUE;
  }
  self->ticket->is_changed = FALSE;
  hoist_journal_save_async (hoist_engine_get_journal (self->engine), change, on_saved, task);
}

static void
on_keep (HoistKept then, gpointer then_data, gpointer data)
{
  Care *self = g_task_get_task_data (data);

  self->then = then;
  self->then_data = then_data;
  save_ticket (data);
}

static void
replace_text (char **text, const char *value)
{
  g_free (*text);
  *text = g_strdup (value);
}

static void
take_result (Care *self)
{
  if (self->step != HOIST_STEP_WATCH || self->ticket->remote_id == NULL)
    return;

  replace_text (&self->record->remote_id, self->ticket->remote_id);
  replace_text (&self->record->link, self->ticket->link);
}

/* Takes over @error. */
static void
judge (Care *self, GError *error, HoistRetry retry)
{
  gboolean is_refused = error->domain == HOIST_ERROR && retry.kind == HOIST_RETRY_GIVE_UP &&
                        hoist_reaction_get (error->code)->kind == HOIST_REACTION_ASK;

  if (is_refused) {
    self->end = HOIST_AFTERCARE_REFUSED;
    self->error = error;
    return;
  }

  g_debug ("%s is put off: %s", hoist_step_to_name (self->step), error->message);
  self->end = HOIST_AFTERCARE_LATER;
  self->wait_us = MAX (retry.wait_us, TROUBLE_WAIT_US);
  g_error_free (error);
}

static void
on_lane_ended (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Care *self = g_task_get_task_data (task);
  HoistLaneResult ended;
  GError *error = NULL;

  if (!hoist_lane_run_finish (result, &ended, &error)) {
    judge (self, error, ended.retry);
  } else if (ended.move.kind == HOIST_MOVE_AGAIN) {
    self->end = HOIST_AFTERCARE_LATER;
    self->wait_us = ended.move.wait_us;
  } else {
    take_result (self);
  }

  if (self->ticket->is_changed && self->end != HOIST_AFTERCARE_DONE)
    save_ticket (task);
  else
    return_end (task);
}

/* Nothing is taken away from an upload that the service does not know, nor from one that may have
 * become a file although nobody heard of it. */
static gboolean
is_needed (Care *self)
{
  if (!hoist_provider_has_step (hoist_channel_get_provider (self->channel), self->step))
    return FALSE;
  return self->step == HOIST_STEP_WATCH ||
         (self->ticket->has_begun &&
          (self->ticket->next == HOIST_STEP_BEGIN || self->ticket->next == HOIST_STEP_PART));
}

static void
on_ticket (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Care *self = g_task_get_task_data (task);

  self->ticket = hoist_journal_load_ticket_finish (HOIST_JOURNAL (source), result, &self->error);
  if (self->ticket == NULL) {
    judge (self, g_steal_pointer (&self->error), (HoistRetry){ .kind = HOIST_RETRY_GIVE_UP });
    return_end (task);
    return;
  }
  if (!is_needed (self)) {
    return_end (task);
    return;
  }

  self->work.ticket = self->ticket;
  hoist_lane_run_async (&self->work, self->step, NULL, g_task_get_cancellable (task), on_lane_ended,
                        task);
}

/**
 * hoist_aftercare_run_async:
 * @record: in %HOIST_STATE_PROCESSING, to be watched, or %HOIST_STATE_REMOVED, to be cleaned up;
 *   stays alive until the callback. Takes over what the service says of the finished file
 * @cancellable: (nullable): put it off
 *
 * Does one round: a wait that the service asks for ends it, so that the many that wait take
 * nothing.
 */
void
hoist_aftercare_run_async (HoistRecord *record,
                           HoistEngine *engine,
                           HoistChannel *channel,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, data);
  Care *self = g_new0 (Care, 1);

  g_task_set_check_cancellable (task, FALSE);
  g_task_set_source_tag (task, hoist_aftercare_run_async);
  g_task_set_task_data (task, self, (GDestroyNotify) care_free);
  self->record = record;
  self->engine = g_object_ref (engine);
  self->channel = g_object_ref (channel);
  self->step = record->state == HOIST_STATE_REMOVED ? HOIST_STEP_ABORT : HOIST_STEP_WATCH;
  self->name = g_filename_display_basename (record->path);
  self->file.name = self->name;
  self->file.folder = record->folder;
  self->file.size = record->size;
  self->file.modified_us = record->modified_us;
  self->work = (HoistWork){
    .engine = engine,
    .channel = channel,
    .options = record->options,
    .file = &self->file,
    .ends_at_wait = TRUE,
    .keep = on_keep,
    .data = task,
  };
  hoist_journal_load_ticket_async (hoist_engine_get_journal (engine), record->id, on_ticket, task);
}

/**
 * hoist_aftercare_run_finish:
 * @wait_us: (out): with LATER
 * @error: set with REFUSED only
 */
HoistAftercareEnd
hoist_aftercare_run_finish (GAsyncResult *result, gint64 *wait_us, GError **error)
{
  Care *self = g_task_get_task_data (G_TASK (result));

  *wait_us = self->wait_us;
  g_task_propagate_boolean (G_TASK (result), error);
  return self->end;
}
