/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Toasts: what is urgent comes at once, and may go at once. */
#include "hoist-toasts.h"

static gboolean
has_label (GtkWidget *widget, const char *text)
{
  if (GTK_IS_LABEL (widget) && g_str_equal (gtk_label_get_label (GTK_LABEL (widget)), text))
    return TRUE;
  for (GtkWidget *at = gtk_widget_get_first_child (widget); at != NULL;
       at = gtk_widget_get_next_sibling (at)) {
    if (has_label (at, text))
      return TRUE;
  }
  return FALSE;
}

static GtkWindow *
make_window (AdwToastOverlay **overlay)
{
  GtkWindow *window = GTK_WINDOW (gtk_window_new ());

  *overlay = ADW_TOAST_OVERLAY (adw_toast_overlay_new ());
  adw_toast_overlay_set_child (*overlay, gtk_label_new ("Below"));
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

/* Ctrl+Z right after Delete, while “1 file added” is still on show. */
static void
test_urgent (void)
{
  AdwToastOverlay *overlay = NULL;
  GtkWindow *window = make_window (&overlay);
  AdwToast *undo = adw_toast_new ("Removed");

  hoist_toasts_say (overlay, "1 file added");
  hoist_toasts_say (overlay, "Later");
  hoist_toasts_add_urgent (overlay, undo);
  g_assert_true (has_label (GTK_WIDGET (overlay), "Removed"));
  adw_toast_dismiss (undo);
  hoist_toasts_say (overlay, "Back");
  g_assert_true (has_label (GTK_WIDGET (overlay), "Back"));
  g_assert_false (has_label (GTK_WIDGET (overlay), "Later"));
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
  g_test_init (&argc, &argv, NULL);
  if (!gtk_init_check ()) {
    g_print ("1..0 # SKIP there is no display\n");
    return 0;
  }
  adw_init ();

  g_test_add_func ("/toasts/are-said-in-order", test_order);
  g_test_add_func ("/toasts/what-is-urgent-comes-and-goes-at-once", test_urgent);
  g_test_add_func ("/toasts/go-with-their-window", test_gone);

  return g_test_run ();
}
