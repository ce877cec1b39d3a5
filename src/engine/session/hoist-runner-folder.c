/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A run finds or makes the folder of its file, before the upload begins. */
#include "hoist-runner-private.h"

#include "hoist-folders.h"

/* The folder that the service named before is gone: once in a run all folders are looked for anew.
 * Says whether that is so. */
gboolean
hoist_runner_forget_folders (HoistRunner *self)
{
  if (self->has_forgotten_folders)
    return FALSE;

  self->has_forgotten_folders = TRUE;
  self->has_folder = FALSE;
  hoist_preparation_take_folder_id (self->made, NULL);
  hoist_folders_forget (self->engine, self->channel);
  return TRUE;
}

/* Finding or making a folder may be repeated whatever became of the last try, so here is no lane:
 * the file's folder is looked for again after a wait. Takes over @error. */
static void
judge_search (HoistRunner *self, GError *error)
{
  g_autoptr (GError) owned = error;
  HoistRetry retry =
      hoist_retry_decide (error, self->n_failed + ++self->n_searches, HOIST_REPLAY_SAFE,
                          HOIST_SENT_ALL, hoist_engine_draw_jitter (self->engine));
  gboolean is_final =
      retry.kind == HOIST_RETRY_GIVE_UP ||
      (retry.kind == HOIST_RETRY_RENEW && self->n_searches > HOIST_RUNNER_MAX_TURNS) ||
      (retry.kind == HOIST_RETRY_BEGIN && !hoist_runner_forget_folders (self));

  if (!retry.is_counted && retry.kind == HOIST_RETRY_SAME)
    self->n_searches--;
  self->n_tries = retry.n_failed;
  if (retry.is_counted)
    hoist_runner_note_tries (self, retry.n_failed);
  if (is_final || retry.kind == HOIST_RETRY_WORLD)
    hoist_runner_end_with_error (self, g_steal_pointer (&owned), retry.wait_us, is_final);
  else
    hoist_runner_turn_to (self, HOIST_STEP_FOLDER, retry.wait_us, owned);
}

static void
on_folder (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HoistRunner) self = user_data;
  g_autofree char *id = NULL;
  g_autoptr (GError) error = NULL;

  id = hoist_folders_find_finish (result, &error);
  if (!hoist_runner_is_going_on (self))
    return;
  if (error != NULL) {
    judge_search (self, g_steal_pointer (&error));
    return;
  }

  self->has_folder = TRUE;
  self->n_searches = 0;
  hoist_preparation_take_folder_id (self->made, g_steal_pointer (&id));
  hoist_runner_begin_upload (self);
}

/* The search is one for all uploads that need the folder, so it tells none of them that a pause of
 * the account holds it. */
void
hoist_runner_find_folder (HoistRunner *self)
{
  gint64 wait_us = 0;
  const GError *why =
      hoist_limiter_get_pause (hoist_channel_get_limiter (self->channel), NULL, &wait_us);

  if (why != NULL) {
    hoist_runner_turn_to (self, HOIST_STEP_FOLDER, wait_us, why);
    return;
  }

  self->n_pending++;
  hoist_folders_find_async (hoist_channel_get_folders (self->channel), self->engine, self->channel,
                            self->record->folder, self->record->options, self->cancellable,
                            on_folder, g_object_ref (self));
}

gboolean
hoist_runner_needs_folder (HoistRunner *self)
{
  return self->record->folder != NULL && !self->has_folder &&
         self->ticket->next != HOIST_STEP_WATCH &&
         hoist_provider_has_step (hoist_runner_get_provider (self), HOIST_STEP_FOLDER);
}
