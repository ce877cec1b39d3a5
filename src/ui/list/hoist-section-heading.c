/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The heading of a section as a row, with what can be done with the whole section. */
#include "hoist-config.h"

#include "hoist-section-heading.h"

#include "hoist-list-words.h"

#include <glib/gi18n-lib.h>

struct _HoistSectionHeading {
  GtkBox parent;

  GtkWidget *title;        /* (unowned) */
  GtkWidget *count;        /* (unowned) */
  GtkWidget *retry_button; /* (unowned) */
  GtkWidget *clear_button; /* (unowned) */
  GtkWidget *all_button;   /* (unowned) */

  HoistSectionHeader *header; /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (HoistSectionHeading, hoist_section_heading, GTK_TYPE_BOX)

/* The list's own widget around the heading is what a screen reader stops at. */
static void
tell (HoistSectionHeading *self, const char *title, guint count)
{
  GtkWidget *item = gtk_widget_get_parent (GTK_WIDGET (self));
  g_autofree char *label = NULL;

  if (item == NULL)
    return;
  /* Translators: the heading of a section for a screen reader, as in “Waiting, 12” */
  label = g_strdup_printf (_ ("%s, %'u"), title, count);
  gtk_accessible_update_property (GTK_ACCESSIBLE (item), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
update (HoistSectionHeading *self)
{
  HoistSectionHeader *header = self->header;
  HoistSection section = hoist_section_header_get_section (header);
  guint count = hoist_section_header_get_count (header);
  gboolean is_complete = hoist_section_header_is_complete (header);
  gboolean has_more = hoist_section_header_get_n_hidden (header) > 0;
  const char *title = hoist_words_section (section);
  g_autofree char *number = g_strdup_printf ("%'u", count);

  gtk_label_set_label (GTK_LABEL (self->title), title);
  gtk_label_set_label (GTK_LABEL (self->count), number);
  gtk_widget_set_visible (self->retry_button, section == HOIST_SECTION_ATTENTION && count > 1);
  gtk_widget_set_visible (self->clear_button, section == HOIST_SECTION_FINISHED);
  gtk_widget_set_visible (self->all_button,
                          section == HOIST_SECTION_FINISHED && (has_more || is_complete));
  gtk_button_set_label (GTK_BUTTON (self->all_button),
                        is_complete ? _ ("Show Fewer") : _ ("Show All"));
  tell (self, title, count);
}

static void
hoist_section_heading_root (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (hoist_section_heading_parent_class)->root (widget);
  if (HOIST_SECTION_HEADING (widget)->header != NULL)
    update (HOIST_SECTION_HEADING (widget));
}

static void
hoist_section_heading_dispose (GObject *object)
{
  hoist_section_heading_set_header (HOIST_SECTION_HEADING (object), NULL);

  G_OBJECT_CLASS (hoist_section_heading_parent_class)->dispose (object);
}

static void
hoist_section_heading_class_init (HoistSectionHeadingClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hoist_section_heading_dispose;
  widget_class->root = hoist_section_heading_root;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/hoist_uploader/Hoist/hoist-section-heading.ui");
  gtk_widget_class_bind_template_child (widget_class, HoistSectionHeading, title);
  gtk_widget_class_bind_template_child (widget_class, HoistSectionHeading, count);
  gtk_widget_class_bind_template_child (widget_class, HoistSectionHeading, retry_button);
  gtk_widget_class_bind_template_child (widget_class, HoistSectionHeading, clear_button);
  gtk_widget_class_bind_template_child (widget_class, HoistSectionHeading, all_button);
}

static void
hoist_section_heading_init (HoistSectionHeading *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

HoistSectionHeading *
hoist_section_heading_new (void)
{
  return g_object_new (HOIST_TYPE_SECTION_HEADING, NULL);
}

/**
 * hoist_section_heading_set_header:
 * @header: (nullable): what to show; %NULL while the row waits to be used again
 */
void
hoist_section_heading_set_header (HoistSectionHeading *self, HoistSectionHeader *header)
{
  if (self->header == header)
    return;
  if (self->header != NULL)
    g_signal_handlers_disconnect_by_func (self->header, update, self);
  g_set_object (&self->header, header);
  if (header == NULL)
    return;
  g_signal_connect_object (header, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}
