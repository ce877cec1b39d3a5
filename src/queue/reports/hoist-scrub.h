/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes whatever looks like a secret out of a text that is to be given away. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *hoist_scrub_text (const char *text);

G_END_DECLS
