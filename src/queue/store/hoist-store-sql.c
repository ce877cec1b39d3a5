/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One SQLite connection and its kept statements; the only place that knows SQLite. */
#include "hoist-store-sql.h"

#include "hoist-error.h"

#include "hoist-config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Another program's commit takes milliseconds; a disk that sleeps takes seconds to wake. */
#define BUSY_TIMEOUT_MS 10000

struct _HoistSql {
  sqlite3 *connection;    /* (owned) */
  GHashTable *statements; /* (owned) (element-type utf8 HoistStatement): by the static text */
  HoistSqlTrouble trouble;
};

static HoistSqlTrouble
get_trouble (int code)
{
  switch (code & 0xff) {
  case SQLITE_OK:
  case SQLITE_ROW:
  case SQLITE_DONE:
    return HOIST_SQL_TROUBLE_NONE;
  case SQLITE_FULL:
  case SQLITE_IOERR:
  case SQLITE_READONLY:
  case SQLITE_CANTOPEN:
  case SQLITE_PERM:
  case SQLITE_NOLFS:
    return HOIST_SQL_TROUBLE_DISK;
  case SQLITE_BUSY:
  case SQLITE_LOCKED:
    return HOIST_SQL_TROUBLE_BUSY;
  case SQLITE_CORRUPT:
  case SQLITE_NOTADB:
    return HOIST_SQL_TROUBLE_DAMAGED;
  default:
    return HOIST_SQL_TROUBLE_OTHER;
  }
}

static gboolean
is_full (sqlite3 *connection, int code)
{
  int system_error = connection != NULL ? sqlite3_system_errno (connection) : 0;

  if ((code & 0xff) == SQLITE_FULL)
    return TRUE;
  return (code & 0xff) == SQLITE_IOERR && (system_error == ENOSPC || system_error == EDQUOT);
}

/* SQLite's own text may quote stored values, so it goes to the debug log only by its code. */
static void
set_error (GError **error, sqlite3 *connection, int code)
{
  if (error == NULL)
    return;
  g_debug ("SQLite code %d: %s", code, sqlite3_errstr (code));
  if (is_full (connection, code))
    g_set_error_literal (error, HOIST_ERROR, HOIST_ERROR_NO_SPACE,
                         _ ("This computer’s disk is full, so the queue cannot be saved. Free some "
                            "space; Hoist tries again by itself."));
  else if (get_trouble (code) == HOIST_SQL_TROUBLE_DISK)
    g_set_error_literal (
        error, HOIST_ERROR, HOIST_ERROR_NO_ACCESS,
        _ ("The queue cannot be saved on this computer’s disk. Check that the disk "
           "works and that its data folder may be written to."));
  else if (get_trouble (code) == HOIST_SQL_TROUBLE_BUSY)
    g_set_error_literal (error, HOIST_ERROR, HOIST_ERROR_BUSY,
                         _ ("Another program has locked the queue on this computer’s disk. Hoist "
                            "tries again by itself."));
  else if (get_trouble (code) == HOIST_SQL_TROUBLE_DAMAGED)
    g_set_error_literal (error, HOIST_ERROR, HOIST_ERROR_PROTOCOL,
                         _ ("The queue’s file on this computer’s disk is damaged. Quit Hoist and "
                            "start it again to repair the queue."));
  else
    g_set_error (error, HOIST_ERROR, HOIST_ERROR_PROTOCOL,
                 _ ("The queue’s file on this computer’s disk cannot be used (%s). Quit Hoist and "
                    "start it again; if that does not help, check the disk."),
                 sqlite3_errstr (code));
}

static gboolean
check (HoistSql *self, int code, GError **error)
{
  self->trouble = get_trouble (code);
  if (self->trouble == HOIST_SQL_TROUBLE_NONE)
    return TRUE;

  set_error (error, self->connection, sqlite3_extended_errcode (self->connection));
  return FALSE;
}

static void
finalize_statement (gpointer statement)
{
  sqlite3_finalize (statement);
}

/* SQLite gives the files beside the database the mode of the database. */
static gboolean
make_private_file (const char *path, GError **error)
{
  struct stat status = { 0 };
  int fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOCTTY, 0600);
  gboolean is_private = fd >= 0 && fstat (fd, &status) == 0 && S_ISREG (status.st_mode) &&
                        ((status.st_mode & 077) == 0 || fchmod (fd, 0600) == 0);
  int saved_errno = errno;

  if (fd >= 0)
    close (fd);
  if (is_private)
    return TRUE;

  g_debug ("%s: %s", path, g_strerror (saved_errno));
  set_error (error, NULL,
             saved_errno == ENOSPC || saved_errno == EDQUOT ? SQLITE_FULL : SQLITE_CANTOPEN);
  return FALSE;
}

/**
 * hoist_sql_open:
 * @path: (type filename): made with mode 0600 where it does not exist
 * @trouble: (out) (optional): what a failure was about
 *
 * Opens a database, distrusting what stands in it. Called and used on one thread.
 */
HoistSql *
hoist_sql_open (const char *path, HoistSqlTrouble *trouble, GError **error)
{
  g_autoptr (HoistSql) self = g_new0 (HoistSql, 1);
  int code = SQLITE_OK;

  if (trouble != NULL)
    *trouble = HOIST_SQL_TROUBLE_DISK;
  if (!make_private_file (path, error))
    return NULL;

  self->statements =
      g_hash_table_new_full (g_direct_hash, g_direct_equal, NULL, finalize_statement);
  code =
      sqlite3_open_v2 (path, &self->connection,
                       SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
  if (code != SQLITE_OK) {
    set_error (error, self->connection, code);
    return NULL;
  }

  sqlite3_busy_timeout (self->connection, BUSY_TIMEOUT_MS);
  sqlite3_db_config (self->connection, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (self->connection, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  sqlite3_db_config (self->connection, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
  sqlite3_db_config (self->connection, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
  if (!hoist_sql_run (self, "PRAGMA cell_size_check = ON", error) ||
      !hoist_sql_run (self, "PRAGMA foreign_keys = ON", error)) {
    if (trouble != NULL)
      *trouble = self->trouble;
    return NULL;
  }

  if (trouble != NULL)
    *trouble = HOIST_SQL_TROUBLE_NONE;
  return g_steal_pointer (&self);
}

/* Whether the file was deleted or renamed under the connection, or another is in its place. */
gboolean
hoist_sql_has_moved (HoistSql *self)
{
  int has_moved = 0;

  return sqlite3_file_control (self->connection, "main", SQLITE_FCNTL_HAS_MOVED, &has_moved) ==
             SQLITE_OK &&
         has_moved != 0;
}

/**
 * hoist_sql_copy_to:
 * @path: (type filename): a new file, or an empty one
 *
 * Writes all that the database has into another one. Called outside of a transaction.
 */
gboolean
hoist_sql_copy_to (HoistSql *self, const char *path, GError **error)
{
  HoistStatement *statement = NULL;

  if (!make_private_file (path, error))
    return FALSE;
  statement = hoist_sql_prepare (self, "VACUUM INTO ?1", error);
  if (statement == NULL)
    return FALSE;
  hoist_sql_bind_text (statement, 1, path);
  return hoist_sql_do (self, statement, error);
}

/**
 * hoist_sql_close:
 */
void
hoist_sql_close (HoistSql *self)
{
  g_clear_pointer (&self->statements, g_hash_table_unref);
  if (self->connection != NULL && sqlite3_close (self->connection) != SQLITE_OK)
    g_warning ("The database was closed while it was in use");
  g_free (self);
}

/**
 * hoist_sql_get_trouble:
 *
 * Returns: what the latest call that can fail ended with
 */
HoistSqlTrouble
hoist_sql_get_trouble (HoistSql *self)
{
  return self->trouble;
}

gboolean
hoist_sql_is_in_transaction (HoistSql *self)
{
  return sqlite3_get_autocommit (self->connection) == 0;
}

/**
 * hoist_sql_run:
 * @sql: one or more statements without values
 */
gboolean
hoist_sql_run (HoistSql *self, const char *sql, GError **error)
{
  return check (self, sqlite3_exec (self->connection, sql, NULL, NULL, NULL), error);
}

/**
 * hoist_sql_get_number:
 * @sql: a static text; a statement with one number as its answer
 *
 * Returns: %FALSE where it fails; without a row or a number @value becomes 0
 */
gboolean
hoist_sql_get_number (HoistSql *self, const char *sql, gint64 *value, GError **error)
{
  HoistStatement *statement = hoist_sql_prepare (self, sql, error);
  HoistSqlStep step = HOIST_SQL_FAILED;

  *value = 0;
  if (statement == NULL)
    return FALSE;

  step = hoist_sql_step (self, statement, error);
  if (step == HOIST_SQL_ROW)
    *value = sqlite3_column_int64 (statement, 0);
  hoist_sql_reset (statement);
  return step != HOIST_SQL_FAILED;
}

/**
 * hoist_sql_dup_text:
 * @sql: a static text; a statement with one text as its answer
 *
 * Returns: (transfer full) (nullable): %NULL without an error where there is no such row
 */
char *
hoist_sql_dup_text (HoistSql *self, const char *sql, GError **error)
{
  HoistStatement *statement = hoist_sql_prepare (self, sql, error);
  g_autofree char *text = NULL;

  if (statement == NULL)
    return NULL;

  if (hoist_sql_step (self, statement, error) == HOIST_SQL_ROW)
    hoist_sql_get_text (statement, 0, &text);
  hoist_sql_reset (statement);
  return g_steal_pointer (&text);
}

/**
 * hoist_sql_prepare:
 * @sql: a static text: the statement is kept by its address
 *
 * Returns: (transfer none) (nullable): ready for values; reset it when done
 */
HoistStatement *
hoist_sql_prepare (HoistSql *self, const char *sql, GError **error)
{
  sqlite3_stmt *statement = g_hash_table_lookup (self->statements, sql);
  int code = SQLITE_OK;

  if (statement != NULL) {
    hoist_sql_reset (statement);
    return statement;
  }

  code =
      sqlite3_prepare_v3 (self->connection, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL);
  if (!check (self, code, error)) {
    /* Our own texts are right, so the tables are not. */
    if (self->trouble == HOIST_SQL_TROUBLE_OTHER)
      self->trouble = HOIST_SQL_TROUBLE_DAMAGED;
    return NULL;
  }

  g_hash_table_insert (self->statements, (gpointer) sql, statement);
  return statement;
}

gint64
hoist_sql_get_last_id (HoistSql *self)
{
  return sqlite3_last_insert_rowid (self->connection);
}

guint
hoist_sql_get_n_changes (HoistSql *self)
{
  return (guint) sqlite3_changes (self->connection);
}

void
hoist_sql_bind_int (HoistStatement *statement, int index, gint64 value)
{
  sqlite3_bind_int64 (statement, index, value);
}

/**
 * hoist_sql_bind_text:
 * @value: (nullable): valid until the statement is reset
 */
void
hoist_sql_bind_text (HoistStatement *statement, int index, const char *value)
{
  if (value == NULL)
    sqlite3_bind_null (statement, index);
  else
    sqlite3_bind_text (statement, index, value, -1, SQLITE_STATIC);
}

/**
 * hoist_sql_bind_bytes:
 * @bytes: (nullable): valid until the statement is reset
 */
void
hoist_sql_bind_bytes (HoistStatement *statement, int index, const void *bytes, gsize length)
{
  if (bytes == NULL)
    sqlite3_bind_null (statement, index);
  else
    sqlite3_bind_blob64 (statement, index, bytes, length, SQLITE_STATIC);
}

/**
 * hoist_sql_bind_path:
 * @path: (type filename) (nullable): stored as bytes, since it may be any but NUL
 */
void
hoist_sql_bind_path (HoistStatement *statement, int index, const char *path)
{
  hoist_sql_bind_bytes (statement, index, path, path != NULL ? strlen (path) : 0);
}

/**
 * hoist_sql_bind_column:
 * @from: a statement at a row, of this or another database
 *
 * Hands on a value whatever its type.
 */
void
hoist_sql_bind_column (HoistStatement *statement, int index, HoistStatement *from, int column)
{
  sqlite3_bind_value (statement, index, sqlite3_column_value (from, column));
}

/**
 * hoist_sql_step:
 *
 * Goes to the next row.
 */
HoistSqlStep
hoist_sql_step (HoistSql *self, HoistStatement *statement, GError **error)
{
  int code = sqlite3_step (statement);

  if (!check (self, code, error))
    return HOIST_SQL_FAILED;
  return code == SQLITE_ROW ? HOIST_SQL_ROW : HOIST_SQL_DONE;
}

/**
 * hoist_sql_do:
 *
 * Carries out a statement that answers nothing, and resets it.
 */
gboolean
hoist_sql_do (HoistSql *self, HoistStatement *statement, GError **error)
{
  HoistSqlStep step = hoist_sql_step (self, statement, error);

  hoist_sql_reset (statement);
  return step != HOIST_SQL_FAILED;
}

void
hoist_sql_reset (HoistStatement *statement)
{
  sqlite3_reset (statement);
  sqlite3_clear_bindings (statement);
}

gboolean
hoist_sql_is_null (HoistStatement *statement, int column)
{
  return sqlite3_column_type (statement, column) == SQLITE_NULL;
}

/**
 * hoist_sql_get_int:
 *
 * Returns: %FALSE where the column has no number from @minimum to @maximum
 */
gboolean
hoist_sql_get_int (HoistStatement *statement,
                   int column,
                   gint64 minimum,
                   gint64 maximum,
                   gint64 *value)
{
  if (sqlite3_column_type (statement, column) != SQLITE_INTEGER)
    return FALSE;

  *value = sqlite3_column_int64 (statement, column);
  return *value >= minimum && *value <= maximum;
}

/**
 * hoist_sql_get_text:
 * @value: (out) (transfer full) (nullable): %NULL where the column is NULL
 *
 * Returns: %FALSE where the column has something else than valid UTF-8 without NUL
 */
gboolean
hoist_sql_get_text (HoistStatement *statement, int column, char **value)
{
  const char *text = NULL;
  gsize length = 0;

  g_clear_pointer (value, g_free);
  if (hoist_sql_is_null (statement, column))
    return TRUE;
  if (sqlite3_column_type (statement, column) != SQLITE_TEXT)
    return FALSE;

  text = (const char *) sqlite3_column_text (statement, column);
  length = (gsize) sqlite3_column_bytes (statement, column);
  if (text == NULL || !g_utf8_validate_len (text, length, NULL))
    return FALSE;

  *value = g_strndup (text, length);
  return TRUE;
}

/**
 * hoist_sql_get_path:
 * @value: (out) (transfer full) (type filename) (nullable): %NULL where the column is NULL
 *
 * Returns: %FALSE where the column has something else than the bytes of an absolute path
 */
gboolean
hoist_sql_get_path (HoistStatement *statement, int column, char **value)
{
  const char *bytes = NULL;
  gsize length = 0;

  g_clear_pointer (value, g_free);
  if (hoist_sql_is_null (statement, column))
    return TRUE;
  if (sqlite3_column_type (statement, column) != SQLITE_BLOB)
    return FALSE;

  bytes = sqlite3_column_blob (statement, column);
  length = (gsize) sqlite3_column_bytes (statement, column);
  if (length == 0 || bytes == NULL || bytes[0] != '/' || memchr (bytes, '\0', length) != NULL)
    return FALSE;

  *value = g_strndup (bytes, length);
  return TRUE;
}

/**
 * hoist_sql_get_bytes:
 *
 * Returns: (transfer full) (nullable): %NULL where the column has no bytes
 */
GBytes *
hoist_sql_get_bytes (HoistStatement *statement, int column)
{
  if (sqlite3_column_type (statement, column) != SQLITE_BLOB)
    return NULL;

  return g_bytes_new (sqlite3_column_blob (statement, column),
                      (gsize) sqlite3_column_bytes (statement, column));
}

/* SQLite's, the one that runs. */
const char *
hoist_sql_get_version (void)
{
  return sqlite3_libversion ();
}
