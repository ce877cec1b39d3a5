/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A store, a vault that counts and answers when told, and a list of accounts on both. */
#pragma once

#include "hoist-accounts.h"

#include "hoist-error.h"
#include "hoist-test-await.h"
#include "hoist-test-clock.h"
#include "hoist-test-folder.h"
#include "hoist-test-vault.h"

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
  self->memory = hoist_test_vault_new ();
  self->held = g_ptr_array_new_with_free_func (g_object_unref);
}

static inline void
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

static inline void
test_vault_fail (TestVault *self, int code)
{
  g_autoptr (GError) error = g_error_new_literal (HOIST_ERROR, code, "The keyring says no.");

  hoist_test_vault_set_error (HOIST_TEST_VAULT (self->memory), code >= 0 ? error : NULL);
}

typedef struct {
  char *folder;
  char *path;
  TestVault *vault;
  HoistTestClock *clock;
  HoistStore *store;
  HoistAccounts *accounts;
  const HoistProvider *provider;
} Fixture;

static inline void
settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static inline void
fixture_open (Fixture *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (HoistStoreContents) contents = NULL;
  g_autoptr (GError) error = NULL;

  fixture->store = hoist_store_new (fixture->path, HOIST_VAULT (fixture->vault));
  hoist_store_open_async (fixture->store, hoist_test_keep_result, &result);
  contents = hoist_store_open_finish (fixture->store, hoist_test_await (&result), &error);
  g_assert_no_error (error);
  fixture->accounts = hoist_accounts_new (fixture->store, HOIST_VAULT (fixture->vault),
                                          HOIST_CLOCK (fixture->clock));
  hoist_accounts_restore (fixture->accounts, contents->accounts);
}

static inline void
fixture_close (Fixture *fixture)
{
  settle ();
  g_assert_finalize_object (g_steal_pointer (&fixture->accounts));
  g_assert_finalize_object (g_steal_pointer (&fixture->store));
}

static inline void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("hoist-accounts-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "queue.db", NULL);
  fixture->vault = g_object_new (TEST_TYPE_VAULT, NULL);
  fixture->clock = hoist_test_clock_new ();
  fixture->provider = hoist_provider_find ("tencent-vod");
  fixture_open (fixture);
}

static inline void
tear_down (Fixture *fixture, gconstpointer data)
{
  fixture_close (fixture);
  g_assert_finalize_object (fixture->vault);
  g_assert_finalize_object (fixture->clock);
  hoist_test_remove_folder (fixture->folder);
  g_free (fixture->path);
  g_free (fixture->folder);
}

static inline HoistSettings *
new_settings (const char *id, const char *value)
{
  HoistSettings *settings = hoist_settings_new ();

  if (id != NULL)
    hoist_settings_set (settings, id, value);
  return settings;
}

static inline HoistAccount *
add (Fixture *fixture, const char *name, const char *secret, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (HoistSettings) settings = new_settings ("secret-id", "AKID");
  g_autoptr (HoistSettings) secrets = secret != NULL ? new_settings ("secret-key", secret) : NULL;
  g_autoptr (HoistAccount) account = NULL;

  hoist_accounts_add_async (fixture->accounts, fixture->provider, name, settings, secrets,
                            hoist_test_keep_result, &result);
  account = hoist_accounts_add_finish (fixture->accounts, hoist_test_await (&result), error);

  /* The list holds it. */
  return account;
}

static inline HoistAccount *
add_well (Fixture *fixture, const char *name, const char *secret)
{
  g_autoptr (GError) error = NULL;
  HoistAccount *account = add (fixture, name, secret, &error);

  g_assert_no_error (error);
  g_assert_nonnull (account);
  return account;
}

static inline gboolean
change (Fixture *fixture,
        HoistAccount *account,
        const char *name,
        HoistSettings *settings,
        HoistSettings *secrets,
        GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  hoist_accounts_change_async (fixture->accounts, account, name, settings, secrets,
                               hoist_test_keep_result, &result);
  return hoist_accounts_change_finish (fixture->accounts, hoist_test_await (&result), error);
}

static inline gboolean
remove_account (Fixture *fixture, HoistAccount *account, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  hoist_accounts_remove_async (fixture->accounts, account, hoist_test_keep_result, &result);
  return hoist_accounts_remove_finish (fixture->accounts, hoist_test_await (&result), error);
}

static inline HoistSettings *
load (HoistAccount *account, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  hoist_credentials_load_async (HOIST_CREDENTIALS (account), NULL, hoist_test_keep_result, &result);
  return hoist_credentials_load_finish (HOIST_CREDENTIALS (account), hoist_test_await (&result),
                                        error);
}

static inline void
assert_secret (HoistAccount *account, const char *secret)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HoistSettings) secrets = load (account, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (hoist_settings_get (secrets, "secret-key"), ==, secret);
}

static inline gboolean
has_vault_secret (Fixture *fixture, const char *id)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *text = NULL;

  hoist_vault_lookup_async (fixture->vault->memory, "account", id, NULL, hoist_test_keep_result,
                            &result);
  text = hoist_vault_lookup_finish (fixture->vault->memory, hoist_test_await (&result), NULL);
  return text != NULL;
}

static inline gboolean
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
