/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Xvid MediaHub: the API, and the store that the bytes are posted to. */
#pragma once

#include "hoist-practice-exchange.h"

G_BEGIN_DECLS

/* Base64-like, as the vendor's are: plus, slash and equals sign want to be percent-encoded. */
#define HOIST_PRACTICE_XVID_CLIENT_ID "practice-app-0001"
#define HOIST_PRACTICE_XVID_CLIENT_SECRET "PRACTICE+only/MADEup+secret/00000000000001=="
#define HOIST_PRACTICE_XVID_PIPELINE_ID "547f3eede4b025bcbff38657"

#define HOIST_PRACTICE_XVID_BASE "/xvid/v1/"
#define HOIST_PRACTICE_XVID_STORE "/xvid-store/"
#define HOIST_PRACTICE_XVID_BUCKET "practice-bucket"
#define HOIST_PRACTICE_XVID_STORE_ID "AKIAPRACTICE00000001"
#define HOIST_PRACTICE_XVID_STORE_SECRET "PRACTICE/onlyMADEUP+storeSECRET/00000001"

extern const HoistPracticeService hoist_practice_xvid_service;

G_END_DECLS
