/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The way into the queue: files are looked at on a thread, joined with what is there, stored, and
 * only then shown. */
#pragma once

#include "hoist-queue.h"
#include "hoist-store.h"

#include <gio/gio.h>

G_BEGIN_DECLS

void hoist_intake_add_async (HoistQueue *queue,
                             GPtrArray *files,
                             const char *account,
                             HoistSettings *options,
                             gboolean is_paused,
                             GAsyncReadyCallback callback,
                             gpointer data);
GPtrArray *
hoist_intake_add_finish (GAsyncResult *result, guint *n_new, guint *n_joined, GError **error);

G_END_DECLS
