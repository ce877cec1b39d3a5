/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sentences as a window shows them: names keep their direction, and codes their line. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *hoist_typeset (const char *text);

G_END_DECLS
