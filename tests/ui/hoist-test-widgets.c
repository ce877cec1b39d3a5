/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What tests of widgets have in common. */
#include "hoist-test-widgets.h"

#include "hoist-ui.h"

/**
 * hoist_test_ui_init:
 *
 * Returns: whether there is a display; without one the test is over, and has said so
 */
gboolean
hoist_test_ui_init (int *argc, char ***argv)
{
  g_test_init (argc, argv, NULL);
  if (!gtk_init_check ()) {
    g_print ("1..0 # SKIP there is no display\n");
    return FALSE;
  }
  adw_init ();
  hoist_ui_init ();
  return TRUE;
}

/**
 * hoist_test_ui_register:
 *
 * Returns: (transfer full): the application that windows need, with this program's style and
 *   shortcuts' window; a process can have one
 */
GtkApplication *
hoist_test_ui_register (void)
{
  GtkApplication *application =
      GTK_APPLICATION (adw_application_new (NULL, G_APPLICATION_NON_UNIQUE));

  g_application_set_resource_base_path (G_APPLICATION (application),
                                        "/io/github/hoist_uploader/Hoist");
  g_assert_true (g_application_register (G_APPLICATION (application), NULL, NULL));
  return application;
}

typedef gboolean (*IsMeant) (GtkWidget *widget, gconstpointer data);

static GtkWidget *
find (GtkWidget *widget, IsMeant is_meant, gconstpointer data)
{
  GtkWidget *found = is_meant (widget, data) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find (child, is_meant, data);
  return found;
}

static gboolean
has_type (GtkWidget *widget, gconstpointer data)
{
  return g_type_is_a (G_OBJECT_TYPE (widget), *(const GType *) data);
}

static gboolean
is_row (GtkWidget *widget, gconstpointer title)
{
  return ADW_IS_PREFERENCES_ROW (widget) && gtk_widget_get_visible (widget) &&
         g_strcmp0 (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), title) == 0;
}

static gboolean
is_button (GtkWidget *widget, gconstpointer label)
{
  return GTK_IS_BUTTON (widget) &&
         g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), label) == 0;
}

/* Returns: (nullable) (transfer none): the first of this type, @widget itself or below it */
GtkWidget *
hoist_test_find_type (GtkWidget *widget, GType type)
{
  return find (widget, has_type, &type);
}

/* Returns: (nullable) (transfer none): the row with this title, also on a page that is not shown */
GtkWidget *
hoist_test_find_row (GtkWidget *widget, const char *title)
{
  return find (widget, is_row, title);
}

/* Returns: (nullable) (transfer none): the button with this label, its underline included */
GtkWidget *
hoist_test_find_button (GtkWidget *widget, const char *label)
{
  return find (widget, is_button, label);
}

/* Returns: (nullable) (transfer none): the first window of this type */
GtkWindow *
hoist_test_find_window (GType type)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++) {
    g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

    if (g_type_is_a (G_OBJECT_TYPE (window), type))
      return window;
  }
  return NULL;
}

/* All that can happen now. */
void
hoist_test_settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
on_painted (GdkFrameClock *clock, gpointer data)
{
  *(gboolean *) data = TRUE;
}

/**
 * hoist_test_draw:
 * @widget: in a window that was presented
 *
 * Waits until all that was changed before is on the screen.
 */
void
hoist_test_draw (GtkWidget *widget)
{
  GdkFrameClock *clock = NULL;
  gboolean is_painted = FALSE;
  gulong id = 0;

  while (!gtk_widget_get_mapped (widget))
    g_main_context_iteration (NULL, TRUE);
  clock = gtk_widget_get_frame_clock (widget);
  id = g_signal_connect (clock, "after-paint", G_CALLBACK (on_painted), &is_painted);
  gtk_widget_queue_draw (widget);
  while (!is_painted)
    g_main_context_iteration (NULL, TRUE);
  g_signal_handler_disconnect (clock, id);
}

/* Until what a weak pointer of GObject's is at was finalized. */
void
hoist_test_await_gone (gpointer *weak)
{
  while (*weak != NULL)
    g_main_context_iteration (NULL, TRUE);
}
