/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Xvid MediaHub by its sessions and the forms of the store behind it. */
#pragma once

#include "hoist-provider.h"

G_BEGIN_DECLS

extern const HoistProvider hoist_xvid_mediahub;

G_END_DECLS
