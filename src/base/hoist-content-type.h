/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What kind of file it is, by its name and its first bytes. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *hoist_content_type_find (const char *path);

G_END_DECLS
