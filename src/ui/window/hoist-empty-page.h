/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the window shows while there are no uploads: how to begin. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define HOIST_TYPE_EMPTY_PAGE (hoist_empty_page_get_type ())
G_DECLARE_FINAL_TYPE (HoistEmptyPage, hoist_empty_page, HOIST, EMPTY_PAGE, AdwBin)

HoistEmptyPage *hoist_empty_page_new (void);
void hoist_empty_page_set_has_account (HoistEmptyPage *self, gboolean has_account);

G_END_DECLS
