/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A vault in memory, which fails as a test wants. */
#include "hoist-test-vault.h"

#include "hoist-error.h"

struct _HoistTestVault {
  GObject parent_instance;

  GHashTable *secrets; /* (owned) (element-type utf8 utf8): by kind and id */
  GError *error;       /* (owned) (nullable): what every call fails with */
  gboolean is_refusal; /* @error came of a user who did not unlock it */
};

static void hoist_test_vault_interface_init (HoistVaultInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (HoistTestVault,
                               hoist_test_vault,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (HOIST_TYPE_VAULT,
                                                      hoist_test_vault_interface_init))

static char *
dup_key (const char *kind, const char *id)
{
  return g_strconcat (kind, "/", id, NULL);
}

static HoistVaultState
get_state (HoistTestVault *self)
{
  if (self->error == NULL)
    return HOIST_VAULT_OPEN;
  if (g_error_matches (self->error, HOIST_ERROR, HOIST_ERROR_KEYRING))
    return HOIST_VAULT_MISSING;
  return self->is_refusal ? HOIST_VAULT_REFUSED : HOIST_VAULT_LOCKED;
}

/* Returns NULL when the call has failed already. */
static GTask *
begin (HoistVault *vault,
       gpointer tag,
       GCancellable *cancellable,
       GAsyncReadyCallback callback,
       gpointer data)
{
  HoistTestVault *self = HOIST_TEST_VAULT (vault);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);

  g_task_set_source_tag (task, tag);
  if (g_task_return_error_if_cancelled (task))
    return NULL;
  hoist_vault_set_state (vault, get_state (self));
  if (self->error == NULL)
    return g_steal_pointer (&task);

  g_task_return_error (task, g_error_copy (self->error));
  return NULL;
}

static void
hoist_test_vault_store_async (HoistVault *vault,
                              const char *kind,
                              const char *id,
                              const char *label,
                              const char *text,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer data)
{
  g_autoptr (GTask) task = begin (vault, hoist_test_vault_store_async, cancellable, callback, data);

  if (task == NULL)
    return;
  g_hash_table_replace (HOIST_TEST_VAULT (vault)->secrets, dup_key (kind, id), g_strdup (text));
  g_task_return_boolean (task, TRUE);
}

static gboolean
hoist_test_vault_finish (HoistVault *vault, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, vault), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
hoist_test_vault_lookup_async (HoistVault *vault,
                               const char *kind,
                               const char *id,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer data)
{
  g_autoptr (GTask) task =
      begin (vault, hoist_test_vault_lookup_async, cancellable, callback, data);
  g_autofree char *key = dup_key (kind, id);

  if (task == NULL)
    return;
  g_task_return_pointer (
      task, g_strdup (g_hash_table_lookup (HOIST_TEST_VAULT (vault)->secrets, key)), g_free);
}

static char *
hoist_test_vault_lookup_finish (HoistVault *vault, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, vault), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
hoist_test_vault_clear_async (HoistVault *vault,
                              const char *kind,
                              const char *id,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer data)
{
  g_autoptr (GTask) task = begin (vault, hoist_test_vault_clear_async, cancellable, callback, data);
  g_autofree char *key = dup_key (kind, id);

  if (task == NULL)
    return;
  g_hash_table_remove (HOIST_TEST_VAULT (vault)->secrets, key);
  g_task_return_boolean (task, TRUE);
}

static void
hoist_test_vault_interface_init (HoistVaultInterface *iface)
{
  iface->store_async = hoist_test_vault_store_async;
  iface->store_finish = hoist_test_vault_finish;
  iface->lookup_async = hoist_test_vault_lookup_async;
  iface->lookup_finish = hoist_test_vault_lookup_finish;
  iface->clear_async = hoist_test_vault_clear_async;
  iface->clear_finish = hoist_test_vault_finish;
}

static void
hoist_test_vault_finalize (GObject *object)
{
  HoistTestVault *self = HOIST_TEST_VAULT (object);

  g_clear_pointer (&self->secrets, g_hash_table_unref);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (hoist_test_vault_parent_class)->finalize (object);
}

static void
hoist_test_vault_class_init (HoistTestVaultClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hoist_test_vault_finalize;
}

static void
hoist_test_vault_init (HoistTestVault *self)
{
  self->secrets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

/**
 * hoist_test_vault_new:
 *
 * Makes a vault that lasts as long as the test.
 */
HoistVault *
hoist_test_vault_new (void)
{
  return g_object_new (HOIST_TYPE_TEST_VAULT, NULL);
}

/**
 * hoist_test_vault_set_error:
 * @error: (nullable): copied; what all calls fail with from now on
 */
void
hoist_test_vault_set_error (HoistTestVault *self, const GError *error)
{
  g_return_if_fail (HOIST_IS_TEST_VAULT (self));

  g_clear_error (&self->error);
  self->error = error != NULL ? g_error_copy (error) : NULL;
}

/**
 * hoist_test_vault_set_refusal:
 * @is_refusal: the error that was set stands for a user who did not unlock the keyring
 */
void
hoist_test_vault_set_refusal (HoistTestVault *self, gboolean is_refusal)
{
  g_return_if_fail (HOIST_IS_TEST_VAULT (self));

  self->is_refusal = is_refusal;
}
