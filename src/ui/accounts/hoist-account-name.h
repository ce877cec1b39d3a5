/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The row in which an account gets its name, which no other account has. */
#pragma once

#include "hoist-accounts.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HOIST_TYPE_ACCOUNT_NAME (hoist_account_name_get_type ())
G_DECLARE_FINAL_TYPE (HoistAccountName, hoist_account_name, HOIST, ACCOUNT_NAME, GObject)

/* Signal "changed": the user changed the name. */

HoistAccountName *hoist_account_name_new (GtkWidget *group);

void hoist_account_name_set_accounts (HoistAccountName *self,
                                      HoistAccounts *accounts,
                                      HoistAccount *account);
GtkWidget *hoist_account_name_get_row (HoistAccountName *self);
char *hoist_account_name_dup (HoistAccountName *self);
void hoist_account_name_set (HoistAccountName *self, const char *name);
void hoist_account_name_suggest (HoistAccountName *self, const char *name);
gboolean hoist_account_name_check (HoistAccountName *self);

G_END_DECLS
