/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A disk for SQLite that is slow or full when a test says so. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void hoist_test_disk_install (void);
void hoist_test_disk_set_sync_delay (guint delay_ms);
void hoist_test_disk_set_full (gboolean is_full);
guint hoist_test_disk_get_n_syncs (void);

G_END_DECLS
