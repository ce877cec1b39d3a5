/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is known of one upload: its file, where it goes, how far it is, and what proves it. */
#pragma once

#include "hoist-workspace.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HOIST_TYPE_DETAILS_OVERVIEW (hoist_details_overview_get_type ())
G_DECLARE_FINAL_TYPE (HoistDetailsOverview, hoist_details_overview, HOIST, DETAILS_OVERVIEW, AdwBin)

void hoist_details_overview_set_session (HoistDetailsOverview *self,
                                         HoistWorkspace *workspace,
                                         HoistSession *session);

G_END_DECLS
