/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A practice server on a thread of its own, and a plain client that sees resets and short answers.
 */
#pragma once

#include "hoist-practice-query.h"
#include "hoist-practice-server.h"
#include "hoist-practice-tencent-sign.h"
#include "hoist-practice-tencent.h"
#include "hoist-test-folder.h"

#include <gio/gio.h>
#include <json-glib/json-glib.h>
#include <string.h>

G_BEGIN_DECLS

#define MIB 1048576
#define TIMEOUT_S 30

/* The test file of the protocol notes, section 2.2. */
#define VECTOR_SIZE 6000000
#define VECTOR_SHA1 "4ff38043a7d1757be9eb5fbe5674cf8813525ab2"

typedef struct {
  HoistPracticeOptions options;
  HoistPracticeServer *server; /* (owned) */
  GMainContext *context;       /* (owned) */
  GMainLoop *loop;             /* (owned) */
  GThread *thread;             /* (owned) */
  char *folder;                /* (owned) */
  guint16 port;
  gint skew_s;     /* (atomic): of both clocks */
  gint is_running; /* (atomic) */
  guint last_nonce;
} Practice;

typedef struct {
  GSocketConnection *stream; /* (owned) */
  GSocket *socket;           /* (unowned) */
  gboolean is_broken;        /* a reset shows once only: to the writer or to the reader */
} Line;

typedef struct {
  guint status;      /* 0: no answer */
  char *head;        /* (owned) (nullable) */
  char *body;        /* (owned) (nullable) */
  gsize size;        /* of body, as it came */
  gsize promised;    /* Content-Length */
  JsonNode *json;    /* (owned) (nullable) */
  gboolean is_reset; /* the connection broke; without this and a status it just ended */
} Reply;

static inline gint64
practice_get_wall_us (gpointer data)
{
  return g_get_real_time () +
         (gint64) g_atomic_int_get (&((Practice *) data)->skew_s) * G_USEC_PER_SEC;
}

static inline gint64
practice_get_monotonic_us (gpointer data)
{
  return g_get_monotonic_time () +
         (gint64) g_atomic_int_get (&((Practice *) data)->skew_s) * G_USEC_PER_SEC;
}

static inline gpointer
practice_run (gpointer data)
{
  Practice *self = data;
  g_autoptr (GError) error = NULL;

  g_main_context_push_thread_default (self->context);
  self->server = hoist_practice_server_new (&self->options, &error);
  g_assert_no_error (error);
  self->port = hoist_practice_server_get_port (self->server);
  g_atomic_int_set (&self->is_running, TRUE);
  g_main_loop_run (self->loop);
  g_clear_pointer (&self->server, hoist_practice_server_free);
  while (g_main_context_iteration (self->context, FALSE))
    ;
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

/* Starts with a clock for counting requests, or starts again with the same storage. */
static inline void
practice_start_with (Practice *self, gint64 (*get_monotonic_us) (gpointer))
{
  if (self->folder == NULL)
    self->folder = g_dir_make_tmp ("hoist-test-XXXXXX", NULL);
  self->options.storage = self->folder;
  self->options.get_wall_us = practice_get_wall_us;
  self->options.get_monotonic_us = get_monotonic_us;
  self->options.clock = self;
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  g_atomic_int_set (&self->is_running, FALSE);
  self->thread = g_thread_new ("practice", practice_run, self);
  while (!g_atomic_int_get (&self->is_running))
    g_thread_yield ();
}

static inline void
practice_start (Practice *self)
{
  practice_start_with (self, practice_get_monotonic_us);
}

static inline void
practice_stop (Practice *self)
{
  g_main_loop_quit (self->loop);
  g_thread_join (g_steal_pointer (&self->thread));
  g_clear_pointer (&self->loop, g_main_loop_unref);
  g_clear_pointer (&self->context, g_main_context_unref);
}

static inline void
practice_end (Practice *self)
{
  practice_stop (self);
  hoist_test_remove_folder (self->folder);
  g_clear_pointer (&self->folder, g_free);
}

static inline void
line_close (Line *self)
{
  if (self->stream != NULL)
    g_io_stream_close (G_IO_STREAM (self->stream), NULL, NULL);
  g_clear_object (&self->stream);
}

static inline gboolean
line_try (Line *self, Practice *practice)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();

  line_close (self);
  self->is_broken = FALSE;
  g_socket_client_set_timeout (client, TIMEOUT_S);
  g_socket_client_set_enable_proxy (client, FALSE);
  self->stream = g_socket_client_connect_to_host (client, "127.0.0.1", practice->port, NULL, NULL);
  if (self->stream != NULL)
    self->socket = g_socket_connection_get_socket (self->stream);
  return self->stream != NULL;
}

static inline void
line_open (Line *self, Practice *practice)
{
  g_assert_true (line_try (self, practice));
}

static inline void
line_send (Line *self, const void *data, gsize size)
{
  if (!g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (self->stream)), data,
                                  size, NULL, NULL, NULL))
    self->is_broken = TRUE;
}

static inline void
reply_clear (Reply *self)
{
  g_clear_pointer (&self->head, g_free);
  g_clear_pointer (&self->body, g_free);
  g_clear_pointer (&self->json, json_node_unref);
  memset (self, 0, sizeof *self);
}

static inline void
reply_parse (Reply *self, GString *text)
{
  const char *end = strstr (text->str, "\r\n\r\n");

  if (end == NULL)
    return;
  self->head = g_strndup (text->str, end - text->str);
  self->size = text->len - (gsize) (end + 4 - text->str);
  self->body = g_memdup2 (end + 4, self->size + 1);
  self->status = (guint) g_ascii_strtoull (self->head + strlen ("HTTP/1.1 "), NULL, 10);
  if (self->size == self->promised)
    self->json = json_from_string (self->body, NULL);
}

/* What stands before the answer to “Expect” is none. */
static inline void
drop_interim (GString *text)
{
  const char *end = strstr (text->str, "\r\n\r\n");

  if (end != NULL && g_str_has_prefix (text->str, "HTTP/1.1 100 "))
    g_string_erase (text, 0, end + 4 - text->str);
}

static inline gboolean
reply_is_whole (Reply *self, GString *text)
{
  const char *end = NULL;
  const char *length = NULL;

  drop_interim (text);
  end = strstr (text->str, "\r\n\r\n");
  length = strcasestr (text->str, "\r\nContent-Length: ");
  if (end == NULL)
    return FALSE;
  if (length != NULL && length < end)
    self->promised = g_ascii_strtoull (length + strlen ("\r\nContent-Length: "), NULL, 10);
  return text->len - (gsize) (end + 4 - text->str) >= self->promised;
}

/* Reads one answer, or as much of it as there is. */
static inline void
line_read (Line *self, Reply *reply)
{
  GInputStream *in = g_io_stream_get_input_stream (G_IO_STREAM (self->stream));
  GString *text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  gssize count = 1;
  char block[8192];

  reply_clear (reply);
  while (count > 0 && !reply_is_whole (reply, text)) {
    count = g_input_stream_read (in, block, sizeof block, NULL, &error);
    if (count > 0)
      g_string_append_len (text, block, count);
  }
  g_assert_false (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT));
  reply->is_reset = count < 0 || self->is_broken;
  reply_parse (reply, text);
  g_string_free (text, TRUE);
}

static inline void
line_send_request (Line *self,
                   const char *method,
                   const char *target,
                   const char *headers,
                   const void *body,
                   gsize size)
{
  g_autofree char *head =
      g_strdup_printf ("%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\n%s\r\n", method, target, headers);

  line_send (self, head, strlen (head));
  if (size > 0)
    line_send (self, body, size);
}

static inline void
param_free (gpointer data)
{
  HoistPracticeParam *param = data;

  g_free (param->name);
  g_free (param->value);
  g_free (param);
}

static inline void
params_set (GPtrArray *params, const char *name, const char *value)
{
  HoistPracticeParam *param = NULL;

  for (guint i = 0; i < params->len; i++)
    if (strcmp (((HoistPracticeParam *) g_ptr_array_index (params, i))->name, name) == 0) {
      g_ptr_array_remove_index (params, i);
      break;
    }
  if (value == NULL)
    return;
  param = g_new0 (HoistPracticeParam, 1);
  param->name = g_strdup (name);
  param->value = g_strdup (value);
  g_ptr_array_add (params, param);
}

static inline void
params_set_number (GPtrArray *params, const char *name, guint64 number)
{
  g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, number);

  params_set (params, name, text);
}

static inline GPtrArray *
params_new (Practice *practice, const char *action)
{
  GPtrArray *params = g_ptr_array_new_with_free_func (param_free);

  params_set (params, "Action", action);
  params_set (params, "Region", "gz");
  params_set (params, "SecretId", HOIST_PRACTICE_TENCENT_SECRET_ID);
  params_set_number (params, "Nonce", ++practice->last_nonce + 1000000);
  params_set_number (params, "Timestamp",
                     (guint64) (practice_get_wall_us (practice) / G_USEC_PER_SEC));
  return params;
}

/* Without a signature among the parameters the right one is added. */
static inline char *
params_write (GPtrArray *params, const char *method, const char *path)
{
  GString *target = g_string_new (path);
  g_autofree char *signature = hoist_practice_tencent_sign (
      method, "127.0.0.1", path, params, HOIST_PRACTICE_TENCENT_SECRET_KEY, FALSE);
  char mark = '?';

  if (hoist_practice_query_get (params, "Signature") == NULL)
    params_set (params, "Signature", signature);
  for (guint i = 0; i < params->len; i++) {
    HoistPracticeParam *param = g_ptr_array_index (params, i);
    g_autofree char *value = g_uri_escape_string (param->value, NULL, FALSE);

    g_string_append_printf (target, "%c%s=%s", mark, param->name, value);
    mark = '&';
  }
  return g_string_free (target, FALSE);
}

static inline void
line_call (Line *self,
           GPtrArray *params,
           const char *method,
           const void *body,
           gsize size,
           Reply *r)
{
  g_autofree char *target = params_write (params, method, "/v2/index.php");
  g_autofree char *headers = g_strdup_printf ("Content-Length: %" G_GSIZE_FORMAT "\r\n", size);

  line_send_request (self, method, target, size > 0 ? headers : "", body, size);
  line_read (self, r);
}

/* A call on a connection of its own, if there is none yet. */
static inline void
practice_call (Practice *self,
               Line *line,
               GPtrArray *params,
               const char *method,
               const void *body,
               gsize size,
               Reply *reply)
{
  Line own = { 0 };

  if (line == NULL)
    line_open (&own, self);
  line_call (line != NULL ? line : &own, params, method, body, size, reply);
  line_close (&own);
}

static inline GPtrArray *
params_new_init (Practice *practice, const char *sha1, guint64 size, guint64 part_size)
{
  GPtrArray *params = params_new (practice, "InitUpload");

  params_set (params, "fileName", "test");
  params_set (params, "fileType", "mp4");
  params_set (params, "fileSha", sha1);
  params_set_number (params, "fileSize", size);
  params_set_number (params, "dataSize", part_size);
  return params;
}

static inline GPtrArray *
params_new_part (Practice *practice,
                 const char *sha1,
                 guint64 offset,
                 const guint8 *body,
                 gsize size)
{
  GPtrArray *params = params_new (practice, "UploadPart");
  g_autofree char *md5 = g_compute_checksum_for_data (G_CHECKSUM_MD5, body, size);

  params_set (params, "fileSha", sha1);
  params_set (params, "dataMd5", md5);
  params_set_number (params, "offset", offset);
  params_set_number (params, "dataSize", size);
  return params;
}

static inline GPtrArray *
params_new_finish (Practice *practice, const char *sha1)
{
  GPtrArray *params = params_new (practice, "FinishUpload");

  params_set (params, "fileSha", sha1);
  return params;
}

static inline guint8 *
vector_new (void)
{
  guint8 *data = g_malloc (VECTOR_SIZE);

  for (guint i = 0; i < VECTOR_SIZE; i++)
    data[i] = (guint8) (i + (i >> 8) + 3 * (i >> 16));
  return data;
}

static inline JsonObject *
reply_get_object (Reply *reply)
{
  g_assert_nonnull (reply->json);
  return json_node_get_object (reply->json);
}

static inline gint64
reply_get_int (Reply *reply, const char *name)
{
  g_assert_true (json_object_has_member (reply_get_object (reply), name));
  return json_object_get_int_member (reply_get_object (reply), name);
}

static inline gint64
practice_init (Practice *self, Reply *reply)
{
  g_autoptr (GPtrArray) params = params_new_init (self, VECTOR_SHA1, VECTOR_SIZE, MIB);

  practice_call (self, NULL, params, "GET", NULL, 0, reply);
  return reply_get_int (reply, "code");
}

static inline void
practice_part (Practice *self, Line *line, const guint8 *data, guint64 offset, Reply *reply)
{
  gsize size = MIN (MIB, VECTOR_SIZE - offset);
  g_autoptr (GPtrArray) params = params_new_part (self, VECTOR_SHA1, offset, data + offset, size);

  practice_call (self, line, params, "POST", data + offset, size, reply);
}

static inline void
practice_finish (Practice *self, Reply *reply)
{
  g_autoptr (GPtrArray) params = params_new_finish (self, VECTOR_SHA1);

  practice_call (self, NULL, params, "GET", NULL, 0, reply);
}

static inline void
practice_send_parts (Practice *self, const guint8 *data, guint64 from, Reply *reply)
{
  for (guint64 offset = from; offset < VECTOR_SIZE; offset += MIB) {
    practice_part (self, NULL, data, offset, reply);
    g_assert_cmpint (reply_get_int (reply, "code"), ==, 0);
  }
}

static inline void
practice_get (Practice *self, const char *path, Reply *reply)
{
  Line line = { 0 };

  line_open (&line, self);
  line_send_request (&line, "GET", path, "", NULL, 0);
  line_read (&line, reply);
  line_close (&line);
}

static inline void
practice_post (Practice *self, const char *path, const char *body, Reply *reply)
{
  Line line = { 0 };
  g_autofree char *headers =
      g_strdup_printf ("Content-Length: %" G_GSIZE_FORMAT "\r\n", strlen (body));

  line_open (&line, self);
  line_send_request (&line, "POST", path, headers, body, strlen (body));
  line_read (&line, reply);
  line_close (&line);
}

static inline void
practice_set_faults (Practice *self, const char *faults)
{
  Reply reply = { 0 };

  practice_post (self, "/practice/faults", faults, &reply);
  g_assert_cmpuint (reply.status, ==, 200);
  reply_clear (&reply);
}

/* The last log entry of a call; owned by the reply. NULL if there is none yet. */
static inline JsonObject *
practice_get_last (Practice *self, const char *call, Reply *reply)
{
  JsonArray *array = NULL;

  practice_get (self, "/practice/log", reply);
  array = json_node_get_array (reply->json);
  for (guint i = json_array_get_length (array); i > 0; i--) {
    JsonObject *entry = json_array_get_object_element (array, i - 1);

    if (g_strcmp0 (json_object_get_string_member_with_default (entry, "call", NULL), call) == 0)
      return entry;
  }
  return NULL;
}

G_END_DECLS
