/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where files go that are dropped: a zone for each account, the one under the pointer marked. */
#include "hoist-drop-area.h"
#include "hoist-drop-zone.h"
#include "hoist-drop-zones.h"
#include "hoist-test-await.h"
#include "hoist-test-widgets.h"
#include "hoist-test-workspace.h"

typedef struct {
  HoistTestWorkspace place;
  HoistAccounts *accounts; /* the workspace's */
  GtkWidget *window;
  HoistDropArea *area;
  HoistDropZones *zones; /* in the area */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  hoist_test_workspace_open (&fixture->place, HOIST_TEST_TIME_STANDS);
  fixture->accounts = hoist_workspace_get_accounts (fixture->place.workspace);
  fixture->area = hoist_drop_area_new ();
  fixture->zones =
      HOIST_DROP_ZONES (hoist_test_find_type (GTK_WIDGET (fixture->area), HOIST_TYPE_DROP_ZONES));
  fixture->window = gtk_window_new ();
  gtk_window_set_child (GTK_WINDOW (fixture->window), GTK_WIDGET (fixture->area));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  hoist_test_workspace_close (&fixture->place);
}

static void
add_accounts (Fixture *fixture, guint count)
{
  for (guint i = 0; i < count; i++) {
    g_autofree char *name = g_strdup_printf ("Studio %c", 'A' + i);

    g_object_unref (hoist_test_workspace_add_tencent (&fixture->place, name));
  }
  hoist_drop_area_set_accounts (fixture->area, fixture->accounts);
}

/* On the screen, with the frame over the whole area. */
static void
show (Fixture *fixture, int width, int height)
{
  GtkWidget *zones = GTK_WIDGET (fixture->zones);

  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), width, height);
  gtk_window_present (GTK_WINDOW (fixture->window));
  hoist_drop_area_reveal (fixture->area, TRUE);
  while (gtk_widget_get_width (zones) < width - 30 || gtk_widget_get_width (zones) > width)
    g_main_context_iteration (NULL, TRUE);
}

static graphene_rect_t
get_place (Fixture *fixture, GtkWidget *zone)
{
  graphene_rect_t place;

  g_assert_true (gtk_widget_compute_bounds (zone, GTK_WIDGET (fixture->area), &place));
  return place;
}

/* Whatever the number and the window: each zone is in it, none covers another, and each is what a
 * drop in its middle hits. */
static void
check_places (Fixture *fixture, int width, int height)
{
  GtkWidget *zone = gtk_widget_get_first_child (GTK_WIDGET (fixture->zones));

  for (; zone != NULL; zone = gtk_widget_get_next_sibling (zone)) {
    graphene_rect_t place = get_place (fixture, zone);
    graphene_point_t middle;

    graphene_rect_get_center (&place, &middle);
    g_assert_cmpfloat (place.size.width, >=, 150);
    g_assert_cmpfloat (place.size.height, >=, 40);
    g_assert_cmpfloat (place.origin.x, >=, 0);
    g_assert_cmpfloat (place.origin.x + place.size.width, <=, width);
    g_assert_cmpfloat (place.origin.y + place.size.height, <=, height);
    for (GtkWidget *other = gtk_widget_get_next_sibling (zone); other != NULL;
         other = gtk_widget_get_next_sibling (other)) {
      graphene_rect_t other_place = get_place (fixture, other);

      g_assert_false (graphene_rect_intersection (&place, &other_place, NULL));
    }

    hoist_drop_area_point_at (fixture->area, middle.x, middle.y);
    g_assert_true (hoist_drop_zone_is_marked (HOIST_DROP_ZONE (zone)));
    g_assert_cmpstr (hoist_drop_area_get_account_at (fixture->area, middle.x, middle.y), ==,
                     hoist_drop_zone_get_account (HOIST_DROP_ZONE (zone)));
  }
}

static guint
count_marked (Fixture *fixture)
{
  GtkWidget *zone = gtk_widget_get_first_child (GTK_WIDGET (fixture->zones));
  guint n_marked = 0;

  for (; zone != NULL; zone = gtk_widget_get_next_sibling (zone))
    n_marked += hoist_drop_zone_is_marked (HOIST_DROP_ZONE (zone));
  return n_marked;
}

static void
test_none (Fixture *fixture, gconstpointer data)
{
  hoist_drop_area_set_accounts (fixture->area, fixture->accounts);
  show (fixture, 360, 400);
  g_assert_cmpuint (hoist_drop_zones_get_count (fixture->zones), ==, 1);
  g_assert_cmpstr (hoist_drop_zones_get_text (fixture->zones, 0), ==, "Add to the Uploads");
  g_assert_null (hoist_drop_area_get_account_at (fixture->area, 180, 200));
}

static void
test_one (Fixture *fixture, gconstpointer data)
{
  add_accounts (fixture, 1);
  show (fixture, 360, 400);
  g_assert_cmpuint (hoist_drop_zones_get_count (fixture->zones), ==, 1);
  g_assert_cmpstr (hoist_drop_zones_get_text (fixture->zones, 0), ==, "Upload to “Studio A”");
  check_places (fixture, 360, 400);
}

static void
test_several (Fixture *fixture, gconstpointer data)
{
  static const int sizes[][2] = { { 360, 560 }, { 720, 560 }, { 1200, 800 } };
  guint n_accounts = GPOINTER_TO_UINT (data);

  add_accounts (fixture, n_accounts);
  g_assert_cmpuint (hoist_drop_zones_get_count (fixture->zones), ==,
                    MIN (n_accounts, HOIST_MAX_DROP_ZONES));
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++) {
    g_test_message ("%u accounts, %d × %d", n_accounts, sizes[i][0], sizes[i][1]);
    gtk_widget_set_visible (fixture->window, FALSE);
    show (fixture, sizes[i][0], sizes[i][1]);
    check_places (fixture, sizes[i][0], sizes[i][1]);
  }
}

/* Between zones, and after the pointer has left, nothing is marked; a drop there is the default
 * account's. */
static void
test_between (Fixture *fixture, gconstpointer data)
{
  add_accounts (fixture, 2);
  show (fixture, 720, 560);
  hoist_drop_area_point_at (fixture->area, 200, 200);
  g_assert_cmpuint (count_marked (fixture), ==, 1);
  hoist_drop_area_point_at (fixture->area, 360, 200);
  g_assert_cmpuint (count_marked (fixture), ==, 0);
  g_assert_null (hoist_drop_area_get_account_at (fixture->area, 360, 200));

  hoist_drop_area_point_at (fixture->area, 200, 200);
  hoist_drop_area_reveal (fixture->area, FALSE);
  g_assert_cmpuint (count_marked (fixture), ==, 0);
}

static void
test_default_is_shown (Fixture *fixture, gconstpointer data)
{
  HoistAccount *last = NULL;
  gboolean is_found = FALSE;

  add_accounts (fixture, HOIST_MAX_DROP_ZONES + 3);
  last = hoist_accounts_get (fixture->accounts, HOIST_MAX_DROP_ZONES + 2);
  hoist_accounts_set_default (fixture->accounts, last);
  hoist_drop_area_set_accounts (fixture->area, fixture->accounts);
  for (int i = 0; i < HOIST_MAX_DROP_ZONES; i++)
    is_found |=
        g_str_equal (hoist_drop_zones_get_account (fixture->zones, i), hoist_account_get_id (last));
  g_assert_true (is_found);
}

/* Whatever happened to the accounts meanwhile. */
static void
test_renamed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  add_accounts (fixture, 1);
  hoist_accounts_change_async (fixture->accounts, hoist_accounts_get (fixture->accounts, 0),
                               "Renamed", NULL, NULL, hoist_test_keep_result, &result);
  hoist_accounts_change_finish (fixture->accounts, hoist_test_await (&result), &error);
  g_assert_no_error (error);
  hoist_drop_area_reveal (fixture->area, TRUE);
  g_assert_cmpstr (hoist_drop_zones_get_text (fixture->zones, 0), ==, "Upload to “Renamed”");
}

static void
test_columns (void)
{
  static const struct {
    guint n_zones;
    int width;
    int height;
    guint columns;
  } cases[] = {
    { 1, 1200, 800, 1 }, { 2, 360, 640, 1 },  { 2, 720, 560, 2 },  { 3, 720, 560, 2 },
    { 4, 1200, 800, 2 }, { 5, 1200, 800, 3 }, { 9, 1200, 800, 3 }, { 12, 1200, 800, 4 },
    { 4, 360, 640, 1 },  { 12, 360, 560, 2 }, { 12, 720, 560, 3 }, { 6, 360, 290, 2 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_test_message ("%u zones in %d × %d pixels", cases[i].n_zones, cases[i].width,
                    cases[i].height);
    g_assert_cmpuint (
        hoist_drop_zones_get_columns (cases[i].n_zones, cases[i].width, cases[i].height), ==,
        cases[i].columns);
  }
}

#define ADD(path, data, test) g_test_add (path, Fixture, data, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  if (!hoist_test_ui_init (&argc, &argv))
    return 0;

  g_test_add_func ("/drop-zones/the-width-decides-how-many-stand-side-by-side", test_columns);
  ADD ("/drop-zones/without-an-account-files-are-taken-all-the-same", NULL, test_none);
  ADD ("/drop-zones/one-account-is-named", NULL, test_one);
  ADD ("/drop-zones/two-accounts", GUINT_TO_POINTER (2), test_several);
  ADD ("/drop-zones/three-accounts", GUINT_TO_POINTER (3), test_several);
  ADD ("/drop-zones/twelve-accounts", GUINT_TO_POINTER (12), test_several);
  ADD ("/drop-zones/more-than-fit", GUINT_TO_POINTER (15), test_several);
  ADD ("/drop-zones/between-them-nothing-is-marked", NULL, test_between);
  ADD ("/drop-zones/the-default-account-is-always-shown", NULL, test_default_is_shown);
  ADD ("/drop-zones/an-account-is-called-what-it-is-called-now", NULL, test_renamed);
  return g_test_run ();
}
