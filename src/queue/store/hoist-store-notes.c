/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All rows that are not uploads. */
#include "hoist-store-notes.h"

#include "hoist-error.h"
#include "hoist-store-folders.h"

#include "hoist-config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Remembered files; the oldest go first. */
#define MAX_DIGESTS 5000

/* Slices of a file beyond this are taken again instead of being remembered. */
#define MAX_SLICES_BYTES (4 * 1024 * 1024)

static const struct {
  HoistDigestKinds kind;
  const char *name;
  gsize length;
} digest_kinds[] = {
  { HOIST_DIGEST_MD5, "md5", 16 },
  { HOIST_DIGEST_SHA1, "sha1", 20 },
  { HOIST_DIGEST_SHA256, "sha256", 32 },
  { HOIST_DIGEST_CRC64, "crc64", 8 },
};

/**
 * hoist_store_notes_get_digest_name:
 *
 * Returns: (nullable): the stable name of one kind
 */
const char *
hoist_store_notes_get_digest_name (HoistDigestKinds kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (digest_kinds); i++) {
    if (digest_kinds[i].kind == kind)
      return digest_kinds[i].name;
  }
  return NULL;
}

/**
 * hoist_store_notes_get_digest_kind:
 * @name: (nullable)
 */
HoistDigestKinds
hoist_store_notes_get_digest_kind (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (digest_kinds); i++) {
    if (g_strcmp0 (digest_kinds[i].name, name) == 0)
      return digest_kinds[i].kind;
  }
  return HOIST_DIGEST_NONE;
}

/**
 * hoist_store_notes_get_digest_length:
 *
 * Returns: bytes of one kind; 0 for none
 */
gsize
hoist_store_notes_get_digest_length (HoistDigestKinds kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (digest_kinds); i++) {
    if (digest_kinds[i].kind == kind)
      return digest_kinds[i].length;
  }
  return 0;
}

/**
 * hoist_store_notes_dup_id:
 */
char *
hoist_store_notes_dup_id (HoistSql *sql, GError **error)
{
  return hoist_sql_dup_text (sql, "SELECT value FROM meta WHERE name = 'id'", error);
}

/**
 * hoist_store_notes_count_start:
 * @n_failed: (out): how many starts in a row before this one did not come far
 */
gboolean
hoist_store_notes_count_start (HoistSql *sql, gint64 *n_failed, GError **error)
{
  if (!hoist_sql_get_number (sql, "SELECT value FROM meta WHERE name = 'starts'", n_failed, error))
    return FALSE;
  return hoist_sql_run (sql,
                        "INSERT INTO meta (name, value) VALUES ('starts', 1)"
                        " ON CONFLICT (name) DO UPDATE SET value = value + 1",
                        error);
}

/**
 * hoist_store_notes_reset_starts:
 */
gboolean
hoist_store_notes_reset_starts (HoistSql *sql, GError **error)
{
  return hoist_sql_run (sql, "DELETE FROM meta WHERE name = 'starts'", error);
}

/**
 * hoist_store_notes_read_settings:
 *
 * Returns: (transfer full) (element-type utf8 utf8)
 */
GHashTable *
hoist_store_notes_read_settings (HoistSql *sql, GError **error)
{
  g_autoptr (GHashTable) settings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  HoistStatement *statement = hoist_sql_prepare (sql, "SELECT name, value FROM setting", error);
  HoistSqlStep step = HOIST_SQL_FAILED;

  if (statement == NULL)
    return NULL;
  while ((step = hoist_sql_step (sql, statement, error)) == HOIST_SQL_ROW) {
    g_autofree char *name = NULL;
    g_autofree char *value = NULL;

    if (hoist_sql_get_text (statement, 0, &name) && hoist_sql_get_text (statement, 1, &value) &&
        name != NULL && value != NULL)
      g_hash_table_replace (settings, g_steal_pointer (&name), g_steal_pointer (&value));
  }
  hoist_sql_reset (statement);
  return step == HOIST_SQL_DONE ? g_steal_pointer (&settings) : NULL;
}

/**
 * hoist_store_notes_write_setting:
 * @value: (nullable): forgets the setting
 */
gboolean
hoist_store_notes_write_setting (HoistSql *sql, const char *name, const char *value, GError **error)
{
  HoistStatement *statement =
      value != NULL
          ? hoist_sql_prepare (sql, "INSERT OR REPLACE INTO setting (name, value) VALUES (?1, ?2)",
                               error)
          : hoist_sql_prepare (sql, "DELETE FROM setting WHERE name = ?1", error);

  if (statement == NULL)
    return FALSE;
  hoist_sql_bind_text (statement, 1, name);
  if (value != NULL)
    hoist_sql_bind_text (statement, 2, value);
  return hoist_sql_do (sql, statement, error);
}

static HoistAccountRow *
read_account (HoistStatement *statement)
{
  g_autoptr (HoistAccountRow) row = g_new0 (HoistAccountRow, 1);

  if (hoist_sql_get_text (statement, 0, &row->id) &&
      hoist_sql_get_text (statement, 1, &row->service) &&
      hoist_sql_get_text (statement, 2, &row->name) &&
      hoist_sql_get_text (statement, 3, &row->settings) && row->id != NULL &&
      row->service != NULL && row->name != NULL && row->settings != NULL)
    return g_steal_pointer (&row);

  g_debug ("an account's row makes no sense");
  return NULL;
}

/**
 * hoist_store_notes_read_accounts:
 *
 * Returns: (transfer full) (element-type HoistAccountRow): in the order of adding; rows that make
 *   no sense are left out, and stay where they are
 */
GPtrArray *
hoist_store_notes_read_accounts (HoistSql *sql, GError **error)
{
  g_autoptr (GPtrArray) rows =
      g_ptr_array_new_with_free_func ((GDestroyNotify) hoist_account_row_free);
  HoistStatement *statement = hoist_sql_prepare (
      sql, "SELECT id, service, name, settings FROM account ORDER BY rowid", error);
  HoistSqlStep step = HOIST_SQL_FAILED;

  if (statement == NULL)
    return NULL;
  while ((step = hoist_sql_step (sql, statement, error)) == HOIST_SQL_ROW) {
    HoistAccountRow *row = read_account (statement);

    if (row != NULL)
      g_ptr_array_add (rows, row);
  }
  hoist_sql_reset (statement);
  return step == HOIST_SQL_DONE ? g_steal_pointer (&rows) : NULL;
}

/**
 * hoist_store_notes_write_account:
 *
 * Adds or changes an account. Fails with %HOIST_ERROR_NAME_TAKEN where another has its name.
 */
gboolean
hoist_store_notes_write_account (HoistSql *sql, const HoistAccountRow *row, GError **error)
{
  HoistStatement *statement =
      hoist_sql_prepare (sql,
                         "INSERT INTO account (id, service, name, settings) VALUES (?1, ?2, ?3, ?4)"
                         " ON CONFLICT (id) DO UPDATE SET service = ?2, name = ?3, settings = ?4",
                         error);

  if (statement == NULL)
    return FALSE;
  hoist_sql_bind_text (statement, 1, row->id);
  hoist_sql_bind_text (statement, 2, row->service);
  hoist_sql_bind_text (statement, 3, row->name);
  hoist_sql_bind_text (statement, 4, row->settings);
  if (hoist_sql_do (sql, statement, error))
    return TRUE;

  if (hoist_sql_get_trouble (sql) == HOIST_SQL_TROUBLE_OTHER) {
    g_clear_error (error);
    g_set_error (error, HOIST_ERROR, HOIST_ERROR_NAME_TAKEN,
                 _ ("There is already an account “%s”. Choose another name."), row->name);
  }
  return FALSE;
}

/**
 * hoist_store_notes_delete_account:
 *
 * Deletes an account and what is remembered of its folders.
 */
gboolean
hoist_store_notes_delete_account (HoistSql *sql, const char *id, GError **error)
{
  HoistStatement *statement = hoist_sql_prepare (sql, "DELETE FROM account WHERE id = ?1", error);

  if (statement == NULL)
    return FALSE;
  hoist_sql_bind_text (statement, 1, id);
  return hoist_sql_do (sql, statement, error) && hoist_store_folders_forget (sql, id, error);
}

static gboolean
copy_digest (HoistStatement *row, int column, void *value, gsize length)
{
  g_autoptr (GBytes) bytes = hoist_sql_get_bytes (row, column);

  if (bytes == NULL || g_bytes_get_size (bytes) != length)
    return FALSE;
  memcpy (value, g_bytes_get_data (bytes, NULL), length);
  return TRUE;
}

static void
read_digests (HoistStatement *row, HoistDigests *digests)
{
  guint64 crc64 = 0;

  *digests = (HoistDigests){ 0 };
  if (copy_digest (row, 0, digests->md5, sizeof digests->md5))
    digests->known |= HOIST_DIGEST_MD5;
  if (copy_digest (row, 1, digests->sha1, sizeof digests->sha1))
    digests->known |= HOIST_DIGEST_SHA1;
  if (copy_digest (row, 2, digests->sha256, sizeof digests->sha256))
    digests->known |= HOIST_DIGEST_SHA256;
  if (copy_digest (row, 3, &crc64, sizeof crc64)) {
    digests->crc64 = GUINT64_FROM_BE (crc64);
    digests->known |= HOIST_DIGEST_CRC64;
  }
}

/* As many slices as the file has, or none. */
static HoistSlices *
read_slices (HoistStatement *row, guint64 file_size)
{
  g_autofree char *name = NULL;
  g_autoptr (GBytes) packed = hoist_sql_get_bytes (row, 6);
  HoistDigestKinds kind = HOIST_DIGEST_NONE;
  gint64 slice_size = 0;
  guint64 n_slices = 0;

  if (packed == NULL || !hoist_sql_get_text (row, 4, &name) ||
      !hoist_sql_get_int (row, 5, 1, G_MAXINT64, &slice_size))
    return NULL;

  kind = hoist_store_notes_get_digest_kind (name);
  n_slices = file_size / (guint64) slice_size + (file_size % (guint64) slice_size != 0);
  if (kind == HOIST_DIGEST_NONE || n_slices > MAX_SLICES_BYTES ||
      g_bytes_get_size (packed) != n_slices * hoist_store_notes_get_digest_length (kind))
    return NULL;
  return hoist_slices_new_from_bytes (kind, (guint64) slice_size, packed);
}

/**
 * hoist_store_notes_find_digests:
 * @fingerprint: where it does not know when the file was changed, any time will do
 * @digests: (out caller-allocates): nothing known where the file is not remembered as it is now
 */
gboolean
hoist_store_notes_find_digests (HoistSql *sql,
                                const char *path,
                                const HoistFingerprint *fingerprint,
                                HoistDigests *digests,
                                HoistSlices **slices,
                                GError **error)
{
  HoistStatement *statement = hoist_sql_prepare (
      sql,
      "SELECT md5, sha1, sha256, crc64, slice_kind, slice_size, slices FROM digest"
      " WHERE path = ?1 AND size = ?2 AND modified_us = ?3 AND (?4 = 0 OR changed_us = ?4)",
      error);
  HoistSqlStep step = HOIST_SQL_FAILED;

  *digests = (HoistDigests){ 0 };
  *slices = NULL;
  if (statement == NULL)
    return FALSE;
  hoist_sql_bind_path (statement, 1, path);
  hoist_sql_bind_int (statement, 2, (gint64) fingerprint->size);
  hoist_sql_bind_int (statement, 3, fingerprint->modified_us);
  hoist_sql_bind_int (statement, 4, fingerprint->changed_us);
  step = hoist_sql_step (sql, statement, error);
  if (step == HOIST_SQL_ROW) {
    read_digests (statement, digests);
    *slices = read_slices (statement, fingerprint->size);
  }
  hoist_sql_reset (statement);
  return step != HOIST_SQL_FAILED;
}

static void
bind_digests (HoistStatement *statement, const HoistDigests *digests, const guint64 *crc64)
{
  if (digests->known & HOIST_DIGEST_MD5)
    hoist_sql_bind_bytes (statement, 4, digests->md5, sizeof digests->md5);
  if (digests->known & HOIST_DIGEST_SHA1)
    hoist_sql_bind_bytes (statement, 5, digests->sha1, sizeof digests->sha1);
  if (digests->known & HOIST_DIGEST_SHA256)
    hoist_sql_bind_bytes (statement, 6, digests->sha256, sizeof digests->sha256);
  if (digests->known & HOIST_DIGEST_CRC64)
    hoist_sql_bind_bytes (statement, 7, crc64, sizeof *crc64);
}

/**
 * hoist_store_notes_keep_digests:
 * @slices: (nullable)
 *
 * Remembers a file, together with what is known of it already, and forgets the oldest ones.
 */
gboolean
hoist_store_notes_keep_digests (HoistSql *sql,
                                const char *path,
                                const HoistFingerprint *fingerprint,
                                const HoistDigests *digests,
                                const HoistSlices *slices,
                                GError **error)
{
  g_autoptr (HoistSlices) old_slices = NULL;
  g_autoptr (GBytes) packed = NULL;
  HoistDigests all = { 0 };
  HoistStatement *statement = NULL;
  guint64 crc64 = 0;

  if (!hoist_store_notes_find_digests (sql, path, fingerprint, &all, &old_slices, error))
    return FALSE;
  hoist_digests_merge (&all, digests);
  if (slices == NULL || hoist_slices_get_count (slices) == 0)
    slices = old_slices;
  packed = slices != NULL ? hoist_slices_dup_bytes (slices) : NULL;
  crc64 = GUINT64_TO_BE (all.crc64);

  statement = hoist_sql_prepare (
      sql,
      "INSERT OR REPLACE INTO digest (id, path, size, modified_us, md5, sha1, sha256, crc64,"
      " slice_kind, slice_size, slices, changed_us)"
      " VALUES (NULL, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
      error);
  if (statement == NULL)
    return FALSE;
  hoist_sql_bind_path (statement, 1, path);
  hoist_sql_bind_int (statement, 2, (gint64) fingerprint->size);
  hoist_sql_bind_int (statement, 3, fingerprint->modified_us);
  hoist_sql_bind_int (statement, 11, fingerprint->changed_us);
  bind_digests (statement, &all, &crc64);
  if (packed != NULL && g_bytes_get_size (packed) > 0 &&
      g_bytes_get_size (packed) <= MAX_SLICES_BYTES) {
    HoistDigestKinds kind = hoist_slices_get_kind (slices);

    hoist_sql_bind_text (statement, 8, hoist_store_notes_get_digest_name (kind));
    hoist_sql_bind_int (statement, 9, (gint64) hoist_slices_get_slice_size (slices));
    hoist_sql_bind_bytes (statement, 10, g_bytes_get_data (packed, NULL),
                          g_bytes_get_size (packed));
  }
  if (!hoist_sql_do (sql, statement, error))
    return FALSE;

  statement = hoist_sql_prepare (
      sql, "DELETE FROM digest WHERE id <= (SELECT max (id) FROM digest) - ?1", error);
  if (statement == NULL)
    return FALSE;
  hoist_sql_bind_int (statement, 1, MAX_DIGESTS);
  return hoist_sql_do (sql, statement, error);
}
