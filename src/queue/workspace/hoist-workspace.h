/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Everything the two faces need, put together: data folder, lock, store, vault, accounts, engine
 * and queue. */
#pragma once

#include "hoist-accounts.h"
#include "hoist-engine.h"
#include "hoist-policy.h"
#include "hoist-preferences.h"
#include "hoist-queue.h"
#include "hoist-store.h"
#include "hoist-vault.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define HOIST_TYPE_WORKSPACE (hoist_workspace_get_type ())
G_DECLARE_FINAL_TYPE (HoistWorkspace, hoist_workspace, HOIST, WORKSPACE, GObject)

char *hoist_workspace_dup_default_folder (void);
HoistWorkspace *hoist_workspace_new (const char *folder, HoistVault *vault, HoistClock *clock);

void hoist_workspace_open_async (HoistWorkspace *self,
                                 gboolean is_runner,
                                 GAsyncReadyCallback callback,
                                 gpointer data);
gboolean hoist_workspace_open_finish (HoistWorkspace *self, GAsyncResult *result, GError **error);
void
hoist_workspace_close_async (HoistWorkspace *self, GAsyncReadyCallback callback, gpointer data);
gboolean hoist_workspace_close_finish (HoistWorkspace *self, GAsyncResult *result, GError **error);

gboolean hoist_workspace_is_runner (HoistWorkspace *self);
gboolean hoist_workspace_has_runner (HoistWorkspace *self);
const char *hoist_workspace_get_notice (HoistWorkspace *self);
const char *hoist_workspace_get_trouble (HoistWorkspace *self);
gboolean hoist_workspace_has_failed_starts (HoistWorkspace *self);
void hoist_workspace_set_diagnosis (HoistWorkspace *self, const char *text);
const char *hoist_workspace_get_diagnosis (HoistWorkspace *self);
HoistStore *hoist_workspace_get_store (HoistWorkspace *self);
HoistVault *hoist_workspace_get_vault (HoistWorkspace *self);
HoistAccounts *hoist_workspace_get_accounts (HoistWorkspace *self);
HoistEngine *hoist_workspace_get_engine (HoistWorkspace *self);
HoistQueue *hoist_workspace_get_queue (HoistWorkspace *self);
HoistPreferences *hoist_workspace_get_preferences (HoistWorkspace *self);

void hoist_workspace_apply_preferences (HoistWorkspace *self,
                                        GNetworkMonitor *monitor,
                                        HoistPower *power);
HoistPolicy *hoist_workspace_get_policy (HoistWorkspace *self);

G_END_DECLS
