/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A plain client of PDS for the tests: calls, parts and the notes' test data. */
#pragma once

#include "hoist-practice-pds.h"
#include "practice-client.h"

G_BEGIN_DECLS

/* Parts as small as the service allows, 100 KiB, keep the tests quick. */
#define PDS_PART 102400

typedef struct {
  Practice practice;
  JsonNode *settings; /* (owned) (nullable) */
  const char *bearer; /* (unowned): sent as the token */
  Reply reply;
  char *file_id;   /* (owned) (nullable): of the upload that was opened last */
  char *upload_id; /* (owned) (nullable) */
} Pds;

static inline const char *
pds_get_setting (Pds *self, const char *name)
{
  return json_object_get_string_member (json_node_get_object (self->settings), name);
}

static inline void
pds_read_settings (Pds *self)
{
  g_autofree char *line = hoist_practice_server_describe (self->practice.server);
  g_autoptr (JsonNode) root = json_from_string (line, NULL);
  JsonObject *services = json_object_get_object_member (json_node_get_object (root), "services");

  g_clear_pointer (&self->settings, json_node_unref);
  self->settings = json_node_copy (json_object_get_member (services, HOIST_PRACTICE_PDS_ID));
  self->bearer = pds_get_setting (self, "access-token");
}

static inline void
pds_start (Pds *self)
{
  practice_start (&self->practice);
  pds_read_settings (self);
}

static inline void
pds_restart (Pds *self)
{
  practice_stop (&self->practice);
  pds_start (self);
}

static inline void
pds_end (Pds *self)
{
  reply_clear (&self->reply);
  g_clear_pointer (&self->settings, json_node_unref);
  g_clear_pointer (&self->file_id, g_free);
  g_clear_pointer (&self->upload_id, g_free);
  practice_end (&self->practice);
}

static inline guint
pds_send (Pds *self,
          const char *method,
          const char *target,
          const char *headers,
          const void *body,
          gsize size)
{
  Line line = { 0 };

  line_open (&line, &self->practice);
  line_send_request (&line, method, target, headers, body, size);
  line_read (&line, &self->reply);
  line_close (&line);
  return self->reply.status;
}

/* A call of the API as it should be. */
static inline guint
pds_call (Pds *self, const char *path, const char *body)
{
  g_autofree char *headers =
      g_strdup_printf ("Authorization: Bearer %s\r\nContent-Type: application/json\r\n"
                       "Content-Length: %" G_GSIZE_FORMAT "\r\n",
                       self->bearer, strlen (body));

  return pds_send (self, "POST", path, headers, body, strlen (body));
}

static inline const char *
pds_get_text (Pds *self, const char *name)
{
  return json_object_get_string_member_with_default (reply_get_object (&self->reply), name, NULL);
}

static inline gboolean
pds_get_flag (Pds *self, const char *name)
{
  return json_object_get_boolean_member_with_default (reply_get_object (&self->reply), name, FALSE);
}

static inline void
pds_assert_code (Pds *self, guint status, const char *code)
{
  g_assert_cmpstr (pds_get_text (self, "code"), ==, code);
  g_assert_cmpuint (self->reply.status, ==, status);
}

/* The pattern of the notes' section 5. */
static inline guint8 *
pds_make_data (gsize size)
{
  guint8 *data = g_malloc (size + 1);

  for (gsize i = 0; i < size; i++)
    data[i] = (guint8) (i % 251);
  return data;
}

/* Opens an upload at the top of drive 1; @more are members with a comma before them. */
static inline guint
pds_create (Pds *self, const char *name, guint64 size, const char *more)
{
  g_autofree char *body = g_strdup_printf (
      "{\"drive_id\":\"1\",\"parent_file_id\":\"root\",\"name\":\"%s\",\"type\":\"file\","
      "\"size\":%" G_GUINT64_FORMAT "%s}",
      name, size, more);
  guint status = pds_call (self, "/v2/file/create", body);

  if (status == 201) {
    g_free (self->file_id);
    g_free (self->upload_id);
    self->file_id = g_strdup (pds_get_text (self, "file_id"));
    self->upload_id = g_strdup (pds_get_text (self, "upload_id"));
  }
  return status;
}

/* A call with the three ids of the upload. */
static inline guint
pds_call_upload (Pds *self, const char *path, const char *more)
{
  g_autofree char *body =
      g_strdup_printf ("{\"drive_id\":\"1\",\"file_id\":\"%s\",\"upload_id\":\"%s\"%s}",
                       self->file_id, self->upload_id, more);

  return pds_call (self, path, body);
}

/* Where to send a part: the target of the request, owned by the caller. */
static inline char *
pds_get_target (Pds *self, guint number)
{
  JsonArray *parts =
      json_object_get_array_member (reply_get_object (&self->reply), "part_info_list");

  for (guint i = 0; i < json_array_get_length (parts); i++) {
    JsonObject *part = json_array_get_object_element (parts, i);

    if (json_object_get_int_member (part, "part_number") == number)
      return g_strdup (strstr (json_object_get_string_member (part, "upload_url"), "/pds-store/"));
  }
  g_assert_not_reached ();
}

static inline char *
pds_ask_target (Pds *self, guint number)
{
  g_autofree char *more = g_strdup_printf (",\"part_info_list\":[{\"part_number\":%u}]", number);

  g_assert_cmpuint (pds_call_upload (self, "/v2/file/get_upload_url", more), ==, 200);
  return pds_get_target (self, number);
}

static inline guint
pds_put (Pds *self, const char *target, const char *more, const void *data, gsize size)
{
  g_autofree char *headers =
      g_strdup_printf ("Content-Length: %" G_GSIZE_FORMAT "\r\n%s", size, more);

  return pds_send (self, "PUT", target, headers, data, size);
}

static inline guint
pds_put_part (Pds *self, guint number, const void *data, gsize size)
{
  g_autofree char *target = pds_ask_target (self, number);

  return pds_put (self, target, "", data, size);
}

static inline void
pds_put_all (Pds *self, const guint8 *data, gsize size)
{
  guint number = 1;
  gsize offset = 0;

  do {
    g_assert_cmpuint (pds_put_part (self, number++, data + offset, MIN (PDS_PART, size - offset)),
                      ==, 200);
    offset += PDS_PART;
  } while (offset < size);
}

static inline guint
pds_complete (Pds *self, const char *crc64)
{
  g_autofree char *more =
      crc64 != NULL ? g_strdup_printf (",\"crc64_hash\":\"%s\"", crc64) : g_strdup ("");

  return pds_call_upload (self, "/v2/file/complete", more);
}

/* Uploads a whole file and leaves the answer of the last call. */
static inline void
pds_upload (Pds *self, const char *name, const guint8 *data, gsize size, const char *more)
{
  g_assert_cmpuint (pds_create (self, name, size, more), ==, 201);
  pds_put_all (self, data, size);
  g_assert_cmpuint (pds_complete (self, NULL), ==, 200);
}

static inline void
pds_vary (Pds *self, const char *call, const char *name)
{
  g_autofree char *rule =
      g_strdup_printf ("[{\"call\":\"%s\",\"fault\":\"vary\",\"as\":[\"%s\"]}]", call, name);

  practice_set_faults (&self->practice, rule);
}

/* A header of the last answer, owned by the caller. */
static inline char *
pds_get_header (Pds *self, const char *name)
{
  g_auto (GStrv) lines = g_strsplit (self->reply.head, "\r\n", -1);

  for (gsize i = 1; lines[i] != NULL; i++) {
    gsize length = strlen (name);

    if (g_ascii_strncasecmp (lines[i], name, length) == 0 && lines[i][length] == ':')
      return g_strdup (g_strstrip (lines[i] + length + 1));
  }
  return NULL;
}

/* What the object store refuses with. */
static inline void
pds_assert_store (Pds *self, guint status, const char *code)
{
  g_autofree char *element = g_strdup_printf ("<Code>%s</Code>", code);

  g_assert_nonnull (self->reply.body);
  g_test_message ("%s", self->reply.body);
  g_assert_nonnull (strstr (self->reply.body, element));
  g_assert_cmpuint (self->reply.status, ==, status);
}

G_END_DECLS
