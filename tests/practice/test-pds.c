/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Uploads to PDS from the first call to the last, with the values of the protocol notes. */
#include "pds-client.h"

#define EMPTY_SHA1 "DA39A3EE5E6B4B0D3255BFEF95601890AFD80709"
#define MIB_SHA1 "C2FC4CB20F1301A6B0DD211C19E69A13925DBE40"
#define MIB_CRC "16028127081582314172"
#define MIB_BEGINNING "0AC28084FF74933D05123496DAFD3791684D9B53"

/* Notes 5.2 and 5.3. */
static const struct {
  const char *text; /* NULL: the pattern */
  gsize size;
  const char *sha1;
  const char *crc64;
} vectors[] = {
  { "", 0, EMPTY_SHA1, "0" },
  { "a", 1, "86F7E437FAA5A7FCE15D1DDCB9EAEAEA377667B8", "3675645893302102789" },
  { "123456789", 9, "F7C3BC1D808E04732ADF679965CCC34CA7AE3441", "11051210869376104954" },
  { "\xff", 1, "85E53271E14006F0265921D02D4D736CDC580B0B", "18374686479671623680" },
  { NULL, 1023, "1D58257E7E9CECEE00473911023732E408E9BEE3", "9563193044280525580" },
  { NULL, 1025, "CA9FDC040579AFC74C0E6314FEE7AF12BD5C4284", "11676471316075037302" },
  { NULL, MIB, MIB_SHA1, MIB_CRC },
};

static void
test_vectors (void)
{
  Pds pds = { 0 };

  pds_start (&pds);
  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++) {
    g_autofree guint8 *data = vectors[i].text != NULL
                                  ? (guint8 *) g_memdup2 (vectors[i].text, vectors[i].size + 1)
                                  : pds_make_data (vectors[i].size);
    g_autofree char *wrong = g_strdup (vectors[i].crc64);

    g_test_message ("%s", vectors[i].sha1);
    g_assert_cmpuint (pds_create (&pds, "a.bin", vectors[i].size, ""), ==, 201);
    pds_put_all (&pds, data, vectors[i].size);
    wrong[0] = wrong[0] == '1' ? '2' : '1';
    if (strlen (wrong) == 20)
      wrong[0] = '1', wrong[19] = wrong[19] == '9' ? '8' : wrong[19] + 1;
    g_assert_cmpuint (pds_complete (&pds, wrong), ==, 400);
    g_assert_cmpuint (pds_complete (&pds, vectors[i].crc64), ==, 200);
    g_assert_cmpstr (pds_get_text (&pds, "crc64_hash"), ==, vectors[i].crc64);
    g_assert_cmpstr (pds_get_text (&pds, "content_hash"), ==, vectors[i].sha1);
    g_assert_cmpint (reply_get_int (&pds.reply, "size"), ==, vectors[i].size);
    g_assert_cmpstr (pds_get_text (&pds, "status"), ==, "available");
  }
  pds_end (&pds);
}

static void
assert_files (Pds *pds, guint count)
{
  practice_get (&pds->practice, "/practice/files", &pds->reply);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (pds->reply.json)), ==, count);
}

static void
test_goes_on_after_restart (void)
{
  Pds pds = { 0 };
  g_autofree guint8 *data = pds_make_data (MIB);
  g_autofree char *old = NULL;

  pds_start (&pds);
  g_assert_cmpuint (pds_create (&pds, "a.bin", MIB,
                                ",\"part_info_list\":[{\"part_number\":2},"
                                "{\"part_number\":1}]"),
                    ==, 201);
  old = pds_get_target (&pds, 1);
  g_assert_cmpuint (pds_put (&pds, old, "", data, PDS_PART), ==, 200);
  pds_restart (&pds);
  g_assert_cmpuint (pds_call_upload (&pds, "/v2/file/list_uploaded_parts", ""), ==, 200);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (
                        reply_get_object (&pds.reply), "uploaded_parts")),
                    ==, 1);
  g_assert_cmpuint (pds_put (&pds, old, "", data, PDS_PART), ==, 409);
  for (guint i = 1; i * PDS_PART < MIB; i++)
    g_assert_cmpuint (
        pds_put_part (&pds, i + 1, data + i * PDS_PART, MIN (PDS_PART, MIB - i * PDS_PART)), ==,
        200);
  g_assert_cmpuint (pds_complete (&pds, MIB_CRC), ==, 200);
  pds_restart (&pds);
  assert_files (&pds, 1);
  g_assert_cmpuint (pds_call_upload (&pds, "/v2/file/get", ""), ==, 200);
  g_assert_cmpstr (pds_get_text (&pds, "crc64_hash"), ==, MIB_CRC);
  pds_end (&pds);
}

static void
test_answer_of_a_part (void)
{
  Pds pds = { 0 };
  g_autofree char *etag = NULL;
  g_autofree char *crc64 = NULL;

  pds_start (&pds);
  pds_create (&pds, "a.bin", 9, "");
  g_assert_cmpuint (pds_put_part (&pds, 1, "123456789", 9), ==, 200);
  etag = pds_get_header (&pds, "ETag");
  crc64 = pds_get_header (&pds, "x-oss-hash-crc64ecma");
  g_assert_cmpstr (etag, ==, "\"25F9E794323B453885F5181F1B624D0B\"");
  g_assert_cmpstr (crc64, ==, "11051210869376104954");
  g_assert_cmpuint (pds.reply.size, ==, 0);
  pds_end (&pds);
}

static void
test_rapid_upload (void)
{
  Pds pds = { 0 };
  g_autofree guint8 *data = pds_make_data (MIB);
  g_autofree char *first = NULL;
  const char *hash = ",\"content_hash_name\":\"sha1\",\"content_hash\":\"" MIB_SHA1 "\"";

  pds_start (&pds);
  g_assert_cmpuint (pds_create (&pds, "b.bin", MIB, hash), ==, 201);
  g_assert_false (pds_get_flag (&pds, "rapid_upload"));
  pds_upload (&pds, "a.bin", data, MIB, "");
  first = g_strdup (pds.file_id);
  g_assert_cmpuint (pds_create (&pds, "b.bin", MIB, hash), ==, 201);
  g_assert_true (pds_get_flag (&pds, "rapid_upload"));
  g_assert_false (json_object_has_member (reply_get_object (&pds.reply), "upload_id"));
  g_assert_cmpstr (pds.file_id, !=, first);
  g_assert_cmpuint (pds_create (&pds, "c.bin", MIB + 1, hash), ==, 201);
  g_assert_false (pds_get_flag (&pds, "rapid_upload"));
  pds_restart (&pds);
  assert_files (&pds, 2);
  pds_vary (&pds, "CreateFile", "rapid-by-status");
  g_assert_cmpuint (pds_create (&pds, "d.bin", MIB, hash), ==, 201);
  g_assert_false (json_object_has_member (reply_get_object (&pds.reply), "rapid_upload"));
  g_assert_cmpstr (pds_get_text (&pds, "status"), ==, "available");
  pds_end (&pds);
}

static void
test_pre_hash (void)
{
  Pds pds = { 0 };
  g_autofree guint8 *data = pds_make_data (MIB);
  const char *pre_hash = ",\"pre_hash\":\"" MIB_BEGINNING "\"";

  pds_start (&pds);
  g_assert_cmpuint (pds_create (&pds, "a.bin", MIB, pre_hash), ==, 201);
  pds_upload (&pds, "a.bin", data, MIB, "");
  g_assert_cmpuint (pds_create (&pds, "b.bin", MIB, pre_hash), ==, 409);
  pds_assert_code (&pds, 409, "PreHashMatched");
  g_assert_cmpstr (pds_get_text (&pds, "pre_hash"), ==, MIB_BEGINNING);
  g_assert_cmpuint (pds_create (&pds, "b.bin", MIB - 1, pre_hash), ==, 201);
  g_assert_cmpuint (pds_create (&pds, "b.bin", MIB, ",\"pre_hash\":\"" EMPTY_SHA1 "\""), ==, 201);
  pds_end (&pds);
}

static void
test_names_that_are_taken (void)
{
  Pds pds = { 0 };
  g_autofree char *first = NULL;

  pds_start (&pds);
  pds_upload (&pds, "a.bin", (const guint8 *) "1", 1, "");
  first = g_strdup (pds.file_id);
  g_assert_cmpuint (pds_create (&pds, "a.bin", 1, ",\"check_name_mode\":\"refuse\""), ==, 201);
  g_assert_true (pds_get_flag (&pds, "exist"));
  g_assert_cmpstr (pds_get_text (&pds, "file_id"), ==, first);
  g_assert_null (pds.upload_id);
  g_assert_cmpuint (pds_create (&pds, "a.bin", 1, ",\"check_name_mode\":\"auto_rename\""), ==, 201);
  g_assert_true (
      g_regex_match_simple ("^a_\\d{8}_\\d{6}\\.bin$", pds_get_text (&pds, "file_name"), 0, 0));
  pds_upload (&pds, "a.bin", (const guint8 *) "2", 1, "");
  assert_files (&pds, 2);
  pds_vary (&pds, "CreateFile", "already-exist");
  pds_create (&pds, "a.bin", 1, ",\"check_name_mode\":\"refuse\"");
  pds_assert_code (&pds, 409, "AlreadyExist.File");
  pds_end (&pds);
}

/* The old content stays until the new one is whole. */
static void
test_overwrites (void)
{
  Pds pds = { 0 };
  g_autofree char *more = NULL;
  g_autofree char *first = NULL;

  pds_start (&pds);
  pds_upload (&pds, "a.bin", (const guint8 *) "1", 1, "");
  first = g_strdup (pds.file_id);
  more = g_strdup_printf (",\"file_id\":\"%s\",\"check_name_mode\":\"refuse\"", first);
  g_assert_cmpuint (pds_create (&pds, "a.bin", 2, more), ==, 201);
  g_assert_cmpstr (pds.file_id, ==, first);
  pds_put_part (&pds, 1, "22", 2);
  g_assert_cmpuint (pds_call_upload (&pds, "/v2/file/get", ""), ==, 200);
  g_assert_cmpint (reply_get_int (&pds.reply, "size"), ==, 1);
  pds_complete (&pds, "5");
  pds_assert_code (&pds, 400, "InvalidParameter.Crc64Hash");
  pds_restart (&pds);
  g_assert_cmpuint (pds_call_upload (&pds, "/v2/file/get", ""), ==, 200);
  g_assert_cmpint (reply_get_int (&pds.reply, "size"), ==, 1);
  g_assert_cmpuint (pds_complete (&pds, NULL), ==, 200);
  g_assert_cmpint (reply_get_int (&pds.reply, "size"), ==, 2);
  pds_restart (&pds);
  g_assert_cmpuint (pds_call_upload (&pds, "/v2/file/get", ""), ==, 200);
  g_assert_cmpint (reply_get_int (&pds.reply, "size"), ==, 2);
  assert_files (&pds, 1);
  pds_end (&pds);
}

static char *
make_folder (Pds *pds, const char *parent, const char *name)
{
  g_autofree char *body = g_strdup_printf (
      "{\"drive_id\":\"1\",\"parent_file_id\":\"%s\",\"name\":\"%s\",\"type\":\"folder\","
      "\"check_name_mode\":\"refuse\"}",
      parent, name);

  g_assert_cmpuint (pds_call (pds, "/v2/file/create", body), ==, 201);
  return g_strdup (pds_get_text (pds, "file_id"));
}

static JsonObject *
get_first_file (Pds *pds)
{
  assert_files (pds, 1);
  return json_array_get_object_element (json_node_get_array (pds->reply.json), 0);
}

static void
test_folders (void)
{
  Pds pds = { 0 };
  g_autofree char *body = NULL;
  g_autofree char *outer = NULL;
  g_autofree char *inner = NULL;
  g_autofree char *again = NULL;

  pds_start (&pds);
  outer = make_folder (&pds, "root", "Holiday");
  g_assert_false (pds_get_flag (&pds, "exist"));
  inner = make_folder (&pds, outer, "Day 1");
  pds_restart (&pds);
  again = make_folder (&pds, outer, "Day 1");
  g_assert_true (pds_get_flag (&pds, "exist"));
  g_assert_cmpstr (again, ==, inner);
  g_assert_cmpstr (pds_get_text (&pds, "type"), ==, "folder");
  body = g_strdup_printf ("{\"drive_id\":\"1\",\"parent_file_id\":\"%s\",\"name\":\"a.mp4\","
                          "\"type\":\"file\",\"size\":1}",
                          inner);
  g_assert_cmpuint (pds_call (&pds, "/v2/file/create", body), ==, 201);
  pds.file_id = g_strdup (pds_get_text (&pds, "file_id"));
  pds.upload_id = g_strdup (pds_get_text (&pds, "upload_id"));
  pds_put_part (&pds, 1, "1", 1);
  g_assert_cmpuint (pds_complete (&pds, NULL), ==, 200);
  pds_restart (&pds);
  g_assert_cmpstr (json_object_get_string_member (get_first_file (&pds), "folder"), ==,
                   "Holiday/Day 1");
  pds_end (&pds);
}

static gboolean
has_remark (Pds *pds, const char *call, const char *remark)
{
  JsonArray *log = NULL;

  practice_get (&pds->practice, "/practice/log", &pds->reply);
  log = json_node_get_array (pds->reply.json);
  for (guint i = 0; i < json_array_get_length (log); i++) {
    JsonObject *entry = json_array_get_object_element (log, i);

    if (g_strcmp0 (json_object_get_string_member (entry, "call"), call) == 0 &&
        g_strcmp0 (json_object_get_string_member (entry, "remark"), remark) == 0)
      return TRUE;
  }
  return FALSE;
}

/* Two that overlap make two, and one after the other make one. */
static void
test_folders_at_the_same_time (void)
{
  Pds pds = { 0 };
  Line line = { 0 };
  const char *body = "{\"drive_id\":\"1\",\"parent_file_id\":\"root\",\"name\":\"F\","
                     "\"type\":\"folder\",\"check_name_mode\":\"refuse\"}";
  g_autofree char *headers = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  pds_start (&pds);
  headers = g_strdup_printf ("Authorization: Bearer %s\r\nContent-Type: application/json\r\n"
                             "Content-Length: %" G_GSIZE_FORMAT "\r\n",
                             pds.bearer, strlen (body));
  line_open (&line, &pds.practice);
  /* All but one byte: this call has begun. */
  line_send_request (&line, "POST", "/v2/file/create", headers, body, strlen (body) - 1);
  while (!practice_get_last (&pds.practice, NULL, &pds.reply))
    ;
  first = make_folder (&pds, "root", "F");
  line_send (&line, body + strlen (body) - 1, 1);
  line_read (&line, &pds.reply);
  g_assert_cmpuint (pds.reply.status, ==, 201);
  second = g_strdup (pds_get_text (&pds, "file_id"));
  g_assert_false (pds_get_flag (&pds, "exist"));
  g_assert_cmpstr (first, !=, second);
  g_assert_true (has_remark (&pds, "CreateFolder", "a second folder of this name"));
  g_free (make_folder (&pds, "root", "F"));
  g_assert_true (pds_get_flag (&pds, "exist"));
  line_close (&line);
  pds_end (&pds);
}

static void
test_deletes (void)
{
  Pds pds = { 0 };

  pds_start (&pds);
  pds_create (&pds, "a.bin", 1, "");
  g_assert_cmpuint (pds_call_upload (&pds, "/v2/file/get", ""), ==, 404);
  g_assert_cmpuint (pds_call_upload (&pds, "/v2/file/delete", ""), ==, 204);
  g_assert_cmpuint (pds_call_upload (&pds, "/v2/file/list_uploaded_parts", ""), ==, 404);
  pds_assert_code (&pds, 404, "NotFound.UploadId");
  g_assert_cmpuint (pds_call_upload (&pds, "/v2/file/delete", ""), ==, 404);
  pds_upload (&pds, "a.bin", (const guint8 *) "1", 1, "");
  pds_vary (&pds, "TrashFile", "async-delete");
  g_assert_cmpuint (pds_call_upload (&pds, "/v2/recyclebin/trash", ""), ==, 202);
  g_assert_cmpstr (pds_get_text (&pds, "async_task_id"), !=, NULL);
  g_assert_true (has_remark (&pds, "TrashFile", "a finished file is deleted"));
  assert_files (&pds, 0);
  pds_end (&pds);
}

/* Bodies are thrown away, and what can be told without them is. */
static void
test_sink (void)
{
  Pds pds = { .practice.options.is_sink = TRUE };
  g_autofree guint8 *data = pds_make_data (MIB);

  pds_start (&pds);
  pds_create (&pds, "a.bin", MIB, "");
  pds_put_all (&pds, data, MIB);
  g_assert_cmpuint (pds_complete (&pds, MIB_CRC), ==, 200);
  g_assert_cmpstr (pds_get_text (&pds, "crc64_hash"), ==, MIB_CRC);
  g_assert_cmpuint (pds_call_upload (&pds, "/v2/file/get", ""), ==, 200);
  g_assert_cmpuint (pds_create (&pds, "a.bin", MIB, ",\"check_name_mode\":\"refuse\""), ==, 201);
  g_assert_false (pds_get_flag (&pds, "exist"));
  pds_end (&pds);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/practice/pds/vectors", test_vectors);
  g_test_add_func ("/practice/pds/goes-on-after-restart", test_goes_on_after_restart);
  g_test_add_func ("/practice/pds/answer-of-a-part", test_answer_of_a_part);
  g_test_add_func ("/practice/pds/rapid-upload", test_rapid_upload);
  g_test_add_func ("/practice/pds/pre-hash", test_pre_hash);
  g_test_add_func ("/practice/pds/names-that-are-taken", test_names_that_are_taken);
  g_test_add_func ("/practice/pds/overwrites", test_overwrites);
  g_test_add_func ("/practice/pds/folders", test_folders);
  g_test_add_func ("/practice/pds/folders-at-the-same-time", test_folders_at_the_same_time);
  g_test_add_func ("/practice/pds/deletes", test_deletes);
  g_test_add_func ("/practice/pds/sink", test_sink);
  return g_test_run ();
}
