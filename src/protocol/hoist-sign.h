/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Request signers: pure functions of request, keys and time. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Names and raw values of a query, in any order. */
typedef struct _HoistQuery HoistQuery;

HoistQuery *hoist_query_new (void);
void hoist_query_free (HoistQuery *self);
void hoist_query_add (HoistQuery *self, const char *name, const char *value);
void hoist_query_add_uint (HoistQuery *self, const char *name, guint64 value);
char *hoist_query_to_wire (HoistQuery *self);

char *
hoist_sign_legacy_text (HoistQuery *query, const char *method, const char *host, const char *path);
char *hoist_sign_legacy_signature (const char *text, const char *secret_key, gboolean is_sha256);
char *hoist_sign_legacy_url (HoistQuery *query,
                             const char *method,
                             const char *endpoint,
                             const char *secret_key,
                             gboolean is_sha256,
                             GError **error);
char *hoist_sign_escape (const char *value);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HoistQuery, hoist_query_free)

G_END_DECLS
