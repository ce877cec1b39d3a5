/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the server tells about itself under /practice/, and the finished files. */
#include "hoist-practice-pages.h"

#include <string.h>

#define MEDIA "/practice/media/"

static void
answer_node (SoupServerMessage *message, guint status, JsonNode *node)
{
  g_autofree char *text = json_to_string (node, FALSE);

  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY, text,
                                    strlen (text));
  json_node_unref (node);
}

static void
answer_error (SoupServerMessage *message, guint status, const char *what)
{
  g_autoptr (JsonObject) object = json_object_new ();

  json_object_set_string_member (object, "error", what);
  answer_node (message, status, json_node_init_object (json_node_alloc (), object));
}

static void
answer_done (SoupServerMessage *message)
{
  g_autoptr (JsonObject) object = json_object_new ();

  json_object_set_boolean_member (object, "done", TRUE);
  answer_node (message, SOUP_STATUS_OK, json_node_init_object (json_node_alloc (), object));
}

static char *
dup_body (SoupServerMessage *message)
{
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  g_autoptr (GBytes) bytes = soup_message_body_flatten (body);
  gsize size = 0;
  const char *data = g_bytes_get_data (bytes, &size);

  return g_strndup (data != NULL ? data : "", size);
}

/**
 * hoist_practice_pages_make_link:
 *
 * Returns: (transfer full): where a finished file can be fetched
 */
char *
hoist_practice_pages_make_link (HoistPracticeContext *context, HoistPracticeFile *file)
{
  g_autofree char *leaf =
      file->path != NULL ? g_path_get_basename (file->path) : g_strconcat ("f0.", file->type, NULL);

  return g_strconcat (context->address, MEDIA, file->id, "/", leaf, NULL);
}

static void
set_text (JsonObject *object, const char *name, const char *text)
{
  if (text != NULL)
    json_object_set_string_member (object, name, text);
  else
    json_object_set_null_member (object, name);
}

static void
answer_files (HoistPracticeContext *context, SoupServerMessage *message)
{
  g_autoptr (GPtrArray) files = hoist_practice_storage_list_files (context->storage);
  g_autoptr (JsonArray) array = json_array_new ();

  for (guint i = 0; i < files->len; i++) {
    HoistPracticeFile *file = g_ptr_array_index (files, i);
    g_autofree char *link = hoist_practice_pages_make_link (context, file);
    JsonObject *object = json_object_new ();

    json_object_set_string_member (object, "service", file->service);
    json_object_set_string_member (object, "name", file->name);
    json_object_set_string_member (object, "type", file->type);
    set_text (object, "folder", file->folder);
    set_text (object, "sha1", file->sha1);
    set_text (object, "md5", file->md5);
    set_text (object, "crc64", file->crc64);
    json_object_set_int_member (object, "size", (gint64) file->size);
    json_object_set_string_member (object, "file_id", file->id);
    set_text (object, "path", file->path);
    json_object_set_string_member (object, "link", link);
    json_array_add_object_element (array, object);
  }
  answer_node (message, SOUP_STATUS_OK, json_node_init_array (json_node_alloc (), array));
}

static void
answer_faults (HoistPracticeContext *context, SoupServerMessage *message)
{
  g_autoptr (JsonArray) array = json_array_new ();

  for (guint i = 0; i < context->faults->len; i++) {
    HoistPracticeFault *fault = g_ptr_array_index (context->faults, i);
    JsonObject *object = json_object_new ();

    json_object_set_string_member (object, "fault", hoist_practice_fault_get_name (fault->kind));
    json_object_set_string_member (object, "service", fault->service ? fault->service : "*");
    json_object_set_string_member (object, "call", fault->call ? fault->call : "*");
    json_object_set_int_member (object, "nth", fault->nth);
    json_object_set_int_member (object, "times", fault->times);
    json_object_set_int_member (object, "seen", fault->seen);
    json_object_set_int_member (object, "fired", fault->fired);
    json_object_set_int_member (object, "struck", fault->struck);
    json_array_add_object_element (array, object);
  }
  answer_node (message, SOUP_STATUS_OK, json_node_init_array (json_node_alloc (), array));
}

static void
set_faults (HoistPracticeContext *context, SoupServerMessage *message)
{
  g_autofree char *text = dup_body (message);
  g_autoptr (GError) error = NULL;
  GPtrArray *faults = hoist_practice_faults_parse (text, &error);

  if (faults == NULL) {
    answer_error (message, SOUP_STATUS_BAD_REQUEST, error->message);
    return;
  }
  g_ptr_array_unref (context->faults);
  context->faults = faults;
  answer_done (message);
}

static void
flip (HoistPracticeContext *context, SoupServerMessage *message)
{
  g_autofree char *text = dup_body (message);
  g_autoptr (JsonNode) root = json_from_string (text, NULL);
  g_autoptr (GError) error = NULL;
  JsonObject *object =
      root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  const char *key = NULL;
  gint64 offset = -1;

  if (object != NULL) {
    key = json_object_get_string_member_with_default (object, "upload", NULL);
    offset = json_object_get_int_member_with_default (object, "offset", -1);
  }
  if (key == NULL || offset < 0)
    answer_error (message, SOUP_STATUS_BAD_REQUEST, "upload and offset are needed");
  else if (!hoist_practice_storage_flip (context->storage, key, (guint64) offset, &error))
    answer_error (message, SOUP_STATUS_NOT_FOUND, error->message);
  else
    answer_done (message);
}

static void
answer_media (HoistPracticeContext *context, SoupServerMessage *message, const char *rest)
{
  g_auto (GStrv) words = g_strsplit (rest, "/", 2);
  HoistPracticeFile *file = hoist_practice_storage_find_id (context->storage, words[0]);
  g_autofree char *link = file != NULL ? hoist_practice_pages_make_link (context, file) : NULL;
  g_autoptr (GMappedFile) mapped = NULL;
  g_autoptr (GBytes) bytes = NULL;

  /* The link says how the file is called, and nothing else fetches it. */
  if (link != NULL && file->path != NULL && g_str_has_suffix (link, rest))
    mapped = g_mapped_file_new (file->path, FALSE, NULL);
  if (mapped == NULL) {
    answer_error (message, SOUP_STATUS_NOT_FOUND, "no such file");
    return;
  }
  bytes = g_mapped_file_get_bytes (mapped);
  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  soup_message_headers_set_content_type (soup_server_message_get_response_headers (message),
                                         "application/octet-stream", NULL);
  soup_message_body_append_bytes (soup_server_message_get_response_body (message), bytes);
}

/* The clock of the services, which a test may have set. */
static void
set_date (HoistPracticeContext *context, SoupServerMessage *message)
{
  g_autoptr (GDateTime) now =
      g_date_time_new_from_unix_utc (context->get_wall_us (context->clock) / G_USEC_PER_SEC);
  g_autofree char *date = soup_date_time_to_string (now, SOUP_DATE_HTTP);

  soup_message_headers_replace (soup_server_message_get_response_headers (message), "Date", date);
}

/**
 * hoist_practice_pages_answer:
 *
 * Answers a request that belongs to no service.
 */
void
hoist_practice_pages_answer (HoistPracticeContext *context, SoupServerMessage *message)
{
  const char *path = g_uri_get_path (soup_server_message_get_uri (message));
  const char *method = soup_server_message_get_method (message);
  gboolean is_post = strcmp (method, "POST") == 0;
  gboolean is_get = strcmp (method, "GET") == 0 || strcmp (method, "HEAD") == 0;

  set_date (context, message);
  if (is_get && g_str_has_prefix (path, MEDIA))
    answer_media (context, message, path + strlen (MEDIA));
  else if (is_get && strcmp (path, "/practice/log") == 0)
    answer_node (message, SOUP_STATUS_OK, hoist_practice_journal_to_json (context->journal));
  else if (is_get && strcmp (path, "/practice/stats") == 0)
    answer_node (message, SOUP_STATUS_OK, hoist_practice_journal_sum_up (context->journal));
  else if (is_get && strcmp (path, "/practice/files") == 0)
    answer_files (context, message);
  else if (is_get && strcmp (path, "/practice/faults") == 0)
    answer_faults (context, message);
  else if (is_post && strcmp (path, "/practice/faults") == 0)
    set_faults (context, message);
  else if (is_post && strcmp (path, "/practice/flip") == 0)
    flip (context, message);
  else
    answer_error (message, SOUP_STATUS_NOT_FOUND, "no such page");
}
