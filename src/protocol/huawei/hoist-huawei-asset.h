/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What MetaStudio says of an asset and of the files in it. */
#pragma once

#include "hoist-provider.h"
#include "hoist-read.h"

G_BEGIN_DECLS

/**
 * HoistHuaweiState:
 * @HOIST_HUAWEI_CREATING: there is a record, the bytes are not confirmed
 * @HOIST_HUAWEI_PROCESSING: confirmed, the review goes on
 * @HOIST_HUAWEI_READY: confirmed and reviewed
 * @HOIST_HUAWEI_ENDED: failed or cancelled, as the client said or otherwise
 * @HOIST_HUAWEI_REJECTED: by the review
 * @HOIST_HUAWEI_GONE: deleted, or nowhere in the answer
 * @HOIST_HUAWEI_UNKNOWN: a value that is in no document
 */
typedef enum {
  HOIST_HUAWEI_CREATING,
  HOIST_HUAWEI_PROCESSING,
  HOIST_HUAWEI_READY,
  HOIST_HUAWEI_ENDED,
  HOIST_HUAWEI_REJECTED,
  HOIST_HUAWEI_GONE,
  HOIST_HUAWEI_UNKNOWN,
} HoistHuaweiState;

const char *hoist_huawei_asset_get_id (const HoistReadValue *object, const char *name);
const HoistReadValue *hoist_huawei_asset_find_file (const HoistReadValue *asset, const char *file);
HoistHuaweiState hoist_huawei_asset_get_state (const HoistReadValue *asset,
                                               const HoistReadValue *file);
char *hoist_huawei_asset_dup_reason (const HoistFacts *facts,
                                     const HoistReadValue *asset,
                                     const HoistReadValue *file);
const HoistReadValue *hoist_huawei_asset_find_main (const HoistReadValue *asset);
gboolean hoist_huawei_asset_is_same_file (const HoistFacts *facts, const HoistReadValue *file);
gboolean
hoist_huawei_asset_is_ours (const HoistFacts *facts, const HoistReadValue *asset, const char *name);

G_END_DECLS
