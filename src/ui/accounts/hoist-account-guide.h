/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the user finds a service's keys, and what rights they need. */
#pragma once

#include "hoist-provider.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HOIST_TYPE_ACCOUNT_GUIDE (hoist_account_guide_get_type ())
G_DECLARE_FINAL_TYPE (HoistAccountGuide, hoist_account_guide, HOIST, ACCOUNT_GUIDE, AdwBin)

void hoist_account_guide_set_provider (HoistAccountGuide *self, const HoistProvider *provider);

G_END_DECLS
