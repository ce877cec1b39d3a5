/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A sliding window over requests: so many in any stretch of time, and no more. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _HoistPracticeWindow HoistPracticeWindow;

HoistPracticeWindow *hoist_practice_window_new (guint most, gint64 length_us);
void hoist_practice_window_free (HoistPracticeWindow *self);
gboolean hoist_practice_window_take (HoistPracticeWindow *self, gint64 now_us);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HoistPracticeWindow, hoist_practice_window_free)

G_END_DECLS
