/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be done with uploads, as actions of the window: for buttons, menus and keys. */
#pragma once

#include "hoist-queue.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HOIST_TYPE_SESSION_ACTIONS (hoist_session_actions_get_type ())
G_DECLARE_FINAL_TYPE (HoistSessionActions, hoist_session_actions, HOIST, SESSION_ACTIONS, GObject)

/* Signal "sign-in" (account id): the user wants to give the account new keys. */

HoistSessionActions *hoist_session_actions_new (GtkApplicationWindow *window,
                                                AdwToastOverlay *toasts,
                                                HoistQueue *queue,
                                                GtkSelectionModel *selection);

G_END_DECLS
