/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Waits on this computer for the browser to come back from a sign-in (RFC 8252, 7.3). */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _HoistSignInListener HoistSignInListener;

/**
 * HoistSignInHeard:
 * @code: (nullable): what the browser brought
 * @error: (nullable): why it brought none
 *
 * Called once, when the browser has been answered and nobody is listened to any more. The listener
 * may be freed in it.
 */
typedef void (*HoistSignInHeard) (const char *code, const GError *error, gpointer data);

HoistSignInListener *hoist_sign_in_listener_new (const char *redirect_uri,
                                                 const char *state,
                                                 HoistSignInHeard heard,
                                                 gpointer data,
                                                 GError **error);
void hoist_sign_in_listener_free (HoistSignInListener *self);
const char *hoist_sign_in_listener_get_uri (HoistSignInListener *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HoistSignInListener, hoist_sign_in_listener_free)

G_END_DECLS
