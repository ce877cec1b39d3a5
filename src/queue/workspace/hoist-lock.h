/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lock that makes one program at a time the queue's runner. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _HoistLock HoistLock;

HoistLock *hoist_lock_take (const char *path, GError **error);
void hoist_lock_free (HoistLock *self);
gboolean hoist_lock_is_free (const char *path);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HoistLock, hoist_lock_free)

G_END_DECLS
