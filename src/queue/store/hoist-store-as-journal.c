/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The store as the journal of upload sessions. */
#include "hoist-store-private.h"

static GTask *
journal_task_new (HoistJournal *journal, gpointer tag, GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (journal, NULL, callback, data);

  g_task_set_source_tag (task, tag);
  return task;
}

static void
hoist_store_save_async (HoistJournal *journal,
                        HoistChange *change,
                        GAsyncReadyCallback callback,
                        gpointer data)
{
  hoist_store_journal_save (HOIST_STORE (journal)->journal,
                            journal_task_new (journal, hoist_store_save_async, callback, data),
                            change);
}

static gboolean
hoist_store_save_finish (HoistJournal *journal, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, journal), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
hoist_store_load_ticket_async (HoistJournal *journal,
                               gint64 id,
                               GAsyncReadyCallback callback,
                               gpointer data)
{
  hoist_store_journal_load_ticket (
      HOIST_STORE (journal)->journal,
      journal_task_new (journal, hoist_store_load_ticket_async, callback, data), id);
}

static HoistTicket *
hoist_store_load_ticket_finish (HoistJournal *journal, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, journal), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
hoist_store_find_digests_async (HoistJournal *journal,
                                const char *path,
                                const HoistFingerprint *fingerprint,
                                GAsyncReadyCallback callback,
                                gpointer data)
{
  hoist_store_journal_find_digests (
      HOIST_STORE (journal)->journal,
      journal_task_new (journal, hoist_store_find_digests_async, callback, data), path,
      fingerprint);
}

static gboolean
hoist_store_find_digests_finish (HoistJournal *journal,
                                 GAsyncResult *result,
                                 HoistDigests *digests,
                                 HoistSlices **slices,
                                 GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, journal), FALSE);

  return hoist_store_journal_take_digests (G_TASK (result), digests, slices, error);
}

static void
hoist_store_keep_digests (HoistJournal *journal,
                          const char *path,
                          const HoistFingerprint *fingerprint,
                          const HoistDigests *digests,
                          HoistSlices *slices)
{
  hoist_store_journal_keep_digests (HOIST_STORE (journal)->journal, path, fingerprint, digests,
                                    slices);
}

static void
hoist_store_find_folder_async (HoistJournal *journal,
                               const char *account,
                               const char *parent,
                               const char *name,
                               GAsyncReadyCallback callback,
                               gpointer data)
{
  hoist_store_journal_find_folder (
      HOIST_STORE (journal)->journal,
      journal_task_new (journal, hoist_store_find_folder_async, callback, data), account, parent,
      name);
}

static char *
hoist_store_find_folder_finish (HoistJournal *journal, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, journal), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
hoist_store_keep_folder_async (HoistJournal *journal,
                               const char *account,
                               const char *parent,
                               const char *name,
                               const char *id,
                               GAsyncReadyCallback callback,
                               gpointer data)
{
  hoist_store_journal_keep_folder (
      HOIST_STORE (journal)->journal,
      journal_task_new (journal, hoist_store_keep_folder_async, callback, data), account, parent,
      name, id);
}

static gboolean
hoist_store_keep_folder_finish (HoistJournal *journal, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, journal), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
hoist_store_forget_folders (HoistJournal *journal, const char *account)
{
  hoist_store_journal_forget_folders (HOIST_STORE (journal)->journal, account);
}

/* For the type. */
void
hoist_store_journal_interface_init (HoistJournalInterface *iface)
{
  iface->save_async = hoist_store_save_async;
  iface->save_finish = hoist_store_save_finish;
  iface->load_ticket_async = hoist_store_load_ticket_async;
  iface->load_ticket_finish = hoist_store_load_ticket_finish;
  iface->find_digests_async = hoist_store_find_digests_async;
  iface->find_digests_finish = hoist_store_find_digests_finish;
  iface->keep_digests = hoist_store_keep_digests;
  iface->find_folder_async = hoist_store_find_folder_async;
  iface->find_folder_finish = hoist_store_find_folder_finish;
  iface->keep_folder_async = hoist_store_keep_folder_async;
  iface->keep_folder_finish = hoist_store_keep_folder_finish;
  iface->forget_folders = hoist_store_forget_folders;
}
