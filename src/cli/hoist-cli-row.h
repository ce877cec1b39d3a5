/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One upload as it is printed, whether this program runs it or only reads the store. */
#pragma once

#include "hoist-accounts.h"
#include "hoist-session.h"

G_BEGIN_DECLS

/* Another program does the work and does not tell. */
#define HOIST_CLI_SENT_UNKNOWN G_MAXUINT64

/**
 * HoistCliRow:
 * @folder: (nullable): the folders it keeps
 * @account: the account's name
 * @done: bytes the server has
 * @sent: body bytes that left in this run, or %HOIST_CLI_SENT_UNKNOWN
 * @seconds_left: -1 when unknown
 *
 * A view: all pointers belong to the session or the record it was made from.
 */
typedef struct {
  gint64 id;
  const char *path;
  const char *folder;
  const char *account;
  HoistState state;
  HoistReason reason;
  const char *message;
  guint64 size;
  guint64 done;
  guint64 hashed;
  guint64 sent;
  guint64 rate;
  gint64 seconds_left;
  gint64 ended_us;
  const char *remote_id;
  const char *link;
  const char *verified;
  gboolean is_instant;
} HoistCliRow;

void hoist_cli_row_from_session (HoistCliRow *self, HoistSession *session, HoistAccounts *accounts);
void
hoist_cli_row_from_record (HoistCliRow *self, const HoistRecord *record, HoistAccounts *accounts);
char *hoist_cli_row_dup_state_text (const HoistCliRow *self);

G_END_DECLS
