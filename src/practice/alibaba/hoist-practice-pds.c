/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Alibaba Cloud PDS: sign-in, drives, folders, and uploads in parts to presigned addresses. */
#include "hoist-practice-pds.h"

#include "hoist-practice-pds-address.h"
#include "hoist-practice-pds-call.h"
#include "hoist-practice-pds-create.h"
#include "hoist-practice-pds-drives.h"
#include "hoist-practice-pds-files.h"
#include "hoist-practice-pds-oauth.h"
#include "hoist-practice-pds-part.h"
#include "hoist-practice-pds-upload.h"
#include "hoist-practice-state.h"

#include <string.h>

#define CREATE "/v2/file/create"

/* What each does: the help text of the program. */
static const char *const variations[] = {
  "expire-tokens",
  "expire-addresses",
  "no-refresh-token",
  "authorize-denied",
  "capital-errors",
  "create-200",
  "rapid-by-status",
  "already-exist",
  "finished-exists",
  "forget-upload",
  "part-content-type",
  "x-oss-expires",
  "unordered-addresses",
  "small-pages",
  "empty-page",
  "opaque-marker",
  "endless-marker",
  "short-part",
  "wrong-etag",
  "wrong-part-crc",
  "wrong-crc",
  "wrong-hash",
  "wrong-size",
  "no-crc",
  "no-hash",
  "key-may-delete",
  "async-delete",
  NULL,
};

static const struct {
  const char *path;
  const char *method;
  const char *name;
  HoistPracticePdsHandler handler;
} calls[] = {
  { "/v2/oauth/token", "POST", "Token", hoist_practice_pds_token },
  { "/v2/oauth/authorize", "GET", "Authorize", hoist_practice_pds_authorize },
  { "/v2/user/get", "POST", "GetUser", hoist_practice_pds_get_user },
  { "/v2/drive/list_my_drives", "POST", "ListMyDrives", hoist_practice_pds_list_my_drives },
  { "/v2/drive/list_my_group_drive", "POST", "ListMyGroupDrive",
    hoist_practice_pds_list_my_group_drive },
  { "/v2/drive/get_default_drive", "POST", "GetDefaultDrive",
    hoist_practice_pds_get_default_drive },
  { "/v2/drive/get", "POST", "GetDrive", hoist_practice_pds_get_drive },
  { "/v2/file/get_upload_url", "POST", "GetUploadUrl", hoist_practice_pds_get_upload_url },
  { "/v2/file/list_uploaded_parts", "POST", "ListUploadedParts",
    hoist_practice_pds_list_uploaded_parts },
  { "/v2/file/complete", "POST", "CompleteFile", hoist_practice_pds_complete_file },
  { "/v2/file/get", "POST", "GetFile", hoist_practice_pds_get_file },
  { "/v2/file/delete", "POST", "DeleteFile", hoist_practice_pds_delete_file },
  { "/v2/recyclebin/trash", "POST", "TrashFile", hoist_practice_pds_delete_file },
  /* Its name is in the body. */
  { CREATE, "POST", NULL, NULL },
};

static gssize
find_call (const char *path)
{
  for (gsize i = 0; i < G_N_ELEMENTS (calls); i++)
    if (strcmp (calls[i].path, path) == 0)
      return (gssize) i;
  return -1;
}

static gboolean
owns_path (const char *path)
{
  return g_str_has_prefix (path, HOIST_PRACTICE_PDS_STORE) || find_call (path) >= 0;
}

static void
load_uploads (HoistPracticePds *self)
{
  g_autoptr (GPtrArray) uploads =
      hoist_practice_storage_list_uploads (self->context->storage, HOIST_PRACTICE_PDS_ID);
  g_autoptr (GPtrArray) files = hoist_practice_storage_list_files (self->context->storage);

  for (guint i = 0; i < uploads->len; i++) {
    HoistPracticeUpload *upload = g_ptr_array_index (uploads, i);
    g_autoptr (HoistPracticePdsNote) note = hoist_practice_pds_note_parse (upload->note);

    if (note != NULL)
      g_hash_table_replace (self->pending, g_strdup (note->file_id), g_strdup (upload->key));
  }
  for (guint i = 0; i < files->len; i++) {
    HoistPracticeFile *file = g_ptr_array_index (files, i);

    if (strcmp (file->service, HOIST_PRACTICE_PDS_ID) == 0)
      hoist_practice_pds_take_file (self, file);
  }
}

static gpointer
create (HoistPracticeContext *context)
{
  HoistPracticePds *self = g_new0 (HoistPracticePds, 1);
  g_autoptr (JsonObject) state =
      hoist_practice_storage_load_state (context->storage, HOIST_PRACTICE_PDS_ID);

  self->context = context;
  self->tokens = hoist_practice_pds_tokens_new (
      state, HOIST_PRACTICE_PDS_API_KEY, context->get_wall_us (context->clock) / G_USEC_PER_SEC);
  self->tree = hoist_practice_pds_tree_new (state);
  self->pending = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->waiting = hoist_practice_waiting_new ();
  load_uploads (self);
  hoist_practice_pds_save (self);
  return self;
}

static void
destroy (gpointer state)
{
  HoistPracticePds *self = state;

  hoist_practice_pds_tokens_free (self->tokens);
  hoist_practice_pds_tree_free (self->tree);
  g_hash_table_unref (self->pending);
  hoist_practice_waiting_free (self->waiting);
  g_free (self);
}

static void
describe (gpointer state, JsonObject *settings)
{
  HoistPracticePds *self = state;

  json_object_set_string_member (settings, "endpoint", self->context->address);
  json_object_set_string_member (settings, "client-id", HOIST_PRACTICE_PDS_CLIENT_ID);
  json_object_set_string_member (settings, "drive-id", "1");
  json_object_set_string_member (settings, "parent-file-id", "root");
  json_object_set_string_member (settings, "access-token",
                                 hoist_practice_pds_tokens_get_access (self->tokens));
  json_object_set_string_member (settings, "refresh-token",
                                 hoist_practice_pds_tokens_get_refresh (self->tokens));
}

static const char *
get_path (HoistPracticeExchange *exchange)
{
  return g_uri_get_path (soup_server_message_get_uri (exchange->message));
}

static gboolean
is_part (HoistPracticeExchange *exchange)
{
  return g_str_has_prefix (get_path (exchange), HOIST_PRACTICE_PDS_STORE);
}

static void
name_call (gpointer state, HoistPracticeExchange *exchange)
{
  HoistPracticePds *self = state;
  HoistPracticePdsCall *call = g_new0 (HoistPracticePdsCall, 1);
  gssize i = find_call (get_path (exchange));

  exchange->data = call;
  call->serial = ++self->serial;
  if (is_part (exchange)) {
    hoist_practice_pds_part_name (self, exchange);
    return;
  }
  call->body = g_string_new (NULL);
  call->handler = calls[i].handler;
  exchange->entry->call = g_strdup (calls[i].name);
}

static void
read_body (HoistPracticePdsCall *call)
{
  if (call->root == NULL && call->body != NULL)
    call->root = hoist_practice_json_parse (call->body->str, call->body->len, NULL);
  if (call->root != NULL)
    call->json = json_node_get_object (call->root);
}

static void
name_late (gpointer state, HoistPracticeExchange *exchange)
{
  HoistPracticePdsCall *call = exchange->data;
  const char *type = NULL;
  gboolean is_folder = FALSE;

  read_body (call);
  if (call->json != NULL)
    hoist_practice_json_get_text (call->json, "type", HOIST_PRACTICE_JSON_REQUIRED, &type, NULL);
  is_folder = g_strcmp0 (type, "folder") == 0;
  exchange->entry->call = g_strdup (is_folder ? "CreateFolder" : "CreateFile");
  if (is_folder)
    call->handler = hoist_practice_pds_create_folder;
  else if (g_strcmp0 (type, "file") == 0)
    call->handler = hoist_practice_pds_create_file;
}

static void
open_call (gpointer state, HoistPracticeExchange *exchange)
{
  if (is_part (exchange))
    hoist_practice_pds_part_open (state, exchange);
}

static void
take (gpointer state, HoistPracticeExchange *exchange, const guint8 *data, gsize size)
{
  HoistPracticePdsCall *call = exchange->data;

  if (call->body == NULL)
    hoist_practice_pds_part_take (exchange, data, size);
  else if (call->body->len <= HOIST_PRACTICE_JSON_MAX)
    g_string_append_len (call->body, (const char *) data, (gssize) size);
}

/* Notes 2.5 and 3. If it fails the call has been refused, and the exchange may be gone. */
static gboolean
admit (HoistPracticePds *self, HoistPracticeExchange *exchange)
{
  HoistPracticePdsCall *call = exchange->data;
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (exchange->message);
  const char *type = soup_message_headers_get_content_type (headers, NULL);

  if (hoist_practice_pds_varies (exchange, "expire-tokens"))
    hoist_practice_pds_tokens_expire_all (self->tokens);
  call->bearer = hoist_practice_pds_tokens_check (
      self->tokens, soup_message_headers_get_one (headers, "Authorization"),
      hoist_practice_exchange_get_time (exchange));
  if (call->bearer == HOIST_PRACTICE_PDS_NOBODY)
    hoist_practice_pds_fail (exchange, 401, "AccessTokenInvalid",
                             "AccessToken is invalid. ErrValidateTokenFailed");
  else if (call->bearer == HOIST_PRACTICE_PDS_EXPIRED)
    hoist_practice_pds_fail (exchange, 401, "AccessTokenExpired", "AccessToken is expired.");
  else if (g_strcmp0 (type, "application/json") != 0)
    hoist_practice_pds_fail (exchange, 400, "InvalidParameter.ContentType", "This takes JSON.");
  else if (call->json == NULL)
    hoist_practice_pds_fail (exchange, 400, "InvalidRequestJSONFormat",
                             "The body is not one object of JSON.");
  else if (call->handler == NULL)
    hoist_practice_pds_refuse_parameter (exchange, "type");
  else
    return TRUE;
  return FALSE;
}

static void
answer_method (HoistPracticeExchange *exchange)
{
  hoist_practice_exchange_add_header (exchange, "Content-Type", "text/plain");
  hoist_practice_exchange_answer (exchange, 405, g_strdup ("Method Not Allowed"));
}

static void
finish (gpointer state, HoistPracticeExchange *exchange)
{
  HoistPracticePds *self = state;
  HoistPracticePdsCall *call = exchange->data;
  gssize i = find_call (get_path (exchange));

  if (is_part (exchange)) {
    hoist_practice_pds_part_finish (self, exchange);
    return;
  }
  if (strcmp (calls[i].method, soup_server_message_get_method (exchange->message)) != 0) {
    answer_method (exchange);
    return;
  }
  read_body (call);
  if (call->handler == hoist_practice_pds_token || call->handler == hoist_practice_pds_authorize ||
      admit (self, exchange))
    call->handler (self, exchange);
}

static void
answer_code (gpointer state, HoistPracticeExchange *exchange, const char *code, gint64 can_retry)
{
  const char *name = code != NULL ? code : "InternalError";
  guint status = hoist_practice_pds_get_status (name);

  if (is_part (exchange))
    hoist_practice_pds_part_fail (exchange, status, name, "as you wished");
  else
    hoist_practice_pds_fail (exchange, status, name, "as you wished");
}

static void
flip (gpointer state, HoistPracticeExchange *exchange, gint64 position)
{
  HoistPracticePdsCall *call = exchange->data;
  HoistPracticePart *part = NULL;
  guint64 number = call->part_number;
  g_autoptr (GError) error = NULL;

  if (call->upload != NULL)
    part = g_hash_table_lookup (call->upload->parts, &number);
  if (part == NULL || part->path == NULL)
    return;
  if (!hoist_practice_flip_byte (part->path, position >= 0 ? (guint64) position : part->size / 2,
                                 &error))
    g_debug ("nothing to damage: %s", error->message);
}

static void
call_free (HoistPracticePdsCall *call)
{
  if (call->body != NULL)
    g_string_free (call->body, TRUE);
  g_clear_pointer (&call->root, json_node_unref);
  g_clear_pointer (&call->writer, hoist_practice_writer_free);
  g_clear_pointer (&call->upload, hoist_practice_upload_unref);
  g_clear_pointer (&call->md5, g_checksum_free);
  g_free (call->drive_id);
  g_free (call->folder_id);
  g_free (call->content_md5);
  g_free (call->message);
  g_free (call);
}

static void
forget (gpointer state, HoistPracticeExchange *exchange)
{
  HoistPracticePds *self = state;
  HoistPracticePdsCall *call = exchange->data;

  hoist_practice_waiting_forget (self->waiting, exchange);
  hoist_practice_pds_settle (self, call);
  g_clear_pointer ((HoistPracticePdsCall **) &exchange->data, call_free);
}

const HoistPracticeService hoist_practice_pds_service = {
  .id = HOIST_PRACTICE_PDS_ID,
  .variations = variations,
  .owns_path = owns_path,
  .create = create,
  .destroy = destroy,
  .describe = describe,
  .name_call = name_call,
  .name_late = name_late,
  .open = open_call,
  .take = take,
  .finish = finish,
  .answer_code = answer_code,
  .flip = flip,
  .forget = forget,
};
