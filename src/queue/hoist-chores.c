/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Does something to many sessions, a batch in each turn of the main loop, so that a long queue
 * never stalls it. */
#include "hoist-chores.h"

#define BATCH 256

struct _HoistChores {
  GSourceOnceFunc ended;
  gpointer data;
  GQueue *rounds; /* (owned) (element-type Round) */
  guint source;
};

/* One chore and all the sessions that it is for. */
typedef struct {
  HoistChore chore;
  char *detail;        /* (owned) (nullable) */
  GPtrArray *sessions; /* (owned) (element-type HoistSession) */
  guint next;
} Round;

static void
round_free (Round *self)
{
  g_free (self->detail);
  g_ptr_array_unref (self->sessions);
  g_free (self);
}

static gboolean
on_turn (gpointer user_data)
{
  HoistChores *self = user_data;
  Round *round = g_queue_peek_head (self->rounds);

  for (guint i = 0; round != NULL && i < BATCH; i++) {
    if (round->next < round->sessions->len) {
      round->chore (g_ptr_array_index (round->sessions, round->next++), round->detail, self->data);
    } else {
      round_free (g_queue_pop_head (self->rounds));
      round = g_queue_peek_head (self->rounds);
    }
  }
  if (round != NULL)
    return G_SOURCE_CONTINUE;

  self->source = 0;
  self->ended (self->data);
  return G_SOURCE_REMOVE;
}

/**
 * hoist_chores_new:
 * @ended: called each time when nothing is left to do
 * @data: for @ended and for every chore
 *
 * Returns: (transfer full):
 */
HoistChores *
hoist_chores_new (GSourceOnceFunc ended, gpointer data)
{
  HoistChores *self = g_new0 (HoistChores, 1);

  self->ended = ended;
  self->data = data;
  self->rounds = g_queue_new ();
  return self;
}

void
hoist_chores_free (HoistChores *self)
{
  g_clear_handle_id (&self->source, g_source_remove);
  g_queue_free_full (self->rounds, (GDestroyNotify) round_free);
  g_free (self);
}

/**
 * hoist_chores_add:
 * @sessions: (element-type HoistSession): those there are now; later ones are not touched
 * @chore: done to each of them, after all chores that were added before
 * @detail: (nullable): for @chore; copied
 */
void
hoist_chores_add (HoistChores *self, GPtrArray *sessions, HoistChore chore, const char *detail)
{
  Round *round = g_new0 (Round, 1);

  round->chore = chore;
  round->detail = g_strdup (detail);
  round->sessions = g_ptr_array_new_full (sessions->len, g_object_unref);
  for (guint i = 0; i < sessions->len; i++)
    g_ptr_array_add (round->sessions, g_object_ref (g_ptr_array_index (sessions, i)));
  g_queue_push_tail (self->rounds, round);
  if (self->source == 0)
    self->source = g_idle_add_full (G_PRIORITY_DEFAULT, on_turn, self, NULL);
}

gboolean
hoist_chores_are_done (HoistChores *self)
{
  return g_queue_is_empty (self->rounds);
}
