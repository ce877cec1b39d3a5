/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes what is readable out of a damaged database. */
#pragma once

#include "hoist-store-sql.h"

#include <gio/gio.h>

G_BEGIN_DECLS

char *hoist_store_rescue_dup_new_path (const char *path);
void hoist_store_rescue_remove (const char *path);
gboolean hoist_store_rescue_finish (const char *path, GError **error);
char *hoist_store_rescue_set_aside (const char *path, GError **error);
gboolean hoist_store_rescue_copy (const char *path, HoistSql *to, guint *n_uploads, GError **error);
char *hoist_store_rescue_dup_notice (const char *aside, guint n_uploads);

G_END_DECLS
