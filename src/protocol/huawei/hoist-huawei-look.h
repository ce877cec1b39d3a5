/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What follows from a look at the library: whether an upload can go on, how its review stands, and
 * what may be removed. */
#pragma once

#include "hoist-provider.h"

G_BEGIN_DECLS

HoistMove hoist_huawei_look_fail_gone (GError **error);
HoistMove hoist_huawei_look_fail_unproven (GError **error);
HoistRequest *
hoist_huawei_look_write_find (const HoistFacts *facts, const HoistTicket *ticket, GError **error);
HoistMove hoist_huawei_look_read_found (const HoistFacts *facts,
                                        HoistTicket *ticket,
                                        HoistStep step,
                                        const HoistReply *reply,
                                        GError **error);
HoistMove hoist_huawei_look_read_shown (const HoistFacts *facts,
                                        HoistTicket *ticket,
                                        HoistStep step,
                                        const HoistReply *reply,
                                        GError **error);

G_END_DECLS
