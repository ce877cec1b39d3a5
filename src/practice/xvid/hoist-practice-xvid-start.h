/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The start of an upload to Xvid MediaHub: the form for the store, and what is told of uploads. */
#pragma once

#include "hoist-practice-xvid-request.h"

G_BEGIN_DECLS

void hoist_practice_xvid_start (HoistPracticeXvid *self,
                                HoistPracticeExchange *exchange,
                                HoistPracticeXvidRequest *request);
void hoist_practice_xvid_answer_record (HoistPracticeExchange *exchange,
                                        HoistPracticeXvidRequest *request,
                                        HoistPracticeXvidRecord *record);
gint64 hoist_practice_xvid_get_now_ms (HoistPracticeExchange *exchange);

G_END_DECLS
