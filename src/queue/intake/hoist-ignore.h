/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which files in a folder were not meant, when the folder was added. */
#pragma once

#include "hoist-preferences.h"

G_BEGIN_DECLS

typedef struct _HoistIgnore HoistIgnore;

HoistIgnore *hoist_ignore_new (const HoistPreferenceValues *values);
void hoist_ignore_free (HoistIgnore *self);
gboolean hoist_ignore_matches (const HoistIgnore *self, const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HoistIgnore, hoist_ignore_free)

G_END_DECLS
