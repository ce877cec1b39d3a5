/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A folder that was added: many uploads as one row, with their sums. */
#include "hoist-folder.h"

#include "hoist-estimate.h"

struct _HoistFolder {
  GObject parent;

  gint64 id;
  char *name; /* (owned) */
  HoistFolderSums sums;
  HoistEstimate *estimate; /* (owned) (nullable): while something runs */
  guint64 bytes_told;      /* to the estimate */
  gint64 last_ended_us;
  gboolean is_expanded;
};

typedef enum { PROP_IS_EXPANDED = 1 } HoistFolderProperty;

static GParamSpec *properties[PROP_IS_EXPANDED + 1];

enum { SIGNAL_CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HoistFolder, hoist_folder, G_TYPE_OBJECT)

static void
hoist_folder_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch ((HoistFolderProperty) id) {
  case PROP_IS_EXPANDED:
    g_value_set_boolean (value, HOIST_FOLDER (object)->is_expanded);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
hoist_folder_finalize (GObject *object)
{
  HoistFolder *self = HOIST_FOLDER (object);

  g_clear_pointer (&self->estimate, hoist_estimate_free);
  g_free (self->name);

  G_OBJECT_CLASS (hoist_folder_parent_class)->finalize (object);
}

static void
hoist_folder_class_init (HoistFolderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = hoist_folder_get_property;
  object_class->finalize = hoist_folder_finalize;
  properties[PROP_IS_EXPANDED] =
      g_param_spec_boolean ("is-expanded", NULL, NULL, FALSE,
                            G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", HOIST_TYPE_FOLDER, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
}

static void
hoist_folder_init (HoistFolder *self)
{
}

/**
 * hoist_folder_new:
 * @id: below zero, so that it is no upload's
 * @name: UTF-8
 */
HoistFolder *
hoist_folder_new (gint64 id, const char *name)
{
  HoistFolder *self = g_object_new (HOIST_TYPE_FOLDER, NULL);

  self->id = id;
  self->name = g_strdup (name);
  return self;
}

gint64
hoist_folder_get_id (HoistFolder *self)
{
  return self->id;
}

const char *
hoist_folder_get_name (HoistFolder *self)
{
  return self->name;
}

const HoistFolderSums *
hoist_folder_get_sums (HoistFolder *self)
{
  return &self->sums;
}

/**
 * hoist_folder_get_fraction:
 *
 * Returns: one number, 0 to 1, for all of its files; by files where none has any bytes
 */
double
hoist_folder_get_fraction (HoistFolder *self)
{
  const HoistFolderSums *sums = &self->sums;

  if (sums->n_files == 0)
    return 0;
  if (sums->n_done == sums->n_files)
    return 1;
  if (sums->size == 0)
    return (double) sums->n_done / sums->n_files;
  return MIN ((double) sums->bytes_done / sums->size, 1);
}

/* Returns: bytes a second, 0 while nothing runs. */
guint64
hoist_folder_get_rate (HoistFolder *self)
{
  if (self->estimate == NULL)
    return 0;
  return hoist_estimate_get_rate (self->estimate, g_get_monotonic_time ());
}

/* Returns: for all of its files that go on by themselves; -1 when nobody knows. */
gint64
hoist_folder_get_seconds_left (HoistFolder *self)
{
  if (self->estimate == NULL)
    return -1;
  return hoist_estimate_get_seconds_left (self->estimate, self->sums.bytes_left,
                                          g_get_monotonic_time ());
}

/* When the last of its files was finished; 0 before. */
gint64
hoist_folder_get_last_ended (HoistFolder *self)
{
  return self->last_ended_us;
}

gboolean
hoist_folder_is_expanded (HoistFolder *self)
{
  return self->is_expanded;
}

void
hoist_folder_set_expanded (HoistFolder *self, gboolean is_expanded)
{
  if (self->is_expanded == is_expanded)
    return;
  self->is_expanded = is_expanded;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_EXPANDED]);
}

static guint *
get_counter (HoistFolderSums *sums, const HoistFolderShare *share)
{
  if (hoist_state_is_running (share->state))
    return &sums->n_running;

  switch (share->state) {
  case HOIST_STATE_QUEUED:
    return &sums->n_queued;
  case HOIST_STATE_PAUSED:
    return &sums->n_paused;
  case HOIST_STATE_ATTENTION:
    return &sums->n_attention;
  case HOIST_STATE_WAITING:
    return share->reason == HOIST_REASON_RETRY || share->reason == HOIST_REASON_RATE
               ? &sums->n_running
               : &sums->n_held;
  case HOIST_STATE_HASHING:
  case HOIST_STATE_STARTING:
  case HOIST_STATE_UPLOADING:
  case HOIST_STATE_FINISHING:
  case HOIST_STATE_PROCESSING:
  case HOIST_STATE_FINISHED:
  case HOIST_STATE_REMOVED:
  default:
    return &sums->n_done;
  }
}

static guint64
get_bytes_left (const HoistFolderShare *share)
{
  if (hoist_state_is_ended (share->state) || share->state == HOIST_STATE_PAUSED ||
      share->state == HOIST_STATE_ATTENTION)
    return 0;
  return share->size - share->bytes_done;
}

/**
 * hoist_folder_add:
 * @share: (out caller-allocates): what to hand to hoist_folder_subtract() later
 */
void
hoist_folder_add (HoistFolder *self, HoistFolderShare *share, HoistSession *session)
{
  HoistFolderSums *sums = &self->sums;

  share->state = hoist_session_get_state (session);
  share->reason = hoist_session_get_reason (session);
  share->size = hoist_session_get_size (session);
  share->bytes_done = MIN (hoist_session_get_bytes_done (session), share->size);
  if (share->state == HOIST_STATE_FINISHED || share->state == HOIST_STATE_PROCESSING)
    share->bytes_done = share->size;

  sums->n_files++;
  *get_counter (sums, share) += 1;
  sums->size += share->size;
  sums->bytes_done += share->bytes_done;
  sums->bytes_left += get_bytes_left (share);
  self->last_ended_us = MAX (self->last_ended_us, hoist_session_get_record (session)->ended_us);
}

void
hoist_folder_subtract (HoistFolder *self, const HoistFolderShare *share)
{
  HoistFolderSums *sums = &self->sums;

  sums->n_files--;
  *get_counter (sums, share) -= 1;
  sums->size -= share->size;
  sums->bytes_done -= share->bytes_done;
  sums->bytes_left -= get_bytes_left (share);
}

static void
estimate (HoistFolder *self)
{
  gint64 now_us = g_get_monotonic_time ();

  if (self->sums.n_running == 0) {
    g_clear_pointer (&self->estimate, hoist_estimate_free);
    return;
  }
  if (self->estimate == NULL) {
    self->estimate = hoist_estimate_new ();
    hoist_estimate_start (self->estimate, now_us);
  } else if (self->sums.bytes_done > self->bytes_told) {
    hoist_estimate_add (self->estimate, self->sums.bytes_done - self->bytes_told, now_us);
  }
  self->bytes_told = self->sums.bytes_done;
}

/* Says that the sums are new. */
void
hoist_folder_tell (HoistFolder *self)
{
  estimate (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}
