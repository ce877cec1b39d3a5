/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One request of a trace: its description in JSON, with the gaps filled, as bytes to be sent. */
#pragma once

#include "practice-client.h"

G_BEGIN_DECLS

#define TRACE_BOUNDARY "------------------------practice0123456789"
#define TRACE_HOST "127.0.0.1"

typedef struct {
  char *target;     /* (owned) */
  char *headers;    /* (owned): each with its line's end */
  GByteArray *body; /* (owned) */
} TraceRequest;

static inline void
trace_request_clear (TraceRequest *self)
{
  g_clear_pointer (&self->target, g_free);
  g_clear_pointer (&self->headers, g_free);
  g_clear_pointer (&self->body, g_byte_array_unref);
}

static inline const char *
trace_get_text (JsonObject *object, const char *name, const char *otherwise)
{
  return json_object_get_string_member_with_default (object, name, otherwise);
}

static inline JsonObject *
trace_get_object (JsonObject *object, const char *name)
{
  return json_object_has_member (object, name) ? json_object_get_object_member (object, name)
                                               : NULL;
}

/* RFC 7396: objects are merged, null takes a member away, all else replaces. Objects are never
 * shared, so that @patch stays as it is. */
static inline void
trace_merge (JsonObject *into, JsonObject *patch)
{
  JsonObjectIter iter;
  const char *name = NULL;
  JsonNode *value = NULL;

  json_object_iter_init_ordered (&iter, patch);
  while (json_object_iter_next_ordered (&iter, &name, &value)) {
    JsonNode *there = json_object_get_member (into, name);

    if (JSON_NODE_HOLDS_NULL (value)) {
      json_object_remove_member (into, name);
      continue;
    }
    if (!JSON_NODE_HOLDS_OBJECT (value)) {
      json_object_set_member (into, name, json_node_copy (value));
      continue;
    }
    if (there == NULL || !JSON_NODE_HOLDS_OBJECT (there))
      json_object_set_object_member (into, name, json_object_new ());
    trace_merge (json_object_get_object_member (into, name), json_node_get_object (value));
  }
}

static inline JsonNode *
trace_fill_text (const char *text, GHashTable *values)
{
  g_autoptr (GString) filled = g_string_new (NULL);
  const char *open = NULL;

  while ((open = strstr (text, "{{")) != NULL) {
    const char *close = strstr (open, "}}");
    g_autofree char *name = NULL;
    JsonNode *value = NULL;

    g_assert_nonnull (close);
    name = g_strndup (open + 2, close - open - 2);
    value = g_hash_table_lookup (values, name);
    if (value == NULL)
      g_error ("nothing is known as “%s”", name);
    /* A gap that is the whole text takes any type. */
    if (open == text && close[2] == '\0' && filled->len == 0)
      return json_node_copy (value);
    g_string_append_len (filled, text, open - text);
    g_string_append (filled, json_node_get_string (value));
    text = close + 2;
  }
  g_string_append (filled, text);
  return json_node_init_string (json_node_alloc (), filled->str);
}

/* A copy in which each {{name}} has the value of that name. */
static inline JsonNode *
trace_fill (JsonNode *node, GHashTable *values)
{
  JsonNode *filled = NULL;

  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    return trace_fill_text (json_node_get_string (node), values);
  if (JSON_NODE_HOLDS_OBJECT (node)) {
    JsonObject *object = json_object_new ();
    JsonObjectIter iter;
    const char *name = NULL;
    JsonNode *value = NULL;

    json_object_iter_init_ordered (&iter, json_node_get_object (node));
    while (json_object_iter_next_ordered (&iter, &name, &value))
      json_object_set_member (object, name, trace_fill (value, values));
    filled = json_node_new (JSON_NODE_OBJECT);
    json_node_take_object (filled, object);
    return filled;
  }
  if (JSON_NODE_HOLDS_ARRAY (node)) {
    JsonArray *array = json_array_new ();

    for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
      json_array_add_element (
          array, trace_fill (json_array_get_element (json_node_get_array (node), i), values));
    filled = json_node_new (JSON_NODE_ARRAY);
    json_node_take_array (filled, array);
    return filled;
  }
  return json_node_copy (node);
}

/* "API authentication" (266/7782) once more, so that the server's signer does not check itself;
 * @names are sorted. */
static inline char *
trace_sign (JsonObject *send, JsonObject *query, GList *names)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const char *key = trace_get_text (send, "key", "");
  g_autoptr (GHmac) hmac = g_hmac_new (G_CHECKSUM_SHA1, (const guchar *) key, strlen (key));
  gboolean is_without_at = g_str_equal (trace_get_text (send, "sign", ""), "without-at");
  guint8 digest[20];
  gsize size = sizeof digest;

  g_string_append_printf (text, "%s%s%s", trace_get_text (send, "method", ""), TRACE_HOST,
                          trace_get_text (send, "target", ""));
  for (GList *i = names; i != NULL; i = i->next) {
    const char *value = trace_get_text (query, i->data, "");

    if (!is_without_at || value[0] != '@')
      g_string_append_printf (text, "%c%s=%s", i == names ? '?' : '&', (char *) i->data, value);
  }
  g_hmac_update (hmac, (const guchar *) text->str, text->len);
  g_hmac_get_digest (hmac, digest, &size);
  return g_base64_encode (digest, size);
}

static inline void
trace_add_param (GString *target, const char *name, const char *value, gboolean is_raw)
{
  g_autofree char *escaped = is_raw ? g_strdup (value) : g_uri_escape_string (value, NULL, FALSE);

  g_string_append_printf (target, "%c%s=%s", strchr (target->str, '?') != NULL ? '&' : '?', name,
                          escaped);
}

/* The target; of an address only what comes after the host. */
static inline char *
trace_write_target (JsonObject *send)
{
  const char *path = trace_get_text (send, "target", "");
  JsonObject *query = trace_get_object (send, "query");
  gboolean is_raw = json_object_get_boolean_member_with_default (send, "raw", FALSE);
  g_autoptr (GList) names = NULL;
  g_autofree char *signature = NULL;
  GString *target = NULL;

  if (g_str_has_prefix (path, "http://"))
    path = strchr (path + strlen ("http://"), '/');
  target = g_string_new (path);
  if (query == NULL)
    return g_string_free (target, FALSE);
  names = g_list_sort (json_object_get_members (query), (GCompareFunc) strcmp);
  for (GList *i = names; i != NULL; i = i->next)
    trace_add_param (target, i->data, json_object_get_string_member (query, i->data), is_raw);
  if (json_object_has_member (send, "sign")) {
    signature = trace_sign (send, query, names);
    trace_add_param (target, "Signature", signature, is_raw);
  }
  return g_string_free (target, FALSE);
}

static inline void
trace_add_text (GByteArray *body, const char *text)
{
  g_byte_array_append (body, (const guint8 *) text, (guint) strlen (text));
}

/* @range: (element-type gint64): offset and size */
static inline void
trace_add_range (GByteArray *body, JsonArray *range, const guint8 *data)
{
  g_byte_array_append (body, data + json_array_get_int_element (range, 0),
                       (guint) json_array_get_int_element (range, 1));
}

static inline void
trace_add_form (GByteArray *body, JsonObject *form, const guint8 *data)
{
  JsonObjectIter iter;
  const char *name = NULL;
  JsonNode *value = NULL;

  json_object_iter_init_ordered (&iter, json_object_get_object_member (form, "fields"));
  while (json_object_iter_next_ordered (&iter, &name, &value)) {
    g_autofree char *part = g_strdup_printf (
        "--" TRACE_BOUNDARY "\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n", name,
        json_node_get_string (value));

    trace_add_text (body, part);
  }
  trace_add_text (body, "--" TRACE_BOUNDARY "\r\nContent-Disposition: form-data; name=\"file\"; "
                        "filename=\"test.mp4\"\r\nContent-Type: application/octet-stream\r\n\r\n");
  trace_add_range (body, json_object_get_array_member (form, "range"), data);
  trace_add_text (body, "\r\n--" TRACE_BOUNDARY "--\r\n");
}

static inline GByteArray *
trace_write_body (JsonObject *send, const guint8 *data)
{
  GByteArray *body = g_byte_array_new ();

  trace_add_text (body, trace_get_text (send, "text", ""));
  if (json_object_has_member (send, "json")) {
    g_autofree char *text = json_to_string (json_object_get_member (send, "json"), FALSE);

    trace_add_text (body, text);
  }
  if (json_object_has_member (send, "range"))
    trace_add_range (body, json_object_get_array_member (send, "range"), data);
  if (json_object_has_member (send, "form"))
    trace_add_form (body, json_object_get_object_member (send, "form"), data);
  return body;
}

/* One chunk for all. */
static inline void
trace_chunk (GByteArray *body)
{
  g_autofree char *head = g_strdup_printf ("%x\r\n", body->len);

  if (body->len > 0) {
    g_byte_array_prepend (body, (const guint8 *) head, (guint) strlen (head));
    trace_add_text (body, "\r\n");
  }
  trace_add_text (body, "0\r\n\r\n");
}

static inline char *
trace_write_headers (JsonObject *send, gsize size, gboolean is_chunked)
{
  GString *headers = g_string_new (NULL);
  JsonObject *own = trace_get_object (send, "headers");
  g_autoptr (GList) names = own != NULL ? json_object_get_members (own) : NULL;

  for (GList *i = names; i != NULL; i = i->next)
    g_string_append_printf (headers, "%s: %s\r\n", (char *) i->data,
                            json_object_get_string_member (own, i->data));
  if (json_object_has_member (send, "form"))
    g_string_append (headers, "Content-Type: multipart/form-data; boundary=" TRACE_BOUNDARY "\r\n");
  if (is_chunked)
    g_string_append (headers, "Transfer-Encoding: chunked\r\n");
  else if (size > 0)
    g_string_append_printf (headers, "Content-Length: %" G_GSIZE_FORMAT "\r\n", size);
  return g_string_free (headers, FALSE);
}

/* @send: with its gaps filled; @data: what ranges are cut from */
static inline void
trace_request_write (TraceRequest *self, JsonObject *send, const guint8 *data)
{
  gboolean is_chunked = json_object_get_boolean_member_with_default (send, "chunked", FALSE);

  self->target = trace_write_target (send);
  self->body = trace_write_body (send, data);
  self->headers = trace_write_headers (send, self->body->len, is_chunked);
  if (is_chunked)
    trace_chunk (self->body);
}

G_END_DECLS
