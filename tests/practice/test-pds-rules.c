/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the API of PDS refuses, and how it says so. */
#include "pds-client.h"

#define SHA1 "F7C3BC1D808E04732ADF679965CCC34CA7AE3441"
#define BASE "\"drive_id\":\"1\",\"parent_file_id\":\"root\""
#define FILE BASE ",\"name\":\"a.bin\",\"type\":\"file\",\"size\":9"
#define JSON "Content-Type: application/json\r\n"

static const struct {
  const char *body;
  guint status;
  const char *code; /* NULL: fine */
} creations[] = {
  { "{" FILE "}", 201, NULL },
  { "{" FILE ",\"part_size\":5,\"donot_emit_error\":true}", 201, NULL },
  { "", 400, "InvalidRequestJSONFormat" },
  { "[]", 400, "InvalidRequestJSONFormat" },
  { "{" FILE ",}", 400, "InvalidRequestJSONFormat" },
  { "{" FILE ",\"size\":\"\"}", 400, "InvalidRequestJSONFormat" },
  { "{" FILE ",\"size\":9.0}", 400, "InvalidRequestJSONFormat" },
  { "{" FILE ",\"size\":null}", 400, "InvalidRequestJSONFormat" },
  { "{" FILE ",\"size\":-1}", 400, "InvalidParameter.Size" },
  { "{" BASE ",\"name\":\"a.bin\",\"type\":\"file\"}", 201, NULL },
  { "{" FILE ",\"size\":53687091200000}", 201, NULL },
  { "{" FILE ",\"size\":53687091200001}", 400, "InvalidParameter.Size" },
  { "{" FILE ",\"drive_id\":1}", 400, "InvalidRequestJSONFormat" },
  { "{" FILE ",\"drive_id\":\"\"}", 400, "InvalidParameter.DriveId" },
  { "{" FILE ",\"drive_id\":\"01\"}", 404, "NotFound.Drive" },
  { "{" FILE ",\"parent_file_id\":\"gone\"}", 404, "NotFound.File" },
  { "{" FILE ",\"type\":\"File\"}", 400, "InvalidParameter.Type" },
  { "{" BASE ",\"name\":\"a\"}", 400, "InvalidParameter.Type" },
  { "{" BASE ",\"type\":\"file\"}", 400, "InvalidParameter.Name" },
  { "{\"drive_id\":\"1\",\"name\":\"a\",\"type\":\"file\"}", 400, "InvalidParameter.ParentFileId" },
  { "{\"parent_file_id\":\"root\",\"name\":\"a\",\"type\":\"file\"}", 400,
    "InvalidParameter.DriveId" },
  { "{" FILE ",\"name\":\"\"}", 400, "InvalidParameter.Name" },
  { "{" FILE ",\"name\":\"a/b\"}", 400, "InvalidParameter.Name" },
  { "{" FILE ",\"name\":\"a\\\\b\"}", 400, "InvalidParameter.Name" },
  { "{" FILE ",\"name\":\"\xc3\xa4 +&=%\"}", 201, NULL },
  { "{" FILE ",\"name\":\"\xff\"}", 400, "InvalidRequestJSONFormat" },
  { "{" FILE ",\"check_name_mode\":\"overwrite\"}", 400, "InvalidParameter.CheckNameMode" },
  { "{" FILE ",\"check_name_mode\":\"\"}", 400, "InvalidParameter.CheckNameMode" },
  { "{" FILE ",\"check_name_mode\":\"ignore\"}", 201, NULL },
  { "{" FILE ",\"content_hash\":\"" SHA1 "\",\"content_hash_name\":\"sha1\"}", 201, NULL },
  { "{" FILE ",\"content_hash\":\"" SHA1 "\"}", 400, "InvalidParameter.ContentHashName" },
  { "{" FILE ",\"content_hash\":\"" SHA1 "\",\"content_hash_name\":\"sha256\"}", 400,
    "InvalidParameter.ContentHashName" },
  { "{" FILE ",\"content_hash_name\":\"sha1\"}", 400, "InvalidParameter.ContentHashName" },
  { "{" FILE ",\"content_hash\":\"12\",\"content_hash_name\":\"sha1\"}", 400,
    "InvalidParameter.ContentHash" },
  { "{" FILE ",\"pre_hash\":\"\"}", 400, "InvalidParameter.PreHash" },
  { "{" FILE ",\"pre_hash\":\"xyz\"}", 400, "InvalidParameter.PreHash" },
  { "{" BASE ",\"name\":\"a\",\"type\":\"file\",\"pre_hash\":\"" SHA1 "\"}", 400,
    "InvalidParameter.Size" },
  { "{" FILE ",\"parallel_upload\":true}", 400, "InvalidParameterNotSupported.ParallelUpload" },
  { "{" FILE ",\"parallel_upload\":1}", 400, "InvalidRequestJSONFormat" },
  { "{" FILE ",\"file_id\":\"gone\"}", 404, "NotFound.File" },
  { "{" FILE ",\"content_type\":\"\"}", 400, "InvalidParameter.ContentType" },
  { "{" FILE ",\"part_info_list\":[]}", 400, "InvalidParameter.PartInfoList" },
  { "{" FILE ",\"part_info_list\":[1]}", 400, "InvalidParameter.PartInfoList" },
  { "{" FILE ",\"part_info_list\":[{\"part_number\":0}]}", 400, "InvalidParameter.PartInfoList" },
  { "{" FILE ",\"part_info_list\":[{\"part_number\":10000}]}", 201, NULL },
  { "{" FILE ",\"part_info_list\":[{\"part_number\":10001}]}", 400,
    "InvalidParameter.PartInfoList" },
  { "{" FILE ",\"part_info_list\":[{\"part_number\":\"1\"}]}", 400,
    "InvalidParameter.PartInfoList" },
  { "{" FILE ",\"part_info_list\":[{\"part_number\":1},{\"part_number\":1}]}", 400,
    "InvalidParameter.PartInfoList" },
};

static void
test_creations (void)
{
  Pds pds = { 0 };

  pds_start (&pds);
  for (gsize i = 0; i < G_N_ELEMENTS (creations); i++) {
    if (g_utf8_validate (creations[i].body, -1, NULL))
      g_test_message ("%s", creations[i].body);
    pds_call (&pds, "/v2/file/create", creations[i].body);
    g_assert_cmpuint (pds.reply.status, ==, creations[i].status);
    g_assert_cmpstr (pds_get_text (&pds, "code"), ==, creations[i].code);
    if (creations[i].code != NULL)
      g_assert_nonnull (pds_get_text (&pds, "message"));
  }
  pds_end (&pds);
}

static void
test_long_names (void)
{
  Pds pds = { 0 };
  g_autofree char *longest = g_strnfill (1024, 'a');
  g_autofree char *longer = g_strnfill (1025, 'a');

  pds_start (&pds);
  g_assert_cmpuint (pds_create (&pds, longest, 1, ""), ==, 201);
  g_assert_cmpuint (pds_create (&pds, longer, 1, ""), ==, 400);
  pds_assert_code (&pds, 400, "InvalidParameter.Name");
  pds_end (&pds);
}

/* Empty texts are what some clients of the vendor send for what they do not know. */
static void
test_lenient (void)
{
  Pds pds = { .practice.options.is_lenient = TRUE };

  pds_start (&pds);
  g_assert_cmpuint (pds_create (&pds, "a.bin", 9, ",\"content_type\":\"\",\"pre_hash\":\"\""), ==,
                    201);
  g_assert_cmpuint (pds_create (&pds, "a.bin", 9, ",\"part_info_list\":[]"), ==, 201);
  g_assert_cmpuint (pds_create (&pds, "a.bin", 9, ",\"content_hash\":\"" SHA1 "\""), ==, 201);
  g_assert_cmpuint (pds_call_upload (&pds, "/v2/file/list_uploaded_parts", ",\"limit\":1000"), ==,
                    200);
  pds_end (&pds);
}

static guint
send_user_call (Pds *pds, const char *method, const char *headers, const char *body)
{
  g_autofree char *all =
      g_strdup_printf ("Content-Length: %" G_GSIZE_FORMAT "\r\n%s", strlen (body), headers);

  return pds_send (pds, method, "/v2/user/get", all, body, strlen (body));
}

static void
test_headers_of_a_call (void)
{
  Pds pds = { 0 };
  g_autofree char *right = NULL;
  g_autofree char *wrong = NULL;
  g_autofree char *form = NULL;
  g_autofree char *basic = NULL;
  g_autofree char *id = NULL;

  pds_start (&pds);
  right = g_strdup_printf ("Authorization: Bearer %s\r\n" JSON, pds.bearer);
  wrong = g_strdup_printf ("Authorization: Bearer %sx\r\n" JSON, pds.bearer);
  form = g_strdup_printf ("Authorization: Bearer %s\r\nContent-Type: text/plain\r\n", pds.bearer);
  basic = g_strdup_printf ("Authorization: Basic %s\r\n" JSON, pds.bearer);
  g_assert_cmpuint (send_user_call (&pds, "POST", right, "{}"), ==, 200);
  id = pds_get_header (&pds, "x-ca-request-id");
  g_assert_nonnull (id);
  send_user_call (&pds, "POST", wrong, "{}");
  pds_assert_code (&pds, 401, "AccessTokenInvalid");
  send_user_call (&pds, "POST", JSON, "{}");
  pds_assert_code (&pds, 401, "AccessTokenInvalid");
  send_user_call (&pds, "POST", basic, "{}");
  pds_assert_code (&pds, 401, "AccessTokenInvalid");
  send_user_call (&pds, "POST", form, "{}");
  pds_assert_code (&pds, 400, "InvalidParameter.ContentType");
  g_assert_cmpuint (send_user_call (&pds, "PUT", right, "{}"), ==, 405);
  g_assert_null (pds.reply.json);
  pds_end (&pds);
}

static void
test_ids_have_to_fit (void)
{
  Pds pds = { 0 };
  g_autofree char *first = NULL;
  g_autofree char *right = NULL;

  pds_start (&pds);
  pds_create (&pds, "a.bin", 9, "");
  first = g_strdup (pds.file_id);
  pds_create (&pds, "b.bin", 9, "");
  right = g_steal_pointer (&pds.file_id);
  pds.file_id = g_strdup (first);
  pds_complete (&pds, NULL);
  pds_assert_code (&pds, 404, "NotFound.UploadId");
  pds_call_upload (&pds, "/v2/file/get_upload_url", ",\"part_info_list\":[{\"part_number\":1}]");
  pds_assert_code (&pds, 404, "NotFound.UploadId");
  g_free (pds.file_id);
  pds.file_id = g_steal_pointer (&right);
  pds_call_upload (&pds, "/v2/file/list_uploaded_parts", ",\"drive_id\":\"2\"");
  pds_assert_code (&pds, 404, "NotFound.UploadId");
  pds_call_upload (&pds, "/v2/file/get_upload_url", "");
  pds_assert_code (&pds, 400, "InvalidParameter.PartInfoList");
  pds_end (&pds);
}

static void
test_completing (void)
{
  Pds pds = { 0 };
  g_autofree guint8 *data = pds_make_data (MIB);
  const char *const wrongs[] = { "", "-1", "+1", "01", "0x1", "1 ", "18446744073709551616", "a" };

  pds_start (&pds);
  pds_create (&pds, "a.bin", MIB, "");
  pds_complete (&pds, NULL);
  pds_assert_code (&pds, 400, "InvalidPart");
  pds_put_part (&pds, 1, data, PDS_PART - 1);
  pds_complete (&pds, NULL);
  pds_assert_code (&pds, 400, "InvalidPart");
  pds_put_part (&pds, 2, data + PDS_PART - 1, MIB - PDS_PART + 1);
  for (gsize i = 0; i < G_N_ELEMENTS (wrongs); i++) {
    pds_complete (&pds, wrongs[i]);
    pds_assert_code (&pds, 400, "InvalidParameter.Crc64Hash");
  }
  pds_complete (&pds, NULL);
  pds_assert_code (&pds, 400, "EntityTooSmall");
  pds_create (&pds, "b.bin", 8, "");
  pds_put_part (&pds, 1, "123456789", 9);
  pds_complete (&pds, NULL);
  pds_assert_code (&pds, 400, "InvalidParameter.Size");
  pds_create (&pds, "c.bin", 9, ",\"content_hash_name\":\"sha1\",\"content_hash\":\"" SHA1 "\"");
  pds_put_part (&pds, 1, "123456780", 9);
  pds_complete (&pds, NULL);
  pds_assert_code (&pds, 400, "InvalidParameter.ContentHash");
  pds_end (&pds);
}

static void
test_over_is_over (void)
{
  Pds pds = { 0 };

  pds_start (&pds);
  pds_upload (&pds, "a.bin", (const guint8 *) "1", 1, "");
  pds_complete (&pds, NULL);
  pds_assert_code (&pds, 404, "NotFound.UploadId");
  g_assert_cmpuint (pds_call_upload (&pds, "/v2/file/get", ""), ==, 200);
  pds_vary (&pds, "GetUploadUrl", "finished-exists");
  pds_call_upload (&pds, "/v2/file/get_upload_url", ",\"part_info_list\":[{\"part_number\":1}]");
  pds_assert_code (&pds, 409, "AlreadyExist.File");
  pds_end (&pds);
}

/* From the creation on, as the notes guess. */
static void
test_uploads_live_ten_days (void)
{
  Pds pds = { 0 };

  pds_start (&pds);
  pds_create (&pds, "a.bin", 9, "");
  pds.bearer = HOIST_PRACTICE_PDS_API_KEY;
  g_atomic_int_set (&pds.practice.skew_s, 10 * 86400 - 60);
  g_assert_cmpuint (pds_put_part (&pds, 1, "123456789", 9), ==, 200);
  g_atomic_int_set (&pds.practice.skew_s, 10 * 86400);
  pds_complete (&pds, NULL);
  pds_assert_code (&pds, 404, "NotFound.UploadId");
  pds_end (&pds);
}

static guint
count_listed (Pds *pds, const char *more, const char *next)
{
  JsonArray *parts = NULL;

  g_assert_cmpuint (pds_call_upload (pds, "/v2/file/list_uploaded_parts", more), ==, 200);
  g_assert_cmpstr (pds_get_text (pds, "next_part_number_marker"), ==, next);
  parts = json_object_get_array_member (reply_get_object (&pds->reply), "uploaded_parts");
  return json_array_get_length (parts);
}

static void
test_pages_of_parts (void)
{
  Pds pds = { 0 };
  g_autofree guint8 *data = pds_make_data (5 * PDS_PART);

  pds_start (&pds);
  pds_create (&pds, "a.bin", 5 * PDS_PART, "");
  g_assert_cmpuint (count_listed (&pds, "", ""), ==, 0);
  pds_put_all (&pds, data, 5 * PDS_PART);
  g_assert_cmpuint (count_listed (&pds, "", ""), ==, 5);
  g_assert_cmpuint (count_listed (&pds, ",\"limit\":2", "2"), ==, 2);
  g_assert_cmpuint (count_listed (&pds, ",\"limit\":2,\"part_number_marker\":2", "4"), ==, 2);
  g_assert_cmpuint (count_listed (&pds, ",\"limit\":2,\"part_number_marker\":4", ""), ==, 1);
  g_assert_cmpuint (count_listed (&pds, ",\"limit\":1,\"part_number_marker\":5", ""), ==, 0);
  pds_call_upload (&pds, "/v2/file/list_uploaded_parts", ",\"limit\":101");
  pds_assert_code (&pds, 400, "InvalidParameter.Limit");
  pds_call_upload (&pds, "/v2/file/list_uploaded_parts", ",\"limit\":0");
  pds_assert_code (&pds, 400, "InvalidParameter.Limit");
  pds_call_upload (&pds, "/v2/file/list_uploaded_parts", ",\"part_number_marker\":\"2\"");
  pds_assert_code (&pds, 400, "InvalidRequestJSONFormat");
  pds_end (&pds);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/practice/pds-rules/creations", test_creations);
  g_test_add_func ("/practice/pds-rules/long-names", test_long_names);
  g_test_add_func ("/practice/pds-rules/lenient", test_lenient);
  g_test_add_func ("/practice/pds-rules/headers-of-a-call", test_headers_of_a_call);
  g_test_add_func ("/practice/pds-rules/ids-have-to-fit", test_ids_have_to_fit);
  g_test_add_func ("/practice/pds-rules/completing", test_completing);
  g_test_add_func ("/practice/pds-rules/over-is-over", test_over_is_over);
  g_test_add_func ("/practice/pds-rules/uploads-live-ten-days", test_uploads_live_ten_days);
  g_test_add_func ("/practice/pds-rules/pages-of-parts", test_pages_of_parts);
  return g_test_run ();
}
