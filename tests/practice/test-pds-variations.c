/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers of PDS in all the ways that the notes warn of, and faults by script on its calls. */
#include "pds-client.h"

static void
test_address_with_a_type (void)
{
  Pds pds = { 0 };
  g_autofree char *target = NULL;

  pds_start (&pds);
  pds_vary (&pds, "*", "part-content-type");
  pds_create (&pds, "a.bin", 9, "");
  target = pds_get_target (&pds, 1);
  pds_put (&pds, target, "", "123456789", 9);
  pds_assert_store (&pds, 403, "SignatureDoesNotMatch");
  g_assert_cmpuint (
      pds_put (&pds, target, "Content-Type: application/x-practice\r\n", "123456789", 9), ==, 200);
  pds_end (&pds);
}

static void
test_address_with_another_expiry (void)
{
  Pds pds = { 0 };
  g_autofree char *target = NULL;

  pds_start (&pds);
  pds_vary (&pds, "CreateFile", "x-oss-expires");
  pds_create (&pds, "a.bin", 9, "");
  target = pds_get_target (&pds, 1);
  g_assert_nonnull (strstr (target, "&x-oss-expires="));
  g_assert_null (strstr (target, "&Expires="));
  g_assert_cmpuint (pds_put (&pds, target, "", "123456789", 9), ==, 200);
  pds_end (&pds);
}

static void
test_addresses_end_early (void)
{
  Pds pds = { 0 };
  g_autofree char *target = NULL;

  pds_start (&pds);
  pds_create (&pds, "a.bin", 9, "");
  target = pds_get_target (&pds, 1);
  practice_set_faults (&pds.practice, "[{\"call\":\"PutPart\",\"fault\":\"vary\",\"times\":1,"
                                      "\"as\":[\"expire-addresses\"]}]");
  for (int i = 0; i < 2; i++) {
    pds_put (&pds, target, "", "123456789", 9);
    pds_assert_store (&pds, 403, "AccessDenied");
  }
  g_assert_cmpuint (pds_put_part (&pds, 1, "123456789", 9), ==, 200);
  pds_end (&pds);
}

static void
test_addresses_in_another_order (void)
{
  Pds pds = { 0 };
  JsonArray *parts = NULL;

  pds_start (&pds);
  pds_vary (&pds, "CreateFile", "unordered-addresses");
  pds_create (&pds, "a.bin", 9, ",\"part_info_list\":[{\"part_number\":1},{\"part_number\":2}]");
  parts = json_object_get_array_member (reply_get_object (&pds.reply), "part_info_list");
  g_assert_cmpint (
      json_object_get_int_member (json_array_get_object_element (parts, 0), "part_number"), ==, 2);
  pds_end (&pds);
}

static JsonObject *
get_listed (Pds *pds, guint i)
{
  JsonArray *parts = NULL;

  g_assert_cmpuint (pds_call_upload (pds, "/v2/file/list_uploaded_parts", ""), ==, 200);
  parts = json_object_get_array_member (reply_get_object (&pds->reply), "uploaded_parts");
  return i < json_array_get_length (parts) ? json_array_get_object_element (parts, i) : NULL;
}

/* The answer of a short part is true to what is stored, or does not come. */
static void
test_short_part (void)
{
  Pds pds = { 0 };
  g_autofree guint8 *data = pds_make_data (2 * PDS_PART);
  g_autofree char *target = NULL;

  pds_start (&pds);
  pds_create (&pds, "a.bin", 2 * PDS_PART, "");
  target = pds_get_target (&pds, 1);
  practice_set_faults (
      &pds.practice,
      "[{\"call\":\"PutPart\",\"fault\":\"vary\",\"times\":1,\"as\":[\"short-part\"]},"
      "{\"call\":\"PutPart\",\"fault\":\"drop-reply\"}]");
  g_assert_cmpuint (pds_put (&pds, target, "", data, 2 * PDS_PART), ==, 0);
  g_assert_cmpint (json_object_get_int_member (get_listed (&pds, 0), "part_size"), ==, PDS_PART);
  g_assert_cmpuint (pds_put (&pds, target, "", data, 2 * PDS_PART), ==, 409);
  g_assert_cmpuint (pds_put_part (&pds, 2, data + PDS_PART, PDS_PART), ==, 200);
  g_assert_cmpuint (pds_complete (&pds, NULL), ==, 200);
  g_assert_cmpint (reply_get_int (&pds.reply, "size"), ==, 2 * PDS_PART);
  pds_end (&pds);
}

static void
test_wrong_sums_of_a_part (void)
{
  Pds pds = { 0 };
  g_autofree char *etag = NULL;
  g_autofree char *crc64 = NULL;

  pds_start (&pds);
  practice_set_faults (&pds.practice, "[{\"call\":\"PutPart\",\"fault\":\"vary\","
                                      "\"as\":[\"wrong-etag\",\"wrong-part-crc\"]}]");
  pds_create (&pds, "a.bin", 9, "");
  pds_put_part (&pds, 1, "123456789", 9);
  etag = pds_get_header (&pds, "ETag");
  crc64 = pds_get_header (&pds, "x-oss-hash-crc64ecma");
  g_assert_cmpstr (etag, ==, "\"00000000000000000000000000000000\"");
  g_assert_cmpstr (crc64, !=, "11051210869376104954");
  pds_end (&pds);
}

static void
test_pages (void)
{
  Pds pds = { 0 };
  g_autofree guint8 *data = pds_make_data (2 * PDS_PART);

  pds_start (&pds);
  pds_create (&pds, "a.bin", 2 * PDS_PART, "");
  pds_put_all (&pds, data, 2 * PDS_PART);
  pds_vary (&pds, "ListUploadedParts", "small-pages");
  g_assert_null (get_listed (&pds, 1));
  g_assert_cmpstr (pds_get_text (&pds, "next_part_number_marker"), ==, "1");
  pds_vary (&pds, "ListUploadedParts", "empty-page");
  g_assert_null (get_listed (&pds, 0));
  g_assert_cmpstr (pds_get_text (&pds, "next_part_number_marker"), ==, "0");
  pds_vary (&pds, "ListUploadedParts", "endless-marker");
  g_assert_nonnull (get_listed (&pds, 1));
  g_assert_cmpstr (pds_get_text (&pds, "next_part_number_marker"), ==, "1");
  practice_set_faults (&pds.practice, "[{\"call\":\"ListUploadedParts\",\"fault\":\"vary\","
                                      "\"as\":[\"small-pages\",\"opaque-marker\"]}]");
  g_assert_null (get_listed (&pds, 1));
  g_assert_cmpstr (pds_get_text (&pds, "next_part_number_marker"), ==, "bWFya2Vy");
  pds_end (&pds);
}

static void
test_forgotten_upload (void)
{
  Pds pds = { 0 };

  pds_start (&pds);
  pds_create (&pds, "a.bin", 9, "");
  practice_set_faults (&pds.practice, "[{\"call\":\"GetUploadUrl\",\"fault\":\"vary\","
                                      "\"times\":1,\"as\":[\"forget-upload\"]}]");
  pds_call_upload (&pds, "/v2/file/get_upload_url", ",\"part_info_list\":[{\"part_number\":1}]");
  pds_assert_code (&pds, 404, "NotFound.UploadId");
  pds_complete (&pds, NULL);
  pds_assert_code (&pds, 404, "NotFound.UploadId");
  pds_create (&pds, "a.bin", 9, "");
  pds_vary (&pds, "PutPart", "forget-upload");
  pds_put_part (&pds, 1, "123456789", 9);
  pds_assert_store (&pds, 404, "NoSuchUpload");
  pds_end (&pds);
}

static void
test_wrong_sums_at_the_end (void)
{
  Pds pds = { 0 };

  pds_start (&pds);
  pds_upload (&pds, "a.bin", (const guint8 *) "123456789", 9, "");
  pds_vary (&pds, "GetFile", "wrong-crc");
  pds_call_upload (&pds, "/v2/file/get", "");
  g_assert_cmpstr (pds_get_text (&pds, "crc64_hash"), ==, "1");
  pds_vary (&pds, "GetFile", "wrong-size");
  pds_call_upload (&pds, "/v2/file/get", "");
  g_assert_cmpint (reply_get_int (&pds.reply, "size"), ==, 10);
  pds_vary (&pds, "GetFile", "wrong-hash");
  pds_call_upload (&pds, "/v2/file/get", "");
  g_assert_cmpstr (pds_get_text (&pds, "content_hash"), ==,
                   "0000000000000000000000000000000000000000");
  pds_vary (&pds, "GetFile", "no-crc");
  pds_call_upload (&pds, "/v2/file/get", "");
  g_assert_false (json_object_has_member (reply_get_object (&pds.reply), "crc64_hash"));
  pds_vary (&pds, "GetFile", "no-hash");
  pds_call_upload (&pds, "/v2/file/get", "");
  g_assert_false (json_object_has_member (reply_get_object (&pds.reply), "content_hash"));
  pds_end (&pds);
}

static void
test_styles (void)
{
  Pds pds = { 0 };

  pds_start (&pds);
  pds_vary (&pds, "CreateFile", "create-200");
  g_assert_cmpuint (pds_create (&pds, "a.bin", 9, ""), ==, 200);
  pds_vary (&pds, "CreateFile", "capital-errors");
  g_assert_cmpuint (pds_create (&pds, "a/b", 9, ""), ==, 400);
  g_assert_cmpstr (pds_get_text (&pds, "Code"), ==, "InvalidParameter.Name");
  g_assert_null (pds_get_text (&pds, "code"));
  pds_end (&pds);
}

/* Codes come with the status and in the shape of the service. */
static void
test_codes (void)
{
  const struct {
    const char *code;
    guint status;
  } codes[] = {
    { "AccessTokenInvalid", 401 },
    { "ForbiddenNoPermission.File", 403 },
    { "QuotaExhausted.Drive", 403 },
    { "NotFound.Domain", 404 },
    { "AlreadyExist.File", 409 },
    { "TooManyRequests", 429 },
    { "InvalidParameter.ContentHash", 400 },
    { "InternalError", 500 },
  };
  Pds pds = { 0 };

  pds_start (&pds);
  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++) {
    g_autofree char *rule = g_strdup_printf (
        "[{\"call\":\"CreateFile\",\"fault\":\"code\",\"code\":\"%s\"}]", codes[i].code);

    practice_set_faults (&pds.practice, rule);
    pds_create (&pds, "a.bin", 9, "");
    pds_assert_code (&pds, codes[i].status, codes[i].code);
  }
  practice_set_faults (&pds.practice,
                       "[{\"call\":\"CreateFile\",\"fault\":\"code\",\"status\":409,"
                       "\"code\":\"QuotaExhausted.Drive\",\"headers\":{\"Retry-After\":\"7\"}}]");
  pds_create (&pds, "a.bin", 9, "");
  pds_assert_code (&pds, 409, "QuotaExhausted.Drive");
  g_assert_nonnull (strstr (pds.reply.head, "Retry-After: 7"));
  practice_set_faults (&pds.practice, "[{\"call\":\"PutPart\",\"fault\":\"code\"}]");
  pds_create (&pds, "a.bin", 9, "");
  pds_put_part (&pds, 1, "123456789", 9);
  pds_assert_store (&pds, 500, "InternalError");
  practice_set_faults (&pds.practice,
                       "[{\"call\":\"PutPart\",\"fault\":\"code\",\"code\":\"SlowDown\"}]");
  pds_put_part (&pds, 1, "123456789", 9);
  pds_assert_store (&pds, 503, "SlowDown");
  pds_end (&pds);
}

/* Folders and files share an address; a fault can still be for one of them. */
static void
test_faults_tell_folders_from_files (void)
{
  Pds pds = { 0 };
  const char *folder = "{\"drive_id\":\"1\",\"parent_file_id\":\"root\",\"name\":\"F\","
                       "\"type\":\"folder\",\"check_name_mode\":\"refuse\"}";

  pds_start (&pds);
  practice_set_faults (&pds.practice, "[{\"call\":\"CreateFolder\",\"fault\":\"reset\"},"
                                      "{\"call\":\"CreateFolder\",\"fault\":\"status\"},"
                                      "{\"call\":\"CreateFolder\",\"fault\":\"early\"}]");
  g_assert_cmpuint (pds_create (&pds, "a.bin", 9, ""), ==, 201);
  g_assert_cmpuint (pds_call (&pds, "/v2/file/create", folder), ==, 0);
  g_assert_true (pds.reply.is_reset);
  g_assert_cmpuint (pds_call (&pds, "/v2/file/create", folder), ==, 503);
  g_assert_cmpuint (pds_call (&pds, "/v2/file/create", folder), ==, 503);
  g_assert_cmpuint (pds_call (&pds, "/v2/file/create", folder), ==, 201);
  g_assert_false (pds_get_flag (&pds, "exist"));
  pds_end (&pds);
}

/* All is done when an answer gets lost. */
static void
test_lost_answers (void)
{
  Pds pds = { 0 };
  g_autofree char *target = NULL;

  pds_start (&pds);
  practice_set_faults (&pds.practice, "[{\"call\":\"PutPart\",\"fault\":\"drop-reply\"},"
                                      "{\"call\":\"CompleteFile\",\"fault\":\"drop-reply\"}]");
  pds_create (&pds, "a.bin", 9, "");
  target = pds_get_target (&pds, 1);
  g_assert_cmpuint (pds_put (&pds, target, "", "123456789", 9), ==, 0);
  pds_put (&pds, target, "", "123456789", 9);
  pds_assert_store (&pds, 409, "PartAlreadyExist");
  g_assert_cmpuint (pds_complete (&pds, NULL), ==, 0);
  pds_complete (&pds, NULL);
  pds_assert_code (&pds, 404, "NotFound.UploadId");
  g_assert_cmpuint (pds_call_upload (&pds, "/v2/file/get", ""), ==, 200);
  pds_end (&pds);
}

static void
test_damaged_parts (void)
{
  Pds pds = { 0 };

  pds_start (&pds);
  practice_set_faults (&pds.practice, "[{\"call\":\"PutPart\",\"fault\":\"flip\",\"bytes\":3}]");
  pds_create (&pds, "a.bin", 9, "");
  g_assert_cmpuint (pds_put_part (&pds, 1, "123456789", 9), ==, 200);
  pds_complete (&pds, "11051210869376104954");
  pds_assert_code (&pds, 400, "InvalidParameter.Crc64Hash");
  pds_end (&pds);
}

static void
test_log_of_a_part (void)
{
  Pds pds = { 0 };
  g_autofree guint8 *data = pds_make_data (2 * PDS_PART);
  JsonObject *entry = NULL;

  pds_start (&pds);
  pds_create (&pds, "a.bin", 2 * PDS_PART, "");
  pds_put_all (&pds, data, 2 * PDS_PART);
  entry = practice_get_last (&pds.practice, "PutPart", &pds.reply);
  g_assert_cmpstr (json_object_get_string_member (entry, "upload"), ==, pds.upload_id);
  g_assert_cmpint (json_object_get_int_member (entry, "offset"), ==, PDS_PART);
  g_assert_cmpint (json_object_get_int_member (entry, "size"), ==, PDS_PART);
  g_assert_cmpint (json_object_get_int_member (entry, "received"), ==, PDS_PART);
  pds_end (&pds);
}

int
main (int argc, char **argv)
{
  const struct {
    const char *path;
    GTestFunc test;
  } tests[] = {
    { "/practice/pds-variations/address-with-a-type", test_address_with_a_type },
    { "/practice/pds-variations/address-with-another-expiry", test_address_with_another_expiry },
    { "/practice/pds-variations/addresses-end-early", test_addresses_end_early },
    { "/practice/pds-variations/addresses-in-another-order", test_addresses_in_another_order },
    { "/practice/pds-variations/short-part", test_short_part },
    { "/practice/pds-variations/wrong-sums-of-a-part", test_wrong_sums_of_a_part },
    { "/practice/pds-variations/pages", test_pages },
    { "/practice/pds-variations/forgotten-upload", test_forgotten_upload },
    { "/practice/pds-variations/wrong-sums-at-the-end", test_wrong_sums_at_the_end },
    { "/practice/pds-variations/styles", test_styles },
    { "/practice/pds-faults/codes", test_codes },
    { "/practice/pds-faults/folders-from-files", test_faults_tell_folders_from_files },
    { "/practice/pds-faults/lost-answers", test_lost_answers },
    { "/practice/pds-faults/damaged-parts", test_damaged_parts },
    { "/practice/pds-faults/log-of-a-part", test_log_of_a_part },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add_func (tests[i].path, tests[i].test);
  return g_test_run ();
}
