/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The folders that a file keeps when it is added with the folder it lies in. */
#include "hoist-added-file.h"

static const struct {
  const char *top;
  const char *path;
  const char *folder;
} cases[] = {
  { "/home/kim/Holiday", "/home/kim/Holiday/a.mp4", "Holiday" },
  { "/home/kim/Holiday", "/home/kim/Holiday/Day 1/a.mp4", "Holiday/Day 1" },
  { "/home/kim/Holiday", "/home/kim/Holiday/Day 1/Raw/a.mp4", "Holiday/Day 1/Raw" },
  { "/card", "/card/DCIM/a.mp4", "card/DCIM" },
  { "/", "/a.mp4", NULL },
  { "/", "/card/DCIM/a.mp4", "card/DCIM" },
  { "/tmp/b\xff"
    "d",
    "/tmp/b\xff"
    "d/\xe5\x81\x87/a.mp4",
    "b\xef\xbf\xbd"
    "d/\xe5\x81\x87" },
};

static void
test_below (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (HoistAddedFile) file = hoist_added_file_new_below (cases[i].top, cases[i].path);

    g_test_message ("%u", i);
    g_assert_cmpstr (file->path, ==, cases[i].path);
    g_assert_cmpstr (file->folder, ==, cases[i].folder);
  }
}

static void
test_by_itself (void)
{
  g_autoptr (HoistAddedFile) file = hoist_added_file_new ("/home/kim/a.mp4", NULL);

  g_assert_cmpstr (file->path, ==, "/home/kim/a.mp4");
  g_assert_null (file->folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/added-file/keeps-its-folders", test_below);
  g_test_add_func ("/added-file/by-itself-keeps-none", test_by_itself);
  return g_test_run ();
}
