/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A short page of help: questions that open. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define HOIST_TYPE_HELP_WINDOW (hoist_help_window_get_type ())
G_DECLARE_FINAL_TYPE (HoistHelpWindow, hoist_help_window, HOIST, HELP_WINDOW, AdwWindow)

HoistHelpWindow *hoist_help_window_new (GtkWindow *parent);

G_END_DECLS
