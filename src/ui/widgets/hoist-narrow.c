/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lets a window be 360 pixels wide with text of double size, and none of its words be cut. */
#include "hoist-narrow.h"

#include "hoist-columns-layout.h"

#include <adwaita.h>

/* 360 pixels without the border of its own that a window has where nothing is composed. */
#define MOST 350

/* The title of a header bar is there twice: between the buttons, and, where it has no room there,
 * in as many lines as it takes below them. */
static GtkWidget *
new_label (const char *style)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
  gtk_widget_add_css_class (label, style);
  return label;
}

static gboolean
has_text (GBinding *binding, const GValue *from, GValue *to, gpointer user_data)
{
  const char *text = g_value_get_string (from);

  g_value_set_boolean (to, text != NULL && *text != '\0');
  return TRUE;
}

static GtkWidget *
new_title_below (GtkWidget *title)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *line = new_label ("title");
  GtkWidget *second = new_label ("subtitle");

  g_object_bind_property (title, "title", line, "label", G_BINDING_SYNC_CREATE);
  g_object_bind_property (title, "subtitle", second, "label", G_BINDING_SYNC_CREATE);
  g_object_bind_property_full (title, "subtitle", second, "visible", G_BINDING_SYNC_CREATE,
                               has_text, NULL, NULL, NULL);
  gtk_box_append (GTK_BOX (box), line);
  gtk_box_append (GTK_BOX (box), second);
  gtk_widget_add_css_class (box, "title-below");
  return box;
}

/* Then there is no line between the buttons and what is below them. */
static void
on_title_moved (AdwSqueezer *squeezer, GParamSpec *pspec, GtkWidget *below)
{
  GtkWidget *bar = gtk_widget_get_ancestor (GTK_WIDGET (squeezer), ADW_TYPE_HEADER_BAR);
  gboolean is_below = !ADW_IS_WINDOW_TITLE (adw_squeezer_get_visible_child (squeezer));

  gtk_widget_set_visible (below, is_below);
  if (bar == NULL)
    return;
  if (is_below)
    gtk_widget_add_css_class (bar, "has-title-below");
  else
    gtk_widget_remove_css_class (bar, "has-title-below");
}

static void
add_squeezer (AdwHeaderBar *bar, GtkWidget *title)
{
  GtkWidget *squeezer = adw_squeezer_new ();
  GtkWidget *below = new_title_below (title);

  g_object_ref (title);
  adw_header_bar_set_title_widget (bar, NULL);
  adw_squeezer_add (ADW_SQUEEZER (squeezer), title);
  adw_squeezer_add (ADW_SQUEEZER (squeezer), adw_bin_new ());
  adw_squeezer_set_switch_threshold_policy (ADW_SQUEEZER (squeezer),
                                            ADW_FOLD_THRESHOLD_POLICY_NATURAL);
  adw_squeezer_set_xalign (ADW_SQUEEZER (squeezer), 0.5f);
  adw_header_bar_set_title_widget (bar, squeezer);
  g_signal_connect_object (squeezer, "notify::visible-child", G_CALLBACK (on_title_moved), below,
                           0);
  on_title_moved (ADW_SQUEEZER (squeezer), NULL, below);
  gtk_box_insert_child_after (GTK_BOX (gtk_widget_get_parent (GTK_WIDGET (bar))), below,
                              GTK_WIDGET (bar));
  g_object_unref (title);
}

/* Between buttons on one side only, a title has room when it need not stand in the middle. */
static void
mend_header (GtkWindow *window, AdwHeaderBar *bar)
{
  GtkWidget *title = adw_header_bar_get_title_widget (bar);

  adw_header_bar_set_centering_policy (bar, ADW_CENTERING_POLICY_LOOSE);
  if (!GTK_IS_BOX (gtk_widget_get_parent (GTK_WIDGET (bar))))
    return;
  if (title == NULL) {
    title = adw_window_title_new ("", "");
    g_object_bind_property (window, "title", title, "title", G_BINDING_SYNC_CREATE);
    add_squeezer (bar, g_object_ref_sink (title));
    g_object_unref (title);
  } else if (ADW_IS_WINDOW_TITLE (title)) {
    add_squeezer (bar, title);
  }
}

static void
mend_switcher (GtkWidget *widget)
{
  if (ADW_IS_VIEW_SWITCHER (widget)) {
    gtk_widget_set_layout_manager (widget, hoist_columns_layout_new ());
    return;
  }
  for (GtkWidget *at = gtk_widget_get_first_child (widget); at != NULL;
       at = gtk_widget_get_next_sibling (at))
    mend_switcher (at);
}

/* What libadwaita shortens of a group's title stands in a second line. */
static void
let_wrap (GtkLabel *label)
{
  gtk_label_set_ellipsize (label, PANGO_ELLIPSIZE_NONE);
  gtk_label_set_wrap (label, TRUE);
  gtk_label_set_wrap_mode (label, PANGO_WRAP_WORD_CHAR);
}

/* What a window of preferences is made of wants 360 pixels for itself. */
static void
let_shrink (GtkWidget *widget)
{
  int width = 0;
  int height = 0;

  gtk_widget_get_size_request (widget, &width, &height);
  if (width > MOST)
    gtk_widget_set_size_request (widget, MOST, height);
}

static void
mend_below (GtkWindow *window, GtkWidget *widget)
{
  GtkWidget *next = NULL;

  for (GtkWidget *at = gtk_widget_get_first_child (widget); at != NULL; at = next) {
    next = gtk_widget_get_next_sibling (at);
    let_shrink (at);
    if (ADW_IS_HEADER_BAR (at))
      mend_header (window, ADW_HEADER_BAR (at));
    else if (ADW_IS_VIEW_SWITCHER_BAR (at))
      mend_switcher (at);
    else if (GTK_IS_LABEL (at) && gtk_widget_has_css_class (at, "h4"))
      let_wrap (GTK_LABEL (at));
    else
      mend_below (window, at);
  }
}

/**
 * hoist_narrow_mend:
 * @window: its widgets are all made
 *
 * libadwaita shortens a title that has no room between the buttons of a header bar, the titles of
 * groups, and the labels of pages that are switched at the lower edge. Here a title goes below the
 * buttons, that of a group has several lines, and the pages stand in two.
 */
void
hoist_narrow_mend (GtkWindow *window)
{
  g_return_if_fail (GTK_IS_WINDOW (window));

  mend_below (window, GTK_WIDGET (window));
}
