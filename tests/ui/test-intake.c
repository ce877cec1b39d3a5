/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From what was dropped to the files that are added: nothing is swallowed. */
#include "hoist-gather.h"
#include "hoist-test-folder.h"
#include "hoist-uri-list.h"

#include <string.h>
#include <unistd.h>

static void
assert_parsed (const char *text, const char *const *paths, const char *const *refused)
{
  g_autoptr (HoistDropped) dropped = hoist_uri_list_parse (text, strlen (text));

  g_test_message ("%s", text);
  g_assert_cmpuint (dropped->paths->len, ==, g_strv_length ((char **) paths));
  for (guint i = 0; i < dropped->paths->len; i++)
    g_assert_cmpstr (g_ptr_array_index (dropped->paths, i), ==, paths[i]);
  g_assert_cmpuint (dropped->refused->len, ==, g_strv_length ((char **) refused));
  for (guint i = 0; i < dropped->refused->len; i++)
    g_assert_cmpstr (g_ptr_array_index (dropped->refused, i), ==, refused[i]);
}

#define LIST(...) ((const char *const[]){ __VA_ARGS__, NULL })
#define NONE ((const char *const[]){ NULL })

static void
test_lines (void)
{
  assert_parsed ("", NONE, NONE);
  assert_parsed ("\r\n\r\n", NONE, NONE);
  assert_parsed ("# a comment\r\nfile:///a.mp4\r\n", LIST ("/a.mp4"), NONE);
  assert_parsed ("file:///a.mp4\nfile:///b.mp4", LIST ("/a.mp4", "/b.mp4"), NONE);
  assert_parsed ("  file:///a.mp4  \r\n", LIST ("/a.mp4"), NONE);
}

static void
test_names (void)
{
  assert_parsed ("file:///tmp/a%20b%25%23.mp4", LIST ("/tmp/a b%#.mp4"), NONE);
  assert_parsed ("file:///tmp/%E5%81%87.mp4", LIST ("/tmp/假.mp4"), NONE);
  assert_parsed ("file:///tmp/bad%FFbytes.mp4",
                 LIST ("/tmp/bad\xff"
                       "bytes.mp4"),
                 NONE);
  assert_parsed ("file:///tmp/line%0Abreak.mp4", LIST ("/tmp/line\nbreak.mp4"), NONE);
  assert_parsed ("/tmp/plain path.mp4", LIST ("/tmp/plain path.mp4"), NONE);
}

static void
test_hosts (void)
{
  g_autofree char *own = g_strdup_printf ("file://%s/a.mp4", g_get_host_name ());

  assert_parsed ("file://localhost/a.mp4", LIST ("/a.mp4"), NONE);
  assert_parsed (own, LIST ("/a.mp4"), NONE);
  assert_parsed ("file://elsewhere.example/a.mp4", NONE, LIST ("file://elsewhere.example/a.mp4"));
}

static void
test_strangers (void)
{
  assert_parsed ("https://example.org/a.mp4", NONE, LIST ("https://example.org/a.mp4"));
  assert_parsed ("smb://nas/a.mp4\r\nfile:///b.mp4", LIST ("/b.mp4"), LIST ("smb://nas/a.mp4"));
  assert_parsed ("file:///tmp/nul%00byte", NONE, LIST ("file:///tmp/nul%00byte"));
  assert_parsed ("file:", NONE, LIST ("file:"));
  assert_parsed ("some words", NONE, LIST ("some words"));
}

static void
test_any_cut (void)
{
  const char text[] = "file:///tmp/%E5%81%87.mp4\r\n# x\nhttp://a/\0/b\xff\n/tmp/c";

  for (gsize length = 0; length < sizeof text; length++) {
    g_autoptr (HoistDropped) dropped = hoist_uri_list_parse (text, length);

    g_assert_cmpuint (dropped->paths->len + dropped->refused->len, <=, 4);
  }
}

/* A folder as a camera and its owner leave it. */
typedef struct {
  char *folder;
} Fixture;

static void
write_file (Fixture *fixture, const char *name)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);
  g_autofree char *parent = g_path_get_dirname (path);

  g_assert_cmpint (g_mkdir_with_parents (parent, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, "x", 1, NULL));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("hoist-intake-XXXXXX", NULL);
  write_file (fixture, "b.mp4");
  write_file (fixture, "a.mp4");
  write_file (fixture, ".hidden.mp4");
  write_file (fixture, "DCIM/100CANON/MVI_0001.MP4");
  write_file (fixture, "DCIM/.Trashes/old.mp4");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  hoist_test_remove_folder (fixture->folder);
  g_free (fixture->folder);
}

static HoistGathered *
gather (Fixture *fixture, const char *name)
{
  g_autoptr (HoistDropped) dropped = hoist_dropped_new ();

  g_ptr_array_add (dropped->paths, g_build_filename (fixture->folder, name, NULL));
  return hoist_gather (dropped, NULL);
}

static void
assert_gathered (Fixture *fixture, const HoistGathered *gathered, const char *const *names)
{
  g_assert_cmpuint (gathered->files->len, ==, g_strv_length ((char **) names));
  for (guint i = 0; i < gathered->files->len; i++) {
    const HoistAddedFile *file = g_ptr_array_index (gathered->files, i);
    g_autofree char *path = g_build_filename (fixture->folder, names[i], NULL);

    g_assert_cmpstr (file->path, ==, path);
  }
}

static void
assert_folder (const HoistGathered *gathered, guint index, const char *folder)
{
  const HoistAddedFile *file = g_ptr_array_index (gathered->files, index);

  g_assert_cmpstr (file->folder, ==, folder);
}

static void
test_folder (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HoistGathered) gathered = gather (fixture, "");

  assert_gathered (fixture, gathered, LIST ("DCIM/100CANON/MVI_0001.MP4", "a.mp4", "b.mp4"));
  g_assert_cmpuint (gathered->refused->len, ==, 0);
}

/* Also where the folder was dropped with a slash at its end, as a terminal does it. */
static void
test_folders_are_kept (Fixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "DCIM", "DCIM/" };

  write_file (fixture, "DCIM/clip.mp4");
  write_file (fixture, "DCIM/bad\xff"
                       "bytes/clip.mp4");
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autoptr (HoistGathered) gathered = gather (fixture, names[i]);

    g_assert_cmpuint (gathered->files->len, ==, 3);
    assert_folder (gathered, 0, "DCIM/100CANON");
    assert_folder (gathered, 1,
                   "DCIM/bad\xef\xbf\xbd"
                   "bytes");
    assert_folder (gathered, 2, "DCIM");
  }
}

static void
test_hidden_but_meant (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HoistGathered) gathered = gather (fixture, ".hidden.mp4");

  assert_gathered (fixture, gathered, LIST (".hidden.mp4"));
  assert_folder (gathered, 0, NULL);
}

/* As the user wants it, in folders only: a file that was dropped itself is meant. */
static void
test_ignored (Fixture *fixture, gconstpointer data)
{
  g_autofree char *patterns = g_strdup ("a.* 100CANON");
  const HoistPreferenceValues values = { .ignored_patterns = patterns };
  g_autoptr (HoistDropped) dropped = hoist_dropped_new ();
  g_autoptr (HoistGathered) gathered = NULL;

  g_ptr_array_add (dropped->paths, g_strdup (fixture->folder));
  g_ptr_array_add (dropped->paths, g_build_filename (fixture->folder, "a.mp4", NULL));
  dropped->ignore = hoist_ignore_new (&values);
  gathered = hoist_gather (dropped, NULL);
  assert_gathered (fixture, gathered,
                   LIST (".hidden.mp4", "DCIM/.Trashes/old.mp4", "b.mp4", "a.mp4"));
  g_assert_cmpuint (gathered->n_ignored, ==, 2);
}

static void
test_links (Fixture *fixture, gconstpointer data)
{
  g_autofree char *circle = g_build_filename (fixture->folder, "DCIM", "circle", NULL);
  g_autofree char *link = g_build_filename (fixture->folder, "link.mp4", NULL);
  g_autofree char *dead = g_build_filename (fixture->folder, "dead.mp4", NULL);
  g_autoptr (HoistGathered) all = NULL;
  g_autoptr (HoistGathered) one = NULL;

  g_assert_cmpint (symlink (fixture->folder, circle), ==, 0);
  g_assert_cmpint (symlink ("a.mp4", link), ==, 0);
  g_assert_cmpint (symlink ("nowhere.mp4", dead), ==, 0);
  all = gather (fixture, "");
  assert_gathered (fixture, all, LIST ("DCIM/100CANON/MVI_0001.MP4", "a.mp4", "b.mp4"));
  g_assert_cmpuint (all->refused->len, ==, 3);
  g_assert_cmpstr (g_ptr_array_index (all->refused, 0), ==, "circle");
  g_assert_cmpstr (g_ptr_array_index (all->refused, 1), ==, "dead.mp4");
  g_assert_cmpstr (g_ptr_array_index (all->refused, 2), ==, "link.mp4");
  one = gather (fixture, "link.mp4");
  assert_gathered (fixture, one, LIST ("link.mp4"));
}

/* More than one thread looks at so many; nobody notices. */
static void
test_many (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HoistDropped) dropped = hoist_dropped_new ();
  g_autoptr (HoistGathered) gathered = NULL;
  guint n_files = 9000;

  for (guint i = 0; i < n_files; i++) {
    const char *name = i % 3000 == 2999 ? "nowhere.mp4" : i % 2 == 0 ? "a.mp4" : "b.mp4";

    g_ptr_array_add (dropped->paths, g_build_filename (fixture->folder, name, NULL));
  }
  gathered = hoist_gather (dropped, NULL);
  g_assert_cmpuint (gathered->refused->len, ==, 3);
  g_assert_cmpuint (gathered->files->len, ==, n_files - 3);
  g_assert_cmpstr (gathered->refused_folder, ==, fixture->folder);
  for (guint i = 0, number = 0; i < n_files; i++) {
    const HoistAddedFile *file = NULL;

    if (i % 3000 == 2999)
      continue;
    file = g_ptr_array_index (gathered->files, number++);
    g_assert_cmpstr (file->path, ==, g_ptr_array_index (dropped->paths, i));
  }
}

static void
test_missing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HoistGathered) gathered = gather (fixture, "nowhere.mp4");

  g_assert_cmpuint (gathered->files->len, ==, 0);
  g_assert_cmpuint (gathered->refused->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (gathered->refused, 0), ==, "nowhere.mp4");
  g_assert_cmpstr (gathered->refused_folder, ==, fixture->folder);
}

static void
test_device (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HoistDropped) dropped = hoist_uri_list_parse ("file:///dev/null", 16);
  g_autoptr (HoistGathered) gathered = hoist_gather (dropped, NULL);

  g_assert_cmpuint (gathered->files->len, ==, 0);
  g_assert_cmpuint (gathered->refused->len, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/intake/lines-end-as-they-like", test_lines);
  g_test_add_func ("/intake/names-keep-their-bytes", test_names);
  g_test_add_func ("/intake/only-this-computer", test_hosts);
  g_test_add_func ("/intake/strangers-are-refused-not-swallowed", test_strangers);
  g_test_add_func ("/intake/a-list-may-be-cut-anywhere", test_any_cut);
#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/intake/a-folder-gives-its-files-in-order", test_folder);
  ADD ("/intake/files-keep-the-folders-they-came-in", test_folders_are_kept);
  ADD ("/intake/a-hidden-file-that-was-dropped-is-meant", test_hidden_but_meant);
  ADD ("/intake/what-the-user-ignores-is-left-out", test_ignored);
  ADD ("/intake/links-do-not-lead-in-circles-and-are-named", test_links);
  ADD ("/intake/what-is-missing-is-said", test_missing);
  ADD ("/intake/many-keep-their-order", test_many);
  ADD ("/intake/devices-are-refused", test_device);

  return g_test_run ();
}
