/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests that want to know how putting a file together ends: all get the same answer. */
#include "hoist-practice-waiting.h"

struct _HoistPracticeWaiting {
  GHashTable *exchanges; /* (owned) (element-type utf8 GPtrArray of exchanges): by upload */
};

HoistPracticeWaiting *
hoist_practice_waiting_new (void)
{
  HoistPracticeWaiting *self = g_new0 (HoistPracticeWaiting, 1);

  self->exchanges =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  return self;
}

void
hoist_practice_waiting_free (HoistPracticeWaiting *self)
{
  g_hash_table_unref (self->exchanges);
  g_free (self);
}

/**
 * hoist_practice_waiting_join:
 *
 * Returns: whether the file is being put together, so that @exchange waits with those that do
 */
gboolean
hoist_practice_waiting_join (HoistPracticeWaiting *self,
                             const char *key,
                             HoistPracticeExchange *exchange)
{
  GPtrArray *exchanges = g_hash_table_lookup (self->exchanges, key);

  if (exchanges != NULL)
    g_ptr_array_add (exchanges, exchange);
  return exchanges != NULL;
}

/**
 * hoist_practice_waiting_begin:
 * @exchange: the first that waits
 *
 * From now on the file is being put together, until hoist_practice_waiting_answer().
 */
void
hoist_practice_waiting_begin (HoistPracticeWaiting *self,
                              const char *key,
                              HoistPracticeExchange *exchange)
{
  GPtrArray *exchanges = g_ptr_array_new ();

  g_ptr_array_add (exchanges, exchange);
  g_hash_table_insert (self->exchanges, g_strdup (key), exchanges);
}

/**
 * hoist_practice_waiting_answer:
 * @answer: called for each that waits; there may be none any more
 */
void
hoist_practice_waiting_answer (HoistPracticeWaiting *self,
                               const char *key,
                               HoistPracticeAnswer answer,
                               gpointer data)
{
  /* kept alive: those that are taken out here are not forgotten when one ends meanwhile */
  g_autoptr (GPtrArray) messages = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) exchanges = NULL;
  g_autofree char *own_key = NULL;

  g_hash_table_steal_extended (self->exchanges, key, (gpointer *) &own_key,
                               (gpointer *) &exchanges);
  for (guint i = 0; i < exchanges->len; i++) {
    HoistPracticeExchange *exchange = g_ptr_array_index (exchanges, i);

    g_ptr_array_add (messages, g_object_ref (exchange->message));
  }
  for (guint i = 0; i < exchanges->len; i++)
    answer (g_ptr_array_index (exchanges, i), data);
}

/**
 * hoist_practice_waiting_forget:
 * @exchange: its client is gone
 */
void
hoist_practice_waiting_forget (HoistPracticeWaiting *self, HoistPracticeExchange *exchange)
{
  GHashTableIter iter;
  gpointer exchanges = NULL;

  g_hash_table_iter_init (&iter, self->exchanges);
  while (g_hash_table_iter_next (&iter, NULL, &exchanges))
    g_ptr_array_remove (exchanges, exchange);
}
