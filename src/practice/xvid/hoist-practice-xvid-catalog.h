/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files and the pipelines of Xvid MediaHub. */
#pragma once

#include "hoist-practice-xvid-request.h"

G_BEGIN_DECLS

gboolean hoist_practice_xvid_is_pipeline (const char *id);
void hoist_practice_xvid_list_pipelines (HoistPracticeExchange *exchange,
                                         HoistPracticeXvidRequest *request);
void hoist_practice_xvid_get_pipeline (HoistPracticeExchange *exchange,
                                       HoistPracticeXvidRequest *request);
void hoist_practice_xvid_get_file (HoistPracticeXvid *self,
                                   HoistPracticeExchange *exchange,
                                   HoistPracticeXvidRequest *request);
void hoist_practice_xvid_delete_file (HoistPracticeXvid *self,
                                      HoistPracticeExchange *exchange,
                                      HoistPracticeXvidRequest *request);

G_END_DECLS
