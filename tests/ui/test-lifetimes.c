/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every widget class of this layer is made from what it gets in the program, shown, and gone when
 * its window is: the widget, what its template has, and all that it made itself. */
#include "hoist-account-assistant.h"
#include "hoist-account-form.h"
#include "hoist-accounts-window.h"
#include "hoist-details-window.h"
#include "hoist-doctor-window.h"
#include "hoist-drop-area.h"
#include "hoist-help-bundle-window.h"
#include "hoist-help-window.h"
#include "hoist-leftovers-window.h"
#include "hoist-preferences-window.h"
#include "hoist-session-list.h"
#include "hoist-test-traces.h"
#include "hoist-test-widgets.h"
#include "hoist-test-workspace.h"
#include "hoist-window.h"

#define MORNING_US (1795248000 * (gint64) G_USEC_PER_SEC)

/* How the windows go. */
enum { BY_CLOSING, BY_DESTROYING };

static GtkApplication *application;

typedef struct {
  HoistTestWorkspace place;
  HoistAccount *studio;    /* (owned): of a service that takes no sign-in */
  HoistAccount *drive;     /* (owned): of one that does */
  HoistSession *finished;  /* (owned) */
  HoistSession *attention; /* (owned) */
  HoistTestTraces *traces; /* (owned) */
} Fixture;

/* One window, or what a user does with one. */
typedef struct {
  const char *name;
  GtkWindow *(*open) (Fixture *fixture);
  void (*use) (Fixture *fixture, GtkWindow *window); /* (nullable): brings up what comes later */
} Case;

static HoistSession *
add_upload (Fixture *fixture, const char *path, const char *folder, HoistState state)
{
  HoistRecord *record = hoist_record_new (path, hoist_account_get_id (fixture->studio));

  record->state = state;
  record->folder = g_strdup (folder);
  record->size = 4200000123;
  record->added_us = MORNING_US;
  record->modified_us = MORNING_US;
  if (state == HOIST_STATE_FINISHED) {
    record->bytes_done = record->size;
    record->ended_us = MORNING_US + 60 * G_USEC_PER_SEC;
    record->verified = g_strdup ("md5-parts");
    record->remote_id = g_strdup ("5285890784");
    record->link = g_strdup ("https://vod.example/a.mp4");
  } else {
    record->has_begun = TRUE;
    record->bytes_done = 2100000000;
  }
  if (state == HOIST_STATE_ATTENTION) {
    record->reason = HOIST_REASON_REFUSED;
    record->message = g_strdup ("The service said no. Try again.");
  }
  return hoist_test_workspace_add_record (&fixture->place, record);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  static const char *const drive[] = { "endpoint", "http://127.0.0.1:9/", "client-id", "app-1",
                                       NULL };

  hoist_test_workspace_open (&fixture->place, HOIST_TEST_TIME_STANDS);
  fixture->studio = hoist_test_workspace_add_tencent (&fixture->place, "Studio");
  fixture->drive =
      hoist_test_workspace_add_account (&fixture->place, "alibaba-pds", "Drive", drive, NULL);
  fixture->finished = add_upload (fixture, "/v/done.mp4", NULL, HOIST_STATE_FINISHED);
  fixture->attention = add_upload (fixture, "/v/refused.mp4", NULL, HOIST_STATE_ATTENTION);
  g_object_unref (add_upload (fixture, "/v/paused.mp4", NULL, HOIST_STATE_PAUSED));
  g_object_unref (add_upload (fixture, "/v/Wedding/1.mp4", "Wedding", HOIST_STATE_PAUSED));
  g_object_unref (add_upload (fixture, "/v/Wedding/2.mp4", "Wedding", HOIST_STATE_PAUSED));
  fixture->traces = hoist_test_traces_new ();
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->studio);
  g_clear_object (&fixture->drive);
  g_clear_object (&fixture->finished);
  g_clear_object (&fixture->attention);
  hoist_test_traces_free (fixture->traces);
  hoist_test_workspace_close (&fixture->place);
}

/* --- the windows --- */

static GtkWindow *
open_main (Fixture *fixture)
{
  HoistWindow *window = hoist_window_new (application);

  hoist_window_set_workspace (window, fixture->place.workspace);
  return GTK_WINDOW (window);
}

static void
act (GtkWindow *window, const char *action, const char *format, ...)
{
  g_autoptr (GVariant) argument = NULL;
  va_list arguments;

  va_start (arguments, format);
  if (format != NULL)
    argument = g_variant_ref_sink (g_variant_new_va (format, NULL, &arguments));
  va_end (arguments);
  g_test_message ("%s", action);
  g_assert_true (gtk_widget_activate_action_variant (GTK_WIDGET (window), action, argument));
  hoist_test_settle ();
}

static HoistSessionList *
find_list (GtkWindow *window)
{
  return HOIST_SESSION_LIST (hoist_test_find_type (GTK_WIDGET (window), HOIST_TYPE_SESSION_LIST));
}

/* Rows of all kinds, an open folder, the bar of what is selected, a row's menu. */
static void
use_list (Fixture *fixture, GtkWindow *window)
{
  HoistSessionList *list = find_list (window);
  HoistSections *sections = hoist_session_list_get_sections (list);
  guint position = 0;

  g_assert_true (hoist_sections_find_section (sections, HOIST_SECTION_WAITING, &position));
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (sections)); i++) {
    g_autoptr (GObject) item = g_list_model_get_item (G_LIST_MODEL (sections), i);

    if (HOIST_IS_FOLDER (item))
      hoist_sections_set_expanded (sections, HOIST_FOLDER (item), TRUE);
  }
  hoist_test_draw (GTK_WIDGET (window));
  gtk_selection_model_select_all (GTK_SELECTION_MODEL (sections));
  g_assert_true (gtk_widget_child_focus (GTK_WIDGET (list), GTK_DIR_TAB_FORWARD));
  hoist_test_draw (GTK_WIDGET (window));
  act (window, "win.open-row-menu", NULL);
}

static void
use_search (Fixture *fixture, GtkWindow *window)
{
  hoist_session_list_search (find_list (window), "done");
  hoist_test_draw (GTK_WIDGET (window));
}

static void
use_drop_zones (Fixture *fixture, GtkWindow *window)
{
  GtkWidget *area = hoist_test_find_type (GTK_WIDGET (window), HOIST_TYPE_DROP_AREA);

  hoist_drop_area_reveal (HOIST_DROP_AREA (area), TRUE);
  hoist_test_draw (area);
}

static void
use_removal (Fixture *fixture, GtkWindow *window)
{
  gtk_selection_model_select_all (
      GTK_SELECTION_MODEL (hoist_session_list_get_sections (find_list (window))));
  act (window, "win.remove-selected", NULL);
}

/* Windows that belong to the main one, opened as its menu does it. */
static void
use_about (Fixture *fixture, GtkWindow *window)
{
  act (window, "win.about", NULL);
  act (window, "win.show-help-overlay", NULL);
  act (window, "win.open-menu", NULL);
}

static GtkWindow *
open_empty (Fixture *fixture)
{
  g_autoptr (GListStore) none = g_list_store_new (HOIST_TYPE_SESSION);
  HoistWindow *window = hoist_window_new (application);

  hoist_window_show_list (window, G_LIST_MODEL (none),
                          hoist_workspace_get_accounts (fixture->place.workspace));
  return GTK_WINDOW (window);
}

static GtkWindow *
open_trouble (Fixture *fixture)
{
  HoistWindow *window = hoist_window_new (application);

  hoist_window_show_trouble (window, "The disk is full. Free some space.");
  return GTK_WINDOW (window);
}

static GtkWindow *
open_accounts (Fixture *fixture)
{
  return GTK_WINDOW (hoist_accounts_window_new (NULL, fixture->place.workspace));
}

static void
use_accounts (Fixture *fixture, GtkWindow *window)
{
  const char *id = hoist_account_get_id (fixture->studio);

  act (window, "accounts.remove", "s", id);
  act (window, "accounts.edit", "s", id);
  act (window, "accounts.test", "s", id);
}

static GtkWindow *
open_form (Fixture *fixture)
{
  return GTK_WINDOW (hoist_account_form_new (NULL, fixture->place.workspace, fixture->drive));
}

static GtkWindow *
open_assistant (Fixture *fixture)
{
  return GTK_WINDOW (hoist_account_assistant_new (NULL, fixture->place.workspace));
}

static void
use_assistant (Fixture *fixture, GtkWindow *window)
{
  act (window, "assistant.choose", "s", "alibaba-pds");
  act (window, "assistant.next", NULL); /* fields are empty: they say so */
  act (window, "assistant.back", NULL);
  act (window, "assistant.choose", "s", "huawei-metastudio");
}

static GtkWindow *
open_details (Fixture *fixture)
{
  g_autoptr (GPtrArray) sessions = g_ptr_array_new ();

  g_ptr_array_add (sessions, fixture->finished);
  return GTK_WINDOW (hoist_details_window_new (NULL, fixture->place.workspace, sessions));
}

static void
use_details (Fixture *fixture, GtkWindow *window)
{
  static const char *const pages[] = { "log", "options", "overview" };

  for (gsize i = 0; i < G_N_ELEMENTS (pages); i++) {
    hoist_details_window_show_page (HOIST_DETAILS_WINDOW (window), pages[i]);
    hoist_test_draw (GTK_WIDGET (window));
  }
}

static GtkWindow *
open_details_of_several (Fixture *fixture)
{
  g_autoptr (GPtrArray) sessions = g_ptr_array_new ();

  g_ptr_array_add (sessions, fixture->attention);
  g_ptr_array_add (sessions, fixture->finished);
  return GTK_WINDOW (hoist_details_window_new (NULL, fixture->place.workspace, sessions));
}

static GtkWindow *
open_doctor (Fixture *fixture)
{
  return GTK_WINDOW (hoist_doctor_window_new (NULL, fixture->place.workspace, fixture->studio));
}

static GtkWindow *
open_bundle (Fixture *fixture)
{
  return GTK_WINDOW (hoist_help_bundle_window_new (NULL, fixture->place.workspace));
}

static void
use_bundle (Fixture *fixture, GtkWindow *window)
{
  GtkWidget *view = hoist_test_find_type (GTK_WIDGET (window), GTK_TYPE_TEXT_VIEW);

  while (gtk_text_buffer_get_char_count (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view))) == 0)
    g_main_context_iteration (NULL, TRUE);
  act (window, "bundle.save", NULL);
}

static GtkWindow *
open_help (Fixture *fixture)
{
  return GTK_WINDOW (hoist_help_window_new (NULL));
}

static GtkWindow *
open_leftovers (Fixture *fixture)
{
  return GTK_WINDOW (hoist_leftovers_window_new (NULL, fixture->place.workspace, fixture->studio));
}

static void
use_leftovers (Fixture *fixture, GtkWindow *window)
{
  while (!gtk_widget_activate_action (GTK_WIDGET (window), "leftovers.clean-all", NULL))
    g_main_context_iteration (NULL, TRUE);
  hoist_test_settle ();
}

static GtkWindow *
open_preferences (Fixture *fixture)
{
  return GTK_WINDOW (hoist_preferences_window_new (NULL, fixture->place.workspace));
}

static const Case cases[] = {
  { "the-list", open_main, use_list },
  { "search", open_main, use_search },
  { "drop-zones", open_main, use_drop_zones },
  { "removal", open_main, use_removal },
  { "about", open_main, use_about },
  { "the-empty-page", open_empty, NULL },
  { "trouble", open_trouble, NULL },
  { "accounts", open_accounts, use_accounts },
  { "account-form", open_form, NULL },
  { "account-assistant", open_assistant, use_assistant },
  { "details", open_details, use_details },
  { "details-of-several", open_details_of_several, NULL },
  { "doctor", open_doctor, NULL },
  { "help-bundle", open_bundle, use_bundle },
  { "help", open_help, NULL },
  { "leftovers", open_leftovers, use_leftovers },
  { "preferences", open_preferences, NULL },
};

/* --- to their end --- */

/* Whatever was opened last lies over what was opened before. A dialog for files is not ours to
 * destroy: it goes with whoever opened it. */
static void
close_all (int way)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = g_list_model_get_n_items (windows); i > 0; i--) {
    g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i - 1);

    if (window == NULL || (way == BY_DESTROYING && GTK_IS_FILE_CHOOSER (window)))
      continue;
    if (way == BY_CLOSING)
      gtk_window_close (window);
    else
      gtk_window_destroy (window);
  }
}

static void
fold_menus (GtkWidget *widget)
{
  if (GTK_IS_POPOVER (widget))
    gtk_popover_popdown (GTK_POPOVER (widget));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    fold_menus (child);
}

/* Half a second after the pointer was seen in a menu, GTK 4.8 looks where it is there now: also in
 * a menu that is gone with its window, which it complains of. That look is not taken. */
static void
hold_tooltip (void)
{
  GSource *source = g_main_context_find_source_by_user_data (NULL, gdk_display_get_default ());

  if (source != NULL && g_strcmp0 (g_source_get_name (source), "[gtk] tooltip_popup_timeout") == 0)
    g_source_set_ready_time (source, -1);
}

static void
run (Fixture *fixture, const Case *it, int way)
{
  GtkWindow *window = it->open (fixture);

  gtk_window_present (window);
  hoist_test_draw (GTK_WIDGET (window));
  hoist_test_traces_follow_windows (fixture->traces);
  if (it->use != NULL)
    it->use (fixture, window);
  hoist_test_settle ();
  hoist_test_traces_follow_windows (fixture->traces);
  fold_menus (GTK_WIDGET (window));
  hoist_test_settle ();
  close_all (way);
  hold_tooltip ();
  hoist_test_traces_expect_gone (fixture->traces);
  g_assert_null (hoist_test_find_window (GTK_TYPE_WINDOW));
}

static void
test_closed (Fixture *fixture, gconstpointer data)
{
  run (fixture, data, BY_CLOSING);
}

static void
test_destroyed (Fixture *fixture, gconstpointer data)
{
  run (fixture, data, BY_DESTROYING);
}

/* --- and none is forgotten --- */

/* As the source defines them: those that are widgets. */
static void
check_source (const char *path, guint *n_classes)
{
  g_autofree char *text = NULL;
  g_autoptr (GRegex) regex = g_regex_new (
      "G_DEFINE_(?:FINAL_)?TYPE(?:_WITH_CODE)? \\(\\s*(\\w+),\\s*\\w+,\\s*(\\w+)", 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_regex_match (regex, text, 0, &match);
  for (; g_match_info_matches (match); g_match_info_next (match, NULL)) {
    g_autofree char *name = g_match_info_fetch (match, 1);
    g_autofree char *parent = g_match_info_fetch (match, 2);

    if (g_str_equal (parent, "G_TYPE_OBJECT") || g_str_equal (parent, "ADW_TYPE_APPLICATION") ||
        g_str_equal (parent, "GTK_TYPE_LAYOUT_MANAGER"))
      continue;
    g_test_message ("%s", name);
    g_assert_true (hoist_test_traces_has_seen (name));
    (*n_classes)++;
  }
}

static void
check_folder (const char *folder, guint *n_classes)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name = NULL;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);

    if (g_file_test (path, G_FILE_TEST_IS_DIR))
      check_folder (path, n_classes);
    else if (g_str_has_suffix (name, ".c"))
      check_source (path, n_classes);
  }
}

static void
test_complete (void)
{
  g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "..", "src", "ui", NULL);
  guint n_classes = 0;

  check_folder (folder, &n_classes);
  g_assert_cmpuint (n_classes, >=, 30);
}

int
main (int argc, char **argv)
{
  int status = 0;

  if (!hoist_test_ui_init (&argc, &argv))
    return 0;
  application = hoist_test_ui_register ();
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *closed = g_strdup_printf ("/lifetimes/%s/closed", cases[i].name);
    g_autofree char *destroyed = g_strdup_printf ("/lifetimes/%s/destroyed", cases[i].name);

    g_test_add (closed, Fixture, &cases[i], set_up, test_closed, tear_down);
    g_test_add (destroyed, Fixture, &cases[i], set_up, test_destroyed, tear_down);
  }
  /* in a suite of its own, for those run after the cases that stand beside them */
  g_test_add_func ("/lifetimes/classes/none-is-forgotten", test_complete);
  status = g_test_run ();
  g_object_unref (application);
  return status;
}
