/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A small set of named texts: an account's settings, its secrets, or one upload's options. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _HoistSettings HoistSettings;

HoistSettings *hoist_settings_new (void);
HoistSettings *hoist_settings_new_from_text (const char *text, GError **error);
HoistSettings *hoist_settings_copy (const HoistSettings *self);
HoistSettings *hoist_settings_ref (HoistSettings *self);
void hoist_settings_unref (HoistSettings *self);

const char *hoist_settings_get (const HoistSettings *self, const char *id);
void hoist_settings_set (HoistSettings *self, const char *id, const char *value);
void hoist_settings_merge (HoistSettings *self, const HoistSettings *other);
char **hoist_settings_dup_ids (const HoistSettings *self);
gboolean hoist_settings_is_empty (const HoistSettings *self);
char *hoist_settings_to_text (const HoistSettings *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HoistSettings, hoist_settings_unref)

G_END_DECLS
