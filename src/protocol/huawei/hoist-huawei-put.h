/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bytes: presigned addresses of the object store, and the PUTs to them. */
#pragma once

#include "hoist-provider.h"
#include "hoist-read.h"

G_BEGIN_DECLS

gboolean hoist_huawei_put_plan (const HoistFacts *facts,
                                HoistTicket *ticket,
                                const HoistReadValue *answer,
                                GError **error);
gboolean hoist_huawei_put_can_go_on (const HoistFacts *facts, const HoistTicket *ticket);
gboolean
hoist_huawei_put_check_same (const HoistFacts *facts, const HoistTicket *ticket, GError **error);
gboolean hoist_huawei_put_drop_damaged (HoistTicket *ticket);
HoistMove hoist_huawei_put_write (const HoistFacts *facts,
                                  HoistTicket *ticket,
                                  HoistPart *part,
                                  HoistRequest **request,
                                  GError **error);
HoistMove hoist_huawei_put_read (const HoistFacts *facts,
                                 HoistTicket *ticket,
                                 HoistPart *part,
                                 const HoistReply *reply,
                                 GError **error);

G_END_DECLS
