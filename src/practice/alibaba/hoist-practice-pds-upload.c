/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calls about an open upload: new addresses, what is there, the end. */
#include "hoist-practice-pds-upload.h"

#include "hoist-practice-pds-files.h"
#include "hoist-practice-pds-parts.h"
#include "hoist-practice-pds.h"

#include <string.h>

/* Notes 0 and 6.5: parts are kept for 10 days; from the creation on, as far as anybody knows. */
#define UPLOAD_LIFE_S (10 * 24 * 60 * 60)
/* Notes 4.5: "100 KiB to 5 GiB per part, last part may be smaller". */
#define LEAST_PART_BYTES (100 * 1024)
/* Notes 4.7: "1-100"; the JavaScript SDK sends 1000. */
#define MOST_LISTED 100
#define MOST_LISTED_LENIENT 1000
#define FEW_LISTED 1

/* Notes 13: not known from the service. */
#define CRC_CODE "InvalidParameter.Crc64Hash"
#define SIZE_CODE "InvalidParameter.Size"
#define MISSING_CODE "InvalidPart"
#define SMALL_CODE "EntityTooSmall"

typedef struct {
  HoistPracticePds *self; /* (unowned): may be gone when the storage is */
  char *upload_id;        /* (owned) */
} Assembling;

/* How putting a file together ended. */
typedef struct {
  HoistPracticePds *self;  /* (unowned) */
  HoistPracticeFile *file; /* (unowned) (nullable) */
  const GError *error;     /* (unowned) (nullable) */
} Outcome;

gboolean
hoist_practice_pds_is_old (const char *note, gint64 now_s)
{
  g_autoptr (HoistPracticePdsNote) parsed = hoist_practice_pds_note_parse (note);

  return parsed == NULL || now_s - parsed->created_s >= UPLOAD_LIFE_S;
}

static gboolean
is_meant (HoistPracticeUpload *upload, const char *drive_id, const char *file_id)
{
  g_autoptr (HoistPracticePdsNote) note = hoist_practice_pds_note_parse (upload->note);

  return note != NULL && strcmp (note->drive_id, drive_id) == 0 &&
         strcmp (note->file_id, file_id) == 0;
}

static void
refuse_gone (HoistPracticePds *self, HoistPracticeExchange *exchange, const char *upload_id)
{
  HoistPracticeFile *file =
      hoist_practice_storage_find_file (self->context->storage, HOIST_PRACTICE_PDS_ID, upload_id);

  if (file != NULL && hoist_practice_pds_varies (exchange, "finished-exists"))
    hoist_practice_pds_fail (exchange, 409, "AlreadyExist.File",
                             "The resource file has already exists.");
  else
    hoist_practice_pds_fail (exchange, 404, "NotFound.UploadId",
                             file != NULL ? "upload is not exist or has been completed"
                                          : "The resource upload_id cannot be found. No such "
                                            "upload_id");
}

/* Finds the upload that the three ids name. If there is none the call has been refused, and the
 * exchange may be gone. */
static HoistPracticeUpload *
find_upload (HoistPracticePds *self, HoistPracticeExchange *exchange)
{
  const char *drive_id = NULL, *file_id = NULL, *upload_id = NULL;
  HoistPracticeUpload *upload = NULL;

  if (!hoist_practice_pds_read_drive (exchange, &drive_id) ||
      !hoist_practice_pds_read_text (exchange, "file_id", HOIST_PRACTICE_JSON_REQUIRED, &file_id) ||
      !hoist_practice_pds_read_text (exchange, "upload_id", HOIST_PRACTICE_JSON_REQUIRED,
                                     &upload_id))
    return NULL;
  g_free (exchange->entry->upload);
  exchange->entry->upload = g_strdup (upload_id);
  upload =
      hoist_practice_storage_find_upload (self->context->storage, HOIST_PRACTICE_PDS_ID, upload_id);
  if (upload != NULL && !upload->is_busy &&
      (hoist_practice_pds_varies (exchange, "forget-upload") ||
       hoist_practice_pds_is_old (upload->note, hoist_practice_exchange_get_time (exchange)))) {
    hoist_practice_storage_drop_upload (self->context->storage, upload);
    g_hash_table_remove (self->pending, file_id);
    upload = NULL;
  }
  if (upload != NULL && is_meant (upload, drive_id, file_id))
    return upload;
  refuse_gone (self, exchange, upload_id);
  return NULL;
}

static JsonObject *
write_ids (HoistPracticeUpload *upload)
{
  g_autoptr (HoistPracticePdsNote) note = hoist_practice_pds_note_parse (upload->note);
  g_autofree char *time = hoist_practice_pds_write_time (note->created_s);
  JsonObject *answer = json_object_new ();

  json_object_set_string_member (answer, "domain_id", "practice");
  json_object_set_string_member (answer, "drive_id", note->drive_id);
  json_object_set_string_member (answer, "file_id", note->file_id);
  json_object_set_string_member (answer, "upload_id", upload->key);
  json_object_set_string_member (answer, "create_at", time);
  return answer;
}

void
hoist_practice_pds_get_upload_url (HoistPracticePds *self, HoistPracticeExchange *exchange)
{
  HoistPracticeUpload *upload = find_upload (self, exchange);
  g_autoptr (GPtrArray) parts = NULL;
  JsonObject *answer = NULL;

  if (upload == NULL)
    return;
  parts = hoist_practice_pds_read_parts (exchange, HOIST_PRACTICE_JSON_REQUIRED);
  if (parts == NULL)
    return;
  answer = write_ids (upload);
  hoist_practice_pds_add_addresses (self, exchange, answer,
                                    json_object_get_string_member (answer, "drive_id"), upload->key,
                                    parts);
  hoist_practice_pds_answer (exchange, 200, answer);
}

static void
add_part (JsonArray *array, HoistPracticePart *part)
{
  g_autofree char *upper = g_ascii_strup (part->md5, -1);
  g_autofree char *etag = g_strconcat ("\"", upper, "\"", NULL);
  JsonObject *object = json_object_new ();

  json_object_set_int_member (object, "part_number", (gint64) part->offset);
  json_object_set_int_member (object, "part_size", (gint64) part->size);
  json_object_set_string_member (object, "etag", etag);
  json_array_add_object_element (array, object);
}

/* Says where the next page begins. */
static char *
add_parts (JsonArray *array, HoistPracticeUpload *upload, gint64 marker, gint64 limit)
{
  g_autoptr (GPtrArray) parts = hoist_practice_upload_list_parts (upload);
  guint64 last = 0;

  for (guint i = 0; i < parts->len; i++) {
    HoistPracticePart *part = g_ptr_array_index (parts, i);

    if ((gint64) part->offset <= marker)
      continue;
    if ((gint64) json_array_get_length (array) == limit)
      return g_strdup_printf ("%" G_GUINT64_FORMAT, last);
    add_part (array, part);
    last = part->offset;
  }
  return g_strdup ("");
}

static char *
vary_marker (HoistPracticeExchange *exchange, char *next)
{
  g_autofree char *own = next;

  /* Notes 4.7: the documents' example looks like an opaque text; a client may not loop on either.
   */
  if (own[0] != '\0' && hoist_practice_pds_varies (exchange, "opaque-marker"))
    return g_strdup ("bWFya2Vy");
  if (hoist_practice_pds_varies (exchange, "endless-marker"))
    return g_strdup ("1");
  return g_steal_pointer (&own);
}

void
hoist_practice_pds_list_uploaded_parts (HoistPracticePds *self, HoistPracticeExchange *exchange)
{
  HoistPracticeUpload *upload = find_upload (self, exchange);
  gint64 limit = MOST_LISTED, marker = 0;
  gint64 most = exchange->context->is_lenient ? MOST_LISTED_LENIENT : MOST_LISTED;
  g_autofree char *next = NULL;
  JsonArray *array = NULL;
  JsonObject *answer = NULL;

  if (upload == NULL ||
      !hoist_practice_pds_read_number (exchange, "limit", HOIST_PRACTICE_JSON_OPTIONAL, &limit) ||
      !hoist_practice_pds_read_number (exchange, "part_number_marker", HOIST_PRACTICE_JSON_OPTIONAL,
                                       &marker))
    return;
  if (limit < 1 || limit > most || marker < 0) {
    hoist_practice_pds_refuse_parameter (exchange, marker < 0 ? "part_number_marker" : "limit");
    return;
  }
  if (hoist_practice_pds_varies (exchange, "small-pages"))
    limit = FEW_LISTED;
  answer = write_ids (upload);
  array = json_array_new ();
  if (marker == 0 && hoist_practice_pds_varies (exchange, "empty-page"))
    next = g_strdup ("0");
  else
    next = vary_marker (exchange, add_parts (array, upload, marker, limit));
  json_object_set_boolean_member (answer, "parallel_upload", FALSE);
  json_object_set_array_member (answer, "uploaded_parts", array);
  json_object_set_string_member (answer, "next_part_number_marker", next);
  hoist_practice_pds_answer (exchange, 200, answer);
}

static void
answer_assembled (HoistPracticeExchange *exchange, gpointer data)
{
  const Outcome *outcome = data;
  HoistPracticeFile *file = outcome->file;
  const GError *error = outcome->error;
  g_autoptr (HoistPracticePdsNote) note =
      file != NULL ? hoist_practice_pds_note_parse (file->note) : NULL;
  HoistPracticePdsItem *item =
      note != NULL
          ? hoist_practice_pds_tree_find (outcome->self->tree, note->drive_id, note->file_id)
          : NULL;

  if (item != NULL)
    hoist_practice_pds_answer (exchange, 200, hoist_practice_pds_write_item (exchange, item));
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA))
    hoist_practice_pds_fail (exchange, 400, "InvalidParameter.ContentHash",
                             "file content hash is not matched with content_hash in complete file "
                             "request");
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT))
    hoist_practice_pds_fail (exchange, 400, CRC_CODE, "The CRC-64 of the file is another one.");
  else
    hoist_practice_pds_fail (exchange, 500, "InternalError", "The file cannot be put together.");
}

static void
on_assembled (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Assembling *assembling = user_data;
  g_autofree char *upload_id = assembling->upload_id;
  HoistPracticePds *self = assembling->self;
  g_autoptr (GError) error = NULL;
  Outcome outcome = { self, NULL, NULL };

  if (g_cancellable_is_cancelled (g_task_get_cancellable (G_TASK (result))))
    return;
  outcome.file = hoist_practice_storage_assemble_finish (self->context->storage, result, &error);
  outcome.error = error;
  if (outcome.file != NULL)
    hoist_practice_pds_take_file (self, outcome.file);
  hoist_practice_waiting_answer (self->waiting, upload_id, answer_assembled, &outcome);
}

static void
assemble (HoistPracticePds *self, HoistPracticeExchange *exchange, HoistPracticeUpload *upload)
{
  g_autoptr (HoistPracticePdsNote) note = hoist_practice_pds_note_parse (upload->note);
  g_autofree char *sha1 =
      note->content_hash != NULL ? g_ascii_strdown (note->content_hash, -1) : NULL;
  g_autofree char *id = hoist_practice_pds_choose_id (note);
  Assembling *assembling = g_new0 (Assembling, 1);

  hoist_practice_waiting_begin (self->waiting, upload->key, exchange);
  assembling->self = self;
  assembling->upload_id = g_strdup (upload->key);
  hoist_practice_storage_assemble_async (self->context->storage, upload, sha1, id, on_assembled,
                                         assembling);
}

static gboolean
has_small_part (HoistPracticeUpload *upload)
{
  g_autoptr (GPtrArray) parts = hoist_practice_upload_list_parts (upload);

  for (guint i = 0; i + 1 < parts->len; i++)
    if (((HoistPracticePart *) g_ptr_array_index (parts, i))->size < LEAST_PART_BYTES)
      return TRUE;
  return FALSE;
}

static gboolean
check_parts (HoistPracticeExchange *exchange, HoistPracticeUpload *upload)
{
  g_autoptr (HoistPracticePdsNote) note = hoist_practice_pds_note_parse (upload->note);
  guint64 stored = hoist_practice_upload_count_bytes (upload);

  if (g_hash_table_size (upload->parts) == 0 ||
      (note->size >= 0 && stored < (guint64) note->size)) {
    hoist_practice_pds_fail (exchange, 400, MISSING_CODE, "One or more parts are missing.");
    return FALSE;
  }
  if (note->size >= 0 && stored > (guint64) note->size) {
    hoist_practice_pds_fail (exchange, 400, SIZE_CODE, "The parts are larger than the file.");
    return FALSE;
  }
  if (has_small_part (upload)) {
    hoist_practice_pds_fail (exchange, 400, SMALL_CODE,
                             "A part is smaller than the minimum allowed size.");
    return FALSE;
  }
  return TRUE;
}

/* Digits without leading zeros, as far as an unsigned 64-bit number goes. */
static gboolean
is_crc64 (const char *text)
{
  g_autofree char *again = NULL;
  guint64 number = 0;

  if (!g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT64, &number, NULL))
    return FALSE;
  again = g_strdup_printf ("%" G_GUINT64_FORMAT, number);
  return strcmp (again, text) == 0;
}

/**
 * hoist_practice_pds_complete_file:
 *
 * Puts the parts together. A second call meanwhile gets the same answer; a later one does not find
 * the upload any more.
 */
void
hoist_practice_pds_complete_file (HoistPracticePds *self, HoistPracticeExchange *exchange)
{
  HoistPracticeUpload *upload = find_upload (self, exchange);
  const char *crc64 = NULL;

  if (upload == NULL ||
      !hoist_practice_pds_read_text (exchange, "crc64_hash", HOIST_PRACTICE_JSON_OPTIONAL, &crc64))
    return;
  if (crc64 != NULL && !is_crc64 (crc64)) {
    hoist_practice_pds_refuse_parameter (exchange, "crc64_hash");
    return;
  }
  if (hoist_practice_waiting_join (self->waiting, upload->key, exchange))
    return;
  if (!check_parts (exchange, upload))
    return;
  g_free (upload->crc64);
  upload->crc64 = g_strdup (crc64);
  assemble (self, exchange, upload);
}
