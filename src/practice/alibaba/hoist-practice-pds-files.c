/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finished files of PDS: kept, looked at, deleted. */
#include "hoist-practice-pds-files.h"

#include "hoist-practice-pds.h"

#include <string.h>

/**
 * hoist_practice_pds_choose_id:
 *
 * Returns: (transfer full): what the storage knows the file by; the file's id until it is
 *   overwritten, since the old content stays until the new one is whole
 */
char *
hoist_practice_pds_choose_id (const HoistPracticePdsNote *note)
{
  if (note->revision == 1)
    return g_strdup (note->file_id);
  return g_strdup_printf ("%s-%" G_GINT64_FORMAT, note->file_id, note->revision);
}

static gint64
get_revision (HoistPracticeFile *file)
{
  g_autoptr (HoistPracticePdsNote) note = hoist_practice_pds_note_parse (file->note);

  return note != NULL ? note->revision : 0;
}

/**
 * hoist_practice_pds_take_file:
 * @file: finished
 *
 * Puts a file in its place, instead of the content that it overwrites.
 */
void
hoist_practice_pds_take_file (HoistPracticePds *self, HoistPracticeFile *file)
{
  g_autoptr (HoistPracticePdsNote) note = hoist_practice_pds_note_parse (file->note);
  HoistPracticePdsItem *old = NULL;
  HoistPracticeFile *old_file = NULL;

  if (note == NULL)
    return;
  old = hoist_practice_pds_tree_find (self->tree, note->drive_id, note->file_id);
  old_file = old != NULL ? old->file : NULL;
  g_hash_table_remove (self->pending, note->file_id);
  /* Both are there when a kill came between the one and the other. */
  if (old_file != NULL && get_revision (old_file) > note->revision) {
    hoist_practice_storage_drop_file (self->context->storage, file);
    return;
  }
  hoist_practice_pds_tree_add (self->tree, note->drive_id, note->file_id, note->parent_id,
                               file->name, file);
  if (old_file != NULL && old_file != file)
    hoist_practice_storage_drop_file (self->context->storage, old_file);
}

static void
write_digests (HoistPracticeExchange *exchange, JsonObject *object, HoistPracticeFile *file)
{
  g_autoptr (HoistPracticePdsNote) note = hoist_practice_pds_note_parse (file->note);
  const char *sha1 = file->sha1 != NULL ? file->sha1 : note->content_hash;
  g_autofree char *upper = sha1 != NULL ? g_ascii_strup (sha1, -1) : NULL;
  const char *crc64 = file->crc64;
  gint64 size = (gint64) file->size;

  if (hoist_practice_pds_varies (exchange, "wrong-size"))
    size++;
  if (hoist_practice_pds_varies (exchange, "wrong-crc"))
    crc64 = "1";
  if (hoist_practice_pds_varies (exchange, "wrong-hash") && upper != NULL)
    memset (upper, '0', strlen (upper));
  json_object_set_int_member (object, "size", size);
  if (crc64 != NULL && !hoist_practice_pds_varies (exchange, "no-crc"))
    json_object_set_string_member (object, "crc64_hash", crc64);
  if (upper == NULL || hoist_practice_pds_varies (exchange, "no-hash"))
    return;
  json_object_set_string_member (object, "content_hash", upper);
  json_object_set_string_member (object, "content_hash_name", "sha1");
}

/**
 * hoist_practice_pds_write_item:
 *
 * Returns: (transfer full): the file object of the documents, or that of a folder
 */
JsonObject *
hoist_practice_pds_write_item (HoistPracticeExchange *exchange, HoistPracticePdsItem *item)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "domain_id", "practice");
  json_object_set_string_member (object, "drive_id", item->drive_id);
  json_object_set_string_member (object, "file_id", item->file_id);
  json_object_set_string_member (object, "parent_file_id", item->parent_id);
  json_object_set_string_member (object, "name", item->name);
  json_object_set_string_member (object, "type", item->file != NULL ? "file" : "folder");
  json_object_set_string_member (object, "status", "available");
  if (item->file == NULL)
    return object;
  json_object_set_string_member (object, "revision_id", item->file->key);
  json_object_set_string_member (object, "upload_id", item->file->key);
  write_digests (exchange, object, item->file);
  return object;
}

static gboolean
read_ids (HoistPracticeExchange *exchange, const char **drive_id, const char **file_id)
{
  return hoist_practice_pds_read_drive (exchange, drive_id) &&
         hoist_practice_pds_read_text (exchange, "file_id", HOIST_PRACTICE_JSON_REQUIRED, file_id);
}

/**
 * hoist_practice_pds_get_file:
 *
 * A file that is still being uploaded is not found (notes 4.9).
 */
void
hoist_practice_pds_get_file (HoistPracticePds *self, HoistPracticeExchange *exchange)
{
  const char *drive_id = NULL, *file_id = NULL;
  HoistPracticePdsItem *item = NULL;

  if (!read_ids (exchange, &drive_id, &file_id))
    return;
  item = hoist_practice_pds_tree_find (self->tree, drive_id, file_id);
  if (item == NULL)
    hoist_practice_pds_fail (exchange, 404, "NotFound.File",
                             "The resource file cannot be found. file not exist");
  else
    hoist_practice_pds_answer (exchange, 200, hoist_practice_pds_write_item (exchange, item));
}

static void
answer_deleted (HoistPracticeExchange *exchange)
{
  JsonObject *answer = NULL;

  if (!hoist_practice_pds_varies (exchange, "async-delete")) {
    hoist_practice_pds_answer (exchange, 204, NULL);
    return;
  }
  answer = json_object_new ();
  json_object_set_string_member (answer, "async_task_id", "practice-task-1");
  hoist_practice_pds_answer (exchange, 202, answer);
}

static gboolean
drop_pending (HoistPracticePds *self, const char *file_id)
{
  const char *upload_id = g_hash_table_lookup (self->pending, file_id);
  HoistPracticeUpload *upload = NULL;

  if (upload_id == NULL)
    return FALSE;
  upload =
      hoist_practice_storage_find_upload (self->context->storage, HOIST_PRACTICE_PDS_ID, upload_id);
  if (upload == NULL || !hoist_practice_storage_drop_upload (self->context->storage, upload))
    return FALSE;
  g_hash_table_remove (self->pending, file_id);
  return TRUE;
}

/**
 * hoist_practice_pds_delete_file:
 *
 * Deletes a file for good, or what there is of an unfinished one; so does trashing, since nobody
 * looks into the bin. A file that is being overwritten goes with the content it had.
 */
void
hoist_practice_pds_delete_file (HoistPracticePds *self, HoistPracticeExchange *exchange)
{
  HoistPracticePdsCall *call = exchange->data;
  const char *drive_id = NULL, *file_id = NULL;
  HoistPracticePdsItem *item = NULL;
  HoistPracticeFile *file = NULL;
  gboolean was_pending = FALSE;

  if (call->bearer == HOIST_PRACTICE_PDS_KEY &&
      !hoist_practice_pds_varies (exchange, "key-may-delete")) {
    hoist_practice_pds_fail (exchange, 403, "Forbidden",
                             "User not authorized to operate on the specified APIs "
                             "CheckRouterAccessFailed");
    return;
  }
  if (!read_ids (exchange, &drive_id, &file_id))
    return;
  was_pending = drop_pending (self, file_id);
  item = hoist_practice_pds_tree_find (self->tree, drive_id, file_id);
  if (item == NULL && !was_pending) {
    hoist_practice_pds_fail (exchange, 404, "NotFound.File", "The resource file cannot be found.");
    return;
  }
  if (item != NULL && item->file == NULL) {
    hoist_practice_pds_fail (exchange, 403, "ForbiddenNoPermission.File",
                             "No Permission to access resource File");
    return;
  }
  if (item != NULL) {
    exchange->entry->remark = "a finished file is deleted";
    file = item->file;
    hoist_practice_pds_tree_remove (self->tree, item);
    hoist_practice_storage_drop_file (self->context->storage, file);
  }
  answer_deleted (exchange);
}
