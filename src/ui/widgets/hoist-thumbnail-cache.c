/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pictures of files that the desktop has made already: read, never made. The folders, names
 * and texts in the pictures are those of the "Thumbnail Managing Standard" 0.9 of freedesktop.org.
 */
#include "hoist-thumbnail-cache.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gstdio.h>

#define MAX_PICTURES 200

/* A row's picture has 44 pixels, twice that on a fine screen: more only costs memory. */
#define PIXELS 96

/* The smaller one first: it is large enough. */
static const char *const sizes[] = { "normal", "large", "x-large" };

typedef struct {
  char *path;          /* (owned) (type filename) */
  GdkTexture *texture; /* (owned) */
} Picture;

struct _HoistThumbnailCache {
  GObject parent;

  char *folder;       /* (owned) (type filename) */
  GHashTable *places; /* (owned) (element-type filename GList): links of @pictures, by path */
  GQueue pictures;    /* (owned) (element-type Picture): the one used last at the head */
};

G_DEFINE_FINAL_TYPE (HoistThumbnailCache, hoist_thumbnail_cache, G_TYPE_OBJECT)

static void
picture_free (gpointer data)
{
  Picture *self = data;

  g_object_unref (self->texture);
  g_free (self->path);
  g_free (self);
}

/* Whether it shows the file as it is now: an older picture shows another film. */
static gboolean
is_of (GdkPixbuf *pixbuf, const char *uri, const char *path)
{
  const char *of = gdk_pixbuf_get_option (pixbuf, "tEXt::Thumb::URI");
  const char *modified = gdk_pixbuf_get_option (pixbuf, "tEXt::Thumb::MTime");
  GStatBuf status;

  if (g_strcmp0 (of, uri) != 0 || modified == NULL || g_stat (path, &status) != 0)
    return FALSE;
  return g_ascii_strtoll (modified, NULL, 10) == (gint64) status.st_mtime;
}

static GdkPixbuf *
shrink (GdkPixbuf *pixbuf)
{
  int width = gdk_pixbuf_get_width (pixbuf);
  int height = gdk_pixbuf_get_height (pixbuf);
  double scale = (double) PIXELS / MIN (width, height);

  if (scale >= 1)
    return g_object_ref (pixbuf);
  return gdk_pixbuf_scale_simple (pixbuf, MAX (1, (int) (width * scale)),
                                  MAX (1, (int) (height * scale)), GDK_INTERP_BILINEAR);
}

static GdkTexture *
read_picture (const char *folder, const char *path)
{
  g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);
  g_autofree char *sum =
      uri == NULL ? NULL : g_compute_checksum_for_string (G_CHECKSUM_MD5, uri, -1);
  g_autofree char *name = sum == NULL ? NULL : g_strconcat (sum, ".png", NULL);

  for (gsize i = 0; name != NULL && i < G_N_ELEMENTS (sizes); i++) {
    g_autofree char *file = g_build_filename (folder, sizes[i], name, NULL);
    g_autoptr (GdkPixbuf) pixbuf = NULL;
    g_autoptr (GdkPixbuf) small = NULL;

    if (!g_file_test (file, G_FILE_TEST_IS_REGULAR))
      continue;
    pixbuf = gdk_pixbuf_new_from_file (file, NULL);
    if (pixbuf == NULL || !is_of (pixbuf, uri, path))
      continue;
    small = shrink (pixbuf);
    return small == NULL ? NULL : gdk_texture_new_for_pixbuf (small);
  }
  return NULL;
}

static void
run (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GdkTexture *texture = NULL;

  if (g_task_return_error_if_cancelled (task))
    return;
  texture = read_picture (HOIST_THUMBNAIL_CACHE (source)->folder, data);
  if (texture != NULL)
    g_task_return_pointer (task, texture, g_object_unref);
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "no picture is there");
}

static void
forget_last (HoistThumbnailCache *self)
{
  Picture *last = g_queue_peek_tail (&self->pictures);

  g_hash_table_remove (self->places, last->path);
  picture_free (g_queue_pop_tail (&self->pictures));
}

static void
keep (HoistThumbnailCache *self, const char *path, GdkTexture *texture)
{
  GList *place = g_hash_table_lookup (self->places, path);
  Picture *picture = NULL;

  if (place != NULL) {
    g_set_object (&((Picture *) place->data)->texture, texture);
    return;
  }
  picture = g_new (Picture, 1);
  picture->path = g_strdup (path);
  picture->texture = g_object_ref (texture);
  g_queue_push_head (&self->pictures, picture);
  g_hash_table_insert (self->places, picture->path, g_queue_peek_head_link (&self->pictures));
  if (self->pictures.length > MAX_PICTURES)
    forget_last (self);
}

static void
hoist_thumbnail_cache_finalize (GObject *object)
{
  HoistThumbnailCache *self = HOIST_THUMBNAIL_CACHE (object);

  g_hash_table_unref (self->places);
  g_queue_clear_full (&self->pictures, picture_free);
  g_free (self->folder);

  G_OBJECT_CLASS (hoist_thumbnail_cache_parent_class)->finalize (object);
}

static void
hoist_thumbnail_cache_class_init (HoistThumbnailCacheClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hoist_thumbnail_cache_finalize;
}

static void
hoist_thumbnail_cache_init (HoistThumbnailCache *self)
{
  self->places = g_hash_table_new (g_str_hash, g_str_equal);
  g_queue_init (&self->pictures);
}

/**
 * hoist_thumbnail_cache_new:
 * @folder: (type filename): the one with the folders "normal" and "large"
 */
HoistThumbnailCache *
hoist_thumbnail_cache_new (const char *folder)
{
  HoistThumbnailCache *self = g_object_new (HOIST_TYPE_THUMBNAIL_CACHE, NULL);

  self->folder = g_strdup (folder);
  return self;
}

/**
 * hoist_thumbnail_cache_get_default:
 *
 * Returns: (transfer none): the desktop's; of the main thread
 */
HoistThumbnailCache *
hoist_thumbnail_cache_get_default (void)
{
  static HoistThumbnailCache *cache = NULL;

  if (cache == NULL) {
    /* in a sandbox the user's own folder is another than the program's */
    const char *outside = g_getenv ("HOST_XDG_CACHE_HOME");
    g_autofree char *folder =
        g_build_filename (outside != NULL ? outside : g_get_user_cache_dir (), "thumbnails", NULL);

    cache = hoist_thumbnail_cache_new (folder);
  }
  return cache;
}

/**
 * hoist_thumbnail_cache_find:
 * @path: (type filename): of the file itself
 *
 * Returns: (transfer none) (nullable): what is in memory; %NULL says nothing about the disk
 */
GdkTexture *
hoist_thumbnail_cache_find (HoistThumbnailCache *self, const char *path)
{
  GList *place = NULL;

  g_return_val_if_fail (HOIST_IS_THUMBNAIL_CACHE (self), NULL);

  place = g_hash_table_lookup (self->places, path);
  if (place == NULL)
    return NULL;
  g_queue_unlink (&self->pictures, place);
  g_queue_push_head_link (&self->pictures, place);
  return ((Picture *) place->data)->texture;
}

/**
 * hoist_thumbnail_cache_load_async:
 * @path: (type filename): of the file itself
 * @cancellable: (nullable)
 *
 * Looks on the disk, in a thread. Fails with %G_IO_ERROR_NOT_FOUND where there is no picture of the
 * file as it is now; it is not made.
 */
void
hoist_thumbnail_cache_load_async (HoistThumbnailCache *self,
                                  const char *path,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (HOIST_IS_THUMBNAIL_CACHE (self));

  task = g_task_new (self, cancellable, callback, data);
  g_task_set_source_tag (task, hoist_thumbnail_cache_load_async);
  g_task_set_priority (task, G_PRIORITY_LOW);
  g_task_set_task_data (task, g_strdup (path), g_free);
  g_task_run_in_thread (task, run);
}

/**
 * hoist_thumbnail_cache_load_finish:
 *
 * Returns: (transfer full): kept in memory, too
 */
GdkTexture *
hoist_thumbnail_cache_load_finish (HoistThumbnailCache *self, GAsyncResult *result, GError **error)
{
  GdkTexture *texture = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  texture = g_task_propagate_pointer (G_TASK (result), error);
  if (texture != NULL)
    keep (self, g_task_get_task_data (G_TASK (result)), texture);
  return texture;
}

guint
hoist_thumbnail_cache_get_count (HoistThumbnailCache *self)
{
  return self->pictures.length;
}
