/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Presigned addresses of parts, as the object store behind PDS makes and checks them. */
#include "hoist-practice-pds-address.h"

#define KEY_ID "PRACTICE-STORE-KEY"
#define SECRET "PRACTICEonlyMADEUPstoreSECRET001"

/**
 * hoist_practice_pds_sign:
 *
 * Signs as OSS does in its version 1 ("Add signatures to URLs", read through the notes 4.5):
 * method, MD5, type, expiry, and the resource with those parameters that belong to it.
 *
 * Returns: (transfer full): Base64
 */
char *
hoist_practice_pds_sign (const HoistPracticePdsAddress *address)
{
  g_autofree char *text = g_strdup_printf (
      "%s\n%s\n%s\n%" G_GINT64_FORMAT "\n%s?partNumber=%u&security-token=P%" G_GUINT64_FORMAT
      "&uploadId=%s",
      address->method, address->content_md5, address->content_type, address->expires_s,
      address->path, address->part_number, address->serial, address->upload_id);
  g_autoptr (GHmac) hmac = g_hmac_new (G_CHECKSUM_SHA1, (const guchar *) SECRET, sizeof SECRET - 1);
  guint8 digest[20];
  gsize size = sizeof digest;

  g_hmac_update (hmac, (const guchar *) text, -1);
  g_hmac_get_digest (hmac, digest, &size);
  return g_base64_encode (digest, size);
}

/**
 * hoist_practice_pds_address_write_query:
 *
 * Returns: (transfer full): what stands after the question mark of the address, byte for byte
 */
char *
hoist_practice_pds_address_write_query (const HoistPracticePdsAddress *address)
{
  g_autofree char *signature = hoist_practice_pds_sign (address);
  g_autofree char *escaped = g_uri_escape_string (signature, NULL, FALSE);

  return g_strdup_printf ("partNumber=%u&uploadId=%s&%s=%" G_GINT64_FORMAT "&OSSAccessKeyId=" KEY_ID
                          "&security-token=P%" G_GUINT64_FORMAT "&Signature=%s",
                          address->part_number, address->upload_id,
                          address->has_other_expires ? "x-oss-expires" : "Expires",
                          address->expires_s, address->serial, escaped);
}
