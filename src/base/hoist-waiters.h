/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Those who wait for the end of one operation; each may give up by itself. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _HoistWaiters HoistWaiters;

HoistWaiters *hoist_waiters_new (void (*all_gone) (gpointer data), gpointer data);
void hoist_waiters_free (HoistWaiters *self);

gboolean hoist_waiters_is_empty (const HoistWaiters *self);
void hoist_waiters_add (HoistWaiters *self, GTask *task);
void hoist_waiters_answer (HoistWaiters *self,
                           const GError *error,
                           gpointer value,
                           GBoxedCopyFunc copy,
                           GDestroyNotify free);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HoistWaiters, hoist_waiters_free)

G_END_DECLS
