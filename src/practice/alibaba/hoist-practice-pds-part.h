/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parts as the object store behind PDS takes them. */
#pragma once

#include "hoist-practice-pds-call.h"

G_BEGIN_DECLS

void hoist_practice_pds_part_name (HoistPracticePds *self, HoistPracticeExchange *exchange);
void hoist_practice_pds_part_open (HoistPracticePds *self, HoistPracticeExchange *exchange);
void hoist_practice_pds_part_take (HoistPracticeExchange *exchange, const guint8 *data, gsize size);
void hoist_practice_pds_part_finish (HoistPracticePds *self, HoistPracticeExchange *exchange);
void hoist_practice_pds_part_fail (HoistPracticeExchange *exchange,
                                   guint status,
                                   const char *code,
                                   const char *message);

G_END_DECLS
