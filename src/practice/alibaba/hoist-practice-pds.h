/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Alibaba Cloud PDS: sign-in, drives, folders, and uploads in parts to presigned addresses. */
#pragma once

#include "hoist-practice-exchange.h"

G_BEGIN_DECLS

#define HOIST_PRACTICE_PDS_ID "alibaba-pds"
#define HOIST_PRACTICE_PDS_CLIENT_ID "PRACTICEapp0001"
/* Not in the description of the service, since an account has either this or tokens. */
#define HOIST_PRACTICE_PDS_API_KEY "uk-PRACTICEonlyMADEUPkey0001"

extern const HoistPracticeService hoist_practice_pds_service;

G_END_DECLS
