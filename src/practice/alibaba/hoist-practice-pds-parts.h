/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists of parts: which ones a call names, and the addresses to send them to. */
#pragma once

#include "hoist-practice-pds-call.h"

G_BEGIN_DECLS

typedef struct {
  guint number;
  char *content_type; /* (owned): "" for none */
  char *content_md5;  /* (owned): "" for none */
} HoistPracticePdsPart;

GPtrArray *hoist_practice_pds_read_parts (HoistPracticeExchange *exchange,
                                          HoistPracticeJsonNeed need);
void hoist_practice_pds_add_addresses (HoistPracticePds *self,
                                       HoistPracticeExchange *exchange,
                                       JsonObject *answer,
                                       const char *drive_id,
                                       const char *upload_id,
                                       GPtrArray *parts);

G_END_DECLS
