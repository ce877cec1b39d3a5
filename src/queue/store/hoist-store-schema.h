/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables, the steps from older ones to them, and what to do with a damaged file. */
#pragma once

#include "hoist-store-sql.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * hoist_store_schema_open:
 * @path: (type filename): made where it does not exist
 * @may_repair: set a damaged file aside and begin a new one with what is readable of it
 * @notice: (out) (transfer full) (nullable): a sentence for the user, where that was done
 *
 * Opens the queue's database with the present tables. Fails with %HOIST_ERROR_REFUSED, and leaves
 * the file as it is, where a newer version of the program has written it.
 */
HoistSql *
hoist_store_schema_open (const char *path, gboolean may_repair, char **notice, GError **error);

G_END_DECLS
