/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Access tokens of Xvid MediaHub: giving them out, and asking for them. */
#pragma once

#include "hoist-practice-xvid-request.h"

G_BEGIN_DECLS

void hoist_practice_xvid_token_answer (HoistPracticeXvid *self,
                                       HoistPracticeExchange *exchange,
                                       HoistPracticeXvidRequest *request);
HoistPracticeXvidVerdict hoist_practice_xvid_token_admit (HoistPracticeXvid *self,
                                                          HoistPracticeExchange *exchange,
                                                          HoistPracticeXvidRequest *request);

G_END_DECLS
