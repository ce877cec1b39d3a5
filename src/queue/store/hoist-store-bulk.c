/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One small change of many uploads at once: a job, a transaction and an answer for all of them. */
#include "hoist-store-private.h"

#include "hoist-store-log.h"

static gboolean
mark (HoistSql *sql, const HoistMark *row, GError **error)
{
  HoistStatement *statement = hoist_sql_prepare (
      sql, "UPDATE upload SET state = ?2, reason = NULL, message = NULL WHERE id = ?1", error);

  if (statement == NULL)
    return FALSE;
  hoist_sql_bind_int (statement, 1, row->id);
  hoist_sql_bind_text (statement, 2, hoist_state_to_name (row->state));
  if (!hoist_sql_do (sql, statement, error))
    return FALSE;
  return hoist_sql_get_n_changes (sql) == 0 ||
         (hoist_store_log_write (sql, row->id, HOIST_LOG_STATE, 0,
                                 hoist_log_describe_state (row->state), error) &&
          hoist_store_log_trim (sql, row->id, error));
}

static gboolean
work_mark (HoistSql **sql, gpointer data, GError **error)
{
  HoistStoreRequest *request = data;

  for (guint i = 0; i < request->ids->len; i++) {
    if (!mark (*sql, &g_array_index (request->ids, HoistMark, i), error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
place (HoistSql *sql, const HoistPlace *row, GError **error)
{
  HoistStatement *statement =
      hoist_sql_prepare (sql, "UPDATE upload SET position = ?2 WHERE id = ?1", error);

  if (statement == NULL)
    return FALSE;
  hoist_sql_bind_int (statement, 1, row->id);
  hoist_sql_bind_int (statement, 2, row->position);
  return hoist_sql_do (sql, statement, error);
}

static gboolean
work_place (HoistSql **sql, gpointer data, GError **error)
{
  HoistStoreRequest *request = data;

  for (guint i = 0; i < request->ids->len; i++) {
    if (!place (*sql, &g_array_index (request->ids, HoistPlace, i), error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
delete_plain (HoistSql *sql, gint64 id, GArray *left, GError **error)
{
  HoistStatement *statement =
      hoist_sql_prepare (sql,
                         "DELETE FROM upload WHERE id = ?1"
                         " AND NOT EXISTS (SELECT 1 FROM ticket WHERE upload = ?1)",
                         error);

  if (statement == NULL)
    return FALSE;
  hoist_sql_bind_int (statement, 1, id);
  if (!hoist_sql_do (sql, statement, error))
    return FALSE;
  if (hoist_sql_get_n_changes (sql) == 0)
    g_array_append_val (left, id);
  return TRUE;
}

static gboolean
work_delete_plain (HoistSql **sql, gpointer data, GError **error)
{
  HoistStoreRequest *request = data;

  g_array_set_size (request->sealed_ids, 0);
  for (guint i = 0; i < request->ids->len; i++) {
    if (!delete_plain (*sql, g_array_index (request->ids, gint64, i), request->sealed_ids, error))
      return FALSE;
  }
  return TRUE;
}

static void
done_delete_plain (gpointer data, const GError *error)
{
  HoistStoreRequest *request = data;
  g_autoptr (GTask) task = g_steal_pointer (&request->task);

  if (task == NULL)
    return;
  if (error != NULL)
    g_task_return_error (task, g_error_copy (error));
  else
    g_task_return_pointer (task, g_steal_pointer (&request->sealed_ids),
                           (GDestroyNotify) g_array_unref);
}

/**
 * hoist_store_save_marks_async:
 * @marks: (transfer full) (element-type HoistMark): new states, without reasons; unknown uploads
 *   are passed over
 *
 * Saves all of them or none. Where the disk takes nothing this waits until it does.
 */
void
hoist_store_save_marks_async (HoistStore *self,
                              GArray *marks,
                              GAsyncReadyCallback callback,
                              gpointer data)
{
  HoistStoreRequest *request = NULL;

  g_return_if_fail (HOIST_IS_STORE (self));

  request = hoist_store_request_new (self, hoist_store_save_marks_async, callback, data);
  request->ids = marks;
  hoist_store_request_push (request, HOIST_STORE_KEEP, work_mark, hoist_store_request_answer);
}

gboolean
hoist_store_save_marks_finish (HoistStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * hoist_store_save_places:
 * @places: (transfer full) (element-type HoistPlace): unknown uploads are passed over
 *
 * Saves an order. No other save of an upload touches its place.
 */
void
hoist_store_save_places (HoistStore *self, GArray *places)
{
  HoistStoreRequest *request = NULL;

  g_return_if_fail (HOIST_IS_STORE (self));

  request = hoist_store_request_new (self, NULL, NULL, NULL);
  request->ids = places;
  hoist_store_request_push (request, HOIST_STORE_KEEP, work_place, NULL);
}

/**
 * hoist_store_delete_plain_async:
 * @ids: (transfer full) (element-type gint64): of uploads
 *
 * Deletes those that have no ticket, of which no service can know.
 */
void
hoist_store_delete_plain_async (HoistStore *self,
                                GArray *ids,
                                GAsyncReadyCallback callback,
                                gpointer data)
{
  HoistStoreRequest *request = NULL;

  g_return_if_fail (HOIST_IS_STORE (self));

  request = hoist_store_request_new (self, hoist_store_delete_plain_async, callback, data);
  request->ids = ids;
  request->sealed_ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  hoist_store_request_push (request, HOIST_STORE_KEEP, work_delete_plain, done_delete_plain);
}

/**
 * hoist_store_delete_plain_finish:
 *
 * Returns: (transfer full) (nullable) (element-type gint64): those that were not deleted, in the
 *   order in which they were asked for
 */
GArray *
hoist_store_delete_plain_finish (HoistStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
