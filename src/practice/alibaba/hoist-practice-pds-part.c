/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parts as the object store behind PDS takes them. */
#include "hoist-practice-pds-part.h"

#include "hoist-digest.h"
#include "hoist-practice-pds-address.h"
#include "hoist-practice-pds-upload.h"
#include "hoist-practice-pds.h"
#include "hoist-practice-query.h"

#include <string.h>

/* Notes 4.5. */
#define MOST_PART_BYTES (G_GUINT64_CONSTANT (5) << 30)
#define EXPIRED_EC "0002-00000069"
#define EXISTS_EC "0042-00000108"

/* Notes 4.5: "No Authorization, no cookies, no API headers. Suppress Expect". */
static const char *const unwanted[] = { "Authorization", "Cookie", "Expect", "x-share-token" };

static HoistPracticePart *
get_part (HoistPracticeUpload *upload, guint64 number)
{
  return g_hash_table_lookup (upload->parts, &number);
}

static gint64
count_before (HoistPracticeUpload *upload, guint number)
{
  gint64 offset = 0;

  for (guint i = 1; i < number; i++) {
    HoistPracticePart *part = get_part (upload, i);

    if (part == NULL)
      return -1;
    offset += (gint64) part->size;
  }
  return offset;
}

/**
 * hoist_practice_pds_part_name:
 *
 * Notes in the log what the address says; the offset only if all parts before are there.
 */
void
hoist_practice_pds_part_name (HoistPracticePds *self, HoistPracticeExchange *exchange)
{
  const char *query = g_uri_get_query (soup_server_message_get_uri (exchange->message));
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (exchange->message);
  g_autoptr (GPtrArray) params = hoist_practice_query_parse (query, FALSE, NULL);
  HoistPracticePdsCall *call = exchange->data;
  HoistPracticeUpload *upload = NULL;
  guint64 number = 0;

  exchange->entry->call = g_strdup ("PutPart");
  if (params == NULL)
    return;
  exchange->entry->upload = g_strdup (hoist_practice_query_get (params, "uploadId"));
  if (soup_message_headers_get_one (headers, "Content-Length") != NULL)
    exchange->entry->size = soup_message_headers_get_content_length (headers);
  if (!hoist_practice_number_parse (hoist_practice_query_get (params, "partNumber"), &number) ||
      number < 1 || number > 10000 || exchange->entry->upload == NULL)
    return;
  call->part_number = (guint) number;
  upload = hoist_practice_storage_find_upload (self->context->storage, HOIST_PRACTICE_PDS_ID,
                                               exchange->entry->upload);
  if (upload != NULL)
    exchange->entry->offset = count_before (upload, call->part_number);
}

static void
refuse (HoistPracticePdsCall *call, guint status, const char *code, const char *message)
{
  call->status = status;
  call->code = code;
  g_free (call->message);
  call->message = g_strdup (message);
}

/* The headers that a signature covers, as they came. */
static void
fill_address (HoistPracticeExchange *exchange, GPtrArray *params, HoistPracticePdsAddress *address)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (exchange->message);
  const char *type = soup_message_headers_get_one (headers, "Content-Type");
  const char *md5 = soup_message_headers_get_one (headers, "Content-MD5");
  const char *other = hoist_practice_query_get (params, "x-oss-expires");
  const char *expires = other != NULL ? other : hoist_practice_query_get (params, "Expires");
  const char *token = hoist_practice_query_get (params, "security-token");
  guint64 number = 0;

  address->method = soup_server_message_get_method (exchange->message);
  address->path = g_uri_get_path (soup_server_message_get_uri (exchange->message));
  address->content_type = type != NULL ? type : "";
  address->content_md5 = md5 != NULL ? md5 : "";
  address->upload_id = hoist_practice_query_get (params, "uploadId");
  address->part_number = ((HoistPracticePdsCall *) exchange->data)->part_number;
  address->has_other_expires = other != NULL;
  if (hoist_practice_number_parse (expires, &number))
    address->expires_s = (gint64) number;
  if (token != NULL && token[0] == 'P' && hoist_practice_number_parse (token + 1, &number))
    address->serial = number;
}

static gboolean
has_store_header (SoupMessageHeaders *headers)
{
  SoupMessageHeadersIter iter;
  const char *name = NULL, *value = NULL;

  soup_message_headers_iter_init (&iter, headers);
  while (soup_message_headers_iter_next (&iter, &name, &value))
    if (g_ascii_strncasecmp (name, "x-oss-", 6) == 0)
      return TRUE;
  return FALSE;
}

/* The address has to come byte for byte as it was given, with the headers it was signed for. */
static gboolean
check_address (HoistPracticePds *self, HoistPracticeExchange *exchange)
{
  HoistPracticePdsCall *call = exchange->data;
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (exchange->message);
  const char *query = g_uri_get_query (soup_server_message_get_uri (exchange->message));
  g_autoptr (GPtrArray) params = hoist_practice_query_parse (query, FALSE, NULL);
  g_autofree char *expected = NULL;
  HoistPracticePdsAddress address = { 0 };

  if (params != NULL && call->part_number > 0) {
    fill_address (exchange, params, &address);
    expected = hoist_practice_pds_address_write_query (&address);
  }
  /* Headers of the store's own would be signed too. */
  if (expected == NULL || strcmp (expected, query) != 0 || has_store_header (headers)) {
    refuse (call, 403, "SignatureDoesNotMatch",
            "The request signature we calculated does not match the signature you provided.");
    return FALSE;
  }
  if (hoist_practice_pds_varies (exchange, "expire-addresses"))
    self->voided_address = self->last_address;
  if (hoist_practice_exchange_get_time (exchange) >= address.expires_s ||
      address.serial <= self->voided_address) {
    refuse (call, 403, "AccessDenied", "Request has expired.");
    return FALSE;
  }
  call->content_md5 = g_strdup (address.content_md5);
  return TRUE;
}

static gboolean
check_headers (HoistPracticeExchange *exchange)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (exchange->message);
  HoistPracticePdsCall *call = exchange->data;

  for (gsize i = 0; i < G_N_ELEMENTS (unwanted); i++)
    if (soup_message_headers_get_one (headers, unwanted[i]) != NULL) {
      refuse (call, 400, "InvalidArgument", "A header does not belong here.");
      return FALSE;
    }
  if (soup_message_headers_get_encoding (headers) != SOUP_ENCODING_CONTENT_LENGTH ||
      soup_message_headers_get_one (headers, "Content-Length") == NULL) {
    refuse (call, 411, "MissingContentLength", "You must provide the Content-Length HTTP header.");
    return FALSE;
  }
  call->size = (guint64) soup_message_headers_get_content_length (headers);
  if (call->size > MOST_PART_BYTES) {
    refuse (call, 400, "EntityTooLarge", "The part is larger than 5 GiB.");
    return FALSE;
  }
  return TRUE;
}

/* One after the other, and none twice. */
static gboolean
check_order (HoistPracticePdsCall *call)
{
  if (get_part (call->upload, call->part_number) != NULL)
    refuse (call, 409, "PartAlreadyExist",
            "For sequential multipart upload, you can't overwrite uploaded parts.");
  else if (call->part_number > 1 && get_part (call->upload, call->part_number - 1) == NULL)
    refuse (call, 400, "PartNotSequential",
            "For sequential multipart upload, you must upload parts sequentially.");
  return call->status == 0;
}

static gboolean
find_upload (HoistPracticePds *self, HoistPracticeExchange *exchange)
{
  HoistPracticePdsCall *call = exchange->data;
  HoistPracticeUpload *upload = hoist_practice_storage_find_upload (
      self->context->storage, HOIST_PRACTICE_PDS_ID, exchange->entry->upload);

  if (upload == NULL || upload->is_busy || hoist_practice_pds_varies (exchange, "forget-upload") ||
      hoist_practice_pds_is_old (upload->note, hoist_practice_exchange_get_time (exchange))) {
    if (upload != NULL)
      hoist_practice_storage_drop_upload (self->context->storage, upload);
    refuse (call, 404, "NoSuchUpload",
            "The specified upload does not exist. The upload ID may be invalid, or the upload may "
            "have been aborted or completed.");
    return FALSE;
  }
  call->upload = hoist_practice_upload_ref (upload);
  return TRUE;
}

/**
 * hoist_practice_pds_part_open:
 *
 * Judges all that the headers tell.
 */
void
hoist_practice_pds_part_open (HoistPracticePds *self, HoistPracticeExchange *exchange)
{
  HoistPracticePdsCall *call = exchange->data;

  if (!check_headers (exchange) || !check_address (self, exchange) ||
      !find_upload (self, exchange) || !check_order (call))
    return;
  call->kept = hoist_practice_pds_varies (exchange, "short-part") ? call->size / 2 : call->size;
  call->writer =
      hoist_practice_writer_new (call->upload, call->part_number, HOIST_PRACTICE_ANY_SIZE, NULL);
  if (call->writer == NULL)
    refuse (call, 500, "InternalError", "The part cannot be stored.");
  if (!hoist_practice_storage_is_sink (self->context->storage))
    call->md5 = g_checksum_new (G_CHECKSUM_MD5);
}

void
hoist_practice_pds_part_take (HoistPracticeExchange *exchange, const guint8 *data, gsize size)
{
  HoistPracticePdsCall *call = exchange->data;

  size = (gsize) MIN (size, call->kept - call->stored);
  if (call->writer == NULL || size == 0)
    return;
  call->stored += size;
  if (call->md5 != NULL) {
    g_checksum_update (call->md5, data, (gssize) size);
    call->crc64 = hoist_crc64_update (call->crc64, data, size);
  }
  if (!hoist_practice_writer_write (call->writer, data, size, NULL)) {
    g_clear_pointer (&call->writer, hoist_practice_writer_free);
    refuse (call, 500, "InternalError", "The part cannot be stored.");
  }
}

static void
add_details (GString *xml, HoistPracticePdsCall *call, const char *code)
{
  HoistPracticePart *part =
      call->upload != NULL ? get_part (call->upload, call->part_number) : NULL;

  if (g_str_equal (code, "PartNotSequential") || g_str_equal (code, "PartAlreadyExist"))
    g_string_append_printf (xml, "<PartNumber>%u</PartNumber>", call->part_number);
  if (g_str_equal (code, "PartAlreadyExist") && part != NULL) {
    g_autofree char *upper = g_ascii_strup (part->md5, -1);

    g_string_append_printf (xml, "<PartEtag>\"%s\"</PartEtag>", upper);
  }
  if (g_str_equal (code, "PartAlreadyExist"))
    g_string_append (xml, "<EC>" EXISTS_EC "</EC>");
}

/**
 * hoist_practice_pds_part_fail:
 *
 * Refuses as the object store does, in XML. The exchange may be gone afterwards.
 */
void
hoist_practice_pds_part_fail (HoistPracticeExchange *exchange,
                              guint status,
                              const char *code,
                              const char *message)
{
  g_autoptr (GString) xml = g_string_new ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error>");
  g_autofree char *text =
      g_markup_printf_escaped ("<Code>%s</Code><Message>%s</Message>", code, message);

  g_string_append (xml, text);
  g_string_append (xml, "<RequestId>PRACTICE</RequestId><HostId>127.0.0.1</HostId>");
  if (strstr (message, "expired") != NULL)
    g_string_append (xml, "<EC>" EXPIRED_EC "</EC>");
  add_details (xml, exchange->data, code);
  g_string_append (xml, "</Error>\n");
  g_free (exchange->entry->error);
  exchange->entry->error = g_strdup (code);
  hoist_practice_exchange_add_header (exchange, "Content-Type", "application/xml");
  hoist_practice_exchange_answer (exchange, status, g_string_free (g_steal_pointer (&xml), FALSE));
}

static void
answer_stored (HoistPracticeExchange *exchange, const char *md5)
{
  HoistPracticePdsCall *call = exchange->data;
  g_autofree char *upper = g_ascii_strup (md5, -1);
  g_autofree char *etag = NULL;
  g_autofree char *crc64 = NULL;

  if (hoist_practice_pds_varies (exchange, "wrong-etag"))
    memset (upper, '0', strlen (upper));
  if (hoist_practice_pds_varies (exchange, "wrong-part-crc"))
    call->crc64 ^= 1;
  etag = g_strconcat ("\"", upper, "\"", NULL);
  crc64 = g_strdup_printf ("%" G_GUINT64_FORMAT, call->crc64);
  /* Nothing is known about bodies that are thrown away. */
  if (call->md5 != NULL) {
    hoist_practice_exchange_add_header (exchange, "ETag", etag);
    hoist_practice_exchange_add_header (exchange, "x-oss-hash-crc64ecma", crc64);
  }
  hoist_practice_exchange_answer (exchange, 200, NULL);
}

static gboolean
is_md5_right (HoistPracticePdsCall *call)
{
  guint8 digest[16];
  gsize size = sizeof digest;
  g_autoptr (GChecksum) copy = NULL;
  g_autofree char *text = NULL;

  if (call->content_md5[0] == '\0' || call->md5 == NULL)
    return TRUE;
  copy = g_checksum_copy (call->md5);
  g_checksum_get_digest (copy, digest, &size);
  text = g_base64_encode (digest, size);
  return strcmp (text, call->content_md5) == 0;
}

/**
 * hoist_practice_pds_part_finish:
 *
 * Takes the part in. Another request may have brought it, or ended the upload, meanwhile.
 */
void
hoist_practice_pds_part_finish (HoistPracticePds *self, HoistPracticeExchange *exchange)
{
  HoistPracticePdsCall *call = exchange->data;
  const char *md5 = "00000000000000000000000000000000";

  if (call->status == 0)
    check_order (call);
  if (call->status == 0 && exchange->entry->received != call->size)
    refuse (call, 400, "IncompleteBody", "The body has another length than announced.");
  if (call->status == 0 && !is_md5_right (call))
    refuse (call, 400, "InvalidDigest", "The Content-MD5 you specified is not valid.");
  if (call->status == 0 && call->upload->is_gone)
    refuse (call, 404, "NoSuchUpload", "The specified upload does not exist.");
  if (call->status != 0) {
    hoist_practice_pds_part_fail (exchange, call->status, call->code, call->message);
    return;
  }
  if (call->md5 != NULL)
    md5 = g_checksum_get_string (call->md5);
  if (hoist_practice_writer_commit (call->writer, md5, NULL))
    answer_stored (exchange, md5);
  else
    hoist_practice_pds_part_fail (exchange, 500, "InternalError", "The part cannot be stored.");
}
