/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The vault on libsecret: the portal's file inside a sandbox, else the Secret Service. */
#pragma once

#include "hoist-vault.h"

G_BEGIN_DECLS

#define HOIST_TYPE_SECRET_VAULT (hoist_secret_vault_get_type ())
G_DECLARE_FINAL_TYPE (HoistSecretVault, hoist_secret_vault, HOIST, SECRET_VAULT, GObject)

HoistVault *hoist_secret_vault_new (void);

G_END_DECLS
