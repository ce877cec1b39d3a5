/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One SQLite connection and its kept statements; the only place that knows SQLite. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _HoistSql HoistSql;
typedef struct sqlite3_stmt HoistStatement;

/**
 * HoistSqlTrouble:
 * @HOIST_SQL_TROUBLE_DISK: full, read-only or failing: what was to be written is worth another try
 * @HOIST_SQL_TROUBLE_BUSY: another program holds the database for too long; worth another try
 * @HOIST_SQL_TROUBLE_DAMAGED: the file is not a sound database, or not with our tables
 * @HOIST_SQL_TROUBLE_OTHER: this statement only
 *
 * What the latest failure was about.
 */
typedef enum {
  HOIST_SQL_TROUBLE_NONE,
  HOIST_SQL_TROUBLE_DISK,
  HOIST_SQL_TROUBLE_BUSY,
  HOIST_SQL_TROUBLE_DAMAGED,
  HOIST_SQL_TROUBLE_OTHER,
} HoistSqlTrouble;

typedef enum {
  HOIST_SQL_ROW,
  HOIST_SQL_DONE,
  HOIST_SQL_FAILED,
} HoistSqlStep;

HoistSql *hoist_sql_open (const char *path, HoistSqlTrouble *trouble, GError **error);
gboolean hoist_sql_has_moved (HoistSql *self);
gboolean hoist_sql_copy_to (HoistSql *self, const char *path, GError **error);
void hoist_sql_close (HoistSql *self);
const char *hoist_sql_get_version (void);

HoistSqlTrouble hoist_sql_get_trouble (HoistSql *self);
gboolean hoist_sql_is_in_transaction (HoistSql *self);
gboolean hoist_sql_run (HoistSql *self, const char *sql, GError **error);
gboolean hoist_sql_get_number (HoistSql *self, const char *sql, gint64 *value, GError **error);
char *hoist_sql_dup_text (HoistSql *self, const char *sql, GError **error);

HoistStatement *hoist_sql_prepare (HoistSql *self, const char *sql, GError **error);
gint64 hoist_sql_get_last_id (HoistSql *self);
guint hoist_sql_get_n_changes (HoistSql *self);

void hoist_sql_bind_int (HoistStatement *statement, int index, gint64 value);
void hoist_sql_bind_text (HoistStatement *statement, int index, const char *value);
void hoist_sql_bind_bytes (HoistStatement *statement, int index, const void *bytes, gsize length);
void hoist_sql_bind_path (HoistStatement *statement, int index, const char *path);
void hoist_sql_bind_column (HoistStatement *statement, int index, HoistStatement *from, int column);

HoistSqlStep hoist_sql_step (HoistSql *self, HoistStatement *statement, GError **error);
gboolean hoist_sql_do (HoistSql *self, HoistStatement *statement, GError **error);
void hoist_sql_reset (HoistStatement *statement);

gboolean hoist_sql_is_null (HoistStatement *statement, int column);
gboolean hoist_sql_get_int (HoistStatement *statement,
                            int column,
                            gint64 minimum,
                            gint64 maximum,
                            gint64 *value);
gboolean hoist_sql_get_text (HoistStatement *statement, int column, char **value);
gboolean hoist_sql_get_path (HoistStatement *statement, int column, char **value);
GBytes *hoist_sql_get_bytes (HoistStatement *statement, int column);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HoistSql, hoist_sql_close)

G_END_DECLS
