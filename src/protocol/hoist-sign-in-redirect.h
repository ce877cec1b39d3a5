/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a browser brings back from a sign-in to an address on this computer (RFC 6749, 4.1.2). */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *hoist_sign_in_redirect_read (const char *target, const char *state, GError **error);

G_END_DECLS
