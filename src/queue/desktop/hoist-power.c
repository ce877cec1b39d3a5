/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether the machine runs on its battery: the kernel's own table, read now and then. */
#include "hoist-power.h"

#include <gio/gio.h>
#include <string.h>

/* The kernel's table of power supplies: Documentation/ABI/testing/sysfs-class-power. */
#define FOLDER "/sys/class/power_supply"

/* Whether the plug is in costs next to nothing to know; each look at a battery wakes its
 * controller, and its charge changes slowly. */
#define LOOK_US (3 * G_TIME_SPAN_SECOND)
#define LOOKS_AT_ONE_CHARGE 10

struct _HoistPower {
  GObject parent_instance;

  char *folder;      /* (owned) (type filename) */
  HoistClock *clock; /* (owned) */
  HoistPowerState state;
  GCancellable *looking; /* (owned) (nullable): while a thread reads */
  gboolean is_plugged_in;
  guint n_looks; /* since watching began */
  guint timer;
  gboolean is_watching;
};

enum {
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HoistPower, hoist_power, G_TYPE_OBJECT)

/* What is summed up over all supplies. */
typedef struct {
  gboolean is_plugged_in;
  gboolean is_discharging;
  guint n_batteries;
  double percent_sum;
  double weight_sum;
} Sum;

static char *
read_word (const char *folder, const char *supply, const char *name)
{
  g_autofree char *path = g_build_filename (folder, supply, name, NULL);
  char *text = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return NULL;
  return g_strstrip (text);
}

static gboolean
says (const char *folder, const char *supply, const char *name, const char *word)
{
  g_autofree char *text = read_word (folder, supply, name);

  return g_strcmp0 (text, word) == 0;
}

static double
read_number (const char *folder, const char *supply, const char *name)
{
  g_autofree char *text = read_word (folder, supply, name);

  return text != NULL ? g_ascii_strtod (text, NULL) : 0;
}

/* A large battery counts for more than a small one beside it. */
static void
add_battery (Sum *sum, const char *folder, const char *supply)
{
  g_autofree char *capacity = read_word (folder, supply, "capacity");
  double weight = read_number (folder, supply, "energy_full");

  if (says (folder, supply, "present", "0"))
    return;

  sum->n_batteries++;
  sum->is_discharging |= says (folder, supply, "status", "Discharging");
  if (capacity == NULL)
    return;
  weight = weight > 0 ? weight : MAX (read_number (folder, supply, "charge_full"), 1);
  sum->percent_sum += CLAMP (g_ascii_strtod (capacity, NULL), 0, 100) * weight;
  sum->weight_sum += weight;
}

static void
add_supply (Sum *sum, const char *folder, const char *supply)
{
  g_autofree char *type = read_word (folder, supply, "type");

  /* the battery of a mouse says nothing of the machine's */
  if (type == NULL || says (folder, supply, "scope", "Device"))
    return;
  if (strcmp (type, "Battery") == 0)
    add_battery (sum, folder, supply);
  else if (strcmp (type, "UPS") != 0)
    sum->is_plugged_in |= read_number (folder, supply, "online") > 0;
}

/**
 * hoist_power_read:
 * @folder: (nullable) (type filename): a table of power supplies; the kernel's by default
 * @state: (out caller-allocates):
 *
 * Looks once. A machine without a battery, or that tells nothing, counts as plugged in. Reads
 * files that may take a moment: for threads and tests.
 */
void
hoist_power_read (const char *folder, HoistPowerState *state)
{
  g_autoptr (GDir) dir = NULL;
  const char *name = NULL;
  Sum sum = { 0 };

  folder = folder != NULL ? folder : FOLDER;
  dir = g_dir_open (folder, 0, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    add_supply (&sum, folder, name);

  state->is_on_battery = sum.n_batteries > 0 && sum.is_discharging && !sum.is_plugged_in;
  state->percent = sum.weight_sum > 0 ? (int) (sum.percent_sum / sum.weight_sum + 0.5) : -1;
}

/* One look, with what is needed for it and what it found. */
typedef struct {
  char *folder; /* (owned) */
  gboolean was_plugged_in;
  gboolean is_full; /* also at batteries; at the end: whether it was */
  gboolean is_plugged_in;
  HoistPowerState state;
} Look;

static void
look_free (Look *look)
{
  g_free (look->folder);
  g_free (look);
}

/* Nothing but what the mains say. */
static gboolean
read_plug (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name = NULL;
  Sum sum = { 0 };

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *type = read_word (folder, name, "type");

    if (g_strcmp0 (type, "Battery") != 0)
      add_supply (&sum, folder, name);
  }
  return sum.is_plugged_in;
}

static void
look_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Look *look = task_data;

  look->is_plugged_in = read_plug (look->folder);
  look->is_full = look->is_full || look->is_plugged_in != look->was_plugged_in;
  if (look->is_full)
    hoist_power_read (look->folder, &look->state);
  g_task_return_boolean (task, TRUE);
}

static void
on_looked (GObject *source, GAsyncResult *result, gpointer data)
{
  const Look *look = g_task_get_task_data (G_TASK (result));
  HoistPower *self = data;
  HoistPowerState before = { 0 };

  if (!g_task_propagate_boolean (G_TASK (result), NULL))
    return; /* cancelled: nobody watches any more, and self may be gone */

  g_clear_object (&self->looking);
  self->is_plugged_in = look->is_plugged_in;
  if (!look->is_full)
    return;
  before = self->state;
  self->state = look->state;
  if (before.is_on_battery != self->state.is_on_battery || before.percent != self->state.percent)
    g_signal_emit (self, signals[CHANGED], 0);
}

static void
look (gpointer data)
{
  HoistPower *self = data;
  g_autoptr (GTask) task = NULL;
  Look *next = NULL;

  self->timer = hoist_clock_add_timer (self->clock, LOOK_US, look, self);
  if (self->looking != NULL)
    return; /* the latest look has not come back yet */

  next = g_new0 (Look, 1);
  next->folder = g_strdup (self->folder);
  next->was_plugged_in = self->is_plugged_in;
  next->is_full = self->n_looks++ % LOOKS_AT_ONE_CHARGE == 0;
  self->looking = g_cancellable_new ();
  task = g_task_new (NULL, self->looking, on_looked, self);
  g_task_set_source_tag (task, look);
  g_task_set_task_data (task, next, (GDestroyNotify) look_free);
  g_task_run_in_thread (task, look_in_thread);
}

static void
stop_looking (HoistPower *self)
{
  g_cancellable_cancel (self->looking);
  g_clear_object (&self->looking);
  if (self->clock != NULL)
    hoist_clock_clear_timer (self->clock, &self->timer);
}

static void
hoist_power_dispose (GObject *object)
{
  HoistPower *self = HOIST_POWER (object);

  stop_looking (self);
  g_clear_object (&self->clock);

  G_OBJECT_CLASS (hoist_power_parent_class)->dispose (object);
}

static void
hoist_power_finalize (GObject *object)
{
  g_free (HOIST_POWER (object)->folder);

  G_OBJECT_CLASS (hoist_power_parent_class)->finalize (object);
}

static void
hoist_power_class_init (HoistPowerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = hoist_power_dispose;
  object_class->finalize = hoist_power_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
hoist_power_init (HoistPower *self)
{
  self->state.percent = -1;
}

/**
 * hoist_power_new:
 * @folder: (nullable) (type filename): a table of power supplies; by default that which
 *   HOIST_POWER_SUPPLY in the environment names, for whoever plays a battery, or the kernel's
 *
 * Returns: (transfer full): one that does not look before hoist_power_set_watching(), and says
 *   until then that the machine is plugged in
 */
HoistPower *
hoist_power_new (const char *folder, HoistClock *clock)
{
  HoistPower *self = g_object_new (HOIST_TYPE_POWER, NULL);

  folder = folder != NULL ? folder : g_getenv ("HOIST_POWER_SUPPLY");
  self->folder = g_strdup (folder != NULL ? folder : FOLDER);
  self->clock = g_object_ref (clock);
  return self;
}

/**
 * hoist_power_set_watching:
 * @is_watching: whether to look, at once and then every few seconds, at the charge of batteries
 *   twice a minute; signal "changed" tells
 */
void
hoist_power_set_watching (HoistPower *self, gboolean is_watching)
{
  g_return_if_fail (HOIST_IS_POWER (self));

  if (self->is_watching == is_watching)
    return;
  self->is_watching = is_watching;
  self->n_looks = 0;
  if (is_watching)
    look (self);
  else
    stop_looking (self);
}

/**
 * hoist_power_get:
 * @state: (out caller-allocates): at the latest look
 */
void
hoist_power_get (HoistPower *self, HoistPowerState *state)
{
  g_return_if_fail (HOIST_IS_POWER (self));

  *state = self->state;
}
