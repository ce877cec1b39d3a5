/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes from a session what the closures want to know of it. */
#pragma once

#include "hoist-accounts.h"
#include "hoist-closures.h"
#include "hoist-session.h"

G_BEGIN_DECLS

HoistSight hoist_sight_of (HoistSession *session, HoistAccounts *accounts);

G_END_DECLS
