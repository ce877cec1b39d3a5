/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A practice server, what is known from its answers so far, and what an answer has to be. */
#pragma once

#include "trace-request.h"

G_BEGIN_DECLS

typedef struct {
  Practice practice;
  JsonObject *file;     /* (owned): all traces of a service */
  GHashTable *values;   /* (owned) (element-type utf8 JsonNode) */
  guint8 *data;         /* (owned): what is uploaded */
  TraceRequest request; /* the last one */
  char *method;         /* (owned) (nullable): its method */
  Reply reply;
} Player;

static inline JsonObject *
traces_load (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "vectors", "traces", name, NULL);
  g_autofree char *text = NULL;
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  root = json_from_string (text, &error);
  g_assert_no_error (error);
  return json_object_ref (json_node_get_object (root));
}

static inline void
player_keep (Player *self, const char *name, JsonNode *value)
{
  g_hash_table_replace (self->values, g_strdup (name), value);
}

static inline void
player_keep_number (Player *self, const char *name, gint64 number)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, number);

  player_keep (self, name, json_node_init_string (json_node_alloc (), text));
}

static inline void
player_keep_all (Player *self, JsonObject *object)
{
  JsonObjectIter iter;
  const char *name = NULL;
  JsonNode *value = NULL;

  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, &name, &value))
    player_keep (self, name, json_node_copy (value));
}

/* The service's own settings can be named in gaps. */
static inline void
player_keep_settings (Player *self)
{
  g_autofree char *line = hoist_practice_server_describe (self->practice.server);
  g_autoptr (JsonNode) root = json_from_string (line, NULL);
  JsonObject *services = json_object_get_object_member (json_node_get_object (root), "services");

  player_keep_all (
      self, json_object_get_object_member (services, trace_get_text (self->file, "service", "")));
}

static inline void
player_open (Player *self, const char *file, gboolean is_lenient)
{
  guint size = 0;

  self->practice.options.is_lenient = is_lenient;
  self->file = traces_load (file);
  self->values =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) json_node_unref);
  size = (guint) json_object_get_int_member_with_default (self->file, "pattern", 0);
  self->data = size > 0 ? g_malloc (size) : vector_new ();
  for (guint i = 0; i < size; i++)
    self->data[i] = (guint8) (i % 251);
  practice_start (&self->practice);
  player_keep_settings (self);
}

static inline void
player_close (Player *self)
{
  reply_clear (&self->reply);
  trace_request_clear (&self->request);
  g_free (self->method);
  practice_end (&self->practice);
  g_hash_table_unref (self->values);
  json_object_unref (self->file);
  g_free (self->data);
}

static inline void
player_send_bytes (Player *self, const char *method, const TraceRequest *request)
{
  Line line = { 0 };

  line_open (&line, &self->practice);
  line_send_request (&line, method, request->target, request->headers, request->body->data,
                     request->body->len);
  line_read (&line, &self->reply);
  line_close (&line);
}

/* Each attempt has a nonce and a time of its own. */
static inline JsonNode *
player_fill (Player *self, JsonObject *send)
{
  gint64 now_us = practice_get_wall_us (&self->practice);
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), send);

  player_keep_number (self, "nonce", ++self->practice.last_nonce);
  player_keep_number (self, "now", now_us / G_USEC_PER_SEC);
  player_keep_number (self, "now-ms", now_us / 1000);
  return trace_fill (node, self->values);
}

static inline void
player_send (Player *self, JsonObject *send)
{
  g_autoptr (JsonNode) filled = player_fill (self, send);
  JsonObject *object = json_node_get_object (filled);

  trace_request_clear (&self->request);
  trace_request_write (&self->request, object, self->data);
  g_free (self->method);
  self->method = g_strdup (trace_get_text (object, "method", ""));
  player_send_bytes (self, self->method, &self->request);
}

/* Follows names and numbers with dots between them; NULL if nothing is there. */
static inline JsonNode *
trace_find_member (JsonNode *node, const char *path)
{
  g_auto (GStrv) names = g_strsplit (path, ".", -1);

  for (gsize i = 0; names[i] != NULL && node != NULL; i++) {
    guint64 at = 0;

    if (JSON_NODE_HOLDS_OBJECT (node)) {
      node = json_object_get_member (json_node_get_object (node), names[i]);
    } else {
      g_assert_true (JSON_NODE_HOLDS_ARRAY (node));
      g_assert_true (g_ascii_string_to_unsigned (names[i], 10, 0, G_MAXUINT, &at, NULL));
      node = at < json_array_get_length (json_node_get_array (node))
                 ? json_array_get_element (json_node_get_array (node), (guint) at)
                 : NULL;
    }
  }
  return node;
}

static inline char *
player_dup_header (Player *self, const char *name)
{
  g_auto (GStrv) lines = g_strsplit (self->reply.head, "\r\n", -1);
  gsize length = strlen (name);

  for (gsize i = 1; lines[i] != NULL; i++)
    if (g_ascii_strncasecmp (lines[i], name, length) == 0 && lines[i][length] == ':')
      return g_strdup (g_strstrip (lines[i] + length + 1));
  g_error ("no header %s: %s", name, self->reply.head);
}

static inline void
player_expect_members (Player *self, JsonObject *members)
{
  JsonObjectIter iter;
  const char *path = NULL;
  JsonNode *wanted = NULL;

  g_assert_nonnull (self->reply.json);
  json_object_iter_init (&iter, members);
  while (json_object_iter_next (&iter, &path, &wanted)) {
    JsonNode *found = trace_find_member (self->reply.json, path);

    if (JSON_NODE_HOLDS_NULL (wanted) ? found != NULL && !JSON_NODE_HOLDS_NULL (found)
                                      : found == NULL || !json_node_equal (found, wanted))
      g_error ("%s is another one: %s", path, self->reply.body);
  }
}

static inline void
player_expect_headers (Player *self, JsonObject *headers)
{
  JsonObjectIter iter;
  const char *name = NULL;
  JsonNode *wanted = NULL;

  json_object_iter_init (&iter, headers);
  while (json_object_iter_next (&iter, &name, &wanted)) {
    g_autofree char *found = player_dup_header (self, name);

    g_assert_cmpstr (found, ==, json_node_get_string (wanted));
  }
}

/* @answer: status, and what members, headers and text it has */
static inline void
player_expect (Player *self, JsonObject *answer)
{
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), answer);
  g_autoptr (JsonNode) filled = trace_fill (node, self->values);
  JsonObject *wanted = json_node_get_object (filled);
  gint64 status = json_object_get_int_member (wanted, "status");
  const char *text = trace_get_text (wanted, "text", "");

  if (self->reply.status != status)
    g_error ("status %u, not %" G_GINT64_FORMAT ": %s", self->reply.status, status,
             self->reply.body != NULL ? self->reply.body : "no answer");
  if (json_object_has_member (wanted, "members"))
    player_expect_members (self, json_object_get_object_member (wanted, "members"));
  if (json_object_has_member (wanted, "headers"))
    player_expect_headers (self, json_object_get_object_member (wanted, "headers"));
  if (text[0] != '\0' && strstr (self->reply.body, text) == NULL)
    g_error ("no %s: %s", text, self->reply.body);
}

/* A parameter of the address in a header: where a sign-in comes back to. */
static inline char *
player_dup_param (Player *self, const char *header, const char *name)
{
  g_autofree char *address = player_dup_header (self, header);
  g_autoptr (GUri) uri = g_uri_parse (address, G_URI_FLAGS_ENCODED, NULL);
  g_autoptr (GPtrArray) params = NULL;

  g_assert_nonnull (uri);
  params = hoist_practice_query_parse (g_uri_get_query (uri), FALSE, NULL);
  g_assert_nonnull (params);
  return g_strdup (hoist_practice_query_get (params, name));
}

/* @wishes: names, each with the path of a member, ["header", name] or ["param", header, name] */
static inline void
player_keep_answer (Player *self, JsonObject *wishes)
{
  JsonObjectIter iter;
  const char *name = NULL;
  JsonNode *wish = NULL;

  json_object_iter_init (&iter, wishes);
  while (json_object_iter_next (&iter, &name, &wish)) {
    JsonNode *value = NULL;
    g_autofree char *text = NULL;

    if (JSON_NODE_HOLDS_ARRAY (wish)) {
      JsonArray *way = json_node_get_array (wish);
      const char *header = json_array_get_string_element (way, 1);

      text = json_array_get_length (way) == 2
                 ? player_dup_header (self, header)
                 : player_dup_param (self, header, json_array_get_string_element (way, 2));
      g_assert_nonnull (text);
      player_keep (self, name, json_node_init_string (json_node_alloc (), text));
      continue;
    }
    g_assert_nonnull (self->reply.json);
    value = trace_find_member (self->reply.json, json_node_get_string (wish));
    g_assert_nonnull (value);
    player_keep (self, name, json_node_copy (value));
  }
}

G_END_DECLS
