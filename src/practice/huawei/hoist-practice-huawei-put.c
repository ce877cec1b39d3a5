/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The object store: PUT of a whole file or of a part to an address signed in advance. */
#include "hoist-practice-huawei-rules.h"
#include "hoist-practice-huawei-service.h"

#include <string.h>

/* The store's pages on PutObject and UploadPart. */
#define LARGEST_PUT (G_GUINT64_CONSTANT (5) * 1024 * 1024 * 1024)
#define SMALLEST_PART (100 * 1024)

static const char *
get_text (JsonObject *object, const char *name)
{
  return hoist_practice_huawei_get_text (object, name);
}

void
hoist_practice_huawei_put_free (HoistPracticeHuaweiPut *put)
{
  g_clear_pointer (&put->writer, hoist_practice_writer_free);
  g_clear_pointer (&put->upload, hoist_practice_upload_unref);
  g_clear_pointer (&put->md5, g_checksum_free);
  g_free (put->file_id);
  g_free (put);
}

/* What belongs to the API must not come here: it would hand the keys to another host. */
static gboolean
has_api_header (HoistPracticeHuaweiRequest *request)
{
  GHashTableIter iter;
  gpointer name = NULL;

  g_hash_table_iter_init (&iter, request->headers);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    if (strcmp (name, "authorization") == 0 || strcmp (name, "x-auth-token") == 0 ||
        strcmp (name, "x-security-token") == 0 || g_str_has_prefix (name, "x-sdk-"))
      return TRUE;
  return FALSE;
}

static HoistPracticeHuaweiVerdict
check_length (JsonObject *file, guint part, const char *text)
{
  guint64 length = 0;

  if (text == NULL || !g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT64, &length, NULL))
    return hoist_practice_huawei_say ("MissingContentLength", "Content-Length is missing");
  if (length > LARGEST_PUT)
    return hoist_practice_huawei_say ("EntityTooLarge", "the object is too large");
  if (part > 0 && length < SMALLEST_PART && part < json_object_get_int_member (file, "_parts"))
    return hoist_practice_huawei_say ("EntityTooSmall", "the part is too small");
  return hoist_practice_huawei_say (NULL, NULL);
}

/* Once the client has said how its upload ended, the addresses are of no more use; unconfirmed. */
static HoistPracticeHuaweiVerdict
refuse_gone (gboolean is_part)
{
  return is_part ? hoist_practice_huawei_say ("NoSuchUpload", "the upload does not exist")
                 : hoist_practice_huawei_say ("AccessDenied", "the address is withdrawn");
}

static void
apply_variations (HoistPracticeHuawei *self, HoistPracticeExchange *exchange, JsonObject *file)
{
  HoistPracticeUpload *upload = NULL;

  if (hoist_practice_huawei_varies (exchange, "address-expired")) {
    json_object_set_boolean_member (file, "_expired", TRUE);
    hoist_practice_huawei_save (self);
  }
  if (hoist_practice_huawei_varies (exchange, "upload-forgotten")) {
    json_object_set_boolean_member (file, "_forgotten", TRUE);
    upload = hoist_practice_storage_find_upload (self->context->storage, HOIST_PRACTICE_HUAWEI_ID,
                                                 get_text (file, "file_id"));
    if (upload != NULL)
      hoist_practice_upload_forget_parts (upload);
    hoist_practice_huawei_save (self);
  }
}

static HoistPracticeHuaweiVerdict
check_put (HoistPracticeHuawei *self,
           HoistPracticeExchange *exchange,
           HoistPracticeHuaweiRequest *request,
           JsonObject *file,
           guint part)
{
  gint64 now_s = hoist_practice_exchange_get_time (exchange);

  if (strcmp (request->method, "PUT") != 0)
    return hoist_practice_huawei_say ("MethodNotAllowed", "only PUT is for this address");
  if (request->id == NULL || !g_str_has_prefix (request->id, "practice-bucket/"))
    return hoist_practice_huawei_say ("NoSuchBucket", "the bucket does not exist");
  if (has_api_header (request))
    return hoist_practice_huawei_say ("InvalidRequest", "a header is not for this host");
  if (hoist_practice_huawei_request_get_header (request, "transfer-encoding") != NULL)
    return hoist_practice_huawei_say ("MissingContentLength", "chunked bodies are not taken");
  if (file == NULL)
    return refuse_gone (request->call == HOIST_PRACTICE_HUAWEI_PUT_PART);
  apply_variations (self, exchange, file);
  if (now_s >= json_object_get_int_member (file, "_expires") ||
      json_object_has_member (file, "_expired"))
    return hoist_practice_huawei_say ("AccessDenied", "Request has expired");
  if (!hoist_practice_huawei_is_link_right (request, file, part))
    return hoist_practice_huawei_say ("SignatureDoesNotMatch", "the signature does not match");
  if (json_object_has_member (file, "_confirmed") || json_object_has_member (file, "_forgotten"))
    return refuse_gone (part > 0);
  return check_length (file, part,
                       hoist_practice_huawei_request_get_header (request, "content-length"));
}

/**
 * hoist_practice_huawei_open_put:
 *
 * The headers of a PUT are there: everything but the bytes is judged.
 */
void
hoist_practice_huawei_open_put (HoistPracticeHuawei *self, HoistPracticeExchange *exchange)
{
  HoistPracticeHuaweiData *data = exchange->data;
  HoistPracticeStorage *storage = self->context->storage;
  const char *length = hoist_practice_huawei_request_get_header (data->request, "content-length");
  HoistPracticeUpload *upload = NULL;
  HoistPracticeHuaweiPut *put = NULL;
  JsonObject *file = NULL;
  guint part = 0;

  file = hoist_practice_huawei_find_target (self, data->request, &part);
  data->verdict = check_put (self, exchange, data->request, file, part);
  if (data->verdict.code != NULL)
    return;
  upload = hoist_practice_storage_find_upload (storage, HOIST_PRACTICE_HUAWEI_ID,
                                               get_text (file, "file_id"));
  if (upload == NULL || upload->is_busy) {
    data->verdict = refuse_gone (part > 0);
    return;
  }
  put = g_new0 (HoistPracticeHuaweiPut, 1);
  put->file_id = g_strdup (get_text (file, "file_id"));
  put->part = part;
  put->left = g_ascii_strtoll (length, NULL, 10);
  if (hoist_practice_huawei_varies (exchange, "short-part"))
    put->left--;
  put->upload = hoist_practice_upload_ref (upload);
  put->writer = hoist_practice_writer_new (upload, part, HOIST_PRACTICE_ANY_SIZE, NULL);
  if (!hoist_practice_storage_is_sink (storage))
    put->md5 = g_checksum_new (G_CHECKSUM_MD5);
  data->put = put;
}

/**
 * hoist_practice_huawei_take_put:
 *
 * Some bytes of a PUT.
 */
void
hoist_practice_huawei_take_put (HoistPracticeExchange *exchange, const guint8 *data, gsize size)
{
  HoistPracticeHuaweiPut *put = ((HoistPracticeHuaweiData *) exchange->data)->put;
  gsize stored = 0;

  if (put == NULL || put->writer == NULL)
    return;
  if (put->md5 != NULL)
    g_checksum_update (put->md5, data, (gssize) size);
  stored = (gsize) CLAMP (put->left, 0, (gint64) size);
  put->left -= (gint64) stored;
  if (!hoist_practice_writer_write (put->writer, data, stored, NULL))
    g_clear_pointer (&put->writer, hoist_practice_writer_free);
}

/* The hexadecimal MD5 in double quotes, but another value where objects are encrypted. */
static char *
write_etag (HoistPracticeExchange *exchange, const char *md5)
{
  if (hoist_practice_huawei_varies (exchange, "other-etag"))
    return g_strdup ("\"00000000000000000000000000000000-1\"");
  return g_strconcat ("\"", md5, "\"", NULL);
}

/* Without the bytes there is no digest but the one that was given. */
static char *
dup_md5 (HoistPracticeHuaweiPut *put, const char *given)
{
  if (put->md5 != NULL)
    return g_strdup (g_checksum_get_string (put->md5));
  return g_strdup (given[0] != '\0' ? given : "00000000000000000000000000000000");
}

/**
 * hoist_practice_huawei_finish_put:
 *
 * The body of a PUT is complete.
 */
void
hoist_practice_huawei_finish_put (HoistPracticeHuawei *self, HoistPracticeExchange *exchange)
{
  HoistPracticeHuaweiData *data = exchange->data;
  HoistPracticeHuaweiPut *put = data->put;
  const char *header = hoist_practice_huawei_request_get_header (data->request, "content-md5");
  g_autofree char *md5 = NULL;
  g_autofree char *etag = NULL;
  char given[33] = "";

  if (data->verdict.code != NULL) {
    hoist_practice_huawei_refuse (exchange, data->verdict);
    return;
  }
  if (header != NULL)
    hoist_practice_huawei_read_md5 (header, given);
  md5 = dup_md5 (put, given);
  etag = write_etag (exchange, md5);
  if (put->writer == NULL) {
    hoist_practice_huawei_refuse (
        exchange, hoist_practice_huawei_say ("InternalError", "the object cannot be stored"));
  } else if (given[0] != '\0' && strcmp (given, md5) != 0) {
    hoist_practice_huawei_refuse (
        exchange, hoist_practice_huawei_say ("BadDigest", "the body does not match Content-MD5"));
  } else if (!hoist_practice_writer_commit (put->writer, md5, NULL)) {
    hoist_practice_huawei_refuse (exchange, refuse_gone (put->part > 0));
  } else {
    hoist_practice_exchange_add_header (exchange, "ETag", etag);
    hoist_practice_huawei_answer (exchange, SOUP_STATUS_OK, NULL);
  }
}

/**
 * hoist_practice_huawei_flip_put:
 * @position: in the part; -1: its middle
 *
 * Damages what this PUT has stored.
 */
void
hoist_practice_huawei_flip_put (HoistPracticeExchange *exchange, gint64 position)
{
  HoistPracticeHuaweiPut *put = ((HoistPracticeHuaweiData *) exchange->data)->put;
  g_autoptr (GPtrArray) parts = NULL;
  g_autoptr (GError) error = NULL;
  guint64 start = 0;

  if (put == NULL)
    return;
  parts = hoist_practice_upload_list_parts (put->upload);
  for (guint i = 0; i < parts->len; i++) {
    HoistPracticePart *part = g_ptr_array_index (parts, i);

    if (part->offset < put->part)
      start += part->size;
  }
  start += position >= 0 ? (guint64) position : exchange->entry->received / 2;
  if (!hoist_practice_upload_flip (put->upload, start, &error))
    g_debug ("nothing to damage: %s", error->message);
}
