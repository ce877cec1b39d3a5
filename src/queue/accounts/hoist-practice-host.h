/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs the practice service as a child and keeps a ready account for it. */
#pragma once

#include "hoist-accounts.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define HOIST_TYPE_PRACTICE_HOST (hoist_practice_host_get_type ())
G_DECLARE_FINAL_TYPE (HoistPracticeHost, hoist_practice_host, HOIST, PRACTICE_HOST, GObject)

gboolean hoist_practice_host_is_known (HoistAccounts *accounts);

HoistPracticeHost *hoist_practice_host_new (HoistAccounts *accounts, const char *folder);

gboolean hoist_practice_host_is_running (HoistPracticeHost *self);
void hoist_practice_host_start_async (HoistPracticeHost *self,
                                      GAsyncReadyCallback callback,
                                      gpointer data);
HoistAccount *
hoist_practice_host_start_finish (HoistPracticeHost *self, GAsyncResult *result, GError **error);
void hoist_practice_host_stop (HoistPracticeHost *self);

G_END_DECLS
