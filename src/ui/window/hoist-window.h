/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The main window: the list, the empty page, choosing and dropping files. */
#pragma once

#include "hoist-add-files.h"
#include "hoist-workspace.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HOIST_TYPE_WINDOW (hoist_window_get_type ())
G_DECLARE_FINAL_TYPE (HoistWindow, hoist_window, HOIST, WINDOW, AdwApplicationWindow)

HoistWindow *hoist_window_new (GtkApplication *application);

void hoist_window_set_workspace (HoistWindow *self, HoistWorkspace *workspace);
void hoist_window_show_list (HoistWindow *self, GListModel *sessions, HoistAccounts *accounts);
void hoist_window_show_trouble (HoistWindow *self, const char *sentence);
void
hoist_window_show_progress (HoistWindow *self, const HoistQueueTotals *totals, gboolean is_paused);
HoistAddFiles *hoist_window_get_adder (HoistWindow *self);
void hoist_window_add_paths (HoistWindow *self, const char *const *paths);
void hoist_window_hold_files (HoistWindow *self, gboolean is_held);
void hoist_window_say (HoistWindow *self, const char *text);
void hoist_window_say_at_once (HoistWindow *self, const char *text);

G_END_DECLS
