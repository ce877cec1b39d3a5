/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows the connection doctor at work on one account, step by step. */
#pragma once

#include "hoist-workspace.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HOIST_TYPE_DOCTOR_WINDOW (hoist_doctor_window_get_type ())
G_DECLARE_FINAL_TYPE (HoistDoctorWindow, hoist_doctor_window, HOIST, DOCTOR_WINDOW, AdwWindow)

HoistDoctorWindow *
hoist_doctor_window_new (GtkWindow *parent, HoistWorkspace *workspace, HoistAccount *account);

G_END_DECLS
