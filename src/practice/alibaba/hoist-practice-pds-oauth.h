/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signing in: the browser's page, which agrees at once, and the token call. */
#pragma once

#include "hoist-practice-pds-call.h"

G_BEGIN_DECLS

void hoist_practice_pds_authorize (HoistPracticePds *self, HoistPracticeExchange *exchange);
void hoist_practice_pds_token (HoistPracticePds *self, HoistPracticeExchange *exchange);

G_END_DECLS
