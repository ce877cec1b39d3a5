/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was let go over the window and is not in the queue yet, as text: so that who quits, or is
 * killed, in the middle finds it in the next start. */
#pragma once

#include "hoist-uri-list.h"

G_BEGIN_DECLS

/**
 * HoistArrivalNote:
 * @paths: (owned) (nullable) (element-type filename): absolute; may be stolen
 * @account: (owned) (nullable): the id of an account; %NULL for the default one
 * @noted_us: real time: what the queue was given of it came in then or later
 */
typedef struct {
  GPtrArray *paths;
  char *account;
  gint64 noted_us;
} HoistArrivalNote;

void hoist_arrival_note_free (HoistArrivalNote *self);
char *hoist_arrival_note_write (const HoistDropped *dropped, const char *account, gint64 noted_us);
GPtrArray *hoist_arrival_notes_read (const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HoistArrivalNote, hoist_arrival_note_free)

G_END_DECLS
