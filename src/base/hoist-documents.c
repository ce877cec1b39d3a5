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

/* Each is a row of a person's: more than a year of daily drops. The oldest go first. */
#define MAX_WAYS 20000

/* One file or folder, and the path by which it is read. */
typedef struct {
  char *path; /* (owned) (type filename) */
  char *way;  /* (owned) (type filename) */
} Way;

/* What a process may see is the same for all of it, so this is too. */
static struct {
  GMutex lock;
  GQueue order;     /* (element-type Way): the oldest at the head */
  GHashTable *ways; /* (owned) (nullable) (element-type filename GList): by path */
  char *root;       /* (owned) (nullable) (type filename): of the portal's documents */
  gint is_ready;    /* (atomic): the two above and below are known */
  gboolean is_sandbox;
  gint n_ways;   /* (atomic) */
  gint has_news; /* (atomic) */
} place;

static void
way_free (Way *self)
{
  g_free (self->path);
  g_free (self->way);
  g_free (self);
}

/* With the lock held. */
static void
find_place (void)
{
  if (place.is_ready)
    return;
  place.root = g_build_filename (g_get_user_runtime_dir (), "doc", NULL);
  place.is_sandbox = g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS);
  place.ways = g_hash_table_new (g_str_hash, g_str_equal);
  g_atomic_int_set (&place.is_ready, TRUE);
}

/* Nothing changes it but tests, before there are threads. Asked for each of many files on several
 * threads, so without the lock once it is known. */
static const char *
get_root (void)
{
  if (!g_atomic_int_get (&place.is_ready)) {
    g_mutex_lock (&place.lock);
    find_place ();
    g_mutex_unlock (&place.lock);
  }
  return place.root;
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
  const char *rest = path + strlen (get_root ()) + 1;

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
  const char *root = get_root ();

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

/* With the lock held. */
static void
drop_way (GList *link)
{
  Way *way = link->data;

  g_hash_table_remove (place.ways, way->path);
  g_queue_delete_link (&place.order, link);
  way_free (way);
}

/**
 * hoist_documents_add_way:
 * @path: (type filename): absolute, of a file or folder as it is known
 * @way: (type filename): absolute, by which it, and all below it, is read in its stead
 *
 * May be called from any thread.
 */
void
hoist_documents_add_way (const char *path, const char *way)
{
  Way *added = NULL;
  GList *known = NULL;

  if (g_str_equal (path, way))
    return;
  g_mutex_lock (&place.lock);
  find_place ();
  known = g_hash_table_lookup (place.ways, path);
  if (known != NULL)
    drop_way (known);
  else if (place.order.length >= MAX_WAYS)
    drop_way (place.order.head);
  added = g_new0 (Way, 1);
  added->path = g_strdup (path);
  added->way = g_strdup (way);
  g_queue_push_tail (&place.order, added);
  g_hash_table_insert (place.ways, added->path, place.order.tail);
  g_atomic_int_set (&place.n_ways, (gint) place.order.length);
  g_atomic_int_set (&place.has_news, TRUE);
  g_mutex_unlock (&place.lock);
}

/* With the lock held. One that does not lead there any more hides none further up. */
static char *
dup_by_known_way (const char *path)
{
  g_autofree char *at = g_strdup (path);

  while (!g_str_equal (at, "/") && !g_str_equal (at, ".")) {
    const GList *link = g_hash_table_lookup (place.ways, at);
    g_autofree char *way = NULL;
    char *above = NULL;

    if (link != NULL)
      way = g_strconcat (((const Way *) link->data)->way, path + strlen (at), NULL);
    if (way != NULL && access (way, F_OK) == 0)
      return g_steal_pointer (&way);
    above = g_path_get_dirname (at);
    g_free (at);
    at = above;
  }
  return NULL;
}

/**
 * hoist_documents_dup_way:
 * @path: (type filename): absolute
 *
 * May be called from any thread; looks at the file system only where there are ways at all.
 *
 * Returns: (transfer full) (type filename): by which path to read the file: the path itself where
 *   it leads to something, or where no other way is known
 */
char *
hoist_documents_dup_way (const char *path)
{
  char *way = NULL;

  if (g_atomic_int_get (&place.n_ways) == 0 || access (path, F_OK) == 0)
    return g_strdup (path);
  g_mutex_lock (&place.lock);
  way = dup_by_known_way (path);
  g_mutex_unlock (&place.lock);
  return way != NULL ? way : g_strdup (path);
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

    hoist_documents_add_way (host_top, top);
  } else {
    hoist_documents_add_way (host, path);
  }
  return g_steal_pointer (&host);
}

/* Returns: whether files are seen through a sandbox's eyes. */
gboolean
hoist_documents_is_sandbox (void)
{
  get_root ();
  return place.is_sandbox;
}

/* Returns: whether there are ways that were not there the last time. */
gboolean
hoist_documents_take_news (void)
{
  return g_atomic_int_exchange (&place.has_news, FALSE);
}

guint
hoist_documents_count_ways (void)
{
  return (guint) g_atomic_int_get (&place.n_ways);
}

/**
 * hoist_documents_ways_to_text:
 *
 * Returns: (transfer full) (nullable): all ways, for a later run; %NULL when there are none
 */
char *
hoist_documents_ways_to_text (void)
{
  GVariantBuilder builder;
  g_autoptr (GVariant) ways = NULL;

  if (hoist_documents_count_ways () == 0)
    return NULL;
  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(ayay)"));
  g_mutex_lock (&place.lock);
  for (const GList *at = place.order.head; at != NULL; at = at->next) {
    const Way *way = at->data;

    g_variant_builder_add (&builder, "(^ay^ay)", way->path, way->way);
  }
  g_mutex_unlock (&place.lock);
  ways = g_variant_ref_sink (g_variant_builder_end (&builder));
  return g_variant_print (ways, FALSE);
}

/**
 * hoist_documents_ways_from_text:
 * @text: (nullable): as hoist_documents_ways_to_text() made it; damage is left out
 */
void
hoist_documents_ways_from_text (const char *text)
{
  g_autoptr (GVariant) ways = NULL;
  GVariantIter iter;
  const char *path = NULL;
  const char *way = NULL;

  if (text != NULL)
    ways = g_variant_parse (G_VARIANT_TYPE ("a(ayay)"), text, NULL, NULL, NULL);
  if (ways == NULL)
    return;
  g_variant_iter_init (&iter, ways);
  while (g_variant_iter_next (&iter, "(^&ay^&ay)", &path, &way)) {
    if (g_path_is_absolute (path) && g_path_is_absolute (way))
      hoist_documents_add_way (path, way);
  }
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
  g_mutex_lock (&place.lock);
  find_place ();
  while (place.order.head != NULL)
    drop_way (place.order.head);
  g_atomic_int_set (&place.n_ways, 0);
  g_free (place.root);
  place.root = g_strdup (root);
  place.is_sandbox = is_sandbox;
  g_mutex_unlock (&place.lock);
}
