/* SPDX-License-Identifier: GPL-3.0-or-later */
/* File names as services want them. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void hoist_name_split (const char *name, char **stem, char **extension);
char *hoist_name_fit (const char *text, const char *forbidden, gsize max_bytes);
const char *hoist_name_extension_of_type (const char *content_type);

G_END_DECLS
