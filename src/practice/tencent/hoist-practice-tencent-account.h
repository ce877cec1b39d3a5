/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one account of the practice service: its key, its used nonces, its requests a minute. */
#pragma once

#include "hoist-practice-tencent-request.h"

G_BEGIN_DECLS

typedef struct _HoistPracticeTencentAccount HoistPracticeTencentAccount;

HoistPracticeTencentAccount *hoist_practice_tencent_account_new (const char *secret_id,
                                                                 const char *secret_key);
void hoist_practice_tencent_account_free (HoistPracticeTencentAccount *self);
HoistPracticeTencentVerdict
hoist_practice_tencent_account_admit (HoistPracticeTencentAccount *self,
                                      HoistPracticeTencentRequest *request,
                                      gint64 now_s,
                                      gint64 monotonic_us,
                                      gboolean has_no_rates);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HoistPracticeTencentAccount, hoist_practice_tencent_account_free)

G_END_DECLS
