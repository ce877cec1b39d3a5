/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The raw query of a request as names and values, decoded once and strictly. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct {
  char *name;  /* (owned) */
  char *value; /* (owned): decoded, valid UTF-8 */
} HoistPracticeParam;

GPtrArray *hoist_practice_query_parse (const char *raw, gboolean is_lenient, GError **error);
gboolean hoist_practice_query_is_escaped (const char *raw);
const char *hoist_practice_query_get (GPtrArray *params, const char *name);
gboolean hoist_practice_number_parse (const char *text, guint64 *number);

G_END_DECLS
