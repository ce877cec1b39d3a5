/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables, and the steps from older ones to them. */
#include "hoist-store-schema.h"

#include "hoist-error.h"
#include "hoist-store-rescue.h"

#include "hoist-config.h"

#include <glib/gi18n-lib.h>

/* Each text leads from the version of its index to the next; never change one that was released.
 * Columns have no constraints beyond keys: a row that makes no sense is shown to the user as such
 * instead of making the file unusable. Paths are bytes, since they may be invalid UTF-8. */
static const char *const migrations[] = {
  "CREATE TABLE meta (name TEXT PRIMARY KEY, value);"
  "CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT);"
  "CREATE TABLE account (id TEXT PRIMARY KEY, service TEXT, name TEXT UNIQUE, settings TEXT);"
  "CREATE TABLE upload (id INTEGER PRIMARY KEY AUTOINCREMENT, position INTEGER, path BLOB,"
  " account TEXT, options TEXT, state TEXT, reason TEXT, message TEXT, size INTEGER,"
  " modified_us INTEGER, mount_point BLOB, bytes_done INTEGER, added_us INTEGER,"
  " ended_us INTEGER, remote_id TEXT, link TEXT, verified TEXT, is_instant INTEGER);"
  "CREATE TABLE ticket (upload INTEGER PRIMARY KEY REFERENCES upload (id) ON DELETE CASCADE,"
  " text TEXT, has_sealed INTEGER);"
  "CREATE TABLE part (upload INTEGER REFERENCES upload (id) ON DELETE CASCADE, number INTEGER,"
  " offset INTEGER, length INTEGER, kept INTEGER, phase INTEGER, is_done INTEGER, etag TEXT,"
  " digest_kind TEXT, digest BLOB, PRIMARY KEY (upload, number)) WITHOUT ROWID;",

  "CREATE TABLE digest (id INTEGER PRIMARY KEY AUTOINCREMENT, path BLOB UNIQUE, size INTEGER,"
  " modified_us INTEGER, md5 BLOB, sha1 BLOB, sha256 BLOB, crc64 BLOB, slice_kind TEXT,"
  " slice_size INTEGER, slices BLOB);"
  "CREATE TABLE inbox (id INTEGER PRIMARY KEY AUTOINCREMENT, command TEXT, posted_us INTEGER,"
  " answer TEXT, answered_us INTEGER);",

  "ALTER TABLE part ADD COLUMN crc64 INTEGER;"
  "ALTER TABLE upload ADD COLUMN folder TEXT;"
  "CREATE TABLE folder (account TEXT, parent TEXT, name TEXT, id TEXT,"
  " PRIMARY KEY (account, parent, name)) WITHOUT ROWID;",

  "ALTER TABLE upload ADD COLUMN has_begun INTEGER;"
  "UPDATE upload SET has_begun = 1 WHERE id IN (SELECT upload FROM ticket);"
  "CREATE TABLE log (id INTEGER PRIMARY KEY AUTOINCREMENT,"
  " upload INTEGER REFERENCES upload (id) ON DELETE CASCADE, time_us INTEGER, kind TEXT,"
  " text TEXT);"
  "CREATE INDEX log_by_upload ON log (upload, id);",

  "ALTER TABLE digest ADD COLUMN changed_us INTEGER;",
};

#define PRESENT_VERSION ((gint64) G_N_ELEMENTS (migrations))

/* One look at each table: with a column missing the file is none of ours. */
static const char *const probes[] = {
  "SELECT count (value) FROM meta WHERE name = 'id'",
  "SELECT count (value) FROM setting WHERE name = ''",
  "SELECT count (*) FROM account WHERE id = '' AND service = '' AND name = '' AND settings = ''",
  "SELECT id, position, path, account, options, state, reason, message, size, modified_us,"
  " mount_point, bytes_done, added_us, ended_us, remote_id, link, verified, is_instant, folder,"
  " has_begun FROM upload WHERE id = 0",
  "SELECT upload, text, has_sealed FROM ticket WHERE upload = 0",
  "SELECT upload, number, offset, length, kept, phase, is_done, etag, digest_kind, digest,"
  " crc64 FROM part WHERE upload = 0",
  "SELECT id, path, size, modified_us, md5, sha1, sha256, crc64, slice_kind, slice_size, slices,"
  " changed_us FROM digest WHERE id = 0",
  "SELECT id, upload, time_us, kind, text FROM log WHERE id = 0",
  "SELECT account, parent, name, id FROM folder WHERE account = ''",
  "SELECT id, command, posted_us, answer, answered_us FROM inbox WHERE id = 0",
};

static gboolean
refuse_newer (HoistSql *sql, gint64 *version, GError **error)
{
  if (!hoist_sql_get_number (sql, "PRAGMA user_version", version, error))
    return FALSE;
  if (*version <= PRESENT_VERSION)
    return TRUE;

  g_set_error_literal (error, HOIST_ERROR, HOIST_ERROR_REFUSED,
                       _ ("The queue was written by a newer version of Hoist. Update Hoist to open "
                          "it; nothing was changed."));
  return FALSE;
}

static gboolean
set_up_connection (HoistSql *sql, GError **error)
{
  return hoist_sql_run (sql, "PRAGMA journal_mode = WAL", error) &&
         hoist_sql_run (sql, "PRAGMA synchronous = FULL", error) &&
         hoist_sql_run (sql, "PRAGMA temp_store = MEMORY", error);
}

static gboolean
make_id (HoistSql *sql, GError **error)
{
  g_autofree char *id = g_uuid_string_random ();
  HoistStatement *statement =
      hoist_sql_prepare (sql, "INSERT OR IGNORE INTO meta (name, value) VALUES ('id', ?1)", error);

  if (statement == NULL)
    return FALSE;
  hoist_sql_bind_text (statement, 1, id);
  return hoist_sql_do (sql, statement, error);
}

/* In one transaction: two programs may start at once, and a kill may come in between. */
static gboolean
migrate_inside (HoistSql *sql, GError **error)
{
  gint64 version = 0;

  if (!refuse_newer (sql, &version, error))
    return FALSE;

  for (gint64 i = MAX (version, 0); i < PRESENT_VERSION; i++) {
    g_autofree char *mark = g_strdup_printf ("PRAGMA user_version = %d", (int) i + 1);

    if (!hoist_sql_run (sql, migrations[i], error) || !hoist_sql_run (sql, mark, error))
      return FALSE;
  }
  return make_id (sql, error) && hoist_sql_run (sql, "COMMIT", error);
}

/* On a failure the connection is closed, which rolls back. */
static gboolean
migrate (HoistSql *sql, gint64 version, GError **error)
{
  if (version == PRESENT_VERSION)
    return TRUE;
  return hoist_sql_run (sql, "BEGIN IMMEDIATE", error) && migrate_inside (sql, error);
}

static gboolean
check_tables (HoistSql *sql, gboolean *is_damaged, GError **error)
{
  g_autofree char *verdict = NULL;
  g_autofree char *id = NULL;
  GError *local_error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (probes); i++) {
    gint64 ignored = 0;

    if (!hoist_sql_get_number (sql, probes[i], &ignored, error))
      return FALSE;
  }

  verdict = hoist_sql_dup_text (sql, "PRAGMA quick_check (1)", &local_error);
  if (local_error == NULL)
    id = hoist_sql_dup_text (sql, "SELECT value FROM meta WHERE name = 'id'", &local_error);
  if (local_error != NULL) {
    g_propagate_error (error, local_error);
    return FALSE;
  }

  *is_damaged = g_strcmp0 (verdict, "ok") != 0 || id == NULL;
  if (*is_damaged) {
    g_debug ("quick_check: %s", verdict != NULL ? verdict : "no answer");
    g_set_error_literal (error, HOIST_ERROR, HOIST_ERROR_PROTOCOL,
                         _ ("The queue’s file on this computer’s disk is damaged. Quit Hoist and "
                            "start it again to repair the queue."));
  }
  return !*is_damaged;
}

/* A failing step of a migration means that the old tables are not what they should be. */
static HoistSql *
open_sound (const char *path, gboolean *is_damaged, GError **error)
{
  HoistSqlTrouble trouble = HOIST_SQL_TROUBLE_NONE;
  g_autoptr (HoistSql) sql = hoist_sql_open (path, &trouble, error);
  gint64 version = 0;
  gboolean is_readable = FALSE;

  *is_damaged = trouble == HOIST_SQL_TROUBLE_DAMAGED;
  if (sql == NULL)
    return NULL;

  is_readable = hoist_sql_get_number (sql, "PRAGMA user_version", &version, NULL);
  if (is_readable && version > PRESENT_VERSION) {
    refuse_newer (sql, &version, error);
    return NULL;
  }

  if (set_up_connection (sql, error) && migrate (sql, version, error) &&
      check_tables (sql, is_damaged, error))
    return g_steal_pointer (&sql);

  trouble = hoist_sql_get_trouble (sql);
  *is_damaged =
      *is_damaged || trouble == HOIST_SQL_TROUBLE_DAMAGED || trouble == HOIST_SQL_TROUBLE_OTHER;
  return NULL;
}

/* Without its log a database can be renamed in one step. */
static gboolean
end_log (HoistSql *sql, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autofree char *mode = hoist_sql_dup_text (sql, "PRAGMA journal_mode = DELETE", &local_error);

  if (g_strcmp0 (mode, "delete") == 0)
    return TRUE;
  if (local_error == NULL)
    local_error = g_error_new_literal (HOIST_ERROR, HOIST_ERROR_BUSY,
                                       _ ("Another program has locked the queue on this computer’s "
                                          "disk. Hoist tries again by itself."));
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

/* A new database with what is readable of the damaged one, whole in a single file. */
static gboolean
make_repaired (const char *path, const char *repaired, guint *n_rescued, GError **error)
{
  g_autoptr (HoistSql) sql = NULL;
  gboolean is_damaged = FALSE;

  sql = open_sound (repaired, &is_damaged, error);
  return sql != NULL && hoist_store_rescue_copy (path, sql, n_rescued, error) &&
         end_log (sql, error);
}

/* The damaged file stays where it is until the new one is complete, so that a repair which a kill
 * or a full disk ends is begun again. */
static HoistSql *
repair (const char *path, char **notice, GError **error)
{
  g_autofree char *repaired = hoist_store_rescue_dup_new_path (path);
  g_autofree char *aside = NULL;
  g_autoptr (HoistSql) sql = NULL;
  gboolean is_damaged = FALSE;
  guint n_rescued = 0;

  hoist_store_rescue_remove (repaired);
  if (!make_repaired (path, repaired, &n_rescued, error)) {
    hoist_store_rescue_remove (repaired);
    return NULL;
  }
  aside = hoist_store_rescue_set_aside (path, error);
  if (aside == NULL || !hoist_store_rescue_finish (path, error))
    return NULL;
  sql = open_sound (path, &is_damaged, error);
  if (sql != NULL)
    *notice = hoist_store_rescue_dup_notice (aside, n_rescued);
  return g_steal_pointer (&sql);
}

HoistSql *
hoist_store_schema_open (const char *path, gboolean may_repair, char **notice, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (HoistSql) sql = NULL;
  gboolean is_damaged = FALSE;

  if (!hoist_store_rescue_finish (path, error))
    return NULL;
  sql = open_sound (path, &is_damaged, &local_error);
  if (sql != NULL)
    return g_steal_pointer (&sql);
  if (is_damaged && may_repair)
    return repair (path, notice, error);

  g_propagate_error (error, g_steal_pointer (&local_error));
  return NULL;
}
