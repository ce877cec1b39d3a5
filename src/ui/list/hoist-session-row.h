/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One upload in the list. */
#pragma once

#include "hoist-accounts.h"
#include "hoist-session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HOIST_TYPE_SESSION_ROW (hoist_session_row_get_type ())
G_DECLARE_FINAL_TYPE (HoistSessionRow, hoist_session_row, HOIST, SESSION_ROW, GtkBox)

HoistSessionRow *hoist_session_row_new (void);

char *hoist_session_row_make_label (HoistSession *session, HoistAccounts *accounts);
void hoist_session_row_set_session (HoistSessionRow *self, HoistSession *session);
void hoist_session_row_set_accounts (HoistSessionRow *self, HoistAccounts *accounts);
void hoist_session_row_open_menu (HoistSessionRow *self);

G_END_DECLS
