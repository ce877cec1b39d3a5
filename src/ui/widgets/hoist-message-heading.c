/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The heading of a message dialog, which libadwaita may ask for less room than it needs. */
#include "hoist-message-heading.h"

/* In pixels: more than one letter of the heading needs. */
#define LEAST_WIDTH 60

static void
mend_below (GtkWidget *widget)
{
  for (GtkWidget *at = gtk_widget_get_first_child (widget); at != NULL;
       at = gtk_widget_get_next_sibling (at)) {
    if (gtk_widget_has_css_class (at, "title-2") || gtk_widget_has_css_class (at, "title-4"))
      gtk_widget_set_size_request (at, LEAST_WIDTH, -1);
    if (gtk_widget_has_css_class (at, "title-2") && GTK_IS_LABEL (at))
      gtk_label_set_ellipsize (GTK_LABEL (at), PANGO_ELLIPSIZE_END);
    mend_below (at);
  }
}

/**
 * hoist_message_heading_mend:
 * @dialog: before it is shown
 *
 * The heading is there twice, in large letters and in small ones for where those do not fit, and
 * libadwaita measures both at the least width of either. GTK 4.18 complains when that is less than
 * the other needs, so they need the same here. The large one may be shortened for that; it never
 * is, for then the small one is shown.
 */
void
hoist_message_heading_mend (AdwMessageDialog *dialog)
{
  mend_below (GTK_WIDGET (dialog));
}
