/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One range of a file as a stream. */
#include "hoist-slice-stream.h"

#include "hoist-error.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* "0123…" in a file without a name. */
static int
open_digits (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  int fd = g_file_open_tmp ("hoist-slice-XXXXXX", &path, &error);

  g_assert_no_error (error);
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (write (fd, "0123456789", 10), ==, 10);
  return fd;
}

static char *
read_all (GInputStream *stream, gsize step)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  char piece[32];
  gssize n_read = 0;

  while ((n_read = g_input_stream_read (stream, piece, step, NULL, &error)) > 0)
    g_string_append_len (text, piece, n_read);
  g_assert_no_error (error);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
test_ranges (void)
{
  int fd = open_digits ();

  for (guint64 offset = 0; offset <= 10; offset++) {
    for (guint64 length = 0; offset + length <= 10; length++) {
      for (gsize step = 1; step <= 11; step += 5) {
        g_autoptr (GInputStream) stream = hoist_slice_stream_new (fd, offset, length);
        g_autofree char *text = read_all (stream, step);
        g_autofree char *wanted = g_strndup (&"0123456789"[offset], length);

        g_assert_cmpstr (text, ==, wanted);
      }
    }
  }
  close (fd);
}

static void
test_short_file (void)
{
  int fd = open_digits ();
  g_autoptr (GInputStream) stream = hoist_slice_stream_new (fd, 8, 5);
  g_autoptr (GError) error = NULL;
  char bytes[16];
  gsize n_read = 0;

  g_assert_false (g_input_stream_read_all (stream, bytes, 5, &n_read, NULL, &error));
  g_assert_error (error, HOIST_ERROR, HOIST_ERROR_CHANGED);
  g_assert_cmpuint (n_read, ==, 2);
  close (fd);
}

static void
test_shrinks_while_read (void)
{
  int fd = open_digits ();
  g_autoptr (GInputStream) stream = hoist_slice_stream_new (fd, 0, 10);
  g_autoptr (GError) error = NULL;
  char bytes[4];

  g_assert_cmpint (g_input_stream_read (stream, bytes, 4, NULL, NULL), ==, 4);
  g_assert_cmpint (ftruncate (fd, 4), ==, 0);
  g_assert_cmpint (g_input_stream_read (stream, bytes, 4, NULL, &error), ==, -1);
  g_assert_error (error, HOIST_ERROR, HOIST_ERROR_CHANGED);
  close (fd);
}

static void
test_seeks (void)
{
  int fd = open_digits ();
  g_autoptr (GInputStream) stream = hoist_slice_stream_new (fd, 2, 6);
  GSeekable *seekable = G_SEEKABLE (stream);
  g_autoptr (GError) error = NULL;
  g_autofree char *tail = NULL;
  g_autofree char *again = NULL;

  g_assert_true (g_seekable_can_seek (seekable));
  g_assert_false (g_seekable_can_truncate (seekable));
  g_assert_true (g_seekable_seek (seekable, -2, G_SEEK_END, NULL, NULL));
  g_assert_cmpint (g_seekable_tell (seekable), ==, 4);
  tail = read_all (stream, 16);
  g_assert_cmpstr (tail, ==, "67");

  g_assert_true (g_seekable_seek (seekable, 0, G_SEEK_SET, NULL, NULL));
  g_assert_true (g_seekable_seek (seekable, 1, G_SEEK_CUR, NULL, NULL));
  again = read_all (stream, 16);
  g_assert_cmpstr (again, ==, "34567");

  g_assert_false (g_seekable_seek (seekable, -1, G_SEEK_SET, NULL, NULL));
  g_assert_false (g_seekable_seek (seekable, 7, G_SEEK_SET, NULL, NULL));
  g_assert_false (g_seekable_seek (seekable, G_MAXINT64, G_SEEK_CUR, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  g_assert_cmpint (g_seekable_tell (seekable), ==, 6);
  close (fd);
}

static void
test_own_descriptor (void)
{
  int fd = open_digits ();
  GInputStream *stream = hoist_slice_stream_new (fd, 3, 3);
  g_autofree char *text = NULL;

  g_assert_cmpint (lseek (fd, 0, SEEK_CUR), ==, 10);
  close (fd);
  text = read_all (stream, 16);
  g_assert_cmpstr (text, ==, "345");
  g_assert_finalize_object (stream);
}

static void
test_no_descriptor (void)
{
  g_autoptr (GInputStream) stream = hoist_slice_stream_new (-1, 0, 3);
  g_autoptr (GError) error = NULL;
  char byte = 0;

  g_assert_cmpint (g_input_stream_read (stream, &byte, 1, NULL, &error), ==, -1);
  g_assert_error (error, HOIST_ERROR, HOIST_ERROR_NO_ACCESS);
}

static void
test_cancelled (void)
{
  int fd = open_digits ();
  g_autoptr (GInputStream) stream = hoist_slice_stream_new (fd, 0, 3);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  char byte = 0;

  g_cancellable_cancel (cancellable);
  g_assert_cmpint (g_input_stream_read (stream, &byte, 1, cancellable, &error), ==, -1);
  g_assert_true (hoist_error_is_cancelled (error));
  close (fd);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/slice-stream/reads-every-range", test_ranges);
  g_test_add_func ("/slice-stream/never-cut-short-in-silence", test_short_file);
  g_test_add_func ("/slice-stream/notices-a-shrinking-file", test_shrinks_while_read);
  g_test_add_func ("/slice-stream/seeks-inside-only", test_seeks);
  g_test_add_func ("/slice-stream/keeps-its-own-descriptor", test_own_descriptor);
  g_test_add_func ("/slice-stream/bad-descriptor-is-an-error", test_no_descriptor);
  g_test_add_func ("/slice-stream/cancels", test_cancelled);
  return g_test_run ();
}
