/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What kind of file it is. */
#include "hoist-content-type.h"

#include <glib/gstdio.h>
#include <unistd.h>

static void
test_kinds (void)
{
  g_autofree char *folder = g_dir_make_tmp ("hoist-content-type-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "no ending", NULL);
  g_autofree char *link = g_build_filename (folder, "link", NULL);
  g_autofree char *type = NULL;
  g_autofree char *linked = NULL;

  g_assert_true (g_file_set_contents (path, "only words\n", -1, NULL));
  g_assert_cmpint (symlink (path, link), ==, 0);

  type = hoist_content_type_find (path);
  g_assert_cmpstr (type, ==, "text/plain");
  linked = hoist_content_type_find (link);
  g_assert_cmpstr (linked, ==, "text/plain");

  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_null (hoist_content_type_find (path));
  g_assert_cmpint (g_unlink (link), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/content-type/is-told-by-what-is-in-the-file", test_kinds);
  return g_test_run ();
}
