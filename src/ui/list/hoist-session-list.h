/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of uploads on the screen: rows, search, and the bar for what is selected. */
#pragma once

#include "hoist-accounts.h"
#include "hoist-sections.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HOIST_TYPE_SESSION_LIST (hoist_session_list_get_type ())
G_DECLARE_FINAL_TYPE (HoistSessionList, hoist_session_list, HOIST, SESSION_LIST, AdwBin)

/* Properties: "is-searching", notified, may be set; "n-selected", notified. */

HoistSessionList *hoist_session_list_new (void);

void hoist_session_list_set_sessions (HoistSessionList *self,
                                      GListModel *sessions,
                                      HoistAccounts *accounts);
void hoist_session_list_session_changed (HoistSessionList *self, HoistSession *session);

HoistSections *hoist_session_list_get_sections (HoistSessionList *self);
HoistSections *hoist_session_list_get_all (HoistSessionList *self);
gpointer hoist_session_list_get_focused (HoistSessionList *self);
void hoist_session_list_show_section (HoistSessionList *self, HoistSection section);
void hoist_session_list_show_all_finished (HoistSessionList *self, gboolean is_complete);
void hoist_session_list_open_menu (HoistSessionList *self);
void hoist_session_list_search (HoistSessionList *self, const char *text);

G_END_DECLS
