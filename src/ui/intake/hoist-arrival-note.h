/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was let go over the window and is not in the queue yet, in a file of its own beside the
 * queue: so that who quits, or is killed, in the middle finds it in the next start. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _HoistArrivalNote HoistArrivalNote;

HoistArrivalNote *
hoist_arrival_note_new (const char *folder, GPtrArray *paths, const char *account, gint64 noted_us);
void hoist_arrival_note_free (HoistArrivalNote *self);
void hoist_arrival_note_settle (HoistArrivalNote *self);
void hoist_arrival_note_forget (HoistArrivalNote *self);

GPtrArray *hoist_arrival_note_get_paths (const HoistArrivalNote *self);
const char *hoist_arrival_note_get_account (const HoistArrivalNote *self);
gint64 hoist_arrival_note_get_noted (const HoistArrivalNote *self);

GPtrArray *hoist_arrival_notes_read (const char *folder);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HoistArrivalNote, hoist_arrival_note_free)

G_END_DECLS
