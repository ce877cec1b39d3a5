/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rate and the time left of a running session, and how often they are shown. */
#pragma once

#include "hoist-clock.h"

G_BEGIN_DECLS

typedef struct _HoistProgress HoistProgress;

/* @sent body bytes have left since the last call; at most ten calls a second. */
typedef void (*HoistProgressShow) (guint64 sent, gpointer data);

HoistProgress *hoist_progress_new (HoistClock *clock, HoistProgressShow show, gpointer data);
void hoist_progress_free (HoistProgress *self);
void hoist_progress_restart (HoistProgress *self);
void hoist_progress_add_hashed (HoistProgress *self, guint64 hashed);
void hoist_progress_add_sent (HoistProgress *self, guint64 bytes);
void hoist_progress_flush (HoistProgress *self);
guint64 hoist_progress_get_rate (HoistProgress *self);
gint64 hoist_progress_get_seconds_left (HoistProgress *self, guint64 bytes_left);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HoistProgress, hoist_progress_free)

G_END_DECLS
