/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The logs of uploads: each line is written in the transaction of what it tells of. */
#include "hoist-store-log.h"

#include "hoist-store-private.h"

/**
 * hoist_store_log_write:
 * @upload: one that is there
 * @time_us: wall time; 0 for now
 */
gboolean
hoist_store_log_write (HoistSql *sql,
                       gint64 upload,
                       HoistLogKind kind,
                       gint64 time_us,
                       const char *text,
                       GError **error)
{
  HoistStatement *statement = hoist_sql_prepare (
      sql, "INSERT INTO log (upload, time_us, kind, text) VALUES (?1, ?2, ?3, ?4)", error);

  if (statement == NULL)
    return FALSE;
  hoist_sql_bind_int (statement, 1, upload);
  hoist_sql_bind_int (statement, 2, time_us != 0 ? time_us : g_get_real_time ());
  hoist_sql_bind_text (statement, 3, hoist_log_kind_to_name (kind));
  hoist_sql_bind_text (statement, 4, text);
  return hoist_sql_do (sql, statement, error);
}

/**
 * hoist_store_log_trim:
 *
 * Forgets the oldest lines of a long log.
 */
gboolean
hoist_store_log_trim (HoistSql *sql, gint64 upload, GError **error)
{
  HoistStatement *statement =
      hoist_sql_prepare (sql,
                         "DELETE FROM log WHERE upload = ?1 AND id <= (SELECT id FROM log"
                         " WHERE upload = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)",
                         error);

  if (statement == NULL)
    return FALSE;
  hoist_sql_bind_int (statement, 1, upload);
  hoist_sql_bind_int (statement, 2, HOIST_STORE_LOG_LINES);
  return hoist_sql_do (sql, statement, error);
}

/* (nullable): a line that makes no sense is passed over. */
static HoistLogLine *
read_line (HoistStatement *row)
{
  g_autofree char *name = NULL;
  g_autofree char *text = NULL;
  gint64 time_us = 0;
  HoistLogKind kind = HOIST_LOG_STATE;

  if (!hoist_sql_get_int (row, 0, G_MININT64, G_MAXINT64, &time_us) ||
      !hoist_sql_get_text (row, 1, &name) || !hoist_log_kind_from_name (name, &kind) ||
      !hoist_sql_get_text (row, 2, &text) || text == NULL)
    return NULL;
  return hoist_log_line_new (time_us, kind, text);
}

/* (transfer full) (element-type HoistLogLine): oldest first. */
static GPtrArray *
read_lines (HoistSql *sql, gint64 upload, GError **error)
{
  g_autoptr (GPtrArray) lines =
      g_ptr_array_new_with_free_func ((GDestroyNotify) hoist_log_line_free);
  HoistStatement *statement = hoist_sql_prepare (
      sql, "SELECT time_us, kind, text FROM log WHERE upload = ?1 ORDER BY id", error);
  HoistSqlStep step = HOIST_SQL_FAILED;

  if (statement == NULL)
    return NULL;
  hoist_sql_bind_int (statement, 1, upload);
  while ((step = hoist_sql_step (sql, statement, error)) == HOIST_SQL_ROW) {
    HoistLogLine *line = read_line (statement);

    if (line != NULL)
      g_ptr_array_add (lines, line);
  }
  hoist_sql_reset (statement);
  return step == HOIST_SQL_DONE ? g_steal_pointer (&lines) : NULL;
}

static gboolean
work_read_log (HoistSql **sql, gpointer data, GError **error)
{
  HoistStoreRequest *request = data;

  g_clear_pointer (&request->records, g_ptr_array_unref);
  request->records = read_lines (*sql, g_array_index (request->ids, gint64, 0), error);
  return request->records != NULL;
}

static void
done_read_log (gpointer data, const GError *error)
{
  HoistStoreRequest *request = data;
  g_autoptr (GTask) task = g_steal_pointer (&request->task);

  if (error != NULL)
    g_task_return_error (task, g_error_copy (error));
  else
    g_task_return_pointer (task, g_steal_pointer (&request->records),
                           (GDestroyNotify) g_ptr_array_unref);
}

/**
 * hoist_store_read_log_async:
 * @id: of an upload
 *
 * Reads what happened to an upload: at most its newest 400 lines.
 */
void
hoist_store_read_log_async (HoistStore *self,
                            gint64 id,
                            GAsyncReadyCallback callback,
                            gpointer data)
{
  HoistStoreRequest *request = NULL;

  g_return_if_fail (HOIST_IS_STORE (self));

  request = hoist_store_request_new (self, hoist_store_read_log_async, callback, data);
  request->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_array_append_val (request->ids, id);
  hoist_store_request_push (request, HOIST_STORE_READ, work_read_log, done_read_log);
}

/**
 * hoist_store_read_log_finish:
 *
 * Returns: (transfer full) (element-type HoistLogLine): oldest first; empty for an unknown upload
 */
GPtrArray *
hoist_store_read_log_finish (HoistStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
