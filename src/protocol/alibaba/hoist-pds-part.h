/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One part of an upload to Alibaba PDS. */
#pragma once

#include "hoist-provider.h"

G_BEGIN_DECLS

HoistMove hoist_pds_part_write (const HoistFacts *facts,
                                HoistTicket *ticket,
                                HoistPart *part,
                                HoistRequest **request,
                                GError **error);
HoistMove hoist_pds_part_read (const HoistFacts *facts,
                               HoistTicket *ticket,
                               HoistPart *part,
                               const HoistReply *reply,
                               GError **error);

G_END_DECLS
