/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of accounts: add, change, test, remove. */
#pragma once

#include "hoist-workspace.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HOIST_TYPE_ACCOUNTS_WINDOW (hoist_accounts_window_get_type ())
G_DECLARE_FINAL_TYPE (HoistAccountsWindow, hoist_accounts_window, HOIST, ACCOUNTS_WINDOW, AdwWindow)

HoistAccountsWindow *hoist_accounts_window_new (GtkWindow *parent, HoistWorkspace *workspace);

G_END_DECLS
