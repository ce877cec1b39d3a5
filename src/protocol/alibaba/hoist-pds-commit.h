/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The end of an upload to Alibaba PDS: complete, or clean up. */
#pragma once

#include "hoist-provider.h"

G_BEGIN_DECLS

HoistMove hoist_pds_commit_write (const HoistFacts *facts,
                                  HoistTicket *ticket,
                                  HoistRequest **request,
                                  GError **error);
HoistMove hoist_pds_commit_read (const HoistFacts *facts,
                                 HoistTicket *ticket,
                                 const HoistReply *reply,
                                 GError **error);
HoistMove hoist_pds_abort_write (const HoistFacts *facts,
                                 const HoistTicket *ticket,
                                 HoistRequest **request,
                                 GError **error);
HoistMove hoist_pds_abort_read (const HoistFacts *facts, const HoistReply *reply, GError **error);

G_END_DECLS
