/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finished files of PDS: kept, looked at, deleted. */
#pragma once

#include "hoist-practice-pds-call.h"

G_BEGIN_DECLS

void hoist_practice_pds_take_file (HoistPracticePds *self, HoistPracticeFile *file);
char *hoist_practice_pds_choose_id (const HoistPracticePdsNote *note);
JsonObject *hoist_practice_pds_write_item (HoistPracticeExchange *exchange,
                                           HoistPracticePdsItem *item);
void hoist_practice_pds_get_file (HoistPracticePds *self, HoistPracticeExchange *exchange);
void hoist_practice_pds_delete_file (HoistPracticePds *self, HoistPracticeExchange *exchange);

G_END_DECLS
