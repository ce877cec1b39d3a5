/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window in which preferences are set. */
#pragma once

#include "hoist-workspace.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HOIST_TYPE_PREFERENCES_WINDOW (hoist_preferences_window_get_type ())
G_DECLARE_FINAL_TYPE (HoistPreferencesWindow,
                      hoist_preferences_window,
                      HOIST,
                      PREFERENCES_WINDOW,
                      AdwPreferencesWindow)

HoistPreferencesWindow *hoist_preferences_window_new (GtkWindow *parent, HoistWorkspace *workspace);

G_END_DECLS
