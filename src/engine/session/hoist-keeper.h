/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What of a run is not saved yet: finished parts, and lanes that wait for a save. */
#pragma once

#include "hoist-lane.h"
#include "hoist-record.h"

G_BEGIN_DECLS

typedef struct _HoistKeeper HoistKeeper;

/* Finished parts are to be saved now; hoist_keeper_parts_saved() when that is done. */
typedef void (*HoistKeeperSave) (gpointer data);

HoistKeeper *hoist_keeper_new (HoistKeeperSave save, gpointer data);
void hoist_keeper_free (HoistKeeper *self);
void hoist_keeper_add_part (HoistKeeper *self, const HoistPart *part);
void hoist_keeper_parts_saved (HoistKeeper *self);
void hoist_keeper_add_lane (HoistKeeper *self, HoistKept then, gpointer data);
void hoist_keeper_lane_saved (HoistKeeper *self);
void hoist_keeper_fill_change (HoistKeeper *self, HoistTicket *ticket, HoistChange *change);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HoistKeeper, hoist_keeper_free)

G_END_DECLS
