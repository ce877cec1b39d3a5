/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The upload session: one upload of one file to one account, its state, progress and result. */
#include "hoist-session.h"

#include "hoist-aftercare.h"
#include "hoist-progress.h"
#include "hoist-reaction.h"
#include "hoist-runner.h"
#include "hoist-wake.h"

/* Reading a file takes this share of the bar where a service wants its digest first. */
#define HASH_SHARE 0.15

struct _HoistSession {
  GObject parent_instance;

  HoistRecord *record;   /* (owned): as it is */
  HoistJournal *journal; /* (owned) */
  const HoistSessionWatch *watch;
  gpointer watch_data;

  /* as it was saved last, which is what others see */
  HoistState state;
  HoistReason reason;
  char *message; /* (owned) (nullable) */

  guint64 bytes_sent;
  HoistFingerprint last_look;
  gboolean is_woken;
  gboolean is_starting_over;

  /* from its first start on */
  HoistEngine *engine; /* (owned) (nullable) */
  HoistWake *wake;     /* (owned) (nullable) */

  /* while it runs */
  HoistRunner *runner;     /* (owned) (nullable) */
  HoistProgress *progress; /* (owned) (nullable) */

  /* when its file is no longer needed */
  GCancellable *care; /* (owned) (nullable): of the aftercare that runs */
  gboolean is_clean;  /* nothing of a removed one is left at the service */
  HoistState removed_from;
};

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

G_DEFINE_FINAL_TYPE (HoistSession, hoist_session, G_TYPE_OBJECT)

/* One save, on its way to the disk. */
typedef struct {
  HoistSession *session; /* (owned) */
  HoistRunner *runner;   /* (owned) (nullable) */
  HoistRunnerSaved then;
  HoistState state;
  HoistReason reason;
  char *message; /* (owned) (nullable) */
} Save;

static void
save_free (Save *self)
{
  g_object_unref (self->session);
  g_clear_object (&self->runner);
  g_free (self->message);
  g_free (self);
}

static void
notify_progress (guint64 sent, gpointer user_data)
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

static void
show (HoistSession *self, Save *save)
{
  GObject *object = G_OBJECT (self);
  gboolean is_new = self->state != save->state || self->reason != save->reason ||
                    g_strcmp0 (self->message, save->message) != 0;

  if (!is_new)
    return;

  self->state = save->state;
  self->reason = save->reason;
  g_free (self->message);
  self->message = g_steal_pointer (&save->message);
  g_object_freeze_notify (object);
  g_object_notify_by_pspec (object, properties[PROP_STATE]);
  g_object_notify_by_pspec (object, properties[PROP_REASON]);
  g_object_notify_by_pspec (object, properties[PROP_MESSAGE]);
  g_object_notify_by_pspec (object, properties[PROP_SIZE]);
  g_object_notify_by_pspec (object, properties[PROP_LINK]);
  g_object_thaw_notify (object);
  notify_progress (0, self);
  if (self->watch != NULL)
    self->watch->changed (self, self->watch_data);
}

/* What will never be durable is not shown, and the run that asked for it goes no further. */
static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Save *save = user_data;
  g_autoptr (GError) error = NULL;

  if (hoist_journal_save_finish (HOIST_JOURNAL (source), result, &error)) {
    show (save->session, save);
  } else {
    g_message ("An upload could not be saved: %s", error->message);
    if (save->runner != NULL)
      hoist_runner_stop (save->runner);
  }
  if (save->runner != NULL)
    hoist_runner_saved (save->runner, save->then);
  save_free (save);
}

/* The one place where a state changes: allowed edges only, saved before it is shown. When the
 * runner asked for it, it is told when that is durable. */
static void
set_state (HoistSession *self,
           HoistState state,
           HoistReason reason,
           const char *message,
           gboolean is_ticket_dropped,
           HoistRunner *asker,
           HoistRunnerSaved then)
{
  HoistRecord *record = self->record;
  HoistChange *change = NULL;
  Save *save = NULL;

  g_return_if_fail (state == record->state || hoist_state_may_follow (record->state, state));

  if (self->progress != NULL && state != record->state)
    hoist_progress_restart (self->progress);
  record->state = state;
  record->reason = reason;
  if (record->message != message) {
    g_free (record->message);
    record->message = g_strdup (message);
  }
  if (self->runner != NULL)
    record->bytes_done = hoist_runner_get_bytes_kept (self->runner);

  change = hoist_change_new (record);
  if (self->runner != NULL)
    hoist_runner_fill_change (self->runner, change);
  if (is_ticket_dropped) {
    g_clear_pointer (&change->ticket, g_free);
    change->is_ticket_changed = TRUE;
  }

  save = g_new0 (Save, 1);
  save->session = g_object_ref (self);
  save->state = state;
  save->reason = reason;
  save->message = g_strdup (message);
  save->then = then;
  g_set_object (&save->runner, asker);
  hoist_journal_save_async (self->journal, change, on_saved, save);
}

static void
tell_due (HoistSession *self)
{
  if (self->watch != NULL && hoist_session_is_due (self))
    self->watch->due (self, self->watch_data);
}

static void
stop_waking (HoistSession *self)
{
  self->is_woken = FALSE;
  if (self->wake != NULL)
    hoist_wake_disarm (self->wake);
}

static void
on_wake (gpointer user_data)
{
  HoistSession *self = user_data;

  self->is_woken = TRUE;
  tell_due (self);
}

static void
requeue (HoistSession *self, gboolean is_ticket_dropped)
{
  stop_waking (self);
  set_state (self, HOIST_STATE_QUEUED, HOIST_REASON_NONE, NULL, is_ticket_dropped, NULL, NULL);
  tell_due (self);
}

/* Only what the service needs to forget the former upload is kept of it. */
static void
on_old_ticket (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HoistSession) self = user_data;
  g_autoptr (HoistTicket) ticket = NULL;
  HoistChange *change = NULL;

  ticket = hoist_journal_load_ticket_finish (HOIST_JOURNAL (source), result, NULL);
  self->is_starting_over = FALSE;
  if (self->record->state == HOIST_STATE_REMOVED)
    return;
  if (ticket == NULL || !ticket->has_begun) {
    requeue (self, TRUE);
    return;
  }

  ticket->starts_over = TRUE;
  change = hoist_change_new (self->record);
  change->is_ticket_changed = TRUE;
  change->ticket = hoist_ticket_to_text (ticket);
  hoist_journal_save_async (self->journal, change, NULL, NULL);
  requeue (self, FALSE);
}

/* The file is taken as it is now. */
static void
start_over (HoistSession *self)
{
  HoistFingerprint now;

  self->is_starting_over = TRUE;
  if (hoist_fingerprint_read (self->record->path, &now, NULL)) {
    self->record->size = now.size;
    self->record->modified_us = now.modified_us;
  }
  self->record->bytes_done = 0;
  hoist_journal_load_ticket_async (self->journal, self->record->id, on_old_ticket,
                                   g_object_ref (self));
}

static void
on_runner_save (HoistState state,
                HoistReason reason,
                const char *message,
                HoistRunnerSaved then,
                gpointer user_data)
{
  HoistSession *self = user_data;

  set_state (self, state, reason, message, FALSE, self->runner, then);
}

static void
on_runner_wait (gint64 wait_us, gpointer user_data)
{
  HoistSession *self = user_data;

  if (self->record->state != HOIST_STATE_WAITING)
    return;

  if (self->record->reason == HOIST_REASON_ACCOUNT)
    return; /* only the user ends that */
  if (self->record->reason == HOIST_REASON_NETWORK)
    hoist_wake_arm_network (self->wake);
  else
    hoist_wake_arm (self->wake, wait_us);
}

static void
on_runner_progress (guint64 sent, gpointer user_data)
{
  HoistSession *self = user_data;

  self->bytes_sent += sent;
  if (sent > 0)
    hoist_wake_reset (self->wake);
  if (self->record->state == HOIST_STATE_HASHING)
    hoist_progress_add_hashed (self->progress, hoist_runner_get_bytes_hashed (self->runner));
  else
    hoist_progress_add_sent (self->progress, sent);
}

static void
on_runner_ended (gpointer user_data)
{
  HoistSession *self = user_data;
  g_autoptr (HoistSession) alive G_GNUC_UNUSED = g_object_ref (self);

  hoist_progress_flush (self->progress);
  g_clear_pointer (&self->progress, hoist_progress_free);
  g_clear_object (&self->runner);
  if (self->is_starting_over)
    start_over (self);
  self->is_woken = self->is_woken || self->record->state == HOIST_STATE_PROCESSING;
  if (self->watch != NULL)
    self->watch->ended (self, self->watch_data);
  tell_due (self);
}

static gboolean
needs_care (HoistSession *self)
{
  return self->record->state == HOIST_STATE_PROCESSING ||
         self->record->state == HOIST_STATE_REMOVED;
}

static void
end_care (HoistSession *self, HoistAftercareEnd end, const GError *error)
{
  HoistReason reason = HOIST_REASON_REFUSED;

  if (self->record->state == HOIST_STATE_REMOVED) {
    self->is_clean = TRUE;
  } else if (end == HOIST_AFTERCARE_DONE) {
    set_state (self, HOIST_STATE_FINISHED, HOIST_REASON_NONE, NULL, TRUE, NULL, NULL);
  } else {
    if (error->domain == HOIST_ERROR)
      reason = hoist_reaction_get (error->code)->given_up;
    set_state (self, HOIST_STATE_ATTENTION, reason, error->message, FALSE, NULL, NULL);
  }
}

static void
on_care_ended (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HoistSession) self = user_data;
  g_autoptr (GError) error = NULL;
  gint64 wait_us = 0;
  HoistAftercareEnd end = hoist_aftercare_run_finish (result, &wait_us, &error);

  g_clear_object (&self->care);
  if (needs_care (self) && end == HOIST_AFTERCARE_LATER)
    hoist_wake_arm (self->wake, wait_us);
  else if (needs_care (self))
    end_care (self, end, error);
  if (self->watch != NULL)
    self->watch->ended (self, self->watch_data);
  tell_due (self);
}

static void
start_care (HoistSession *self, HoistEngine *engine, HoistChannel *channel)
{
  self->care = g_cancellable_new ();
  hoist_aftercare_run_async (self->record, engine, channel, self->care, on_care_ended,
                             g_object_ref (self));
}

static const HoistRunnerEvents runner_events = {
  .save = on_runner_save,
  .wait = on_runner_wait,
  .progress = on_runner_progress,
  .ended = on_runner_ended,
};

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

static void
hoist_session_dispose (GObject *object)
{
  HoistSession *self = HOIST_SESSION (object);

  g_clear_pointer (&self->wake, hoist_wake_free);
  g_clear_pointer (&self->progress, hoist_progress_free);
  g_clear_object (&self->runner);
  g_clear_object (&self->care);
  g_clear_object (&self->engine);
  g_clear_object (&self->journal);

  G_OBJECT_CLASS (hoist_session_parent_class)->dispose (object);
}

static void
hoist_session_finalize (GObject *object)
{
  HoistSession *self = HOIST_SESSION (object);

  hoist_record_free (self->record);
  g_free (self->message);

  G_OBJECT_CLASS (hoist_session_parent_class)->finalize (object);
}

static void
hoist_session_class_init (HoistSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = hoist_session_get_property;
  object_class->dispose = hoist_session_dispose;
  object_class->finalize = hoist_session_finalize;

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

static void
hoist_session_init (HoistSession *self)
{
}

/**
 * hoist_session_new:
 * @record: (transfer full): the upload as it was stored
 * @journal: where it is saved
 *
 * Light: a queue holds one for each of its files. What a running upload needs besides exists only
 * between hoist_session_start() and the end of that run.
 *
 * Returns: (transfer full):
 */
HoistSession *
hoist_session_new (HoistRecord *record, HoistJournal *journal)
{
  HoistSession *self = g_object_new (HOIST_TYPE_SESSION, NULL);

  self->record = record;
  self->journal = g_object_ref (journal);
  self->state = record->state;
  self->reason = record->reason;
  self->message = g_strdup (record->message);
  self->is_woken = needs_care (self);
  return self;
}

/**
 * hoist_session_set_watch:
 * @watch: (nullable): who is told; outlives the session or is replaced before
 */
void
hoist_session_set_watch (HoistSession *self, const HoistSessionWatch *watch, gpointer data)
{
  self->watch = watch;
  self->watch_data = data;
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

/**
 * hoist_session_is_busy:
 *
 * Returns: whether a run is going on, if only its first or last moments
 */
gboolean
hoist_session_is_busy (HoistSession *self)
{
  return self->runner != NULL || self->care != NULL || self->is_starting_over;
}

/**
 * hoist_session_is_due:
 *
 * Returns: whether it may be started now
 */
gboolean
hoist_session_is_due (HoistSession *self)
{
  if (hoist_session_is_busy (self) || self->is_clean)
    return FALSE;
  return self->record->state == HOIST_STATE_QUEUED ||
         (self->is_woken && (needs_care (self) || self->record->state == HOIST_STATE_WAITING));
}

/**
 * hoist_session_needs_care:
 *
 * Returns: whether its next run needs neither its file nor a slot
 */
gboolean
hoist_session_needs_care (HoistSession *self)
{
  return needs_care (self);
}

/**
 * hoist_session_is_clean:
 *
 * Returns: whether nothing of a removed upload is left to clean up
 */
gboolean
hoist_session_is_clean (HoistSession *self)
{
  return self->is_clean;
}

/**
 * hoist_session_start:
 * @engine: what all sessions share
 * @channel: of the session's account
 *
 * Lets it run until it is finished or cannot go on by itself. It must be due. One whose bytes are
 * proven is watched, and one that was removed cleaned up, one round at a time.
 */
void
hoist_session_start (HoistSession *self, HoistEngine *engine, HoistChannel *channel)
{
  g_return_if_fail (hoist_session_is_due (self));

  stop_waking (self);
  if (g_set_object (&self->engine, engine)) {
    g_clear_pointer (&self->wake, hoist_wake_free);
    self->wake = hoist_wake_new (engine, on_wake, self);
  }
  if (needs_care (self)) {
    start_care (self, engine, channel);
    return;
  }

  self->progress = hoist_progress_new (hoist_engine_get_clock (engine), notify_progress, self);
  self->runner =
      hoist_runner_new (self->record, &self->last_look, engine, channel, &runner_events, self);
  hoist_runner_start (self->runner);
}

/**
 * hoist_session_pause:
 *
 * Parts on their way may end if they are quick; no new ones are begun. The state is new at once.
 */
void
hoist_session_pause (HoistSession *self)
{
  if (!hoist_session_can_pause (self))
    return;

  stop_waking (self);
  set_state (self, HOIST_STATE_PAUSED, HOIST_REASON_NONE, NULL, FALSE, NULL, NULL);
  if (self->runner != NULL)
    hoist_runner_drain (self->runner);
}

void
hoist_session_resume (HoistSession *self)
{
  if (hoist_session_can_resume (self))
    requeue (self, FALSE);
}

/**
 * hoist_session_retry:
 * @is_start_over: forget what the server has of it
 *
 * Tries again now. An upload whose file has changed always starts over, with the new file.
 */
void
hoist_session_retry (HoistSession *self, gboolean is_start_over)
{
  if (!hoist_session_can_retry (self) && !is_start_over)
    return;

  if (self->runner != NULL) {
    /* Cut the run short; the queue starts it again when it has ended. */
    self->is_starting_over = is_start_over;
    hoist_runner_stop (self->runner);
    if (hoist_session_can_retry (self))
      requeue (self, FALSE);
  } else if (is_start_over || self->record->reason == HOIST_REASON_FILE_CHANGED) {
    if (!self->is_starting_over)
      start_over (self);
  } else {
    requeue (self, FALSE);
  }
}

/**
 * hoist_session_stop:
 *
 * Ends the run at once, for quitting: what was done is saved, and the next start goes on there.
 */
void
hoist_session_stop (HoistSession *self)
{
  stop_waking (self);
  if (self->runner != NULL)
    hoist_runner_stop (self->runner);
  g_cancellable_cancel (self->care);
}

/**
 * hoist_session_remove:
 *
 * Ends the run and marks the upload as removed. Its ticket is kept until the row is deleted.
 * hoist_session_clean_up() makes the service forget it too.
 */
void
hoist_session_remove (HoistSession *self)
{
  if (self->record->state == HOIST_STATE_REMOVED)
    return;

  stop_waking (self);
  self->removed_from = self->record->state;
  set_state (self, HOIST_STATE_REMOVED, HOIST_REASON_NONE, NULL, FALSE, NULL, NULL);
  if (self->runner != NULL)
    hoist_runner_stop (self->runner);
  g_cancellable_cancel (self->care);
}

/**
 * hoist_session_clean_up:
 *
 * A removed upload is due now, to be cleaned up; it cannot be put back any more.
 */
void
hoist_session_clean_up (HoistSession *self)
{
  g_return_if_fail (self->record->state == HOIST_STATE_REMOVED);

  self->is_woken = TRUE;
  tell_due (self);
}

/**
 * hoist_session_undo_remove:
 *
 * Puts it back, with its parts: a finished one is finished, one the service still works on is
 * watched again, any other is queued.
 */
void
hoist_session_undo_remove (HoistSession *self)
{
  if (self->record->state != HOIST_STATE_REMOVED)
    return;

  if (self->removed_from == HOIST_STATE_PROCESSING) {
    set_state (self, HOIST_STATE_PROCESSING, HOIST_REASON_NONE, NULL, FALSE, NULL, NULL);
    self->is_woken = TRUE;
    tell_due (self);
  } else if (self->record->ended_us != 0) {
    set_state (self, HOIST_STATE_FINISHED, HOIST_REASON_NONE, NULL, FALSE, NULL, NULL);
  } else {
    requeue (self, FALSE);
  }
}

/**
 * hoist_session_wait:
 * @reason: one of the reasons of a waiting upload
 * @message: (nullable): the sentence
 *
 * Holds it back from outside: its account is stopped, say. It goes on with hoist_session_retry().
 */
void
hoist_session_wait (HoistSession *self, HoistReason reason, const char *message)
{
  if (!hoist_state_may_follow (self->record->state, HOIST_STATE_WAITING) ||
      self->record->state == HOIST_STATE_PAUSED || self->record->state == HOIST_STATE_ATTENTION)
    return;

  stop_waking (self);
  set_state (self, HOIST_STATE_WAITING, reason, message, FALSE, NULL, NULL);
  if (self->runner != NULL)
    hoist_runner_stop (self->runner);
}

/**
 * hoist_session_set_account:
 * @account: the id of another account
 *
 * Only before anything was sent.
 */
void
hoist_session_set_account (HoistSession *self, const char *account)
{
  g_return_if_fail (self->runner == NULL);

  g_free (self->record->account);
  self->record->account = g_strdup (account);
  set_state (self, self->record->state, self->record->reason, self->record->message, FALSE, NULL,
             NULL);
}

void
hoist_session_set_position (HoistSession *self, gint64 position)
{
  self->record->position = position;
  set_state (self, self->record->state, self->record->reason, self->record->message, FALSE, NULL,
             NULL);
}
