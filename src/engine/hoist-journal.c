/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where sessions keep what must survive: calls go to whoever implements it. */
#include "hoist-journal.h"

G_DEFINE_INTERFACE (HoistJournal, hoist_journal, G_TYPE_OBJECT)

static void
hoist_journal_default_init (HoistJournalInterface *iface)
{
}

/**
 * hoist_journal_save_async:
 * @change: (transfer full): what to write
 *
 * Writes a change, all of it or nothing. Saves end in the order in which they were asked for; the
 * callback comes in the main context when the bytes are durable, however long that takes. It fails
 * only when they never will be: the program is about to end, say.
 */
void
hoist_journal_save_async (HoistJournal *self,
                          HoistChange *change,
                          GAsyncReadyCallback callback,
                          gpointer data)
{
  g_return_if_fail (HOIST_IS_JOURNAL (self));
  g_return_if_fail (change != NULL);

  HOIST_JOURNAL_GET_IFACE (self)->save_async (self, change, callback, data);
}

/**
 * hoist_journal_save_finish:
 */
gboolean
hoist_journal_save_finish (HoistJournal *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (HOIST_IS_JOURNAL (self), FALSE);

  return HOIST_JOURNAL_GET_IFACE (self)->save_finish (self, result, error);
}

/**
 * hoist_journal_load_ticket_async:
 * @id: of the record
 *
 * Reads a ticket with its parts and, if it has one, its sealed half.
 */
void
hoist_journal_load_ticket_async (HoistJournal *self,
                                 gint64 id,
                                 GAsyncReadyCallback callback,
                                 gpointer data)
{
  g_return_if_fail (HOIST_IS_JOURNAL (self));

  HOIST_JOURNAL_GET_IFACE (self)->load_ticket_async (self, id, callback, data);
}

/**
 * hoist_journal_load_ticket_finish:
 *
 * Returns: (transfer full): an empty ticket where nothing was stored; %NULL with an error
 */
HoistTicket *
hoist_journal_load_ticket_finish (HoistJournal *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (HOIST_IS_JOURNAL (self), NULL);

  return HOIST_JOURNAL_GET_IFACE (self)->load_ticket_finish (self, result, error);
}

/**
 * hoist_journal_find_digests_async:
 * @path: (type filename): of the file
 * @fingerprint: what it looks like now; read only during this call
 *
 * Asks the digest memory for a file.
 */
void
hoist_journal_find_digests_async (HoistJournal *self,
                                  const char *path,
                                  const HoistFingerprint *fingerprint,
                                  GAsyncReadyCallback callback,
                                  gpointer data)
{
  g_return_if_fail (HOIST_IS_JOURNAL (self));

  HOIST_JOURNAL_GET_IFACE (self)->find_digests_async (self, path, fingerprint, callback, data);
}

/**
 * hoist_journal_find_digests_finish:
 * @digests: (out caller-allocates): filled in where something is known
 * @slices: (out) (transfer full) (optional) (nullable): %NULL where none are known
 *
 * Returns: %FALSE without an error when nothing is known
 */
gboolean
hoist_journal_find_digests_finish (HoistJournal *self,
                                   GAsyncResult *result,
                                   HoistDigests *digests,
                                   HoistSlices **slices,
                                   GError **error)
{
  g_return_val_if_fail (HOIST_IS_JOURNAL (self), FALSE);

  return HOIST_JOURNAL_GET_IFACE (self)->find_digests_finish (self, result, digests, slices, error);
}

/**
 * hoist_journal_keep_digests:
 * @path: (type filename): of the file
 * @fingerprint: what it looked like while it was read
 * @slices: (nullable): not changed any more from here on
 *
 * Remembers a file's digests; nobody waits for it.
 */
void
hoist_journal_keep_digests (HoistJournal *self,
                            const char *path,
                            const HoistFingerprint *fingerprint,
                            const HoistDigests *digests,
                            HoistSlices *slices)
{
  g_return_if_fail (HOIST_IS_JOURNAL (self));

  HOIST_JOURNAL_GET_IFACE (self)->keep_digests (self, path, fingerprint, digests, slices);
}

/**
 * hoist_journal_find_folder_async:
 * @account: an account's id
 * @parent: the service's id of the folder above, or a text of the caller's own for the topmost one
 * @name: of the folder
 *
 * Asks what the account's service calls a folder.
 */
void
hoist_journal_find_folder_async (HoistJournal *self,
                                 const char *account,
                                 const char *parent,
                                 const char *name,
                                 GAsyncReadyCallback callback,
                                 gpointer data)
{
  g_return_if_fail (HOIST_IS_JOURNAL (self));

  HOIST_JOURNAL_GET_IFACE (self)->find_folder_async (self, account, parent, name, callback, data);
}

/**
 * hoist_journal_find_folder_finish:
 *
 * Returns: (transfer full) (nullable): %NULL without an error when nothing is known
 */
char *
hoist_journal_find_folder_finish (HoistJournal *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (HOIST_IS_JOURNAL (self), NULL);

  return HOIST_JOURNAL_GET_IFACE (self)->find_folder_finish (self, result, error);
}

/**
 * hoist_journal_keep_folder_async:
 * @id: the service's, of the folder @name in @parent
 *
 * Remembers a folder; the callback comes when that is durable. Fails as hoist_journal_save_async().
 */
void
hoist_journal_keep_folder_async (HoistJournal *self,
                                 const char *account,
                                 const char *parent,
                                 const char *name,
                                 const char *id,
                                 GAsyncReadyCallback callback,
                                 gpointer data)
{
  g_return_if_fail (HOIST_IS_JOURNAL (self));

  HOIST_JOURNAL_GET_IFACE (self)->keep_folder_async (self, account, parent, name, id, callback,
                                                     data);
}

gboolean
hoist_journal_keep_folder_finish (HoistJournal *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (HOIST_IS_JOURNAL (self), FALSE);

  return HOIST_JOURNAL_GET_IFACE (self)->keep_folder_finish (self, result, error);
}

/**
 * hoist_journal_forget_folders:
 *
 * Forgets all folders of an account: whoever asks from now on does not find them.
 */
void
hoist_journal_forget_folders (HoistJournal *self, const char *account)
{
  g_return_if_fail (HOIST_IS_JOURNAL (self));

  HOIST_JOURNAL_GET_IFACE (self)->forget_folders (self, account);
}
