/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers of Tencent VOD's legacy calls, also in the ways its documents contradict themselves. */
#include "hoist-practice-tencent-answer.h"

/* What the notes' section 7 lists, by number: A3, A4, A11, A12. */
typedef struct {
  gboolean has_data_sha;
  gboolean has_data_len;
  gboolean has_capitals;
  gboolean has_strings;
  gboolean has_floats;
} Style;

/**
 * hoist_practice_tencent_answer_new:
 * @can_retry: -1: leave it out, as the codes from 4000 on do
 *
 * Returns: (transfer full): what every answer has
 */
JsonObject *
hoist_practice_tencent_answer_new (gint64 code, gint64 can_retry, const char *message)
{
  JsonObject *answer = json_object_new ();

  json_object_set_int_member (answer, "code", code);
  json_object_set_string_member (answer, "message", message);
  json_object_set_string_member (answer, "codeDesc", "");
  if (can_retry >= 0)
    json_object_set_int_member (answer, "canRetry", can_retry);
  return answer;
}

static void
add_part (JsonArray *array, gint64 offset, gint64 size, const char *md5)
{
  JsonObject *object = json_object_new ();

  json_object_set_int_member (object, "offset", offset);
  json_object_set_int_member (object, "dataSize", size);
  json_object_set_string_member (object, "dataMd5", md5);
  json_array_add_object_element (array, object);
}

/**
 * hoist_practice_tencent_answer_add_parts:
 *
 * Adds what code 1 brings: the size of parts and those that are there.
 */
void
hoist_practice_tencent_answer_add_parts (JsonObject *answer, HoistPracticeUpload *upload)
{
  g_autoptr (GPtrArray) parts = hoist_practice_upload_list_parts (upload);
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < parts->len; i++) {
    HoistPracticePart *part = g_ptr_array_index (parts, i);

    add_part (array, (gint64) part->offset, (gint64) part->size, part->md5);
  }
  json_object_set_int_member (answer, "dataSize", (gint64) upload->part_size);
  json_object_set_array_member (answer, "listParts", array);
}

/* Each of these would spoil the file of a client that believes it. */
static void
add_bad_parts (JsonArray *array, HoistPracticeUpload *upload)
{
  const char *md5 = "00000000000000000000000000000000";
  gint64 part = (gint64) upload->part_size;
  gint64 size = (gint64) upload->size;

  add_part (array, 1, part, md5);
  add_part (array, (size / part + 1) * part, part, md5);
  add_part (array, -part, part, md5);
  add_part (array, 0, 2 * part, md5);
  add_part (array, 0, -part, md5);
  add_part (array, 0, 0, md5);
  add_part (array, (size - 1) / part * part, 2 * part, md5);
}

static char *
restyle_name (const char *name, const Style *style, gboolean is_part)
{
  char *new_name = NULL;

  if (is_part && style->has_data_sha && g_str_equal (name, "dataMd5"))
    name = "dataSha";
  if (is_part && style->has_data_len && g_str_equal (name, "dataSize"))
    name = "dataLen";
  new_name = g_strdup (name);
  if (style->has_capitals)
    new_name[0] = g_ascii_toupper (new_name[0]);
  return new_name;
}

static JsonNode *
restyle_number (gint64 number, const Style *style)
{
  JsonNode *node = json_node_new (JSON_NODE_VALUE);
  g_autofree char *text = NULL;

  if (style->has_strings) {
    text = g_strdup_printf ("%" G_GINT64_FORMAT, number);
    json_node_set_string (node, text);
  } else if (style->has_floats) {
    json_node_set_double (node, (double) number);
  } else {
    json_node_set_int (node, number);
  }
  return node;
}

static JsonNode *
restyle (JsonNode *node, const Style *style, gboolean is_part)
{
  JsonNode *copy = NULL;
  JsonObjectIter iter;
  const char *name = NULL;
  JsonNode *member = NULL;

  if (JSON_NODE_HOLDS_ARRAY (node)) {
    JsonArray *array = json_array_new ();

    for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
      json_array_add_element (
          array, restyle (json_array_get_element (json_node_get_array (node), i), style, TRUE));
    copy = json_node_init_array (json_node_alloc (), array);
    json_array_unref (array);
  } else if (JSON_NODE_HOLDS_OBJECT (node)) {
    JsonObject *object = json_object_new ();

    json_object_iter_init_ordered (&iter, json_node_get_object (node));
    while (json_object_iter_next_ordered (&iter, &name, &member)) {
      g_autofree char *new_name = restyle_name (name, style, is_part);

      json_object_set_member (object, new_name, restyle (member, style, is_part));
    }
    copy = json_node_init_object (json_node_alloc (), object);
    json_object_unref (object);
  } else if (json_node_get_value_type (node) == G_TYPE_INT64) {
    copy = restyle_number (json_node_get_int (node), style);
  } else {
    copy = json_node_copy (node);
  }
  return copy;
}

/**
 * hoist_practice_tencent_answer_write:
 * @answer: (transfer full): with the documents' usual names
 * @upload: (nullable): whose parts are listed in it
 * @vary: names of variations
 *
 * Returns: (transfer full): JSON
 */
char *
hoist_practice_tencent_answer_write (JsonObject *answer,
                                     HoistPracticeUpload *upload,
                                     const char *const *vary)
{
  Style style = {
    .has_data_sha = g_strv_contains (vary, "data-sha"),
    .has_data_len = g_strv_contains (vary, "data-len"),
    .has_capitals = g_strv_contains (vary, "capital-code"),
    .has_strings = g_strv_contains (vary, "string-numbers"),
    .has_floats = g_strv_contains (vary, "float-numbers"),
  };
  g_autoptr (JsonNode) plain = json_node_init_object (json_node_alloc (), answer);
  g_autoptr (JsonNode) styled = NULL;

  json_object_unref (answer);
  if (g_strv_contains (vary, "no-data-size"))
    json_object_remove_member (answer, "dataSize");
  if (g_strv_contains (vary, "no-can-retry"))
    json_object_remove_member (answer, "canRetry");
  if (g_strv_contains (vary, "no-file-id") && json_object_get_int_member (answer, "code") == 2)
    json_object_remove_member (answer, "fileId");
  if (g_strv_contains (vary, "bad-list") && json_object_has_member (answer, "listParts"))
    add_bad_parts (json_object_get_array_member (answer, "listParts"), upload);
  styled = restyle (plain, &style, FALSE);
  return json_to_string (styled, FALSE);
}
