/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tencent VOD as a pure table: the vectors of the notes, a whole upload, accounts and files. */
#include "tencent-fixture.h"

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

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
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
  ADD ("/tencent/account-is-checked-without-uploading", test_check_account);
  ADD ("/tencent/file-types", test_file_types);
  ADD ("/tencent/empty-file-is-refused", test_empty_file);
  ADD ("/tencent/sizes-at-the-boundaries", test_sizes);
  ADD ("/tencent/rates-and-steps", test_rates);
  return g_test_run ();
}
