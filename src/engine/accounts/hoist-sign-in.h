/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signs a user in with the browser: an address to open, a code that comes back, a token for it. */
#pragma once

#include "hoist-channel.h"
#include "hoist-engine.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* The field of a service's table that says where the browser comes back to. */
#define HOIST_SIGN_IN_REDIRECT_FIELD "redirect-uri"

/**
 * HoistSignInOpen:
 * @address: what the user has to open in a browser; good for this one sign-in
 *
 * Called once, when the browser is awaited.
 */
typedef void (*HoistSignInOpen) (const char *address, gpointer data);

void hoist_sign_in_run_async (HoistEngine *engine,
                              HoistChannel *channel,
                              HoistSignInOpen open,
                              gpointer open_data,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer data);
gboolean hoist_sign_in_run_finish (GAsyncResult *result, GError **error);

G_END_DECLS
