/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From paths to rows: looks at files on a thread before they enter the queue. */
#pragma once

#include "hoist-record.h"

#include <gio/gio.h>

G_BEGIN_DECLS

void hoist_intake_look_async (const char *const *paths,
                              const char *account,
                              HoistSettings *options,
                              gboolean is_paused,
                              gint64 now_us,
                              GAsyncReadyCallback callback,
                              gpointer data);
GPtrArray *hoist_intake_look_finish (GAsyncResult *result, GError **error);

G_END_DECLS
