/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a reply means by its HTTP status alone, whatever the service. */
#pragma once

#include "hoist-error.h"
#include "hoist-read.h"
#include "hoist-request.h"

G_BEGIN_DECLS

gboolean hoist_answer_is_success (const HoistReply *reply);
HoistRead *hoist_answer_read (const HoistReply *reply);
GError *hoist_answer_new_error (const HoistReply *reply, HoistErrorCode unclear);

G_END_DECLS
