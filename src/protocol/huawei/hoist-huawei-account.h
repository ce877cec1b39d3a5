/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an account of MetaStudio needs, and what follows from it: hosts, ways in, project. */
#pragma once

#include "hoist-provider.h"

G_BEGIN_DECLS

/* Beside the token, what a sign-in grants: the project that the token is for. */
#define HOIST_HUAWEI_GRANT_PROJECT HOIST_GRANT "project"

/* As many as there are in the table: the compiler refuses a row too many, a test one too few. */
#define HOIST_HUAWEI_N_FIELDS 19

extern const HoistField hoist_huawei_fields[HOIST_HUAWEI_N_FIELDS];

const char *hoist_huawei_get (const HoistFacts *facts, const char *id);
const char *hoist_huawei_get_secret (const HoistFacts *facts, const char *id);
guint64 hoist_huawei_get_number (const HoistFacts *facts, const char *id);
gboolean hoist_huawei_check_account (const HoistFacts *facts, GError **error);
gboolean hoist_huawei_check_keys (const HoistFacts *facts, GError **error);
gboolean hoist_huawei_has_keys (const HoistFacts *facts);
gboolean hoist_huawei_has_token (const HoistFacts *facts);
char *hoist_huawei_dup_endpoint (const HoistFacts *facts);
char *hoist_huawei_dup_iam_endpoint (const HoistFacts *facts);
const char *hoist_huawei_get_project (const HoistFacts *facts);

G_END_DECLS
