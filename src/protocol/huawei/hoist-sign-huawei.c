/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HUAWEI CLOUD's SDK-HMAC-SHA256 (docs/protocols/huawei-metastudio.md, section 4, whose source is
 * the vendor's page api-sign-algorithm-002 and the official SDKs). */
#include "hoist-sign-huawei.h"

#include "hoist-sign.h"

#include <string.h>

#define SCHEME "SDK-HMAC-SHA256"

/* Decodes and encodes anew, so that the result does not depend on who encoded it before. A text
 * that cannot be decoded is taken as it stands. */
static char *
escape_again (const char *text)
{
  g_autofree char *decoded = g_uri_unescape_string (text, NULL);

  return hoist_sign_escape (decoded != NULL ? decoded : text);
}

/* Each segment encoded; the "/" at the end exists only in the text that is signed (4.2). */
static void
append_path (GString *text, const char *path)
{
  g_auto (GStrv) segments = g_strsplit (path, "/", -1);

  for (guint i = 0; segments[i] != NULL; i++) {
    g_autofree char *segment = escape_again (segments[i]);

    g_string_append_printf (text, "%s%s", i > 0 ? "/" : "", segment);
  }
  if (text->str[text->len - 1] != '/')
    g_string_append_c (text, '/');
}

typedef struct {
  char *name;
  char *value;
} Pair;

static void
clear_pair (gpointer pair)
{
  g_free (((Pair *) pair)->name);
  g_free (((Pair *) pair)->value);
}

static int
compare_pairs (gconstpointer a, gconstpointer b)
{
  const Pair *one = a;
  const Pair *other = b;
  int order = strcmp (one->name, other->name);

  return order != 0 ? order : strcmp (one->value, other->value);
}

static GArray *
new_pairs (void)
{
  GArray *pairs = g_array_new (FALSE, FALSE, sizeof (Pair));

  g_array_set_clear_func (pairs, clear_pair);
  return pairs;
}

/* Sorted by name, then by value; "=" stays when the value is empty (4.3). */
static void
append_query (GString *text, const char *query)
{
  g_autoptr (GArray) pairs = new_pairs ();
  g_auto (GStrv) parts = g_strsplit (query != NULL ? query : "", "&", -1);

  for (guint i = 0; parts[i] != NULL; i++) {
    char *value = strchr (parts[i], '=');
    Pair pair = { 0 };

    if (*parts[i] == '\0')
      continue;
    if (value != NULL)
      *value++ = '\0';
    pair.name = escape_again (parts[i]);
    pair.value = escape_again (value != NULL ? value : "");
    g_array_append_val (pairs, pair);
  }

  g_array_sort (pairs, compare_pairs);
  for (guint i = 0; i < pairs->len; i++) {
    const Pair *pair = &g_array_index (pairs, Pair, i);

    g_string_append_printf (text, "%s%s=%s", i > 0 ? "&" : "", pair->name, pair->value);
  }
}

static void
add_header (GArray *headers, const char *name, const char *value)
{
  Pair pair = { .name = g_ascii_strdown (name, -1), .value = g_strstrip (g_strdup (value)) };

  g_array_append_val (headers, pair);
}

/* As the Host header has it: with the port only when it is not the scheme's own (4.4). */
static char *
dup_host (GUri *uri)
{
  const char *host = g_uri_get_host (uri);
  int default_port = strcmp (g_uri_get_scheme (uri), "https") == 0 ? 443 : 80;
  g_autofree char *name =
      strchr (host, ':') != NULL ? g_strdup_printf ("[%s]", host) : g_strdup (host);

  if (g_uri_get_port (uri) <= 0 || g_uri_get_port (uri) == default_port)
    return g_steal_pointer (&name);
  return g_strdup_printf ("%s:%d", name, g_uri_get_port (uri));
}

/* All headers that we set ourselves; what the HTTP library adds is not signed (4.4). */
static GArray *
list_headers (const HoistRequest *request, GUri *uri)
{
  GArray *headers = new_pairs ();
  g_autofree char *host = dup_host (uri);

  add_header (headers, "host", host);
  if (request->content_type != NULL)
    add_header (headers, "content-type", request->content_type);
  for (guint i = 0; i + 1 < request->headers->len; i += 2) {
    const char *name = g_ptr_array_index (request->headers, i);

    if (g_ascii_strcasecmp (name, "Authorization") != 0)
      add_header (headers, name, g_ptr_array_index (request->headers, i + 1));
  }
  g_array_sort (headers, compare_pairs);
  return headers;
}

static void
append_names (GString *text, GArray *headers)
{
  for (guint i = 0; i < headers->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ";" : "", g_array_index (headers, Pair, i).name);
}

static char *
dup_body_hash (const HoistRequest *request)
{
  gsize size = 0;
  const guchar *body = request->before != NULL ? g_bytes_get_data (request->before, &size) : NULL;

  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, body != NULL ? body : (guchar *) "", size);
}

/**
 * hoist_sign_huawei_canonical:
 * @request: with all headers that will be signed, X-Sdk-Date among them, and a body in memory
 *
 * Returns: (transfer full): the canonical request (4.6)
 */
char *
hoist_sign_huawei_canonical (const HoistRequest *request)
{
  g_autoptr (GUri) uri = g_uri_parse (request->url, G_URI_FLAGS_ENCODED, NULL);
  g_autoptr (GArray) headers = NULL;
  g_autofree char *hash = NULL;
  GString *text = NULL;

  g_return_val_if_fail (uri != NULL && g_uri_get_host (uri) != NULL, NULL);

  hash = dup_body_hash (request);
  text = g_string_new (request->method);
  headers = list_headers (request, uri);
  g_string_append_c (text, '\n');
  append_path (text, g_uri_get_path (uri));
  g_string_append_c (text, '\n');
  append_query (text, g_uri_get_query (uri));
  g_string_append_c (text, '\n');
  for (guint i = 0; i < headers->len; i++)
    g_string_append_printf (text, "%s:%s\n", g_array_index (headers, Pair, i).name,
                            g_array_index (headers, Pair, i).value);
  g_string_append_c (text, '\n');
  append_names (text, headers);
  g_string_append_printf (text, "\n%s", hash);
  return g_string_free (text, FALSE);
}

/**
 * hoist_sign_huawei_text:
 * @canonical: from hoist_sign_huawei_canonical()
 * @date: the value of X-Sdk-Date
 *
 * Returns: (transfer full): the string to sign (4.7)
 */
char *
hoist_sign_huawei_text (const char *canonical, const char *date)
{
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, canonical, -1);

  return g_strdup_printf (SCHEME "\n%s\n%s", date, hash);
}

/* "YYYYMMDDTHHMMSSZ", in UTC (4.1). */
static char *
dup_date (gint64 now_us)
{
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_utc (now_us / G_USEC_PER_SEC);

  return now != NULL ? g_date_time_format (now, "%Y%m%dT%H%M%SZ") : g_strdup ("");
}

/**
 * hoist_sign_huawei:
 * @request: complete but for X-Sdk-Date and Authorization, which are added here; its address must
 *   be a good one, and its body is in request->before
 * @access_key: the public half of the key (AK)
 * @secret_key: the secret half (SK)
 * @now_us: server time
 *
 * Signs a request with the key of an account. There is no key derivation (4.8).
 */
void
hoist_sign_huawei (HoistRequest *request,
                   const char *access_key,
                   const char *secret_key,
                   gint64 now_us)
{
  g_autofree char *date = dup_date (now_us);
  g_autofree char *canonical = NULL;
  g_autofree char *text = NULL;
  g_autofree char *signature = NULL;
  g_autofree char *value = NULL;
  g_autoptr (GUri) uri = g_uri_parse (request->url, G_URI_FLAGS_ENCODED, NULL);
  g_autoptr (GArray) headers = NULL;
  g_autoptr (GString) names = g_string_new (NULL);

  g_return_if_fail (uri != NULL && g_uri_get_host (uri) != NULL);

  hoist_request_add_header (request, "X-Sdk-Date", date);
  canonical = hoist_sign_huawei_canonical (request);
  text = hoist_sign_huawei_text (canonical, date);
  signature = g_compute_hmac_for_string (G_CHECKSUM_SHA256, (const guchar *) secret_key,
                                         strlen (secret_key), text, -1);
  headers = list_headers (request, uri);
  append_names (names, headers);
  value = g_strdup_printf (SCHEME " Access=%s, SignedHeaders=%s, Signature=%s", access_key,
                           names->str, signature);
  hoist_request_add_header (request, "Authorization", value);
}
