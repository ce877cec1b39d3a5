/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The signature of API calls, SDK-HMAC-SHA256, recomputed on the server's side. */
#pragma once

#include "hoist-practice-huawei-request.h"

G_BEGIN_DECLS

/* What stands in the Authorization header. */
typedef struct {
  char *access_key;     /* (owned) */
  GStrv signed_headers; /* (owned) */
  char *signature;      /* (owned) */
} HoistPracticeHuaweiAuthorization;

HoistPracticeHuaweiAuthorization *hoist_practice_huawei_authorization_parse (const char *header);
void hoist_practice_huawei_authorization_free (HoistPracticeHuaweiAuthorization *self);
gboolean hoist_practice_huawei_authorization_covers (HoistPracticeHuaweiAuthorization *self,
                                                     const char *header);
char *hoist_practice_huawei_write_canonical (HoistPracticeHuaweiRequest *request,
                                             const char *const *signed_headers);
char *hoist_practice_huawei_write_text (const char *canonical, const char *date);
char *hoist_practice_huawei_sign (const char *text, const char *secret_key);
gboolean hoist_practice_huawei_is_signed (HoistPracticeHuaweiRequest *request,
                                          HoistPracticeHuaweiAuthorization *authorization,
                                          const char *secret_key,
                                          char **canonical);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HoistPracticeHuaweiAuthorization,
                               hoist_practice_huawei_authorization_free)

G_END_DECLS
