/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Places in a list: what is in view is there when it is drawn, and nothing else is made. */
#include "hoist-lazy-row.h"

#include <adwaita.h>
#include <stdlib.h>

#define N_ITEMS 2000
/* more than fit in the window, and far fewer than the places that a view keeps */
#define FEW 60

typedef struct {
  GtkWidget *window;
  GtkWidget *list;
  GtkAdjustment *adjustment; /* (unowned) */
  GtkStringList *items;      /* (unowned) */
  guint n_fills;
  guint n_made;
  guint n_named;
  const char *named; /* (unowned) (nullable): the item that was named last */
} Fixture;

/* Items differ in height: what waits was taken for another one. */
static int
get_height (gpointer item)
{
  return 30 + atoi (gtk_string_object_get_string (item)) % 3 * 25;
}

static GtkWidget *
fill (GtkWidget *child, gpointer item, gpointer data)
{
  Fixture *fixture = data;
  GtkWidget *label = child;

  fixture->n_fills++;
  if (child == NULL) {
    fixture->n_made++;
    label = gtk_label_new (NULL);
  }
  gtk_label_set_label (GTK_LABEL (label), gtk_string_object_get_string (item));
  gtk_widget_set_size_request (label, -1, get_height (item));
  return label;
}

static char *
name (gpointer item, gpointer data)
{
  Fixture *fixture = data;

  fixture->n_named++;
  fixture->named = gtk_string_object_get_string (item);
  return g_strdup (gtk_string_object_get_string (item));
}

static void
on_setup (GtkSignalListItemFactory *factory, GtkListItem *list_item, Fixture *fixture)
{
  gtk_list_item_set_child (list_item, hoist_lazy_row_new (fill, name, fixture));
}

static void
on_bind (GtkSignalListItemFactory *factory, GtkListItem *list_item, Fixture *fixture)
{
  hoist_lazy_row_set_item (HOIST_LAZY_ROW (gtk_list_item_get_child (list_item)),
                           gtk_list_item_get_item (list_item));
}

static void
on_unbind (GtkSignalListItemFactory *factory, GtkListItem *list_item, Fixture *fixture)
{
  hoist_lazy_row_set_item (HOIST_LAZY_ROW (gtk_list_item_get_child (list_item)), NULL);
}

static void
on_painted (GdkFrameClock *clock, gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
}

static void
draw (Fixture *fixture)
{
  GdkFrameClock *clock = NULL;
  gboolean is_painted = FALSE;
  gulong id = 0;

  while (!gtk_widget_get_mapped (fixture->window))
    g_main_context_iteration (NULL, TRUE);
  clock = gtk_widget_get_frame_clock (fixture->window);
  id = g_signal_connect (clock, "after-paint", G_CALLBACK (on_painted), &is_painted);
  gtk_widget_queue_draw (fixture->window);
  while (!is_painted)
    g_main_context_iteration (NULL, TRUE);
  g_signal_handler_disconnect (clock, id);
}

static void
fixture_set_up (Fixture *fixture, gconstpointer data)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  fixture->items = gtk_string_list_new (NULL);
  for (guint i = 0; i < N_ITEMS; i++) {
    g_autofree char *text = g_strdup_printf ("%u", i);

    gtk_string_list_append (fixture->items, text);
  }
  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), fixture);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), fixture);
  g_signal_connect (factory, "unbind", G_CALLBACK (on_unbind), fixture);
  fixture->list = gtk_list_view_new (
      GTK_SELECTION_MODEL (gtk_no_selection_new (G_LIST_MODEL (fixture->items))), factory);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), fixture->list);
  fixture->adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scrolled));
  fixture->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 300, 400);
  gtk_window_set_child (GTK_WINDOW (fixture->window), scrolled);
  gtk_window_present (GTK_WINDOW (fixture->window));
  draw (fixture);
}

static void
fixture_tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* Returns: how many places are in view; each of them shows its item. */
static guint
expect_shown (Fixture *fixture)
{
  guint n_shown = 0;

  for (GtkWidget *cell = gtk_widget_get_first_child (fixture->list); cell != NULL;
       cell = gtk_widget_get_next_sibling (cell)) {
    HoistLazyRow *row = HOIST_LAZY_ROW (gtk_widget_get_first_child (cell));
    GtkWidget *child = hoist_lazy_row_get_child (row);
    graphene_rect_t bounds;

    if (!gtk_widget_compute_bounds (cell, fixture->list, &bounds) || bounds.origin.y >= 400 ||
        bounds.origin.y + bounds.size.height <= 0 || !gtk_widget_get_child_visible (cell))
      continue;
    g_assert_nonnull (child);
    g_assert_true (gtk_widget_get_mapped (child));
    g_assert_cmpstr (gtk_label_get_label (GTK_LABEL (child)), ==,
                     gtk_string_object_get_string (hoist_lazy_row_get_item (row)));
    g_assert_cmpint (gtk_widget_get_height (GTK_WIDGET (row)), ==, gtk_widget_get_height (child));
    g_assert_cmpint (gtk_widget_get_height (child), ==, get_height (hoist_lazy_row_get_item (row)));
    n_shown++;
  }
  return n_shown;
}

static void
test_first (Fixture *fixture, gconstpointer data)
{
  guint n_shown = expect_shown (fixture);

  g_assert_cmpuint (n_shown, >=, 4);
  g_assert_cmpuint (fixture->n_made, >=, n_shown);
  g_assert_cmpuint (fixture->n_made, <=, FEW);
}

static void
test_scrolled (Fixture *fixture, gconstpointer data)
{
  double upper = gtk_adjustment_get_upper (fixture->adjustment);

  for (guint step = 1; step <= 20; step++) {
    guint n_before = fixture->n_fills;

    gtk_adjustment_set_value (fixture->adjustment, upper * step / 20);
    draw (fixture);
    g_assert_cmpuint (expect_shown (fixture), >=, 4);
    g_assert_cmpuint (fixture->n_fills - n_before, <=, FEW);
  }
  /* steps of a wheel: no row is left empty on the way */
  for (guint step = 0; step < 60; step++) {
    gtk_adjustment_set_value (fixture->adjustment, upper / 3 + 35.0 * step);
    draw (fixture);
    g_assert_cmpuint (expect_shown (fixture), >=, 4);
  }
}

static void
test_replaced (Fixture *fixture, gconstpointer data)
{
  const char *others[] = { "7001", "7002", "7003", "7004", "7005", "7006", NULL };
  guint n_made = fixture->n_made;
  guint n_shown = expect_shown (fixture);
  GtkWidget *first = NULL;

  gtk_string_list_splice (fixture->items, 0, 6, others);
  draw (fixture);
  g_assert_cmpuint (expect_shown (fixture), >=, n_shown - 2);
  first = gtk_widget_get_first_child (gtk_widget_get_first_child (fixture->list));
  g_assert_cmpstr (
      gtk_label_get_label (GTK_LABEL (hoist_lazy_row_get_child (HOIST_LAZY_ROW (first)))), ==,
      "7001");
  g_assert_cmpuint (fixture->n_made - n_made, <=, 6 + 4);
}

/* However often a place gets another item, it is named once, when the rest is done. */
static void
test_named (Fixture *fixture, gconstpointer data)
{
  const char *other[] = { "7001", NULL };
  guint n_places = 0;

  while (g_main_context_iteration (NULL, FALSE))
    ;
  fixture->n_named = 0;
  for (guint i = 0; i < 20; i++)
    gtk_string_list_splice (fixture->items, 100 + 2 * i, 1, other);
  g_assert_cmpuint (fixture->n_named, ==, 0);
  for (GtkWidget *cell = gtk_widget_get_first_child (fixture->list); cell != NULL;
       cell = gtk_widget_get_next_sibling (cell))
    n_places++;
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (fixture->n_named, >, 0);
  g_assert_cmpuint (fixture->n_named, <=, n_places);
  g_assert_cmpstr (fixture->named, ==, "7001");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (!gtk_init_check ()) {
    g_print ("1..0 # SKIP there is no display\n");
    return 0;
  }

#define ADD(path, test) g_test_add (path, Fixture, NULL, fixture_set_up, test, fixture_tear_down)
  ADD ("/lazy-row/only-what-is-in-view-is-made", test_first);
  ADD ("/lazy-row/scrolling-leaves-none-empty", test_scrolled);
  ADD ("/lazy-row/other-items-are-shown", test_replaced);
  ADD ("/lazy-row/places-out-of-view-are-named-later", test_named);
#undef ADD

  return g_test_run ();
}
