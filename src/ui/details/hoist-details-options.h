/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Account and options of one upload or of several at once, to be changed. */
#pragma once

#include "hoist-workspace.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HOIST_TYPE_DETAILS_OPTIONS (hoist_details_options_get_type ())
G_DECLARE_FINAL_TYPE (HoistDetailsOptions, hoist_details_options, HOIST, DETAILS_OPTIONS, AdwBin)

/* Signal "said" (const char *): what came of a change, for a toast. */

void hoist_details_options_set_sessions (HoistDetailsOptions *self,
                                         HoistWorkspace *workspace,
                                         GPtrArray *sessions);
GtkWidget *hoist_details_options_find_row (HoistDetailsOptions *self, const char *id);
gboolean hoist_details_options_apply (HoistDetailsOptions *self);

G_END_DECLS
