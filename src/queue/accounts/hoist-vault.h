/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where secrets live: an interface, for the one on libsecret. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define HOIST_TYPE_VAULT (hoist_vault_get_type ())
G_DECLARE_INTERFACE (HoistVault, hoist_vault, HOIST, VAULT, GObject)

/**
 * HoistVaultState:
 * @HOIST_VAULT_UNKNOWN: nobody has asked yet
 * @HOIST_VAULT_OPEN: the last call went well
 * @HOIST_VAULT_LOCKED: the keyring is locked, or slow to answer
 * @HOIST_VAULT_REFUSED: the user was asked to unlock it, and did not
 * @HOIST_VAULT_MISSING: there is no keyring
 *
 * What the last call came upon; the calls' errors say only what an upload does next. That a
 * keyring is open but has no secret for an account is no state of it.
 */
typedef enum {
  HOIST_VAULT_UNKNOWN,
  HOIST_VAULT_OPEN,
  HOIST_VAULT_LOCKED,
  HOIST_VAULT_REFUSED,
  HOIST_VAULT_MISSING,
} HoistVaultState;

/**
 * HoistVaultInterface:
 * @store_async: keep @text under @kind ("account" or "session") and @id, in place of an older one
 * @lookup_async: find it again
 * @lookup_finish: (transfer full) (nullable): %NULL without an error when there is none
 * @clear_async: forget it; no error when there is none
 *
 * All fail with %HOIST_ERROR_LOCKED while the keyring is locked or %HOIST_ERROR_KEYRING where
 * there is none.
 */
struct _HoistVaultInterface {
  GTypeInterface parent;

  void (*store_async) (HoistVault *self,
                       const char *kind,
                       const char *id,
                       const char *label,
                       const char *text,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer data);
  gboolean (*store_finish) (HoistVault *self, GAsyncResult *result, GError **error);
  void (*lookup_async) (HoistVault *self,
                        const char *kind,
                        const char *id,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer data);
  char *(*lookup_finish) (HoistVault *self, GAsyncResult *result, GError **error);
  void (*clear_async) (HoistVault *self,
                       const char *kind,
                       const char *id,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer data);
  gboolean (*clear_finish) (HoistVault *self, GAsyncResult *result, GError **error);
};

/* Signal "state-changed". */

HoistVaultState hoist_vault_get_state (HoistVault *self);
void hoist_vault_set_state (HoistVault *self, HoistVaultState state);
void hoist_vault_ask_again (HoistVault *self);

void hoist_vault_store_async (HoistVault *self,
                              const char *kind,
                              const char *id,
                              const char *label,
                              const char *text,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer data);
gboolean hoist_vault_store_finish (HoistVault *self, GAsyncResult *result, GError **error);
void hoist_vault_lookup_async (HoistVault *self,
                               const char *kind,
                               const char *id,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer data);
char *hoist_vault_lookup_finish (HoistVault *self, GAsyncResult *result, GError **error);
void hoist_vault_clear_async (HoistVault *self,
                              const char *kind,
                              const char *id,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer data);
gboolean hoist_vault_clear_finish (HoistVault *self, GAsyncResult *result, GError **error);

G_END_DECLS
