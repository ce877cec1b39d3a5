/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tencent VOD's legacy upload: InitUpload, UploadPart, FinishUpload. */
#include "hoist-practice-tencent.h"

#include "hoist-practice-pages.h"
#include "hoist-practice-query.h"
#include "hoist-practice-tencent-account.h"
#include "hoist-practice-tencent-answer.h"
#include "hoist-practice-waiting.h"

#include <string.h>

#define ID "tencent-vod"

/* What the fault "code" answers if it names none: trouble on the server's side. */
#define DEFAULT_CODE (-10004)

static const char *const variations[] = {
  "data-sha",     "data-len",     "no-data-size", "string-numbers", "float-numbers",
  "capital-code", "no-can-retry", "no-file-id",   "bad-list",       NULL,
};

typedef struct {
  HoistPracticeContext *context;        /* (unowned) */
  HoistPracticeTencentAccount *account; /* (owned) */
  HoistPracticeWaiting *waiting;        /* (owned): by SHA-1 */
} Tencent;

typedef struct {
  HoistPracticeTencentRequest *request; /* (owned) */
  HoistPracticeTencentVerdict verdict;
  HoistPracticeUpload *upload; /* (owned) (nullable): of a part */
  HoistPracticeWriter *writer; /* (owned) (nullable) */
  GChecksum *md5;              /* (owned) (nullable): NULL when bodies are discarded */
} Call;

typedef struct {
  Tencent *self; /* (unowned): may be gone when the storage is */
  char *sha1;    /* (owned) */
} Assembling;

/* How putting a file together ended. */
typedef struct {
  HoistPracticeFile *file; /* (unowned) (nullable) */
  const GError *error;     /* (unowned) (nullable) */
} Outcome;

static gboolean
owns_path (const char *path)
{
  return strcmp (path, "/v2/index.php") == 0 || strcmp (path, "/v3/index.php") == 0;
}

static gpointer
create (HoistPracticeContext *context)
{
  Tencent *self = g_new0 (Tencent, 1);

  self->context = context;
  self->account = hoist_practice_tencent_account_new (HOIST_PRACTICE_TENCENT_SECRET_ID,
                                                      HOIST_PRACTICE_TENCENT_SECRET_KEY);
  self->waiting = hoist_practice_waiting_new ();
  return self;
}

static void
destroy (gpointer state)
{
  Tencent *self = state;

  hoist_practice_tencent_account_free (self->account);
  hoist_practice_waiting_free (self->waiting);
  g_free (self);
}

static void
describe (gpointer state, JsonObject *settings)
{
  Tencent *self = state;
  g_autofree char *endpoint = g_strconcat (self->context->address, "/v2/index.php", NULL);

  json_object_set_string_member (settings, "endpoint", endpoint);
  json_object_set_string_member (settings, "secret-id", HOIST_PRACTICE_TENCENT_SECRET_ID);
  json_object_set_string_member (settings, "secret-key", HOIST_PRACTICE_TENCENT_SECRET_KEY);
  json_object_set_string_member (settings, "region", "gz");
}

static void
call_free (Call *call)
{
  hoist_practice_tencent_request_free (call->request);
  g_clear_pointer (&call->writer, hoist_practice_writer_free);
  g_clear_pointer (&call->upload, hoist_practice_upload_unref);
  g_clear_pointer (&call->md5, g_checksum_free);
  g_free (call);
}

static gint64
get_number (GPtrArray *params, const char *name)
{
  guint64 number = 0;

  return hoist_practice_number_parse (hoist_practice_query_get (params, name), &number)
             ? (gint64) number
             : -1;
}

static void
name_call (gpointer state, HoistPracticeExchange *exchange)
{
  GUri *uri = soup_server_message_get_uri (exchange->message);
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (exchange->message);
  HoistPracticeEntry *entry = exchange->entry;
  Call *call = g_new0 (Call, 1);
  GPtrArray *params = NULL;

  call->request = hoist_practice_tencent_request_new (
      soup_server_message_get_method (exchange->message),
      soup_message_headers_get_one (headers, "Host"), g_uri_get_path (uri), g_uri_get_query (uri),
      exchange->context->is_lenient);
  exchange->data = call;
  params = call->request->params;
  if (params == NULL)
    return;
  entry->call = g_strdup (hoist_practice_query_get (params, "Action"));
  entry->upload = g_strdup (hoist_practice_query_get (params, "fileSha"));
  entry->nonce = g_strdup (hoist_practice_query_get (params, "Nonce"));
  entry->offset = get_number (params, "offset");
  entry->size = get_number (params, "dataSize");
}

static HoistPracticeTencentVerdict
say (int code, int can_retry, const char *message)
{
  return (HoistPracticeTencentVerdict){ code, can_retry, message };
}

static HoistPracticeTencentVerdict
check_length (HoistPracticeExchange *exchange, guint64 size)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (exchange->message);
  SoupEncoding encoding = soup_message_headers_get_encoding (headers);

  if (encoding == SOUP_ENCODING_CHUNKED && exchange->context->is_lenient)
    return say (0, 0, "");
  if (encoding == SOUP_ENCODING_CHUNKED)
    return say (-10006, 0, "the body has no Content-Length");
  /* Without a body there need not be a Content-Length. */
  if (size != (guint64) soup_message_headers_get_content_length (headers))
    return say (-10006, 0, "Content-Length is not dataSize");
  return say (0, 0, "");
}

static HoistPracticeTencentVerdict
open_part (Tencent *self, HoistPracticeExchange *exchange, Call *call)
{
  HoistPracticeTencentRequest *request = call->request;
  HoistPracticeStorage *storage = self->context->storage;
  HoistPracticeUpload *upload = hoist_practice_storage_find_upload (storage, ID, request->sha1);
  HoistPracticeTencentVerdict verdict;
  guint64 length = 0;

  if (upload == NULL)
    return say (-10005, 0, "there is no such upload");
  length = hoist_practice_upload_get_part_length (upload, request->offset);
  if (length == 0)
    return say (-10003, 0, "offset is off the grid or beyond the file");
  if (length != request->data_size)
    return say (-10003, 0, "dataSize is not that of this part");
  verdict = check_length (exchange, length);
  if (verdict.code != 0)
    return verdict;
  call->upload = hoist_practice_upload_ref (upload);
  call->writer = hoist_practice_writer_new (upload, request->offset, length, NULL);
  if (call->writer == NULL)
    return say (-10004, 1, "the part cannot be stored");
  if (!hoist_practice_storage_is_sink (storage))
    call->md5 = g_checksum_new (G_CHECKSUM_MD5);
  return say (0, 0, "");
}

static void
open_call (gpointer state, HoistPracticeExchange *exchange)
{
  Tencent *self = state;
  HoistPracticeContext *context = self->context;
  Call *call = exchange->data;
  gboolean has_no_rates = context->has_no_rates || exchange->trouble.has_no_rates;

  call->verdict = hoist_practice_tencent_account_admit (
      self->account, call->request, hoist_practice_exchange_get_time (exchange),
      context->get_monotonic_us (context->clock), has_no_rates);
  if (call->verdict.code == 0)
    call->verdict = hoist_practice_tencent_request_check (call->request);
  if (call->verdict.code != 0)
    return;
  if (call->request->call == HOIST_PRACTICE_TENCENT_PART)
    call->verdict = open_part (self, exchange, call);
  else
    call->verdict = check_length (exchange, 0);
}

static void
take (gpointer state, HoistPracticeExchange *exchange, const guint8 *data, gsize size)
{
  Call *call = exchange->data;

  if (call->writer == NULL)
    return;
  if (call->md5 != NULL)
    g_checksum_update (call->md5, data, (gssize) size);
  if (!hoist_practice_writer_write (call->writer, data, size, NULL)) {
    g_clear_pointer (&call->writer, hoist_practice_writer_free);
    call->verdict = say (-10004, 1, "the part cannot be stored");
  }
}

static void
answer (HoistPracticeExchange *exchange, JsonObject *object, HoistPracticeUpload *upload)
{
  GStrv vary = exchange->trouble.vary != NULL ? exchange->trouble.vary : exchange->context->vary;
  gint64 code = json_object_get_int_member (object, "code");

  exchange->entry->code = code;
  exchange->entry->has_code = TRUE;
  hoist_practice_exchange_answer (
      exchange, SOUP_STATUS_OK,
      hoist_practice_tencent_answer_write (object, upload, (const char *const *) vary));
}

static void
answer_verdict (HoistPracticeExchange *exchange, HoistPracticeTencentVerdict verdict)
{
  answer (exchange,
          hoist_practice_tencent_answer_new (verdict.code, verdict.can_retry, verdict.message),
          NULL);
}

static void
answer_code (gpointer state, HoistPracticeExchange *exchange, const char *code, gint64 can_retry)
{
  gint64 number = code != NULL ? g_ascii_strtoll (code, NULL, 10) : DEFAULT_CODE;

  answer (exchange, hoist_practice_tencent_answer_new (number, can_retry, "as you wished"), NULL);
}

static void
answer_file (HoistPracticeExchange *exchange, int code, HoistPracticeFile *file)
{
  JsonObject *object = hoist_practice_tencent_answer_new (code, 0, "");
  g_autofree char *link = hoist_practice_pages_make_link (exchange->context, file);

  json_object_set_string_member (object, "fileId", file->id);
  json_object_set_string_member (object, "url", link);
  answer (exchange, object, NULL);
}

static void
answer_partial (HoistPracticeExchange *exchange, HoistPracticeUpload *upload)
{
  JsonObject *object = hoist_practice_tencent_answer_new (1, 0, "");

  hoist_practice_tencent_answer_add_parts (object, upload);
  answer (exchange, object, upload);
}

static void
finish_init (Tencent *self, HoistPracticeExchange *exchange, HoistPracticeTencentRequest *request)
{
  HoistPracticeStorage *storage = self->context->storage;
  HoistPracticeFile *file = hoist_practice_storage_find_file (storage, ID, request->sha1);
  HoistPracticeUpload *upload = hoist_practice_storage_find_upload (storage, ID, request->sha1);
  gboolean is_sink = hoist_practice_storage_is_sink (storage);

  if ((upload != NULL && upload->size != request->file_size) ||
      (file != NULL && file->size != request->file_size)) {
    answer_verdict (exchange, say (-10003, 0, "this fileSha came with another fileSize"));
  } else if (file != NULL && !is_sink) {
    answer_file (exchange, 2, file);
  } else if (upload != NULL && g_hash_table_size (upload->parts) > 0) {
    answer_partial (exchange, upload);
  } else if (hoist_practice_storage_begin (storage, ID, request->sha1, request->name, request->type,
                                           request->file_size, request->data_size, NULL) == NULL) {
    answer_verdict (exchange, say (-10004, 1, "the upload cannot be stored"));
  } else {
    answer_verdict (exchange, say (0, 0, ""));
  }
}

static void
finish_part (Tencent *self, HoistPracticeExchange *exchange, Call *call)
{
  const char *md5 = call->md5 != NULL ? g_checksum_get_string (call->md5) : call->request->md5;
  g_autoptr (GError) error = NULL;

  if (exchange->entry->received != call->request->data_size)
    answer_verdict (exchange, say (-10006, 0, "the body has not dataSize bytes"));
  else if (strcmp (md5, call->request->md5) != 0)
    answer_verdict (exchange, say (-10006, 1, "the body does not match dataMd5"));
  else if (hoist_practice_writer_commit (call->writer, md5, &error))
    answer_verdict (exchange, say (0, 0, ""));
  else if (call->upload->is_gone)
    answer_verdict (exchange, say (-10005, 0, "the upload is over"));
  else
    answer_verdict (exchange, say (-10004, 1, "the part cannot be stored now"));
}

static void
answer_assembled (HoistPracticeExchange *exchange, gpointer data)
{
  const Outcome *outcome = data;

  if (outcome->file != NULL)
    answer_file (exchange, 0, outcome->file);
  else if (g_error_matches (outcome->error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA))
    answer_verdict (exchange, say (-10006, 0, "the file does not match fileSha"));
  else
    answer_verdict (exchange, say (-10004, 1, "the file cannot be put together"));
}

static void
on_assembled (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Assembling *assembling = user_data;
  g_autofree char *sha1 = assembling->sha1;
  Tencent *self = assembling->self;
  g_autoptr (GError) error = NULL;
  HoistPracticeUpload *upload = NULL;
  Outcome outcome = { NULL, NULL };

  if (g_cancellable_is_cancelled (g_task_get_cancellable (G_TASK (result))))
    return;
  outcome.file = hoist_practice_storage_assemble_finish (self->context->storage, result, &error);
  outcome.error = error;
  upload = hoist_practice_storage_find_upload (self->context->storage, ID, sha1);
  /* Nobody can say which part is wrong, so all have to come again. */
  if (upload != NULL && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA))
    hoist_practice_upload_forget_parts (upload);
  hoist_practice_waiting_answer (self->waiting, sha1, answer_assembled, &outcome);
}

/* Up to 20 digits, and beyond a signed 64-bit number for about every second file. */
static char *
make_file_id (const char *sha1)
{
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_MD5, sha1, -1);

  digest[16] = '\0';
  return g_strdup_printf ("%" G_GUINT64_FORMAT, g_ascii_strtoull (digest, NULL, 16));
}

static void
assemble (Tencent *self, HoistPracticeExchange *exchange, HoistPracticeUpload *upload)
{
  g_autofree char *id = make_file_id (upload->key);
  Assembling *assembling = NULL;

  if (hoist_practice_waiting_join (self->waiting, upload->key, exchange))
    return;
  hoist_practice_waiting_begin (self->waiting, upload->key, exchange);
  assembling = g_new0 (Assembling, 1);
  assembling->self = self;
  assembling->sha1 = g_strdup (upload->key);
  hoist_practice_storage_assemble_async (self->context->storage, upload, upload->key, id,
                                         on_assembled, assembling);
}

static void
finish_upload (Tencent *self, HoistPracticeExchange *exchange, const char *sha1)
{
  HoistPracticeStorage *storage = self->context->storage;
  HoistPracticeUpload *upload = hoist_practice_storage_find_upload (storage, ID, sha1);
  HoistPracticeFile *file = hoist_practice_storage_find_file (storage, ID, sha1);

  if (upload == NULL && file != NULL)
    answer_file (exchange, 0, file);
  else if (upload == NULL)
    answer_verdict (exchange, say (-10005, 0, "there is no such upload"));
  else if (!hoist_practice_upload_is_covered (upload))
    answer_verdict (exchange, say (-10005, 0, "parts are missing"));
  else
    assemble (self, exchange, upload);
}

static void
finish (gpointer state, HoistPracticeExchange *exchange)
{
  Tencent *self = state;
  Call *call = exchange->data;

  if (call->verdict.code != 0)
    answer_verdict (exchange, call->verdict);
  else if (call->request->call == HOIST_PRACTICE_TENCENT_INIT)
    finish_init (self, exchange, call->request);
  else if (call->request->call == HOIST_PRACTICE_TENCENT_PART)
    finish_part (self, exchange, call);
  else
    finish_upload (self, exchange, call->request->sha1);
}

static void
flip (gpointer state, HoistPracticeExchange *exchange, gint64 position)
{
  Call *call = exchange->data;
  guint64 start = position >= 0 ? (guint64) position : call->request->data_size / 2;
  g_autoptr (GError) error = NULL;

  if (call->upload != NULL &&
      !hoist_practice_upload_flip (call->upload, call->request->offset + start, &error))
    g_debug ("nothing to damage: %s", error->message);
}

static void
forget (gpointer state, HoistPracticeExchange *exchange)
{
  Tencent *self = state;

  hoist_practice_waiting_forget (self->waiting, exchange);
  g_clear_pointer ((Call **) &exchange->data, call_free);
}

const HoistPracticeService hoist_practice_tencent_service = {
  .id = ID,
  .variations = variations,
  .owns_path = owns_path,
  .create = create,
  .destroy = destroy,
  .describe = describe,
  .name_call = name_call,
  .open = open_call,
  .take = take,
  .finish = finish,
  .answer_code = answer_code,
  .flip = flip,
  .forget = forget,
};
