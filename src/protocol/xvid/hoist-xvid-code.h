/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the errors of Xvid MediaHub and of the store behind it mean for an upload. */
#pragma once

#include "hoist-error.h"
#include "hoist-request.h"
#include "hoist-ticket.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * HoistXvidStoreKind:
 * @HOIST_XVID_STORE_ERROR: the error says it all
 * @HOIST_XVID_STORE_EXPIRED: the form's policy has run out: a new session
 * @HOIST_XVID_STORE_SIGNATURE: the form was refused as a whole: a new session, once
 * @HOIST_XVID_STORE_ELSEWHERE: the same form is to be sent to another address
 */
typedef enum {
  HOIST_XVID_STORE_ERROR,
  HOIST_XVID_STORE_EXPIRED,
  HOIST_XVID_STORE_SIGNATURE,
  HOIST_XVID_STORE_ELSEWHERE,
} HoistXvidStoreKind;

gboolean hoist_xvid_code_is_invalid_token (const HoistReply *reply);
GError *hoist_xvid_code_new_error (const HoistReply *reply, HoistStep step, HoistErrorCode unclear);
HoistXvidStoreKind
hoist_xvid_code_new_store_error (const HoistReply *reply, gint64 expires_us, GError **error);

G_END_DECLS
