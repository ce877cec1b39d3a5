/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One fact in a list of them: what it is about, what it is, and a button that copies it. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define HOIST_TYPE_DETAILS_FACT (hoist_details_fact_get_type ())
G_DECLARE_FINAL_TYPE (HoistDetailsFact, hoist_details_fact, HOIST, DETAILS_FACT, AdwActionRow)

/* Property "is-copied" of the builder: whether there is a button, with the window's action
 * "details.copy". */

HoistDetailsFact *hoist_details_fact_new (const char *title, gboolean is_copied);
void hoist_details_fact_show (HoistDetailsFact *self, const char *text);

G_END_DECLS
