/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What services call the folders that uploads lie in; called on the store's thread inside a
 * transaction. */
#pragma once

#include "hoist-store-sql.h"

#include <gio/gio.h>

G_BEGIN_DECLS

gboolean hoist_store_folders_find (HoistSql *sql,
                                   const char *account,
                                   const char *parent,
                                   const char *name,
                                   char **id,
                                   GError **error);
gboolean hoist_store_folders_keep (HoistSql *sql,
                                   const char *account,
                                   const char *parent,
                                   const char *name,
                                   const char *id,
                                   GError **error);
gboolean hoist_store_folders_forget (HoistSql *sql, const char *account, GError **error);

G_END_DECLS
