/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HUAWEI CLOUD's SDK-HMAC-SHA256: a signature over method, path, query, headers and body. */
#pragma once

#include "hoist-request.h"

G_BEGIN_DECLS

char *hoist_sign_huawei_canonical (const HoistRequest *request);
char *hoist_sign_huawei_text (const char *canonical, const char *date);
void hoist_sign_huawei (HoistRequest *request,
                        const char *access_key,
                        const char *secret_key,
                        gint64 now_us);

G_END_DECLS
