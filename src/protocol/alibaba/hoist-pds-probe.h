/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What Alibaba PDS has of an upload after an interruption. */
#pragma once

#include "hoist-provider.h"

G_BEGIN_DECLS

HoistMove hoist_pds_probe_write (const HoistFacts *facts,
                                 HoistTicket *ticket,
                                 HoistRequest **request,
                                 GError **error);
HoistMove hoist_pds_probe_read (const HoistFacts *facts,
                                HoistTicket *ticket,
                                const HoistReply *reply,
                                GError **error);

G_END_DECLS
