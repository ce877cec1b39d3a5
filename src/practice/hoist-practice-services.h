/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All services of the practice server. */
#pragma once

#include "hoist-practice-exchange.h"

G_BEGIN_DECLS

guint hoist_practice_count_services (void);
const HoistPracticeService *hoist_practice_get_service (guint i);
gboolean hoist_practice_is_variation (const char *name);

G_END_DECLS
