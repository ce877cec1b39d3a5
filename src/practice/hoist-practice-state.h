/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a service has to remember besides uploads and files: one object of JSON in the storage. */
#pragma once

#include "hoist-practice-storage.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

JsonObject *hoist_practice_storage_load_state (HoistPracticeStorage *self, const char *service);
gboolean hoist_practice_storage_save_state (HoistPracticeStorage *self,
                                            const char *service,
                                            JsonObject *state,
                                            GError **error);

G_END_DECLS
