/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The store of Xvid MediaHub: one form posted to it, checked while it comes. */
#include "hoist-practice-xvid-form.h"

#include "hoist-practice-form.h"
#include "hoist-practice-query.h"
#include "hoist-practice-s3-policy.h"
#include "hoist-practice-xvid-answer.h"
#include "hoist-practice-xvid-fields.h"
#include "hoist-practice-xvid.h"

#include <string.h>

/* "POST Object" in the S3 API reference: what comes before the file, and the file itself. */
#define MOST_FIELDS_SIZE (20 * 1024)
#define MOST_FILE_SIZE (G_GUINT64_CONSTANT (5) * 1024 * 1024 * 1024)
#define SMALL_FILE_SIZE (1024 * 1024)

struct _HoistPracticeXvidForm {
  HoistPracticeXvid *xvid;         /* (unowned) */
  HoistPracticeExchange *exchange; /* (unowned) */
  HoistPracticeForm *reader;       /* (owned) (nullable) */
  GPtrArray *fields;               /* (owned) (element-type HoistPracticeParam) */
  char *name;                      /* (owned) (nullable): of the field that is being read */
  GString *value;                  /* (owned) */
  gsize fields_size;

  guint status;  /* of the refusal; 0: none yet */
  char *code;    /* (owned) (nullable) */
  char *message; /* (owned) (nullable) */

  char *key;                   /* (owned) (nullable) */
  HoistPracticeUpload *upload; /* (owned) (nullable) */
  HoistPracticeWriter *writer; /* (owned) (nullable) */
  GChecksum *md5;              /* (owned) (nullable): NULL when bodies are discarded */
  guint64 place;
  guint64 file_size;
  gboolean has_file;
};

static gboolean
refuse (HoistPracticeXvidForm *self, guint status, const char *code, const char *message)
{
  if (self->status == 0) {
    self->status = status;
    self->code = g_strdup (code);
    self->message = g_strdup (message);
  }
  return FALSE;
}

static void
param_free (gpointer data)
{
  HoistPracticeParam *param = data;

  g_free (param->name);
  g_free (param->value);
  g_free (param);
}

/**
 * hoist_practice_xvid_form_new:
 * @exchange: has to stay
 */
HoistPracticeXvidForm *
hoist_practice_xvid_form_new (HoistPracticeXvid *xvid, HoistPracticeExchange *exchange)
{
  HoistPracticeXvidForm *self = g_new0 (HoistPracticeXvidForm, 1);

  self->xvid = xvid;
  self->exchange = exchange;
  self->fields = g_ptr_array_new_with_free_func (param_free);
  self->value = g_string_new (NULL);
  return self;
}

void
hoist_practice_xvid_form_free (HoistPracticeXvidForm *self)
{
  g_clear_pointer (&self->reader, hoist_practice_form_free);
  g_clear_pointer (&self->writer, hoist_practice_writer_free);
  g_clear_pointer (&self->upload, hoist_practice_upload_unref);
  g_clear_pointer (&self->md5, g_checksum_free);
  g_ptr_array_unref (self->fields);
  g_string_free (self->value, TRUE);
  g_free (self->name);
  g_free (self->code);
  g_free (self->message);
  g_free (self->key);
  g_free (self);
}

static const char *
get_field (HoistPracticeXvidForm *self, const char *name)
{
  return hoist_practice_query_get (self->fields, name);
}

/* Takes the verdict's message. */
static gboolean
is_accepted (HoistPracticeXvidForm *self, HoistPracticeS3Verdict verdict)
{
  if (verdict.status != 0)
    refuse (self, verdict.status, verdict.code, verdict.message);
  hoist_practice_s3_verdict_clear (&verdict);
  return self->status == 0;
}

static gboolean
refuse_expired (HoistPracticeXvidForm *self)
{
  return refuse (self, 403, "AccessDenied", "Invalid according to Policy: Policy expired.");
}

static gboolean
check_policy (HoistPracticeXvidForm *self, gint64 now_us)
{
  return is_accepted (self, hoist_practice_s3_check_policy (get_field (self, "policy"),
                                                            HOIST_PRACTICE_XVID_BUCKET,
                                                            self->fields, now_us));
}

/* Whether S3 compares the time at the start of a long post or at its end is not documented. */
static gboolean
check_time (HoistPracticeXvidForm *self, gboolean is_end)
{
  gboolean is_late = hoist_practice_xvid_is_varied (self->exchange, "expires-late");

  return check_policy (self, is_late == is_end ? hoist_practice_exchange_get_time (self->exchange) *
                                                     G_USEC_PER_SEC
                                               : 0);
}

static gboolean
check_spent (HoistPracticeXvidForm *self, HoistPracticeXvidRecord *record)
{
  if (!record->is_spent && hoist_practice_xvid_is_varied (self->exchange, "policy-expires")) {
    record->is_spent = TRUE;
    hoist_practice_xvid_save (self->xvid);
  }
  return !record->is_spent || refuse_expired (self);
}

static char *
make_type (const char *name)
{
  const char *dot = strrchr (name, '.');

  return g_strdup (dot != NULL && dot[1] != '\0' ? dot + 1 : "bin");
}

static HoistPracticeUpload *
begin_upload (HoistPracticeXvidForm *self, HoistPracticeXvidRecord *record)
{
  HoistPracticeStorage *storage = self->xvid->context->storage;
  g_autofree char *name = g_path_get_basename (record->object_key);
  g_autofree char *type = make_type (name);
  HoistPracticeUpload *upload =
      hoist_practice_storage_find_upload (storage, HOIST_PRACTICE_XVID_ID, record->slot);

  if (upload != NULL)
    return upload;
  upload = hoist_practice_storage_begin (storage, HOIST_PRACTICE_XVID_ID, record->slot, name, type,
                                         0, 0, NULL);
  if (upload == NULL)
    return NULL;
  upload->parent = g_path_get_dirname (record->object_key);
  return hoist_practice_upload_save (upload, NULL) ? upload : NULL;
}

static gboolean
open_store (HoistPracticeXvidForm *self, HoistPracticeXvidRecord *record)
{
  HoistPracticeUpload *upload = begin_upload (self, record);

  if (upload != NULL)
    self->writer = hoist_practice_writer_new (upload, self->place, HOIST_PRACTICE_ANY_SIZE, NULL);
  if (self->writer == NULL)
    return refuse (self, 500, "InternalError",
                   "We encountered an internal error. Please try again.");
  self->upload = hoist_practice_upload_ref (upload);
  self->key = g_strdup (get_field (self, "key"));
  if (!hoist_practice_storage_is_sink (self->xvid->context->storage))
    self->md5 = g_checksum_new (G_CHECKSUM_MD5);
  return TRUE;
}

/* All fields are there, so everything can be judged before the first byte of the file. */
static gboolean
open_file (HoistPracticeXvidForm *self)
{
  HoistPracticeXvidRecord *record = NULL;

  if (!is_accepted (self,
                    hoist_practice_s3_check_signature (self->fields, HOIST_PRACTICE_XVID_STORE_ID,
                                                       HOIST_PRACTICE_XVID_STORE_SECRET)) ||
      !check_time (self, FALSE))
    return FALSE;
  record = hoist_practice_xvid_fields_find_record (self->xvid, self->fields);
  if (!is_accepted (self, hoist_practice_xvid_fields_check (record, self->fields, &self->place)))
    return FALSE;
  self->exchange->entry->upload = g_strdup (record->id);
  if (!check_spent (self, record))
    return FALSE;
  if (strcmp (record->status, "UPLOADING") != 0)
    return refuse (self, 403, "AccessDenied", "The upload is finished already.");
  return open_store (self, record);
}

static gboolean
open_part (gpointer data, const HoistPracticeFormPart *part, GError **error)
{
  HoistPracticeXvidForm *self = data;
  gboolean is_file = strcmp (part->name, "file") == 0;

  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "refused");
  if (self->has_file && is_file)
    return refuse (self, 400, "IncorrectNumberOfFilesInPostRequest",
                   "POST requires exactly one file upload per request.");
  if (self->has_file)
    return refuse (self, 400, "InvalidArgument", "A field follows the file.");
  if (is_file && part->filename == NULL)
    return refuse (self, 400, "InvalidArgument", "The file has no filename.");
  if (!is_file && (part->filename != NULL || get_field (self, part->name) != NULL))
    return refuse (self, 400, "InvalidArgument", "A field is a file or comes twice.");
  self->has_file = is_file;
  g_free (self->name);
  self->name = is_file ? NULL : g_strdup (part->name);
  g_string_truncate (self->value, 0);
  if (is_file && !open_file (self))
    return FALSE;
  g_clear_error (error);
  return TRUE;
}

static guint64
get_most_size (HoistPracticeXvidForm *self)
{
  return hoist_practice_xvid_is_varied (self->exchange, "small-limit") ? SMALL_FILE_SIZE
                                                                       : MOST_FILE_SIZE;
}

static gboolean
refuse_size (HoistPracticeXvidForm *self)
{
  return refuse (self, 400, "EntityTooLarge",
                 "Your proposed upload exceeds the maximum allowed object size.");
}

static gboolean
write_bytes (HoistPracticeXvidForm *self, const guint8 *bytes, gsize size)
{
  gboolean is_first = self->file_size == 0;

  self->file_size += size;
  if (self->file_size > get_most_size (self))
    return refuse_size (self);
  if (self->md5 != NULL)
    g_checksum_update (self->md5, bytes, (gssize) size);
  /* Loses the first byte of the file, and says nothing. */
  if (is_first && hoist_practice_xvid_is_varied (self->exchange, "stores-short")) {
    bytes++;
    size--;
  }
  return hoist_practice_writer_write (self->writer, bytes, size, NULL) ||
         refuse (self, 500, "InternalError", "We encountered an internal error. Please try again.");
}

static gboolean
take_bytes (gpointer data, const guint8 *bytes, gsize size, GError **error)
{
  HoistPracticeXvidForm *self = data;
  gboolean is_good = TRUE;

  if (self->has_file) {
    is_good = write_bytes (self, bytes, size);
  } else {
    self->fields_size += size;
    g_string_append_len (self->value, (const char *) bytes, (gssize) size);
    if (self->fields_size > MOST_FIELDS_SIZE)
      is_good = refuse (self, 400, "MaxPostPreDataLengthExceeded",
                        "Your POST request fields preceding the upload file were too large.");
  }
  if (!is_good)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "refused");
  return is_good;
}

static gboolean
close_part (gpointer data, GError **error)
{
  HoistPracticeXvidForm *self = data;
  HoistPracticeParam *param = NULL;

  if (self->has_file)
    return TRUE;
  if (strlen (self->value->str) != self->value->len ||
      !g_utf8_validate_len (self->value->str, self->value->len, NULL)) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "a field is not UTF-8");
    return FALSE;
  }
  param = g_new0 (HoistPracticeParam, 1);
  param->name = g_steal_pointer (&self->name);
  param->value = g_strndup (self->value->str, self->value->len);
  g_ptr_array_add (self->fields, param);
  return TRUE;
}

static const HoistPracticeFormHandler handler = { open_part, take_bytes, close_part };

static gboolean
answer_refusal (HoistPracticeXvidForm *self, gboolean is_early)
{
  g_autofree char *code = g_strdup (self->code);
  g_autofree char *message = g_strdup (self->message);

  /* Frees this form with the exchange. */
  hoist_practice_xvid_refuse_form (self->exchange, self->status, code, message, is_early);
  return FALSE;
}

static gboolean
check_headers (HoistPracticeXvidForm *self)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (self->exchange->message);
  GUri *uri = soup_server_message_get_uri (self->exchange->message);
  guint64 length = (guint64) soup_message_headers_get_content_length (headers);
  g_autofree char *boundary =
      hoist_practice_form_read_boundary (soup_message_headers_get_one (headers, "Content-Type"));

  if (soup_message_headers_get_one (headers, "Authorization") != NULL)
    return refuse (self, 400, "InvalidArgument",
                   "Only one auth mechanism allowed; the form has its own.");
  if (soup_message_headers_get_one (headers, "Cookie") != NULL)
    return refuse (self, 400, "InvalidArgument", "Nobody gave a cookie out.");
  if (g_uri_get_query (uri) != NULL)
    return refuse (self, 400, "InvalidArgument", "The address has a query.");
  if (soup_message_headers_get_encoding (headers) != SOUP_ENCODING_CONTENT_LENGTH)
    return refuse (self, 411, "MissingContentLength",
                   "You must provide the Content-Length HTTP header.");
  if (boundary == NULL)
    return refuse (self, 412, "PreconditionFailed",
                   "Bucket POST must be of the enclosure-type multipart/form-data");
  if (length > get_most_size (self) + 2 * MOST_FIELDS_SIZE)
    return refuse_size (self);
  self->reader = hoist_practice_form_new (boundary, &handler, self);
  return TRUE;
}

/**
 * hoist_practice_xvid_form_open:
 *
 * Judges the headers. When they are refused the exchange is answered and the form may be gone, as
 * with all of these.
 *
 * Returns: whether to go on
 */
gboolean
hoist_practice_xvid_form_open (HoistPracticeXvidForm *self)
{
  return check_headers (self) || answer_refusal (self, TRUE);
}

/**
 * hoist_practice_xvid_form_take:
 *
 * Reads on, and refuses as soon as something is wrong, while the client may still be sending.
 *
 * Returns: whether to go on
 */
gboolean
hoist_practice_xvid_form_take (HoistPracticeXvidForm *self, const guint8 *data, gsize size)
{
  g_autoptr (GError) error = NULL;

  if (hoist_practice_form_feed (self->reader, data, size, &error))
    return TRUE;
  refuse (self, 400, "MalformedPOSTRequest", error->message);
  return answer_refusal (self, TRUE);
}

static char *
make_etag (HoistPracticeXvidForm *self)
{
  if (self->md5 == NULL || hoist_practice_xvid_is_varied (self->exchange, "etag-no-md5"))
    return g_strdup ("5f4dcc3b5aa765d61d8327deb882cf99-1");
  if (hoist_practice_xvid_is_varied (self->exchange, "wrong-etag"))
    return g_strdup ("00000000000000000000000000000000");
  return g_strdup (g_checksum_get_string (self->md5));
}

static gboolean
commit (HoistPracticeXvidForm *self)
{
  const char *md5 =
      self->md5 != NULL ? g_checksum_get_string (self->md5) : "00000000000000000000000000000000";

  if (!hoist_practice_form_is_complete (self->reader))
    return refuse (self, 400, "MalformedPOSTRequest",
                   "The body of your POST request is not well-formed multipart/form-data.");
  if (!self->has_file)
    return refuse (self, 400, "IncorrectNumberOfFilesInPostRequest",
                   "POST requires exactly one file upload per request.");
  if (!check_time (self, TRUE))
    return FALSE;
  if (!hoist_practice_writer_commit (self->writer, md5, NULL))
    return refuse (self, 500, "InternalError",
                   "We encountered an internal error. Please try again.");
  return TRUE;
}

/**
 * hoist_practice_xvid_form_finish:
 *
 * Keeps the file and answers. The exchange may be gone afterwards.
 */
void
hoist_practice_xvid_form_finish (HoistPracticeXvidForm *self)
{
  g_autofree char *etag = NULL;
  g_autofree char *key = NULL;
  guint status = 0;

  if (!commit (self)) {
    answer_refusal (self, FALSE);
    return;
  }
  etag = make_etag (self);
  key = g_strdup (self->key);
  status = (guint) g_ascii_strtoull (get_field (self, "success_action_status"), NULL, 10);
  hoist_practice_xvid_answer_form (self->exchange, status, key, etag);
}

/**
 * hoist_practice_xvid_form_flip:
 * @position: in the posted file; -1: the middle
 *
 * Damages what was just stored.
 */
void
hoist_practice_xvid_form_flip (HoistPracticeXvidForm *self, gint64 position)
{
  guint64 offset = position >= 0 ? (guint64) position : self->file_size / 2;
  HoistPracticePart *part =
      self->upload != NULL ? g_hash_table_lookup (self->upload->parts, &self->place) : NULL;
  g_autoptr (GError) error = NULL;

  if (part != NULL && part->path != NULL && !hoist_practice_flip_byte (part->path, offset, &error))
    g_debug ("nothing to damage: %s", error->message);
}
