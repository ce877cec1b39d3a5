/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One account: a service, an address, settings and a name; its secrets stay in the vault. */
#pragma once

#include "hoist-channel.h"
#include "hoist-credentials.h"
#include "hoist-vault.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define HOIST_TYPE_ACCOUNT (hoist_account_get_type ())
G_DECLARE_FINAL_TYPE (HoistAccount, hoist_account, HOIST, ACCOUNT, GObject)

/* Properties: "name", "summary" (service and address for people), "is-held" (its secrets are gone
 * when the program ends). Implements HoistCredentials. */

HoistAccount *hoist_account_new (const char *id,
                                 const HoistProvider *provider,
                                 const char *name,
                                 HoistSettings *settings,
                                 HoistVault *vault,
                                 HoistClock *clock);

const char *hoist_account_get_id (HoistAccount *self);
const char *hoist_account_get_name (HoistAccount *self);
const HoistProvider *hoist_account_get_provider (HoistAccount *self);
const HoistSettings *hoist_account_get_settings (HoistAccount *self);
HoistChannel *hoist_account_get_channel (HoistAccount *self);
gboolean hoist_account_has_secret_fields (HoistAccount *self);
void hoist_account_hold_secrets (HoistAccount *self, HoistSettings *secrets);
gboolean hoist_account_is_held (HoistAccount *self);
void hoist_account_set_practice (HoistAccount *self);
gboolean hoist_account_is_practice (HoistAccount *self);
void hoist_account_set_secrets (HoistAccount *self, HoistSettings *secrets);
void hoist_account_forget_secrets (HoistAccount *self);
void hoist_account_update (HoistAccount *self, const char *name, HoistSettings *settings);

G_END_DECLS
