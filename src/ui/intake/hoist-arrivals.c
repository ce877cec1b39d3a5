/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that were dropped, pasted or chosen, and are not in the queue yet: a portal that is asked
 * for thousands of them takes minutes, and so does a folder on a slow network. */
#include "hoist-config.h"

#include "hoist-arrivals.h"

#include <glib/gi18n-lib.h>

typedef struct {
  GCancellable *cancellable; /* (owned): stands for it outside */
  guint n_files;             /* 0 while nobody knows */
} Arrival;

struct _HoistArrivals {
  GObject parent;

  GArray *arrivals; /* (owned) (element-type Arrival) */
  guint patience_ms;
  guint timer;
  gboolean is_slow; /* the user should know of them */
};

enum { SIGNAL_CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HoistArrivals, hoist_arrivals, G_TYPE_OBJECT)

static void
arrival_clear (gpointer data)
{
  g_clear_object (&((Arrival *) data)->cancellable);
}

static void
emit_changed (HoistArrivals *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static gboolean
on_patience_over (gpointer user_data)
{
  HoistArrivals *self = HOIST_ARRIVALS (user_data);

  self->timer = 0;
  self->is_slow = TRUE;
  emit_changed (self);
  return G_SOURCE_REMOVE;
}

static Arrival *
find (HoistArrivals *self, GCancellable *arrival, guint *position)
{
  for (guint i = 0; i < self->arrivals->len; i++) {
    Arrival *at = &g_array_index (self->arrivals, Arrival, i);

    if (at->cancellable != arrival)
      continue;
    if (position != NULL)
      *position = i;
    return at;
  }
  return NULL;
}

static void
hoist_arrivals_dispose (GObject *object)
{
  HoistArrivals *self = HOIST_ARRIVALS (object);

  g_clear_handle_id (&self->timer, g_source_remove);

  G_OBJECT_CLASS (hoist_arrivals_parent_class)->dispose (object);
}

static void
hoist_arrivals_finalize (GObject *object)
{
  g_array_unref (HOIST_ARRIVALS (object)->arrivals);

  G_OBJECT_CLASS (hoist_arrivals_parent_class)->finalize (object);
}

static void
hoist_arrivals_class_init (HoistArrivalsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hoist_arrivals_dispose;
  G_OBJECT_CLASS (klass)->finalize = hoist_arrivals_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", HOIST_TYPE_ARRIVALS, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
hoist_arrivals_init (HoistArrivals *self)
{
  self->arrivals = g_array_new (FALSE, FALSE, sizeof (Arrival));
  g_array_set_clear_func (self->arrivals, arrival_clear);
}

/**
 * hoist_arrivals_new:
 * @patience_ms: what is in the queue by then needs no words
 *
 * Returns: (transfer full): its signal "changed" says that the sentence is another one
 */
HoistArrivals *
hoist_arrivals_new (guint patience_ms)
{
  HoistArrivals *self = g_object_new (HOIST_TYPE_ARRIVALS, NULL);

  self->patience_ms = patience_ms;
  return self;
}

/**
 * hoist_arrivals_begin:
 * @n_files: 0 while nobody knows
 *
 * Returns: (transfer full): what gives it up, and stands for it until hoist_arrivals_end()
 */
GCancellable *
hoist_arrivals_begin (HoistArrivals *self, guint n_files)
{
  Arrival arrival = { 0 };

  g_return_val_if_fail (HOIST_IS_ARRIVALS (self), NULL);

  arrival.cancellable = g_cancellable_new ();
  arrival.n_files = n_files;
  g_array_append_val (self->arrivals, arrival);
  if (self->is_slow)
    emit_changed (self);
  else if (self->timer == 0)
    self->timer = g_timeout_add (self->patience_ms, on_patience_over, self);
  return g_object_ref (arrival.cancellable);
}

/**
 * hoist_arrivals_set_count:
 * @arrival: from hoist_arrivals_begin(); one that was given up does not count
 */
void
hoist_arrivals_set_count (HoistArrivals *self, GCancellable *arrival, guint n_files)
{
  Arrival *found = NULL;

  g_return_if_fail (HOIST_IS_ARRIVALS (self));

  found = find (self, arrival, NULL);
  if (found == NULL)
    return;
  found->n_files = n_files;
  if (self->is_slow)
    emit_changed (self);
}

static void
note_end (HoistArrivals *self)
{
  gboolean was_slow = self->is_slow;

  if (self->arrivals->len == 0)
    g_clear_handle_id (&self->timer, g_source_remove);
  self->is_slow = was_slow && self->arrivals->len > 0;
  if (was_slow)
    emit_changed (self);
}

/**
 * hoist_arrivals_end:
 * @arrival: from hoist_arrivals_begin(); called in any case, also after it was given up
 */
void
hoist_arrivals_end (HoistArrivals *self, GCancellable *arrival)
{
  guint position = 0;

  g_return_if_fail (HOIST_IS_ARRIVALS (self));

  if (find (self, arrival, &position) == NULL)
    return;
  g_array_remove_index (self->arrivals, position);
  note_end (self);
}

/**
 * hoist_arrivals_cancel:
 *
 * Gives up all of them: from here on they are of no interest, also where whoever sends them, or a
 * folder on a network, lets go of the one who waits only later.
 */
void
hoist_arrivals_cancel (HoistArrivals *self)
{
  g_autoptr (GPtrArray) given_up = g_ptr_array_new_with_free_func (g_object_unref);

  g_return_if_fail (HOIST_IS_ARRIVALS (self));

  for (guint i = 0; i < self->arrivals->len; i++)
    g_ptr_array_add (given_up,
                     g_object_ref (g_array_index (self->arrivals, Arrival, i).cancellable));
  g_array_set_size (self->arrivals, 0);
  note_end (self);
  for (guint i = 0; i < given_up->len; i++)
    g_cancellable_cancel (g_ptr_array_index (given_up, i));
}

/**
 * hoist_arrivals_dup_sentence:
 *
 * Returns: (transfer full) (nullable): what goes on; %NULL while there is nothing worth a word
 */
char *
hoist_arrivals_dup_sentence (HoistArrivals *self)
{
  guint n_files = 0;

  g_return_val_if_fail (HOIST_IS_ARRIVALS (self), NULL);

  if (!self->is_slow)
    return NULL;
  for (guint i = 0; i < self->arrivals->len; i++)
    n_files += g_array_index (self->arrivals, Arrival, i).n_files;
  if (n_files == 0)
    return g_strdup (_ ("Looking through what was added…"));
  return g_strdup_printf (
      ngettext ("Getting access to %'u file…", "Getting access to %'u files…", n_files), n_files);
}
