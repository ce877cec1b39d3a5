/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One exchange as data, and the only code that prints it. */
#include "hoist-request.h"

#include <gio/gio.h>
#include <stdio.h>
#include <string.h>

#define REDACTED "…"

/* Of the largest number that fits in 64 bits. */
#define MAX_DIGITS 20

#define HOST_CHARACTERS "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-._:"

/* No server may park an upload for longer. */
#define MAX_WAIT_SECONDS G_GINT64_CONSTANT (86400)

/* Everything that is not in these lists is not printed. */
static const char *const harmless_parameters[] = {
  "Action",       "classId",     "dataSize", "fileSize",   "isTranscode",
  "isScreenshot", "isWatermark", "offset",   "partNumber", NULL,
};

/* Values that are no numbers. */
static const char *const harmless_values[] = {
  "InitUpload",
  "UploadPart",
  "FinishUpload",
  NULL,
};

/* Of paths: in some protocols a path is itself the key to an upload. */
static const char *const harmless_segments[] = {
  "",     "index.php", "v1",    "v2",     "v3",    "v1.0",   "v1.1",    "api", "adrive",
  "file", "files",     "oauth", "oauth2", "token", "upload", "uploads", NULL,
};

static const char *const harmless_headers[] = {
  "accept",        "content-length", "content-range", "content-type", "tus-resumable",
  "upload-length", "upload-offset",  "user-agent",    NULL,
};

/**
 * hoist_request_new:
 * @method: a static string
 * @url: complete and percent-encoded
 *
 * Returns: (transfer full): a request without body, which may be replayed
 */
HoistRequest *
hoist_request_new (const char *method, const char *url)
{
  HoistRequest *self = NULL;

  g_return_val_if_fail (method != NULL && url != NULL, NULL);

  self = g_new0 (HoistRequest, 1);
  self->method = method;
  self->url = g_strdup (url);
  self->headers = g_ptr_array_new_with_free_func (g_free);
  self->answer_us = 60 * G_USEC_PER_SEC; /* design section 4.5: 60 s for API calls */
  self->replay = HOIST_REPLAY_SAFE;
  return self;
}

void
hoist_request_free (HoistRequest *self)
{
  if (self == NULL)
    return;

  g_free (self->url);
  g_ptr_array_unref (self->headers);
  g_free (self->content_type);
  g_clear_pointer (&self->before, g_bytes_unref);
  g_clear_pointer (&self->after, g_bytes_unref);
  g_free (self);
}

void
hoist_request_add_header (HoistRequest *self, const char *name, const char *value)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (name != NULL && value != NULL);

  g_ptr_array_add (self->headers, g_strdup (name));
  g_ptr_array_add (self->headers, g_strdup (value));
}

gboolean
hoist_request_has_body (const HoistRequest *self)
{
  return hoist_request_get_body_size (self) > 0;
}

/* All bytes of the body: before, the file's range, after. */
guint64
hoist_request_get_body_size (const HoistRequest *self)
{
  guint64 size = self->length;

  if (self->before != NULL)
    size += g_bytes_get_size (self->before);
  if (self->after != NULL)
    size += g_bytes_get_size (self->after);
  return size;
}

static gboolean
is_harmless (const char *name, const char *value)
{
  if (!g_strv_contains (harmless_parameters, name))
    return FALSE;
  return g_strv_contains (harmless_values, value) ||
         (strlen (value) <= MAX_DIGITS && strspn (value, "0123456789") == strlen (value));
}

/* GUri takes nearly everything for a host, even the end of a password that has an "@" in it. */
static gboolean
is_host (const char *host)
{
  return strspn (host, HOST_CHARACTERS) == strlen (host);
}

static void
print_path (GString *text, const char *path)
{
  g_auto (GStrv) segments = g_strsplit (path, "/", -1);

  for (guint i = 0; segments[i] != NULL; i++) {
    if (i > 0)
      g_string_append_c (text, '/');
    g_string_append (text,
                     g_strv_contains (harmless_segments, segments[i]) ? segments[i] : REDACTED);
  }
}

static void
print_query (GString *text, const char *query)
{
  g_auto (GStrv) pairs = g_strsplit (query, "&", -1);
  gboolean was_redacted = FALSE;

  for (guint i = 0; pairs[i] != NULL; i++) {
    const char *value = strchr (pairs[i], '=');
    g_autofree char *name = value != NULL ? g_strndup (pairs[i], value - pairs[i]) : NULL;
    gboolean is_shown = name != NULL && is_harmless (name, value + 1);

    if (is_shown || !was_redacted)
      g_string_append_printf (text, "%c%s", i == 0 ? '?' : '&', is_shown ? pairs[i] : REDACTED);
    was_redacted = !is_shown;
  }
}

/**
 * hoist_request_redact_url:
 * @url: (nullable): any text that should be an address
 *
 * For debug output: scheme, host, port, and those segments of the path and parameters of the query
 * that are known to be harmless. All else is "…".
 *
 * Returns: (transfer full): a text without secrets
 */
char *
hoist_request_redact_url (const char *url)
{
  g_autoptr (GUri) uri = NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  if (url != NULL)
    uri = g_uri_parse (url, G_URI_FLAGS_ENCODED | G_URI_FLAGS_HAS_PASSWORD, NULL);
  if (uri == NULL || g_uri_get_host (uri) == NULL)
    return g_strdup (REDACTED);

  g_string_append_printf (text, "%s://", g_uri_get_scheme (uri));
  if (g_uri_get_userinfo (uri) != NULL)
    g_string_append (text, REDACTED "@");
  g_string_append (text, is_host (g_uri_get_host (uri)) ? g_uri_get_host (uri) : REDACTED);
  if (g_uri_get_port (uri) != -1)
    g_string_append_printf (text, ":%d", g_uri_get_port (uri));
  print_path (text, g_uri_get_path (uri));
  if (g_uri_get_query (uri) != NULL)
    print_query (text, g_uri_get_query (uri));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * hoist_request_to_log:
 *
 * Returns: (transfer full): one line for debug output, without secrets
 */
char *
hoist_request_to_log (const HoistRequest *self)
{
  g_autofree char *url = hoist_request_redact_url (self->url);
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_printf (text, "%s %s", self->method, url);
  if (self->length > 0)
    g_string_append_printf (text, " bytes %" G_GUINT64_FORMAT "+%" G_GUINT64_FORMAT, self->offset,
                            self->length);
  if (hoist_request_has_body (self))
    g_string_append_printf (text, " body %" G_GUINT64_FORMAT, hoist_request_get_body_size (self));

  for (guint i = 0; i + 1 < self->headers->len; i += 2) {
    const char *name = g_ptr_array_index (self->headers, i);
    g_autofree char *lower = g_ascii_strdown (name, -1);
    gboolean is_shown = g_strv_contains (harmless_headers, lower);

    g_string_append_printf (text, " [%s: %s]", name,
                            is_shown ? (char *) g_ptr_array_index (self->headers, i + 1)
                                     : REDACTED);
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * hoist_reply_new:
 * @status: any HTTP status
 * @body: (nullable): %NULL for an empty one
 *
 * Returns: (transfer full): a reply without headers
 */
HoistReply *
hoist_reply_new (guint status, GBytes *body)
{
  HoistReply *self = g_new0 (HoistReply, 1);

  self->status = status;
  self->headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->body = body != NULL ? g_bytes_ref (body) : g_bytes_new (NULL, 0);
  self->retry_after_us = -1;
  return self;
}

void
hoist_reply_free (HoistReply *self)
{
  if (self == NULL)
    return;

  g_hash_table_unref (self->headers);
  g_bytes_unref (self->body);
  g_free (self);
}

/* "Sun, 06 Nov 1994 08:49:37 GMT", the only form that servers may send (RFC 9110, section 5.6.7).
 * Returns 0 for anything else. */
static gint64
parse_date (const char *text)
{
  static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
  g_autoptr (GDateTime) time = NULL;
  char month[4] = "";
  const char *place = NULL;
  int day = 0, year = 0, hour = 0, minute = 0, second = 0, end = 0;

  if (strlen (text) != 29 ||
      sscanf (text, "%*3[A-Za-z], %2d %3[A-Za-z] %4d %2d:%2d:%2d GMT%n", &day, month, &year, &hour,
              &minute, &second, &end) != 6 ||
      end != 29)
    return 0;

  place = strstr (months, month);
  if (strlen (month) != 3 || place == NULL || (place - months) % 3 != 0 || year < 1970)
    return 0;

  time = g_date_time_new_utc (year, (place - months) / 3 + 1, day, hour, minute, MIN (second, 59));
  return time != NULL ? g_date_time_to_unix (time) * G_USEC_PER_SEC : 0;
}

/* Seconds, or a date (RFC 9110, section 10.2.3). Returns -1 for anything else. */
static gint64
parse_retry_after (const char *text, gint64 now_us)
{
  guint64 seconds = 0;
  gint64 date_us = parse_date (text);

  if (date_us > 0)
    return CLAMP (date_us - now_us, 0, MAX_WAIT_SECONDS * G_USEC_PER_SEC);
  if (*text == '\0' || strspn (text, "0123456789") != strlen (text))
    return -1;
  if (!g_ascii_string_to_unsigned (text, 10, 0, MAX_WAIT_SECONDS, &seconds, NULL))
    seconds = MAX_WAIT_SECONDS;
  return seconds * G_USEC_PER_SEC;
}

/**
 * hoist_reply_set_header:
 * @name: in any case
 * @value: in any form: a server wrote it
 * @now_us: real time, for a Retry-After with a date; used only when there was no Date header before
 *
 * Keeps a header, and understands Date and Retry-After (at most a day).
 */
void
hoist_reply_set_header (HoistReply *self, const char *name, const char *value, gint64 now_us)
{
  g_autofree char *lower = NULL;

  g_return_if_fail (self != NULL);
  g_return_if_fail (name != NULL && value != NULL);

  lower = g_ascii_strdown (name, -1);
  if (strcmp (lower, "date") == 0)
    self->date_us = parse_date (value);
  else if (strcmp (lower, "retry-after") == 0)
    self->retry_after_us = parse_retry_after (value, self->date_us > 0 ? self->date_us : now_us);
  g_hash_table_replace (self->headers, g_steal_pointer (&lower), g_strdup (value));
}

/* (nullable): a header's value; @name in any case. */
const char *
hoist_reply_get_header (const HoistReply *self, const char *name)
{
  g_autofree char *lower = g_ascii_strdown (name, -1);

  return g_hash_table_lookup (self->headers, lower);
}
