/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Uploads are held back while their account is stopped, and go on with it. */
#include "hoist-queue-private.h"

gboolean
hoist_queue_is_stuck (HoistSession *session)
{
  HoistReason reason = hoist_session_get_record (session)->reason;

  return reason == HOIST_REASON_ACCOUNT || reason == HOIST_REASON_SIGN_IN ||
         reason == HOIST_REASON_KEYRING_MISSING;
}

static void
free_if_stuck (HoistSession *session, gpointer detail, gpointer user_data)
{
  const char *account = detail;

  if (hoist_queue_is_stuck (session) &&
      g_strcmp0 (hoist_session_get_account (session), account) == 0)
    hoist_session_retry (session, FALSE);
}

static void
hold_if_at_work (HoistSession *session, gpointer detail, gpointer user_data)
{
  const char *account = detail;
  HoistQueue *self = user_data;
  const HoistAccount *found = hoist_accounts_find (self->accounts, account);
  const GError *stop = NULL;

  if (found == NULL || g_strcmp0 (hoist_session_get_account (session), account) != 0)
    return;

  stop = hoist_channel_get_stop_error (hoist_account_get_channel ((HoistAccount *) found));
  if (stop != NULL && hoist_session_get_record (session)->state != HOIST_STATE_FINISHING)
    hoist_session_wait (session, HOIST_REASON_ACCOUNT, stop->message);
}

static const HoistChore free_chore = { .each = free_if_stuck, .free_detail = g_free };
static const HoistChore hold_chore = { .each = hold_if_at_work, .free_detail = g_free };

static void
on_channel_stopped (HoistChannel *channel, GParamSpec *pspec, HoistQueue *self)
{
  const char *account = hoist_credentials_get_id (hoist_channel_get_credentials (channel));

  if (hoist_channel_get_stop_error (channel) == NULL)
    hoist_chores_add (self->chores, self->sessions, &free_chore, g_strdup (account));
  else
    hoist_chores_add (self->chores, self->sessions, &hold_chore, g_strdup (account));
}

static void
on_accounts_changed (GListModel *model,
                     guint position,
                     guint removed,
                     guint added,
                     HoistQueue *self)
{
  for (guint i = position; i < position + added; i++) {
    HoistChannel *channel =
        hoist_account_get_channel (hoist_accounts_get (HOIST_ACCOUNTS (model), i));

    g_signal_connect_object (channel, "notify::is-stopped", G_CALLBACK (on_channel_stopped), self,
                             0);
  }
  if (added > 0)
    hoist_chores_add (self->chores, self->sessions, &free_chore, g_strdup (""));
}

/**
 * hoist_queue_watch_accounts:
 *
 * From now on uploads of an account that stops are held back, and go on when it is opened again.
 */
void
hoist_queue_watch_accounts (HoistQueue *self)
{
  g_signal_connect (self->accounts, "items-changed", G_CALLBACK (on_accounts_changed), self);
  on_accounts_changed (G_LIST_MODEL (self->accounts), 0, 0,
                       hoist_accounts_get_count (self->accounts), self);
}
