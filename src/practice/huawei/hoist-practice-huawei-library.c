/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The assets and their files, kept as the service shows them. */
#include "hoist-practice-huawei-library.h"

#include <string.h>

/* Of the looks that a review takes, the last ones show a person at work. */
#define LOOKS_BY_A_PERSON 2

struct _HoistPracticeHuaweiLibrary {
  JsonArray *assets;       /* (owned) */
  GHashTable *asset_by_id; /* (owned) (element-type utf8 JsonObject): all inside assets */
  GHashTable *file_by_id;  /* (owned) (element-type utf8 JsonObject): the same */
};

static const char *
get_text (JsonObject *object, const char *name)
{
  return json_object_get_string_member_with_default (object, name, "");
}

static void
index_asset (HoistPracticeHuaweiLibrary *self, JsonObject *asset)
{
  JsonArray *files = json_object_get_array_member (asset, "files");

  g_hash_table_insert (self->asset_by_id, (gpointer) get_text (asset, "asset_id"), asset);
  for (guint i = 0; i < json_array_get_length (files); i++) {
    JsonObject *file = json_array_get_object_element (files, i);

    g_hash_table_insert (self->file_by_id, (gpointer) get_text (file, "file_id"), file);
  }
}

/**
 * hoist_practice_huawei_library_new:
 * @saved: (nullable): what hoist_practice_huawei_library_get_assets() gave an earlier run
 */
HoistPracticeHuaweiLibrary *
hoist_practice_huawei_library_new (JsonArray *saved)
{
  HoistPracticeHuaweiLibrary *self = g_new0 (HoistPracticeHuaweiLibrary, 1);

  self->assets = saved != NULL ? json_array_ref (saved) : json_array_new ();
  self->asset_by_id = g_hash_table_new (g_str_hash, g_str_equal);
  self->file_by_id = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < json_array_get_length (self->assets); i++)
    index_asset (self, json_array_get_object_element (self->assets, i));
  return self;
}

void
hoist_practice_huawei_library_free (HoistPracticeHuaweiLibrary *self)
{
  g_hash_table_unref (self->asset_by_id);
  g_hash_table_unref (self->file_by_id);
  json_array_unref (self->assets);
  g_free (self);
}

/**
 * hoist_practice_huawei_library_get_assets:
 *
 * Returns: (transfer none): all assets, oldest first, each with files[] and with hidden members
 */
JsonArray *
hoist_practice_huawei_library_get_assets (HoistPracticeHuaweiLibrary *self)
{
  return self->assets;
}

JsonObject *
hoist_practice_huawei_library_find_asset (HoistPracticeHuaweiLibrary *self, const char *id)
{
  return g_hash_table_lookup (self->asset_by_id, id);
}

JsonObject *
hoist_practice_huawei_library_find_file (HoistPracticeHuaweiLibrary *self, const char *id)
{
  return g_hash_table_lookup (self->file_by_id, id);
}

JsonObject *
hoist_practice_huawei_library_find_name (HoistPracticeHuaweiLibrary *self, const char *name)
{
  for (guint i = 0; i < json_array_get_length (self->assets); i++) {
    JsonObject *asset = json_array_get_object_element (self->assets, i);

    if (strcmp (get_text (asset, "asset_name"), name) == 0)
      return asset;
  }
  return NULL;
}

/**
 * hoist_practice_huawei_library_find_category:
 *
 * Returns: (transfer none) (nullable): the first file of @asset in @category, in whatever state
 */
JsonObject *
hoist_practice_huawei_library_find_category (JsonObject *asset, const char *category)
{
  JsonArray *files = json_object_get_array_member (asset, "files");

  for (guint i = 0; i < json_array_get_length (files); i++) {
    JsonObject *file = json_array_get_object_element (files, i);

    if (strcmp (get_text (file, "asset_file_category"), category) == 0)
      return file;
  }
  return NULL;
}

static void
copy_members (JsonObject *from, JsonObject *to)
{
  JsonObjectIter iter;
  const char *name = NULL;
  JsonNode *value = NULL;

  json_object_iter_init_ordered (&iter, from);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    json_object_set_member (to, name, json_node_copy (value));
}

static void
set_time (JsonObject *object, const char *name, gint64 time_s)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (time_s);
  g_autofree char *text = g_date_time_format (date, "%Y-%m-%dT%H:%M:%SZ");

  json_object_set_string_member (object, name, text);
}

/**
 * hoist_practice_huawei_library_add_asset:
 * @members: as the client sent them
 *
 * Returns: (transfer none): the new asset, without files
 */
JsonObject *
hoist_practice_huawei_library_add_asset (HoistPracticeHuaweiLibrary *self,
                                         JsonObject *members,
                                         gint64 now_s)
{
  JsonObject *asset = json_object_new ();
  g_autofree char *uuid = g_uuid_string_random ();
  g_auto (GStrv) words = g_strsplit (uuid, "-", -1);
  g_autofree char *id = g_strjoinv ("", words);

  json_object_set_string_member (asset, "asset_id", id);
  copy_members (members, asset);
  json_object_set_string_member (asset, "asset_state", "CREATING");
  set_time (asset, "create_time", now_s);
  json_object_set_array_member (asset, "files", json_array_new ());
  json_array_add_object_element (self->assets, asset);
  index_asset (self, asset);
  return asset;
}

/**
 * hoist_practice_huawei_library_add_file:
 * @members: as the client sent them, with the asset_id of one that is there
 *
 * Returns: (transfer none): the new file, CREATING
 */
JsonObject *
hoist_practice_huawei_library_add_file (HoistPracticeHuaweiLibrary *self,
                                        JsonObject *members,
                                        gint64 now_s)
{
  JsonObject *asset =
      hoist_practice_huawei_library_find_asset (self, get_text (members, "asset_id"));
  JsonObject *file = json_object_new ();
  g_autofree char *id = g_uuid_string_random ();

  json_object_set_string_member (file, "file_id", id);
  copy_members (members, file);
  json_object_set_string_member (file, "state", "CREATING");
  set_time (file, "create_time", now_s);
  json_array_add_object_element (json_object_get_array_member (asset, "files"), file);
  index_asset (self, asset);
  return file;
}

static void
remove_element (JsonArray *array, JsonObject *object)
{
  for (guint i = 0; i < json_array_get_length (array); i++)
    if (json_array_get_object_element (array, i) == object) {
      json_array_remove_element (array, i);
      return;
    }
}

/**
 * hoist_practice_huawei_library_remove_file:
 *
 * Forgets a file; @file is gone afterwards.
 */
void
hoist_practice_huawei_library_remove_file (HoistPracticeHuaweiLibrary *self, JsonObject *file)
{
  JsonObject *asset = hoist_practice_huawei_library_find_asset (self, get_text (file, "asset_id"));

  g_hash_table_remove (self->file_by_id, get_text (file, "file_id"));
  remove_element (json_object_get_array_member (asset, "files"), file);
}

/**
 * hoist_practice_huawei_library_remove_asset:
 *
 * Forgets an asset and its files; @asset is gone afterwards.
 */
void
hoist_practice_huawei_library_remove_asset (HoistPracticeHuaweiLibrary *self, JsonObject *asset)
{
  JsonArray *files = json_object_get_array_member (asset, "files");

  for (guint i = 0; i < json_array_get_length (files); i++)
    g_hash_table_remove (self->file_by_id,
                         get_text (json_array_get_object_element (files, i), "file_id"));
  g_hash_table_remove (self->asset_by_id, get_text (asset, "asset_id"));
  remove_element (self->assets, asset);
}

static void
settle_asset (JsonObject *asset, const char *state, const char *reason)
{
  if (strcmp (state, "BLOCK") == 0) {
    json_object_set_string_member (asset, "asset_state", "BLOCK");
    json_object_set_string_member (asset, "reason", reason);
    json_object_set_string_member (asset, "fail_type", "MANUAL_REVIEW_REJECT");
    json_object_set_string_member (asset, "block_reason_code", "PRACTICE_001");
  } else if (strcmp (state, "FAILED") == 0) {
    json_object_set_string_member (asset, "asset_state", "FAILED");
  } else if (strcmp (state, "CANCELLED") != 0) {
    json_object_set_string_member (asset, "asset_state", "UNACTIVED");
  }
}

/**
 * hoist_practice_huawei_library_settle:
 * @reason: (nullable): shown with the file
 *
 * Gives a file its state; what happens to the MAIN file happens to its asset.
 */
void
hoist_practice_huawei_library_settle (HoistPracticeHuaweiLibrary *self,
                                      JsonObject *file,
                                      const char *state,
                                      const char *reason)
{
  JsonObject *asset = hoist_practice_huawei_library_find_asset (self, get_text (file, "asset_id"));

  json_object_set_string_member (file, "state", state);
  if (reason != NULL)
    json_object_set_string_member (file, "reason", reason);
  if (strcmp (get_text (file, "asset_file_category"), "MAIN") == 0)
    settle_asset (asset, state, reason);
}

/**
 * hoist_practice_huawei_library_review:
 * @looks: how often the file is seen before its review is over
 * @outcome: the state it has then
 *
 * Puts a file under review.
 */
void
hoist_practice_huawei_library_review (HoistPracticeHuaweiLibrary *self,
                                      JsonObject *file,
                                      gint64 looks,
                                      const char *outcome)
{
  hoist_practice_huawei_library_settle (self, file, "UPLOADED", NULL);
  json_object_set_int_member (file, "_looks", looks);
  json_object_set_string_member (file, "_outcome", outcome);
}

static void
look_at_file (HoistPracticeHuaweiLibrary *self, JsonObject *file)
{
  gint64 looks = json_object_get_int_member (file, "_looks");
  g_autofree char *outcome = g_strdup (get_text (file, "_outcome"));

  json_object_set_int_member (file, "_looks", looks - 1);
  if (looks > LOOKS_BY_A_PERSON)
    return;
  if (looks > 0) {
    hoist_practice_huawei_library_settle (self, file, "REVIEW", NULL);
    return;
  }
  json_object_remove_member (file, "_looks");
  json_object_remove_member (file, "_outcome");
  hoist_practice_huawei_library_settle (
      self, file, outcome, strcmp (outcome, "BLOCK") == 0 ? "rejected by a person" : NULL);
}

/**
 * hoist_practice_huawei_library_look:
 *
 * Somebody asks for @asset: reviews go on by that.
 *
 * Returns: whether anything changed
 */
gboolean
hoist_practice_huawei_library_look (HoistPracticeHuaweiLibrary *self, JsonObject *asset)
{
  JsonArray *files = json_object_get_array_member (asset, "files");
  gboolean has_changed = FALSE;

  for (guint i = 0; i < json_array_get_length (files); i++) {
    JsonObject *file = json_array_get_object_element (files, i);

    if (json_object_has_member (file, "_outcome")) {
      look_at_file (self, file);
      has_changed = TRUE;
    }
  }
  return has_changed;
}
