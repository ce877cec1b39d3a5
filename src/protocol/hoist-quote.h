/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a stranger wrote, as one short line that may stand in a sentence. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *hoist_quote_dup_line (const char *text);

G_END_DECLS
