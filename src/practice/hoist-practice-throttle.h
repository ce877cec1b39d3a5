/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A token bucket for received bytes: who took too much waits until the bucket is level again. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _HoistPracticeThrottle HoistPracticeThrottle;

HoistPracticeThrottle *hoist_practice_throttle_new (guint64 rate);
void hoist_practice_throttle_free (HoistPracticeThrottle *self);
gboolean hoist_practice_throttle_take (HoistPracticeThrottle *self, gsize size);
void
hoist_practice_throttle_wait (HoistPracticeThrottle *self, GSourceOnceFunc callback, gpointer data);
void hoist_practice_throttle_forget (HoistPracticeThrottle *self, gpointer data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HoistPracticeThrottle, hoist_practice_throttle_free)

G_END_DECLS
