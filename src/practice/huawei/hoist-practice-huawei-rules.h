/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the bodies of MetaStudio's calls may say. */
#pragma once

#include "hoist-practice-huawei-library.h"
#include "hoist-practice-huawei-request.h"

G_BEGIN_DECLS

HoistPracticeHuaweiVerdict hoist_practice_huawei_check_asset (HoistPracticeHuaweiLibrary *library,
                                                              JsonObject *body);
HoistPracticeHuaweiVerdict hoist_practice_huawei_check_update (HoistPracticeHuaweiLibrary *library,
                                                               JsonObject *body);
HoistPracticeHuaweiVerdict hoist_practice_huawei_check_file (HoistPracticeHuaweiLibrary *library,
                                                             JsonObject *body);
HoistPracticeHuaweiVerdict
hoist_practice_huawei_check_large_file (HoistPracticeHuaweiLibrary *library, JsonObject *body);
HoistPracticeHuaweiVerdict
hoist_practice_huawei_check_confirmation (HoistPracticeHuaweiLibrary *library,
                                          JsonObject *file,
                                          JsonObject *body);
HoistPracticeHuaweiVerdict hoist_practice_huawei_check_list (GPtrArray *params);
gboolean hoist_practice_huawei_read_md5 (const char *text, char hex[33]);

G_END_DECLS
