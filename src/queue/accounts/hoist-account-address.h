/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who an account's service is on the Internet: where its first request would go. */
#pragma once

#include "hoist-channel.h"
#include "hoist-engine.h"

G_BEGIN_DECLS

GUri *hoist_account_address_find (HoistEngine *engine,
                                  HoistChannel *channel,
                                  const HoistSettings *secrets,
                                  GError **error);

G_END_DECLS
