/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The details of an upload, or what several uploads have in common to be changed. */
#pragma once

#include "hoist-workspace.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HOIST_TYPE_DETAILS_WINDOW (hoist_details_window_get_type ())
G_DECLARE_FINAL_TYPE (HoistDetailsWindow, hoist_details_window, HOIST, DETAILS_WINDOW, AdwWindow)

HoistDetailsWindow *
hoist_details_window_new (GtkWindow *parent, HoistWorkspace *workspace, GPtrArray *sessions);
void hoist_details_window_show_page (HoistDetailsWindow *self, const char *name);

G_END_DECLS
