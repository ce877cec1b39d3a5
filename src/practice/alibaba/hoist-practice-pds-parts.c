/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists of parts: which ones a call names, and the addresses to send them to. */
#include "hoist-practice-pds-parts.h"

#include "hoist-practice-pds-address.h"

/* Notes 4.4: "up to 10,000". */
#define MOST_PARTS 10000

static void
part_free (gpointer data)
{
  HoistPracticePdsPart *part = data;

  g_free (part->content_type);
  g_free (part->content_md5);
  g_free (part);
}

static void
add_part (GPtrArray *parts, guint number, const char *content_type, const char *content_md5)
{
  HoistPracticePdsPart *part = g_new0 (HoistPracticePdsPart, 1);

  part->number = number;
  part->content_type = g_strdup (content_type);
  part->content_md5 = g_strdup (content_md5);
  g_ptr_array_add (parts, part);
}

static gboolean
is_md5 (const char *text)
{
  gsize size = 0;
  g_autofree guchar *bytes = g_base64_decode (text, &size);
  g_autofree char *again = g_base64_encode (bytes, size);

  return size == 16 && g_str_equal (again, text);
}

static gboolean
read_part (GPtrArray *parts, JsonNode *node, GHashTable *seen)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const char *content_type = "";
  const char *content_md5 = "";
  gint64 number = 0;

  if (object == NULL ||
      !hoist_practice_json_get_number (object, "part_number", HOIST_PRACTICE_JSON_REQUIRED, &number,
                                       NULL) ||
      !hoist_practice_json_get_text (object, "content_type", HOIST_PRACTICE_JSON_OPTIONAL,
                                     &content_type, NULL) ||
      !hoist_practice_json_get_text (object, "content_md5", HOIST_PRACTICE_JSON_OPTIONAL,
                                     &content_md5, NULL))
    return FALSE;
  if (number < 1 || number > MOST_PARTS || (content_md5[0] != '\0' && !is_md5 (content_md5)) ||
      !g_hash_table_add (seen, GINT_TO_POINTER ((int) number)))
    return FALSE;
  add_part (parts, (guint) number, content_type, content_md5);
  return TRUE;
}

static gboolean
fill_parts (GPtrArray *parts, JsonArray *array, gboolean is_lenient)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  guint count = json_array_get_length (array);

  if (count > MOST_PARTS || (count == 0 && !is_lenient))
    return FALSE;
  for (guint i = 0; i < count; i++)
    if (!read_part (parts, json_array_get_element (array, i), seen))
      return FALSE;
  return TRUE;
}

/**
 * hoist_practice_pds_read_parts:
 * @need: without a list an optional one is that of part 1
 *
 * Returns: (transfer full) (nullable): if %NULL the call has been refused, and the exchange may be
 *   gone
 */
GPtrArray *
hoist_practice_pds_read_parts (HoistPracticeExchange *exchange, HoistPracticeJsonNeed need)
{
  HoistPracticePdsCall *call = exchange->data;
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (part_free);
  JsonArray *array = NULL;

  if (!hoist_practice_json_get_array (call->json, "part_info_list", need, &array, NULL) ||
      (array != NULL && !fill_parts (parts, array, exchange->context->is_lenient))) {
    hoist_practice_pds_fail (exchange, 400, "InvalidParameter.PartInfoList",
                             "The input parameter part_info_list is not valid. part count can not "
                             "over 10000");
    return NULL;
  }
  if (parts->len == 0)
    add_part (parts, 1, "", "");
  return g_steal_pointer (&parts);
}

static JsonObject *
write_part (HoistPracticePds *self,
            HoistPracticeExchange *exchange,
            const char *drive_id,
            const char *upload_id,
            HoistPracticePdsPart *part)
{
  g_autofree char *path = g_strconcat (HOIST_PRACTICE_PDS_STORE, drive_id, "/", upload_id, NULL);
  gboolean has_type = hoist_practice_pds_varies (exchange, "part-content-type");
  HoistPracticePdsAddress address = {
    .method = "PUT",
    .path = path,
    .content_type = has_type ? "application/x-practice" : part->content_type,
    .content_md5 = part->content_md5,
    .upload_id = upload_id,
    .part_number = part->number,
    .expires_s = hoist_practice_exchange_get_time (exchange) + HOIST_PRACTICE_PDS_ADDRESS_LIFE_S,
    .serial = ++self->last_address,
    .has_other_expires = hoist_practice_pds_varies (exchange, "x-oss-expires"),
  };
  g_autofree char *query = hoist_practice_pds_address_write_query (&address);
  g_autofree char *url = g_strconcat (exchange->context->address, path, "?", query, NULL);
  JsonObject *object = json_object_new ();

  json_object_set_int_member (object, "part_number", part->number);
  json_object_set_string_member (object, "upload_url", url);
  json_object_set_string_member (object, "internal_upload_url", "http://internal.invalid/");
  json_object_set_string_member (object, "content_type", address.content_type);
  return object;
}

/**
 * hoist_practice_pds_add_addresses:
 *
 * Adds the part_info_list of an answer, with fresh addresses.
 */
void
hoist_practice_pds_add_addresses (HoistPracticePds *self,
                                  HoistPracticeExchange *exchange,
                                  JsonObject *answer,
                                  const char *drive_id,
                                  const char *upload_id,
                                  GPtrArray *parts)
{
  gboolean is_turned = hoist_practice_pds_varies (exchange, "unordered-addresses");
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < parts->len; i++)
    json_array_add_object_element (
        array, write_part (self, exchange, drive_id, upload_id,
                           g_ptr_array_index (parts, is_turned ? parts->len - 1 - i : i)));
  json_object_set_array_member (answer, "part_info_list", array);
}
