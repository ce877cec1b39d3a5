/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the library calls an asset and says of it: given when it is made, and changed until the end.
 */
#pragma once

#include "hoist-provider.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

void hoist_huawei_details_write (const HoistFacts *facts, JsonBuilder *builder);
void hoist_huawei_details_note (const HoistFacts *facts, HoistTicket *ticket, const char *name);
gboolean hoist_huawei_details_are_new (const HoistFacts *facts, const HoistTicket *ticket);
HoistRequest *hoist_huawei_details_write_update (const HoistFacts *facts,
                                                 const HoistTicket *ticket,
                                                 GError **error);
HoistMove hoist_huawei_details_read_update (const HoistFacts *facts,
                                            HoistTicket *ticket,
                                            const HoistReply *reply,
                                            GError **error);

G_END_DECLS
