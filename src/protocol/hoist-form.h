/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names and values as application/x-www-form-urlencoded: queries and bodies. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define HOIST_FORM_TYPE "application/x-www-form-urlencoded"

void hoist_form_append (GString *form, const char *name, const char *value);
char *hoist_form_dup_value (const char *query, const char *name);
gint64 hoist_form_get_expiry (const char *url);

G_END_DECLS
