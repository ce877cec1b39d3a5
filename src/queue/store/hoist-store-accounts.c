/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The store's accounts, without their secrets, and the queue's settings. */
#include "hoist-store-private.h"

#include "hoist-store-notes.h"

void
hoist_account_row_free (HoistAccountRow *self)
{
  g_free (self->id);
  g_free (self->service);
  g_free (self->name);
  g_free (self->settings);
  g_free (self);
}

static gboolean
work_save_account (HoistSql **sql, gpointer data, GError **error)
{
  return hoist_store_notes_write_account (*sql, ((HoistStoreRequest *) data)->account, error);
}

static gboolean
work_delete_account (HoistSql **sql, gpointer data, GError **error)
{
  return hoist_store_notes_delete_account (*sql, ((HoistStoreRequest *) data)->name, error);
}

static gboolean
work_set_setting (HoistSql **sql, gpointer data, GError **error)
{
  HoistStoreRequest *request = data;

  return hoist_store_notes_write_setting (*sql, request->name, request->value, error);
}

/**
 * hoist_store_save_account_async:
 * @row: read only during this call
 *
 * Adds or changes an account. Fails with %HOIST_ERROR_NAME_TAKEN where another has its name, or
 * with the disk's errors; it is then not tried again.
 */
void
hoist_store_save_account_async (HoistStore *self,
                                const HoistAccountRow *row,
                                GAsyncReadyCallback callback,
                                gpointer data)
{
  HoistStoreRequest *request = NULL;

  g_return_if_fail (HOIST_IS_STORE (self));

  request = hoist_store_request_new (self, hoist_store_save_account_async, callback, data);
  request->account = g_new0 (HoistAccountRow, 1);
  request->account->id = g_strdup (row->id);
  request->account->service = g_strdup (row->service);
  request->account->name = g_strdup (row->name);
  request->account->settings = g_strdup (row->settings);
  hoist_store_request_push (request, HOIST_STORE_WRITE, work_save_account,
                            hoist_store_request_answer);
}

gboolean
hoist_store_save_account_finish (HoistStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * hoist_store_delete_account_async:
 *
 * Deletes an account; its uploads stay.
 */
void
hoist_store_delete_account_async (HoistStore *self,
                                  const char *id,
                                  GAsyncReadyCallback callback,
                                  gpointer data)
{
  HoistStoreRequest *request = NULL;

  g_return_if_fail (HOIST_IS_STORE (self));

  request = hoist_store_request_new (self, hoist_store_delete_account_async, callback, data);
  request->name = g_strdup (id);
  hoist_store_request_push (request, HOIST_STORE_WRITE, work_delete_account,
                            hoist_store_request_answer);
}

gboolean
hoist_store_delete_account_finish (HoistStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * hoist_store_set_setting:
 * @value: (nullable): forgets the setting
 *
 * Sets it at once for hoist_store_dup_setting(), and soon on the disk.
 */
void
hoist_store_set_setting (HoistStore *self, const char *name, const char *value)
{
  HoistStoreRequest *request = NULL;

  g_return_if_fail (HOIST_IS_STORE (self));
  g_return_if_fail (name != NULL);

  if (value != NULL)
    g_hash_table_replace (self->settings, g_strdup (name), g_strdup (value));
  else
    g_hash_table_remove (self->settings, name);

  request = hoist_store_request_new (self, NULL, NULL, NULL);
  request->name = g_strdup (name);
  request->value = g_strdup (value);
  hoist_store_request_push (request, HOIST_STORE_KEEP, work_set_setting, NULL);
}

/**
 * hoist_store_dup_setting:
 *
 * Returns: (transfer full) (nullable): as it was read at the start or set since
 */
char *
hoist_store_dup_setting (HoistStore *self, const char *name)
{
  g_return_val_if_fail (HOIST_IS_STORE (self), NULL);

  return g_strdup (g_hash_table_lookup (self->settings, name));
}
