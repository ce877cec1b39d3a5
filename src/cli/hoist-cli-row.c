/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One upload as it is printed, whether this program runs it or only reads the store. */
#include "hoist-cli-row.h"

#include <glib/gi18n.h>

static const char *const state_texts[HOIST_N_STATES] = {
  [HOIST_STATE_QUEUED] = N_ ("waiting for its turn"),
  [HOIST_STATE_HASHING] = N_ ("preparing"),
  [HOIST_STATE_STARTING] = N_ ("starting"),
  [HOIST_STATE_UPLOADING] = N_ ("uploading"),
  [HOIST_STATE_FINISHING] = N_ ("almost done, the server checks the file"),
  [HOIST_STATE_PROCESSING] = N_ ("uploaded, the cloud is processing it"),
  [HOIST_STATE_FINISHED] = N_ ("finished"),
  [HOIST_STATE_PAUSED] = N_ ("paused"),
  [HOIST_STATE_WAITING] = N_ ("waiting"),
  [HOIST_STATE_ATTENTION] = N_ ("needs attention"),
  [HOIST_STATE_REMOVED] = N_ ("removed"),
};

static const char *
get_account_name (HoistAccounts *accounts, const char *id)
{
  HoistAccount *account = id != NULL ? hoist_accounts_find (accounts, id) : NULL;

  return account != NULL ? hoist_account_get_name (account) : "";
}

/* Texts are borrowed: the row is good as long as @record and @accounts are left alone. */
void
hoist_cli_row_from_record (HoistCliRow *self, const HoistRecord *record, HoistAccounts *accounts)
{
  *self = (HoistCliRow){
    .id = record->id,
    .path = record->path,
    .folder = record->folder,
    .account = get_account_name (accounts, record->account),
    .state = record->state,
    .reason = record->reason,
    .message = record->message,
    .size = record->size,
    .done = record->bytes_done,
    .sent = HOIST_CLI_SENT_UNKNOWN,
    .seconds_left = -1,
    .ended_us = record->ended_us,
    .remote_id = record->remote_id,
    .link = record->link,
    .verified = record->verified,
    .is_instant = record->is_instant,
  };
}

/* As hoist_cli_row_from_record(), with what only a session at work knows. */
void
hoist_cli_row_from_session (HoistCliRow *self, HoistSession *session, HoistAccounts *accounts)
{
  hoist_cli_row_from_record (self, hoist_session_get_record (session), accounts);
  self->path = hoist_session_get_path (session);
  self->state = hoist_session_get_state (session);
  self->reason = hoist_session_get_reason (session);
  self->message = hoist_session_get_message (session);
  self->size = hoist_session_get_size (session);
  self->done = hoist_session_get_bytes_done (session);
  self->hashed = hoist_session_get_bytes_hashed (session);
  self->sent = hoist_session_get_bytes_sent (session);
  self->rate = hoist_session_get_rate (session);
  self->seconds_left = hoist_session_get_seconds_left (session);
  self->remote_id = hoist_session_get_remote_id (session);
  self->link = hoist_session_get_link (session);
  self->verified = hoist_session_get_verified (session);
  self->is_instant = hoist_session_is_instant (session);
}

/**
 * hoist_cli_row_dup_state_text:
 *
 * Returns: (transfer full): the sentence of the present reason if there is one, else what the state
 *   is called; what waits is called so all the same, for its sentence does not always say that
 *   nothing need be done
 */
char *
hoist_cli_row_dup_state_text (const HoistCliRow *self)
{
  gboolean has_sentence = self->message != NULL && self->message[0] != '\0';

  if (has_sentence && self->state == HOIST_STATE_WAITING)
    return g_strdup_printf (_ ("%s: %s"), _ (state_texts[self->state]), self->message);
  if (has_sentence && self->state == HOIST_STATE_ATTENTION)
    return g_strdup (self->message);
  return g_strdup (_ (state_texts[self->state]));
}
