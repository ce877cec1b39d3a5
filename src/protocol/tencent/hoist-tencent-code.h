/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the codes in Tencent's legacy answers mean for an upload. */
#pragma once

#include "hoist-error.h"
#include "hoist-request.h"
#include "hoist-ticket.h"

G_BEGIN_DECLS

GError *hoist_tencent_code_new_error (gint64 code,
                                      gboolean can_retry,
                                      HoistStep step,
                                      const HoistReply *reply,
                                      gint64 now_us);
gboolean hoist_tencent_code_is_about_file (gint64 code, gboolean can_retry);

G_END_DECLS
