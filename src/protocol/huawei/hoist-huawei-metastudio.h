/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HUAWEI CLOUD MetaStudio: files for the asset library. */
#pragma once

#include "hoist-provider.h"

G_BEGIN_DECLS

extern const HoistProvider hoist_huawei_metastudio;

G_END_DECLS
