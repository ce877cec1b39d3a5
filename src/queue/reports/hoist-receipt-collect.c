/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes a receipt of sessions, with the digests that are remembered of their files. */
#include "hoist-receipt-collect.h"

#include "hoist-error.h"

#include "hoist-config.h"

#include <glib/gi18n-lib.h>

typedef struct {
  HoistWorkspace *workspace; /* (owned) */
  GPtrArray *sessions;       /* (owned) (element-type HoistSession): the finished ones */
  guint n_done;
  HoistReceipt *receipt; /* (owned) (nullable): until it is handed out */
} Collect;

static void
collect_free (Collect *self)
{
  g_object_unref (self->workspace);
  g_ptr_array_unref (self->sessions);
  g_clear_pointer (&self->receipt, hoist_receipt_free);
  g_free (self);
}

static void find_next (GTask *task);

static void
on_found (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  Collect *self = g_task_get_task_data (task);
  HoistSession *session = g_ptr_array_index (self->sessions, self->n_done++);
  const char *id = hoist_session_get_account (session);
  HoistAccount *account = hoist_accounts_find (hoist_workspace_get_accounts (self->workspace), id);
  HoistDigests digests = { 0 };
  g_autoptr (GError) error = NULL;

  /* a receipt without checksums is better than none */
  if (!hoist_receipt_find_digests_finish (self->workspace, result, &digests, &error))
    g_debug ("no digests for a receipt: %s", error != NULL ? error->message : "none are known");
  hoist_receipt_add (self->receipt, hoist_session_get_record (session), &digests,
                     account != NULL ? hoist_account_get_provider (account) : NULL,
                     account != NULL ? hoist_account_get_name (account) : NULL);
  find_next (task);
}

/* Takes over @task. */
static void
find_next (GTask *task)
{
  Collect *self = g_task_get_task_data (task);

  if (self->n_done < self->sessions->len) {
    hoist_receipt_find_digests_async (
        self->workspace, g_ptr_array_index (self->sessions, self->n_done), on_found, task);
    return;
  }

  g_task_return_pointer (task, g_steal_pointer (&self->receipt),
                         (GDestroyNotify) hoist_receipt_free);
  g_object_unref (task);
}

/**
 * hoist_receipt_collect_async:
 * @sessions: (element-type HoistSession): those that are not finished are left out
 * @now_us: microseconds since 1970
 *
 * Fails with %HOIST_ERROR_REFUSED where none is finished.
 */
void
hoist_receipt_collect_async (HoistWorkspace *workspace,
                             GPtrArray *sessions,
                             gint64 now_us,
                             GAsyncReadyCallback callback,
                             gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, data);
  Collect *self = g_new0 (Collect, 1);

  g_task_set_source_tag (task, hoist_receipt_collect_async);
  self->workspace = g_object_ref (workspace);
  self->sessions = g_ptr_array_new_with_free_func (g_object_unref);
  self->receipt = hoist_receipt_new (now_us);
  g_task_set_task_data (task, self, (GDestroyNotify) collect_free);
  for (guint i = 0; i < sessions->len; i++) {
    HoistSession *session = g_ptr_array_index (sessions, i);

    if (hoist_receipt_is_due (hoist_session_get_record (session)))
      g_ptr_array_add (self->sessions, g_object_ref (session));
  }
  if (self->sessions->len == 0) {
    g_task_return_new_error (
        task, HOIST_ERROR, HOIST_ERROR_REFUSED, "%s",
        _ ("There is nothing to attest yet. Wait until an upload has finished."));
    return;
  }
  find_next (g_steal_pointer (&task));
}

/**
 * hoist_receipt_collect_finish:
 *
 * Returns: (transfer full): in the order of the sessions
 */
HoistReceipt *
hoist_receipt_collect_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * hoist_receipt_find_digests_async:
 *
 * Asks the memory of digests for the file as it was uploaded; the file itself is not touched.
 */
void
hoist_receipt_find_digests_async (HoistWorkspace *workspace,
                                  HoistSession *session,
                                  GAsyncReadyCallback callback,
                                  gpointer data)
{
  const HoistRecord *record = hoist_session_get_record (session);
  HoistFingerprint fingerprint = { .size = record->size, .modified_us = record->modified_us };

  hoist_journal_find_digests_async (HOIST_JOURNAL (hoist_workspace_get_store (workspace)),
                                    record->path, &fingerprint, callback, data);
}

/**
 * hoist_receipt_find_digests_finish:
 * @digests: (out caller-allocates): nothing known where the file is not remembered
 *
 * Returns: %FALSE, without an error where nothing is known
 */
gboolean
hoist_receipt_find_digests_finish (HoistWorkspace *workspace,
                                   GAsyncResult *result,
                                   HoistDigests *digests,
                                   GError **error)
{
  g_autoptr (HoistSlices) slices = NULL;

  return hoist_journal_find_digests_finish (HOIST_JOURNAL (hoist_workspace_get_store (workspace)),
                                            result, digests, &slices, error);
}
