/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Xvid MediaHub as the practice server plays it: whole uploads, over real connections. */
#include "xvid-client.h"

#define CHUNK_SIZE (5 * MIB)

static JsonObject *
get_only_file (Practice *practice, Reply *reply)
{
  practice_get (practice, "/practice/files", reply);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (reply->json)), ==, 1);
  return json_array_get_object_element (json_node_get_array (reply->json), 0);
}

static void
test_full_upload (void)
{
  Practice practice = { 0 };
  g_autofree guint8 *data = vector_new ();
  g_autofree char *md5 = g_compute_checksum_for_data (G_CHECKSUM_MD5, data, VECTOR_SIZE);
  g_autofree char *token = NULL;
  Started started = { 0 };
  Reply reply = { 0 };
  JsonObject *file = NULL;

  practice_start (&practice);
  token = xvid_sign_in (&practice);
  xvid_upload (&practice, token, data, VECTOR_SIZE, &started, &reply);
  file = reply_get_member (&reply, "file");
  g_assert_cmpstr (json_object_get_string_member (file, "id"), ==, started.file_id);
  g_assert_cmpstr (json_object_get_string_member (file, "name"), ==, "test.mp4");
  g_assert_cmpstr (json_object_get_string_member (file, "md5_checksum"), ==, md5);
  g_assert_cmpint (json_object_get_int_member (file, "size"), ==, VECTOR_SIZE);
  g_assert_cmpstr (started.id, !=, started.file_id);

  file = get_only_file (&practice, &reply);
  g_assert_cmpstr (json_object_get_string_member (file, "service"), ==, "xvid-mediahub");
  g_assert_cmpstr (json_object_get_string_member (file, "sha1"), ==, VECTOR_SHA1);
  g_assert_cmpstr (json_object_get_string_member (file, "folder"), ==, "uploads");
  g_assert_cmpstr (json_object_get_string_member (file, "file_id"), ==, started.file_id);
  started_clear (&started);
  reply_clear (&reply);
  practice_end (&practice);
}

static void
test_states (void)
{
  Practice practice = { 0 };
  g_autofree char *token = NULL;
  Started started = { 0 };
  Reply reply = { 0 };

  practice_start (&practice);
  token = xvid_sign_in (&practice);
  xvid_start (&practice, token, &started);
  xvid_get_upload (&practice, token, started.id, &reply);
  g_assert_cmpstr (reply_get_status (&reply), ==, "UPLOADING");
  g_assert_false (json_object_has_member (reply_get_member (&reply, "upload"), "form_post_params"));
  xvid_get_file (&practice, token, started.file_id, &reply);
  g_assert_false (json_object_has_member (reply_get_member (&reply, "file"), "size"));
  g_assert_false (json_object_has_member (reply_get_member (&reply, "file"), "md5_checksum"));
  xvid_finish (&practice, token, started.id, DONE, &reply);
  assert_refused (&reply, 400, "0x0230001", "nothing was posted");

  xvid_post (&practice, started.fields, "abc", 3, &reply);
  g_assert_cmpuint (reply.status, ==, 201);
  g_assert_nonnull (strstr (reply.head, "ETag: \"900150983cd24fb0d6963f7d28e17f72\""));
  g_assert_nonnull (strstr (reply.body, "<Bucket>practice-bucket</Bucket><Key>tmp/" PIPELINE
                                        "/uploads/test.mp4</Key>"));
  xvid_finish (&practice, token, started.id, DONE, &reply);
  g_assert_cmpstr (reply_get_status (&reply), ==, "COMPLETING");
  g_assert_cmpint (json_object_get_int_member (reply_get_member (&reply, "upload"), "nb_chunks"),
                   ==, 1);
  xvid_get_upload (&practice, token, started.id, &reply);
  g_assert_cmpstr (reply_get_status (&reply), ==, "COMPLETING");
  xvid_await (&practice, token, started.id, &reply);
  g_assert_cmpstr (reply_get_status (&reply), ==, "COMPLETE");
  xvid_finish (&practice, token, started.id, DONE, &reply);
  assert_refused (&reply, 400, "0x0230001", "the upload is finished already");
  xvid_post (&practice, started.fields, "abc", 3, &reply);
  assert_store_refused (&reply, 403, "AccessDenied", "finished already");
  started_clear (&started);
  reply_clear (&reply);
  practice_end (&practice);
}

static void
test_empty_file (void)
{
  Practice practice = { 0 };
  g_autofree char *token = NULL;
  Started started = { 0 };
  Reply reply = { 0 };

  practice_start (&practice);
  token = xvid_sign_in (&practice);
  xvid_upload (&practice, token, "", 0, &started, &reply);
  g_assert_cmpint (json_object_get_int_member (reply_get_member (&reply, "file"), "size"), ==, 0);
  started_clear (&started);
  reply_clear (&reply);
  practice_end (&practice);
}

/* Posted again, the bytes are replaced; a form that breaks off leaves nothing. */
static void
test_posts_again (void)
{
  Practice practice = { 0 };
  g_autofree char *token = NULL;
  Started started = { 0 };
  Reply reply = { 0 };
  Line line = { 0 };
  GString *form = NULL;

  practice_start (&practice);
  token = xvid_sign_in (&practice);
  xvid_start (&practice, token, &started);
  form = form_new (started.fields);
  form_add_file (form, "never", 5);
  line_open (&line, &practice);
  line_send_request (&line, "POST", STORE,
                     "Content-Type: multipart/form-data; boundary=" BOUNDARY
                     "\r\nContent-Length: 100000\r\n",
                     form->str, form->len);
  line_close (&line);
  xvid_finish (&practice, token, started.id, DONE, &reply);
  g_assert_cmpuint (reply.status, ==, 400);

  xvid_post (&practice, started.fields, "first", 5, &reply);
  xvid_post (&practice, started.fields, "second", 6, &reply);
  xvid_finish (&practice, token, started.id, DONE, &reply);
  xvid_await (&practice, token, started.id, &reply);
  g_assert_cmpint (json_object_get_int_member (get_only_file (&practice, &reply), "size"), ==, 6);
  g_string_free (form, TRUE);
  started_clear (&started);
  reply_clear (&reply);
  practice_end (&practice);
}

/* Section 10: the bytes may come under a new policy, and the first upload is finished. */
static void
test_two_uploads_of_a_key (void)
{
  Practice practice = { 0 };
  g_autofree char *token = NULL;
  Started first = { 0 }, second = { 0 };
  Reply reply = { 0 };

  practice_start (&practice);
  token = xvid_sign_in (&practice);
  xvid_start (&practice, token, &first);
  xvid_start (&practice, token, &second);
  g_assert_cmpstr (first.id, !=, second.id);
  xvid_post (&practice, second.fields, "abc", 3, &reply);
  g_assert_cmpuint (reply.status, ==, 201);
  xvid_finish (&practice, token, first.id, DONE, &reply);
  g_assert_cmpstr (reply_get_status (&reply), ==, "COMPLETING");
  xvid_await (&practice, token, first.id, &reply);
  g_assert_cmpstr (reply_get_status (&reply), ==, "COMPLETE");
  xvid_finish (&practice, token, second.id, DONE, &reply);
  assert_refused (&reply, 400, "0x0230001", "nothing was posted");
  xvid_post (&practice, second.fields, "defg", 4, &reply);
  xvid_finish (&practice, token, second.id, DONE, &reply);
  xvid_await (&practice, token, second.id, &reply);
  xvid_get_file (&practice, token, second.file_id, &reply);
  g_assert_cmpint (json_object_get_int_member (reply_get_member (&reply, "file"), "size"), ==, 4);
  xvid_get_file (&practice, token, first.file_id, &reply);
  g_assert_cmpint (json_object_get_int_member (reply_get_member (&reply, "file"), "size"), ==, 3);
  started_clear (&first);
  started_clear (&second);
  reply_clear (&reply);
  practice_end (&practice);
}

static void
post_chunk (Practice *practice,
            Started *started,
            guint chunk,
            guint chunks,
            const guint8 *data,
            gsize size,
            Reply *reply)
{
  g_autofree char *key = g_strdup_printf ("tmp/" PIPELINE "/uploads/test.mp4.%u", chunk);

  params_set (started->fields, "key", key);
  params_set_number (started->fields, "chunk", chunk);
  params_set_number (started->fields, "chunks", chunks);
  xvid_post (practice, started->fields, data, size, reply);
}

static void
test_chunks (void)
{
  Practice practice = { 0 };
  g_autofree guint8 *data = vector_new ();
  g_autofree char *token = NULL;
  Started started = { 0 };
  Reply reply = { 0 };

  practice_start (&practice);
  token = xvid_sign_in (&practice);
  xvid_start (&practice, token, &started);
  /* The single file and the chunks lie under different keys. */
  xvid_post (&practice, started.fields, "abc", 3, &reply);
  post_chunk (&practice, &started, 1, 2, data + CHUNK_SIZE, VECTOR_SIZE - CHUNK_SIZE, &reply);
  g_assert_cmpuint (reply.status, ==, 201);
  xvid_finish (&practice, token, started.id, "{\"upload\":{\"nb_chunks\":2}}", &reply);
  assert_refused (&reply, 400, "0x0230001", "a chunk was not posted");
  post_chunk (&practice, &started, 0, 2, data, MIB, &reply);
  xvid_finish (&practice, token, started.id, "{\"upload\":{\"nb_chunks\":2}}", &reply);
  assert_refused (&reply, 400, "0x0230001", "a chunk is smaller");
  post_chunk (&practice, &started, 0, 2, data, CHUNK_SIZE, &reply);
  g_assert_cmpuint (reply.status, ==, 201);
  xvid_finish (&practice, token, started.id, "{\"upload\":{\"nb_chunks\":2}}", &reply);
  g_assert_cmpuint (reply.status, ==, 200);
  xvid_await (&practice, token, started.id, &reply);
  g_assert_cmpstr (json_object_get_string_member (get_only_file (&practice, &reply), "sha1"), ==,
                   VECTOR_SHA1);
  started_clear (&started);
  reply_clear (&reply);
  practice_end (&practice);
}

static void
test_restart (void)
{
  Practice practice = { 0 };
  g_autofree guint8 *data = vector_new ();
  g_autofree char *token = NULL;
  Started started = { 0 };
  Reply reply = { 0 };

  practice_start (&practice);
  token = xvid_sign_in (&practice);
  xvid_start (&practice, token, &started);
  practice_stop (&practice);
  practice_start (&practice);
  xvid_post (&practice, started.fields, data, VECTOR_SIZE, &reply);
  g_assert_cmpuint (reply.status, ==, 201);
  practice_stop (&practice);
  practice_start (&practice);
  xvid_get_upload (&practice, token, started.id, &reply);
  g_assert_cmpstr (reply_get_status (&reply), ==, "UPLOADING");
  xvid_finish (&practice, token, started.id, DONE, &reply);
  g_assert_cmpuint (reply.status, ==, 200);
  /* Perhaps in the middle of putting it together. */
  practice_stop (&practice);
  practice_start (&practice);
  xvid_await (&practice, token, started.id, &reply);
  g_assert_cmpstr (reply_get_status (&reply), ==, "COMPLETE");
  practice_stop (&practice);
  practice_start (&practice);
  xvid_get_file (&practice, token, started.file_id, &reply);
  g_assert_cmpint (json_object_get_int_member (reply_get_member (&reply, "file"), "size"), ==,
                   VECTOR_SIZE);
  g_assert_cmpstr (json_object_get_string_member (get_only_file (&practice, &reply), "sha1"), ==,
                   VECTOR_SHA1);
  started_clear (&started);
  reply_clear (&reply);
  practice_end (&practice);
}

static void
delete_file (Practice *practice, const char *token, const char *id, Reply *reply)
{
  g_autofree char *target = g_strconcat ("files/", id, NULL);

  xvid_call (practice, token, "DELETE", target, NULL, reply);
}

static void
test_delete (void)
{
  Practice practice = { 0 };
  g_autofree char *token = NULL;
  Started started = { 0 };
  Reply reply = { 0 };

  practice_start (&practice);
  token = xvid_sign_in (&practice);
  xvid_upload (&practice, token, "abc", 3, &started, &reply);
  delete_file (&practice, token, started.file_id, &reply);
  g_assert_cmpstr (json_object_get_string_member (reply_get_member (&reply, "result"), "status"),
                   ==, "SUCCESS");
  delete_file (&practice, token, started.file_id, &reply);
  assert_refused (&reply, 404, "0x0230002", "there is no such file");
  practice_get (&practice, "/practice/files", &reply);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (reply.json)), ==, 0);

  xvid_start (&practice, token, &started);
  xvid_post (&practice, started.fields, "abc", 3, &reply);
  delete_file (&practice, token, started.file_id, &reply);
  g_assert_cmpuint (reply.status, ==, 200);
  xvid_get_upload (&practice, token, started.id, &reply);
  assert_refused (&reply, 404, "0x0230002", "there is no such upload");
  started_clear (&started);
  reply_clear (&reply);
  practice_end (&practice);
}

/* Nothing is kept, so there is no checksum either. */
static void
test_sink (void)
{
  Practice practice = { .options = { .is_sink = TRUE } };
  g_autofree guint8 *data = vector_new ();
  g_autofree char *token = NULL;
  Started started = { 0 };
  Reply reply = { 0 };

  practice_start (&practice);
  token = xvid_sign_in (&practice);
  xvid_upload (&practice, token, data, VECTOR_SIZE, &started, &reply);
  g_assert_cmpint (json_object_get_int_member (reply_get_member (&reply, "file"), "size"), ==,
                   VECTOR_SIZE);
  g_assert_false (json_object_has_member (reply_get_member (&reply, "file"), "md5_checksum"));
  started_clear (&started);
  reply_clear (&reply);
  practice_end (&practice);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/practice/xvid/full-upload", test_full_upload);
  g_test_add_func ("/practice/xvid/states", test_states);
  g_test_add_func ("/practice/xvid/empty-file", test_empty_file);
  g_test_add_func ("/practice/xvid/posts-again", test_posts_again);
  g_test_add_func ("/practice/xvid/two-uploads-of-a-key", test_two_uploads_of_a_key);
  g_test_add_func ("/practice/xvid/chunks", test_chunks);
  g_test_add_func ("/practice/xvid/restart", test_restart);
  g_test_add_func ("/practice/xvid/delete", test_delete);
  g_test_add_func ("/practice/xvid/sink", test_sink);
  return g_test_run ();
}
