/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tencent Cloud VOD by its legacy calls InitUpload, UploadPart and FinishUpload. */
#pragma once

#include "hoist-provider.h"

G_BEGIN_DECLS

extern const HoistProvider hoist_tencent_vod;

G_END_DECLS
