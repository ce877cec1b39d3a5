/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who an account's service is on the Internet: where its first request would go. */
#include "hoist-account-address.h"

#include "hoist-error.h"

#include "hoist-config.h"

#include <glib/gi18n-lib.h>

/**
 * hoist_account_address_find:
 * @secrets: the account's
 *
 * Lets the provider write the request that tests the account, and takes the address from it.
 * Nothing is sent. Fails with what is wrong with the account's settings.
 *
 * Returns: (transfer full): only its scheme, host and port are of use
 */
GUri *
hoist_account_address_find (HoistEngine *engine,
                            HoistChannel *channel,
                            const HoistSettings *secrets,
                            GError **error)
{
  HoistCredentials *credentials = hoist_channel_get_credentials (channel);
  const HoistProvider *provider = hoist_credentials_get_provider (credentials);
  HoistStep step = HOIST_STEP_CHECK;

  for (guint i = 0; i < 2; i++) {
    g_autoptr (HoistErrand) errand = hoist_errand_new (step);
    g_autoptr (HoistRequest) request = NULL;
    const HoistFacts facts = {
      .provider = provider,
      .settings = hoist_credentials_get_settings (credentials),
      .secrets = secrets,
      .errand = errand,
      .now_us = hoist_channel_get_now (channel),
      .nonce = hoist_engine_draw_nonce (engine),
    };
    HoistMove move = provider->write_request (&facts, NULL, step, NULL, &request, error);

    if (move.kind == HOIST_MOVE_FAILED)
      return NULL;
    if (request != NULL)
      return g_uri_parse (request->url, G_URI_FLAGS_ENCODED, error);
    if (move.kind != HOIST_MOVE_JUMP)
      break;
    step = move.step;
  }
  g_set_error_literal (error, HOIST_ERROR, HOIST_ERROR_PROTOCOL,
                       _ ("The account’s address makes no sense. Check it."));
  return NULL;
}
