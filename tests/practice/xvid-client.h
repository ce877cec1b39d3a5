/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A plain client of Xvid MediaHub as the practice server plays it, written from its notes. */
#pragma once

#include "hoist-practice-xvid.h"

#include "practice-client.h"

G_BEGIN_DECLS

#define XVID "/xvid/v1/"
#define STORE "/xvid-store/practice-bucket/"
#define PIPELINE HOIST_PRACTICE_XVID_PIPELINE_ID
#define START_QUERY "files/uploads/?object_key=uploads%2Ftest.mp4&pipeline_id=" PIPELINE
#define BOUNDARY "practice-Boundary-0123456789"
#define GRANT                                                                                      \
  "grant_type=client_credential&client_id=practice-app-0001"                                       \
  "&client_secret=PRACTICE%2Bonly%2FMADEup%2Bsecret%2F00000000000001%3D%3D"
#define FORM_TYPE "Content-Type: application/x-www-form-urlencoded\r\n"
#define JSON_TYPE "Content-Type: application/json\r\n"
#define DONE "{\"upload\":{\"nb_chunks\":1}}"

typedef struct {
  char *id;          /* (owned) */
  char *file_id;     /* (owned) */
  GPtrArray *fields; /* (owned) (element-type HoistPracticeParam) */
} Started;

/* A call with headers of one's own, each with its line's end. */
static inline void
xvid_send (Practice *self,
           const char *method,
           const char *target,
           const char *headers,
           const char *body,
           Reply *reply)
{
  Line line = { 0 };
  gsize size = body != NULL ? strlen (body) : 0;
  g_autofree char *length =
      g_strdup_printf ("%sContent-Length: %" G_GSIZE_FORMAT "\r\n", headers, size);

  line_open (&line, self);
  line_send_request (&line, method, target, length, body, size);
  line_read (&line, reply);
  line_close (&line);
}

/* A call of the API with a token and, with a body, the type of JSON. */
static inline void
xvid_call (Practice *self,
           const char *token,
           const char *method,
           const char *target,
           const char *body,
           Reply *reply)
{
  g_autofree char *path = g_strconcat (XVID, target, NULL);
  g_autofree char *headers =
      g_strdup_printf ("Accept: application/json\r\nAuthorization: Bearer %s\r\n%s", token,
                       body != NULL ? JSON_TYPE : "");

  xvid_send (self, method, path, headers, body, reply);
}

static inline char *
xvid_sign_in (Practice *self)
{
  Reply reply = { 0 };
  char *token = NULL;

  xvid_send (self, "POST", XVID "oauth2/token/", FORM_TYPE, GRANT, &reply);
  g_assert_cmpuint (reply.status, ==, 200);
  token = g_strdup (json_object_get_string_member (reply_get_object (&reply), "access_token"));
  reply_clear (&reply);
  return token;
}

static inline JsonObject *
reply_get_member (Reply *reply, const char *name)
{
  JsonObject *object = reply_get_object (reply);

  g_assert_true (json_object_has_member (object, name));
  return json_object_get_object_member (object, name);
}

static inline const char *
reply_get_status (Reply *reply)
{
  return json_object_get_string_member (reply_get_member (reply, "upload"), "status");
}

static inline void
started_clear (Started *self)
{
  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->file_id, g_free);
  g_clear_pointer (&self->fields, g_ptr_array_unref);
}

static inline void
xvid_start_at (Practice *self, const char *token, const char *target, Started *started)
{
  Reply reply = { 0 };
  JsonObject *upload = NULL;
  JsonObjectIter iter;
  const char *name = NULL;
  JsonNode *value = NULL;

  started_clear (started);
  xvid_call (self, token, "POST", target, NULL, &reply);
  g_assert_cmpuint (reply.status, ==, 200);
  upload = reply_get_member (&reply, "upload");
  started->id = g_strdup (json_object_get_string_member (upload, "id"));
  started->file_id = g_strdup (
      json_object_get_string_member (json_object_get_object_member (upload, "file"), "id"));
  started->fields = g_ptr_array_new_with_free_func (param_free);
  json_object_iter_init_ordered (&iter, json_object_get_object_member (upload, "form_post_params"));
  while (json_object_iter_next_ordered (&iter, &name, &value))
    params_set (started->fields, name, json_node_get_string (value));
  reply_clear (&reply);
}

static inline void
xvid_start (Practice *self, const char *token, Started *started)
{
  xvid_start_at (self, token, START_QUERY, started);
}

static inline void
form_add_field (GString *form, const char *name, const char *value)
{
  g_string_append_printf (
      form, "--" BOUNDARY "\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n", name,
      value);
}

static inline void
form_add_file (GString *form, const void *data, gsize size)
{
  g_string_append (form, "--" BOUNDARY
                         "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"file\"\r\n"
                         "Content-Type: application/octet-stream\r\n\r\n");
  g_string_append_len (form, data, (gssize) size);
  g_string_append (form, "\r\n");
}

static inline void
form_end (GString *form)
{
  g_string_append (form, "--" BOUNDARY "--\r\n");
}

static inline GString *
form_new (GPtrArray *fields)
{
  GString *form = g_string_new (NULL);

  for (guint i = 0; i < fields->len; i++) {
    HoistPracticeParam *param = g_ptr_array_index (fields, i);

    form_add_field (form, param->name, param->value);
  }
  return form;
}

static inline void
xvid_post_raw (Practice *self,
               const char *target,
               const char *headers,
               const void *body,
               gsize size,
               Reply *reply)
{
  Line line = { 0 };

  line_open (&line, self);
  line_send_request (&line, "POST", target, headers, body, size);
  line_read (&line, reply);
  line_close (&line);
}

static inline void
xvid_post_form (Practice *self, GString *form, Reply *reply)
{
  g_autofree char *headers =
      g_strdup_printf ("Content-Type: multipart/form-data; boundary=" BOUNDARY
                       "\r\nContent-Length: %" G_GSIZE_FORMAT "\r\n",
                       form->len);

  xvid_post_raw (self, STORE, headers, form->str, form->len, reply);
}

static inline void
xvid_post (Practice *self, GPtrArray *fields, const void *data, gsize size, Reply *reply)
{
  GString *form = form_new (fields);

  form_add_file (form, data, size);
  form_end (form);
  xvid_post_form (self, form, reply);
  g_string_free (form, TRUE);
}

static inline void
xvid_get_upload (Practice *self, const char *token, const char *id, Reply *reply)
{
  g_autofree char *target = g_strconcat ("files/uploads/", id, NULL);

  xvid_call (self, token, "GET", target, NULL, reply);
}

static inline void
xvid_finish (Practice *self, const char *token, const char *id, const char *body, Reply *reply)
{
  g_autofree char *target = g_strconcat ("files/uploads/", id, NULL);

  xvid_call (self, token, "PUT", target, body, reply);
}

static inline void
xvid_get_file (Practice *self, const char *token, const char *id, Reply *reply)
{
  g_autofree char *target = g_strconcat ("files/", id, NULL);

  xvid_call (self, token, "GET", target, NULL, reply);
}

/* Polls for as long as the upload is being put together. */
static inline void
xvid_await (Practice *self, const char *token, const char *id, Reply *reply)
{
  do
    xvid_get_upload (self, token, id, reply);
  while (reply->status == 200 && strcmp (reply_get_status (reply), "COMPLETING") == 0);
}

/* All of an upload; the reply is that of the file. */
static inline void
xvid_upload (Practice *self,
             const char *token,
             const void *data,
             gsize size,
             Started *started,
             Reply *reply)
{
  xvid_start (self, token, started);
  xvid_post (self, started->fields, data, size, reply);
  g_assert_cmpuint (reply->status, ==, 201);
  xvid_finish (self, token, started->id, DONE, reply);
  g_assert_cmpuint (reply->status, ==, 200);
  xvid_await (self, token, started->id, reply);
  g_assert_cmpstr (reply_get_status (reply), ==, "COMPLETE");
  xvid_get_file (self, token, started->file_id, reply);
  g_assert_cmpuint (reply->status, ==, 200);
}

static inline const char *
reply_get_error (Reply *reply)
{
  return json_object_get_string_member (reply_get_member (reply, "error"), "error_code");
}

/* A refusal of the API, with the reason it has to have. */
static inline void
assert_refused (Reply *reply, guint status, const char *code, const char *reason)
{
  g_autofree char *header = g_strconcat ("X-Practice-Reason: ", reason, NULL);

  g_assert_cmpuint (reply->status, ==, status);
  g_assert_cmpstr (reply_get_error (reply), ==, code);
  if (strstr (reply->head, header) == NULL)
    g_critical ("not “%s”: %s", reason, reply->head);
}

/* A refusal of the store. */
static inline void
assert_store_refused (Reply *reply, guint status, const char *code, const char *message)
{
  g_autofree char *element = g_strconcat ("<Code>", code, "</Code>", NULL);

  g_assert_cmpuint (reply->status, ==, status);
  g_assert_nonnull (strstr (reply->head, "Content-Type: application/xml"));
  if (strstr (reply->body, element) == NULL || strstr (reply->body, message) == NULL)
    g_critical ("not %s, “%s”: %s", code, message, reply->body);
}

G_END_DECLS
