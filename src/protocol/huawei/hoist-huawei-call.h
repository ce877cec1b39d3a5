/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The calls of MetaStudio and IAM as requests, each with the account's keys or token. */
#pragma once

#include "hoist-provider.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* One bucket for all calls: the account is throttled as a whole (notes 11.5). */
#define HOIST_HUAWEI_BUCKET "api"

HoistRequest *hoist_huawei_call_sign_in (const HoistFacts *facts, GError **error);
HoistRequest *
hoist_huawei_call_projects (const HoistFacts *facts, const char *region, GError **error);
HoistRequest *hoist_huawei_call_list (const HoistFacts *facts,
                                      const char *project,
                                      const char *name,
                                      const char *state,
                                      guint limit,
                                      guint offset,
                                      GError **error);
HoistRequest *hoist_huawei_call_show (const HoistFacts *facts,
                                      const char *project,
                                      const char *asset,
                                      GError **error);
HoistRequest *hoist_huawei_call_create_asset (const HoistFacts *facts,
                                              const char *project,
                                              const char *name,
                                              const char *type,
                                              GError **error);
HoistRequest *hoist_huawei_call_create_file (const HoistFacts *facts,
                                             const char *project,
                                             const char *asset,
                                             const char *type,
                                             const char *md5,
                                             GError **error);
HoistRequest *hoist_huawei_call_create_large (const HoistFacts *facts,
                                              const char *project,
                                              const char *asset,
                                              const char *type,
                                              guint n_parts,
                                              GError **error);
HoistRequest *hoist_huawei_call_complete (const HoistFacts *facts,
                                          const char *project,
                                          const char *file,
                                          const char *state,
                                          GError **error);
HoistRequest *hoist_huawei_call_update_asset (const HoistFacts *facts,
                                              const char *project,
                                              const char *asset,
                                              JsonBuilder *builder,
                                              GError **error);
HoistRequest *hoist_huawei_call_delete_file (const HoistFacts *facts,
                                             const char *project,
                                             const char *file,
                                             GError **error);
HoistRequest *hoist_huawei_call_delete_asset (const HoistFacts *facts,
                                              const char *project,
                                              const char *asset,
                                              GError **error);

G_END_DECLS
