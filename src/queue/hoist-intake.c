/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From paths to rows: looks at files on a thread before they enter the queue. */
#include "hoist-intake.h"

#include "hoist-disk.h"
#include "hoist-error.h"
#include "hoist-reaction.h"
#include "hoist-source.h"

typedef struct {
  char **paths;           /* (owned) */
  char *account;          /* (owned) */
  HoistSettings *options; /* (owned) (nullable) */
  gboolean is_paused;
  gint64 now_us;
} Looking;

static void
looking_free (Looking *self)
{
  g_strfreev (self->paths);
  g_free (self->account);
  g_clear_pointer (&self->options, hoist_settings_unref);
  g_free (self);
}

/* A file that cannot be read becomes a row all the same, which says why: nothing that a user
 * added is swallowed. */
static HoistRecord *
look (const Looking *self, const char *path)
{
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);
  HoistRecord *record = hoist_record_new (absolute, self->account);
  HoistFingerprint fingerprint = { 0 };
  g_autoptr (GError) error = NULL;

  if (self->options != NULL)
    record->options = hoist_settings_ref (self->options);
  record->added_us = self->now_us;
  record->state = self->is_paused ? HOIST_STATE_PAUSED : HOIST_STATE_QUEUED;
  if (hoist_fingerprint_read (absolute, &fingerprint, &error)) {
    record->size = fingerprint.size;
    record->modified_us = fingerprint.modified_us;
    record->mount_point = hoist_disk_find_mount_point (absolute);
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
  const Looking *self = task_data;
  GPtrArray *records = g_ptr_array_new_with_free_func ((GDestroyNotify) hoist_record_free);

  for (guint i = 0; self->paths[i] != NULL; i++)
    g_ptr_array_add (records, look (self, self->paths[i]));
  g_task_return_pointer (task, records, (GDestroyNotify) g_ptr_array_unref);
}

/**
 * hoist_intake_look_async:
 * @paths: (array zero-terminated=1) (element-type filename): absolute, or relative to the current
 *   folder
 * @account: the account's id, or ""
 * @options: (nullable): the uploads' own settings
 * @is_paused: whether they wait for the user
 * @now_us: wall time
 *
 * Makes one record of each path. What cannot be read becomes a row in need of attention.
 */
void
hoist_intake_look_async (const char *const *paths,
                         const char *account,
                         HoistSettings *options,
                         gboolean is_paused,
                         gint64 now_us,
                         GAsyncReadyCallback callback,
                         gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, data);
  Looking *self = g_new0 (Looking, 1);

  self->paths = g_strdupv ((char **) paths);
  self->account = g_strdup (account);
  self->options = options != NULL ? hoist_settings_ref (options) : NULL;
  self->is_paused = is_paused;
  self->now_us = now_us;
  g_task_set_source_tag (task, hoist_intake_look_async);
  g_task_set_task_data (task, self, (GDestroyNotify) looking_free);
  g_task_run_in_thread (task, look_in_thread);
}

/**
 * hoist_intake_look_finish:
 *
 * Returns: (transfer full) (element-type HoistRecord): as many as there were paths, in order
 */
GPtrArray *
hoist_intake_look_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
