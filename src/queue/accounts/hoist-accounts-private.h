/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the list of accounts share: hoist-accounts.c is the list, -change.c adds,
 * changes and removes. */
#pragma once

#include "hoist-accounts.h"

G_BEGIN_DECLS

struct _HoistAccounts {
  GObject parent_instance;

  HoistStore *store;   /* (owned) */
  HoistVault *vault;   /* (owned) (nullable) */
  HoistClock *clock;   /* (owned) */
  GPtrArray *accounts; /* (owned) (element-type HoistAccount) */
};

G_END_DECLS
