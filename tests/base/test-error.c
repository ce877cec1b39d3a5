/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The border where foreign errors become ours. */
#include "hoist-error.h"

#include <errno.h>
#include <string.h>

static const struct {
  int foreign;
  HoistErrorCode code;
} files[] = {
  { G_IO_ERROR_NOT_FOUND, HOIST_ERROR_MISSING },
  { G_IO_ERROR_NOT_DIRECTORY, HOIST_ERROR_MISSING },
  { G_IO_ERROR_PERMISSION_DENIED, HOIST_ERROR_NO_ACCESS },
  { G_IO_ERROR_IS_DIRECTORY, HOIST_ERROR_NO_ACCESS },
  { G_IO_ERROR_NO_SUCH_DEVICE, HOIST_ERROR_DRIVE },
  { G_IO_ERROR_NOT_MOUNTED, HOIST_ERROR_DRIVE },
  { G_IO_ERROR_FAILED, HOIST_ERROR_DRIVE },
  { G_IO_ERROR_TOO_MANY_OPEN_FILES, HOIST_ERROR_BUSY },
};

static const struct {
  int number;
  HoistErrorCode code;
} numbers[] = {
  { ENOENT, HOIST_ERROR_MISSING },   { ENOTDIR, HOIST_ERROR_MISSING },
  { EIO, HOIST_ERROR_DRIVE },        { ENODEV, HOIST_ERROR_DRIVE },
  { ENXIO, HOIST_ERROR_DRIVE },      { ESTALE, HOIST_ERROR_DRIVE },
  { EACCES, HOIST_ERROR_NO_ACCESS }, { EPERM, HOIST_ERROR_NO_ACCESS },
  { EISDIR, HOIST_ERROR_NO_ACCESS }, { EMFILE, HOIST_ERROR_BUSY },
};

static void
assert_sentence (const GError *error, HoistErrorCode code, const char *name)
{
  g_assert_error (error, HOIST_ERROR, (int) code);
  g_assert_true (g_str_has_suffix (error->message, "."));
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  /* what happened, and what to do */
  g_assert_nonnull (strchr (error->message, ' '));
  if (name != NULL && code != HOIST_ERROR_BUSY)
    g_assert_nonnull (strstr (error->message, name));
}

static void
test_files (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++) {
    g_autoptr (GError) foreign = g_error_new_literal (G_IO_ERROR, files[i].foreign, "raw text");
    g_autoptr (GError) named = hoist_error_new_from_file (foreign, "100%s.mp4");
    g_autoptr (GError) nameless = hoist_error_new_from_file (foreign, NULL);

    assert_sentence (named, files[i].code, "“100%s.mp4”");
    assert_sentence (nameless, files[i].code, NULL);
    g_assert_null (strstr (named->message, "raw text"));
  }
}

static void
test_errnos (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++) {
    g_autoptr (GError) ours = hoist_error_new_from_errno (numbers[i].number, "a.mp4");
    g_autoptr (GError) foreign = NULL;
    g_autoptr (GError) by_gio = NULL;

    assert_sentence (ours, numbers[i].code, "“a.mp4”");

    /* the same by way of GIO, as far as it can tell */
    foreign = g_error_new_literal (G_IO_ERROR, g_io_error_from_errno (numbers[i].number), "raw");
    by_gio = hoist_error_new_from_file (foreign, "a.mp4");
    g_assert_cmpint (by_gio->code, ==, ours->code);
  }
}

static void
test_real_file (void)
{
  g_autoptr (GFile) file = g_file_new_for_path ("/nonexistent/a.mp4");
  g_autoptr (GError) foreign = NULL;
  g_autoptr (GError) ours = NULL;

  g_assert_null (g_file_read (file, NULL, &foreign));
  ours = hoist_error_new_from_file (foreign, "a.mp4");
  assert_sentence (ours, HOIST_ERROR_MISSING, "a.mp4");
}

static void
test_network (void)
{
  static const int codes[] = {
    G_IO_ERROR_HOST_NOT_FOUND,      G_IO_ERROR_HOST_UNREACHABLE,
    G_IO_ERROR_NETWORK_UNREACHABLE, G_IO_ERROR_CONNECTION_REFUSED,
    G_IO_ERROR_CONNECTION_CLOSED,   G_IO_ERROR_TIMED_OUT,
    G_IO_ERROR_PROXY_FAILED,        G_IO_ERROR_FAILED,
  };
  g_autoptr (GError) resolver = g_error_new_literal (G_RESOLVER_ERROR, 0, "raw");
  g_autoptr (GError) ours = hoist_error_new_from_network (resolver, "vod2.qcloud.com");

  assert_sentence (ours, HOIST_ERROR_OFFLINE, "vod2.qcloud.com");
  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++) {
    g_autoptr (GError) foreign = g_error_new_literal (G_IO_ERROR, codes[i], "raw");
    g_autoptr (GError) converted = hoist_error_new_from_network (foreign, "%s%n.example");

    assert_sentence (converted, HOIST_ERROR_OFFLINE, "%s%n.example");
    g_assert_null (strstr (converted->message, "raw"));
  }
}

static void
test_tls (void)
{
  static const struct {
    int foreign;
    HoistErrorCode code;
    const char *word;
  } rows[] = {
    { G_TLS_ERROR_BAD_CERTIFICATE, HOIST_ERROR_REFUSED, "certificate" },
    { G_TLS_ERROR_CERTIFICATE_REQUIRED, HOIST_ERROR_REFUSED, "certificate" },
    { G_TLS_ERROR_NOT_TLS, HOIST_ERROR_OFFLINE, "sign in" },
    { G_TLS_ERROR_MISC, HOIST_ERROR_OFFLINE, "sign in" },
    { G_TLS_ERROR_EOF, HOIST_ERROR_OFFLINE, "sign in" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) foreign = g_error_new_literal (G_TLS_ERROR, rows[i].foreign, "raw");
    g_autoptr (GError) ours = hoist_error_new_from_network (foreign, "h.example");

    assert_sentence (ours, rows[i].code, "h.example");
    g_assert_nonnull (strstr (ours->message, rows[i].word));
  }
}

static void
test_cancelled (void)
{
  g_autoptr (GError) cancelled = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "stop");
  g_autoptr (GError) from_file = hoist_error_new_from_file (cancelled, "a");
  g_autoptr (GError) from_network = hoist_error_new_from_network (cancelled, "h");

  g_assert_true (hoist_error_is_cancelled (from_file));
  g_assert_true (hoist_error_is_cancelled (from_network));
  g_assert_false (hoist_error_is_cancelled (NULL));
}

static void
test_wait (void)
{
  g_autoptr (GError) error = g_error_new_literal (HOIST_ERROR, HOIST_ERROR_BUSY, "Busy.");
  g_autoptr (GError) foreign = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "raw");
  g_autoptr (GError) copy = NULL;
  g_autoptr (GError) kept = NULL;

  g_assert_cmpint (hoist_error_get_wait (error), ==, -1);
  g_assert_cmpint (hoist_error_get_wait (foreign), ==, -1);
  g_assert_cmpint (hoist_error_get_wait (NULL), ==, -1);
  hoist_error_set_wait (error, 5000000);
  copy = g_error_copy (error);
  hoist_error_set_wait (error, 0);
  g_assert_cmpint (hoist_error_get_wait (copy), ==, 5000000);
  g_assert_cmpint (hoist_error_get_wait (error), ==, 0);

  kept = hoist_error_new_from_network (copy, "h");
  g_assert_error (kept, HOIST_ERROR, HOIST_ERROR_BUSY);
  g_assert_cmpint (hoist_error_get_wait (kept), ==, 5000000);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/error/file-errors-by-table", test_files);
  g_test_add_func ("/error/errno-by-table", test_errnos);
  g_test_add_func ("/error/missing-file-of-this-machine", test_real_file);
  g_test_add_func ("/error/lost-network-is-offline", test_network);
  g_test_add_func ("/error/untrusted-certificate-is-not-retried", test_tls);
  g_test_add_func ("/error/cancelled-stays-cancelled", test_cancelled);
  g_test_add_func ("/error/wait-rides-inside", test_wait);
  return g_test_run ();
}
