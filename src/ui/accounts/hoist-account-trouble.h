/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an account, or the keyring with its keys, needs the user for. */
#pragma once

#include "hoist-banner.h"
#include "hoist-workspace.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HOIST_TYPE_ACCOUNT_TROUBLE (hoist_account_trouble_get_type ())
G_DECLARE_FINAL_TYPE (HoistAccountTrouble, hoist_account_trouble, HOIST, ACCOUNT_TROUBLE, GObject)

/* Signal "changed": hoist_account_trouble_write() may say something else now. */

HoistAccountTrouble *hoist_account_trouble_new (GtkWidget *window, HoistWorkspace *workspace);
gboolean hoist_account_trouble_write (HoistAccountTrouble *self, HoistBannerText *text);

char *hoist_account_trouble_describe (HoistAccount *account);
char *hoist_account_trouble_describe_keeping (const HoistProvider *provider, const GError *error);

G_END_DECLS
