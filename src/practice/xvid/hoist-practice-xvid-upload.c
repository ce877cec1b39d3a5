/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Uploads of Xvid MediaHub: finishing, watching and dropping them. */
#include "hoist-practice-xvid-upload.h"

#include "hoist-practice-json.h"
#include "hoist-practice-xvid-answer.h"
#include "hoist-practice-xvid-form.h"
#include "hoist-practice-xvid-start.h"

#include <glib/gstdio.h>
#include <string.h>

/* S3, "Amazon S3 multipart upload limits": all parts but the last. */
#define LEAST_CHUNK_SIZE (5 * 1024 * 1024)
#define MOST_CHUNKS 10000

/* For how many looks an upload is COMPLETING; the usual is one. */
static const struct {
  const char *variation;
  gint64 polls;
} delays[] = {
  { "completes-at-once", 0 },
  { "completes-slowly", 5 },
  { "never-completes", G_MAXINT64 },
};

/* No document says how an upload ends. */
static const struct {
  const char *variation;
  const char *status;
  gboolean is_failure;
} ends[] = {
  { "says-completed", "COMPLETED", FALSE },
  { "says-finished", "FINISHED", FALSE },
  { "says-success", "SUCCESS", FALSE },
  { "says-done", "DONE", FALSE },
  { "says-unknown", "STORED", FALSE },
  { "vanishes", "GONE", FALSE },
  { "fails", "FAILED", TRUE },
  { "says-error", "ERROR", TRUE },
  { "says-cancelled", "CANCELLED", TRUE },
  { "says-canceled", "CANCELED", TRUE },
  { "says-expired", "EXPIRED", TRUE },
  { "says-aborted", "ABORTED", TRUE },
};

typedef struct {
  HoistPracticeXvid *self; /* (unowned): may be gone when the storage is */
  char *id;                /* (owned) */
} Assembling;

static HoistPracticeXvidVerdict
refuse (const char *reason)
{
  return hoist_practice_xvid_say (400, HOIST_PRACTICE_XVID_INVALID, reason);
}

static HoistPracticeXvidVerdict
accept_it (void)
{
  return hoist_practice_xvid_say (0, "", "");
}

/* NULL once the service has forgotten it. */
static HoistPracticeXvidRecord *
find_record (HoistPracticeXvid *self,
             HoistPracticeExchange *exchange,
             HoistPracticeXvidRequest *request)
{
  HoistPracticeXvidRecord *record = g_hash_table_lookup (self->records, request->id);

  if (record != NULL && hoist_practice_xvid_is_varied (exchange, "forgets-upload")) {
    hoist_practice_xvid_upload_drop (self, record);
    hoist_practice_xvid_save (self);
    return NULL;
  }
  return record != NULL && strcmp (record->status, "GONE") != 0 ? record : NULL;
}

static void
refuse_unknown (HoistPracticeExchange *exchange)
{
  hoist_practice_xvid_refuse (exchange, hoist_practice_xvid_say (404, HOIST_PRACTICE_XVID_NOT_FOUND,
                                                                 "there is no such upload"));
}

/* "PUT /files/uploads/ID": its sample line has no header's name, so that curl sends another type,
 * a comma too many, and backslashes that the shell keeps between single quotes. */
static void
forgive_sample (GString *body)
{
  g_string_replace (body, "\\", "", 0);
  g_string_replace (body, "\n", "", 0);
  g_string_replace (body, " ", "", 0);
  g_string_replace (body, ",}", "}", 0);
}

static HoistPracticeXvidVerdict
read_chunks (HoistPracticeExchange *exchange, HoistPracticeXvidRequest *request, gint64 *chunks)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (exchange->message);
  const char *type = soup_message_headers_get_content_type (headers, NULL);
  gboolean is_lenient = exchange->context->is_lenient;
  g_autoptr (JsonNode) root = NULL;
  JsonObject *upload = NULL;

  if (!is_lenient && g_strcmp0 (type, "application/json") != 0)
    return refuse ("the body is not application/json");
  if (is_lenient)
    forgive_sample (request->body);
  root = hoist_practice_json_parse (request->body->str, request->body->len, NULL);
  if (root == NULL ||
      !hoist_practice_json_get_object (json_node_get_object (root), "upload",
                                       HOIST_PRACTICE_JSON_REQUIRED, &upload, NULL) ||
      !hoist_practice_json_get_number (upload, "nb_chunks", HOIST_PRACTICE_JSON_REQUIRED, chunks,
                                       NULL))
    return refuse ("the body is not {\"upload\":{\"nb_chunks\":N}}");
  if (json_object_get_size (json_node_get_object (root)) != 1 || json_object_get_size (upload) != 1)
    return refuse ("the body has more than nb_chunks");
  if (*chunks < 1 || *chunks > MOST_CHUNKS)
    return refuse ("nb_chunks is out of range");
  return accept_it ();
}

/* Whatever else lies at the same address does not belong to the file. */
static gboolean
is_left_over (gpointer key, gpointer value, gpointer user_data)
{
  HoistPracticePart *part = value;
  guint64 chunks = (guint64) * (gint64 *) user_data;

  if (chunks == 1 ? part->offset == HOIST_PRACTICE_XVID_WHOLE
                  : part->offset >= HOIST_PRACTICE_XVID_FIRST_CHUNK &&
                        part->offset < HOIST_PRACTICE_XVID_FIRST_CHUNK + chunks)
    return FALSE;
  if (part->path != NULL)
    g_unlink (part->path);
  return TRUE;
}

static HoistPracticeXvidVerdict
check_parts (HoistPracticeUpload *upload, gint64 chunks)
{
  if (upload == NULL || g_hash_table_size (upload->parts) == 0)
    return refuse ("nothing was posted");
  for (gint64 i = 0; i < chunks; i++) {
    guint64 offset =
        chunks == 1 ? HOIST_PRACTICE_XVID_WHOLE : HOIST_PRACTICE_XVID_FIRST_CHUNK + (guint64) i;
    HoistPracticePart *part = g_hash_table_lookup (upload->parts, &offset);

    if (part == NULL)
      return refuse ("a chunk was not posted");
    if (i < chunks - 1 && part->size < LEAST_CHUNK_SIZE)
      return refuse ("a chunk is smaller than 5 MiB and not the last");
  }
  return accept_it ();
}

static HoistPracticeXvidVerdict
check_finish (HoistPracticeXvid *self,
              HoistPracticeExchange *exchange,
              HoistPracticeXvidRequest *request,
              HoistPracticeXvidRecord *record,
              gint64 *chunks)
{
  HoistPracticeXvidVerdict verdict = read_chunks (exchange, request, chunks);
  HoistPracticeUpload *upload = hoist_practice_storage_find_upload (
      self->context->storage, HOIST_PRACTICE_XVID_ID, record->slot);

  if (verdict.status != 0)
    return verdict;
  if (strcmp (record->status, "UPLOADING") != 0)
    return refuse ("the upload is finished already");
  return check_parts (upload, *chunks);
}

static void
settle (HoistPracticeXvid *self, HoistPracticeXvidRecord *record, HoistPracticeFile *file)
{
  if (file != NULL) {
    record->size = file->size;
    record->md5 = g_strdup (file->md5);
    record->is_stored = TRUE;
  } else {
    g_free (record->status);
    record->status = g_strdup ("FAILED");
  }
  hoist_practice_xvid_save (self);
}

static void
on_assembled (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Assembling *assembling = user_data;
  g_autofree char *id = assembling->id;
  HoistPracticeXvid *self = assembling->self;
  HoistPracticeXvidRecord *record = NULL;
  HoistPracticeFile *file = NULL;
  g_autoptr (GError) error = NULL;

  if (g_cancellable_is_cancelled (g_task_get_cancellable (G_TASK (result))))
    return;
  file = hoist_practice_storage_assemble_finish (self->context->storage, result, &error);
  if (file == NULL)
    g_debug ("an upload cannot be put together: %s", error->message);
  record = g_hash_table_lookup (self->records, id);
  if (record != NULL)
    settle (self, record, file);
  else if (file != NULL)
    hoist_practice_storage_drop_file (self->context->storage, file);
}

static void
assemble (HoistPracticeXvid *self, HoistPracticeXvidRecord *record, HoistPracticeUpload *upload)
{
  Assembling *assembling = g_new0 (Assembling, 1);

  assembling->self = self;
  assembling->id = g_strdup (record->id);
  hoist_practice_storage_assemble_async (self->context->storage, upload, NULL, record->file_id,
                                         on_assembled, assembling);
}

/* The finished upload keeps what is stored; the others at its address begin with nothing. */
static void
part_slots (HoistPracticeXvid *self, HoistPracticeXvidRecord *record, gint64 now_s)
{
  g_autofree char *slot = hoist_practice_xvid_make_id (self, now_s);
  GHashTableIter iter;
  gpointer value = NULL;

  g_hash_table_iter_init (&iter, self->records);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    HoistPracticeXvidRecord *other = value;

    if (other == record || strcmp (other->slot, record->slot) != 0)
      continue;
    g_free (other->slot);
    other->slot = g_strdup (slot);
  }
}

/**
 * hoist_practice_xvid_upload_finish:
 *
 * Takes the word that nothing more will be posted, and puts the file together. The exchange may be
 * gone afterwards.
 */
void
hoist_practice_xvid_upload_finish (HoistPracticeXvid *self,
                                   HoistPracticeExchange *exchange,
                                   HoistPracticeXvidRequest *request)
{
  HoistPracticeXvidRecord *record = find_record (self, exchange, request);
  HoistPracticeXvidVerdict verdict;
  HoistPracticeUpload *upload = NULL;
  gint64 chunks = 0;

  if (record == NULL) {
    refuse_unknown (exchange);
    return;
  }
  verdict = check_finish (self, exchange, request, record, &chunks);
  if (verdict.status != 0) {
    hoist_practice_xvid_refuse (exchange, verdict);
    return;
  }
  upload = hoist_practice_storage_find_upload (self->context->storage, HOIST_PRACTICE_XVID_ID,
                                               record->slot);
  g_hash_table_foreach_remove (upload->parts, is_left_over, &chunks);
  part_slots (self, record, hoist_practice_exchange_get_time (exchange));
  record->chunks = chunks;
  record->finished_ms = hoist_practice_xvid_get_now_ms (exchange);
  g_free (record->status);
  record->status = g_strdup ("COMPLETING");
  hoist_practice_xvid_save (self);
  assemble (self, record, upload);
  hoist_practice_xvid_answer_record (exchange, request, record);
}

static gint64
get_delay (HoistPracticeExchange *exchange)
{
  for (gsize i = 0; i < G_N_ELEMENTS (delays); i++)
    if (hoist_practice_xvid_is_varied (exchange, delays[i].variation))
      return delays[i].polls;
  return 1;
}

static void
end (HoistPracticeXvid *self, HoistPracticeExchange *exchange, HoistPracticeXvidRecord *record)
{
  HoistPracticeStorage *storage = self->context->storage;
  HoistPracticeFile *file =
      hoist_practice_storage_find_file (storage, HOIST_PRACTICE_XVID_ID, record->slot);
  const char *status = "COMPLETE";
  gboolean is_failure = FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
    if (hoist_practice_xvid_is_varied (exchange, ends[i].variation)) {
      status = ends[i].status;
      is_failure = ends[i].is_failure;
    }
  g_free (record->status);
  record->status = g_strdup (status);
  if (is_failure) {
    record->is_stored = FALSE;
    if (file != NULL)
      hoist_practice_storage_drop_file (storage, file);
  }
}

/**
 * hoist_practice_xvid_upload_get:
 *
 * Tells how far an upload is; being looked at makes a finished one go on. The exchange may be gone
 * afterwards.
 */
void
hoist_practice_xvid_upload_get (HoistPracticeXvid *self,
                                HoistPracticeExchange *exchange,
                                HoistPracticeXvidRequest *request)
{
  HoistPracticeXvidRecord *record = find_record (self, exchange, request);

  if (record != NULL && strcmp (record->status, "COMPLETING") == 0) {
    record->polls++;
    if (record->is_stored && record->polls > get_delay (exchange))
      end (self, exchange, record);
    hoist_practice_xvid_save (self);
  }
  if (record == NULL || strcmp (record->status, "GONE") == 0)
    refuse_unknown (exchange);
  else
    hoist_practice_xvid_answer_record (exchange, request, record);
}

/**
 * hoist_practice_xvid_upload_resume:
 *
 * Goes on with what a kill interrupted.
 */
void
hoist_practice_xvid_upload_resume (HoistPracticeXvid *self)
{
  HoistPracticeStorage *storage = self->context->storage;
  g_autoptr (GList) records = g_hash_table_get_values (self->records);

  for (GList *i = records; i != NULL; i = i->next) {
    HoistPracticeXvidRecord *record = i->data;
    HoistPracticeUpload *upload =
        hoist_practice_storage_find_upload (storage, HOIST_PRACTICE_XVID_ID, record->slot);

    if (strcmp (record->status, "COMPLETING") != 0 || record->is_stored)
      continue;
    if (upload != NULL)
      assemble (self, record, upload);
    else
      settle (self, record,
              hoist_practice_storage_find_file (storage, HOIST_PRACTICE_XVID_ID, record->slot));
  }
}

static gboolean
is_slot_shared (HoistPracticeXvid *self, HoistPracticeXvidRecord *record)
{
  GHashTableIter iter;
  gpointer value = NULL;

  g_hash_table_iter_init (&iter, self->records);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (value != record && strcmp (((HoistPracticeXvidRecord *) value)->slot, record->slot) == 0)
      return TRUE;
  return FALSE;
}

/**
 * hoist_practice_xvid_upload_drop:
 *
 * Forgets an upload with all that was stored for it. @record is gone afterwards.
 */
void
hoist_practice_xvid_upload_drop (HoistPracticeXvid *self, HoistPracticeXvidRecord *record)
{
  HoistPracticeStorage *storage = self->context->storage;
  HoistPracticeUpload *upload =
      hoist_practice_storage_find_upload (storage, HOIST_PRACTICE_XVID_ID, record->slot);
  HoistPracticeFile *file =
      hoist_practice_storage_find_file (storage, HOIST_PRACTICE_XVID_ID, record->slot);

  /* One that is being put together is dropped when that is done. */
  if (upload != NULL && !upload->is_busy && !is_slot_shared (self, record))
    hoist_practice_storage_drop_upload (storage, upload);
  if (file != NULL)
    hoist_practice_storage_drop_file (storage, file);
  g_hash_table_remove (self->records, record->id);
}
