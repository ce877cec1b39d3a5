/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Other paths by which files and folders are read that are known under their own. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _HoistWays HoistWays;

HoistWays *hoist_ways_new (void);
void hoist_ways_free (HoistWays *self);

void hoist_ways_add (HoistWays *self, const char *path, const char *way);
char *hoist_ways_find (HoistWays *self, const char *path);
guint hoist_ways_count (HoistWays *self);
gboolean hoist_ways_take_news (HoistWays *self);
char *hoist_ways_to_text (HoistWays *self);
void hoist_ways_add_text (HoistWays *self, const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HoistWays, hoist_ways_free)

G_END_DECLS
