/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Settings and secrets as they are typed: checked before anything else is done. */
#pragma once

#include "hoist-cli.h"
#include "hoist-provider.h"

G_BEGIN_DECLS

void hoist_cli_complain_of_settings (const HoistProvider *provider, const GError *error);
HoistSettings *hoist_cli_read_account_settings (const HoistProvider *provider, char **words);
HoistSettings *hoist_cli_read_upload_options (const HoistProvider *provider, char **words);
HoistSettings *hoist_cli_read_account_secrets (const HoistProvider *provider);
gboolean hoist_cli_hold_secrets (HoistCli *self, HoistAccount *only);
int hoist_cli_check_secrets (HoistCli *self, HoistAccount *account);

G_END_DECLS
