/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Uploads enter the store, and leave it with all that belongs to them. */
#include "hoist-store-private.h"

#include "hoist-store-rows.h"

static gboolean
work_add (HoistSql **sql, gpointer data, GError **error)
{
  HoistStoreRequest *request = data;

  for (guint i = 0; i < request->records->len; i++) {
    if (!hoist_store_rows_insert (*sql, g_ptr_array_index (request->records, i), error))
      return FALSE;
  }
  return TRUE;
}

static void
done_add (gpointer data, const GError *error)
{
  HoistStoreRequest *request = data;

  for (guint i = 0; error != NULL && i < request->records->len; i++)
    ((HoistRecord *) g_ptr_array_index (request->records, i))->id = 0;
  hoist_store_request_answer (data, error);
}

static gboolean
work_delete (HoistSql **sql, gpointer data, GError **error)
{
  HoistStoreRequest *request = data;

  g_array_set_size (request->sealed_ids, 0);
  for (guint i = 0; i < request->ids->len; i++) {
    gint64 id = g_array_index (request->ids, gint64, i);
    gboolean has_sealed = FALSE;

    if (!hoist_store_rows_delete (*sql, id, &has_sealed, error))
      return FALSE;
    if (has_sealed)
      g_array_append_val (request->sealed_ids, id);
  }
  return TRUE;
}

static void
done_delete (gpointer data, const GError *error)
{
  HoistStoreRequest *request = data;

  for (guint i = 0; error == NULL && i < request->sealed_ids->len; i++)
    hoist_store_seals_forget (request->self->seals, g_array_index (request->sealed_ids, gint64, i));
  hoist_store_request_answer (data, error);
}

/**
 * hoist_store_add_async:
 * @records: (element-type HoistRecord): kept alive and left alone until the callback; their ids are
 *   filled in, and positions and times of adding where they are 0
 *
 * Adds uploads, all of them or none. Fails with %HOIST_ERROR_NO_SPACE or another code whose
 * sentence speaks of this computer's disk; it is then not tried again.
 */
void
hoist_store_add_async (HoistStore *self,
                       GPtrArray *records,
                       GAsyncReadyCallback callback,
                       gpointer data)
{
  HoistStoreRequest *request = NULL;

  g_return_if_fail (HOIST_IS_STORE (self));
  g_return_if_fail (records != NULL);

  request = hoist_store_request_new (self, hoist_store_add_async, callback, data);
  request->records = g_ptr_array_ref (records);
  hoist_store_request_push (request, HOIST_STORE_WRITE, work_add, done_add);
}

gboolean
hoist_store_add_finish (HoistStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * hoist_store_delete_async:
 * @ids: of uploads; unknown ones are passed over
 *
 * Deletes uploads with their tickets, in the database and in the vault. Where the disk takes
 * nothing this waits until it does.
 */
void
hoist_store_delete_async (HoistStore *self,
                          const gint64 *ids,
                          guint n_ids,
                          GAsyncReadyCallback callback,
                          gpointer data)
{
  HoistStoreRequest *request = NULL;

  g_return_if_fail (HOIST_IS_STORE (self));

  request = hoist_store_request_new (self, hoist_store_delete_async, callback, data);
  request->ids = g_array_sized_new (FALSE, FALSE, sizeof (gint64), n_ids);
  g_array_append_vals (request->ids, ids, n_ids);
  request->sealed_ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  hoist_store_request_push (request, HOIST_STORE_KEEP, work_delete, done_delete);
}

gboolean
hoist_store_delete_finish (HoistStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
