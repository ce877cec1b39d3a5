/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a file's record to the addresses for its bytes, and back. */
#include "hoist-practice-huawei-address.h"
#include "hoist-practice-huawei-service.h"

#include <string.h>

#define BUCKET "practice-bucket"

static const char *
get_form (JsonObject *file)
{
  return hoist_practice_huawei_get_text (file, "_form");
}

static guint
count_parts (JsonObject *file)
{
  return (guint) json_object_get_int_member_with_default (file, "_parts", 0);
}

/* A file in one piece has its address for that; a part says its number in the query or, when the
 * addresses are plain ones, in the key. */
static char *
write_key (JsonObject *file, guint part)
{
  const char *id = hoist_practice_huawei_get_text (file, "file_id");
  gint64 salt = json_object_get_int_member (file, "_salt");

  if (part > 0 && strcmp (get_form (file), "plain-parts") == 0)
    return g_strdup_printf ("assets/%s.%" G_GINT64_FORMAT ".%u", id, salt, part);
  return g_strdup_printf ("assets/%s.%" G_GINT64_FORMAT, id, salt);
}

static void
fill_address (JsonObject *file, guint part, const char *key, HoistPracticeHuaweiAddress *address)
{
  const char *form = get_form (file);

  address->key = key;
  address->part = part;
  address->upload_id = NULL;
  /* The service is asked for one part: then it most likely gives one plain address. */
  if (count_parts (file) > 1 && strcmp (form, "plain-parts") != 0)
    address->upload_id = hoist_practice_huawei_get_text (file, "_upload_id");
  address->expires_s = json_object_get_int_member (file, "_expires");
  address->access_key_name = strcmp (form, "amz-address") == 0      ? "AWSAccessKeyId"
                             : strcmp (form, "opaque-address") == 0 ? NULL
                                                                    : "AccessKeyId";
}

/* What the PUT has to carry: of a large file the service does not know the parts' MD5, and no type
 * either, unless it is the variation in which there is one. */
static char *
sign (JsonObject *file, guint part)
{
  gboolean has_type = part == 0 || strcmp (get_form (file), "typed-parts") == 0;
  const char *type = hoist_practice_huawei_get_text (file, "file_type");
  g_autofree char *key = write_key (file, part);
  HoistPracticeHuaweiAddress address;

  fill_address (file, part, key, &address);
  return hoist_practice_huawei_address_sign_expected (
      &address, hoist_practice_huawei_get_text (file, "file_md5"),
      has_type ? hoist_practice_huawei_get_content_type (type) : "");
}

/**
 * hoist_practice_huawei_prepare_links:
 *
 * Chooses a key for which the first signature has both a plus and a slash: who decodes addresses
 * and encodes them again does not get far.
 */
void
hoist_practice_huawei_prepare_links (JsonObject *file)
{
  guint first = count_parts (file) > 0 ? 1 : 0;
  gboolean is_done = FALSE;

  for (gint64 salt = 1; !is_done; salt++) {
    g_autofree char *signature = NULL;

    json_object_set_int_member (file, "_salt", salt);
    signature = sign (file, first);
    is_done = strchr (signature, '+') != NULL && strchr (signature, '/') != NULL;
  }
}

/**
 * hoist_practice_huawei_write_link:
 * @part: 0: the whole file; else from 1
 *
 * Returns: (transfer full): where to PUT it
 */
char *
hoist_practice_huawei_write_link (HoistPracticeHuawei *self, JsonObject *file, guint part)
{
  g_autofree char *key = write_key (file, part);
  g_autofree char *signature = sign (file, part);
  g_autofree char *query = NULL;
  HoistPracticeHuaweiAddress address;

  fill_address (file, part, key, &address);
  query = hoist_practice_huawei_address_write_query (&address, signature);
  return g_strconcat (self->context->address, HOIST_PRACTICE_HUAWEI_STORE BUCKET "/", key, "?",
                      query, NULL);
}

static gboolean
read_part (HoistPracticeHuaweiRequest *request, const char *suffix, guint *part)
{
  const char *number = hoist_practice_huawei_request_get_param (request, "partNumber");
  guint64 value = 0;

  if (suffix == NULL && number == NULL)
    return TRUE;
  if (!g_ascii_string_to_unsigned (number != NULL ? number : suffix, 10, 1, 10000, &value, NULL))
    return FALSE;
  *part = (guint) value;
  return TRUE;
}

/**
 * hoist_practice_huawei_find_target:
 * @request: with a path in the store
 * @part: (out): 0: the whole file
 *
 * Returns: (transfer none) (nullable): the file that an address belongs to
 */
JsonObject *
hoist_practice_huawei_find_target (HoistPracticeHuawei *self,
                                   HoistPracticeHuaweiRequest *request,
                                   guint *part)
{
  static const char prefix[] = BUCKET "/assets/";
  g_auto (GStrv) words = NULL;
  JsonObject *file = NULL;

  *part = 0;
  if (request->id == NULL || !g_str_has_prefix (request->id, prefix))
    return NULL;
  words = g_strsplit (request->id + strlen (prefix), ".", -1);
  if (g_strv_length (words) < 2 || g_strv_length (words) > 3 ||
      !read_part (request, words[2], part))
    return NULL;
  file = hoist_practice_huawei_library_find_file (self->library, words[0]);
  /* A large file in one part has no number in its address. */
  if (file != NULL && *part == 0 && count_parts (file) == 1)
    *part = 1;
  return file;
}

/**
 * hoist_practice_huawei_is_link_right:
 *
 * Returns: whether path and query are, byte for byte, those for which this request's method and
 *   headers were signed
 */
gboolean
hoist_practice_huawei_is_link_right (HoistPracticeHuaweiRequest *request,
                                     JsonObject *file,
                                     guint part)
{
  g_autofree char *key = write_key (file, part);
  g_autofree char *path = g_strconcat (HOIST_PRACTICE_HUAWEI_STORE BUCKET "/", key, NULL);
  g_autofree char *signature = NULL;
  g_autofree char *query = NULL;
  HoistPracticeHuaweiAddress address;

  fill_address (file, part, key, &address);
  signature = hoist_practice_huawei_address_sign_request (&address, request);
  query = hoist_practice_huawei_address_write_query (&address, signature);
  return part <= count_parts (file) && strcmp (path, request->path) == 0 &&
         strcmp (query, request->query) == 0;
}
