/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The menu of one upload. */
#pragma once

#include "hoist-session.h"

G_BEGIN_DECLS

GMenuModel *hoist_session_menu_new (HoistSession *session);

G_END_DECLS
