/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Measures how long the main loop is away, for whoever hunts stutter. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void hoist_stall_watch_start (const char *path);
void hoist_stall_watch_stop (void);

G_END_DECLS
