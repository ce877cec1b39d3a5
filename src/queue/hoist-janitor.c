/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is left to do for uploads that are over, a few at a time, beside the queue's real work. */
#include "hoist-janitor.h"

/* Each is one request and no file. */
#define AT_ONCE 4

struct _HoistJanitor {
  HoistJanitorStart start;
  gpointer data;
  GQueue waiting;    /* (element-type gpointer): unowned */
  GHashTable *links; /* (owned) (element-type gpointer GList): where each stands in @waiting */
  guint n_active;
  guint idle;
  gboolean is_running;
};

/* Returns: (transfer full): */
HoistJanitor *
hoist_janitor_new (HoistJanitorStart start, gpointer data)
{
  HoistJanitor *self = g_new0 (HoistJanitor, 1);

  self->start = start;
  self->data = data;
  self->links = g_hash_table_new (NULL, NULL);
  g_queue_init (&self->waiting);
  return self;
}

void
hoist_janitor_free (HoistJanitor *self)
{
  if (self == NULL)
    return;

  g_clear_handle_id (&self->idle, g_source_remove);
  g_hash_table_unref (self->links);
  g_queue_clear (&self->waiting);
  g_free (self);
}

static gboolean
on_idle (gpointer user_data)
{
  HoistJanitor *self = user_data;

  self->idle = 0;
  while (self->is_running && self->n_active < AT_ONCE && !g_queue_is_empty (&self->waiting)) {
    gpointer item = g_queue_pop_head (&self->waiting);

    g_hash_table_remove (self->links, item);
    self->n_active++;
    if (!self->start (item, self->data))
      self->n_active--;
  }
  return G_SOURCE_REMOVE;
}

static void
schedule (HoistJanitor *self)
{
  if (self->idle == 0 && self->is_running && !g_queue_is_empty (&self->waiting))
    self->idle = g_idle_add_full (G_PRIORITY_LOW, on_idle, self, NULL);
}

/* Nothing is started before this says so. */
void
hoist_janitor_set_running (HoistJanitor *self, gboolean is_running)
{
  self->is_running = is_running;
  schedule (self);
}

/* Adds @item behind the others, unless it waits already. */
void
hoist_janitor_add (HoistJanitor *self, gpointer item)
{
  if (g_hash_table_contains (self->links, item))
    return;

  g_queue_push_tail (&self->waiting, item);
  g_hash_table_insert (self->links, item, g_queue_peek_tail_link (&self->waiting));
  schedule (self);
}

/* Forgets @item if it waits. */
void
hoist_janitor_remove (HoistJanitor *self, gpointer item)
{
  GList *link = g_hash_table_lookup (self->links, item);

  if (link == NULL)
    return;

  g_hash_table_remove (self->links, item);
  g_queue_delete_link (&self->waiting, link);
}

/* The work for one of them is over. */
void
hoist_janitor_done (HoistJanitor *self)
{
  g_return_if_fail (self->n_active > 0);

  self->n_active--;
  schedule (self);
}

guint
hoist_janitor_get_n_active (HoistJanitor *self)
{
  return self->n_active;
}
