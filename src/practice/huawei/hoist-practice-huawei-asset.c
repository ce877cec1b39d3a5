/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The calls about assets: create, list, show, update, delete. */
#include "hoist-practice-huawei-rules.h"
#include "hoist-practice-huawei-service.h"
#include "hoist-practice-pages.h"
#include "hoist-practice-query.h"

#include <string.h>

/* Not said anywhere: taken when a list has no "limit". */
#define PAGE_SIZE 10
#define SMALL_PAGE_SIZE 2

static const char *
get_text (JsonObject *object, const char *name)
{
  return hoist_practice_huawei_get_text (object, name);
}

static JsonObject *
copy_shown (JsonObject *from)
{
  JsonObject *to = json_object_new ();
  JsonObjectIter iter;
  const char *name = NULL;
  JsonNode *value = NULL;

  json_object_iter_init_ordered (&iter, from);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    if (name[0] != HOIST_PRACTICE_HUAWEI_HIDDEN && strcmp (name, "files") != 0)
      json_object_set_member (to, name, json_node_copy (value));
  return to;
}

static JsonObject *
write_file (HoistPracticeHuawei *self, JsonObject *file, gboolean is_odd)
{
  JsonObject *shown = copy_shown (file);
  HoistPracticeFile *stored = hoist_practice_storage_find_file (
      self->context->storage, HOIST_PRACTICE_HUAWEI_ID, get_text (file, "file_id"));
  g_autofree char *link = NULL;
  JsonObject *meta = NULL;

  if (is_odd)
    json_object_set_string_member (shown, "state", "PONDERING");
  if (stored == NULL || strcmp (get_text (file, "state"), "CREATED") != 0)
    return shown;
  link = hoist_practice_pages_make_link (self->context, stored);
  json_object_set_string_member (shown, "download_url", link);
  meta = json_object_new ();
  json_object_set_string_member (meta, "video_transcoding_status", "SUCCEEDED");
  json_object_set_object_member (shown, "file_extra_meta", meta);
  return shown;
}

static JsonObject *
write_asset (HoistPracticeHuawei *self, JsonObject *asset, gboolean is_odd)
{
  JsonObject *shown = copy_shown (asset);
  JsonArray *files = json_object_get_array_member (asset, "files");
  JsonArray *list = json_array_new ();

  for (guint i = 0; i < json_array_get_length (files); i++)
    json_array_add_object_element (
        list, write_file (self, json_array_get_object_element (files, i), is_odd));
  json_object_set_array_member (shown, "files", list);
  return shown;
}

/**
 * hoist_practice_huawei_create_asset:
 *
 * POST /v1/{project_id}/digital-assets
 */
void
hoist_practice_huawei_create_asset (HoistPracticeHuawei *self,
                                    HoistPracticeExchange *exchange,
                                    HoistPracticeHuaweiRequest *request,
                                    JsonObject *body)
{
  HoistPracticeHuaweiVerdict verdict = hoist_practice_huawei_check_asset (self->library, body);
  JsonObject *answer = NULL;
  JsonObject *asset = NULL;

  if (verdict.code != NULL) {
    hoist_practice_huawei_refuse (exchange, verdict);
    return;
  }
  asset = hoist_practice_huawei_library_add_asset (self->library, body,
                                                   hoist_practice_exchange_get_time (exchange));
  hoist_practice_huawei_save (self);
  answer = json_object_new ();
  json_object_set_string_member (answer, "asset_id", get_text (asset, "asset_id"));
  hoist_practice_huawei_answer (exchange, SOUP_STATUS_OK, answer);
}

/* Commas mean any of them. */
static gboolean
is_any_of (HoistPracticeHuaweiRequest *request, const char *name, const char *value)
{
  const char *wanted = hoist_practice_huawei_request_get_param (request, name);
  g_auto (GStrv) words = NULL;

  if (wanted == NULL)
    return TRUE;
  words = g_strsplit (wanted, ",", -1);
  return g_strv_contains ((const char *const *) words, value);
}

static gboolean
has_name (HoistPracticeHuaweiRequest *request, const char *name)
{
  const char *wanted = hoist_practice_huawei_request_get_param (request, "name");
  g_autofree char *folded_wanted = g_utf8_casefold (wanted != NULL ? wanted : "", -1);
  g_autofree char *folded = g_utf8_casefold (name, -1);

  return strstr (folded, folded_wanted) != NULL;
}

static GPtrArray *
find_assets (HoistPracticeHuawei *self, HoistPracticeHuaweiRequest *request)
{
  JsonArray *assets = hoist_practice_huawei_library_get_assets (self->library);
  GPtrArray *found = g_ptr_array_new ();
  guint count = json_array_get_length (assets);
  const char *direction = hoist_practice_huawei_request_get_param (request, "sort_dir");
  gboolean is_reversed = g_strcmp0 (direction, "desc") == 0;

  for (guint i = 0; i < count; i++) {
    JsonObject *asset = json_array_get_object_element (assets, is_reversed ? count - 1 - i : i);

    if (has_name (request, get_text (asset, "asset_name")) &&
        is_any_of (request, "asset_type", get_text (asset, "asset_type")) &&
        is_any_of (request, "asset_state", get_text (asset, "asset_state")) &&
        is_any_of (request, "asset_id", get_text (asset, "asset_id")))
      g_ptr_array_add (found, asset);
  }
  return found;
}

static guint64
get_number (HoistPracticeHuaweiRequest *request, const char *name, guint64 otherwise)
{
  guint64 number = 0;
  const char *text = hoist_practice_huawei_request_get_param (request, name);

  return hoist_practice_number_parse (text, &number) ? number : otherwise;
}

/**
 * hoist_practice_huawei_list_assets:
 *
 * GET /v1/{project_id}/digital-assets: a page of what matches; the name only has to be contained.
 */
void
hoist_practice_huawei_list_assets (HoistPracticeHuawei *self,
                                   HoistPracticeExchange *exchange,
                                   HoistPracticeHuaweiRequest *request,
                                   JsonObject *body)
{
  HoistPracticeHuaweiVerdict verdict = hoist_practice_huawei_check_list (request->params);
  guint64 offset = get_number (request, "offset", 0);
  guint64 limit = get_number (request, "limit", PAGE_SIZE);
  g_autoptr (GPtrArray) found = NULL;
  JsonObject *answer = NULL;
  JsonArray *list = NULL;

  if (verdict.code != NULL) {
    hoist_practice_huawei_refuse (exchange, verdict);
    return;
  }
  if (hoist_practice_huawei_varies (exchange, "small-pages"))
    limit = MIN (limit, SMALL_PAGE_SIZE);
  found = find_assets (self, request);
  answer = json_object_new ();
  list = json_array_new ();
  for (guint64 i = offset; i < found->len && i - offset < limit; i++)
    json_array_add_object_element (list,
                                   write_asset (self, g_ptr_array_index (found, (guint) i), FALSE));
  json_object_set_int_member (answer, "count", found->len);
  json_object_set_array_member (answer, "assets", list);
  hoist_practice_huawei_answer (exchange, SOUP_STATUS_OK, answer);
}

static JsonObject *
find_asset (HoistPracticeHuawei *self,
            HoistPracticeExchange *exchange,
            HoistPracticeHuaweiRequest *request)
{
  JsonObject *asset = request->id != NULL
                          ? hoist_practice_huawei_library_find_asset (self->library, request->id)
                          : NULL;

  if (asset == NULL)
    hoist_practice_huawei_refuse (
        exchange, hoist_practice_huawei_say ("MSS.10001001", "the asset does not exist"));
  return asset;
}

/**
 * hoist_practice_huawei_show_asset:
 *
 * GET /v1/{project_id}/digital-assets/{asset_id}: reviews go on by being asked for.
 */
void
hoist_practice_huawei_show_asset (HoistPracticeHuawei *self,
                                  HoistPracticeExchange *exchange,
                                  HoistPracticeHuaweiRequest *request,
                                  JsonObject *body)
{
  JsonObject *asset = find_asset (self, exchange, request);

  if (asset == NULL)
    return;
  if (hoist_practice_huawei_library_look (self->library, asset))
    hoist_practice_huawei_save (self);
  hoist_practice_huawei_answer (
      exchange, SOUP_STATUS_OK,
      write_asset (self, asset, hoist_practice_huawei_varies (exchange, "unknown-state")));
}

/* An asset that is not there yet, or was rejected, cannot be put to use. */
static gboolean
can_have_state (JsonObject *asset, JsonObject *body)
{
  const char *state = get_text (asset, "asset_state");

  return !json_object_has_member (body, "asset_state") || strcmp (state, "UNACTIVED") == 0 ||
         strcmp (state, "ACTIVED") == 0 || strcmp (state, "WAITING_DELETE") == 0;
}

/**
 * hoist_practice_huawei_update_asset:
 *
 * PUT /v1/{project_id}/digital-assets/{asset_id}
 */
void
hoist_practice_huawei_update_asset (HoistPracticeHuawei *self,
                                    HoistPracticeExchange *exchange,
                                    HoistPracticeHuaweiRequest *request,
                                    JsonObject *body)
{
  HoistPracticeHuaweiVerdict verdict = hoist_practice_huawei_check_update (self->library, body);
  JsonObject *asset = NULL;
  JsonObjectIter iter;
  const char *name = NULL;
  JsonNode *value = NULL;

  if (verdict.code != NULL) {
    hoist_practice_huawei_refuse (exchange, verdict);
    return;
  }
  asset = find_asset (self, exchange, request);
  if (asset == NULL)
    return;
  if (!can_have_state (asset, body)) {
    hoist_practice_huawei_refuse (
        exchange, hoist_practice_huawei_say ("MSS.00000003", "Invalid parameter: asset_state"));
    return;
  }
  json_object_iter_init (&iter, body);
  while (json_object_iter_next (&iter, &name, &value))
    json_object_set_member (asset, name, json_node_copy (value));
  hoist_practice_huawei_save (self);
  hoist_practice_huawei_answer (exchange, SOUP_STATUS_OK, write_asset (self, asset, FALSE));
}

/**
 * hoist_practice_huawei_delete_asset:
 *
 * DELETE /v1/{project_id}/digital-assets/{asset_id}: with all its files, at once.
 */
void
hoist_practice_huawei_delete_asset (HoistPracticeHuawei *self,
                                    HoistPracticeExchange *exchange,
                                    HoistPracticeHuaweiRequest *request,
                                    JsonObject *body)
{
  JsonObject *asset = find_asset (self, exchange, request);
  gboolean is_204 = hoist_practice_huawei_varies (exchange, "delete-204");
  JsonArray *files = NULL;

  if (asset == NULL)
    return;
  files = json_object_get_array_member (asset, "files");
  for (guint i = 0; i < json_array_get_length (files); i++)
    hoist_practice_huawei_drop_bytes (
        self, get_text (json_array_get_object_element (files, i), "file_id"));
  hoist_practice_huawei_library_remove_asset (self->library, asset);
  hoist_practice_huawei_save (self);
  hoist_practice_huawei_answer (exchange, is_204 ? SOUP_STATUS_NO_CONTENT : SOUP_STATUS_OK, NULL);
}
