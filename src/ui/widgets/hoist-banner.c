/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One lasting fact above the list, with at most two buttons. */
#include "hoist-banner.h"

#include "hoist-beside-box.h"
#include "hoist-columns-layout.h"
#include "hoist-typeset.h"

struct _HoistBanner {
  AdwBin parent;

  GtkWidget *revealer;     /* (unowned) */
  GtkWidget *title;        /* (unowned) */
  GtkWidget *button;       /* (unowned) */
  GtkWidget *other_button; /* (unowned) */
};

G_DEFINE_FINAL_TYPE (HoistBanner, hoist_banner, ADW_TYPE_BIN)

static void
hoist_banner_class_init (HoistBannerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (HOIST_TYPE_BESIDE_BOX);
  g_type_ensure (HOIST_TYPE_COLUMNS_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hoist_uploader/Hoist/hoist-banner.ui");
  gtk_widget_class_bind_template_child (widget_class, HoistBanner, revealer);
  gtk_widget_class_bind_template_child (widget_class, HoistBanner, title);
  gtk_widget_class_bind_template_child (widget_class, HoistBanner, button);
  gtk_widget_class_bind_template_child (widget_class, HoistBanner, other_button);
}

static void
hoist_banner_init (HoistBanner *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

HoistBanner *
hoist_banner_new (void)
{
  return g_object_new (HOIST_TYPE_BANNER, NULL);
}

static void
show_button (HoistBanner *self, const HoistBannerText *text)
{
  GtkActionable *button = GTK_ACTIONABLE (self->button);

  gtk_widget_set_visible (self->button, text->button != NULL);
  gtk_actionable_set_action_name (button, NULL);
  if (text->button == NULL)
    return;
  gtk_button_set_label (GTK_BUTTON (self->button), text->button);
  gtk_actionable_set_action_target_value (
      button, text->target == NULL ? NULL : g_variant_new_string (text->target));
  gtk_actionable_set_action_name (button, text->action);
}

static void
show_other_button (HoistBanner *self, const HoistBannerText *text)
{
  gboolean has_other = text->other_button != NULL;

  gtk_widget_set_visible (self->other_button, has_other);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->other_button),
                                  has_other ? text->other_action : NULL);
  if (has_other)
    gtk_button_set_label (GTK_BUTTON (self->other_button), text->other_button);
}

/* Shows @text; one without a title hides the banner. */
void
hoist_banner_show (HoistBanner *self, const HoistBannerText *text)
{
  GtkRevealer *revealer = GTK_REVEALER (self->revealer);
  g_autofree char *shown = NULL;

  g_return_if_fail (HOIST_IS_BANNER (self));

  gtk_revealer_set_reveal_child (revealer, text->title != NULL);
  if (text->title == NULL)
    return;
  shown = hoist_typeset (text->title);
  gtk_label_set_label (GTK_LABEL (self->title), shown);
  show_button (self, text);
  show_other_button (self, text);
}

/**
 * hoist_banner_get_title:
 *
 * Returns: (nullable): %NULL while nothing is shown
 */
const char *
hoist_banner_get_title (HoistBanner *self)
{
  g_return_val_if_fail (HOIST_IS_BANNER (self), NULL);

  if (!gtk_revealer_get_reveal_child (GTK_REVEALER (self->revealer)))
    return NULL;
  return gtk_label_get_label (GTK_LABEL (self->title));
}
