/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The signature that Tencent VOD's legacy calls carry, recomputed on the server's side. */
#include "hoist-practice-tencent-sign.h"

#include "hoist-practice-query.h"

#include <string.h>

static int
compare_names (gconstpointer a, gconstpointer b)
{
  const HoistPracticeParam *const *first = a;
  const HoistPracticeParam *const *second = b;

  return strcmp ((*first)->name, (*second)->name);
}

static void
append_name (GString *text, const char *name)
{
  for (const char *c = name; *c != '\0'; c++)
    g_string_append_c (text, *c == '_' ? '.' : *c);
}

static GString *
write_text (const char *method,
            const char *host,
            const char *path,
            GPtrArray *params,
            gboolean without_at)
{
  g_autoptr (GPtrArray) sorted = g_ptr_array_copy (params, NULL, NULL);
  GString *text = g_string_new (NULL);
  char mark = '?';

  g_ptr_array_set_free_func (sorted, NULL);
  g_ptr_array_sort (sorted, compare_names);
  g_string_append_printf (text, "%s%s%s", method, host, path);
  for (guint i = 0; i < sorted->len; i++) {
    HoistPracticeParam *param = g_ptr_array_index (sorted, i);

    if (strcmp (param->name, "Signature") == 0 || (without_at && param->value[0] == '@'))
      continue;
    g_string_append_c (text, mark);
    append_name (text, param->name);
    g_string_append_c (text, '=');
    g_string_append (text, param->value);
    mark = '&';
  }
  return text;
}

/**
 * hoist_practice_tencent_sign:
 * @method: in capitals, as really sent
 * @host: in lower case, without port
 * @path: raw
 * @params: (element-type HoistPracticeParam): decoded; Signature among them is passed over
 * @without_at: leave values that begin with an at sign out, as some of the vendor's clients do
 *
 * Computes the signature of "API authentication" (documents 266/7782 and the generic "request
 * signature" page): HMAC-SHA1, or HMAC-SHA256 when SignatureMethod asks for it.
 *
 * Returns: (transfer full): Base64
 */
char *
hoist_practice_tencent_sign (const char *method,
                             const char *host,
                             const char *path,
                             GPtrArray *params,
                             const char *secret_key,
                             gboolean without_at)
{
  const char *wanted = hoist_practice_query_get (params, "SignatureMethod");
  GChecksumType type = g_strcmp0 (wanted, "HmacSHA256") == 0 ? G_CHECKSUM_SHA256 : G_CHECKSUM_SHA1;
  g_autoptr (GHmac) hmac = g_hmac_new (type, (const guchar *) secret_key, strlen (secret_key));
  GString *text = write_text (method, host, path, params, without_at);
  guint8 digest[64];
  gsize size = sizeof digest;

  g_hmac_update (hmac, (const guchar *) text->str, text->len);
  g_hmac_get_digest (hmac, digest, &size);
  g_string_free (text, TRUE);
  return g_base64_encode (digest, size);
}

/**
 * hoist_practice_tencent_is_signed:
 * @is_lenient: also take a POST whose values beginning with an at sign were not signed
 *
 * Returns: whether the Signature among @params is the right one
 */
gboolean
hoist_practice_tencent_is_signed (const char *method,
                                  const char *host,
                                  const char *path,
                                  GPtrArray *params,
                                  const char *secret_key,
                                  gboolean is_lenient)
{
  const char *given = hoist_practice_query_get (params, "Signature");
  g_autofree char *full =
      hoist_practice_tencent_sign (method, host, path, params, secret_key, FALSE);
  g_autofree char *short_form = NULL;

  if (g_strcmp0 (given, full) == 0)
    return TRUE;
  if (!is_lenient || strcmp (method, "POST") != 0)
    return FALSE;
  short_form = hoist_practice_tencent_sign (method, host, path, params, secret_key, TRUE);
  return g_strcmp0 (given, short_form) == 0;
}
