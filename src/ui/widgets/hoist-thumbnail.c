/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file's picture, or the icon of its type while there is none. */
#include "hoist-thumbnail.h"

#include "hoist-error.h"
#include "hoist-thumbnail-cache.h"

#define SIZE 44

struct _HoistThumbnail {
  AdwBin parent;

  GtkWidget *image;   /* (owned): the type's icon */
  GtkWidget *picture; /* (owned) */

  GIcon *icon;               /* (owned) (nullable) */
  char *path;                /* (owned) (nullable) (type filename) */
  GCancellable *cancellable; /* (owned) (nullable): of the look on the disk */
};

typedef enum { PROP_ICON = 1 } HoistThumbnailProperty;

static GParamSpec *properties[PROP_ICON + 1];

G_DEFINE_FINAL_TYPE (HoistThumbnail, hoist_thumbnail, ADW_TYPE_BIN)

static void
show_picture (HoistThumbnail *self, GdkTexture *texture)
{
  gtk_picture_set_paintable (GTK_PICTURE (self->picture), GDK_PAINTABLE (texture));
  adw_bin_set_child (ADW_BIN (self), texture != NULL ? self->picture : self->image);
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HoistThumbnail) self = HOIST_THUMBNAIL (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkTexture) texture =
      hoist_thumbnail_cache_load_finish (HOIST_THUMBNAIL_CACHE (source), result, &error);

  /* the row shows another file by now */
  if (hoist_error_is_cancelled (error))
    return;
  g_clear_object (&self->cancellable);
  if (texture != NULL)
    show_picture (self, texture);
}

static void
stop_loading (HoistThumbnail *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
hoist_thumbnail_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch ((HoistThumbnailProperty) id) {
  case PROP_ICON:
    g_value_set_object (value, HOIST_THUMBNAIL (object)->icon);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
hoist_thumbnail_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  HoistThumbnail *self = HOIST_THUMBNAIL (object);

  switch ((HoistThumbnailProperty) id) {
  case PROP_ICON:
    if (!g_set_object (&self->icon, g_value_get_object (value)))
      return;
    gtk_image_set_from_gicon (GTK_IMAGE (self->image), self->icon);
    g_object_notify_by_pspec (object, pspec);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
hoist_thumbnail_dispose (GObject *object)
{
  HoistThumbnail *self = HOIST_THUMBNAIL (object);

  stop_loading (self);
  g_clear_object (&self->icon);
  g_clear_object (&self->image);
  g_clear_object (&self->picture);

  G_OBJECT_CLASS (hoist_thumbnail_parent_class)->dispose (object);
}

static void
hoist_thumbnail_finalize (GObject *object)
{
  g_free (HOIST_THUMBNAIL (object)->path);

  G_OBJECT_CLASS (hoist_thumbnail_parent_class)->finalize (object);
}

static void
hoist_thumbnail_class_init (HoistThumbnailClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = hoist_thumbnail_get_property;
  object_class->set_property = hoist_thumbnail_set_property;
  object_class->dispose = hoist_thumbnail_dispose;
  object_class->finalize = hoist_thumbnail_finalize;
  properties[PROP_ICON] =
      g_param_spec_object ("icon", NULL, NULL, G_TYPE_ICON,
                           G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
hoist_thumbnail_init (HoistThumbnail *self)
{
  self->image = g_object_ref_sink (
      g_object_new (GTK_TYPE_IMAGE, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL));
  self->picture = g_object_ref_sink (
      g_object_new (GTK_TYPE_PICTURE, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION,
                    "content-fit", GTK_CONTENT_FIT_COVER, "can-shrink", TRUE, NULL));
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_widget_set_size_request (GTK_WIDGET (self), SIZE, SIZE);
  gtk_widget_set_halign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  adw_bin_set_child (ADW_BIN (self), self->image);
}

/**
 * hoist_thumbnail_set_path:
 * @path: (nullable) (type filename): the file; its picture appears when it was read
 */
void
hoist_thumbnail_set_path (HoistThumbnail *self, const char *path)
{
  HoistThumbnailCache *cache = hoist_thumbnail_cache_get_default ();
  GdkTexture *known = NULL;

  g_return_if_fail (HOIST_IS_THUMBNAIL (self));

  stop_loading (self);
  g_free (self->path);
  self->path = g_strdup (path);
  known = path == NULL ? NULL : hoist_thumbnail_cache_find (cache, path);
  show_picture (self, known);
  if (known != NULL || path == NULL)
    return;
  self->cancellable = g_cancellable_new ();
  hoist_thumbnail_cache_load_async (cache, path, self->cancellable, on_loaded, g_object_ref (self));
}
