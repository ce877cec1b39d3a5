/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that a sandbox reads by way of the document portal: what they are called outside, and by
 * which path they are read. */
#include "hoist-documents.h"

#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

/* xdg-desktop-portal 1.19 and later (doc/documents-and-fuse.rst) */
#define HOST_PATH "user.document-portal.host-path"

/* What a process may see is the same for all of it, so this is too. */
typedef struct {
  char *root; /* (owned) (type filename): of the portal's documents */
  gboolean is_sandbox;
  HoistWays *ways; /* (owned): to files that only the portal shows */
} Place;

static Place place;

/* Nothing changes it but tests, before there are threads. */
static const Place *
get_place (void)
{
  static gsize is_ready = 0;

  if (g_once_init_enter (&is_ready)) {
    place.root = g_build_filename (g_get_user_runtime_dir (), "doc", NULL);
    place.is_sandbox = g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS);
    place.ways = hoist_ways_new ();
    g_once_init_leave (&is_ready, TRUE);
  }
  return &place;
}

static gboolean
is_below (const char *path, const char *folder)
{
  gsize length = strlen (folder);

  return strncmp (path, folder, length) == 0 && (path[length] == '/' || path[length] == '\0');
}

/* Of “<root>/1a2b3c/Holiday/clip.mp4”: what stands behind the number. */
static const char *
get_rest (const char *path)
{
  const char *rest = path + strlen (get_place ()->root) + 1;

  rest = strchr (rest, '/');
  return rest == NULL || rest[1] == '\0' ? NULL : rest + 1;
}

/**
 * hoist_documents_has:
 * @path: (type filename): absolute
 *
 * Returns: whether the path is one of the portal's, which no person ever chose and which nobody is
 *   to be shown
 */
gboolean
hoist_documents_has (const char *path)
{
  const char *root = get_place ()->root;

  return is_below (path, root) && strlen (path) > strlen (root) + 1;
}

/**
 * hoist_documents_dup_host_path:
 * @path: (type filename): absolute
 *
 * Asks the portal what a document is called outside the sandbox. Blocks as long as it does.
 *
 * Returns: (transfer full) (nullable) (type filename): %NULL for what is not the portal's, and for
 *   portals that do not tell
 */
char *
hoist_documents_dup_host_path (const char *path)
{
  char found[4096];
  gssize length = 0;

  if (!hoist_documents_has (path))
    return NULL;
  length = getxattr (path, HOST_PATH, found, sizeof found - 1);
  if (length <= 0)
    return NULL;
  found[length] = '\0';
  return *found == '/' ? g_strdup (found) : NULL;
}

/**
 * hoist_documents_dup_shown_path:
 * @path: (type filename): absolute
 *
 * Returns: (transfer full): what to show for it, UTF-8: the path itself; of a document whose real
 *   path the portal does not tell, what is known of it
 */
char *
hoist_documents_dup_shown_path (const char *path)
{
  g_autofree char *host = NULL;
  const char *rest = NULL;

  if (!hoist_documents_has (path))
    return g_filename_display_name (path);
  host = hoist_documents_dup_host_path (path);
  if (host != NULL)
    return g_filename_display_name (host);
  rest = get_rest (path);
  return rest != NULL ? g_filename_display_name (rest) : g_filename_display_basename (path);
}

/* The sandbox's own folders, empty but for what was let in, are all of one file system. */
static gboolean
is_of_sandbox (const char *path)
{
  struct stat root;
  struct stat here;
  g_autofree char *at = g_path_get_dirname (path);

  if (stat ("/", &root) != 0)
    return FALSE;
  while (stat (at, &here) != 0) {
    char *above = g_path_get_dirname (at);

    g_free (at);
    at = above;
    if (g_str_equal (at, "/"))
      return TRUE;
  }
  return here.st_dev == root.st_dev;
}

/**
 * hoist_documents_is_out_of_sight:
 * @path: (type filename): absolute, of something that is not found
 *
 * Returns: whether it may well be there, and only this sandbox does not see it (any more)
 */
gboolean
hoist_documents_is_out_of_sight (const char *path)
{
  gboolean is_document = hoist_documents_has (path);
  g_autofree char *folder = g_path_get_dirname (path);

  if (!hoist_documents_is_sandbox ())
    return FALSE;
  /* a grant that has ended takes the folder with it; a deleted file leaves it */
  return is_document ? !g_file_test (folder, G_FILE_TEST_IS_DIR) : is_of_sandbox (path);
}

static gboolean
is_same_file (const char *a, const char *b)
{
  struct stat first;
  struct stat second;

  return stat (a, &first) == 0 && stat (b, &second) == 0 && access (a, R_OK) == 0 &&
         first.st_size == second.st_size && first.st_mtim.tv_sec == second.st_mtim.tv_sec &&
         first.st_mtim.tv_nsec == second.st_mtim.tv_nsec;
}

/**
 * hoist_documents_take:
 * @path: (type filename): absolute, of a file that came in
 *
 * Finds the name under which a file is kept: the real one, so that the same file is the same upload
 * whichever way it came, and a person knows it again. Where the sandbox does not see it there, the
 * way by the portal is remembered. Blocks.
 *
 * Returns: (transfer full) (type filename): the real path; @path itself for what is no document,
 *   and where the portal does not tell
 */
char *
hoist_documents_take (const char *path)
{
  g_autofree char *host = hoist_documents_dup_host_path (path);
  g_autofree char *top = NULL;
  const char *rest = NULL;

  if (host == NULL || get_rest (path) == NULL)
    return g_strdup (path);
  if (is_same_file (host, path))
    return g_steal_pointer (&host);

  /* one way for all that lies in a folder */
  rest = strchr (get_rest (path), '/');
  top = rest == NULL ? NULL : g_strndup (path, rest - path);
  if (top != NULL && g_str_has_suffix (host, rest)) {
    g_autofree char *host_top = g_strndup (host, strlen (host) - strlen (rest));

    hoist_ways_add (get_place ()->ways, host_top, top);
  } else {
    hoist_ways_add (get_place ()->ways, host, path);
  }
  return g_steal_pointer (&host);
}

/* Returns: whether files are seen through a sandbox's eyes. */
gboolean
hoist_documents_is_sandbox (void)
{
  return get_place ()->is_sandbox;
}

/**
 * hoist_documents_get_ways:
 *
 * Returns: (transfer none): by which paths to read what this program cannot see at its own place.
 *   For use from any thread
 */
HoistWays *
hoist_documents_get_ways (void)
{
  return get_place ()->ways;
}

/**
 * hoist_documents_set_test_place:
 * @root: (type filename): in place of the portal's folder
 * @is_sandbox: in place of what is
 *
 * For tests, before there are threads. Forgets all ways.
 */
void
hoist_documents_set_test_place (const char *root, gboolean is_sandbox)
{
  get_place ();
  g_free (place.root);
  hoist_ways_free (place.ways);
  place = (Place){ g_strdup (root), is_sandbox, hoist_ways_new () };
}
