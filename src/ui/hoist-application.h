/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The application: one instance, its options, its workspace, life in the background. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define HOIST_TYPE_APPLICATION (hoist_application_get_type ())
G_DECLARE_FINAL_TYPE (HoistApplication, hoist_application, HOIST, APPLICATION, AdwApplication)

/* The exit status of a start that met an application which is ending: to be tried again. */
#define HOIST_APPLICATION_ENDING 75

HoistApplication *hoist_application_new (void);

G_END_DECLS
