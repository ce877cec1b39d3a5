/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An account as the engine sees it: settings, and secrets on request. */
#pragma once

#include "hoist-provider.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define HOIST_TYPE_CREDENTIALS (hoist_credentials_get_type ())
G_DECLARE_INTERFACE (HoistCredentials, hoist_credentials, HOIST, CREDENTIALS, GObject)

/**
 * HoistCredentialsInterface:
 * @get_id: the account's id, which never changes
 * @get_provider: the account's service
 * @get_settings: (transfer none): without secrets
 * @load_async: get the secrets from memory or the vault. One look-up at a time whoever asks. Fails
 *   with %HOIST_ERROR_LOCKED, %HOIST_ERROR_KEYRING or cancelled
 * @load_finish: (transfer full): never %NULL without an error; the same object until the secrets
 *   change
 * @store_async: adds @secrets to those that are there, in the vault where there is one, and only
 *   then hands them out. Fails as @load_async; nothing of @secrets is lost then: they are written
 *   before the next look-up succeeds
 */
struct _HoistCredentialsInterface {
  GTypeInterface parent;

  const char *(*get_id) (HoistCredentials *self);
  const HoistProvider *(*get_provider) (HoistCredentials *self);
  const HoistSettings *(*get_settings) (HoistCredentials *self);
  void (*load_async) (HoistCredentials *self,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer data);
  HoistSettings *(*load_finish) (HoistCredentials *self, GAsyncResult *result, GError **error);
  void (*store_async) (HoistCredentials *self,
                       const HoistSettings *secrets,
                       GAsyncReadyCallback callback,
                       gpointer data);
  gboolean (*store_finish) (HoistCredentials *self, GAsyncResult *result, GError **error);
};

const char *hoist_credentials_get_id (HoistCredentials *self);
const HoistProvider *hoist_credentials_get_provider (HoistCredentials *self);
const HoistSettings *hoist_credentials_get_settings (HoistCredentials *self);
void hoist_credentials_load_async (HoistCredentials *self,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer data);
HoistSettings *
hoist_credentials_load_finish (HoistCredentials *self, GAsyncResult *result, GError **error);
void hoist_credentials_store_async (HoistCredentials *self,
                                    const HoistSettings *secrets,
                                    GAsyncReadyCallback callback,
                                    gpointer data);
gboolean
hoist_credentials_store_finish (HoistCredentials *self, GAsyncResult *result, GError **error);

G_END_DECLS
