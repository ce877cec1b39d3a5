/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who may call: keys and their lock, tokens and passwords, requests a second. */
#pragma once

#include "hoist-practice-huawei-request.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define HOIST_PRACTICE_HUAWEI_REGION "cn-north-4"
#define HOIST_PRACTICE_HUAWEI_PROJECT "0a1b2c3d4e5f60718293a4b5c6d7e8f9"
#define HOIST_PRACTICE_HUAWEI_ACCESS_KEY "PRACTICEAK0000000001"
#define HOIST_PRACTICE_HUAWEI_SECRET_KEY "PracticeSecretKey/With+Symbols0123456789"
#define HOIST_PRACTICE_HUAWEI_TEMPORARY_ACCESS_KEY "PRACTICETEMPORARY001"
#define HOIST_PRACTICE_HUAWEI_TEMPORARY_SECRET_KEY "PracticeTemporarySecretKey0123456789abcd"
#define HOIST_PRACTICE_HUAWEI_SECURITY_TOKEN "made-up-temporary-token=="
#define HOIST_PRACTICE_HUAWEI_DOMAIN "practice-account"
#define HOIST_PRACTICE_HUAWEI_USER "practice-user"
#define HOIST_PRACTICE_HUAWEI_PASSWORD "Practice-Password-1"

typedef struct _HoistPracticeHuaweiAccount HoistPracticeHuaweiAccount;

HoistPracticeHuaweiAccount *hoist_practice_huawei_account_new (JsonObject *saved);
void hoist_practice_huawei_account_free (HoistPracticeHuaweiAccount *self);
JsonObject *hoist_practice_huawei_account_save (HoistPracticeHuaweiAccount *self);
HoistPracticeHuaweiVerdict hoist_practice_huawei_account_admit (HoistPracticeHuaweiAccount *self,
                                                                HoistPracticeHuaweiRequest *request,
                                                                gint64 now_s,
                                                                gboolean is_lenient,
                                                                char **canonical);
HoistPracticeHuaweiVerdict hoist_practice_huawei_account_sign_in (HoistPracticeHuaweiAccount *self,
                                                                  const char *domain,
                                                                  const char *user,
                                                                  const char *password,
                                                                  gint64 now_s);
char *hoist_practice_huawei_account_add_token (HoistPracticeHuaweiAccount *self, gint64 expires_s);
void hoist_practice_huawei_account_end_token (HoistPracticeHuaweiAccount *self, const char *token);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HoistPracticeHuaweiAccount, hoist_practice_huawei_account_free)

G_END_DECLS
