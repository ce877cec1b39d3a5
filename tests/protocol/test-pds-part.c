/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parts of an upload to Alibaba PDS: sent, repeated, renewed, found again, completed. */
#include "pds-fixture.h"

#define PART HOIST_STEP_PART
#define COMMIT HOIST_STEP_COMMIT

#define XML(code, more) "<Error><Code>" code "</Code>" more "</Error>"
#define EXPIRED XML ("AccessDenied", "<Message>Request has expired.</Message>")
#define LISTED(number, size, etag)                                                                 \
  "{\"uploaded_parts\":[{\"part_number\":" number ",\"part_size\":" size ",\"etag\":\"\\\"" etag   \
  "\\\"\"}],\"next_part_number_marker\":\"\"}"
#define GONE "{\"code\":\"NotFound.UploadId\",\"message\":\"No such upload_id\"}"
#define LIST_1                                                                                     \
  "/file/list_uploaded_parts {\"drive_id\":\"1\",\"file_id\":\"F1\",\"upload_id\":\"U1\","         \
  "\"limit\":2}"

static HoistMove
write_part (Fixture *self, guint index)
{
  return write_step (self, PART, get_part (self, index));
}

static HoistMove
read_part (Fixture *self, guint index, guint status, const char *text)
{
  return read_text (self, PART, get_part (self, index), status, text);
}

static HoistMove
exchange_part (Fixture *self, guint index, guint status, const char *text)
{
  return exchange (self, PART, get_part (self, index), status, text);
}

/* The address byte for byte, and no header of ours. */
static void
test_put (Fixture *self, gconstpointer data)
{
  begin (self);
  g_assert_cmpint (write_part (self, 0).kind, ==, HOIST_MOVE_SEND);
  g_assert_cmpstr (self->request->method, ==, "PUT");
  g_assert_cmpstr (self->request->url, ==, URL (1));
  g_assert_null (self->request->content_type);
  g_assert_cmpuint (self->request->headers->len, ==, 0);
  g_assert_null (self->request->before);
  g_assert_null (self->request->after);
  g_assert_cmpuint (self->request->offset, ==, 0);
  g_assert_cmpuint (self->request->length, ==, 10 * MIB);
  g_assert_cmpint (self->request->digests, ==, HOIST_DIGEST_MD5 | HOIST_DIGEST_CRC64);
  g_assert_cmpint (self->request->answer_us, ==, 300 * G_USEC_PER_SEC);
  g_assert_cmpint (self->request->replay, ==, HOIST_REPLAY_SAFE);

  /* entries are found by number; a content type that was named is sent */
  g_assert_cmpint (write_part (self, 2).kind, ==, HOIST_MOVE_SEND);
  g_assert_cmpstr (self->request->url, ==, URL (3));
  g_assert_cmpstr (self->request->content_type, ==, "video/x");
  g_assert_cmpuint (self->request->offset, ==, 20 * MIB);
  g_assert_cmpuint (self->request->length, ==, 5 * MIB);
}

static void
test_sent (Fixture *self, gconstpointer data)
{
  begin (self);
  g_assert_cmpint (write_part (self, 0).kind, ==, HOIST_MOVE_SEND);
  self->ticket->is_changed = FALSE;
  g_assert_cmpint (read_put (self, 0, "\"697308FE0324512864230C122F745FE7\"", MD5_1, 5).kind, ==,
                   HOIST_MOVE_DONE);
  g_assert_true (get_part (self, 0)->is_done);
  g_assert_cmpuint (get_part (self, 0)->kept, ==, 10 * MIB);
  g_assert_cmpstr (get_part (self, 0)->etag, ==, MD5_1);
  g_assert_true (get_part (self, 0)->has_crc64);
  g_assert_cmpuint (get_part (self, 0)->crc64, ==, 5);
  /* the vault is not written for each part */
  g_assert_false (self->ticket->is_changed);
  g_assert_cmpint (write_part (self, 0).kind, ==, HOIST_MOVE_DONE);
}

/* A part cannot be replaced, so a damaged one ends the upload. */
static void
test_damaged (Fixture *self, gconstpointer data)
{
  HoistReply *reply = NULL;

  begin (self);
  g_assert_cmpint (write_part (self, 0).kind, ==, HOIST_MOVE_SEND);
  assert_failed (self, read_put (self, 0, "\"" MD5_OTHER "\"", MD5_1, 5), HOIST_ERROR_EXPIRED);

  reply = make_reply (self, 200, "");
  hoist_reply_set_header (reply, "etag", MD5_1, NOW_US);
  hoist_reply_set_header (reply, "x-oss-hash-crc64ecma", "18446744073709551615", NOW_US);
  reply->sent = make_digests (MD5_1, 5);
  assert_failed (self, read_made (self, PART, get_part (self, 0)), HOIST_ERROR_EXPIRED);
  g_assert_false (get_part (self, 0)->is_done);
  reply->sent = make_digests (MD5_1, G_MAXUINT64);
  g_assert_cmpint (read_made (self, PART, get_part (self, 0)).kind, ==, HOIST_MOVE_DONE);
}

/* A 200 without an ETag may come from anybody on the way. */
static void
test_no_etag (Fixture *self, gconstpointer data)
{
  begin (self);
  g_assert_cmpint (write_part (self, 0).kind, ==, HOIST_MOVE_SEND);
  assert_again (read_put (self, 0, NULL, MD5_1, 5));
  g_assert_false (get_part (self, 0)->is_done);
  g_assert_cmpint (write_part (self, 0).kind, ==, HOIST_MOVE_SEND);
  assert_call (self, LIST_1);
  assert_again (read_part (self, 0, 200, LISTED ("1", "10485760", MD5_1)));
  g_assert_cmpint (write_part (self, 0).kind, ==, HOIST_MOVE_DONE);
  g_assert_true (get_part (self, 0)->is_done);
}

static void
fetch (Fixture *self, guint index)
{
  g_autofree char *answer = g_strdup_printf (
      "{\"part_info_list\":[{\"part_number\":%u,\"upload_url\":\"https://data.example/"
      "new?Signature=x&Expires=1700000900\"}]}",
      index + 1);

  g_assert_true (g_str_has_suffix (self->request->url, "/v2/file/get_upload_url"));
  assert_again (read_part (self, index, 200, answer));
  g_assert_cmpint (write_part (self, index).kind, ==, HOIST_MOVE_SEND);
  g_assert_true (g_str_has_prefix (self->request->url, "https://data.example/new?"));
}

/* Two minutes before its end an address is renewed (notes 4.6), but a fresh one is used. */
static void
test_renewed_in_time (Fixture *self, gconstpointer data)
{
  begin (self);
  self->facts.now_us = G_GINT64_CONSTANT (1700000900000000) - 120 * G_USEC_PER_SEC;
  g_assert_cmpint (write_part (self, 1).kind, ==, HOIST_MOVE_SEND);
  assert_call (self, "/file/get_upload_url {\"drive_id\":\"1\",\"file_id\":\"F1\",\"upload_id\":"
                     "\"U1\",\"part_info_list\":[{\"part_number\":2},{\"part_number\":3}]}");
  fetch (self, 1);
  self->facts.now_us--;
  g_assert_cmpint (write_part (self, 2).kind, ==, HOIST_MOVE_SEND);
  fetch (self, 2); /* the window was replaced */
}

/* An address that does not say when it ends lives for 15 minutes. */
static void
test_silent_address (Fixture *self, gconstpointer data)
{
  hoist_settings_set (self->settings, "rapid-upload", "0");
  exchange (self, HOIST_STEP_BEGIN, NULL, 200,
            "{\"file_id\":\"F1\",\"upload_id\":\"U1\",\"part_info_list\":[{\"part_number\":1,"
            "\"upload_url\":\"https://data.example/1?x-oss-expires=900\"}]}");
  self->facts.now_us += 13 * 60 * G_USEC_PER_SEC - 1;
  g_assert_cmpint (write_part (self, 0).kind, ==, HOIST_MOVE_SEND);
  g_assert_cmpstr (self->request->method, ==, "PUT");
  get_part (self, 0)->phase = 0;
  self->facts.now_us++;
  g_assert_cmpint (write_part (self, 0).kind, ==, HOIST_MOVE_SEND);
  g_assert_cmpstr (self->request->method, ==, "POST");
}

/* Not counted, but three fresh ones in a row that are too old are a fault. */
static void
test_expired (Fixture *self, gconstpointer data)
{
  begin (self);
  assert_again (exchange_part (self, 0, 403, EXPIRED));
  for (guint i = 0; i < 3; i++) {
    g_assert_cmpint (write_part (self, 0).kind, ==, HOIST_MOVE_SEND);
    fetch (self, 0);
    if (i < 2)
      assert_again (read_part (self, 0, 403, EXPIRED));
  }
  assert_failed (self, read_part (self, 0, 403, EXPIRED), HOIST_ERROR_PROTOCOL);
  g_assert_cmpuint (get_part (self, 0)->phase, ==, 0);
}

/* A new address once, then it is somebody's fault. */
static void
test_signature (Fixture *self, gconstpointer data)
{
  begin (self);
  assert_again (exchange_part (self, 0, 403, XML ("SignatureDoesNotMatch", "")));
  g_assert_cmpint (write_part (self, 0).kind, ==, HOIST_MOVE_SEND);
  fetch (self, 0);
  assert_failed (self, read_part (self, 0, 403, XML ("SignatureDoesNotMatch", "")),
                 HOIST_ERROR_PROTOCOL);
}

static void
test_denied (Fixture *self, gconstpointer data)
{
  begin (self);
  assert_failed (
      self,
      exchange_part (self, 0, 403, XML ("AccessDenied", "<Message>by IP Control Policy</Message>")),
      HOIST_ERROR_REFUSED);
  g_assert_nonnull (strstr (self->error->message, "by IP Control Policy"));
}

static void
test_fetch_fails (Fixture *self, gconstpointer data)
{
  static const char *const bad[] = {
    "{}",
    "{\"part_info_list\":[]}",
    "{\"part_info_list\":[{\"part_number\":2,\"upload_url\":\"https://data.example/\"}]}",
    "{\"part_info_list\":[{\"part_number\":1,\"upload_url\":\"http://data.example/\"}]}",
    "{\"part_info_list\":[{\"part_number\":1,\"upload_url\":\"https://a\\tb/\"}]}",
  };

  begin (self);
  hoist_ticket_set_sealed (self->ticket, "addresses", NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    assert_failed (self, exchange_part (self, 0, 200, bad[i]), HOIST_ERROR_PROTOCOL);
  assert_failed (self, exchange_part (self, 0, 403, "{\"code\":\"ForbiddenNoPermission.File\"}"),
                 HOIST_ERROR_REFUSED);
  assert_failed (self, exchange_part (self, 0, 502, "Bad Gateway"), HOIST_ERROR_BUSY);
  assert_jump (exchange_part (self, 0, 404, GONE), HOIST_STEP_PROBE);
  assert_jump (exchange_part (self, 0, 409, "{\"code\":\"AlreadyExist.File\"}"), HOIST_STEP_PROBE);
}

/* A lost answer: the part may have arrived, so one entry of the list is asked for first. */
static void
test_lost_answer (Fixture *self, gconstpointer data)
{
  HoistDigests digests = make_digests (MD5_2, 6);
  HoistMove move = { 0 };

  begin (self);
  send_part (self, 0, MD5_1, 5);
  g_assert_cmpint (write_part (self, 1).kind, ==, HOIST_MOVE_SEND);
  g_assert_cmpint (write_part (self, 1).kind, ==, HOIST_MOVE_SEND);
  assert_call (self, "/file/list_uploaded_parts {\"drive_id\":\"1\",\"file_id\":\"F1\","
                     "\"upload_id\":\"U1\",\"limit\":2,\"part_number_marker\":1}");

  /* it did not arrive */
  assert_again (read_part (self, 1, 200, "{\"uploaded_parts\":[]}"));
  g_assert_cmpint (write_part (self, 1).kind, ==, HOIST_MOVE_SEND);
  g_assert_cmpstr (self->request->method, ==, "PUT");

  /* it did, and is ours */
  assert_again (exchange_part (self, 1, 200, LISTED ("2", "10485760", MD5_2)));
  move = write_part (self, 1);
  g_assert_cmpint (move.kind, ==, HOIST_MOVE_NEEDS);
  g_assert_cmpint (move.digests, ==, HOIST_DIGEST_MD5 | HOIST_DIGEST_CRC64);
  g_assert_cmpuint (move.offset, ==, 10 * MIB);
  g_assert_cmpuint (move.length, ==, 10 * MIB);
  hoist_part_set_digests (get_part (self, 1), &digests, HOIST_DIGEST_MD5 | HOIST_DIGEST_CRC64);
  g_assert_cmpint (write_part (self, 1).kind, ==, HOIST_MOVE_DONE);
  g_assert_true (get_part (self, 1)->is_done);
}

/* Trouble of the server leaves open whether the part arrived; a refusal does not. */
static void
test_busy (Fixture *self, gconstpointer data)
{
  begin (self);
  assert_failed (self, exchange_part (self, 0, 503, XML ("SlowDown", "")), HOIST_ERROR_BUSY);
  g_assert_cmpint (write_part (self, 0).kind, ==, HOIST_MOVE_SEND);
  assert_call (self, LIST_1);
  assert_failed (self, read_part (self, 0, 502, "Bad Gateway"), HOIST_ERROR_BUSY);
  assert_again (exchange_part (self, 0, 200, "{}"));
  assert_failed (self, exchange_part (self, 0, 400, XML ("RequestTimeout", "")), HOIST_ERROR_BUSY);
  g_assert_cmpint (write_part (self, 0).kind, ==, HOIST_MOVE_SEND);
  g_assert_cmpstr (self->request->method, ==, "PUT");
}

/* Notes 6.3: a 409 is never believed blindly (notes 9). The store's word is enough when it is our
 * own MD5; else the list is asked. */
static void
test_exists (Fixture *self, gconstpointer data)
{
  HoistDigests digests = make_digests (MD5_1, 5);

  begin (self);
  assert_again (exchange_part (
      self, 0, 409,
      XML ("PartAlreadyExist", "<PartNumber>1</PartNumber><PartEtag>\"" MD5_1 "\"</PartEtag>")));
  g_assert_cmpint (write_part (self, 0).kind, ==, HOIST_MOVE_NEEDS);
  hoist_part_set_digests (get_part (self, 0), &digests, HOIST_DIGEST_MD5 | HOIST_DIGEST_CRC64);
  g_assert_cmpint (write_part (self, 0).kind, ==, HOIST_MOVE_DONE);
}

static void
test_exists_otherwise (Fixture *self, gconstpointer data)
{
  HoistDigests digests = make_digests (MD5_1, 5);

  begin (self);
  assert_again (
      exchange_part (self, 0, 409, XML ("PartAlreadyExist", "<PartEtag>" MD5_OTHER "</PartEtag>")));
  hoist_part_set_digests (get_part (self, 0), &digests, HOIST_DIGEST_MD5 | HOIST_DIGEST_CRC64);
  g_assert_cmpint (write_part (self, 0).kind, ==, HOIST_MOVE_SEND);
  assert_call (self, LIST_1);

  /* shorter: the whole list decides, and the rest is planned anew */
  assert_jump (read_part (self, 0, 200, LISTED ("1", "5242880", MD5_OTHER)), HOIST_STEP_PROBE);

  /* as long, but other bytes: nothing can be saved */
  assert_again (exchange_part (self, 0, 409, XML ("PartAlreadyExist", "")));
  assert_again (exchange_part (self, 0, 200, LISTED ("1", "10485760", MD5_OTHER)));
  assert_failed (self, write_part (self, 0), HOIST_ERROR_EXPIRED);
}

static void
test_contradiction (Fixture *self, gconstpointer data)
{
  begin (self);
  assert_again (exchange_part (self, 0, 409, XML ("PartAlreadyExist", "")));
  assert_failed (self, exchange_part (self, 0, 200, "{\"uploaded_parts\":[]}"), HOIST_ERROR_BUSY);
  g_assert_cmpint (write_part (self, 0).kind, ==, HOIST_MOVE_SEND);
  g_assert_cmpstr (self->request->method, ==, "PUT");
}

static void
test_order (Fixture *self, gconstpointer data)
{
  begin (self);
  assert_jump (
      exchange_part (self, 1, 400, XML ("PartNotSequential", "<PartNumber>2</PartNumber>")),
      HOIST_STEP_PROBE);
  assert_jump (exchange_part (self, 1, 404, XML ("NoSuchUpload", "")), HOIST_STEP_PROBE);
  /* an answer about another part */
  assert_again (exchange_part (self, 1, 409, XML ("PartAlreadyExist", "")));
  assert_failed (self, exchange_part (self, 1, 200, LISTED ("1", "10485760", MD5_1)),
                 HOIST_ERROR_BUSY);
}

/* No bytes have digests without a file. */
static void
test_empty_part (Fixture *self, gconstpointer data)
{
  self->file.size = 0;
  begin (self);
  g_assert_cmpint (write_part (self, 0).kind, ==, HOIST_MOVE_SEND);
  g_assert_cmpuint (self->request->length, ==, 0);
  assert_again (
      exchange_part (self, 0, 200, LISTED ("1", "0", "D41D8CD98F00B204E9800998ECF8427E")));
  g_assert_cmpint (write_part (self, 0).kind, ==, HOIST_MOVE_DONE);
  g_assert_cmpint (write_step (self, COMMIT, NULL).kind, ==, HOIST_MOVE_SEND);
  assert_call (self, "/file/complete {\"drive_id\":\"1\",\"file_id\":\"F1\",\"upload_id\":\"U1\","
                     "\"crc64_hash\":\"0\"}");
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/pds-part/put", test_put);
  ADD ("/pds-part/sent", test_sent);
  ADD ("/pds-part/damaged", test_damaged);
  ADD ("/pds-part/without-etag-is-looked-for", test_no_etag);
  ADD ("/pds-part/address-renewed-in-time", test_renewed_in_time);
  ADD ("/pds-part/address-without-an-end", test_silent_address);
  ADD ("/pds-part/address-too-old", test_expired);
  ADD ("/pds-part/address-that-does-not-fit", test_signature);
  ADD ("/pds-part/denied", test_denied);
  ADD ("/pds-part/no-new-address", test_fetch_fails);
  ADD ("/pds-part/lost-answer", test_lost_answer);
  ADD ("/pds-part/server-in-trouble", test_busy);
  ADD ("/pds-part/c-409-is-ours", test_exists);
  ADD ("/pds-part/c-409-is-another", test_exists_otherwise);
  ADD ("/pds-part/says-it-is-there-and-it-is-not", test_contradiction);
  ADD ("/pds-part/out-of-order", test_order);
  ADD ("/pds-part/empty", test_empty_part);
  return g_test_run ();
}
