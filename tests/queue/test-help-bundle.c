/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A help bundle tells what went wrong, never a secret, and no name of a file unless it may. */
#include "hoist-help-bundle.h"
#include "workspace-fixture.h"

#include <string.h>

#define PLANTED "planted7Secret2Kq9"
#define REQUEST_ID "5b3a7c1e-97cf-4d4b-9f63-2d2f2f9ad0c1"

static HoistRecord *
new_record (Fixture *fixture, const char *path)
{
  HoistAccounts *accounts = hoist_workspace_get_accounts (fixture->workspace);
  HoistRecord *record =
      hoist_record_new (path, hoist_account_get_id (hoist_accounts_get (accounts, 0)));

  record->position = hoist_queue_take_position (get_queue (fixture));
  record->folder = g_strdup ("Wedding of Anna/Church");
  record->size = 123456789;
  record->options = hoist_settings_new ();
  hoist_settings_set (record->options, "tags", "bride-and-groom");
  return record;
}

/* Takes over @record. */
static HoistRecord *
add_record (Fixture *fixture, HoistRecord *record)
{
  g_autoptr (GPtrArray) records =
      g_ptr_array_new_with_free_func ((GDestroyNotify) hoist_record_free);
  g_autoptr (GPtrArray) sessions = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (records, record);
  hoist_store_add_async (hoist_workspace_get_store (fixture->workspace), records,
                         hoist_test_keep_result, &result);
  hoist_store_add_finish (hoist_workspace_get_store (fixture->workspace),
                          hoist_test_await (&result), &error);
  g_assert_no_error (error);
  sessions = hoist_queue_enter (get_queue (fixture), records);
  return hoist_record_copy (hoist_session_get_record (g_ptr_array_index (sessions, 0)));
}

static void
add_line (Fixture *fixture, const HoistRecord *record, const char *text)
{
  HoistJournal *journal = HOIST_JOURNAL (hoist_workspace_get_store (fixture->workspace));
  HoistChange *change = hoist_change_new (record);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  change->lines = g_ptr_array_new_with_free_func ((GDestroyNotify) hoist_log_line_free);
  g_ptr_array_add (change->lines, hoist_log_line_new (1700000000000000, HOIST_LOG_RETRY, text));
  hoist_journal_save_async (journal, change, hoist_test_keep_result, &result);
  hoist_journal_save_finish (journal, hoist_test_await (&result), &error);
  g_assert_no_error (error);
}

/* An upload in trouble, with secrets where none should ever be. */
static void
add_trouble (Fixture *fixture)
{
  HoistRecord *record = new_record (fixture, "/media/anna/Wedding of Anna/Church/First Kiss.MOV");
  g_autoptr (HoistRecord) added = NULL;

  record->state = HOIST_STATE_ATTENTION;
  record->reason = HOIST_REASON_REFUSED;
  record->message = g_strdup ("The service refused “First Kiss.MOV” (token=" PLANTED ").");
  record->remote_id = g_strdup ("films/First Kiss.MOV");
  record->link = g_strdup ("https://cdn.example/" PLANTED "?Signature=" PLANTED);
  added = add_record (fixture, record);
  add_line (fixture, added,
            "HTTP 403 for https://up.example/v2/First Kiss.MOV?Signature=" PLANTED
            ", request id " REQUEST_ID ".");
  add_line (fixture, added, "Authorization: Bearer " PLANTED);
}

static char *
make_text (Fixture *fixture, gboolean has_names)
{
  g_autoptr (HoistHelpBundle) bundle = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  hoist_help_bundle_collect_async (fixture->workspace, 1763700000000000, hoist_test_keep_result,
                                   &result);
  bundle = hoist_help_bundle_collect_finish (hoist_test_await (&result), &error);
  g_assert_no_error (error);
  hoist_help_bundle_add_version (bundle, "GTK", "4.8.3");
  text = hoist_help_bundle_to_text (bundle, has_names);
  g_test_message ("%s", text);
  g_assert_true (g_utf8_validate (text, -1, NULL));
  return text;
}

static void
assert_has (const char *text, const char *const *wanted)
{
  for (guint i = 0; wanted[i] != NULL; i++) {
    if (strstr (text, wanted[i]) == NULL)
      g_error ("“%s” is not in it", wanted[i]);
  }
}

static void
assert_has_not (const char *text, const char *const *unwanted)
{
  for (guint i = 0; unwanted[i] != NULL; i++) {
    if (strstr (text, unwanted[i]) != NULL)
      g_error ("“%s” is in it", unwanted[i]);
  }
}

static void
test_explains (Fixture *fixture, gconstpointer data)
{
  static const char *const wanted[] = { "Hoist = ",
                                        "GTK = 4.8.3",
                                        "GLib = ",
                                        "libsoup = ",
                                        "SQLite = ",
                                        "kernel = Linux",
                                        "speed-mode = full",
                                        "“Studio”, tencent-vod",
                                        "endpoint = http://127.0.0.1:9/",
                                        "attention = 1",
                                        "state: attention, refused",
                                        "123456789 bytes",
                                        ".MOV",
                                        "HTTP 403",
                                        REQUEST_ID,
                                        "Clock: good",
                                        NULL };
  g_autofree char *text = NULL;

  add_trouble (fixture);
  hoist_workspace_set_diagnosis (fixture->workspace, "Clock: good\n");
  text = make_text (fixture, FALSE);
  assert_has (text, wanted);
}

static void
test_hides_names (Fixture *fixture, gconstpointer data)
{
  static const char *const unwanted[] = { "First Kiss",  "Wedding", "Church", "bride",
                                          "/media/anna", PLANTED,   NULL };
  g_autofree char *text = NULL;

  add_trouble (fixture);
  text = make_text (fixture, FALSE);
  assert_has_not (text, unwanted);
}

static void
test_shows_names (Fixture *fixture, gconstpointer data)
{
  static const char *const wanted[] = { "/media/anna/Wedding of Anna/Church/First Kiss.MOV",
                                        "bride-and-groom", NULL };
  static const char *const unwanted[] = { PLANTED, NULL };
  g_autofree char *text = NULL;

  add_trouble (fixture);
  text = make_text (fixture, TRUE);
  assert_has (text, wanted);
  assert_has_not (text, unwanted);
}

/* The fields that a service calls secret, and what nobody knows. */
static void
test_leaves_secret_fields_out (Fixture *fixture, gconstpointer data)
{
  static const char *const unwanted[] = { "secret-key", PLANTED, "of-an-older-version", NULL };
  HoistAccounts *accounts = hoist_workspace_get_accounts (fixture->workspace);
  HoistAccount *account = hoist_accounts_get (accounts, 0);
  g_autoptr (HoistSettings) settings = hoist_settings_copy (hoist_account_get_settings (account));
  g_autofree char *text = NULL;

  hoist_settings_set (settings, "secret-key", PLANTED);
  hoist_settings_set (settings, "of-an-older-version", PLANTED);
  hoist_account_update (account, "Studio", settings);
  text = make_text (fixture, FALSE);
  assert_has_not (text, unwanted);
}

/* Thousands are counted, not told; those in trouble are told first. */
static void
test_stays_small (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) records =
      g_ptr_array_new_with_free_func ((GDestroyNotify) hoist_record_free);
  g_autoptr (GPtrArray) sessions = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *text = NULL;
  const char *first = NULL;

  add_trouble (fixture);
  for (guint i = 0; i < 3000; i++) {
    g_autofree char *path = g_strdup_printf ("/films/%u.mp4", i);
    HoistRecord *record = new_record (fixture, path);

    record->state = HOIST_STATE_PAUSED;
    g_ptr_array_add (records, record);
  }
  hoist_store_add_async (hoist_workspace_get_store (fixture->workspace), records,
                         hoist_test_keep_result, &result);
  g_assert_true (hoist_store_add_finish (hoist_workspace_get_store (fixture->workspace),
                                         hoist_test_await (&result), NULL));
  sessions = hoist_queue_enter (get_queue (fixture), records);
  text = make_text (fixture, FALSE);
  first = strstr (text, "\nUpload ");
  g_assert_nonnull (strstr (first, "state: attention"));
  g_assert_true (strstr (first, "state: attention") < strstr (first, "state: paused"));
  g_assert_nonnull (strstr (text, "paused = 3000"));
  g_assert_nonnull (strstr (text, "and 2901 more uploads"));
  g_assert_cmpuint (strlen (text), <, 200 * 1000);
}

static void
test_empty (Fixture *fixture, gconstpointer data)
{
  static const char *const wanted[] = { "all paused = no", "== Accounts ==", NULL };
  static const char *const unwanted[] = { "Upload 1", "more uploads", "Connection", NULL };
  g_autofree char *text = make_text (fixture, FALSE);

  assert_has (text, wanted);
  assert_has_not (text, unwanted);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  ADD ("/help-bundle/tells-what-went-wrong", test_explains);
  ADD ("/help-bundle/hides-names", test_hides_names);
  ADD ("/help-bundle/shows-names-if-wished-but-no-secrets", test_shows_names);
  ADD ("/help-bundle/leaves-secret-fields-out", test_leaves_secret_fields_out);
  ADD ("/help-bundle/stays-small", test_stays_small);
  ADD ("/help-bundle/of-an-empty-queue", test_empty);

  return g_test_run ();
}
