/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a file is called at Tencent Cloud VOD: its name there and its type. */
#pragma once

#include "hoist-provider.h"
#include "hoist-sign.h"

G_BEGIN_DECLS

char *hoist_tencent_name_dup_type (const HoistFacts *facts, char **stem);
void hoist_tencent_name_add (HoistQuery *query, const HoistFacts *facts);

G_END_DECLS
