/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a file is called at Xvid MediaHub, and its chunks in the store. */
#pragma once

#include "hoist-provider.h"

#include <glib.h>

G_BEGIN_DECLS

gboolean hoist_xvid_key_check_folder (const HoistFacts *facts, GError **error);
char *hoist_xvid_key_new (const HoistFacts *facts);
gboolean hoist_xvid_key_check_template (const char *template, GError **error);
char *hoist_xvid_key_new_chunk (const char *key, const char *template, guint64 number);

G_END_DECLS
