/* SPDX-License-Identifier: GPL-3.0-or-later */
/* hoist-practice as a program: its line, its end, and what a kill in the middle of a part leaves.
 */
#include "practice-client.h"

#include <signal.h>

typedef struct {
  GSubprocess *process; /* (owned) */
  JsonNode *line;       /* (owned) */
  Practice practice;    /* only its port and nonces */
} Program;

static char *
find_program (void)
{
  const char *folder = g_getenv ("HOIST_BUILD_DIR");

  return folder != NULL ? g_build_filename (folder, "src", "hoist-practice", NULL) : NULL;
}

static gboolean
program_start (Program *self, const char *folder)
{
  g_autofree char *path = find_program ();
  g_autoptr (GDataInputStream) out = NULL;
  g_autofree char *text = NULL;

  if (path == NULL || !g_file_test (path, G_FILE_TEST_IS_EXECUTABLE)) {
    g_test_skip ("hoist-practice is not built");
    return FALSE;
  }
  self->process =
      g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, NULL, path, "--storage", folder, NULL);
  g_assert_nonnull (self->process);
  out = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
  text = g_data_input_stream_read_line (out, NULL, NULL, NULL);
  self->line = json_from_string (text, NULL);
  g_assert_nonnull (self->line);
  self->practice.port =
      (guint16) json_object_get_int_member (json_node_get_object (self->line), "port");
  return TRUE;
}

static void
program_clear (Program *self)
{
  g_clear_object (&self->process);
  g_clear_pointer (&self->line, json_node_unref);
}

static void
test_ends_on_signals (void)
{
  const int signals[] = { SIGTERM, SIGINT };

  for (gsize i = 0; i < G_N_ELEMENTS (signals); i++) {
    g_autofree char *folder = g_dir_make_tmp ("hoist-test-XXXXXX", NULL);
    Program program = { 0 };

    if (program_start (&program, folder)) {
      g_subprocess_send_signal (program.process, signals[i]);
      g_assert_true (g_subprocess_wait (program.process, NULL, NULL));
      g_assert_true (g_subprocess_get_if_exited (program.process));
      g_assert_cmpint (g_subprocess_get_exit_status (program.process), ==, 0);
    }
    program_clear (&program);
    hoist_test_remove_folder (folder);
  }
}

static void
test_usage (void)
{
  const char *const wrong[] = { "--port=70000",  "--rate=-1", "--tls=only", "extra",
                                "--faults=[{}]", "--no-such", "--vary=all" };
  g_autofree char *path = find_program ();

  if (path == NULL || !g_file_test (path, G_FILE_TEST_IS_EXECUTABLE)) {
    g_test_skip ("hoist-practice is not built");
    return;
  }
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_autoptr (GSubprocess) process =
        g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE, NULL,
                          path, wrong[i], NULL);
    g_autofree char *out = NULL, *message = NULL;

    g_test_message ("%s", wrong[i]);
    g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, &out, &message, NULL));
    g_assert_cmpstr (out, ==, "");
    g_assert_true (g_str_has_prefix (message, "hoist-practice: "));
    g_assert_cmpint (g_subprocess_get_exit_status (process), >, 0);
  }
}

/* Sends the first of two parts whole, some of the second, and kills. */
static void
kill_after (const char *folder, const guint8 *data, gsize sent)
{
  Program program = { 0 };
  g_autoptr (GPtrArray) params = NULL;
  g_autofree char *target = NULL;
  Line line = { 0 };
  Reply reply = { 0 };

  g_assert_true (program_start (&program, folder));
  practice_init (&program.practice, &reply);
  practice_part (&program.practice, NULL, data, 0, &reply);
  g_assert_cmpint (reply_get_int (&reply, "code"), ==, 0);
  params = params_new_part (&program.practice, VECTOR_SHA1, MIB, data + MIB, MIB);
  target = params_write (params, "POST", "/v2/index.php");
  line_open (&line, &program.practice);
  line_send_request (&line, "POST", target, "Content-Length: 1048576\r\n", data + MIB, sent);
  g_subprocess_force_exit (program.process);
  g_subprocess_wait (program.process, NULL, NULL);
  line_close (&line);
  reply_clear (&reply);
  program_clear (&program);
}

/* The first part is always there; the second is whole or not there, and the file comes out right.
 */
static void
test_kill (void)
{
  const gsize sent[] = { 0, 1, 8192, 500000, MIB - 1, MIB, MIB };
  g_autofree guint8 *data = vector_new ();
  g_autofree char *path = find_program ();

  if (path == NULL || !g_file_test (path, G_FILE_TEST_IS_EXECUTABLE)) {
    g_test_skip ("hoist-practice is not built");
    return;
  }
  for (gsize i = 0; i < G_N_ELEMENTS (sent); i++) {
    g_autofree char *folder = g_dir_make_tmp ("hoist-test-XXXXXX", NULL);
    Program program = { 0 };
    Reply reply = { 0 };
    JsonArray *parts = NULL;
    guint count = 0;

    g_test_message ("killed after %" G_GSIZE_FORMAT " bytes", sent[i]);
    kill_after (folder, data, sent[i]);
    g_assert_true (program_start (&program, folder));
    g_assert_cmpint (practice_init (&program.practice, &reply), ==, 1);
    parts = json_object_get_array_member (reply_get_object (&reply), "listParts");
    count = json_array_get_length (parts);
    g_assert_cmpuint (count, >=, 1);
    g_assert_cmpuint (count, <=, sent[i] == MIB ? 2 : 1);
    practice_send_parts (&program.practice, data, count * MIB, &reply);
    practice_finish (&program.practice, &reply);
    g_assert_cmpint (reply_get_int (&reply, "code"), ==, 0);
    g_subprocess_force_exit (program.process);
    g_subprocess_wait (program.process, NULL, NULL);
    program_clear (&program);
    g_assert_true (program_start (&program, folder));
    g_assert_cmpint (practice_init (&program.practice, &reply), ==, 2);
    g_subprocess_force_exit (program.process);
    g_subprocess_wait (program.process, NULL, NULL);
    program_clear (&program);
    reply_clear (&reply);
    hoist_test_remove_folder (folder);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/practice/program/ends-on-signals", test_ends_on_signals);
  g_test_add_func ("/practice/program/usage", test_usage);
  g_test_add_func ("/practice/program/kill", test_kill);
  return g_test_run ();
}
