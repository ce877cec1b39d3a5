/* SPDX-License-Identifier: GPL-3.0-or-later */
/* MetaStudio's upload steps as a pure table: each call, each answer, and what follows a cut. The
 * PUTs have a test of their own, and so have accounts and codes. */
#include "hoist-huawei-metastudio.h"

#include "hoist-error.h"

#include <string.h>

#define ACCESS_KEY "EXAMPLEAK00000000001"
#define SECRET_KEY "ExampleSecretKey/With+Symbols0123456789a"
#define PROJECT "0a1b2c3d4e5f60718293a4b5c6d7e8f9"
#define HOST "https://metastudio.cn-north-4.myhuaweicloud.com"
#define BASE HOST "/v1/" PROJECT
#define ASSET "3f1c8d6a2b9e4f70a1b2c3d4e5f60718"
#define FILE_ID "24bad716-87b1-45e5-8912-000000000001"
#define MD5 "XUFAKrxLKna5cZ2REBfFkg=="
#define MD5_HEX "5d41402abc4b2a76b9719d911017c592"
#define URL                                                                                        \
  "https://example-bucket.obs.example:443/assets/intro.mp4?AccessKeyId=AK&Expires=1768500000"      \
  "&Signature=2VLytl%2BQWbGl96VLL3yS8dXligs%3D"
#define CREATED "{\"file_id\":\"" FILE_ID "\",\"upload_url\":\"" URL "\"}"

/* 2026-01-15T08:30:00Z */
#define NOW_US (G_GINT64_CONSTANT (1768465800) * G_USEC_PER_SEC)
#define EXPIRES_US (G_GINT64_CONSTANT (1768500000) * G_USEC_PER_SEC)

typedef struct {
  HoistSettings *settings;
  HoistSettings *secrets;
  HoistSettings *options;
  HoistFileFacts file;
  HoistFacts facts;
  HoistTicket *ticket;
  HoistRequest *request;
  GError *error;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->settings = hoist_settings_new ();
  self->secrets = hoist_settings_new ();
  self->options = hoist_settings_new ();
  hoist_settings_set (self->settings, "access-key", ACCESS_KEY);
  hoist_settings_set (self->settings, "project-id", PROJECT);
  hoist_settings_set (self->secrets, "secret-key", SECRET_KEY);
  self->file = (HoistFileFacts){ .name = "intro.mp4", .size = 5, .content_type = "video/mp4" };
  g_assert_true (hoist_digests_set_hex (&self->file.digests, HOIST_DIGEST_MD5, MD5_HEX));
  self->facts = (HoistFacts){ .provider = &hoist_huawei_metastudio,
                              .settings = self->settings,
                              .secrets = self->secrets,
                              .options = self->options,
                              .file = &self->file,
                              .now_us = NOW_US };
  self->ticket = hoist_ticket_new ();
  self->ticket->has_begun = TRUE; /* the engine's intent */
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  hoist_settings_unref (self->settings);
  hoist_settings_unref (self->secrets);
  hoist_settings_unref (self->options);
  hoist_ticket_free (self->ticket);
  hoist_request_free (self->request);
  g_clear_error (&self->error);
}

static HoistMove
write_part (Fixture *self, HoistStep step, HoistPart *part)
{
  HoistMove move = { 0 };

  g_clear_pointer (&self->request, hoist_request_free);
  g_clear_error (&self->error);
  move = hoist_huawei_metastudio.write_request (&self->facts, self->ticket, step, part,
                                                &self->request, &self->error);
  g_assert_true ((move.kind == HOIST_MOVE_SEND) == (self->request != NULL));
  g_assert_true ((move.kind == HOIST_MOVE_FAILED) == (self->error != NULL));
  return move;
}

static HoistMove
read_part (Fixture *self, HoistStep step, HoistPart *part, guint status, const char *text)
{
  g_autoptr (GBytes) body = g_bytes_new (text, strlen (text));
  g_autoptr (HoistReply) reply = hoist_reply_new (status, body);
  HoistMove move = { 0 };

  g_clear_error (&self->error);
  move = hoist_huawei_metastudio.read_reply (&self->facts, self->ticket, step, part, reply,
                                             &self->error);
  g_assert_true ((move.kind == HOIST_MOVE_FAILED) == (self->error != NULL));
  if (self->error != NULL) {
    g_assert_true (self->error->domain == HOIST_ERROR);
    g_assert_null (strstr (self->error->message, SECRET_KEY));
    g_assert_null (strstr (self->error->message, "Signature="));
  }
  return move;
}

static HoistMove
read_step (Fixture *self, HoistStep step, guint status, const char *text)
{
  return read_part (self, step, NULL, status, text);
}

/* The next exchange of a step is this call. */
static void
assert_call (Fixture *self, HoistStep step, const char *method, const char *url)
{
  g_assert_cmpint (write_part (self, step, NULL).kind, ==, HOIST_MOVE_SEND);
  g_assert_cmpstr (self->request->method, ==, method);
  g_assert_cmpstr (self->request->url, ==, url);
  g_assert_cmpstr (self->request->bucket, ==, "api");
  g_assert_cmpint (self->request->answer_us, ==, 60 * G_USEC_PER_SEC);
}

static void
assert_body (Fixture *self, const char *wanted)
{
  gsize size = 0;
  const char *body = g_bytes_get_data (self->request->before, &size);
  g_autofree char *text = g_strndup (body, size);

  g_assert_cmpstr (text, ==, wanted);
  g_assert_cmpstr (self->request->content_type, ==, "application/json");
  g_assert_cmpuint (self->request->length, ==, 0);
}

static const char *
get_header (Fixture *self, const char *name)
{
  for (guint i = 0; i + 1 < self->request->headers->len; i += 2) {
    if (strcmp (g_ptr_array_index (self->request->headers, i), name) == 0)
      return g_ptr_array_index (self->request->headers, i + 1);
  }
  return NULL;
}

static void
assert_jump (HoistMove move, HoistStep step)
{
  g_assert_cmpint (move.kind, ==, HOIST_MOVE_JUMP);
  g_assert_cmpint (move.step, ==, step);
}

static void
assert_failed (Fixture *self, HoistMove move, HoistErrorCode code)
{
  g_assert_cmpint (move.kind, ==, HOIST_MOVE_FAILED);
  g_assert_error (self->error, HOIST_ERROR, (int) code);
}

static void
create_asset (Fixture *self)
{
  assert_call (self, HOIST_STEP_BEGIN, "POST", BASE "/digital-assets");
  g_assert_cmpint (read_step (self, HOIST_STEP_BEGIN, 200, "{\"asset_id\":\"" ASSET "\"}").kind, ==,
                   HOIST_MOVE_AGAIN);
}

/* A ticket with asset, record and one part that is not done. */
static void
begin (Fixture *self)
{
  create_asset (self);
  assert_call (self, HOIST_STEP_BEGIN, "POST", BASE "/files");
  g_assert_cmpint (read_step (self, HOIST_STEP_BEGIN, 200, CREATED).kind, ==, HOIST_MOVE_DONE);
  self->ticket->next = HOIST_STEP_PART;
}

static void
send_parts (Fixture *self)
{
  for (guint i = 0; i < hoist_ticket_get_n_parts (self->ticket); i++) {
    HoistPart *part = hoist_ticket_get_part (self->ticket, i);

    g_assert_cmpint (write_part (self, HOIST_STEP_PART, part).kind, ==, HOIST_MOVE_SEND);
    g_assert_cmpint (read_part (self, HOIST_STEP_PART, part, 200, "").kind, ==, HOIST_MOVE_DONE);
  }
  self->ticket->next = HOIST_STEP_COMMIT;
}

/* An answer to "show asset" with our file in this state. */
static char *
dup_asset (const char *asset_state, const char *file_id, const char *state, const char *more)
{
  return g_strdup_printf ("{\"asset_id\":\"" ASSET "\",\"asset_name\":\"intro\",\"asset_state\":"
                          "\"%s\",\"files\":[{\"file_id\":\"%s\",\"file_name\":\"INTRO.mp4\","
                          "\"file_md5\":\"" MD5 "\",\"file_size\":5,\"file_type\":\"mp4\","
                          "\"asset_file_category\":\"MAIN\",\"state\":\"%s\"%s}]}",
                          asset_state, file_id, state, more);
}

static HoistMove
show (Fixture *self, HoistStep step, const char *file_id, const char *state)
{
  g_autofree char *text = dup_asset ("CREATING", file_id, state, "");

  assert_call (self, step, "GET", BASE "/digital-assets/" ASSET);
  g_assert_cmpint (self->request->replay, ==, HOIST_REPLAY_SAFE);
  return read_step (self, step, 200, text);
}

static void
commit (Fixture *self)
{
  begin (self);
  send_parts (self);
  assert_call (self, HOIST_STEP_COMMIT, "POST", BASE "/files/" FILE_ID "/complete");
  g_assert_cmpint (read_step (self, HOIST_STEP_COMMIT, 200, "").kind, ==, HOIST_MOVE_AGAIN);
  g_assert_cmpint (show (self, HOIST_STEP_COMMIT, FILE_ID, "UPLOADED").kind, ==, HOIST_MOVE_DONE);
  self->ticket->next = HOIST_STEP_WATCH;
}

static void
test_whole_upload (Fixture *self, gconstpointer data)
{
  HoistPart *part = NULL;

  assert_call (self, HOIST_STEP_BEGIN, "POST", BASE "/digital-assets");
  assert_body (self, "{\"asset_name\":\"intro\",\"asset_type\":\"VIDEO\"}");
  g_assert_cmpint (self->request->replay, ==, HOIST_REPLAY_ONLY_IF_UNSENT);
  read_step (self, HOIST_STEP_BEGIN, 201, "{\"asset_id\":\"" ASSET "\",\"produce_id\":\"p\"}");

  /* vector V1, as the provider itself makes it */
  assert_call (self, HOIST_STEP_BEGIN, "POST", BASE "/files");
  assert_body (self, "{\"file_name\":\"intro.mp4\",\"file_md5\":\"" MD5 "\",\"file_size\":5,"
                     "\"file_type\":\"mp4\",\"asset_id\":\"" ASSET "\","
                     "\"asset_file_category\":\"MAIN\"}");
  g_assert_cmpint (self->request->replay, ==, HOIST_REPLAY_ONLY_IF_UNSENT);
  g_assert_cmpstr (get_header (self, "X-Project-Id"), ==, PROJECT);
  g_assert_cmpstr (get_header (self, "Authorization"), ==,
                   "SDK-HMAC-SHA256 Access=EXAMPLEAK00000000001, "
                   "SignedHeaders=content-type;host;x-project-id;x-sdk-date, "
                   "Signature=ca3b5e52830ffe991b4b23982631958cd11f379d90a086e5c9473c2d31f17fab");
  g_assert_cmpint (read_step (self, HOIST_STEP_BEGIN, 200, CREATED).kind, ==, HOIST_MOVE_DONE);
  g_assert_cmpint (self->ticket->expires_us, ==, EXPIRES_US);
  g_assert_cmpstr (hoist_ticket_get_sealed (self->ticket, "url-1"), ==, URL);

  part = hoist_ticket_get_part (self->ticket, 0);
  g_assert_cmpuint (hoist_ticket_get_n_parts (self->ticket), ==, 1);
  g_assert_cmpint (write_part (self, HOIST_STEP_PART, part).kind, ==, HOIST_MOVE_SEND);
  g_assert_cmpstr (self->request->url, ==, URL);
  g_assert_cmpint (read_part (self, HOIST_STEP_PART, part, 200, "").kind, ==, HOIST_MOVE_DONE);

  self->ticket->next = HOIST_STEP_COMMIT;
  assert_call (self, HOIST_STEP_COMMIT, "POST", BASE "/files/" FILE_ID "/complete");
  assert_body (self, "{\"state\":\"CREATED\"}");
  g_assert_cmpint (self->request->replay, ==, HOIST_REPLAY_ASK_FIRST);
  g_assert_cmpint (read_step (self, HOIST_STEP_COMMIT, 200, "").kind, ==, HOIST_MOVE_AGAIN);
  g_assert_null (self->ticket->verified);
  g_assert_cmpint (show (self, HOIST_STEP_COMMIT, FILE_ID, "UPLOADED").kind, ==, HOIST_MOVE_DONE);
  g_assert_cmpstr (self->ticket->remote_id, ==, ASSET);
  g_assert_cmpstr (self->ticket->verified, ==, "md5");
  g_assert_null (self->ticket->link);
}

/* Nothing of an address in the half that goes to the store. */
static void
test_address_is_sealed (Fixture *self, gconstpointer data)
{
  g_autofree char *text = NULL;

  begin (self);
  text = hoist_ticket_to_text (self->ticket);
  g_assert_null (strstr (text, "Signature"));
  g_assert_null (strstr (text, "obs.example"));
  g_assert_true (hoist_ticket_has_sealed (self->ticket));
}

static void
test_needs_md5 (Fixture *self, gconstpointer data)
{
  HoistWanted wanted = { 0 };
  HoistMove move = { 0 };

  hoist_huawei_metastudio.get_wanted (&self->facts, &wanted);
  g_assert_cmpint (wanted.file, ==, HOIST_DIGEST_MD5);
  g_assert_cmpint (wanted.slice_kind, ==, HOIST_DIGEST_NONE);

  /* before the asset, so that none is left empty */
  self->file.digests.known = HOIST_DIGEST_NONE;
  move = write_part (self, HOIST_STEP_BEGIN, NULL);
  g_assert_cmpint (move.kind, ==, HOIST_MOVE_NEEDS);
  g_assert_cmpint (move.digests, ==, HOIST_DIGEST_MD5);
  g_assert_cmpuint (move.length, ==, 0);
}

static void
test_project_is_asked (Fixture *self, gconstpointer data)
{
  hoist_settings_set (self->settings, "project-id", NULL);
  assert_call (self, HOIST_STEP_BEGIN, "GET",
               "https://iam.myhuaweicloud.com/v3/projects?name=cn-north-4");
  g_assert_null (get_header (self, "X-Project-Id"));
  g_assert_nonnull (get_header (self, "Authorization"));
  assert_failed (self, read_step (self, HOIST_STEP_BEGIN, 200, "{\"projects\":[]}"),
                 HOIST_ERROR_SIGN_IN);
  g_assert_nonnull (strstr (self->error->message, "“Project ID”"));
  assert_failed (self, read_step (self, HOIST_STEP_BEGIN, 401, "{}"), HOIST_ERROR_SIGN_IN);
  assert_failed (self, read_step (self, HOIST_STEP_BEGIN, 200, "{}"), HOIST_ERROR_BUSY);

  g_assert_cmpint (read_step (self, HOIST_STEP_BEGIN, 200,
                              "{\"projects\":[{\"id\":\"1\",\"name\":\"cn-north-4_sub\"},"
                              "{\"id\":\"" PROJECT "\",\"name\":\"cn-north-4\"}]}")
                       .kind,
                   ==, HOIST_MOVE_AGAIN);
  begin (self);
  send_parts (self);
  assert_call (self, HOIST_STEP_COMMIT, "POST", BASE "/files/" FILE_ID "/complete");
}

/* Answers to the two calls that create something. */
static void
test_create_answers (Fixture *self, gconstpointer data)
{
  static const struct {
    guint status;
    const char *body;
    HoistErrorCode asset;
    HoistErrorCode file;
  } rows[] = {
    { 200, "", HOIST_ERROR_UNSURE, HOIST_ERROR_UNSURE },
    { 200, "{}", HOIST_ERROR_UNSURE, HOIST_ERROR_UNSURE },
    { 200, "<html>", HOIST_ERROR_UNSURE, HOIST_ERROR_UNSURE },
    { 200, "{\"asset_id\":\"../x\",\"file_id\":\"a/b\"}", HOIST_ERROR_UNSURE, HOIST_ERROR_UNSURE },
    { 302, "", HOIST_ERROR_PROTOCOL, HOIST_ERROR_PROTOCOL },
    { 400, "{\"error_code\":\"MSS.00000003\"}", HOIST_ERROR_REFUSED, HOIST_ERROR_REFUSED },
    { 400, "{\"error_code\":\"MSS.10001005\"}", HOIST_ERROR_NAME_TAKEN, HOIST_ERROR_NAME_TAKEN },
    { 400, "{\"error_code\":\"MSS.10001001\"}", HOIST_ERROR_EXPIRED, HOIST_ERROR_EXPIRED },
    { 400, "{\"error_code\":\"MSS.10001008\"}", HOIST_ERROR_UNSURE, HOIST_ERROR_UNSURE },
    { 401, "{\"error_code\":\"APIG.0301\"}", HOIST_ERROR_SIGN_IN, HOIST_ERROR_SIGN_IN },
    { 429, "{\"error_code\":\"APIG.0308\"}", HOIST_ERROR_THROTTLED, HOIST_ERROR_THROTTLED },
    { 500, "{\"error_code\":\"MSS.00000004\"}", HOIST_ERROR_UNSURE, HOIST_ERROR_UNSURE },
    { 502, "<html>", HOIST_ERROR_UNSURE, HOIST_ERROR_UNSURE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    hoist_ticket_reset (self->ticket);
    g_test_message ("%u %s", rows[i].status, rows[i].body);
    assert_call (self, HOIST_STEP_BEGIN, "POST", BASE "/digital-assets");
    assert_failed (self, read_step (self, HOIST_STEP_BEGIN, rows[i].status, rows[i].body),
                   rows[i].asset);
    create_asset (self);
    assert_failed (self, read_step (self, HOIST_STEP_BEGIN, rows[i].status, rows[i].body),
                   rows[i].file);
    g_assert_cmpuint (hoist_ticket_get_n_parts (self->ticket), ==, 0);
  }
}

/* The record exists although its address is of no use: it is cleared away, not forgotten. */
static void
test_bad_address (Fixture *self, gconstpointer data)
{
  static const char *const bad[] = {
    "http://obs.example/x",   "ftp://obs.example/x", "x", "", "https://user:secret@obs.example/x",
    "http://127.0.0.1:8080/x"
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autofree char *text =
        g_strdup_printf ("{\"file_id\":\"" FILE_ID "\",\"upload_url\":\"%s\"}", bad[i]);

    hoist_ticket_reset (self->ticket);
    create_asset (self);
    assert_failed (self, read_step (self, HOIST_STEP_BEGIN, 200, text), HOIST_ERROR_PROTOCOL);
    g_assert_null (strstr (self->error->message, "secret"));
    assert_jump (show (self, HOIST_STEP_PROBE, FILE_ID, "CREATING"), HOIST_STEP_RENEW);
  }
}

/* Plain http only where the account's own address is. */
static void
test_address_on_this_computer (Fixture *self, gconstpointer data)
{
  hoist_settings_set (self->settings, "endpoint", "http://127.0.0.1:8080/practice/");
  assert_call (self, HOIST_STEP_BEGIN, "POST",
               "http://127.0.0.1:8080/practice/v1/" PROJECT "/digital-assets");
  read_step (self, HOIST_STEP_BEGIN, 200, "{\"asset_id\":\"" ASSET "\"}");
  g_assert_cmpint (read_step (self, HOIST_STEP_BEGIN, 200,
                              "{\"file_id\":\"" FILE_ID
                              "\",\"upload_url\":\"http://127.0.0.1:8080/x\"}")
                       .kind,
                   ==, HOIST_MOVE_DONE);
  /* no Expires: 24 hours */
  g_assert_cmpint (self->ticket->expires_us, ==, NOW_US + 24 * 3600 * (gint64) G_USEC_PER_SEC);
}

static void
test_name_taken (Fixture *self, gconstpointer data)
{
  assert_call (self, HOIST_STEP_BEGIN, "POST", BASE "/digital-assets");
  assert_failed (self,
                 read_step (self, HOIST_STEP_BEGIN, 400,
                            "{\"error_code\":\"MSS.10001005\",\"error_msg\":\"exists\"}"),
                 HOIST_ERROR_NAME_TAKEN);
  hoist_settings_set (self->options, "asset-name", " My: video? ");
  assert_call (self, HOIST_STEP_BEGIN, "POST", BASE "/digital-assets");
  assert_body (self, "{\"asset_name\":\"My_ video_\",\"asset_type\":\"VIDEO\"}");
}

/* The answer to the first call was lost, and with it perhaps the ticket's values. */
static void
test_lost_asset (Fixture *self, gconstpointer data)
{
  const char *list =
      "{\"count\":3,\"assets\":["
      "{\"asset_id\":\"1\",\"asset_name\":\"intro 2\",\"asset_state\":\"CREATING\",\"files\":[]},"
      "{\"asset_id\":\"2\",\"asset_name\":\"intro\",\"asset_state\":\"ACTIVED\",\"files\":[]},"
      "{\"asset_id\":\"" ASSET "\",\"asset_name\":\"intro\",\"asset_state\":\"CREATING\"}]}";

  assert_call (self, HOIST_STEP_PROBE, "GET",
               BASE "/digital-assets?limit=50&offset=0&name=intro&asset_state=CREATING");
  g_assert_cmpint (self->request->replay, ==, HOIST_REPLAY_SAFE);
  assert_jump (read_step (self, HOIST_STEP_PROBE, 200, list), HOIST_STEP_BEGIN);
  assert_call (self, HOIST_STEP_BEGIN, "POST", BASE "/files");
}

static void
test_lost_asset_was_never_made (Fixture *self, gconstpointer data)
{
  assert_call (self, HOIST_STEP_PROBE, "GET",
               BASE "/digital-assets?limit=50&offset=0&name=intro&asset_state=CREATING");
  assert_jump (read_step (self, HOIST_STEP_PROBE, 200, "{\"count\":0,\"assets\":[]}"),
               HOIST_STEP_BEGIN);
  assert_call (self, HOIST_STEP_BEGIN, "POST", BASE "/digital-assets");
}

/* Another's asset of that name, with another file on its way, is left alone. */
static void
test_foreign_asset (Fixture *self, gconstpointer data)
{
  static const char *const files[] = {
    "{\"file_id\":\"9\",\"file_name\":\"intro.mov\",\"asset_file_category\":\"MAIN\","
    "\"state\":\"CREATING\"}",
    "{\"file_id\":\"9\",\"file_name\":\"intro.mp4\",\"file_size\":6,\"state\":\"CREATING\"}",
    "{\"file_id\":\"9\",\"file_name\":\"intro.mp4\",\"file_md5\":\"1B2M2Y8AsgTpgAmY7PhCfg==\","
    "\"state\":\"CREATING\"}",
    "{\"file_id\":\"9\",\"file_name\":\"intro.mp4\",\"state\":\"UPLOADED\"}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++) {
    g_autofree char *list =
        g_strdup_printf ("{\"count\":1,\"assets\":[{\"asset_id\":\"7\",\"asset_name\":\"intro\","
                         "\"asset_state\":\"CREATING\",\"files\":[%s]}]}",
                         files[i]);

    assert_jump (read_step (self, HOIST_STEP_PROBE, 200, list), HOIST_STEP_BEGIN);
    assert_call (self, HOIST_STEP_BEGIN, "POST", BASE "/digital-assets");
    hoist_ticket_reset (self->ticket);
  }
}

static void
test_find_by_pages (Fixture *self, gconstpointer data)
{
  const char *other = "{\"count\":2,\"assets\":[{\"asset_id\":\"1\",\"asset_name\":\"intro x\"}]}";

  g_assert_cmpint (read_step (self, HOIST_STEP_PROBE, 200, other).kind, ==, HOIST_MOVE_AGAIN);
  assert_call (self, HOIST_STEP_PROBE, "GET",
               BASE "/digital-assets?limit=50&offset=1&name=intro&asset_state=CREATING");
  assert_jump (read_step (self, HOIST_STEP_PROBE, 200, other), HOIST_STEP_BEGIN);
  /* the next search begins at the beginning */
  assert_call (self, HOIST_STEP_PROBE, "GET",
               BASE "/digital-assets?limit=50&offset=0&name=intro&asset_state=CREATING");
  assert_failed (self, read_step (self, HOIST_STEP_PROBE, 503, ""), HOIST_ERROR_BUSY);
  assert_failed (self, read_step (self, HOIST_STEP_PROBE, 200, "{}"), HOIST_ERROR_BUSY);
}

/* "MSS.10001005 on the repeat also shows that the first try worked": one more look, then asked. */
static void
test_name_taken_by_ourselves (Fixture *self, gconstpointer data)
{
  const char *taken = "{\"error_code\":\"MSS.10001005\"}";

  assert_call (self, HOIST_STEP_BEGIN, "POST", BASE "/digital-assets");
  /* lost; PROBE finds nothing yet */
  assert_jump (read_step (self, HOIST_STEP_PROBE, 200, "{\"assets\":[]}"), HOIST_STEP_BEGIN);
  assert_call (self, HOIST_STEP_BEGIN, "POST", BASE "/digital-assets");
  assert_jump (read_step (self, HOIST_STEP_BEGIN, 400, taken), HOIST_STEP_PROBE);
  assert_jump (read_step (self, HOIST_STEP_PROBE, 200, "{\"assets\":[]}"), HOIST_STEP_BEGIN);
  assert_call (self, HOIST_STEP_BEGIN, "POST", BASE "/digital-assets");
  assert_failed (self, read_step (self, HOIST_STEP_BEGIN, 400, taken), HOIST_ERROR_NAME_TAKEN);
}

/* The answer to the second call was lost: its address is lost for good. */
static void
test_lost_file (Fixture *self, gconstpointer data)
{
  create_asset (self);
  assert_jump (show (self, HOIST_STEP_PROBE, "9", "CREATING"), HOIST_STEP_BEGIN);
  assert_call (self, HOIST_STEP_BEGIN, "DELETE", BASE "/files/9");
  g_assert_cmpint (read_step (self, HOIST_STEP_BEGIN, 204, "").kind, ==, HOIST_MOVE_AGAIN);
  assert_call (self, HOIST_STEP_BEGIN, "POST", BASE "/files");
}

static void
test_lost_file_was_never_made (Fixture *self, gconstpointer data)
{
  create_asset (self);
  assert_call (self, HOIST_STEP_PROBE, "GET", BASE "/digital-assets/" ASSET);
  assert_jump (
      read_step (self, HOIST_STEP_PROBE, 200, "{\"asset_state\":\"CREATING\",\"files\":[]}"),
      HOIST_STEP_BEGIN);
  assert_call (self, HOIST_STEP_BEGIN, "POST", BASE "/files");
}

static void
test_other_main_file (Fixture *self, gconstpointer data)
{
  create_asset (self);
  assert_failed (self, show (self, HOIST_STEP_PROBE, "9", "UPLOADED"), HOIST_ERROR_NAME_TAKEN);
}

static void
test_asset_is_gone (Fixture *self, gconstpointer data)
{
  begin (self);
  assert_failed (self, read_step (self, HOIST_STEP_PROBE, 400, "{\"error_code\":\"mss.10001001\"}"),
                 HOIST_ERROR_EXPIRED);
  assert_failed (
      self, read_step (self, HOIST_STEP_PROBE, 200, "{\"asset_state\":\"DELETED\",\"files\":[]}"),
      HOIST_ERROR_EXPIRED);
  hoist_settings_set (self->settings, "region", "cn-east-3");
  assert_failed (self, write_part (self, HOIST_STEP_PROBE, NULL), HOIST_ERROR_EXPIRED);
}

/* After a restart, by what the service says of the record. */
static void
test_probe_states (Fixture *self, gconstpointer data)
{
  begin (self);
  g_assert_cmpint (show (self, HOIST_STEP_PROBE, FILE_ID, "CREATING").kind, ==, HOIST_MOVE_DONE);
  g_assert_cmpint (show (self, HOIST_STEP_PROBE, FILE_ID, "STRANGE").kind, ==, HOIST_MOVE_DONE);
  assert_jump (show (self, HOIST_STEP_PROBE, FILE_ID, "FAILED"), HOIST_STEP_RENEW);
  assert_jump (show (self, HOIST_STEP_PROBE, FILE_ID, "CANCELLED"), HOIST_STEP_RENEW);
  assert_failed (self, show (self, HOIST_STEP_PROBE, FILE_ID, "UPLOADED"), HOIST_ERROR_UNVERIFIED);
  assert_failed (self, read_step (self, HOIST_STEP_PROBE, 200, "{}"), HOIST_ERROR_BUSY);
  assert_jump (show (self, HOIST_STEP_PROBE, FILE_ID, "DELETED"), HOIST_STEP_BEGIN);
  assert_call (self, HOIST_STEP_BEGIN, "POST", BASE "/files");
}

static void
test_probe_without_addresses (Fixture *self, gconstpointer data)
{
  begin (self);
  hoist_ticket_set_sealed (self->ticket, "url-1", NULL);
  assert_jump (show (self, HOIST_STEP_PROBE, FILE_ID, "CREATING"), HOIST_STEP_RENEW);
}

static void
test_probe_changed_file (Fixture *self, gconstpointer data)
{
  begin (self);
  self->file.digests.md5[0] ^= 1;
  assert_failed (self, show (self, HOIST_STEP_PROBE, FILE_ID, "CREATING"), HOIST_ERROR_CHANGED);
  assert_failed (self, write_part (self, HOIST_STEP_PART, hoist_ticket_get_part (self->ticket, 0)),
                 HOIST_ERROR_CHANGED);
  assert_failed (self, write_part (self, HOIST_STEP_COMMIT, NULL), HOIST_ERROR_CHANGED);
}

/* "step 4 with unknown result: GET the asset; file no longer CREATING → done; else send again". */
static void
test_unknown_commit (Fixture *self, gconstpointer data)
{
  static const char *const done[] = { "UPLOADED", "REVIEW", "CREATED", "BLOCK", "STRANGE" };

  for (gsize i = 0; i < G_N_ELEMENTS (done); i++) {
    hoist_ticket_reset (self->ticket);
    begin (self);
    send_parts (self);
    assert_failed (self, read_step (self, HOIST_STEP_COMMIT, 500, "{}"), HOIST_ERROR_UNSURE);
    assert_jump (show (self, HOIST_STEP_PROBE, FILE_ID, "CREATING"), HOIST_STEP_COMMIT);
    assert_call (self, HOIST_STEP_COMMIT, "POST", BASE "/files/" FILE_ID "/complete");
    assert_jump (show (self, HOIST_STEP_PROBE, FILE_ID, done[i]), HOIST_STEP_COMMIT);
    g_assert_null (self->ticket->verified);
    g_assert_cmpint (show (self, HOIST_STEP_COMMIT, FILE_ID, done[i]).kind, ==, HOIST_MOVE_DONE);
    g_assert_cmpstr (self->ticket->verified, ==, "md5");
    g_assert_cmpstr (self->ticket->remote_id, ==, ASSET);
  }
}

static void
test_commit_answers (Fixture *self, gconstpointer data)
{
  static const struct {
    guint status;
    const char *body;
    HoistErrorCode code;
  } rows[] = {
    { 200, "<html>", HOIST_ERROR_UNSURE },
    { 200, "garbage", HOIST_ERROR_UNSURE },
    { 200, "{\"error_code\":\"MSS.00000004\"}", HOIST_ERROR_UNSURE },
    { 500, "{\"error_code\":\"MSS.00000004\",\"error_msg\":\"Internal Error\"}",
      HOIST_ERROR_UNSURE },
    { 502, "", HOIST_ERROR_UNSURE },
    { 503, "", HOIST_ERROR_BUSY },
    { 400, "{\"error_code\":\"MSS.00000003\",\"error_msg\":\"Invalid parameter\"}",
      HOIST_ERROR_REFUSED },
    { 401, "{\"error_code\":\"MSS.00000001\",\"error_msg\":\"Unauthorized\"}",
      HOIST_ERROR_SIGN_IN },
    { 400, "{\"error_code\":\"MSS.10001001\"}", HOIST_ERROR_EXPIRED },
    { 400, "{\"error_code\":\"MSS.10001004\"}", HOIST_ERROR_RENEW },
  };

  begin (self);
  send_parts (self);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_test_message ("%u %s", rows[i].status, rows[i].body);
    assert_failed (self, read_step (self, HOIST_STEP_COMMIT, rows[i].status, rows[i].body),
                   rows[i].code);
    g_assert_null (self->ticket->verified);
  }
  g_assert_cmpint (read_step (self, HOIST_STEP_COMMIT, 200, "{}").kind, ==, HOIST_MOVE_AGAIN);
  g_assert_null (self->ticket->verified);
}

/* What is wrong does not keep the file's name; a removal that fails changes nothing of the end. */
static void
assert_removed (Fixture *self, HoistMove move, gboolean can_remove)
{
  g_assert_cmpint (move.kind, ==, HOIST_MOVE_AGAIN);
  assert_call (self, HOIST_STEP_COMMIT, "DELETE", BASE "/files/" FILE_ID);
  if (!can_remove) {
    assert_failed (self, read_step (self, HOIST_STEP_COMMIT, 500, ""), HOIST_ERROR_UNVERIFIED);
    return;
  }
  read_step (self, HOIST_STEP_COMMIT, 200, "");
  assert_call (self, HOIST_STEP_COMMIT, "DELETE", BASE "/digital-assets/" ASSET);
  read_step (self, HOIST_STEP_COMMIT, 200, "");
  assert_failed (self, write_part (self, HOIST_STEP_COMMIT, NULL), HOIST_ERROR_UNVERIFIED);
}

/* The service's own record is the last word. */
static void
test_proof (Fixture *self, gconstpointer data)
{
  static const struct {
    const char *file;
    gboolean is_proven;
  } rows[] = {
    { "\"file_md5\":\"" MD5 "\",\"file_size\":5", TRUE },
    { "\"file_md5\":\"\"", TRUE },
    { "\"file_type\":\"mp4\"", TRUE },
    { "\"file_md5\":\"1B2M2Y8AsgTpgAmY7PhCfg==\"", FALSE },
    { "\"file_size\":6", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *text =
        g_strdup_printf ("{\"asset_state\":\"CREATING\",\"files\":[{\"file_id\":\"" FILE_ID
                         "\",\"state\":\"UPLOADED\",%s}]}",
                         rows[i].file);
    HoistMove move = { 0 };

    hoist_ticket_reset (self->ticket);
    begin (self);
    send_parts (self);
    read_step (self, HOIST_STEP_COMMIT, 200, "");
    move = read_step (self, HOIST_STEP_COMMIT, 200, text);
    if (rows[i].is_proven)
      g_assert_cmpint (move.kind, ==, HOIST_MOVE_DONE);
    else
      assert_removed (self, move, i % 2 == 0);
    g_assert_true ((self->ticket->verified != NULL) == rows[i].is_proven);
  }
}

/* A record may lag behind for a while, and not for ever. */
static void
test_proof_that_never_comes (Fixture *self, gconstpointer data)
{
  HoistMove move = HOIST_MOVE (AGAIN);
  gint64 waited_us = 0;

  begin (self);
  send_parts (self);
  read_step (self, HOIST_STEP_COMMIT, 200, "");
  while (move.kind == HOIST_MOVE_AGAIN && waited_us < 3600 * (gint64) G_USEC_PER_SEC) {
    move = show (self, HOIST_STEP_COMMIT, FILE_ID, "CREATING");
    waited_us += move.wait_us;
  }
  assert_failed (self, move, HOIST_ERROR_UNVERIFIED);
  g_assert_cmpint (waited_us, >, 60 * G_USEC_PER_SEC);
  assert_failed (self, show (self, HOIST_STEP_COMMIT, "other", "CREATED"), HOIST_ERROR_UNVERIFIED);
  assert_failed (self,
                 read_step (self, HOIST_STEP_COMMIT, 400, "{\"error_code\":\"MSS.10001001\"}"),
                 HOIST_ERROR_UNVERIFIED);
  assert_failed (self, read_step (self, HOIST_STEP_COMMIT, 503, ""), HOIST_ERROR_BUSY);
  assert_removed (self, show (self, HOIST_STEP_COMMIT, FILE_ID, "FAILED"), TRUE);
  g_assert_null (self->ticket->verified);
}

static void
test_meta_analysis (Fixture *self, gconstpointer data)
{
  begin (self);
  send_parts (self);
  hoist_settings_set (self->options, "auto-meta-analysis", "1");
  assert_call (self, HOIST_STEP_COMMIT, "POST", BASE "/files/" FILE_ID "/complete");
  assert_body (self, "{\"state\":\"CREATED\",\"auto_meta_analysis\":true}");
}

/* No API renews an address: cancel, delete, and a new record in the same asset. */
static void
test_renew (Fixture *self, gconstpointer data)
{
  static const guint cancel_statuses[] = { 200, 400, 404, 500 };

  for (gsize i = 0; i < G_N_ELEMENTS (cancel_statuses); i++) {
    hoist_ticket_reset (self->ticket);
    begin (self);
    send_parts (self);
    assert_call (self, HOIST_STEP_RENEW, "POST", BASE "/files/" FILE_ID "/complete");
    assert_body (self, "{\"state\":\"CANCELLED\"}");
    g_assert_cmpint (self->request->replay, ==, HOIST_REPLAY_SAFE);
    g_assert_cmpint (read_step (self, HOIST_STEP_RENEW, cancel_statuses[i], "").kind, ==,
                     HOIST_MOVE_AGAIN);
    assert_call (self, HOIST_STEP_RENEW, "DELETE", BASE "/files/" FILE_ID);
    assert_failed (self, read_step (self, HOIST_STEP_RENEW, 503, ""), HOIST_ERROR_BUSY);
    g_assert_cmpint (
        read_step (self, HOIST_STEP_RENEW, 400, "{\"error_code\":\"MSS.10001004\"}").kind, ==,
        HOIST_MOVE_AGAIN);
    assert_call (self, HOIST_STEP_RENEW, "POST", BASE "/files");
    g_assert_cmpint (
        read_step (self, HOIST_STEP_RENEW, 200,
                   "{\"file_id\":\"8\",\"upload_url\":\"https://b.example/?Expires=1768600000\"}")
            .kind,
        ==, HOIST_MOVE_DONE);
    /* what was there is void */
    g_assert_false (hoist_ticket_get_part (self->ticket, 0)->is_done);
    g_assert_cmpint (self->ticket->expires_us, ==, G_GINT64_CONSTANT (1768600000) * G_USEC_PER_SEC);
    assert_jump (show (self, HOIST_STEP_PROBE, "9", "CREATING"), HOIST_STEP_BEGIN);
  }
}

/* Cut between cancelling and deleting, after which PROBE comes. */
static void
test_renew_was_cut (Fixture *self, gconstpointer data)
{
  begin (self);
  assert_call (self, HOIST_STEP_RENEW, "POST", BASE "/files/" FILE_ID "/complete");
  read_step (self, HOIST_STEP_RENEW, 200, "");
  assert_jump (show (self, HOIST_STEP_PROBE, FILE_ID, "CANCELLED"), HOIST_STEP_RENEW);
  assert_call (self, HOIST_STEP_RENEW, "DELETE", BASE "/files/" FILE_ID);
}

static void
test_watch (Fixture *self, gconstpointer data)
{
  static const gint64 waits[] = { 2, 4, 8, 16, 32, 60, 60 };
  HoistMove move = { 0 };

  commit (self);
  g_assert_true (hoist_provider_has_step (&hoist_huawei_metastudio, HOIST_STEP_WATCH));
  self->facts.file = NULL; /* WATCH needs none */
  for (gsize i = 0; i < G_N_ELEMENTS (waits); i++) {
    static const char *const states[] = { "UPLOADED", "REVIEW", "STRANGE", "CREATING" };

    move = show (self, HOIST_STEP_WATCH, FILE_ID, states[i % G_N_ELEMENTS (states)]);
    g_assert_cmpint (move.kind, ==, HOIST_MOVE_AGAIN);
    g_assert_cmpint (move.wait_us, ==, waits[i] * G_USEC_PER_SEC);
  }
  g_assert_cmpint (show (self, HOIST_STEP_WATCH, FILE_ID, "CREATED").kind, ==, HOIST_MOVE_DONE);
}

static void
test_watch_ends (Fixture *self, gconstpointer data)
{
  HoistMove move = HOIST_MOVE (AGAIN);
  guint n_looks = 0;

  commit (self);
  while (move.kind == HOIST_MOVE_AGAIN && n_looks++ < 10000)
    move = show (self, HOIST_STEP_WATCH, FILE_ID, "REVIEW");
  g_assert_cmpint (move.kind, ==, HOIST_MOVE_DONE);
  /* a day at most, and many minutes at least */
  g_assert_cmpuint (n_looks, >, 60);
  g_assert_cmpuint (n_looks, <, 1500);
}

static void
test_watch_rejected (Fixture *self, gconstpointer data)
{
  static const struct {
    const char *asset_state;
    const char *state;
    const char *more;
    const char *words;
  } rows[] = {
    { "CREATING", "BLOCK", ",\"reason\":\"bad\\ncontent\"", "bad content" },
    { "UNACTIVED", "FAILED", "", "does not say why" },
    { "UNACTIVED", "CANCELLED", "", "does not say why" },
    { "BLOCK", "CREATED", ",\"reason\":\"" SECRET_KEY "\"", "does not say why" },
    { "DELETED", "CREATED", "", "deleted" },
    { "ACTIVED", "DELETING", "", "deleted" },
  };

  commit (self);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *text = dup_asset (rows[i].asset_state, FILE_ID, rows[i].state, rows[i].more);

    assert_failed (self, read_step (self, HOIST_STEP_WATCH, 200, text), HOIST_ERROR_REFUSED);
    g_assert_nonnull (strstr (self->error->message, rows[i].words));
  }
  assert_failed (self, show (self, HOIST_STEP_WATCH, "other", "CREATED"), HOIST_ERROR_REFUSED);
  assert_failed (self, read_step (self, HOIST_STEP_WATCH, 400, "{\"error_code\":\"MSS.10001001\"}"),
                 HOIST_ERROR_REFUSED);
  g_assert_cmpstr (self->ticket->verified, ==, "md5");
}

static void
test_abort (Fixture *self, gconstpointer data)
{
  begin (self);
  self->facts.file = NULL; /* it may be gone */
  assert_call (self, HOIST_STEP_ABORT, "POST", BASE "/files/" FILE_ID "/complete");
  assert_body (self, "{\"state\":\"CANCELLED\"}");
  read_step (self, HOIST_STEP_ABORT, 500, "");
  assert_call (self, HOIST_STEP_ABORT, "DELETE", BASE "/files/" FILE_ID);
  read_step (self, HOIST_STEP_ABORT, 200, "");
  assert_call (self, HOIST_STEP_ABORT, "DELETE", BASE "/digital-assets/" ASSET);
  assert_failed (self, read_step (self, HOIST_STEP_ABORT, 404, "{\"error_code\":\"APIG.0101\"}"),
                 HOIST_ERROR_PROTOCOL);
  assert_failed (self, read_step (self, HOIST_STEP_ABORT, 403, "{\"error_code\":\"APIGW.0302\"}"),
                 HOIST_ERROR_REFUSED);
  g_assert_cmpint (read_step (self, HOIST_STEP_ABORT, 404, "").kind, ==, HOIST_MOVE_AGAIN);
  g_assert_cmpint (write_part (self, HOIST_STEP_ABORT, NULL).kind, ==, HOIST_MOVE_DONE);
}

/* Nothing is asked where nothing can be there. */
static void
test_abort_of_nothing (Fixture *self, gconstpointer data)
{
  hoist_settings_set (self->settings, "project-id", NULL);
  g_assert_cmpint (write_part (self, HOIST_STEP_ABORT, NULL).kind, ==, HOIST_MOVE_DONE);
}

static void
test_abort_of_lost_asset (Fixture *self, gconstpointer data)
{
  assert_call (self, HOIST_STEP_BEGIN, "POST", BASE "/digital-assets");
  self->facts.file = NULL;
  assert_call (self, HOIST_STEP_ABORT, "GET",
               BASE "/digital-assets?limit=50&offset=0&name=intro&asset_state=CREATING");
  g_assert_cmpint (read_step (self, HOIST_STEP_ABORT, 200,
                              "{\"assets\":[{\"asset_id\":\"5\",\"asset_name\":\"intro\","
                              "\"asset_state\":\"CREATING\",\"files\":[{\"file_id\":\"6\"}]},"
                              "{\"asset_id\":\"" ASSET "\",\"asset_name\":\"intro\","
                              "\"asset_state\":\"CREATING\",\"files\":[]}]}")
                       .kind,
                   ==, HOIST_MOVE_AGAIN);
  assert_call (self, HOIST_STEP_ABORT, "DELETE", BASE "/digital-assets/" ASSET);
}

/* What was confirmed after all stays; what was not goes. */
static void
test_abort_after_commit (Fixture *self, gconstpointer data)
{
  begin (self);
  send_parts (self);
  g_assert_cmpint (show (self, HOIST_STEP_ABORT, FILE_ID, "UPLOADED").kind, ==, HOIST_MOVE_AGAIN);
  g_assert_cmpint (write_part (self, HOIST_STEP_ABORT, NULL).kind, ==, HOIST_MOVE_DONE);

  hoist_ticket_reset (self->ticket);
  begin (self);
  send_parts (self);
  g_assert_cmpint (show (self, HOIST_STEP_ABORT, FILE_ID, "CREATING").kind, ==, HOIST_MOVE_AGAIN);
  assert_call (self, HOIST_STEP_ABORT, "POST", BASE "/files/" FILE_ID "/complete");

  hoist_ticket_reset (self->ticket);
  commit (self);
  g_assert_cmpint (write_part (self, HOIST_STEP_ABORT, NULL).kind, ==, HOIST_MOVE_DONE);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/huawei/whole-upload", test_whole_upload);
  ADD ("/huawei/address-is-sealed", test_address_is_sealed);
  ADD ("/huawei/md5-is-needed-before-the-asset", test_needs_md5);
  ADD ("/huawei/project-is-asked-for", test_project_is_asked);
  ADD ("/huawei/answers-to-creations", test_create_answers);
  ADD ("/huawei/bad-address-is-not-used", test_bad_address);
  ADD ("/huawei/address-on-this-computer", test_address_on_this_computer);
  ADD ("/huawei/name-taken", test_name_taken);
  ADD ("/huawei/lost-asset-is-found", test_lost_asset);
  ADD ("/huawei/lost-asset-was-never-made", test_lost_asset_was_never_made);
  ADD ("/huawei/foreign-asset-is-left-alone", test_foreign_asset);
  ADD ("/huawei/search-turns-pages", test_find_by_pages);
  ADD ("/huawei/name-taken-by-ourselves", test_name_taken_by_ourselves);
  ADD ("/huawei/lost-record-is-replaced", test_lost_file);
  ADD ("/huawei/lost-record-was-never-made", test_lost_file_was_never_made);
  ADD ("/huawei/other-main-file-is-not-ours", test_other_main_file);
  ADD ("/huawei/asset-is-gone", test_asset_is_gone);
  ADD ("/huawei/resume-by-the-record's-state", test_probe_states);
  ADD ("/huawei/resume-without-addresses", test_probe_without_addresses);
  ADD ("/huawei/changed-file-is-noticed", test_probe_changed_file);
  ADD ("/huawei/unknown-end-of-commit", test_unknown_commit);
  ADD ("/huawei/answers-to-commit", test_commit_answers);
  ADD ("/huawei/proof-by-the-record", test_proof);
  ADD ("/huawei/proof-that-never-comes", test_proof_that_never_comes);
  ADD ("/huawei/metadata-only-when-asked", test_meta_analysis);
  ADD ("/huawei/renewal-keeps-the-asset", test_renew);
  ADD ("/huawei/renewal-that-was-cut", test_renew_was_cut);
  ADD ("/huawei/review-is-awaited", test_watch);
  ADD ("/huawei/review-is-not-awaited-for-ever", test_watch_ends);
  ADD ("/huawei/rejected-with-reason", test_watch_rejected);
  ADD ("/huawei/abort-cleans-up", test_abort);
  ADD ("/huawei/abort-of-nothing", test_abort_of_nothing);
  ADD ("/huawei/abort-of-a-lost-asset", test_abort_of_lost_asset);
  ADD ("/huawei/abort-after-commit", test_abort_after_commit);
  return g_test_run ();
}
