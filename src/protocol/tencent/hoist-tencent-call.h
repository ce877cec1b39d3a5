/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One call of Tencent Cloud VOD: common parameters, signature, and what an answer's code says. */
#pragma once

#include "hoist-provider.h"
#include "hoist-read.h"
#include "hoist-sign.h"

G_BEGIN_DECLS

gboolean hoist_tencent_call_check_keys (const HoistFacts *facts, GError **error);
HoistQuery *hoist_tencent_call_new_query (const HoistFacts *facts, const char *action);
HoistMove hoist_tencent_call_send (const HoistFacts *facts,
                                   HoistQuery *query,
                                   const char *method,
                                   const char *bucket,
                                   HoistRequest **request,
                                   GError **error);
HoistRead *
hoist_tencent_call_read (const HoistReply *reply, HoistStep step, gint64 *code, GError **error);
gboolean hoist_tencent_call_can_retry (const HoistReadValue *root);
HoistMove hoist_tencent_call_fail (const HoistFacts *facts,
                                   HoistStep step,
                                   const HoistReply *reply,
                                   const HoistReadValue *root,
                                   gint64 code,
                                   GError **error);

G_END_DECLS
