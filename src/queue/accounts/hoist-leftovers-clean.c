/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes unfinished uploads away: our own through the list, others at the service. */
#include "hoist-leftovers.h"

#include "hoist-errand-run.h"
#include "hoist-lane.h"

typedef struct {
  HoistWorkspace *workspace; /* (owned) */
  HoistAccount *account;     /* (owned) */
  GHashTable *ids;           /* (owned) (element-type utf8): those to take away at the service */
  HoistErrand *errand;       /* (owned): what it holds now */
  HoistFileFacts file;
  HoistWork work;
  guint n_tried;
  guint n_cleaned;
  GError *error; /* (owned) (nullable): the first one */
} Clean;

static void
clean_free (Clean *self)
{
  g_object_unref (self->workspace);
  g_object_unref (self->account);
  g_hash_table_unref (self->ids);
  hoist_errand_free (self->errand);
  g_clear_error (&self->error);
  g_free (self);
}

/* Takes over @task. */
static void
return_end (GTask *task)
{
  Clean *self = g_task_get_task_data (task);

  if (self->error != NULL)
    g_task_return_error (task, g_steal_pointer (&self->error));
  else
    g_task_return_int (task, (gssize) self->n_cleaned);
  g_object_unref (task);
}

static void abort_next (GTask *task);

static void
on_aborted (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  Clean *self = g_task_get_task_data (task);
  HoistLaneResult ended;
  GError *error = NULL;

  if (hoist_lane_run_finish (result, &ended, &error))
    self->n_cleaned++;
  else if (self->error == NULL)
    self->error = error;
  else
    g_error_free (error);

  if (g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    return_end (task);
  else
    abort_next (task);
}

/* Takes over @task. One after the other: they share the account's rate anyway. */
static void
abort_next (GTask *task)
{
  Clean *self = g_task_get_task_data (task);

  while (self->n_tried < self->errand->findings->len) {
    HoistFinding *finding = g_ptr_array_index (self->errand->findings, self->n_tried++);

    if (finding->ticket == NULL || !g_hash_table_contains (self->ids, finding->id))
      continue;
    self->file = (HoistFileFacts){ .name = finding->name, .size = finding->size };
    self->work = (HoistWork){
      .engine = hoist_workspace_get_engine (self->workspace),
      .channel = hoist_account_get_channel (self->account),
      .ticket = finding->ticket,
      .file = &self->file,
    };
    hoist_lane_run_async (&self->work, HOIST_STEP_ABORT, NULL, g_task_get_cancellable (task),
                          on_aborted, task);
    return;
  }
  return_end (task);
}

static void
on_told (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  Clean *self = g_task_get_task_data (task);

  if (hoist_errand_run_finish (result, &self->error))
    abort_next (task);
  else
    return_end (task);
}

/* Ours go through the list, which can be undone, and which keeps at it until the service has
 * answered. */
static void
remove_ours (Clean *self, GPtrArray *leftovers)
{
  HoistQueue *queue = hoist_workspace_get_queue (self->workspace);
  g_autoptr (GPtrArray) sessions = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < leftovers->len; i++) {
    const HoistLeftover *leftover = g_ptr_array_index (leftovers, i);
    HoistSession *session = hoist_queue_find (queue, leftover->upload);

    if (session != NULL)
      g_ptr_array_add (sessions, g_object_ref (session));
    else if (leftover->upload == 0 && leftover->id != NULL)
      g_hash_table_add (self->ids, g_strdup (leftover->id));
  }
  if (sessions->len > 0)
    hoist_queue_remove_many (queue, sessions);
  self->n_cleaned = sessions->len;
}

/**
 * hoist_leftovers_clean_async:
 * @leftovers: (element-type HoistLeftover): of hoist_leftovers_list_async()
 * @cancellable: (nullable): leaves the rest
 *
 * Removes those in our list from it, and has the service drop the others. The service is asked once
 * more before: what has been finished meanwhile is left alone. Fails with the first error when all
 * were tried.
 */
void
hoist_leftovers_clean_async (HoistWorkspace *workspace,
                             HoistAccount *account,
                             GPtrArray *leftovers,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, data);
  Clean *self = g_new0 (Clean, 1);

  g_task_set_source_tag (task, hoist_leftovers_clean_async);
  self->workspace = g_object_ref (workspace);
  self->account = g_object_ref (account);
  self->ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->errand = hoist_errand_new (HOIST_STEP_LEFTOVERS);
  g_task_set_task_data (task, self, (GDestroyNotify) clean_free);
  remove_ours (self, leftovers);
  if (g_hash_table_size (self->ids) > 0)
    hoist_errand_run_async (hoist_workspace_get_engine (workspace),
                            hoist_account_get_channel (account), self->errand, cancellable, on_told,
                            task);
  else
    return_end (task);
}

/**
 * hoist_leftovers_clean_finish:
 *
 * Returns: how many are gone, or going; 0 with an error
 */
guint
hoist_leftovers_clean_finish (GAsyncResult *result, GError **error)
{
  gssize n_cleaned = g_task_propagate_int (G_TASK (result), error);

  return n_cleaned > 0 ? (guint) n_cleaned : 0;
}
