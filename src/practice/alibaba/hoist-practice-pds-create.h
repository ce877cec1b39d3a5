/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The call that creates folders and opens uploads. */
#pragma once

#include "hoist-practice-pds-call.h"

G_BEGIN_DECLS

void hoist_practice_pds_create_folder (HoistPracticePds *self, HoistPracticeExchange *exchange);
void hoist_practice_pds_create_file (HoistPracticePds *self, HoistPracticeExchange *exchange);
void hoist_practice_pds_settle (HoistPracticePds *self, HoistPracticePdsCall *call);

G_END_DECLS
