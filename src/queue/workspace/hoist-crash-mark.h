/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tells a program that crashed from one that was killed or lost its power. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean hoist_crash_mark_take (const char *folder);
void hoist_crash_mark_arm (const char *folder);
void hoist_crash_mark_disarm (void);

G_END_DECLS
