/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list on the screen: where it stands when uploads come. */
#include "hoist-session-list.h"

#include "hoist-test-widgets.h"
#include "hoist-test-workspace.h"

#define N_ROWS 40

enum { NEW, WAS_SCROLLED };

typedef struct {
  HoistTestWorkspace place;
  GListStore *sessions; /* (owned) */
  GtkWindow *window;    /* (unowned) */
  HoistSessionList *list;
  GtkAdjustment *place_of_list; /* (unowned) */
  gint64 last_id;
} Fixture;

static void
add (Fixture *fixture, HoistState state)
{
  HoistRecord *record = NULL;
  g_autofree char *path = g_strdup_printf ("/v/%d.mp4", (int) ++fixture->last_id);
  g_autoptr (HoistSession) session = NULL;

  record = hoist_record_new (path, "");
  record->id = fixture->last_id;
  record->position = fixture->last_id;
  record->state = state;
  record->size = 1000;
  session = hoist_session_new (
      record, HOIST_JOURNAL (hoist_workspace_get_store (fixture->place.workspace)));
  g_list_store_append (fixture->sessions, session);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  GtkWidget *view = NULL;

  hoist_test_workspace_open (&fixture->place, HOIST_TEST_TIME_STANDS);
  fixture->sessions = g_list_store_new (HOIST_TYPE_SESSION);
  for (guint i = 0; i < N_ROWS; i++)
    add (fixture, HOIST_STATE_QUEUED);
  fixture->list = hoist_session_list_new ();
  hoist_session_list_set_sessions (fixture->list, G_LIST_MODEL (fixture->sessions), NULL);
  fixture->window = GTK_WINDOW (gtk_window_new ());
  gtk_window_set_default_size (fixture->window, 480, 400);
  gtk_window_set_child (fixture->window, GTK_WIDGET (fixture->list));
  gtk_window_present (fixture->window);
  hoist_test_draw (GTK_WIDGET (fixture->list));
  view = hoist_test_find_type (GTK_WIDGET (fixture->list), GTK_TYPE_LIST_VIEW);
  fixture->place_of_list = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (view));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (fixture->window);
  hoist_test_settle ();
  g_object_unref (fixture->sessions);
  hoist_test_workspace_close (&fixture->place);
}

static double
get_place (Fixture *fixture)
{
  hoist_test_draw (GTK_WIDGET (fixture->list));
  hoist_test_draw (GTK_WIDGET (fixture->list));
  return gtk_adjustment_get_value (fixture->place_of_list);
}

/* Whoever is at the top sees what comes there, with its heading. A list that was never scrolled
 * stays there by itself; one that was would keep the row in sight that was the first. */
static void
test_at_the_top (Fixture *fixture, gconstpointer data)
{
  static const HoistState states[] = { HOIST_STATE_UPLOADING, HOIST_STATE_ATTENTION,
                                       HOIST_STATE_ATTENTION };

  if (GPOINTER_TO_INT (data) == WAS_SCROLLED) {
    gtk_adjustment_set_value (fixture->place_of_list, 300);
    g_assert_cmpfloat (get_place (fixture), >, 200);
    gtk_adjustment_set_value (fixture->place_of_list, 0);
  }
  g_assert_cmpfloat (get_place (fixture), ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (states); i++) {
    add (fixture, states[i]);
    g_assert_cmpfloat (get_place (fixture), ==, 0);
  }
}

/* Whoever reads further down is not torn away. */
static void
test_further_down (Fixture *fixture, gconstpointer data)
{
  double before = 0;

  gtk_adjustment_set_value (fixture->place_of_list,
                            gtk_adjustment_get_upper (fixture->place_of_list) / 2);
  before = get_place (fixture);
  g_assert_cmpfloat (before, >, 100);
  for (guint i = 0; i < 20; i++)
    add (fixture, HOIST_STATE_ATTENTION);
  g_assert_cmpfloat (get_place (fixture), >, before);
}

#define ADD(path, data, function)                                                                  \
  g_test_add (path, Fixture, GINT_TO_POINTER (data), set_up, function, tear_down)

int
main (int argc, char **argv)
{
  if (!hoist_test_ui_init (&argc, &argv))
    return 0;

  ADD ("/session-list/at-the-top-one-sees-what-comes", NEW, test_at_the_top);
  ADD ("/session-list/back-at-the-top-one-sees-what-comes", WAS_SCROLLED, test_at_the_top);
  ADD ("/session-list/further-down-one-stays-where-one-was", NEW, test_further_down);
  return g_test_run ();
}
