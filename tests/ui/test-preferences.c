/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window of preferences: every row shows what is set, and sets what it shows. */
#include "hoist-config.h"

#include "hoist-autostart.h"
#include "hoist-help-window.h"
#include "hoist-preferences-window.h"
#include "hoist-speed-actions.h"
#include "hoist-test-await.h"
#include "hoist-test-widgets.h"
#include "hoist-test-workspace.h"
#include "hoist-window.h"

#include <glib/gstdio.h>
#include <string.h>

static GtkApplication *application; /* a program has one */

typedef struct {
  HoistTestWorkspace place;
  HoistPreferences *preferences;
  HoistWindow *window;
  HoistPreferencesWindow *preferences_window;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  hoist_test_workspace_open (&fixture->place, HOIST_TEST_TIME_STANDS);
  fixture->preferences = hoist_workspace_get_preferences (fixture->place.workspace);
  fixture->window = hoist_window_new (application);
  fixture->preferences_window =
      hoist_preferences_window_new (GTK_WINDOW (fixture->window), fixture->place.workspace);
  gtk_window_present (GTK_WINDOW (fixture->preferences_window));
  hoist_test_settle ();
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->preferences_window));
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  hoist_test_workspace_close (&fixture->place);
}

/* Rows of a page that is not shown are there all the same. */
static GtkWidget *
get_row (Fixture *fixture, const char *title)
{
  GtkWidget *row = hoist_test_find_row (GTK_WIDGET (fixture->preferences_window), title);

  g_test_message ("row “%s”", title);
  g_assert_nonnull (row);
  return row;
}

static const struct {
  const char *title;
  const char *property;
} switches[] = {
  { "Start When Added", "starts-when-added" },
  { "Keep Running in the Background", "runs-in-background" },
  { "Hidden Files", "ignores-hidden" },
  { "Temporary Files", "ignores-temporary" },
  { "Remember Checksums", "remembers-digests" },
};

static void
test_switches (Fixture *fixture, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (switches); i++) {
    GtkWidget *widget =
        hoist_test_find_type (get_row (fixture, switches[i].title), GTK_TYPE_SWITCH);
    gboolean is_set = FALSE;

    g_assert_true (gtk_switch_get_active (GTK_SWITCH (widget)));
    g_assert_true (adw_action_row_get_activatable_widget (
                       ADW_ACTION_ROW (get_row (fixture, switches[i].title))) == widget);
    gtk_switch_set_active (GTK_SWITCH (widget), FALSE);
    g_object_get (fixture->preferences, switches[i].property, &is_set, NULL);
    g_assert_false (is_set);
    g_object_set (fixture->preferences, switches[i].property, TRUE, NULL);
    g_assert_true (gtk_switch_get_active (GTK_SWITCH (widget)));
  }
}

static void
test_awake (Fixture *fixture, gconstpointer data)
{
  GtkWidget *row = get_row (fixture, "Keep the Computer Awake on Battery");
  GtkSwitch *widget = GTK_SWITCH (hoist_test_find_type (row, GTK_TYPE_SWITCH));
  const HoistPreferenceValues *values = hoist_preferences_get (fixture->preferences);

  g_assert_false (gtk_switch_get_active (widget));
  gtk_switch_set_active (widget, TRUE);
  g_assert_true (values->awake_on_battery);
  g_object_set (fixture->preferences, "awake-on-battery", FALSE, NULL);
  g_assert_false (gtk_switch_get_active (widget));
}

/* The preference follows what the desktop was told, and the switch the preference. */
static void
test_login (Fixture *fixture, gconstpointer data)
{
  GtkWidget *row = get_row (fixture, "Start at Login if Uploads Are Left");
  GtkSwitch *widget = GTK_SWITCH (hoist_test_find_type (row, GTK_TYPE_SWITCH));
  const HoistPreferenceValues *values = hoist_preferences_get (fixture->preferences);
  g_autofree char *path = hoist_autostart_dup_path (HOIST_APPLICATION_ID);
  g_autofree char *folder = g_path_get_dirname (path);

  g_assert_false (gtk_switch_get_active (widget));
  gtk_switch_set_active (widget, TRUE);
  while (!values->starts_at_login)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));

  gtk_switch_set_active (widget, FALSE);
  while (values->starts_at_login)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));

  /* what does not work is said, and the switch goes back */
  g_assert_cmpint (g_rmdir (folder), ==, 0);
  g_assert_true (g_file_set_contents (folder, "in the way", -1, NULL));
  gtk_switch_set_active (widget, TRUE);
  while (gtk_switch_get_active (widget))
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (values->starts_at_login);
  g_assert_nonnull (strstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), path));
  g_assert_cmpint (g_unlink (folder), ==, 0);
}

static void
keep_digest (Fixture *fixture)
{
  HoistJournal *journal = HOIST_JOURNAL (hoist_workspace_get_store (fixture->place.workspace));
  const HoistFingerprint fingerprint = { 1, 1, 1 };
  const HoistDigests digests = { .known = HOIST_DIGEST_MD5 };

  hoist_journal_keep_digests (journal, "/a.mp4", &fingerprint, &digests, NULL);
}

static gboolean
has_digest (Fixture *fixture)
{
  HoistJournal *journal = HOIST_JOURNAL (hoist_workspace_get_store (fixture->place.workspace));
  const HoistFingerprint fingerprint = { 1, 1, 1 };
  HoistDigests digests = { 0 };
  g_autoptr (HoistSlices) slices = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  hoist_journal_find_digests_async (journal, "/a.mp4", &fingerprint, hoist_test_keep_result,
                                    &result);
  return hoist_journal_find_digests_finish (journal, hoist_test_await (&result), &digests, &slices,
                                            NULL);
}

static void
test_forget (Fixture *fixture, gconstpointer data)
{
  GtkWidget *row = get_row (fixture, "Remembered Checksums");
  GtkWidget *button = hoist_test_find_type (row, GTK_TYPE_BUTTON);

  keep_digest (fixture);
  g_signal_emit_by_name (button, "clicked");
  adw_message_dialog_response (
      ADW_MESSAGE_DIALOG (hoist_test_find_window (ADW_TYPE_MESSAGE_DIALOG)), "cancel");
  hoist_test_settle ();
  g_assert_true (has_digest (fixture));

  g_signal_emit_by_name (button, "clicked");
  adw_message_dialog_response (
      ADW_MESSAGE_DIALOG (hoist_test_find_window (ADW_TYPE_MESSAGE_DIALOG)), "forget");
  while (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)) == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (has_digest (fixture));

  g_object_set (fixture->preferences, "remembers-digests", FALSE, NULL);
  keep_digest (fixture);
  g_object_set (fixture->preferences, "remembers-digests", TRUE, NULL);
  g_assert_false (has_digest (fixture));
}

static const struct {
  const char *title;
  const char *property;
  guint n_choices;
} choices[] = {
  { "Notify", "notifications", 3 },
  { "Share of the Line", "speed-mode", 3 },
  { "Metered Network", "on-metered", 2 },
  { "On Battery", "on-battery", 3 },
  { "When a Name Is Taken", "name-taken", 4 },
};

static void
test_choices (Fixture *fixture, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (choices); i++) {
    AdwComboRow *row = ADW_COMBO_ROW (get_row (fixture, choices[i].title));

    g_assert_cmpuint (g_list_model_get_n_items (adw_combo_row_get_model (row)), ==,
                      choices[i].n_choices);
    for (guint j = 0; j < choices[i].n_choices; j++) {
      int value = -1;

      adw_combo_row_set_selected (row, j);
      g_object_get (fixture->preferences, choices[i].property, &value, NULL);
      g_assert_cmpint (value, ==, (int) j);
    }
    g_object_set (fixture->preferences, choices[i].property, 0, NULL);
    g_assert_cmpuint (adw_combo_row_get_selected (row), ==, 0);
  }
}

static void
test_count (Fixture *fixture, gconstpointer data)
{
  AdwComboRow *row = ADW_COMBO_ROW (get_row (fixture, "Files at Once"));

  g_assert_cmpuint (adw_combo_row_get_selected (row), ==, 0);
  adw_combo_row_set_selected (row, 5);
  g_assert_cmpuint (hoist_preferences_get (fixture->preferences)->files_at_once, ==, 5);
}

static void
test_limit (Fixture *fixture, gconstpointer data)
{
  AdwExpanderRow *row = ADW_EXPANDER_ROW (get_row (fixture, "Limit the Speed"));
  GtkWidget *button =
      hoist_test_find_type (get_row (fixture, "MB per Second"), GTK_TYPE_SPIN_BUTTON);
  const HoistPreferenceValues *values = hoist_preferences_get (fixture->preferences);

  g_assert_false (adw_expander_row_get_enable_expansion (row));
  adw_expander_row_set_enable_expansion (row, TRUE);
  g_assert_cmpuint (values->speed_limit, ==, 1000000);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (button), 2.5);
  g_assert_cmpuint (values->speed_limit, ==, 2500000);
  adw_expander_row_set_enable_expansion (row, FALSE);
  g_assert_cmpuint (values->speed_limit, ==, 0);
  g_object_set (fixture->preferences, "speed-limit", (guint64) 7000000, NULL);
  g_assert_true (adw_expander_row_get_enable_expansion (row));
  g_assert_cmpfloat (gtk_spin_button_get_value (GTK_SPIN_BUTTON (button)), ==, 7.0);
}

static void
test_hours (Fixture *fixture, gconstpointer data)
{
  AdwExpanderRow *row = ADW_EXPANDER_ROW (get_row (fixture, "Quiet Hours"));
  GtkWidget *from = get_row (fixture, "From");
  GtkWidget *hours = hoist_test_find_type (from, GTK_TYPE_SPIN_BUTTON);
  const HoistPreferenceValues *values = hoist_preferences_get (fixture->preferences);

  adw_expander_row_set_enable_expansion (row, TRUE);
  g_assert_true (values->has_quiet_hours);
  g_assert_cmpstr (adw_expander_row_get_subtitle (row), ==, "Uploads rest from 09:00 to 17:00");
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (hours), 22);
  g_assert_cmpuint (values->quiet_from, ==, 22 * 60);
  g_object_set (fixture->preferences, "quiet-from", 23 * 60u + 5, "quiet-to", 6 * 60u + 30, NULL);
  g_assert_cmpstr (adw_expander_row_get_subtitle (row), ==, "Uploads rest from 23:05 to 06:30");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (hours)), ==, "23");
  g_object_set (get_row (fixture, "To"), "minute", 23 * 60u + 5, NULL);
  g_assert_cmpstr (adw_expander_row_get_subtitle (row), ==,
                   "Both times are the same, so uploads never rest");

  g_object_set (from, "minute", 0u, NULL);
  g_assert_cmpuint (values->quiet_from, ==, 0);
}

static void
test_patterns (Fixture *fixture, gconstpointer data)
{
  GtkWidget *row = get_row (fixture, "Names such as *.xmp, *.thm");

  gtk_editable_set_text (GTK_EDITABLE (row), "*.srt");
  g_assert_cmpstr (hoist_preferences_get (fixture->preferences)->ignored_patterns, ==, "");
  g_signal_emit_by_name (row, "apply");
  g_assert_cmpstr (hoist_preferences_get (fixture->preferences)->ignored_patterns, ==, "*.srt");
}

static guint
count_toplevels (void)
{
  return g_list_model_get_n_items (gtk_window_get_toplevels ());
}

static void
test_accounts (Fixture *fixture, gconstpointer data)
{
  GtkWidget *row = NULL;
  guint count = 0;

  adw_preferences_window_set_visible_page_name (
      ADW_PREFERENCES_WINDOW (fixture->preferences_window), "accounts");
  row = get_row (fixture, "Accounts");
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), ==, "No account yet");
  count = count_toplevels ();
  adw_action_row_activate (ADW_ACTION_ROW (row));
  g_assert_cmpuint (count_toplevels (), ==, count + 1);
}

static HoistSpeedActions *
add_actions (Fixture *fixture, HoistSuspend **suspend)
{
  HoistQueue *queue = hoist_workspace_get_queue (fixture->place.workspace);
  HoistClock *clock =
      hoist_engine_get_clock (hoist_workspace_get_engine (fixture->place.workspace));

  *suspend = hoist_suspend_new (queue, clock, NULL);
  return hoist_speed_actions_new (fixture->window, fixture->place.workspace, *suspend);
}

static void
test_actions (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HoistSuspend) suspend = NULL;
  g_autoptr (HoistSpeedActions) actions G_GNUC_UNUSED = add_actions (fixture, &suspend);
  GActionGroup *group = G_ACTION_GROUP (fixture->window);
  guint count = 0;

  g_action_group_activate_action (group, "speed", g_variant_new_string ("quiet"));
  g_assert_cmpint (hoist_preferences_get (fixture->preferences)->speed_mode, ==, HOIST_SPEED_QUIET);
  count = count_toplevels ();
  g_action_group_activate_action (group, "preferences", NULL);
  g_action_group_activate_action (group, "help", NULL);
  g_assert_cmpuint (count_toplevels (), ==, count + 2);
  g_assert_false (g_action_group_has_action (group, "suspend-when-finished"));
  /* nothing is held back, so nothing happens, and nothing breaks */
  g_action_group_activate_action (group, "upload-all-anyway", NULL);
  g_action_group_activate_action (group, "upload-anyway", g_variant_new_int64 (12345));
  hoist_test_settle ();
}

static void
test_help (Fixture *fixture, gconstpointer data)
{
  HoistHelpWindow *help = hoist_help_window_new (GTK_WINDOW (fixture->window));
  GtkWidget *row = NULL;

  gtk_window_present (GTK_WINDOW (help));
  hoist_test_settle ();
  row = hoist_test_find_row (GTK_WIDGET (help), "Why does an upload wait?");
  g_assert_nonnull (row);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);
  hoist_test_settle ();
  gtk_window_destroy (GTK_WINDOW (help));
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_autofree char *config = g_dir_make_tmp ("hoist-config-XXXXXX", NULL);
  int status = 0;

  /* before anybody asks where it is: the entry for the login is not to be the user's */
  g_setenv ("XDG_CONFIG_HOME", config, TRUE);
  if (!hoist_test_ui_init (&argc, &argv))
    return 0;
  application = hoist_test_ui_register ();

  ADD ("/preferences/switches", test_switches);
  ADD ("/preferences/awake-on-battery-is-a-choice", test_awake);
  ADD ("/preferences/choices", test_choices);
  ADD ("/preferences/files-at-once", test_count);
  ADD ("/preferences/speed-limit", test_limit);
  ADD ("/preferences/quiet-hours", test_hours);
  ADD ("/preferences/patterns-are-applied", test_patterns);
  ADD ("/preferences/accounts-open", test_accounts);
  ADD ("/preferences/actions-of-the-window", test_actions);
  ADD ("/preferences/help-opens", test_help);
  ADD ("/preferences/start-at-login-is-the-desktops", test_login);
  ADD ("/preferences/checksums-are-forgotten-when-told", test_forget);

  status = g_test_run ();
  g_rmdir (config);
  return status;
}
