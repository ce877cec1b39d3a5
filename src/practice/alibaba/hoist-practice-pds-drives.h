/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calls about the user and the drives. */
#pragma once

#include "hoist-practice-pds-call.h"

G_BEGIN_DECLS

gboolean hoist_practice_pds_has_drive (const char *drive_id);
void hoist_practice_pds_get_user (HoistPracticePds *self, HoistPracticeExchange *exchange);
void hoist_practice_pds_list_my_drives (HoistPracticePds *self, HoistPracticeExchange *exchange);
void hoist_practice_pds_list_my_group_drive (HoistPracticePds *self,
                                             HoistPracticeExchange *exchange);
void hoist_practice_pds_get_default_drive (HoistPracticePds *self, HoistPracticeExchange *exchange);
void hoist_practice_pds_get_drive (HoistPracticePds *self, HoistPracticeExchange *exchange);

G_END_DECLS
