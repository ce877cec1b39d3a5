/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The way into the queue: files are looked at on a thread, joined with what is there, stored. */
#include "hoist-intake.h"

#include "hoist-added-file.h"
#include "hoist-disk.h"
#include "hoist-error.h"
#include "hoist-reaction.h"
#include "hoist-source.h"

typedef struct {
  HoistQueue *queue;      /* (owned) */
  HoistStore *store;      /* (owned) */
  GPtrArray *files;       /* (owned) (element-type HoistAddedFile) */
  char *account;          /* (owned) */
  HoistSettings *options; /* (owned) (nullable) */
  gboolean is_paused;
  gint64 now_us;
  char *last_folder;      /* (owned) (nullable) */
  char *last_mount_point; /* (owned) (nullable) */
  GPtrArray *records;     /* (owned) (element-type HoistRecord): to be stored */
  GPtrArray *sessions;    /* (owned) (element-type HoistSession): the answer */
} Intake;

static void
intake_free (Intake *self)
{
  g_object_unref (self->queue);
  g_object_unref (self->store);
  g_ptr_array_unref (self->files);
  g_free (self->account);
  g_free (self->last_folder);
  g_free (self->last_mount_point);
  g_clear_pointer (&self->options, hoist_settings_unref);
  g_clear_pointer (&self->records, g_ptr_array_unref);
  g_clear_pointer (&self->sessions, g_ptr_array_unref);
  g_free (self);
}

/* Reading the table of mounts takes longer than all the rest, and files come by the folder. A link
 * may lead elsewhere, so it is asked for by itself. */
static char *
dup_mount_point (Intake *self, const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);

  if (g_file_test (path, G_FILE_TEST_IS_SYMLINK))
    return hoist_disk_find_mount_point (path);

  if (g_strcmp0 (folder, self->last_folder) != 0) {
    g_free (self->last_folder);
    g_free (self->last_mount_point);
    self->last_folder = g_steal_pointer (&folder);
    self->last_mount_point = hoist_disk_find_mount_point (path);
  }
  return g_strdup (self->last_mount_point);
}

/* A file that cannot be read becomes a row all the same, which says why: nothing that a user
 * added is swallowed. */
static HoistRecord *
look (Intake *self, const HoistAddedFile *file)
{
  g_autofree char *absolute = g_canonicalize_filename (file->path, NULL);
  HoistRecord *record = hoist_record_new (absolute, self->account);
  HoistFingerprint fingerprint = { 0 };
  g_autoptr (GError) error = NULL;

  if (self->options != NULL)
    record->options = hoist_settings_ref (self->options);
  record->folder = g_strdup (file->folder);
  record->added_us = self->now_us;
  record->state = self->is_paused ? HOIST_STATE_PAUSED : HOIST_STATE_QUEUED;
  if (hoist_fingerprint_read (absolute, &fingerprint, &error)) {
    record->size = fingerprint.size;
    record->modified_us = fingerprint.modified_us;
    record->mount_point = dup_mount_point (self, absolute);
  } else {
    record->state = HOIST_STATE_ATTENTION;
    record->reason = hoist_reaction_get (error->code)->reason;
    if (hoist_reaction_get (error->code)->state != HOIST_STATE_ATTENTION)
      record->reason = HOIST_REASON_NO_ACCESS;
    record->message = g_strdup (error->message);
  }
  return record;
}

static void
look_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Intake *self = task_data;
  GPtrArray *records = g_ptr_array_new_with_free_func ((GDestroyNotify) hoist_record_free);

  for (guint i = 0; i < self->files->len; i++)
    g_ptr_array_add (records, look (self, g_ptr_array_index (self->files, i)));
  g_task_return_pointer (task, records, (GDestroyNotify) g_ptr_array_unref);
}

static void
on_stored (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Intake *self = g_task_get_task_data (task);
  GPtrArray *entered = NULL;
  GError *error = NULL;

  if (!hoist_store_add_finish (HOIST_STORE (source), result, &error)) {
    g_task_return_error (task, error);
    return;
  }

  entered = hoist_queue_enter (self->queue, self->records);
  g_ptr_array_extend_and_steal (self->sessions, entered);
  g_task_return_pointer (task, g_steal_pointer (&self->sessions),
                         (GDestroyNotify) g_ptr_array_unref);
}

/* The same file again joins the upload that is already there. */
static gboolean
join (Intake *self, const HoistRecord *record)
{
  HoistSession *session = hoist_queue_find_path (self->queue, record->path, record->account);

  if (session == NULL)
    return FALSE;

  if (hoist_session_get_state (session) == HOIST_STATE_ATTENTION)
    hoist_session_retry (session, FALSE);
  g_ptr_array_add (self->sessions, g_object_ref (session));
  return TRUE;
}

static void
on_looked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Intake *self = g_task_get_task_data (task);
  g_autoptr (GPtrArray) records = g_task_propagate_pointer (G_TASK (result), NULL);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < records->len; i++) {
    HoistRecord *record = g_ptr_array_index (records, i);

    if (!g_hash_table_add (seen, record->path) || join (self, record))
      continue;
    record->position = hoist_queue_take_position (self->queue);
    g_ptr_array_add (self->records, hoist_record_copy (record));
  }
  if (self->records->len > 0)
    hoist_store_add_async (self->store, self->records, on_stored, g_object_ref (task));
  else
    g_task_return_pointer (task, g_steal_pointer (&self->sessions),
                           (GDestroyNotify) g_ptr_array_unref);
}

/**
 * hoist_intake_add_async:
 * @files: (element-type HoistAddedFile): kept alive and left alone until the callback
 * @account: the account's id, or ""
 * @options: (nullable): the uploads' own settings
 * @is_paused: whether they wait for the user
 * @now_us: wall time
 *
 * Adds files at the end of the queue: see hoist_queue_add_async().
 */
void
hoist_intake_add_async (HoistQueue *queue,
                        HoistStore *store,
                        GPtrArray *files,
                        const char *account,
                        HoistSettings *options,
                        gboolean is_paused,
                        gint64 now_us,
                        GAsyncReadyCallback callback,
                        gpointer data)
{
  GTask *task = g_task_new (NULL, NULL, callback, data);
  g_autoptr (GTask) looking = g_task_new (NULL, NULL, on_looked, task);
  Intake *self = g_new0 (Intake, 1);

  self->queue = g_object_ref (queue);
  self->store = g_object_ref (store);
  self->files = g_ptr_array_ref (files);
  self->account = g_strdup (account);
  self->options = options != NULL ? hoist_settings_ref (options) : NULL;
  self->is_paused = is_paused;
  self->now_us = now_us;
  self->records = g_ptr_array_new_with_free_func ((GDestroyNotify) hoist_record_free);
  self->sessions = g_ptr_array_new_with_free_func (g_object_unref);
  g_task_set_source_tag (task, hoist_intake_add_async);
  g_task_set_task_data (task, self, (GDestroyNotify) intake_free);
  g_task_set_source_tag (looking, look_in_thread);
  g_task_set_task_data (looking, self, NULL);
  g_task_run_in_thread (looking, look_in_thread);
}

/**
 * hoist_intake_add_finish:
 *
 * Returns: (transfer full) (element-type HoistSession): new ones and those that were joined
 */
GPtrArray *
hoist_intake_add_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
