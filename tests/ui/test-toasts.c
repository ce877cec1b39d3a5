/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Toasts: what is urgent comes at once, and may go at once. */
#include "hoist-toasts.h"

#include "hoist-test-widgets.h"

static GtkLabel *
find_label (GtkWidget *widget, const char *text)
{
  GtkLabel *found = NULL;

  if (GTK_IS_LABEL (widget) && g_str_equal (gtk_label_get_label (GTK_LABEL (widget)), text))
    return GTK_LABEL (widget);
  for (GtkWidget *at = gtk_widget_get_first_child (widget); at != NULL && found == NULL;
       at = gtk_widget_get_next_sibling (at))
    found = find_label (at, text);
  return found;
}

static gboolean
has_label (GtkWidget *widget, const char *text)
{
  return find_label (widget, text) != NULL;
}

static GtkWindow *
make_window (AdwToastOverlay **overlay)
{
  GtkWindow *window = GTK_WINDOW (gtk_window_new ());

  *overlay = ADW_TOAST_OVERLAY (adw_toast_overlay_new ());
  adw_toast_overlay_set_child (*overlay, gtk_label_new ("Below"));
  gtk_window_set_default_size (window, 480, 320);
  gtk_window_set_child (window, GTK_WIDGET (*overlay));
  gtk_window_present (window);
  while (!gtk_widget_get_mapped (GTK_WIDGET (*overlay)))
    g_main_context_iteration (NULL, TRUE);
  return window;
}

static void
test_order (void)
{
  AdwToastOverlay *overlay = NULL;
  GtkWindow *window = make_window (&overlay);

  hoist_toasts_say (overlay, "A & B");
  hoist_toasts_say (overlay, "Later");
  g_assert_true (has_label (GTK_WIDGET (overlay), "A &amp; B"));
  g_assert_false (has_label (GTK_WIDGET (overlay), "Later"));
  gtk_window_destroy (window);
}

/* Whether all of the sentence can be read: nothing is left out, all lines have room, and none of it
 * is behind an edge. */
static gboolean
is_whole (AdwToastOverlay *overlay, const char *sentence)
{
  GtkLabel *label = find_label (GTK_WIDGET (overlay), sentence);
  graphene_rect_t place;
  int height = 0;

  if (label == NULL || gtk_widget_get_width (GTK_WIDGET (label)) == 0)
    return FALSE;
  pango_layout_get_pixel_size (gtk_label_get_layout (label), NULL, &height);
  return !pango_layout_is_ellipsized (gtk_label_get_layout (label)) &&
         gtk_widget_get_height (GTK_WIDGET (label)) >= height &&
         gtk_widget_compute_bounds (GTK_WIDGET (label), GTK_WIDGET (overlay), &place) &&
         place.origin.x >= 0 && place.origin.y >= 0 &&
         place.origin.x + place.size.width <= gtk_widget_get_width (GTK_WIDGET (overlay)) &&
         place.origin.y + place.size.height <= gtk_widget_get_height (GTK_WIDGET (overlay));
}

/* A sentence of two lines in a narrow window; with a button, too; also when it becomes narrow. */
static void
test_narrow (void)
{
  AdwToastOverlay *overlay = NULL;
  GtkWindow *window = make_window (&overlay);
  const char *sentence = "Removed “Interview with the harbour master, second take.mov”";
  AdwToast *toast = adw_toast_new (sentence);

  adw_toast_set_button_label (toast, "Undo");
  hoist_toasts_add_urgent (overlay, toast);
  while (!is_whole (overlay, sentence))
    g_main_context_iteration (NULL, TRUE);
  gtk_window_set_default_size (window, 300, 320);
  while (gtk_widget_get_width (GTK_WIDGET (overlay)) != 300 || !is_whole (overlay, sentence))
    g_main_context_iteration (NULL, TRUE);
  gtk_window_destroy (window);
}

static void
wait_for_label (AdwToastOverlay *overlay, const char *text)
{
  while (!has_label (GTK_WIDGET (overlay), text))
    g_main_context_iteration (NULL, TRUE);
}

static void
wait_for_no_label (AdwToastOverlay *overlay, const char *text)
{
  while (has_label (GTK_WIDGET (overlay), text))
    g_main_context_iteration (NULL, TRUE);
}

/* Ctrl+Z right after Delete, while “1 file added” is still coming. */
static void
test_urgent (void)
{
  AdwToastOverlay *overlay = NULL;
  GtkWindow *window = make_window (&overlay);
  AdwToast *undo = adw_toast_new ("Removed");

  hoist_toasts_say (overlay, "1 file added");
  hoist_toasts_say (overlay, "Later");
  hoist_toasts_add_urgent (overlay, undo);
  wait_for_label (overlay, "Removed");
  hoist_toasts_dismiss (overlay, undo);
  hoist_toasts_dismiss (overlay, undo);
  hoist_toasts_say (overlay, "Back");
  wait_for_label (overlay, "Back");
  wait_for_no_label (overlay, "Removed");
  g_assert_false (has_label (GTK_WIDGET (overlay), "Later"));
  gtk_window_destroy (window);
}

static void
on_dismissed (AdwToast *toast, gpointer user_data)
{
  gboolean *is_dismissed = user_data;

  *is_dismissed = TRUE;
}

/* The second removal's offer waits behind the first one's, and its button would undo the second. */
static void
test_urgent_after_urgent (void)
{
  AdwToastOverlay *overlay = NULL;
  GtkWindow *window = make_window (&overlay);
  AdwToast *first = adw_toast_new ("First removed");
  AdwToast *second = adw_toast_new ("Second removed");
  gboolean is_dismissed = FALSE;

  g_signal_connect (second, "dismissed", G_CALLBACK (on_dismissed), &is_dismissed);
  hoist_toasts_add_urgent (overlay, first);
  hoist_toasts_add_urgent (overlay, second);
  g_assert_true (has_label (GTK_WIDGET (overlay), "First removed"));
  hoist_toasts_dismiss (overlay, second);
  g_assert_true (is_dismissed);
  hoist_toasts_dismiss (overlay, first);
  wait_for_no_label (overlay, "First removed");
  g_assert_false (has_label (GTK_WIDGET (overlay), "Second removed"));
  gtk_window_destroy (window);
}

static void
test_gone (void)
{
  AdwToastOverlay *overlay = NULL;
  GtkWindow *window = make_window (&overlay);

  hoist_toasts_say (overlay, "1 file added");
  g_object_add_weak_pointer (G_OBJECT (overlay), (gpointer *) &overlay);
  gtk_window_destroy (window);
  while (overlay != NULL)
    g_main_context_iteration (NULL, TRUE);
}

int
main (int argc, char **argv)
{
  if (!hoist_test_ui_init (&argc, &argv))
    return 0;

  g_test_add_func ("/toasts/are-whole-in-a-narrow-window", test_narrow);
  g_test_add_func ("/toasts/are-said-in-order", test_order);
  g_test_add_func ("/toasts/what-is-urgent-comes-and-goes-at-once", test_urgent);
  g_test_add_func ("/toasts/one-urgent-after-the-other", test_urgent_after_urgent);
  g_test_add_func ("/toasts/go-with-their-window", test_gone);

  return g_test_run ();
}
