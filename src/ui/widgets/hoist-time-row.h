/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row in which a time of the day is set. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define HOIST_TYPE_TIME_ROW (hoist_time_row_get_type ())
G_DECLARE_FINAL_TYPE (HoistTimeRow, hoist_time_row, HOIST, TIME_ROW, AdwActionRow)

/* Properties: "minute", of the day. */

G_END_DECLS
