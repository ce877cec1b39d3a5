/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes what is readable out of a damaged database, row by row, around the damage. */
#include "hoist-store-rescue.h"

#include "hoist-error.h"

#include "hoist-config.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

/* Of the files beside a database. */
static const char *const suffixes[] = { "-wal", "-shm", "-journal" };

/* Behind a damaged page rows go on at a number nobody knows: look 1, 2, 4, … numbers further. */
#define MAX_GAP (G_GINT64_CONSTANT (1) << 40)

/* Backwards from the end, for what lies behind damage that leaping did not pass. */
typedef struct {
  const char *ascending;  /* by number, from ?1 on; the number is column 0 */
  const char *descending; /* by number, down to ?1 */
  const char *insert;     /* takes the columns in order */
  int n_columns;
} Table;

#define OLDEST_UPLOAD_COLUMNS                                                                      \
  "id, position, path, account, options, state, reason, message, size, modified_us, mount_point,"  \
  " bytes_done, added_us, ended_us, remote_id, link, verified, is_instant"

#define UPLOADS(columns)                                                                           \
  {                                                                                                \
    "SELECT " columns " FROM upload WHERE id >= ?1 ORDER BY id",                                   \
        "SELECT " columns " FROM upload WHERE id >= ?1 ORDER BY id DESC",                          \
        "INSERT OR IGNORE INTO upload (" OLDEST_UPLOAD_COLUMNS ", folder, has_begun) VALUES"       \
        " (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19,"  \
        " ?20)",                                                                                   \
        20                                                                                         \
  }

/* From the present version down to the first one. Up to version 3 nobody noted what had begun: all
 * of them may have. */
static const Table uploads[] = {
  UPLOADS (OLDEST_UPLOAD_COLUMNS ", folder, has_begun"),
  UPLOADS (OLDEST_UPLOAD_COLUMNS ", folder, 1"),
  UPLOADS (OLDEST_UPLOAD_COLUMNS ", NULL, 1"),
};

#define OLD_PART_COLUMNS                                                                           \
  "upload, number, offset, length, kept, phase, is_done, etag, digest_kind, digest"

#define PARTS(columns)                                                                             \
  {                                                                                                \
    "SELECT " columns " FROM part WHERE upload = ?1 ORDER BY number", NULL,                        \
        "INSERT OR IGNORE INTO part (" OLD_PART_COLUMNS ", crc64) VALUES"                          \
        " (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",                                         \
        11                                                                                         \
  }

/* Of one upload; the second from before version 3. */
static const Table parts[] = {
  PARTS (OLD_PART_COLUMNS ", crc64"),
  PARTS (OLD_PART_COLUMNS ", NULL"),
};

static const Table tickets = {
  "SELECT upload, text, has_sealed FROM ticket WHERE upload >= ?1 ORDER BY upload",
  "SELECT upload, text, has_sealed FROM ticket WHERE upload >= ?1 ORDER BY upload DESC",
  "INSERT OR IGNORE INTO ticket (upload, text, has_sealed) VALUES (?1, ?2, ?3)",
  3,
};

static const Table logs = {
  "SELECT id, upload, time_us, kind, text FROM log WHERE id >= ?1 ORDER BY id",
  "SELECT id, upload, time_us, kind, text FROM log WHERE id >= ?1 ORDER BY id DESC",
  "INSERT OR IGNORE INTO log (id, upload, time_us, kind, text) VALUES (?1, ?2, ?3, ?4, ?5)",
  5,
};

static const Table accounts = {
  "SELECT rowid, id, service, name, settings FROM account NOT INDEXED WHERE rowid >= ?1"
  " ORDER BY rowid",
  "SELECT rowid, id, service, name, settings FROM account NOT INDEXED WHERE rowid >= ?1"
  " ORDER BY rowid DESC",
  "INSERT OR IGNORE INTO account (rowid, id, service, name, settings) VALUES (?1, ?2, ?3, ?4, ?5)",
  5,
};

static const Table settings = {
  "SELECT rowid, name, value FROM setting NOT INDEXED WHERE rowid >= ?1 ORDER BY rowid",
  "SELECT rowid, name, value FROM setting NOT INDEXED WHERE rowid >= ?1 ORDER BY rowid DESC",
  "INSERT OR IGNORE INTO setting (rowid, name, value) VALUES (?1, ?2, ?3)",
  3,
};

/* Which of the versions of a table a database has. */
static const Table *
find_table (HoistSql *from, const Table *tables, guint n_tables)
{
  for (guint i = 0; i + 1 < n_tables; i++) {
    if (hoist_sql_prepare (from, tables[i].ascending, NULL) != NULL)
      return &tables[i];
  }
  return &tables[n_tables - 1];
}

static gboolean
copy_row (HoistSql *to, const Table *table, HoistStatement *row, guint *n_rows, GError **error)
{
  HoistStatement *insert = hoist_sql_prepare (to, table->insert, error);

  if (insert == NULL)
    return FALSE;
  for (int i = 0; i < table->n_columns; i++)
    hoist_sql_bind_column (insert, i + 1, row, i);
  if (hoist_sql_do (to, insert, error)) {
    *n_rows += hoist_sql_get_n_changes (to);
    return TRUE;
  }

  /* A row that our tables do not take is lost; a disk that takes nothing is a failure. */
  if (hoist_sql_get_trouble (to) != HOIST_SQL_TROUBLE_OTHER)
    return FALSE;
  g_clear_error (error);
  return TRUE;
}

/* Copies from @first on until the end or the damage. */
static gboolean
copy_run (HoistSql *from,
          HoistSql *to,
          const Table *table,
          const char *query,
          gint64 first,
          gint64 *last,
          gboolean *is_at_end,
          guint *n_rows,
          GError **error)
{
  HoistStatement *statement = hoist_sql_prepare (from, query, NULL);
  HoistSqlStep step = HOIST_SQL_FAILED;
  gboolean is_written = TRUE;

  *is_at_end = FALSE;
  if (statement == NULL)
    return TRUE;

  hoist_sql_bind_int (statement, 1, first);
  while (is_written && (step = hoist_sql_step (from, statement, NULL)) == HOIST_SQL_ROW) {
    gint64 number = 0;

    if (hoist_sql_get_int (statement, 0, G_MININT64, G_MAXINT64, &number))
      *last = number;
    is_written = copy_row (to, table, statement, n_rows, error);
  }
  hoist_sql_reset (statement);
  *is_at_end = step == HOIST_SQL_DONE;
  return is_written;
}

static gboolean
copy_table (HoistSql *from, HoistSql *to, const Table *table, guint *n_rows, GError **error)
{
  gint64 last = 0;
  gint64 ignored = 0;
  gint64 gap = 1;
  gboolean is_at_end = FALSE;

  if (hoist_sql_prepare (from, table->ascending, NULL) == NULL)
    return TRUE;
  if (!copy_run (from, to, table, table->ascending, 0, &last, &is_at_end, n_rows, error))
    return FALSE;
  if (is_at_end)
    return TRUE;
  if (!copy_run (from, to, table, table->descending, last, &ignored, &is_at_end, n_rows, error))
    return FALSE;

  while (!is_at_end && gap < MAX_GAP) {
    gint64 before = last;

    if (!copy_run (from, to, table, table->ascending, last + gap, &last, &is_at_end, n_rows, error))
      return FALSE;
    gap = last != before ? 1 : gap * 2;
  }
  return TRUE;
}

/* Of a list of parts only the whole is of use: with a hole in it the ticket goes too, and the
 * upload begins again. */
static gboolean
copy_parts (HoistSql *from, HoistSql *to, const Table *table, gint64 upload, GError **error)
{
  static const char *const forget[] = {
    "DELETE FROM part WHERE upload = ?1",
    "DELETE FROM ticket WHERE upload = ?1",
  };
  gint64 last = 0;
  gboolean is_at_end = FALSE;
  guint n_parts = 0;

  if (!copy_run (from, to, table, table->ascending, upload, &last, &is_at_end, &n_parts, error))
    return FALSE;

  for (guint i = 0; !is_at_end && i < G_N_ELEMENTS (forget); i++) {
    HoistStatement *statement = hoist_sql_prepare (to, forget[i], error);

    if (statement == NULL)
      return FALSE;
    hoist_sql_bind_int (statement, 1, upload);
    if (!hoist_sql_do (to, statement, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
copy_all_parts (HoistSql *from, HoistSql *to, GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  const Table *table = find_table (from, parts, G_N_ELEMENTS (parts));
  HoistStatement *statement = hoist_sql_prepare (to, "SELECT upload FROM ticket", error);

  if (statement == NULL)
    return FALSE;
  while (hoist_sql_step (to, statement, NULL) == HOIST_SQL_ROW) {
    gint64 id = 0;

    if (hoist_sql_get_int (statement, 0, G_MININT64, G_MAXINT64, &id))
      g_array_append_val (ids, id);
  }
  hoist_sql_reset (statement);

  for (guint i = 0; i < ids->len; i++) {
    if (!copy_parts (from, to, table, g_array_index (ids, gint64, i), error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
copy_id (HoistSql *from, HoistSql *to, GError **error)
{
  g_autofree char *id = hoist_sql_dup_text (from, "SELECT value FROM meta WHERE name = 'id'", NULL);
  HoistStatement *statement = NULL;

  if (id == NULL || !g_uuid_string_is_valid (id))
    return TRUE;
  statement = hoist_sql_prepare (to, "UPDATE meta SET value = ?1 WHERE name = 'id'", error);
  if (statement == NULL)
    return FALSE;
  hoist_sql_bind_text (statement, 1, id);
  return hoist_sql_do (to, statement, error);
}

static void
set_rename_error (int number, GError **error)
{
  g_set_error (error, HOIST_ERROR, HOIST_ERROR_NO_ACCESS,
               _ ("The queue’s file is damaged and cannot be renamed (%s). Check that its folder "
                  "may be written to, then start Hoist again."),
               g_strerror (number));
}

/* Returns: (transfer full) (type filename): where the new database is made */
char *
hoist_store_rescue_dup_new_path (const char *path)
{
  return g_strconcat (path, "-repaired", NULL);
}

/* Removes a database and the files beside it. */
void
hoist_store_rescue_remove (const char *path)
{
  g_unlink (path);
  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++) {
    g_autofree char *beside = g_strconcat (path, suffixes[i], NULL);

    g_unlink (beside);
  }
}

/**
 * hoist_store_rescue_finish:
 * @path: (type filename): of the database
 *
 * Where the damaged one has left its place, the new one is complete and takes it; else nothing
 * happens.
 */
gboolean
hoist_store_rescue_finish (const char *path, GError **error)
{
  g_autofree char *new = hoist_store_rescue_dup_new_path (path);

  if (g_file_test (path, G_FILE_TEST_EXISTS) || !g_file_test (new, G_FILE_TEST_EXISTS) ||
      g_rename (new, path) == 0)
    return TRUE;

  set_rename_error (errno, error);
  return FALSE;
}

/**
 * hoist_store_rescue_set_aside:
 *
 * Gives a database and the files beside it a new name.
 *
 * Returns: (transfer full) (type filename) (nullable): the new name
 */
char *
hoist_store_rescue_set_aside (const char *path, GError **error)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *time = g_date_time_format (now, "%Y%m%dT%H%M%SZ");
  g_autofree char *aside = g_strdup_printf ("%s-damaged-%s", path, time);

  for (guint i = 2; g_file_test (aside, G_FILE_TEST_EXISTS); i++) {
    g_free (aside);
    aside = g_strdup_printf ("%s-damaged-%s-%u", path, time, i);
  }

  /* The log first: a database without its log is merely old, a log without its database is lost. */
  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++) {
    g_autofree char *old = g_strconcat (path, suffixes[i], NULL);
    g_autofree char *new = g_strconcat (aside, suffixes[i], NULL);

    g_rename (old, new);
  }
  if (g_rename (path, aside) == 0)
    return g_steal_pointer (&aside);

  set_rename_error (errno, error);
  return NULL;
}

/**
 * hoist_store_rescue_copy:
 * @path: (type filename): a damaged database
 * @to: a new one with our tables
 * @n_uploads: (out): how many uploads could be read
 *
 * Copies what is readable. Fails only where @to cannot be written.
 */
gboolean
hoist_store_rescue_copy (const char *path, HoistSql *to, guint *n_uploads, GError **error)
{
  g_autoptr (HoistSql) from = hoist_sql_open (path, NULL, NULL);
  const Table *table = NULL;
  guint ignored = 0;

  *n_uploads = 0;
  if (from == NULL)
    return TRUE;

  table = find_table (from, uploads, G_N_ELEMENTS (uploads));
  return hoist_sql_run (to, "BEGIN IMMEDIATE", error) && copy_id (from, to, error) &&
         copy_table (from, to, &accounts, &ignored, error) &&
         copy_table (from, to, &settings, &ignored, error) &&
         copy_table (from, to, table, n_uploads, error) &&
         copy_table (from, to, &tickets, &ignored, error) && copy_all_parts (from, to, error) &&
         copy_table (from, to, &logs, &ignored, error) && hoist_sql_run (to, "COMMIT", error);
}

/**
 * hoist_store_rescue_dup_notice:
 *
 * Returns: (transfer full): what the user is told
 */
char *
hoist_store_rescue_dup_notice (const char *aside, guint n_uploads)
{
  g_autofree char *name = g_filename_display_basename (aside);

  return g_strdup_printf (
      ngettext ("The queue’s file was damaged. %u upload could be read from it; "
                "the damaged file was kept as “%s”.",
                "The queue’s file was damaged. %u uploads could be read from it; "
                "the damaged file was kept as “%s”.",
                n_uploads),
      n_uploads, name);
}
