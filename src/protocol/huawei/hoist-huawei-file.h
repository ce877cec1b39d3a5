/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a file becomes in MetaStudio: its names and types, and how it is cut. */
#pragma once

#include "hoist-provider.h"

G_BEGIN_DECLS

char *hoist_huawei_file_dup_type (const HoistFacts *facts);
char *hoist_huawei_file_dup_asset_name (const HoistFacts *facts);
const char *hoist_huawei_file_get_asset_type (const HoistFacts *facts, const char *type);
const char *hoist_huawei_file_get_content_type (const char *type);
gboolean hoist_huawei_file_is_large (const HoistFacts *facts);
guint hoist_huawei_file_get_n_parts (const HoistFacts *facts);
gboolean hoist_huawei_file_check (const HoistFacts *facts, GError **error);

G_END_DECLS
