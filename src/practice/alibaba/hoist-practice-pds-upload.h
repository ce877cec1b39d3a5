/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calls about an open upload: new addresses, what is there, the end. */
#pragma once

#include "hoist-practice-pds-call.h"

G_BEGIN_DECLS

gboolean hoist_practice_pds_is_old (const char *note, gint64 now_s);
void hoist_practice_pds_get_upload_url (HoistPracticePds *self, HoistPracticeExchange *exchange);
void hoist_practice_pds_list_uploaded_parts (HoistPracticePds *self,
                                             HoistPracticeExchange *exchange);
void hoist_practice_pds_complete_file (HoistPracticePds *self, HoistPracticeExchange *exchange);

G_END_DECLS
