/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One account in the list of accounts. */
#pragma once

#include "hoist-account.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HOIST_TYPE_ACCOUNT_ITEM (hoist_account_item_get_type ())
G_DECLARE_FINAL_TYPE (HoistAccountItem, hoist_account_item, HOIST, ACCOUNT_ITEM, AdwActionRow)

HoistAccountItem *hoist_account_item_new (HoistAccount *account);

HoistAccount *hoist_account_item_get_account (HoistAccountItem *self);
void hoist_account_item_set_default (HoistAccountItem *self, gboolean is_default);

G_END_DECLS
