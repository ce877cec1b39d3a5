/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An account's own steps at Xvid MediaHub: SIGN_IN, CHECK and CHOICES. */
#pragma once

#include "hoist-provider.h"

#include <glib.h>

G_BEGIN_DECLS

HoistMove
hoist_xvid_account_write_sign_in (const HoistFacts *facts, HoistRequest **request, GError **error);
HoistMove
hoist_xvid_account_read_sign_in (const HoistFacts *facts, const HoistReply *reply, GError **error);
HoistMove hoist_xvid_account_write_pipelines (const HoistFacts *facts,
                                              HoistRequest **request,
                                              GError **error);
HoistMove hoist_xvid_account_read_pipelines (const HoistFacts *facts,
                                             const HoistReply *reply,
                                             GError **error);

G_END_DECLS
