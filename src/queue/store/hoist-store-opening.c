/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opens the store's database, reads it again, and closes it. */
#include "hoist-store-private.h"

#include "hoist-error.h"
#include "hoist-store-notes.h"
#include "hoist-store-rows.h"
#include "hoist-store-schema.h"

#include "hoist-config.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

/* From so many failed starts in a row on the queue opens paused, and stays so until the user has
 * looked: it may be the queue's fault. */
#define MAX_FAILED_STARTS 2

/* HoistQueue keeps its "pause all" under this name. */
#define PAUSED_SETTING "paused"

void
hoist_store_contents_free (HoistStoreContents *self)
{
  g_free (self->id);
  g_clear_pointer (&self->records, g_ptr_array_unref);
  g_clear_pointer (&self->accounts, g_ptr_array_unref);
  g_free (self->notice);
  g_free (self);
}

static HoistStoreContents *
read_contents (HoistSql *sql, GHashTable **settings, GError **error)
{
  g_autoptr (HoistStoreContents) contents = g_new0 (HoistStoreContents, 1);

  g_clear_pointer (settings, g_hash_table_unref);
  contents->id = hoist_store_notes_dup_id (sql, error);
  if (contents->id == NULL)
    return NULL;
  *settings = hoist_store_notes_read_settings (sql, error);
  if (*settings == NULL)
    return NULL;
  contents->accounts = hoist_store_notes_read_accounts (sql, error);
  if (contents->accounts == NULL)
    return NULL;
  contents->records = hoist_store_rows_read (sql, error);
  if (contents->records == NULL)
    return NULL;

  contents->is_paused = g_strcmp0 (g_hash_table_lookup (*settings, PAUSED_SETTING), "1") == 0;
  contents->has_failed_starts =
      g_strcmp0 (g_hash_table_lookup (*settings, HOIST_STORE_FAILED_STARTS), "1") == 0;
  return g_steal_pointer (&contents);
}

static gboolean
make_folder (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);

  if (g_mkdir_with_parents (folder, 0700) == 0)
    return TRUE;

  g_set_error (error, HOIST_ERROR, HOIST_ERROR_NO_ACCESS,
               _ ("The queue’s folder cannot be made (%s). Check that its disk works and may be "
                  "written to."),
               g_strerror (errno));
  return FALSE;
}

/* A start is counted even where the disk takes nothing: then just not across a restart. */
static gboolean
count_start (HoistStore *self, HoistSql *sql)
{
  gint64 n_failed = 0;

  if (self->was_killed && !self->is_guest)
    hoist_store_notes_reset_starts (sql, NULL);
  if (!self->is_guest && !hoist_store_notes_count_start (sql, &n_failed, NULL))
    g_debug ("this start could not be counted");
  if (n_failed < MAX_FAILED_STARTS)
    return FALSE;
  if (!hoist_store_notes_write_setting (sql, HOIST_STORE_FAILED_STARTS, "1", NULL))
    g_debug ("that starts have failed could not be noted");
  return TRUE;
}

static gboolean
work_open (HoistSql **sql, gpointer data, GError **error)
{
  HoistStoreRequest *request = data;
  g_autoptr (HoistSql) opened = NULL;
  g_autofree char *notice = NULL;
  gboolean has_failed_starts = FALSE;

  g_assert (*sql == NULL);
  if (!make_folder (request->self->path, error))
    return FALSE;
  opened = hoist_store_schema_open (request->self->path, !request->self->is_guest, &notice, error);
  if (opened == NULL)
    return FALSE;
  has_failed_starts = count_start (request->self, opened);
  request->contents = read_contents (opened, &request->settings, error);
  if (request->contents == NULL)
    return FALSE;

  request->contents->notice = g_steal_pointer (&notice);
  request->contents->has_failed_starts = request->contents->has_failed_starts || has_failed_starts;
  *sql = g_steal_pointer (&opened);
  return TRUE;
}

/* A log that is left over would be read into the new file. */
static gboolean
put_in_place (HoistStore *self, const char *copy, GError **error)
{
  static const char *const suffixes[] = { "-wal", "-shm", "-journal" };

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++) {
    g_autofree char *left = g_strconcat (self->path, suffixes[i], NULL);

    g_unlink (left);
  }
  if (g_rename (copy, self->path) == 0)
    return TRUE;
  g_set_error (error, HOIST_ERROR, HOIST_ERROR_NO_ACCESS,
               _ ("The queue’s file was deleted and cannot be written again (%s). Keep “%s”: its "
                  "contents are there."),
               g_strerror (errno), copy);
  return FALSE;
}

/**
 * hoist_store_put_back:
 * @sql: (inout) (nullable): outside of a transaction; may become %NULL
 *
 * Whoever deletes the queue's file while it is open deletes only its name: all in it would be gone
 * with the end of the program, without a word. It is written again. Fails where another file is in
 * its place, which is left alone. Called on the store's thread.
 */
gboolean
hoist_store_put_back (HoistStore *self, HoistSql **sql, GError **error)
{
  g_autofree char *copy = NULL;
  g_autofree char *notice = NULL;

  if (*sql == NULL || self->is_guest || !hoist_sql_has_moved (*sql))
    return TRUE;
  if (g_file_test (self->path, G_FILE_TEST_EXISTS)) {
    g_set_error_literal (
        error, HOIST_ERROR, HOIST_ERROR_NO_ACCESS,
        _ ("The queue’s file was replaced by another one. What happens from now on "
           "is not kept: quit Hoist and start it again."));
    return FALSE;
  }

  g_message ("The queue's file is gone; it is written again");
  copy = g_strconcat (self->path, "-again", NULL);
  g_unlink (copy);
  if (!make_folder (self->path, error) || !hoist_sql_copy_to (*sql, copy, error))
    return FALSE;
  g_clear_pointer (sql, hoist_sql_close);
  if (!put_in_place (self, copy, error))
    return FALSE;
  *sql = hoist_store_schema_open (self->path, FALSE, &notice, error);
  return *sql != NULL;
}

static gboolean
work_reload (HoistSql **sql, gpointer data, GError **error)
{
  HoistStoreRequest *request = data;

  g_clear_pointer (&request->contents, hoist_store_contents_free);
  request->contents = read_contents (*sql, &request->settings, error);
  return request->contents != NULL;
}

static void
done_contents (gpointer data, const GError *error)
{
  HoistStoreRequest *request = data;
  g_autoptr (GTask) task = g_steal_pointer (&request->task);

  if (error != NULL) {
    g_task_return_error (task, g_error_copy (error));
    return;
  }

  g_hash_table_unref (request->self->settings);
  request->self->settings = g_steal_pointer (&request->settings);
  hoist_store_seals_set_store_id (request->self->seals, request->contents->id);
  g_task_return_pointer (task, g_steal_pointer (&request->contents),
                         (GDestroyNotify) hoist_store_contents_free);
}

static gboolean
work_close (HoistSql **sql, gpointer data, GError **error)
{
  HoistStoreRequest *request = data;
  gboolean is_kept = FALSE;

  if (*sql == NULL)
    return TRUE;

  hoist_store_mail_give_up (request->self->mail, *sql);
  is_kept = hoist_store_put_back (request->self, sql, error);
  if (*sql != NULL && !request->self->is_guest)
    hoist_store_notes_reset_starts (*sql, NULL);
  g_clear_pointer (sql, hoist_sql_close);
  return is_kept;
}

static gboolean
work_mark_started (HoistSql **sql, gpointer data, GError **error)
{
  return hoist_store_notes_reset_starts (*sql, error);
}

/**
 * hoist_store_set_guest:
 * @is_guest: this program does not run the queue
 *
 * Called before opening. A guest neither repairs a damaged database nor counts starts.
 */
void
hoist_store_set_guest (HoistStore *self, gboolean is_guest)
{
  g_return_if_fail (HOIST_IS_STORE (self));

  self->is_guest = is_guest;
}

/**
 * hoist_store_open_async:
 *
 * Opens the database, brings its tables up to date and reads everything. A damaged one is set aside
 * and rebuilt from what is readable. Fails with %HOIST_ERROR_REFUSED where a newer version of the
 * program wrote it, and with %HOIST_ERROR_NO_SPACE, %HOIST_ERROR_NO_ACCESS or %HOIST_ERROR_BUSY
 * where this computer's disk does not let us.
 */
void
hoist_store_open_async (HoistStore *self, GAsyncReadyCallback callback, gpointer data)
{
  g_return_if_fail (HOIST_IS_STORE (self));

  hoist_store_request_push (hoist_store_request_new (self, hoist_store_open_async, callback, data),
                            HOIST_STORE_OUTSIDE, work_open, done_contents);
}

/**
 * hoist_store_open_finish:
 *
 * Returns: (transfer full): what was found
 */
HoistStoreContents *
hoist_store_open_finish (HoistStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * hoist_store_close_async:
 *
 * Writes what is queued and closes the database; this start then counts as a good one. Posts that
 * wait end with %HOIST_ERROR_BUSY. Fails where the disk did not take everything; who still waits
 * for a change is told so before.
 */
void
hoist_store_close_async (HoistStore *self, GAsyncReadyCallback callback, gpointer data)
{
  g_return_if_fail (HOIST_IS_STORE (self));

  hoist_store_thread_give_up (self->thread);
  hoist_store_request_push (hoist_store_request_new (self, hoist_store_close_async, callback, data),
                            HOIST_STORE_OUTSIDE, work_close, hoist_store_request_answer);
}

gboolean
hoist_store_close_finish (HoistStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * hoist_store_set_was_killed:
 * @was_killed: the last start that did not come far was ended from outside
 *
 * Called before opening. Such a start is not counted as failed.
 */
void
hoist_store_set_was_killed (HoistStore *self, gboolean was_killed)
{
  self->was_killed = was_killed;
}

/**
 * hoist_store_mark_started:
 *
 * Says that this start went well, so that those that failed before it are forgotten.
 */
void
hoist_store_mark_started (HoistStore *self)
{
  g_return_if_fail (HOIST_IS_STORE (self));

  hoist_store_request_push (hoist_store_request_new (self, NULL, NULL, NULL), HOIST_STORE_WRITE,
                            work_mark_started, NULL);
}

/**
 * hoist_store_reload_async:
 *
 * Reads everything again, with what other programs wrote meanwhile.
 */
void
hoist_store_reload_async (HoistStore *self, GAsyncReadyCallback callback, gpointer data)
{
  g_return_if_fail (HOIST_IS_STORE (self));

  hoist_store_request_push (
      hoist_store_request_new (self, hoist_store_reload_async, callback, data), HOIST_STORE_READ,
      work_reload, done_contents);
}

HoistStoreContents *
hoist_store_reload_finish (HoistStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
