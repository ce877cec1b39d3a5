/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of an upload to Tencent Cloud VOD: as asked for, as imposed, and what is there. */
#pragma once

#include "hoist-provider.h"
#include "hoist-read.h"

G_BEGIN_DECLS

/* "Available values include 524288 (512KB) and 1048576 (1MB)" (InitUpload 266/7809, dataSize). */
#define HOIST_TENCENT_SMALL_PART 524288
#define HOIST_TENCENT_LARGE_PART 1048576

guint64 hoist_tencent_grid_get_asked (const HoistFacts *facts);
HoistMove hoist_tencent_grid_compare (HoistPart *part);
HoistMove hoist_tencent_grid_plan (const HoistFacts *facts,
                                   HoistTicket *ticket,
                                   const HoistReadValue *root,
                                   gboolean has_parts);

G_END_DECLS
