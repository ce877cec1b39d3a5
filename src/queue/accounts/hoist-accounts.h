/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of accounts. */
#pragma once

#include "hoist-account.h"
#include "hoist-engine.h"
#include "hoist-store.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* What scripts call the account at the practice service; its name is in the user’s language. */
#define HOIST_PRACTICE_ACCOUNT "Practice"

#define HOIST_TYPE_ACCOUNTS (hoist_accounts_get_type ())
G_DECLARE_FINAL_TYPE (HoistAccounts, hoist_accounts, HOIST, ACCOUNTS, GObject)

/* A GListModel of HoistAccount. */

HoistAccounts *hoist_accounts_new (HoistStore *store, HoistVault *vault, HoistClock *clock);
void hoist_accounts_restore (HoistAccounts *self, GPtrArray *rows);

guint hoist_accounts_get_count (HoistAccounts *self);
HoistAccount *hoist_accounts_get (HoistAccounts *self, guint index);
HoistAccount *hoist_accounts_find (HoistAccounts *self, const char *id);
HoistAccount *hoist_accounts_find_by_name (HoistAccounts *self, const char *name);
HoistAccount *hoist_accounts_get_default (HoistAccounts *self);
void hoist_accounts_set_default (HoistAccounts *self, HoistAccount *account);
HoistAccount *hoist_accounts_get_practice (HoistAccounts *self);
void hoist_accounts_set_practice (HoistAccounts *self, HoistAccount *account);

void hoist_accounts_move (HoistAccounts *self, HoistAccount *account, int steps);

void hoist_accounts_add_async (HoistAccounts *self,
                               const HoistProvider *provider,
                               const char *name,
                               HoistSettings *settings,
                               HoistSettings *secrets,
                               GAsyncReadyCallback callback,
                               gpointer data);
HoistAccount *hoist_accounts_add_finish (HoistAccounts *self, GAsyncResult *result, GError **error);
void hoist_accounts_change_async (HoistAccounts *self,
                                  HoistAccount *account,
                                  const char *name,
                                  HoistSettings *settings,
                                  HoistSettings *secrets,
                                  GAsyncReadyCallback callback,
                                  gpointer data);
gboolean hoist_accounts_change_finish (HoistAccounts *self, GAsyncResult *result, GError **error);
void hoist_accounts_remove_async (HoistAccounts *self,
                                  HoistAccount *account,
                                  GAsyncReadyCallback callback,
                                  gpointer data);
gboolean hoist_accounts_remove_finish (HoistAccounts *self, GAsyncResult *result, GError **error);

G_END_DECLS
