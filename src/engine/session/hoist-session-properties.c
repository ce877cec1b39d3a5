/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What others see of a session: its properties, and questions it answers. */
#include "hoist-session-private.h"

/* Reading a file takes this share of the bar where a service wants its digest first. */
#define HASH_SHARE 0.15

typedef enum {
  PROP_NAME = 1,
  PROP_STATE,
  PROP_REASON,
  PROP_MESSAGE,
  PROP_SIZE,
  PROP_BYTES_DONE,
  PROP_BYTES_HASHED,
  PROP_FRACTION,
  PROP_RATE,
  PROP_SECONDS_LEFT,
  PROP_LINK,
} HoistSessionProperty;

static GParamSpec *properties[PROP_LINK + 1];

/* Tells all figures that change while bytes move. A #HoistProgressShow. */
void
hoist_session_notify_progress (guint64 sent, gpointer user_data)
{
  HoistSession *self = user_data;
  GObject *object = G_OBJECT (self);

  g_object_freeze_notify (object);
  g_object_notify_by_pspec (object, properties[PROP_BYTES_DONE]);
  g_object_notify_by_pspec (object, properties[PROP_BYTES_HASHED]);
  g_object_notify_by_pspec (object, properties[PROP_FRACTION]);
  g_object_notify_by_pspec (object, properties[PROP_RATE]);
  g_object_notify_by_pspec (object, properties[PROP_SECONDS_LEFT]);
  g_object_thaw_notify (object);
  if (self->watch != NULL)
    self->watch->progress (self, sent, self->watch_data);
}

/* Tells what changes with a state that was saved just now. */
void
hoist_session_notify_state (HoistSession *self)
{
  GObject *object = G_OBJECT (self);

  g_object_freeze_notify (object);
  g_object_notify_by_pspec (object, properties[PROP_STATE]);
  g_object_notify_by_pspec (object, properties[PROP_REASON]);
  g_object_notify_by_pspec (object, properties[PROP_MESSAGE]);
  g_object_notify_by_pspec (object, properties[PROP_SIZE]);
  g_object_notify_by_pspec (object, properties[PROP_LINK]);
  g_object_thaw_notify (object);
  hoist_session_notify_progress (0, self);
}

static void
hoist_session_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  HoistSession *self = HOIST_SESSION (object);

  switch ((HoistSessionProperty) id) {
  case PROP_NAME:
    g_value_take_string (value, hoist_session_dup_name (self));
    break;
  case PROP_STATE:
    g_value_set_uint (value, self->state);
    break;
  case PROP_REASON:
    g_value_set_uint (value, self->reason);
    break;
  case PROP_MESSAGE:
    g_value_set_string (value, self->message);
    break;
  case PROP_SIZE:
    g_value_set_uint64 (value, self->record->size);
    break;
  case PROP_BYTES_DONE:
    g_value_set_uint64 (value, hoist_session_get_bytes_done (self));
    break;
  case PROP_BYTES_HASHED:
    g_value_set_uint64 (value, hoist_session_get_bytes_hashed (self));
    break;
  case PROP_FRACTION:
    g_value_set_double (value, hoist_session_get_fraction (self));
    break;
  case PROP_RATE:
    g_value_set_uint64 (value, hoist_session_get_rate (self));
    break;
  case PROP_SECONDS_LEFT:
    g_value_set_int64 (value, hoist_session_get_seconds_left (self));
    break;
  case PROP_LINK:
    g_value_set_string (value, self->record->link);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

/* For the class. */
void
hoist_session_install_properties (GObjectClass *object_class)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = hoist_session_get_property;
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  properties[PROP_STATE] = g_param_spec_uint ("state", NULL, NULL, 0, HOIST_N_STATES - 1, 0, flags);
  properties[PROP_REASON] =
      g_param_spec_uint ("reason", NULL, NULL, 0, HOIST_N_REASONS - 1, 0, flags);
  properties[PROP_MESSAGE] = g_param_spec_string ("message", NULL, NULL, NULL, flags);
  properties[PROP_SIZE] = g_param_spec_uint64 ("size", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  properties[PROP_BYTES_DONE] =
      g_param_spec_uint64 ("bytes-done", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  properties[PROP_BYTES_HASHED] =
      g_param_spec_uint64 ("bytes-hashed", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  properties[PROP_FRACTION] = g_param_spec_double ("fraction", NULL, NULL, 0, 1, 0, flags);
  properties[PROP_RATE] = g_param_spec_uint64 ("rate", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  properties[PROP_SECONDS_LEFT] =
      g_param_spec_int64 ("seconds-left", NULL, NULL, -1, G_MAXINT64, -1, flags);
  properties[PROP_LINK] = g_param_spec_string ("link", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

gint64
hoist_session_get_id (HoistSession *self)
{
  return self->record->id;
}

const HoistRecord *
hoist_session_get_record (HoistSession *self)
{
  return self->record;
}

const char *
hoist_session_get_path (HoistSession *self)
{
  return self->record->path;
}

/**
 * hoist_session_dup_name:
 *
 * Returns: (transfer full): the file's name for people, as UTF-8
 */
char *
hoist_session_dup_name (HoistSession *self)
{
  return g_filename_display_basename (self->record->path);
}

/**
 * hoist_session_dup_uri:
 *
 * Returns: (transfer full): the file's exact address, whatever bytes its name has
 */
char *
hoist_session_dup_uri (HoistSession *self)
{
  return g_filename_to_uri (self->record->path, NULL, NULL);
}

const char *
hoist_session_get_account (HoistSession *self)
{
  return self->record->account;
}

HoistState
hoist_session_get_state (HoistSession *self)
{
  return self->state;
}

HoistReason
hoist_session_get_reason (HoistSession *self)
{
  return self->reason;
}

const char *
hoist_session_get_message (HoistSession *self)
{
  return self->message;
}

guint64
hoist_session_get_size (HoistSession *self)
{
  return self->record->size;
}

/**
 * hoist_session_get_bytes_done:
 *
 * Returns: bytes that the server has and those on their way there
 */
guint64
hoist_session_get_bytes_done (HoistSession *self)
{
  if (self->runner != NULL)
    return hoist_runner_get_bytes_done (self->runner);
  return self->record->bytes_done;
}

guint64
hoist_session_get_bytes_hashed (HoistSession *self)
{
  return self->runner != NULL ? hoist_runner_get_bytes_hashed (self->runner) : 0;
}

/**
 * hoist_session_get_bytes_sent:
 *
 * Returns: body bytes that really left since the program started, those sent in vain included
 */
guint64
hoist_session_get_bytes_sent (HoistSession *self)
{
  return self->bytes_sent;
}

/**
 * hoist_session_get_fraction:
 *
 * Returns: one number, 0 to 1, for reading and sending together
 */
double
hoist_session_get_fraction (HoistSession *self)
{
  double size = self->record->size;
  double done = hoist_session_get_bytes_done (self);

  if (self->state == HOIST_STATE_FINISHED)
    return 1;
  if (size <= 0)
    return 0;
  if (done <= 0)
    return HASH_SHARE * hoist_session_get_bytes_hashed (self) / size;
  return CLAMP (HASH_SHARE + (1 - HASH_SHARE) * done / size, 0, 1);
}

/**
 * hoist_session_get_rate:
 *
 * Returns: bytes a second, of reading or of sending
 */
guint64
hoist_session_get_rate (HoistSession *self)
{
  return self->progress != NULL ? hoist_progress_get_rate (self->progress) : 0;
}

/**
 * hoist_session_get_seconds_left:
 *
 * Returns: -1 when nobody knows
 */
gint64
hoist_session_get_seconds_left (HoistSession *self)
{
  if (self->progress == NULL || self->state != HOIST_STATE_UPLOADING)
    return -1;
  return hoist_progress_get_seconds_left (self->progress,
                                          self->record->size - hoist_session_get_bytes_done (self));
}

/**
 * hoist_session_get_wait_left:
 *
 * Returns: microseconds until a waiting session tries again by itself; -1 when it does not
 */
gint64
hoist_session_get_wait_left (HoistSession *self)
{
  if (self->state != HOIST_STATE_WAITING || self->engine == NULL)
    return -1;
  if (self->runner == NULL)
    return hoist_wake_get_left (self->wake);
  return MAX (hoist_runner_get_wait_until (self->runner) -
                  hoist_clock_get_monotonic (hoist_engine_get_clock (self->engine)),
              0);
}

/**
 * hoist_session_get_n_tries:
 *
 * Returns: how often a waiting session has been trying again, the next time included; 0 where that
 *   is not counted
 */
guint
hoist_session_get_n_tries (HoistSession *self)
{
  if (self->state != HOIST_STATE_WAITING)
    return 0;
  return self->runner != NULL ? hoist_runner_get_n_tries (self->runner) : self->n_tries;
}

const char *
hoist_session_get_remote_id (HoistSession *self)
{
  return self->record->remote_id;
}

const char *
hoist_session_get_link (HoistSession *self)
{
  return self->record->link;
}

const char *
hoist_session_get_verified (HoistSession *self)
{
  return self->record->verified;
}

gboolean
hoist_session_is_instant (HoistSession *self)
{
  return self->record->is_instant;
}

/**
 * hoist_session_can_pause:
 *
 * Returns: %FALSE also while it finishes: that step is never cut
 */
gboolean
hoist_session_can_pause (HoistSession *self)
{
  return hoist_state_may_follow (self->record->state, HOIST_STATE_PAUSED) &&
         self->record->state != HOIST_STATE_FINISHING &&
         self->record->state != HOIST_STATE_ATTENTION;
}

gboolean
hoist_session_can_resume (HoistSession *self)
{
  return self->record->state == HOIST_STATE_PAUSED;
}

/**
 * hoist_session_can_retry:
 *
 * Returns: whether trying again now makes sense: it waits, or the user has been asked
 */
gboolean
hoist_session_can_retry (HoistSession *self)
{
  return self->record->state == HOIST_STATE_ATTENTION || self->record->state == HOIST_STATE_WAITING;
}
