/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What all sessions share, handed in once: time, HTTP, hashing, speed, slots, the journal. */
#pragma once

#include "hoist-clock.h"
#include "hoist-hasher.h"
#include "hoist-http.h"
#include "hoist-journal.h"
#include "hoist-network.h"
#include "hoist-slots.h"
#include "hoist-throttle.h"

G_BEGIN_DECLS

#define HOIST_TYPE_ENGINE (hoist_engine_get_type ())
G_DECLARE_FINAL_TYPE (HoistEngine, hoist_engine, HOIST, ENGINE, GObject)

HoistEngine *hoist_engine_new (HoistClock *clock, HoistJournal *journal);

HoistClock *hoist_engine_get_clock (HoistEngine *self);
HoistHttp *hoist_engine_get_http (HoistEngine *self);
HoistHasher *hoist_engine_get_hasher (HoistEngine *self);
HoistThrottle *hoist_engine_get_throttle (HoistEngine *self);
HoistSlots *hoist_engine_get_slots (HoistEngine *self);
HoistJournal *hoist_engine_get_journal (HoistEngine *self);
HoistNetwork *hoist_engine_get_network (HoistEngine *self);
guint hoist_engine_get_parallel_parts (HoistEngine *self);
void hoist_engine_set_parallel_parts (HoistEngine *self, guint count);
guint64 hoist_engine_draw_nonce (HoistEngine *self);
double hoist_engine_draw_jitter (HoistEngine *self);
void hoist_engine_set_random (HoistEngine *self, GRand *random);

G_END_DECLS
