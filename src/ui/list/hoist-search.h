/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Searches uploads by the names of files, folders and accounts, a piece in each turn of the main
 * loop. */
#pragma once

#include "hoist-accounts.h"
#include "hoist-session.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define HOIST_TYPE_SEARCH (hoist_search_get_type ())
G_DECLARE_FINAL_TYPE (HoistSearch, hoist_search, HOIST, SEARCH, GObject)

/* Property "is-pending", notified: there is more to look through. */

HoistSearch *hoist_search_new (GListModel *sessions, HoistAccounts *accounts);
void hoist_search_set_text (HoistSearch *self, const char *text);
GListModel *hoist_search_get_model (HoistSearch *self);
gboolean hoist_search_is_pending (HoistSearch *self);

G_END_DECLS
