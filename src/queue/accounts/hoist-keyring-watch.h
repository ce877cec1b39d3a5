/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lets uploads that wait for a locked keyring go on as soon as somebody unlocks it. */
#pragma once

#include "hoist-queue.h"
#include "hoist-vault.h"

G_BEGIN_DECLS

#define HOIST_TYPE_KEYRING_WATCH (hoist_keyring_watch_get_type ())
G_DECLARE_FINAL_TYPE (HoistKeyringWatch, hoist_keyring_watch, HOIST, KEYRING_WATCH, GObject)

HoistKeyringWatch *
hoist_keyring_watch_new (HoistQueue *queue, HoistVault *vault, HoistClock *clock);

G_END_DECLS
