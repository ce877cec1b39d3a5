/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Time for tests: hours pass at once, and timers fire in their order on the way. */
#include "hoist-test-clock.h"

#include "hoist-test-threads.h"

/* Some day in 2023, so that wall time and monotonic time cannot be mistaken for each other. */
#define START_REAL_US (G_GINT64_CONSTANT (1700000000) * G_USEC_PER_SEC)

/* On the way to an event. */
#define MAX_LOOKS 300

typedef struct {
  guint id;
  gint64 due_us; /* monotonic */
  GSourceOnceFunc callback;
  gpointer data; /* (unowned) */
} Timer;

struct _HoistTestClock {
  GObject parent_instance;
  gint64 monotonic_us;
  gint64 slept_us;      /* what boot time is ahead of monotonic time */
  gint64 real_ahead_us; /* what real time is ahead of boot time */
  GArray *timers;       /* (owned) (element-type Timer): in the order in which they fire */
  guint last_id;
};

static gint64
hoist_test_clock_get_monotonic (HoistClock *clock)
{
  return HOIST_TEST_CLOCK (clock)->monotonic_us;
}

static gint64
hoist_test_clock_get_boot (HoistClock *clock)
{
  HoistTestClock *self = HOIST_TEST_CLOCK (clock);

  return self->monotonic_us + self->slept_us;
}

static gint64
hoist_test_clock_get_real (HoistClock *clock)
{
  return hoist_test_clock_get_boot (clock) + HOIST_TEST_CLOCK (clock)->real_ahead_us;
}

static gboolean
has_id (HoistTestClock *self, guint id)
{
  for (guint i = 0; i < self->timers->len; i++) {
    if (g_array_index (self->timers, Timer, i).id == id)
      return TRUE;
  }
  return FALSE;
}

static guint
hoist_test_clock_add_timer (HoistClock *clock,
                            gint64 wait_us,
                            GSourceOnceFunc callback,
                            gpointer data)
{
  HoistTestClock *self = HOIST_TEST_CLOCK (clock);
  Timer timer = { .due_us = self->monotonic_us + MAX (wait_us, 0),
                  .callback = callback,
                  .data = data };
  guint place = 0;

  do
    self->last_id++;
  while (self->last_id == 0 || has_id (self, self->last_id));
  timer.id = self->last_id;

  /* behind those of the same moment: first come, first served */
  while (place < self->timers->len &&
         g_array_index (self->timers, Timer, place).due_us <= timer.due_us)
    place++;
  g_array_insert_val (self->timers, place, timer);
  return timer.id;
}

static void
hoist_test_clock_remove_timer (HoistClock *clock, guint id)
{
  HoistTestClock *self = HOIST_TEST_CLOCK (clock);

  for (guint i = 0; i < self->timers->len; i++) {
    if (g_array_index (self->timers, Timer, i).id == id) {
      g_array_remove_index (self->timers, i);
      return;
    }
  }
}

static void
hoist_test_clock_iface_init (HoistClockInterface *iface)
{
  iface->get_real = hoist_test_clock_get_real;
  iface->get_monotonic = hoist_test_clock_get_monotonic;
  iface->get_boot = hoist_test_clock_get_boot;
  iface->add_timer = hoist_test_clock_add_timer;
  iface->remove_timer = hoist_test_clock_remove_timer;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (HoistTestClock,
                               hoist_test_clock,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (HOIST_TYPE_CLOCK,
                                                      hoist_test_clock_iface_init))

static void
hoist_test_clock_finalize (GObject *object)
{
  g_array_unref (HOIST_TEST_CLOCK (object)->timers);
  G_OBJECT_CLASS (hoist_test_clock_parent_class)->finalize (object);
}

static void
hoist_test_clock_class_init (HoistTestClockClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hoist_test_clock_finalize;
}

static void
hoist_test_clock_init (HoistTestClock *self)
{
  self->timers = g_array_new (FALSE, FALSE, sizeof (Timer));
  self->monotonic_us = G_USEC_PER_SEC;
  self->real_ahead_us = START_REAL_US - self->monotonic_us;
}

HoistTestClock *
hoist_test_clock_new (void)
{
  return g_object_new (HOIST_TYPE_TEST_CLOCK, NULL);
}

/* Returns: whether anything was to be done. */
static gboolean
settle (void)
{
  gboolean has_worked = FALSE;

  while (g_main_context_iteration (NULL, FALSE))
    has_worked = TRUE;
  return has_worked;
}

/* The first timer, at its moment. Returns: whether it did nothing but set itself again, as a look
 * at the world does that saw nothing new. */
static gboolean
fire (HoistTestClock *self)
{
  Timer timer = g_array_index (self->timers, Timer, 0);
  guint n_timers = self->timers->len;
  guint last_id = self->last_id;
  gboolean is_set_again = FALSE;

  g_array_remove_index (self->timers, 0);
  self->monotonic_us = MAX (self->monotonic_us, timer.due_us);
  timer.callback (timer.data);
  for (guint i = 0; i < self->timers->len; i++) {
    const Timer *other = &g_array_index (self->timers, Timer, i);

    is_set_again |= other->id == self->last_id && other->callback == timer.callback &&
                    other->data == timer.data;
  }
  return !settle () && is_set_again && self->last_id == last_id + 1 &&
         self->timers->len == n_timers;
}

/**
 * hoist_test_clock_advance:
 * @us: how far all three times go on
 *
 * Fires each timer that comes due, at its own moment and in its order, also those that are added
 * on the way, and lets the default main context settle before, between and after them.
 */
void
hoist_test_clock_advance (HoistTestClock *self, gint64 us)
{
  G_GNUC_UNUSED g_autoptr (HoistTestClock) alive = g_object_ref (self);
  gint64 end_us = self->monotonic_us + us;

  g_return_if_fail (us >= 0);

  settle ();
  while (self->timers->len > 0 && g_array_index (self->timers, Timer, 0).due_us <= end_us) {
    (void) fire (self);
  }
  self->monotonic_us = MAX (self->monotonic_us, end_us);
}

/**
 * hoist_test_clock_advance_to_event:
 *
 * Goes on to the next timer that does something. Looks at the world that see nothing new are
 * passed on the way, a few hundred of them at most. Does nothing when there is no timer.
 */
void
hoist_test_clock_advance_to_event (HoistTestClock *self)
{
  G_GNUC_UNUSED g_autoptr (HoistTestClock) alive = g_object_ref (self);

  settle ();
  for (guint i = 0; i < MAX_LOOKS && self->timers->len > 0; i++)
    if (!fire (self) || !hoist_test_do_other_threads_sleep ())
      return;
}

/**
 * hoist_test_clock_suspend:
 * @us: how long the machine sleeps
 *
 * Boot time and real time go on; monotonic time, and with it the timers, stand still.
 */
void
hoist_test_clock_suspend (HoistTestClock *self, gint64 us)
{
  g_return_if_fail (us >= 0);

  self->slept_us += us;
}

/* Sets the wall clock, as a user or NTP would; the other two times do not move. */
void
hoist_test_clock_set_real (HoistTestClock *self, gint64 real_us)
{
  self->real_ahead_us = real_us - hoist_test_clock_get_boot (HOIST_CLOCK (self));
}

/* Microseconds to the next timer; -1 when there is none. */
gint64
hoist_test_clock_get_next (HoistTestClock *self)
{
  if (self->timers->len == 0)
    return -1;
  return MAX (g_array_index (self->timers, Timer, 0).due_us - self->monotonic_us, 0);
}

guint
hoist_test_clock_get_n_timers (HoistTestClock *self)
{
  return self->timers->len;
}
