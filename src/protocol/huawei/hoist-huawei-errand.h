/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The steps of an account of MetaStudio: signing in, testing, listing. */
#pragma once

#include "hoist-provider.h"

G_BEGIN_DECLS

char *
hoist_huawei_errand_dup_project (const HoistFacts *facts, const HoistReply *reply, GError **error);
HoistMove hoist_huawei_errand_write (const HoistFacts *facts,
                                     HoistStep step,
                                     HoistRequest **request,
                                     GError **error);
HoistMove hoist_huawei_errand_read (const HoistFacts *facts,
                                    HoistStep step,
                                    const HoistReply *reply,
                                    GError **error);

G_END_DECLS
