/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Addresses signed in advance, to which the object store takes a PUT. */
#include "hoist-practice-huawei-address.h"

#include <string.h>

#define BUCKET "practice-bucket"

/* The service's own key signs, not the user's. */
#define STORE_ACCESS_KEY "PRACTICESTOREAK00001"
#define STORE_SECRET_KEY "PracticeStoreSecretKey/0123456789abcdefg"

/* FAQ metastudio_04_0079: what the PUT has to carry; all else is a plain stream of bytes. */
static const struct {
  const char *file_type;
  const char *content_type;
} content_types[] = {
  { "gif", "image/gif" }, { "jpeg", "image/jpeg" }, { "jpg", "image/jpeg" }, { "png", "image/png" },
  { "mp4", "video/mp4" }, { "mp3", "audio/mp3" },   { "wav", "audio/wav" },
};

/**
 * hoist_practice_huawei_get_content_type:
 *
 * Returns: the Content-Type that belongs to a file_type
 */
const char *
hoist_practice_huawei_get_content_type (const char *file_type)
{
  for (gsize i = 0; i < G_N_ELEMENTS (content_types); i++)
    if (g_ascii_strcasecmp (content_types[i].file_type, file_type) == 0)
      return content_types[i].content_type;
  return "application/octet-stream";
}

/**
 * hoist_practice_huawei_address_sign:
 * @md5: as in Content-MD5; empty if there is none
 * @type: as in Content-Type; empty if there is none
 * @store_headers: lines of x-obs- headers, each with its end; empty if there are none
 * @resource: bucket, key and signed parameters
 *
 * Computes the signature of the object store's page on signatures carried in the URL.
 *
 * Returns: (transfer full): Base64
 */
char *
hoist_practice_huawei_address_sign (const char *method,
                                    const char *md5,
                                    const char *type,
                                    gint64 expires_s,
                                    const char *store_headers,
                                    const char *resource,
                                    const char *secret_key)
{
  g_autofree char *text = g_strdup_printf ("%s\n%s\n%s\n%" G_GINT64_FORMAT "\n%s%s", method, md5,
                                           type, expires_s, store_headers, resource);
  g_autoptr (GHmac) hmac =
      g_hmac_new (G_CHECKSUM_SHA1, (const guchar *) secret_key, strlen (secret_key));
  guint8 digest[20];
  gsize size = sizeof digest;

  g_hmac_update (hmac, (const guchar *) text, -1);
  g_hmac_get_digest (hmac, digest, &size);
  return g_base64_encode (digest, size);
}

static char *
write_resource (const HoistPracticeHuaweiAddress *self)
{
  if (self->upload_id == NULL)
    return g_strconcat ("/" BUCKET "/", self->key, NULL);
  return g_strdup_printf ("/" BUCKET "/%s?partNumber=%u&uploadId=%s", self->key, self->part,
                          self->upload_id);
}

/* Signed headers of the store's own, sorted. */
static char *
write_store_headers (HoistPracticeHuaweiRequest *request)
{
  g_autoptr (GList) names = g_hash_table_get_keys (request->headers);
  GString *text = g_string_new (NULL);

  names = g_list_sort (names, (GCompareFunc) strcmp);
  for (GList *name = names; name != NULL; name = name->next)
    if (g_str_has_prefix (name->data, "x-obs-"))
      g_string_append_printf (text, "%s:%s\n", (char *) name->data,
                              hoist_practice_huawei_request_get_header (request, name->data));
  return g_string_free (text, FALSE);
}

/**
 * hoist_practice_huawei_address_sign_expected:
 * @md5: that the PUT has to carry; empty if it must not
 * @type: the same
 *
 * Returns: (transfer full): the signature that the address gets
 */
char *
hoist_practice_huawei_address_sign_expected (const HoistPracticeHuaweiAddress *self,
                                             const char *md5,
                                             const char *type)
{
  g_autofree char *resource = write_resource (self);

  return hoist_practice_huawei_address_sign ("PUT", md5, type, self->expires_s, "", resource,
                                             STORE_SECRET_KEY);
}

/**
 * hoist_practice_huawei_address_sign_request:
 *
 * Returns: (transfer full): the signature for a request as it came
 */
char *
hoist_practice_huawei_address_sign_request (const HoistPracticeHuaweiAddress *self,
                                            HoistPracticeHuaweiRequest *request)
{
  const char *md5 = hoist_practice_huawei_request_get_header (request, "content-md5");
  const char *type = hoist_practice_huawei_request_get_header (request, "content-type");
  g_autofree char *resource = write_resource (self);
  g_autofree char *headers = write_store_headers (request);

  return hoist_practice_huawei_address_sign (request->method, md5 != NULL ? md5 : "",
                                             type != NULL ? type : "", self->expires_s, headers,
                                             resource, STORE_SECRET_KEY);
}

/**
 * hoist_practice_huawei_address_write_query:
 *
 * Returns: (transfer full): what stands behind the question mark of the address
 */
char *
hoist_practice_huawei_address_write_query (const HoistPracticeHuaweiAddress *self,
                                           const char *signature)
{
  g_autofree char *escaped = g_uri_escape_string (signature, NULL, FALSE);
  GString *query = g_string_new (NULL);

  if (self->upload_id != NULL)
    g_string_append_printf (query, "partNumber=%u&uploadId=%s&", self->part, self->upload_id);
  if (self->access_key_name != NULL)
    g_string_append_printf (query, "%s=" STORE_ACCESS_KEY "&Expires=%" G_GINT64_FORMAT "&",
                            self->access_key_name, self->expires_s);
  g_string_append_printf (query, "Signature=%s", escaped);
  return g_string_free (query, FALSE);
}
