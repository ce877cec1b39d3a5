/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One zone of the drop frame: where files would go that are let go here. */
#include "hoist-drop-zone.h"

#include "hoist-typeset.h"

struct _HoistDropZone {
  AdwBin parent;

  GtkWidget *icon;    /* (unowned) */
  GtkWidget *mark;    /* (unowned) */
  GtkWidget *label;   /* (unowned) */
  GtkWidget *service; /* (unowned) */

  char *account; /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (HoistDropZone, hoist_drop_zone, ADW_TYPE_BIN)

static void
hoist_drop_zone_finalize (GObject *object)
{
  g_free (HOIST_DROP_ZONE (object)->account);

  G_OBJECT_CLASS (hoist_drop_zone_parent_class)->finalize (object);
}

static void
hoist_drop_zone_class_init (HoistDropZoneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = hoist_drop_zone_finalize;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/hoist_uploader/Hoist/hoist-drop-zone.ui");
  gtk_widget_class_bind_template_child (widget_class, HoistDropZone, icon);
  gtk_widget_class_bind_template_child (widget_class, HoistDropZone, mark);
  gtk_widget_class_bind_template_child (widget_class, HoistDropZone, label);
  gtk_widget_class_bind_template_child (widget_class, HoistDropZone, service);
}

static void
hoist_drop_zone_init (HoistDropZone *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * hoist_drop_zone_new:
 * @account: (nullable): its id
 * @text: the sentence in the zone
 * @service: (nullable): a second line, smaller
 * @has_icon: whether there is room for a picture
 */
HoistDropZone *
hoist_drop_zone_new (const char *account, const char *text, const char *service, gboolean has_icon)
{
  HoistDropZone *self = g_object_new (HOIST_TYPE_DROP_ZONE, NULL);
  g_autofree char *shown = hoist_typeset (text);

  self->account = g_strdup (account);
  gtk_label_set_label (GTK_LABEL (self->label), shown);
  gtk_label_set_label (GTK_LABEL (self->service), service != NULL ? service : "");
  gtk_widget_set_visible (self->service, service != NULL);
  gtk_widget_set_visible (self->icon, has_icon);
  gtk_widget_add_css_class (self->label, service == NULL && has_icon ? "title-1" : "title-3");
  return self;
}

const char *
hoist_drop_zone_get_account (HoistDropZone *self)
{
  return self->account;
}

const char *
hoist_drop_zone_get_text (HoistDropZone *self)
{
  return gtk_label_get_label (GTK_LABEL (self->label));
}

/**
 * hoist_drop_zone_set_marked:
 * @is_marked: whether the pointer is over it: shown by a sign and a solid frame besides the colour
 */
void
hoist_drop_zone_set_marked (HoistDropZone *self, gboolean is_marked)
{
  if (is_marked)
    gtk_widget_add_css_class (GTK_WIDGET (self), "marked");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "marked");
  /* it keeps its place, so that no text jumps */
  gtk_widget_set_opacity (self->mark, is_marked ? 1 : 0);
}

gboolean
hoist_drop_zone_is_marked (HoistDropZone *self)
{
  return gtk_widget_has_css_class (GTK_WIDGET (self), "marked");
}
