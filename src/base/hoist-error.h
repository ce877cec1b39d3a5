/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one error domain: each code says what happens next, not what broke. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define HOIST_ERROR (hoist_error_quark ())

/**
 * HoistErrorCode:
 * @HOIST_ERROR_OFFLINE: no connection, or it was lost: wait for the network and go on
 * @HOIST_ERROR_BUSY: trouble on the server's side: back off and try again
 * @HOIST_ERROR_THROTTLED: the service asks for fewer requests: wait as told
 * @HOIST_ERROR_UNSURE: it is unknown whether a request took effect: PROBE first
 * @HOIST_ERROR_RENEW: an address or token ran out: renew it, not counted as an attempt
 * @HOIST_ERROR_SIGN_IN: the credentials were refused: stop the account and ask
 * @HOIST_ERROR_STOPPED: the account was stopped meanwhile: wait until the user has looked at it
 * @HOIST_ERROR_LOCKED: the keyring is locked: wait until it is opened
 * @HOIST_ERROR_KEYRING: there is no keyring, or it has lost this secret: ask for the secret
 * @HOIST_ERROR_EXPIRED: the service forgot the upload: begin it again
 * @HOIST_ERROR_DAMAGED: a part arrived damaged: send that part again
 * @HOIST_ERROR_CHANGED: the file is not the one that was added: ask
 * @HOIST_ERROR_GROWING: the file is still being written: wait until it rests
 * @HOIST_ERROR_MISSING: the file is gone: ask
 * @HOIST_ERROR_DRIVE: the drive with the file is not mounted: wait for it
 * @HOIST_ERROR_NO_ACCESS: the file may not be read: ask
 * @HOIST_ERROR_NO_SPACE: the account is full: ask
 * @HOIST_ERROR_NAME_TAKEN: the service has another file of that name: ask
 * @HOIST_ERROR_TOO_LARGE: the service does not take a file of this size: ask
 * @HOIST_ERROR_REFUSED: the service says no, and would say no again: ask
 * @HOIST_ERROR_UNVERIFIED: what arrived is not what was sent: ask, never call it finished
 * @HOIST_ERROR_PROTOCOL: an answer or an address that makes no sense: ask
 *
 * What the program does next. What each code means for an upload's state stands in one table,
 * hoist_reaction_get().
 */
typedef enum {
  HOIST_ERROR_OFFLINE,
  HOIST_ERROR_BUSY,
  HOIST_ERROR_THROTTLED,
  HOIST_ERROR_UNSURE,
  HOIST_ERROR_RENEW,
  HOIST_ERROR_SIGN_IN,
  HOIST_ERROR_STOPPED,
  HOIST_ERROR_LOCKED,
  HOIST_ERROR_KEYRING,
  HOIST_ERROR_EXPIRED,
  HOIST_ERROR_DAMAGED,
  HOIST_ERROR_CHANGED,
  HOIST_ERROR_GROWING,
  HOIST_ERROR_MISSING,
  HOIST_ERROR_DRIVE,
  HOIST_ERROR_NO_ACCESS,
  HOIST_ERROR_NO_SPACE,
  HOIST_ERROR_NAME_TAKEN,
  HOIST_ERROR_TOO_LARGE,
  HOIST_ERROR_REFUSED,
  HOIST_ERROR_UNVERIFIED,
  HOIST_ERROR_PROTOCOL,
} HoistErrorCode;

#define HOIST_N_ERRORS (HOIST_ERROR_PROTOCOL + 1)

GQuark hoist_error_quark (void);
void hoist_error_set_wait (GError *error, gint64 wait_us);
gint64 hoist_error_get_wait (const GError *error);
gboolean hoist_error_is_cancelled (const GError *error);
GError *hoist_error_new_from_file (const GError *foreign, const char *display_name);
GError *hoist_error_new_from_errno (int number, const char *display_name);
GError *hoist_error_new_from_network (const GError *foreign, const char *host);

G_END_DECLS
