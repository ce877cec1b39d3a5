/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HUAWEI CLOUD MetaStudio: assets, their files, and the object store that takes the bytes. */
#pragma once

#include "hoist-practice-exchange.h"

G_BEGIN_DECLS

extern const HoistPracticeService hoist_practice_huawei_service;

G_END_DECLS
