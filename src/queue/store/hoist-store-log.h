/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The logs of uploads, as rows; called on the store's thread inside a transaction. */
#pragma once

#include "hoist-log-line.h"
#include "hoist-store-sql.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* Of each upload so many of the newest lines are kept. */
#define HOIST_STORE_LOG_LINES 400

gboolean hoist_store_log_write (HoistSql *sql,
                                gint64 upload,
                                HoistLogKind kind,
                                gint64 time_us,
                                const char *text,
                                GError **error);
gboolean hoist_store_log_trim (HoistSql *sql, gint64 upload, GError **error);

G_END_DECLS
