/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tencent's "cloud API v1" signature: HMAC over method, host, path and the raw sorted query. */
#include "hoist-sign.h"

#include "hoist-error.h"
#include "hoist-field.h"

#include "hoist-config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct {
  char *name;  /* (owned) */
  char *value; /* (owned): raw */
} Pair;

struct _HoistQuery {
  GArray *pairs; /* (owned) (element-type Pair) */
};

static void
clear_pair (gpointer pair)
{
  g_free (((Pair *) pair)->name);
  g_free (((Pair *) pair)->value);
}

HoistQuery *
hoist_query_new (void)
{
  HoistQuery *self = g_new0 (HoistQuery, 1);

  self->pairs = g_array_new (FALSE, FALSE, sizeof (Pair));
  g_array_set_clear_func (self->pairs, clear_pair);
  return self;
}

void
hoist_query_free (HoistQuery *self)
{
  if (self == NULL)
    return;

  g_array_unref (self->pairs);
  g_free (self);
}

/* Adds a raw value: nothing of it may be encoded yet. */
void
hoist_query_add (HoistQuery *self, const char *name, const char *value)
{
  Pair pair = { 0 };

  g_return_if_fail (self != NULL);
  g_return_if_fail (name != NULL && value != NULL);

  pair.name = g_strdup (name);
  pair.value = g_strdup (value);
  g_array_append_val (self->pairs, pair);
}

void
hoist_query_add_uint (HoistQuery *self, const char *name, guint64 value)
{
  g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, value);

  hoist_query_add (self, name, text);
}

/* By byte value, so that capitals come first and tags.10 before tags.2. */
static int
compare_pairs (gconstpointer a, gconstpointer b)
{
  const Pair *one = a;
  const Pair *other = b;
  int order = strcmp (one->name, other->name);

  return order != 0 ? order : strcmp (one->value, other->value);
}

/**
 * hoist_sign_escape:
 * @value: any bytes
 *
 * Returns: (transfer full): percent-encoded as RFC 3986 wants it: all but letters, digits and
 *   "-._~", with capital digits, and a space as "%20"
 */
char *
hoist_sign_escape (const char *value)
{
  static const char digits[] = "0123456789ABCDEF";
  GString *text = g_string_new (NULL);

  for (; *value != '\0'; value++) {
    guchar byte = *value;

    if (g_ascii_isalnum (byte) || strchr ("-._~", byte) != NULL) {
      g_string_append_c (text, byte);
      continue;
    }
    g_string_append_c (text, '%');
    g_string_append_c (text, digits[byte >> 4]);
    g_string_append_c (text, digits[byte & 0xf]);
  }
  return g_string_free (text, FALSE);
}

/**
 * hoist_query_to_wire:
 *
 * Returns: (transfer full): the query for an address: sorted, each name and value percent-encoded
 *   once
 */
char *
hoist_query_to_wire (HoistQuery *self)
{
  GString *text = g_string_new (NULL);

  g_array_sort (self->pairs, compare_pairs);
  for (guint i = 0; i < self->pairs->len; i++) {
    const Pair *pair = &g_array_index (self->pairs, Pair, i);
    g_autofree char *name = hoist_sign_escape (pair->name);
    g_autofree char *value = hoist_sign_escape (pair->value);

    g_string_append_printf (text, "%s%s=%s", i > 0 ? "&" : "", name, value);
  }
  return g_string_free (text, FALSE);
}

/**
 * hoist_sign_legacy_text:
 * @method: in capitals
 * @host: without port; in any case
 * @path: as it is sent
 *
 * The text that is signed (docs/protocols/tencent-vod.md, section 1.6, after the vendor's page "API
 * authentication"): names sorted, with "_" in a name as "."; values raw.
 *
 * Returns: (transfer full): the text
 */
char *
hoist_sign_legacy_text (HoistQuery *query, const char *method, const char *host, const char *path)
{
  GString *text = g_string_new (method);
  g_autofree char *lower = g_ascii_strdown (host, -1);

  g_string_append_printf (text, "%s%s?", lower, path);
  g_array_sort (query->pairs, compare_pairs);
  for (guint i = 0; i < query->pairs->len; i++) {
    const Pair *pair = &g_array_index (query->pairs, Pair, i);
    g_autofree char *name = g_strdelimit (g_strdup (pair->name), "_", '.');

    g_string_append_printf (text, "%s%s=%s", i > 0 ? "&" : "", name, pair->value);
  }
  return g_string_free (text, FALSE);
}

/**
 * hoist_sign_legacy_signature:
 * @text: from hoist_sign_legacy_text()
 * @secret_key: the secret half of the key
 * @is_sha256: SHA-256 instead of SHA-1; the query must then say SignatureMethod=HmacSHA256
 *
 * Returns: (transfer full): Base64, not percent-encoded
 */
char *
hoist_sign_legacy_signature (const char *text, const char *secret_key, gboolean is_sha256)
{
  g_autoptr (GHmac) hmac = g_hmac_new (is_sha256 ? G_CHECKSUM_SHA256 : G_CHECKSUM_SHA1,
                                       (const guchar *) secret_key, strlen (secret_key));
  guint8 digest[32];
  gsize length = sizeof (digest);

  g_hmac_update (hmac, (const guchar *) text, -1);
  g_hmac_get_digest (hmac, digest, &length);
  return g_base64_encode (digest, length);
}

/* The host as a Host header would carry it, but without the port. */
static char *
dup_host (GUri *uri)
{
  const char *host = g_uri_get_host (uri);

  return strchr (host, ':') != NULL ? g_strdup_printf ("[%s]", host) : g_strdup (host);
}

/**
 * hoist_sign_legacy_url:
 * @query: all parameters but Signature
 * @method: the one that will be sent: it is part of what is signed
 * @endpoint: an address without query
 * @secret_key: the secret half of the key
 * @is_sha256: as for hoist_sign_legacy_signature()
 *
 * The signed address: parameters in their order, Signature last. Fails with %HOIST_ERROR_PROTOCOL
 * when @endpoint is no safe address.
 *
 * Returns: (transfer full) (nullable): an address that nobody may encode again
 */
char *
hoist_sign_legacy_url (HoistQuery *query,
                       const char *method,
                       const char *endpoint,
                       const char *secret_key,
                       gboolean is_sha256,
                       GError **error)
{
  g_autoptr (GUri) uri = NULL;
  g_autofree char *host = NULL;
  g_autofree char *port = NULL;
  g_autofree char *text = NULL;
  g_autofree char *signature = NULL;
  g_autofree char *escaped = NULL;
  g_autofree char *wire = NULL;
  const char *path = NULL;

  if (!hoist_field_check_address (endpoint, error))
    return NULL;

  uri = g_uri_parse (endpoint, G_URI_FLAGS_ENCODED, NULL);
  if (uri == NULL || g_uri_get_query (uri) != NULL) {
    g_set_error_literal (error, HOIST_ERROR, HOIST_ERROR_PROTOCOL,
                         _ ("The address of the account has a part behind “?”. Remove it in the "
                            "account’s settings."));
    return NULL;
  }

  path = *g_uri_get_path (uri) != '\0' ? g_uri_get_path (uri) : "/";
  host = dup_host (uri);
  text = hoist_sign_legacy_text (query, method, host, path);
  signature = hoist_sign_legacy_signature (text, secret_key, is_sha256);
  escaped = hoist_sign_escape (signature);
  wire = hoist_query_to_wire (query);
  port = g_uri_get_port (uri) > 0 ? g_strdup_printf (":%d", g_uri_get_port (uri)) : g_strdup ("");
  return g_strdup_printf ("%s://%s%s%s?%s%sSignature=%s", g_uri_get_scheme (uri), host, port, path,
                          wire, *wire != '\0' ? "&" : "", escaped);
}
