/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sealed halves of tickets: in the vault, or where there is none in memory only. */
#pragma once

#include "hoist-vault.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _HoistStoreSeals HoistStoreSeals;

HoistStoreSeals *hoist_store_seals_new (HoistVault *vault);
void hoist_store_seals_free (HoistStoreSeals *self);
void hoist_store_seals_set_store_id (HoistStoreSeals *self, const char *store_id);

/* How it ended; in the main context, perhaps before the call returns. */
typedef void (*HoistStoreSealsDone) (const char *text, const GError *error, gpointer data);

void hoist_store_seals_keep (HoistStoreSeals *self,
                             gint64 id,
                             const char *text,
                             HoistStoreSealsDone done,
                             gpointer data);
void
hoist_store_seals_open (HoistStoreSeals *self, gint64 id, HoistStoreSealsDone done, gpointer data);
void hoist_store_seals_forget (HoistStoreSeals *self, gint64 id);
gboolean hoist_store_seals_is_in_memory (HoistStoreSeals *self, gint64 id);

G_END_DECLS
