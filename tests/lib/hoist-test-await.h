/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Waiting in the main loop for the result of an asynchronous call. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

void hoist_test_keep_result (GObject *source, GAsyncResult *result, gpointer data);
GAsyncResult *hoist_test_await (GAsyncResult **slot);

G_END_DECLS
