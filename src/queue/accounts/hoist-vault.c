/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where secrets live: calls go to whoever implements it; and the one in memory. */
#include "hoist-vault.h"

#include "hoist-error.h"

#include <string.h>

G_DEFINE_INTERFACE (HoistVault, hoist_vault, G_TYPE_OBJECT)

struct _HoistMemoryVault {
  GObject parent_instance;

  GHashTable *secrets; /* (owned) (element-type utf8 utf8): by kind and id */
  GError *error;       /* (owned) (nullable): what every call fails with */
  gboolean is_refusal; /* @error came of a user who did not unlock it */
};

enum { SIGNAL_STATE_CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

/* Where each vault has its state. */
#define STATE_KEY "hoist-vault-state"

static void
hoist_vault_default_init (HoistVaultInterface *iface)
{
  signals[SIGNAL_STATE_CHANGED] = g_signal_new (
      "state-changed", HOIST_TYPE_VAULT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

HoistVaultState
hoist_vault_get_state (HoistVault *self)
{
  g_return_val_if_fail (HOIST_IS_VAULT (self), HOIST_VAULT_UNKNOWN);

  return GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (self), STATE_KEY));
}

/* For those who implement it: what the call that ends now came upon. */
void
hoist_vault_set_state (HoistVault *self, HoistVaultState state)
{
  g_return_if_fail (HOIST_IS_VAULT (self));

  if (state == hoist_vault_get_state (self))
    return;
  g_object_set_data (G_OBJECT (self), STATE_KEY, GUINT_TO_POINTER (state));
  g_signal_emit (self, signals[SIGNAL_STATE_CHANGED], 0);
}

/**
 * hoist_vault_ask_again:
 *
 * The user wants to unlock it now, or does something that needs it: an earlier refusal does not
 * count any more.
 */
void
hoist_vault_ask_again (HoistVault *self)
{
  g_return_if_fail (HOIST_IS_VAULT (self));

  if (hoist_vault_get_state (self) == HOIST_VAULT_REFUSED)
    hoist_vault_set_state (self, HOIST_VAULT_LOCKED);
}

/**
 * hoist_vault_store_async:
 * @kind: "account" or "session"
 * @id: of the account or upload
 * @label: what people see in their keyring; no secret
 * @text: the secret
 * @cancellable: (nullable)
 *
 * Keeps a secret in place of an older one. Fails with %HOIST_ERROR_LOCKED while the keyring is
 * locked, %HOIST_ERROR_KEYRING where there is none, or cancelled.
 */
void
hoist_vault_store_async (HoistVault *self,
                         const char *kind,
                         const char *id,
                         const char *label,
                         const char *text,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer data)
{
  g_return_if_fail (HOIST_IS_VAULT (self));
  g_return_if_fail (kind != NULL && id != NULL && label != NULL && text != NULL);

  HOIST_VAULT_GET_IFACE (self)->store_async (self, kind, id, label, text, cancellable, callback,
                                             data);
}

/**
 * hoist_vault_store_finish:
 */
gboolean
hoist_vault_store_finish (HoistVault *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (HOIST_IS_VAULT (self), FALSE);

  return HOIST_VAULT_GET_IFACE (self)->store_finish (self, result, error);
}

/**
 * hoist_vault_lookup_async:
 * @kind: "account" or "session"
 * @id: of the account or upload
 * @cancellable: (nullable)
 *
 * Finds a secret. Fails with %HOIST_ERROR_LOCKED while the keyring is locked, %HOIST_ERROR_KEYRING
 * where there is none, or cancelled.
 */
void
hoist_vault_lookup_async (HoistVault *self,
                          const char *kind,
                          const char *id,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer data)
{
  g_return_if_fail (HOIST_IS_VAULT (self));
  g_return_if_fail (kind != NULL && id != NULL);

  HOIST_VAULT_GET_IFACE (self)->lookup_async (self, kind, id, cancellable, callback, data);
}

/**
 * hoist_vault_lookup_finish:
 *
 * Returns: (transfer full) (nullable): %NULL without an error when there is none
 */
char *
hoist_vault_lookup_finish (HoistVault *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (HOIST_IS_VAULT (self), NULL);

  return HOIST_VAULT_GET_IFACE (self)->lookup_finish (self, result, error);
}

/**
 * hoist_vault_clear_async:
 * @kind: "account" or "session"
 * @id: of the account or upload
 * @cancellable: (nullable)
 * @callback: (nullable)
 *
 * Forgets a secret; there need not be one. Fails like the others.
 */
void
hoist_vault_clear_async (HoistVault *self,
                         const char *kind,
                         const char *id,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer data)
{
  g_return_if_fail (HOIST_IS_VAULT (self));
  g_return_if_fail (kind != NULL && id != NULL);

  HOIST_VAULT_GET_IFACE (self)->clear_async (self, kind, id, cancellable, callback, data);
}

/**
 * hoist_vault_clear_finish:
 */
gboolean
hoist_vault_clear_finish (HoistVault *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (HOIST_IS_VAULT (self), FALSE);

  return HOIST_VAULT_GET_IFACE (self)->clear_finish (self, result, error);
}

static void hoist_memory_vault_interface_init (HoistVaultInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (HoistMemoryVault,
                               hoist_memory_vault,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (HOIST_TYPE_VAULT,
                                                      hoist_memory_vault_interface_init))

static void
wipe (gpointer text)
{
  explicit_bzero (text, strlen (text));
  g_free (text);
}

static char *
dup_key (const char *kind, const char *id)
{
  return g_strconcat (kind, "/", id, NULL);
}

static HoistVaultState
get_memory_state (HoistMemoryVault *self)
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
  HoistMemoryVault *self = HOIST_MEMORY_VAULT (vault);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);

  g_task_set_source_tag (task, tag);
  if (g_task_return_error_if_cancelled (task))
    return NULL;
  hoist_vault_set_state (vault, get_memory_state (self));
  if (self->error == NULL)
    return g_steal_pointer (&task);

  g_task_return_error (task, g_error_copy (self->error));
  return NULL;
}

static void
hoist_memory_vault_store_async (HoistVault *vault,
                                const char *kind,
                                const char *id,
                                const char *label,
                                const char *text,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer data)
{
  g_autoptr (GTask) task =
      begin (vault, hoist_memory_vault_store_async, cancellable, callback, data);

  if (task == NULL)
    return;
  g_hash_table_replace (HOIST_MEMORY_VAULT (vault)->secrets, dup_key (kind, id), g_strdup (text));
  g_task_return_boolean (task, TRUE);
}

static gboolean
hoist_memory_vault_finish (HoistVault *vault, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, vault), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
hoist_memory_vault_lookup_async (HoistVault *vault,
                                 const char *kind,
                                 const char *id,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer data)
{
  g_autoptr (GTask) task =
      begin (vault, hoist_memory_vault_lookup_async, cancellable, callback, data);
  g_autofree char *key = dup_key (kind, id);

  if (task == NULL)
    return;
  g_task_return_pointer (
      task, g_strdup (g_hash_table_lookup (HOIST_MEMORY_VAULT (vault)->secrets, key)), wipe);
}

static char *
hoist_memory_vault_lookup_finish (HoistVault *vault, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, vault), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
hoist_memory_vault_clear_async (HoistVault *vault,
                                const char *kind,
                                const char *id,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer data)
{
  g_autoptr (GTask) task =
      begin (vault, hoist_memory_vault_clear_async, cancellable, callback, data);
  g_autofree char *key = dup_key (kind, id);

  if (task == NULL)
    return;
  g_hash_table_remove (HOIST_MEMORY_VAULT (vault)->secrets, key);
  g_task_return_boolean (task, TRUE);
}

static void
hoist_memory_vault_interface_init (HoistVaultInterface *iface)
{
  iface->store_async = hoist_memory_vault_store_async;
  iface->store_finish = hoist_memory_vault_finish;
  iface->lookup_async = hoist_memory_vault_lookup_async;
  iface->lookup_finish = hoist_memory_vault_lookup_finish;
  iface->clear_async = hoist_memory_vault_clear_async;
  iface->clear_finish = hoist_memory_vault_finish;
}

static void
hoist_memory_vault_finalize (GObject *object)
{
  HoistMemoryVault *self = HOIST_MEMORY_VAULT (object);

  g_clear_pointer (&self->secrets, g_hash_table_unref);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (hoist_memory_vault_parent_class)->finalize (object);
}

static void
hoist_memory_vault_class_init (HoistMemoryVaultClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hoist_memory_vault_finalize;
}

static void
hoist_memory_vault_init (HoistMemoryVault *self)
{
  self->secrets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, wipe);
}

/**
 * hoist_memory_vault_new:
 *
 * Makes a vault that lasts as long as the program: for tests, and where the user wants no keyring.
 */
HoistVault *
hoist_memory_vault_new (void)
{
  return g_object_new (HOIST_TYPE_MEMORY_VAULT, NULL);
}

/**
 * hoist_memory_vault_set_error:
 * @error: (nullable): copied; what all calls fail with from now on
 */
void
hoist_memory_vault_set_error (HoistMemoryVault *self, const GError *error)
{
  g_return_if_fail (HOIST_IS_MEMORY_VAULT (self));

  g_clear_error (&self->error);
  self->error = error != NULL ? g_error_copy (error) : NULL;
}

/**
 * hoist_memory_vault_set_refusal:
 * @is_refusal: the error that was set stands for a user who did not unlock the keyring
 */
void
hoist_memory_vault_set_refusal (HoistMemoryVault *self, gboolean is_refusal)
{
  g_return_if_fail (HOIST_IS_MEMORY_VAULT (self));

  self->is_refusal = is_refusal;
}
