/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Uploads of Xvid MediaHub: finishing, watching and dropping them. */
#pragma once

#include "hoist-practice-xvid-request.h"

G_BEGIN_DECLS

void hoist_practice_xvid_upload_finish (HoistPracticeXvid *self,
                                        HoistPracticeExchange *exchange,
                                        HoistPracticeXvidRequest *request);
void hoist_practice_xvid_upload_get (HoistPracticeXvid *self,
                                     HoistPracticeExchange *exchange,
                                     HoistPracticeXvidRequest *request);
void hoist_practice_xvid_upload_resume (HoistPracticeXvid *self);
void hoist_practice_xvid_upload_drop (HoistPracticeXvid *self, HoistPracticeXvidRecord *record);

G_END_DECLS
