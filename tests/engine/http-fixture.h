/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of HoistHttp share: one exchange at a time with a server of theirs. */
#pragma once

#include "hoist-error.h"
#include "hoist-http.h"
#include "hoist-test-clock.h"
#include "hoist-test-home.h"
#include "hoist-test-threads.h"
#include "raw-server.h"

#include <glib/gstdio.h>
#include <string.h>

#define KIB ((guint64) 1024)
#define MIB (1024 * KIB)
#define SECOND ((gint64) G_USEC_PER_SEC)

typedef struct {
  HoistTestClock *clock;
  HoistThrottle *throttle;
  HoistHttp *http;
  HoistSource *source;
  GCancellable *cancellable;
  Server *server;
  char *path;

  gboolean is_done;
  HoistReply *reply;
  HoistSendReport report;
  GError *error;
  guint64 progress;
  gint64 progress_us; /* when the last byte of it left */
} Fixture;

/* How a test's server is to be. */
typedef struct {
  Script script;
  gboolean has_tls;
  guint64 file_size;
} Setting;

static inline void
trust_authority (Fixture *self)
{
  g_autofree char *path = g_build_filename (g_get_user_cache_dir (), "authority.pem", NULL);
  g_autoptr (GTlsDatabase) database = NULL;

  g_assert_true (g_file_set_contents (path, TEST_AUTHORITY_PEM, -1, NULL));
  database = g_tls_file_database_new (path, NULL);
  g_assert_nonnull (database);
  g_object_set (self->http, "tls-database", database, NULL);
}

static inline void
make_file (Fixture *self, guint64 size)
{
  g_autoptr (GError) error = NULL;
  g_autofree guint8 *bytes = g_malloc (size);
  guint32 state = 1;

  for (guint64 i = 0; i < size; i++) {
    state = state * 1664525 + 1013904223;
    bytes[i] = state >> 24;
  }
  g_mkdir_with_parents (g_get_user_cache_dir (), 0700);
  self->path = g_build_filename (g_get_user_cache_dir (), "file", NULL);
  g_assert_true (g_file_set_contents (self->path, (char *) bytes, (gssize) size, &error));
  self->source = hoist_source_open (self->path, &error);
  g_assert_no_error (error);
}

static inline void
set_up (Fixture *self, gconstpointer data)
{
  const Setting *setting = data;

  self->clock = hoist_test_clock_new ();
  self->throttle = hoist_throttle_new (HOIST_CLOCK (self->clock));
  self->http = hoist_http_new (HOIST_CLOCK (self->clock), self->throttle);
  self->cancellable = g_cancellable_new ();
  make_file (self, MAX (setting->file_size, 1));
  trust_authority (self);
  if (setting->script != NULL)
    self->server = server_new (setting->script, setting->has_tls);
}

static inline void
clear_outcome (Fixture *self)
{
  g_clear_pointer (&self->reply, hoist_reply_free);
  g_clear_error (&self->error);
  self->is_done = FALSE;
  self->progress = 0;
}

static inline void
tear_down (Fixture *self, gconstpointer data)
{
  clear_outcome (self);
  g_assert_cmpuint (hoist_test_clock_get_n_timers (self->clock), ==, 0);
  g_assert_finalize_object (self->http);
  g_clear_pointer (&self->server, server_free);
  g_object_unref (self->source);
  g_object_unref (self->throttle);
  g_object_unref (self->cancellable);
  g_object_unref (self->clock);
  g_unlink (self->path);
  g_free (self->path);
}

static inline void
on_progress (guint64 bytes, gpointer data)
{
  Fixture *self = data;

  self->progress += bytes;
  self->progress_us = hoist_clock_get_monotonic (HOIST_CLOCK (self->clock));
}

static inline void
on_done (GObject *object, GAsyncResult *result, gpointer data)
{
  Fixture *self = data;

  self->reply = hoist_http_send_finish (self->http, result, &self->report, &self->error);
  g_assert_true ((self->reply == NULL) != (self->error == NULL));
  g_assert_cmpuint (self->report.body_bytes, ==, self->progress);
  self->is_done = TRUE;
}

static inline char *
get_url (Fixture *self, const char *path)
{
  return g_strdup_printf ("%s://127.0.0.1:%u%s",
                          self->server->certificate != NULL ? "https" : "http", self->server->port,
                          path);
}

static inline HoistRequest *
make_request (Fixture *self, const char *method, guint64 length)
{
  g_autofree char *url = get_url (self, "/part");
  HoistRequest *request = hoist_request_new (method, url);

  request->length = length;
  request->answer_us = 10 * SECOND;
  return request;
}

static inline void
start (Fixture *self, const HoistRequest *request)
{
  clear_outcome (self);
  hoist_http_send_async (self->http, request, request->length > 0 ? self->source : NULL,
                         on_progress, self, self->cancellable, on_done, self);
}

static inline void
finish (Fixture *self)
{
  while (!self->is_done)
    g_main_context_iteration (NULL, TRUE);
}

static inline void
settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* For servers that close without saying so: the next request must not meet a dying connection. */
static inline void
send_one_afresh (Fixture *self, const char *method, guint64 length)
{
  g_autoptr (HoistRequest) request = make_request (self, method, length);

  hoist_http_drop_connections (self->http);
  start (self, request);
  finish (self);
}

static inline void
send_one (Fixture *self, const char *method, guint64 length)
{
  g_autoptr (HoistRequest) request = make_request (self, method, length);

  start (self, request);
  finish (self);
}

static inline void
wait_for_requests (Fixture *self, guint count)
{
  while (server_count_requests (self->server) < count)
    g_main_context_iteration (NULL, TRUE);
}

static inline void
assert_failed (Fixture *self, HoistErrorCode code, HoistSent sent)
{
  g_assert_error (self->error, HOIST_ERROR, (int) code);
  g_assert_cmpint (self->report.sent, ==, sent);
}

static inline void
assert_replied (Fixture *self, guint status, const char *body)
{
  g_assert_no_error (self->error);
  g_assert_cmpuint (self->reply->status, ==, status);
  if (body != NULL)
    g_assert_cmpmem (g_bytes_get_data (self->reply->body, NULL),
                     g_bytes_get_size (self->reply->body), body, strlen (body));
}

static inline void
answer_all (Peer *peer)
{
  while (peer_read_request (peer))
    peer_write (peer, "HTTP/1.1 200 OK\r\nDate: Tue, 14 Nov 2023 22:13:20 GMT\r\n"
                      "Retry-After: Tue, 14 Nov 2023 22:13:27 GMT\r\nETag: \"x\"\r\n"
                      "Content-Length: 2\r\n\r\nok");
}

static inline void
read_nothing (Peer *peer)
{
  peer_wait (peer);
}

static inline void
read_but_not_answer (Peer *peer)
{
  peer_read_request (peer);
  peer_hold (peer);
}

static inline void
answer_byte_by_byte (Peer *peer)
{
  peer_read_request (peer);
  peer_write (peer, "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n");
  for (guint i = 0; i < 20; i++) {
    peer_wait (peer);
    peer_write (peer, "x");
  }
  peer_hold (peer);
}

static inline void
never_shake_hands (Peer *peer)
{
  peer_wait (peer);
}

typedef void (*Test) (Fixture *self, gconstpointer data);

typedef struct {
  const char *path;
  Test test;
  Setting setting;
} HttpCase;

static inline int
run_cases (int argc, char **argv, const HttpCase *cases, gsize n_cases)
{
  g_setenv ("SOUP_FORCE_HTTP1", "1", TRUE);
  hoist_test_init_at_home (&argc, &argv);
  for (gsize i = 0; i < n_cases; i++)
    g_test_add (cases[i].path, Fixture, &cases[i].setting, set_up, cases[i].test, tear_down);
  return g_test_run ();
}
