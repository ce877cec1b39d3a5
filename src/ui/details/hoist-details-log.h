/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What happened to one upload, line by line, the newest first. */
#pragma once

#include "hoist-workspace.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HOIST_TYPE_DETAILS_LOG (hoist_details_log_get_type ())
G_DECLARE_FINAL_TYPE (HoistDetailsLog, hoist_details_log, HOIST, DETAILS_LOG, AdwBin)

void hoist_details_log_set_session (HoistDetailsLog *self,
                                    HoistWorkspace *workspace,
                                    HoistSession *session);
char *hoist_details_log_dup_text (HoistDetailsLog *self);

G_END_DECLS
