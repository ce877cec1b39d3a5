/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The heading of a message dialog, which libadwaita may ask for less room than it needs. */
#include "hoist-message-heading.h"

/* In pixels: more than one letter of the heading needs. */
#define LEAST_WIDTH 60

static GtkWidget *
find_heading (GtkWidget *widget, const char *style)
{
  GtkWidget *found = gtk_widget_has_css_class (widget, style) ? widget : NULL;

  for (GtkWidget *at = gtk_widget_get_first_child (widget); at != NULL && found == NULL;
       at = gtk_widget_get_next_sibling (at))
    found = find_heading (at, style);
  return found;
}

/**
 * hoist_message_heading_mend:
 * @dialog: before it is shown
 *
 * With libadwaita 1.7 the heading is there twice, in large letters and in small ones for where
 * those do not fit, and both are measured at the least width of either. GTK 4.18 complains when
 * that is less than the other needs, so they need the same here. The large one may be shortened for
 * that; it never is, for then the small one is shown. With libadwaita 1.2 there is one, which has
 * several lines where it needs them.
 */
void
hoist_message_heading_mend (AdwMessageDialog *dialog)
{
  GtkWidget *large = find_heading (GTK_WIDGET (dialog), "title-2");
  GtkWidget *small = find_heading (GTK_WIDGET (dialog), "title-4");

  if (large == NULL || small == NULL)
    return;
  gtk_widget_set_size_request (large, LEAST_WIDTH, -1);
  gtk_widget_set_size_request (small, LEAST_WIDTH, -1);
  gtk_label_set_ellipsize (GTK_LABEL (large), PANGO_ELLIPSIZE_END);
}
