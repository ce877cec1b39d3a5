/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a run needs before its first step: the open file, known to be the right one, its ticket,
 * and the digests that its service wants. */
#include "hoist-preparation.h"

#include "hoist-disk.h"
#include "hoist-error.h"

#include "hoist-config.h"

#include <glib/gi18n-lib.h>

/* A file that is still being written is looked at this often (design section 3). */
#define LOOK_US (2 * G_USEC_PER_SEC)

typedef struct {
  HoistRecord *record;         /* (unowned) */
  HoistFingerprint *last_look; /* (unowned) */
  HoistEngine *engine;         /* (owned) */
  HoistChannel *channel;       /* (owned) */
  const HoistPreparationEvents *events;
  gpointer events_data;
  HoistWanted wanted;
  HoistPreparation *made; /* (owned) */
} Preparing;

static void
preparing_free (Preparing *self)
{
  g_clear_object (&self->engine);
  g_clear_object (&self->channel);
  g_clear_pointer (&self->made, hoist_preparation_free);
  g_free (self);
}

static void
finish (GTask *task)
{
  Preparing *self = g_task_get_task_data (task);

  g_task_return_pointer (task, g_steal_pointer (&self->made),
                         (GDestroyNotify) hoist_preparation_free);
}

/* Takes over @slices. */
static void
take_digests (HoistPreparation *made, const HoistDigests *digests, HoistSlices *slices)
{
  hoist_digests_merge (&made->file.digests, digests);
  g_clear_pointer (&made->slices, hoist_slices_unref);
  made->slices = slices;
  made->file.slices = slices;
}

static void
on_hash_progress (guint64 done, gpointer user_data)
{
  Preparing *self = g_task_get_task_data (user_data);

  self->events->progress (done, self->events_data);
}

static void
on_hashed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Preparing *self = g_task_get_task_data (task);
  HoistDigests digests = { 0 };
  HoistSlices *slices = NULL;
  GError *error = NULL;

  if (!hoist_hasher_digest_file_finish (HOIST_HASHER (source), result, &digests, &slices, &error)) {
    g_task_return_error (task, error);
    return;
  }

  hoist_journal_keep_digests (hoist_engine_get_journal (self->engine), self->record->path,
                              hoist_source_get_fingerprint (self->made->source), &digests, slices);
  take_digests (self->made, &digests, slices);
  finish (task);
}

static void
hash (GTask *task)
{
  Preparing *self = g_task_get_task_data (task);

  self->events->hashing (self->events_data);
  hoist_hasher_digest_file_async (hoist_engine_get_hasher (self->engine), self->made->source,
                                  &self->wanted, on_hash_progress, task,
                                  g_task_get_cancellable (task), on_hashed, g_object_ref (task));
}

static gboolean
is_hash_known (Preparing *self)
{
  const HoistSlices *slices = self->made->slices;

  if ((self->wanted.file & ~self->made->file.digests.known) != 0)
    return FALSE;
  return self->wanted.slice_kind == HOIST_DIGEST_NONE ||
         (slices != NULL && hoist_slices_get_kind (slices) == self->wanted.slice_kind &&
          hoist_slices_get_slice_size (slices) == self->wanted.slice_size);
}

static void
on_digests_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  Preparing *self = g_task_get_task_data (task);
  HoistDigests digests = { 0 };
  HoistSlices *slices = NULL;

  /* The memory saves work; without it the file is read again. */
  if (hoist_journal_find_digests_finish (HOIST_JOURNAL (source), result, &digests, &slices, &error))
    take_digests (self->made, &digests, slices);
  else if (error != NULL)
    g_debug ("The digest memory failed: %s", error->message);

  if (self->made->ticket->next == HOIST_STEP_WATCH || is_hash_known (self))
    finish (task);
  else
    hash (task);
}

/* Asks the service's table whether it takes this file, and what of it has to be known first. */
static gboolean
ask_provider (Preparing *self, GError **error)
{
  const HoistProvider *provider = hoist_channel_get_provider (self->channel);
  HoistPreparation *made = self->made;
  HoistFacts facts = {
    .provider = provider,
    .settings = hoist_credentials_get_settings (hoist_channel_get_credentials (self->channel)),
    .options = self->record->options,
    .file = &made->file,
    .now_us = hoist_channel_get_now (self->channel),
  };

  made->file.name = made->name;
  made->file.folder = made->folder;
  made->file.size = self->record->size;
  made->file.modified_us = self->record->modified_us;
  made->file.content_type = hoist_source_get_content_type (made->source);
  if (!hoist_provider_check_file (&facts, error))
    return FALSE;

  provider->get_wanted (&facts, &self->wanted);
  return TRUE;
}

static GError *
new_changed_error (const char *name)
{
  return g_error_new (
      HOIST_ERROR, HOIST_ERROR_CHANGED,
      _ ("“%s” is no longer the file that was added. Start over to upload it as it is now."), name);
}

/* A file that grew is left alone until two looks find it the same. Then it is taken as it is now,
 * unless some of the old one was sent already. */
static gboolean
accept_file (Preparing *self, GError **error)
{
  HoistRecord *record = self->record;
  HoistPreparation *made = self->made;
  const HoistFingerprint *now = hoist_source_get_fingerprint (made->source);
  HoistFingerprint then = { .size = record->size, .modified_us = record->modified_us };
  GError *growing = NULL;

  if (hoist_fingerprint_equal (now, &then, hoist_source_get_tolerance (made->source)))
    return TRUE;

  if (now->size <= then.size) {
    g_propagate_error (error, new_changed_error (made->name));
    return FALSE;
  }
  if (!hoist_fingerprint_equal (now, self->last_look, 0)) {
    *self->last_look = *now;
    growing = g_error_new (HOIST_ERROR, HOIST_ERROR_GROWING,
                           _ ("“%s” is still being written. The upload begins when it is "
                              "complete."),
                           made->name);
    hoist_error_set_wait (growing, LOOK_US);
    g_propagate_error (error, growing);
    return FALSE;
  }
  if (made->ticket->has_begun && !made->ticket->starts_over) {
    g_propagate_error (error, new_changed_error (made->name));
    return FALSE;
  }

  record->size = now->size;
  record->modified_us = now->modified_us;
  return TRUE;
}

static void
on_ticket (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  Preparing *self = g_task_get_task_data (task);

  self->made->ticket = hoist_journal_load_ticket_finish (HOIST_JOURNAL (source), result, &error);
  if (self->made->ticket == NULL || !accept_file (self, &error) || !ask_provider (self, &error)) {
    g_task_return_error (task, error);
    return;
  }

  hoist_journal_find_digests_async (hoist_engine_get_journal (self->engine), self->record->path,
                                    hoist_source_get_fingerprint (self->made->source),
                                    on_digests_found, g_object_ref (task));
}

/* A path that is gone together with the drive it was on is no lost file. */
static GError *
new_open_error (Preparing *self, GError *error)
{
  const char *mount_point = self->record->mount_point;
  g_autofree char *name = NULL;
  GError *drive = NULL;

  if (!g_error_matches (error, HOIST_ERROR, HOIST_ERROR_MISSING) || mount_point == NULL ||
      hoist_disk_is_mount_point (mount_point))
    return error;

  g_error_free (error);
  name = g_filename_display_basename (mount_point);
  drive = g_error_new (HOIST_ERROR, HOIST_ERROR_DRIVE,
                       _ ("The drive “%s” is not connected. Connect it, and the upload goes on."),
                       name);
  hoist_error_set_wait (drive, LOOK_US);
  return drive;
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  Preparing *self = g_task_get_task_data (task);

  self->made->source = hoist_source_open_finish (result, &error);
  if (self->made->source == NULL) {
    g_task_return_error (task, new_open_error (self, error));
    return;
  }

  hoist_journal_load_ticket_async (hoist_engine_get_journal (self->engine), self->record->id,
                                   on_ticket, g_object_ref (task));
}

/**
 * hoist_preparation_run_async:
 * @record: the upload; stays alive until the callback. Size and time of change are set anew when
 *   the file has grown before anything was sent
 * @last_look: what the file looked like when it was last found growing
 * @events: told when the file has to be read
 *
 * Opens the file, makes sure that it is the one that was added, reads what is known of the
 * upload, and takes the digests that the service wants and nobody remembers. Fails with what the
 * service says of such a file, %HOIST_ERROR_MISSING, %HOIST_ERROR_DRIVE, %HOIST_ERROR_NO_ACCESS,
 * %HOIST_ERROR_CHANGED, %HOIST_ERROR_GROWING, an error of the journal, or cancelled.
 */
void
hoist_preparation_run_async (HoistRecord *record,
                             HoistFingerprint *last_look,
                             HoistEngine *engine,
                             HoistChannel *channel,
                             const HoistPreparationEvents *events,
                             gpointer events_data,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, data);
  Preparing *self = g_new0 (Preparing, 1);

  g_task_set_source_tag (task, hoist_preparation_run_async);
  g_task_set_task_data (task, self, (GDestroyNotify) preparing_free);
  self->record = record;
  self->last_look = last_look;
  self->engine = g_object_ref (engine);
  self->channel = g_object_ref (channel);
  self->events = events;
  self->events_data = events_data;
  self->made = g_new0 (HoistPreparation, 1);
  self->made->name = g_filename_display_basename (record->path);
  self->made->folder = g_strdup (record->folder);
  hoist_source_open_async (record->path, cancellable, on_opened, task);
}

/**
 * hoist_preparation_run_finish:
 *
 * Returns: (transfer full):
 */
HoistPreparation *
hoist_preparation_run_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * hoist_preparation_take_folder_id:
 * @id: (transfer full) (nullable): what the service calls the file's folder
 */
void
hoist_preparation_take_folder_id (HoistPreparation *self, char *id)
{
  g_free (self->folder_id);
  self->folder_id = id;
  self->file.folder_id = id;
}

void
hoist_preparation_free (HoistPreparation *self)
{
  g_clear_object (&self->source);
  g_clear_pointer (&self->ticket, hoist_ticket_free);
  g_clear_pointer (&self->slices, hoist_slices_unref);
  g_free (self->name);
  g_free (self->folder);
  g_free (self->folder_id);
  g_free (self);
}
