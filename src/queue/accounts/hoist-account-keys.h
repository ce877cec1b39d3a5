/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An account's settings and secrets as the engine uses them; outlives an account that is removed
 * while its uploads run. */
#pragma once

#include "hoist-credentials.h"
#include "hoist-vault.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* The vault's kind of an account's secrets. */
#define HOIST_ACCOUNT_KEYS_KIND "account"

#define HOIST_TYPE_ACCOUNT_KEYS (hoist_account_keys_get_type ())
G_DECLARE_FINAL_TYPE (HoistAccountKeys, hoist_account_keys, HOIST, ACCOUNT_KEYS, GObject)

/* Implements HoistCredentials. */

HoistAccountKeys *hoist_account_keys_new (const char *id,
                                          const HoistProvider *provider,
                                          const char *name,
                                          HoistSettings *settings,
                                          HoistVault *vault);

const char *hoist_account_keys_get_name (HoistAccountKeys *self);
gboolean hoist_account_keys_has_secret_fields (HoistAccountKeys *self);
void hoist_account_keys_update (HoistAccountKeys *self, const char *name, HoistSettings *settings);
void hoist_account_keys_hold_secrets (HoistAccountKeys *self, HoistSettings *secrets);
gboolean hoist_account_keys_are_held (HoistAccountKeys *self);
void hoist_account_keys_set_secrets (HoistAccountKeys *self, HoistSettings *secrets);
void hoist_account_keys_forget_secrets (HoistAccountKeys *self);

G_END_DECLS
