/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows a help bundle before it is given away: read it, copy it, save it. */
#pragma once

#include "hoist-workspace.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HOIST_TYPE_HELP_BUNDLE_WINDOW (hoist_help_bundle_window_get_type ())
G_DECLARE_FINAL_TYPE (HoistHelpBundleWindow,
                      hoist_help_bundle_window,
                      HOIST,
                      HELP_BUNDLE_WINDOW,
                      AdwWindow)

HoistHelpBundleWindow *hoist_help_bundle_window_new (GtkWindow *parent, HoistWorkspace *workspace);

G_END_DECLS
