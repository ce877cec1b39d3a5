/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The store's part as HoistJournal: saves in order with their sealed halves, tickets, digests,
 * folders. */
#pragma once

#include "hoist-journal.h"
#include "hoist-store-seals.h"
#include "hoist-store-thread.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _HoistStoreJournal HoistStoreJournal;

HoistStoreJournal *hoist_store_journal_new (HoistStoreThread *thread, HoistStoreSeals *seals);
void hoist_store_journal_free (HoistStoreJournal *self);

void hoist_store_journal_save (HoistStoreJournal *self, GTask *task, HoistChange *change);
void hoist_store_journal_load_ticket (HoistStoreJournal *self, GTask *task, gint64 id);
void hoist_store_journal_set_remembers_digests (HoistStoreJournal *self, gboolean is_wanted);
void hoist_store_journal_find_digests (HoistStoreJournal *self,
                                       GTask *task,
                                       const char *path,
                                       const HoistFingerprint *fingerprint);
gboolean hoist_store_journal_take_digests (GTask *task,
                                           HoistDigests *digests,
                                           HoistSlices **slices,
                                           GError **error);
void hoist_store_journal_keep_digests (HoistStoreJournal *self,
                                       const char *path,
                                       const HoistFingerprint *fingerprint,
                                       const HoistDigests *digests,
                                       HoistSlices *slices);
void hoist_store_journal_find_folder (HoistStoreJournal *self,
                                      GTask *task,
                                      const char *account,
                                      const char *parent,
                                      const char *name);
void hoist_store_journal_keep_folder (HoistStoreJournal *self,
                                      GTask *task,
                                      const char *account,
                                      const char *parent,
                                      const char *name,
                                      const char *id);
void hoist_store_journal_forget_folders (HoistStoreJournal *self, const char *account);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HoistStoreJournal, hoist_store_journal_free)

G_END_DECLS
