/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tencent VOD's legacy upload: InitUpload, UploadPart, FinishUpload. */
#pragma once

#include "hoist-practice-exchange.h"

G_BEGIN_DECLS

#define HOIST_PRACTICE_TENCENT_SECRET_ID "AKIDPRACTICEPRACTICEPRACTICE0001"
#define HOIST_PRACTICE_TENCENT_SECRET_KEY "PRACTICEonlyMADEUPsecretKEY00001"

extern const HoistPracticeService hoist_practice_tencent_service;

G_END_DECLS
