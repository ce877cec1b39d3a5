/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the bodies of MetaStudio's calls may say. */
#include "hoist-practice-huawei-rules.h"

#include "hoist-practice-query.h"

#include <string.h>

#define MB G_GUINT64_CONSTANT (1048576)
#define GB (1024 * MB)

/* CreateFile, "file_size": 1 to 5368709120. */
#define LARGEST_FILE (5 * GB)

/* CreateLargeFile, "file_size"; an older edition says 5368709120. */
#define LARGEST_LARGE_FILE (500 * GB)

/* That a list without "limit" has so many is unconfirmed, and so is the highest one. */
#define LARGEST_PAGE 100

typedef enum { TEXT, NUMBER, FLAG, TEXTS, OBJECT, OBJECTS } Kind;

typedef struct {
  const char *name;
  Kind kind;
  gboolean is_required;
  guint64 least; /* of a number; characters of a text */
  guint64 most;  /* the same; of a list, how many */
} Field;

/* CreateDigitalAsset (edition 2025-04 and SDK 3.1.211). */
static const Field asset_fields[] = {
  { "asset_name", TEXT, TRUE, 1, 256 },
  { "asset_type", TEXT, TRUE, 1, 64 },
  { "asset_description", TEXT, FALSE, 0, 4096 },
  { "tags", TEXTS, FALSE, 0, 50 },
  { "system_properties", OBJECTS, FALSE, 0, 100 },
  { "is_need_generate_cover", FLAG, FALSE, 0, 0 },
  { "shared_config", OBJECT, FALSE, 0, 0 },
  { "supported_service", TEXTS, FALSE, 0, 3 },
  { "asset_extra_meta", OBJECT, FALSE, 0, 0 },
  { "review_config", OBJECT, FALSE, 0, 0 },
  { "asset_order", NUMBER, FALSE, 0, G_MAXINT32 },
  { "auto_operation_config", OBJECT, FALSE, 0, 0 },
};

static const Field update_fields[] = {
  { "asset_name", TEXT, FALSE, 1, 256 },
  { "asset_description", TEXT, FALSE, 0, 4096 },
  { "tags", TEXTS, FALSE, 0, 50 },
  { "asset_state", TEXT, FALSE, 1, 64 },
};

/* CreateFile: all six are mandatory in the editions 2024-07 and 2025-04. */
static const Field file_fields[] = {
  { "file_name", TEXT, TRUE, 1, 256 },
  { "file_md5", TEXT, TRUE, 24, 24 },
  { "file_size", NUMBER, TRUE, 1, LARGEST_FILE },
  { "file_type", TEXT, TRUE, 1, 64 },
  { "asset_id", TEXT, TRUE, 1, 64 },
  { "asset_file_category", TEXT, TRUE, 1, 128 },
};

/* CreateLargeFile: there is no file_md5. */
static const Field large_file_fields[] = {
  { "file_name", TEXT, TRUE, 1, 256 },
  { "file_type", TEXT, TRUE, 1, 64 },
  { "asset_id", TEXT, TRUE, 1, 64 },
  { "asset_file_category", TEXT, TRUE, 1, 128 },
  { "file_size", NUMBER, FALSE, 1, LARGEST_LARGE_FILE },
  { "file_multipart_count", NUMBER, FALSE, 1, 100 },
};

/* ConfirmFileUpload (edition 2024-07-04). */
static const Field confirmation_fields[] = {
  { "state", TEXT, TRUE, 1, 64 },
  { "auto_meta_analysis", FLAG, FALSE, 0, 0 },
};

/* CreateDigitalAsset: what the MAIN file may be, and CreateFile: which categories a type has. An
 * empty list of extensions takes any. */
static const struct {
  const char *asset_type;
  const char *extensions;
  guint64 largest;
  const char *categories;
} types[] = {
  { "VIDEO", "mp4 m4v mkv mov flv 3gp wmv avi webm", 5 * GB, "MAIN COVER" },
  { "IMAGE", "jpeg jpg png bmp gif", 50 * MB, "MAIN" },
  { "MUSIC", "wav mp3 m4a", 100 * MB, "MAIN" },
  { "AUDIO", "wav mp3 m4a", 100 * MB, "MAIN" },
  { "PPT", "ppt pptx pdf", 100 * MB, "MAIN COVER PAGE OTHER" },
  { "COMMON_FILE", "", LARGEST_LARGE_FILE, "MAIN" },
  { "BUSINESS_CARD_TEMPLET", "", LARGEST_LARGE_FILE, "MAIN COVER" },
};

static HoistPracticeHuaweiVerdict
say (const char *code, const char *message)
{
  return (HoistPracticeHuaweiVerdict){ code, message };
}

static const char *
get_text (JsonObject *object, const char *name)
{
  return json_object_get_string_member_with_default (object, name, "");
}

static gboolean
has_word (const char *words, const char *word)
{
  g_auto (GStrv) list = g_strsplit (words, " ", -1);

  return g_strv_contains ((const char *const *) list, word);
}

static gboolean
holds (JsonNode *node, GType type)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == type;
}

static gboolean
is_list (JsonNode *node, gboolean of_texts)
{
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++) {
    JsonNode *element = json_array_get_element (array, i);

    if (of_texts ? !holds (element, G_TYPE_STRING) : !JSON_NODE_HOLDS_OBJECT (element))
      return FALSE;
  }
  return array != NULL;
}

static gboolean
is_kind (JsonNode *node, Kind kind)
{
  switch (kind) {
  case TEXT:
    return holds (node, G_TYPE_STRING);
  case NUMBER:
    return holds (node, G_TYPE_INT64);
  case FLAG:
    return holds (node, G_TYPE_BOOLEAN);
  case TEXTS:
    return is_list (node, TRUE);
  case OBJECT:
    return JSON_NODE_HOLDS_OBJECT (node);
  case OBJECTS:
    return is_list (node, FALSE);
  }
  g_assert_not_reached ();
}

static gboolean
is_in_range (JsonNode *node, const Field *field)
{
  glong length = 0;

  if (field->kind == TEXT) {
    length = g_utf8_strlen (json_node_get_string (node), -1);
    return (guint64) length >= field->least && (guint64) length <= field->most;
  }
  if (field->kind == NUMBER)
    return json_node_get_int (node) >= (gint64) field->least &&
           json_node_get_int (node) <= (gint64) field->most;
  if (field->kind == TEXTS || field->kind == OBJECTS)
    return json_array_get_length (json_node_get_array (node)) <= field->most;
  return TRUE;
}

static gboolean
is_field (const Field *fields, gsize n_fields, const char *name)
{
  for (gsize i = 0; i < n_fields; i++)
    if (strcmp (fields[i].name, name) == 0)
      return TRUE;
  return FALSE;
}

static HoistPracticeHuaweiVerdict
check_fields (JsonObject *body, const Field *fields, gsize n_fields)
{
  g_autoptr (GList) names = json_object_get_members (body);

  for (GList *name = names; name != NULL; name = name->next)
    if (!is_field (fields, n_fields, name->data))
      return say ("MSS.10000003", "validation failed: a member is not known");
  for (gsize i = 0; i < n_fields; i++) {
    JsonNode *node = json_object_get_member (body, fields[i].name);

    if (node == NULL && fields[i].is_required)
      return say ("MSS.00000003", "Invalid parameter: a mandatory member is missing");
    if (node != NULL && !is_kind (node, fields[i].kind))
      return say ("MSS.10000003", "validation failed: a member has the wrong type");
    if (node != NULL && strcmp (fields[i].name, "file_type") == 0 &&
        json_node_get_string (node)[0] == '\0')
      return say ("MSS.10001003", "file type is empty");
    if (node != NULL && !is_in_range (node, &fields[i]))
      return say ("MSS.00000003", "Invalid parameter: too short, too long, too small or too large");
  }
  return say (NULL, NULL);
}

static gssize
find_type (const char *asset_type)
{
  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    if (strcmp (types[i].asset_type, asset_type) == 0)
      return (gssize) i;
  return -1;
}

static gboolean
has_long_text (JsonObject *body, const char *name, glong most)
{
  JsonArray *array =
      json_object_has_member (body, name) ? json_object_get_array_member (body, name) : NULL;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    if (g_utf8_strlen (json_array_get_string_element (array, i), -1) > most)
      return TRUE;
  return FALSE;
}

static gboolean
has_other_words (JsonObject *body, const char *name, const char *words)
{
  JsonArray *array =
      json_object_has_member (body, name) ? json_object_get_array_member (body, name) : NULL;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    if (!has_word (words, json_array_get_string_element (array, i)))
      return TRUE;
  return FALSE;
}

/* Each is a key and a value, and nothing else. */
static gboolean
are_properties (JsonObject *body)
{
  JsonArray *array = json_object_has_member (body, "system_properties")
                         ? json_object_get_array_member (body, "system_properties")
                         : NULL;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++) {
    JsonObject *property = json_array_get_object_element (array, i);
    JsonNode *key = json_object_get_member (property, "key");
    JsonNode *value = json_object_get_member (property, "value");

    if (key == NULL || value == NULL || json_object_get_size (property) != 2 ||
        !holds (key, G_TYPE_STRING) || !holds (value, G_TYPE_STRING))
      return FALSE;
  }
  return TRUE;
}

/**
 * hoist_practice_huawei_check_asset:
 *
 * The rules of CreateDigitalAsset.
 */
HoistPracticeHuaweiVerdict
hoist_practice_huawei_check_asset (HoistPracticeHuaweiLibrary *library, JsonObject *body)
{
  HoistPracticeHuaweiVerdict verdict =
      check_fields (body, asset_fields, G_N_ELEMENTS (asset_fields));

  if (verdict.code != NULL)
    return verdict;
  if (find_type (get_text (body, "asset_type")) < 0)
    return say ("MSS.00000003", "Invalid parameter: asset_type");
  if (has_long_text (body, "tags", 128))
    return say ("MSS.00000003", "Invalid parameter: a tag is too long");
  if (has_other_words (body, "supported_service", "VIDEO_2D LIVE_2D CHAT_2D"))
    return say ("MSS.00000003", "Invalid parameter: supported_service");
  if (!are_properties (body))
    return say ("MSS.10000003", "validation failed: system_properties");
  if (json_object_has_member (body, "is_need_generate_cover") &&
      strcmp (get_text (body, "asset_type"), "VIDEO") != 0)
    return say ("MSS.00000003", "Invalid parameter: only a VIDEO gets a cover");
  if (hoist_practice_huawei_library_find_name (library, get_text (body, "asset_name")) != NULL)
    return say ("MSS.10001005", "the asset name exists");
  return say (NULL, NULL);
}

/**
 * hoist_practice_huawei_check_update:
 *
 * The rules of UpdateDigitalAsset.
 */
HoistPracticeHuaweiVerdict
hoist_practice_huawei_check_update (HoistPracticeHuaweiLibrary *library, JsonObject *body)
{
  HoistPracticeHuaweiVerdict verdict =
      check_fields (body, update_fields, G_N_ELEMENTS (update_fields));
  const char *state = get_text (body, "asset_state");

  if (verdict.code != NULL)
    return verdict;
  if (state[0] != '\0' && !has_word ("ACTIVED UNACTIVED WAITING_DELETE", state))
    return say ("MSS.00000003", "Invalid parameter: asset_state");
  if (has_long_text (body, "tags", 128))
    return say ("MSS.00000003", "Invalid parameter: a tag is too long");
  if (json_object_has_member (body, "asset_name") &&
      hoist_practice_huawei_library_find_name (library, get_text (body, "asset_name")) != NULL)
    return say ("MSS.10001005", "the asset name exists");
  return say (NULL, NULL);
}

/**
 * hoist_practice_huawei_read_md5:
 * @hex: (out): the same in hexadecimal
 *
 * Returns: whether @text is the Base64 of 16 bytes, in its one right form
 */
gboolean
hoist_practice_huawei_read_md5 (const char *text, char hex[33])
{
  gsize size = 0;
  g_autofree guchar *bytes = g_base64_decode (text, &size);
  g_autofree char *again = g_base64_encode (bytes, size);

  if (size != 16 || strcmp (text, again) != 0)
    return FALSE;
  for (gsize i = 0; i < size; i++)
    g_snprintf (hex + 2 * i, 3, "%02x", bytes[i]);
  return TRUE;
}

static gboolean
is_plain_type (const char *file_type)
{
  for (const char *c = file_type; *c != '\0'; c++)
    if (*c == '.' || *c == '/' || g_ascii_isupper (*c) || g_ascii_isspace (*c))
      return FALSE;
  return TRUE;
}

static HoistPracticeHuaweiVerdict
check_main (JsonObject *body, gsize type)
{
  if (types[type].extensions[0] != '\0' &&
      !has_word (types[type].extensions, get_text (body, "file_type")))
    return say ("MSS.00000003", "Invalid parameter: file_type does not fit asset_type");
  if (json_object_get_int_member_with_default (body, "file_size", 0) > (gint64) types[type].largest)
    return say ("MSS.10001007", "the asset file is too large");
  return say (NULL, NULL);
}

static HoistPracticeHuaweiVerdict
check_place (HoistPracticeHuaweiLibrary *library, JsonObject *body, const char *categories)
{
  const char *category = get_text (body, "asset_file_category");
  JsonObject *asset =
      hoist_practice_huawei_library_find_asset (library, get_text (body, "asset_id"));
  gssize type;

  if (strchr (get_text (body, "file_name"), '/') != NULL)
    return say ("MSS.00000003", "Invalid parameter: file_name is a path");
  if (!is_plain_type (get_text (body, "file_type")))
    return say ("MSS.00000003", "Invalid parameter: file_type");
  if (asset == NULL)
    return say ("MSS.10001001", "the asset does not exist");
  type = find_type (get_text (asset, "asset_type"));
  if (!has_word (types[type].categories, category) || !has_word (categories, category))
    return say ("MSS.00000003", "Invalid parameter: asset_file_category");
  /* In whatever state the other one is: its record has to be deleted first. */
  if (strcmp (category, "MAIN") == 0 &&
      hoist_practice_huawei_library_find_category (asset, "MAIN") != NULL)
    return say ("MSS.10001008", "the asset has its main file already");
  if (strcmp (category, "COVER") == 0 &&
      hoist_practice_huawei_library_find_category (asset, "COVER") != NULL)
    return say ("MSS.10001009", "the asset has its cover already");
  return strcmp (category, "MAIN") == 0 ? check_main (body, (gsize) type) : say (NULL, NULL);
}

/**
 * hoist_practice_huawei_check_file:
 *
 * The rules of CreateFile.
 */
HoistPracticeHuaweiVerdict
hoist_practice_huawei_check_file (HoistPracticeHuaweiLibrary *library, JsonObject *body)
{
  HoistPracticeHuaweiVerdict verdict = check_fields (body, file_fields, G_N_ELEMENTS (file_fields));
  char hex[33];

  if (verdict.code != NULL)
    return verdict;
  if (!hoist_practice_huawei_read_md5 (get_text (body, "file_md5"), hex))
    return say ("MSS.00000003", "Invalid parameter: file_md5 is not the Base64 of 16 bytes");
  return check_place (library, body, "MAIN COVER PAGE SAMPLE OTHER TEMPORARY PACKAGE");
}

/**
 * hoist_practice_huawei_check_large_file:
 *
 * The rules of CreateLargeFile. Small files are taken too: from which size on it is used is the
 * client's choice.
 */
HoistPracticeHuaweiVerdict
hoist_practice_huawei_check_large_file (HoistPracticeHuaweiLibrary *library, JsonObject *body)
{
  HoistPracticeHuaweiVerdict verdict =
      check_fields (body, large_file_fields, G_N_ELEMENTS (large_file_fields));

  return verdict.code != NULL ? verdict : check_place (library, body, "MAIN OTHER PACKAGE");
}

/**
 * hoist_practice_huawei_check_confirmation:
 *
 * The rules of ConfirmFileUpload. The same answer may be given twice, another one may not.
 */
HoistPracticeHuaweiVerdict
hoist_practice_huawei_check_confirmation (HoistPracticeHuaweiLibrary *library,
                                          JsonObject *file,
                                          JsonObject *body)
{
  HoistPracticeHuaweiVerdict verdict =
      check_fields (body, confirmation_fields, G_N_ELEMENTS (confirmation_fields));
  JsonObject *asset = NULL;

  if (verdict.code != NULL)
    return verdict;
  if (!has_word ("CREATED FAILED CANCELLED", get_text (body, "state")))
    return say ("MSS.00000003", "Invalid parameter: state");
  if (file == NULL)
    return say ("MSS.10001004", "the file does not exist");
  if (json_object_has_member (file, "_confirmed") &&
      strcmp (get_text (file, "_confirmed"), get_text (body, "state")) != 0)
    return say ("MSS.00000003", "Invalid parameter: the file was confirmed otherwise");
  asset = hoist_practice_huawei_library_find_asset (library, get_text (file, "asset_id"));
  if (json_object_has_member (body, "auto_meta_analysis") &&
      (strcmp (get_text (file, "asset_file_category"), "MAIN") != 0 ||
       !has_word ("VIDEO IMAGE MUSIC AUDIO", get_text (asset, "asset_type"))))
    return say ("MSS.00000003", "Invalid parameter: auto_meta_analysis is not for this file");
  return say (NULL, NULL);
}

/**
 * hoist_practice_huawei_check_list:
 *
 * The rules of the query of ListAssets.
 */
HoistPracticeHuaweiVerdict
hoist_practice_huawei_check_list (GPtrArray *params)
{
  static const char *const names[] = { "limit",      "offset",      "name",
                                       "asset_type", "asset_state", "asset_id",
                                       "sort_key",   "sort_dir",    NULL };
  guint64 number = 0;

  for (guint i = 0; i < params->len; i++) {
    HoistPracticeParam *param = g_ptr_array_index (params, i);

    if (!g_strv_contains (names, param->name))
      return say ("MSS.10001002", "illegal URL parameter");
    if (strcmp (param->name, "limit") == 0 &&
        (!hoist_practice_number_parse (param->value, &number) || number < 1 ||
         number > LARGEST_PAGE))
      return say ("MSS.10001002", "illegal URL parameter: limit");
    if (strcmp (param->name, "offset") == 0 && !hoist_practice_number_parse (param->value, &number))
      return say ("MSS.10001002", "illegal URL parameter: offset");
    if (strcmp (param->name, "sort_dir") == 0 && !has_word ("asc desc", param->value))
      return say ("MSS.10001002", "illegal URL parameter: sort_dir");
  }
  return say (NULL, NULL);
}
