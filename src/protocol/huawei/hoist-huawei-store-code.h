/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the object store's answers to a PUT mean for an upload. */
#pragma once

#include "hoist-error.h"
#include "hoist-request.h"

G_BEGIN_DECLS

#define HOIST_HUAWEI_STORE_BAD_SIGNATURE "SignatureDoesNotMatch"

gboolean hoist_huawei_store_is_success (const HoistReply *reply);
gboolean hoist_huawei_store_is (const HoistReply *reply, const char *code);
GError *hoist_huawei_store_new_error (const HoistReply *reply, gboolean is_expired);

G_END_DECLS
