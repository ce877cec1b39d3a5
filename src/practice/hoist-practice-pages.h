/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the server tells about itself under /practice/, and the finished files. */
#pragma once

#include "hoist-practice-exchange.h"

G_BEGIN_DECLS

void hoist_practice_pages_answer (HoistPracticeContext *context, SoupServerMessage *message);
char *hoist_practice_pages_make_link (HoistPracticeContext *context, HoistPracticeFile *file);

G_END_DECLS
