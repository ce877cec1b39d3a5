/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be done with the selected rows, or with the one that has the focus. */
#pragma once

#include "hoist-session-actions.h"

G_BEGIN_DECLS

void hoist_selection_actions_add (HoistSessionActions *actions);

G_END_DECLS
