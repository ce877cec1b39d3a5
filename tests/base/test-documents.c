/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of files and ways to them, with a folder in place of the portal's. */
#include "hoist-documents.h"

#include "hoist-test-folder.h"

#include <errno.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/xattr.h>

typedef struct {
  char *top;    /* (owned) (type filename) */
  char *root;   /* (owned) (type filename): the documents */
  char *hidden; /* (owned) (type filename): where the files would be, outside */
} Place;

static void
place_set_up (Place *self, gconstpointer data)
{
  self->top = g_dir_make_tmp ("hoist-documents-XXXXXX", NULL);
  self->root = g_build_filename (self->top, "doc", NULL);
  self->hidden = g_build_filename (self->top, "elsewhere", "Holiday", NULL);
  hoist_documents_set_test_place (self->root, TRUE);
}

static void
place_tear_down (Place *self, gconstpointer data)
{
  hoist_test_remove_folder (self->top);
  g_free (self->top);
  g_free (self->root);
  g_free (self->hidden);
}

/* A document of this name; with @host the portal tells what it is called outside. Skips where the
 * disk keeps no such notes. */
static char *
make_document (Place *self, const char *id, const char *name, const char *host)
{
  g_autofree char *path = g_build_filename (self->root, id, name, NULL);
  g_autofree char *folder = g_path_get_dirname (path);

  g_assert_no_errno (g_mkdir_with_parents (folder, 0700));
  g_assert_true (g_file_set_contents (path, "video", -1, NULL));
  if (host != NULL &&
      setxattr (path, "user.document-portal.host-path", host, strlen (host), 0) != 0) {
    g_assert_true (errno == ENOTSUP || errno == EPERM);
    g_test_skip ("the disk keeps no extended attributes");
    return NULL;
  }
  return g_steal_pointer (&path);
}

static void
test_knows_its_own (Place *self, gconstpointer data)
{
  g_autofree char *document = g_build_filename (self->root, "1a2b", "clip.mp4", NULL);
  g_autofree char *beside = g_strconcat (self->root, "uments/clip.mp4", NULL);

  g_assert_true (hoist_documents_has (document));
  g_assert_false (hoist_documents_has (self->root));
  g_assert_false (hoist_documents_has (beside));
  g_assert_false (hoist_documents_has ("/home/someone/clip.mp4"));
}

static void
test_never_shows_the_portal (Place *self, gconstpointer data)
{
  g_autofree char *document = make_document (self, "1a2b", "Holiday/clip.mp4", NULL);
  g_autofree char *shown = hoist_documents_dup_shown_path (document);
  g_autofree char *plain = hoist_documents_dup_shown_path ("/home/someone/clip.mp4");
  g_autofree char *bare = g_build_filename (self->root, "1a2b", NULL);
  g_autofree char *shown_bare = hoist_documents_dup_shown_path (bare);

  g_assert_cmpstr (shown, ==, "Holiday/clip.mp4");
  g_assert_cmpstr (plain, ==, "/home/someone/clip.mp4");
  g_assert_cmpstr (shown_bare, ==, "1a2b");
}

static void
test_takes_the_real_name (Place *self, gconstpointer data)
{
  g_autofree char *host = g_build_filename (self->hidden, "clip.mp4", NULL);
  g_autofree char *document = make_document (self, "1a2b", "clip.mp4", host);
  g_autofree char *taken = NULL;
  g_autofree char *way = NULL;
  g_autofree char *shown = NULL;

  if (document == NULL)
    return;
  taken = hoist_documents_take (document);
  way = hoist_ways_find (hoist_documents_get_ways (), taken);
  shown = hoist_documents_dup_shown_path (document);
  g_assert_cmpstr (taken, ==, host);
  g_assert_cmpstr (way, ==, document);
  g_assert_cmpstr (shown, ==, host);
}

static void
test_one_way_for_a_folder (Place *self, gconstpointer data)
{
  g_autofree char *first = g_build_filename (self->hidden, "Day 1", "a.mp4", NULL);
  g_autofree char *second = g_build_filename (self->hidden, "Day 2", "b.mp4", NULL);
  g_autofree char *a = make_document (self, "1a2b", "Holiday/Day 1/a.mp4", first);
  g_autofree char *b =
      a == NULL ? NULL : make_document (self, "1a2b", "Holiday/Day 2/b.mp4", second);
  g_autofree char *taken = NULL;
  g_autofree char *way = NULL;

  if (b == NULL)
    return;
  taken = hoist_documents_take (a);
  g_assert_cmpstr (taken, ==, first);
  g_assert_cmpuint (hoist_ways_count (hoist_documents_get_ways ()), ==, 1);
  way = hoist_ways_find (hoist_documents_get_ways (), second);
  g_assert_cmpstr (way, ==, b);
}

static void
test_tells_hidden_from_gone (Place *self, gconstpointer data)
{
  g_autofree char *document = make_document (self, "1a2b", "clip.mp4", NULL);
  g_autofree char *deleted = g_build_filename (self->root, "1a2b", "other.mp4", NULL);
  g_autofree char *ended = g_build_filename (self->root, "9f9f", "clip.mp4", NULL);

  g_assert_nonnull (document);
  g_assert_false (hoist_documents_is_out_of_sight (deleted));
  g_assert_true (hoist_documents_is_out_of_sight (ended));
  /* /proc is a file system of its own in every sandbox, as what is let in is */
  g_assert_false (hoist_documents_is_out_of_sight ("/proc/self/no-such-file"));
  g_assert_true (hoist_documents_is_out_of_sight ("/no-such-folder/clip.mp4"));
  hoist_documents_set_test_place (self->root, FALSE);
  g_assert_false (hoist_documents_is_out_of_sight (ended));
}

#define ADD(path, function) g_test_add (path, Place, NULL, place_set_up, function, place_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/documents/knows-its-own", test_knows_its_own);
  ADD ("/documents/never-shows-the-portal", test_never_shows_the_portal);
  ADD ("/documents/takes-the-real-name", test_takes_the_real_name);
  ADD ("/documents/one-way-for-a-folder", test_one_way_for_a_folder);
  ADD ("/documents/tells-hidden-from-gone", test_tells_hidden_from_gone);
  return g_test_run ();
}
