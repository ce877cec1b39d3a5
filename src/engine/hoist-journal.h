/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where sessions keep what must survive: an interface that the queue's store implements. */
#pragma once

#include "hoist-digest.h"
#include "hoist-record.h"
#include "hoist-slices.h"
#include "hoist-source.h"
#include "hoist-ticket.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define HOIST_TYPE_JOURNAL (hoist_journal_get_type ())
G_DECLARE_INTERFACE (HoistJournal, hoist_journal, HOIST, JOURNAL, GObject)

/**
 * HoistJournalInterface:
 * @save_async: write a change (transfer full); saves end in the order in which they were asked
 *   for, and the callback comes when the bytes are durable. A disk that takes nothing is waited
 *   for; fails only when the change can never become durable
 * @load_ticket_async: read a ticket with its parts and, if it has one, its sealed half
 * @load_ticket_finish: (transfer full): a new, empty ticket where nothing was stored
 * @find_digests_async: ask the digest memory for a file
 * @find_digests_finish: %FALSE without an error when nothing is known
 * @keep_digests: remember; nobody waits for it
 * @find_folder_async: ask for the id that @account's service gave to the folder @name in @parent,
 *   which is an id too, or a text of the engine's own for the folder above them all
 * @find_folder_finish: (transfer full) (nullable): %NULL without an error when nothing is known
 * @keep_folder_async: remember such an id; the callback comes when it is durable
 * @forget_folders: of this account; what is asked for later does not find them
 */
struct _HoistJournalInterface {
  GTypeInterface parent;

  void (*save_async) (HoistJournal *self,
                      HoistChange *change,
                      GAsyncReadyCallback callback,
                      gpointer data);
  gboolean (*save_finish) (HoistJournal *self, GAsyncResult *result, GError **error);
  void (*load_ticket_async) (HoistJournal *self,
                             gint64 id,
                             GAsyncReadyCallback callback,
                             gpointer data);
  HoistTicket *(*load_ticket_finish) (HoistJournal *self, GAsyncResult *result, GError **error);
  void (*find_digests_async) (HoistJournal *self,
                              const char *path,
                              const HoistFingerprint *fingerprint,
                              GAsyncReadyCallback callback,
                              gpointer data);
  gboolean (*find_digests_finish) (HoistJournal *self,
                                   GAsyncResult *result,
                                   HoistDigests *digests,
                                   HoistSlices **slices,
                                   GError **error);
  void (*keep_digests) (HoistJournal *self,
                        const char *path,
                        const HoistFingerprint *fingerprint,
                        const HoistDigests *digests,
                        HoistSlices *slices);
  void (*find_folder_async) (HoistJournal *self,
                             const char *account,
                             const char *parent,
                             const char *name,
                             GAsyncReadyCallback callback,
                             gpointer data);
  char *(*find_folder_finish) (HoistJournal *self, GAsyncResult *result, GError **error);
  void (*keep_folder_async) (HoistJournal *self,
                             const char *account,
                             const char *parent,
                             const char *name,
                             const char *id,
                             GAsyncReadyCallback callback,
                             gpointer data);
  gboolean (*keep_folder_finish) (HoistJournal *self, GAsyncResult *result, GError **error);
  void (*forget_folders) (HoistJournal *self, const char *account);
};

void hoist_journal_save_async (HoistJournal *self,
                               HoistChange *change,
                               GAsyncReadyCallback callback,
                               gpointer data);
gboolean hoist_journal_save_finish (HoistJournal *self, GAsyncResult *result, GError **error);
void hoist_journal_load_ticket_async (HoistJournal *self,
                                      gint64 id,
                                      GAsyncReadyCallback callback,
                                      gpointer data);
HoistTicket *
hoist_journal_load_ticket_finish (HoistJournal *self, GAsyncResult *result, GError **error);
void hoist_journal_find_digests_async (HoistJournal *self,
                                       const char *path,
                                       const HoistFingerprint *fingerprint,
                                       GAsyncReadyCallback callback,
                                       gpointer data);
gboolean hoist_journal_find_digests_finish (HoistJournal *self,
                                            GAsyncResult *result,
                                            HoistDigests *digests,
                                            HoistSlices **slices,
                                            GError **error);
void hoist_journal_keep_digests (HoistJournal *self,
                                 const char *path,
                                 const HoistFingerprint *fingerprint,
                                 const HoistDigests *digests,
                                 HoistSlices *slices);
void hoist_journal_find_folder_async (HoistJournal *self,
                                      const char *account,
                                      const char *parent,
                                      const char *name,
                                      GAsyncReadyCallback callback,
                                      gpointer data);
char *hoist_journal_find_folder_finish (HoistJournal *self, GAsyncResult *result, GError **error);
void hoist_journal_keep_folder_async (HoistJournal *self,
                                      const char *account,
                                      const char *parent,
                                      const char *name,
                                      const char *id,
                                      GAsyncReadyCallback callback,
                                      gpointer data);
gboolean
hoist_journal_keep_folder_finish (HoistJournal *self, GAsyncResult *result, GError **error);
void hoist_journal_forget_folders (HoistJournal *self, const char *account);

G_END_DECLS
