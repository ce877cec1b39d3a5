/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Accounts: secrets in the vault only, asked for once, and nothing half done. */
#include "hoist-accounts.h"

#include "hoist-error.h"
#include "hoist-test-clock.h"

#include <glib/gstdio.h>
#include <string.h>

#define SECRET "plantedSecretValue9317"

/* A vault that counts, and answers when told. */
#define TEST_TYPE_VAULT (test_vault_get_type ())
G_DECLARE_FINAL_TYPE (TestVault, test_vault, TEST, VAULT, GObject)

struct _TestVault {
  GObject parent_instance;

  HoistVault *memory;
  guint n_calls;
  gboolean is_held;
  GPtrArray *held; /* (element-type GTask) */
};

static void test_vault_interface_init (HoistVaultInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TestVault,
                               test_vault,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (HOIST_TYPE_VAULT, test_vault_interface_init))

static void
test_vault_store_async (HoistVault *vault,
                        const char *kind,
                        const char *id,
                        const char *label,
                        const char *text,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer data)
{
  TestVault *self = TEST_VAULT (vault);

  self->n_calls++;
  g_assert_null (strstr (label, SECRET));
  hoist_vault_store_async (self->memory, kind, id, label, text, cancellable, callback, data);
}

static gboolean
test_vault_store_finish (HoistVault *vault, GAsyncResult *result, GError **error)
{
  return hoist_vault_store_finish (TEST_VAULT (vault)->memory, result, error);
}

static void
on_looked_up (GObject *source, GAsyncResult *result, gpointer data)
{
  TestVault *self = TEST_VAULT (g_task_get_source_object (data));
  GError *error = NULL;
  char *text = hoist_vault_lookup_finish (HOIST_VAULT (source), result, &error);

  g_task_set_task_data (data, text, g_free);
  if (error != NULL) {
    g_task_return_error (data, error);
    g_object_unref (data);
  } else if (self->is_held) {
    g_ptr_array_add (self->held, data);
  } else {
    g_task_return_pointer (data, g_strdup (text), g_free);
    g_object_unref (data);
  }
}

static void
test_vault_lookup_async (HoistVault *vault,
                         const char *kind,
                         const char *id,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer data)
{
  TestVault *self = TEST_VAULT (vault);

  self->n_calls++;
  hoist_vault_lookup_async (self->memory, kind, id, NULL, on_looked_up,
                            g_task_new (self, cancellable, callback, data));
}

static char *
test_vault_lookup_finish (HoistVault *vault, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
test_vault_clear_async (HoistVault *vault,
                        const char *kind,
                        const char *id,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer data)
{
  TestVault *self = TEST_VAULT (vault);

  self->n_calls++;
  hoist_vault_clear_async (self->memory, kind, id, cancellable, callback, data);
}

static gboolean
test_vault_clear_finish (HoistVault *vault, GAsyncResult *result, GError **error)
{
  return hoist_vault_clear_finish (TEST_VAULT (vault)->memory, result, error);
}

static void
test_vault_interface_init (HoistVaultInterface *iface)
{
  iface->store_async = test_vault_store_async;
  iface->store_finish = test_vault_store_finish;
  iface->lookup_async = test_vault_lookup_async;
  iface->lookup_finish = test_vault_lookup_finish;
  iface->clear_async = test_vault_clear_async;
  iface->clear_finish = test_vault_clear_finish;
}

static void
test_vault_finalize (GObject *object)
{
  TestVault *self = TEST_VAULT (object);

  g_clear_object (&self->memory);
  g_ptr_array_unref (self->held);

  G_OBJECT_CLASS (test_vault_parent_class)->finalize (object);
}

static void
test_vault_class_init (TestVaultClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = test_vault_finalize;
}

static void
test_vault_init (TestVault *self)
{
  self->memory = hoist_memory_vault_new ();
  self->held = g_ptr_array_new_with_free_func (g_object_unref);
}

static void
test_vault_answer (TestVault *self)
{
  g_autoptr (GPtrArray) held = g_steal_pointer (&self->held);

  self->held = g_ptr_array_new_with_free_func (g_object_unref);
  self->is_held = FALSE;
  for (guint i = 0; i < held->len; i++) {
    GTask *task = g_ptr_array_index (held, i);

    g_task_return_pointer (task, g_strdup (g_task_get_task_data (task)), g_free);
  }
}

static void
test_vault_fail (TestVault *self, int code)
{
  g_autoptr (GError) error = g_error_new_literal (HOIST_ERROR, code, "The keyring says no.");

  hoist_memory_vault_set_error (HOIST_MEMORY_VAULT (self->memory), code >= 0 ? error : NULL);
}

/* A service without secrets. */
static const HoistField plain_fields[] = {
  { "folder", HOIST_FIELD_TEXT, 0, "Folder", "A folder.", NULL, NULL },
};

static const HoistProvider plain = {
  .id = "plain",
  .name = "Plain service",
  .fields = plain_fields,
  .n_fields = G_N_ELEMENTS (plain_fields),
};

typedef struct {
  char *folder;
  char *path;
  TestVault *vault;
  HoistTestClock *clock;
  HoistStore *store;
  HoistAccounts *accounts;
  const HoistProvider *provider;
} Fixture;

static void
keep_result (GObject *source, GAsyncResult *result, gpointer data)
{
  GAsyncResult **slot = data;

  *slot = g_object_ref (result);
}

static GAsyncResult *
await (GAsyncResult **slot)
{
  while (*slot == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *slot;
}

static void
settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
fixture_open (Fixture *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (HoistStoreContents) contents = NULL;
  g_autoptr (GError) error = NULL;

  fixture->store = hoist_store_new (fixture->path, HOIST_VAULT (fixture->vault));
  hoist_store_open_async (fixture->store, keep_result, &result);
  contents = hoist_store_open_finish (fixture->store, await (&result), &error);
  g_assert_no_error (error);
  fixture->accounts = hoist_accounts_new (fixture->store, HOIST_VAULT (fixture->vault),
                                          HOIST_CLOCK (fixture->clock));
  hoist_accounts_restore (fixture->accounts, contents->accounts);
}

static void
fixture_close (Fixture *fixture)
{
  settle ();
  g_assert_finalize_object (g_steal_pointer (&fixture->accounts));
  g_assert_finalize_object (g_steal_pointer (&fixture->store));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("hoist-accounts-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "queue.db", NULL);
  fixture->vault = g_object_new (TEST_TYPE_VAULT, NULL);
  fixture->clock = hoist_test_clock_new ();
  fixture->provider = hoist_provider_find ("tencent-vod");
  fixture_open (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  static const char *const suffixes[] = { "", "-wal", "-shm" };

  fixture_close (fixture);
  g_assert_finalize_object (fixture->vault);
  g_assert_finalize_object (fixture->clock);
  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++) {
    g_autofree char *path = g_strconcat (fixture->path, suffixes[i], NULL);

    g_remove (path);
  }
  g_rmdir (fixture->folder);
  g_free (fixture->path);
  g_free (fixture->folder);
}

static HoistSettings *
new_settings (const char *id, const char *value)
{
  HoistSettings *settings = hoist_settings_new ();

  if (id != NULL)
    hoist_settings_set (settings, id, value);
  return settings;
}

static HoistAccount *
add (Fixture *fixture, const char *name, const char *secret, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (HoistSettings) settings = new_settings ("secret-id", "AKID");
  g_autoptr (HoistSettings) secrets = secret != NULL ? new_settings ("secret-key", secret) : NULL;
  g_autoptr (HoistAccount) account = NULL;

  hoist_accounts_add_async (fixture->accounts, fixture->provider, name, settings, secrets,
                            keep_result, &result);
  account = hoist_accounts_add_finish (fixture->accounts, await (&result), error);

  /* The list holds it. */
  return account;
}

static HoistAccount *
add_well (Fixture *fixture, const char *name, const char *secret)
{
  g_autoptr (GError) error = NULL;
  HoistAccount *account = add (fixture, name, secret, &error);

  g_assert_no_error (error);
  g_assert_nonnull (account);
  return account;
}

static gboolean
change (Fixture *fixture,
        HoistAccount *account,
        const char *name,
        HoistSettings *settings,
        HoistSettings *secrets,
        GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  hoist_accounts_change_async (fixture->accounts, account, name, settings, secrets, keep_result,
                               &result);
  return hoist_accounts_change_finish (fixture->accounts, await (&result), error);
}

static gboolean
remove_account (Fixture *fixture, HoistAccount *account, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  hoist_accounts_remove_async (fixture->accounts, account, keep_result, &result);
  return hoist_accounts_remove_finish (fixture->accounts, await (&result), error);
}

static HoistSettings *
load (HoistAccount *account, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  hoist_credentials_load_async (HOIST_CREDENTIALS (account), NULL, keep_result, &result);
  return hoist_credentials_load_finish (HOIST_CREDENTIALS (account), await (&result), error);
}

static void
assert_secret (HoistAccount *account, const char *secret)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HoistSettings) secrets = load (account, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (hoist_settings_get (secrets, "secret-key"), ==, secret);
}

static gboolean
has_vault_secret (Fixture *fixture, const char *id)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *text = NULL;

  hoist_vault_lookup_async (fixture->vault->memory, "account", id, NULL, keep_result, &result);
  text = hoist_vault_lookup_finish (fixture->vault->memory, await (&result), NULL);
  return text != NULL;
}

static gboolean
files_contain (Fixture *fixture, const char *text)
{
  g_autoptr (GDir) dir = g_dir_open (fixture->folder, 0, NULL);
  const char *name = NULL;

  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (fixture->folder, name, NULL);
    g_autofree char *bytes = NULL;
    gsize length = 0;

    g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
    if (memmem (bytes, length, text, strlen (text)) != NULL)
      return TRUE;
  }
  return FALSE;
}

static void
on_items_changed (GListModel *model, guint position, guint removed, guint added, gpointer data)
{
  g_string_append_printf (data, "%u-%u+%u;", position, removed, added);
}

static void
test_add (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) changes = g_string_new (NULL);
  g_autoptr (HoistAccount) item = NULL;
  g_autofree char *id = NULL;
  g_autofree char *summary = NULL;
  HoistAccount *account = NULL;

  g_signal_connect (fixture->accounts, "items-changed", G_CALLBACK (on_items_changed), changes);
  account = add_well (fixture, "  Work ", SECRET);
  g_assert_cmpstr (changes->str, ==, "0-0+1;");
  g_assert_cmpstr (hoist_account_get_name (account), ==, "Work");
  g_assert_true (hoist_account_has_secret_fields (account));
  g_object_get (account, "summary", &summary, NULL);
  g_assert_nonnull (strstr (summary, "vod2.qcloud.com"));
  g_assert_true (g_list_model_get_item_type (G_LIST_MODEL (fixture->accounts)) ==
                 HOIST_TYPE_ACCOUNT);
  item = g_list_model_get_item (G_LIST_MODEL (fixture->accounts), 0);
  g_assert_true (item == account);
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (fixture->accounts), 1));
  g_assert_true (hoist_accounts_find_by_name (fixture->accounts, "Work") == account);
  g_assert_null (hoist_accounts_find_by_name (fixture->accounts, "work"));
  g_assert_null (hoist_accounts_find (fixture->accounts, ""));
  g_assert_null (hoist_accounts_find (fixture->accounts, NULL));
  g_assert_true (has_vault_secret (fixture, hoist_account_get_id (account)));
  g_assert_true (files_contain (fixture, "AKID"));
  g_assert_false (files_contain (fixture, SECRET));
  id = g_strdup (hoist_account_get_id (account));
  g_clear_object (&item);

  /* After a restart the same, with the secrets from the vault. */
  g_signal_handlers_disconnect_by_data (fixture->accounts, changes);
  fixture_close (fixture);
  fixture_open (fixture);
  g_assert_cmpuint (hoist_accounts_get_count (fixture->accounts), ==, 1);
  account = hoist_accounts_get (fixture->accounts, 0);
  g_assert_cmpstr (hoist_account_get_id (account), ==, id);
  g_assert_cmpstr (hoist_account_get_name (account), ==, "Work");
  g_assert_true (hoist_account_get_provider (account) == fixture->provider);
  g_assert_cmpstr (hoist_settings_get (hoist_account_get_settings (account), "secret-id"), ==,
                   "AKID");
  g_assert_null (hoist_settings_get (hoist_account_get_settings (account), "secret-key"));
  assert_secret (account, SECRET);
}

static void
test_add_without_secrets (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HoistSettings) held = new_settings ("secret-key", SECRET);
  HoistAccount *account = NULL;

  test_vault_fail (fixture->vault, HOIST_ERROR_KEYRING);
  account = add_well (fixture, "Work", NULL);
  g_assert_cmpuint (fixture->vault->n_calls, ==, 0);
  g_assert_null (load (account, &error));
  g_assert_error (error, HOIST_ERROR, HOIST_ERROR_KEYRING);

  /* For this time only. */
  hoist_account_hold_secrets (account, held);
  assert_secret (account, SECRET);
  g_assert_false (has_vault_secret (fixture, hoist_account_get_id (account)));
}

static void
test_refuses (Fixture *fixture, gconstpointer data)
{
  g_autofree char *long_name = g_strnfill (101, 'x');
  const struct {
    const char *name;
    int code;
  } names[] = {
    { "", HOIST_ERROR_REFUSED },        { "   ", HOIST_ERROR_REFUSED },
    { long_name, HOIST_ERROR_REFUSED }, { "\xff", HOIST_ERROR_REFUSED },
    { "Work", HOIST_ERROR_NAME_TAKEN }, { " Work", HOIST_ERROR_NAME_TAKEN },
  };
  g_autoptr (HoistSettings) empty = hoist_settings_new ();
  g_autoptr (HoistSettings) misplaced = new_settings ("secret-id", "AKID");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) misplaced_result = NULL;
  g_autoptr (GError) error = NULL;
  guint n_calls = 0;

  add_well (fixture, "Work", SECRET);
  n_calls = fixture->vault->n_calls;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_assert_null (add (fixture, names[i].name, SECRET, &error));
    g_assert_error (error, HOIST_ERROR, names[i].code);
    g_clear_error (&error);
  }

  hoist_accounts_add_async (fixture->accounts, fixture->provider, "Other", empty, NULL, keep_result,
                            &result);
  g_assert_null (hoist_accounts_add_finish (fixture->accounts, await (&result), &error));
  g_assert_error (error, HOIST_ERROR, HOIST_ERROR_REFUSED);
  g_clear_error (&error);

  /* A secret among the settings would end in the store. */
  hoist_settings_set (misplaced, "secret-key", SECRET);
  hoist_accounts_add_async (fixture->accounts, fixture->provider, "Other", misplaced, NULL,
                            keep_result, &misplaced_result);
  g_assert_null (hoist_accounts_add_finish (fixture->accounts, await (&misplaced_result), &error));
  g_assert_error (error, HOIST_ERROR, HOIST_ERROR_REFUSED);
  g_assert_null (strstr (error->message, SECRET));
  g_assert_cmpuint (hoist_accounts_get_count (fixture->accounts), ==, 1);
  g_assert_cmpuint (fixture->vault->n_calls, ==, n_calls);
  g_assert_false (files_contain (fixture, SECRET));
}

static void
test_add_while_locked (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  test_vault_fail (fixture->vault, HOIST_ERROR_LOCKED);
  g_assert_null (add (fixture, "Work", SECRET, &error));
  g_assert_error (error, HOIST_ERROR, HOIST_ERROR_LOCKED);
  test_vault_fail (fixture->vault, -1);
  fixture_close (fixture);
  fixture_open (fixture);
  g_assert_cmpuint (hoist_accounts_get_count (fixture->accounts), ==, 0);
}

/* Two with the same name at once: one is added, and of the other nothing stays. */
static void
test_add_twice_at_once (Fixture *fixture, gconstpointer data)
{
  GAsyncResult *results[2] = { NULL, NULL };
  g_autoptr (HoistSettings) settings = new_settings ("secret-id", "AKID");
  g_autoptr (HoistSettings) secrets = new_settings ("secret-key", SECRET);
  g_autoptr (HoistAccount) first = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 2; i++)
    hoist_accounts_add_async (fixture->accounts, fixture->provider, "Work", settings, secrets,
                              keep_result, &results[i]);
  first = hoist_accounts_add_finish (fixture->accounts, await (&results[0]), &error);
  g_assert_no_error (error);
  g_assert_null (hoist_accounts_add_finish (fixture->accounts, await (&results[1]), &error));
  g_assert_error (error, HOIST_ERROR, HOIST_ERROR_NAME_TAKEN);
  settle ();

  /* Two stored, one cleared. */
  g_assert_cmpuint (fixture->vault->n_calls, ==, 3);
  g_assert_cmpuint (hoist_accounts_get_count (fixture->accounts), ==, 1);
  g_clear_object (&results[0]);
  g_clear_object (&results[1]);
}

static void
on_notify (GObject *object, GParamSpec *pspec, gpointer data)
{
  g_string_append_printf (data, "%s;", pspec->name);
}

static void
test_change (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HoistSettings) settings = new_settings ("secret-id", "AKID2");
  g_autoptr (HoistSettings) secrets = new_settings ("secret-key", "another");
  g_autoptr (HoistSettings) blank = new_settings ("secret-key", "");
  g_autoptr (GString) notified = g_string_new (NULL);
  g_autoptr (GError) refused = g_error_new_literal (HOIST_ERROR, HOIST_ERROR_SIGN_IN, "Refused.");
  g_autoptr (GError) error = NULL;
  HoistAccount *account = add_well (fixture, "Work", SECRET);
  HoistChannel *channel = hoist_account_get_channel (account);

  add_well (fixture, "Home", SECRET);
  g_assert_false (change (fixture, account, "Home", NULL, NULL, &error));
  g_assert_error (error, HOIST_ERROR, HOIST_ERROR_NAME_TAKEN);
  g_clear_error (&error);

  g_signal_connect (account, "notify", G_CALLBACK (on_notify), notified);
  hoist_channel_stop (channel, refused);
  g_assert_true (change (fixture, account, "Office", settings, secrets, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (notified->str, ==, "name;summary;");
  g_assert_null (hoist_channel_get_stop_error (channel));
  g_assert_true (hoist_account_get_channel (account) == channel);
  g_assert_cmpstr (
      hoist_settings_get (hoist_credentials_get_settings (hoist_channel_get_credentials (channel)),
                          "secret-id"),
      ==, "AKID2");
  assert_secret (account, "another");

  /* An empty secret in the form means the same one. */
  g_assert_true (change (fixture, account, NULL, NULL, blank, &error));
  g_assert_no_error (error);
  hoist_account_forget_secrets (account);
  assert_secret (account, "another");

  g_signal_handlers_disconnect_by_data (account, notified);
  fixture_close (fixture);
  fixture_open (fixture);
  account = hoist_accounts_find_by_name (fixture->accounts, "Office");
  g_assert_nonnull (account);
  g_assert_cmpstr (hoist_settings_get (hoist_account_get_settings (account), "secret-id"), ==,
                   "AKID2");
  assert_secret (account, "another");
}

static void
test_change_while_locked (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HoistSettings) secrets = new_settings ("secret-key", "another");
  g_autoptr (GError) error = NULL;
  HoistAccount *account = add_well (fixture, "Work", SECRET);

  test_vault_fail (fixture->vault, HOIST_ERROR_LOCKED);
  g_assert_false (change (fixture, account, "Office", NULL, secrets, &error));
  g_assert_error (error, HOIST_ERROR, HOIST_ERROR_LOCKED);
  g_clear_error (&error);
  g_assert_cmpstr (hoist_account_get_name (account), ==, "Work");
  assert_secret (account, SECRET);

  /* A new name needs no keyring. */
  g_assert_true (change (fixture, account, "Office", NULL, NULL, &error));
  g_assert_no_error (error);
}

static void
test_remove (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) changes = g_string_new (NULL);
  g_autoptr (HoistAccount) account = g_object_ref (add_well (fixture, "Work", SECRET));
  g_autoptr (HoistChannel) channel = g_object_ref (hoist_account_get_channel (account));
  g_autoptr (GError) error = NULL;
  HoistAccount *other = add_well (fixture, "Home", SECRET);

  g_signal_connect (fixture->accounts, "items-changed", G_CALLBACK (on_items_changed), changes);
  hoist_accounts_set_default (fixture->accounts, account);
  test_vault_fail (fixture->vault, HOIST_ERROR_LOCKED);
  g_assert_false (remove_account (fixture, account, &error));
  g_assert_error (error, HOIST_ERROR, HOIST_ERROR_LOCKED);
  g_clear_error (&error);
  g_assert_cmpuint (hoist_accounts_get_count (fixture->accounts), ==, 2);

  test_vault_fail (fixture->vault, -1);
  g_assert_true (remove_account (fixture, account, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (changes->str, ==, "0-1+0;");
  g_assert_false (has_vault_secret (fixture, hoist_account_get_id (account)));
  g_assert_true (hoist_accounts_get_default (fixture->accounts) == other);

  /* An upload that still runs holds the channel, and all that it needs of the account. */
  g_clear_object (&account);
  g_assert_true (hoist_channel_get_provider (channel) == fixture->provider);
  g_assert_nonnull (hoist_credentials_get_settings (hoist_channel_get_credentials (channel)));

  /* Without a keyring there is nothing to clear. */
  test_vault_fail (fixture->vault, HOIST_ERROR_KEYRING);
  g_assert_true (remove_account (fixture, other, &error));
  g_assert_no_error (error);
  g_assert_null (hoist_accounts_get_default (fixture->accounts));
}

static void
test_default (Fixture *fixture, gconstpointer data)
{
  HoistAccount *second = NULL;

  g_assert_null (hoist_accounts_get_default (fixture->accounts));
  add_well (fixture, "First", NULL);
  second = add_well (fixture, "Second", NULL);
  g_assert_true (hoist_accounts_get_default (fixture->accounts) != second);
  hoist_accounts_set_default (fixture->accounts, second);
  g_assert_true (hoist_accounts_get_default (fixture->accounts) == second);

  fixture_close (fixture);
  fixture_open (fixture);
  g_assert_cmpstr (hoist_account_get_name (hoist_accounts_get_default (fixture->accounts)), ==,
                   "Second");
  hoist_accounts_set_default (fixture->accounts, NULL);
  g_assert_cmpstr (hoist_account_get_name (hoist_accounts_get_default (fixture->accounts)), ==,
                   "First");
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HoistSettings) secrets =
      hoist_credentials_load_finish (HOIST_CREDENTIALS (source), result, &error);

  if (secrets != NULL)
    g_string_append (data, hoist_settings_get (secrets, "secret-key"));
  else
    g_string_append (data, hoist_error_is_cancelled (error) ? "cancelled" : "failed");
  g_string_append_c (data, ';');
}

/* Whoever asks, the vault is asked once, and one who gives up leaves the others alone. */
static void
test_single_flight (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) loaded = g_string_new (NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  HoistAccount *account = add_well (fixture, "Work", "key");
  guint n_calls = fixture->vault->n_calls;

  hoist_account_forget_secrets (account);
  fixture->vault->is_held = TRUE;
  for (guint i = 0; i < 3; i++)
    hoist_credentials_load_async (HOIST_CREDENTIALS (account), i == 1 ? cancellable : NULL,
                                  on_loaded, loaded);
  settle ();
  g_assert_cmpuint (fixture->vault->n_calls, ==, n_calls + 1);
  g_assert_cmpstr (loaded->str, ==, "");
  g_cancellable_cancel (cancellable);
  settle ();
  g_assert_cmpstr (loaded->str, ==, "cancelled;");
  test_vault_answer (fixture->vault);
  settle ();
  g_assert_cmpstr (loaded->str, ==, "cancelled;key;key;");

  /* From now on from memory. */
  hoist_credentials_load_async (HOIST_CREDENTIALS (account), NULL, on_loaded, loaded);
  settle ();
  g_assert_cmpuint (fixture->vault->n_calls, ==, n_calls + 1);
}

/* All have given up, and one comes back before the vault has answered the first time. */
static void
test_given_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) loaded = g_string_new (NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  HoistAccount *account = add_well (fixture, "Work", "key");

  hoist_account_forget_secrets (account);
  fixture->vault->is_held = TRUE;
  hoist_credentials_load_async (HOIST_CREDENTIALS (account), cancellable, on_loaded, loaded);
  settle ();
  g_cancellable_cancel (cancellable);
  settle ();
  hoist_credentials_load_async (HOIST_CREDENTIALS (account), NULL, on_loaded, loaded);
  test_vault_answer (fixture->vault);
  settle ();
  g_assert_cmpstr (loaded->str, ==, "cancelled;key;");
}

/* What was forgotten while it was on its way is asked for again. */
static void
test_forgotten_while_loading (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) loaded = g_string_new (NULL);
  g_autoptr (HoistSettings) secrets = new_settings ("secret-key", "new");
  HoistAccount *account = add_well (fixture, "Work", "old");

  hoist_account_forget_secrets (account);
  fixture->vault->is_held = TRUE;
  hoist_credentials_load_async (HOIST_CREDENTIALS (account), NULL, on_loaded, loaded);
  settle ();
  fixture->vault->is_held = FALSE;
  g_assert_true (change (fixture, account, NULL, NULL, secrets, NULL));
  hoist_account_forget_secrets (account);
  test_vault_answer (fixture->vault);
  settle ();
  g_assert_cmpstr (loaded->str, ==, "new;");
}

static void
test_lost_secret (Fixture *fixture, gconstpointer data)
{
  static const char *const texts[] = { NULL, "", "{}", "garbage", "{\"secret-key\":\"\"}" };
  HoistAccount *account = add_well (fixture, "Work", SECRET);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GError) error = NULL;

    if (texts[i] != NULL)
      hoist_vault_store_async (fixture->vault->memory, "account", hoist_account_get_id (account),
                               "x", texts[i], NULL, NULL, NULL);
    else
      hoist_vault_clear_async (fixture->vault->memory, "account", hoist_account_get_id (account),
                               NULL, NULL, NULL);
    hoist_account_forget_secrets (account);
    g_assert_null (load (account, &error));
    g_assert_error (error, HOIST_ERROR, HOIST_ERROR_KEYRING);
    g_assert_nonnull (strstr (error->message, "SecretKey"));
    g_assert_nonnull (strstr (error->message, "Work"));
  }
}

static void
test_locked_then_open (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  HoistAccount *account = add_well (fixture, "Work", SECRET);

  hoist_account_forget_secrets (account);
  test_vault_fail (fixture->vault, HOIST_ERROR_LOCKED);
  g_assert_null (load (account, &error));
  g_assert_error (error, HOIST_ERROR, HOIST_ERROR_LOCKED);
  test_vault_fail (fixture->vault, -1);
  assert_secret (account, SECRET);
}

static void
test_no_secret_fields (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HoistSettings) settings = new_settings ("folder", "films");
  g_autoptr (HoistAccount) account = hoist_account_new (
      "1", &plain, "Plain", settings, HOIST_VAULT (fixture->vault), HOIST_CLOCK (fixture->clock));
  g_autoptr (HoistSettings) secrets = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *summary = NULL;

  g_assert_false (hoist_account_has_secret_fields (account));
  secrets = load (account, &error);
  g_assert_no_error (error);
  g_assert_true (hoist_settings_is_empty (secrets));
  g_assert_cmpuint (fixture->vault->n_calls, ==, 0);
  g_object_get (account, "summary", &summary, NULL);
  g_assert_cmpstr (summary, ==, "Plain service");
  settle ();
  g_assert_finalize_object (g_steal_pointer (&account));
}

/* Rows of a stranger, and rows that another program changed meanwhile. */
static void
test_restore (Fixture *fixture, gconstpointer data)
{
  static const char *const rows[][4] = {
    { "a", "tencent-vod", "Good", "{\"secret-id\":\"1\"}" },
    { "b", "service-of-the-future", "Unknown", "{}" },
    { "c", "tencent-vod", "Broken", "no settings" },
  };
  g_autoptr (GPtrArray) list =
      g_ptr_array_new_with_free_func ((GDestroyNotify) hoist_account_row_free);
  HoistAccount *good = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    HoistAccountRow *row = g_new0 (HoistAccountRow, 1);

    row->id = g_strdup (rows[i][0]);
    row->service = g_strdup (rows[i][1]);
    row->name = g_strdup (rows[i][2]);
    row->settings = g_strdup (rows[i][3]);
    g_ptr_array_add (list, row);
  }
  hoist_accounts_restore (fixture->accounts, list);
  g_assert_cmpuint (hoist_accounts_get_count (fixture->accounts), ==, 2);
  good = hoist_accounts_find (fixture->accounts, "a");
  g_assert_nonnull (hoist_accounts_find (fixture->accounts, "c"));

  g_ptr_array_set_size (list, 2);
  g_free (((HoistAccountRow *) g_ptr_array_index (list, 0))->name);
  ((HoistAccountRow *) g_ptr_array_index (list, 0))->name = g_strdup ("Better");
  hoist_accounts_restore (fixture->accounts, list);
  g_assert_cmpuint (hoist_accounts_get_count (fixture->accounts), ==, 1);
  g_assert_true (hoist_accounts_get (fixture->accounts, 0) == good);
  g_assert_cmpstr (hoist_account_get_name (good), ==, "Better");
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  ADD ("/accounts/adds-with-secrets-in-the-vault", test_add);
  ADD ("/accounts/adds-without-secrets-or-a-vault", test_add_without_secrets);
  ADD ("/accounts/refuses-wrong-settings", test_refuses);
  ADD ("/accounts/adds-nothing-while-locked", test_add_while_locked);
  ADD ("/accounts/adds-one-of-two-at-once", test_add_twice_at_once);
  ADD ("/accounts/changes", test_change);
  ADD ("/accounts/changes-nothing-while-locked", test_change_while_locked);
  ADD ("/accounts/removes-with-secrets", test_remove);
  ADD ("/accounts/has-a-default", test_default);
  ADD ("/accounts/asks-the-vault-once", test_single_flight);
  ADD ("/accounts/asks-again-when-all-gave-up", test_given_up);
  ADD ("/accounts/asks-again-when-forgotten", test_forgotten_while_loading);
  ADD ("/accounts/says-which-secret-is-lost", test_lost_secret);
  ADD ("/accounts/waits-for-a-locked-keyring", test_locked_then_open);
  ADD ("/accounts/needs-no-vault-without-secret-fields", test_no_secret_fields);
  ADD ("/accounts/restores-what-makes-sense", test_restore);

  return g_test_run ();
}
