/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An account as the engine sees it: calls go to whoever implements it. */
#include "hoist-credentials.h"

G_DEFINE_INTERFACE (HoistCredentials, hoist_credentials, G_TYPE_OBJECT)

static void
hoist_credentials_default_init (HoistCredentialsInterface *iface)
{
}

const char *
hoist_credentials_get_id (HoistCredentials *self)
{
  g_return_val_if_fail (HOIST_IS_CREDENTIALS (self), NULL);

  return HOIST_CREDENTIALS_GET_IFACE (self)->get_id (self);
}

const HoistProvider *
hoist_credentials_get_provider (HoistCredentials *self)
{
  g_return_val_if_fail (HOIST_IS_CREDENTIALS (self), NULL);

  return HOIST_CREDENTIALS_GET_IFACE (self)->get_provider (self);
}

const HoistSettings *
hoist_credentials_get_settings (HoistCredentials *self)
{
  g_return_val_if_fail (HOIST_IS_CREDENTIALS (self), NULL);

  return HOIST_CREDENTIALS_GET_IFACE (self)->get_settings (self);
}

/**
 * hoist_credentials_load_async:
 * @cancellable: (nullable): ends this caller's waiting, not the look-up others wait for
 *
 * Gets the secrets from memory or the vault. Fails with %HOIST_ERROR_LOCKED, %HOIST_ERROR_KEYRING
 * or cancelled.
 */
void
hoist_credentials_load_async (HoistCredentials *self,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer data)
{
  g_return_if_fail (HOIST_IS_CREDENTIALS (self));

  HOIST_CREDENTIALS_GET_IFACE (self)->load_async (self, cancellable, callback, data);
}

/**
 * hoist_credentials_load_finish:
 *
 * Returns: (transfer full): never %NULL without an error
 */
HoistSettings *
hoist_credentials_load_finish (HoistCredentials *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (HOIST_IS_CREDENTIALS (self), NULL);

  return HOIST_CREDENTIALS_GET_IFACE (self)->load_finish (self, result, error);
}

/**
 * hoist_credentials_store_async:
 * @secrets: new ones, and new values of old ones
 *
 * Writes down secrets that the service has changed before anybody uses them: a refresh token that
 * was used is worth nothing any more. Fails with %HOIST_ERROR_LOCKED or %HOIST_ERROR_KEYRING.
 */
void
hoist_credentials_store_async (HoistCredentials *self,
                               const HoistSettings *secrets,
                               GAsyncReadyCallback callback,
                               gpointer data)
{
  g_return_if_fail (HOIST_IS_CREDENTIALS (self));

  HOIST_CREDENTIALS_GET_IFACE (self)->store_async (self, secrets, callback, data);
}

gboolean
hoist_credentials_store_finish (HoistCredentials *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (HOIST_IS_CREDENTIALS (self), FALSE);

  return HOIST_CREDENTIALS_GET_IFACE (self)->store_finish (self, result, error);
}
