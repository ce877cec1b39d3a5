/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which upload a posted form is for, and whether its fields are as they were given out. */
#pragma once

#include "hoist-practice-s3-policy.h"
#include "hoist-practice-xvid-record.h"

G_BEGIN_DECLS

HoistPracticeXvidRecord *hoist_practice_xvid_fields_find_record (HoistPracticeXvid *self,
                                                                 GPtrArray *fields);
HoistPracticeS3Verdict hoist_practice_xvid_fields_check (HoistPracticeXvidRecord *record,
                                                         GPtrArray *fields,
                                                         guint64 *place);

G_END_DECLS
