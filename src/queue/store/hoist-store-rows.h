/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Uploads, their tickets and parts as rows; called on the store's thread inside a transaction. */
#pragma once

#include "hoist-record.h"
#include "hoist-store-sql.h"
#include "hoist-ticket.h"

#include <gio/gio.h>

G_BEGIN_DECLS

GPtrArray *hoist_store_rows_read (HoistSql *sql, GError **error);
gboolean hoist_store_rows_insert (HoistSql *sql, HoistRecord *record, GError **error);
gboolean hoist_store_rows_change (HoistSql *sql, const HoistChange *change, GError **error);
gboolean hoist_store_rows_delete (HoistSql *sql, gint64 id, gboolean *has_sealed, GError **error);
gboolean
hoist_store_rows_has_sealed (HoistSql *sql, gint64 id, gboolean *has_sealed, GError **error);
HoistTicket *
hoist_store_rows_read_ticket (HoistSql *sql, gint64 id, gboolean *has_sealed, GError **error);

G_END_DECLS
