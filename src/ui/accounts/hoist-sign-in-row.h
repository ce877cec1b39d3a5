/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The row that sends the user to the browser to sign in, and waits for what comes of it. */
#pragma once

#include "hoist-sign-in.h"
#include "hoist-workspace.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HOIST_TYPE_SIGN_IN_ROW (hoist_sign_in_row_get_type ())
G_DECLARE_FINAL_TYPE (HoistSignInRow, hoist_sign_in_row, HOIST, SIGN_IN_ROW, AdwActionRow)

/* Signals: "begin", the user wants to sign in; "ended" with whether that went well. */

void
hoist_sign_in_row_start (HoistSignInRow *self, HoistWorkspace *workspace, HoistAccount *account);
void hoist_sign_in_row_cancel (HoistSignInRow *self);
void hoist_sign_in_row_reset (HoistSignInRow *self);
gboolean hoist_sign_in_row_is_waiting (HoistSignInRow *self);
void hoist_sign_in_row_set_browser (HoistSignInRow *self, HoistSignInOpen open, gpointer data);

G_END_DECLS
