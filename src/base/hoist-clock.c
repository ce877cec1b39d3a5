/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The clock interface, and the system's clock behind it. */
#include "hoist-clock.h"

#include <time.h>

typedef struct {
  guint id;
  GSourceOnceFunc callback;
  gpointer data;           /* (unowned) */
  HoistSystemClock *clock; /* (unowned): the clock destroys its sources first */
} Timer;

struct _HoistSystemClock {
  GObject parent_instance;
  GMutex lock;
  GHashTable *timers; /* (owned) (element-type guint GSource): those that have not fired */
  guint last_id;
};

G_DEFINE_INTERFACE (HoistClock, hoist_clock, G_TYPE_OBJECT)

static void
hoist_clock_default_init (HoistClockInterface *iface)
{
}

static gint64
get_time (clockid_t clock)
{
  struct timespec now = { 0 };

  clock_gettime (clock, &now);
  return (gint64) now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

static gint64
hoist_system_clock_get_real (HoistClock *clock)
{
  return g_get_real_time ();
}

static gint64
hoist_system_clock_get_monotonic (HoistClock *clock)
{
  return g_get_monotonic_time ();
}

static gint64
hoist_system_clock_get_boot (HoistClock *clock)
{
  return get_time (CLOCK_BOOTTIME);
}

static GSource *
take_timer (HoistSystemClock *self, guint id)
{
  G_GNUC_UNUSED g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  gpointer source = NULL;

  g_hash_table_steal_extended (self->timers, GUINT_TO_POINTER (id), NULL, &source);
  return source;
}

static gboolean
on_due (gpointer data)
{
  Timer *timer = data;
  g_autoptr (GSource) source = take_timer (timer->clock, timer->id);

  if (source != NULL)
    timer->callback (timer->data);
  return G_SOURCE_REMOVE;
}

static gboolean
dispatch_timer (GSource *source, GSourceFunc callback, gpointer data)
{
  return callback (data);
}

static guint
hoist_system_clock_add_timer (HoistClock *clock,
                              gint64 wait_us,
                              GSourceOnceFunc callback,
                              gpointer data)
{
  static GSourceFuncs functions = { .dispatch = dispatch_timer };
  HoistSystemClock *self = HOIST_SYSTEM_CLOCK (clock);
  G_GNUC_UNUSED g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  GSource *source = g_source_new (&functions, sizeof (GSource));
  Timer *timer = g_new0 (Timer, 1);

  do
    self->last_id++;
  while (self->last_id == 0 ||
         g_hash_table_contains (self->timers, GUINT_TO_POINTER (self->last_id)));

  *timer = (Timer){ .id = self->last_id, .callback = callback, .data = data, .clock = self };
  g_source_set_static_name (source, "[hoist] timer");
  g_source_set_callback (source, on_due, timer, g_free);
  g_source_set_ready_time (source, g_get_monotonic_time () + MAX (wait_us, 0));
  g_hash_table_insert (self->timers, GUINT_TO_POINTER (timer->id), source);
  g_source_attach (source, g_main_context_get_thread_default ());
  return timer->id;
}

static void
hoist_system_clock_remove_timer (HoistClock *clock, guint id)
{
  g_autoptr (GSource) source = take_timer (HOIST_SYSTEM_CLOCK (clock), id);

  if (source != NULL)
    g_source_destroy (source);
}

static void
hoist_system_clock_iface_init (HoistClockInterface *iface)
{
  iface->get_real = hoist_system_clock_get_real;
  iface->get_monotonic = hoist_system_clock_get_monotonic;
  iface->get_boot = hoist_system_clock_get_boot;
  iface->add_timer = hoist_system_clock_add_timer;
  iface->remove_timer = hoist_system_clock_remove_timer;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (HoistSystemClock,
                               hoist_system_clock,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (HOIST_TYPE_CLOCK,
                                                      hoist_system_clock_iface_init))

static void
destroy_source (gpointer data)
{
  g_autoptr (GSource) source = data;

  g_source_destroy (source);
}

static void
hoist_system_clock_finalize (GObject *object)
{
  HoistSystemClock *self = HOIST_SYSTEM_CLOCK (object);

  g_hash_table_unref (self->timers);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (hoist_system_clock_parent_class)->finalize (object);
}

static void
hoist_system_clock_class_init (HoistSystemClockClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hoist_system_clock_finalize;
}

static void
hoist_system_clock_init (HoistSystemClock *self)
{
  g_mutex_init (&self->lock);
  self->timers = g_hash_table_new_full (NULL, NULL, NULL, destroy_source);
}

/**
 * hoist_system_clock_new:
 *
 * The time of this computer. Timers that have not fired are forgotten when it is finalized.
 *
 * Returns: (transfer full): a clock
 */
HoistClock *
hoist_system_clock_new (void)
{
  return g_object_new (HOIST_TYPE_SYSTEM_CLOCK, NULL);
}

gint64
hoist_clock_get_real (HoistClock *self)
{
  g_return_val_if_fail (HOIST_IS_CLOCK (self), 0);

  return HOIST_CLOCK_GET_IFACE (self)->get_real (self);
}

gint64
hoist_clock_get_monotonic (HoistClock *self)
{
  g_return_val_if_fail (HOIST_IS_CLOCK (self), 0);

  return HOIST_CLOCK_GET_IFACE (self)->get_monotonic (self);
}

gint64
hoist_clock_get_boot (HoistClock *self)
{
  g_return_val_if_fail (HOIST_IS_CLOCK (self), 0);

  return HOIST_CLOCK_GET_IFACE (self)->get_boot (self);
}

/**
 * hoist_clock_add_timer:
 * @wait_us: microseconds of monotonic time; at once in the next iteration for 0 and less
 * @callback: called once, in the main context that is the thread's default now
 * @data: for @callback; must outlive the timer
 *
 * Returns: an id for hoist_clock_remove_timer(), never 0
 */
guint
hoist_clock_add_timer (HoistClock *self, gint64 wait_us, GSourceOnceFunc callback, gpointer data)
{
  g_return_val_if_fail (HOIST_IS_CLOCK (self), 0);
  g_return_val_if_fail (callback != NULL, 0);

  return HOIST_CLOCK_GET_IFACE (self)->add_timer (self, wait_us, callback, data);
}

/**
 * hoist_clock_remove_timer:
 * @id: from hoist_clock_add_timer()
 *
 * Forgets a timer. One that has fired already, also from inside its own callback, is ignored.
 */
void
hoist_clock_remove_timer (HoistClock *self, guint id)
{
  g_return_if_fail (HOIST_IS_CLOCK (self));

  HOIST_CLOCK_GET_IFACE (self)->remove_timer (self, id);
}

/**
 * hoist_clock_clear_timer:
 * @id: (inout): where an id or 0 is kept; 0 afterwards
 *
 * As hoist_clock_remove_timer(), and sets the id to 0.
 */
void
hoist_clock_clear_timer (HoistClock *self, guint *id)
{
  guint old = *id;

  *id = 0;
  if (old != 0)
    hoist_clock_remove_timer (self, old);
}
