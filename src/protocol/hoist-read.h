/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A strict, capped reader for the JSON that a stranger sends. */
#pragma once

#include <glib.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef struct _HoistRead HoistRead;

HoistRead *hoist_read_new (GBytes *bytes, GError **error);
void hoist_read_free (HoistRead *self);

JsonObject *hoist_read_get_root (HoistRead *self);
JsonNode *hoist_read_find (JsonObject *object, const char *name);
gboolean hoist_read_int (JsonObject *object, const char *name, gint64 *value);
gboolean hoist_read_uint (JsonObject *object, const char *name, guint64 *value);
char *hoist_read_dup_text (JsonObject *object, const char *name);
JsonArray *hoist_read_array (JsonObject *object, const char *name);
JsonObject *hoist_read_element (JsonArray *array, guint index);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HoistRead, hoist_read_free)

G_END_DECLS
