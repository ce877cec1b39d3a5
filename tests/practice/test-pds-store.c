/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the store behind PDS takes as a part, and what it refuses in XML. */
#include "hoist-practice-pds-address.h"
#include "pds-client.h"

typedef struct {
  Pds pds;
  char *target; /* (owned): of part 1 of an upload of 9 bytes */
} Fixture;

static void
set_up (Fixture *self, gconstpointer unused)
{
  pds_start (&self->pds);
  g_assert_cmpuint (pds_create (&self->pds, "a.bin", 9, ""), ==, 201);
  self->target = pds_get_target (&self->pds, 1);
}

static void
tear_down (Fixture *self, gconstpointer unused)
{
  pds_end (&self->pds);
  g_free (self->target);
}

/* Each byte of the address counts, and so does a longer or a re-encoded one. */
static void
test_address_byte_for_byte (Fixture *self, gconstpointer unused)
{
  gsize start = strlen ("/pds-store/1/");
  g_autofree char *longer = g_strconcat (self->target, "&a=1", NULL);
  const char *mark = strchr (self->target, '?');
  g_autofree char *bare = g_strndup (self->target, mark - self->target);

  for (gsize i = start; i < strlen (self->target); i++) {
    g_autofree char *wrong = g_strdup (self->target);

    wrong[i] = wrong[i] == '1' ? '2' : '1';
    pds_put (&self->pds, wrong, "", "123456789", 9);
    g_assert_cmpuint (self->pds.reply.status, >=, 403);
    pds_assert_store (&self->pds, 403, "SignatureDoesNotMatch");
  }
  pds_put (&self->pds, longer, "", "123456789", 9);
  pds_assert_store (&self->pds, 403, "SignatureDoesNotMatch");
  pds_put (&self->pds, bare, "", "123456789", 9);
  pds_assert_store (&self->pds, 403, "SignatureDoesNotMatch");
  g_assert_cmpuint (pds_put (&self->pds, self->target, "", "123456789", 9), ==, 200);
}

static void
test_headers (Fixture *self, gconstpointer unused)
{
  const struct {
    const char *header;
    guint status;
    const char *code;
  } wrongs[] = {
    { "Content-Type: application/octet-stream\r\n", 403, "SignatureDoesNotMatch" },
    { "Content-MD5: JfnnlDI7RTiF9RgfG2JNCw==\r\n", 403, "SignatureDoesNotMatch" },
    { "x-oss-traffic-limit: 819200\r\n", 403, "SignatureDoesNotMatch" },
    { "Authorization: Bearer a\r\n", 400, "InvalidArgument" },
    { "Cookie: a=b\r\n", 400, "InvalidArgument" },
    { "Expect: 100-continue\r\n", 400, "InvalidArgument" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (wrongs); i++) {
    Line line = { 0 };
    g_autofree char *headers = g_strconcat ("Content-Length: 0\r\n", wrongs[i].header, NULL);

    line_open (&line, &self->pds.practice);
    line_send_request (&line, "PUT", self->target, headers, NULL, 0);
    line_read (&line, &self->pds.reply);
    pds_assert_store (&self->pds, wrongs[i].status, wrongs[i].code);
    line_close (&line);
  }
  g_assert_cmpuint (
      pds_put (&self->pds, self->target, "Content-Type:\r\nAccept: */*\r\n", "123456789", 9), ==,
      200);
}

static void
test_length_has_to_be_said (Fixture *self, gconstpointer unused)
{
  pds_send (&self->pds, "PUT", self->target, "Transfer-Encoding: chunked\r\n", "0\r\n\r\n", 5);
  pds_assert_store (&self->pds, 411, "MissingContentLength");
  pds_send (&self->pds, "PUT", self->target, "", NULL, 0);
  pds_assert_store (&self->pds, 411, "MissingContentLength");
  g_assert_cmpuint (pds_put (&self->pds, self->target, "", NULL, 0), ==, 200);
}

static void
test_method_is_signed (Fixture *self, gconstpointer unused)
{
  const char *const methods[] = { "POST", "GET", "DELETE" };

  for (gsize i = 0; i < G_N_ELEMENTS (methods); i++) {
    pds_send (&self->pds, methods[i], self->target, "Content-Length: 9\r\n", "123456789", 9);
    pds_assert_store (&self->pds, 403, "SignatureDoesNotMatch");
  }
}

static void
test_addresses_live_15_minutes (Fixture *self, gconstpointer unused)
{
  g_autofree char *fresh = NULL;

  g_atomic_int_set (&self->pds.practice.skew_s, 901);
  pds_put (&self->pds, self->target, "", "123456789", 9);
  pds_assert_store (&self->pds, 403, "AccessDenied");
  g_assert_nonnull (strstr (self->pds.reply.body, "expired"));
  g_assert_nonnull (strstr (self->pds.reply.body, "<EC>0002-00000069</EC>"));
  fresh = pds_ask_target (&self->pds, 1);
  g_assert_cmpuint (pds_put (&self->pds, fresh, "", "123456789", 9), ==, 200);
}

static void
test_address_says_when_it_ends (Fixture *self, gconstpointer unused)
{
  gint64 now_s = practice_get_wall_us (&self->pds.practice) / G_USEC_PER_SEC;
  const char *expires = strstr (self->target, "&Expires=");
  gint64 until_s = 0;

  g_assert_nonnull (expires);
  until_s = g_ascii_strtoll (expires + strlen ("&Expires="), NULL, 10);
  g_assert_cmpint (until_s, >, now_s + 840);
  g_assert_cmpint (until_s, <=, now_s + 900);
}

static void
test_one_after_the_other (Fixture *self, gconstpointer unused)
{
  g_autofree char *second = pds_ask_target (&self->pds, 2);

  pds_put (&self->pds, second, "", "6789", 4);
  pds_assert_store (&self->pds, 400, "PartNotSequential");
  g_assert_nonnull (strstr (self->pds.reply.body, "<PartNumber>2</PartNumber>"));
  g_assert_cmpuint (pds_put (&self->pds, self->target, "", "12345", 5), ==, 200);
  pds_put (&self->pds, self->target, "", "12345", 5);
  pds_assert_store (&self->pds, 409, "PartAlreadyExist");
  g_assert_nonnull (strstr (self->pds.reply.body, "<PartNumber>1</PartNumber>"));
  g_assert_nonnull (
      strstr (self->pds.reply.body, "<PartEtag>\"827CCB0EEA8A706C4C34A16891F84E7B\"</PartEtag>"));
  g_assert_nonnull (strstr (self->pds.reply.body, "<EC>0042-00000108</EC>"));
  g_assert_cmpuint (pds_put (&self->pds, second, "", "6789", 4), ==, 200);
}

/* Both have begun before one is there: only one of them counts. */
static void
test_the_same_part_twice_at_once (Fixture *self, gconstpointer unused)
{
  Line line = { 0 };

  line_open (&line, &self->pds.practice);
  line_send_request (&line, "PUT", self->target, "Content-Length: 9\r\n", "12345678", 8);
  while (practice_get_last (&self->pds.practice, "PutPart", &self->pds.reply) == NULL)
    ;
  g_assert_cmpuint (pds_put (&self->pds, self->target, "", "123456789", 9), ==, 200);
  line_send (&line, "9", 1);
  line_read (&line, &self->pds.reply);
  pds_assert_store (&self->pds, 409, "PartAlreadyExist");
  line_close (&line);
}

static void
test_what_is_over_takes_no_parts (Fixture *self, gconstpointer unused)
{
  g_assert_cmpuint (pds_put (&self->pds, self->target, "", "123456789", 9), ==, 200);
  g_assert_cmpuint (pds_complete (&self->pds, NULL), ==, 200);
  pds_put (&self->pds, self->target, "", "123456789", 9);
  pds_assert_store (&self->pds, 404, "NoSuchUpload");
}

static void
test_signed_md5 (Fixture *self, gconstpointer unused)
{
  g_autofree char *target = NULL;

  g_assert_cmpuint (pds_call_upload (&self->pds, "/v2/file/get_upload_url",
                                     ",\"part_info_list\":[{\"part_number\":1,"
                                     "\"content_md5\":\"JfnnlDI7RTiF9RgfG2JNCw==\"}]"),
                    ==, 200);
  target = pds_get_target (&self->pds, 1);
  pds_put (&self->pds, target, "", "123456789", 9);
  pds_assert_store (&self->pds, 403, "SignatureDoesNotMatch");
  pds_put (&self->pds, target, "Content-MD5: JfnnlDI7RTiF9RgfG2JNCw==\r\n", "123456780", 9);
  pds_assert_store (&self->pds, 400, "InvalidDigest");
  g_assert_cmpuint (
      pds_put (&self->pds, target, "Content-MD5: JfnnlDI7RTiF9RgfG2JNCw==\r\n", "123456789", 9), ==,
      200);
  pds_call_upload (&self->pds, "/v2/file/get_upload_url",
                   ",\"part_info_list\":[{\"part_number\":2,\"content_md5\":\"abc\"}]");
  pds_assert_code (&self->pds, 400, "InvalidParameter.PartInfoList");
}

/* The value was computed with Python's hmac from the text that the documents describe. */
static void
test_signature_vector (Fixture *self, gconstpointer unused)
{
  HoistPracticePdsAddress address = {
    .method = "PUT",
    .path = "/pds-store/1/C9DCFE5A82644AC7A02DB74C30C934A6",
    .content_type = "",
    .content_md5 = "",
    .upload_id = "C9DCFE5A82644AC7A02DB74C30C934A6",
    .part_number = 1,
    .expires_s = 1700000900,
    .serial = 7,
  };
  g_autofree char *signature = hoist_practice_pds_sign (&address);

  g_assert_cmpstr (signature, ==, "3HcmRu2MwhHkGvE4J8mhtf8hhgw=");
}

typedef void (*TestFunc) (Fixture *self, gconstpointer unused);

int
main (int argc, char **argv)
{
  const struct {
    const char *path;
    TestFunc test;
  } tests[] = {
    { "/practice/pds-store/address-byte-for-byte", test_address_byte_for_byte },
    { "/practice/pds-store/headers", test_headers },
    { "/practice/pds-store/length-has-to-be-said", test_length_has_to_be_said },
    { "/practice/pds-store/method-is-signed", test_method_is_signed },
    { "/practice/pds-store/addresses-live-15-minutes", test_addresses_live_15_minutes },
    { "/practice/pds-store/address-says-when-it-ends", test_address_says_when_it_ends },
    { "/practice/pds-store/one-after-the-other", test_one_after_the_other },
    { "/practice/pds-store/the-same-part-twice-at-once", test_the_same_part_twice_at_once },
    { "/practice/pds-store/what-is-over-takes-no-parts", test_what_is_over_takes_no_parts },
    { "/practice/pds-store/signed-md5", test_signed_md5 },
    { "/practice/pds-store/signature-vector", test_signature_vector },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
