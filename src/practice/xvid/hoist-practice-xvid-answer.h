/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers of Xvid MediaHub in JSON, and of its store in XML. */
#pragma once

#include "hoist-practice-xvid-request.h"

G_BEGIN_DECLS

void hoist_practice_xvid_refuse (HoistPracticeExchange *exchange, HoistPracticeXvidVerdict verdict);
void hoist_practice_xvid_answer (HoistPracticeExchange *exchange,
                                 HoistPracticeXvidRequest *request,
                                 const char *name,
                                 JsonNode *value);
void hoist_practice_xvid_refuse_form (HoistPracticeExchange *exchange,
                                      guint status,
                                      const char *code,
                                      const char *message,
                                      gboolean is_early);
void hoist_practice_xvid_answer_form (HoistPracticeExchange *exchange,
                                      guint status,
                                      const char *key,
                                      const char *etag);

G_END_DECLS
