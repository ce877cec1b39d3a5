/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Uploads' own settings and their account, until they have begun. */
#include "queue-fixture.h"

static char *
add_account (Fixture *fixture, const char *service, const char *name)
{
  HoistAccounts *accounts = hoist_workspace_get_accounts (fixture->workspace);
  g_autoptr (HoistSettings) settings = hoist_settings_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (HoistAccount) account = NULL;
  const HoistProvider *provider = hoist_provider_find (service);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < provider->n_fields; i++) {
    const HoistField *field = &provider->fields[i];

    if ((field->flags & HOIST_FIELD_REQUIRED) && !(field->flags & HOIST_FIELD_SECRET) &&
        field->initial == NULL)
      hoist_settings_set (settings, field->id,
                          field->kind == HOIST_FIELD_ADDRESS ? "https://example.com" : "1");
  }
  /* one of two ways in, so that neither is required by itself */
  if (hoist_provider_find_field (provider, "access-key") != NULL)
    hoist_settings_set (settings, "access-key", "1");
  hoist_accounts_add_async (accounts, provider, name, settings, NULL, hoist_test_keep_result,
                            &result);
  account = hoist_accounts_add_finish (accounts, hoist_test_await (&result), &error);
  g_assert_no_error (error);
  return g_strdup (hoist_account_get_id (account));
}

static HoistSession *
add (Fixture *fixture, const char *name, const char *account, HoistSettings *options)
{
  g_autoptr (GPtrArray) files = hoist_added_files_new ();
  g_autofree char *path = g_build_filename ("/nonexistent", name, NULL);
  g_autoptr (GPtrArray) sessions = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (files, hoist_added_file_new (path, NULL));
  hoist_queue_add_async (fixture->queue, files, account, options, TRUE, hoist_test_keep_result,
                         &result);
  sessions = hoist_queue_add_finish (fixture->queue, hoist_test_await (&result), &error);
  g_assert_no_error (error);
  return g_ptr_array_index (sessions, 0);
}

static gboolean is_committed;

/* As one that the service knows of: entered with that mark. */
static HoistSession *
add_begun (Fixture *fixture, const char *name, const char *account)
{
  HoistStore *store = hoist_workspace_get_store (fixture->workspace);
  g_autoptr (GPtrArray) records =
      g_ptr_array_new_with_free_func ((GDestroyNotify) hoist_record_free);
  g_autofree char *path = g_build_filename ("/nonexistent", name, NULL);
  HoistRecord *record = hoist_record_new (path, account);
  g_autoptr (GPtrArray) sessions = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  record->state = HOIST_STATE_PAUSED;
  record->has_begun = TRUE;
  record->has_committed = is_committed;
  record->position = hoist_queue_take_position (fixture->queue);
  g_ptr_array_add (records, record);
  hoist_store_add_async (store, records, hoist_test_keep_result, &result);
  g_assert_true (hoist_store_add_finish (store, hoist_test_await (&result), NULL));
  sessions = hoist_queue_enter (fixture->queue, records);
  return g_ptr_array_index (sessions, 0);
}

static const char *
get_option (HoistSession *session, const char *id)
{
  return hoist_settings_get (hoist_session_get_record (session)->options, id);
}

static HoistSettings *
new_options (const char *id, const char *value)
{
  HoistSettings *options = hoist_settings_new ();

  hoist_settings_set (options, id, value);
  return options;
}

static void
set (Fixture *fixture,
     const char *names,
     const char *id,
     const char *value,
     const char *forgotten,
     guint n_expected)
{
  g_autoptr (GPtrArray) sessions = pick (fixture, names);
  g_autoptr (HoistSettings) options =
      value != NULL ? new_options (id, value) : hoist_settings_new ();
  const char *const ids[] = { forgotten, NULL };
  g_autoptr (GError) error = NULL;
  guint n_changed = 99;

  g_assert_true (
      hoist_queue_set_options (fixture->queue, sessions, options, ids, &n_changed, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (n_changed, ==, n_expected);
}

static void
test_set (Fixture *fixture, gconstpointer data)
{
  g_autofree char *account = add_account (fixture, "tencent-vod", "Work");
  g_autoptr (HoistSettings) none = hoist_settings_new ();
  g_autoptr (HoistSettings) remembered = NULL;

  add (fixture, "a", account, none);
  add (fixture, "b", account, none);
  g_assert_true (hoist_queue_can_set_options (fixture->queue, find (fixture, 'a')));
  set (fixture, "ab", "tags", "holiday,sea", NULL, 2);
  set (fixture, "b", "class-id", "12", NULL, 1);
  flush (fixture);
  reopen (fixture);
  g_assert_cmpstr (get_option (find (fixture, 'a'), "tags"), ==, "holiday,sea");
  g_assert_null (get_option (find (fixture, 'a'), "class-id"));
  g_assert_cmpstr (get_option (find (fixture, 'b'), "tags"), ==, "holiday,sea");
  g_assert_cmpstr (get_option (find (fixture, 'b'), "class-id"), ==, "12");

  /* the next files have them, unless somebody says otherwise */
  remembered = hoist_queue_dup_remembered_options (fixture->queue, account);
  g_assert_cmpstr (hoist_settings_get (remembered, "class-id"), ==, "12");
  add (fixture, "c", account, NULL);
  add (fixture, "d", account, none);
  g_assert_cmpstr (get_option (find (fixture, 'c'), "tags"), ==, "holiday,sea");
  g_assert_null (hoist_session_get_record (find (fixture, 'd'))->options);

  set (fixture, "b", NULL, NULL, "tags", 1);
  g_assert_null (get_option (find (fixture, 'b'), "tags"));
  g_assert_cmpstr (get_option (find (fixture, 'b'), "class-id"), ==, "12");
  set (fixture, "b", NULL, NULL, "class-id", 1);
  g_assert_null (hoist_session_get_record (find (fixture, 'b'))->options);
  add (fixture, "e", account, NULL);
  g_assert_null (hoist_session_get_record (find (fixture, 'e'))->options);
}

static void
test_begun (Fixture *fixture, gconstpointer data)
{
  g_autofree char *account = add_account (fixture, "tencent-vod", "Work");

  add_begun (fixture, "a", account);
  add (fixture, "b", account, NULL);
  g_assert_false (hoist_queue_can_set_options (fixture->queue, find (fixture, 'a')));
  set (fixture, "ab", "tags", "x", NULL, 1);
  g_assert_null (get_option (find (fixture, 'a'), "tags"));
  g_assert_cmpstr (get_option (find (fixture, 'b'), "tags"), ==, "x");
}

/* Which fields of an upload that has begun may still be changed is the service's to say. */
static void
test_late (Fixture *fixture, gconstpointer data)
{
  g_autofree char *account = add_account (fixture, "huawei-metastudio", "Work");
  const HoistProvider *provider = hoist_provider_find ("huawei-metastudio");
  const HoistField *name = hoist_provider_find_field (provider, "asset-name");
  const HoistField *type = hoist_provider_find_field (provider, "asset-type");
  const HoistField *region = hoist_provider_find_field (provider, "region");

  add_begun (fixture, "a", account);
  g_assert_true (hoist_queue_can_set_option (fixture->queue, find (fixture, 'a'), name));
  g_assert_false (hoist_queue_can_set_option (fixture->queue, find (fixture, 'a'), type));
  g_assert_false (hoist_queue_can_set_option (fixture->queue, find (fixture, 'a'), region));
  set (fixture, "a", "asset-name", "Title", NULL, 1);
  set (fixture, "a", "asset-type", "VIDEO", NULL, 1);
  flush (fixture);
  g_assert_null (get_option (find (fixture, 'a'), "asset-type"));
  reopen (fixture);
  g_assert_cmpstr (get_option (find (fixture, 'a'), "asset-name"), ==, "Title");
  set (fixture, "a", NULL, NULL, "asset-name", 1);
  flush (fixture);
  g_assert_null (get_option (find (fixture, 'a'), "asset-name"));
}

static void
test_closed (Fixture *fixture, gconstpointer data)
{
  g_autofree char *account = add_account (fixture, "huawei-metastudio", "Work");

  is_committed = TRUE;
  add_begun (fixture, "a", account);
  is_committed = FALSE;
  reopen (fixture);
  g_assert_true (hoist_session_get_record (find (fixture, 'a'))->has_begun);
  g_assert_true (hoist_session_get_record (find (fixture, 'a'))->has_committed);
  g_assert_false (hoist_queue_can_set_options (fixture->queue, find (fixture, 'a')));
  set (fixture, "a", "asset-name", "Title", NULL, 0);
  g_assert_null (get_option (find (fixture, 'a'), "asset-name"));
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  g_autofree char *account = add_account (fixture, "tencent-vod", "Work");
  g_autoptr (GPtrArray) sessions = NULL;
  g_autoptr (HoistSettings) strange = new_options ("endpoint", "https://example.com/");
  g_autoptr (HoistSettings) remembered = NULL;
  g_autoptr (GError) error = NULL;

  add (fixture, "a", account, NULL);
  sessions = pick (fixture, "a");
  g_assert_false (hoist_queue_set_options (fixture->queue, sessions, strange, NULL, NULL, &error));
  g_assert_nonnull (error);
  g_assert_null (hoist_session_get_record (find (fixture, 'a'))->options);
  remembered = hoist_queue_dup_remembered_options (fixture->queue, account);
  g_assert_true (hoist_settings_is_empty (remembered));
}

static void
test_account (Fixture *fixture, gconstpointer data)
{
  g_autofree char *first = add_account (fixture, "alibaba-pds", "First");
  g_autofree char *second = add_account (fixture, "xvid-mediahub", "Second");
  g_autoptr (HoistSettings) options = new_options ("drive-id", "7");
  g_autoptr (GPtrArray) sessions = NULL;

  add (fixture, "a", first, options);
  add (fixture, "b", first, options);
  sessions = pick (fixture, "a");
  hoist_queue_set_account (fixture->queue, sessions, second);
  flush (fixture);
  g_clear_pointer (&sessions, g_ptr_array_unref);
  reopen (fixture);
  assert_order (fixture, "ab");
  g_assert_cmpstr (hoist_session_get_account (find (fixture, 'a')), ==, second);
  g_assert_null (get_option (find (fixture, 'a'), "drive-id"));
  g_assert_cmpstr (hoist_session_get_account (find (fixture, 'b')), ==, first);
  g_assert_true (hoist_queue_find_path (fixture->queue, "/nonexistent/a", second) ==
                 find (fixture, 'a'));
  g_assert_null (hoist_queue_find_path (fixture->queue, "/nonexistent/a", first));
}

/* The row in its place is a new one; the former is cleaned up where it was begun. */
static void
test_account_of_begun (Fixture *fixture, gconstpointer data)
{
  g_autofree char *first = add_account (fixture, "tencent-vod", "First");
  g_autofree char *second = add_account (fixture, "tencent-vod", "Second");
  g_autoptr (GPtrArray) sessions = NULL;
  gint64 id = hoist_session_get_id (add_begun (fixture, "a", first));

  add (fixture, "b", first, NULL);
  sessions = pick (fixture, "a");
  hoist_queue_set_account (fixture->queue, sessions, second);
  while (hoist_queue_find (fixture->queue, id) != NULL)
    g_main_context_iteration (NULL, TRUE);
  flush (fixture);
  assert_order (fixture, "ab");
  g_assert_cmpstr (hoist_session_get_account (find (fixture, 'a')), ==, second);
  g_assert_cmpint (hoist_session_get_id (find (fixture, 'a')), !=, id);
  g_assert_false (hoist_session_get_record (find (fixture, 'a'))->has_begun);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("/queue-options/are-set-and-remembered", test_set);
  ADD ("/queue-options/begun-uploads-are-passed-over", test_begun);
  ADD ("/queue-options/until-the-end", test_late);
  ADD ("/queue-options/none-after-the-end-was-asked-for", test_closed);
  ADD ("/queue-options/what-no-upload-may-have-is-refused", test_refused);
  ADD ("/queue-options/another-account", test_account);
  ADD ("/queue-options/another-account-when-begun", test_account_of_begun);
  return g_test_run ();
}
