/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Facts of an upload as text: times for people, and everything at once to be copied. */
#pragma once

#include "hoist-accounts.h"
#include "hoist-digest.h"
#include "hoist-session.h"

G_BEGIN_DECLS

char *hoist_details_text_time (gint64 time_us);
char *hoist_details_text_size (guint64 size);
char *hoist_details_text_account (HoistSession *session, HoistAccounts *accounts);
char *hoist_details_text_all (HoistSession *session,
                              HoistAccounts *accounts,
                              const HoistDigests *digests);

G_END_DECLS
