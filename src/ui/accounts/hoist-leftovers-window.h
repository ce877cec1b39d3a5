/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The unfinished uploads of an account: each may go on or be cleaned up. */
#pragma once

#include "hoist-workspace.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HOIST_TYPE_LEFTOVERS_WINDOW (hoist_leftovers_window_get_type ())
G_DECLARE_FINAL_TYPE (HoistLeftoversWindow,
                      hoist_leftovers_window,
                      HOIST,
                      LEFTOVERS_WINDOW,
                      AdwWindow)

HoistLeftoversWindow *
hoist_leftovers_window_new (GtkWindow *parent, HoistWorkspace *workspace, HoistAccount *account);

G_END_DECLS
