/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Thumbnails: the desktop's pictures are found, old ones are not shown, memory has a bound. */
#include "hoist-test-await.h"
#include "hoist-test-folder.h"
#include "hoist-thumbnail-cache.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gstdio.h>
#include <utime.h>

#define MODIFIED 1000000000

typedef struct {
  char *folder;
  HoistThumbnailCache *cache;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  const char *const sizes[] = { "normal", "large" };

  fixture->folder = g_dir_make_tmp ("hoist-thumbnail-XXXXXX", NULL);
  fixture->cache = hoist_thumbnail_cache_new (fixture->folder);
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++) {
    g_autofree char *path = g_build_filename (fixture->folder, sizes[i], NULL);

    g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
  }
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->cache);
  hoist_test_remove_folder (fixture->folder);
  g_free (fixture->folder);
}

static char *
make_file (Fixture *fixture, const char *name)
{
  char *path = g_build_filename (fixture->folder, name, NULL);
  struct utimbuf times = { MODIFIED, MODIFIED };

  g_assert_true (g_file_set_contents (path, "film", -1, NULL));
  g_assert_cmpint (utime (path, &times), ==, 0);
  return path;
}

static void
make_picture (Fixture *fixture, const char *size, const char *path, gint64 modified)
{
  g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);
  g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_MD5, uri, -1);
  g_autofree char *name = g_strconcat (sum, ".png", NULL);
  g_autofree char *file = g_build_filename (fixture->folder, size, name, NULL);
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, modified);
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, 256, 144);
  g_autoptr (GError) error = NULL;

  gdk_pixbuf_fill (pixbuf, 0x336699ff);
  gdk_pixbuf_save (pixbuf, file, "png", &error, "tEXt::Thumb::URI", uri, "tEXt::Thumb::MTime", text,
                   NULL);
  g_assert_no_error (error);
}

static GdkTexture *
load (Fixture *fixture, const char *path, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  hoist_thumbnail_cache_load_async (fixture->cache, path, NULL, hoist_test_keep_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return hoist_thumbnail_cache_load_finish (fixture->cache, result, error);
}

static void
test_found (Fixture *fixture, gconstpointer data)
{
  const char *const sizes[] = { "normal", "large" };

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++) {
    g_autofree char *path = make_file (fixture, sizes[i][0] == 'n' ? "a b.mp4" : "ü%.mp4");
    g_autoptr (GdkTexture) texture = NULL;
    g_autoptr (GError) error = NULL;

    make_picture (fixture, sizes[i], path, MODIFIED);
    g_assert_null (hoist_thumbnail_cache_find (fixture->cache, path));
    texture = load (fixture, path, &error);
    g_assert_no_error (error);
    g_assert_cmpint (gdk_texture_get_height (texture), ==, 96);
    g_assert_true (hoist_thumbnail_cache_find (fixture->cache, path) == texture);
  }
}

static void
assert_not_found (Fixture *fixture, const char *path)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (load (fixture, path, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_null (hoist_thumbnail_cache_find (fixture->cache, path));
}

static void
test_not_found (Fixture *fixture, gconstpointer data)
{
  g_autofree char *without = make_file (fixture, "without.mp4");
  g_autofree char *changed = make_file (fixture, "changed.mp4");
  g_autofree char *gone = make_file (fixture, "gone.mp4");

  assert_not_found (fixture, without);
  make_picture (fixture, "normal", changed, MODIFIED - 1);
  assert_not_found (fixture, changed);
  make_picture (fixture, "normal", gone, MODIFIED);
  g_remove (gone);
  assert_not_found (fixture, gone);
}

/* Another file's picture under our name: names are only checksums. */
static void
test_stranger (Fixture *fixture, gconstpointer data)
{
  g_autofree char *ours = make_file (fixture, "ours.mp4");
  g_autofree char *uri = g_filename_to_uri (ours, NULL, NULL);
  g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_MD5, uri, -1);
  g_autofree char *name = g_strconcat (sum, ".png", NULL);
  g_autofree char *file = g_build_filename (fixture->folder, "normal", name, NULL);

  make_picture (fixture, "normal", ours, MODIFIED);
  g_assert_true (g_file_set_contents (file, "no picture", -1, NULL));
  assert_not_found (fixture, ours);
}

static void
test_bound (Fixture *fixture, gconstpointer data)
{
  g_autofree char *first = make_file (fixture, "first.mp4");

  make_picture (fixture, "normal", first, MODIFIED);
  g_object_unref (load (fixture, first, NULL));
  for (guint i = 0; i < 205; i++) {
    g_autofree char *name = g_strdup_printf ("%u.mp4", i);
    g_autofree char *path = make_file (fixture, name);

    make_picture (fixture, "normal", path, MODIFIED);
    g_object_unref (load (fixture, path, NULL));
    /* what is looked at stays */
    g_assert_nonnull (hoist_thumbnail_cache_find (fixture->cache, first));
  }
  g_assert_cmpuint (hoist_thumbnail_cache_get_count (fixture->cache), ==, 200);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/thumbnail/is-found-in-either-size", test_found);
  ADD ("/thumbnail/of-a-changed-file-is-not-shown", test_not_found);
  ADD ("/thumbnail/that-is-no-picture-is-not-shown", test_stranger);
  ADD ("/thumbnail/at-most-200-are-kept", test_bound);

  return g_test_run ();
}
