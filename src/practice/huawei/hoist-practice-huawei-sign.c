/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The signature of API calls, SDK-HMAC-SHA256, recomputed on the server's side. */
#include "hoist-practice-huawei-sign.h"

#include "hoist-practice-query.h"

#include <string.h>

#define SCHEME "SDK-HMAC-SHA256"
#define CONTENT_HASH "x-sdk-content-sha256"

static gboolean
take_word (const char **rest, const char *prefix, const char *end, char **word)
{
  const char *stop = NULL;

  if (!g_str_has_prefix (*rest, prefix))
    return FALSE;
  *rest += strlen (prefix);
  stop = *end != '\0' ? strstr (*rest, end) : *rest + strlen (*rest);
  if (stop == NULL || stop == *rest)
    return FALSE;
  *word = g_strndup (*rest, (gsize) (stop - *rest));
  *rest = stop;
  return strpbrk (*word, ", ") == NULL;
}

/* In lower case, sorted, each once. */
static gboolean
is_header_list (char **names)
{
  for (gsize i = 0; names[i] != NULL; i++) {
    for (const char *c = names[i]; *c != '\0'; c++)
      if (!g_ascii_islower (*c) && !g_ascii_isdigit (*c) && *c != '-')
        return FALSE;
    if (names[i][0] == '\0' || (i > 0 && strcmp (names[i - 1], names[i]) >= 0))
      return FALSE;
  }
  return TRUE;
}

/**
 * hoist_practice_huawei_authorization_parse:
 *
 * Reads the one line that "API signing guide", api-sign-algorithm-002, step 6, describes: a comma
 * and one blank between the parts.
 *
 * Returns: (transfer full) (nullable): %NULL when anything is otherwise
 */
HoistPracticeHuaweiAuthorization *
hoist_practice_huawei_authorization_parse (const char *header)
{
  g_autoptr (HoistPracticeHuaweiAuthorization) self = g_new0 (HoistPracticeHuaweiAuthorization, 1);
  g_autofree char *list = NULL;

  if (!take_word (&header, SCHEME " Access=", ", ", &self->access_key) ||
      !take_word (&header, ", SignedHeaders=", ", ", &list) ||
      !take_word (&header, ", Signature=", "", &self->signature))
    return NULL;
  self->signed_headers = g_strsplit (list, ";", -1);
  return is_header_list (self->signed_headers) ? g_steal_pointer (&self) : NULL;
}

void
hoist_practice_huawei_authorization_free (HoistPracticeHuaweiAuthorization *self)
{
  g_free (self->access_key);
  g_strfreev (self->signed_headers);
  g_free (self->signature);
  g_free (self);
}

/**
 * hoist_practice_huawei_authorization_covers:
 * @header: in lower case
 *
 * Returns: whether @header is among the signed ones
 */
gboolean
hoist_practice_huawei_authorization_covers (HoistPracticeHuaweiAuthorization *self,
                                            const char *header)
{
  return g_strv_contains ((const char *const *) self->signed_headers, header);
}

static int
compare_params (gconstpointer a, gconstpointer b)
{
  const HoistPracticeParam *const *first = a;
  const HoistPracticeParam *const *second = b;
  int order = strcmp ((*first)->name, (*second)->name);

  return order != 0 ? order : strcmp ((*first)->value, (*second)->value);
}

/* Decoded and encoded anew: the vendor's Node client leaves ! ' ( ) * as they are on the wire but
 * signs them encoded. */
static void
append_query (GString *text, GPtrArray *params)
{
  g_autoptr (GPtrArray) sorted = g_ptr_array_copy (params, NULL, NULL);

  g_ptr_array_set_free_func (sorted, NULL);
  g_ptr_array_sort (sorted, compare_params);
  for (guint i = 0; i < sorted->len; i++) {
    HoistPracticeParam *param = g_ptr_array_index (sorted, i);
    g_autofree char *name = g_uri_escape_string (param->name, NULL, FALSE);
    g_autofree char *value = g_uri_escape_string (param->value, NULL, FALSE);

    g_string_append_printf (text, "%s%s=%s", i > 0 ? "&" : "", name, value);
  }
}

/**
 * hoist_practice_huawei_write_canonical:
 * @signed_headers: in lower case and sorted
 *
 * Writes the canonical request of api-sign-algorithm-002, steps 1 to 3.
 *
 * Returns: (transfer full) (nullable): %NULL if a signed header did not come or the query or the
 *   path cannot be read
 */
char *
hoist_practice_huawei_write_canonical (HoistPracticeHuaweiRequest *request,
                                       const char *const *signed_headers)
{
  g_autoptr (GString) text = g_string_new (request->method);
  g_autofree char *decoded = g_uri_unescape_string (request->path, NULL);
  g_autofree char *path = decoded != NULL ? g_uri_escape_string (decoded, "/", FALSE) : NULL;
  g_autofree char *list = g_strjoinv (";", (char **) signed_headers);
  g_autofree char *hash = NULL;
  const char *given = hoist_practice_huawei_request_get_header (request, CONTENT_HASH);

  if (path == NULL || request->params == NULL)
    return NULL;
  g_string_append_printf (text, "\n%s%s\n", path, g_str_has_suffix (path, "/") ? "" : "/");
  append_query (text, request->params);
  g_string_append_c (text, '\n');
  for (gsize i = 0; signed_headers[i] != NULL; i++) {
    const char *value = hoist_practice_huawei_request_get_header (request, signed_headers[i]);

    if (value == NULL)
      return NULL;
    g_string_append_printf (text, "%s:%s\n", signed_headers[i], value);
  }
  hash = given != NULL ? g_strdup (given)
                       : g_compute_checksum_for_data (G_CHECKSUM_SHA256, request->body->data,
                                                      request->body->len);
  g_string_append_printf (text, "\n%s\n%s", list, hash);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * hoist_practice_huawei_write_text:
 * @date: as in X-Sdk-Date
 *
 * Returns: (transfer full): what is signed, step 4
 */
char *
hoist_practice_huawei_write_text (const char *canonical, const char *date)
{
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, canonical, -1);

  return g_strconcat (SCHEME, "\n", date, "\n", hash, NULL);
}

/**
 * hoist_practice_huawei_sign:
 *
 * Returns: (transfer full): the signature, step 5: the secret key itself is the key
 */
char *
hoist_practice_huawei_sign (const char *text, const char *secret_key)
{
  return g_compute_hmac_for_string (G_CHECKSUM_SHA256, (const guchar *) secret_key,
                                    strlen (secret_key), text, -1);
}

/**
 * hoist_practice_huawei_is_signed:
 * @canonical: (out) (nullable): the canonical request as this side sees it
 *
 * Returns: whether the signature in @authorization is that of @request
 */
gboolean
hoist_practice_huawei_is_signed (HoistPracticeHuaweiRequest *request,
                                 HoistPracticeHuaweiAuthorization *authorization,
                                 const char *secret_key,
                                 char **canonical)
{
  const char *date = hoist_practice_huawei_request_get_header (request, "x-sdk-date");
  g_autofree char *text = NULL;
  g_autofree char *signature = NULL;

  *canonical = hoist_practice_huawei_write_canonical (
      request, (const char *const *) authorization->signed_headers);
  if (*canonical == NULL || date == NULL)
    return FALSE;
  text = hoist_practice_huawei_write_text (*canonical, date);
  signature = hoist_practice_huawei_sign (text, secret_key);
  return strcmp (signature, authorization->signature) == 0;
}
