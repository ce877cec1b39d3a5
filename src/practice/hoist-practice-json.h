/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The body of a request, read strictly as one object of JSON. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* More than any call sends. */
#define HOIST_PRACTICE_JSON_MAX (8 * 1024 * 1024)

/* How a member is to be read: a member that is null is wrong everywhere. */
typedef enum {
  HOIST_PRACTICE_JSON_OPTIONAL,
  HOIST_PRACTICE_JSON_REQUIRED,
} HoistPracticeJsonNeed;

JsonNode *hoist_practice_json_parse (const char *text, gsize size, GError **error);
gboolean hoist_practice_json_get_text (JsonObject *object,
                                       const char *name,
                                       HoistPracticeJsonNeed need,
                                       const char **text,
                                       GError **error);
gboolean hoist_practice_json_get_number (JsonObject *object,
                                         const char *name,
                                         HoistPracticeJsonNeed need,
                                         gint64 *number,
                                         GError **error);
gboolean hoist_practice_json_get_flag (JsonObject *object,
                                       const char *name,
                                       HoistPracticeJsonNeed need,
                                       gboolean *flag,
                                       GError **error);
gboolean hoist_practice_json_get_array (JsonObject *object,
                                        const char *name,
                                        HoistPracticeJsonNeed need,
                                        JsonArray **array,
                                        GError **error);
gboolean hoist_practice_json_get_object (JsonObject *object,
                                         const char *name,
                                         HoistPracticeJsonNeed need,
                                         JsonObject **value,
                                         GError **error);

G_END_DECLS
