/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tencent VOD as a pure table. The paths /tencent/aN-… are the contradictions of section 7 of the
 * protocol notes. A21 to A25 are about the vendor's present API (TC3 signatures and object
 * storage), for which Hoist has no code yet: A21 and A22 are about printed examples that only a TC3
 * or COS signer could compute, A23 to A25 about COS headers and query names. There is nothing to
 * run; that the legacy provider sends none of them is tested in /tencent/a21-to-a25-… */
#include "hoist-tencent-vod.h"

#include "hoist-error.h"
#include "hoist-sign.h"

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

static void
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

static void
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

static HoistMove
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

static HoistMove
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

static HoistMove
read_step (Fixture *self, HoistStep step, const char *text)
{
  return read_full (self, step, NULL, 200, text);
}

static void
assert_failed (Fixture *self, HoistMove move, HoistErrorCode code)
{
  g_assert_cmpint (move.kind, ==, HOIST_MOVE_FAILED);
  g_assert_error (self->error, HOIST_ERROR, (int) code);
}

static char *
dup_value (Fixture *self, const char *name)
{
  g_autoptr (GUri) uri = g_uri_parse (self->request->url, G_URI_FLAGS_ENCODED, NULL);
  g_autoptr (GHashTable) values = NULL;

  values = g_uri_parse_params (g_uri_get_query (uri), -1, "&", G_URI_PARAMS_NONE, NULL);
  g_assert_nonnull (values);
  return g_strdup (g_hash_table_lookup (values, name));
}

static void
assert_value (Fixture *self, const char *name, const char *wanted)
{
  g_autofree char *value = dup_value (self, name);

  g_assert_cmpstr (value, ==, wanted);
}

static void
write_init (Fixture *self)
{
  g_assert_cmpint (write_step (self, HOIST_STEP_BEGIN, NULL).kind, ==, HOIST_MOVE_SEND);
}

/* A ticket with a grid of six parts, none done. */
static void
begin (Fixture *self)
{
  write_init (self);
  g_assert_cmpint (read_step (self, HOIST_STEP_BEGIN, "{\"code\":0}").kind, ==, HOIST_MOVE_DONE);
}

static void
send_part (Fixture *self, guint index)
{
  HoistPart *part = hoist_ticket_get_part (self->ticket, index);

  g_assert_cmpint (write_step (self, HOIST_STEP_PART, part).kind, ==, HOIST_MOVE_SEND);
  g_assert_cmpint (read_full (self, HOIST_STEP_PART, part, 200, "{\"code\":0}").kind, ==,
                   HOIST_MOVE_DONE);
}

/* Which parts are done, such as "110000". */
static char *
dup_done (Fixture *self)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < hoist_ticket_get_n_parts (self->ticket); i++)
    g_string_append_c (text, hoist_ticket_get_part (self->ticket, i)->is_done ? '1' : '0');
  return g_string_free (text, FALSE);
}

static void
assert_done (Fixture *self, const char *wanted)
{
  g_autofree char *done = dup_done (self);

  g_assert_cmpstr (done, ==, wanted);
}

static HoistMove
resume (Fixture *self, const char *more)
{
  g_autofree char *text = g_strdup_printf ("{\"code\":1,\"message\":\"\"%s}", more);

  return read_step (self, HOIST_STEP_PROBE, text);
}

/* The vectors of the notes, as the provider itself makes them. */
static void
test_init_vector (Fixture *self, gconstpointer data)
{
  hoist_settings_set (self->options, "tags", "foo, bar");
  hoist_settings_set (self->options, "transcode", "1");
  hoist_settings_set (self->options, "screenshot", "1");
  hoist_settings_set (self->options, "watermark", "1");
  write_init (self);
  /* L1 */
  g_assert_cmpstr (
      self->request->url, ==,
      "https://vod2.qcloud.com/v2/"
      "index.php?Action=InitUpload&Nonce=11886&Region=gz&SecretId=" SECRET_ID
      "&Timestamp=1700000000&dataSize=1048576&fileName=test&fileSha=" SHA1
      "&fileSize=6000000&fileType=mp4&isScreenshot=1&isTranscode=1&isWatermark=1&tags.1=foo&tags.2="
      "bar&Signature=%2Bjg3tIiFTh5IiwPqZ4sVJcMiDE0%3D");
  g_assert_cmpstr (self->request->method, ==, "GET");
  g_assert_false (hoist_request_has_body (self->request));
  g_assert_cmpstr (self->request->bucket, ==, "InitUpload");
  g_assert_cmpint (self->request->replay, ==, HOIST_REPLAY_SAFE);
  g_assert_cmpint (self->request->answer_us, ==, 60 * G_USEC_PER_SEC);
  g_assert_true (self->ticket->has_begun);
  g_assert_true (self->ticket->is_changed);
}

static void
test_hard_vector (Fixture *self, gconstpointer data)
{
  self->file.name = "E\xcc\x81t\xc3\xa9 夏+&=%~'()#1.MOV";
  self->facts.nonce = 2147483646;
  self->facts.now_us += G_USEC_PER_SEC;
  hoist_settings_set (self->settings, "method", "POST");
  hoist_settings_set (self->settings, "part-size", "524288");
  hoist_settings_set (self->options, "class-id", "42");
  hoist_settings_set (self->options, "tags", "旅行,a b,t3,t4,t5,t6,t7,t8,t9,t10,t11");
  write_init (self);
  /* L2 */
  g_assert_true (g_str_has_suffix (
      self->request->url,
      "&tags.1=%E6%97%85%E8%A1%8C&tags.10=t10&tags.2=a%20b&tags.3=t3&tags.4=t4&tags.5=t5&tags.6=t6&"
      "tags.7=t7&tags.8=t8&tags.9=t9&Signature=bIBJdgXZuazkLyPuq1ceQm%2Ft%2BaY%3D"));
  g_assert_cmpstr (self->request->method, ==, "POST");
}

static void
test_part_vectors (Fixture *self, gconstpointer data)
{
  begin (self);
  self->facts.nonce = 345122;
  self->facts.now_us += 2 * G_USEC_PER_SEC;
  g_assert_cmpint (write_step (self, HOIST_STEP_PART, hoist_ticket_get_part (self->ticket, 0)).kind,
                   ==, HOIST_MOVE_SEND);
  /* L3 */
  g_assert_cmpstr (self->request->url, ==,
                   "https://vod2.qcloud.com/v2/"
                   "index.php?Action=UploadPart&Nonce=345122&Region=gz&SecretId=" SECRET_ID
                   "&Timestamp=1700000002&dataMd5=cfaf770556eef9f408cc896470c3f624&dataSize="
                   "1048576&fileSha=" SHA1 "&offset=0&Signature=dYsnwtssMG9SUqKCLthINA2aqpI%3D");
  g_assert_cmpstr (self->request->method, ==, "POST");
  g_assert_cmpstr (self->request->content_type, ==, "application/octet-stream");
  g_assert_cmpuint (self->request->offset, ==, 0);
  g_assert_cmpuint (self->request->length, ==, LARGE);
  g_assert_null (self->request->before);
  g_assert_null (self->request->after);
  g_assert_cmpstr (self->request->bucket, ==, "UploadPart");
  g_assert_cmpint (self->request->replay, ==, HOIST_REPLAY_SAFE);
  g_assert_cmpint (self->request->answer_us, ==, 300 * G_USEC_PER_SEC);

  self->facts.nonce++;
  self->facts.now_us += G_USEC_PER_SEC;
  g_assert_cmpint (write_step (self, HOIST_STEP_PART, hoist_ticket_get_part (self->ticket, 5)).kind,
                   ==, HOIST_MOVE_SEND);
  /* L4 */
  g_assert_true (g_str_has_suffix (self->request->url,
                                   "&dataSize=757120&fileSha=" SHA1
                                   "&offset=5242880&Signature=a27XAKFyOb5PJLDuUHzFUfXggP0%3D"));
  g_assert_cmpuint (self->request->offset, ==, 5242880);
  g_assert_cmpuint (self->request->length, ==, 757120);
}

/* Settings, and the signature on the wire by L5 to L8. */
static void
test_finish_vectors (Fixture *self, gconstpointer data)
{
  static const struct {
    const char *method;
    const char *endpoint;
    const char *signature;
    const char *wire;
  } rows[] = {
    { "GET", "https://vod2.qcloud.com/v2/index.php", "HmacSHA1", "mCnPQ7qUJJnbtDtJtjJXmi1fwp4%3D" },
    { "POST", "https://vod2.qcloud.com/v2/index.php", "HmacSHA1",
      "GHGM5IlCvTlFXTWfaN6w4rXc8%2FY%3D" },
    { "GET", "https://vod2.qcloud.com/v2/index.php", "HmacSHA256",
      "NOvmzh3YDRkBI28slU25vxaiHFi27fdxdkYYs4RILls%3D" },
    { "POST", "https://vod2.qcloud.com/v3/index.php", "HmacSHA1",
      "Lr6868laHNwHzTr9GmWcWNiwgH4%3D" },
  };

  begin (self);
  self->facts.nonce = 7;
  self->facts.now_us += 4 * G_USEC_PER_SEC;
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    hoist_settings_set (self->settings, "method", rows[i].method);
    hoist_settings_set (self->settings, "endpoint", rows[i].endpoint);
    hoist_settings_set (self->settings, "signature", rows[i].signature);
    g_assert_cmpint (write_step (self, HOIST_STEP_COMMIT, NULL).kind, ==, HOIST_MOVE_SEND);
    g_assert_true (g_str_has_suffix (self->request->url, rows[i].wire));
    g_assert_true (g_str_has_prefix (self->request->url, rows[i].endpoint));
    g_assert_cmpstr (self->request->method, ==, rows[i].method);
    g_assert_cmpint (self->request->replay, ==, HOIST_REPLAY_ASK_FIRST);
    g_assert_cmpstr (self->request->bucket, ==, "FinishUpload");
  }
}

static void
test_a1 (Fixture *self, gconstpointer data)
{
  write_init (self);
  g_assert_cmpstr (self->request->method, ==, "GET");
  hoist_settings_set (self->settings, "method", "POST");
  write_init (self);
  g_assert_cmpstr (self->request->method, ==, "POST");
  g_assert_false (hoist_request_has_body (self->request));
}

static void
test_a2 (Fixture *self, gconstpointer data)
{
  write_init (self);
  g_assert_true (g_str_has_prefix (self->request->url, "https://vod2.qcloud.com/v2/index.php?"));
  hoist_settings_set (self->settings, "endpoint", "https://vod2.qcloud.com/v3/index.php");
  write_init (self);
  g_assert_true (g_str_has_prefix (self->request->url, "https://vod2.qcloud.com/v3/index.php?"));
}

static void
test_a3 (Fixture *self, gconstpointer data)
{
  HoistPart *part = NULL;
  HoistDigests digests = { 0 };

  write_init (self);
  resume (self,
          ",\"dataSize\":1048576,\"listParts\":["
          "{\"offset\":0,\"dataSize\":1048576,\"dataMd5\":\"cfaf770556eef9f408cc896470c3f624\"},"
          "{\"offset\":1048576,\"dataSize\":1048576,"
          "\"dataSha\":\"1bc25b9af047daf8362b0864bc6f8e28\"},"
          "{\"offset\":2097152,\"dataSize\":1048576,"
          "\"dataSha\":\"4FF38043a7d1757be9eb5fbe5674cf8813525ab2\"},"
          "{\"offset\":3145728,\"dataSize\":1048576,"
          "\"dataMd5\":\"4ff38043a7d1757be9eb5fbe5674cf8813525ab2\"}]");
  assert_done (self, "110000");

  /* 40 digits are a SHA-1 under either name; the local one is asked for */
  part = hoist_ticket_get_part (self->ticket, 2);
  g_assert_cmpint (write_step (self, HOIST_STEP_PART, part).kind, ==, HOIST_MOVE_NEEDS);
  g_assert_cmpint (write_step (self, HOIST_STEP_PART, part).digests, ==, HOIST_DIGEST_SHA1);
  hoist_digests_set_hex (&digests, HOIST_DIGEST_SHA1, SHA1);
  hoist_part_set_digests (part, &digests, HOIST_DIGEST_SHA1);
  g_assert_cmpint (write_step (self, HOIST_STEP_PART, part).kind, ==, HOIST_MOVE_DONE);
  g_assert_true (part->is_done);

  /* another SHA-1 of ours: the part is sent, for which its MD5 is needed again */
  part = hoist_ticket_get_part (self->ticket, 3);
  digests.sha1[0] ^= 1;
  hoist_part_set_digests (part, &digests, HOIST_DIGEST_SHA1);
  g_assert_cmpint (write_step (self, HOIST_STEP_PART, part).digests, ==, HOIST_DIGEST_MD5);
  g_assert_false (part->is_done);
}

static void
test_a4 (Fixture *self, gconstpointer data)
{
  write_init (self);
  resume (self,
          ",\"dataSize\":1048576,\"listParts\":["
          "{\"offset\":0,\"dataLen\":1048576,\"dataMd5\":\"cfaf770556eef9f408cc896470c3f624\"},"
          "{\"offset\":1048576,\"dataMd5\":\"1bc25b9af047daf8362b0864bc6f8e28\"},"
          "{\"offset\":5242880,\"dataLen\":757120,"
          "\"dataMd5\":\"1105eeb98a5d20aaffafcf8e3e365619\"}]");
  assert_done (self, "100001");
}

static void
test_a5 (Fixture *self, gconstpointer data)
{
  hoist_settings_set (self->settings, "tags", " foo ,, bar,");
  write_init (self);
  assert_value (self, "tags.1", "foo");
  assert_value (self, "tags.2", "bar");
  assert_value (self, "tags.3", NULL);
  assert_value (self, "tag.1", NULL);
  hoist_settings_set (self->settings, "tag-name", "tag");
  write_init (self);
  assert_value (self, "tag.1", "foo");
  assert_value (self, "tag.2", "bar");
  assert_value (self, "tags.1", NULL);
}

static void
test_a6 (Fixture *self, gconstpointer data)
{
  static const struct {
    const char *more;
    guint64 part_size;
  } rows[] = {
    { ",\"dataSize\":524288", SMALL },
    { ",\"dataSize\":524288,\"listParts\":[{\"offset\":0,\"dataSize\":1048576}]", SMALL },
    /* the documents' own example: only the list */
    { ",\"listParts\":[{\"offset\":0,\"dataSize\":524288},{\"offset\":524288,\"dataSize\":524288}]",
      SMALL },
    { ",\"listParts\":[{\"offset\":524288,\"dataLen\":524288}]", SMALL },
    /* the last part says nothing about the others */
    { ",\"listParts\":[{\"offset\":5767168,\"dataSize\":232832}]", LARGE },
    { ",\"listParts\":[{\"offset\":5767168,\"dataSize\":232832},{\"offset\":0,\"dataSize\":524288}"
      "]",
      SMALL },
    /* nothing usable: as asked */
    { "", LARGE },
    { ",\"listParts\":[]", LARGE },
    { ",\"listParts\":{}", LARGE },
    { ",\"dataSize\":0", LARGE },
    { ",\"dataSize\":1", LARGE },
    { ",\"dataSize\":-524288", LARGE },
    { ",\"dataSize\":18446744073709551615", LARGE },
    { ",\"listParts\":[{\"offset\":7,\"dataSize\":524288}]", LARGE },
    { ",\"listParts\":[{\"offset\":18446744073709027328,\"dataSize\":524288}]", LARGE },
    { ",\"listParts\":[5,null,\"x\",[],{\"offset\":{},\"dataSize\":[]}]", LARGE },
  };

  write_init (self);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_test_message ("%s", rows[i].more);
    g_assert_cmpint (resume (self, rows[i].more).kind, ==, HOIST_MOVE_DONE);
    g_assert_cmpuint (self->ticket->part_size, ==, rows[i].part_size);
    g_assert_cmpuint (hoist_ticket_get_n_parts (self->ticket), ==,
                      (SIZE + rows[i].part_size - 1) / rows[i].part_size);
  }
}

static void
test_a7 (Fixture *self, gconstpointer data)
{
  self->facts.now_us = G_GINT64_CONSTANT (1700000000999999);
  write_init (self);
  assert_value (self, "Timestamp", "1700000000");
}

static void
test_a8 (Fixture *self, gconstpointer data)
{
  begin (self);
  for (guint i = 0; i < G_N_ELEMENTS (md5s); i++) {
    write_step (self, HOIST_STEP_PART, hoist_ticket_get_part (self->ticket, i));
    assert_value (self, "dataMd5", md5s[i]);
  }
}

static void
test_a9 (Fixture *self, gconstpointer data)
{
  g_assert_true (hoist_digests_set_hex (&self->file.digests, HOIST_DIGEST_SHA1,
                                        "4FF38043A7D1757BE9EB5FBE5674CF8813525AB2"));
  write_init (self);
  assert_value (self, "fileSha", SHA1);
  resume (self, ",\"dataSize\":1048576,\"listParts\":[{\"offset\":0,\"dataSize\":1048576,"
                "\"dataMd5\":\"CFAF770556EEF9F408CC896470C3F624\"}]");
  assert_done (self, "100000");
  g_assert_cmpstr (hoist_ticket_get_part (self->ticket, 0)->etag, ==, md5s[0]);
}

static void
test_a10 (Fixture *self, gconstpointer data)
{
  HoistMove move = { 0 };

  write_init (self);
  move = read_step (self, HOIST_STEP_BEGIN,
                    "{\"code\":2,\"message\":\"\",\"fileId\":\"16092504232103571364\","
                    "\"url\":\"http://10013.vod2.myqcloud.com/vod10013/f0.mp4\"}");
  g_assert_cmpint (move.kind, ==, HOIST_MOVE_FINISHED);
  g_assert_cmpstr (self->ticket->remote_id, ==, "16092504232103571364");
  g_assert_cmpstr (self->ticket->link, ==, "http://10013.vod2.myqcloud.com/vod10013/f0.mp4");
  g_assert_cmpstr (self->ticket->verified, ==, "instant-sha1");
  g_assert_true (self->ticket->is_instant);
}

static void
test_a10_without_id (Fixture *self, gconstpointer data)
{
  HoistMove move = { 0 };

  write_init (self);
  move = read_step (self, HOIST_STEP_BEGIN,
                    "{\"code\":2,\"fileId\":\"\",\"url\":\"http://a.example\"}");
  g_assert_cmpint (move.kind, ==, HOIST_MOVE_JUMP);
  g_assert_cmpint (move.step, ==, HOIST_STEP_COMMIT);
  g_assert_null (self->ticket->remote_id);
  g_assert_cmpint (write_step (self, HOIST_STEP_COMMIT, NULL).kind, ==, HOIST_MOVE_SEND);
  move = read_step (self, HOIST_STEP_COMMIT, "{\"code\":0,\"fileId\":\"7\"}");
  g_assert_cmpint (move.kind, ==, HOIST_MOVE_DONE);
  g_assert_cmpstr (self->ticket->remote_id, ==, "7");
  g_assert_cmpstr (self->ticket->verified, ==, "instant-sha1");
}

/* The answer to our own FinishUpload was lost: code 2 is our work, not somebody else's. */
static void
test_a10_after_commit (Fixture *self, gconstpointer data)
{
  begin (self);
  for (guint i = 0; i < 6; i++)
    send_part (self, i);
  self->ticket->next = HOIST_STEP_COMMIT;
  g_assert_cmpint (write_step (self, HOIST_STEP_PROBE, NULL).kind, ==, HOIST_MOVE_SEND);
  g_assert_cmpint (read_step (self, HOIST_STEP_PROBE, "{\"code\":2,\"fileId\":\"7\"}").kind, ==,
                   HOIST_MOVE_FINISHED);
  g_assert_cmpstr (self->ticket->verified, ==, "md5-parts");
  g_assert_false (self->ticket->is_instant);
}

static void
test_a11 (Fixture *self, gconstpointer data)
{
  write_init (self);
  g_assert_cmpint (read_step (self, HOIST_STEP_BEGIN,
                              "{\"Code\":1,\"DataSize\":524288,\"ListParts\":[{\"Offset\":0,"
                              "\"DATASIZE\":524288}]}")
                       .kind,
                   ==, HOIST_MOVE_DONE);
  g_assert_cmpuint (self->ticket->part_size, ==, SMALL);
  assert_failed (self, read_step (self, HOIST_STEP_BEGIN, "{\"Code\":-10004,\"CanRetry\":1}"),
                 HOIST_ERROR_BUSY);
}

static void
test_a12 (Fixture *self, gconstpointer data)
{
  write_init (self);
  g_assert_cmpint (read_step (self, HOIST_STEP_BEGIN,
                              "{\"code\":\"1\",\"dataSize\":1048576.0,\"listParts\":["
                              "{\"offset\":\"1048576\",\"dataSize\":1.048576e6,"
                              "\"dataMd5\":\"1bc25b9af047daf8362b0864bc6f8e28\"},"
                              "{\"offset\":\"5242880\",\"dataSize\":\"757120\","
                              "\"dataMd5\":\"1105eeb98a5d20aaffafcf8e3e365619\"},"
                              "{\"offset\":0.5,\"dataSize\":1048576,"
                              "\"dataMd5\":\"cfaf770556eef9f408cc896470c3f624\"}]}")
                       .kind,
                   ==, HOIST_MOVE_DONE);
  assert_done (self, "010001");
  assert_failed (self, read_step (self, HOIST_STEP_BEGIN, "{\"code\":\"-10002\"}"),
                 HOIST_ERROR_SIGN_IN);
}

static void
test_a13 (Fixture *self, gconstpointer data)
{
  static const char *const rows[][2] = {
    { "{\"code\":0,\"fileId\":16092504232103571364}", "16092504232103571364" },
    { "{\"code\":0,\"fileId\":\"16092504232103571364\"}", "16092504232103571364" },
    { "{\"code\":0,\"fileId\":\"007031868222808505913\"}", "007031868222808505913" },
    { "{\"code\":0,\"fileId\":9223372036854775809}", "9223372036854775809" },
  };

  begin (self);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_assert_cmpint (read_step (self, HOIST_STEP_COMMIT, rows[i][0]).kind, ==, HOIST_MOVE_DONE);
    g_assert_cmpstr (self->ticket->remote_id, ==, rows[i][1]);
  }
}

static void
test_a14 (Fixture *self, gconstpointer data)
{
  write_init (self);
  assert_failed (self, read_step (self, HOIST_STEP_BEGIN, "{\"code\":-10004}"),
                 HOIST_ERROR_REFUSED);
  assert_failed (self, read_step (self, HOIST_STEP_BEGIN, "{\"code\":-10004,\"canRetry\":0}"),
                 HOIST_ERROR_REFUSED);
  assert_failed (self, read_step (self, HOIST_STEP_BEGIN, "{\"code\":-10004,\"canRetry\":null}"),
                 HOIST_ERROR_REFUSED);
  assert_failed (self, read_step (self, HOIST_STEP_BEGIN, "{\"code\":-10004,\"canRetry\":\"1\"}"),
                 HOIST_ERROR_BUSY);
  g_assert_cmpint (read_step (self, HOIST_STEP_BEGIN, "{\"code\":0}").kind, ==, HOIST_MOVE_DONE);
}

static void
test_a15 (Fixture *self, gconstpointer data)
{
  static const char *const failures[] = { "{\"code\":1}", "{\"code\":2,\"fileId\":\"7\"}",
                                          "{\"code\":4000}", "{\"code\":4100}", "{\"code\":7000}" };
  HoistPart *part = NULL;

  begin (self);
  part = hoist_ticket_get_part (self->ticket, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (failures); i++) {
    g_assert_cmpint (read_full (self, HOIST_STEP_PART, part, 200, failures[i]).kind, ==,
                     HOIST_MOVE_FAILED);
    g_assert_false (part->is_done);
    g_assert_cmpint (read_step (self, HOIST_STEP_COMMIT, failures[i]).kind, ==, HOIST_MOVE_FAILED);
    g_assert_null (self->ticket->verified);
  }
}

static void
test_a16 (Fixture *self, gconstpointer data)
{
  hoist_settings_set (self->settings, "method", "POST");
  begin (self);
  assert_value (self, "Action", "InitUpload");
  g_assert_cmpint (write_step (self, HOIST_STEP_PART, hoist_ticket_get_part (self->ticket, 0)).kind,
                   ==, HOIST_MOVE_SEND);
  assert_value (self, "Action", "UploadPart");
  /* and the body is the part, nothing else */
  g_assert_cmpuint (hoist_request_get_body_size (self->request), ==, LARGE);
}

static void
test_a17 (Fixture *self, gconstpointer data)
{
  g_autoptr (HoistQuery) query = hoist_query_new ();
  g_autofree char *text = NULL;
  g_autofree char *signature = NULL;

  self->file.name = "a b&c=d+e%20é.mp4";
  write_init (self);
  hoist_query_add (query, "Action", "InitUpload");
  hoist_query_add (query, "Nonce", "11886");
  hoist_query_add (query, "Region", "gz");
  hoist_query_add (query, "SecretId", SECRET_ID);
  hoist_query_add (query, "Timestamp", "1700000000");
  hoist_query_add (query, "dataSize", "1048576");
  hoist_query_add (query, "fileName", "a b&c=d+e%20é");
  hoist_query_add (query, "fileSha", SHA1);
  hoist_query_add (query, "fileSize", "6000000");
  hoist_query_add (query, "fileType", "mp4");
  text = hoist_sign_legacy_text (query, "GET", "vod2.qcloud.com", "/v2/index.php");
  g_assert_nonnull (strstr (text, "&fileName=a b&c=d+e%20é&"));
  signature = hoist_sign_legacy_signature (text, SECRET_KEY, FALSE);
  assert_value (self, "Signature", signature);
  assert_value (self, "fileName", "a b&c=d+e%20é");
  g_assert_nonnull (strstr (self->request->url, "fileName=a%20b%26c%3Dd%2Be%2520%C3%A9&"));
}

static void
test_a18 (Fixture *self, gconstpointer data)
{
  self->file.name = "@home.mp4";
  hoist_settings_set (self->settings, "tags", "@one, @two,a@b");
  hoist_settings_set (self->settings, "method", "POST");
  write_init (self);
  assert_value (self, "fileName", "_home");
  assert_value (self, "tags.1", "_one");
  assert_value (self, "tags.2", "_two");
  assert_value (self, "tags.3", "a@b");
  g_assert_null (strstr (self->request->url, "=%40"));
}

static void
test_a19 (Fixture *self, gconstpointer data)
{
  self->file.name = "Ein Film: über <alles> | 测试视频文件名很长很长.mp4";
  write_init (self);
  assert_value (self, "fileType", "mp4");
  assert_value (self, "fileName", "Ein Film_ über _alles_ _ 测试视频");
  self->file.name = ".mp4";
  write_init (self);
  assert_value (self, "fileName", "video");
  assert_value (self, "fileType", "mp4");
}

static void
test_a20 (Fixture *self, gconstpointer data)
{
  write_init (self);
  assert_value (self, "SignatureMethod", NULL);
  hoist_settings_set (self->settings, "signature", "HmacSHA256");
  write_init (self);
  assert_value (self, "SignatureMethod", "HmacSHA256");
}

static void
test_a21_to_a25 (Fixture *self, gconstpointer data)
{
  static const char *const foreign[] = { "TC3",           "X-TC-",   "q-sign",
                                         "q-header-list", "uploads", "x-cos-security-token" };

  begin (self);
  for (guint step = 0; step < 3; step++) {
    static const HoistStep steps[] = { HOIST_STEP_BEGIN, HOIST_STEP_PART, HOIST_STEP_COMMIT };

    write_step (self, steps[step], hoist_ticket_get_part (self->ticket, 0));
    g_assert_cmpuint (self->request->headers->len, ==, 0);
    for (gsize i = 0; i < G_N_ELEMENTS (foreign); i++)
      g_assert_null (strstr (self->request->url, foreign[i]));
  }
}

static void
test_a26 (Fixture *self, gconstpointer data)
{
  const char *query = NULL;
  g_auto (GStrv) pairs = NULL;
  guint n_pairs = 0;

  hoist_settings_set (self->settings, "tags", "t1,t2,t3,t4,t5,t6,t7,t8,t9,t10");
  write_init (self);
  query = strchr (self->request->url, '?') + 1;
  pairs = g_strsplit (query, "&", -1);
  n_pairs = g_strv_length (pairs);
  for (guint i = 0; i + 2 < n_pairs; i++) {
    g_auto (GStrv) one = g_strsplit (pairs[i], "=", 2);
    g_auto (GStrv) next = g_strsplit (pairs[i + 1], "=", 2);

    g_assert_cmpint (strcmp (one[0], next[0]), <, 0);
  }
  g_assert_true (g_str_has_prefix (pairs[n_pairs - 1], "Signature="));
}

static void
test_needs (Fixture *self, gconstpointer data)
{
  static const HoistStep steps[] = { HOIST_STEP_BEGIN, HOIST_STEP_PROBE, HOIST_STEP_PART,
                                     HOIST_STEP_COMMIT };
  HoistWanted wanted = { 0 };
  HoistPart part = { .number = 1, .length = LARGE };

  self->file.digests.known = HOIST_DIGEST_MD5;
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++) {
    HoistMove move = write_step (self, steps[i], &part);

    g_assert_cmpint (move.kind, ==, HOIST_MOVE_NEEDS);
    g_assert_cmpint (move.digests, ==, HOIST_DIGEST_SHA1);
    g_assert_cmpuint (move.length, ==, 0);
  }
  g_assert_false (self->ticket->has_begun);

  hoist_tencent_vod.get_wanted (&self->facts, &wanted);
  g_assert_cmpint (wanted.file, ==, HOIST_DIGEST_SHA1);
  g_assert_cmpint (wanted.slice_kind, ==, HOIST_DIGEST_MD5);
  g_assert_cmpuint (wanted.slice_size, ==, LARGE);
  hoist_settings_set (self->settings, "part-size", "524288");
  hoist_tencent_vod.get_wanted (&self->facts, &wanted);
  g_assert_cmpuint (wanted.slice_size, ==, SMALL);
}

static void
test_missing_keys (Fixture *self, gconstpointer data)
{
  hoist_settings_set (self->secrets, "secret-key", NULL);
  assert_failed (self, write_step (self, HOIST_STEP_BEGIN, NULL), HOIST_ERROR_KEYRING);
  self->facts.secrets = NULL;
  assert_failed (self, write_step (self, HOIST_STEP_CHECK, NULL), HOIST_ERROR_KEYRING);
  hoist_settings_set (self->settings, "secret-id", NULL);
  assert_failed (self, write_step (self, HOIST_STEP_BEGIN, NULL), HOIST_ERROR_SIGN_IN);
}

static void
test_bad_endpoint (Fixture *self, gconstpointer data)
{
  hoist_settings_set (self->settings, "endpoint", "http://vod2.qcloud.com/v2/index.php");
  assert_failed (self, write_step (self, HOIST_STEP_BEGIN, NULL), HOIST_ERROR_PROTOCOL);
}

static void
test_nonce (Fixture *self, gconstpointer data)
{
  static const guint64 nonces[] = { 0, 1, 2147483646, 2147483647, 2147483648, G_MAXUINT64 };

  for (gsize i = 0; i < G_N_ELEMENTS (nonces); i++) {
    g_autofree char *text = NULL;
    guint64 value = 0;

    self->facts.nonce = nonces[i];
    write_init (self);
    text = dup_value (self, "Nonce");
    g_assert_true (g_ascii_string_to_unsigned (text, 10, 1, 2147483646, &value, NULL));
  }
}

static void
test_whole_upload (Fixture *self, gconstpointer data)
{
  HoistMove move = { 0 };

  begin (self);
  g_assert_cmpuint (hoist_ticket_get_n_parts (self->ticket), ==, 6);
  for (guint i = 0; i < 6; i++)
    send_part (self, i);
  assert_done (self, "111111");
  g_assert_cmpstr (hoist_ticket_get_part (self->ticket, 5)->etag, ==, md5s[5]);
  g_assert_cmpuint (hoist_ticket_get_part (self->ticket, 5)->kept, ==, 757120);
  g_assert_cmpint (write_step (self, HOIST_STEP_COMMIT, NULL).kind, ==, HOIST_MOVE_SEND);
  move = read_step (self, HOIST_STEP_COMMIT,
                    "{\"code\":0,\"message\":\"\",\"fileId\":\"7031868222808505913\","
                    "\"url\":\"http://10013.vod2.myqcloud.com/vod10013/f0.mp4\"}");
  g_assert_cmpint (move.kind, ==, HOIST_MOVE_DONE);
  g_assert_cmpstr (self->ticket->remote_id, ==, "7031868222808505913");
  g_assert_cmpstr (self->ticket->link, ==, "http://10013.vod2.myqcloud.com/vod10013/f0.mp4");
  g_assert_cmpstr (self->ticket->verified, ==, "md5-parts");
  g_assert_false (self->ticket->is_instant);
}

static void
test_part_needs_md5 (Fixture *self, gconstpointer data)
{
  HoistMove move = { 0 };
  HoistPart *part = NULL;

  self->file.slices = NULL;
  begin (self);
  part = hoist_ticket_get_part (self->ticket, 5);
  move = write_step (self, HOIST_STEP_PART, part);
  g_assert_cmpint (move.kind, ==, HOIST_MOVE_NEEDS);
  g_assert_cmpint (move.digests, ==, HOIST_DIGEST_MD5);
  g_assert_cmpuint (move.offset, ==, 5242880);
  g_assert_cmpuint (move.length, ==, 757120);
}

static void
test_server_lost_it (Fixture *self, gconstpointer data)
{
  begin (self);
  for (guint i = 0; i < 6; i++)
    send_part (self, i);
  self->ticket->next = HOIST_STEP_COMMIT;
  g_assert_cmpint (read_step (self, HOIST_STEP_PROBE, "{\"code\":0}").kind, ==, HOIST_MOVE_DONE);
  assert_done (self, "000000");
  g_assert_cmpuint (hoist_ticket_get_bytes_done (self->ticket), ==, 0);
}

static void
test_resume (Fixture *self, gconstpointer data)
{
  begin (self);
  send_part (self, 0);
  send_part (self, 3);
  /* the server is the truth: part 3 it does not have, parts 1 and 5 it has */
  resume (self,
          ",\"dataSize\":1048576,\"listParts\":["
          "{\"offset\":0,\"dataSize\":1048576,\"dataMd5\":\"cfaf770556eef9f408cc896470c3f624\"},"
          "{\"offset\":1048576,\"dataSize\":1048576,"
          "\"dataMd5\":\"1bc25b9af047daf8362b0864bc6f8e28\"},"
          "{\"offset\":5242880,\"dataSize\":757120,"
          "\"dataMd5\":\"1105eeb98a5d20aaffafcf8e3e365619\"}]");
  assert_done (self, "110001");
  g_assert_true (self->ticket->is_grid_new);
  g_assert_cmpuint (hoist_ticket_get_bytes_done (self->ticket), ==, 2 * LARGE + 757120);
}

static void
test_resume_other_grid (Fixture *self, gconstpointer data)
{
  HoistPart *part = NULL;
  HoistDigests digests = { 0 };

  begin (self);
  resume (self, ",\"dataSize\":524288,\"listParts\":["
                "{\"offset\":524288,\"dataSize\":524288,"
                "\"dataMd5\":\"a9cd4cf9d30154507e7f6152bcf57d33\"}]");
  assert_done (self, "000000000000");

  /* the slices are of the other size, so the MD5 of that range is asked for, and settles it */
  part = hoist_ticket_get_part (self->ticket, 1);
  g_assert_cmpuint (part->kept, ==, SMALL);
  g_assert_cmpint (write_step (self, HOIST_STEP_PART, part).kind, ==, HOIST_MOVE_NEEDS);
  g_assert_true (
      hoist_digests_set_hex (&digests, HOIST_DIGEST_MD5, "a9cd4cf9d30154507e7f6152bcf57d33"));
  hoist_part_set_digests (part, &digests, HOIST_DIGEST_MD5);
  g_assert_cmpint (write_step (self, HOIST_STEP_PART, part).kind, ==, HOIST_MOVE_DONE);
  g_assert_true (part->is_done);

  /* and a part with other bytes is sent */
  resume (self, ",\"dataSize\":524288,\"listParts\":["
                "{\"offset\":524288,\"dataSize\":524288,"
                "\"dataMd5\":\"00000000000000000000000000000000\"}]");
  part = hoist_ticket_get_part (self->ticket, 1);
  g_assert_cmpint (write_step (self, HOIST_STEP_PART, part).kind, ==, HOIST_MOVE_SEND);
  g_assert_false (part->is_done);
  g_assert_null (part->etag);
  g_assert_cmpuint (part->kept, ==, 0);
}

static void
test_resume_wrong_entries (Fixture *self, gconstpointer data)
{
  static const char *const entries[] = {
    "{\"offset\":1,\"dataSize\":1048576,\"dataMd5\":\"cfaf770556eef9f408cc896470c3f624\"}",
    "{\"offset\":0,\"dataSize\":1048575,\"dataMd5\":\"cfaf770556eef9f408cc896470c3f624\"}",
    "{\"offset\":0,\"dataSize\":757120,\"dataMd5\":\"cfaf770556eef9f408cc896470c3f624\"}",
    "{\"offset\":5242880,\"dataSize\":1048576,\"dataMd5\":\"1105eeb98a5d20aaffafcf8e3e365619\"}",
    "{\"offset\":6291456,\"dataSize\":1048576,\"dataMd5\":\"1105eeb98a5d20aaffafcf8e3e365619\"}",
    "{\"offset\":-1048576,\"dataSize\":1048576,\"dataMd5\":\"cfaf770556eef9f408cc896470c3f624\"}",
    "{\"offset\":0,\"dataSize\":1048576,\"dataMd5\":\"00af770556eef9f408cc896470c3f624\"}",
    "{\"offset\":0,\"dataSize\":1048576,\"dataMd5\":\"garbage\"}",
    "{\"offset\":0,\"dataSize\":1048576,\"dataMd5\":null}",
    "{\"offset\":0,\"dataSize\":1048576}",
    "{\"dataSize\":1048576,\"dataMd5\":\"cfaf770556eef9f408cc896470c3f624\"}",
    "\"0\"",
    "[]",
  };

  write_init (self);
  for (gsize i = 0; i < G_N_ELEMENTS (entries); i++) {
    g_autofree char *more =
        g_strdup_printf (",\"dataSize\":1048576,\"listParts\":[%s]", entries[i]);

    g_test_message ("%s", entries[i]);
    g_assert_cmpint (resume (self, more).kind, ==, HOIST_MOVE_DONE);
    assert_done (self, "000000");
  }
}

/* A list without digests proves only what the server took from us before. */
static void
test_resume_without_digests (Fixture *self, gconstpointer data)
{
  static const char list[] = ",\"dataSize\":1048576,\"listParts\":["
                             "{\"offset\":0,\"dataSize\":1048576},"
                             "{\"offset\":1048576,\"dataSize\":1048576}]";
  HoistPart *part = NULL;

  begin (self);
  send_part (self, 1);
  resume (self, list);
  assert_done (self, "010000");

  /* our note is of other bytes than the file has now */
  part = hoist_ticket_get_part (self->ticket, 1);
  hoist_part_set_etag (part, md5s[0]);
  resume (self, list);
  assert_done (self, "000000");
}

static void
test_all_listed (Fixture *self, gconstpointer data)
{
  g_autoptr (GString) more = g_string_new (",\"listParts\":[");

  for (guint i = 0; i < 6; i++)
    g_string_append_printf (more, "%s{\"offset\":%u,\"dataSize\":%u,\"dataMd5\":\"%s\"}",
                            i > 0 ? "," : "", i * LARGE, i < 5 ? LARGE : 757120, md5s[i]);
  g_string_append (more, "]");
  write_init (self);
  g_assert_cmpint (resume (self, more->str).kind, ==, HOIST_MOVE_DONE);
  g_assert_true (hoist_ticket_are_parts_done (self->ticket));
}

static void
test_changed_file (Fixture *self, gconstpointer data)
{
  begin (self);
  self->file.digests.sha1[0] ^= 1;
  assert_failed (self, write_step (self, HOIST_STEP_PART, hoist_ticket_get_part (self->ticket, 0)),
                 HOIST_ERROR_CHANGED);
  assert_failed (self, write_step (self, HOIST_STEP_COMMIT, NULL), HOIST_ERROR_CHANGED);
}

static void
test_damaged_part (Fixture *self, gconstpointer data)
{
  HoistPart *part = NULL;

  begin (self);
  part = hoist_ticket_get_part (self->ticket, 2);
  g_assert_cmpint (write_step (self, HOIST_STEP_PART, part).kind, ==, HOIST_MOVE_SEND);
  assert_failed (self, read_full (self, HOIST_STEP_PART, part, 200, "{\"code\":-10006}"),
                 HOIST_ERROR_DAMAGED);
  g_assert_false (part->is_done);
  /* read and digested again */
  g_assert_cmpint (write_step (self, HOIST_STEP_PART, part).kind, ==, HOIST_MOVE_NEEDS);
}

/* Replies without an answer of the service, for each step. */
static void
test_no_answer (Fixture *self, gconstpointer data)
{
  static const struct {
    guint status;
    const char *body;
    HoistErrorCode call; /* BEGIN, PART */
    HoistErrorCode commit;
  } rows[] = {
    { 200, "", HOIST_ERROR_BUSY, HOIST_ERROR_UNSURE },
    { 200, "{\"code\":0", HOIST_ERROR_BUSY, HOIST_ERROR_UNSURE },
    { 200, "{\"code\":0}}", HOIST_ERROR_BUSY, HOIST_ERROR_UNSURE },
    { 200, "garbage", HOIST_ERROR_BUSY, HOIST_ERROR_UNSURE },
    { 200, "{}", HOIST_ERROR_BUSY, HOIST_ERROR_UNSURE },
    { 200, "{\"code\":null}", HOIST_ERROR_BUSY, HOIST_ERROR_UNSURE },
    { 200, "{\"code\":\"zero\"}", HOIST_ERROR_BUSY, HOIST_ERROR_UNSURE },
    { 200, "{\"code\":0,\"code\":-10002}", HOIST_ERROR_BUSY, HOIST_ERROR_UNSURE },
    { 200, "<html>", HOIST_ERROR_OFFLINE, HOIST_ERROR_UNSURE },
    { 302, "", HOIST_ERROR_PROTOCOL, HOIST_ERROR_PROTOCOL },
    { 400, "{\"code\":-10002}", HOIST_ERROR_SIGN_IN, HOIST_ERROR_SIGN_IN },
    { 400, "{\"code\":0}", HOIST_ERROR_REFUSED, HOIST_ERROR_REFUSED },
    { 403, "{\"code\":4100}", HOIST_ERROR_SIGN_IN, HOIST_ERROR_SIGN_IN },
    { 413, "{\"code\":0}", HOIST_ERROR_TOO_LARGE, HOIST_ERROR_TOO_LARGE },
    { 429, "{\"code\":4400}", HOIST_ERROR_THROTTLED, HOIST_ERROR_THROTTLED },
    { 429, "", HOIST_ERROR_THROTTLED, HOIST_ERROR_THROTTLED },
    { 500, "{\"code\":0}", HOIST_ERROR_BUSY, HOIST_ERROR_UNSURE },
    { 500, "{\"code\":-10004,\"canRetry\":1}", HOIST_ERROR_BUSY, HOIST_ERROR_BUSY },
    { 502, "<html>", HOIST_ERROR_BUSY, HOIST_ERROR_UNSURE },
    { 503, "", HOIST_ERROR_BUSY, HOIST_ERROR_BUSY },
    { 503, "{\"code\":6200}", HOIST_ERROR_BUSY, HOIST_ERROR_BUSY },
  };
  HoistPart *part = NULL;

  begin (self);
  part = hoist_ticket_get_part (self->ticket, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_test_message ("%u %s", rows[i].status, rows[i].body);
    assert_failed (self, read_full (self, HOIST_STEP_BEGIN, NULL, rows[i].status, rows[i].body),
                   rows[i].call);
    assert_failed (self, read_full (self, HOIST_STEP_PART, part, rows[i].status, rows[i].body),
                   rows[i].call);
    assert_failed (self, read_full (self, HOIST_STEP_COMMIT, NULL, rows[i].status, rows[i].body),
                   rows[i].commit);
    g_assert_false (part->is_done);
    g_assert_null (self->ticket->verified);
    g_assert_cmpuint (hoist_ticket_get_n_parts (self->ticket), ==, 6);
  }
}

/* "Done" without a name for the file: asked once more, and then not believed. */
static void
test_commit_without_id (Fixture *self, gconstpointer data)
{
  HoistMove move = { 0 };

  begin (self);
  self->ticket->next = HOIST_STEP_COMMIT;
  move = read_step (self, HOIST_STEP_COMMIT, "{\"code\":0}");
  g_assert_cmpint (move.kind, ==, HOIST_MOVE_JUMP);
  g_assert_cmpint (move.step, ==, HOIST_STEP_PROBE);
  move = read_step (self, HOIST_STEP_PROBE, "{\"code\":2}");
  g_assert_cmpint (move.kind, ==, HOIST_MOVE_JUMP);
  g_assert_cmpint (move.step, ==, HOIST_STEP_COMMIT);
  assert_failed (self, read_step (self, HOIST_STEP_COMMIT, "{\"code\":0,\"fileId\":\"\"}"),
                 HOIST_ERROR_UNVERIFIED);
  g_assert_null (self->ticket->verified);
}

static void
test_commit_with_link_only (Fixture *self, gconstpointer data)
{
  begin (self);
  g_assert_cmpint (
      read_step (self, HOIST_STEP_COMMIT, "{\"code\":0,\"url\":\"http://a.example/f0.mp4\"}").kind,
      ==, HOIST_MOVE_DONE);
  g_assert_null (self->ticket->remote_id);
  g_assert_cmpstr (self->ticket->link, ==, "http://a.example/f0.mp4");
}

/* The server changed its mind about having the file: then it is our upload, with our proof. */
static void
test_no_longer_instant (Fixture *self, gconstpointer data)
{
  write_init (self);
  g_assert_cmpint (read_step (self, HOIST_STEP_BEGIN, "{\"code\":2}").kind, ==, HOIST_MOVE_JUMP);
  g_assert_true (self->ticket->is_instant);
  g_assert_cmpint (read_step (self, HOIST_STEP_COMMIT, "{\"code\":0}").kind, ==, HOIST_MOVE_JUMP);

  begin (self);
  for (guint i = 0; i < 6; i++)
    send_part (self, i);
  /* asked for the name anew, for this is another end of another upload */
  g_assert_cmpint (read_step (self, HOIST_STEP_COMMIT, "{\"code\":0}").kind, ==, HOIST_MOVE_JUMP);
  g_assert_cmpint (read_step (self, HOIST_STEP_COMMIT, "{\"code\":0,\"fileId\":\"7\"}").kind, ==,
                   HOIST_MOVE_DONE);
  g_assert_false (self->ticket->is_instant);
  g_assert_cmpstr (self->ticket->verified, ==, "md5-parts");
}

static void
test_hostile_id (Fixture *self, gconstpointer data)
{
  g_autofree char *good = g_strnfill (256, '7');
  g_autofree char *bad = g_strnfill (257, '7');
  const char *ids[] = { bad, "\xc3\xa9", "", good };

  begin (self);
  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++) {
    g_autofree char *text =
        g_strdup_printf ("{\"code\":0,\"fileId\":\"%s\",\"url\":\"http://a.example/\"}", ids[i]);

    g_assert_cmpint (read_step (self, HOIST_STEP_COMMIT, text).kind, ==, HOIST_MOVE_DONE);
    g_assert_cmpstr (self->ticket->remote_id, ==, ids[i] == good ? good : NULL);
  }
}

/* A link is opened in a browser, so only the two harmless schemes pass. */
static void
test_hostile_link (Fixture *self, gconstpointer data)
{
  static const char *const bad[] = { "javascript:alert(1)", "file:///etc/passwd", "f0.mp4",
                                     "http://[", "" };

  begin (self);
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autofree char *text =
        g_strdup_printf ("{\"code\":0,\"fileId\":\"7\",\"url\":\"%s\"}", bad[i]);

    g_assert_cmpint (read_step (self, HOIST_STEP_COMMIT, text).kind, ==, HOIST_MOVE_DONE);
    g_assert_null (self->ticket->link);
  }
}

static void
test_service_text_is_not_shown (Fixture *self, gconstpointer data)
{
  write_init (self);
  assert_failed (self,
                 read_step (self, HOIST_STEP_BEGIN,
                            "{\"code\":-10001,\"message\":\"planted " SECRET_KEY
                            "\",\"codeDesc\":\"planted\"}"),
                 HOIST_ERROR_REFUSED);
  g_assert_null (strstr (self->error->message, "planted"));
  g_assert_nonnull (strstr (self->error->message, "-10001"));
}

static void
test_check_account (Fixture *self, gconstpointer data)
{
  self->facts.file = NULL;
  self->facts.options = NULL;
  g_assert_cmpint (write_step (self, HOIST_STEP_CHECK, NULL).kind, ==, HOIST_MOVE_SEND);
  assert_value (self, "Action", "FinishUpload");
  assert_value (self, "fileSha", "0000000000000000000000000000000000000000");
  g_assert_false (hoist_request_has_body (self->request));
  g_assert_cmpstr (self->request->bucket, ==, "FinishUpload");
  g_assert_cmpint (self->request->replay, ==, HOIST_REPLAY_SAFE);

  g_assert_cmpint (read_step (self, HOIST_STEP_CHECK, "{\"code\":-10005,\"canRetry\":0}").kind, ==,
                   HOIST_MOVE_DONE);
  g_assert_cmpint (read_full (self, HOIST_STEP_CHECK, NULL, 400, "{\"code\":5000}").kind, ==,
                   HOIST_MOVE_DONE);
  assert_failed (self, read_step (self, HOIST_STEP_CHECK, "{\"code\":-10002}"),
                 HOIST_ERROR_SIGN_IN);
  assert_failed (self, read_step (self, HOIST_STEP_CHECK, "{\"code\":4104}"), HOIST_ERROR_SIGN_IN);
  assert_failed (self, read_step (self, HOIST_STEP_CHECK, "{\"code\":-10001}"),
                 HOIST_ERROR_REFUSED);
  assert_failed (self, read_full (self, HOIST_STEP_CHECK, NULL, 404, "nothing here"),
                 HOIST_ERROR_PROTOCOL);
  assert_failed (self, read_full (self, HOIST_STEP_CHECK, NULL, 200, "<html>"),
                 HOIST_ERROR_OFFLINE);
}

static void
test_file_types (Fixture *self, gconstpointer data)
{
  static const struct {
    const char *name;
    const char *content_type;
    const char *set;
    const char *type; /* NULL: refused */
    const char *stem;
  } rows[] = {
    { "a.mp4", NULL, NULL, "mp4", "a" },
    { "a.MP4", "video/x-matroska", "mov", "mp4", "a" },
    { "a.part", "video/mp4", NULL, "mp4", "a.part" },
    { "v1.2", "video/mp4", NULL, "mp4", "v1.2" },
    { "a.xyz", NULL, NULL, "xyz", "a" },
    { "a.xyz", NULL, "mov", "mov", "a.xyz" },
    { "a", "video/quicktime", "mp4", "mov", "a" },
    { "a", "application/octet-stream", "MP4", "mp4", "a" },
    { "a", NULL, ".mkv", "mkv", "a" },
    { "a", NULL, NULL, NULL, NULL },
    { "a.", "text/plain", "", NULL, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    self->file.name = rows[i].name;
    self->file.content_type = rows[i].content_type;
    hoist_settings_set (self->options, "file-type", rows[i].set);
    g_clear_error (&self->error);
    if (rows[i].type == NULL) {
      g_assert_false (hoist_tencent_vod.check_file (&self->facts, &self->error));
      g_assert_error (self->error, HOIST_ERROR, HOIST_ERROR_REFUSED);
      g_assert_nonnull (strstr (self->error->message, "File type"));
      continue;
    }
    g_assert_true (hoist_tencent_vod.check_file (&self->facts, &self->error));
    write_init (self);
    assert_value (self, "fileType", rows[i].type);
    assert_value (self, "fileName", rows[i].stem);
  }
}

static void
test_empty_file (Fixture *self, gconstpointer data)
{
  self->file.size = 0;
  g_assert_false (hoist_tencent_vod.check_file (&self->facts, &self->error));
  g_assert_error (self->error, HOIST_ERROR, HOIST_ERROR_REFUSED);
}

static void
test_sizes (Fixture *self, gconstpointer data)
{
  static const guint64 sizes[] = { 1, SMALL - 1, SMALL, LARGE - 1, LARGE, LARGE + 1, 20 * LARGE };

  self->file.slices = NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++) {
    self->file.size = sizes[i];
    begin (self);
    for (guint j = 0; j < hoist_ticket_get_n_parts (self->ticket); j++) {
      const HoistPart *part = hoist_ticket_get_part (self->ticket, j);

      g_assert_cmpuint (part->offset % LARGE, ==, 0);
      g_assert_cmpuint (part->length, ==, MIN (LARGE, sizes[i] - part->offset));
    }
    g_assert_cmpuint (hoist_ticket_get_n_parts (self->ticket), ==, (sizes[i] + LARGE - 1) / LARGE);
  }
}

static void
test_rates (Fixture *self, gconstpointer data)
{
  static const struct {
    const char *bucket;
    guint count;
  } rows[] = { { "InitUpload", 100 }, { "UploadPart", 10000 }, { "FinishUpload", 100 } };

  g_assert_cmpuint (hoist_tencent_vod.n_rates, ==, G_N_ELEMENTS (rows));
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_assert_cmpstr (hoist_tencent_vod.rates[i].bucket, ==, rows[i].bucket);
    g_assert_cmpuint (hoist_tencent_vod.rates[i].count, ==, rows[i].count);
    g_assert_cmpint (hoist_tencent_vod.rates[i].window_us, ==, 60 * G_USEC_PER_SEC);
  }
  for (guint step = 0; step < HOIST_N_STEPS; step++)
    g_assert_true (hoist_provider_has_step (&hoist_tencent_vod, step) ==
                   (step == HOIST_STEP_BEGIN || step == HOIST_STEP_PROBE ||
                    step == HOIST_STEP_PART || step == HOIST_STEP_COMMIT ||
                    step == HOIST_STEP_CHECK));
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

static void
add_contradictions (void)
{
  ADD ("/tencent/a1-method-is-a-setting", test_a1);
  ADD ("/tencent/a2-path-is-a-setting", test_a2);
  ADD ("/tencent/a3-digest-of-a-listed-part", test_a3);
  ADD ("/tencent/a4-length-of-a-listed-part", test_a4);
  ADD ("/tencent/a5-name-of-tags-is-a-setting", test_a5);
  ADD ("/tencent/a6-part-size-without-dataSize", test_a6);
  ADD ("/tencent/a7-timestamp-in-seconds", test_a7);
  ADD ("/tencent/a8-md5-is-of-the-part", test_a8);
  ADD ("/tencent/a9-digests-sent-small-and-read-in-any-case", test_a9);
  ADD ("/tencent/a10-instant-upload-stops", test_a10);
  ADD ("/tencent/a10-instant-upload-without-id-finishes", test_a10_without_id);
  ADD ("/tencent/a10-instant-after-our-own-finish-is-ours", test_a10_after_commit);
  ADD ("/tencent/a11-keys-in-any-case", test_a11);
  ADD ("/tencent/a12-numbers-in-any-form", test_a12);
  ADD ("/tencent/a13-file-id-stays-exact", test_a13);
  ADD ("/tencent/a14-absent-canRetry-is-0", test_a14);
  ADD ("/tencent/a15-every-code-but-0-fails-a-part", test_a15);
  ADD ("/tencent/a16-parameters-always-in-the-query", test_a16);
  ADD ("/tencent/a17-raw-values-are-signed", test_a17);
  ADD ("/tencent/a18-no-value-begins-with-@", test_a18);
  ADD ("/tencent/a19-name-of-40-bytes-without-extension", test_a19);
  ADD ("/tencent/a20-no-SignatureMethod-by-default", test_a20);
  ADD ("/tencent/a21-to-a25-nothing-of-the-present-api", test_a21_to_a25);
  ADD ("/tencent/a26-sorted-and-signature-last", test_a26);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  add_contradictions ();
  ADD ("/tencent/vector-l1", test_init_vector);
  ADD ("/tencent/vector-l2", test_hard_vector);
  ADD ("/tencent/vectors-l3-and-l4", test_part_vectors);
  ADD ("/tencent/vectors-l5-to-l8", test_finish_vectors);
  ADD ("/tencent/sha1-is-needed-first", test_needs);
  ADD ("/tencent/missing-keys-are-told", test_missing_keys);
  ADD ("/tencent/unsafe-address-is-refused", test_bad_endpoint);
  ADD ("/tencent/nonce-is-in-range", test_nonce);
  ADD ("/tencent/whole-upload", test_whole_upload);
  ADD ("/tencent/part-needs-its-md5", test_part_needs_md5);
  ADD ("/tencent/server-lost-it", test_server_lost_it);
  ADD ("/tencent/resume-believes-the-server", test_resume);
  ADD ("/tencent/resume-in-another-grid", test_resume_other_grid);
  ADD ("/tencent/resume-ignores-wrong-entries", test_resume_wrong_entries);
  ADD ("/tencent/resume-without-digests", test_resume_without_digests);
  ADD ("/tencent/resume-with-everything-there", test_all_listed);
  ADD ("/tencent/changed-file-is-noticed", test_changed_file);
  ADD ("/tencent/damaged-part-is-read-again", test_damaged_part);
  ADD ("/tencent/replies-that-are-no-answers", test_no_answer);
  ADD ("/tencent/commit-without-id-is-not-believed", test_commit_without_id);
  ADD ("/tencent/commit-with-a-link-only", test_commit_with_link_only);
  ADD ("/tencent/no-longer-instant", test_no_longer_instant);
  ADD ("/tencent/hostile-id-is-dropped", test_hostile_id);
  ADD ("/tencent/hostile-link-is-dropped", test_hostile_link);
  ADD ("/tencent/service's-text-is-not-shown", test_service_text_is_not_shown);
  ADD ("/tencent/account-is-checked-without-uploading", test_check_account);
  ADD ("/tencent/file-types", test_file_types);
  ADD ("/tencent/empty-file-is-refused", test_empty_file);
  ADD ("/tencent/sizes-at-the-boundaries", test_sizes);
  ADD ("/tencent/rates-and-steps", test_rates);
  return g_test_run ();
}
