/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the vendor's pages contradict each other on. The paths /tencent/aN-… are the contradictions
 * of section 7 of the protocol notes. A21 to A25 are about the vendor's present API (TC3 signatures
 * and object storage), for which Hoist has no code yet: A21 and A22 are about printed examples that
 * only a TC3 or COS signer could compute, A23 to A25 about COS headers and query names. There is
 * nothing to run; that the legacy provider sends none of them is tested in /tencent/a21-to-a25-… */
#include "tencent-fixture.h"

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
  hoist_settings_set (self->settings, "tags", "旅行，海边， 夏,a b");
  write_init (self);
  assert_value (self, "tag.1", "旅行");
  assert_value (self, "tag.2", "海边");
  assert_value (self, "tag.3", "夏");
  assert_value (self, "tag.4", "a b");
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

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
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
  return g_test_run ();
}
