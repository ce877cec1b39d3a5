/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of Alibaba PDS share: a file, an account, and one exchange at a time. */
#pragma once

#include "hoist-alibaba-pds.h"
#include "hoist-error.h"
#include "hoist-pds-figures.h"
#include "hoist-read.h"

#include <string.h>

#define MIB (G_GUINT64_CONSTANT (1024) * 1024)
#define NOW_US G_GINT64_CONSTANT (1700000000000000)

#define TOKEN "token-EXAMPLE-0001"
#define REFRESH "refresh-EXAMPLE-0001"
#define API_KEY "uk-EXAMPLE-0001"

/* 25 MiB in parts of 10, 10 and 5 MiB. */
#define SIZE (25 * MIB)
#define SHA1 "8ac8bb28f998b0848a6aef6515e4deb12755ec3d"
#define SHA1_UPPER "8AC8BB28F998B0848A6AEF6515E4DEB12755EC3D"
#define MD5_1 "697308fe0324512864230c122f745fe7"
#define MD5_2 "effdbbd50f843176e02f0c6e05ebb573"
#define MD5_OTHER "00000000000000000000000000000001"

typedef struct {
  HoistSettings *settings;
  HoistSettings *secrets;
  HoistSettings *options;
  HoistFileFacts file;
  HoistRange range;
  HoistFacts facts;
  HoistTicket *ticket;
  HoistErrand *errand;
  HoistRequest *request;
  HoistReply *reply;
  GError *error;
} Fixture;

static inline void
set_up (Fixture *self, gconstpointer data)
{
  self->settings = hoist_settings_new ();
  self->secrets = hoist_settings_new ();
  self->options = hoist_settings_new ();
  hoist_settings_set (self->settings, "endpoint", "https://bj123.api.example/");
  hoist_settings_set (self->settings, "drive-id", "1");
  hoist_settings_set (self->secrets, "access-token", TOKEN);
  self->file = (HoistFileFacts){ .name = "a.bin", .size = SIZE };
  self->facts = (HoistFacts){ .provider = &hoist_alibaba_pds,
                              .settings = self->settings,
                              .secrets = self->secrets,
                              .options = self->options,
                              .file = &self->file,
                              .now_us = NOW_US,
                              .nonce = 1 };
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
  hoist_reply_free (self->reply);
  g_clear_error (&self->error);
}

static inline void
assert_no_secret (const char *text)
{
  g_assert_null (strstr (text, TOKEN));
  g_assert_null (strstr (text, REFRESH));
  g_assert_null (strstr (text, API_KEY));
  g_assert_null (strstr (text, "Signature="));
}

static inline HoistMove
write_step (Fixture *self, HoistStep step, HoistPart *part)
{
  HoistMove move = { 0 };

  g_clear_pointer (&self->request, hoist_request_free);
  g_clear_error (&self->error);
  move = hoist_alibaba_pds.write_request (&self->facts, self->errand != NULL ? NULL : self->ticket,
                                          step, part, &self->request, &self->error);
  g_assert_true ((move.kind == HOIST_MOVE_SEND) == (self->request != NULL));
  g_assert_true ((move.kind == HOIST_MOVE_FAILED) == (self->error != NULL));
  if (self->error != NULL)
    assert_no_secret (self->error->message);
  return move;
}

/* The reply that the next read_made() reads; headers and digests may be added. */
static inline HoistReply *
make_reply (Fixture *self, guint status, const char *text)
{
  g_autoptr (GBytes) body = g_bytes_new (text, strlen (text));

  g_clear_pointer (&self->reply, hoist_reply_free);
  self->reply = hoist_reply_new (status, body);
  return self->reply;
}

static inline HoistMove
read_made (Fixture *self, HoistStep step, HoistPart *part)
{
  HoistMove move = { 0 };

  g_clear_error (&self->error);
  move = hoist_alibaba_pds.read_reply (&self->facts, self->errand != NULL ? NULL : self->ticket,
                                       step, part, self->reply, &self->error);
  g_assert_true ((move.kind == HOIST_MOVE_FAILED) == (self->error != NULL));
  if (self->error != NULL) {
    g_assert_true (self->error->domain == HOIST_ERROR);
    assert_no_secret (self->error->message);
  }
  return move;
}

static inline HoistMove
read_text (Fixture *self, HoistStep step, HoistPart *part, guint status, const char *text)
{
  make_reply (self, status, text);
  return read_made (self, step, part);
}

/* One exchange, which has to be sent. */
static inline HoistMove
exchange (Fixture *self, HoistStep step, HoistPart *part, guint status, const char *text)
{
  g_assert_cmpint (write_step (self, step, part).kind, ==, HOIST_MOVE_SEND);
  return read_text (self, step, part, status, text);
}

static inline void
assert_again (HoistMove move)
{
  g_assert_cmpint (move.kind, ==, HOIST_MOVE_AGAIN);
  g_assert_cmpint (move.wait_us, ==, 0);
}

static inline void
assert_jump (HoistMove move, HoistStep step)
{
  g_assert_cmpint (move.kind, ==, HOIST_MOVE_JUMP);
  g_assert_cmpint (move.step, ==, step);
}

static inline void
assert_failed (Fixture *self, HoistMove move, HoistErrorCode code)
{
  g_assert_cmpint (move.kind, ==, HOIST_MOVE_FAILED);
  g_assert_error (self->error, HOIST_ERROR, (int) code);
}

/* The call's path and its body, as one line. */
static inline char *
dup_call (Fixture *self)
{
  gsize length = 0;
  const char *body = g_bytes_get_data (self->request->before, &length);

  g_assert_true (g_str_has_prefix (self->request->url, "https://bj123.api.example/v2/"));
  return g_strdup_printf ("%s %.*s", self->request->url + strlen ("https://bj123.api.example/v2"),
                          (int) length, body);
}

static inline void
assert_call (Fixture *self, const char *wanted)
{
  g_autofree char *call = dup_call (self);

  g_assert_cmpstr (call, ==, wanted);
}

static inline void
set_sha1 (Fixture *self, const char *hex)
{
  g_assert_true (hoist_digests_set_hex (&self->file.digests, HOIST_DIGEST_SHA1, hex));
}

static inline void
set_crc64 (Fixture *self, guint64 crc64)
{
  self->file.digests.known |= HOIST_DIGEST_CRC64;
  self->file.digests.crc64 = crc64;
}

/* Digests of a part, as if it had been read. */
static inline HoistDigests
make_digests (const char *md5, guint64 crc64)
{
  HoistDigests digests = { .known = HOIST_DIGEST_CRC64, .crc64 = crc64 };

  g_assert_true (hoist_digests_set_hex (&digests, HOIST_DIGEST_MD5, md5));
  return digests;
}

#define URL(n)                                                                                     \
  "https://data.example/obj?partNumber=" #n "&uploadId=U&Expires=1700000900&Signature=s" #n
#define CREATED                                                                                    \
  "{\"domain_id\":\"bj123\",\"drive_id\":\"1\",\"parent_file_id\":\"root\",\"type\":\"file\","     \
  "\"file_name\":\"a.bin\",\"file_id\":\"F1\",\"upload_id\":\"U1\",\"rapid_upload\":false,"        \
  "\"exist\":false,\"status\":\"uploading\",\"part_info_list\":["                                  \
  "{\"part_number\":2,\"upload_url\":\"" URL (                                                     \
      2) "\",\"content_type\":\"\"},"                                                              \
         "{\"part_number\":1,\"upload_url\":\"" URL (                                              \
             1) "\"},"                                                                             \
                "{\"part_number\":3,\"upload_url\":\"" URL (                                       \
                    3) "\",\"content_type\":\"video/x\"}]}"

/* An upload of three parts that has begun; nothing is sent. */
static inline void
begin (Fixture *self)
{
  hoist_settings_set (self->settings, "rapid-upload", "0");
  g_assert_cmpint (exchange (self, HOIST_STEP_BEGIN, NULL, 201, CREATED).kind, ==, HOIST_MOVE_DONE);
}

static inline HoistPart *
get_part (Fixture *self, guint index)
{
  return hoist_ticket_get_part (self->ticket, index);
}

/* The store's answer to a part that arrived. */
static inline HoistMove
read_put (Fixture *self, guint index, const char *etag, const char *md5, guint64 crc64)
{
  HoistReply *reply = make_reply (self, 200, "");

  if (etag != NULL)
    hoist_reply_set_header (reply, "ETag", etag, NOW_US);
  reply->sent = make_digests (md5, crc64);
  return read_made (self, HOIST_STEP_PART, get_part (self, index));
}

static inline void
send_part (Fixture *self, guint index, const char *md5, guint64 crc64)
{
  g_autofree char *etag = g_strdup_printf ("\"%s\"", md5);

  g_assert_cmpint (write_step (self, HOIST_STEP_PART, get_part (self, index)).kind, ==,
                   HOIST_MOVE_SEND);
  g_assert_cmpstr (self->request->method, ==, "PUT");
  g_assert_cmpint (read_put (self, index, etag, md5, crc64).kind, ==, HOIST_MOVE_DONE);
}
