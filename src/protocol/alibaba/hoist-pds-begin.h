/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening an upload at Alibaba PDS. */
#pragma once

#include "hoist-provider.h"

G_BEGIN_DECLS

gboolean hoist_pds_begin_wants_hash (const HoistFacts *facts);
char *hoist_pds_begin_dup_name (const char *name);
const char *hoist_pds_begin_get_parent (const HoistFacts *facts, const char *found);
HoistMove hoist_pds_begin_write (const HoistFacts *facts,
                                 HoistTicket *ticket,
                                 HoistRequest **request,
                                 GError **error);
HoistMove hoist_pds_begin_read (const HoistFacts *facts,
                                HoistTicket *ticket,
                                const HoistReply *reply,
                                GError **error);

G_END_DECLS
