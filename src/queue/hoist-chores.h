/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Does something to many sessions, a batch in each turn of the main loop, so that a long queue
 * never stalls it. */
#pragma once

#include "hoist-session.h"

G_BEGIN_DECLS

typedef struct _HoistChores HoistChores;

typedef void (*HoistChore) (HoistSession *session, const char *detail, gpointer data);

HoistChores *hoist_chores_new (GSourceOnceFunc ended, gpointer data);
void hoist_chores_free (HoistChores *self);
void
hoist_chores_add (HoistChores *self, GPtrArray *sessions, HoistChore chore, const char *detail);
gboolean hoist_chores_are_done (HoistChores *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HoistChores, hoist_chores_free)

G_END_DECLS
