/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An account, a file and a ticket for the tests of Xvid MediaHub, and the replies of its samples.
 */
#pragma once

#include "hoist-error.h"
#include "hoist-provider.h"

#include <string.h>

#define XVID_SECRET "Base64+like/secret="
#define XVID_TOKEN "token-1234567890"
#define XVID_FILE_MD5 "9e107d9d372bb6826bd81d3542a419d6"

/* 2026-01-15T08:30:00Z; the policy of the notes' section 11.2 runs out half an hour later. */
#define XVID_NOW_US (G_GINT64_CONSTANT (1768465800) * G_USEC_PER_SEC)
#define XVID_END_US (XVID_NOW_US + 1800 * (gint64) G_USEC_PER_SEC)
#define XVID_POLICY                                                                                \
  "eyJleHBpcmF0aW9uIjoiMjAyNi0wMS0xNVQwOTowMDowMC4wMDBaIiwiY29uZGl0aW9ucyI6W3siYnVja2V0IjoiZXhhbX" \
  "BsZS1idWNrZXQifSxbInN0YXJ0cy13aXRoIiwiJG5hbWUiLCIiXSxbInN0YXJ0cy13aXRoIiwiJGZpbGVuYW1lIiwiIl0s" \
  "WyJzdGFydHMtd2l0aCIsIiRjaHVuayIsIiJdLFsic3RhcnRzLXdpdGgiLCIkY2h1bmtzIiwiIl0sWyJzdGFydHMtd2l0aC" \
  "IsIiRrZXkiLCJ0bXAvNTQ3ZjNlZWRlNGIwMjViY2JmZjM4NjU3LyJdLHsiYWNsIjoicHJpdmF0ZSJ9LHsic3VjY2Vzc19h" \
  "Y3Rpb25fc3RhdHVzIjoiMjAxIn1dfQ=="
#define XVID_SIGNATURE "fj7ep5o6YWzdLoqNcHZXNMzXVxI="
#define XVID_PIPELINE "547f3eede4b025bcbff38657"
#define XVID_UPLOAD "5475f75ce4b084a392305dcb"
#define XVID_FILE "598358fe6baa605b1e33754e"
#define XVID_BUCKET "https://s3-eu-west-1.amazonaws.com/example-bucket/"

#define XVID_FORM                                                                                  \
  "\"form_post_params\":{\"key\":\"tmp/" XVID_PIPELINE "/uploads/"                                 \
  "test.mp4\",\"acl\":\"private\",\"success_action_status\":\"201\",\"name\":\"test.mp4\","        \
  "\"filename\":\"\",\"chunk\":\"0\",\"chunks\":\"1\",\"policy\":\"" XVID_POLICY                   \
  "\",\"signature\":\"" XVID_SIGNATURE "\",\"AWSAccessKeyId\":\"AKIAEXAMPLE\"}"
#define XVID_SESSION                                                                               \
  "{\"upload\":{\"id\":\"" XVID_UPLOAD "\",\"file\":{\"id\":\"" XVID_FILE "\"},\"pipeline\":"      \
  "{\"id\":\"" XVID_PIPELINE "\"},\"status\":\"UPLOADING\",\"nb_chunks\":0,\"storage_type\":"      \
  "\"S3\",\"object_key\":\"uploads/test.mp4\",\"form_post_url\":\"" XVID_BUCKET "\"," XVID_FORM    \
  "}}"

typedef struct {
  const HoistProvider *provider;
  HoistSettings *settings;
  HoistSettings *secrets;
  HoistSettings *options;
  HoistFileFacts file;
  HoistFacts facts;
  HoistTicket *ticket;
  HoistErrand *errand;
  HoistRequest *request;
  GError *error;
  gint64 date_us; /* of the next reply; 0 for none */
} Fixture;

static inline void
set_up (Fixture *self, gconstpointer data)
{
  self->provider = hoist_provider_find ("xvid-mediahub");
  g_assert_nonnull (self->provider);
  self->settings = hoist_settings_new ();
  self->secrets = hoist_settings_new ();
  self->options = hoist_settings_new ();
  hoist_settings_set (self->settings, "client-id", "client");
  hoist_settings_set (self->settings, "pipeline-id", XVID_PIPELINE);
  hoist_settings_set (self->settings, "folder", "uploads");
  hoist_settings_set (self->secrets, "client-secret", XVID_SECRET);
  hoist_settings_set (self->secrets, HOIST_GRANT_TOKEN, XVID_TOKEN);
  hoist_settings_set (self->secrets, HOIST_GRANT_UNTIL, "99999999999999999");
  self->file = (HoistFileFacts){ .name = "test.mp4", .size = 1000, .content_type = "video/mp4" };
  self->facts = (HoistFacts){ .provider = self->provider,
                              .settings = self->settings,
                              .secrets = self->secrets,
                              .options = self->options,
                              .file = &self->file,
                              .now_us = XVID_NOW_US,
                              .nonce = G_GUINT64_CONSTANT (0xabcdef) };
  self->ticket = hoist_ticket_new ();
}

static inline void
tear_down (Fixture *self, gconstpointer data)
{
  hoist_settings_unref (self->settings);
  hoist_settings_unref (self->secrets);
  hoist_settings_unref (self->options);
  hoist_ticket_free (self->ticket);
  hoist_errand_free (self->errand);
  hoist_request_free (self->request);
  g_clear_error (&self->error);
}

static inline void
set_errand (Fixture *self, HoistStep step)
{
  hoist_errand_free (self->errand);
  self->errand = hoist_errand_new (step);
  self->facts.errand = self->errand;
  self->facts.file = NULL;
  self->facts.options = NULL;
}

static inline HoistTicket *
get_ticket (Fixture *self, HoistStep step)
{
  return step >= HOIST_STEP_SIGN_IN ? NULL : self->ticket;
}

static inline HoistMove
write_step (Fixture *self, HoistStep step, HoistPart *part)
{
  HoistMove move = { 0 };

  g_clear_pointer (&self->request, hoist_request_free);
  g_clear_error (&self->error);
  move = self->provider->write_request (&self->facts, get_ticket (self, step), step, part,
                                        &self->request, &self->error);
  g_assert_true ((move.kind == HOIST_MOVE_SEND) == (self->request != NULL));
  g_assert_true ((move.kind == HOIST_MOVE_FAILED) == (self->error != NULL));
  return move;
}

/* Sends, and reads what @reply says. Takes over @reply. */
static inline HoistMove
read_reply (Fixture *self, HoistStep step, HoistPart *part, HoistReply *reply)
{
  g_autoptr (HoistReply) owned G_GNUC_UNUSED = reply;
  HoistMove move = { 0 };

  reply->date_us = self->date_us;
  g_clear_error (&self->error);
  move = self->provider->read_reply (&self->facts, get_ticket (self, step), step, part, reply,
                                     &self->error);
  g_assert_true ((move.kind == HOIST_MOVE_FAILED) == (self->error != NULL));
  if (self->error != NULL) {
    g_assert_true (self->error->domain == HOIST_ERROR);
    g_assert_null (strstr (self->error->message, XVID_SECRET));
    g_assert_null (strstr (self->error->message, XVID_TOKEN));
    g_assert_null (strstr (self->error->message, XVID_SIGNATURE));
  }
  return move;
}

static inline HoistReply *
new_reply (guint status, const char *text)
{
  g_autoptr (GBytes) body = g_bytes_new (text, strlen (text));

  return hoist_reply_new (status, body);
}

static inline HoistMove
read_step (Fixture *self, HoistStep step, guint status, const char *text)
{
  return read_reply (self, step, NULL, new_reply (status, text));
}

static inline void
assert_failed (Fixture *self, HoistMove move, HoistErrorCode code)
{
  g_assert_cmpint (move.kind, ==, HOIST_MOVE_FAILED);
  g_assert_error (self->error, HOIST_ERROR, (int) code);
}

static inline void
assert_jump (HoistMove move, HoistStep step)
{
  g_assert_cmpint (move.kind, ==, HOIST_MOVE_JUMP);
  g_assert_cmpint (move.step, ==, step);
}

static inline void
assert_again (HoistMove move, gint64 seconds)
{
  g_assert_cmpint (move.kind, ==, HOIST_MOVE_AGAIN);
  g_assert_cmpint (move.wait_us, ==, seconds * G_USEC_PER_SEC);
}

static inline void
assert_done (HoistMove move)
{
  g_assert_cmpint (move.kind, ==, HOIST_MOVE_DONE);
}

static inline void
assert_sent (Fixture *self, HoistMove move, const char *method, const char *url)
{
  g_assert_cmpint (move.kind, ==, HOIST_MOVE_SEND);
  g_assert_cmpstr (self->request->method, ==, method);
  g_assert_cmpstr (self->request->url, ==, url);
}

/* (nullable): the first header of that name. */
static inline const char *
get_header (Fixture *self, const char *name)
{
  for (guint i = 0; i + 1 < self->request->headers->len; i += 2) {
    if (g_ascii_strcasecmp (g_ptr_array_index (self->request->headers, i), name) == 0)
      return g_ptr_array_index (self->request->headers, i + 1);
  }
  return NULL;
}

static inline char *
dup_text (GBytes *bytes)
{
  gsize size = 0;
  const char *text = bytes != NULL ? g_bytes_get_data (bytes, &size) : NULL;

  return g_strndup (text != NULL ? text : "", size);
}

static inline void
begin (Fixture *self)
{
  g_assert_cmpint (write_step (self, HOIST_STEP_BEGIN, NULL).kind, ==, HOIST_MOVE_SEND);
  assert_done (read_step (self, HOIST_STEP_BEGIN, 200, XVID_SESSION));
  self->ticket->has_begun = TRUE;
  self->ticket->next = HOIST_STEP_PART;
}

/* What a store says when it has taken the file of the fixture. */
static inline HoistReply *
new_stored (guint status, const char *text)
{
  HoistReply *reply = new_reply (status, text);

  hoist_digests_set_hex (&reply->sent, HOIST_DIGEST_MD5, XVID_FILE_MD5);
  return reply;
}

static inline void
send_part (Fixture *self, guint index)
{
  HoistPart *part = hoist_ticket_get_part (self->ticket, index);

  g_assert_cmpint (write_step (self, HOIST_STEP_PART, part).kind, ==, HOIST_MOVE_SEND);
  assert_done (read_reply (self, HOIST_STEP_PART, part, new_stored (201, "")));
}

/* All is sent, and the next step is COMMIT. */
static inline void
send_all (Fixture *self)
{
  begin (self);
  for (guint i = 0; i < hoist_ticket_get_n_parts (self->ticket); i++)
    send_part (self, i);
  self->ticket->next = HOIST_STEP_COMMIT;
}
