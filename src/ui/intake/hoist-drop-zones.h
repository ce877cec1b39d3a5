/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The zones of the drop frame: one for each account, as a grid that fits the window. */
#pragma once

#include "hoist-accounts.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* More than these do not fit a small window; a row's account can be changed in its details. */
#define HOIST_MAX_DROP_ZONES 12

#define HOIST_TYPE_DROP_ZONES (hoist_drop_zones_get_type ())
G_DECLARE_FINAL_TYPE (HoistDropZones, hoist_drop_zones, HOIST, DROP_ZONES, GtkWidget)

void hoist_drop_zones_set_accounts (HoistDropZones *self, HoistAccounts *accounts);
guint hoist_drop_zones_get_count (HoistDropZones *self);
const char *hoist_drop_zones_get_text (HoistDropZones *self, guint index);

int hoist_drop_zones_find (HoistDropZones *self, double x, double y);
void hoist_drop_zones_mark (HoistDropZones *self, int index);
const char *hoist_drop_zones_get_account (HoistDropZones *self, int index);

guint hoist_drop_zones_get_columns (guint n_zones, int width, int height);

G_END_DECLS
