/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be done with uploads, as actions of the window: for buttons, menus and keys. */
#pragma once

#include "hoist-queue.h"
#include "hoist-session-list.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HOIST_TYPE_SESSION_ACTIONS (hoist_session_actions_get_type ())
G_DECLARE_FINAL_TYPE (HoistSessionActions, hoist_session_actions, HOIST, SESSION_ACTIONS, GObject)

/* Signal "sign-in" (account id): the user wants to give the account new keys. */

HoistSessionActions *hoist_session_actions_new (GtkApplicationWindow *window,
                                                AdwToastOverlay *toasts,
                                                HoistQueue *queue,
                                                HoistSessionList *list);

GtkApplicationWindow *hoist_session_actions_get_window (HoistSessionActions *self);
HoistQueue *hoist_session_actions_get_queue (HoistSessionActions *self);
HoistSessionList *hoist_session_actions_get_list (HoistSessionActions *self);

gpointer hoist_session_actions_find_row (HoistSessionActions *self, gint64 id);
void hoist_session_actions_remove (HoistSessionActions *self, GPtrArray *sessions);
void hoist_session_actions_copy_links (HoistSessionActions *self, GPtrArray *sessions);
void hoist_session_actions_move (HoistSessionActions *self,
                                 GPtrArray *sessions,
                                 HoistSession *before,
                                 gboolean is_top);

G_END_DECLS
