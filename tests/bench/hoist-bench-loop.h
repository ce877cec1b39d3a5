/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long the main thread works in one turn of its loop. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

gint64 hoist_bench_get_work (void);
void hoist_bench_watch_loop (void);
void hoist_bench_begin_turns (void);
double hoist_bench_get_longest_ms (void);

G_END_DECLS
