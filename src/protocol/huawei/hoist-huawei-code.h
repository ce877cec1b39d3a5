/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the answers of MetaStudio, its gateway and IAM mean for an upload. */
#pragma once

#include "hoist-error.h"
#include "hoist-provider.h"

G_BEGIN_DECLS

/* The codes that lead to a step of their own (docs/protocols/huawei-metastudio.md, 12.2). */
#define HOIST_HUAWEI_UNAUTHORIZED "MSS.00000001"
#define HOIST_HUAWEI_BAD_TOKEN "MSS.00010008"
#define HOIST_HUAWEI_NO_ASSET "MSS.10001001"
#define HOIST_HUAWEI_NO_FILE "MSS.10001004"
#define HOIST_HUAWEI_NAME_EXISTS "MSS.10001005"
#define HOIST_HUAWEI_MAIN_EXISTS "MSS.10001008"

char *hoist_huawei_code_dup (const HoistReply *reply);
gboolean hoist_huawei_code_is_token_refused (const HoistFacts *facts, const HoistReply *reply);
gboolean hoist_huawei_code_is (const HoistReply *reply, const char *code);
char *hoist_huawei_code_dup_quote (const HoistFacts *facts, const char *message);
GError *hoist_huawei_code_new_error (const HoistFacts *facts,
                                     const HoistReply *reply,
                                     HoistErrorCode unclear);
GError *hoist_huawei_code_new_iam_error (const HoistFacts *facts, const HoistReply *reply);

G_END_DECLS
