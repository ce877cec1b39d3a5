/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of Tencent VOD share: a file, an account, and one exchange at a time. */
#pragma once

#include "hoist-error.h"
#include "hoist-sign.h"
#include "hoist-tencent-vod.h"

#include <string.h>

#define SECRET_ID "AKIDEXAMPLEEXAMPLEEXAMPLEEXAMPLE01"
#define SECRET_KEY "EXAMPLEsecretKEYforTESTvectors01"
#define SHA1 "4ff38043a7d1757be9eb5fbe5674cf8813525ab2"
#define SIZE 6000000
#define LARGE 1048576
#define SMALL 524288

/* MD5s of the notes' test file, section 2.2. */
static const char *const md5s[] = {
  "cfaf770556eef9f408cc896470c3f624", "1bc25b9af047daf8362b0864bc6f8e28",
  "03a396e803cdeb754faccba5a78a4b36", "2cf0ff2df5f55b133e67c8936638dd99",
  "757c4756111883fad53145fe928ed34c", "1105eeb98a5d20aaffafcf8e3e365619",
};

typedef struct {
  HoistSettings *settings;
  HoistSettings *secrets;
  HoistSettings *options;
  HoistSlices *slices;
  HoistFileFacts file;
  HoistFacts facts;
  HoistTicket *ticket;
  HoistRequest *request;
  GError *error;
} Fixture;

static inline void
set_up (Fixture *self, gconstpointer data)
{
  self->settings = hoist_settings_new ();
  self->secrets = hoist_settings_new ();
  self->options = hoist_settings_new ();
  self->slices = hoist_slices_new (HOIST_DIGEST_MD5, LARGE);
  for (gsize i = 0; i < G_N_ELEMENTS (md5s); i++) {
    HoistDigests digests = { 0 };

    g_assert_true (hoist_digests_set_hex (&digests, HOIST_DIGEST_MD5, md5s[i]));
    hoist_slices_append (self->slices, &digests);
  }
  hoist_settings_set (self->settings, "secret-id", SECRET_ID);
  hoist_settings_set (self->secrets, "secret-key", SECRET_KEY);
  self->file = (HoistFileFacts){
    .name = "test.mp4", .size = SIZE, .content_type = "video/mp4", .slices = self->slices
  };
  g_assert_true (hoist_digests_set_hex (&self->file.digests, HOIST_DIGEST_SHA1, SHA1));
  self->facts = (HoistFacts){ .provider = &hoist_tencent_vod,
                              .settings = self->settings,
                              .secrets = self->secrets,
                              .options = self->options,
                              .file = &self->file,
                              .now_us = G_GINT64_CONSTANT (1700000000000000),
                              .nonce = 11886 };
  self->ticket = hoist_ticket_new ();
}

static inline void
tear_down (Fixture *self, gconstpointer data)
{
  hoist_settings_unref (self->settings);
  hoist_settings_unref (self->secrets);
  hoist_settings_unref (self->options);
  hoist_slices_unref (self->slices);
  hoist_ticket_free (self->ticket);
  hoist_request_free (self->request);
  g_clear_error (&self->error);
}

static inline HoistMove
write_step (Fixture *self, HoistStep step, HoistPart *part)
{
  HoistMove move = { 0 };

  g_clear_pointer (&self->request, hoist_request_free);
  g_clear_error (&self->error);
  move =
      hoist_tencent_vod.write_request (&self->facts, step == HOIST_STEP_CHECK ? NULL : self->ticket,
                                       step, part, &self->request, &self->error);
  /* what comes with which move */
  g_assert_true ((move.kind == HOIST_MOVE_SEND) == (self->request != NULL));
  g_assert_true ((move.kind == HOIST_MOVE_FAILED) == (self->error != NULL));
  return move;
}

static inline HoistMove
read_full (Fixture *self, HoistStep step, HoistPart *part, guint status, const char *text)
{
  g_autoptr (GBytes) body = g_bytes_new (text, strlen (text));
  g_autoptr (HoistReply) reply = hoist_reply_new (status, body);
  HoistMove move = { 0 };

  g_clear_error (&self->error);
  move = hoist_tencent_vod.read_reply (&self->facts, step == HOIST_STEP_CHECK ? NULL : self->ticket,
                                       step, part, reply, &self->error);
  g_assert_true ((move.kind == HOIST_MOVE_FAILED) == (self->error != NULL));
  if (self->error != NULL) {
    g_assert_true (self->error->domain == HOIST_ERROR);
    g_assert_null (strstr (self->error->message, SECRET_ID));
    g_assert_null (strstr (self->error->message, SECRET_KEY));
  }
  return move;
}

static inline HoistMove
read_step (Fixture *self, HoistStep step, const char *text)
{
  return read_full (self, step, NULL, 200, text);
}

static inline void
assert_failed (Fixture *self, HoistMove move, HoistErrorCode code)
{
  g_assert_cmpint (move.kind, ==, HOIST_MOVE_FAILED);
  g_assert_error (self->error, HOIST_ERROR, (int) code);
}

static inline char *
dup_value (Fixture *self, const char *name)
{
  g_autoptr (GUri) uri = g_uri_parse (self->request->url, G_URI_FLAGS_ENCODED, NULL);
  g_autoptr (GHashTable) values = NULL;

  values = g_uri_parse_params (g_uri_get_query (uri), -1, "&", G_URI_PARAMS_NONE, NULL);
  g_assert_nonnull (values);
  return g_strdup (g_hash_table_lookup (values, name));
}

static inline void
assert_value (Fixture *self, const char *name, const char *wanted)
{
  g_autofree char *value = dup_value (self, name);

  g_assert_cmpstr (value, ==, wanted);
}

static inline void
write_init (Fixture *self)
{
  g_assert_cmpint (write_step (self, HOIST_STEP_BEGIN, NULL).kind, ==, HOIST_MOVE_SEND);
}

/* A ticket with a grid of six parts, none done. */
static inline void
begin (Fixture *self)
{
  write_init (self);
  g_assert_cmpint (read_step (self, HOIST_STEP_BEGIN, "{\"code\":0}").kind, ==, HOIST_MOVE_DONE);
}

static inline void
send_part (Fixture *self, guint index)
{
  HoistPart *part = hoist_ticket_get_part (self->ticket, index);

  g_assert_cmpint (write_step (self, HOIST_STEP_PART, part).kind, ==, HOIST_MOVE_SEND);
  g_assert_cmpint (read_full (self, HOIST_STEP_PART, part, 200, "{\"code\":0}").kind, ==,
                   HOIST_MOVE_DONE);
}

/* Which parts are done, such as "110000". */
static inline char *
dup_done (Fixture *self)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < hoist_ticket_get_n_parts (self->ticket); i++)
    g_string_append_c (text, hoist_ticket_get_part (self->ticket, i)->is_done ? '1' : '0');
  return g_string_free (text, FALSE);
}

static inline void
assert_done (Fixture *self, const char *wanted)
{
  g_autofree char *done = dup_done (self);

  g_assert_cmpstr (done, ==, wanted);
}

static inline HoistMove
resume (Fixture *self, const char *more)
{
  g_autofree char *text = g_strdup_printf ("{\"code\":1,\"message\":\"\"%s}", more);

  return read_step (self, HOIST_STEP_PROBE, text);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
