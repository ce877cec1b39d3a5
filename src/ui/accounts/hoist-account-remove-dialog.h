/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks whether an account is to go, and what becomes of its uploads. */
#pragma once

#include "hoist-account-removal.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HOIST_TYPE_ACCOUNT_REMOVE_DIALOG (hoist_account_remove_dialog_get_type ())
G_DECLARE_FINAL_TYPE (HoistAccountRemoveDialog,
                      hoist_account_remove_dialog,
                      HOIST,
                      ACCOUNT_REMOVE_DIALOG,
                      AdwMessageDialog)

/* Signal "remove" (HoistAccountUploads, HoistAccount heir (nullable)): the user said so. */

HoistAccountRemoveDialog *hoist_account_remove_dialog_new (GtkWindow *parent,
                                                           HoistWorkspace *workspace,
                                                           HoistAccount *account);

G_END_DECLS
