/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Other paths by which files and folders are read that are known under their own. Files come by the
 * thousand on all processors, so where there are no ways at all nothing is locked. */
#include "hoist-ways.h"

#include <string.h>
#include <unistd.h>

/* Each is a row of a person's: more than a year of daily drops. The oldest go first. */
#define MAX_WAYS 20000

/* One file or folder, and the path by which it is read. */
typedef struct {
  char *path; /* (owned) (type filename) */
  char *way;  /* (owned) (type filename) */
} Way;

struct _HoistWays {
  GMutex lock;
  GQueue order;        /* (element-type Way): the oldest at the head */
  GHashTable *by_path; /* (owned) (element-type filename GList) */
  gint n_ways;         /* (atomic) */
  gint has_news;       /* (atomic) */
};

static void
way_free (gpointer data)
{
  Way *self = data;

  g_free (self->path);
  g_free (self->way);
  g_free (self);
}

/* Returns: (transfer full): with none in it. May be used from any thread. */
HoistWays *
hoist_ways_new (void)
{
  HoistWays *self = g_new0 (HoistWays, 1);

  g_mutex_init (&self->lock);
  g_queue_init (&self->order);
  self->by_path = g_hash_table_new (g_str_hash, g_str_equal);
  return self;
}

void
hoist_ways_free (HoistWays *self)
{
  g_hash_table_unref (self->by_path);
  g_queue_clear_full (&self->order, way_free);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/* With the lock held. */
static void
drop (HoistWays *self, GList *link)
{
  Way *way = link->data;

  g_hash_table_remove (self->by_path, way->path);
  g_queue_delete_link (&self->order, link);
  way_free (way);
}

/**
 * hoist_ways_add:
 * @path: (type filename): absolute, of a file or folder as it is known
 * @way: (type filename): absolute, by which it, and all below it, is read in its stead
 */
void
hoist_ways_add (HoistWays *self, const char *path, const char *way)
{
  Way *added = NULL;
  GList *known = NULL;

  if (g_str_equal (path, way))
    return;
  g_mutex_lock (&self->lock);
  known = g_hash_table_lookup (self->by_path, path);
  if (known != NULL)
    drop (self, known);
  else if (self->order.length >= MAX_WAYS)
    drop (self, self->order.head);
  added = g_new0 (Way, 1);
  added->path = g_strdup (path);
  added->way = g_strdup (way);
  g_queue_push_tail (&self->order, added);
  g_hash_table_insert (self->by_path, added->path, self->order.tail);
  g_atomic_int_set (&self->n_ways, (gint) self->order.length);
  g_atomic_int_set (&self->has_news, TRUE);
  g_mutex_unlock (&self->lock);
}

/* (transfer full) (nullable): the path by which what is at @at, which is @path or above it, is read
 */
static char *
dup_way (HoistWays *self, const char *path, const char *at)
{
  const GList *link = NULL;
  char *way = NULL;

  g_mutex_lock (&self->lock);
  link = g_hash_table_lookup (self->by_path, at);
  if (link != NULL)
    way = g_strconcat (((const Way *) link->data)->way, path + strlen (at), NULL);
  g_mutex_unlock (&self->lock);
  return way;
}

/* One that does not lead there any more hides none further up. Nothing is locked while the file
 * system is asked, which may hang. */
static char *
dup_known (HoistWays *self, const char *path)
{
  g_autofree char *at = g_strdup (path);

  while (!g_str_equal (at, "/") && !g_str_equal (at, ".")) {
    g_autofree char *way = dup_way (self, path, at);
    char *above = NULL;

    if (way != NULL && access (way, F_OK) == 0)
      return g_steal_pointer (&way);
    above = g_path_get_dirname (at);
    g_free (at);
    at = above;
  }
  return NULL;
}

/**
 * hoist_ways_find:
 * @path: (type filename): absolute
 *
 * Looks at the file system only where there are ways at all.
 *
 * Returns: (transfer full) (type filename): by which path to read the file: the path itself where
 *   it leads to something, or where no other way is known
 */
char *
hoist_ways_find (HoistWays *self, const char *path)
{
  char *way = NULL;

  if (hoist_ways_count (self) == 0 || access (path, F_OK) == 0)
    return g_strdup (path);
  way = dup_known (self, path);
  return way != NULL ? way : g_strdup (path);
}

guint
hoist_ways_count (HoistWays *self)
{
  return (guint) g_atomic_int_get (&self->n_ways);
}

/* Returns: whether there are ways that were not there the last time. */
gboolean
hoist_ways_take_news (HoistWays *self)
{
  return g_atomic_int_exchange (&self->has_news, FALSE);
}

/**
 * hoist_ways_to_text:
 *
 * Returns: (transfer full) (nullable): all ways, for a later run; %NULL when there are none
 */
char *
hoist_ways_to_text (HoistWays *self)
{
  GVariantBuilder builder;
  g_autoptr (GVariant) ways = NULL;

  if (hoist_ways_count (self) == 0)
    return NULL;
  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(ayay)"));
  g_mutex_lock (&self->lock);
  for (const GList *at = self->order.head; at != NULL; at = at->next) {
    const Way *way = at->data;

    g_variant_builder_add (&builder, "(^ay^ay)", way->path, way->way);
  }
  g_mutex_unlock (&self->lock);
  ways = g_variant_ref_sink (g_variant_builder_end (&builder));
  return g_variant_print (ways, FALSE);
}

/**
 * hoist_ways_add_text:
 * @text: (nullable): as hoist_ways_to_text() made it; damage is left out
 */
void
hoist_ways_add_text (HoistWays *self, const char *text)
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
      hoist_ways_add (self, path, way);
  }
}
