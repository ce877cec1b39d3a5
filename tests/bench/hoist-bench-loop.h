/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long the main thread works in one turn of its loop, and waiting for results in it. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

gint64 hoist_bench_get_work (void);
void hoist_bench_watch_loop (void);
void hoist_bench_begin_turns (void);
double hoist_bench_get_longest_ms (void);
void hoist_bench_keep_result (GObject *source, GAsyncResult *result, gpointer data);
GAsyncResult *hoist_bench_await (GAsyncResult **slot);

G_END_DECLS
