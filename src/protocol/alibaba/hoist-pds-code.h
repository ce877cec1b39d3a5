/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the codes in the answers of Alibaba PDS mean for an upload. */
#pragma once

#include "hoist-error.h"
#include "hoist-request.h"

G_BEGIN_DECLS

gboolean hoist_pds_code_is (const char *code, const char *family);
gboolean hoist_pds_code_is_gone (const char *code);
gboolean hoist_pds_code_is_token (guint status, const char *code);
gboolean hoist_pds_code_is_content (const char *code);
GError *
hoist_pds_code_new_error (const HoistReply *reply, const char *code, HoistErrorCode unclear);
GError *hoist_pds_code_new_own (HoistErrorCode what,
                                const char *sentence,
                                const HoistReply *reply,
                                const char *code);
void hoist_pds_code_take_wait (GError *error, const HoistReply *reply);

G_END_DECLS
