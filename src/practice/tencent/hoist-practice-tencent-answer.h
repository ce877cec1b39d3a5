/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers of Tencent VOD's legacy calls, also in the ways its documents contradict themselves. */
#pragma once

#include "hoist-practice-storage.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

JsonObject *hoist_practice_tencent_answer_new (gint64 code, gint64 can_retry, const char *message);
void hoist_practice_tencent_answer_add_parts (JsonObject *answer, HoistPracticeUpload *upload);
char *hoist_practice_tencent_answer_write (JsonObject *answer,
                                           HoistPracticeUpload *upload,
                                           const char *const *vary);

G_END_DECLS
