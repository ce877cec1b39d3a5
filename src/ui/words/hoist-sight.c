/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes from a session what the closures want to know of it. */
#include "hoist-sight.h"

#include "hoist-documents.h"

#include <string.h>

static const char *
get_account_name (HoistSession *session, HoistAccounts *accounts)
{
  const char *id = hoist_session_get_account (session);
  HoistAccount *account = NULL;

  if (accounts == NULL || id == NULL || *id == '\0')
    return NULL;
  account = hoist_accounts_find (accounts, id);
  return account == NULL ? NULL : hoist_account_get_name (account);
}

/* While it rests, only what the server has counts as kept: a preparation that was cut short begins
 * again. */
static double
get_fraction (HoistSession *session)
{
  if (!hoist_state_is_running (hoist_session_get_state (session)) &&
      hoist_session_get_bytes_done (session) == 0)
    return 0;
  return hoist_session_get_fraction (session);
}

static const char *
get_file_name (HoistSession *session)
{
  const char *path = hoist_session_get_path (session);
  const char *slash = strrchr (path, '/');

  return slash != NULL ? slash + 1 : path;
}

/**
 * hoist_sight_of:
 * @accounts: (nullable): where the account's name is looked up
 *
 * Returns: a view that borrows from @session and @accounts: for one use, at once
 */
HoistSight
hoist_sight_of (HoistSession *session, HoistAccounts *accounts)
{
  const char *link = hoist_session_get_link (session);
  const char *remote_id = hoist_session_get_remote_id (session);

  return (HoistSight){
    .name = get_file_name (session),
    .state = hoist_session_get_state (session),
    .reason = hoist_session_get_reason (session),
    .message = hoist_session_get_message (session),
    .account = get_account_name (session, accounts),
    .size = hoist_session_get_size (session),
    .bytes_done = hoist_session_get_bytes_done (session),
    .bytes_hashed = hoist_session_get_bytes_hashed (session),
    .rate = hoist_session_get_rate (session),
    .fraction = get_fraction (session),
    .seconds_left = hoist_session_get_seconds_left (session),
    .wait_us = hoist_session_get_wait_left (session),
    .n_tries = hoist_session_get_n_tries (session),
    .verified = hoist_session_get_verified (session),
    .is_instant = hoist_session_is_instant (session),
    .has_link = link != NULL && *link != '\0',
    .has_remote_id = remote_id != NULL && *remote_id != '\0',
    .can_retry = hoist_session_can_retry (session),
    .is_sandbox = hoist_documents_is_sandbox (),
    .ended_us = hoist_session_get_record (session)->ended_us,
    .now_us = g_get_real_time (),
  };
}
