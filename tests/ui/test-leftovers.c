/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window of unfinished uploads: what is there, that nothing is, or why nobody knows. */
#include "hoist-leftovers-window.h"
#include "hoist-test-widgets.h"
#include "hoist-test-workspace.h"

#include <string.h>

/* How the window goes. */
enum { BY_CLOSING, BY_DESTROYING };

typedef struct {
  HoistTestWorkspace place;
  HoistAccount *account;
  HoistLeftoversWindow *window;
  GSocketListener *silent; /* (nullable): takes calls and answers none */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  hoist_test_workspace_open (&fixture->place, HOIST_TEST_TIME_STANDS);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_add_weak_pointer (G_OBJECT (fixture->window), (gpointer *) &fixture->window);
  if (GPOINTER_TO_INT (data) == BY_DESTROYING)
    gtk_window_destroy (GTK_WINDOW (fixture->window));
  else
    gtk_window_close (GTK_WINDOW (fixture->window));
  hoist_test_await_gone ((gpointer *) &fixture->window);
  g_clear_object (&fixture->silent);
  g_object_unref (fixture->account);
  hoist_test_workspace_close (&fixture->place);
}

static void
add_account (Fixture *fixture, const char *service, const char *const *settings)
{
  static const char *const secrets[] = { "secret-key", "made-up", NULL };

  fixture->account =
      hoist_test_workspace_add_account (&fixture->place, service, "Studio", settings, secrets);
}

static void
add_upload (Fixture *fixture, const char *path, HoistState state)
{
  HoistRecord *record = hoist_record_new (path, hoist_account_get_id (fixture->account));

  record->state = state;
  record->size = 4200000000;
  record->bytes_done = 2100000000;
  record->has_begun = TRUE;
  record->added_us = 1795248000 * (gint64) G_USEC_PER_SEC;
  g_object_unref (hoist_test_workspace_add_record (&fixture->place, record));
}

/* The stack that has our pages; others are inside of libadwaita's widgets. */
static GtkStack *
find_stack (GtkWidget *widget)
{
  GtkStack *found = NULL;

  if (GTK_IS_STACK (widget) && gtk_stack_get_child_by_name (GTK_STACK (widget), "trouble") != NULL)
    return GTK_STACK (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_stack (child);
  return found;
}

static GtkWidget *
wait_for_page (Fixture *fixture, const char *page)
{
  GtkStack *stack = find_stack (GTK_WIDGET (fixture->window));

  while (g_strcmp0 (gtk_stack_get_visible_child_name (stack), "waiting") == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (gtk_stack_get_visible_child_name (stack), ==, page);
  return gtk_stack_get_visible_child (stack);
}

static void
open_window (Fixture *fixture)
{
  fixture->window = hoist_leftovers_window_new (NULL, fixture->place.workspace, fixture->account);
  gtk_window_present (GTK_WINDOW (fixture->window));
}

static void
test_list (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = NULL;
  GtkWidget *row = NULL;
  HoistQueue *queue = hoist_workspace_get_queue (fixture->place.workspace);
  g_autoptr (HoistSession) session = NULL;

  fixture->account = hoist_test_workspace_add_tencent (&fixture->place, "Studio");
  add_upload (fixture, "/films/First Kiss.mov", HOIST_STATE_PAUSED);
  add_upload (fixture, "/films/Done.mov", HOIST_STATE_FINISHED);
  open_window (fixture);
  page = wait_for_page (fixture, "list");
  row = hoist_test_find_type (page, ADW_TYPE_ACTION_ROW);
  g_assert_cmpstr (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), ==, "First Kiss.mov");
  g_assert_nonnull (
      strstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), "in your list of uploads"));
  g_assert_null (gtk_list_box_get_row_at_index (
      GTK_LIST_BOX (gtk_widget_get_ancestor (row, GTK_TYPE_LIST_BOX)), 1));

  /* the row's button */
  session = g_list_model_get_item (G_LIST_MODEL (queue), 0);
  g_assert_true (
      gtk_widget_activate_action (GTK_WIDGET (fixture->window), "leftovers.resume", "u", 0u));
  while (hoist_session_get_state (session) == HOIST_STATE_PAUSED)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_empty (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = NULL;

  fixture->account = hoist_test_workspace_add_tencent (&fixture->place, "Studio");
  open_window (fixture);
  page = wait_for_page (fixture, "empty");
  g_assert_nonnull (strstr (adw_status_page_get_description (ADW_STATUS_PAGE (page)),
                            "cannot be asked for unfinished uploads"));
}

/* Returns: the address of a service that never answers */
static char *
serve_nobody (Fixture *fixture)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) wanted = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) given = NULL;
  g_autoptr (GError) error = NULL;

  fixture->silent = g_socket_listener_new ();
  g_socket_listener_add_address (fixture->silent, wanted, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP, NULL, &given, &error);
  g_assert_no_error (error);
  return g_strdup_printf ("http://127.0.0.1:%u/",
                          g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (given)));
}

/* Whichever way the window goes, it does not stay alive for an answer that may never come. */
static void
test_gone (Fixture *fixture, gconstpointer data)
{
  g_autofree char *address = serve_nobody (fixture);
  const char *const words[] = { "endpoint", address,      "access-key",
                                "made-up",  "project-id", "0123456789abcdef0123456789abcdef",
                                "region",   "cn-north-4", NULL };

  add_account (fixture, "huawei-metastudio", words);
  open_window (fixture);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpstr (gtk_stack_get_visible_child_name (find_stack (GTK_WIDGET (fixture->window))), ==,
                   "waiting");
}

static void
test_trouble (Fixture *fixture, gconstpointer data)
{
  static const char *const words[] = { "endpoint",   "http://127.0.0.1:9/",
                                       "access-key", "made-up",
                                       "project-id", "0123456789abcdef0123456789abcdef",
                                       "region",     "cn-north-4",
                                       NULL };
  GtkWidget *page = NULL;

  add_account (fixture, "huawei-metastudio", words);
  open_window (fixture);
  page = wait_for_page (fixture, "trouble");
  g_assert_cmpuint (strlen (adw_status_page_get_description (ADW_STATUS_PAGE (page))), >, 10);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  if (!hoist_test_ui_init (&argc, &argv))
    return 0;

  ADD ("/leftovers/are-listed", test_list);
  ADD ("/leftovers/there-are-none", test_empty);
  ADD ("/leftovers/nobody-answers", test_trouble);
  ADD ("/leftovers/a-closed-window-waits-for-nobody", test_gone);
  g_test_add ("/leftovers/a-destroyed-window-waits-for-nobody", Fixture,
              GINT_TO_POINTER (BY_DESTROYING), set_up, test_gone, tear_down);

  return g_test_run ();
}
