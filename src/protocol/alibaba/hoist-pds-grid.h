/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How Alibaba PDS has a file cut, also behind parts that it has already. */
#pragma once

#include "hoist-provider.h"

G_BEGIN_DECLS

guint hoist_pds_grid_count_parts (const HoistFacts *facts);
void hoist_pds_grid_plan (const HoistFacts *facts, HoistTicket *ticket);
void hoist_pds_grid_forget_parts (const HoistFacts *facts, HoistTicket *ticket);
gboolean hoist_pds_grid_accept (const HoistFacts *facts,
                                HoistTicket *ticket,
                                guint index,
                                guint64 length,
                                const char *md5);
gboolean hoist_pds_grid_plan_rest (const HoistFacts *facts, HoistTicket *ticket, guint n_listed);

G_END_DECLS
