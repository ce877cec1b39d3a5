/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The memory of files' digests as a whole: whether there is one, and how it is emptied. */
#include "hoist-store-private.h"

/**
 * hoist_store_set_remembers_digests:
 * @is_wanted: %FALSE keeps no more digests, and finds none; those that are kept stay
 */
void
hoist_store_set_remembers_digests (HoistStore *self, gboolean is_wanted)
{
  g_return_if_fail (HOIST_IS_STORE (self));

  hoist_store_journal_set_remembers_digests (self->journal, is_wanted);
}

static gboolean
work_forget (HoistSql **sql, gpointer data, GError **error)
{
  return hoist_sql_run (*sql, "DELETE FROM digest", error);
}

/**
 * hoist_store_forget_digests_async:
 *
 * Forgets the digests of all files. Uploads that need some read their files again.
 */
void
hoist_store_forget_digests_async (HoistStore *self, GAsyncReadyCallback callback, gpointer data)
{
  HoistStoreRequest *request = NULL;

  g_return_if_fail (HOIST_IS_STORE (self));

  request = hoist_store_request_new (self, hoist_store_forget_digests_async, callback, data);
  hoist_store_request_push (request, HOIST_STORE_WRITE, work_forget, hoist_store_request_answer);
}

gboolean
hoist_store_forget_digests_finish (HoistStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
