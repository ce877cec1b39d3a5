/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Does something to many sessions, a few milliseconds in each turn of the main loop, so that a long
 * queue never stalls it. */
#include "hoist-chores.h"

#define TURN_US (4 * G_TIME_SPAN_MILLISECOND)

/* The clock is looked at once for so many: fewer are always done in one turn. */
#define AT_ONCE 256

/* Right behind GTK's drawing: a long chore holds up no frame. */
#define PRIORITY (G_PRIORITY_HIGH_IDLE + 30)

struct _HoistChores {
  GSourceOnceFunc ended;
  gpointer data;
  GQueue *rounds; /* (owned) (element-type Round) */
  guint source;
  gboolean is_in_turn;
};

/* One chore and all the sessions that it is for. */
typedef struct {
  const HoistChore *chore;
  gpointer detail;     /* (owned) (nullable) */
  GPtrArray *sessions; /* (owned) (element-type HoistSession) */
  guint next;
} Round;

static void
round_free (Round *self)
{
  if (self->chore->free_detail != NULL)
    self->chore->free_detail (self->detail);
  g_ptr_array_unref (self->sessions);
  g_free (self);
}

/* Says whether the round is over. */
static gboolean
run_round (HoistChores *self, Round *round, gint64 end_us)
{
  const HoistChore *chore = round->chore;
  guint last = round->sessions->len;

  if (chore->at_most != 0)
    last = MIN (last, round->next + chore->at_most);
  do {
    guint end = MIN (round->next + AT_ONCE, last);

    while (round->next < end)
      chore->each (g_ptr_array_index (round->sessions, round->next++), round->detail, self->data);
  } while (round->next < last && g_get_monotonic_time () < end_us);

  if (chore->turn_over != NULL)
    chore->turn_over (round->detail, self->data);
  return round->next == round->sessions->len;
}

/* Says whether anything is left to do. */
static gboolean
run_turn (HoistChores *self)
{
  gint64 end_us = g_get_monotonic_time () + TURN_US;
  Round *round = g_queue_peek_head (self->rounds);

  self->is_in_turn = TRUE;
  while (round != NULL && run_round (self, round, end_us)) {
    if (round->chore->ended != NULL)
      round->chore->ended (round->detail, self->data);
    round_free (g_queue_pop_head (self->rounds));
    round = g_get_monotonic_time () < end_us ? g_queue_peek_head (self->rounds) : NULL;
  }
  self->is_in_turn = FALSE;
  return !g_queue_is_empty (self->rounds);
}

static gboolean
on_turn (gpointer user_data)
{
  HoistChores *self = user_data;

  if (run_turn (self))
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
 * @detail: (transfer full) (nullable): for @chore
 *
 * Has it done soon.
 */
void
hoist_chores_add (HoistChores *self, GPtrArray *sessions, const HoistChore *chore, gpointer detail)
{
  Round *round = g_new0 (Round, 1);

  round->chore = chore;
  round->detail = detail;
  round->sessions = g_ptr_array_new_full (sessions->len, g_object_unref);
  for (guint i = 0; i < sessions->len; i++)
    g_ptr_array_add (round->sessions, g_object_ref (g_ptr_array_index (sessions, i)));
  g_queue_push_tail (self->rounds, round);
  if (self->source == 0)
    self->source = g_idle_add_full (PRIORITY, on_turn, self, NULL);
}

/**
 * hoist_chores_begin:
 *
 * As hoist_chores_add(), but the first turn is now, unless another chore is still going on: a few
 * hundred sessions are done on return.
 */
void
hoist_chores_begin (HoistChores *self,
                    GPtrArray *sessions,
                    const HoistChore *chore,
                    gpointer detail)
{
  gboolean is_first = g_queue_is_empty (self->rounds) && !self->is_in_turn;

  hoist_chores_add (self, sessions, chore, detail);
  if (is_first)
    run_turn (self);
}

gboolean
hoist_chores_are_done (HoistChores *self)
{
  return g_queue_is_empty (self->rounds);
}
