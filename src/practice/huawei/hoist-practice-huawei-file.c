/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records of files: create one, for a whole file or a large one in parts, and delete it. */
#include "hoist-practice-huawei-rules.h"
#include "hoist-practice-huawei-service.h"

/* CreateFile, "upload_url": it works for 24 hours. That of a large file is unconfirmed. */
#define LINK_LIFE_S (24 * 60 * 60)

/* Ways in which addresses can look; the first that holds is kept with the file. */
static const char *const forms[] = { "amz-address", "opaque-address", "plain-parts",
                                     "typed-parts" };

static const char *
get_text (JsonObject *object, const char *name)
{
  return hoist_practice_huawei_get_text (object, name);
}

static JsonObject *
add_file (HoistPracticeHuawei *self, HoistPracticeExchange *exchange, JsonObject *body, guint parts)
{
  gint64 now_s = hoist_practice_exchange_get_time (exchange);
  JsonObject *file = hoist_practice_huawei_library_add_file (self->library, body, now_s);
  g_autofree char *upload_id =
      g_compute_checksum_for_string (G_CHECKSUM_MD5, get_text (file, "file_id"), -1);

  json_object_set_int_member (file, "_parts", parts);
  json_object_set_int_member (file, "_expires", now_s + LINK_LIFE_S);
  json_object_set_string_member (file, "_upload_id", upload_id);
  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++)
    if (!json_object_has_member (file, "_form") &&
        hoist_practice_huawei_varies (exchange, forms[i]))
      json_object_set_string_member (file, "_form", forms[i]);
  hoist_practice_huawei_prepare_links (file);
  return file;
}

/* Its bytes have a place from here on; parts have lengths of their own. */
static gboolean
begin_upload (HoistPracticeHuawei *self, JsonObject *file)
{
  gint64 size = json_object_get_int_member_with_default (file, "file_size", 1);

  return hoist_practice_storage_begin (self->context->storage, HOIST_PRACTICE_HUAWEI_ID,
                                       get_text (file, "file_id"), get_text (file, "file_name"),
                                       get_text (file, "file_type"), (guint64) size, 0,
                                       NULL) != NULL;
}

static void
refuse_for_space (HoistPracticeHuawei *self, HoistPracticeExchange *exchange, JsonObject *file)
{
  hoist_practice_huawei_library_remove_file (self->library, file);
  hoist_practice_huawei_refuse (exchange,
                                hoist_practice_huawei_say ("MSS.00000004", "Internal Error"));
}

/**
 * hoist_practice_huawei_create_file:
 *
 * POST /v1/{project_id}/files
 */
void
hoist_practice_huawei_create_file (HoistPracticeHuawei *self,
                                   HoistPracticeExchange *exchange,
                                   HoistPracticeHuaweiRequest *request,
                                   JsonObject *body)
{
  HoistPracticeHuaweiVerdict verdict = hoist_practice_huawei_check_file (self->library, body);
  g_autofree char *link = NULL;
  JsonObject *answer = NULL;
  JsonObject *file = NULL;

  if (verdict.code != NULL) {
    hoist_practice_huawei_refuse (exchange, verdict);
    return;
  }
  file = add_file (self, exchange, body, 0);
  if (!begin_upload (self, file)) {
    refuse_for_space (self, exchange, file);
    return;
  }
  hoist_practice_huawei_save (self);
  link = hoist_practice_huawei_write_link (self, file, 0);
  exchange->entry->upload = g_strdup (get_text (file, "file_id"));
  answer = json_object_new ();
  json_object_set_string_member (answer, "file_id", get_text (file, "file_id"));
  json_object_set_string_member (answer, "upload_url", link);
  hoist_practice_huawei_answer (exchange, SOUP_STATUS_OK, answer);
}

static JsonArray *
write_links (HoistPracticeHuawei *self, JsonObject *file, guint parts, gboolean is_reversed)
{
  JsonArray *links = json_array_new ();

  for (guint i = 1; i <= parts; i++) {
    g_autofree char *link =
        hoist_practice_huawei_write_link (self, file, is_reversed ? parts + 1 - i : i);

    json_array_add_string_element (links, link);
  }
  return links;
}

/**
 * hoist_practice_huawei_create_large_file:
 *
 * POST /v1/{project_id}/large-files: an address for each part.
 */
void
hoist_practice_huawei_create_large_file (HoistPracticeHuawei *self,
                                         HoistPracticeExchange *exchange,
                                         HoistPracticeHuaweiRequest *request,
                                         JsonObject *body)
{
  HoistPracticeHuaweiVerdict verdict = hoist_practice_huawei_check_large_file (self->library, body);
  gboolean is_reversed = hoist_practice_huawei_varies (exchange, "reversed-parts");
  JsonObject *answer = NULL;
  JsonObject *file = NULL;
  guint parts = 0;

  if (verdict.code != NULL) {
    hoist_practice_huawei_refuse (exchange, verdict);
    return;
  }
  parts = (guint) json_object_get_int_member_with_default (body, "file_multipart_count", 1);
  file = add_file (self, exchange, body, parts);
  if (!begin_upload (self, file)) {
    refuse_for_space (self, exchange, file);
    return;
  }
  hoist_practice_huawei_save (self);
  exchange->entry->upload = g_strdup (get_text (file, "file_id"));
  answer = json_object_new ();
  json_object_set_string_member (answer, "file_id", get_text (file, "file_id"));
  json_object_set_array_member (answer, "upload_urls",
                                write_links (self, file, parts, is_reversed));
  hoist_practice_huawei_answer (exchange, SOUP_STATUS_OK, answer);
}

/**
 * hoist_practice_huawei_drop_bytes:
 *
 * Removes what is stored of a file, finished or not.
 */
void
hoist_practice_huawei_drop_bytes (HoistPracticeHuawei *self, const char *file_id)
{
  HoistPracticeStorage *storage = self->context->storage;
  HoistPracticeUpload *upload =
      hoist_practice_storage_find_upload (storage, HOIST_PRACTICE_HUAWEI_ID, file_id);
  HoistPracticeFile *file =
      hoist_practice_storage_find_file (storage, HOIST_PRACTICE_HUAWEI_ID, file_id);

  if (upload != NULL)
    hoist_practice_storage_drop_upload (storage, upload);
  if (file != NULL)
    hoist_practice_storage_drop_file (storage, file);
}

/**
 * hoist_practice_huawei_delete_file:
 *
 * DELETE /v1/{project_id}/files/{file_id}
 */
void
hoist_practice_huawei_delete_file (HoistPracticeHuawei *self,
                                   HoistPracticeExchange *exchange,
                                   HoistPracticeHuaweiRequest *request,
                                   JsonObject *body)
{
  gboolean is_204 = hoist_practice_huawei_varies (exchange, "delete-204");
  JsonObject *file = request->id != NULL
                         ? hoist_practice_huawei_library_find_file (self->library, request->id)
                         : NULL;

  if (file == NULL) {
    hoist_practice_huawei_refuse (
        exchange, hoist_practice_huawei_say ("MSS.10001004", "the file does not exist"));
    return;
  }
  hoist_practice_huawei_drop_bytes (self, request->id);
  hoist_practice_huawei_library_remove_file (self->library, file);
  hoist_practice_huawei_save (self);
  hoist_practice_huawei_answer (exchange, is_204 ? SOUP_STATUS_NO_CONTENT : SOUP_STATUS_OK, NULL);
}
