/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Does something to many sessions, a few milliseconds in each turn of the main loop, so that a long
 * queue never stalls it. */
#pragma once

#include "hoist-session.h"

G_BEGIN_DECLS

typedef struct _HoistChores HoistChores;

/**
 * HoistChore:
 * @each: done to one session
 * @at_most: sessions a turn, where @turn_over takes long for many; 0 for as many as time allows
 * @turn_over: (nullable): behind the last session of each turn, for what is cheaper for several
 * @ended: (nullable): behind the last session of all
 * @free_detail: (nullable): also where it ends early
 *
 * @detail is the chore's own, @data belongs to all of them.
 */
typedef struct {
  void (*each) (HoistSession *session, gpointer detail, gpointer data);
  guint at_most;
  void (*turn_over) (gpointer detail, gpointer data);
  void (*ended) (gpointer detail, gpointer data);
  GDestroyNotify free_detail;
} HoistChore;

HoistChores *hoist_chores_new (GSourceOnceFunc ended, gpointer data);
void hoist_chores_free (HoistChores *self);
void
hoist_chores_add (HoistChores *self, GPtrArray *sessions, const HoistChore *chore, gpointer detail);
void hoist_chores_begin (HoistChores *self,
                         GPtrArray *sessions,
                         const HoistChore *chore,
                         gpointer detail);
gboolean hoist_chores_are_done (HoistChores *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HoistChores, hoist_chores_free)

G_END_DECLS
