/* SPDX-License-Identifier: GPL-3.0-or-later */
/* With text of double size each window can still be 360 pixels wide, and its words are whole. */
#include "hoist-account-assistant.h"
#include "hoist-account-form.h"
#include "hoist-accounts-window.h"
#include "hoist-details-window.h"
#include "hoist-doctor-window.h"
#include "hoist-help-bundle-window.h"
#include "hoist-help-window.h"
#include "hoist-leftovers-window.h"
#include "hoist-preferences-window.h"
#include "hoist-session-list.h"
#include "hoist-test-widgets.h"
#include "hoist-test-workspace.h"
#include "hoist-window.h"

#define WIDTH 360
#define HEIGHT 640
#define DPI 96

static GtkApplication *application;

typedef struct {
  HoistTestWorkspace place;
  HoistAccount *account; /* (owned) */
} Fixture;

typedef struct {
  const char *name;
  GtkWindow *(*open) (Fixture *fixture);
  const char *title; /* it can be read somewhere */
} Case;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", DPI * 1024 * 2, "gtk-enable-animations",
                FALSE, NULL);
  hoist_test_workspace_open (&fixture->place, HOIST_TEST_TIME_STANDS);
  fixture->account = hoist_test_workspace_add_tencent (&fixture->place, "Studio");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->account);
  hoist_test_workspace_close (&fixture->place);
  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", DPI * 1024, NULL);
}

static GtkWindow *
open_form (Fixture *fixture)
{
  return GTK_WINDOW (hoist_account_form_new (NULL, fixture->place.workspace, NULL));
}

static GtkWindow *
open_form_change (Fixture *fixture)
{
  return GTK_WINDOW (hoist_account_form_new (NULL, fixture->place.workspace, fixture->account));
}

static GtkWindow *
open_assistant (Fixture *fixture)
{
  HoistAccountAssistant *assistant = hoist_account_assistant_new (NULL, fixture->place.workspace);

  gtk_widget_activate_action (GTK_WIDGET (assistant), "assistant.choose", "s", "xvid-mediahub");
  return GTK_WINDOW (assistant);
}

static GtkWindow *
open_accounts (Fixture *fixture)
{
  return GTK_WINDOW (hoist_accounts_window_new (NULL, fixture->place.workspace));
}

static GtkWindow *
open_details (Fixture *fixture)
{
  HoistRecord *record = hoist_record_new ("/v/a.mp4", hoist_account_get_id (fixture->account));
  g_autoptr (GPtrArray) sessions = g_ptr_array_new_with_free_func (g_object_unref);

  record->state = HOIST_STATE_PAUSED;
  g_ptr_array_add (sessions, hoist_test_workspace_add_record (&fixture->place, record));
  return GTK_WINDOW (hoist_details_window_new (NULL, fixture->place.workspace, sessions));
}

static GtkWindow *
open_doctor (Fixture *fixture)
{
  return GTK_WINDOW (hoist_doctor_window_new (NULL, fixture->place.workspace, fixture->account));
}

static GtkWindow *
open_bundle (Fixture *fixture)
{
  return GTK_WINDOW (hoist_help_bundle_window_new (NULL, fixture->place.workspace));
}

static GtkWindow *
open_help (Fixture *fixture)
{
  return GTK_WINDOW (hoist_help_window_new (NULL));
}

static GtkWindow *
open_leftovers (Fixture *fixture)
{
  return GTK_WINDOW (hoist_leftovers_window_new (NULL, fixture->place.workspace, fixture->account));
}

static GtkWindow *
open_preferences (Fixture *fixture, const char *page)
{
  HoistPreferencesWindow *window = hoist_preferences_window_new (NULL, fixture->place.workspace);

  /* rows that are there only with these */
  g_object_set (hoist_workspace_get_preferences (fixture->place.workspace), "has-quiet-hours", TRUE,
                "speed-limit", (guint64) 2500000, NULL);
  adw_preferences_window_set_visible_page_name (ADW_PREFERENCES_WINDOW (window), page);
  return GTK_WINDOW (window);
}

static GtkWindow *
open_preferences_general (Fixture *fixture)
{
  return open_preferences (fixture, "general");
}

static GtkWindow *
open_preferences_network (Fixture *fixture)
{
  return open_preferences (fixture, "network");
}

static GtkWindow *
open_preferences_files (Fixture *fixture)
{
  return open_preferences (fixture, "files");
}

/* Rows of all kinds: one file at work, and a folder that is open. */
static GtkWindow *
open_list (Fixture *fixture)
{
  static const char *const paths[] = { "/v/Wedding/MVI_2041.MP4", "/v/Wedding/MVI_2042.MP4" };
  HoistWindow *window = hoist_window_new (application);
  HoistSessionList *list = NULL;
  HoistSections *sections = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++) {
    HoistRecord *record = hoist_record_new (paths[i], hoist_account_get_id (fixture->account));

    record->state = HOIST_STATE_PAUSED;
    record->folder = g_strdup ("Wedding");
    record->size = 4200000123;
    record->bytes_done = 2100000000;
    g_object_unref (hoist_test_workspace_add_record (&fixture->place, record));
  }
  hoist_window_set_workspace (window, fixture->place.workspace);
  list = HOIST_SESSION_LIST (hoist_test_find_type (GTK_WIDGET (window), HOIST_TYPE_SESSION_LIST));
  sections = hoist_session_list_get_sections (list);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (sections)); i++) {
    g_autoptr (GObject) item = g_list_model_get_item (G_LIST_MODEL (sections), i);

    if (HOIST_IS_FOLDER (item))
      hoist_sections_set_expanded (sections, HOIST_FOLDER (item), TRUE);
  }
  return GTK_WINDOW (window);
}

/* Said before anybody sees the window. */
static GtkWindow *
open_toast (Fixture *fixture)
{
  HoistWindow *window = hoist_window_new (application);

  hoist_window_set_workspace (window, fixture->place.workspace);
  hoist_window_say (window, "Ready: drop a video to see it arrive on this computer");
  return GTK_WINDOW (window);
}

static const Case cases[] = {
  { "toast", open_toast, "Ready: drop a video to see it arrive on this computer" },
  { "list", open_list, "Wedding" },
  { "account-form", open_form, "Add Account" },
  { "account-form-change", open_form_change, "Account" },
  { "account-assistant", open_assistant, "Sign In" },
  { "accounts", open_accounts, "Accounts" },
  { "details", open_details, "a.mp4" },
  { "doctor", open_doctor, "Connection Check" },
  { "help-bundle", open_bundle, "Report for Support" },
  { "help", open_help, "Help" },
  { "leftovers", open_leftovers, "Unfinished Uploads" },
  { "preferences-general", open_preferences_general, "Preferences" },
  { "preferences-network", open_preferences_network, "Network" },
  { "preferences-files", open_preferences_files, "Files" },
};

/* The name of a file is shortened: it may be of any length. What a field is called stands in a row
 * of libadwaita's own, which shortens it. */
static gboolean
may_be_cut (GtkWidget *label)
{
  return gtk_widget_has_css_class (label, "session-name") ||
         gtk_widget_get_ancestor (label, ADW_TYPE_ENTRY_ROW) != NULL;
}

/* Beyond the edge of the window. */
static gboolean
is_outside (GtkWidget *label)
{
  GtkWidget *root = GTK_WIDGET (gtk_widget_get_root (label));
  graphene_rect_t place = { 0 };

  g_assert_true (gtk_widget_compute_bounds (label, root, &place));
  return place.origin.x < 0 ||
         place.origin.x + place.size.width > (float) gtk_widget_get_width (root);
}

static gboolean
is_shown (GtkWidget *widget)
{
  return gtk_widget_get_mapped (widget) && gtk_widget_get_child_visible (widget);
}

/* Returns: how many labels below @widget are not whole */
static guint
count_cut (GtkWidget *widget)
{
  guint count = 0;

  if (!is_shown (widget))
    return 0;
  if (GTK_IS_LABEL (widget) && !may_be_cut (widget) &&
      (is_outside (widget) ||
       pango_layout_is_ellipsized (gtk_label_get_layout (GTK_LABEL (widget))))) {
    g_test_message ("cut: %s", gtk_label_get_text (GTK_LABEL (widget)));
    count++;
  }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    count += count_cut (child);
  return count;
}

/* Who it is that does not become narrower, for whoever has to mend it. */
static void
tell_widest (GtkWidget *widget, int depth)
{
  int minimum = 0;

  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  if (minimum <= WIDTH - 24)
    return;
  g_test_message ("%*s%s %d", depth, "", G_OBJECT_TYPE_NAME (widget), minimum);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    tell_widest (child, depth + 1);
}

static gboolean
has_text (GtkWidget *widget, const char *text)
{
  if (GTK_IS_LABEL (widget) && is_shown (widget) &&
      g_strcmp0 (gtk_label_get_text (GTK_LABEL (widget)), text) == 0)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    if (has_text (child, text))
      return TRUE;
  }
  return FALSE;
}

/* What is too wide is found out in one frame, and mended in one of the next. */
static void
let_come_to_rest (GtkWindow *window)
{
  for (int i = 0; i < 20; i++) {
    hoist_test_settle ();
    hoist_test_draw (GTK_WIDGET (window));
  }
}

static void
test_window (Fixture *fixture, gconstpointer data)
{
  const Case *it = data;
  GtkWindow *window = it->open (fixture);
  int least = 0;

  gtk_window_set_default_size (window, WIDTH, HEIGHT);
  gtk_window_present (window);
  let_come_to_rest (window);
  gtk_widget_measure (GTK_WIDGET (window), GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL,
                      NULL);
  if (least > WIDTH)
    tell_widest (GTK_WIDGET (window), 0);
  g_assert_cmpint (least, <=, WIDTH);
  g_assert_cmpuint (count_cut (GTK_WIDGET (window)), ==, 0);
  g_assert_true (has_text (GTK_WIDGET (window), it->title));
  gtk_window_destroy (window);
  hoist_test_settle ();
}

/* A window that becomes narrow while something is said in it. */
static void
test_toast_in_narrowing (Fixture *fixture, gconstpointer data)
{
  GtkWindow *window = open_toast (fixture);

  gtk_window_set_default_size (window, 2 * WIDTH, HEIGHT);
  gtk_window_present (window);
  let_come_to_rest (window);
  gtk_window_set_default_size (window, WIDTH, HEIGHT);
  while (gtk_widget_get_width (GTK_WIDGET (window)) > WIDTH)
    g_main_context_iteration (NULL, TRUE);
  let_come_to_rest (window);
  g_assert_cmpuint (count_cut (GTK_WIDGET (window)), ==, 0);
  gtk_window_destroy (window);
  hoist_test_settle ();
}

/* What is said in a window that rests has a new label: nothing but itself makes it fit. */
static void
test_toast_at_rest (Fixture *fixture, gconstpointer data)
{
  HoistWindow *window = hoist_window_new (application);

  hoist_window_set_workspace (window, fixture->place.workspace);
  gtk_window_set_default_size (GTK_WINDOW (window), WIDTH, HEIGHT);
  gtk_window_present (GTK_WINDOW (window));
  let_come_to_rest (GTK_WINDOW (window));
  hoist_window_say (window, "Ready: drop a video to see it arrive on this computer");
  let_come_to_rest (GTK_WINDOW (window));
  g_assert_cmpuint (count_cut (GTK_WIDGET (window)), ==, 0);
  gtk_window_destroy (GTK_WINDOW (window));
  hoist_test_settle ();
}

int
main (int argc, char **argv)
{
  if (!hoist_test_ui_init (&argc, &argv))
    return 0;
  application = hoist_test_ui_register ();
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strconcat ("/narrow/", cases[i].name, NULL);

    g_test_add (path, Fixture, &cases[i], set_up, test_window, tear_down);
  }
  g_test_add ("/narrow/toast-in-a-window-that-becomes-narrow", Fixture, NULL, set_up,
              test_toast_in_narrowing, tear_down);
  g_test_add ("/narrow/toast-in-a-window-at-rest", Fixture, NULL, set_up, test_toast_at_rest,
              tear_down);
  return g_test_run ();
}
