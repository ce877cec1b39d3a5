/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The practice server as a whole: its line of JSON, its pages, the slow line, the sink. */
#include "practice-client.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

static HoistPracticeServer *
try_start (HoistPracticeOptions options, GError **error)
{
  return hoist_practice_server_new (&options, error);
}

static void
test_describes_itself (void)
{
  g_autoptr (HoistPracticeServer) server =
      try_start ((HoistPracticeOptions){ .storage = NULL }, NULL);
  g_autofree char *line = hoist_practice_server_describe (server);
  g_autofree char *endpoint =
      g_strdup_printf ("http://127.0.0.1:%u/v2/index.php", hoist_practice_server_get_port (server));
  g_autoptr (JsonNode) node = json_from_string (line, NULL);
  JsonObject *settings = NULL;

  g_assert_null (strchr (line, '\n'));
  g_assert_cmpint (json_object_get_int_member (json_node_get_object (node), "port"), ==,
                   hoist_practice_server_get_port (server));
  g_assert_true (
      g_path_is_absolute (json_object_get_string_member (json_node_get_object (node), "storage")));
  settings = json_object_get_object_member (json_node_get_object (node), "services");
  settings = json_object_get_object_member (settings, "tencent-vod");
  g_assert_cmpstr (json_object_get_string_member (settings, "endpoint"), ==, endpoint);
  g_assert_cmpstr (json_object_get_string_member (settings, "region"), ==, "gz");
  g_assert_true (g_str_has_prefix (json_object_get_string_member (settings, "secret-id"), "AKID"));
  g_assert_true (json_object_has_member (settings, "secret-key"));
}

static void
test_removes_temporary_storage (void)
{
  g_autoptr (HoistPracticeServer) server =
      try_start ((HoistPracticeOptions){ .storage = NULL }, NULL);
  g_autofree char *line = hoist_practice_server_describe (server);
  g_autoptr (JsonNode) node = json_from_string (line, NULL);
  const char *folder = json_object_get_string_member (json_node_get_object (node), "storage");

  g_assert_true (g_file_test (folder, G_FILE_TEST_IS_DIR));
  g_clear_pointer (&server, hoist_practice_server_free);
  g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));
}

static void
test_refuses_bad_options (void)
{
  g_autoptr (HoistPracticeServer) first =
      try_start ((HoistPracticeOptions){ .storage = NULL }, NULL);
  g_autoptr (GError) port_error = NULL, faults_error = NULL, tls_error = NULL, folder_error = NULL;

  g_assert_null (try_start (
      (HoistPracticeOptions){ .port = hoist_practice_server_get_port (first) }, &port_error));
  g_assert_error (port_error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE);
  g_assert_null (try_start ((HoistPracticeOptions){ .faults = "[{}]" }, &faults_error));
  g_assert_nonnull (faults_error);
  g_assert_null (try_start ((HoistPracticeOptions){ .certificate = "/nowhere", .key = "/nowhere" },
                            &tls_error));
  g_assert_nonnull (tls_error);
  g_assert_null (
      try_start ((HoistPracticeOptions){ .storage = "/dev/null/folder" }, &folder_error));
  g_assert_nonnull (folder_error);
}

static void
test_log_tells_all (void)
{
  Practice practice = { 0 };
  g_autofree guint8 *data = vector_new ();
  Line line = { 0 };
  Reply reply = { 0 };
  JsonObject *entry = NULL;
  gint64 connection = 0;

  practice_start (&practice);
  practice_init (&practice, &reply);
  line_open (&line, &practice);
  practice_part (&practice, &line, data, MIB, &reply);
  entry = practice_get_last (&practice, "UploadPart", &reply);
  g_assert_cmpstr (json_object_get_string_member (entry, "service"), ==, "tencent-vod");
  g_assert_cmpstr (json_object_get_string_member (entry, "method"), ==, "POST");
  g_assert_cmpstr (json_object_get_string_member (entry, "upload"), ==, VECTOR_SHA1);
  g_assert_cmpstr (json_object_get_string_member (entry, "ended"), ==, "answered");
  g_assert_cmpint (json_object_get_int_member (entry, "offset"), ==, MIB);
  g_assert_cmpint (json_object_get_int_member (entry, "size"), ==, MIB);
  g_assert_cmpint (json_object_get_int_member (entry, "received"), ==, MIB);
  g_assert_cmpint (json_object_get_int_member (entry, "status"), ==, 200);
  g_assert_cmpint (json_object_get_int_member (entry, "code"), ==, 0);
  g_assert_false (json_object_get_boolean_member (entry, "reused"));
  g_assert_cmpfloat (json_object_get_double_member (entry, "end_ms"), >,
                     json_object_get_double_member (entry, "time_ms"));
  connection = json_object_get_int_member (entry, "connection");

  practice_part (&practice, &line, data, 0, &reply);
  entry = practice_get_last (&practice, "UploadPart", &reply);
  g_assert_cmpint (json_object_get_int_member (entry, "connection"), ==, connection);
  g_assert_true (json_object_get_boolean_member (entry, "reused"));
  entry = practice_get_last (&practice, "InitUpload", &reply);
  g_assert_cmpint (json_object_get_int_member (entry, "connection"), !=, connection);
  line_close (&line);

  practice_get (&practice, "/practice/stats", &reply);
  g_assert_cmpint (reply_get_int (&reply, "received"), ==, 2 * MIB);
  g_assert_cmpint (reply_get_int (&reply, "requests"), ==, 3);
  reply_clear (&reply);
  practice_end (&practice);
}

/* A client that leaves in the middle is noticed, and what it sent is counted but not kept. */
static void
test_client_leaves (void)
{
  Practice practice = { 0 };
  g_autofree guint8 *data = vector_new ();
  g_autoptr (GPtrArray) params = NULL;
  g_autofree char *target = NULL;
  Line line = { 0 };
  Reply reply = { 0 };
  JsonObject *entry = NULL;

  practice_start (&practice);
  practice_init (&practice, &reply);
  params = params_new_part (&practice, VECTOR_SHA1, 0, data, MIB);
  target = params_write (params, "POST", "/v2/index.php");
  line_open (&line, &practice);
  line_send_request (&line, "POST", target, "Content-Length: 1048576\r\n", data, 100000);
  line_close (&line);
  do
    entry = practice_get_last (&practice, "UploadPart", &reply);
  while (entry == NULL || strcmp (json_object_get_string_member (entry, "ended"), "open") == 0);
  g_assert_cmpstr (json_object_get_string_member (entry, "ended"), ==, "aborted");
  g_assert_cmpint (json_object_get_int_member (entry, "received"), ==, 100000);
  g_assert_cmpint (json_object_get_int_member (entry, "status"), ==, 0);
  g_assert_cmpint (practice_init (&practice, &reply), ==, 0);
  reply_clear (&reply);
  practice_end (&practice);
}

static void
test_unknown_pages (void)
{
  const char *const paths[] = {
    "/",
    "/practice",
    "/practice/media/1/f0.mp4",
    "/practice/media/../../etc/passwd",
    "/practice/media/%2e%2e/f0.mp4",
    "/v2/index.php/",
    "/v4/index.php",
    "/v2/%69ndex.phpx",
  };
  Practice practice = { 0 };
  Reply reply = { 0 };

  practice_start (&practice);
  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++) {
    g_test_message ("%s", paths[i]);
    practice_get (&practice, paths[i], &reply);
    g_assert_cmpuint (reply.status, ==, 404);
  }
  practice_post (&practice, "/practice/flip", "{\"upload\":\"none\",\"offset\":1}", &reply);
  g_assert_cmpuint (reply.status, ==, 404);
  practice_post (&practice, "/practice/flip", "[]", &reply);
  g_assert_cmpuint (reply.status, ==, 400);
  reply_clear (&reply);
  practice_end (&practice);
}

static void
test_files_page (void)
{
  Practice practice = { 0 };
  g_autofree guint8 *data = vector_new ();
  g_autofree char *stored = NULL;
  Reply reply = { 0 };
  JsonObject *file = NULL;
  gsize size = 0;

  practice_start (&practice);
  practice_init (&practice, &reply);
  practice_send_parts (&practice, data, 0, &reply);
  practice_finish (&practice, &reply);
  practice_get (&practice, "/practice/files", &reply);
  file = json_array_get_object_element (json_node_get_array (reply.json), 0);
  g_assert_cmpstr (json_object_get_string_member (file, "name"), ==, "test");
  g_assert_cmpstr (json_object_get_string_member (file, "sha1"), ==, VECTOR_SHA1);
  g_assert_cmpint (json_object_get_int_member (file, "size"), ==, VECTOR_SIZE);
  g_assert_true (g_str_has_suffix (json_object_get_string_member (file, "link"), "/f0.mp4"));
  g_assert_true (
      g_file_get_contents (json_object_get_string_member (file, "path"), &stored, &size, NULL));
  g_assert_cmpmem (stored, size, data, VECTOR_SIZE);
  reply_clear (&reply);
  practice_end (&practice);
}

/* The sink checks length and place but keeps nothing, and the same file starts anew. */
static void
test_sink (void)
{
  Practice practice = { .options = { .is_sink = TRUE } };
  g_autofree guint8 *data = vector_new ();
  Reply reply = { 0 };

  practice_start (&practice);
  g_assert_cmpint (practice_init (&practice, &reply), ==, 0);
  practice_part (&practice, NULL, data, 0, &reply);
  practice_finish (&practice, &reply);
  g_assert_cmpint (reply_get_int (&reply, "code"), ==, -10005);
  g_assert_cmpint (practice_init (&practice, &reply), ==, 1);
  data[VECTOR_SIZE - 1] ^= 1;
  practice_send_parts (&practice, data, 0, &reply);
  practice_finish (&practice, &reply);
  g_assert_cmpint (reply_get_int (&reply, "code"), ==, 0);
  practice_finish (&practice, &reply);
  g_assert_cmpint (reply_get_int (&reply, "code"), ==, 0);
  g_assert_cmpint (practice_init (&practice, &reply), ==, 0);
  reply_clear (&reply);
  practice_end (&practice);
}

/* What the kernel keeps must not look as if it had been received. */
static void
test_rate (void)
{
  Practice practice = { .options = { .rate = 20 * 1000 * 1000 } };
  g_autofree guint8 *data = vector_new ();
  Reply reply = { 0 };
  gint64 start_us = 0;

  practice_start (&practice);
  practice_init (&practice, &reply);
  start_us = g_get_monotonic_time ();
  practice_send_parts (&practice, data, 0, &reply);
  g_assert_cmpint (g_get_monotonic_time () - start_us, >=, 250 * 1000);
  reply_clear (&reply);
  practice_end (&practice);
}

static void
test_rate_keeps_buffers_small (void)
{
  Practice practice = { .options = { .rate = 100 * 1000 } };
  g_autofree guint8 *data = vector_new ();
  g_autoptr (GPtrArray) params = NULL;
  g_autofree char *target = NULL;
  Line line = { 0 };
  Reply reply = { 0 };
  gsize taken = 0;
  gssize count = 0;
  int segment = 0;

  practice_start (&practice);
  practice_init (&practice, &reply);
  params = params_new_part (&practice, VECTOR_SHA1, 0, data, MIB);
  target = params_write (params, "POST", "/v2/index.php");
  line_open (&line, &practice);
  g_socket_set_option (line.socket, SOL_SOCKET, SO_SNDBUF, 16384, NULL);
  line_send_request (&line, "POST", target, "Content-Length: 1048576\r\n", NULL, 0);
  g_socket_set_blocking (line.socket, FALSE);
  while (count >= 0 && taken < MIB) {
    count = g_socket_send (line.socket, (const char *) data + taken, MIB - taken, NULL, NULL);
    taken += (gsize) MAX (count, 0);
  }
  g_assert_cmpuint (taken, <, 256 * 1024);
  g_assert_true (g_socket_get_option (line.socket, IPPROTO_TCP, TCP_MAXSEG, &segment, NULL));
  g_assert_cmpint (segment, <=, 1400);
  line_close (&line);
  reply_clear (&reply);
  practice_end (&practice);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/practice/server/describes-itself", test_describes_itself);
  g_test_add_func ("/practice/server/removes-temporary-storage", test_removes_temporary_storage);
  g_test_add_func ("/practice/server/refuses-bad-options", test_refuses_bad_options);
  g_test_add_func ("/practice/server/log-tells-all", test_log_tells_all);
  g_test_add_func ("/practice/server/client-leaves", test_client_leaves);
  g_test_add_func ("/practice/server/unknown-pages", test_unknown_pages);
  g_test_add_func ("/practice/server/files-page", test_files_page);
  g_test_add_func ("/practice/server/sink", test_sink);
  g_test_add_func ("/practice/server/rate", test_rate);
  g_test_add_func ("/practice/server/rate-keeps-buffers-small", test_rate_keeps_buffers_small);
  return g_test_run ();
}
