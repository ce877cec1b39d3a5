/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes files and folders dropped anywhere on it, and shows where they would go: a zone for each
 * account. */
#pragma once

#include "hoist-accounts.h"
#include "hoist-arrivals.h"
#include "hoist-uri-list.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HOIST_TYPE_DROP_AREA (hoist_drop_area_get_type ())
G_DECLARE_FINAL_TYPE (HoistDropArea, hoist_drop_area, HOIST, DROP_AREA, AdwBin)

/* Property: "content" (GtkWidget). Signals: "dropped" (HoistDropped, borrowed; the id of an
 * account, or %NULL for the default one); "failed" (a sentence): the drop could not be read. */

HoistDropArea *hoist_drop_area_new (void);
void hoist_drop_area_set_accounts (HoistDropArea *self, HoistAccounts *accounts);
void hoist_drop_area_reveal (HoistDropArea *self, gboolean is_over);
void hoist_drop_area_point_at (HoistDropArea *self, double x, double y);
const char *hoist_drop_area_get_account_at (HoistDropArea *self, double x, double y);
void hoist_drop_area_paste (HoistDropArea *self);
HoistArrivals *hoist_drop_area_get_arrivals (HoistDropArea *self);

G_END_DECLS
