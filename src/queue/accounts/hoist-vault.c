/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where secrets live: calls go to whoever implements it. */
#include "hoist-vault.h"

G_DEFINE_INTERFACE (HoistVault, hoist_vault, G_TYPE_OBJECT)

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
