/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Uploads, their tickets and parts as rows. */
#include "hoist-store-rows.h"

#include "hoist-error.h"
#include "hoist-store-log.h"
#include "hoist-store-notes.h"

#include "hoist-config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* A row whose path makes no sense still has to be shown. */
#define UNREADABLE_PATH "/unreadable"

enum {
  COLUMN_ID,
  COLUMN_POSITION,
  COLUMN_PATH,
  COLUMN_ACCOUNT,
  COLUMN_OPTIONS,
  COLUMN_STATE,
  COLUMN_REASON,
  COLUMN_MESSAGE,
  COLUMN_SIZE,
  COLUMN_MODIFIED,
  COLUMN_MOUNT_POINT,
  COLUMN_BYTES_DONE,
  COLUMN_ADDED,
  COLUMN_ENDED,
  COLUMN_REMOTE_ID,
  COLUMN_LINK,
  COLUMN_VERIFIED,
  COLUMN_IS_INSTANT,
  COLUMN_FOLDER,
  COLUMN_HAS_BEGUN,
};

/* In has_begun. Anything but these and 0 counts as begun. */
enum { HAS_BEGUN = 1, HAS_COMMITTED = 2 };

static gboolean
read_size (HoistStatement *row, int column, guint64 *size)
{
  gint64 value = 0;
  gboolean is_good = hoist_sql_get_int (row, column, 0, G_MAXINT64, &value);

  *size = is_good ? (guint64) value : 0;
  return is_good;
}

static gboolean
read_time (HoistStatement *row, int column, gint64 *time_us)
{
  if (hoist_sql_get_int (row, column, G_MININT64, G_MAXINT64, time_us))
    return TRUE;
  *time_us = 0;
  return FALSE;
}

static gboolean
read_state (HoistStatement *row, HoistRecord *record)
{
  g_autofree char *state = NULL;
  g_autofree char *reason = NULL;

  return hoist_sql_get_text (row, COLUMN_STATE, &state) && state != NULL &&
         hoist_state_from_name (state, &record->state) &&
         hoist_sql_get_text (row, COLUMN_REASON, &reason) &&
         (reason == NULL || hoist_reason_from_name (reason, &record->reason));
}

static gboolean
read_options (HoistStatement *row, HoistRecord *record)
{
  g_autofree char *text = NULL;

  if (!hoist_sql_get_text (row, COLUMN_OPTIONS, &text))
    return FALSE;
  if (text == NULL)
    return TRUE;
  record->options = hoist_settings_new_from_text (text, NULL);
  return record->options != NULL;
}

static gboolean
read_texts (HoistStatement *row, HoistRecord *record)
{
  gboolean is_good = hoist_sql_get_text (row, COLUMN_MESSAGE, &record->message);

  is_good = hoist_sql_get_text (row, COLUMN_ACCOUNT, &record->account) && is_good;
  is_good = hoist_sql_get_text (row, COLUMN_REMOTE_ID, &record->remote_id) && is_good;
  is_good = hoist_sql_get_text (row, COLUMN_LINK, &record->link) && is_good;
  is_good = hoist_sql_get_text (row, COLUMN_VERIFIED, &record->verified) && is_good;
  is_good = hoist_sql_get_text (row, COLUMN_FOLDER, &record->folder) && is_good;
  if (record->account == NULL)
    record->account = g_strdup ("");
  return is_good;
}

static gboolean
read_numbers (HoistStatement *row, HoistRecord *record)
{
  gint64 is_instant = 0;
  gint64 has_begun = 0;
  gboolean is_good = read_time (row, COLUMN_ID, &record->id);

  is_good = read_time (row, COLUMN_POSITION, &record->position) && is_good;
  is_good = read_size (row, COLUMN_SIZE, &record->size) && is_good;
  is_good = read_size (row, COLUMN_BYTES_DONE, &record->bytes_done) && is_good;
  is_good = read_time (row, COLUMN_MODIFIED, &record->modified_us) && is_good;
  is_good = read_time (row, COLUMN_ADDED, &record->added_us) && is_good;
  is_good = read_time (row, COLUMN_ENDED, &record->ended_us) && is_good;
  is_good = hoist_sql_get_int (row, COLUMN_IS_INSTANT, 0, 1, &is_instant) && is_good;
  record->is_instant = is_good && is_instant == 1;
  record->has_begun = !hoist_sql_get_int (row, COLUMN_HAS_BEGUN, 0, 0, &has_begun) &&
                      !hoist_sql_is_null (row, COLUMN_HAS_BEGUN);
  record->has_committed =
      hoist_sql_get_int (row, COLUMN_HAS_BEGUN, HAS_COMMITTED, HAS_COMMITTED, &has_begun);
  record->bytes_done = MIN (record->bytes_done, record->size);
  return is_good;
}

/* Nothing in a row can keep the queue from opening: what makes no sense is shown as such. */
static HoistRecord *
read_record (HoistStatement *row)
{
  HoistRecord *record = g_new0 (HoistRecord, 1);
  gboolean is_good = read_numbers (row, record);

  is_good = read_texts (row, record) && is_good;
  is_good = read_options (row, record) && is_good;
  is_good = read_state (row, record) && is_good;
  is_good = hoist_sql_get_path (row, COLUMN_PATH, &record->path) && record->path != NULL && is_good;
  is_good = hoist_sql_get_path (row, COLUMN_MOUNT_POINT, &record->mount_point) && is_good;
  if (is_good)
    return record;

  if (record->path == NULL)
    record->path = g_strdup (UNREADABLE_PATH);
  record->state = HOIST_STATE_ATTENTION;
  record->reason = HOIST_REASON_PROTOCOL;
  g_free (record->message);
  record->message =
      g_strdup (_ ("This entry of the queue could not be read. Remove it, and add its "
                   "file again."));
  return record;
}

/**
 * hoist_store_rows_read:
 *
 * Returns: (transfer full) (element-type HoistRecord): all uploads by position
 */
GPtrArray *
hoist_store_rows_read (HoistSql *sql, GError **error)
{
  g_autoptr (GPtrArray) records =
      g_ptr_array_new_with_free_func ((GDestroyNotify) hoist_record_free);
  HoistStatement *statement = hoist_sql_prepare (
      sql,
      "SELECT id, position, path, account, options, state, reason, message, size, modified_us,"
      " mount_point, bytes_done, added_us, ended_us, remote_id, link, verified, is_instant,"
      " folder, has_begun FROM upload ORDER BY position, id",
      error);
  HoistSqlStep step = HOIST_SQL_FAILED;

  if (statement == NULL)
    return NULL;
  while ((step = hoist_sql_step (sql, statement, error)) == HOIST_SQL_ROW)
    g_ptr_array_add (records, read_record (statement));
  hoist_sql_reset (statement);
  return step == HOIST_SQL_DONE ? g_steal_pointer (&records) : NULL;
}

static gint64
to_stored_size (guint64 size)
{
  return (gint64) MIN (size, (guint64) G_MAXINT64);
}

/* The columns of INSERT and UPDATE alike; ?1 is the number. */
static void
bind_record (HoistStatement *statement, const HoistRecord *record, const char *options)
{
  hoist_sql_bind_int (statement, COLUMN_POSITION + 1, record->position);
  hoist_sql_bind_path (statement, COLUMN_PATH + 1, record->path);
  hoist_sql_bind_text (statement, COLUMN_ACCOUNT + 1, record->account);
  hoist_sql_bind_text (statement, COLUMN_OPTIONS + 1, options);
  hoist_sql_bind_text (statement, COLUMN_STATE + 1, hoist_state_to_name (record->state));
  hoist_sql_bind_text (statement, COLUMN_REASON + 1,
                       record->reason != HOIST_REASON_NONE ? hoist_reason_to_name (record->reason)
                                                           : NULL);
  hoist_sql_bind_text (statement, COLUMN_MESSAGE + 1, record->message);
  hoist_sql_bind_int (statement, COLUMN_SIZE + 1, to_stored_size (record->size));
  hoist_sql_bind_int (statement, COLUMN_MODIFIED + 1, record->modified_us);
  hoist_sql_bind_path (statement, COLUMN_MOUNT_POINT + 1, record->mount_point);
  hoist_sql_bind_int (statement, COLUMN_BYTES_DONE + 1, to_stored_size (record->bytes_done));
  hoist_sql_bind_int (statement, COLUMN_ADDED + 1, record->added_us);
  hoist_sql_bind_int (statement, COLUMN_ENDED + 1, record->ended_us);
  hoist_sql_bind_text (statement, COLUMN_REMOTE_ID + 1, record->remote_id);
  hoist_sql_bind_text (statement, COLUMN_LINK + 1, record->link);
  hoist_sql_bind_text (statement, COLUMN_VERIFIED + 1, record->verified);
  hoist_sql_bind_int (statement, COLUMN_IS_INSTANT + 1, record->is_instant ? 1 : 0);
  hoist_sql_bind_text (statement, COLUMN_FOLDER + 1, record->folder);
  hoist_sql_bind_int (statement, COLUMN_HAS_BEGUN + 1,
                      record->has_committed ? HAS_COMMITTED
                      : record->has_begun   ? HAS_BEGUN
                                            : 0);
}

/**
 * hoist_store_rows_insert:
 * @record: its id is filled in, and its position and time of adding where they are 0
 */
gboolean
hoist_store_rows_insert (HoistSql *sql, HoistRecord *record, GError **error)
{
  g_autofree char *options =
      record->options != NULL ? hoist_settings_to_text (record->options) : NULL;
  HoistStatement *statement = hoist_sql_prepare (
      sql,
      "INSERT INTO upload (id, position, path, account, options, state, reason, message, size,"
      " modified_us, mount_point, bytes_done, added_us, ended_us, remote_id, link, verified,"
      " is_instant, folder, has_begun) VALUES (NULL, coalesce (nullif (?2, 0), (SELECT coalesce "
      "(max (seq), "
      "0) + 1"
      " FROM sqlite_sequence WHERE name = 'upload')), ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12,"
      " ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)",
      error);

  if (statement == NULL)
    return FALSE;
  if (record->added_us == 0)
    record->added_us = g_get_real_time ();
  bind_record (statement, record, options);
  if (!hoist_sql_do (sql, statement, error))
    return FALSE;

  record->id = hoist_sql_get_last_id (sql);
  if (record->position == 0)
    record->position = record->id;
  return TRUE;
}

/* All but the position: an order is saved by itself, and a save that was held up must not undo
 * it. */
static gboolean
update_record (HoistSql *sql, const HoistRecord *record, gboolean *is_there, GError **error)
{
  g_autofree char *options =
      record->options != NULL ? hoist_settings_to_text (record->options) : NULL;
  HoistStatement *statement = hoist_sql_prepare (
      sql,
      "UPDATE upload SET path = ?3, account = ?4, options = ?5, state = ?6,"
      " reason = ?7, message = ?8, size = ?9, modified_us = ?10, mount_point = ?11,"
      " bytes_done = ?12, added_us = ?13, ended_us = ?14, remote_id = ?15, link = ?16,"
      " verified = ?17, is_instant = ?18, folder = ?19, has_begun = ?20 WHERE id = ?1",
      error);

  if (statement == NULL)
    return FALSE;
  hoist_sql_bind_int (statement, 1, record->id);
  bind_record (statement, record, options);
  if (!hoist_sql_do (sql, statement, error))
    return FALSE;
  *is_there = hoist_sql_get_n_changes (sql) > 0;
  return TRUE;
}

static gboolean
delete_by_upload (HoistSql *sql, const char *text, gint64 id, GError **error)
{
  HoistStatement *statement = hoist_sql_prepare (sql, text, error);

  if (statement == NULL)
    return FALSE;
  hoist_sql_bind_int (statement, 1, id);
  return hoist_sql_do (sql, statement, error);
}

static gboolean
delete_parts (HoistSql *sql, gint64 id, GError **error)
{
  return delete_by_upload (sql, "DELETE FROM part WHERE upload = ?1", id, error);
}

static gboolean
write_ticket (HoistSql *sql, const HoistChange *change, GError **error)
{
  gint64 id = change->record->id;
  HoistStatement *statement = NULL;

  if (change->is_ticket_changed && change->ticket == NULL)
    return delete_parts (sql, id, error) &&
           delete_by_upload (sql, "DELETE FROM ticket WHERE upload = ?1", id, error);

  if (change->is_ticket_changed) {
    statement =
        hoist_sql_prepare (sql,
                           "INSERT INTO ticket (upload, text, has_sealed) VALUES (?1, ?2, 0)"
                           " ON CONFLICT (upload) DO UPDATE SET text = ?2",
                           error);
    if (statement == NULL)
      return FALSE;
    hoist_sql_bind_int (statement, 1, id);
    hoist_sql_bind_text (statement, 2, change->ticket);
    if (!hoist_sql_do (sql, statement, error))
      return FALSE;
  }

  if (!change->is_sealed_changed)
    return TRUE;
  statement = hoist_sql_prepare (sql,
                                 "INSERT INTO ticket (upload, text, has_sealed) VALUES (?1, '', ?2)"
                                 " ON CONFLICT (upload) DO UPDATE SET has_sealed = ?2",
                                 error);
  if (statement == NULL)
    return FALSE;
  hoist_sql_bind_int (statement, 1, id);
  hoist_sql_bind_int (statement, 2, change->sealed != NULL ? 1 : 0);
  return hoist_sql_do (sql, statement, error);
}

static gboolean
write_part (HoistSql *sql, gint64 id, const HoistPart *part, GError **error)
{
  gsize digest_length = hoist_store_notes_get_digest_length (part->digest_kind);
  HoistStatement *statement = hoist_sql_prepare (
      sql,
      "INSERT OR REPLACE INTO part (upload, number, offset, length, kept, phase, is_done, etag,"
      " digest_kind, digest, crc64) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
      error);

  if (statement == NULL)
    return FALSE;
  hoist_sql_bind_int (statement, 1, id);
  hoist_sql_bind_int (statement, 2, part->number);
  hoist_sql_bind_int (statement, 3, to_stored_size (part->offset));
  hoist_sql_bind_int (statement, 4, to_stored_size (part->length));
  hoist_sql_bind_int (statement, 5, to_stored_size (part->kept));
  hoist_sql_bind_int (statement, 6, part->phase);
  hoist_sql_bind_int (statement, 7, part->is_done ? 1 : 0);
  hoist_sql_bind_text (statement, 8, part->etag);
  if (digest_length > 0 && digest_length <= sizeof part->digest) {
    hoist_sql_bind_text (statement, 9, hoist_store_notes_get_digest_name (part->digest_kind));
    hoist_sql_bind_bytes (statement, 10, part->digest, digest_length);
  }
  if (part->has_crc64)
    hoist_sql_bind_int (statement, 11, (gint64) part->crc64);
  return hoist_sql_do (sql, statement, error);
}

static gboolean
write_lines (HoistSql *sql, const HoistChange *change, GError **error)
{
  if (change->lines == NULL)
    return TRUE;

  for (guint i = 0; i < change->lines->len; i++) {
    const HoistLogLine *line = g_ptr_array_index (change->lines, i);

    if (!hoist_store_log_write (sql, change->record->id, line->kind, line->time_us, line->text,
                                error))
      return FALSE;
  }
  return hoist_store_log_trim (sql, change->record->id, error);
}

/**
 * hoist_store_rows_change:
 *
 * Writes a save. An upload that was deleted meanwhile stays deleted, without an error.
 */
gboolean
hoist_store_rows_change (HoistSql *sql, const HoistChange *change, GError **error)
{
  gboolean is_there = FALSE;
  gboolean is_forgotten = change->is_ticket_changed && change->ticket == NULL;

  if (!update_record (sql, change->record, &is_there, error))
    return FALSE;
  if (!is_there)
    return TRUE;
  if (!write_lines (sql, change, error) || !write_ticket (sql, change, error))
    return FALSE;
  if (is_forgotten || change->parts == NULL)
    return !change->is_grid_new || delete_parts (sql, change->record->id, error);

  if (change->is_grid_new && !delete_parts (sql, change->record->id, error))
    return FALSE;
  for (guint i = 0; i < change->parts->len; i++) {
    if (!write_part (sql, change->record->id, &g_array_index (change->parts, HoistPart, i), error))
      return FALSE;
  }
  return TRUE;
}

/**
 * hoist_store_rows_has_sealed:
 * @has_sealed: (out): whether the vault holds, or held, the other half of the ticket
 */
gboolean
hoist_store_rows_has_sealed (HoistSql *sql, gint64 id, gboolean *has_sealed, GError **error)
{
  HoistStatement *statement =
      hoist_sql_prepare (sql, "SELECT has_sealed FROM ticket WHERE upload = ?1", error);
  HoistSqlStep step = HOIST_SQL_FAILED;
  gint64 value = 0;

  *has_sealed = FALSE;
  if (statement == NULL)
    return FALSE;
  hoist_sql_bind_int (statement, 1, id);
  step = hoist_sql_step (sql, statement, error);
  if (step == HOIST_SQL_ROW)
    *has_sealed = hoist_sql_get_int (statement, 0, 1, 1, &value);
  hoist_sql_reset (statement);
  return step != HOIST_SQL_FAILED;
}

/**
 * hoist_store_rows_delete:
 * @has_sealed: (out): whether the vault holds something for it
 *
 * Deletes an upload with its ticket and parts.
 */
gboolean
hoist_store_rows_delete (HoistSql *sql, gint64 id, gboolean *has_sealed, GError **error)
{
  return hoist_store_rows_has_sealed (sql, id, has_sealed, error) &&
         delete_by_upload (sql, "DELETE FROM upload WHERE id = ?1", id, error);
}

static gboolean
read_digest (HoistStatement *row, HoistPart *part)
{
  g_autofree char *name = NULL;
  g_autoptr (GBytes) digest = NULL;
  gint64 crc64 = 0;

  part->has_crc64 = !hoist_sql_is_null (row, 9);
  if (part->has_crc64 && !hoist_sql_get_int (row, 9, G_MININT64, G_MAXINT64, &crc64))
    return FALSE;
  part->crc64 = (guint64) crc64;
  if (hoist_sql_is_null (row, 7))
    return TRUE;
  if (!hoist_sql_get_text (row, 7, &name))
    return FALSE;

  digest = hoist_sql_get_bytes (row, 8);
  part->digest_kind = hoist_store_notes_get_digest_kind (name);
  if (digest == NULL || part->digest_kind == HOIST_DIGEST_NONE ||
      g_bytes_get_size (digest) > sizeof part->digest ||
      g_bytes_get_size (digest) != hoist_store_notes_get_digest_length (part->digest_kind))
    return FALSE;

  memcpy (part->digest, g_bytes_get_data (digest, NULL), g_bytes_get_size (digest));
  return TRUE;
}

/* Part by part without a gap, or our notes are of no use. */
static gboolean
read_part (HoistStatement *row, HoistTicket *ticket)
{
  const HoistPart *last = ticket->parts->len > 0
                              ? &g_array_index (ticket->parts, HoistPart, ticket->parts->len - 1)
                              : NULL;
  HoistPart part = { 0 };
  gint64 number = 0;
  gint64 phase = 0;
  gint64 is_done = 0;
  gboolean is_good = hoist_sql_get_int (row, 0, 1, G_MAXUINT, &number) &&
                     read_size (row, 1, &part.offset) && read_size (row, 2, &part.length) &&
                     read_size (row, 3, &part.kept) &&
                     hoist_sql_get_int (row, 4, 0, G_MAXUINT8, &phase) &&
                     hoist_sql_get_int (row, 5, 0, 1, &is_done) && read_digest (row, &part) &&
                     number == (gint64) ticket->parts->len + 1 && part.kept <= part.length &&
                     part.offset == (last != NULL ? last->offset + last->length : 0) &&
                     hoist_sql_get_text (row, 6, &part.etag);

  part.number = (guint) number;
  part.phase = (guint8) phase;
  part.is_done = is_done == 1;
  if (is_good)
    g_array_append_val (ticket->parts, part);
  else
    g_free (part.etag);
  return is_good;
}

static gboolean
read_parts (HoistSql *sql, gint64 id, HoistTicket *ticket, gboolean *is_good, GError **error)
{
  HoistStatement *statement =
      hoist_sql_prepare (sql,
                         "SELECT number, offset, length, kept, phase, is_done, etag, digest_kind,"
                         " digest, crc64 FROM part WHERE upload = ?1 ORDER BY number",
                         error);
  HoistSqlStep step = HOIST_SQL_FAILED;

  if (statement == NULL)
    return FALSE;
  g_array_set_size (ticket->parts, 0);
  hoist_sql_bind_int (statement, 1, id);
  while (*is_good && (step = hoist_sql_step (sql, statement, error)) == HOIST_SQL_ROW)
    *is_good = read_part (statement, ticket);
  hoist_sql_reset (statement);
  return step != HOIST_SQL_FAILED;
}

static gboolean
read_ticket_text (HoistSql *sql, gint64 id, char **text, gboolean *is_there, GError **error)
{
  HoistStatement *statement =
      hoist_sql_prepare (sql, "SELECT text FROM ticket WHERE upload = ?1", error);
  HoistSqlStep step = HOIST_SQL_FAILED;

  if (statement == NULL)
    return FALSE;
  hoist_sql_bind_int (statement, 1, id);
  step = hoist_sql_step (sql, statement, error);
  *is_there = step == HOIST_SQL_ROW;
  if (*is_there)
    hoist_sql_get_text (statement, 0, text);
  hoist_sql_reset (statement);
  return step != HOIST_SQL_FAILED;
}

/**
 * hoist_store_rows_read_ticket:
 * @has_sealed: (out): whether the vault should hold its other half
 *
 * Returns: (transfer full): an empty ticket where there is none; %NULL with %HOIST_ERROR_PROTOCOL
 *   where what was stored makes no sense
 */
HoistTicket *
hoist_store_rows_read_ticket (HoistSql *sql, gint64 id, gboolean *has_sealed, GError **error)
{
  g_autoptr (HoistTicket) ticket = NULL;
  g_autofree char *text = NULL;
  gboolean is_there = FALSE;
  gboolean is_good = TRUE;

  if (!hoist_store_rows_has_sealed (sql, id, has_sealed, error) ||
      !read_ticket_text (sql, id, &text, &is_there, error))
    return NULL;
  if (!is_there || g_strcmp0 (text, "") == 0)
    return hoist_ticket_new ();

  ticket = text != NULL ? hoist_ticket_new_from_text (text, NULL) : NULL;
  is_good = ticket != NULL;
  if (is_good && !read_parts (sql, id, ticket, &is_good, error))
    return NULL;
  if (is_good)
    return g_steal_pointer (&ticket);

  g_set_error_literal (error, HOIST_ERROR, HOIST_ERROR_PROTOCOL,
                       _ ("What was noted about this upload could not be read. Start it over."));
  return NULL;
}
