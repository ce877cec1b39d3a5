/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The details window and receipts on paper, on a virtual display. */
#include "hoist-details-options.h"
#include "hoist-details-text.h"
#include "hoist-details-window.h"
#include "hoist-doctor-window.h"
#include "hoist-receipt-print.h"
#include "hoist-test-await.h"
#include "hoist-test-widgets.h"
#include "hoist-test-workspace.h"

#include <string.h>

#define MORNING_US (1795248000 * (gint64) G_USEC_PER_SEC)

typedef HoistTestWorkspace Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  hoist_test_workspace_open (fixture, HOIST_TEST_TIME_STANDS);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  hoist_test_workspace_close (fixture);
}

static HoistSession *
make_session (Fixture *fixture, HoistState state)
{
  HoistRecord *record = hoist_record_new ("/media/EOS/MVI_2041.MP4", "");

  record->id = 1;
  record->state = state;
  record->size = 4200000123;
  record->modified_us = MORNING_US;
  record->added_us = MORNING_US;
  if (state == HOIST_STATE_FINISHED) {
    record->bytes_done = record->size;
    record->ended_us = MORNING_US + 60 * G_USEC_PER_SEC;
    record->verified = g_strdup ("crc64");
    record->remote_id = g_strdup ("5285890784");
    record->link = g_strdup ("https://vod.example/a.mp4?sign=hush");
  }
  return hoist_session_new (record, HOIST_JOURNAL (hoist_workspace_get_store (fixture->workspace)));
}

static HoistDetailsWindow *
open_window (Fixture *fixture, HoistSession *session)
{
  g_autoptr (GPtrArray) sessions = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (sessions, g_object_ref (session));
  return hoist_details_window_new (NULL, fixture->workspace, sessions);
}

/* The row of the log with this beginning. */
static AdwActionRow *
find_subtitle (GtkWidget *widget, const char *start)
{
  if (ADW_IS_ACTION_ROW (widget) && GTK_IS_LIST_BOX (gtk_widget_get_parent (widget)) &&
      adw_action_row_get_subtitle (ADW_ACTION_ROW (widget)) != NULL &&
      g_str_has_prefix (adw_action_row_get_subtitle (ADW_ACTION_ROW (widget)), start) &&
      g_strcmp0 (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), "State") != 0)
    return ADW_ACTION_ROW (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    AdwActionRow *found = find_subtitle (child, start);

    if (found != NULL)
      return found;
  }
  return NULL;
}

static const char *
find_fact (HoistDetailsWindow *window, const char *title)
{
  GtkWidget *row = hoist_test_find_row (GTK_WIDGET (window), title);

  return row == NULL ? NULL : adw_action_row_get_subtitle (ADW_ACTION_ROW (row));
}

static void
remember_digest (Fixture *fixture, HoistSession *session)
{
  const HoistRecord *record = hoist_session_get_record (session);
  HoistFingerprint fingerprint = { .size = record->size, .modified_us = record->modified_us };
  HoistDigests digests = { .known = HOIST_DIGEST_CRC64, .crc64 = 1234567 };

  hoist_journal_keep_digests (HOIST_JOURNAL (hoist_workspace_get_store (fixture->workspace)),
                              record->path, &fingerprint, &digests, NULL);
}

static void
test_finished (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HoistSession) session = make_session (fixture, HOIST_STATE_FINISHED);
  HoistDetailsWindow *window = NULL;

  remember_digest (fixture, session);
  window = open_window (fixture, session);
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (window)), ==, "MVI_2041.MP4");
  g_assert_cmpstr (find_fact (window, "Location"), ==, "/media/EOS/MVI_2041.MP4");
  g_assert_cmpstr (find_fact (window, "ID"), ==, "5285890784");
  g_assert_nonnull (strstr (find_fact (window, "Proven By"), "CRC-64"));
  while (find_fact (window, "CRC-64") == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (find_fact (window, "CRC-64"), ==, "1234567");
  g_assert_null (find_fact (window, "MD5"));
  g_assert_nonnull (hoist_test_find_row (GTK_WIDGET (window), "_Save Receipt…"));
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_waiting (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HoistSession) session = make_session (fixture, HOIST_STATE_PAUSED);
  HoistDetailsWindow *window = open_window (fixture, session);

  g_assert_cmpstr (find_fact (window, "State"), ==, "Paused");
  g_assert_null (find_fact (window, "Link"));
  g_assert_null (find_fact (window, "Proven By"));
  gtk_window_present (GTK_WINDOW (window));
  hoist_test_settle ();
  gtk_window_destroy (GTK_WINDOW (window));
  hoist_test_settle ();
}

static void
test_text (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HoistSession) session = make_session (fixture, HOIST_STATE_FINISHED);
  HoistDigests digests = { .known = HOIST_DIGEST_CRC64, .crc64 = 1234567 };
  g_autofree char *text =
      hoist_details_text_all (session, hoist_workspace_get_accounts (fixture->workspace), &digests);
  const char *const lines[] = { "Name: MVI_2041.MP4\n", "ID: 5285890784\n", "CRC-64: 1234567\n",
                                "https://vod.example/a.mp4" };

  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++) {
    g_test_message ("%s", lines[i]);
    g_assert_nonnull (strstr (text, lines[i]));
  }
  g_assert_null (strstr (text, "hush"));
}

/* The log is read from the store, where the queue has written it. */
static void
test_log (Fixture *fixture, gconstpointer data)
{
  HoistStore *store = hoist_workspace_get_store (fixture->workspace);
  g_autoptr (GPtrArray) records = g_ptr_array_new ();
  HoistRecord *record = hoist_record_new ("/v/a.mp4", "");
  g_autoptr (HoistSession) session = NULL;
  g_autoptr (GAsyncResult) added = NULL;
  HoistDetailsWindow *window = NULL;

  record->added_us = MORNING_US;
  g_ptr_array_add (records, record);
  hoist_store_add_async (store, records, hoist_test_keep_result, &added);
  g_assert_true (hoist_store_add_finish (store, hoist_test_await (&added), NULL));
  session = hoist_session_new (record, HOIST_JOURNAL (store));
  window = open_window (fixture, session);
  hoist_details_window_show_page (window, "log");
  hoist_session_pause (session);
  while (hoist_session_get_state (session) != HOIST_STATE_PAUSED)
    g_main_context_iteration (NULL, TRUE);
  while (find_subtitle (GTK_WIDGET (window), "Paused") == NULL)
    g_main_context_iteration (NULL, TRUE);
  gtk_window_destroy (GTK_WINDOW (window));
  hoist_test_settle ();
}

static HoistAccount *
add_account_of (Fixture *fixture, const char *service, HoistSettings *settings)
{
  g_autoptr (GAsyncResult) result = NULL;
  HoistAccounts *accounts = hoist_workspace_get_accounts (fixture->workspace);
  HoistAccount *account = NULL;

  hoist_accounts_add_async (accounts, hoist_provider_find (service), "Work", settings, NULL,
                            hoist_test_keep_result, &result);
  account = hoist_accounts_add_finish (accounts, hoist_test_await (&result), NULL);
  g_assert_nonnull (account);
  return account;
}

static HoistAccount *
add_huawei_account (Fixture *fixture)
{
  g_autoptr (HoistSettings) settings = hoist_settings_new ();

  hoist_settings_set (settings, "access-key", "AKID");
  return add_account_of (fixture, "huawei-metastudio", settings);
}

/* As one that the service knows of. */
static HoistSession *
enter_begun (Fixture *fixture, HoistAccount *account, gboolean has_committed)
{
  HoistQueue *queue = hoist_workspace_get_queue (fixture->workspace);
  g_autoptr (GPtrArray) records =
      g_ptr_array_new_with_free_func ((GDestroyNotify) hoist_record_free);
  HoistRecord *record = hoist_record_new (
      has_committed ? "/nonexistent/1.mp4" : "/nonexistent/2.mp4", hoist_account_get_id (account));
  g_autoptr (GPtrArray) sessions = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  record->state = HOIST_STATE_PAUSED;
  record->has_begun = TRUE;
  record->has_committed = has_committed;
  record->position = hoist_queue_take_position (queue);
  g_ptr_array_add (records, record);
  hoist_store_add_async (hoist_workspace_get_store (fixture->workspace), records,
                         hoist_test_keep_result, &result);
  g_assert_true (hoist_store_add_finish (hoist_workspace_get_store (fixture->workspace),
                                         hoist_test_await (&result), NULL));
  sessions = hoist_queue_enter (queue, records);
  return g_ptr_array_index (sessions, 0);
}

static HoistAccount *
add_account (Fixture *fixture)
{
  static const char *const settings[] = { "secret-id", "AKID", "tags", "holiday", NULL };

  return hoist_test_workspace_add_account (fixture, "tencent-vod", "Work", settings, NULL);
}

/* Only what was touched is changed, and for all of them. */
static void
test_options (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HoistAccount) account = add_account (fixture);
  g_autoptr (GPtrArray) sessions = hoist_test_workspace_add_files (fixture, account, 2);
  HoistDetailsWindow *window = hoist_details_window_new (NULL, fixture->workspace, sessions);
  HoistDetailsOptions *options = HOIST_DETAILS_OPTIONS (
      hoist_test_find_type (GTK_WIDGET (window), HOIST_TYPE_DETAILS_OPTIONS));
  GtkWidget *tags = hoist_details_options_find_row (options, "tags");

  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (window)), ==, "2 Uploads");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (tags)), ==, "holiday");
  g_assert_null (hoist_details_options_find_row (options, "secret-id"));
  gtk_editable_set_text (GTK_EDITABLE (tags), "a, b");
  g_assert_true (hoist_details_options_apply (options));
  for (guint i = 0; i < sessions->len; i++) {
    const HoistRecord *record = hoist_session_get_record (g_ptr_array_index (sessions, i));

    g_assert_cmpstr (hoist_settings_get (record->options, "tags"), ==, "a, b");
    g_assert_null (hoist_settings_get (record->options, "class-id"));
  }
  gtk_editable_set_text (GTK_EDITABLE (hoist_details_options_find_row (options, "class-id")),
                         "no number");
  g_assert_false (hoist_details_options_apply (options));
  gtk_window_destroy (GTK_WINDOW (window));
  hoist_test_settle ();
}

static gboolean
is_open (HoistDetailsOptions *options, const char *id)
{
  return gtk_widget_get_sensitive (hoist_details_options_find_row (options, id));
}

/* The label with this beginning. */
static GtkWidget *
find_label (GtkWidget *widget, const char *start)
{
  GtkWidget *found = NULL;

  if (GTK_IS_LABEL (widget) && g_str_has_prefix (gtk_label_get_label (GTK_LABEL (widget)), start))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_label (child, start);
  return found;
}

/* Of an upload that has begun, what its service takes at the end can be changed, and the page says
 * so; after that nothing. */
static void
test_late_options (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HoistAccount) account = add_huawei_account (fixture);
  HoistSession *session = enter_begun (fixture, account, FALSE);
  HoistSession *closed = enter_begun (fixture, account, TRUE);
  HoistDetailsWindow *window = open_window (fixture, session);
  HoistDetailsOptions *options = HOIST_DETAILS_OPTIONS (
      hoist_test_find_type (GTK_WIDGET (window), HOIST_TYPE_DETAILS_OPTIONS));
  GtkWidget *name = hoist_details_options_find_row (options, "asset-name");

  g_assert_true (is_open (options, "asset-name"));
  g_assert_true (is_open (options, "tags"));
  g_assert_false (is_open (options, "asset-type"));
  g_assert_false (is_open (options, "file-type"));
  g_assert_nonnull (find_label (GTK_WIDGET (options), "The upload has begun. What can still"));
  gtk_editable_set_text (GTK_EDITABLE (name), "A new title");
  g_assert_true (hoist_details_options_apply (options));
  g_assert_cmpstr (hoist_settings_get (hoist_session_get_record (session)->options, "asset-name"),
                   ==, "A new title");
  gtk_window_destroy (GTK_WINDOW (window));

  window = open_window (fixture, closed);
  options = HOIST_DETAILS_OPTIONS (
      hoist_test_find_type (GTK_WIDGET (window), HOIST_TYPE_DETAILS_OPTIONS));
  g_assert_false (is_open (options, "asset-name"));
  g_assert_false (is_open (options, "asset-type"));
  g_assert_nonnull (find_label (GTK_WIDGET (options), "The upload has begun, so the service"));
  gtk_window_destroy (GTK_WINDOW (window));
  hoist_test_settle ();
}

/* An account without its secret: the step that fails says so, the others say that they were not
 * tried. */
static void
test_doctor (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HoistAccount) account = add_account (fixture);
  HoistDoctorWindow *window = hoist_doctor_window_new (NULL, fixture->workspace, account);
  AdwActionRow *row = ADW_ACTION_ROW (hoist_test_find_row (GTK_WIDGET (window), "Account"));

  g_assert_nonnull (row);
  while (g_str_equal (adw_action_row_get_subtitle (row), "Not checked"))
    g_main_context_iteration (NULL, TRUE);
  g_assert_nonnull (strchr (adw_action_row_get_subtitle (row), '.'));
  row = ADW_ACTION_ROW (hoist_test_find_row (GTK_WIDGET (window), "Connection"));
  g_assert_cmpstr (adw_action_row_get_subtitle (row), ==, "Not checked");
  gtk_window_destroy (GTK_WINDOW (window));
  hoist_test_settle ();
}

static void
test_print (Fixture *fixture, gconstpointer data)
{
  HoistReceipt *receipt = hoist_receipt_new (MORNING_US);
  g_autoptr (HoistSession) session = make_session (fixture, HOIST_STATE_FINISHED);
  g_autofree char *path = g_build_filename (fixture->folder, "receipt.pdf", NULL);
  g_autoptr (GtkPrintOperation) operation = NULL;
  g_autofree char *pdf = NULL;
  g_autoptr (GError) error = NULL;
  int n_pages = 0;

  for (guint i = 0; i < 20; i++)
    hoist_receipt_add (receipt, hoist_session_get_record (session), NULL, NULL, "Studio A");
  operation = hoist_receipt_print_new (receipt);
  gtk_print_operation_set_allow_async (operation, FALSE);
  gtk_print_operation_set_export_filename (operation, path);
  gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_EXPORT, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &pdf, NULL, NULL));
  g_assert_true (g_str_has_prefix (pdf, "%PDF"));
  g_object_get (operation, "n-pages", &n_pages, NULL);
  g_assert_cmpint (n_pages, >, 1);
  g_assert_cmpint (n_pages, <, 20);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  if (!hoist_test_ui_init (&argc, &argv))
    return 0;

  ADD ("/details/of-a-finished-upload", test_finished);
  ADD ("/details/of-one-that-is-not", test_waiting);
  ADD ("/details/are-copied-without-secrets", test_text);
  ADD ("/details/log-goes-on-while-it-is-shown", test_log);
  ADD ("/details/options-are-changed-for-all", test_options);
  ADD ("/details/some-options-are-changed-until-the-end", test_late_options);
  ADD ("/details/doctor-shows-what-fails", test_doctor);
  ADD ("/details/receipt-is-printed-on-some-pages", test_print);

  return g_test_run ();
}
